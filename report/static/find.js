// The box that finds a platform: each link in a .find becomes a combobox over platforms/platforms.js, which says
// window.PLATFORMS = [[name, address from the report's folder, other names …], …]. It is read when the box is first
// used. Another name, as of the company, is shown in brackets where it is what matches.
{
  const root = new URL("..", document.currentScript.src).href;
  const SHOWN = 8;
  let reading = null;

  const platforms = () => {
    reading ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `${root}platforms/platforms.js`;
      script.onload = () => resolve(window.PLATFORMS);
      script.onerror = () => resolve([]);
      document.head.append(script);
    });
    return reading;
  };

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

  // Those that match: the very name first, then names that begin so, then those with a word that does, then other
  // names, then the rest.
  const matches = (all, asked) => {
    const wanted = plain(asked);
    if (!wanted) return [];
    const rank = (name) => {
      const own = plain(name);
      if (own === wanted) return 0;
      if (own.startsWith(wanted)) return 1;
      if (own.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 2;
      return own.includes(wanted) ? 6 : 7;
    };
    const found = ([name, address, ...others]) => {
      const own = rank(name);
      const best = Math.min(...others.map(rank)) + 3;
      if (best > 5 || own <= best) return { name, address, rank: own };
      return { name: `${name} (${others.find((one) => rank(one) + 3 === best)})`, address, rank: best };
    };
    return all
      .map(found)
      .filter((one) => one.rank < 7)
      .sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name, "en"));
  };

  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };

  // Another list may be asked for in a box than that of platforms, and more be done with what is chosen than go there.
  const visit = (one) => { location.href = new URL(one.address, root).href; };
  const furnish = (box, number, names = platforms, go = visit) => {
    const list = `find-list-${number}`;
    const link = box.querySelector("a");
    const input = make("input", {
      type: "text", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list,
      "aria-label": link.textContent, placeholder: link.textContent,
    });
    const found = make("ul", { role: "listbox", id: list, "aria-label": "Platforms found", hidden: "" });
    const said = make("p", { class: "find-said", role: "status" });
    let shown = [];
    let active = -1;

    const close = () => {
      found.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      active = -1;
    };
    const mark = (place) => {
      active = place;
      [...found.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === place)));
      if (place < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", found.children[place].id);
    };
    const show = async () => {
      const all = matches(await names(), input.value);
      shown = all.slice(0, SHOWN);
      found.replaceChildren(...shown.map((one, i) => {
        const item = make("li", { role: "option", id: `${list}-${i}`, "aria-selected": "false" }, one.name);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); go(one); });
        return item;
      }));
      if (!shown.length) close();
      else {
        found.hidden = false;
        input.setAttribute("aria-expanded", "true");
        mark(-1);
      }
      said.textContent = input.value.trim() ? (all.length ? "" : "No platform of that name is followed.") : "";
    };

    input.addEventListener("focus", names);
    input.addEventListener("input", show);
    input.addEventListener("blur", () => { close(); said.textContent = ""; });
    input.addEventListener("keydown", async (event) => {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps) {
        event.preventDefault();
        if (found.hidden) await show();
        if (shown.length) {
          const places = shown.length + 1; // one more: none marked, the text as typed
          mark(((active + 1 + steps[event.key] + places) % places) - 1);
        }
      } else if (event.key === "Escape") {
        if (found.hidden) input.value = "";
        close();
      } else if (event.key === "Enter") {
        event.preventDefault();
        const place = active;
        if (place < 0) await show();
        const one = shown[Math.max(place, 0)];
        if (one) go(one);
      }
    });
    box.replaceChildren(input, found, said);
  };

  document.querySelectorAll(".find").forEach((box, number) => furnish(box, number));
  window.findBox = furnish;
}
