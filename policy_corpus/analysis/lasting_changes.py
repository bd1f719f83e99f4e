"""One document's spans of a category's clauses → the days on which it took the language up, or gave it up, for good.

A page is edited all the time; a change of *kind* is what is asked for. So the clauses of one document, category and
stance (collects, denies) are joined into strands, and only where a strand begins or ends may something have changed:

    counted    clauses of the stance; one that only mentions counts with the clause it nearly copies (`NEAR`), and
               one without a label with the clause whose words it repeats, since a label may turn where the wording
               hardly does
    added      a strand begins while the policy is followed, stands for `FLICKER` days or to the end, and none of
               the reasons of news.py speaks against it: it says nothing new, or is the page's doing
    removed    a strand that had stood so long ends while the policy is still followed, no reason of news.py
               speaks against it, and at most half of the policy's clauses of the kind are left (`LEFT`)
    doubted    either, where a rule of news.py speaks against all clauses of the day: `doubt` names it
    neither    what the first page has; what ends when tracking does, or is lost

Language of which the last text before a gap has none and the first after it has some, or the reverse, came or went on
a day of the gap. It is found by the same rules, told by a clock that stops while the gap lasts, and its row says so:
`uncertain`, with both ends of the gap. More or less of a kind is not told: what was written anew over years would
count as new. Nor are clauses of a few words (fewer than `LONG_CLAUSE`): some archives take headings for clauses.
A break in the series (another region's text, say) is no gap: nothing across it is compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.details import UNREAD, Told
from policy_corpus.analysis.gaps import Followed
from policy_corpus.analysis.news import (
    COMING,
    GOING,
    NOTHING_NEW,
    STILL_SAID,
    Turn,
    Words,
    that_change,
)
from policy_corpus.analysis.strands import AKIN, AWAY, ClauseSpans, strands
from policy_corpus.extract.quality import FLICKER, Rule
from policy_corpus.extract.reading import LONG_CLAUSE
from policy_corpus.similarity import contained_rows, jaccard_rows

OF_CHANGE = [
    *("change", "first", "announced", "in_force", "section", "clauses", "users_or_applicants"),
    *("stance", "before", "after", "hashes", "uncertain", "gap_from", "gap_until", "doubt"),
]
NEAR = 0.7  # weighted Jaccard similarity from which two clauses are one wording, whatever their labels
LEFT = 0.5  # of the clauses of the kind, the most that are left after a removal


@dataclass(frozen=True, slots=True)
class _History:
    """One document in one category; rows of `own` are those of start, end, alike and within.

    `own` and `page` are the spans of its clauses of the category and of all; `alike` and `within` are how similar the
    former are; `words` are of all clauses of the corpus, `told` is what readers found in them.
    """

    own: pd.DataFrame
    page: pd.DataFrame
    words: Words
    told: Told
    start: np.ndarray
    end: np.ndarray
    alike: np.ndarray
    within: np.ndarray


def document_changes(
    own: pd.DataFrame,
    page: pd.DataFrame,
    followed: Followed,
    words: Words,
    told: Told = UNREAD,
) -> Iterator[dict]:
    """The changes of one document in one category: dicts with the keys `OF_CHANGE`, days as numbers.

    `own` has the spans of its clauses of the category: clause, hash, words (count), stance, whose, section, shown,
    from, until, joined; `page` the spans of all its clauses; `told` is what readers found in clauses.
    The ends of a gap are the last day of the text before and the first of the text after, None where there is none.
    """
    said = words.of[own["clause"]]
    times = _start(own, followed.spans), own["until"].to_numpy()
    history = _History(own, page, words, told, *times, *similar(said))
    yield from _all_changes(history, followed.spans)
    if followed.gaps:
        yield from _changes_in_gaps(history, followed)


def _changes_in_gaps(history: _History, followed: Followed) -> Iterator[dict]:
    """The changes that a clock which stops in gaps dates to one of them."""
    own, page = (
        spans.assign(**{day: followed.clock(spans[day].to_numpy()) for day in ("shown", "from", "until")})
        for spans in (history.own, history.page)
    )
    start, end = followed.clock(history.start), followed.clock(history.end)
    stopped = replace(history, own=own, page=page, start=start, end=end)
    long = set(own["hash"][own["words"] >= LONG_CLAUSE])
    gap_of = {int(followed.clock(np.array([end]))[0]): (start, end) for start, end in followed.gaps}
    for change in _all_changes(stopped, followed.without_gaps()):
        none, some = ("after", "before") if change["change"] == "removed" else ("before", "after")
        told = change[none] == 0 < change[some] and not long.isdisjoint(change["hashes"].split())
        if told and change["in_force"] in gap_of:
            lost, found = gap_of[change["in_force"]]
            days = {"announced": found, "in_force": found, "gap_from": lost - 1, "gap_until": found}
            yield change | {"uncertain": 1} | days


def _all_changes(history: _History, followed: list[tuple[int, int]]) -> Iterator[dict]:
    """The changes of either stance that has a clause."""
    for says, added in (("collects", "added"), ("denies", "denial_added")):
        if (history.own["stance"] == says).any():
            yield from _changes_of(history, followed, says, added)


def _changes_of(history: _History, followed, says: str, added: str) -> Iterator[dict]:
    """The changes of one stance: its additions by day, then its removals by day."""
    own, stance = history.own, history.own["stance"].to_numpy()
    strict = stance == says
    copies = (stance == "mentions") & (history.alike[:, strict] >= NEAR).any(axis=1)
    repeats = (stance == "none") & own["hash"].isin(own["hash"][strict]).to_numpy()
    counted = np.flatnonzero(strict | copies | repeats)
    cells = np.ix_(counted, counted)
    spans = ClauseSpans(
        history.start[counted], history.end[counted], history.alike[cells], history.within[cells]
    )
    begins, finishes = (counted[mask] for mask in strands(spans, followed, AKIN if says == "denies" else 0))
    spoken = strict | (stance == "mentions") | repeats
    clauses = own["clause"].to_numpy()
    for day, places in _by_day(history.start, begins):
        lately = (history.start < day) & (history.end + AWAY >= day)
        others = clauses[spoken & lately], np.unique(clauses[strict & lately])
        new, doubt = _changing(history, places, day, *others, says, NOTHING_NEW, COMING)
        if len(new):
            yield _change(own, new, added, says, strict, day, doubt)
    for day, places in _by_day(history.end, finishes):
        left = strict & (history.start <= day + FLICKER) & (history.end > day)
        others = clauses[:0], np.unique(clauses[left])
        gone, doubt = _changing(history, places, day, *others, says, STILL_SAID, GOING)
        row = _change(own, gone, "removed", says, strict, day, doubt) if len(gone) else None
        if row and row["after"] <= LEFT * row["before"]:
            yield row


def _changing(
    history: _History,
    places: np.ndarray,
    day: int,
    spoken: np.ndarray,
    said: np.ndarray,
    says: str,
    *rules: tuple[Rule, ...],
) -> tuple[np.ndarray, str]:
    """Of the clauses that came or went on a day, those by which what the policy says may have changed, and the name of
    the rule that doubts it."""
    columns = ["clause", "joined", "stance"]
    turns = [
        Turn(
            clause,
            joined,
            day,
            history.page,
            history.words,
            spoken,
            says == "denies",
            history.own["clause"].to_numpy(),
            said,
            stance == says,
            history.told,
        )
        for clause, joined, stance in history.own.iloc[places][columns].itertuples(index=False)
    ]
    left, doubt = that_change(turns, *rules)
    return places[left], doubt


def _by_day(days: np.ndarray, places: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """The places (rows) of each day, in the order of days."""
    for day, its in pd.Series(places, dtype=int).groupby(days[places], sort=True):
        yield day, its.to_numpy()


def _start(own: pd.DataFrame, followed: list[tuple[int, int]]) -> np.ndarray:
    """The day each span began: what the first page of a time that was followed showed, if only then, had stood."""
    starts = np.array([start for start, _ in followed])
    opening = starts[np.searchsorted(starts, own["from"], side="right") - 1]
    return np.where(own["shown"] <= opening, opening, own["from"])


def _change(
    own: pd.DataFrame, places, change: str, says: str, strict: np.ndarray, day: int, doubt: str
) -> dict:
    """A row of the ledger, but for the captures."""
    rows = own.iloc[places]
    start, end = own["from"].to_numpy(), own["until"].to_numpy()
    announced = day if change == "removed" else int(rows["shown"].min())
    earlier = strict & (np.minimum(start, own["shown"].to_numpy()) < announced)
    return {
        "change": change,
        "first": int(change != "removed" and not earlier.any()),
        "announced": announced,
        "in_force": int(day),
        "section": "; ".join(dict.fromkeys(rows["section"].astype(str))),
        "clauses": len(rows),
        "users_or_applicants": _whose(rows["whose"]),
        "stance": says,
        "before": int((strict & (start < day) & (end >= day)).sum()),
        "after": int((strict & (start <= day) & (end > day)).sum()),
        "hashes": " ".join(dict.fromkeys(rows["hash"])),
        "uncertain": 0,
        "gap_from": None,
        "gap_until": None,
        "doubt": doubt,
    }


def _whose(whose: pd.Series) -> str:
    """Whose data most of the clauses are about, of equals the first by name; "" where the category does not tell."""
    told = whose[~whose.isin(["", "none"])]
    return "" if told.empty else min(told.mode())


def similar(words: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Of n clauses' weighted words: Jaccard similarities, and [i, j] the share of i's words that j has (n × n).

    A clause without a word that weighs is like itself only.
    """
    alike, within = jaccard_rows(words), contained_rows(words)
    np.fill_diagonal(alike, 1)
    np.fill_diagonal(within, 1)
    return alike.round(6), within.round(6)  # the last digits differ between processors
