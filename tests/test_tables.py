"""Tables: what was changed, is missing or of another schema is refused, by name and with the mend."""

import json

import pyarrow as pa
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.tables import MANIFEST, TABLES, read_manifest, read_table, verify, write_tables

NUMBERS = {"numbers": pa.table({"n": pa.array([1, 2, 3], pa.int32())})}


@pytest.fixture
def folder(tmp_path):
    write_tables(NUMBERS, tmp_path / "tables", {"archives": {}})
    return tmp_path / "tables"


def test_a_table_comes_back_as_it_was_written(folder):
    assert read_table("numbers", folder).equals(NUMBERS["numbers"])
    assert verify(folder)["tables"]["numbers"]["rows"] == 3


def test_the_same_table_gives_the_same_bytes(folder, tmp_path):
    write_tables(NUMBERS, tmp_path / "again", {"archives": {}})
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_a_changed_table_is_refused(folder):
    path = folder / "numbers.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=r"numbers\.parquet.*make corpus"):
        read_table("numbers", folder)
    with pytest.raises(CorpusError, match=r"numbers\.parquet"):
        verify(folder)


def test_a_missing_table_is_refused(folder):
    (folder / "numbers.parquet").unlink()
    with pytest.raises(CorpusError, match=r"numbers\.parquet: missing.*make corpus"):
        read_table("numbers", folder)


def test_an_unknown_table_is_refused(folder):
    with pytest.raises(CorpusError, match="the tables are numbers"):
        read_table("letters", folder)


@pytest.mark.parametrize("content", ["", "{", "[]", json.dumps({"schema_version": 99, "tables": {}})])
def test_a_manifest_that_is_none_is_refused(folder, content):
    (folder / MANIFEST).write_text(content)
    with pytest.raises(CorpusError, match=MANIFEST):
        read_manifest(folder)


def test_a_missing_manifest_is_refused(tmp_path):
    with pytest.raises(CorpusError, match=r"manifest\.json: missing"):
        read_manifest(tmp_path)


def test_the_published_tables_are_whole_and_under_30_megabytes():
    manifest = verify(TABLES)
    assert sum(table["bytes"] for table in manifest["tables"].values()) < 30e6
    assert set(manifest["archives"]) >= {"contrib-versions", "tosback2"}


def test_no_published_table_holds_a_sentence():
    for name in verify(TABLES)["tables"]:
        table = read_table(name, TABLES)
        for column in table.column_names:
            values = table[column].combine_chunks()
            values = values.dictionary if pa.types.is_dictionary(values.type) else values
            if pa.types.is_string(values.type) and column not in ("path", "platform", "company", "parent"):
                longest = max((len(v.split()) for v in values.to_pylist() if v), default=0)
                assert longest <= 3, (name, column)
