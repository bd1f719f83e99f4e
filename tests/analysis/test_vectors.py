"""Stems, weights, vectors, their centres and neighbours, held to cases worked by hand."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis import vectors
from tests.analysis.by_hand import matrix


def test_tfidf_rows_have_unit_length_and_rare_words_weigh_more():
    weights = vectors.tfidf(matrix([[1, 1, 0], [1, 0, 1], [1, 0, 9]])).toarray()
    assert np.linalg.norm(weights, axis=1) == pytest.approx(1)
    assert weights[0, 1] > weights[0, 0]


def test_lsa_has_at_most_one_dimension_less_than_the_matrix():
    weights = vectors.tfidf(matrix([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]))
    points = vectors.lsa(weights, n_dimensions=50)
    assert points.shape == (3, 2)
    assert np.linalg.norm(points, axis=1) == pytest.approx(1, abs=1e-5)
    assert (points == vectors.lsa(weights, n_dimensions=50)).all()


def test_forms_of_a_stem_are_one_term_named_by_the_commonest():
    words = pd.DataFrame(
        {"token": ["collect", "collects", "collecting data", "iris"], "clauses": [1, 3, 1, 1]}
    )
    counts, terms = vectors.by_stem(matrix([[1, 2, 0, 0], [0, 1, 1, 0], [0, 1, 0, 1]]), words)
    assert terms["token"].tolist() == ["collects", "collecting data", "iris"]
    assert terms["clauses"].tolist() == [3, 1, 1]
    assert counts.toarray().tolist() == [[3, 0, 0], [1, 1, 0], [1, 0, 1]]
    assert vectors.by_stem(counts, terms, rarest=2)[1]["token"].tolist() == ["collects"]


def test_texts_are_counted_with_their_function_words_and_pairs():
    assert vectors.stems_and_pairs("We collect Data.") == [
        "we",
        "collect",
        "data",
        "we collect",
        "collect data",
    ]
    assert vectors.count_terms(["we collect", "you collect"]).shape == (2, 5)


def test_nearest_centres_is_a_cosine():
    points = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])
    similarity = vectors.nearest_centres(points, np.array([0, 0, 1, 1]))
    centre = np.array([0.3, 0.9]) / np.hypot(0.3, 0.9)
    assert similarity == pytest.approx([1, 1, centre[1], points[3] @ centre])


def test_central_rows_are_the_nearest_of_each_cluster():
    points = np.array([[1, 0], [0.8, 0.6], [0.95, 0.3], [0, 1], [0.1, 1]])
    rows = vectors.central_rows(points, np.array([0, 0, 0, 1, 1]), 1)
    assert rows[:, 0].tolist()[0] == 2
    assert rows.shape == (2, 1)


def test_neighbours_of_one_cluster_are_counted():
    points = np.array([[0.0], [0.1], [5.0], [5.1]])
    assert vectors.nearest_share(points, np.array([0, 0, 1, 1]), n=1) == 1
    assert vectors.nearest_share(points, np.array([0, 1, 0, 1]), n=1) == 0
