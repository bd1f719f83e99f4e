"""Anyone's policy, by file, standard input or web address → its text, as Markdown with a blank line between its blocks.

Markdown, HTML, plain text, PDF, Word and reStructuredText are read, each by its reader in `readers`.
"""

import sys
import urllib.error
import urllib.request
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from policy_corpus.analysis.readers.charsets import decoded
from policy_corpus.analysis.readers.doubts import layout_doubt
from policy_corpus.analysis.readers.markdown import pieces_of_markdown
from policy_corpus.analysis.readers.office import pieces_of_rst, pieces_of_word
from policy_corpus.analysis.readers.pdf import pieces_of_pdf
from policy_corpus.analysis.readers.pieces import to_markdown
from policy_corpus.analysis.readers.web import pieces_of_html
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
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "word",
    ".rst": "rst",
}
DECLARED = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word",
    "text/x-rst": "rst",
    "text/prs.fallenstein.rst": "rst",
}
READABLE = (
    "give a policy in Markdown (.md), HTML (.html), plain text (.txt), PDF (.pdf), Word (.docx) "
    "or reStructuredText (.rst)"
)


def read_policy(source: str) -> str:
    """The text of a policy: a path, `-` for standard input, or an http(s) address. CorpusError if it cannot be read."""
    return text_and_doubt(source)[0]


def text_and_doubt(source: str) -> tuple[str, str]:
    """The text of `read_policy`, and a warning where the layout leaves doubt how it is to be cut ("" if none)."""
    if source == "-":
        content, kind, charset = sys.stdin.buffer.read(LARGEST + 1), "", ""
    elif source.lower().startswith(("http://", "https://")):
        content, kind, charset = _fetched(source)
    else:
        path = Path(source)
        kind, charset = SUFFIXES.get(path.suffix.lower()), ""
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
    text = text_of(content, kind, name, charset)
    if not WORD.search(text):
        raise CorpusError(f"{name}: holds no words; {READABLE}")
    is_text = _kind_of(content, kind, name, charset) == "text"
    return text, layout_doubt(decoded(content, name, charset)) if is_text else ""


def _fetched(address: str) -> tuple[bytes, str, str]:
    """What stands at a web address, its kind, and the character set declared with it ("" for none)."""
    asked = urllib.request.Request(address, headers={"User-Agent": "policy-corpus"})
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
            declared, charset = answer.headers.get_content_type(), answer.headers.get_content_charset("")
            content = answer.read(LARGEST + 1)
    except (OSError, ValueError, urllib.error.URLError) as error:
        reason = getattr(error, "reason", error)
        raise CorpusError(
            f"{address}: cannot be fetched ({reason}); save the page and give its file"
        ) from None
    kind = DECLARED.get(declared)
    if kind is None:  # many servers declare a file they do not know as text or as bytes
        suffix = PurePosixPath(urlsplit(address).path).suffix.lower()
        is_vague = declared.startswith("text/") or declared == "application/octet-stream"
        kind = SUFFIXES.get(suffix, "text" if declared.startswith("text/") else None) if is_vague else None
    if kind is None:
        raise CorpusError(f"{address}: holds {declared}; {READABLE}")
    return content, kind, charset


def text_of(content: bytes, kind: str = "", name: str = "the policy", charset: str = "") -> str:
    """The Markdown of a policy's bytes, with a blank line between its blocks.

    `kind` is text, html, pdf, word, rst, or empty to tell by how they begin; `charset` is what was declared with them.
    """
    kind = _kind_of(content, kind, name, charset)
    if kind == "pdf":
        return to_markdown(pieces_of_pdf(content, name))
    if kind == "word":
        return to_markdown(pieces_of_word(content, name))
    pieces = {"html": pieces_of_html, "rst": pieces_of_rst}.get(kind, pieces_of_markdown)
    try:
        return to_markdown(pieces(decoded(content, name, charset)))
    except RecursionError:
        raise CorpusError(f"{name}: is nested too deeply; give its text with fewer levels") from None


def _kind_of(content: bytes, kind: str, name: str = "the policy", charset: str = "") -> str:
    """The kind that bytes are: text, html, pdf, word or rst. CorpusError where they are not what is declared."""
    begin = content[:1024].lstrip().lower()
    if begin.startswith(b"%pdf"):
        return "pdf"
    if begin.startswith(b"{\\rtf"):
        raise CorpusError(f"{name}: is RTF; save it as .docx, or give its text")
    if kind == "pdf":
        raise CorpusError(f"{name}: is no PDF; {READABLE}")
    if begin.startswith(b"pk\x03\x04") and kind in ("", "word"):
        return "word"
    if kind == "word":
        raise CorpusError(f"{name}: is no Word file (.docx); {READABLE}")
    is_page = (
        decoded(content, name, charset)[:1024]
        .lstrip()
        .lower()
        .startswith(("<!doctype html", "<html", "<?xml"))
    )
    return "html" if is_page else kind or "text"
