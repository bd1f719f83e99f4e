"""Several clusterings of the same rows → how far they agree, as a whole and cluster by cluster."""

from itertools import combinations

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from policy_corpus.similarity import jaccard_of


def mean_adjusted_rand(labelings: list[np.ndarray]) -> float:
    """The adjusted Rand index of two labelings, the mean over all pairs: 0 as by chance, 1 where they are equal."""
    return float(np.mean([adjusted_rand_score(*pair) for pair in combinations(labelings, 2)]))


def clusterwise_jaccard(labels: np.ndarray, others: list[np.ndarray]) -> pd.Series:
    """For each cluster, its Jaccard similarity to the most similar cluster of each other labeling: the mean.

    Hennig (2007): above 0.75 a cluster is stable, below 0.5 it dissolves.
    """
    return sum(jaccard_of_clusters(labels, other).max(axis=1) for other in others) / len(others)


def most_similar_clusters(labels: np.ndarray, other: np.ndarray) -> pd.Series:
    """The cluster of another labeling that shares most rows with each cluster (Jaccard similarity)."""
    return jaccard_of_clusters(labels, other).idxmax(axis=1)


def jaccard_of_clusters(labels: np.ndarray, other: np.ndarray) -> pd.DataFrame:
    """The Jaccard similarity of each cluster (rows) to each of another labeling (columns), by shared rows."""
    both = pd.crosstab(labels, other)
    size, other_size = both.sum(axis=1).to_numpy()[:, None], both.sum().to_numpy()
    return jaccard_of(both, size, other_size)
