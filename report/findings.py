"""data/results/findings-*.csv, which the notebooks write → the findings table in README.md."""

import csv
import sys
from pathlib import Path

from policy_corpus.files import write_whole

ROOT = Path(__file__).resolve().parent.parent
ANSWER = (6, 7, 8)  # the notebooks whose findings come first; what they rest on follows, in reading order
START, END = "<!-- findings: made by the notebooks -->", "<!-- end of findings -->"


def findings_table(results: Path = ROOT / "data" / "results", notebooks: Path = ROOT / "notebooks") -> str:
    """The table in Markdown, one row a claim, each with a link to the notebook that shows it."""
    rows = ["| What we find | Number | Shown in |", "|---|---|---|"]
    for path in sorted(results.glob("findings-*.csv"), key=_place):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                (notebook,) = notebooks.glob(f"{row['notebook']}-*.ipynb")
                rows.append(
                    f"| {row['claim']} | {row['number']} | [{notebook.stem}](notebooks/{notebook.name}) |"
                )
    return "\n".join(rows)


def _place(path: Path) -> tuple[bool, int]:
    number = int(path.stem.rpartition("-")[2])
    return number not in ANSWER, number


def with_findings(readme: str, table: str) -> str:
    """The README with the table in its place; ValueError where a mark is missing."""
    before, rest = readme.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n{table}\n{END}{after}"


def main() -> None:
    """Write the table into README.md."""
    path = ROOT / "README.md"
    write_whole(path, with_findings(path.read_text(encoding="utf-8"), findings_table()))


if __name__ == "__main__":
    sys.exit(main())
