"""Two archives that followed one policy → how far they agree: on the days of its texts, their words, what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.near_duplicates import near_duplicates
from policy_corpus.analysis.select import at, clauses_of
from policy_corpus.similarity import jaccard

APART = 180  # days beyond which what two changes have in common is a wording that came back


@dataclass(frozen=True)
class Compared:
    """The texts of one policy that two archives have (`texts_of`), and on how many days each two are in force."""

    ours: pd.DataFrame
    theirs: pd.DataFrame
    days: np.ndarray  # ours × theirs

    def share(self, values: np.ndarray) -> float:
        """The mean of values (ours × theirs), each weighed by its days."""
        return float((values * self.days).sum() / self.days.sum())

    def turned(self) -> "Compared":
        """The same, seen from the other archive."""
        return Compared(self.theirs, self.ours, self.days.T)


def texts_of(corpus: Corpus, documents: Sequence[str], archive: str) -> pd.DataFrame:
    """The texts that an archive has of a policy, in order of time: from, until, stated, clauses, wordings (sets).

    Where the corpus leaves the archive for another one, the archive's last text stands until its own next one.
    """
    versions = corpus.versions[corpus.versions["document"].isin(documents)]
    texts = versions.join(corpus.captures[["archive", "stated"]], on="capture")
    texts = texts[texts["archive"] == archive].sort_values("from", kind="stable").reset_index(drop=True)
    left = texts["document"] != texts["document"].shift(-1)
    until = texts["from"].shift(-1).where(left, texts["until"]).fillna(texts["until"])
    spans = corpus.presence[corpus.presence["document"].isin(documents)]
    opened = zip(texts["document"], texts["from"], strict=True)
    clauses = [frozenset(at(spans[spans["document"] == name], day)["clause"]) for name, day in opened]
    wordings = [frozenset(corpus.clauses["hash"][list(own)]) for own in clauses]
    return texts[["from", "stated"]].assign(until=until, clauses=clauses, wordings=wordings)


def compare(ours: pd.DataFrame, theirs: pd.DataFrame) -> Compared:
    """The texts of two archives beside each other; AssertionError where they have no day in common."""
    first = np.maximum.outer(*(texts["from"].to_numpy("datetime64[D]") for texts in (ours, theirs)))
    last = np.minimum.outer(*(texts["until"].to_numpy("datetime64[D]") for texts in (ours, theirs)))
    days = np.maximum((last - first).astype(int), 0)
    assert days.any(), "the archives have no day of the policy in common"
    return Compared(ours, theirs, days)


def compare_all(
    corpus: Corpus, followed: Mapping[str, Sequence[Sequence[str]]], archives: Sequence[str]
) -> dict[str, Compared]:
    """Policy → its texts in two archives beside each other; `followed` has its documents in either archive."""
    return {
        name: compare(*(texts_of(corpus, *one) for one in zip(documents, archives, strict=True)))
        for name, documents in followed.items()
    }


def same_date(pair: Compared) -> np.ndarray:
    """Which two texts bear the same date (ours × theirs); a text without a date is like no other."""
    return np.equal.outer(pair.ours["stated"].to_numpy(), pair.theirs["stated"].to_numpy())


def nearest(pair: Compared) -> np.ndarray:
    """Which two texts are nearest (ours × theirs): to one, the other archive's text before or after is no more alike.

    Alike are texts by their wordings (Jaccard similarity).
    """
    alike = np.array([[jaccard(a, b) for b in pair.theirs["wordings"]] for a in pair.ours["wordings"]])
    around = np.pad(alike, 1, constant_values=-1)
    theirs = (alike >= around[1:-1, :-2]) & (alike >= around[1:-1, 2:])
    return theirs | ((alike >= around[:-2, 1:-1]) & (alike >= around[2:, 1:-1]))


def changes(pair: Compared) -> pd.DataFrame:
    """Our changes of text while both archives follow: day, wordings (gained and lost), apart.

    `apart` are the days to the other archive's same change, below 0 where that is earlier, NaN where there is none.
    The same change gains or loses some of the same wordings, within `APART` days; of several, that which shares
    most, or else is nearest.
    """
    ours, theirs = _steps(pair.ours, pair.days), _steps(pair.theirs, pair.days.T)
    rows = [(step.day, len(step.gained) + len(step.lost), _apart(step, theirs)) for step in ours]
    return pd.DataFrame(rows, columns=["day", "wordings", "apart"]).astype({"wordings": int, "apart": float})


def changes_of_all(pairs: Mapping[str, Compared], names: Sequence[str]) -> pd.DataFrame:
    """The `changes` of several policies in either archive, by archive (`names`) and platform."""
    found = {
        (archive, name): changes(own)
        for name, pair in pairs.items()
        for archive, own in zip(names, (pair, pair.turned()), strict=True)
    }
    return pd.concat(found, names=["archive", "platform"])


def changes_shared(moves: pd.DataFrame) -> pd.DataFrame:
    """By archive: its changes (`changes_of_all`), how many are in_both, and days_apart (median), within_a_week.

    clauses and clauses_of_others are the median of the wordings gained and lost by changes that both archives have, and
    by others.
    """
    there, apart = moves["apart"].notna(), moves["apart"].abs()
    columns = {
        "changes": pd.Series(1, moves.index).groupby("archive").sum(),
        "in_both": there.groupby("archive").sum(),
        "days_apart": apart.groupby("archive").median(),
        "within_a_week": apart.le(7).groupby("archive").sum(),
        "clauses": moves["wordings"].where(there).groupby("archive").median(),
        "clauses_of_others": moves["wordings"].mask(there).groupby("archive").median(),
    }
    return pd.DataFrame(columns)


class _Step(NamedTuple):
    """A change of text: the first day of the text that it brings, the wordings gained and lost."""

    day: pd.Timestamp
    gained: frozenset
    lost: frozenset


def _steps(texts: pd.DataFrame, days: np.ndarray) -> list[_Step]:
    """The changes between texts that both have a day in common with the other archive (`days`: texts × its texts)."""
    starts, own, followed = texts["from"], texts["wordings"], days.any(axis=1)
    places = [n for n in range(1, len(texts)) if followed[n - 1] and followed[n]]
    return [_Step(starts[n], own[n] - own[n - 1], own[n - 1] - own[n]) for n in places]


def _apart(step: _Step, others: list[_Step]) -> float:
    """The days to the same change among the others'; NaN where there is none."""
    shared = {other: len(step.gained & other.gained) + len(step.lost & other.lost) for other in others}
    days = {other: (other.day - step.day).days for other in others}
    same = [other for other in others if shared[other] and abs(days[other]) <= APART]
    return days[max(same, key=lambda other: (shared[other], -abs(days[other])))] if same else np.nan


def found(counts: sparse.csr_matrix, pair: Compared) -> pd.Series:
    """What of our texts is in the other archive's of the same days, shares: wordings, near_duplicates, words.

    Wordings are clauses word for word; words are counted however they are cut into clauses (`counts`: clauses ×
    tokens, stop words apart). Each day counts alike.
    """
    shares = np.zeros((3, *pair.days.shape))
    bags = [[_bag(counts, own) for own in texts["clauses"]] for texts in (pair.ours, pair.theirs)]
    for i, j in zip(*pair.days.nonzero(), strict=True):
        ours, theirs = pair.ours.loc[i], pair.theirs.loc[j]
        shares[0, i, j] = len(ours["wordings"] & theirs["wordings"]) / len(ours["wordings"])
        shares[1, i, j] = _near(counts, sorted(ours["clauses"]), sorted(theirs["clauses"]))
        shares[2, i, j] = np.minimum(bags[0][i], bags[1][j]).sum() / bags[0][i].sum()
    return pd.Series(map(pair.share, shares), ["wordings", "near_duplicates", "words"])


def _bag(counts: sparse.csr_matrix, clauses: frozenset) -> np.ndarray:
    """How often a text has each token."""
    return np.asarray(counts[sorted(clauses)].sum(axis=0)).ravel()


def _near(counts: sparse.csr_matrix, ours: list[int], theirs: list[int]) -> float:
    """The share of our clauses that have a near-duplicate among theirs."""
    group = near_duplicates(counts[ours + theirs])
    return float(np.isin(group[: len(ours)], group[len(ours) :]).mean())


def labels(corpus: Corpus, pair: Compared, category: str) -> pd.Series:
    """Days on which both archives' texts have a clause of the category that collects: both, neither, ours, theirs."""
    wanted = set(clauses_of(corpus, category))
    ours, theirs = (
        np.array([bool(own & wanted) for own in texts["clauses"]]) for texts in (pair.ours, pair.theirs)
    )
    masks = {
        "both": np.outer(ours, theirs),
        "neither": np.outer(~ours, ~theirs),
        "ours": np.outer(ours, ~theirs),
        "theirs": np.outer(~ours, theirs),
    }
    return pd.Series({name: int(pair.days[mask].sum()) for name, mask in masks.items()})


def labels_of_all(corpus: Corpus, pairs: Mapping[str, Compared], categories: Sequence[str]) -> pd.DataFrame:
    """The `labels` of several policies, a row a category and platform."""
    days = {
        (category, name): labels(corpus, pair, category)
        for name, pair in pairs.items()
        for category in categories
    }
    return pd.DataFrame(days).T.rename_axis(["category", "platform"])


def agreements(
    counts: sparse.csr_matrix, pairs: Mapping[str, Compared], names: Sequence[str]
) -> pd.DataFrame:
    """The `agreement` of two archives on several policies, a row each."""
    return pd.DataFrame([agreement(counts, pair, names) for pair in pairs.values()], index=list(pairs))


def over_all_days(agreed: pd.DataFrame) -> pd.Series:
    """The mean of each number of `agreements`, in which each day counts alike."""
    return agreed.select_dtypes("number").mul(agreed["days"], axis=0).sum() / agreed["days"].sum()


def agreement(counts: sparse.csr_matrix, pair: Compared, names: Sequence[str]) -> dict:
    """How far two archives of a policy agree, in a row; `names` are theirs and end the names of what each one has.

    since, until, days on which both follow it; same_date, nearest (shares of these days); both_dates (dates that texts
    of both bear); and by archive: dates, changes, found (changes that the other has), apart (median days between),
    and wordings, near_duplicates, words (shares that the other has, see `found`).
    """
    texts = pair.ours[pair.days.any(axis=1)], pair.theirs[pair.days.any(axis=0)]
    dates = [set(own["stated"].dropna()) for own in texts]
    row = {
        "since": f"{max(own['from'].min() for own in texts):%Y-%m-%d}",
        "until": f"{min(own['until'].max() for own in texts):%Y-%m-%d}",
        "days": int(pair.days.sum()),
        "same_date": pair.share(same_date(pair)),
        "nearest": pair.share(nearest(pair)),
        "both_dates": len(dates[0] & dates[1]),
    }
    for name, own, dated in zip(names, (pair, pair.turned()), dates, strict=True):
        days = changes(own)["apart"]
        row |= {f"dates_{name}": len(dated), f"changes_{name}": len(days), f"found_{name}": days.count()}
        row |= {f"apart_{name}": days.abs().median()}
        row |= {f"{what}_{name}": share for what, share in found(counts, own).items()}
    return row
