// Filters of the pages of changes: what is chosen is in the address, and goes along to another year's page.
(() => {
  "use strict";
  const form = document.querySelector("form.filters");
  if (!form) return;
  const changes = [...document.querySelectorAll("article.change")];
  const said = form.querySelector('[role="status"]');
  const keys = [...form.elements].map((field) => field.name).filter(Boolean);

  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const key of keys) {
      const field = form.elements[key];
      const value = asked.get(key) || "";
      if (field.type === "checkbox") field.checked = value === "1";
      else {
        // A value that this page has no change of is still what was asked for: then nothing is listed.
        if (![...field.options].some((option) => option.value === value)) field.add(new Option(value, value));
        field.value = value;
      }
    }
  }
  function show() {
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    let shown = 0;
    for (const change of changes) {
      change.hidden = [...chosen].some(([key, value]) => change.dataset[key] !== value);
      shown += !change.hidden;
    }
    said.textContent = `${shown} of ${changes.length} shown`;
    for (const link of document.querySelectorAll("a.year")) link.hash = chosen.toString();
    return chosen.toString();
  }
  form.addEventListener("change", () => {
    const chosen = show();
    history.replaceState(null, "", chosen ? `#${chosen}` : location.pathname + location.search);
  });
  form.addEventListener("reset", () => setTimeout(() => form.dispatchEvent(new Event("change"))));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => { if (!location.hash.startsWith("#ch-")) { read(); show(); } });
  if (!location.hash.startsWith("#ch-")) read();
  show();
  form.hidden = false;
})();
