"""One long page of HTML → one PDF, printed by Chromium where there is one."""

import logging
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter

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


def print_report(page: Path, out: Path) -> None:
    """Print a page as a tagged PDF with an outline. Links to this machine's files are taken out."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=OPTIONS)
        tab = browser.new_page()
        tab.goto(page.resolve().as_uri(), wait_until="load")
        tab.emulate_media(media="print", color_scheme="light")
        tab.evaluate("document.documentElement.dataset.theme = 'light'")
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
    # Chromium writes one number of objects too few into the file, and pypdf says so for each.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    writer = PdfWriter(clone_from=PdfReader(out))
    for sheet in writer.pages:
        kept = [note for note in sheet.get("/Annots", []) if not _is_local(note.get_object())]
        if "/Annots" in sheet:
            sheet[next(key for key in sheet if key == "/Annots")] = type(sheet["/Annots"])(kept)
    writer.write(out)


def _is_local(note) -> bool:
    action = note.get("/A")
    return action is not None and str(action.get_object().get("/URI", "")).startswith("file:")
