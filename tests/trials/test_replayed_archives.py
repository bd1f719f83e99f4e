"""A replayed corpus has each history several times, nearly alike, and is built like any other."""

import pandas as pd
from invented import corpus

from policy_corpus.extract.build import build
from policy_corpus.trials.replayed_archives import edited, write

LINES = [f"On day {n} we counted the gulls above the shed and wrote it down." for n in range(500)]
PAGE = "\n".join(LINES).encode()


def test_a_replay_has_a_word_more_in_some_lines():
    assert edited(PAGE, 0) == PAGE
    for replay in (1, 2):
        changed = [line for line in edited(PAGE, replay).decode().split("\n") if line not in LINES]
        assert 0 < len(changed) < 25
        assert all(f" indeed{replay} day " in line for line in changed)


def test_an_edit_is_the_same_wherever_its_line_stands():
    backwards = "\n".join(LINES[::-1]).encode()
    assert set(edited(PAGE, 1).split(b"\n")) == set(edited(backwards, 1).split(b"\n"))


def test_histories_are_told_as_often_as_asked(tmp_path):
    made = corpus(tmp_path / "corpus")
    folder = tmp_path / "twice"
    write(folder, 2, made["archives"], made["sources"], made["data"])
    replayed = {"archives": folder / "archives", "data": folder / "data", "sources": folder / "sources.yml"}
    tables = []
    for name, place in (("once", made), ("twice", replayed)):
        build(out=tmp_path / name / "tables", **place)
        tables.append(pd.read_parquet(tmp_path / name / "tables" / "captures.parquet"))
    once, twice = (table.groupby("document", observed=True)["status"] for table in tables)
    statuses = once.apply(lambda found: found.astype(str).tolist())
    replays = twice.apply(lambda found: found.astype(str).tolist())
    assert replays[statuses.index].to_dict() == statuses.to_dict()
    assert [replays[f"{name}-replay-1"] for name in statuses.index] == statuses.tolist()
