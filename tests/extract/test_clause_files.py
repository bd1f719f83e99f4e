"""Files of clauses by ranges of their hash: each clause once, with the text it was first met with."""

import resource
from pathlib import Path

import numpy as np
import pytest

from policy_corpus.extract import clause_files, part_tables
from policy_corpus.extract.clause_files import gather
from policy_corpus.extract.identity import clause_hash, clause_number
from policy_corpus.extract.part_tables import tables_of
from policy_corpus.extract.rows import Rows
from policy_corpus.extract.shard_file import write_tables
from policy_corpus.extract.store import Store

OARS = Store(
    ["We row:", "with oars", "unused"], ["we row", "with oars", "unused"], [(0, -1), (1, 0), (2, -1)]
)
SAILS = Store(["WE ROW", "with sails", "With Oars"], ["we row", "with sails", "with oars"], [(1, 0), (2, -1)])


@pytest.fixture
def shards(tmp_path):
    files = [tmp_path / f"{name}.shard" for name in ("oars", "sails")]
    for file, store in zip(files, (OARS, SAILS), strict=True):
        write_tables(file, tables_of((store, {})))
    return files


ROW, WITH_OARS, WITH_SAILS = (clause_number(key) for key in ("we row", "with oars", "with sails"))
USED = [(ROW, 0), (WITH_OARS, ROW + 1), (WITH_SAILS, ROW + 1), (WITH_OARS, 0)]


@pytest.fixture
def rows():
    return Rows.of(*np.array(USED, np.uint64).T)


@pytest.mark.parametrize("together", [1, 100])
@pytest.mark.parametrize("least", [1, 2, 100])
def test_parts_have_the_words_of_the_rows_in_their_order(
    shards, rows, tmp_path, monkeypatch, least, together
):
    monkeypatch.setattr(clause_files, "LEAST", least)
    monkeypatch.setattr(clause_files, "TOGETHER", together)
    parts = gather(shards, rows, tmp_path).parts
    assert [clause_hash(key) for part in parts for key in part.clause_keys()] == rows.hashes
    told = [pair for part in parts for pair in zip(*part.texts(), strict=True)]
    assert sorted(told) == [
        ("We row:", ""),
        ("with oars", ""),
        ("with oars", "We row:"),
        ("with sails", "We row:"),
    ]


def test_more_rows_than_a_process_may_have_files_are_gathered(tmp_path, monkeypatch):
    keys = [f"we row {number} boats" for number in range(250)]
    shard = tmp_path / "boats.shard"
    write_tables(shard, tables_of((Store(keys, keys, [(place, -1) for place in range(250)]), {})))
    numbers = np.array([clause_number(key) for key in keys], np.uint64)
    monkeypatch.setattr(clause_files, "LEAST", 1)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/dev/fd").iterdir())) + 230, before[1]))
    try:
        parts = gather([shard], Rows.of(numbers, np.zeros(250, np.uint64)), tmp_path).parts
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert sorted(key for part in parts for key in part.clause_keys()) == sorted(keys)


def test_what_was_read_is_counted(rows, tmp_path):
    stores = [Store(paragraphs={7, 8}, occurrences=3), Store(paragraphs={8, 9}, occurrences=2)]
    files = [tmp_path / f"{number}.shard" for number in range(2)]
    for file, store in zip(files, stores, strict=True):
        write_tables(file, tables_of((store, {})))
    assert gather(files, rows, tmp_path).counts == {"paragraphs": 3, "clause_occurrences": 5}


def test_two_clauses_of_one_hash_stop_the_build(rows, shards, tmp_path, monkeypatch):
    monkeypatch.setattr(part_tables, "check_number", lambda key: 7)
    write_tables(shards[1], tables_of((SAILS, {})))
    with pytest.raises(AssertionError, match="share a hash"):
        gather(shards, rows, tmp_path)
