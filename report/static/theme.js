// Light or dark: what was chosen on any page of the report, else what the reader's system has.
{
  const page = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try { return localStorage.getItem("mode"); } catch { return null; } // a browser may keep nothing for a file
  };
  const show = () => {
    const mode = stored() || "auto";
    page.dataset.mode = mode;
    page.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
    for (const button of document.querySelectorAll(".theme-button")) {
      button.hidden = false;
      button.textContent = page.dataset.theme === "dark" ? "Light" : "Dark";
      button.title = `${button.textContent} colours`;
    }
  };
  show();
  dark.addEventListener("change", show);
  addEventListener("DOMContentLoaded", () => {
    show();
    for (const button of document.querySelectorAll(".theme-button")) {
      button.addEventListener("click", () => {
        const chosen = page.dataset.theme === "dark" ? "light" : "dark";
        try {
          localStorage.setItem("mode", chosen);
          localStorage.setItem("theme", chosen); // the theme of the notebooks' pages reads both
        } catch {
          page.dataset.theme = chosen;
          return;
        }
        show();
      });
    }
  });
}
