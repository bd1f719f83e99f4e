"""Findings of one release and of the next → which numbers moved, and why.

data/releases/VERSION.csv holds the findings as a release had them. data/releases/reasons.csv says why they moved
after it: since (the release), id (of findings, * for any letters), why; the first row that matches is the reason.
`python -m policy_corpus release` adds the findings of now, once every one that moved has a reason.
"""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from policy_corpus.errors import CorpusError
from policy_corpus.files import read_rows, write_whole
from policy_corpus.findings import FINDINGS, read_findings
from policy_corpus.paths import DATA

FOLDER = DATA / "releases"
REASONS = ["since", "id", "why"]
FACTS = ["value", "low", "high", "unit", "n"]
COLUMNS = ["since", "release", "id", "claim", "notebook"]
COLUMNS += [f"{when}_{fact}" for when in ("before", "after") for fact in FACTS] + ["why"]
VERSION = re.compile(r"\d+(\.\d+)*")
NEXT = "not released yet"


def moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The findings that two tables of findings have otherwise, a row each: id, claim, notebook, before_…, after_….

    FACTS stand in before_… and after_… as the tables have them; all of one side are empty where a finding is new or
    gone. Numbers count as the same where six digits are. In the order of the later table, what is gone at the end.
    """
    old, new = (table.set_index("id", drop=False).to_dict("index") for table in (before, after))
    rows = []
    for id in dict.fromkeys([*new, *old]):
        sides = {"before": old.get(id), "after": new.get(id)}
        if None not in sides.values() and said(sides["before"]) == said(sides["after"]):
            continue
        told = new.get(id) or old[id]
        facts = {
            f"{when}_{fact}": side[fact] if side else None for when, side in sides.items() for fact in FACTS
        }
        rows.append({"id": id, "claim": told["claim"], "notebook": told["notebook"], **facts})
    return pd.DataFrame(rows, columns=COLUMNS[2:-1]).astype({"before_value": object, "after_value": object})


def said(row: dict, prefix: str = "") -> str:
    """A finding's value with its bounds, its unit and how many it is of: 0.22 (0.14 to 0.31), share, of 97."""
    value, low, high, unit, n = (row[prefix + fact] for fact in FACTS)
    text = value if unit == "text" else f"{value:.6g}"
    bounds = "" if pd.isna(low) else f" ({low:.6g} to {high:.6g})"
    return f"{text}{bounds}, {unit}" + ("" if pd.isna(n) else f", of {n:.0f}")


def versions(folder: Path = FOLDER) -> list[str]:
    """The releases whose findings are kept, oldest first."""
    names = [path.stem for path in folder.glob("*.csv") if VERSION.fullmatch(path.stem)]
    return sorted(names, key=_parts)


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def notes(folder: Path = FOLDER, now: Path = FINDINGS) -> pd.DataFrame:
    """What moved from each release to the next, and from the last to now (release NEXT), newest first: COLUMNS.

    `why` is empty where no reason is given yet.
    """
    names = versions(folder)
    tables = [*(read_findings(folder / f"{name}.csv") for name in names), read_findings(now)]
    reasons = read_reasons(folder)
    parts = []
    for place, since in enumerate(names):
        rows = moved(tables[place], tables[place + 1])
        release = [*names, NEXT][place + 1]
        why = [reason(since, id, reasons) for id in rows["id"]]
        parts.insert(0, rows.assign(since=since, release=release, why=why)[COLUMNS])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def read_reasons(folder: Path = FOLDER) -> list[list[str]]:
    """The rows of reasons.csv; CorpusError where one is not whole, or its release is not kept."""
    path = folder / "reasons.csv"
    rows = read_rows(path, REASONS)
    for line, row in enumerate(rows, start=2):
        if not all(row):
            raise CorpusError(f"{path}, row {line}: since, id and why must all be given")
        if row[0] not in versions(folder):
            raise CorpusError(f"{path}, row {line}: {folder} keeps no findings of release {row[0]}")
    return rows


def reason(since: str, id: str, reasons: list[list[str]]) -> str:
    """Why a finding moved after a release, or ""."""
    return next((why for release, ids, why in reasons if release == since and fnmatchcase(id, ids)), "")


def release(version: str, folder: Path = FOLDER, now: Path = FINDINGS) -> Path:
    """Keep the findings of now as those of a release, and return the file.

    CorpusError where the release is kept already or is older than one that is, or where a finding that moved has no
    reason.
    """
    names = versions(folder)
    if not VERSION.fullmatch(version) or (names and _parts(version) <= _parts(names[-1])):
        last = names[-1] if names else "none"
        raise CorpusError(
            f"release {version}: the last one kept is {last}; give a later version in pyproject.toml and CITATION.cff"
        )
    told = notes(folder, now)
    without = told.loc[(told["release"] == NEXT) & (told["why"] == ""), "id"]
    if len(without):
        raise CorpusError(
            f"{folder / 'reasons.csv'}: no reason is given why {', '.join(without)} moved; add rows for release "
            f"{names[-1]}"
        )
    kept = folder / f"{version}.csv"
    write_whole(kept, now.read_bytes())
    return kept
