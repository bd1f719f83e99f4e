"""The corpus → spells: the days on which a document says something of a category without a break.

A page is edited all the time, so what counts is the language, not the clause: a spell goes on as long as any clause of
the document has the stance. What is gone for `FLICKER` days or fewer was never gone. A gap in the archives ends a spell
only where the text after it no longer says so; at a break (another text of the document) every spell ends.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.ledger import READABLE
from policy_corpus.analysis.select import check_categories
from policy_corpus.categories import STORY
from policy_corpus.extract.quality import FLICKER

SEEN = "seen"  # how a spell opens that began while the document was followed; else as `opens` of a version
COLUMNS = [
    *("document", "category", "stance", "from", "until", "announced", "opens", "gap_from", "gaps"),
    *("last_without", "earlier"),
]


class Turn(NamedTuple):
    """A day on which a text does not follow on the one before: first, gap or break; the end of the one before."""

    opens: str
    before: pd.Timestamp


def spells(corpus: Corpus, categories: Sequence[str] = STORY) -> pd.DataFrame:
    """The spells of all documents, by document, category, stance and day: COLUMNS.

    `from` is the day from which it was in force, `announced` the first on which a page showed it; `until` is the first
    day without it, or the day after the last that is known. `opens` says how it began: "seen" while the document was
    followed, in its "first" archived text, in the first after a "gap" (`gap_from` is the last day known before it), or
    at a "break". `gaps` are the gaps it lasted through, each its last day before and its first day after.
    `last_without` is the day of the last page before `announced` that can be read, `earlier` that since when the text
    before a break said so up to it; NaT where there is none.
    """
    check_categories(categories, corpus.clauses)
    turns = turns_of(corpus.versions)
    read = corpus.captures[corpus.captures["status"].isin(READABLE)]
    pages = {name: sorted(own) for name, own in read.groupby("document")["day"]}
    rows = []
    for category in categories:
        stance = corpus.clauses[f"{category}_stance"].astype(object)
        spans = corpus.presence.assign(stance=stance.to_numpy()[corpus.presence["clause"]])
        spans = spans[spans["stance"] != "none"].sort_values(["from", "until"], kind="stable")
        for (document, says), own in spans.groupby(["document", "stance"], sort=True):
            for spell in _joined(own, turns[document]):
                known = {"document": document, "category": category, "stance": says, **spell}
                rows.append(known | {"last_without": _before(pages.get(document, []), spell["announced"])})
    table = pd.DataFrame(rows, columns=COLUMNS)
    days = ["from", "until", "announced", "gap_from", "last_without", "earlier"]
    table = table.astype(dict.fromkeys(days, "datetime64[s]"))
    return table.sort_values(COLUMNS[:4], kind="stable", ignore_index=True)


def turns_of(versions: pd.DataFrame) -> dict[str, dict[pd.Timestamp, Turn]]:
    """Document → the days on which its texts do not follow on those before."""
    ordered = versions.sort_values(["document", "from"], kind="stable")
    before = ordered.groupby("document")["until"].shift()
    turns: dict[str, dict[pd.Timestamp, Turn]] = {name: {} for name in ordered["document"].unique()}
    for document, day, opens, end in zip(
        ordered["document"], ordered["from"], ordered["opens"], before, strict=True
    ):
        if opens != "follows":
            turns[document][day] = Turn(opens, end)
    return turns


def _joined(spans: pd.DataFrame, turns: dict[pd.Timestamp, Turn]) -> list[dict]:
    """The spells of spans of one document and stance, which come by day."""
    found: list[dict] = []
    for start, until, shown in zip(spans["from"], spans["until"], spans["shown"], strict=True):
        turn, last = turns.get(start), found[-1] if found else None
        if last and _goes_on(last, start, turn):
            if turn and turn.opens == "gap" and last["until"] == turn.before:
                last["gaps"] = (*last["gaps"], (turn.before - pd.Timedelta(1, "D"), start))
            if start == last["from"] and last["opens"] == SEEN:
                last["announced"] = min(last["announced"], shown)
            last["until"] = max(last["until"], until)
            continue
        after_gap = turn is not None and turn.opens == "gap"
        found.append(
            {
                "from": start,
                "until": until,
                "announced": start if turn else shown,
                "opens": turn.opens if turn else SEEN,
                "gap_from": turn.before - pd.Timedelta(1, "D") if after_gap else pd.NaT,
                "gaps": (),
                "earlier": last["from"] if _said_up_to_break(last, turn) else pd.NaT,
            }
        )
    return found


def _goes_on(last: dict, start: pd.Timestamp, turn: Turn | None) -> bool:
    """Whether a span that starts on a day is of the last spell."""
    if start == last["from"]:
        return True
    if turn and turn.opens == "break":
        return False
    away = (start - last["until"]).days
    return away <= FLICKER or (turn is not None and last["until"] == turn.before)


def _said_up_to_break(last: dict | None, turn: Turn | None) -> bool:
    """Whether a spell, the last, went on to the end of the text before a break."""
    return bool(last and turn and turn.opens == "break" and last["until"] == turn.before)


def _before(pages: list[pd.Timestamp], day: pd.Timestamp) -> pd.Timestamp:
    """The last of a document's pages, by day, before a day."""
    place = bisect_left(pages, day)
    return pages[place - 1] if place else pd.NaT
