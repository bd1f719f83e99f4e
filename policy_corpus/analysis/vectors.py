"""Texts or term counts → vectors (stems, TF-IDF, latent semantic analysis), their centres and neighbours, a map."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
from nltk.stem.snowball import SnowballStemmer
from scipy import sparse
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.manifold import TSNE
from sklearn.metrics.pairwise import cosine_distances
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

DIMENSIONS = 50  # for whole paragraphs; clauses, which are shorter, take as many as clusters: steadier by far
PERPLEXITY = 40  # of the map: about as many neighbours of a row as its place is sought by

_STEMMER = SnowballStemmer("english")


# ---------------------------------------------------------------- terms


@cache
def stem(word: str) -> str:
    """The Snowball stem of an English word."""
    return _STEMMER.stem(word)


def by_stem(
    counts: sparse.csr_matrix, vocabulary: pd.DataFrame, rarest: int = 1
) -> tuple[sparse.csr_matrix, pd.DataFrame]:
    """Counts with the forms of a stem as one term, named by its commonest form; rarer terms are left out."""
    kept = np.flatnonzero(vocabulary["clauses"].to_numpy() > 0)
    tokens = vocabulary["token"].to_numpy()[kept]
    stems, _ = pd.factorize(np.array([" ".join(map(stem, token.split())) for token in tokens], object))
    forms = sparse.csr_matrix(
        (np.ones(len(kept), np.float32), (kept, stems)), (counts.shape[1], stems.max() + 1)
    )
    merged = (counts @ forms).tocsr()
    merged.sort_indices()
    commonest = pd.DataFrame(
        {"stem": stems, "token": tokens, "clauses": vocabulary["clauses"].to_numpy()[kept]}
    )
    commonest = commonest.sort_values(["clauses", "token"], ascending=[False, True], kind="stable")
    names = commonest.drop_duplicates("stem").sort_values("stem", kind="stable")["token"].to_numpy()
    clauses = np.diff(merged.tocsc().indptr)
    often = np.flatnonzero(clauses >= rarest)
    return merged[:, often], pd.DataFrame({"token": names[often], "clauses": clauses[often]})


def count_terms(texts: Iterable[str]) -> sparse.csr_matrix:
    """Counts of stems and of pairs of adjoining stems in texts, function words included (texts × terms).

    A clause of a whole policy is told by "we", "you" and "not" as well: without them the normalised mutual
    information with labels falls by 0.04. Terms in fewer than five texts are left out, in fewer than two where
    there are under 1,000.
    """
    texts = list(texts)
    rarest = 5 if len(texts) >= 1000 else 2 if len(texts) >= 100 else 1
    return CountVectorizer(analyzer=stems_and_pairs, min_df=rarest).fit_transform(texts)


def stems_and_pairs(text: str) -> list[str]:
    """The stems of a text and each two that adjoin, joined by a space."""
    words = [stem(word) for word in re.findall(r"[a-z]+", text.lower())]
    return words + [" ".join(pair) for pair in pairwise(words)]


# ---------------------------------------------------------------- vectors


def tfidf(counts: sparse.spmatrix) -> sparse.csr_matrix:
    """Rows of unit length: token counts damped by their logarithm, weighted by inverse clause frequency."""
    return TfidfTransformer(sublinear_tf=True).fit_transform(sparse.csr_matrix(counts, dtype=np.float64))


def lsa(weights: sparse.spmatrix, n_dimensions: int = DIMENSIONS, sample_weight=None) -> np.ndarray:
    """Latent semantic analysis: rows of unit length in `n_dimensions` at most (clauses × dimensions).

    With a `sample_weight`, rows weigh as much when the dimensions are sought.
    """
    n_dimensions = min(n_dimensions, min(weights.shape) - 1)
    if n_dimensions < 1:
        return normalize(weights).toarray()
    fitted = weights if sample_weight is None else sparse.diags(np.sqrt(np.asarray(sample_weight))) @ weights
    # One thread: sums in one order on every machine. Rows that are all equal have no variance to explain.
    with threadpool_limits(1), np.errstate(invalid="ignore"):
        svd = TruncatedSVD(n_dimensions, algorithm="randomized", n_iter=5, random_state=0).fit(fitted)
        points = normalize(svd.transform(weights))
    return points.round(6)  # the last digits differ between processors


# ---------------------------------------------------------------- centres and neighbours


def centres(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The direction of each cluster's mean (clusters × dimensions)."""
    return normalize(pd.DataFrame(points).groupby(labels).mean())


def nearest_centres(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The cosine similarity of each row to the nearest of the clusters' centres."""
    return (points @ centres(points, labels).T).max(axis=1)


def farthest_rows(counts: sparse.csr_matrix, similarity: np.ndarray, least: int, n: int) -> np.ndarray:
    """The n rows least similar to anything, of those with at least so many terms in `counts` (rows × terms)."""
    rich = np.flatnonzero(np.diff(counts.indptr) >= least)
    return rich[np.argsort(similarity[rich], kind="stable")[:n]]


def sampled_map(points: np.ndarray, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Some rows drawn at random, ascending, and their `flat_map`."""
    rows = np.sort(np.random.default_rng(seed).choice(len(points), min(n, len(points)), replace=False))
    return rows, flat_map(points[rows], seed)


def flat_map(points: np.ndarray, seed: int = 0) -> np.ndarray:
    """Rows in two dimensions, neighbours near each other as far as that goes (t-SNE; rows × 2).

    Takes the memory of all pairs of rows.
    """
    with threadpool_limits(1):
        # Which of several rows at one distance is still a neighbour, and the last digits, differ between
        # processors, and the map with them: the earlier row is the nearer one, and digits are cut.
        distances = cosine_distances(points).round(9) + 1e-13 * np.arange(len(points))
        np.fill_diagonal(distances, 0)
        start = PCA(2, svd_solver="full").fit_transform(points)
        start = (start / start[:, 0].std() * 1e-4).round(9).astype(np.float32)  # as TSNE scales its own
        tsne = TSNE(2, perplexity=PERPLEXITY, init=start, metric="precomputed", random_state=seed)
        return tsne.fit_transform(distances)
