"""How Sphinx makes the report: no page asks another host for anything, and all of it reads from file://."""

import re
import textwrap
from html import escape
from pathlib import Path

import shell
from category_css import lay_css
from docutils import nodes

project = "How privacy policies took up biometric, employment and AI-training language"
author = "The policy-corpus contributors"
copyright = "2026, the policy-corpus contributors; tables ODC-By 1.0, from Open Terms Archive contributors"
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc"]
nb_execution_mode = "off"
nb_render_markdown_format = "myst"  # computed Markdown has tables and links too
myst_heading_anchors = 4
myst_disable_syntax = ["html_block", "html_inline"]  # a tag in Markdown, such as a platform's name, is text
# A link to a file that is laid beside Sphinx's pages (build.relink), which Sphinx does not know.
myst_url_schemes = {"http": None, "https": None, "mailto": None, "beside": {"url": "{{path}}"}}
suppress_warnings = ["myst.header"]  # notebooks skip heading levels inside computed cells

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # TABLES, not the folder of the machine that builds

highlight_language = "none"  # for blocks that name no language; a notebook's cells name theirs

html_theme = "sphinx_book_theme"
html_title = "Privacy policies, 2004–2026"
html_static_path = ["static"]
html_css_files = ["shell.css", "categories.css", "report.css"]  # the second is made by category_css.py
html_favicon = "static/favicon.svg"
templates_path = ["templates/sphinx", "templates"]  # the head that all pages have
html_sidebars = {"**": ["search-button-field.html", "sbt-sidebar-nav.html"]}
html_copy_source = False
html_use_index = False
# The address is the report's, which build.py gives where there is one.
html_context = {"default_mode": "auto", "address": ""}
html_show_search_summary = False  # it would fetch pages, which a browser refuses on file://
html_theme_options = {
    # A second search field and an icon of the system's theme show where these are not empty.
    "navbar_start": [],
    "navbar_center": [],
    "navbar_end": [],
    "navbar_persistent": [],
    "back_to_top_button": False,
    "article_header_end": ["code-button.html", "toggle-secondary-sidebar.html"],
    "home_page_in_toc": True,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
}


def as_plain_text(app, what, name, obj, options, lines: list[str]) -> None:
    """Docstrings are plain text with `code` and examples: nothing else in them is markup, and lines that are
    set in stay lines."""
    read, example, was_set_in = [], False, False
    for line in lines:
        example = bool(line.strip()) and (example or line.lstrip().startswith(">>>"))
        set_in = line.startswith("  ") and not example
        if set_in != was_set_in:
            read.append("")
        read.append(line if example else "| " * set_in + escaped(line))
        was_set_in = set_in
    lines[:] = [*read, ""]


def escaped(line: str) -> str:
    """A line in which reStructuredText finds no markup but that of `code`."""
    parts = re.split(r"(`[^`]+`)", line)
    return "".join(
        f"`{part}`" if part.startswith("`") else re.sub(r"([\\*|_`])", r"\\\1", part) for part in parts
    )


def escape_title(app, pagename, templatename, context: dict, doctree) -> None:
    """The theme sets a page's title above its printed form as it is."""
    if "pagetitle" in context:
        context["pagetitle"] = escape(context["pagetitle"])


def give_head(app, pagename, templatename, context: dict, doctree) -> None:
    """What the templates of the head need: `to`, the page's path, the ways, and a description of it."""
    ways = shell.ways_in(Path(app.srcdir), Path(app.srcdir).parent / "extra")
    path = f"{pagename}.html"
    context |= {"to": lambda target: context["pathto"](target, 1), "ways": ways, "path": path}
    way = shell.way_of(path)
    context |= {"way": way if way in ways else "Report", "description": description(doctree) or html_title}


def description(doctree: nodes.document | None) -> str:
    """The first paragraph of a page, cut at a word's end; "" where there is none."""
    paragraph = next(doctree.findall(nodes.paragraph), None) if doctree else None
    return textwrap.shorten(paragraph.astext(), 240, placeholder=" …") if paragraph else ""


def setup(app) -> None:
    app.connect("config-inited", lay_css)
    app.connect("html-page-context", give_head)
    app.connect("html-page-context", escape_title, priority=900)  # after the theme
    app.connect("autodoc-process-docstring", as_plain_text)
