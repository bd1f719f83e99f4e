"""Invented histories of a document, and what must not change them: captures put between, another address.

A page is a set of numbers of clauses. In a steady history each text stands for longer than what counts as flicker,
and differs from its neighbours as policies do that were revised.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np

from policy_corpus.extract.history import History, clean
from policy_corpus.extract.quality import FLICKER, Shown
from policy_corpus.extract.reading import Reading
from policy_corpus.extract.regions import OF_LAW

WORDS = 14  # of a clause
CAPTURED = (5, 50)  # days between two captures of a steady history
STANDS = 150  # days that a text of it stands at least: more than twice FLICKER
Capture = tuple[int, Reading]


def page(clauses: set[int], halves: tuple[set[int], ...] = ()) -> Reading:
    """A page of clauses, half of which speak as policies do."""
    rows = np.array(sorted(clauses), np.uint32)
    law = (0,) * len(OF_LAW)
    reading = Reading(
        rows, np.zeros(len(rows), np.uint32), WORDS * len(rows), len(rows) // 2, "en", "", 9999, None, law
    )
    if halves:
        reading.halves = tuple(page(half) for half in halves)
    return reading


def steady(rng: Random) -> tuple[list[set[int]], list[tuple[int, int]]]:
    """Texts that follow each other, and captures as (day, place of the text)."""
    texts, captures, day = [set(range(150))], [], 1000
    for place in range(rng.randint(1, 5)):
        if place:
            before = sorted(texts[-1])
            gone = set(rng.sample(before, rng.randint(3, 20)))
            new = set(range(1000 * place, 1000 * place + rng.randint(3, 20)))
            texts.append((texts[-1] - gone) | new)
        since = day
        while day - since < STANDS:
            captures.append((day, place))
            day += rng.randint(*CAPTURED)
        captures.append((day, place))
        day += rng.randint(1, CAPTURED[1])
    return texts, captures


def cleaned(captures: list[Capture], until: int, moved_at: int | None = None) -> History:
    """The history of captures; from the place `moved_at` on they are of another address."""
    shown = [
        Shown(day, False, replace(reading), ("", "after" if moved_at is not None and i >= moved_at else ""))
        for i, (day, reading) in enumerate(captures)
    ]
    return clean(shown, [(1, until)])


def series(history: History) -> tuple[list, list]:
    """What every series over time is made of: the texts in force and the clauses in force, with their days."""
    return (
        [(v.start, v.end, v.reading.clause_set, v.opens, sorted(v.hidden)) for v in history.versions],
        sorted((span.row, span.start, span.end, span.section) for span in history.spans),
    )


def _more(rng: Random, put: Callable[[Random, list[set[int]], list[tuple[int, int]]], list[Capture]]) -> None:
    """Captures put into a steady history leave its series as they are."""
    texts, captures = steady(rng)
    plain = [(day, page(texts[place])) for day, place in captures]
    until = plain[-1][0] + 30
    more = put(rng, texts, captures)
    both = sorted([*plain, *more], key=lambda capture: capture[0])  # of a day, those put in come last
    expected, found = series(cleaned(plain, until)), series(cleaned(both, until))
    assert found == expected, (captures, [(day, sorted(reading.rows.tolist())) for day, reading in more])


def flickered(rng: Random, texts: list[set[int]], captures: list[tuple[int, int]]) -> list[Capture]:
    """Other texts, each seen between two captures of one text, and so soon gone."""
    put = []
    for (day, place), (then, after) in pairwise(captures):
        if place == after and then - day > 1 and then - day <= FLICKER and rng.random() < 0.3:
            kept = rng.sample(sorted(texts[place]), rng.randint(0, 30))
            other = {*range(5000, 5000 + rng.randint(20, 80)), *kept}
            put.append((rng.randint(day + 1, then - 1), page(other)))
    return put


def doubled(rng: Random, texts: list[set[int]], captures: list[tuple[int, int]]) -> list[Capture]:
    """Pages that show a text and the one that follows it, between two captures of the first."""
    put = []
    for (day, place), (then, after) in pairwise(captures):
        if place == after and place + 1 < len(texts) and then - day > 1 and rng.random() < 0.3:
            both = (texts[place], texts[place + 1])
            halves = both if rng.random() < 0.5 else both[::-1]
            put.append((rng.randint(day + 1, then - 1), page(both[0] | both[1], halves)))
    return put


def repeated(rng: Random, texts: list[set[int]], captures: list[tuple[int, int]]) -> list[Capture]:
    """Captures once more."""
    return [(day, page(texts[place])) for day, place in captures if rng.random() < 0.3]


def broken(rng: Random, texts: list[set[int]], captures: list[tuple[int, int]]) -> list[Capture]:
    """Empty pages and pages of a few words, on days of captures."""
    return [
        (day, page(set(range(9000, 9000 + rng.choice((0, 2)))))) for day, _ in captures if rng.random() < 0.3
    ]


def spliced(rng: Random) -> None:
    """A history cut in two, of which an archive has the first part and another the rest, is one history."""
    texts, captures = steady(rng)
    plain = [(day, page(texts[place])) for day, place in captures]
    until = plain[-1][0] + 30
    cut = rng.randrange(len(plain))
    assert series(cleaned(plain, until, cut)) == series(cleaned(plain, until)), (captures, cut)


def _with(put) -> Callable[[Random], None]:
    return lambda rng: _more(rng, put)


INVARIANTS = {
    "flicker put into a history leaves every series as it is": _with(flickered),
    "doubled captures put into a history leave every series as it is": _with(doubled),
    "a capture made twice leaves every series as it is": _with(repeated),
    "broken captures put into a history leave every series as it is": _with(broken),
    "a history split in two and spliced is the same": spliced,
}
