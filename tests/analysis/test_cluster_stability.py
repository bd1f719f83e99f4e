"""How well clusters hold, on a handful of points."""

import numpy as np

from policy_corpus.analysis.clusters import nearest_share


def test_neighbours_of_one_cluster_are_counted():
    points = np.array([[0.0], [0.1], [5.0], [5.1]])
    assert nearest_share(points, np.array([0, 0, 1, 1]), n=1) == 1
    assert nearest_share(points, np.array([0, 1, 0, 1]), n=1) == 0
