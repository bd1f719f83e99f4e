"""Rows of the tables, known by the hashes of their clauses and lead-ins."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from policy_corpus.extract.identity import clause_number
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


PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=60)


@given(PAIRS, PAIRS)
def test_rows_are_found_as_in_a_list_of_them(held, sought):
    places = {pair: place for place, pair in enumerate(sorted({*held}))}
    asked = np.array(sought, np.uint64).reshape(-1, 2)
    assert rows(*held).find(*asked.T).tolist() == [places.get(pair, -1) for pair in sought]


def test_a_pair_without_a_lead_in_is_told_from_any_with_one():
    hashes = np.array([0, B], np.uint64)
    clauses, lead_ins = names_of(hashes, np.array([(0, -1), (1, 0), (1, -1)]))
    assert clauses.tolist() == [0, B, B]
    assert lead_ins.tolist() == [0, 1, 0]


def test_no_rows_are_one_part():
    assert rows().parts(10, 8) == [slice(0, 0)]


# A hundred clauses stand twice.
SPREAD = sorted(clause_number(f"boat {number % 300}") for number in range(400))


@pytest.mark.parametrize(("size", "most", "number"), [(1, 500, 256), (100, 500, 4), (1, 3, 2), (1000, 8, 1)])
def test_parts_are_all_rows_and_those_of_a_clause_are_in_one(size, most, number):
    made = Rows(np.array(SPREAD, np.uint64), np.zeros(400, np.uint64))
    parts = made.parts(size, most)
    assert len(parts) == number
    assert [place for part in parts for place in range(400)[part]] == list(range(400))
    of_part = [{*made.clauses[part].tolist()} for part in parts]
    assert sum(map(len, of_part)) == len({*SPREAD})


def test_a_new_row_changes_its_own_part_only():
    def parts(clauses):
        made = Rows(np.array(sorted(clauses), np.uint64), np.zeros(len(clauses), np.uint64))
        return [tuple(made.clauses[part]) for part in made.parts(50, 8)]

    before, after = parts(SPREAD), parts([*SPREAD, clause_number("a new boat")])
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
