"""The clauses of a category → whose wording resembles whose earlier one.

Two wordings resemble each other where they have most of their words in common, or where the longer has taken in the
shorter. A wording that resembles an earlier one of its own corporate group is no news, and is not compared.
"""

from collections.abc import Sequence
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

    def shares(self, similarities: Sequence[float]) -> pd.Series:
        """Of the wordings compared, the share that have a source at least so similar, by similarity."""
        return pd.Series({least: (self.found["similarity"] >= least).mean() for least in similarities})

    def reused(self, near: float, common: np.ndarray) -> dict[str, float]:
        """Of the wordings compared, how many and what share have a near source; how many of these are common stock."""
        is_near = self.found["similarity"] >= near
        return {
            "near": int(is_near.sum()),
            "wordings": len(self.found),
            "share": is_near.mean(),
            "common": int(common[self.found.index[is_near]].sum()),
        }

    def added_between(self, first: str, last: str) -> pd.Index:
        """The numbers of the wordings that were added from one day to another, both counted."""
        rows = self.rows
        return rows.index[rows["day"].between(first, last) & ~rows["from_start"]]

    def of_company(self, company: str, since: str) -> pd.Index:
        """The numbers of a company's wordings since a day."""
        return self.rows.index[(self.rows["company"] == company) & (self.rows["day"] >= since)]

    def shares_nearer(self, first: str, last: str) -> pd.Series:
        """As `nearer_to`, the share of others' later wordings, for every company and day on which one was added
        between two days."""
        cases = self.rows.loc[self.added_between(first, last), ["company", "day"]].drop_duplicates()
        counts = [nearer_to(self.rows, self.alike, *case, case[1]) for case in cases.itertuples(index=False)]
        return pd.Series([nearer / later for nearer, later in counts])


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


def shares_by_length(
    corpus: Corpus,
    documents: pd.DataFrame,
    counts: sparse.csr_matrix,
    categories: list[str],
    lengths: Sequence[int],
    near: float,
) -> pd.DataFrame:
    """Lengths × categories: the share of added wordings that have a near source, of so many words or more."""
    found = {
        least: {
            c: compare(corpus, documents, counts, c, least, near).shares([near])[near] for c in categories
        }
        for least in lengths
    }
    return pd.DataFrame.from_dict(found, orient="index")


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
    """`sources` with the companies: later, earlier; common, whether the wording is in many groups; and its clause."""
    own, earlier = rows.loc[found.index], rows.loc[found["source"], "company"].to_numpy()
    return found.assign(
        later=own["company"], earlier=earlier, common=common[found.index], clause=own["clause"]
    )


def near_pairs(compared: dict[str, Compared], near: float, common: dict[str, np.ndarray]) -> pd.DataFrame:
    """By category, the wordings that have a near source, as `with_names` has them; `common` is by category, too."""
    found = {c: own.found[own.found["similarity"] >= near] for c, own in compared.items()}
    named = {c: with_names(rows, compared[c].rows, common[c]) for c, rows in found.items()}
    return pd.concat(named, names=["category"])


def by_companies(pairs: pd.DataFrame) -> pd.DataFrame:
    """Later and earlier company × wordings, common (how many are common stock), lag (median days); most come first."""
    told = {"wordings": ("lag", "size"), "common": ("common", "sum"), "lag": ("lag", "median")}
    table = pairs.groupby(["later", "earlier"]).agg(**told).astype(int)
    return table.sort_values(["wordings", "lag"], ascending=[False, True], kind="stable")


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


def followed(
    compared: dict[str, Compared], near: float, around: Sequence[str], company: str, since: str
) -> pd.DataFrame:
    """Categories × how many wordings have a follower, of how many: of those added between two days, `around`, and of
    a company's own since a day: with_follower, wordings, own_with_follower, own."""
    rows = {}
    for category, one in compared.items():
        has = followers(one.rows, one.alike, near) > 0
        added, own = has[one.added_between(*around)], has[one.of_company(company, since)]
        counts = {"with_follower": added.sum(), "wordings": len(added)}
        rows[category] = counts | {"own_with_follower": own.sum(), "own": len(own)}
    return pd.DataFrame.from_dict(rows, orient="index")


def beside_others(compared: dict[str, Compared], company: str, since: str) -> pd.DataFrame:
    """A company's wordings since a day, each with its nearest of another group before it, and after it.

    Columns: category, wording (its day), nearest (before or after), similarity, company, day.
    """
    rows = [
        (
            category,
            one.rows.loc[number, "day"],
            side,
            *nearest(one.rows, one.alike, number, later=side == "after"),
        )
        for category, one in compared.items()
        for number in one.of_company(company, since)
        for side in ("before", "after")
    ]
    return pd.DataFrame(rows, columns=["category", "wording", "nearest", "similarity", "company", "day"])


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
    late = _beside_model(rows, alike, company, day, since)
    return int(late["nearer"].sum()), len(late)


def nearer_by_company(
    rows: pd.DataFrame, alike: np.ndarray, company: str, day: str, since: str
) -> pd.DataFrame:
    """Of the wordings that `nearer_to` counts: by company how many (size), the highest similarity to the model (max).

    Most come first, of as many the most similar, to two digits.
    """
    late = _beside_model(rows, alike, company, day, since)
    own = late[late["nearer"]].astype({"company": str}).groupby("company")["similarity"]
    return own.agg(["size", "max"]).round(2).sort_values(["size", "max"], ascending=False, kind="stable")


def _beside_model(rows: pd.DataFrame, alike: np.ndarray, company: str, day: str, since: str) -> pd.DataFrame:
    """Others' wordings added after `since`: company, similarity to the company's of a day, and whether they are nearer
    to it than to any earlier one."""
    own = rows["company"] == company
    model = rows.index[own & (rows["day"] == day)]
    group = rows.loc[model, "parent"].iloc[0]
    late = rows.index[(rows["day"] > since) & ~rows["from_start"] & (rows["parent"] != group)]
    early = rows.index[(rows["day"] < day) & ~own]
    to_model, to_early = (alike[np.ix_(late, columns)].max(axis=1) for columns in (model, early))
    names = rows.loc[late, "company"]
    return pd.DataFrame({"company": names, "similarity": to_model, "nearer": to_model > to_early}, late)


def among_cases(shares: pd.Series, cases: dict[str, pd.Series]) -> pd.DataFrame:
    """Categories × a share, and the median of the shares of other cases; how many are as high or higher; cases."""
    rows = {
        category: {
            "share": shares[category],
            "median": own.median(),
            "as high or higher": int((own >= shares[category]).sum()),
            "cases": len(own),
        }
        for category, own in cases.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


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
