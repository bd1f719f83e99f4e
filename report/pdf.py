"""The report's front page and chapters as HTML → one PDF, printed by Chromium where there is one.

What one reads from beginning to end, and no more: the cards, the calls, the platforms and the changes are looked up.
"""

import posixpath
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
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


def chromium() -> str | None:
    """The program, where there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def bind(folder: Path, pages: list[str]) -> str:
    """The pages of a folder as one page of it, in order; paths are the folder's own.

    Of each page its article stays. Its ids begin with its place, links between the pages lead there, and links to
    other files of the folder are plain words, since a PDF goes about without them.
    """
    places = {page: f"part-{number}" for number, page in enumerate(pages, start=1)}
    articles, head = [], ""
    for page, place in places.items():
        soup = BeautifulSoup((folder / page).read_text(encoding="utf-8"), "html.parser")
        article = soup.find("article") or soup.find("main")
        if not head:
            title = soup.title.decode() if soup.title else ""
            head = title + "".join(link.decode() for link in soup.find_all("link", rel="stylesheet"))
        for tag in [article, *article.find_all(True)]:
            _lead(tag, page, places)
        articles.append(f'<section id="{place}" style="break-before: page">{article.decode()}</section>')
    return (
        f'<!doctype html><html lang="en" data-theme="light" data-code="hidden"><head><meta charset="utf-8">{head}'
        f"</head><body>{''.join(articles)}</body></html>"
    )


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
