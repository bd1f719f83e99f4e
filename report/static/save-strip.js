// A button beside a strip saves it as PNG, in the colours of the page, at three times its size.
(() => {
  "use strict";
  const SCALE = 3;
  const KEPT = ["fill", "stroke", "stroke-width", "opacity", "font-size", "font-family"];
  const painted = (drawing) => {
    const copy = drawing.cloneNode(true);
    const parts = [...copy.querySelectorAll("*")];
    [...drawing.querySelectorAll("*")].forEach((part, place) => {
      const style = getComputedStyle(part);
      for (const name of KEPT) parts[place].style.setProperty(name, style.getPropertyValue(name));
    });
    const { width, height } = drawing.viewBox.baseVal;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", SCALE * width);
    copy.setAttribute("height", SCALE * height);
    return [copy, SCALE * width, SCALE * height];
  };
  for (const button of document.querySelectorAll("button[data-save]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const [copy, width, height] = painted(button.closest("figure").querySelector("svg"));
      const picture = new Image();
      picture.onload = () => {
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const ink = canvas.getContext("2d");
        ink.fillStyle = getComputedStyle(document.body).backgroundColor;
        ink.fillRect(0, 0, width, height);
        ink.drawImage(picture, 0, 0);
        Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: button.dataset.save }).click();
      };
      picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    });
  }
})();
