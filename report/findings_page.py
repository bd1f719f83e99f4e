"""data/results/findings.csv → findings.html: every finding, its interval if any, its sample, the cell that shows it."""

from pathlib import Path

import pandas as pd
from shell import Site

from policy_corpus.findings import read_findings

TITLE = "All findings"
DESCRIPTION = (
    "Every number of the report with its sample, its days, the cell that shows it, and its 95 % interval where there "
    "is one."
)
# How a value of a unit is written: what it is multiplied by, its digits, its sign, and what follows.
UNITS = {
    "share": (100, 0, "", " %"),
    "points": (100, 0, "+", " points"),
    "per_thousand": (1, 1, "", " per 1,000 clauses"),
    "count": (1, 0, "", ""),
    "words": (1, 0, "", " words"),
    "days": (1, 0, "", " days"),
    "ratio": (1, 1, "", " times"),
    "score": (1, 2, "", ""),
}
WHOLE = ("count", "words", "days")  # units of which no digit after the point is ever written


def written(value, unit: str, bare: bool = False, more: int = 0) -> str:
    """A value in its unit; `bare` without the unit's name, as in an interval; with so many `more` digits. Text stays.

    >>> written(0.2269, "share"), written(0.9998, "share"), written(0.175, "points"), written(-0.004, "points", True)
    ('23 %', '99.98 %', '+18 points', '-0.4')
    """
    if unit == "text":
        return str(value)
    factor, digits, sign, name = UNITS[unit]
    if unit == "share" and value not in (0, 1):  # what is not all or none is not written so
        digits = next((few for few in (0, 1) if round(100 * value, few) not in (0, 100)), 2)
    if unit == "points" and value and round(100 * value) == 0:  # nor what is not none as none
        digits = 1
    digits += 0 if unit in WHOLE else more
    return f"{factor * value:{sign},.{digits}f}" + ("" if bare else name)


def interval(finding: dict, more: int = 0) -> str:
    """The bounds of a finding in its unit, "" where it has none.

    >>> interval({"low": 0.14, "high": 0.31, "unit": "share"})
    '14 to 31 %'
    """
    unit, low, high = finding["unit"], finding["low"], finding["high"]
    return "" if pd.isna(low) else f"{written(low, unit, True, more)} to {written(high, unit, more=more)}"


def row(finding: dict) -> dict[str, str]:
    """A finding as its line in the table: claim, value, interval, n, days, place (the cell's address), id."""
    days = [str(finding[name]) for name in ("from", "until") if not pd.isna(finding[name])]
    return {
        "id": finding["id"],
        "claim": finding["claim"],
        "value": written(finding["value"], finding["unit"]),
        "interval": interval(finding),
        "n": "" if pd.isna(finding["n"]) else f"{int(finding['n']):,}",
        "days": " to ".join(dict.fromkeys(days)),
        "place": f"notebooks/{finding['notebook']}.html#{finding['anchor']}",
    }


def write_findings_page(site: Site, root: Path, titles: dict[str, str]) -> None:
    """Write findings.html: a table a notebook, in reading order. `titles` are the notebooks' by slug.

    SystemExit names a notebook that findings are of and that is gone.
    """
    table = read_findings(root / "data" / "results" / "findings.csv")
    if gone := set(table["notebook"]) - set(titles):
        raise SystemExit(f"findings.csv has rows of notebooks that are gone: {', '.join(sorted(gone))}")
    chapters = [
        {
            "slug": slug,
            "title": title,
            "rows": [row(finding) for finding in table[table["notebook"] == slug].to_dict("records")],
        }
        for slug, title in titles.items()
        if (table["notebook"] == slug).any()
    ]
    source = "tables/findings.csv"
    site.put(source, (root / "data" / "results" / "findings.csv").read_text(encoding="utf-8"))
    site.write(
        "findings.html",
        "findings.html",
        TITLE,
        DESCRIPTION,
        chapters=chapters,
        source=source,
        count=len(table),
    )
