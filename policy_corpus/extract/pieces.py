"""Takes a page's pieces (bytes between blank lines); numbers the distinct ones, and puts broken sentences together."""

from array import array

import numpy as np

from policy_corpus.extract.joining import flags_of, joined, without_broken

# What is known of a piece besides the flags of joining.py: it is cut, it begins with a heading.
IS_CUT, BEGINS_PART = 64, 128


class Pieces(dict):
    """Numbers the distinct pieces of pages as they are asked for; `content[i]` is piece i."""

    def __init__(self):
        self.content: list[bytes] = []
        self._known = array("B")

    def __missing__(self, piece: bytes) -> int:
        number = self[piece] = len(self.content)
        self.content.append(piece)
        self._known.append(flags_of(piece))
        return number

    def of_page(self, page: bytes) -> np.ndarray:
        """The numbers of a page's pieces; pieces that part a sentence are put together."""
        contents = page.split(b"\n\n")
        pieces = self._numbers(contents)
        whole = joined(contents, self._flags()[pieces])
        return pieces if whole is contents else self._numbers(whole)

    def _numbers(self, contents: list[bytes]) -> np.ndarray:
        return np.fromiter(map(self.__getitem__, contents), np.uint32, len(contents))

    def _flags(self) -> np.ndarray:
        """What is known of each piece, as flags: a copy, for while anything holds a view no piece can be added."""
        return np.array(self._known)

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
        text = without_broken(text)
    return text.split("\n\n")
