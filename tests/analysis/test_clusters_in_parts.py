"""Clusters of rows that come in parts: the groups that are there, with any executor, and as in memory."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import pytest
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import adjusted_rand_score

from policy_corpus.analysis import clusters_in_parts
from policy_corpus.analysis.clusters import cluster_clauses
from policy_corpus.analysis.clusters_in_parts import cluster_parts
from policy_corpus.analysis.vectors import tfidf
from policy_corpus.extract.workers import CONTEXT, InProcess


@pytest.fixture(scope="module")
def counts() -> sparse.csr_matrix:
    """1,200 rows in a random order: halves, thirds and sixths of them share 30 words of their own each."""
    rng = np.random.default_rng(0)
    group = rng.permutation(np.repeat([0, 1, 2], [600, 400, 200]))
    chances = np.where(np.arange(90) // 30 == group[:, None], 0.2, 0.01)
    return sparse.csr_matrix(rng.binomial(1, chances))


@pytest.fixture(autouse=True)
def few_runs(monkeypatch):
    monkeypatch.setattr(clusters_in_parts, "N_RUNS", 6)


def rows(counts, start: int, stop: int) -> tuple[sparse.csr_matrix, np.ndarray]:
    return counts[start:stop], np.ones(stop - start)


def parts_of(counts, size: int) -> list[partial]:
    return [
        partial(rows, counts, start, min(start + size, counts.shape[0]))
        for start in range(0, counts.shape[0], size)
    ]


def clustered(counts, folder, executor, size=500, seed=0) -> np.ndarray:
    return np.concatenate(list(cluster_parts(parts_of(counts, size), 3, folder, executor, seed)))


def test_parts_have_the_clusters_of_the_whole_the_largest_first(counts, tmp_path):
    labels = clustered(counts, tmp_path / "parts", InProcess())
    assert adjusted_rand_score(labels, cluster_clauses(counts, 3, n_dimensions=3)) > 0.9
    assert np.bincount(labels).tolist() == sorted(np.bincount(labels), reverse=True)


def test_the_directions_are_those_of_all_rows_together(counts):
    parts, weighed = parts_of(counts, 150), tfidf(counts)
    weigh = clusters_in_parts._inverse_frequencies(parts, InProcess())
    found = clusters_in_parts._dimensions(parts, weigh, 5, InProcess())
    whole = TruncatedSVD(5, n_iter=5, random_state=0).fit(weighed).components_
    assert np.allclose(np.abs(found @ whole.T), np.eye(5), atol=1e-6)


def test_any_executor_gives_the_same_numbers(counts, tmp_path):
    alone = clustered(counts, tmp_path / "alone", InProcess())
    with ProcessPoolExecutor(2, CONTEXT) as pool:
        assert clustered(counts, tmp_path / "pool", pool).tolist() == alone.tolist()


def test_how_rows_are_parted_hardly_matters(counts, tmp_path):
    coarse, fine = (clustered(counts, tmp_path / str(size), InProcess(), size) for size in (1200, 150))
    assert adjusted_rand_score(coarse, fine) > 0.9


def test_more_clusters_than_rows_tell_apart_are_refused(tmp_path):
    same = sparse.csr_matrix(np.tile([1, 2, 0, 1], (40, 1)))
    with pytest.raises(ValueError, match="no 3 clusters in common; ask for fewer"):
        clustered(same, tmp_path / "same", InProcess(), 20)
