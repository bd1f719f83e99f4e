// The page "Look up": window.EXPLORER (see report/explorer.py), counted and shown as chosen.
// All text is set as text, never as HTML: names come from archived pages.
(() => {
  "use strict";
  const data = window.EXPLORER;
  const home = document.getElementById("explorer");
  if (!data || !home) return; // the still figure stays
  const { make, table, archived, quarterName, dayName, chart, standalone, save, download } = window.LOOKUP;
  const { chosenDocuments, days, held, clauses, pointOf, since, asCsv } = window.LOOKUP.counting(data);

  const NAMES = new Map(data.categories);
  const COLOURS = new Map(data.categories.map(([key, , colour]) => [key, colour]));
  const LAST = data.quarters.length - 1;
  const unique = (values) => [...new Set(values)].sort();
  const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
  const byName = new Map(data.documents.map((d) => [d.document, d]));
  const ofPlatform = new Map();
  for (const d of data.documents) ofPlatform.set(d.platform, [...(ofPlatform.get(d.platform) || []), d]);
  const label = (d) => {
    const alike = ofPlatform.get(d.platform).filter((other) => other.region === d.region);
    return `${d.platform}, ${d.region}${alike.length > 1 ? ` (${d.document})` : ""}`;
  };

  // ---- what is chosen, and the address that holds it
  let state;
  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const list = (key) => (asked.get(key) || "").split(",").filter(Boolean);
    const categories = list("c").filter((c) => NAMES.has(c));
    const [category, day] = (asked.get("at") || "").split(":");
    const chosen = categories.length ? categories : data.chosen;
    const quarter = data.quarters.indexOf(day);
    const known = (key, value) => (data.documents.some((d) => d[key] === value) ? value : "");
    return {
      categories: chosen,
      measure: asked.get("m") === "intensity" ? "intensity" : "prevalence",
      sector: known("sector", asked.get("s") || ""),
      region: known("region", asked.get("r") || ""),
      platforms: list("p").filter((name) => byName.has(name)),
      category: chosen.includes(category) ? category : chosen[0],
      quarter: quarter < 0 ? LAST : quarter,
    };
  }
  function write() {
    const asked = new URLSearchParams();
    asked.set("c", state.categories.join(","));
    asked.set("m", state.measure);
    if (state.sector) asked.set("s", state.sector);
    if (state.region) asked.set("r", state.region);
    if (state.platforms.length) asked.set("p", state.platforms.join(","));
    asked.set("at", `${state.category}:${data.quarters[state.quarter]}`);
    history.replaceState(null, "", `#${asked.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`);
  }

  // ---- counting
  const percent = () => state.measure === "prevalence";
  const number = (value) => (percent() ? `${(100 * value).toFixed(1)} %` : value.toFixed(2));
  const unit = () => (percent() ? "share of companies" : "clauses per 1,000");
  function inWords(p) {
    if (!p) return "not followed";
    const bounds = p.low === null ? "" : `, ${number(p.low)} to ${number(p.high)}`;
    return `${number(p.value)} (${count(p.companies, "company", "companies")}${bounds})`;
  }
  // ---- building the page
  const page = (d) => make("a", { href: `platforms/${d.slug}.html` }, d.platform);

  const parts = {};
  for (const name of ["controls", "summary", "chart", "values", "behind", "ledger"]) {
    parts[name] = make("div", { class: `explorer-${name}` });
  }
  parts.summary.setAttribute("role", "status");

  function change(values) {
    Object.assign(state, values);
    if (!state.categories.includes(state.category)) state.category = state.categories[0];
    write();
    draw();
  }

  // What the box offers: each platform with all its texts, and where it has several, each of them.
  const offers = [...ofPlatform].flatMap(([platform, own]) => [
    [platform, own.map((d) => d.document).join(",")],
    ...(own.length > 1 ? own.map((d) => [label(d), d.document]) : []),
  ]);
  function platformBox() {
    const box = make("div", { class: "find" }, make("a", { href: "platforms/index.html" }, "Add a platform"));
    window.findBox(box, "look-up", async () => offers, (one) => {
      change({ platforms: [...new Set([...state.platforms, ...one.address.split(",")])] });
      drawControls();
      parts.controls.querySelector(".find input").focus();
    });
    return box;
  }
  function chips() {
    return [...ofPlatform].flatMap(([platform, own]) => {
      const chosen = own.filter((d) => state.platforms.includes(d.document));
      const groups = chosen.length === own.length ? [[platform, own]] : chosen.map((d) => [label(d), [d]]);
      return groups.map(([text, documents]) =>
        make(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-label": `Leave out ${text}`,
            onclick: () => {
              change({ platforms: state.platforms.filter((name) => !documents.some((d) => d.document === name)) });
              drawControls();
              parts.controls.querySelector(".find input").focus();
            },
          },
          `${text} ×`,
        ),
      );
    });
  }

  function drawControls() {
    const boxes = data.categories.map(([key, name]) =>
      make(
        "label",
        {},
        make("input", {
          type: "checkbox",
          name: "category",
          value: key,
          checked: state.categories.includes(key),
          onchange: (event) => {
            const chosen = data.categories.map(([c]) => c).filter((c) => (c === key ? event.target.checked : state.categories.includes(c)));
            if (chosen.length) change({ categories: chosen });
            else event.target.checked = true; // one at least
          },
        }),
        make("span", { class: `swatch c-${key}` }),
        name,
      ),
    );
    const measures = ["prevalence", "intensity"].map((name) =>
      make(
        "label",
        {},
        make("input", { type: "radio", name: "measure", value: name, checked: state.measure === name, onchange: () => change({ measure: name }) }),
        name === "prevalence" ? "Prevalence (share of companies)" : "Intensity (clauses per 1,000)",
      ),
    );
    const choice = (key, text, all) =>
      make(
        "label",
        {},
        text,
        make(
          "select",
          { name: key, onchange: (event) => change({ [key]: event.target.value }) },
          ...["", ...unique(data.documents.map((d) => d[key]))].map((value) => make("option", { value, selected: state[key] === value }, value || all)),
        ),
      );
    parts.controls.replaceChildren(
      make("fieldset", {}, make("legend", {}, "Categories"), ...boxes),
      make("fieldset", {}, make("legend", {}, "Measure"), ...measures),
      make(
        "fieldset",
        {},
        make("legend", {}, "Whose policies"),
        choice("sector", "Sector ", "all sectors"),
        choice("region", "Read in ", "everywhere, mixed"),
        platformBox(),
        ...chips(),
      ),
    );
  }

  function where(counted) {
    const regions = unique(counted.map((d) => d.region)).map((region) => `${counted.filter((d) => d.region === region).length} read in: ${region}`);
    return `${count(counted.length, "company", "companies")}: ${regions.join(", ") || "none; widen the choice"}.${regions.length > 1 ? " Regions are mixed." : ""}`;
  }
  function drawSummary(counted, left) {
    const aside = left.length ? ` ${count(left.length, "further text", "further texts")} of the same companies: listed below, not counted.` : "";
    const lines = state.categories.map((c) => `${NAMES.get(c)} ${inWords(pointOf(state.measure, counted, c, state.quarter))}`);
    parts.summary.replaceChildren(
      make("p", {}, `${where(counted)}${aside}`),
      make("p", {}, `${quarterName(data.quarters[state.quarter])}, ${unit()}: ${lines.join(" · ")}.`),
    );
  }

  // ---- the chart
  const toDraw = (series) => [...series].map(([key, line]) => ({ key, name: NAMES.get(key), line }));
  function drawChart(series) {
    const width = Math.max(280, home.clientWidth);
    const onPage = {
      series: toDraw(series),
      quarters: data.quarters,
      percent: percent(),
      width,
      height: Math.round(Math.max(240, Math.min(420, width * 0.5))),
      label: `Chart, ${unit()} by quarter. Arrow keys move between points.`,
      named: width > 560,
      point: (category, q, x, y) => markOf(series, category, q, x, y),
    };
    parts.chart.replaceChildren(chart(onPage));
  }
  function markOf(series, category, q, x, y) {
    const here = category === state.category && q === state.quarter;
    const text = `${NAMES.get(category)}, ${quarterName(data.quarters[q])}: ${inWords(series.get(category)[q])}`;
    return make(
      "g",
      {
        class: `point c-${category}`,
        role: "button",
        tabindex: here ? 0 : -1,
        "aria-label": text,
        "aria-pressed": String(here),
        "data-category": category,
        "data-quarter": data.quarters[q],
        onclick: () => choosePoint(category, q),
        onkeydown: (event) => move(event, series, category, q),
      },
      make("title", {}, text),
      make("circle", { cx: x, cy: y, r: 7, class: "reach" }),
      make("circle", { cx: x, cy: y, r: here ? 6 : 2.5 }),
    );
  }
  function choosePoint(category, quarter) {
    change({ category, quarter });
    parts.chart.querySelector('[aria-pressed="true"]')?.focus({ preventScroll: true });
  }
  function move(event, series, category, quarter) {
    const order = [...series.keys()];
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (event.key === "Enter" || event.key === " ") choosePoint(category, quarter);
    else if (!step) return;
    else {
      const next = order[(order.indexOf(category) + step[0] + order.length) % order.length];
      if (series.get(next)[quarter + step[1]]) choosePoint(next, quarter + step[1]);
    }
    event.preventDefault();
  }
  // ---- what can be saved
  function chosenInWords() {
    const platforms = state.platforms.map((name) => label(byName.get(name)));
    return [state.sector && `sector ${state.sector}`, state.region && `read in: ${state.region}`, platforms.join("; ")].filter(Boolean).join(", ") || "all companies";
  }
  function saveChart(series, counted, kind) {
    const drawn = chart({ series: toDraw(series), quarters: data.quarters, percent: percent(), width: 900, height: 450, label: "", named: true });
    const dashes = new Map([...series.keys()].map((key) => [key, getComputedStyle(parts.chart.querySelector(`.line.c-${key}`)).strokeDasharray]));
    const bounds = `Bands: 95 % intervals over companies, where there are ${data.fewest} or more.`;
    const notes = [`${where(counted)} ${bounds}`, `Source: ${data.sources}. A policy says what a company reserves the right to do, not what it does.`];
    const title = `${percent() ? "Share of companies whose policy says so" : "Clauses per 1,000 that say so"}, by quarter; ${chosenInWords()}`;
    save(standalone(drawn, title.length > 110 ? `${title.slice(0, 109)}…` : title, notes, COLOURS, dashes), "look-up", kind);
  }
  function drawValues(series, counted) {
    const rows = data.quarters
      .map((day, q) => [quarterName(day), String([...series.values()][0][q]?.companies ?? 0), ...[...series.values()].map((line) => (line[q] ? number(line[q].value) : ""))])
      .filter((row) => row[1] !== "0")
      .reverse();
    const heads = ["quarter", "companies", ...[...series.keys()].map((c) => NAMES.get(c))];
    const button = (text, onclick) => make("button", { type: "button", onclick }, text);
    parts.values.replaceChildren(
      make(
        "p",
        { class: "save" },
        "Save the chart: ",
        button("PNG", () => saveChart(series, counted, "png")),
        " ",
        button("SVG", () => saveChart(series, counted, "svg")),
        " ",
        button("CSV", () => download(new Blob([asCsv(state.measure, series)], { type: "text/csv" }), "look-up.csv")),
      ),
      make("details", {}, make("summary", {}, "The chart as a table"), table(`By quarter, ${unit()}`, heads, rows.map((cells) => ({ cells })))),
    );
  }

  // ---- what is behind a point
  function drawBehind(counted, left) {
    const { category, quarter } = state;
    const there = (documents) => documents.filter((d) => days(d, quarter) > 0);
    const share = (d) => held(d, category, quarter) / days(d, quarter);
    const ordered = there(counted).sort((a, b) => share(b) - share(a) || a.platform.localeCompare(b.platform, "en"));
    const others = there(left);
    const rows = ordered.flatMap((d) => [[d, true], ...others.filter((o) => o.company === d.company).map((o) => [o, false])]);
    const rest = others.filter((o) => !ordered.some((d) => d.company === o.company)).map((o) => [o, false]);
    const having = pointOf(state.measure, counted, category, quarter)?.having ?? 0;
    const pick = (text, options, value, chosen) =>
      make("label", {}, text, make("select", { "aria-label": text.trim(), onchange: (event) => chosen(event.target.value) }, ...options.map(([key, name]) => make("option", { value: key, selected: key === value }, name))));
    parts.behind.replaceChildren(
      make("h2", {}, "The policies behind a point"),
      make(
        "p",
        { class: "pick" },
        pick("Category ", state.categories.map((c) => [c, NAMES.get(c)]), category, (c) => change({ category: c })),
        pick("Quarter ", data.quarters.map((day) => [day, quarterName(day)]).reverse(), data.quarters[quarter], (day) => change({ quarter: data.quarters.indexOf(day) })),
      ),
      make("p", {}, `${having} of ${count(ordered.length, "company", "companies")} had ${NAMES.get(category)} language in ${quarterName(data.quarters[quarter])}.`),
      table(
        `${NAMES.get(category)}, ${quarterName(data.quarters[quarter])}`,
        ["platform", "read in", "days with it", "clauses per 1,000", "has said so since", "archived text"],
        [...rows, ...rest].map(([d, counts]) => behindRow(d, counts, category, quarter)),
      ),
    );
  }
  function behindRow(d, counts, category, quarter) {
    const version = d.versions[d.at[quarter - d.start]];
    const [before, after] = version ? d.sources[version[0]] : ["", ""];
    return {
      class: counts ? "counted" : "aside",
      cells: [
        page(d),
        `${d.region}${counts ? "" : " (not counted)"}`,
        `${held(d, category, quarter)} of ${days(d, quarter)}`,
        (clauses(d, category, quarter) / days(d, quarter)).toFixed(1),
        since(d, category, quarter),
        version ? archived(`${before}${version[1]}${after}`, `read this text (page version of ${dayName(version[2])})`) : "",
      ],
    };
  }

  function drawLedger(counted, left) {
    const names = new Set([...counted, ...left].map((d) => d.document));
    const rows = data.changes
      .filter(([place, category]) => names.has(data.documents[place].document) && state.categories.includes(category))
      .map(([place, category, what, when, section, clauses, url, address]) => ({
        cells: [
          page(data.documents[place]),
          data.documents[place].region,
          NAMES.get(category),
          make("a", { href: address }, what),
          when,
          `${count(clauses, "clause", "clauses")}; ${section}`,
          archived(url, "archived text"),
        ],
      }));
    parts.ledger.replaceChildren(
      make("h2", {}, "Changes"),
      make("p", {}, `${count(rows.length, "change", "changes")} of these policies, newest first; texts that are not counted above included.`),
      table("Changes", ["platform", "read in", "category", "the policy", "when", "where", "archive"], rows),
    );
  }

  function draw() {
    const [counted, left] = chosenDocuments(state);
    const series = new Map(state.categories.map((c) => [c, data.quarters.map((_, q) => pointOf(state.measure, counted, c, q))]));
    drawSummary(counted, left);
    drawChart(series);
    drawValues(series, counted);
    drawBehind(counted, left);
    drawLedger(counted, left);
  }

  state = read();
  home.replaceChildren(...Object.values(parts));
  drawControls();
  draw();
  home.dataset.ready = "true";
  window.addEventListener("hashchange", () => { state = read(); drawControls(); draw(); });
  let waiting;
  window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(draw, 150); });
})();
