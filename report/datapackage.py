"""The tables and data/ → datapackage.json, their description as a Frictionless data package.

Columns come from the files, their meanings from the cards (data/README.md, policy_corpus/README.md), rows and
checksums of the Parquet tables from their manifest. `python report/datapackage.py` writes it; a test compares.
"""

import csv
import hashlib
import json
import re
import tomllib
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from policy_corpus.files import write_whole

ROOT = Path(__file__).resolve().parent.parent
DAYS = {
    "date",
    "day",
    "from",
    "until",
    "period",
    "shown",
    "stated",
    "announced",
    "in_force",
    "last_without",
    "gap_from",
    "gap_until",
}
HEADING = re.compile(r"^#{2,3} (?P<name>[\w.]+)(?:/?$|: )")
ROW = re.compile(r"^\| (?P<names>[\w, ]+) \| (?P<type>[^|]+) \| (?P<meaning>.+) \|$")


def meanings(card: str) -> dict[str, dict[str, str]]:
    """Of each file or table of a card, the meaning of each column: name → column → words."""
    found: dict[str, dict[str, str]] = {}
    name = ""
    for line in card.splitlines():
        heading, row = HEADING.match(line), ROW.match(line)
        if heading:
            name = heading["name"]
        elif row and row["names"] not in ("column", "table"):
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", row["meaning"])
            found.setdefault(name, {}).update(dict.fromkeys(row["names"].split(", "), words))
    return found


def described(name: str, kind: str, words: dict[str, str]) -> dict:
    """A field with its meaning, where the card has one; `biometric_about` is read as CATEGORY_about."""
    known = words.get(name) or words.get(re.sub(r"^.*_(about|stance|by|rule)$", r"CATEGORY_\1", name))
    known = known or words.get("collects_CATEGORY" if name.startswith("collects_") else "")
    return {"name": name, "type": kind} | ({"description": known} if known else {})


def parquet_type(kind: pa.DataType) -> str:
    """The Frictionless name of an Arrow type."""
    kinds = {
        "boolean": pa.types.is_boolean,
        "integer": pa.types.is_integer,
        "date": pa.types.is_date,
        "array": pa.types.is_list,
        "number": pa.types.is_floating,
    }
    return next((name for name, test in kinds.items() if test(kind)), "string")


def table_resources(root: Path) -> list[dict]:
    """The Parquet tables, from their manifest."""
    folder = root / "policy_corpus" / "tables"
    words = meanings((root / "policy_corpus" / "README.md").read_text(encoding="utf-8"))
    resources = []
    for name, facts in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["tables"].items():
        schema = pq.read_schema(folder / f"{name}.parquet")
        fields = [described(field.name, parquet_type(field.type), words.get(name, {})) for field in schema]
        resources.append(
            {
                "name": f"table-{name}",
                "path": f"policy_corpus/tables/{name}.parquet",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "rows": facts["rows"],
                "bytes": facts["bytes"],
                "hash": f"sha256:{facts['sha256']}",
                "schema": {"fields": fields},
            }
        )
    return resources


def csv_resources(root: Path) -> list[dict]:
    """The CSV files of data/ whose columns all have a name."""
    words = meanings((root / "data" / "README.md").read_text(encoding="utf-8"))
    resources = []
    for path in sorted([*(root / "data").glob("*.csv"), *(root / "data" / "results").glob("*.csv")]):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        if not all(header):
            continue
        place = path.relative_to(root).as_posix()
        content, table = path.read_bytes(), pd.read_csv(path)
        fields = [
            described(column, csv_type(column, table[column]), words.get(path.name, {})) for column in header
        ]
        resources.append(
            {
                "name": re.sub(r"[^a-z0-9]+", "-", place.removesuffix(".csv").lower()),
                "path": place,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": {"fields": fields},
            }
        )
    return resources


def csv_type(name: str, values: pd.Series) -> str:
    """The Frictionless name of a CSV column's type: whole numbers stay so where some are missing."""
    if name in DAYS:
        return "date"
    if not pd.api.types.is_numeric_dtype(values) or values.isna().all():
        return "string"
    return "integer" if pd.api.types.is_integer_dtype(values) else "number"


def datapackage(root: Path = ROOT) -> str:
    """The text of datapackage.json."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    sources = yaml.safe_load((root / "policy_corpus" / "sources.yml").read_text(encoding="utf-8"))
    package = {
        "name": project["name"],
        "title": citation["title"],
        "description": " ".join(citation["abstract"].split()),
        "version": project["version"],
        "licenses": [{"name": "ODC-By-1.0", "title": "Open Data Commons Attribution License 1.0"}],
        "sources": [
            {"title": f"{source['attribution']}: {source['name']}", "path": source["url"]}
            for source in sources
        ],
        "keywords": citation["keywords"],
        "resources": [*table_resources(root), *csv_resources(root)],
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write_whole(ROOT / "datapackage.json", datapackage())
