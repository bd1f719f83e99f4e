"""Clusters and the stays of their clauses → each cluster's share of what policies say, by period and company."""

import numpy as np
import pandas as pd
from sklearn.metrics.pairwise import cosine_similarity

from policy_corpus.analysis import bootstrap, clusters
from policy_corpus.analysis.corpus import Corpus, main_documents, with_labels
from policy_corpus.analysis.over_time import balanced, change_between, measure


def clause_clusters(language: clusters.Wordings, labels: np.ndarray, names: pd.Series) -> pd.Series:
    """The cluster's name of each clause that was clustered, near-copies included."""
    return language.clauses.map(pd.Series(names.to_numpy()[labels], language.first.index))


def cluster_shares(cluster: pd.Series, spans: pd.DataFrame, by: str) -> pd.DataFrame:
    """The share of clustered clauses that each cluster has, in spans grouped `by`; rows sum to 1."""
    return pd.crosstab(spans[by], spans["clause"].map(cluster), normalize="index")


def cluster_share_days(measured: pd.DataFrame) -> pd.DataFrame:
    """`measure` of clusters with intensity as a share of the clustered clauses in force instead of all."""
    total = measured.groupby(["document", "period"])["intensity_days"].transform("sum")
    share = measured["intensity_days"] * measured["days"] / total.where(total > 0)
    return measured.assign(intensity_days=share).dropna(subset="intensity_days")


def likest_clusters(labels: np.ndarray, other: np.ndarray) -> pd.Series:
    """The cluster of another labeling that shares most with each cluster (Jaccard overlap)."""
    return clusters.overlap(labels, other).idxmax(axis=1)


def changes_elsewhere(
    corpus: Corpus, language: clusters.Wordings, labels: np.ndarray, other: np.ndarray, start: str, end: str
) -> pd.Series:
    """What became of each cluster's share of clauses, were another labeling's likest clusters taken for it."""
    cluster = clause_clusters(language, other, pd.Series([f"cluster {n}" for n in range(other.max() + 1)]))
    measured = measure(
        with_labels(corpus, cluster), sorted(cluster.unique()), main_documents(corpus), "YS", stance="any"
    )
    panel = balanced(cluster_share_days(measured), start, f"{int(end[:4]) + 1}-01-01")
    change = change_between(panel, start, end, "intensity_days")["change"]
    return change[[f"cluster {n}" for n in likest_clusters(labels, other)]].set_axis(range(labels.max() + 1))


def cluster_spread(
    language: clusters.Wordings, points: np.ndarray, labels: np.ndarray, names: pd.Series, spans: pd.DataFrame
) -> pd.Series:
    """How various each cluster's wordings in the spans are, in samples of companies (see `clusters.spread`)."""
    place = language.clauses.map(pd.Series(range(len(labels)), language.first.index))
    held = spans.assign(place=spans["clause"].map(place)).dropna(subset="place").astype({"place": int})
    held = held[["company", "place"]].drop_duplicates()
    mine = {name: held[labels[held["place"]] == number] for number, name in names.items()}
    return pd.Series({name: clusters.spread(points, own) for name, own in mine.items()})


def bounds(change: bootstrap.Estimate) -> pd.Series:
    """An estimated change with its 95 % bounds: change, low, high."""
    return pd.Series({"change": change.value, "low": change.low, "high": change.high})


def cosines(table: pd.DataFrame) -> pd.DataFrame:
    """The cosine similarity of every two rows."""
    return pd.DataFrame(cosine_similarity(table), table.index, table.index)


def standing_beside(language: clusters.Wordings, rows: np.ndarray, n: int = 12) -> str:
    """The terms by which some wordings differ most from the rest, joined by commas."""
    labels = np.zeros(len(language.first), int)
    labels[rows] = 1
    return clusters.top_terms(language.counts > 0, labels, language.terms, n)[1]


def first_held(language: clusters.Wordings, fine: np.ndarray, spans: pd.DataFrame) -> pd.DataFrame:
    """The first day each company's policy had each wording, with its group: company, wording, day, group."""
    own = spans.assign(wording=spans["clause"].map(language.clauses)).dropna(subset="wording")
    first = own.groupby(["company", "wording"])["from"].min().rename("day").reset_index()
    return first.assign(group=first["wording"].map(pd.Series(fine, language.first.index)))


def followed_around(held: pd.DataFrame, documents: pd.DataFrame, day: str) -> pd.DataFrame:
    """The rows of companies followed a year before a day and two years after it, those of four years on."""
    day, years = pd.Timestamp(day), pd.DateOffset
    own = documents[(documents["from"] < day - years(years=1)) & (documents["until"] > day + years(years=2))]
    return held[held["company"].isin(own["company"]) & (held["day"] < day + years(years=4))]
