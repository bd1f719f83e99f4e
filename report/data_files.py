"""The tables of datapackage.json → CSV, Parquet and JSON below data/ of the report, and a datapackage.json there.

What they hold is what the repository's files hold: the same values, typed as the schema says. In the heads of a CSV
stands a column's unit, `value (share)`; Parquet and JSON keep the bare names. The corpus's Parquet files are the very
ones of its manifest; others have units beside their columns. The same tables give the same bytes.
"""

import csv
import gzip
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import datapackage
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from policy_corpus.files import read_csv
from policy_corpus.text_of_others import as_cell

# What a table is written as is fixed by name, not by its size, so that addresses stay when it grows. The report stays
# below 60 MB, and has 52; clauses and presence as CSV and JSON have 13, compressed. Each cell of tokens is a list: CSV
# has no form for it.
PARQUET_ONLY = ("tables/clauses", "tables/presence", "tables/tokens")
# What begins its terms is a notation of ours, and no formula of others.
OWN_MARKS = ("collection_classifier",)
# Group of tables → formats that are compressed; "" are the lists.
COMPRESSED = {"tables": ("csv", "json"), "": ("json",), "results": ()}
KINDS = {"integer": pa.int64(), "number": pa.float64(), "date": pa.date32(), "boolean": pa.bool_()}
TABLES = "policy_corpus/tables/"
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True)
class Written:
    """A table as the report has it: its name (tables/clauses), its rows, and format → path below data/, bytes."""

    name: str
    rows: int
    columns: int
    files: dict[str, tuple[str, int]]


def lay(
    root: Path, folder: Path, more: dict[str, tuple[pa.Table, list[dict]]] | None = None
) -> list[Written]:
    """Write all tables and datapackage.json below a folder, and say what was written.

    `more` are tables that no file of the repository holds: name → table and its fields.
    """
    package = json.loads(datapackage.datapackage(root))
    tables = {name_of(resource["path"]): resource for resource in package["resources"]}
    written, resources = [], []
    for name, resource in tables.items():
        path, fields = root / resource["path"], resource["schema"]["fields"]
        kept = path.read_bytes() if path.suffix == ".parquet" else None
        written.append(write(folder, name, read(path, fields), fields, resources, kept))
    for name, (table, fields) in (more or {}).items():
        written.append(write(folder, name, table, fields, resources))
    package["resources"] = resources
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
    return written


def name_of(path: str) -> str:
    """The place of a table below data/ of the report, without its ending.

    >>> name_of("policy_corpus/tables/clauses.parquet"), name_of("data/results/ledger.csv")
    ('tables/clauses', 'results/ledger')
    """
    place = path.replace(TABLES, "tables/").removeprefix("data/")
    return place.rpartition(".")[0]


def group(name: str) -> str:
    """The group that a table is of: tables, results, or "" for a list.

    >>> group("tables/clauses"), group("documents")
    ('tables', '')
    """
    return name.rpartition("/")[0]


def read(path: Path, fields: list[dict]) -> pa.Table:
    """A table of the repository, with columns of the types that its schema names; what is empty in a CSV is null."""
    if path.suffix == ".parquet":
        return pq.read_table(path)
    _, rows = read_csv(path)
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    return pa.table(
        {
            field["name"]: pa.array(
                [typed(cell, field["type"]) for cell in cells], KINDS.get(field["type"], pa.string())
            )
            for field, cells in zip(fields, columns, strict=True)
        }
    )


def typed(cell: str, kind: str):
    """The value of a CSV's cell."""
    read_as = {"integer": int, "number": float, "date": date.fromisoformat, "boolean": _truth}
    return read_as.get(kind, str)(cell) if cell else None


def _truth(cell: str) -> bool:
    return {"true": True, "false": False}[cell.lower()]


def head(field: dict) -> str:
    """A column's name with its unit, as CSV files of the report have it; a count is of what the name says.

    >>> head({"name": "value", "unit": "share"}), head({"name": "companies", "unit": "companies"})
    ('value (share)', 'companies')
    """
    unit = field.get("unit", "")
    return field["name"] if unit in ("", "count", field["name"]) else f"{field['name']} ({unit})"


def write(
    folder: Path,
    name: str,
    table: pa.Table,
    fields: list[dict],
    resources: list[dict],
    kept: bytes | None = None,
) -> Written:
    """Write a table in each format that suits it, and add a resource of datapackage.json for each file.

    `kept` are the bytes of its Parquet file, where there is one.
    """
    texts = {}
    if name not in PARQUET_ONLY:
        texts["csv"] = as_csv(table if name in OWN_MARKS else _cells(table), fields)
    if name not in PARQUET_ONLY:
        texts["json"] = as_json(table)
    texts["parquet"] = kept or as_parquet(table, fields)
    files = {}
    for format, content in texts.items():
        path = f"{name}.{format}"
        if format in COMPRESSED[group(name)]:
            path, content = f"{path}.gz", gzip.compress(content, 9, mtime=0)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        files[format] = (path, len(content))
        resources.append(_resource(name, path, format, content, table.num_rows, fields))
    return Written(name, table.num_rows, table.num_columns, files)


def _resource(name: str, path: str, format: str, content: bytes, rows: int, fields: list[dict]) -> dict:
    """What datapackage.json says of a file."""
    named = [field | {"name": head(field)} for field in fields] if format == "csv" else fields
    return {
        "name": f"{name.replace('/', '-').replace('_', '-').lower()}-{format}",
        "path": path,
        "format": format,
        "mediatype": MEDIA[format],
        **({"compression": "gz"} if path.endswith(".gz") else {}),
        **({"encoding": "utf-8"} if format != "parquet" else {}),
        **({"rows": rows} if format != "json" else {}),  # which frictionless does not count
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": named},
    }


def as_parquet(table: pa.Table, fields: list[dict]) -> bytes:
    """A table as Parquet, each column with its unit, denominator and meaning beside it."""
    said = [
        {key: text for key in ("unit", "denominator", "description") if (text := field.get(key))}
        for field in fields
    ]
    schema = pa.schema(
        [column.with_metadata(words or None) for column, words in zip(table.schema, said, strict=True)]
    )
    out = io.BytesIO()
    pq.write_table(table.cast(schema), out, compression="zstd", compression_level=9, version="2.6")
    return out.getvalue()


def as_csv(table: pa.Table, fields: list[dict]) -> bytes:
    """A table as CSV with Unix line ends, units in its heads; yes and no are 1 and 0, null is empty."""
    ones = [
        column.cast(pa.int8()) if pa.types.is_boolean(column.type) else column for column in table.columns
    ]
    heads = io.StringIO()
    csv.writer(heads, lineterminator="\n").writerow(map(head, fields))
    out = io.BytesIO(heads.getvalue().encode())
    out.seek(0, io.SEEK_END)
    plain = pa.table(ones, names=table.column_names)
    pa_csv.write_csv(plain, out, pa_csv.WriteOptions(include_header=False, quoting_style="needed"))
    return out.getvalue()


def _cells(table: pa.Table) -> pa.Table:
    """The table with texts that a spreadsheet takes for texts, and not for formulas."""
    return pa.table(
        {name: _column(column) for name, column in zip(table.column_names, table.columns, strict=True)}
    )


def _column(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not pa.types.is_string(kind) or all(as_cell(text) == text for text in column.unique().to_pylist()):
        return column
    return pa.array(map(as_cell, column.to_pylist()), pa.string())


def as_json(table: pa.Table) -> bytes:
    """A table as a JSON list of objects, one a line; days as YYYY-MM-DD, nothing as null."""
    lines = [
        json.dumps(row, ensure_ascii=False, default=date.isoformat, separators=(",", ":"))
        for row in table.to_pylist()
    ]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()
