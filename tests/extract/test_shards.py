"""Shards: by which key they are kept, what it depends on, and what becomes of harmed ones."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from invented import archive, policy, source

from policy_corpus.errors import CorpusError
from policy_corpus.extract import archive as archive_module, shards
from policy_corpus.extract.archive import read_history
from policy_corpus.extract.reading import merged, read_shares
from policy_corpus.extract.shards import make_shards, part_in, shard_of
from policy_corpus.extract.workers import InProcess, worker_pool


@pytest.fixture
def share(tmp_path):
    """A share of two texts of one path, in an archive of its own."""
    path = "Acme/Privacy Policy.md"
    texts = [policy("Acme").encode(), policy("Acme", "We like rain.").encode()]
    head = archive(tmp_path / "small.git", [(n, "Record", {path: text}) for n, text in enumerate(texts)])
    small, folder = source("small", head), tmp_path / "small.git"
    return (folder, small, [capture.blob for capture in read_history(folder, small)])


def test_a_file_is_named_by_the_texts_and_by_how_they_are_read(share):
    folder, small, blobs = share
    file = shard_of(folder, share)
    assert shard_of(folder, (folder.parent / "elsewhere", small, blobs)) == file
    assert shard_of(folder, (folder, small, blobs[:1])) != file
    assert shard_of(folder, (folder, replace(small, format="tosback"), blobs)) != file


def test_shares_of_one_archive_are_read_with_one_start_of_git(share, tmp_path, monkeypatch):
    folder, small, blobs = share
    begun, begin = [], archive_module.started
    monkeypatch.setattr(archive_module, "started", lambda *asked: begun.append(asked) or begin(*asked))
    shares = [(folder, small, blobs[:1]), (folder, small, blobs[1:])]
    told = []
    files = make_shards(shares, InProcess(), told.append, tmp_path / "shards")
    assert (len(begun), told, len(set(files))) == (1, [2], 2)
    monkeypatch.setattr(shards, "AT_ONCE", 1)
    make_shards(shares, InProcess(), told.append, tmp_path / "others")
    assert (len(begun), told) == (3, [2, 1, 1])


def test_other_code_reads_into_other_files(share, monkeypatch):
    folder, *_ = share
    file = shard_of(folder, share)
    monkeypatch.setattr(shards, "made_by", lambda module: f"{module} of another version")
    assert shard_of(folder, share) != file


def test_what_is_there_is_not_read_again(share, tmp_path, monkeypatch):
    told = []
    (file,) = make_shards([share], InProcess(), told.append, tmp_path / "shards")
    assert told == [2]
    monkeypatch.setattr(shards, "read_shares", None)
    assert make_shards([share], InProcess(), told.append, tmp_path / "shards") == [file]
    assert told == [2, 2]


@pytest.mark.parametrize("place", [0, 40, -1])
def test_a_flipped_bit_is_found_and_the_shard_made_anew(share, tmp_path, place):
    (file,) = make_shards([share], InProcess(), print, tmp_path)
    whole = file.read_bytes()
    harmed = bytearray(whole)
    harmed[place] ^= 1
    file.write_bytes(harmed)
    with pytest.raises(CorpusError, match=rf"{file.name}: was deleted or changed .*run again"):
        part_in(file)
    make_shards([share], InProcess(), print, tmp_path)
    assert file.read_bytes() == whole


def test_shards_read_side_by_side_are_as_if_read_by_one(tmp_path):
    pages = [policy("Acme"), policy("Bolt", "We like rain."), policy("Acme", "We like rain. We like hail.")]
    paths = [f"{name}/Privacy Policy.md" for name in "ABC"]
    head = archive(
        tmp_path / "small.git",
        [(1, "Start", {path: page.encode() for path, page in zip(paths, pages, strict=True)})],
    )
    small, folder = source("small", head), tmp_path / "small.git"
    blobs = [capture.blob for capture in read_history(folder, small)]
    ((whole, readings),) = read_shares([(folder, small, blobs)])
    shares = [(folder, small, blobs[:1]), (folder, small, blobs[1:])]
    for number, pool in enumerate([worker_pool(1), worker_pool(2), ThreadPoolExecutor(2)]):
        with pool as executor:  # any executor will do
            files = make_shards(shares, executor, print, tmp_path / str(number))
        store, parts = merged(map(part_in, files))
        assert store == whole
        assert list(parts) == list(readings)
        for place, reading in readings.items():
            assert np.array_equal(parts[place].rows, reading.rows)
            assert np.array_equal(parts[place].sections, reading.sections)
