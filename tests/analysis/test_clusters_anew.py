"""Clusters made anew come back where nothing that matters was changed."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis import clusters_anew
from policy_corpus.analysis.vectors import lsa, tfidf
from policy_corpus.analysis.wordings import Wordings
from tests.analysis.by_hand import matrix


@pytest.fixture
def language() -> Wordings:
    """Three kinds of wordings that share no word, ten of each and each company with one of each kind."""
    rows = [
        [1 + (kind == k) * (1 + number % 3) if k == kind or k == 3 + kind else 0 for k in range(6)]
        for kind in range(3)
        for number in range(10)
    ]
    first = pd.Series(range(30))
    companies = pd.DataFrame(
        {"wording": range(30), "company": [f"company {number % 10}" for number in range(30)]}
    )
    terms = pd.DataFrame({"token": list("abcdef"), "clauses": 10})
    return Wordings(first, first, companies, matrix(rows), terms, pd.Series(1.0, first.index), [], 30, 30)


def test_clear_clusters_come_back_whatever_is_changed(language):
    labels = clusters_anew.made_anew(language, 3)
    assert sorted(np.bincount(labels)) == [10, 10, 10]
    points = lsa(tfidf(language.counts), 3)
    for other in clusters_anew.by_seeds(language, points, 3, range(1, 3)):
        assert clusters_anew.clusterwise_jaccard(labels, [other]).tolist() == [1, 1, 1]
    assert len(clusters_anew.by_companies(language, points, 3, range(2))) == 2
    assert clusters_anew.without_companies(language, labels, 2, range(3)).to_numpy().tolist() == [[1] * 3] * 3


def test_fewer_clusters_join_some(language):
    labels = clusters_anew.made_anew(language, 3)
    among = clusters_anew.among_others(language, labels, [2, 3])
    assert among[3].tolist() == [1, 1, 1]
    assert sorted(among[2]) == pytest.approx([0.5, 0.5, 1])
