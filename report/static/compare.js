// The page "Compare": the texts that are chosen, a column each, out of the scripts compare/SLUG.js, which say
// window.COMPARED = {document: [HTML of each section]} (see report/compare.py). What the address says is looked up in
// window.TEXTS and, where it is not there, shown as text.
(() => {
  "use strict";
  const root = new URL("..", document.currentScript.src).href;
  const choice = document.getElementById("choice");
  const most = Number(choice.dataset.most);
  const grids = [...document.querySelectorAll("#compared .columns")];
  const still = document.querySelector(".still");
  const [chips, further] = choice.querySelectorAll(".chips");
  const said = choice.querySelector(":scope > [role=status]");
  const texts = new Map(window.TEXTS.map(([name, label, platform, slug]) => [name, { name, label, platform, slug }]));
  const title = document.title;
  const example = grids.map((grid) => [...grid.children]);
  const ADD = "Add a platform";
  let chosen = [];

  const make = (tag, attributes, text = "") => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  };
  // ---- the columns
  const read = new Map();
  const columnsOf = (slug) => {
    if (!read.has(slug)) {
      read.set(slug, new Promise((resolve, reject) => {
        const script = make("script", { src: `${root}compare/${slug}.js` });
        script.onload = () => resolve(window.COMPARED);
        script.onerror = () => { read.delete(slug); reject(new Error(slug)); };
        document.head.append(script);
      }));
    }
    return read.get(slug);
  };
  const element = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.firstElementChild;
  };

  // ---- what is chosen, and the address that holds it
  const listed = (names) => names.map((name) => texts.get(name).label).join(" · ");
  // A platform's own name means its first text.
  const named = (name) => (texts.has(name) ? name : [...texts.values()].find((text) => text.slug === name)?.name ?? name);
  function asked() {
    const names = (new URLSearchParams(location.hash.slice(1)).get("p") || "").split(",").filter(Boolean);
    return [...new Set(names.map(named))];
  }
  function choose(names) {
    const address = names.length ? `#p=${names.map(encodeURIComponent).join(",")}` : location.pathname + location.search;
    history.replaceState(null, "", address);
    show(names);
  }

  async function show(names) {
    const known = names.filter((name) => texts.has(name));
    const unknown = names.filter((name) => !texts.has(name));
    const shown = chosen = known.slice(0, most);
    drawChoice();
    const faults = [];
    if (unknown.length) faults.push(`Not known here, and left out: ${unknown.join(", ")}.`);
    if (known.length > most) faults.push(`${most} at most; left out: ${listed(known.slice(most))}.`);
    let columns;
    try {
      columns = await Promise.all(shown.map(async (name) => (await columnsOf(texts.get(name).slug))[name]));
    } catch (error) {
      said.textContent = `compare/${error.message}.js could not be read: load the page again, or build the report anew.`;
      return;
    }
    if (shown !== chosen) return; // another choice was made meanwhile
    grids.forEach((grid, place) => grid.replaceChildren(...(shown.length ? columns.map((parts) => element(parts[place])) : example[place])));
    still.hidden = shown.length > 0;
    document.title = shown.length ? `${title}: ${listed(shown)}` : title;
    const one = shown.length === 1 ? "Add another platform, or another of its texts." : "";
    said.textContent = [shown.length > 1 ? `Side by side: ${listed(shown)}.` : one, ...faults].filter(Boolean).join(" ");
  }

  // ---- the box and the buttons
  const box = make("div", { class: "find", role: "search", "aria-label": "Platforms to compare" });
  box.append(make("a", {}, ADD)); // the box takes its name from it
  choice.prepend(box);
  const offers = [...texts.values()].flatMap(({ name, label, platform }, place, all) => {
    const first = all[place - 1]?.platform !== platform; // a platform's own name is for its main text
    return [...(first ? [[platform, name]] : []), ...(label === platform ? [] : [[label, name]])];
  });
  window.findBox(box, "compare", async () => offers, (one) => {
    const input = box.querySelector("input");
    input.value = "";
    input.dispatchEvent(new Event("input"));
    if (!chosen.includes(one.address)) choose([...chosen, one.address]);
  });
  const button = (text, label, names) => {
    const made = make("button", { type: "button", "aria-label": label }, text);
    made.addEventListener("click", () => { choose(names); box.querySelector("input").focus(); });
    return made;
  };
  function drawChoice() {
    chips.replaceChildren(...chosen.map((name) => button(`${texts.get(name).label} ×`, `Leave out ${texts.get(name).label}`, chosen.filter((other) => other !== name))));
    const full = chosen.length >= most;
    const platforms = new Set(chosen.map((name) => texts.get(name).platform));
    const rest = full ? [] : [...texts.values()].filter(({ name, platform }) => platforms.has(platform) && !chosen.includes(name));
    further.replaceChildren(...(rest.length ? ["Further texts: "] : []), ...rest.map(({ name, label }) => button(`+ ${label}`, `Add ${label}`, [...chosen, name])));
    const input = box.querySelector("input");
    input.readOnly = full;
    input.placeholder = full ? `${most} at most: leave one out first` : ADD;
  }

  addEventListener("hashchange", () => show(asked()));
  choice.hidden = false;
  show(asked());
})();
