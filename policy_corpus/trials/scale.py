"""Invented archives of several sizes, built → what that costs, and from the slopes what 1.07 million policies would.

    python -m policy_corpus.trials.scale FOLDER [--sites 1000 5000 20000] [--workers 2] [--out FILE]

Each archive is made below FOLDER (`invented_archive.py`), or found there, and built in a process of its own. Rows of
data/results/scale.csv are `measured` or `projected`. What is projected lies on straight lines through what was
measured, over pages: the processor seconds of the process that hands out the work, which more workers do not shorten,
those of the workers, which they share, and the memory of each. So it holds for workers that have a core each, and
for pages like the invented ones. No memory is projected to be less than was measured.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from policy_corpus.errors import exit_code
from policy_corpus.files import write_table
from policy_corpus.paths import RESULTS
from policy_corpus.trials import invented_archive
from policy_corpus.trials.costs import build_cost, machine

OUT = RESULTS / "scale.csv"
SITES = (1_000, 5_000, 20_000)
# The Princeton-Leuven Longitudinal Corpus of Privacy Policies (Amos et al. 2021): websites, and policies of them
WHOLE_SITES, WHOLE_PAGES = 130_620, 1_071_488
WORKERS = (1, 8, 64)  # that are projected
MEASURED, PROJECTED = "measured", "projected"
OVER_PAGES = (
    "own_processor",
    "worker_processor",
    "own_memory",
    "worker_memory",
    "archive",
    "tables",
    "clauses",
)
GROWS = [name for name in OVER_PAGES if not name.endswith("memory")]


def measure(folder: Path, sites: int, workers: int) -> dict[str, object]:
    """A row of what a build of an invented archive of so many sites costs."""
    made = folder / str(sites)
    if not made.exists():
        invented_archive.write(made, sites)
    on = machine()
    with tempfile.TemporaryDirectory(dir=folder) as out:
        built = build_cost(
            made / "archives", Path(out) / "tables", workers, made / "data", made / "sources.yml"
        )
    return {
        "kind": MEASURED,
        "sites": sites,
        "pages": built.captures,
        "workers": workers,
        "seconds": built.cost.seconds,
        "own_processor": built.own_processor,
        "worker_processor": built.cost.processor - built.own_processor,
        "own_memory": built.own_memory,
        "worker_memory": built.worker_memory,
        "archive": sum(file.stat().st_size for file in made.glob("archives/**/*") if file.is_file()) / 1e6,
        "tables": built.megabytes,
        "clauses": built.clauses,
    } | on


def project(rows: pd.DataFrame, workers: Iterable[int] = WORKERS) -> pd.DataFrame:
    """What the whole corpus would cost with so many workers: a row each, from two or more measured sizes."""
    whole = {name: _at(rows, name, WHOLE_PAGES) for name in OVER_PAGES}
    same = {"kind": PROJECTED, "sites": WHOLE_SITES, "pages": WHOLE_PAGES} | whole
    return pd.DataFrame(
        same | {"workers": number, "seconds": whole["own_processor"] + whole["worker_processor"] / number}
        for number in workers
    )


def _at(rows: pd.DataFrame, name: str, pages: int) -> float:
    """The value of a column at so many pages, on the straight line that fits the rows best."""
    value = float(np.polyval(np.polyfit(rows["pages"], rows[name], 1), pages))
    return value if name in GROWS else max(value, rows[name].max())


def with_projection(measured: pd.DataFrame) -> pd.DataFrame:
    """The measured rows, and behind them the projected ones; with the memory of all processes, at most."""
    table = pd.concat([measured, project(measured)], ignore_index=True)
    all_memory = table["own_memory"] + table["workers"] * table["worker_memory"]
    table.insert(table.columns.get_loc("archive"), "all_memory", all_memory)
    return table.round(1).astype({"clauses": int, "cores": "Int64", "memory": "Int64"})


def main(arguments: list[str] | None = None) -> int:
    """Write the table, and print it; 2 for a folder that cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.scale", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--sites", type=int, nargs="+", default=SITES, metavar="N")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    chosen = parser.parse_args(arguments)
    if len(set(chosen.sites)) < 2:
        parser.error("name two or more numbers of sites: a slope needs them")

    def write():
        chosen.folder.mkdir(parents=True, exist_ok=True)
        sizes = sorted(set(chosen.sites))
        made = with_projection(
            pd.DataFrame(measure(chosen.folder.resolve(), number, chosen.workers) for number in sizes)
        )
        write_table(chosen.out, made)
        print(made.to_string(index=False))

    return exit_code(write)


if __name__ == "__main__":
    sys.exit(main())
