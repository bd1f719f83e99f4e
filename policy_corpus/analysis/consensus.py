"""Vectors → one cluster number per row, by what most of many runs of k-means agree on.

One run of k-means depends on its seed here; the consensus of many runs does not (Strehl and Ghosh 2002,
meta-clustering; bags of rows as in Leisch 1999). Numbers follow size, so that they do not move with the seed.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from policy_corpus.progress import steps
from policy_corpus.similarity import jaccard_of

N_RUNS = 60  # of k-means; twice as many where rows are few, for there the runs differ more
BAG_SIZE = 5_000  # rows a run is fitted on, where there are more
LEAST_SHARE = 0.1  # of an even share; a smaller joint cluster is an outlier of some runs, not a cluster
MOST_CUTS = 5  # times the clusters asked for: so many joint clusters are tried before the first run is taken


def cluster_points(points: np.ndarray, n_clusters: int, seed: int = 0, sample_weight=None) -> np.ndarray:
    """One cluster number per row, 0 the largest (of equals, the one met first): the consensus of k-means runs.

    Each run is fitted on a bag of rows drawn by weight (all of them where there are few). Clusters of all runs
    that hold the same rows (weighted Jaccard, average linkage) are one joint cluster; a row goes where most
    runs put it. ValueError where there are fewer different rows than clusters.
    """
    different = len(np.unique(points, axis=0))
    if different < n_clusters:
        raise ValueError(f"{different} different clauses cannot make {n_clusters} clusters; ask for fewer")
    if n_clusters < 1:
        raise ValueError("ask for at least one cluster")
    weight = np.ones(len(points)) if sample_weight is None else np.asarray(sample_weight, float)
    n_runs = N_RUNS if np.count_nonzero(weight) > BAG_SIZE else 2 * N_RUNS
    with threadpool_limits(1):
        numbers = steps(range(n_runs), "runs of k-means")
        runs = [one_run(points, n_clusters, weight, (seed, run)) for run in numbers]
    return numbered_by_size(_consensus(runs, n_clusters, weight))


def group_points(points: np.ndarray, n_groups: int, seed: int = 0) -> np.ndarray:
    """Small groups of near rows by one run of k-means, 0 the largest: finer than clusters, and not named."""
    with threadpool_limits(1):
        return numbered_by_size(KMeans(n_groups, n_init=1, random_state=seed).fit_predict(points))


def one_run(points: np.ndarray, n_clusters: int, weight: np.ndarray, seed: tuple[int, int]) -> np.ndarray:
    """The clusters of one run of k-means, in no order, fitted on a bag of rows where there are many."""
    rng = np.random.default_rng(seed)
    kmeans = KMeans(n_clusters, n_init=1, random_state=int(rng.integers(2**31)))
    if np.count_nonzero(weight) <= BAG_SIZE:
        return kmeans.fit(points, sample_weight=weight).predict(points)
    return kmeans.fit(points[rng.choice(len(points), BAG_SIZE, p=weight / weight.sum())]).predict(points)


def numbered_by_size(labels: np.ndarray) -> np.ndarray:
    """The labels as numbers from 0, the largest cluster first; of equals, the one met first."""
    _, first, number, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    return np.argsort(np.lexsort((first, -sizes)), kind="stable")[number]


def _consensus(runs: list[np.ndarray], n_clusters: int, weight: np.ndarray) -> np.ndarray:
    """Each row's joint cluster; where too few joint clusters are of some size, the first run's clusters."""
    for joint in joint_clusters(shared_weights(runs, n_clusters, weight), n_clusters):
        voted = votes(runs, joint)
        chosen = largest(won(voted, weight), n_clusters)
        if chosen is not None:
            labels = voted[:, chosen].argmax(axis=1)
            if len(np.unique(labels)) == n_clusters:
                return labels
    return runs[0]


# What follows adds up over parts of the rows: clusters_in_parts.py has rows that no memory holds.


def shared_weights(runs: Sequence[np.ndarray], n_clusters: int, weight: np.ndarray) -> np.ndarray:
    """The weight of the rows that each two clusters of all runs share (runs × clusters, squared)."""
    return np.block([[_shared_weight(one, other, weight, n_clusters) for other in runs] for one in runs])


def joint_clusters(shared: np.ndarray, n_clusters: int) -> Iterator[np.ndarray]:
    """The joint cluster of each run's clusters (runs × clusters), by more and more joint clusters."""
    size = np.diag(shared)
    distance = 1 - jaccard_of(shared, size[:, None], size).round(6)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    for cut in range(n_clusters, min(MOST_CUTS * n_clusters, len(size)) + 1):
        yield fcluster(tree, cut, "maxclust").reshape(-1, n_clusters) - 1


def votes(runs: Sequence[np.ndarray], joint: np.ndarray) -> np.ndarray:
    """How many runs put each row into each joint cluster (rows × joint clusters)."""
    rows = np.arange(len(runs[0]))
    cast = np.zeros((len(rows), joint.max() + 1), np.int16)
    for run, joint_of in zip(runs, joint, strict=True):
        cast[rows, joint_of[run]] += 1
    return cast


def won(voted: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The weight of the rows that each joint cluster wins, by `votes`."""
    return np.bincount(voted.argmax(axis=1), weight, voted.shape[1])


def largest(weights: np.ndarray, n_clusters: int) -> np.ndarray | None:
    """The joint clusters that won most weight, ascending; None where too few won enough to be clusters."""
    large = np.flatnonzero(weights >= LEAST_SHARE * weights.sum() / n_clusters)
    if len(large) < n_clusters:
        return None
    return np.sort(large[np.argsort(-weights[large], kind="stable")[:n_clusters]])


def _shared_weight(one: np.ndarray, other: np.ndarray, weight: np.ndarray, n_clusters: int) -> np.ndarray:
    """The weight of the rows that clusters of two runs share (clusters × clusters)."""
    return np.bincount(one * n_clusters + other, weight, n_clusters**2).reshape(n_clusters, n_clusters)
