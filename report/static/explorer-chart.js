// What the page "Look up" is built of: elements, tables, and the chart, on the page and as a file; lines and bounds by
// quarter as SVG, without a library.
window.LOOKUP = (() => {
  "use strict";
  const DRAWN = ["svg", "g", "path", "text", "circle", "title", "rect"];
  function make(tag, attributes = {}, ...children) {
    const svg = DRAWN.includes(tag);
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
        make("tbody", {}, ...rows.map(({ cells, ...attributes }) => make("tr", attributes, ...cells.map((cell) => make("td", {}, cell))))),
      ),
    );
  const archived = (address, text) =>
    address.startsWith("https://") ? make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text) : text;
  const quarterName = (day) => `${day.slice(0, 4)} Q${(Number(day.slice(5, 7)) + 2) / 3}`;
  const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200];

  // series: [{key, name, line: [{value, low, high} or null, a quarter each]}]; percent: whether values are shares.
  // point(key, quarter): what stands at a point, or null. Lines are named at their ends where `named`.
  function chart({ series, quarters, percent, width, height, label, named, point }) {
    const last = quarters.length - 1;
    const begun = series.map(({ line }) => line.findIndex(Boolean)).filter((first) => first >= 0);
    const begin = Math.max(0, Math.min(last - 1, ...begun));
    const longest = Math.max(...series.map(({ name }) => name.length));
    const [left, right, top, bottom] = [44, named ? 16 + 7.6 * longest : 10, 12, 26];
    const shown = series.flatMap(({ line }) => line).filter(Boolean);
    const highest = Math.max(percent ? 0.05 : 0.5, ...shown.map((p) => p.high ?? p.value));
    const step = STEPS.find((s) => highest / s <= 5) || 500;
    const ceiling = Math.ceil(highest / step - 1e-9) * step;
    const x = (quarter) => left + ((quarter - begin) / (last - begin)) * (width - left - right);
    const y = (value) => top + (1 - value / ceiling) * (height - top - bottom);
    const drawn = make("svg", { class: "chart", role: "group", viewBox: `0 0 ${width} ${height}`, "aria-label": label });
    for (let value = 0; value <= ceiling + 1e-9; value += step) {
      const text = percent ? `${Math.round(100 * value)} %` : String(Number(value.toFixed(2)));
      drawn.append(
        make("path", { class: "grid", d: `M${left} ${y(value)}H${width - right}` }),
        make("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, text),
      );
    }
    const years = quarters.map((day, q) => [day, q]).filter(([day, q]) => q >= begin && day.slice(5, 7) === "01");
    const every = Math.ceil(years.length / (width / 60));
    years
      .filter((_, i) => i % every === 0)
      .forEach(([day, q]) => drawn.append(make("text", { x: x(q), y: height - 8, "text-anchor": "middle" }, day.slice(0, 4))));
    for (const { key, line } of series) {
      const band = line.map((p, q) => (p && p.low !== null ? [q, p] : null)).filter(Boolean);
      if (band.length > 1) {
        const edge = [...band.map(([q, p]) => `${x(q)} ${y(p.high)}`), ...band.reverse().map(([q, p]) => `${x(q)} ${y(p.low)}`)];
        drawn.append(make("path", { class: `band c-${key}`, d: `M${edge.join("L")}Z` }));
      }
      const path = line.map((p, q) => (p ? `${line[q - 1] ? "L" : "M"}${x(q)} ${y(p.value)}` : "")).join("");
      drawn.append(make("path", { class: `line c-${key}`, d: path }));
    }
    if (named) nameLines(drawn, series, x, y, height - bottom);
    for (const { key, line } of series) {
      line.forEach((p, q) => p && point && drawn.append(point(key, q, x(q), y(p.value))));
    }
    return drawn;
  }

  // Names at the lines' ends, none upon another.
  function nameLines(drawn, series, x, y, lowest) {
    const ends = series
      .map(({ key, name, line }) => ({ key, name, q: line.findLastIndex(Boolean), line }))
      .filter(({ q }) => q >= 0)
      .map((end) => ({ ...end, at: y(end.line[end.q].value) }))
      .sort((a, b) => a.at - b.at);
    for (let i = 1; i < ends.length; i++) ends[i].at = Math.max(ends[i].at, ends[i - 1].at + 15);
    for (let i = ends.length - 1, most = lowest; i >= 0; i--, most -= 15) ends[i].at = Math.min(ends[i].at, most);
    for (const { key, name, q, at } of ends) {
      drawn.append(make("text", { class: `end c-${key}`, x: x(q) + 8, y: at + 4 }, name));
    }
  }

  // A chart as a file of its own: on white, every colour written out, its title above and its notes below.
  function standalone(drawn, title, notes, colours, dashes) {
    const [, , width, height] = drawn.getAttribute("viewBox").split(" ").map(Number);
    const lines = notes.flatMap((note) => wrapped(note, Math.floor(width / 6)));
    const whole = height + 36 + 15 * lines.length + 10;
    const said = (text, at, size) => make("text", { x: 10, y: at, "font-size": size, fill: "#1c1e21" }, text);
    for (const part of drawn.querySelectorAll("*")) {
      const key = [...part.classList].find((name) => name.startsWith("c-"))?.slice(2);
      if (part.classList.contains("grid")) set(part, { stroke: "#cfd3d9", "stroke-width": 0.7 });
      else if (part.classList.contains("band")) set(part, { fill: colours.get(key), opacity: 0.14 });
      else if (part.classList.contains("line")) set(part, { fill: "none", stroke: colours.get(key), "stroke-width": 1.8, "stroke-dasharray": dashes.get(key) });
      else if (part.tagName === "text") set(part, { fill: "#1c1e21", "font-size": 12 });
    }
    return make(
      "svg",
      { xmlns: "http://www.w3.org/2000/svg", width, height: whole, viewBox: `0 0 ${width} ${whole}`, "font-family": "Arial, Helvetica, sans-serif" },
      make("title", {}, title),
      make("rect", { width, height: whole, fill: "#ffffff" }),
      said(title, 24, 15),
      make("g", { transform: "translate(0 34)" }, ...drawn.childNodes),
      ...lines.map((line, i) => said(line, height + 46 + 15 * i, 11)),
    );
  }
  const set = (part, attributes) => Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value));
  function wrapped(text, most) {
    const lines = [""];
    for (const word of text.split(" ")) {
      if (lines.at(-1) && lines.at(-1).length + word.length >= most) lines.push("");
      lines.push(`${lines.pop()} ${word}`.trim());
    }
    return lines;
  }

  function download(blob, name) {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
  function save(svg, name, kind) {
    const text = new XMLSerializer().serializeToString(svg);
    if (kind === "svg") return download(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
    const picture = new Image();
    picture.onload = () => {
      const canvas = make("canvas", { width: 2 * picture.width, height: 2 * picture.height });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => download(blob, `${name}.png`));
    };
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }
  return { make, table, archived, quarterName, chart, standalone, save, download };
})();
