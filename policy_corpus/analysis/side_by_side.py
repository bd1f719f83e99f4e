"""What documents have in force → side by side: on a day, between two days, between two documents."""

from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.near_duplicates import NEAR_DUPLICATE, near_duplicates
from policy_corpus.analysis.select import at, clauses_of, collecting
from policy_corpus.categories import NAMES, STORY


def on_day(corpus: Corpus, documents: pd.DataFrame, day: str, categories: list[str]) -> pd.DataFrame:
    """Clauses in force on a day, in all and those that collect, by category; index: platform (jurisdiction)."""
    spans = at(corpus.presence[corpus.presence["document"].isin(documents["document"])], day)
    found = {c: spans["clause"].isin(clauses_of(corpus, c)) for c in categories}
    counts = spans.assign(clauses=True, **found).groupby(spans["document"].astype(object))
    names = documents.set_index("document")
    table = counts[["clauses", *categories]].sum()
    labels = [f"{names.loc[d, 'platform']} ({names.loc[d, 'jurisdiction']})" for d in table.index]
    return table.set_axis(labels).sort_index()


def changed(corpus: Corpus, document: str, day_before: str, day_after: str) -> pd.DataFrame:
    """The clauses a document gained and lost between two days: presence rows with a column change."""
    own = corpus.presence[corpus.presence["document"] == document]
    before, after = at(own, day_before), at(own, day_after)
    gained = after[~after["clause"].isin(before["clause"])].assign(change="gained")
    return pd.concat([gained, before[~before["clause"].isin(after["clause"])].assign(change="lost")])


def by_revision(corpus: Corpus, document: str) -> pd.DataFrame:
    """Distinct clauses gained and lost by each text in force of a document, by its first day (ISO 8601)."""
    own = corpus.presence[corpus.presence["document"] == document]
    days = corpus.versions.loc[corpus.versions["document"] == document, "from"].iloc[1:]
    counts = {"gained": own["from"].value_counts(), "lost": own["until"].value_counts()}
    table = pd.DataFrame(counts).reindex(days).fillna(0).astype(int)
    return table.set_axis(days.dt.strftime("%Y-%m-%d"))


def clauses_over_time(corpus: Corpus, document: str, categories: list[str]) -> pd.DataFrame:
    """Each text in force of a document: from, until, and for each category its clauses about it, of any stance."""
    texts = corpus.versions.loc[corpus.versions["document"] == document, ["from", "until"]]
    texts = texts.sort_values("from", kind="stable", ignore_index=True)
    spans = corpus.presence[corpus.presence["document"] == document]
    for category in categories:
        about = spans[spans["clause"].isin(clauses_of(corpus, category, "any"))]
        texts[category] = [at(about, day)["clause"].nunique() for day in texts["from"]]
    return texts


def said_before(corpus: Corpus, document: str, day: str) -> pd.DataFrame:
    """Categories of the story × first_seen, in_force (of the first clause about it); clauses that came before a day,
    and `not_collecting`: how many of these only mention it or deny it."""
    spans = corpus.presence[corpus.presence["document"] == document]
    rows = {}
    for category in STORY:
        own = spans[spans["clause"].isin(clauses_of(corpus, category, "any"))]
        before = own[own["from"] < pd.Timestamp(day)]["clause"].unique()
        other = ~pd.Index(before).isin(clauses_of(corpus, category))
        counts = {"clauses": len(before), "not_collecting": int(other.sum())}
        rows[category] = {"first_seen": own["shown"].min(), "in_force": own["from"].min()} | counts
    return pd.DataFrame.from_dict(rows, orient="index")


def having(corpus: Corpus, documents: pd.DataFrame, day: str, document: str = "") -> pd.DataFrame:
    """Categories of the story × companies that had it on a day, their share of those followed, followed, itself:
    whether one document had it."""
    live = at(corpus.versions[corpus.versions["document"].isin(documents["document"])], day)
    found = {c: at(collecting(corpus, documents, c), day)["document"].unique() for c in STORY}
    table = pd.DataFrame({"companies": {c: len(own) for c, own in found.items()}})
    table["share"], table["followed"] = table["companies"] / len(live), len(live)
    return table.assign(itself=[document in own for own in found.values()])


def splices(corpus: Corpus, document: str) -> pd.DataFrame:
    """The parts of a document that one archive has each: archive; from, until, texts (in force), words (of the last).

    The index is the first day (ISO 8601) of each part's first text: from the second part on, no revision.
    """
    own = corpus.versions[corpus.versions["document"] == document].sort_values("from", kind="stable")
    archive = own["capture"].map(corpus.captures["archive"]).astype(object)
    parts = own.assign(archive=archive).groupby(archive.ne(archive.shift()).cumsum())
    told = {"archive": ("archive", "first"), "from": ("from", "min"), "until": ("until", "max")}
    table = parts.agg(**told, texts=("from", "size"), words=("words", "last"))
    return table.set_axis(table["from"].dt.strftime("%Y-%m-%d"))


def longest_wait(captures: pd.DataFrame, until: pd.Timestamp) -> int:
    """The most days from one of a document's captures to the next, up to a day."""
    days = captures["day"][captures["day"] <= until].sort_values(kind="stable")
    return int(days.diff().dt.days.max())


def first_days(corpus: Corpus, categories: list[str], documents: pd.DataFrame) -> pd.DataFrame:
    """The first day a clause that collects was in force, documents × categories; NaT for never.

    A category there when the document was first archived has that day, which is in the column `archived`.
    """
    spans = {c: collecting(corpus, documents, c).groupby("document", observed=True) for c in categories}
    days = {category: own["from"].min() for category, own in spans.items()}
    return (
        documents.set_index("document")[["platform", "from"]]
        .rename(columns={"from": "archived"})
        .join(pd.DataFrame(days))
    )


def shared(
    corpus: Corpus,
    counts: sparse.csr_matrix,
    ours: str,
    theirs: str,
    day: str,
    jaccard: float = NEAR_DUPLICATE,
) -> pd.DataFrame:
    """The clauses two documents have in force on a day: clause, document, shared (both have it or nearly so)."""
    spans = at(corpus.presence[corpus.presence["document"].isin([ours, theirs])], day)
    own = spans[["document", "clause"]].drop_duplicates().reset_index(drop=True).astype({"document": object})
    # Each clause once: one that has no tokens has no near-duplicates, but may stand in both.
    clauses, row = np.unique(own["clause"], return_inverse=True)
    group = near_duplicates(counts[clauses], jaccard)[row]
    return own.assign(shared=own.groupby(group)["document"].transform("nunique") == 2)


def version_pairs(
    corpus: Corpus, counts: sparse.csr_matrix, documents: pd.DataFrame, days: list[str]
) -> pd.DataFrame:
    """The documents of each platform in pairs, on each of several days on which both are in force.

    Index: versions (platform and both jurisdictions), day; columns: of the first, shared, of the second, shared (0 to
    1), in one of them only (categories of the story).
    """
    ordered = documents.sort_values(["platform", "jurisdiction"]).groupby("platform")
    pairs = [pair for _, own in ordered for pair in combinations(own.itertuples(), 2)]
    rows = [version_pair(corpus, counts, ours, theirs, day) for ours, theirs in pairs for day in days]
    columns = ["versions", "day", "of the first, shared", "of the second, shared", "in one of them only"]
    return pd.DataFrame(filter(None, rows), columns=columns).set_index(columns[:2])


def version_pair(corpus: Corpus, counts: sparse.csr_matrix, ours, theirs, day: str) -> tuple | None:
    """Two documents on a day: their names, the day, the share of each one's clauses that both have, and the story's
    categories that one alone has; None where one is not in force."""
    both = shared(corpus, counts, ours.document, theirs.document, day)
    share = both.groupby("document")["shared"].mean()
    if len(share) < 2:
        return None
    having = {c: both.loc[both["clause"].isin(clauses_of(corpus, c)), "document"].nunique() for c in STORY}
    only = ", ".join(NAMES[c] for c in STORY if having[c] == 1)
    names = f"{ours.platform}: {ours.jurisdiction} | {theirs.jurisdiction}"
    return names, day, share[ours.document], share[theirs.document], only
