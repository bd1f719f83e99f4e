"""Takes a file's ending, the type declared with it and its bytes; says which kind of text it is, and who reads it."""

from pathlib import PurePosixPath

from policy_corpus.analysis.readers.charsets import decoded
from policy_corpus.errors import CorpusError

LARGEST = 20_000_000  # bytes; a policy is a hundredth of that
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
PLAIN = ("text/plain", "text/markdown", "text/x-markdown")
FORMATS = {"text": "text", "html": "HTML", "pdf": "PDF", "word": "Word file", "rst": "reStructuredText"}
READABLE = (
    "give a policy in Markdown (.md), HTML (.html), plain text (.txt), PDF (.pdf), Word (.docx) "
    "or reStructuredText (.rst)"
)


def kind_declared(declared: str, path: str, name: str) -> str:
    """The kind of what a server declares; CorpusError where it is none that is read.

    `path` is that of its address: many servers declare a file that they do not know as text or as bytes.
    """
    if declared in DECLARED:
        return DECLARED[declared]
    is_vague = declared.startswith("text/") or declared == "application/octet-stream"
    kind = SUFFIXES.get(PurePosixPath(path).suffix.lower()) if is_vague else None
    if kind is None and declared in PLAIN:
        kind = "text"
    if kind is None:
        raise CorpusError(f"{name}: holds {declared}; {READABLE}")
    return kind


def kind_of_bytes(content: bytes, kind: str, name: str = "the policy", charset: str = "") -> str:
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
    beginning = decoded(content, name, charset)[:1024].lstrip().lower()
    return "html" if beginning.startswith(("<!doctype html", "<html", "<?xml")) else kind or "text"
