"""Anyone's policy, by file, standard input or web address → its text.

Markdown, HTML, plain text and PDF are read; a PDF or a page is turned into text with blank lines between its blocks.
"""

import io
import sys
import urllib.error
import urllib.request
from pathlib import Path

from bs4 import BeautifulSoup
from markdownify import markdownify
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from policy_corpus.errors import CorpusError
from policy_corpus.extract.identity import WORD

LARGEST = 20_000_000  # bytes; a policy is a hundredth of that
SECONDS = 20  # to wait for a web address
SUFFIXES = {
    ".md": "text",
    ".markdown": "text",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
}
READABLE = "give a policy in Markdown (.md), HTML (.html), plain text (.txt) or PDF (.pdf)"


def read_policy(source: str) -> str:
    """The text of a policy: a path, `-` for standard input, or an http(s) address. CorpusError if it cannot be read."""
    if source == "-":
        content, kind = sys.stdin.buffer.read(LARGEST + 1), ""
    elif source.lower().startswith(("http://", "https://")):
        content, kind = _fetched(source)
    else:
        path = Path(source)
        kind = SUFFIXES.get(path.suffix.lower())
        if kind is None:
            raise CorpusError(f"{source}: a file of another kind; {READABLE}")
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            raise CorpusError(f"{source}: cannot be read ({error.strerror}); {READABLE}") from None
    name = "standard input" if source == "-" else source
    if len(content) > LARGEST:
        raise CorpusError(f"{name}: more than {LARGEST // 1_000_000} MB; {READABLE}")
    text = text_of(content, kind, name)
    if not WORD.search(text):
        raise CorpusError(f"{name}: holds no words; {READABLE}")
    return text


def _fetched(address: str) -> tuple[bytes, str]:
    """What stands at a web address, and its kind."""
    asked = urllib.request.Request(address, headers={"User-Agent": "policy-corpus"})
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
            declared = answer.headers.get_content_type()
            content = answer.read(LARGEST + 1)
    except (OSError, ValueError, urllib.error.URLError) as error:
        reason = getattr(error, "reason", error)
        raise CorpusError(
            f"{address}: cannot be fetched ({reason}); save the page and give its file"
        ) from None
    kinds = {"text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf"}
    kind = kinds.get(declared, "text" if declared.startswith("text/") else None)
    if kind is None:
        raise CorpusError(f"{address}: holds {declared}; {READABLE}")
    return content, kind


def text_of(content: bytes, kind: str = "", name: str = "the policy") -> str:
    """The text of a policy's bytes. `kind` is text, html, pdf, or empty to tell by how they begin."""
    begin = content[:1024].lstrip().lower()
    if begin.startswith(b"%pdf"):
        return _pdf_text(content, name)
    if kind == "pdf":
        raise CorpusError(f"{name}: is no PDF; {READABLE}")
    if b"\0" in content:
        raise CorpusError(f"{name}: is no text; {READABLE}")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name}: is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    if kind == "html" or begin.startswith((b"<!doctype html", b"<html")):
        return _html_text(text)
    return text


def _html_text(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for part in soup(["script", "style", "noscript", "template", "head", "nav", "svg", "iframe"]):
        part.decompose()
    return markdownify(str(soup.body or soup), heading_style="ATX")


def _pdf_text(content: bytes, name: str) -> str:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise CorpusError(f"{name}: is locked by a password; unlock it first")
        text = "\n\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError) as error:
        raise CorpusError(f"{name}: its PDF is damaged ({error}); save it anew, or give its text") from None
    if not WORD.search(text):
        raise CorpusError(f"{name}: its pages hold pictures and no text; give its text")
    return text
