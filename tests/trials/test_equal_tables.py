"""Two versions of tables: what was added, removed, renamed, and what differs."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policy_corpus.trials.equal_tables import compare_tables, main

BOATS = pa.table({"boat": ["punt", "sail", None], "oars": [1, 2, 3], "masts": [[0], [1, 2], []]})


def folder(path: Path, **tables: pa.Table) -> Path:
    path.mkdir()
    for name, table in tables.items():
        pq.write_table(table, path / f"{name}.parquet")
    return path


def test_equal_bytes_are_said(tmp_path, capsys):
    old, new = (folder(tmp_path / name, boats=BOATS) for name in ("old", "new"))
    assert main([str(old), str(new)]) == 0
    assert capsys.readouterr().out == "boats: equal to the byte, 3 rows\n"


def test_a_column_more_is_no_loss(tmp_path, capsys):
    old = folder(tmp_path / "old", boats=BOATS)
    new = folder(tmp_path / "new", boats=BOATS.append_column("why", pa.array(["a", "b", "c"])))
    assert main([str(old), str(new)]) == 0
    assert capsys.readouterr().out == "boats: rows 3; added why; all else equal\n"
    assert main([str(new), str(old)]) == 1
    assert "REMOVED why" in capsys.readouterr().out


def test_a_renamed_column_is_the_one_it_was(tmp_path):
    old = folder(tmp_path / "old", boats=BOATS)
    new = folder(tmp_path / "new", boats=BOATS.rename_columns(["boat", "hands", "masts"]))
    assert main([str(old), str(new)]) == 1
    assert main([str(old), str(new), "--renamed", "boats.oars=hands"]) == 0
    assert main([str(old), str(new), "--renamed", "oars=hands"]) == 2


@pytest.mark.parametrize(
    ("column", "values", "rows"),
    [
        ("boat", pa.array(["punt", "sail", None]).dictionary_encode(), 0),
        ("boat", ["punt", "sail", "raft"], 1),
        ("boat", ["raft", None, None], 2),
        ("oars", [1, 2, 4], 1),
        ("oars", [1.0, 2.0, 3.0], 3),
        ("masts", [[0], [2, 1], []], 1),
    ],
)
def test_values_are_compared_row_by_row(column, values, rows):
    new = BOATS.set_column(BOATS.column_names.index(column), column, pa.array(values))
    assert compare_tables("boats", BOATS, new).differing == ({column: rows} if rows else {})


def test_rows_and_tables_that_are_gone_are_a_loss(tmp_path, capsys):
    assert not compare_tables("boats", BOATS, BOATS[:2]).is_kept
    old = folder(tmp_path / "old", boats=BOATS, tides=BOATS)
    new = folder(tmp_path / "new", boats=BOATS)
    assert main([str(old), str(new)]) == 1
    assert "tides: rows 3 → 0; REMOVED boat, oars, masts" in capsys.readouterr().out


def test_ledgers_are_compared_as_text(tmp_path):
    tables = folder(tmp_path / "tables", boats=BOATS)
    for name, text in {"a": "id,day\n01,2020-01-01\n", "b": "id,day\n1,2020-01-01\n"}.items():
        (tmp_path / name).write_text(text)
    same = [str(tables), str(tables), "--ledger", str(tmp_path / "a")]
    assert main([*same, str(tmp_path / "a")]) == 0
    assert main([*same, str(tmp_path / "b")]) == 1
    assert main([*same, str(tmp_path / "missing")]) == 2


def test_a_folder_without_tables_is_named(tmp_path, capsys):
    assert main([str(tmp_path), str(tmp_path)]) == 2
    assert "neither holds a Parquet table" in capsys.readouterr().err
