"""Takes text that others wrote: names, paths, clauses; makes of it text that is data wherever it is shown or opened.

No character of it tells a terminal, or a spreadsheet, anything. Pages are escaped by their templates, Markdown by
`prose.as_text`.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, TextIO

FORMULA = ("=", "+", "-", "@")  # what opens a formula in a spreadsheet
_NUMBER = re.compile(r"[+-]\d[\d,]*(\.\d+)?(e[+-]?\d+)?", re.I)


def as_data(text: str) -> str:
    """The text without what is no letter, mark or blank: control characters become blanks, unseen ones go.

    >>> as_data("a\\x1b[31m\\u202eb\\nc")
    'a [31mb c'
    """
    if text.isprintable():
        return text
    kept = (letter if letter.isprintable() else _instead(letter) for letter in text)
    return "".join(kept)


def _instead(letter: str) -> str:
    """Of a letter that is not printed: nothing where it has no width (as marks of direction), else a blank."""
    return "" if unicodedata.category(letter) == "Cf" else " "


def as_data_lines(text: str) -> str:
    """The text as data that keeps its lines."""
    return "\n".join(map(as_data, text.split("\n")))


def as_cell(value: Any) -> Any:
    """A text as a cell of CSV, on one line, with ' before what a spreadsheet would take for a formula; else the value.

    >>> as_cell("=1+1"), as_cell("-1.5"), as_cell(-1.5)
    ("'=1+1", '-1.5', -1.5)
    """
    if not isinstance(value, str):
        return value
    text = as_data(value)
    is_formula = text.lstrip().startswith(FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


@contextmanager
def on_a_terminal() -> Iterator[None]:
    """Within, whatever is printed on standard output is data, if that is a terminal."""
    if sys.stdout is None or not sys.stdout.isatty():
        yield
        return
    with redirect_stdout(_Printed(sys.stdout)):
        yield


class _Printed:
    """Standard output to which everything is written as data that keeps its lines."""

    def __init__(self, stream: TextIO):
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(as_data_lines(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
