"""Wordings and their clusters → the clusters made anew under a change, and how far each one comes back.

How far: the Jaccard similarity of a cluster to the most similar one made anew, by the wordings that both runs place
(1: the same; see `cluster_stability.clusterwise_jaccard`).
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from policy_corpus.analysis.cluster_stability import clusterwise_jaccard
from policy_corpus.analysis.clusters import cluster_clauses
from policy_corpus.analysis.clusters_over_time import clause_clusters
from policy_corpus.analysis.consensus import cluster_points
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.wordings import Wordings, at_threshold, collection_wordings, drawn_weights
from policy_corpus.progress import steps


def made_anew(language: Wordings, n_clusters: int, seed: int = 0) -> np.ndarray:
    """One cluster number per wording, 0 the largest: in as many dimensions as there are clusters, weighed."""
    return cluster_clauses(language.counts, n_clusters, seed, language.weights, n_clusters)


def by_seeds(
    language: Wordings, points: np.ndarray, n_clusters: int, seeds: Iterable[int]
) -> list[np.ndarray]:
    """The clusters of the same points (wordings × dimensions) by other seeds."""
    return [
        cluster_points(points, n_clusters, seed, language.weights) for seed in steps(list(seeds), "seeds")
    ]


def by_companies(
    language: Wordings, points: np.ndarray, n_clusters: int, draws: Iterable[int], seed: int = 0
) -> list[np.ndarray]:
    """The clusters of the same points in bootstrap samples of companies, one a draw."""
    weights = [drawn_weights(language, draw) for draw in draws]
    return [cluster_points(points, n_clusters, seed, weight) for weight in steps(weights, "samples")]


def without_companies(
    language: Wordings, labels: np.ndarray, n_left_out: int, draws: Iterable[int], seed: int = 0
) -> pd.DataFrame:
    """How far each cluster (rows) comes back where so many companies, drawn by lot, are left out (a column a draw).

    As Jaccard similarity of their clauses, 0 to 1. The space of words is made anew of what is left.
    """
    companies = np.sort(language.companies["company"].unique())
    n_clusters, overlaps = labels.max() + 1, {}
    for draw in steps(list(draws), "draws"):
        gone = np.random.default_rng(draw).choice(companies, n_left_out, replace=False)
        of_others = language.companies.loc[~language.companies["company"].isin(gone), "wording"]
        kept = language.first.index.isin(of_others)
        weights, counts = language.weights[kept], language.counts[np.flatnonzero(kept)]
        found = cluster_clauses(counts, n_clusters, seed, weights, n_clusters)
        overlaps[draw] = clusterwise_jaccard(labels[kept], [found])
    return pd.DataFrame(overlaps)


def among_others(
    language: Wordings, labels: np.ndarray, numbers: Iterable[int], seed: int = 0
) -> pd.DataFrame:
    """How far each cluster (rows) is found among other numbers (a column) of clusters: Jaccard, 0 to 1."""
    others = {n: made_anew(language, n, seed) for n in steps(list(numbers), "numbers of clusters")}
    return pd.DataFrame({n: clusterwise_jaccard(labels, [other]) for n, other in others.items()})


def under_threshold(
    corpus: Corpus, language: Wordings, labels: np.ndarray, threshold: float, seed: int = 0
) -> tuple[pd.Series, int]:
    """How far each cluster comes back under another threshold of the classifier, and how many clauses pass both."""
    numbers = pd.Series(range(labels.max() + 1))
    stricter = collection_wordings(at_threshold(corpus, threshold))
    ours = clause_clusters(language, labels, numbers)
    theirs = clause_clusters(stricter, made_anew(stricter, len(numbers), seed), numbers)
    both = pd.concat([ours, theirs], axis=1).dropna().astype(int).to_numpy()
    return clusterwise_jaccard(both[:, 0], [both[:, 1]]), len(both)
