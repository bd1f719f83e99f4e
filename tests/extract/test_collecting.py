"""How many clauses of each text collect, whatever the shards and who counts."""

import numpy as np
import pytest

from policy_corpus.extract import collecting
from policy_corpus.extract.collecting import count_collecting
from policy_corpus.extract.identity import clause_number
from policy_corpus.extract.part_tables import tables_of
from policy_corpus.extract.reading import Reading
from policy_corpus.extract.rows import Rows, names_of
from policy_corpus.extract.shard_file import write_tables
from policy_corpus.extract.store import Store
from policy_corpus.extract.workers import InProcess

SAYINGS = ["we scan your face", "we keep your photos", "we like rain"]
NUMBER = {text: clause_number(text) for text in SAYINGS}


def shard(file, *texts: list[str]):
    """A file of a share whose texts say these of `SAYINGS`."""
    store = Store(SAYINGS, SAYINGS, [(place, -1) for place in range(len(SAYINGS))])
    readings = {}
    for number, said in enumerate(texts):
        rows = np.array([SAYINGS.index(text) for text in said], np.uint32)
        readings["archive", str(number)] = Reading(
            rows, np.zeros_like(rows), words=1, signals=0, language="en", stated="", size=1
        )
    write_tables(file, tables_of((store, readings)))
    return file


@pytest.mark.parametrize("at_once", [1, 100])
def test_each_text_has_its_own_clauses_counted_and_those_that_never_stood_do_not_count(
    tmp_path, monkeypatch, at_once
):
    monkeypatch.setattr(collecting, "AT_ONCE", at_once)
    face, photos, rain = SAYINGS
    files = [
        shard(tmp_path / "one.shard", [face, rain], [rain], [face, photos]),
        shard(tmp_path / "two.shard", [], [photos]),
    ]
    stood = np.array([NUMBER[face], NUMBER[rain]], np.uint64)
    rows = Rows.of(*names_of(stood, np.array([(0, -1), (1, -1)])))
    collects = {
        "biometric": rows.clauses == np.uint64(NUMBER[face]),
        "weather": rows.clauses == np.uint64(NUMBER[rain]),
        "employment": np.zeros(2, bool),
    }
    counts = count_collecting(files, collects, rows, InProcess(), tmp_path)
    assert {name: column.tolist() for name, column in counts.items()} == {
        "biometric": [1, 0, 1, 0, 0],
        "weather": [1, 1, 0, 0, 0],
        "employment": [0] * 5,
    }


def test_where_nothing_collects_every_count_is_none(tmp_path):
    files = [shard(tmp_path / "one.shard", SAYINGS)]
    rows = Rows(np.array([NUMBER[SAYINGS[0]]], np.uint64), np.zeros(1, np.uint64))
    counts = count_collecting(files, {"biometric": np.zeros(1, bool)}, rows, InProcess(), tmp_path)
    assert counts["biometric"].tolist() == [0]
