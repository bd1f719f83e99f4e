"""Near-duplicates of clauses, held to cases worked by hand and to the comparison of all pairs."""

from itertools import combinations

from hypothesis import given, settings, strategies as st

from policy_corpus.analysis.near_duplicates import near_duplicates
from tests.analysis.by_hand import matrix


def test_near_duplicates_join_in_chains():
    rows = [
        [1, 1, 1, 1, 1, 0, 0, 0],
        [1, 1, 1, 1, 0, 0, 0, 0],  # 4 of 5 with the row above
        [0, 1, 1, 1, 1, 1, 0, 0],  # 4 of 6 with the first
        [7, 1, 1, 1, 2, 0, 0, 0],  # the same tokens as the first
        [0, 0, 0, 0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
    ]
    assert near_duplicates(matrix(rows), 0.8).tolist() == [0, 0, 1, 0, 2, 3, 4]
    assert near_duplicates(matrix(rows), 0.6).tolist() == [0, 0, 0, 0, 1, 2, 3]
    assert near_duplicates(matrix(rows), 1.0).tolist() == [0, 1, 2, 0, 3, 4, 5]


@given(
    st.lists(st.sets(st.integers(0, 7)), min_size=1, max_size=12), st.sampled_from([0.3, 0.5, 0.6, 0.8, 1.0])
)
@settings(max_examples=150, deadline=None)
def test_near_duplicates_are_those_that_comparing_all_pairs_finds(sets, jaccard):
    group = near_duplicates(matrix([[token in row for token in range(8)] for row in sets]), jaccard)
    expected = list(range(len(sets)))
    for first, second in combinations(range(len(sets)), 2):
        either = sets[first] | sets[second]
        if either and len(sets[first] & sets[second]) >= jaccard * len(either) - 1e-9:
            old, new = expected[second], expected[first]
            expected = [new if number == old else number for number in expected]
    joined = [[a == b for b in expected] for a in expected]
    assert [[a == b for b in group] for a in group] == joined
