// The report's address in what is copied from a figure's page; a click selects all of it.
addEventListener("DOMContentLoaded", () => {
  const address = new URL("..", location.href).href.replace(/\/$/, "");
  for (const field of document.querySelectorAll("textarea.copied")) {
    if (location.protocol !== "file:") field.value = field.value.replaceAll("ADDRESS/", `${address}/`);
    field.addEventListener("focus", () => field.select());
  }
});
