"""Invented captures of a document: days count from 1000, a page is a set of clause numbers."""

import numpy as np

from policy_corpus.extract.history import clean
from policy_corpus.extract.quality import Shown
from policy_corpus.extract.reading import Reading
from policy_corpus.extract.regions import OF_LAW

TRACKED = [(1, 4000)]
OLD = set(range(40))
NEW = set(range(20, 60))  # half of the old policy, rewritten
OTHER = set(range(100, 150))  # shares nothing with either
EMPTY: set[int] = set()


def page(clauses, language="en", words=14, speaks=0.5, stated="", halves=None, **regions) -> Reading:
    """A page of clauses of so many words each, of which a share speaks as policies do; so many by each region's law."""
    rows = np.array(sorted(clauses), np.uint32)
    reading = Reading(
        rows,
        np.zeros(len(rows), np.uint32),
        words * len(rows),
        int(speaks * len(rows)),
        language,
        stated,
        9999,
        regions=tuple(regions.get(name, 0) for name in OF_LAW),
    )
    if halves:
        reading.halves = tuple(page(half) for half in halves)
    return reading


def together(first: set, second: set) -> Reading:
    """Two policies on one page, the first above the second."""
    return page(first | second, halves=(first, second))


def shown(*captures) -> list[Shown]:
    """Captures from (day, page), or (day, page, "technical" or an address); a set is a page of these clauses."""
    return [
        Shown(
            day,
            how == ["technical"],
            page(text) if isinstance(text, set) else text,
            *[address for address in how if address != "technical"],
        )
        for day, text, *how in captures
    ]


def history(*captures, tracked=TRACKED, jurisdiction="unspecified"):
    """The captures, judged, and the policy in force."""
    return clean(shown(*captures), tracked, jurisdiction)


def versions(*captures, **of) -> list[tuple[int, int, int]]:
    """The versions as (start, end, capture)."""
    return [(v.start, v.end, v.capture) for v in history(*captures, **of).versions]


def days_of(clause: int, *captures, **of) -> list[tuple[int, int, int]]:
    """When a clause was (shown, in force from, until)."""
    spans = history(*captures, **of).spans
    return sorted((s.shown, s.start, s.end) for s in spans if s.row == clause)


def statuses(*captures, **of) -> list[str | None]:
    """The status of each capture."""
    return [rule.status for rule in history(*captures, **of).rules]
