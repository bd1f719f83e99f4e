"""The tables → the ledger: on which day a policy took up a kind of language, or gave it up, for good."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from policy_corpus.analysis.details import told
from policy_corpus.analysis.gaps import followed
from policy_corpus.analysis.kinds_of_words import kinds_of_words
from policy_corpus.analysis.lasting_changes import OF_CHANGE, document_changes
from policy_corpus.analysis.ledger_readings import (
    LEDGER_READINGS,
    read_ledger_readings,
    told_or_read,
    with_verdicts,
)
from policy_corpus.analysis.news import Words
from policy_corpus.analysis.select import check_categories, is_twin
from policy_corpus.analysis.word_weights import word_weights
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import read_readings
from policy_corpus.extract.sources import archived_at
from policy_corpus.paths import TABLES
from policy_corpus.tables import read_table

COLUMNS = [
    *("platform", "company", "jurisdiction", "archive", "path", "category", "change", "first", "announced"),
    *("in_force", "last_without", "commit", "section", "clauses", "users_or_applicants"),
    *("stance", "before", "after", "document", "hashes", "url", "uncertain", "gap_from", "gap_until"),
    *("verdict", "doubt"),
]
DAYS = ("announced", "in_force", "last_without", "gap_from", "gap_until")
READABLE = ("ok", "technical", "doubled", "return")  # statuses of captures that show a policy's words
OF_ID = ("document", "category", "change", "in_force", "hashes")  # what tells a row from all others


def ledger(
    folder: Path = TABLES,
    categories: Sequence[str] = STORY,
    readings: Path = LEDGER_READINGS,
    doubted: bool = False,
) -> pd.DataFrame:
    """The ledger of a folder of tables: one row per document, category, change, stance and day.

    Columns are `COLUMNS`, as in data/README.md; days are ISO 8601, flags 0 or 1. What was read of a row (`readings`)
    stands in `verdict` and beats the rules: in `first`, and where one of them speaks against the row (`doubt`), which
    then is there only if it was read as right, or if all `doubted` rows are asked for. CorpusError where a category is
    none of the tables'.
    """
    clauses, presence, versions, captures, documents, places = (
        read_table(name, folder).to_pandas()
        for name in ("clauses", "presence", "versions", "captures", "documents", "places")
    )
    check_categories(categories, clauses)
    weights, of_clauses = word_weights(folder), read_readings()
    presence = _numbered(presence[~is_twin(presence["document"])])
    versions, captures = _numbered(versions), _in_order(_numbered(captures))
    tracking = {name: followed(own) for name, own in versions.groupby("document", observed=True)}
    pages = dict(list(presence.groupby("document", observed=True)))
    changes = []
    for category in categories:
        labels = _labels(clauses, category)
        telling = weights.telling(category, (labels["stance"] != "none").to_numpy())
        words = Words(weights.words, telling, kinds_of_words(weights.tokens, category))
        read = told(clauses, of_clauses, category)
        spoken = labels["hash"].isin(labels["hash"][labels["stance"] != "none"]).to_numpy()
        spans = presence[spoken[presence["clause"]]].join(labels, on="clause")
        spans = spans.sort_values(["from", "clause"], kind="stable")
        for name, own in spans.groupby("document", observed=True):
            found = document_changes(own, pages[name], tracking[name], words, read)
            changes += [{"document": name, "category": category, **change} for change in found]
    changes = pd.DataFrame(changes, columns=["document", "category", *OF_CHANGE])
    brought = _brought(presence, _numbered(places), clauses)
    found = _with_places(changes, captures, versions, documents, brought)
    found = with_verdicts(found, read_ledger_readings(readings))[COLUMNS]
    return found if doubted else told_or_read(found)


def change_id(change: Mapping[str, str]) -> str:
    """The permanent id of a row of the ledger: ch- and 12 hexadecimal digits, whatever other rows there are.

    >>> change_id(dict.fromkeys(OF_ID, ""))
    'ch-c78f272212a3'
    """
    told = "\0".join(str(change[name]) for name in OF_ID)
    return f"ch-{hashlib.blake2b(told.encode(), digest_size=6).hexdigest()}"


def pages_before(changes: pd.DataFrame, captures: pd.DataFrame) -> pd.Series:
    """The address of the archived page before each change, that of its day `last_without`; an address a row.

    Days of both tables are timestamps.
    """
    own = dict(list(_in_order(captures).groupby("document", observed=True)))
    pages = [_page_before(own[row.document], row.announced) for row in changes.itertuples()]
    addresses = [archived_at(page["archive"], page["commit"], page["path"]) for page in pages]
    return pd.Series(addresses, changes.index, dtype=object)


def _labels(clauses: pd.DataFrame, category: str) -> pd.DataFrame:
    """What is known of each clause for a category: hash, words, stance, whose ("" where it does not tell)."""
    labels = clauses[["hash", "words", f"{category}_stance"]].set_axis(["hash", "words", "stance"], axis=1)
    labels = labels.astype({"hash": str, "stance": str})
    return labels.assign(
        whose=clauses[f"{category}_whose"].astype(str) if f"{category}_whose" in clauses else ""
    )


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its days as numbers of days."""
    days = [column for column in ("shown", "from", "until", "day") if column in table]
    numbers = {day: pd.to_datetime(table[day]).to_numpy("datetime64[D]").astype(np.int64) for day in days}
    return table.assign(**numbers)


def _in_order(captures: pd.DataFrame) -> pd.DataFrame:
    """The captures of each document in order; days never run backwards, as in quality.py."""
    own = captures[captures["document"].notna() & captures["status"].notna()]
    days = own.groupby(["document", "archive", "path"], observed=True)["day"].cummax()
    return own.assign(day=days, capture=own.index).sort_values(["document", "day", "capture"])


def _page_before(captures: pd.DataFrame, day) -> pd.Series:
    """The last capture of a document before a day that shows a policy's words; the captures in order."""
    return captures[(captures["day"] < day) & captures["status"].isin(READABLE)].iloc[-1]


def _brought(presence: pd.DataFrame, places: pd.DataFrame, clauses: pd.DataFrame) -> dict[tuple, int]:
    """(Document, clause's hash, day on which a page first showed it) → the first capture that has it, where known."""
    span = ["document", "clause", "from"]
    spans = presence[[*span, "shown"]].astype({"document": str})
    spans = places[[*span, "first"]].astype({"document": str}).merge(spans, on=span)
    spans = spans.sort_values("first", kind="stable")  # of one clause under several lead-ins the last
    keys = zip(spans["document"], clauses["hash"].astype(str)[spans["clause"]], spans["shown"], strict=True)
    return dict(zip(keys, spans["first"], strict=True))


def _with_places(changes, captures, versions, documents, brought) -> pd.DataFrame:
    """The ledger: changes with the capture that first shows each, the one before, and what the document is."""
    captures = dict(list(captures.groupby("document", observed=True)))
    opened = versions.set_index([versions["document"].astype(str), versions["from"]])["capture"]
    rows = []
    for change in changes.to_dict("records"):
        own = captures[change["document"]]
        before = _page_before(own, change["announced"])
        capture = _first_with(change, own[own["day"] == change["announced"]], opened, brought)
        rows.append(
            change
            | {name: capture[name] for name in ("archive", "path", "commit")}
            | {"last_without": before["day"]}
            | {"url": archived_at(capture["archive"], capture["commit"], capture["path"])}
        )
    table = pd.DataFrame(rows, columns=[*changes.columns, "archive", "path", "commit", "last_without", "url"])
    table = table.merge(documents[["document", "platform", "company", "jurisdiction"]], on="document")
    for day in DAYS:
        table[day] = [
            "" if pd.isna(number) else str(np.datetime64(int(number), "D")) for number in table[day]
        ]
    order = ["platform", "document", "category", "announced", "in_force", "change", "stance"]
    table["category"] = pd.Categorical(table["category"], dict.fromkeys(changes["category"]))
    table = table.sort_values(order, kind="stable", ignore_index=True)
    return table.astype({"category": str})


def _first_with(
    change: dict, on_day: pd.DataFrame, opened: pd.Series, brought: dict[tuple, int]
) -> pd.Series:
    """Of a document's captures of one day, in order, the one that first shows a change.

    Of what came it is the first that has all the clauses that came on that day. Where no place of theirs is known, and
    of what went, it is the one whose text came into force, or else the one with the most clauses that collect.
    """
    day = (change["document"], change["announced"])
    keys = [(day[0], name, day[1]) for name in change["hashes"].split()]
    having = {brought[key] for key in keys if key in brought} if change["change"] != "removed" else ()
    shows = on_day[on_day["capture"].isin(having)].tail(1)
    opener = on_day[on_day["capture"] == opened.get(day, -1)]
    most = on_day.sort_values(f"collects_{change['category']}", ascending=False, kind="stable")
    return next(found for found in (shows, opener, most) if len(found)).iloc[0]
