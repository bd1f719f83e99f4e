"""Anyone's policy, by file, standard input or web address → its text, as Markdown with a blank line between its blocks.

Markdown, HTML, plain text, PDF, Word and reStructuredText are read, each by its reader in `readers`.
"""

import sys
from pathlib import Path

from policy_corpus.analysis.download import downloaded
from policy_corpus.analysis.readers.charsets import decoded
from policy_corpus.analysis.readers.doubts import layout_doubt
from policy_corpus.analysis.readers.kinds import FORMATS, LARGEST, READABLE, SUFFIXES, kind_of_bytes
from policy_corpus.analysis.readers.markdown import pieces_of_markdown
from policy_corpus.analysis.readers.office import pieces_of_rst, pieces_of_word
from policy_corpus.analysis.readers.pdf import pieces_of_pdf
from policy_corpus.analysis.readers.pieces import Piece, to_markdown
from policy_corpus.analysis.readers.web import pieces_of_html
from policy_corpus.analysis.time_limit import limited
from policy_corpus.errors import CorpusError
from policy_corpus.extract.identity import WORD

OF_LETTERS = 10  # times the limit of other kinds: a PDF is put together letter by letter, 30 pages a second


def read_policy(source: str) -> str:
    """The text of a policy: a path, `-` for standard input, or an http(s) address. CorpusError if it cannot be read."""
    return text_and_doubt(source)[0]


def text_and_doubt(source: str) -> tuple[str, str]:
    """The text of `read_policy`, and a warning where the layout leaves doubt how it is to be cut ("" if none)."""
    if source == "-":
        if sys.stdin is None:
            raise CorpusError("-: standard input is closed; give a file or an address")
        content, kind, charset = sys.stdin.buffer.read(LARGEST + 1), "", ""
    elif source.lower().startswith(("http://", "https://")):
        content, kind, charset = downloaded(source)
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
    kind = kind_of_bytes(content, kind, name, charset)
    with limited(name, OF_LETTERS if kind == "pdf" else 1):
        text = text_of(content, kind, name, charset)
        if not WORD.search(text):
            raise CorpusError(f"{name}: holds no words; {READABLE}")
        return text, layout_doubt(decoded(content, name, charset)) if kind == "text" else ""


def text_of(content: bytes, kind: str = "", name: str = "the policy", charset: str = "") -> str:
    """The Markdown of a policy's bytes, with a blank line between its blocks.

    `kind` is text, html, pdf, word, rst, or empty to tell by how they begin; `charset` is what was declared with them.
    """
    kind = kind_of_bytes(content, kind, name, charset)
    try:
        return to_markdown(_pieces(content, kind, name, charset))
    except (CorpusError, MemoryError):
        raise
    except RecursionError:
        raise CorpusError(f"{name}: is nested too deeply; give its text with fewer levels") from None
    except Exception as error:  # whatever a hostile or damaged file makes the libraries that read it raise
        what = f"its {FORMATS[kind]} is damaged ({type(error).__name__}: {error})"
        raise CorpusError(f"{name}: {what}; save it anew, or give its text") from error


def _pieces(content: bytes, kind: str, name: str, charset: str) -> list[Piece]:
    """The pieces of a policy's bytes, by the reader of their kind."""
    if kind == "pdf":
        return pieces_of_pdf(content, name)
    if kind == "word":
        return pieces_of_word(content, name)
    pieces = {"html": pieces_of_html, "rst": pieces_of_rst}.get(kind, pieces_of_markdown)
    return pieces(decoded(content, name, charset))
