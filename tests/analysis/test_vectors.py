"""Stems, weights, vectors, their centres and neighbours, held to cases worked by hand."""

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import normalize

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


def test_the_rows_farthest_from_everything_have_terms_enough():
    counts = matrix([[1, 1], [1, 0], [1, 1], [1, 1]])
    similarity = np.array([0.5, 0.0, 0.2, 0.3])
    assert vectors.farthest_rows(counts, similarity, least=2, n=2).tolist() == [2, 3]


def test_a_map_is_of_rows_drawn_once_each():
    points = normalize(np.random.default_rng(0).normal(size=(130, 3)))
    rows, places = vectors.sampled_map(points, 125, seed=1)
    assert len(set(rows)) == 125 and (np.diff(rows) > 0).all()
    assert places.shape == (125, 2)
