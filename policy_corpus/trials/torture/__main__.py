"""The project ill-treated → data/results/torture.csv: what was tried, what of it held, what failed. Hours, by hand.

    python -m policy_corpus.trials.torture [--parts PART …] [--kills N] [--commands NAME …]
                                           [--python FILE …] [--notebooks SLUG …] [--inputs N] [--runs N] [--seed N]
                                           [--add] [--out FILE]

The parts, all but `notebooks` unless some are named: `kills` (`kills.py`), `surroundings` (`surroundings.py`), `fuzz`
(`fuzz.py`) and `notebooks` (all of them run and compared, N times in a row). All happens to copies that follow an
invented archive, so that no archive is needed. A row is written when it is known, of inputs after each round of
them; it takes the place of the row of the same part and name, or with --add adds to it (inputs of another seed are
others).
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from policy_corpus.errors import exit_code
from policy_corpus.files import write_table
from policy_corpus.paths import RESULTS, ROOT
from policy_corpus.trials.torture import fuzz, kills, surroundings
from policy_corpus.trials.torture.outcome import outcome

OUT = RESULTS / "torture.csv"
PARTS = ("kills", "surroundings", "fuzz", "notebooks")
COLUMNS = ["part", "what", "tried", "held", "failed", "how", "day"]


def with_row(table: pd.DataFrame, row: dict[str, object]) -> pd.DataFrame:
    """The table with a row more, or in the place of one of the same part and name; in the order of parts and names."""
    same = table["part"].eq(row["part"]) & table["what"].eq(row["what"])
    made = pd.concat([table[~same], pd.DataFrame([row], columns=COLUMNS)], ignore_index=True)
    order = made.assign(part=made["part"].map(PARTS.index)).sort_values(["part", "what"], kind="stable").index
    return made.loc[order].reset_index(drop=True)


def added(row: dict[str, object], before: pd.DataFrame) -> dict[str, object]:
    """The row with what a table has of the same part and name added to it."""
    for same in before[before["part"].eq(row["part"]) & before["what"].eq(row["what"])].to_dict("records"):
        how = row["how"] if same["how"] == row["how"] else f"{same['how']}, {row['how']}"
        row = row | {name: same[name] + row[name] for name in ("tried", "held", "failed")} | {"how": how}
    return row


def known(out: Path | None) -> pd.DataFrame:
    """The table as it is; without rows where there is none."""
    return pd.read_csv(out) if out and out.exists() else pd.DataFrame(columns=COLUMNS)


def _notebooks(runs: int) -> Iterator[dict[str, object]]:
    """After each run of all notebooks, of so many, how often each output was the kept one."""
    command = [sys.executable, *surroundings.NBVAL, "notebooks"]
    what, how = "all notebooks run, one run after the other", "nbval compares each output with the kept one"
    failed: list[str] = []
    for run in range(1, runs + 1):
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(f"run {run}")
        yield outcome("notebooks", what, run, failed, how)


def _rows(chosen: argparse.Namespace, folder: Path) -> Iterator[dict[str, object]]:
    """What the parts that were chosen find, row by row."""
    if "kills" in chosen.parts:
        yield from kills.rows(folder, chosen.kills, chosen.commands, chosen.seed)
    if "surroundings" in chosen.parts:
        yield from surroundings.rows(folder, chosen.python)
        yield from surroundings.notebook_rows(folder, chosen.python, chosen.notebooks)
    if "fuzz" in chosen.parts:
        yield from fuzz.rows(chosen.inputs, chosen.seed)
    if "notebooks" in chosen.parts:
        yield from _notebooks(chosen.runs)


def chosen_by(arguments: list[str] | None) -> argparse.Namespace:
    """What a user chose to try."""
    names = [command.name for command in kills.COMMANDS]
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.torture", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS[:3], metavar="PART")
    parser.add_argument("--kills", type=int, default=5, metavar="N", help="of each command in each way")
    parser.add_argument("--commands", nargs="+", choices=names, default=names, metavar="NAME")
    parser.add_argument(
        "--python", type=Path, nargs="+", default=[], metavar="FILE", help="with the lock installed"
    )
    parser.add_argument(
        "--notebooks",
        nargs="+",
        default=(),
        metavar="SLUG",
        help="run in other surroundings, where not all of them",
    )
    parser.add_argument(
        "--inputs", type=int, default=500_000, metavar="N", help="texts, clauses and histories"
    )
    parser.add_argument("--add", action="store_true", help="to the rows that the table has")
    parser.add_argument("--runs", type=int, default=10, metavar="N", help="of all notebooks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Try, print and write; 0 where all was tried, whatever failed, 2 for a copy that does not work undisturbed."""
    chosen = chosen_by(arguments)

    def work() -> None:
        with tempfile.TemporaryDirectory(prefix="policy-corpus-torture-") as folder:
            before = known(chosen.out if chosen.add else None)
            for row in _rows(chosen, Path(folder)):
                row = added(row, before) | {"day": date.today().isoformat()}
                write_table(chosen.out, with_row(known(chosen.out), row))
                print(f"{row['part']}: {row['what']}: {row['held']} of {row['tried']} held", flush=True)

    return exit_code(work)


if __name__ == "__main__":
    sys.exit(main())
