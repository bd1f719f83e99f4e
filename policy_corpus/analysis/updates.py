"""The texts in force → updates: each text beside the one before, the dates both state, and the words that changed.

What changed is counted net between the two texts. A clause that came and one that went are taken together where one
has most of the other's words: a sentence reworded, cut in two or taken into a longer one counts only by the words in
which the two sides differ.
"""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from policy_corpus.extract.quality import FLICKER
from policy_corpus.extract.reading import LONG_CLAUSE
from policy_corpus.extract.sources import series_of
from policy_corpus.similarity import contained_rows

FOLDED = 8  # clauses that come, or go, on a page whose parts fold open and shut, and…
ONE_SIDED = 0.05  # …of these, the most that do the opposite
SAME = 0.5  # of the counted words of the shorter of two clauses, the fewest in the other that make them one, reworded
# Of a clause's counted words, the fewest in a clause of the other text that make it no change.
STILL_SAID = 0.9
# Documents recorded on one day, and their share of those that the archive followed then,
# from which it is taken to read its pages in a new way, though its commits do not say so
BULK, BULK_SHARE = 10, 1 / 3
DATED = "both texts state a date"  # one of what is asked before two texts are compared (`comparable`)
COLUMNS = ["archive", "path", "status", "by_archive", "stated", "latest"]
MEASURES = ["gained", "lost", "reworded", "changed", "came", "went"]


def updates(captures, versions, presence, clauses, counts: sparse.csr_matrix, chosen=None) -> pd.DataFrame:
    """One row per text in force but a document's first, from the tables of the corpus.

    `counts` are the clauses' words (clauses × tokens), `chosen` the numbers of the clauses that are looked at
    (all by default). Columns: document, from, opens, clauses; archive, path, status, by_archive, stated, latest of the
    capture that opened the text, and the same, `clauses`, `capture` and `until` of the text before as was_…; bulk,
    whether the archive recorded unusually many of its documents on that day; gained, lost, reworded (clauses that came,
    went, or did both in other words); changed (their distinct words that came or went, stop words and numbers apart; of
    a rewording only those that differ); came, went (clauses of
    the whole page whether they last or not, the reworded ones in both); silent, whether both texts state one date.
    """
    texts = versions.sort_values(["document", "from"]).join(captures[COLUMNS], on="capture")
    texts = texts.astype({"document": object, "archive": object, "path": object, "status": object})
    before = texts.groupby("document")[[*COLUMNS, "capture", "clauses", "until"]].shift().add_prefix("was_")
    rows = texts.drop(columns=["until", "words"]).join(before).dropna(subset="was_archive")
    rows = rows.astype({"was_capture": int}).reset_index(drop=True)
    rows = rows.assign(bulk=_is_bulk(rows, captures))
    spans = _spans(presence, clauses, clauses.index if chosen is None else chosen)
    spans = dict(list(spans.groupby("document", sort=False)))
    found = np.zeros((len(rows), len(MEASURES)), int)
    for document, own in rows.groupby("document", sort=False):
        if document in spans:
            found[own.index] = _of_document(own["from"], spans[document], counts)
    silent = rows["stated"] == rows["was_stated"]
    return rows.assign(**dict(zip(MEASURES, found.T, strict=True)), silent=silent)


def _is_bulk(rows: pd.DataFrame, captures: pd.DataFrame) -> np.ndarray:
    """Whether the archive of each row recorded so many documents on its day that companies hardly did it."""
    days = captures.groupby(["archive", "document"], observed=True)["day"].agg(["min", "max"]).reset_index()
    recorded = captures.groupby(["archive", "day"], observed=True)["document"].nunique()
    recorded = recorded[recorded >= BULK].reset_index()
    followed = [
        ((days["archive"] == archive) & (days["min"] < day) & (days["max"] >= day)).sum()
        for archive, day in zip(recorded["archive"], recorded["day"], strict=True)
    ]
    many = recorded[recorded["document"] >= BULK_SHARE * np.array(followed)]
    return pd.MultiIndex.from_frame(rows[["archive", "from"]]).isin(
        list(zip(many["archive"], many["day"], strict=True))
    )


def _spans(presence, clauses, chosen) -> pd.DataFrame:
    """From when to when each wording stood in a document, lead-ins aside: document, from, until, clause, looked, and
    new and gone, whether it came for the first time and went for good, and lasted.

    `looked` is whether the wording is long and chosen under any of its lead-ins.
    """
    own = presence[["document", "clause", "from", "until"]].join(clauses[["hash", "words"]], on="clause")
    own = own.assign(looked=own["clause"].isin(chosen) & (own["words"] >= LONG_CLAUSE))
    own = own.astype({"document": object})
    wording = own.groupby(["document", "hash"])
    first, last = wording["from"].transform("min"), wording["until"].transform("max")
    end = own.groupby("document")["until"].transform("max")
    lasted = (last >= end) | (last - first >= pd.Timedelta(days=FLICKER))
    own = own.assign(looked=wording["looked"].transform("max"), clause=wording["clause"].transform("first"))
    return own.assign(new=lasted & (own["from"] == first), gone=lasted & (own["until"] == last))


def _of_document(days: pd.Series, spans: pd.DataFrame, counts: sparse.csr_matrix) -> np.ndarray:
    """The measures of each of a document's updates, which came into force on `days` (updates × measures)."""
    since, until = (spans[name].to_numpy("datetime64[s]") for name in ("from", "until"))
    clause, looked, new, gone = (spans[name].to_numpy() for name in ("clause", "looked", "new", "gone"))
    found = []
    for day in days.to_numpy("datetime64[s]"):
        before, after = (since < day) & (until >= day), (since <= day) & (until > day)
        stays = np.intersect1d(clause[before], clause[after])
        moved = ~np.isin(clause, stays)
        came, went = (_each_once(clause, np.flatnonzero(text & moved)) for text in (after, before))
        both = np.concatenate([came, went])
        side = np.repeat([1, -1], [len(came), len(went)])
        lasts = np.where(side > 0, new[both], gone[both])
        words = counts[clause[both]]
        lasts &= contained_rows(words > 0, counts[stays] > 0).max(axis=1, initial=0) < STILL_SAID
        found.append(_net(words, side, looked[both], lasts))
    return np.array(found)


def _each_once(clause: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Of the places, one for each clause."""
    return places[np.unique(clause[places], return_index=True)[1]]


def _net(words: sparse.csr_matrix, side: np.ndarray, looked: np.ndarray, lasts: np.ndarray) -> list[int]:
    """The measures of one update: the words of what came (side 1) and went (-1), what is looked at and what lasts."""
    if not lasts.any():
        return [0] * len(MEASURES)
    group = _linked(words, side)
    member = sparse.csr_matrix((np.ones(len(side)), (group, np.arange(len(side)))))
    came, went, looked, lasts = (
        member @ mask.astype(int) > 0 for mask in (side > 0, side < 0, looked, lasts)
    )
    difference = _has(member @ words.multiply(side[:, None] > 0)) - _has(
        member @ words.multiply(side[:, None] < 0)
    )
    words_changed = abs(difference).sum(axis=1).A1 * _is_first(difference, lasts & looked)
    looked &= lasts
    units = [looked & ~went, looked & ~came, looked & came & went, looked * words_changed, came, went]
    return [int(values.sum()) for values in units]


def _has(counts: sparse.spmatrix) -> sparse.csr_matrix:
    """1 for each word that is there: a page may repeat a word where it was only extracted twice."""
    return (counts.tocsr() > 0).astype(np.int8)


def _is_first(differences: sparse.csr_matrix, counted: np.ndarray) -> np.ndarray:
    """Whether each row that is counted is the first of its kind: a name that is replaced throughout counts once."""
    differences.eliminate_zeros()
    differences.sort_indices()
    ends, seen = differences.indptr, {}
    for row in np.flatnonzero(counted):
        cells = slice(ends[row], ends[row + 1])
        seen.setdefault((differences.indices[cells].tobytes(), differences.data[cells].tobytes()), row)
    return np.isin(np.arange(len(counted)), list(seen.values()))


def _linked(words: sparse.csr_matrix, side: np.ndarray) -> np.ndarray:
    """The group of each clause, as numbers: it, and the clauses of the other side that have most of its words."""
    within = contained_rows(words > 0)
    shared = np.maximum(within, within.T)
    shared[side[:, None] == side] = 0
    rows = np.flatnonzero(shared.max(axis=1) >= SAME)
    links = sparse.csr_matrix((np.ones(len(rows)), (rows, shared[rows].argmax(axis=1))), shared.shape)
    return connected_components(links, directed=False)[1]


def comparable(rows: pd.DataFrame) -> pd.DataFrame:
    """What is taken off before two texts are compared, a column a reason: whether each row passes."""
    one_page = rows["archive"].eq(rows["was_archive"]) & _series(rows, "").eq(_series(rows, "was_"))
    passes = {
        "the same page, followed without a gap or a break": one_page & rows["opens"].eq("follows"),
        "neither capture doubled": (rows["status"] == "ok") & (rows["was_status"] == "ok"),
        "not by a change in how the archive reads": ~rows["by_archive"].astype(bool) & ~rows["bulk"],
        DATED: rows["stated"].notna() & rows["was_stated"].notna(),
        "no other text on the page with a date that moved alone": rows["stated"].ne(rows["was_stated"])
        | rows["latest"].eq(rows["was_latest"])
        | rows[["latest", "was_latest"]].isna().any(axis=1),
        "more than half of the clauses kept": rows["went"] < rows["was_clauses"] / 2,
        "not a page that was opened or folded": rows[["came", "went"]].max(axis=1).lt(FOLDED)
        | rows[["came", "went"]].min(axis=1).gt(ONE_SIDED * rows[["came", "went"]].max(axis=1)),
    }
    return pd.DataFrame(passes)


def _series(rows: pd.DataFrame, when: str) -> pd.Series:
    """What the file of each row's capture is a version of."""
    archives, paths = rows[f"{when}archive"], rows[f"{when}path"]
    of = {key: series_of(*key) for key in set(zip(archives, paths, strict=True))}
    return pd.Series([of[key] for key in zip(archives, paths, strict=True)], rows.index)


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
