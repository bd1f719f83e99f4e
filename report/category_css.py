"""The categories → categories.css: a colour for each, light and dark, and dashes for the lines of controls."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from policy_corpus.categories import PUBLISHED, Categories

DASHES = ("8 2 2 2", "2 2", "5 3")  # of controls, in their order; then again from the first


def rules(categories: Categories = PUBLISHED) -> str:
    """The CSS: of each category the class `c-KEY`, which sets --c, its colour in the page's theme."""
    light = [f".c-{row.key} {{ --c: {row.colour_light}; }}" for row in categories.rows]
    dark = [f'html[data-theme="dark"] .c-{row.key} {{ --c: {row.colour_dark}; }}' for row in categories.rows]
    dashes = [
        f"svg.chart .line.c-{key} {{ stroke-dasharray: {DASHES[place % len(DASHES)]}; }}"
        for place, key in enumerate(categories.of("control"))
    ]
    return "\n".join([*light, *dark, *dashes]) + "\n"


def lay_css(app: Sphinx, config: Config) -> None:
    """Put categories.css among Sphinx' static files, when it has read its configuration."""
    folder = Path(app.doctreedir) / "static"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "categories.css").write_text(rules(), encoding="utf-8", newline="\n")
    config.html_static_path.append(str(folder))
