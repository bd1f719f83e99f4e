// What scrolls sideways by itself can be reached and scrolled with the keyboard.
addEventListener("load", () => {
  const reach = () => {
    for (const part of document.querySelectorAll(".bd-article table, .bd-article pre, .bd-article .scroll, .cell_output")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    }
  };
  reach();
  addEventListener("resize", reach);
});

// One switch shows the code of all cells of a page, and of the pages read after it.
{
  const page = document.documentElement;
  const key = "code";
  const kept = () => {
    try { return localStorage.getItem(key); } catch { return null; } // a browser may keep nothing for a file
  };
  const show = (shown) => {
    page.dataset.code = shown ? "shown" : "hidden";
    for (const button of document.querySelectorAll(".code-button")) {
      button.hidden = false;
      button.textContent = shown ? "Hide the code" : "Show the code";
    }
  };
  show(kept() === "shown");
  addEventListener("DOMContentLoaded", () => {
    show(kept() === "shown");
    for (const button of document.querySelectorAll(".code-button")) {
      button.addEventListener("click", () => {
        const shown = page.dataset.code === "hidden";
        try { localStorage.setItem(key, shown ? "shown" : "hidden"); } catch { /* then for this page only */ }
        show(shown);
      });
    }
  });
}
