"""How far clusterings agree, held to cases worked by hand."""

import numpy as np
import pytest

from policy_corpus.analysis.cluster_stability import (
    clusterwise_jaccard,
    mean_adjusted_rand,
    most_similar_clusters,
)


def test_equal_clusterings_have_an_adjusted_rand_index_of_one_whatever_the_numbers():
    equal = [np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])]
    assert mean_adjusted_rand(equal) == 1
    assert mean_adjusted_rand([*equal, np.array([0, 1, 0, 1])]) < 0.5


def test_each_cluster_is_held_to_its_most_similar_one():
    labels = np.array([0, 0, 0, 1, 1, 2])
    other = np.array([5, 5, 6, 6, 6, 7])
    # {0,1,2}: with {0,1} 2 of 3, with {2,3,4} 1 of 5; {3,4}: with {2,3,4} 2 of 3; {5}: itself
    assert clusterwise_jaccard(labels, [other]).tolist() == pytest.approx([2 / 3, 2 / 3, 1])
    assert clusterwise_jaccard(labels, [other, labels]).tolist() == pytest.approx([5 / 6, 5 / 6, 1])


def test_the_most_similar_cluster_shares_most_rows():
    labels = np.array([0, 0, 0, 1, 1, 2])
    assert most_similar_clusters(labels, np.array([5, 5, 6, 6, 6, 7])).tolist() == [5, 6, 7]
