"""From the tables to the ledger: on which day a policy took up a kind of language, or gave it up, for good.

A page is edited all the time; a change of *kind* is what is asked for. So the clauses of one document, category and
stance (collects, denies) are joined into strands, and only where a strand begins or ends may something have changed:

    counted    clauses of the stance; one that only mentions counts with the clause it nearly copies (`NEAR`), and
               one without a label with the clause whose words it repeats, since a label may turn where the wording
               hardly does
    carried    a clause carries on another that went when it came, where they are alike (`EDIT`) or one is made of
               the other (`HOLDS`, `HALF`); or that stood within a year before (`AWAY`), where it is much like it
               (`SAME`) or lies within it (`HOLDS`)
    added      a strand begins while the policy is followed, stands for `FLICKER` days or to the end, and brings
               words that tell of the category (`NEWS`) which neither its clauses nor the clause that it edits had
    removed    a strand that had stood so long ends while the policy is still followed, half of its telling
               words (`GONE`) with it: no clause of the page has them any more; and at most half of the
               policy's clauses of the kind are left (`LEFT`)
    neither    what the first page has, after a gap as well; what ends when tracking does, or is lost

Where strands begin and end on one day, as in a policy that is written anew, as many of either are taken for
rewordings; what is beyond that counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import categories_in, load_term_matrix
from policy_corpus.categories import STORY
from policy_corpus.errors import check_known
from policy_corpus.extract.archive import archived_at
from policy_corpus.extract.quality import FLICKER
from policy_corpus.paths import TABLES
from policy_corpus.similarity import contained_rows, jaccard_rows
from policy_corpus.tables import read_table

COLUMNS = [
    *("platform", "company", "jurisdiction", "archive", "path", "category", "change", "first", "announced"),
    *("in_force", "last_without", "commit", "section", "clauses", "users_or_applicants"),
    *("stance", "before", "after", "document", "hashes", "url"),
]
_OF_CHANGE = [
    *("change", "first", "announced", "in_force", "section", "clauses", "users_or_applicants"),
    *("stance", "before", "after", "hashes"),
]
AWAY = 365  # days within which language that left and came back was never gone
EDIT = 0.25  # weighted Jaccard similarity from which a clause that came replaced one that went that day
SAME = 0.5  # ...from which a clause says what one that stands beside it, or stood before, says
NEAR = 0.7  # ...from which two clauses are one wording, whatever their labels
HALF = 0.5  # of a clause's weighted words, the share that the clauses it is made of give it
HOLDS = 0.8  # of a clause's weighted words, the share from which another clause holds it
NEWS = 2.0  # nats of telling words that what is added brings, at the least
GONE = 0.5  # of the telling words of what is removed, the share that left the page, at the least
LEFT = 0.5  # of the clauses of the kind, the most that are left after a removal
READABLE = ("ok", "technical", "doubled", "return")  # statuses of captures that show a policy's words
TWIN = "-twin"  # in the names of documents that repeat another's text: their changes would count twice


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays of n clauses in one document, of one stance, on days [start, end).

    `alike` is their weighted Jaccard similarity (n × n); `within[i, j]` the share of i's words that j has.
    """

    start: np.ndarray
    end: np.ndarray
    alike: np.ndarray
    within: np.ndarray


def strands(stays: Stays, followed: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Which stays begin a lasting strand, and which end one, while the policy is followed: two masks.

    `followed` are the days [start, end) on which a text is known to be in force. What the first text of such days
    has does not begin with it, and what the last has does not end.
    """
    starts, ends = (np.array(days) for days in zip(*followed, strict=True))
    came_from, went_on = _came_from(stays), _went_on(stays)
    since, reach = stays.start.copy(), stays.end.copy()
    for i in np.argsort(stays.start, kind="stable"):
        since[i] = min([since[i], *since[came_from[i]]])
    for i in np.argsort(-stays.end, kind="stable"):
        reach[i] = max([reach[i], *reach[went_on[i]]])
    lasting = (reach - stays.start >= FLICKER) | np.isin(reach, ends)
    stood = (stays.end - since >= FLICKER) | np.isin(since, starts)
    begins = ~came_from.any(axis=1) & ~np.isin(stays.start, starts) & lasting
    finishes = ~went_on.any(axis=1) & ~np.isin(stays.end, ends) & stood
    return _beyond_rewording(stays, begins, finishes)


def _came_from(stays: Stays) -> np.ndarray:
    """[i, j]: clause i, when it came, carried on clause j, which had stood before."""
    start, end = stays.start[:, None], stays.end[None]
    before = (stays.start[None] < start) & (end + AWAY >= start)
    return before & (_says(stays) | _rewords(stays, end == start))


def _went_on(stays: Stays) -> np.ndarray:
    """[i, j]: clause i, when it went, was carried on by clause j, which stood longer."""
    end, start = stays.end[:, None], stays.start[None]
    longer = (stays.end[None] > end) & (start <= end + AWAY)
    return longer & (_says(stays) | _rewords(stays, start == end))


def _says(stays: Stays) -> np.ndarray:
    """[i, j]: what clause i says, clause j says as well."""
    return (stays.alike >= SAME) | (stays.within >= HOLDS)


def _rewords(stays: Stays, met: np.ndarray) -> np.ndarray:
    """[i, j]: of two clauses, one that went and one that came on a day (`met`), i is of a piece with j.

    So it is where they are alike, and where i holds j and others that make up half of it: a list become a sentence.
    """
    parts = met & (stays.within.T >= HOLDS)
    made = np.where(parts, stays.within, 0).sum(axis=1, keepdims=True) >= HALF
    return met & ((stays.alike >= EDIT) | (parts & made))


def _beyond_rewording(stays: Stays, begins, finishes) -> tuple[np.ndarray, np.ndarray]:
    """The same masks less, for each day on which strands begin and end, as many of either as the other has."""
    for day in np.intersect1d(stays.start[begins], stays.end[finishes]):
        came, went = (
            np.flatnonzero(begins & (stays.start == day)),
            np.flatnonzero(finishes & (stays.end == day)),
        )
        both = min(len(came), len(went))
        alike = np.argsort(-stays.alike[np.ix_(came, went)].max(axis=1), kind="stable")
        begins[came[alike[:both]]] = False
        alike = np.argsort(-stays.alike[np.ix_(came, went)].max(axis=0), kind="stable")
        finishes[went[alike[:both]]] = False
    return begins, finishes


def ledger(folder: Path = TABLES, categories: Sequence[str] = STORY) -> pd.DataFrame:
    """The ledger of a folder of tables: one row per document, category, change, stance and day.

    Columns are `COLUMNS`, as in data/README.md; days are ISO 8601, flags 0 or 1. CorpusError where a category is
    none of the tables'.
    """
    clauses, presence, versions, captures, documents = (
        read_table(name, folder).to_pandas()
        for name in ("clauses", "presence", "versions", "captures", "documents")
    )
    check_known("category", categories, categories_in(clauses))
    words = word_weights(folder)
    presence = _numbered(presence[~presence["document"].astype(str).str.endswith(TWIN)])
    versions, captures = _numbered(versions), _in_order(_numbered(captures))
    followed = {name: _followed(own) for name, own in versions.groupby("document", observed=True)}
    pages = dict(list(presence.groupby("document", observed=True)))
    changes = []
    for category in categories:
        labels = clauses[["hash", f"{category}_stance"]].set_axis(["hash", "stance"], axis=1).astype(str)
        labels["whose"] = clauses[f"{category}_whose"].astype(str) if f"{category}_whose" in clauses else ""
        telling = telling_weights(words, (labels["stance"] != "none").to_numpy())
        spoken = labels["hash"].isin(labels["hash"][labels["stance"] != "none"]).to_numpy()
        stays = presence[spoken[presence["clause"]]].join(labels, on="clause")
        stays = stays.sort_values(["from", "clause"], kind="stable")
        for name, own in stays.groupby("document", observed=True):
            found = document_changes(own, pages[name], followed[name], words, telling)
            changes += [{"document": name, "category": category, **change} for change in found]
    changes = pd.DataFrame(changes, columns=["document", "category", *_OF_CHANGE])
    return _with_places(changes, captures, versions, documents)


def document_changes(
    own: pd.DataFrame,
    page: pd.DataFrame,
    followed: list[tuple[int, int]],
    words: sparse.csr_matrix,
    telling: np.ndarray,
) -> Iterator[dict]:
    """The changes of one document in one category, days as numbers.

    `own` holds the stays of its clauses of the category: clause, hash, stance, whose, section, shown, from, until;
    `page` the stays of all its clauses; `words` and `telling` are `word_weights` and `telling_weights`.
    """
    stance, end = own["stance"].to_numpy(), own["until"].to_numpy()
    start = _start(own, followed)
    said = words[own["clause"]]
    alike, within = likeness(said)
    for says, added in (("collects", "added"), ("denies", "denial_added")):
        strict = stance == says
        if not strict.any():
            continue
        copies = (stance == "mentions") & (alike[:, strict] >= NEAR).any(axis=1)
        repeats = (stance == "none") & own["hash"].isin(own["hash"][strict]).to_numpy()
        counted = np.flatnonzero(strict | copies | repeats)
        cells = np.ix_(counted, counted)
        begins, finishes = strands(Stays(start[counted], end[counted], alike[cells], within[cells]), followed)
        spoken = strict | (stance == "mentions") | repeats
        for change, column, which in (
            (added, "from", counted[begins]),
            ("removed", "until", counted[finishes]),
        ):
            for day, places in pd.Series(which, dtype=int).groupby(own[column].to_numpy()[which], sort=True):
                if change == "removed":
                    after = page["clause"][(page["from"] <= day + FLICKER) & (page["until"] > day)]
                    new = [_unsaid(said[i], words[after], telling)[1] > GONE for i in places]
                else:
                    before = own["clause"][spoken & (start < day) & (end + AWAY >= day)]
                    page_before = page["clause"][
                        (page["from"] < day) & (page["until"] + AWAY >= day)
                    ].unique()
                    edited = [_much_like(said[i], words, page_before) for i in places]
                    new = [
                        _unsaid(said[i], words[np.r_[before, like]], telling)[0] > NEWS
                        for i, like in zip(places, edited, strict=True)
                    ]
                if any(new):
                    row = _change(own, places.to_numpy()[new], change, says, strict, day)
                    if change != "removed" or row["after"] <= LEFT * row["before"]:
                        yield row


def _much_like(clause: sparse.csr_matrix, words: sparse.csr_matrix, others: np.ndarray) -> np.ndarray:
    """Those of other clauses, whatever they are about, that are much like a clause."""
    return others[jaccard_rows(words[others], clause)[:, 0] >= SAME]


def _start(own: pd.DataFrame, followed: list[tuple[int, int]]) -> np.ndarray:
    """The day each stay began: what the first page of a time that was followed showed, if only then, had stood."""
    starts = np.array([start for start, _ in followed])
    opening = starts[np.searchsorted(starts, own["from"], side="right") - 1]
    return np.where(own["shown"] <= opening, opening, own["from"])


def _unsaid(clause: sparse.csr_matrix, others: sparse.csr_matrix, telling: np.ndarray) -> tuple[float, float]:
    """How much of a clause's telling words none of the others has, in nats and as a share of them (1 of none)."""
    weights = telling[clause.indices]
    unsaid, whole = weights[~np.isin(clause.indices, others.indices)].sum(), weights.sum()
    return round(unsaid, 6), round(unsaid / whole, 6) if whole else 1.0


def _change(own: pd.DataFrame, places, change: str, says: str, strict: np.ndarray, day: int) -> dict:
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
    }


def _whose(whose: pd.Series) -> str:
    """Whose data most of the clauses are about, of equals the first by name; "" where the category does not tell."""
    told = whose[~whose.isin(["", "none"])]
    return "" if told.empty else min(told.mode())


def word_weights(folder: Path = TABLES) -> sparse.csr_matrix:
    """Clauses × words: the root of each word's inverse clause frequency, so that products sum what is shared."""
    counts, vocabulary = load_term_matrix(folder)
    frequency = np.maximum(vocabulary["clauses"].to_numpy(), 1)
    weight = np.sqrt(np.log(max(counts.shape[0], 1) / frequency).clip(min=0))
    return sparse.csr_matrix((weight[counts.indices], counts.indices, counts.indptr), counts.shape)


def telling_weights(words: sparse.csr_matrix, about: np.ndarray) -> np.ndarray:
    """What each word tells of a category, in nats: its self-information times the share of its clauses about it."""
    has = (words > 0).astype(np.float64)
    share = np.asarray(has[about].sum(axis=0)).ravel() / (np.asarray(has.sum(axis=0)).ravel() + 2)
    return np.asarray(words.max(axis=0).todense()).ravel() ** 2 * share


def likeness(words: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Of n clauses' weighted words: Jaccard similarities, and [i, j] the share of i's words that j has (n × n).

    A clause without a word that weighs is like itself only.
    """
    alike, within = jaccard_rows(words), contained_rows(words)
    np.fill_diagonal(alike, 1)
    np.fill_diagonal(within, 1)
    return alike.round(6), within.round(6)  # the last digits differ between processors


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


def _followed(versions: pd.DataFrame) -> list[tuple[int, int]]:
    """The days [start, end) on which a document's text is known to be in force."""
    followed: list[tuple[int, int]] = []
    ordered = versions.sort_values("from", kind="stable")
    for start, end in zip(ordered["from"], ordered["until"], strict=True):
        if followed and start <= followed[-1][1]:
            start = followed.pop()[0]
        followed.append((start, end))
    return followed


def _with_places(changes, captures, versions, documents) -> pd.DataFrame:
    """The ledger: changes with the capture that shows each, the one before, and what the document is."""
    captures = dict(list(captures.groupby("document", observed=True)))
    opened = versions.set_index([versions["document"].astype(str), versions["from"]])["capture"]
    rows = []
    for change in changes.to_dict("records"):
        own = captures[change["document"]]
        before = own[(own["day"] < change["announced"]) & own["status"].isin(READABLE)]
        on_day = own[own["day"] == change["announced"]]
        opener = on_day[on_day["capture"] == opened.get((change["document"], change["announced"]), -1)]
        shows = on_day.sort_values(f"collects_{change['category']}", ascending=False, kind="stable")
        capture = (opener if len(opener) else shows).iloc[0]
        rows.append(
            change
            | {name: capture[name] for name in ("archive", "path", "commit")}
            | {"last_without": before["day"].iloc[-1]}
            | {"url": archived_at(capture["archive"], capture["commit"], capture["path"])}
        )
    table = pd.DataFrame(rows, columns=[*changes.columns, "archive", "path", "commit", "last_without", "url"])
    table = table.merge(documents[["document", "platform", "company", "jurisdiction"]], on="document")
    for day in ("announced", "in_force", "last_without"):
        table[day] = [str(np.datetime64(int(number), "D")) for number in table[day]]
    order = ["platform", "document", "category", "announced", "in_force", "change", "stance"]
    table["category"] = pd.Categorical(table["category"], dict.fromkeys(changes["category"]))
    table = table.sort_values(order, kind="stable", ignore_index=True)
    return table.astype({"category": str})[COLUMNS]
