"""The consensus of runs of k-means finds what is there, whatever the seed, and numbers clusters by size."""

import numpy as np
from hypothesis import given, settings, strategies as st

from policy_corpus.analysis import consensus
from policy_corpus.analysis.cluster_stability import mean_adjusted_rand


@given(st.integers(0, 1000), st.integers(1, 6))
@settings(max_examples=5, deadline=None)
def test_clusters_are_numbered_by_size(seed, n_clusters):
    points = np.random.default_rng(seed).normal(size=(40, 3))
    sizes = np.bincount(consensus.cluster_points(points, n_clusters, seed))
    assert len(sizes) == n_clusters
    assert (np.diff(sizes) <= 0).all()


def test_a_clause_without_weight_moves_no_centre():
    points = np.array([[0.0], [0.1], [10.0], [10.1], [500.0]])
    assert consensus.cluster_points(points, 2).tolist() == [0, 0, 0, 0, 1]
    assert consensus.cluster_points(points, 2, sample_weight=[1, 1, 1, 1, 0]).tolist() == [1, 1, 0, 0, 0]


def blobs(n: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Three well-parted groups of n points in ten dimensions, and their numbers."""
    rng = np.random.default_rng(seed)
    true = np.repeat([0, 1, 2], n)
    return np.eye(10)[true] + rng.normal(0, 0.1, (3 * n, 10)), true


def test_the_consensus_finds_groups_that_are_there_whatever_the_seed():
    points, true = blobs()
    found = [consensus.cluster_points(points, 3, seed) for seed in range(3)]
    assert mean_adjusted_rand([true, *found]) == 1


def test_bags_of_rows_give_the_same_groups(monkeypatch):
    points, true = blobs()
    monkeypatch.setattr(consensus, "BAG_SIZE", 50)
    assert mean_adjusted_rand([true, consensus.cluster_points(points, 3)]) == 1


def test_seeds_of_the_consensus_agree_better_than_those_of_k_means():
    points = np.random.default_rng(0).normal(size=(400, 6))  # no groups at all: the hardest case
    ones = np.ones(400)
    runs = [consensus.numbered_by_size(consensus.one_run(points, 6, ones, (seed, 0))) for seed in range(4)]
    joint = [consensus.cluster_points(points, 6, seed) for seed in range(4)]
    assert mean_adjusted_rand(joint) > mean_adjusted_rand(runs) + 0.1
