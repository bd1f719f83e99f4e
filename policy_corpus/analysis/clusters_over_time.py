"""Clusters and the spans of their clauses → each cluster's share of what policies say, and how various it is."""

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import normalize

from policy_corpus.analysis.bootstrap import Estimate, estimate
from policy_corpus.analysis.cluster_stability import most_similar_clusters
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import balanced, change_between, measure
from policy_corpus.analysis.select import main_documents, with_labels
from policy_corpus.analysis.wordings import Wordings

# ---------------------------------------------------------------- shares


def clause_clusters(language: Wordings, labels: np.ndarray, names: pd.Series) -> pd.Series:
    """The cluster's name of each clause that was clustered, near-duplicates included."""
    return language.clauses.map(pd.Series(names.to_numpy()[labels], language.first.index))


def cluster_shares(cluster: pd.Series, spans: pd.DataFrame, by: str) -> pd.DataFrame:
    """The share of clustered clauses that each cluster has, in spans grouped `by`; rows sum to 1."""
    return pd.crosstab(spans[by], spans["clause"].map(cluster), normalize="index")


def cluster_share_days(measured: pd.DataFrame) -> pd.DataFrame:
    """`measure` of clusters with intensity as a share of the clustered clauses in force instead of all."""
    total = measured.groupby(["document", "period"])["intensity_days"].transform("sum")
    share = measured["intensity_days"] * measured["days"] / total.where(total > 0)
    return measured.assign(intensity_days=share).dropna(subset="intensity_days")


def changes_in_other_clusters(
    corpus: Corpus, language: Wordings, labels: np.ndarray, other: np.ndarray, start: str, end: str
) -> pd.Series:
    """The change of each cluster's share of clauses, were another labeling's most similar clusters taken for it."""
    cluster = clause_clusters(language, other, pd.Series([f"cluster {n}" for n in range(other.max() + 1)]))
    measured = measure(
        with_labels(corpus, cluster), sorted(cluster.unique()), main_documents(corpus), "YS", stance="any"
    )
    panel = balanced(cluster_share_days(measured), start, f"{int(end[:4]) + 1}-01-01")
    change = change_between(panel, start, end, "intensity_days")["change"]
    similar = most_similar_clusters(labels, other)
    return change[[f"cluster {n}" for n in similar]].set_axis(range(labels.max() + 1))


def cosine_similarities(table: pd.DataFrame) -> pd.DataFrame:
    """The cosine similarity of every two rows (rows × rows)."""
    return pd.DataFrame(cosine_similarity(table), table.index, table.index)


# ---------------------------------------------------------------- variance


def cluster_variances(
    language: Wordings, points: np.ndarray, labels: np.ndarray, names: pd.Series, spans: pd.DataFrame
) -> pd.Series:
    """How various each cluster's wordings in the spans are: an `Estimate` of `company_variance` by name."""
    place = language.clauses.map(pd.Series(range(len(labels)), language.first.index))
    pairs = spans.assign(place=spans["clause"].map(place)).dropna(subset="place").astype({"place": int})
    pairs = pairs[["company", "place"]].drop_duplicates()
    of_cluster = {name: pairs[labels[pairs["place"]] == number] for number, name in names.items()}
    return pd.Series({name: company_variance(points, own) for name, own in of_cluster.items()})


def company_variance(
    points: np.ndarray, companies: pd.DataFrame, n_samples: int = 500, seed: int = 0
) -> Estimate:
    """The variance of unit vectors, 1 − |mean|² (0–1), with bootstrap samples of companies.

    `companies` has a row per company and row of `points` that it has (`place`); its rows weigh alike.
    """
    codes, names = pd.factorize(companies["company"])
    cells = (np.ones(len(codes)), (codes, companies["place"]))
    means = np.asarray(normalize(sparse.csr_matrix(cells, (len(names), len(points))), "l1") @ points)

    def variance(drawn: np.ndarray) -> np.ndarray:
        return 1 - (((drawn @ means) / len(names)) ** 2).sum(axis=1)

    return estimate(variance, len(names), seed, n_samples)


def change_with_bounds(change: Estimate) -> pd.Series:
    """A difference of two estimates as change, low and high (95 % bounds)."""
    return pd.Series({"change": change.value, "low": change.low, "high": change.high})
