"""The one Jaccard similarity: of sets, of counts and of rows it says the same."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import sparse

from policy_corpus.similarity import contained_rows, jaccard, jaccard_of, jaccard_rows

some_sets = st.lists(st.sets(st.integers(0, 12), max_size=10), min_size=1, max_size=6)


def matrix(sets: list[set], weights=1.0) -> sparse.csr_matrix:
    """One row a set: the root of a member's weight where the set has it."""
    return sparse.csr_matrix([[np.sqrt(weights) * (i in own) for i in range(13)] for own in sets])


def test_similarity_is_the_share_that_both_have_of_what_either_has():
    assert jaccard({1, 2, 3}, {2, 3, 4}) == 0.5
    assert jaccard({1}, {2}) == 0
    assert jaccard(set(), set()) == 1
    assert jaccard_of(2, 3, 3) == 0.5
    assert jaccard_of(np.array([2, 0]), np.array([3, 0]), 3).tolist() == [0.5, 0]


def test_nothing_resembles_nothing_among_rows():
    empty = sparse.csr_matrix((2, 3))
    assert jaccard_rows(empty).tolist() == contained_rows(empty).tolist() == [[0, 0], [0, 0]]


@given(some_sets, some_sets)
def test_rows_are_as_alike_as_the_sets_they_stand_for(ours, theirs):
    expected = [[jaccard(one, other) if one or other else 0 for other in theirs] for one in ours]
    assert jaccard_rows(matrix(ours), matrix(theirs)).tolist() == expected
    assert jaccard_rows(matrix(ours)).tolist() == jaccard_rows(matrix(ours), matrix(ours)).tolist()


@given(some_sets, st.floats(0.01, 100))
def test_a_weight_that_all_members_have_changes_nothing(sets, weight):
    assert jaccard_rows(matrix(sets, weight)) == pytest.approx(jaccard_rows(matrix(sets)), abs=1e-9)
    assert contained_rows(matrix(sets, weight)) == pytest.approx(contained_rows(matrix(sets)), abs=1e-9)


@given(some_sets)
def test_a_row_is_contained_in_another_by_the_share_of_its_members(sets):
    expected = [[len(one & other) / len(one) if one else 0 for other in sets] for one in sets]
    assert contained_rows(matrix(sets)).tolist() == expected
    assert contained_rows(matrix(sets), matrix(sets[:1])).tolist() == [row[:1] for row in expected]


def test_a_heavy_word_in_common_counts_for_more():
    heavy, light = np.sqrt(9.0), 1.0
    rows = sparse.csr_matrix([[heavy, light, 0], [heavy, 0, light], [0, light, light]])
    alike = jaccard_rows(rows)
    assert alike[0, 1] == pytest.approx(9 / 11)
    assert alike[0, 2] == pytest.approx(1 / 11)
    assert jaccard_rows(rows.astype(np.float32)).dtype == np.float32
