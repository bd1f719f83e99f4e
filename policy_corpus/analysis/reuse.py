"""The clauses of a category → whose wording resembles whose earlier one.

Two wordings resemble each other where they have most of their words in common, or where the longer has taken in the
shorter. A wording that resembles an earlier one of its own corporate group is no news, and is not compared.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import check_categories
from policy_corpus.paths import DATA
from policy_corpus.similarity import contained_rows, jaccard_rows

TAKEN_IN = 0.86  # of a wording's words, weighed by rarity, the fewest in one that took it in
LEAST_TAKEN_IN = 10  # words of a wording, below which a longer one has them all by chance


class Compared(NamedTuple):
    """The wordings of a category: `rows` (`debuts`), how `alike` they are (`resemblance`), the numbers of those that
    were `added` and are new to their group (`news`), and of these the `found` sources (`sources`)."""

    rows: pd.DataFrame
    alike: np.ndarray
    added: np.ndarray
    found: pd.DataFrame

    def sizes(self) -> dict[str, int]:
        """How many wordings and companies there are, how many were added, are new to their group, were compared."""
        return {
            "wordings": len(self.rows),
            "companies": self.rows["company"].nunique(),
            "added": int((~self.rows["from_start"]).sum()),
            "new to the group": len(self.added),
            "compared": len(self.found),
        }

    def reused(self, near: float, common: np.ndarray) -> dict[str, float]:
        """Of the wordings compared, how many and what share have a near source; how many of these are common stock."""
        is_near = self.found["similarity"] >= near
        return {
            "near": int(is_near.sum()),
            "wordings": len(self.found),
            "share": is_near.mean(),
            "common": int(common[self.found.index[is_near]].sum()),
        }


def compare(
    corpus: Corpus,
    documents: pd.DataFrame,
    counts: sparse.csr_matrix,
    category: str,
    least: int,
    near: float,
) -> Compared:
    """The wordings of a category in documents, of `least` words or more, and whose earlier ones resemble them."""
    rows = debuts(corpus.presence, corpus.clauses, documents, counts, category, least)
    alike = resemblance(rows, counts)
    added = news(rows, alike, near)
    return Compared(rows, alike, added, sources(rows, alike, added))


def debuts(
    presence, clauses, documents, counts: sparse.csr_matrix, category: str, least: int
) -> pd.DataFrame:
    """The first day of each wording in each company: clauses of a category that collect, of `least` words or more.

    Columns: company, parent, clause, day (first seen on the page), from_start (there when the company's first document
    began: older than its day by an unknown span), whole numbers as index. A wording is a clause whatever its lead-in.
    CorpusError for an unknown category.
    """
    check_categories([category], clauses)
    chosen = clauses[(clauses[f"{category}_stance"] == "collects") & (np.diff(counts.indptr) >= least)]
    names = documents[["document", "company", "parent", "from"]].astype({"document": object})
    own = presence[presence["clause"].isin(chosen.index)].astype({"document": object})
    own = own[["document", "clause", "shown"]].merge(names, on="document").join(chosen["hash"], on="clause")
    own = own.assign(from_start=own["shown"] <= own["from"]).sort_values(["shown", "clause"], kind="stable")
    first = own.drop_duplicates(["company", "hash"]).rename(columns={"shown": "day"})
    return first[["company", "parent", "clause", "day", "from_start"]].reset_index(drop=True)


def resemblance(rows: pd.DataFrame, counts: sparse.csr_matrix) -> np.ndarray:
    """How far the rows' clauses resemble each other by the words they have, 0 to 1: rows × rows.

    It is their Jaccard similarity; but where the longer has at least `TAKEN_IN` of the shorter's words, weighed by how
    rare they are in the corpus, and the shorter has `LEAST_TAKEN_IN` or more, it is that share.
    """
    words = sparse.csr_matrix(counts[rows["clause"]] > 0, dtype=np.float32)
    rarity = np.log(counts.shape[0] / np.maximum((counts > 0).sum(axis=0).A1, 1))
    contained = contained_rows(words @ sparse.diags(np.sqrt(rarity)))
    contained[np.diff(words.indptr) < LEAST_TAKEN_IN] = 0
    contained = np.maximum(contained, contained.T)
    alike = jaccard_rows(words)
    return np.where(contained >= TAKEN_IN, np.maximum(alike, contained), alike)


def news(rows: pd.DataFrame, alike: np.ndarray, near: float) -> np.ndarray:
    """The numbers of the rows that were added, not there from the start, and that nothing of their own group resembles
    that it had earlier."""
    day, parent = rows["day"].to_numpy("datetime64[D]"), rows["parent"].to_numpy()
    added = np.flatnonzero(~rows["from_start"])
    own = (day[None] < day[added][:, None]) & (parent[None] == parent[added][:, None])
    return added[~(own & (alike[added] >= near)).any(axis=1)]


def sources(rows: pd.DataFrame, alike: np.ndarray, added: np.ndarray) -> pd.DataFrame:
    """Of each wording that was `added` (row numbers), the most similar one that another corporate group had earlier.

    Columns: source (row number), similarity, lag (days); index: the rows that another group had any wording before.
    """
    day, parent = rows["day"].to_numpy("datetime64[D]"), rows["parent"].to_numpy()
    eligible = (day[None] < day[added][:, None]) & (parent[None] != parent[added][:, None])
    similarity = np.where(eligible, alike[added], -1)
    source = similarity.argmax(axis=1)
    found = pd.DataFrame({"source": source, "similarity": similarity.max(axis=1)}, index=added)
    found["lag"] = (day[added] - day[source]).astype(int)
    return found[found["similarity"] >= 0]


def with_names(found: pd.DataFrame, rows: pd.DataFrame, common: np.ndarray) -> pd.DataFrame:
    """`sources` with the companies: later, earlier; and common, whether the wording is in many groups."""
    later, earlier = rows.loc[found.index, "company"], rows.loc[found["source"], "company"].to_numpy()
    return found.assign(later=later, earlier=earlier, common=common[found.index])


def groups_with(rows: pd.DataFrame, alike: np.ndarray, near: float) -> np.ndarray:
    """In how many corporate groups each wording has a near one, its own counted."""
    parents = pd.get_dummies(rows["parent"]).to_numpy(float)
    return (((alike >= near) @ parents) > 0).sum(axis=1)


def followers(rows: pd.DataFrame, alike: np.ndarray, near: float) -> pd.Series:
    """In how many other groups a near wording came later than each wording, of groups that had none before it."""
    day, parent = rows["day"].to_numpy("datetime64[D]"), rows["parent"].to_numpy()
    counts = []
    for i in range(len(rows)):
        others = (alike[i] >= near) & (parent != parent[i])
        before = set(parent[others & (day <= day[i])])
        counts.append(len(set(parent[others & (day > day[i]) & ~rows["from_start"].to_numpy()]) - before))
    return pd.Series(counts, index=rows.index)


def nearest(
    rows: pd.DataFrame, alike: np.ndarray, number: int, later: bool
) -> tuple[float, str, pd.Timestamp]:
    """The most similar wording of another group before, or after, a wording: similarity, company, day."""
    day = rows.loc[number, "day"]
    side = rows["day"] > day if later else rows["day"] < day
    similarity = np.where(side & (rows["parent"] != rows.loc[number, "parent"]), alike[number], -1)
    best = rows.loc[similarity.argmax()]
    return float(similarity.max()), best["company"], best["day"]


def nearer_to(rows: pd.DataFrame, alike: np.ndarray, company: str, day: str, since: str) -> tuple[int, int]:
    """Of others' wordings added after `since`, how many are nearer to the company's of a day than to any earlier one.

    Returned with the number of those wordings.
    """
    own = rows["company"] == company
    model = rows.index[own & (rows["day"] == day)]
    group = rows.loc[model, "parent"].iloc[0]
    late = rows.index[(rows["day"] > since) & ~rows["from_start"] & (rows["parent"] != group)]
    early = rows.index[(rows["day"] < day) & ~own]
    to_model, to_early = (alike[np.ix_(late, columns)].max(axis=1) for columns in (model, early))
    return int((to_model > to_early).sum()), len(late)


def read_copies() -> pd.DataFrame:
    """data/copies_read.csv: added wordings with a run of words that another group had earlier, and what each was.

    Columns: category, later, day, earlier, earlier_day, run (words), groups (that have a part of it), judged: copy,
    statute (words of a law that name data), or chance. A run that the own group had earlier is not among them.
    """
    return pd.read_csv(DATA / "copies_read.csv", parse_dates=["day", "earlier_day"])


def copies_by_run(read: pd.DataFrame, runs: list[int]) -> pd.DataFrame:
    """By category and least length of the run, in words: how many were read and are a copy, statute, chance.

    Lengths shorter than any that was read in a category are left out.
    """
    shortest, found = read["category"].map(read.groupby("category")["run"].min()), {}
    for run in runs:
        chosen = (read["run"] >= run) & (shortest <= run)
        judged = pd.crosstab(read.loc[chosen, "category"], read["judged"])
        judged = judged.reindex(columns=["copy", "statute", "chance"], fill_value=0)
        found[run] = judged.assign(read=judged.sum(axis=1))
    return pd.concat(found, names=["run, at least"]).swaplevel().sort_index(kind="stable")
