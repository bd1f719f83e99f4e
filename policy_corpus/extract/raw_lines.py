"""Takes an archived file as it lies there and clauses of it; says on which line of the file each clause begins.

Lines count from 1, as the pages that show the file count them. A clause keeps none of its text's marks, so it is sought
by its words: all of them in a row, or, where words of a picture or a note stand between them, as many from its
beginning as tell it. Where its words stand more than once, its neighbours in reading order say which is meant.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from policy_corpus.extract.identity import words_of
from policy_corpus.extract.markup import unescaped
from policy_corpus.extract.printed import LIGATURES
from policy_corpus.extract.text import Cutter

BEGINNINGS = (20, 12, 8, 6, 5, 4)  # words by which a clause may be told, where not all of them stand in a row
SHORT = 5  # words; a clause of no more may be told by its label, of two or three, where its answer stands elsewhere
LABEL = (3, 2)
PASSED_OVER = 3  # words at a clause's beginning that the file may have otherwise, such as a run-in number
UNFOUND = 0  # stands for the line where there is none

Key = tuple[str, str]  # a clause's words, and those of its lead-in ("" where it hangs on none)

_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_FALLEN_APART = re.compile(r"&(amp|lt|gt|quot|nbsp|#\d+)\.(?=\s)")  # TOSBack wrote full stops for semicolons
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w*);")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad*`]|\\\\(?=[^\\w\\s])")


class RawLines:
    """The words of an archived file, and the line of each."""

    def __init__(self, content: bytes):
        words = [_words(line) for line in _unmarked(content).split("\n")]
        filled = [(number, line) for number, line in enumerate(words, start=1) if line]
        self.words = f" {' '.join(line for _, line in filled)} "
        self._numbers = [number for number, _ in filled]
        self._starts = [0, *accumulate(len(line) + 1 for _, line in filled)][:-1]

    def line_at(self, place: int) -> int:
        """The number of the line of the word that stands after a place of `words`."""
        return self._numbers[bisect_right(self._starts, place) - 1]

    def places(self, key: str) -> list[int]:
        """Where a run of words stands."""
        found, sought = [], f" {key} "
        place = self.words.find(sought)
        while place >= 0:
            found.append(place)
            place = self.words.find(sought, place + 1)
        return found

    def told_by(self, key: str) -> list[int]:
        """Where a clause may begin: where all its words stand, else as many of its first as stand in a row."""
        if whole := self.places(key):
            return whole
        words = key.split(" ")
        short = len(words) <= SHORT
        for passed in range(1 if short else PASSED_OVER + 1):
            for count in (*BEGINNINGS, *(LABEL if short else ())):
                part = words[passed : passed + count]
                found = self.places(" ".join(part)) if len(part) == count < len(words) else []
                if found:
                    return found
        return []


def lines_of(content: bytes, form: str, keys: Sequence[Key], cutter: Cutter | None = None) -> list[int]:
    """The line on which each clause of a file begins, `UNFOUND` where it is not found.

    `form` is one of formats.FORMATS; a `cutter` that has cut like texts before saves work.
    """
    raw = RawLines(content)
    candidates = [raw.told_by(words) for words, _ in keys]
    unclear = any(len(own) > 1 for own in candidates)
    order = _reading_order(content, form, cutter or Cutter()) if unclear else []
    places = {key: place for place, key in reversed(list(enumerate(order)))}
    lines = []
    for key, own in zip(keys, candidates, strict=True):
        if len(own) > 1 and key in places:
            own = _between_neighbours(raw, own, order, places[key])
        lines.append(raw.line_at(own[0]) if own else UNFOUND)
    return lines


def _reading_order(content: bytes, form: str, cutter: Cutter) -> list[Key]:
    """The clauses of a file, each with its lead-in, as they follow upon each other."""
    rows, _ = cutter.cut(content, form)
    pairs = (cutter.pairs[row] for row in rows.tolist())
    return [(cutter.keys[clause], cutter.keys[lead] if lead >= 0 else "") for clause, lead in pairs]


def _between_neighbours(raw: RawLines, candidates: list[int], order: list[Key], at: int) -> list[int]:
    """Those of the places that stand between the nearest clauses before and after that stand only once; else all."""
    before = next(_only_places(raw, reversed(order[:at])), 0)
    after = next(_only_places(raw, order[at + 1 :]), len(raw.words))
    return [place for place in candidates if before <= place <= after] or candidates


def _only_places(raw: RawLines, keys):
    """The places of those of the clauses whose words stand only once."""
    for words, _ in keys:
        found = raw.places(words)
        if len(found) == 1:
            yield found[0]


@lru_cache(maxsize=20_000)  # most lines of a policy are those of its version before
def _words(line: str) -> str:
    return " ".join(words_of(line))


def _unmarked(content: bytes) -> str:
    """The text of a file without addresses of links, tags, entities and marks, its ends of lines as they are."""
    text = content.decode("utf-8", "replace")
    text = _FALLEN_APART.sub(lambda m: unescaped(f"&{m[1]};"), text)
    text = _TARGET.sub(_ends_of_lines, text)
    text = _TAG.sub(_ends_of_lines, text)
    text = _ENTITY.sub(lambda m: unescaped(m[0]).replace("\n", " "), text)
    text = _UNSEEN.sub("", text)
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    return text


def _ends_of_lines(mark: re.Match) -> str:
    """A blank in place of a mark, and the ends of lines within it."""
    return " " + "\n" * mark[0].count("\n")
