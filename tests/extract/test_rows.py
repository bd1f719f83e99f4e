"""Rows of the tables, known by the hashes of their clauses and lead-ins."""

import numpy as np
import pytest

from policy_corpus.extract.rows import Rows, names_of

A, B, C = 10, 20, (1 << 48) - 1  # hashes


def rows(*pairs: tuple[int, int]) -> Rows:
    clauses, lead_ins = np.array(pairs, np.uint64).reshape(-1, 2).T
    return Rows.of(clauses, lead_ins)


FOUR = [(C, A + 1), (A, 0), (B, 0), (A, B + 1)]


@pytest.mark.parametrize("order", [FOUR, FOUR[::-1], FOUR * 2])
def test_rows_do_not_depend_on_the_order_of_reading(order):
    made = rows(*order)
    assert made.hashes == ["00000000000a", "00000000000a", "000000000014", "ffffffffffff"]
    assert made.lead_in_hashes == [None, "000000000014", None, "00000000000a"]


def test_a_row_is_found_and_what_is_none_is_not():
    sought = np.array([(B, 0), (C, A + 1), (B, B + 1), (7, 0), (A, C), (A, 0)], np.uint64)
    assert rows(*FOUR).find(*sought.T).tolist() == [2, 3, -1, -1, -1, 0]
    assert rows().find(*sought.T).tolist() == [-1] * 6


def test_a_pair_without_a_lead_in_is_told_from_any_with_one():
    hashes = np.array([0, B], np.uint64)
    clauses, lead_ins = names_of(hashes, np.array([(0, -1), (1, 0), (1, -1)]))
    assert clauses.tolist() == [0, B, B]
    assert lead_ins.tolist() == [0, 1, 0]


def test_no_rows_are_one_part():
    assert rows().parts(10) == [slice(0, 0)]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_parts_are_all_rows_and_those_of_a_clause_are_in_one(size):
    made = rows(*FOUR)
    parts = made.parts(size)
    assert [place for part in parts for place in range(4)[part]] == [0, 1, 2, 3]
    assert all(
        {*made.clauses[one]}.isdisjoint(made.clauses[other])
        for one in parts
        for other in parts
        if one != other
    )
