"""Takes terms in the lexicon's notation; makes patterns, and finds all of them in one pass over many lines.

`data/lexicon.yml` explains the notation. A term with gaps becomes several patterns, its parts: whether they stand
near enough to each other is asked once they are found (`matches.py`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from policy_corpus.extract.pattern_cache import databases
from policy_corpus.extract.plain_text import LINE_END, LINE_START, encoded, plain_line

EDGE = r"[ .,;:?!|()'\n]"  # of a word
GAPS = {"...": 8, "..": 3}  # at most so many words between

Match = tuple[int, int, int]  # end, start, pattern: where in a line, and the pattern's number


class Span(NamedTuple):
    """Where a term stands in a line, from the mark or blank before it to that behind it, and the term."""

    start: int
    end: int
    term: str

    def touches(self, others: Iterable["Span"]) -> bool:
        """Whether the first or last character of the term lies within one of the others."""
        start, end = self.start + 1, self.end - 1
        return any(o.start <= start < o.end - 1 or o.start + 1 < end <= o.end for o in others)


class Notation:
    """Turns the lexicon's terms into patterns, with its named lists at hand."""

    def __init__(self, lists: dict[str, list[str]]):
        self.lists = lists

    def parts(self, term: str) -> tuple[list[bytes], list[int]]:
        """The term's parts as patterns over encoded text, and how many words may stand between each two.

        Raises ValueError saying what can't be read.
        """
        edge = r"[.?!|:][ ,;:()0-9']*" if term.startswith("^") else EDGE
        sequences: list[list[str]] = [[]]
        gaps = []
        for slot in re.findall(r"\([^)]*\)|\S+", term.lstrip("^")):
            if slot in GAPS:
                gaps.append(GAPS[slot])
                sequences.append([])
            else:
                sequences[-1].append(slot)
        if any(all(slot.startswith("(") for slot in slots) for slots in sequences):
            raise ValueError("a term, and each side of a gap, needs a word that may not be missing")
        edges = [edge] + [EDGE] * len(gaps)
        patterns = [e + self._sequence(slots) + EDGE for e, slots in zip(edges, sequences, strict=True)]
        return [pattern.encode() for pattern in patterns], gaps

    def _sequence(self, slots: list[str]) -> str:
        text, blank = "", ""  # blank: what parts the next word from the text so far
        for slot in slots:
            if not slot.startswith("("):
                text, blank = text + blank + self._slot(slot), "'? +"
            elif blank:
                text += f"(?:{blank}{self._slot(slot[1:-1])})?"
            else:
                text += f"(?:{self._slot(slot[1:-1])} +)?"
        return text

    def _slot(self, slot: str) -> str:
        phrases = []
        for word in slot.split("/"):
            name = word[1:-1] if word.startswith("<") and word.endswith(">") else None
            if name is not None and name not in self.lists:
                raise ValueError(f"there is no list named {word} under `lists`")
            phrases += [word] if name is None else self.lists[name]
        return "(?:" + "|".join(map(_phrase_pattern, phrases)) + ")"


def _phrase_pattern(phrase: str) -> str:
    words = []
    for word in re.split(r"[\s\-]+", phrase.strip()):
        plain = encoded([plain_line(word.rstrip("*"))])[LINE_START:-LINE_END].decode()
        if not plain or " " in plain or any(mark in plain for mark in ".,;:?!|()"):
            raise ValueError(f"{word!r} is no word")
        escaped = "".join(c if c.isascii() else "".join(rf"\x{b:02x}" for b in c.encode()) for c in plain)
        words.append(escaped + (r"[^ .,;:?!|()'\n]*" if word.endswith("*") else ""))
    return " +".join(words)


def whole_pattern(parts: list[bytes]) -> bytes:
    """One pattern that matches wherever all parts of a term follow each other on a line, and at times elsewhere."""
    edge = EDGE.encode()
    return b"[^\\n]*".join([*(part.removesuffix(edge) for part in parts[:-1]), parts[-1]])


class Scanner:
    """Finds all patterns in one pass over encoded lines."""

    def __init__(self, patterns: dict[bytes, int], starts: bool):
        """`patterns` are numbered; `starts`: whether a match should tell where it starts, which takes longer."""
        self._databases = databases(patterns, starts)

    def matches(self, lines: bytes) -> dict[int, list[Match]]:
        """The number of each line that has matches → these, by their end, counted from the line's beginning."""
        found: list[Match] = []

        def keep(pattern, start, end, flags, context):
            found.append((end, start, pattern))

        for database in self._databases:
            database.scan(lines, match_event_handler=keep)
        found.sort()
        return _by_line(found, lines)


def _by_line(matches: list[Match], lines: bytes) -> dict[int, list[Match]]:
    if not matches:
        return {}
    line_ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == 10)
    numbers = np.searchsorted(line_ends, np.array([end for end, _, _ in matches]) - 1).tolist()
    begins = np.concatenate(([0], line_ends + 1)).tolist()
    grouped = defaultdict(list)
    for number, (end, start, pattern) in zip(numbers, matches, strict=True):
        begin = begins[number]
        grouped[number].append((end - begin, start - begin, pattern))
    return grouped
