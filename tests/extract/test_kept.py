"""What is kept: named by what it was made from, made once, found where it was harmed, forgotten when nobody asks."""

import os
import time

import pyarrow as pa
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract.kept import SUFFIX, UNUSED, all_kept, asked_for, file_of, forget, kept

MADE = [pa.table({"oars": [2, 4]}), pa.table({"boat": ["gig"]})]


def make():
    return MADE


def never():
    raise AssertionError("made again")


def test_what_was_made_is_not_made_again(tmp_path):
    file = file_of(tmp_path, "rowing", 2)
    assert kept(file, make) == MADE
    assert kept(file, never) == MADE


def test_a_file_is_named_by_all_that_its_tables_are_made_from(tmp_path):
    file = file_of(tmp_path, "rowing", ["gig", "skiff"])
    assert file_of(tmp_path, "rowing", ["gig", "skiff"]) == file
    others = [("rowing", ["gig"]), ("sailing", ["gig", "skiff"]), ("rowing", ["gigskiff"]), ("\udcff", [])]
    assert len({file, *(file_of(tmp_path, *other) for other in others)}) == 1 + len(others)


@pytest.mark.parametrize("place", [0, 40, -1])
def test_what_was_harmed_is_made_again(tmp_path, place):
    file = file_of(tmp_path, "rowing")
    kept(file, make)
    whole = file.read_bytes()
    harmed = bytearray(whole)
    harmed[place] ^= 1
    file.write_bytes(harmed)
    assert kept(file, make) == MADE
    assert file.read_bytes() == whole


def test_what_lies_under_anothers_name_is_made_again(tmp_path):
    files = [file_of(tmp_path, number) for number in range(2)]
    tables = [[pa.table({"oars": [number]})] for number in range(2)]
    for file, own in zip(files, tables, strict=True):
        kept(file, lambda own=own: own)
    one, other = (file.read_bytes() for file in files)
    files[0].write_bytes(other)
    files[1].write_bytes(one)
    assert list(all_kept(files, lambda missing: [tables[number] for number in missing])) == tables
    assert [file.read_bytes() for file in files] == [one, other]


def test_a_folder_in_its_place_is_named(tmp_path):
    file_of(tmp_path, "rowing").mkdir()
    with pytest.raises(CorpusError, match=r"\.shard: cannot be read \(Is a directory\); delete it"):
        kept(file_of(tmp_path, "rowing"), make)


def test_of_several_files_those_missing_are_made_in_one_go(tmp_path):
    files = [file_of(tmp_path, number) for number in range(4)]
    tables = [[pa.table({"oars": [number]})] for number in range(4)]
    kept(files[1], lambda: tables[1])
    asked = []

    def make(missing):
        asked.append(missing)
        return [tables[number] for number in missing]

    assert list(all_kept(files, make)) == tables
    assert list(all_kept(files, make)) == tables
    assert asked == [[0, 2, 3]]


def test_only_what_no_build_asked_for_of_late_is_forgotten(tmp_path):
    notes, half = tmp_path / "notes.txt", tmp_path / f".{'0' * 32}{SUFFIX}.1-0123abcd.part"
    notes.write_text("mine")
    half.write_text("left by a build that was killed")
    old, late, asked, again = (file_of(tmp_path, name) for name in ("old", "late", "asked", "again"))
    for file in (old, late, asked, again):
        kept(file, make)
    long_ago = time.time() - UNUSED - 60
    for file in (old, asked, again, notes):
        os.utime(file, (long_ago, long_ago))
    kept(again, never)
    forget(tmp_path, {asked})
    assert {notes, late, asked, again} == set(tmp_path.iterdir())


def test_a_file_is_kept_without_a_look_at_the_others(tmp_path, monkeypatch):
    """Else the looks of a build grow with the square of its documents."""
    file = file_of(tmp_path, "rowing")
    monkeypatch.setattr(type(tmp_path), "iterdir", never)
    assert kept(file, make) == MADE
    assert file.exists()


def test_what_another_build_deletes_first_stops_none(tmp_path, monkeypatch):
    gone = tmp_path / f"{'0' * 32}{SUFFIX}"
    asked_for(gone)
    monkeypatch.setattr(type(tmp_path), "glob", lambda *_: [gone])
    forget(tmp_path, set())
