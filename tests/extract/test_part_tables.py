"""What a share says, as tables and back."""

import numpy as np
import pytest

from policy_corpus.extract.part_tables import part_of, tables_of
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
