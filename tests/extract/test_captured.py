"""Captures of all archives as columns: their texts, the shares of these, and the documents that captures are of."""

from pathlib import Path

import pandas as pd
import pytest
from invented import source

from policy_corpus.extract import captured
from policy_corpus.extract.archive import Capture, table_of
from policy_corpus.extract.captured import Captures, Documents

COLUMNS = ["document", "archive", "path", "from", "until", "jurisdiction"]


def captures(*archives: list[Capture]) -> Captures:
    return Captures.of([table_of(own) for own in archives])


def capture(path: str, blob: str = "", day: str = "2024-01-10", archive: str = "small") -> Capture:
    return Capture(archive, path, "", day, blob, False)


THREE = [
    capture("oar", "b1"),
    capture("boat", "b2"),
    capture("oar", "b2"),
    capture("boat"),
    capture("boat", "b3"),
]
OTHER = [capture("boat", "b1", archive="other")]


def test_texts_are_numbered_by_archive_series_and_history_and_read_in_a_share_a_series():
    made = captures(THREE, OTHER)
    assert made.text.tolist() == [2, 0, 0, -1, 1, 3]
    assert made.first.tolist() == [1, 4, 0, 5]
    sources, folders = [source("small", ""), source("other", "")], {"small": Path("s"), "other": Path("o")}
    assert made.shares(sources, folders) == [
        (Path("s"), sources[0], ["b2", "b3"]),
        (Path("s"), sources[0], ["b1"]),
        (Path("o"), sources[1], ["b1"]),
    ]


def test_columns_make_the_captures_again_and_name_their_paths():
    made = captures(THREE, OTHER)
    assert made.at(range(len(made))) == THREE + OTHER
    assert made.paths == [("small", "boat"), ("small", "oar"), ("other", "boat")]


def documents(rows: list[tuple], own: Captures, files: list[Path]) -> Documents:
    table = pd.DataFrame(rows, columns=COLUMNS)
    return Documents.of(table, own, {path: [(1, 800_000)] for path in own.paths}, files)


def test_a_path_that_a_policy_comes_back_to_keeps_its_captures_in_order():
    spans = [("old", "", "2024-02-08"), ("new", "2024-02-08", "2025-08-01"), ("old", "2025-08-01", "")]
    rows = [("shed", "small", path, start, end, "US") for path, start, end in spans]
    days = [("old", "2024-01-10"), ("new", "2024-03-20"), ("old", "2025-09-01"), ("new", "2025-02-14")]
    made = documents(rows, captures([capture(path, day=day) for path, day in days]), [])
    assert made.places.tolist() == [0, 1, 3, 2]


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_documents_are_made_some_at_a_time_with_the_shards_of_their_texts(monkeypatch, at_once):
    monkeypatch.setattr(captured, "AT_ONCE", at_once)
    files = [Path(name) for name in ("boat", "oar", "other")]
    rows = [
        (*names, "", "", "US")
        for names in (("a", "small", "oar"), ("b", "small", "boat"), ("c", "other", "boat"))
    ]
    made = documents(rows, captures(THREE, OTHER), files)
    every = [document for numbers in made.batches() for document in made.some(numbers)]
    assert [document.shards for document in every] == [files[:2], files[:1], files[2:]]
    assert [document.captures for document in every] == [THREE[::2][:2], [THREE[1], *THREE[3:]], OTHER]
    assert made.of_places.tolist() == [0, 0, 1, 1, 1, 2]
