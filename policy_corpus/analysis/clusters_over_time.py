"""Clusters and the spans of their clauses → each cluster's share of what policies say: by year, platform, category."""

import numpy as np
import pandas as pd
from sklearn.metrics.pairwise import cosine_similarity

from policy_corpus.analysis.cluster_stability import most_similar_clusters
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import balanced, change_between, intensity, measure
from policy_corpus.analysis.select import at, clauses_of, main_documents, with_labels
from policy_corpus.analysis.wordings import Wordings


def clause_clusters(language: Wordings, labels: np.ndarray, names: pd.Series) -> pd.Series:
    """The cluster's name of each clause that was clustered, near-duplicates included."""
    return language.clauses.map(pd.Series(names.to_numpy()[labels], language.first.index))


def shares_by_year(corpus: Corpus, cluster: pd.Series, documents: pd.DataFrame) -> pd.DataFrame:
    """`measure` of the clusters by year, with intensity as a share (0–1) of the clustered clauses in force.

    Documents and years without a clustered clause have no row. `cluster` is the name of each clause's cluster.
    """
    names = sorted(cluster.unique())
    return cluster_share_days(measure(with_labels(corpus, cluster), names, documents, "YS", stance="any"))


def cluster_share_days(measured: pd.DataFrame) -> pd.DataFrame:
    """`measure` of clusters with intensity as a share of the clustered clauses in force instead of all."""
    total = measured.groupby(["document", "period"])["intensity_days"].transform("sum")
    share = measured["intensity_days"] * measured["days"] / total.where(total > 0)
    return measured.assign(intensity_days=share).dropna(subset="intensity_days")


def changed(shares: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """The change of each cluster's share (0 to 1) of a policy's clustered clauses in force between two years.

    Years are given by their first days; columns are those of `change_between`, of the companies followed throughout,
    and companies, their number. CorpusError where there are none.
    """
    panel = balanced(shares, start, f"{int(end[:4]) + 1}-01-01")
    return change_between(panel, start, end, "intensity_days").assign(companies=panel["company"].nunique())


def by_year(shares: pd.DataFrame) -> pd.DataFrame:
    """Each cluster's share (rows) in each year (columns, the number of companies in brackets), of all companies."""
    companies = shares.groupby(shares["period"].dt.year)["company"].nunique()
    table = intensity(shares)["value"].unstack("period")
    return table.set_axis([f"{year} ({n})" for year, n in companies.items()], axis=1)


def changes_by_spell(shares: pd.DataFrame, spells: list[tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """`changed` between the first and last year of each spell, by the spell and its number of companies."""
    tables = {spell: changed(shares, *spell) for spell in spells}
    return {
        f"{start[:4]} to {end[:4]}, {table['companies'].iloc[0]} companies": table
        for (start, end), table in tables.items()
    }


def clear_of_zero(changes: pd.DataFrame) -> pd.DataFrame:
    """The changes whose interval does not reach zero, by their size: start, end, change, low, high (shares, 0 to 1)."""
    clear = changes[(changes["low"] > 0) | (changes["high"] < 0)]
    return clear.sort_values("change", kind="stable").drop(columns="companies")


def changes_in_other_clusters(
    corpus: Corpus,
    language: Wordings,
    labels: np.ndarray,
    other: np.ndarray,
    years: tuple[str, str],
    sector: str = "",
) -> pd.Series:
    """The change of each cluster's share of clauses, were another labeling's most similar clusters taken for it."""
    cluster = clause_clusters(language, other, pd.Series([f"cluster {n}" for n in range(other.max() + 1)]))
    change = changed(shares_by_year(corpus, cluster, main_documents(corpus, sector)), *years)["change"]
    similar = most_similar_clusters(labels, other)
    return change[[f"cluster {n}" for n in similar]].set_axis(range(labels.max() + 1))


def changes_in_samples(
    corpus: Corpus,
    language: Wordings,
    labels: np.ndarray,
    samples: list[np.ndarray],
    years: tuple[str, str],
    sector: str = "",
) -> pd.DataFrame:
    """`changes_in_other_clusters` for each of several labelings: clusters × samples."""
    return pd.DataFrame(
        {
            f"sample {number}": changes_in_other_clusters(corpus, language, labels, other, years, sector)
            for number, other in enumerate(samples, 1)
        }
    )


def counts_by_policy(
    corpus: Corpus, cluster: pd.Series, document: str, days: list[str], latest: str, least: int
) -> pd.DataFrame:
    """Clauses of each cluster (columns) in the well-known platforms' main policies on a day, `latest` (rows).

    One document has, instead, a row for each of the `days`, named after it. Policies with fewer than `least` clustered
    clauses are left out.
    """
    documents = main_documents(corpus).query("well_known or document == @document")
    spans = corpus.presence.merge(documents[["document", "platform"]], on="document")
    spans = spans.assign(cluster=spans["clause"].map(cluster)).dropna(subset="cluster")
    others = at(spans[spans["document"] != document], latest)
    own = [at(spans[spans["document"] == document], day).assign(platform=day) for day in days]
    rows = pd.concat([*own, others], ignore_index=True)
    counts = pd.crosstab(rows["platform"], rows["cluster"])
    return counts[counts.sum(axis=1) >= least].reindex(columns=sorted(cluster.unique()), fill_value=0)


def moved(counts: pd.DataFrame, before: str, after: str) -> pd.DataFrame:
    """Clauses of each cluster before and after, and how its share moved, in percentage points; the largest first."""
    table = counts.loc[[before, after]].T.set_axis(["before", "after"], axis=1)
    table["points"] = 100 * (table / table.sum()).diff(axis=1)["after"]
    return table.sort_values("points", key=lambda points: -points.abs(), kind="stable")


def shares_by_category(corpus: Corpus, cluster: pd.Series, categories: list[str]) -> pd.DataFrame:
    """How a category's clauses that collect fall among the clusters: clusters × categories and "all", columns sum to 1.

    CorpusError for a category that the clauses do not have.
    """
    of = {c: cluster[cluster.index.isin(clauses_of(corpus, c))] for c in categories} | {"all": cluster}
    shares = {c: part.value_counts(normalize=True) for c, part in of.items()}
    return pd.DataFrame(shares).reindex(sorted(cluster.unique())).fillna(0)


def cosine_similarities(table: pd.DataFrame) -> pd.DataFrame:
    """The cosine similarity of every two rows (rows × rows)."""
    return pd.DataFrame(cosine_similarity(table), table.index, table.index)


def median_pair(similarities: pd.DataFrame) -> float:
    """The median over all pairs of a table of similarities (rows × rows)."""
    return float(np.median(similarities.to_numpy()[np.triu_indices(len(similarities), 1)]))
