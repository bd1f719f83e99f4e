"""The report's front page and chapters as HTML → one PDF, printed by Chromium where there is one.

What one reads from beginning to end, and no more: the cards, the calls, the platforms and the changes are looked up.
"""

import posixpath
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, SoupStrainer, Tag
from playwright.sync_api import sync_playwright

# A browser that is driven offline, as root or not, and that asks its maker for nothing.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FOOT = (
    '<div style="font-size:8px;width:100%;text-align:center;color:#555">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)

# A book's type: what is 16 pixels on a screen is 9.5 points on paper. Figures keep the width of the page, but for tall
# ones, which would push half a page of text to the next.
STYLE = """
body, .bd-article { font-size: 9.5pt; line-height: 1.3; background: #fff; }
.bd-article p, .bd-article ul, .bd-article ol { margin: 0 0 0.4em; }
.bd-article h1 { font-size: 16pt; margin: 0 0 0.4em; } .bd-article h2 { font-size: 13pt; margin: 0.8em 0 0.3em; }
.bd-article h3 { font-size: 10.5pt; margin: 0.8em 0 0.3em; }
.bd-article img { max-height: 150mm; width: auto; margin: auto; }
.bd-article table { font-size: 7pt; line-height: 1.15; margin: 0.3em 0 0.7em; }
.bd-article th, .bd-article td { padding: 0.1em 0.8em 0.1em 0; } .bd-article pre { font-size: 7.5pt; }
.bd-article div.cell, .bd-article div.cell_output, .bd-article div.output { margin: 0 0 0.3em; padding: 0; }
.bd-article section { break-inside: auto; }
"""
STYLESHEET = re.compile(r'<link(?=[^>]* rel="stylesheet")[^>]* href="([^"]*)"')
# Parts of a chapter that only who runs it needs: constants, files that are written.
LEFT_OUT = re.compile(r"setup|files.*")


def chromium() -> str | None:
    """The program, where there is one; first that without windows, which opens pages in half the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)


def bind(folder: Path, pages: list[str]) -> str:
    """The pages of a folder as one page of it, in order; paths are the folder's own.

    Of each page its article stays. Its ids begin with its place, links between the pages lead there, and links to
    other files of the folder are plain words, since a PDF goes about without them.
    """
    places = {page: f"part-{number}" for number, page in enumerate(pages, start=1)}
    articles, styles, title = [], {}, ""
    for page, place in places.items():
        text = (folder / page).read_text(encoding="utf-8")
        title = title or re.search(r"<title>.*?</title>", text, re.DOTALL)[0]
        styles |= {_from_folder(link, page): None for link in STYLESHEET.findall(text)}
        article = _only(text, "article") or _only(text, "main")
        for part in [*article.find_all("section", id=LEFT_OUT), *article.find_all("source")]:
            part.decompose()  # a source is a figure as phones have it
        for tag in [article, *article.find_all(True)]:
            _lead(tag, page, places)
        articles.append(f'<section id="{place}" style="break-before: page">{article.decode()}</section>')
    head = title + "".join(f'<link rel="stylesheet" href="{link}">' for link in styles)
    return (
        f'<!doctype html><html lang="en" data-theme="light" data-code="hidden"><head><meta charset="utf-8">{head}'
        f"<style>{STYLE}</style></head><body>{''.join(articles)}</body></html>"
    )


def _only(text: str, name: str) -> Tag | None:
    """The first element of a name in a page; the rest is not looked at, which takes long."""
    return BeautifulSoup(text, "html.parser", parse_only=SoupStrainer(name)).find(name)


def _lead(tag: Tag, page: str, places: dict[str, str]) -> None:
    """Lead what a tag refers to, as it stands on a page, from the bound page."""
    here = places[page]
    for name in ("id", "for", "aria-labelledby", "aria-describedby"):
        if tag.get(name):
            own = tag[name] if isinstance(tag[name], list) else tag[name].split()
            tag[name] = " ".join(f"{here}-{part}" for part in own)
    if tag.get("src") and not urlsplit(tag["src"]).scheme:
        tag["src"] = _from_folder(tag["src"], page)
    if not tag.get("href") or urlsplit(tag["href"]).scheme:
        return
    target, _, part = tag["href"].partition("#")
    place = places.get(unquote(_from_folder(target, page))) if target else here
    if place is None:
        del tag["href"]
    else:
        tag["href"] = f"#{place}" + (f"-{part}" if part else "")


def _from_folder(address: str, page: str) -> str:
    """An address on a page as one from the folder.

    >>> _from_folder("../_images/a.png", "notebooks/b.html")
    '_images/a.png'
    """
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), address))


def print_report(page: Path, out: Path) -> None:
    """Print a page as a tagged PDF with an outline."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=OPTIONS)
        tab = browser.new_page()
        tab.goto(page.resolve().as_uri(), wait_until="load")
        tab.emulate_media(media="print", color_scheme="light")
        margins = {"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"}
        tab.pdf(
            path=out,
            format="A4",
            margin=margins,
            outline=True,
            tagged=True,
            print_background=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=FOOT,
        )
        browser.close()
