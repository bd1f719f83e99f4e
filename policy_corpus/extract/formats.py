"""Takes an archived file's bytes and the name of its format; makes the Markdown that is cut into clauses.

A format is a function in `FORMATS`, by the name that sources.yml gives under `format`. To add one, write a function
from bytes to bytes here and put `@reads("its name")` above it; nothing else names formats. What it makes is cut as
Markdown in UTF-8: a blank line between blocks, a mark such as * before each list item, # before a heading, table rows
between |. Bytes that cannot be read are replaced, never an error.
"""

import re
from collections.abc import Callable

from policy_corpus.errors import check_known
from policy_corpus.extract.markup import from_tosback
from policy_corpus.extract.printed import from_printed

Format = Callable[[bytes], bytes]
FORMATS: dict[str, Format] = {}


def reads(name: str) -> Callable[[Format], Format]:
    """Enters a function into FORMATS under a name."""

    def enter(function: Format) -> Format:
        if name in FORMATS:
            raise ValueError(f"the format {name} is there already")
        FORMATS[name] = function
        return function

    return enter


def format_named(name: str) -> Format:
    """The function of a format; CorpusError naming those there are where it is none of them."""
    check_known("format", [name], sorted(FORMATS))
    return FORMATS[name]


@reads("markdown")
def markdown(content: bytes) -> bytes:
    """Markdown, as Open Terms Archive writes it, with line ends as on Unix."""
    return content.replace(b"\r\n", b"\n") if b"\r" in content else content


@reads("tosback")
def tosback(content: bytes) -> bytes:
    """TOSBack's HTML-like text."""
    return from_tosback(content.decode("utf-8", "replace")).encode("utf-8", "replace")


# What the corpus writes above each page: that it is a copy, of which day, and where the original is.
_ABOVE = re.compile(rb"\A\s*> \*The following text is extracted and transformed from [^\n]*(?:\n|\Z)")


@reads("princeton-leuven")
def princeton_leuven(content: bytes) -> bytes:
    """Markdown of the Princeton-Leuven corpus, without the note above it that is not the policy's."""
    return _ABOVE.sub(b"", markdown(content))


@reads("printed")
def printed(content: bytes) -> bytes:
    """HTML that a converter made of a PDF, each printed line placed by its points."""
    return from_printed(content.decode("utf-8", "replace")).encode("utf-8", "replace")
