"""The texts in force → updates: each text beside the one before, the dates both state, and the words that changed."""

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.extract.quality import FLICKER
from policy_corpus.extract.reading import LONG_CLAUSE
from policy_corpus.extract.sources import series_of

FOLDED = 8  # clauses that only come, or only go, on a page whose parts fold open and shut
COLUMNS = ["archive", "path", "status", "by_archive", "stated"]


def updates(captures, versions, presence, clauses, counts: sparse.csr_matrix, chosen=None) -> pd.DataFrame:
    """One row per text in force but a document's first, from the tables of the corpus.

    `counts` are the clauses' words (clauses × tokens), `chosen` the numbers of the clauses that are looked at
    (all by default). Columns: document, from, opens, clauses; archive, path, status, by_archive, stated of the
    capture that opened the text, and the same, `clauses` and `until` of the text before as was_…; gained, lost
    (clauses that are new to the document, or gone for good); changed (their words that came or went, stop words
    apart: a clause reworded counts only where its words differ).
    """
    texts = versions.sort_values(["document", "from"]).join(captures[COLUMNS], on="capture")
    texts = texts.astype({"document": object, "archive": object, "path": object, "status": object})
    before = texts.groupby("document")[[*COLUMNS, "clauses", "until"]].shift().add_prefix("was_")
    rows = texts.drop(columns=["capture", "until", "words"]).join(before).dropna(subset="was_archive")
    rows = rows.reset_index(drop=True)
    spans = _spans(presence, clauses, chosen)
    gained, lost = (_matrix(rows, spans, day, counts.shape[0]) for day in ("first", "last"))
    difference = abs((gained - lost) @ counts).sum(axis=1)
    found = {"gained": gained.sum(axis=1), "lost": lost.sum(axis=1), "changed": difference}
    return rows.assign(**{name: np.asarray(column).ravel().astype(int) for name, column in found.items()})


def comparable(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """What is taken off before two texts are compared, by reason: masks of the rows that pass."""
    one_page = rows["archive"].eq(rows["was_archive"]) & _series(rows, "").eq(_series(rows, "was_"))
    return {
        "the same page, followed without a gap or a break": one_page & rows["opens"].eq("follows"),
        "neither capture doubled": (rows["status"] == "ok") & (rows["was_status"] == "ok"),
        "not by a change in how the archive reads": ~rows["by_archive"].astype(bool),
        "both texts state a date": rows["stated"].notna() & rows["was_stated"].notna(),
        "more than half of the clauses kept": rows["lost"] < rows["was_clauses"] / 2,
        "not a page that was opened or folded": rows[["gained", "lost"]].min(axis=1).gt(0)
        | rows[["gained", "lost"]].max(axis=1).lt(FOLDED),
    }


def _series(rows: pd.DataFrame, when: str) -> pd.Series:
    """What the file of each row's capture is a version of."""
    archives, paths = rows[f"{when}archive"], rows[f"{when}path"]
    of = {key: series_of(*key) for key in set(zip(archives, paths, strict=True))}
    return pd.Series([of[key] for key in zip(archives, paths, strict=True)], rows.index)


def _spans(presence, clauses, chosen) -> pd.DataFrame:
    """From when to when each long wording stood in a document, lead-ins and gaps aside; what flickers is left out."""
    own = presence[presence["clause"].isin(clauses.index if chosen is None else chosen)]
    own = own.join(clauses[["hash", "words"]], on="clause").astype({"document": object})
    own = own[own["words"] >= LONG_CLAUSE]
    spans = own.groupby(["document", "hash"], as_index=False).agg(
        first=("from", "min"), last=("until", "max"), clause=("clause", "first")
    )
    end = presence.astype({"document": object}).groupby("document")["until"].max()
    still = spans["last"] >= spans["document"].map(end)
    return spans[still | (spans["last"] - spans["first"] >= pd.Timedelta(days=FLICKER))]


def _matrix(rows, spans, day: str, size: int) -> sparse.csr_matrix:
    """Which clause (columns) came or went on the day of which row."""
    numbered = rows[["document", "from"]].reset_index(names="row")
    cells = spans.merge(numbered, left_on=["document", day], right_on=["document", "from"])
    return sparse.csr_matrix((np.ones(len(cells)), (cells["row"], cells["clause"])), shape=(len(rows), size))


def first_appearances(captures: pd.DataFrame, documents) -> pd.DataFrame:
    """The captures on which a later stated date than any before stands for the first time in a document.

    Columns: document, archive, day, stated, lag (days from the stated day to the capture; below 0: shown before it)
    and gap (days since the capture before, readable or not: a lag may be up to so much shorter).
    """
    own = captures[captures["document"].isin(documents) & captures["text"].notna()]
    own = own.astype({"document": object, "archive": object}).reset_index(drop=True)
    before = own.groupby("document")
    gap = (own["day"] - before["day"].shift()).dt.days
    one_archive = own["archive"].eq(before["archive"].shift())
    dated = own[(own["status"] == "ok") & own["stated"].notna()]
    highest = dated.groupby("document")["stated"].cummax()
    earlier = highest.groupby(dated["document"]).shift()
    fresh = dated[dated["stated"] > earlier].index
    table = own.loc[fresh, ["document", "archive", "day", "stated"]]
    lag = (table["day"] - table["stated"]).dt.days
    table = table.assign(lag=lag, gap=gap[fresh].clip(lower=0))
    return table[one_archive[fresh] & ~own.loc[fresh, "by_archive"].astype(bool)].reset_index(drop=True)
