// The page "Look and ask": window.EXPLORER (see report/explorer.py) drawn as SVG, without a library.
// All text is set as text, never as HTML: names come from archived pages.
(() => {
  "use strict";
  const data = window.EXPLORER;
  const home = document.getElementById("explorer");
  if (!data || !home) return; // the still figure stays

  const NAMES = new Map(data.categories);
  const FEWEST = 10; // companies for which an interval is given
  const LAST = data.quarters.length - 1;
  const CHANGES = { added: "taken up", removed: "given up", denial_added: "denial added", denial_removed: "denial removed" };
  const unique = (values) => [...new Set(values)].sort();
  const quarterName = (day) => `${day.slice(0, 4)} Q${(Number(day.slice(5, 7)) + 2) / 3}`;
  const label = (d) => `${d.platform} (${d.jurisdiction}) · ${d.document}`;
  const byLabel = new Map(data.documents.map((d) => [label(d), d]));
  const byName = new Map(data.documents.map((d) => [d.document, d]));

  // ---- what is chosen, and the address that holds it
  let state;
  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const list = (key) => (asked.get(key) || "").split(",").filter(Boolean);
    const categories = list("c").filter((c) => NAMES.has(c));
    const sector = asked.get("s") || "";
    const jurisdiction = asked.get("j") || "";
    const [category, day] = (asked.get("at") || "").split(":");
    const chosen = categories.length ? categories : data.chosen;
    const quarter = data.quarters.indexOf(day);
    return {
      categories: chosen,
      measure: asked.get("m") === "intensity" ? "intensity" : "prevalence",
      sector: data.documents.some((d) => d.sector === sector) ? sector : "",
      jurisdiction: data.documents.some((d) => d.jurisdiction === jurisdiction) ? jurisdiction : "",
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
    if (state.jurisdiction) asked.set("j", state.jurisdiction);
    if (state.platforms.length) asked.set("p", state.platforms.join(","));
    asked.set("at", `${state.category}:${data.quarters[state.quarter]}`);
    history.replaceState(null, "", `#${asked.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`);
  }

  // ---- counting
  function chosenDocuments() {
    const left = data.documents.filter(
      (d) =>
        (!state.sector || d.sector === state.sector) &&
        (!state.jurisdiction || d.jurisdiction === state.jurisdiction) &&
        (!state.platforms.length || state.platforms.includes(d.document)),
    );
    const seen = new Set();
    const counted = left.filter((d) => !seen.has(d.company) && seen.add(d.company));
    return [counted, left.filter((d) => !counted.includes(d))];
  }
  const days = (d, quarter) => d.days[quarter - d.start] || 0;
  const held = (d, category, quarter) => ((d.with[category] || [])[quarter - d.start] || 0);
  const clauses = (d, category, quarter) => ((d.clauses[category] || [])[quarter - d.start] || 0) / 10;
  const amount = (d, category, quarter) => (state.measure === "prevalence" ? held : clauses)(d, category, quarter);

  function point(documents, category, quarter) {
    const there = documents.filter((d) => days(d, quarter) > 0);
    const n = there.length;
    if (!n) return null;
    const total = there.reduce((sum, d) => sum + days(d, quarter), 0);
    const value = there.reduce((sum, d) => sum + amount(d, category, quarter), 0) / total;
    const squares = there.reduce((sum, d) => sum + (amount(d, category, quarter) - value * days(d, quarter)) ** 2, 0);
    const half = n >= FEWEST ? (1.96 * Math.sqrt((n / (n - 1)) * squares)) / total : null;
    const most = state.measure === "prevalence" ? 1 : Infinity;
    return {
      value,
      low: half === null ? null : Math.max(0, value - half),
      high: half === null ? null : Math.min(most, value + half),
      companies: n,
      having: there.filter((d) => held(d, category, quarter) > 0).length,
    };
  }
  const number = (value) => (state.measure === "prevalence" ? `${(100 * value).toFixed(1)} %` : value.toFixed(2));
  const unit = () => (state.measure === "prevalence" ? "share of companies" : "clauses per 1,000");
  function inWords(p) {
    if (!p) return "not followed";
    const bounds = p.low === null ? "" : `, ${number(p.low)} to ${number(p.high)}`;
    return `${number(p.value)} (${p.companies} ${p.companies === 1 ? "company" : "companies"}${bounds})`;
  }

  // ---- building the page
  function make(tag, attributes = {}, ...children) {
    const svg = ["svg", "g", "path", "text", "circle", "title"].includes(tag);
    const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  }
  const table = (caption, heads, rows) =>
    make(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      make(
        "table",
        {},
        make("caption", {}, caption),
        make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))),
      ),
    );
  const archived = (address, text) =>
    address.startsWith("https://") ? make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text) : text;

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
    const chips = state.platforms.map((name) =>
      make(
        "button",
        { type: "button", class: "chip", "aria-label": `Leave out ${byName.get(name).platform}`, onclick: () => { change({ platforms: state.platforms.filter((p) => p !== name) }); drawControls(); } },
        `${byName.get(name).platform} (${byName.get(name).jurisdiction}) ×`,
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
        choice("jurisdiction", "Read in ", "all, mixed"),
        make(
          "label",
          {},
          "Only platform ",
          make("input", {
            name: "platform",
            list: "explorer-platforms",
            autocomplete: "off",
            placeholder: "name, then choose",
            onchange: (event) => {
              const found = byLabel.get(event.target.value);
              if (!found || state.platforms.includes(found.document)) return;
              change({ platforms: [...state.platforms, found.document] });
              drawControls();
              parts.controls.querySelector('[name="platform"]').focus();
            },
          }),
        ),
        make("datalist", { id: "explorer-platforms" }, ...[...byLabel.keys()].sort().map((value) => make("option", { value }))),
        ...chips,
      ),
    );
  }

  function drawSummary(counted, left) {
    const where = unique(counted.map((d) => d.jurisdiction)).map((j) => `${counted.filter((d) => d.jurisdiction === j).length} read in: ${j}`);
    const mixed = where.length > 1 ? " Jurisdictions are mixed." : "";
    const aside = left.length ? ` ${left.length} further ${left.length === 1 ? "document" : "documents"} of the same companies not counted.` : "";
    const lines = state.categories.map((c) => `${NAMES.get(c)} ${inWords(point(counted, c, state.quarter))}`);
    parts.summary.replaceChildren(
      make("p", {}, `${counted.length} ${counted.length === 1 ? "company" : "companies"}: ${where.join(", ") || "none; widen the choice"}.${mixed}${aside}`),
      make("p", {}, `${quarterName(data.quarters[state.quarter])}, ${unit()}: ${lines.join(" · ")}.`),
    );
  }

  function drawChart(series) {
    const width = Math.max(280, Math.min(860, home.clientWidth));
    const height = Math.round(Math.max(240, width * 0.5));
    const [left, right, top, bottom] = [44, 10, 12, 26];
    const shown = [...series.values()].flat().filter(Boolean);
    const highest = Math.max(state.measure === "prevalence" ? 0.05 : 0.5, ...shown.map((p) => p.high ?? p.value));
    const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200].find((s) => highest / s <= 5) || 500;
    const ceiling = Math.ceil(highest / step - 1e-9) * step;
    const begin = Math.min(LAST - 1, Math.max(0, ...[[...series.values()].reduce((first, line) => Math.min(first, line.findIndex(Boolean) < 0 ? LAST : line.findIndex(Boolean)), LAST)]));
    const x = (quarter) => left + ((quarter - begin) / (LAST - begin)) * (width - left - right);
    const y = (value) => top + (1 - value / ceiling) * (height - top - bottom);
    const chart = make("svg", { class: "chart", role: "group", viewBox: `0 0 ${width} ${height}`, "aria-label": `Chart, ${unit()} by quarter. Arrow keys move between points.` });
    for (let value = 0; value <= ceiling + 1e-9; value += step) {
      chart.append(
        make("path", { class: "grid", d: `M${left} ${y(value)}H${width - right}` }),
        make("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, state.measure === "prevalence" ? `${Math.round(100 * value)} %` : String(Number(value.toFixed(2)))),
      );
    }
    const years = data.quarters.map((day, q) => [day, q]).filter(([day, q]) => q >= begin && day.slice(5, 7) === "01");
    const every = Math.ceil(years.length / (width / 60));
    years.filter((_, i) => i % every === 0).forEach(([day, q]) => chart.append(make("text", { x: x(q), y: height - 8, "text-anchor": "middle" }, day.slice(0, 4))));
    for (const [category, line] of series) {
      const band = line.map((p, q) => (p && p.low !== null ? [q, p] : null)).filter(Boolean);
      if (band.length > 1) {
        const edge = [...band.map(([q, p]) => `${x(q)} ${y(p.high)}`), ...band.reverse().map(([q, p]) => `${x(q)} ${y(p.low)}`)];
        chart.append(make("path", { class: `band c-${category}`, d: `M${edge.join("L")}Z` }));
      }
      const path = line.map((p, q) => (p ? `${line[q - 1] ? "L" : "M"}${x(q)} ${y(p.value)}` : "")).join("");
      chart.append(make("path", { class: `line c-${category}`, d: path }));
    }
    for (const [category, line] of series) {
      line.forEach((p, q) => {
        if (!p) return;
        const here = category === state.category && q === state.quarter;
        const text = `${NAMES.get(category)}, ${quarterName(data.quarters[q])}: ${inWords(p)}`;
        chart.append(
          make(
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
            make("circle", { cx: x(q), cy: y(p.value), r: 7, class: "reach" }),
            make("circle", { cx: x(q), cy: y(p.value), r: here ? 6 : 2.5 }),
          ),
        );
      });
    }
    parts.chart.replaceChildren(chart);
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

  function drawValues(series) {
    const rows = data.quarters
      .map((day, q) => [quarterName(day), String([...series.values()][0][q]?.companies ?? 0), ...[...series.values()].map((line) => (line[q] ? number(line[q].value) : ""))])
      .filter((row) => row[1] !== "0")
      .reverse();
    const heads = ["quarter", "companies", ...[...series.keys()].map((c) => NAMES.get(c))];
    const text = [heads, ...rows].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");
    parts.values.replaceChildren(
      make("details", {}, make("summary", {}, "The chart as a table"), table(`By quarter, ${unit()}`, heads, rows)),
      make("p", {}, make("a", { href: `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`, download: "look-and-ask.csv" }, "Table behind this chart (CSV)")),
    );
  }

  function drawBehind(counted) {
    const { category, quarter } = state;
    const there = counted.filter((d) => days(d, quarter) > 0);
    there.sort((a, b) => held(b, category, quarter) / days(b, quarter) - held(a, category, quarter) / days(a, quarter) || a.platform.localeCompare(b.platform, "en"));
    const rows = there.map((d) => {
      const version = d.versions[d.at[quarter - d.start]];
      const [before, after] = version ? d.sources[version[0]] : ["", ""];
      return [
        d.platform,
        d.jurisdiction,
        `${held(d, category, quarter)} of ${days(d, quarter)}`,
        (clauses(d, category, quarter) / days(d, quarter)).toFixed(1),
        version ? archived(`${before}${version[1]}${after}`, `since ${version[2]}`) : "",
      ];
    });
    const having = point(counted, category, quarter)?.having ?? 0;
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
      make("p", {}, `${having} of ${there.length} companies had ${NAMES.get(category)} language in ${quarterName(data.quarters[quarter])}.`),
      table(`${NAMES.get(category)}, ${quarterName(data.quarters[quarter])}`, ["platform", "read in", "days with it", "clauses per 1,000", "archived version"], rows),
    );
  }

  function drawLedger(counted) {
    const names = new Set(counted.map((d) => d.document));
    const rows = data.ledger
      .filter(([place, category]) => names.has(data.documents[place].document) && state.categories.includes(category))
      .reverse()
      .map(([place, category, what, first, announced, inForce, section, count, url, gapFrom, gapUntil, covers]) => [
        data.documents[place].platform,
        data.documents[place].jurisdiction,
        NAMES.get(category),
        `${CHANGES[what] || what}${first ? ", first" : ""}${covers ? `: ${covers}` : ""}`,
        gapFrom ? `between ${gapFrom} and ${gapUntil}` : announced,
        gapFrom ? "" : inForce,
        section,
        String(count),
        archived(url, "archived version"),
      ]);
    parts.ledger.replaceChildren(
      make("h2", {}, "Lasting changes"),
      make("p", {}, `${rows.length} in the ledger for this choice.`),
      table("The ledger", ["platform", "read in", "category", "change", "announced", "in force", "section", "clauses", "archive"], rows),
    );
  }

  function draw() {
    const [counted, left] = chosenDocuments();
    const series = new Map(state.categories.map((c) => [c, data.quarters.map((_, q) => point(counted, c, q))]));
    drawSummary(counted, left);
    drawChart(series);
    drawValues(series);
    drawBehind(counted);
    drawLedger(counted);
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
