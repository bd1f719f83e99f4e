"""What is kept of earlier readings: by which key, and what it depends on."""

import subprocess
import sys
from dataclasses import replace

import pytest
from invented import archive, policy, source

from policy_corpus.errors import CorpusError
from policy_corpus.extract import reading_cache
from policy_corpus.extract.archive import read_history
from policy_corpus.extract.reading_cache import cache_key, code_of, read_cached
from policy_corpus.extract.workers import InProcess
from policy_corpus.paths import ROOT

LOADED = """
import sys
from policy_corpus.extract.reading import Reader
Reader().read(b"We like rain.", "markdown")
print(*(name for name in sys.modules if name.startswith("policy_corpus.extract.")))
"""


@pytest.fixture
def share(tmp_path):
    """A share of two texts of one path, in an archive of its own."""
    path = "Acme/Privacy Policy.md"
    texts = [policy("Acme").encode(), policy("Acme", "We like rain.").encode()]
    head = archive(tmp_path / "small.git", [(n, "Record", {path: text}) for n, text in enumerate(texts)])
    small, folder = source("small", head), tmp_path / "small.git"
    return [(folder, small, [capture.blob for capture in read_history(folder, small)])]


def test_the_key_is_of_the_texts_and_of_how_they_are_read(share):
    ((folder, small, blobs),) = share
    key = cache_key(share)
    assert cache_key([(folder.parent / "elsewhere", small, blobs)]) == key
    assert cache_key([(folder, small, blobs[:1])]) != key
    assert cache_key([(folder, replace(small, format="tosback"), blobs)]) != key


def test_the_key_is_of_all_code_that_a_reading_loads():
    said = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = {name.removeprefix("policy_corpus.extract.") for name in said.stdout.split()}
    assert {"reading", "text", "dates", "language"} <= loaded
    assert loaded == set(code_of("reading", {}))


def test_what_is_kept_is_not_read_again(share, tmp_path, monkeypatch):
    told = []
    ((store, readings),) = read_cached([share], InProcess(), told.append, tmp_path / "known")
    assert sum(told) == 2
    monkeypatch.setattr(reading_cache, "read_share", None)
    ((kept, again),) = read_cached([share], InProcess(), told.append, tmp_path / "known")
    assert sum(told) == 4
    assert kept == store
    assert list(again) == list(readings)


def test_only_what_no_share_asks_for_is_deleted(share, tmp_path):
    known = tmp_path / "known"
    known.mkdir()
    notes, half = known / "notes.txt", known / f".{'0' * 32}.pickle.12345678.part"
    notes.write_text("mine")
    half.write_text("left by a run that was killed")
    list(read_cached([share], InProcess(), print, known))
    ((folder, small, blobs),) = share
    other = [(folder, small, blobs[:1])]
    list(read_cached([other], InProcess(), print, known))
    assert sorted(known.iterdir()) == sorted([notes, known / f"{cache_key(other)}.pickle"])


def test_a_damaged_file_is_named(share, tmp_path):
    list(read_cached([share], InProcess(), print, tmp_path))
    (file,) = tmp_path.glob("*.pickle")
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(CorpusError, match=rf"{file.name}: is damaged; delete it"):
        list(read_cached([share], InProcess(), print, tmp_path))
