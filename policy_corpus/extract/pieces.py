"""Takes a page's pieces (bytes between blank lines); numbers the distinct ones, and puts broken sentences together."""

import re
from array import array
from string import ascii_letters

import numpy as np

# What is known of a piece: it begins or ends within a sentence, it is cut, it begins with a heading.
BEGINS_WITHIN, ENDS_WITHIN, IS_CUT, BEGINS_PART = 1, 2, 4, 8

_BROKEN_PARAGRAPH = re.compile(r"\n\n(?=[a-z]+[ ,])")
_LOWER_WORD = re.compile(rb"[a-z]+[ ,]")
_BROKEN_LINE = re.compile(r"[^\n|]{50}[a-zA-Z,’] *$")
_OPEN_ENDS = f"{ascii_letters}, \n".encode() + "’".encode()[-1:]  # the last bytes of what it may match


class Pieces(dict):
    """Numbers the distinct pieces of pages as they are asked for; `content[i]` is piece i."""

    def __init__(self):
        self.content: list[bytes] = []
        self._known = array("B")

    def __missing__(self, piece: bytes) -> int:
        number = self[piece] = len(self.content)
        begins = BEGINS_WITHIN if _LOWER_WORD.match(piece) else 0
        ends = 0
        if piece[-1:] in _OPEN_ENDS and _BROKEN_LINE.search(piece[-240:].decode("utf-8", "replace")[-60:]):
            ends = ENDS_WITHIN
        self.content.append(piece)
        self._known.append(begins | ends)
        return number

    def of_page(self, page: bytes) -> np.ndarray:
        """The numbers of a page's pieces; pieces that part a sentence are put together."""
        contents = page.split(b"\n\n")
        pieces = self._numbers(contents)
        flags = self._flags()[pieces]
        broken = np.flatnonzero(flags[:-1] & ENDS_WITHIN & (flags[1:] * ENDS_WITHIN))
        if not len(broken):
            return pieces
        for place in broken[::-1].tolist():
            contents[place : place + 2] = [contents[place] + b" " + contents[place + 1]]
        return self._numbers(contents)

    def _numbers(self, contents: list[bytes]) -> np.ndarray:
        return np.fromiter(map(self.__getitem__, contents), np.uint32, len(contents))

    def _flags(self) -> np.ndarray:
        """What is known of each piece, as flags; a view that must be gone before a piece is added."""
        return np.frombuffer(self._known, np.uint8)

    def not_cut(self, pieces: np.ndarray) -> list[int]:
        """Those of a page's pieces that are not cut yet, in its order."""
        return list(dict.fromkeys(pieces[self._flags()[pieces] & IS_CUT == 0].tolist()))

    def is_cut(self, piece: int, begins_part: bool) -> None:
        """Note that a piece is cut, and whether it begins with a heading."""
        self._known[piece] |= IS_CUT | BEGINS_PART * begins_part

    def parts(self, pieces: np.ndarray) -> list[int]:
        """The places of a page's pieces that begin with a heading."""
        return np.flatnonzero(self._flags()[pieces] & BEGINS_PART).tolist()


def paragraphs_of(piece: bytes) -> list[str]:
    """The paragraphs of a piece: lines of mere spaces part it further, unless within a sentence."""
    text = piece.decode("utf-8", "replace").replace("    \n", "\n")
    if "\n\n" in text:
        text = _BROKEN_PARAGRAPH.sub(_join_if_broken, text)
    return text.split("\n\n")


def _join_if_broken(blank: re.Match) -> str:
    """A space for a blank line within a sentence (after a long line that ends in a letter), else the line."""
    return " " if _BROKEN_LINE.search(blank.string[max(0, blank.start() - 60) : blank.start()]) else blank[0]
