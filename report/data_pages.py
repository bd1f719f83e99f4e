"""The repository's tables → the report's pages of data: data.html, data/panels.html, data/releases.html, and the files.

The files are written by data_files.py; what each is stands on the cards (data/README.md, policy_corpus/README.md).
"""

import re
from collections.abc import Iterable
from pathlib import Path

import data_files
import machine_pages
import pandas as pd
import pyarrow as pa
from data_files import Written
from findings_page import interval, written
from shell import Site
from sizes import size

from policy_corpus import releases
from policy_corpus.analysis import panels
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.findings import read_findings

CARD = re.compile(r"^\| \[(?P<name>[\w./]+)\]\((?P=name)\) \| (?P<what>[^|]+) \|", re.MULTILINE)
RESULT = re.compile(
    r"^\| (?:\[)?(?P<name>\w+\.csv)(?:\]\(#\w+\))? \| (?P<what>[^|]+) \| [^|]*\|", re.MULTILINE
)
TABLE = re.compile(r"^### (?P<name>\w+): (?P<what>one row is .+)$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
# What the groups of data.html are called: the first part of a table's name → its heading and what it says.
GROUPS = {
    "results": ("What was found", "What the notebooks and the ledger of changes found."),
    "tables": ("The corpus", "What was read from the archives: policies, captures, clauses, words."),
    "": (
        "Lists and readings",
        "What was written by hand or read clause by clause, and what programs learn from.",
    ),
}
# The tables to begin with → what a row of each is, and what whoever counts its rows must know.
BEGIN = {
    "results/findings": "a row is a finding: its claim, its value, its bounds, and the cell that shows it.",
    "results/panel_by_quarter": "a row is a category in a quarter: the share of companies that the charts show, as "
    "counted (plain) and as corrected by reading whole policies.",
    "results/ledger": "a row is a day on which a policy took up such language, denied it, or gave it up. Count those "
    "whose verdict is “right” or empty; readers found the others wrong.",
}
PANELS = {
    "long": "Few companies, and all that time.",
    "main": "Most numbers of the report are of these.",
    "five_years": "The last five years.",
    "recent": "Begins two quarters before X's revision.",
}


def lay(root: Path, site: Site) -> None:
    """Write the pages of data and every file that they offer."""
    followed = panels.companies(load_corpus(root / "policy_corpus" / "tables"))
    notes = releases.notes(root / "data" / "releases", root / "data" / "results" / "findings.csv")
    more = {
        "results/panels": (pa.Table.from_pandas(followed, preserve_index=False), PANEL_FIELDS),
        "results/releases": (as_texts(notes), RELEASE_FIELDS),
    }
    tables = data_files.lay(root, site.folder / "data", more)
    site.write(
        "data.html",
        "data.html",
        "Data",
        "Every table behind the report as CSV, Parquet and JSON, with a schema.",
        **listed(tables, purposes(root)),
        panels=sizes(followed),
        moved=len(notes),
        programs=machine_pages.pages_of(root),
        parquet_only=[name.rpartition("/")[2] for name in data_files.PARQUET_ONLY],
    )
    lay_panels(site, followed)
    lay_releases(site, notes, read_findings(root / "data" / "results" / "findings.csv"))


def listed(tables: list[Written], words: dict[str, str]) -> dict[str, list]:
    """What data.html lists: `groups` as (heading, what it says, tables), and the tables to `begin` with."""
    rows = {table.name: row(table, words) for table in tables}
    groups = [
        (heading, lead, [own for name, own in rows.items() if data_files.group(name) == key])
        for key, (heading, lead) in GROUPS.items()
    ]
    return {"groups": groups, "begin": [rows[name] | {"about": about} for name, about in BEGIN.items()]}


def row(table: Written, words: dict[str, str]) -> dict:
    """What data.html says of a table."""
    files = {
        format: {"path": f"data/{path}", "size": size(taken)} for format, (path, taken) in table.files.items()
    }
    return {
        "name": table.name.rpartition("/")[2],
        "what": words.get(table.name, ""),
        "rows": f"{table.rows:,}",
        "columns": table.columns,
        "files": files,
    }


def purposes(root: Path) -> dict[str, str]:
    """What each table is, or what a row of it is, by the cards: name → words."""
    cards = (root / "data" / "README.md").read_text(encoding="utf-8")
    sheet = (root / "policy_corpus" / "README.md").read_text(encoding="utf-8")
    found = {match["name"].removesuffix(".csv"): match["what"] for match in CARD.finditer(cards)}
    results = cards.partition("\n## results/")[2]
    found |= {f"results/{m['name'].removesuffix('.csv')}": m["what"] for m in RESULT.finditer(results)}
    found |= {f"tables/{match['name']}": match["what"] for match in TABLE.finditer(sheet)}
    found |= {"results/panels": "a company of a panel"}
    found |= {"results/releases": "a finding that moved from one release to the next, with the reason"}
    return {name: LINK.sub(r"\1", what).removeprefix("one row is ") for name, what in found.items()}


# ---------------------------------------------------------------- panels

PANEL_FIELDS = [
    {"name": name, "type": "date" if name in ("since", "until", "from") else "string", "description": words}
    for name, words in {
        "panel": "as in data/story.yml",
        "since": "the panel's first day: its companies were followed in every quarter from it",
        "until": "the first day after the panel's last",
        "company": "who writes the policy",
        "platform": "the service of its main policy",
        "document": "the policy, as in the table documents",
        "sector": "as in data/documents.csv",
        "jurisdiction": "for or from where the policy was read",
        "from": "the first day on which this policy is known to be in force",
    }.items()
]


def sizes(followed: pd.DataFrame) -> list[dict]:
    """The panels with their days and how many companies each has."""
    return [
        {"name": name, "words": PANELS.get(name, ""), "since": since, "until": until, "companies": len(own)}
        for (name, since, until), own in followed.groupby(["panel", "since", "until"], sort=False)
    ]


def lay_panels(site: Site, followed: pd.DataFrame) -> None:
    """data/panels.html: the companies of each panel by name."""
    lists = {name: own.to_dict("records") for name, own in followed.groupby("panel", sort=False)}
    site.write(
        "data/panels.html",
        "panels.html",
        "Companies of each panel",
        "The companies whose policies are followed throughout, by panel and by name.",
        panels=sizes(followed),
        companies=lists,
    )


# ---------------------------------------------------------------- releases

RELEASE_FIELDS = [
    {"name": name, "type": "string", "description": words}
    for name, words in {
        "since": "the earlier release",
        "release": "the later one",
        "id": "of the finding, as in findings.csv",
        "claim": "what it says",
        "notebook": "which shows it",
        **{
            f"{when}_{fact}": f"the finding's {fact} {when}, as in findings.csv"
            for when in ("before", "after")
            for fact in releases.FACTS
        },
        "why": "the reason; empty where none is given yet",
    }.items()
]


def as_texts(notes: pd.DataFrame) -> pa.Table:
    """What moved, all columns as text: values are numbers in some rows and words in others."""

    def text(value):
        if value is None or (isinstance(value, float) and pd.isna(value)):
            return None
        return f"{value:.6g}" if isinstance(value, float) else str(value)

    columns = {name: pa.array([text(v) for v in notes[name].astype(object)], pa.string()) for name in notes}
    return pa.table(columns)


def lay_releases(site: Site, notes: pd.DataFrame, now: pd.DataFrame) -> None:
    """data/releases.html: what moved from release to release, by reason."""
    anchors = now.set_index("id")[["notebook", "anchor"]].to_dict("index")
    steps = []
    for (since, release), own in notes.groupby(["since", "release"], sort=False):
        reasons = [(why, list(entries(rows, anchors))) for why, rows in own.groupby("why", sort=False)]
        steps.append({"since": since, "release": release, "moved": len(own), "reasons": reasons})
    site.write(
        "data/releases.html",
        "releases.html",
        "Release notes of the data",
        "Which numbers moved from one release to the next, from what to what, and why.",
        steps=steps,
        next=releases.NEXT,
    )


def entries(rows: pd.DataFrame, anchors: dict) -> Iterable[dict]:
    """What the page says of each finding that moved: claim, before, after, the cell that shows it now."""
    for moved in rows.to_dict("records"):
        findings = [
            {fact: moved[f"{when}_{fact}"] for fact in releases.FACTS} for when in ("before", "after")
        ]
        before, after = map(in_words, findings)
        if before["value"] == after["value"]:
            before, after = (in_words(finding, more=1) for finding in findings)
        place = anchors.get(moved["id"])
        link = f"notebooks/{place['notebook']}.html#{place['anchor']}" if place else ""
        yield {
            "id": moved["id"],
            "claim": moved["claim"],
            "before": before,
            "after": after,
            "link": link,
        }


def in_words(finding: dict, more: int = 0) -> dict:
    """A finding's value, its bounds and how many it is of, with more digits if asked; empty where there is none.

    >>> in_words({"value": 0.22, "low": 0.14, "high": 0.31, "unit": "share", "n": 97})
    {'value': '22 %', 'bounds': '14 to 31 %', 'of': '97'}
    """
    if pd.isna(finding["value"]):
        return {"value": "", "bounds": "", "of": ""}
    of = "" if pd.isna(finding["n"]) else f"{finding['n']:,.0f}"
    value = written(finding["value"], finding["unit"], more=more)
    return {"value": value, "bounds": interval(finding, more), "of": of}
