"""The project ill-treated → data/results/torture.csv: what was tried, what of it held, what failed. Hours, by hand.

    python -m policy_corpus.trials.torture [--parts PART …] [--kills N] [--commands NAME …]
                                           [--python FILE …] [--minutes N] [--runs N] [--seed N] [--out FILE]

The parts, all but `notebooks` unless some are named: `kills` (`kills.py`), `surroundings` (`surroundings.py`), `fuzz`
(`fuzz.py`) and `notebooks` (all of them run and compared, N times in a row). All happens to copies that follow an
invented archive, so that no archive is needed. A row is written when it is known; it takes the place of the row of
the same part and name.
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

OUT = RESULTS / "torture.csv"
PARTS = ("kills", "surroundings", "fuzz", "notebooks")
COLUMNS = ["part", "what", "tried", "held", "failed", "how", "day"]
NBVAL = ("-m", "pytest", "-q", "--nbval", "--nbval-current-env", "--nbval-cell-timeout", "600", "notebooks")


def with_row(table: pd.DataFrame, row: dict[str, object]) -> pd.DataFrame:
    """The table with a row more, or in the place of one of the same part and name; in the order of parts and names."""
    same = table["part"].eq(row["part"]) & table["what"].eq(row["what"])
    made = pd.concat([table[~same], pd.DataFrame([row], columns=COLUMNS)], ignore_index=True)
    order = made.assign(part=made["part"].map(PARTS.index)).sort_values(["part", "what"], kind="stable").index
    return made.loc[order].reset_index(drop=True)


def _notebooks(runs: int) -> Iterator[dict[str, object]]:
    """All notebooks run, and each output compared, so many times."""
    failed = sum(
        subprocess.run([sys.executable, *NBVAL], cwd=ROOT, check=False).returncode > 0 for _ in range(runs)
    )
    yield {
        "part": "notebooks",
        "what": "all notebooks run, one run after the other",
        "tried": runs,
        "held": runs - failed,
        "failed": failed,
        "how": "nbval compares each output with the kept one",
    }


def _rows(chosen: argparse.Namespace, folder: Path) -> Iterator[dict[str, object]]:
    """What the parts that were chosen find, row by row."""
    if "kills" in chosen.parts:
        yield from kills.rows(folder, chosen.kills, chosen.commands, chosen.seed)
    if "surroundings" in chosen.parts:
        yield from surroundings.rows(folder, chosen.python)
    if "fuzz" in chosen.parts:
        yield from fuzz.rows(60 * chosen.minutes, chosen.seed)
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
    parser.add_argument("--minutes", type=float, default=10, help="of fuzzing")
    parser.add_argument("--runs", type=int, default=10, metavar="N", help="of all notebooks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Try, print and write; 0 where all was tried, whatever failed, 2 for a copy that does not work undisturbed."""
    chosen = chosen_by(arguments)

    def work() -> None:
        with tempfile.TemporaryDirectory(prefix="policy-corpus-torture-") as folder:
            for row in _rows(chosen, Path(folder)):
                known = pd.read_csv(chosen.out) if chosen.out.exists() else pd.DataFrame(columns=COLUMNS)
                write_table(chosen.out, with_row(known, row | {"day": date.today().isoformat()}))
                print(f"{row['part']}: {row['what']}: {row['held']} of {row['tried']} held", flush=True)

    return exit_code(work)


if __name__ == "__main__":
    sys.exit(main())
