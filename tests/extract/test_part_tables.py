"""What a share says, as tables and back."""

import numpy as np
import pytest

from policy_corpus.extract.identity import clause_number
from policy_corpus.extract.part_tables import NAMES, facts_in, part_of, rows_said, tables_of
from policy_corpus.extract.reading import Reading
from policy_corpus.extract.store import Store


def reading(rows, **more) -> Reading:
    return Reading(np.array(rows, np.uint32), np.zeros(len(rows), np.uint32), 5, 2, "en", "", 90, **more)


STORE = Store(
    ["We row:", "with oars"], ["we row", "with oars"], [(0, -1), (1, 0)], ["0", "1"], {7, 2**64 - 1}, 3
)
READINGS = {
    ("small", "a" * 40): reading([0, 1], regions=(1, 0, 2), latest="2020-02-01"),
    ("small", "b" * 40): reading([0], halves=(reading([0]), reading([1])), regions=(0, 0, 1)),
    ("small", "c" * 40): reading([], beside=(np.array([1]), np.array([], int), np.array([0, 1]))),
    ("small", "d" * 40): reading([1], halves=(reading([1]), reading([]))),
}


def plain(one: Reading) -> tuple:
    """All that a reading says, to compare."""
    halves = tuple(map(plain, one.halves or ()))
    pages = [page.tolist() for page in one.beside]
    facts = (one.words, one.signals, one.language, one.stated, one.size, one.regions, one.latest)
    return (one.rows.tolist(), one.sections.tolist(), facts, pages, halves)


@pytest.mark.parametrize("part", [(STORE, READINGS), (Store(), {})])
def test_a_part_comes_back_as_it_was(part):
    store, readings = part_of(tables_of(part))
    assert store == part[0]
    assert list(readings) == list(part[1])
    assert [plain(one) for one in readings.values()] == [plain(one) for one in part[1].values()]


def test_texts_of_any_parts_that_say_the_same_have_one_hash():
    other = Store(["With OARS", "We row"], ["with oars", "we row"], [(0, 1), (1, -1)], ["1"])
    here, there = (
        dict(zip(READINGS, tables_of((store, READINGS))[NAMES]["said"].to_pylist(), strict=False))
        for store in (STORE, other)
    )
    both, first, none, second = READINGS
    assert here[both] == there[both]
    assert here[first] == there[second] != here[second] == there[first]
    assert here[none] == there[none] != here[first]


def test_what_each_text_says_is_told_without_its_halves():
    (clauses, lead_ins), said, sizes = rows_said(tables_of((STORE, READINGS)))
    assert said.tolist() == [0, 1, 0, 1]
    assert sizes.tolist() == [2, 1, 0, 1]
    assert clauses.tolist() == [clause_number("we row"), clause_number("with oars")]
    assert lead_ins.tolist() == [0, clause_number("we row") + 1]


def test_the_facts_of_texts_are_those_of_their_readings():
    facts = facts_in(tables_of((STORE, READINGS)))
    assert facts["clauses"].to_pylist() == [2, 1, 0, 1]
    assert facts["size"].to_pylist() == [90] * 4
