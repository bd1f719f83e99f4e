// What scrolls sideways by itself can be reached and scrolled with the keyboard.
addEventListener("load", () => {
  const reach = () => {
    for (const part of document.querySelectorAll(".bd-article table, .bd-article pre, .cell_output")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    }
  };
  reach();
  addEventListener("resize", reach);
});
