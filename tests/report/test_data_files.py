"""The report's copies of the tables hold what the repository holds, with units, a schema, and the same bytes."""

import csv
import gzip
import hashlib
import io
import json
from pathlib import Path

import data_files
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datapackage import datapackage
from frictionless import Package, Resource

from policy_corpus.paths import ROOT

SMALL = 100_000  # bytes; frictionless reads some 50 kB a second


@pytest.fixture(scope="module")
def laid(tmp_path_factory) -> Path:
    """The folder of the published tables as the report has it."""
    folder = tmp_path_factory.mktemp("data")
    data_files.lay(ROOT, folder)
    return folder


def resources(folder: Path) -> list[dict]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]


def text_of(folder: Path, resource: dict) -> str:
    content = (folder / resource["path"]).read_bytes()
    return (gzip.decompress(content) if resource["path"].endswith(".gz") else content).decode()


def test_the_description_is_valid(laid):
    package = json.loads((laid / "datapackage.json").read_text(encoding="utf-8"))
    assert [str(error) for error in Package.metadata_validate(package)] == []


def test_small_files_are_as_described(laid):
    faults = []
    for resource in resources(laid):
        if resource["format"] != "parquet" and resource["bytes"] < SMALL:
            report = Resource.from_descriptor(resource, basepath=str(laid)).validate()
            faults += [(resource["name"], *row) for row in report.flatten(["rowNumber", "fieldName", "note"])]
    assert faults == []


def test_every_file_is_described_with_its_bytes(laid):
    described = {resource["path"]: resource for resource in resources(laid)}
    there = {path.relative_to(laid).as_posix() for path in laid.rglob("*") if path.is_file()}
    assert there - {"datapackage.json"} == set(described)
    for path, resource in described.items():
        content = (laid / path).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_every_table_of_the_repository_is_there_in_the_formats_that_are_named(laid):
    paths = {resource["path"].removesuffix(".gz") for resource in resources(laid)}
    for resource in json.loads(datapackage())["resources"]:
        name = data_files.name_of(resource["path"])
        left_out = {"csv", "json"} if name in data_files.PARQUET_ONLY else set()
        formats = {"csv", "json", "parquet"} - left_out
        assert {path for path in paths if path.rpartition(".")[0] == name} == {f"{name}.{f}" for f in formats}


def test_csv_and_json_say_what_the_file_of_the_repository_says(laid):
    for resource in resources(laid):
        source = ROOT / "data" / f"{resource['path'].removesuffix('.gz').rpartition('.')[0]}.csv"
        if resource["format"] == "parquet" or not source.is_file():
            continue
        held = list(csv.reader(io.StringIO(source.read_text(encoding="utf-8"))))
        if resource["format"] == "csv":
            rows = list(csv.reader(io.StringIO(text_of(laid, resource))))[1:]
        else:
            objects = json.loads(text_of(laid, resource))
            assert all(list(row) == held[0] for row in objects), resource["name"]
            rows = [["" if cell is None else str(cell) for cell in row.values()] for row in objects]
        kinds = [field["type"] for field in resource["schema"]["fields"]]
        assert as_values(rows, kinds) == as_values(held[1:], kinds), resource["name"]


def as_values(rows: list[list[str]], kinds: list[str]) -> list[list]:
    read = {"number": float, "integer": int}
    return [
        [read.get(kind, str)(cell) if cell else None for cell, kind in zip(row, kinds, strict=True)]
        for row in rows
    ]


def test_parquet_files_of_the_corpus_are_those_of_the_manifest(laid):
    for path in (ROOT / "policy_corpus" / "tables").glob("*.parquet"):
        assert (laid / "tables" / path.name).read_bytes() == path.read_bytes()


def test_a_unit_stands_in_a_csvs_head_and_beside_parquets_column(laid):
    head = (laid / "results/prevalence_by_quarter.csv").read_text().splitlines()[0]
    assert head == "category,period,value (share),companies,low (share),high (share)"
    field = pq.read_schema(laid / "results/prevalence_by_quarter.parquet").field("value")
    assert field.metadata[b"unit"] == b"share"
    assert field.metadata[b"denominator"] == b"days followed of companies"


FIELDS = [
    {"name": "day", "type": "date"},
    {"name": "n", "type": "integer", "unit": "days"},
    {"name": "share", "type": "number", "unit": "share"},
    {"name": "name", "type": "string"},
]
INVENTED = 'day,n,share,name\n2021-01-01,3,0.25,"a, ""b"""\n,,,<b>\n'


def written(tmp_path: Path, folder: str) -> dict[str, bytes]:
    (tmp_path / "in.csv").write_text(INVENTED)
    table = data_files.read(tmp_path / "in.csv", FIELDS)
    files = data_files.write(tmp_path / folder, "results/in", table, FIELDS, []).files
    return {format: (tmp_path / folder / path).read_bytes() for format, (path, _) in files.items()}


def test_cells_keep_their_values_and_empty_ones_are_nothing(tmp_path):
    files = written(tmp_path, "out")
    assert list(csv.reader(io.StringIO(files["csv"].decode()))) == [
        ["day", "n (days)", "share", "name"],
        ["2021-01-01", "3", "0.25", 'a, "b"'],
        ["", "", "", "<b>"],
    ]
    assert json.loads(files["json"]) == [
        {"day": "2021-01-01", "n": 3, "share": 0.25, "name": 'a, "b"'},
        {"day": None, "n": None, "share": None, "name": "<b>"},
    ]
    table = pq.read_table(io.BytesIO(files["parquet"]))
    assert table.schema.types == [pa.date32(), pa.int64(), pa.float64(), pa.string()]
    assert pd.isna(table.to_pandas().loc[1, "n"])


def test_no_cell_is_a_formula(tmp_path):
    names = pa.chunked_array([pa.array(["=1+1", None, "a"]).dictionary_encode()])
    table = pa.table({"name": names, "change": [-1, 2, 3], "note": ["-x", "b", "-3"]})
    data_files.write(tmp_path, "small", table, [{"name": name} for name in table.column_names], [])
    rows = list(csv.reader(io.StringIO((tmp_path / "small.csv").read_text())))
    assert rows == [["name", "change", "note"], ["'=1+1", "-1", "'-x"], ["", "2", "b"], ["a", "3", "-3"]]


def test_the_same_table_gives_the_same_bytes(tmp_path):
    assert written(tmp_path, "once") == written(tmp_path, "twice")
