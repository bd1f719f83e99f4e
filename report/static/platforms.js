// The index of platforms: filters, kept in the address, and sorting by a column's head. Without scripts all is shown.
(() => {
  "use strict";
  const form = document.querySelector("form.filters");
  const table = document.getElementById("platforms");
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells];
  const said = form.querySelector('[role="status"]');
  const fields = [...form.elements].filter((field) => field.name);
  const FIRST = 3; // the column of the first category
  const column = { sector: 1, regions: 2 };
  fields.filter((field) => !(field.name in column)).forEach((field, place) => { column[field.name] = FIRST + place; });

  const values = (row, place) => {
    const cell = row.cells[place];
    return cell.dataset.v === undefined ? [cell.textContent] : cell.dataset.v.split(" ");
  };
  function show() {
    const chosen = fields.filter((field) => field.value);
    let shown = 0;
    for (const row of rows) {
      row.hidden = chosen.some((field) => !values(row, column[field.name]).includes(field.value));
      shown += !row.hidden;
    }
    said.textContent = `${shown} of ${rows.length} shown`;
    return new URLSearchParams(chosen.map((field) => [field.name, field.value])).toString();
  }
  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = asked.get(field.name) || "";
    for (const field of fields) if (field.selectedIndex < 0) field.value = "";
  }
  form.addEventListener("change", () => {
    const chosen = show();
    history.replaceState(null, "", chosen ? `#${chosen}` : location.pathname + location.search);
  });
  form.addEventListener("reset", () => setTimeout(() => form.dispatchEvent(new Event("change"))));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => { read(); show(); });

  // A category sorts by its state, in the order of its filter, then by the day since when; what has no day stands last.
  const key = (row, place) => {
    const cell = row.cells[place];
    if (place < FIRST) return cell.textContent.trim().toLowerCase();
    const states = [...fields.find((field) => column[field.name] === place).options].map((option) => option.value);
    return `${String(states.indexOf(cell.dataset.v)).padStart(2, "0")} ${cell.dataset.day || "9999"}`;
  };
  heads.forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", place ? "none" : "ascending");
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keys = new Map(rows.map((row) => [row, key(row, place)]));
      rows.sort((a, b) => (down ? -1 : 1) * keys.get(a).localeCompare(keys.get(b), "en"));
      table.tBodies[0].append(...rows);
    });
  });
  read();
  show();
  form.hidden = false;
})();
