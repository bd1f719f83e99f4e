"""datapackage.json describes what is there, and what it describes is valid."""

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datapackage import Meaning, csv_type, datapackage, meanings, parquet_type, units
from frictionless import Package, Resource

from policy_corpus.paths import ROOT

TEXT = (ROOT / "datapackage.json").read_text(encoding="utf-8")
RESOURCES = {resource["name"]: resource for resource in json.loads(TEXT)["resources"]}
CSV = [name for name, resource in RESOURCES.items() if resource["format"] == "csv"]


def test_it_is_that_of_the_files():
    assert datapackage() == TEXT, "datapackage.json is old: python report/datapackage.py"


def test_the_description_is_valid():
    assert [str(error) for error in Package.metadata_validate(json.loads(TEXT))] == []


@pytest.mark.parametrize("name", CSV)
def test_a_csv_file_is_as_described(name):
    report = Resource.from_descriptor(RESOURCES[name], basepath=str(ROOT)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:3]


def test_a_file_that_is_not_as_described_is_found(tmp_path):
    (tmp_path / "t.csv").write_text("day,clauses\n2021-01-01,3\nnever,x\n")
    fields = [{"name": "day", "type": "date"}, {"name": "clauses", "type": "integer"}]
    report = Resource.from_descriptor(
        {"name": "t", "path": "t.csv", "schema": {"fields": fields}}, basepath=str(tmp_path)
    ).validate()
    assert len(report.flatten(["type"])) == 2


def test_each_table_of_the_corpus_has_a_meaning_for_each_column():
    tables = [resource for resource in RESOURCES.values() if resource["format"] == "parquet"]
    held = {path.stem for path in (ROOT / "policy_corpus" / "tables").glob("*.parquet")}
    assert {Path(table["path"]).stem for table in tables} == held
    without = [
        f"{table['name']}.{field['name']}"
        for table in tables
        for field in table["schema"]["fields"]
        if "description" not in field
    ]
    assert without == []
    for table in tables:
        assert table["rows"] == pq.read_metadata(ROOT / table["path"]).num_rows


def test_meanings_are_read_from_the_cards():
    card = "## one.csv\n\n| column | type | meaning |\n|---|---|---|\n| a, b | text | as in [it](x.md) |\n"
    assert meanings(card) == {"one.csv": dict.fromkeys("ab", Meaning("as in it"))}


def test_a_type_that_is_a_unit_is_one():
    card = "### results/one.csv\n\n| a | count | of pears |\n"
    assert meanings(card) == {"results/one.csv": {"a": Meaning("of pears", "count")}}


# Numbers that name something, and so have no unit; and yes and no.
NAMES = {"fold", "group", "tenth", "text", "since", "year"}


def test_each_number_of_a_result_has_a_unit():
    without = []
    for name in CSV:
        if "results" not in RESOURCES[name]["path"]:
            continue
        table = pd.read_csv(ROOT / RESOURCES[name]["path"])
        for field in RESOURCES[name]["schema"]["fields"]:
            flag = set(table[field["name"]].dropna()) <= {0, 1}
            if field["type"] in ("number", "integer") and not flag and field["name"] not in NAMES:
                without += [f"{name}: {field['name']}"] if "unit" not in field else []
    assert without == [], "give them a row in data/units.csv"


def test_units_are_of_columns_that_are_there():
    fields = {
        RESOURCES[name]["path"]: {field["name"] for field in RESOURCES[name]["schema"]["fields"]}
        for name in CSV
    }
    named = {f"data/{file}": set(columns) for file, columns in units(ROOT).items()}
    assert {file: sorted(columns - fields.get(file, set())) for file, columns in named.items()} == {
        file: [] for file in named
    }


def test_every_share_says_of_what():
    shares = [m for columns in units(ROOT).values() for m in columns.values() if "share" in m.unit]
    assert len(shares) > 20
    assert all(share.of for share in shares)


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [("day", ["x"], "date"), ("n", [1, 2], "integer"), ("n", [1, None], "number"), ("n", ["a"], "string")],
)
def test_types_of_csv_columns(name, values, kind):
    assert csv_type(name, pd.Series(values)) == kind


def test_types_of_parquet_columns():
    kinds = [pa.bool_(), pa.int32(), pa.date32(), pa.list_(pa.int32()), pa.float64(), pa.string()]
    assert [parquet_type(kind) for kind in kinds] == [
        "boolean",
        "integer",
        "date",
        "array",
        "number",
        "string",
    ]
