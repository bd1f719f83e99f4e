"""A text and its clauses in reading order → where in the text each stands, so that it can be marked as it stands.

A clause has the text's words without its markup; so it is sought by its words, between which a link's address or a mark
may stand. A clause that cutting put together from several places (an answer with its question) is not found.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from policy_corpus.extract.identity import WORD, words_of

SKIPPED = 25  # words between two of a clause, at most: the address of a link
LOOSE = 30  # words that may be skipped within a whole clause of few words
SURE = 6  # words from which a clause is known wherever it stands …
NEAR = 60  # … and a shorter one only so many words on


class Piece(NamedTuple):
    """A stretch of a text, and the row of the clause that stands there (-1 for none)."""

    text: str
    number: int


def pieces_of(text: str, clauses: Sequence[str], numbers: Sequence[int]) -> list[Piece]:
    """The text in pieces, which together are the text: clauses, in reading order, with their numbers, and the rest."""
    found = list(WORD.finditer(text))
    words = [match[0].lower().replace("’", "'") for match in found]
    where = pd.Series(range(len(words))).groupby(words).agg(list).to_dict() if words else {}
    pieces, at, done = [], 0, 0
    for clause, number in zip(clauses, numbers, strict=True):
        place = _place(words_of(clause), words, where, at)
        if place is None:
            continue
        first, last = place
        begin, end = found[first].start(), _with_marks(text, found[last].end())
        pieces += [Piece(text[done:begin], -1), Piece(text[begin:end], number)]
        at, done = last + 1, end
    return [piece for piece in [*pieces, Piece(text[done:], -1)] if piece.text]


def _place(own: list[str], words: list[str], where: dict[str, list[int]], at: int) -> tuple[int, int] | None:
    """The first and last of the text's words that are a clause's, from a word on; None where it is not there."""
    if not own:
        return None
    reach = len(words) if len(own) >= SURE else at + NEAR
    begins = [first for first in where.get(own[0], ()) if at <= first < reach]
    for skipped in (0, SKIPPED):  # what begins alike a little earlier, as a heading, is no part of it
        for first in begins:
            last = _follows(own, words, first, skipped)
            if last is not None:
                return first, last
    return None


def _follows(own: list[str], words: list[str], first: int, skipped: int) -> int | None:
    """Where a clause that begins at a word ends; None where its words do not follow each other from there."""
    place = first
    for word in own[1:]:
        try:
            place = words.index(word, place + 1, place + 2 + skipped)
        except ValueError:
            return None
    return place if place - first < 2 * len(own) + LOOSE else None


def _with_marks(text: str, end: int) -> int:
    """The end of a clause with the marks that close it."""
    while end < len(text) and text[end] in ".,;:!?)]\"'”’»":
        end += 1
    return end
