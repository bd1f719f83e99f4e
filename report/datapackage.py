"""The tables and data/ → datapackage.json, their description as a Frictionless data package.

Columns come from the files, their meanings from the cards (data/README.md, policy_corpus/README.md), their units from
the cards or, of results, from data/units.csv; rows and checksums of the Parquet tables from their manifest.
`python report/datapackage.py` writes it; a test compares.
"""

import csv
import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from cited import read_work

from policy_corpus.files import read_csv, write_whole
from policy_corpus.paths import ROOT

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
# What the cards give as a column's type and is a unit.
UNITS = ("count", "bytes", "clauses", "log-odds", "thousandths", "0–1", "−1 to 1")
HEADING = re.compile(r"^#{2,3} (?P<name>[\w./]*\w)(?:/?$|: )")
ROW = re.compile(r"^\| (?P<names>[\w, ]+) \| (?P<type>[^|]+) \| (?P<meaning>.+) \|$")


@dataclass(frozen=True)
class Meaning:
    """What is said of a column: in words, in which unit its numbers are, and what a share is a share of."""

    words: str = ""
    unit: str = ""
    of: str = ""

    def properties(self) -> dict[str, str]:
        """As properties of a field; those that say nothing are left out."""
        named = {"description": self.words, "unit": self.unit, "denominator": self.of}
        return {name: text for name, text in named.items() if text}


def meanings(card: str) -> dict[str, dict[str, Meaning]]:
    """Of each file or table of a card, the meaning of each column: name → column → meaning."""
    found: dict[str, dict[str, Meaning]] = {}
    name = ""
    for line in card.splitlines():
        heading, row = HEADING.match(line), ROW.match(line)
        if heading:
            name = heading["name"]
        elif row and row["names"] not in ("column", "table"):
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", row["meaning"])
            meaning = Meaning(words, row["type"].strip() if row["type"].strip() in UNITS else "")
            found.setdefault(name, {}).update(dict.fromkeys(row["names"].split(", "), meaning))
    return found


def units(root: Path) -> dict[str, dict[str, Meaning]]:
    """data/units.csv: a file's place in data/ → column → its unit, and what a share is of."""
    found: dict[str, dict[str, Meaning]] = {}
    _, rows = read_csv(root / "data" / "units.csv")
    for file, columns, unit, of in rows:
        for column in columns.split("; "):
            found.setdefault(file, {})[column] = Meaning(unit=unit, of=of)
    return found


def described(name: str, kind: str, known: dict[str, Meaning]) -> dict:
    """A field with what is said of it; `biometric_about` is read as CATEGORY_about."""
    said = known.get(name) or known.get(re.sub(r"^.*_(about|stance|by|rule)$", r"CATEGORY_\1", name))
    said = said or known.get("collects_CATEGORY" if name.startswith("collects_") else "")
    return {"name": name, "type": kind} | (said or Meaning()).properties()


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
    cards = meanings((root / "data" / "README.md").read_text(encoding="utf-8"))
    measured = units(root)
    resources = []
    for path in sorted([*(root / "data").glob("*.csv"), *(root / "data" / "results").glob("*.csv")]):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        if not all(header):
            continue
        place = path.relative_to(root).as_posix()
        content, table = path.read_bytes(), pd.read_csv(path)
        of_results = "results/" if path.parent.name == "results" else ""
        known = cards.get(f"{of_results}{path.name}", {}) | measured.get(f"{of_results}{path.name}", {})
        fields = [described(column, csv_type(column, table[column]), known) for column in header]
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
        **({"homepage": address} if (address := read_work(root).address) else {}),
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
