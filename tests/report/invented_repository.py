"""A small repository of our own invention, of which a report can be built."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
from execute import normalise
from front import SERIES

from policy_corpus.findings import COLUMNS, to_csv
from policy_corpus.paths import ROOT
from policy_corpus.story import CONTROL

INVENTED_README = """\
# How invented policies changed

Read [the cards](data/) and [the first notebook](notebooks/1-first.ipynb).
See [the tests](tests/) and the [licence](LICENSE).

| claim | number |
|---|---|
| a rather long claim about very many policies of very many companies | 12 % |

```
README.md    a line of an annotated tree that is wider than the screen of any phone, and must scroll by itself
```
"""
ADDRESS = "https://invented.example.org/policies"  # of its report
SETUP = """\
import io

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Image, Markdown, display"""
TABLE = """\
table = pd.DataFrame([[f"a_wide_value_{n}" for n in range(20)]])
table"""
FIGURE = """\
fig, ax = plt.subplots()
png = io.BytesIO()
fig.savefig(png, format="png")
plt.close(fig)
display(Image(png.getvalue(), format="png", width=720, alt="Axes from 0 to 1 & nothing between."))"""
COMPUTED = r'display(Markdown("| a | b |\n|---|---|\n| [front](../README.md) | **2** |"))'


CATEGORIES = {"ai_training": 0.3, "biometric": 0.0, "employment": -0.1, CONTROL: 0.0}


SURE = {"value": 0.9, "low": 0.8, "high": 1.0}


def invented_findings() -> dict[str, dict]:
    """The findings that the front page shows, by id: AI training rose, the others did not."""
    found = {}
    for category, change in CATEGORIES.items():
        found[f"census.{category}.start"] = {"value": 0.1}
        found[f"census.{category}.end"] = {"value": 0.1 + change, "low": change, "high": 0.2 + change}
        bounds = {"value": change, "low": change - 0.2, "high": change + 0.2}
        found[f"census.{category}.change"] = bounds | {"from": "2021-01-01", "until": "2026-06-30"}
        found[f"census.{category}.beyond"] = bounds | {"low": change - 0.27}
        found[f"before_x.{category}"] = {"value": 0.1}
        found[f"before_x.{category}.companies"] = {"value": 1}
        found |= {f"census.{name}.{category}": SURE for name in ("precision", "recall")}
    found["census.days"] = {"value": 9}
    found["all_three.companies"] = {"value": 2}
    found["all_three.at_once"] = {"value": "X<script>alert(1)</script>", "unit": "text"}
    return found


def write_findings(root: Path, found: dict[str, dict]) -> None:
    results = root / "data" / "results"
    results.mkdir(parents=True, exist_ok=True)
    fixed = {"unit": "share", "n": 9, "notebook": "second", "anchor": "the-figure", "claim": "A claim"}
    rows = [fixed | {"id": id} | row for id, row in found.items()]
    (results / "findings.csv").write_text(to_csv(pd.DataFrame(rows).reindex(columns=COLUMNS)))


def write_series(root: Path) -> None:
    """Two quarters of the panel, both read: the tables find a tenth less than the readers."""
    head = ["category", "period", "plain", "companies", "corrected", "low", "high"]
    rows = [
        (category, day, share - 0.1, 9, share, share - 0.1, share + 0.1)
        for category, change in CATEGORIES.items()
        for day, share in (("2019-10-01", 0.1), ("2020-01-01", 0.1 + change))
    ]
    pd.DataFrame(rows, columns=head).to_csv(root / "data" / "results" / SERIES, index=False)


def write_invented(root: Path) -> None:
    """A small repository: a README, two notebooks (not yet run), their findings, a card, a licence."""
    write_findings(root, invented_findings())
    write_series(root)
    (root / "data" / "events.csv").write_text(
        "date,event,label,source\n2020-02-01,It <began>,A <day>,nobody\n"
    )
    for folder in ("notebooks", "tests"):
        (root / folder).mkdir()
    (root / "README.md").write_text(INVENTED_README)
    (root / "LICENSE").write_text("Do as you like.\n")
    (root / "CITATION.cff").write_text(
        "title: How invented policies changed\nversion: 0.1.0\ndate-released: 2026-01-01\nauthors:\n  - name: Nobody\n"
        f"url: {ADDRESS}/\n"
    )
    (root / "data" / "README.md").write_text(
        "# The cards\n\nOf the [front page](../README.md#how-invented-policies-changed).\n"
    )
    for name, title in (("1-first", "Did zebras rise?"), ("2-second", "Did it last?")):
        links = "[The front page](../README.md), [the first](1-first.ipynb)"
        heading = nbformat.v4.new_markdown_cell(f"# {title}\n\n{links}")
        cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, TABLE, FIGURE, COMPUTED)]
        cells[2].id = "the-figure"
        notebook = nbformat.v4.new_notebook(cells=[heading, *cells])
        normalise(notebook)
        nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")


def build_report(*options: object) -> subprocess.CompletedProcess:
    command = [sys.executable, ROOT / "report" / "build.py", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)
