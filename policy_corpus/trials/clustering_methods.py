"""TF-IDF weights and vectors of wordings → cluster numbers, by each of the methods that are compared.

A method takes weights (rows × terms, TF-IDF), points (rows × dimensions), terms, a seed and row weights, and gives
a label a row: −1 where it leaves the row out.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.decomposition import NMF
from sklearn.preprocessing import normalize

from policy_corpus.analysis.cluster_names import N_CLUSTERS
from policy_corpus.analysis.consensus import cluster_points
from policy_corpus.analysis.vectors import centres, stem
from policy_corpus.paths import DATA

ANCHORS = DATA / "cluster_anchors.csv"
SAMPLE = 5_000  # wordings that the methods which compare all pairs are fitted on
PULL = 0.2  # of an anchored centre that stays at its anchor


def kmeans(weights, points, terms, seed, weight) -> np.ndarray:
    """K-means as it is mostly run: five starts, the best kept."""
    return KMeans(N_CLUSTERS, n_init=5, random_state=seed).fit(points, sample_weight=weight).predict(points)


def consensus(weights, points, terms, seed, weight) -> np.ndarray:
    """What `cluster_clauses` does."""
    return cluster_points(points, N_CLUSTERS, seed, weight)


def spherical(weights, points, terms, seed, weight) -> np.ndarray:
    """K-means by cosine on the terms themselves, from rows drawn at random."""
    rows = np.random.default_rng(seed).choice(len(weight), N_CLUSTERS, replace=False, p=weight / weight.sum())
    return _spherical(weights, weights[rows].toarray(), weight, 0.0)


def anchored(weights, points, terms, seed, weight) -> np.ndarray:
    """The same from anchors that keep a pull on their centre; the smallest go until 20 are left."""
    anchors = pd.read_csv(ANCHORS)["words"].str.split()
    stems = [" ".join(map(stem, term.split())) for term in terms]
    inverse = np.log((1 + weights.shape[0]) / (1 + np.diff(weights.tocsc().indptr))) + 1
    starts = np.array([np.isin(stems, [stem(w) for w in words]) * inverse for words in anchors])
    return _spherical(weights, starts[starts.any(axis=1)], weight, PULL)


def _spherical(weights, starts, weight, pull) -> np.ndarray:
    anchors = normalize(starts)
    middle, weighted = anchors, sparse.diags(weight) @ weights
    while True:
        for _ in range(10 if len(middle) <= N_CLUSTERS else 2):
            labels = np.asarray(weights @ middle.T).argmax(axis=1)
            means = normalize((_members(labels, len(middle)).T @ weighted).toarray())
            middle = normalize(
                pull * anchors + (1 - pull) * np.where(means.any(axis=1)[:, None], means, middle)
            )
        if len(middle) <= N_CLUSTERS:
            return labels
        smallest = np.bincount(labels, weight, len(middle)).argmin()
        anchors, middle = np.delete(anchors, smallest, 0), np.delete(middle, smallest, 0)


def nmf(weights, points, terms, seed, weight) -> np.ndarray:
    """The largest of 20 non-negative factors."""
    model = NMF(N_CLUSTERS, init="nndsvdar", max_iter=60, tol=1e-3, random_state=seed)
    model.fit(sparse.diags(np.sqrt(weight)) @ weights)
    return normalize(model.transform(weights)).argmax(axis=1)


def ward(weights, points, terms, seed, weight) -> np.ndarray:
    """Agglomerative (Ward) on a sample; the others go to the nearest centre."""
    rows = _sample(weight, seed)
    labels = AgglomerativeClustering(N_CLUSTERS).fit_predict(points[rows])
    return nearest_centre(points, centres(points[rows], labels))


def hdbscan(weights, points, terms, seed, weight) -> np.ndarray:
    """HDBSCAN on a sample, as many clusters as it finds; the others go to the nearest centre or stay out."""
    rows = _sample(weight, seed)
    labels = HDBSCAN(min_cluster_size=max(10, len(rows) // 200), min_samples=5, copy=True).fit_predict(
        points[rows]
    )
    if (labels < 0).all():
        return np.full(len(points), -1)
    middle = centres(points[rows][labels >= 0], labels[labels >= 0])
    found = nearest_centre(points, middle)
    out = (points * middle[found]).sum(axis=1) < np.quantile(
        (points[rows] @ middle.T).max(axis=1), (labels < 0).mean()
    )
    return np.where(out, -1, found)


def _members(labels, n) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(len(labels)), (np.arange(len(labels)), labels)), (len(labels), n))


def _sample(weight, seed) -> np.ndarray:
    size = min(SAMPLE, np.count_nonzero(weight))
    return np.sort(
        np.random.default_rng(seed).choice(len(weight), size, replace=False, p=weight / weight.sum())
    )


def nearest_centre(points: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """The number of the centre nearest to each row, by cosine."""
    return (points @ middle.T).argmax(axis=1)


@dataclass(frozen=True)
class Way:
    """A method, the dimensions of the corpus's and of the segments' vectors, and what is done otherwise.

    `stems` and `pairs`: terms are stems, and pairs of words count; `by_score`: wordings weigh by the collection
    classifier's score; `refit`: the dimensions are sought anew in each sample of companies.
    """

    name: str
    method: Callable
    dimensions: int = N_CLUSTERS
    stems: bool = True
    pairs: bool = True
    by_score: bool = False
    refit: bool = False


WAYS = [
    Way("k-means", kmeans, dimensions=50),
    Way("k-means, 20 dimensions", kmeans),
    Way("spherical k-means", spherical),
    Way("anchored spherical k-means", anchored),
    Way("NMF", nmf),
    Way("agglomerative, Ward", ward),
    Way("HDBSCAN", hdbscan),
    Way("consensus of k-means", consensus),
    Way("consensus, 50 dimensions", consensus, dimensions=50),
    Way("consensus, no collocations", consensus, pairs=False),
    Way("consensus, no stems", consensus, stems=False),
    Way("consensus, weighed by the classifier's score", consensus, by_score=True),
    Way("consensus, space fitted anew", consensus, refit=True),
]
