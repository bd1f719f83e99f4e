"""Tables and their manifest: all or nothing, and nothing changed is loaded."""

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policy_corpus import tables
from policy_corpus.errors import CorpusError
from policy_corpus.paths import TABLES as PUBLISHED
from policy_corpus.tables import NAMES, holding, read_manifest, read_table, ready, verify, write_tables

TABLES = {
    "one": pa.table({"name": pa.array(["a", None, "ü"]), "number": pa.array([1, 2, 3], pa.int32())}),
    "two": pa.table(
        {"list": pa.array([[1], [], [2, 3]]), "kind": pa.array(["x", "y", "x"]).dictionary_encode()}
    ),
}


@pytest.fixture
def folder(tmp_path) -> Path:
    write_tables(TABLES, tmp_path / "tables", {"archives": {"small": "0" * 40}})
    return tmp_path / "tables"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_tables_come_back_as_they_were(folder):
    for name, table in TABLES.items():
        assert read_table(name, folder).to_pylist() == table.to_pylist()
    manifest = verify(folder)
    assert manifest["archives"] == {"small": "0" * 40}
    assert [said["rows"] for said in manifest["tables"].values()] == [3, 3]


def test_the_same_tables_give_the_same_bytes(folder, tmp_path):
    write_tables(TABLES, tmp_path / "again", {"archives": {"small": "0" * 40}})
    assert contents(tmp_path / "again") == contents(folder)


SEVEN = pa.table({"n": range(7), "kind": pa.array(["x", "b", "b", None, "a", "x", "a"]).dictionary_encode()})


@pytest.mark.parametrize("group", [2, 3, 7, 100])
@pytest.mark.parametrize("sizes", [(7,), (1, 6), (0, 3, 0, 4, 0), (1,) * 7])
def test_bytes_do_not_depend_on_the_parts_in_which_a_table_comes(tmp_path, monkeypatch, group, sizes):
    monkeypatch.setattr(tables, "GROUP", group)
    write_tables({"seven": SEVEN}, tmp_path / "whole", {})
    begins = [sum(sizes[:place]) for place in range(len(sizes))]
    parts = [SEVEN.slice(begin, size).to_pydict() for begin, size in zip(begins, sizes, strict=True)]
    apart = (
        pa.table({"n": pa.array(n, pa.int64()), "kind": pa.array(kind, pa.string()).dictionary_encode()})
        for n, kind in (part.values() for part in parts)
    )
    write_tables({"seven": apart}, tmp_path / "parts", {})
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")
    assert read_table("seven", tmp_path / "parts").to_pydict() == SEVEN.to_pydict()
    assert pq.read_metadata(tmp_path / "parts" / "seven.parquet").num_row_groups == -(-7 // group)


def test_a_wide_table_is_written_in_groups_of_fewer_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "CELLS", 6)
    write_tables({"seven": SEVEN}, tmp_path / "seven", {})
    assert read_table("seven", tmp_path / "seven").to_pydict() == SEVEN.to_pydict()
    file = pq.read_metadata(tmp_path / "seven" / "seven.parquet")
    assert [file.row_group(place).num_rows for place in range(file.num_row_groups)] == [3, 3, 1]


def test_a_coded_column_has_the_names_that_stand_in_it_in_alphabetical_order(tmp_path):
    names = [["b", "a"], ["unused", "a", "b"]]
    columns = [pa.DictionaryArray.from_arrays([own.index("b"), own.index("a"), None], own) for own in names]
    for number, column in enumerate(columns):
        write_tables({"one": pa.table({"kind": column})}, tmp_path / str(number), {})
    assert contents(tmp_path / "0") == contents(tmp_path / "1")


def test_new_tables_replace_old_ones_whole(folder):
    write_tables({"three": TABLES["one"]}, folder, {})
    assert set(contents(folder)) == {"three.parquet", "manifest.json"}
    assert [p.name for p in folder.parent.iterdir()] == ["tables"]


def test_a_changed_table_is_not_loaded(folder):
    path = folder / "one.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    for load in (lambda: read_table("one", folder), lambda: verify(folder)):
        with pytest.raises(
            CorpusError, match=r"one\.parquet: changed since it was built.*git checkout.*make corpus"
        ):
            load()
    assert read_table("two", folder).num_rows == 3


def test_a_missing_table_is_named(folder):
    (folder / "two.parquet").unlink()
    with pytest.raises(CorpusError, match=r"two\.parquet: missing; `git checkout"):
        verify(folder)


def test_a_table_that_never_was_is_named(folder):
    with pytest.raises(CorpusError, match=r"three\.parquet: not in the manifest; the tables are one, two"):
        read_table("three", folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "missing"),
        ("{", "cannot be read"),
        ("[]", "not a manifest of schema"),
        ('{"schema_version": 1}', "names no table"),
        ('{"schema_version": 0, "tables": {}}', "not a manifest of schema"),
        ('{"schema_version": 1, "tables": []}', "not a manifest of schema"),
        ('{"schema_version": 1, "tables": {}, "archives": null}', "not a manifest of schema"),
        ('{"schema_version": 1, "tables": {}}', "names no table"),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_a_damaged_manifest_is_named(folder, text, said):
    (folder / "manifest.json").unlink()
    if text is not None:
        (folder / "manifest.json").write_text(text)
    with pytest.raises(CorpusError, match=rf"manifest\.json: {said}.*git checkout"):
        verify(folder)


@pytest.mark.parametrize(
    ("entry", "lacks"),
    [
        (None, "rows, bytes, sha256"),
        ([], "rows, bytes, sha256"),
        ({"rows": 3, "bytes": 1}, "sha256"),
        ({"rows": 3, "bytes": 1, "sha256": None}, "sha256"),
        ({"rows": "3", "bytes": None, "sha256": "0" * 64}, "rows, bytes"),
    ],
)
def test_an_entry_that_vouches_for_nothing_is_named(folder, entry, lacks):
    manifest = read_manifest(folder)
    manifest["tables"]["one"] = entry
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for load in (lambda: read_table("one", folder), lambda: verify(folder)):
        with pytest.raises(CorpusError, match=rf"manifest\.json: its entry one is without {lacks}; `git"):
            load()


def test_an_entry_leads_to_no_file_elsewhere(folder):
    manifest = read_manifest(folder)
    manifest["tables"]["../one"] = manifest["tables"]["one"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CorpusError, match=r"its entry \.\./one is no name of a table"):
        verify(folder)


def test_a_table_without_an_entry_is_named(folder):
    with pytest.raises(CorpusError, match=r"manifest\.json: has no entry clauses"):
        verify(folder, ["one", "clauses"])
    (folder / "three.parquet").write_bytes((folder / "one.parquet").read_bytes())
    with pytest.raises(CorpusError, match=r"manifest\.json: has no entry three"):
        verify(folder)


def test_a_manifest_that_tells_other_rows_is_told(folder):
    manifest = read_manifest(folder)
    manifest["tables"]["one"]["rows"] = 4
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CorpusError, match=r"one\.parquet: holds other rows than the manifest says"):
        verify(folder)


def test_a_manifest_that_vouches_for_what_is_no_table_is_told(folder):
    path, manifest = folder / "one.parquet", read_manifest(folder)
    path.write_bytes(b"a letter")
    manifest["tables"]["one"]["sha256"] = hashlib.sha256(b"a letter").hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CorpusError, match=r"one\.parquet: is no table; `git checkout"):
        verify(folder)


def test_a_manifest_that_tells_another_size_is_told(folder):
    manifest = read_manifest(folder)
    manifest["tables"]["one"]["bytes"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CorpusError, match=r"one\.parquet: holds other bytes than the manifest says"):
        verify(folder)


def test_does_not_write_over_a_folder_of_other_things(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CorpusError, match="holds other files than tables; name a new or empty folder"):
        write_tables(TABLES, tmp_path, {})
    assert contents(tmp_path) == {"letter.txt": b"mine"}


@pytest.mark.parametrize(
    "names",
    [
        ["settings.json"],
        ["manifest.json"],
        ["sales.parquet"],
        ["clauses.parquet"],
        ["clauses.parquet", "manifest.json"],
        ["clauses.parquet", "sales.parquet"],
        ["clauses.parquet", "settings.json"],
        ["clauses.parquet", "manifest.json", "sales.parquet"],
    ],
)
def test_does_not_write_over_parquet_and_json_of_others(names, tmp_path):
    for name in names:
        (tmp_path / name).write_text('{"name": "mine"}')
    before = contents(tmp_path)
    with pytest.raises(CorpusError, match="holds other files than tables; name a new or empty folder"):
        write_tables(TABLES, tmp_path, {})
    assert contents(tmp_path) == before


def test_does_not_delete_folders_among_tables(folder):
    (folder / "mine.parquet").mkdir()
    with pytest.raises(CorpusError, match="holds other files than tables"):
        write_tables(TABLES, folder, {})


@pytest.mark.parametrize("manifest", [None, "{", '{"schema_version": 0}'])
def test_our_tables_are_made_anew_where_their_manifest_is_damaged(manifest, tmp_path):
    for name in NAMES:
        (tmp_path / f"{name}.parquet").write_text("")
    if manifest:
        (tmp_path / "manifest.json").write_text(manifest)
    write_tables(TABLES, tmp_path, {})
    assert verify(tmp_path)["tables"].keys() == {"one", "two"}


def test_the_published_tables_have_our_names():
    assert set(read_manifest(PUBLISHED)["tables"]) == set(NAMES)


def test_says_that_a_folder_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CorpusError, match=r"file/tables: cannot be written to \(.*\); name another folder"):
        write_tables(TABLES, tmp_path / "file" / "tables", {})


def test_a_function_may_hold_the_folder_for_as_long_as_it_works(tmp_path):
    @holding
    def work(number: int, out: Path) -> int:
        assert (tmp_path / ".tables.scratch").is_dir()
        write_tables(TABLES, out, {})
        return number

    assert work(1, tmp_path / "tables") == work(1, out=tmp_path / "tables") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["tables"]


def test_a_failure_half_way_leaves_the_tables_as_they_were(folder):
    before = contents(folder)

    def tables():
        yield "one", TABLES["one"]
        raise RuntimeError("half-way")

    class Broken(dict):
        items = staticmethod(tables)

    with pytest.raises(RuntimeError):
        write_tables(Broken(), folder, {})
    assert contents(folder) == before
    assert [p.name for p in folder.parent.iterdir()] == ["tables"]


KILLED = """
import os, signal, sys
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq
from policy_corpus import tables
setattr(tables, sys.argv[2], lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL))
tables.write_tables({"one": pa.table({"n": [9]})}, Path(sys.argv[1]), {})
"""


@pytest.mark.parametrize("when", ["_sha256", "take_place"])
def test_a_killed_build_harms_nothing_and_the_next_one_clears_up(folder, when):
    before = contents(folder)
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), when], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(folder.parent.iterdir())) > 1
    with ready(folder):
        pass
    assert contents(folder) == before
    assert [p.name for p in folder.parent.iterdir()] == ["tables"]


@pytest.mark.parametrize(
    "name", [".tables-of-contents", ".tables-old-notes.old", ".tables", ".tables.scratch-mine"]
)
@pytest.mark.parametrize("tables_there", [True, False])
def test_what_a_user_keeps_beside_the_tables_is_left_alone(name, tables_there, folder):
    if not tables_there:
        shutil.rmtree(folder)
    mine = folder.parent / name
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    write_tables(TABLES, folder, {})
    assert contents(mine) == {"letter.txt": b"mine"}
    assert {p.name for p in folder.parent.iterdir()} == {"tables", name}


def test_who_reads_while_new_tables_come_reads_the_old_or_the_new_ones(folder):
    faults, over = [], threading.Event()

    def read():
        while not over.is_set():
            try:
                assert read_table("one", folder).num_rows in (1, 3)
            except Exception as fault:
                faults.append(fault)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(40):
        write_tables({"one": TABLES["one"].slice(0, 1 if turn % 2 else 3)}, folder, {})
    over.set()
    reader.join()
    assert faults == []


def test_a_folder_that_is_a_link_stays_one_and_keeps_its_mode(folder, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(folder)
    folder.chmod(0o700)
    write_tables({"other": TABLES["one"]}, link, {})
    assert link.is_symlink() and folder.stat().st_mode & 0o777 == 0o700
    assert list(verify(link)["tables"]) == ["other"]


def test_the_published_tables_are_whole_and_under_30_megabytes():
    manifest = verify(PUBLISHED)
    assert sum(table["bytes"] for table in manifest["tables"].values()) < 30e6
    assert set(manifest["archives"]) >= {"contrib-versions", "tosback2"}


def test_no_published_table_holds_a_sentence():
    for name in verify(PUBLISHED)["tables"]:
        table = read_table(name, PUBLISHED)
        for column in table.column_names:
            values = table[column].combine_chunks()
            values = values.dictionary if pa.types.is_dictionary(values.type) else values
            if column == "why":  # the rules' reasons: few, and in our own words
                assert len(values.unique()) < 30
            elif pa.types.is_string(values.type) and column not in ("path", "platform", "company", "parent"):
                longest = max((len(v.split()) for v in values.to_pylist() if v), default=0)
                assert longest <= 3, (name, column)
