"""How long the build takes beside git alone, a notebook's own way, and a refresh → data/results/benchmarks.csv.

    python -m policy_corpus.trials.bench [--archives DIR] [--pairs 5] [--sample 100] [--out FILE]

What is compared is measured in pairs, one after the other in the same minutes, and the ratio is of a pair; the table
has the median of the pairs, the smallest and the largest. The archives are read once beforehand, so that all find them
in memory. A refresh asks the archives on this disk: what a network takes comes on top.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from policy_corpus.errors import exit_code
from policy_corpus.extract import git
from policy_corpus.extract.archive import read_history
from policy_corpus.extract.repository import repository
from policy_corpus.extract.sources import DEFAULTS, Source, read_pins, read_sources, write_pins
from policy_corpus.files import write_table
from policy_corpus.paths import DATA, RESULTS, SOURCES, default_archives
from policy_corpus.trials import clusters_compared, replayed_archives
from policy_corpus.trials.costs import BuildCost, Cost, build_cost, machine, measured, run

OUT = RESULTS / "benchmarks.csv"
# What refreshes, by positions: archives, tables, lists, sources, workers, what earlier builds kept.
REFRESH = """
import sys
from pathlib import Path
from policy_corpus.refresh import refresh
archives, out, data, sources, kept = map(Path, sys.argv[1:6])
refresh(archives, out, data, sources, 2, kept)
"""
NOTEBOOK = "policy_corpus.trials.notebook_way"
REPLAYS = 4  # times the captures, as the measures' words have it


@dataclass(frozen=True)
class Measure:
    """What is measured: its words, its unit, and what is aimed at: at most, or at least, so much (None: nothing)."""

    what: str
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    def reached(self, value: float) -> str:
        """yes or no; empty where nothing is aimed at."""
        if self.at_most is None and self.at_least is None:
            return ""
        low = -np.inf if self.at_least is None else self.at_least
        high = np.inf if self.at_most is None else self.at_most
        return "yes" if low <= value <= high else "no"


MEASURES = {
    "git_seconds": Measure("git alone hands out all texts", "s"),
    "git_processor": Measure("git alone, processor time", "s"),
    "build_1_seconds": Measure("build, one worker", "s"),
    "build_1_processor": Measure("build, one worker, processor time", "s"),
    "build_1_memory": Measure("build, one worker, largest process", "MB"),
    "build_2_seconds": Measure("build, two workers", "s"),
    "build_2_processor": Measure("build, two workers, processor time", "s"),
    "build_2_memory": Measure("build, two workers, largest process", "MB", at_most=700),
    "build_by_git": Measure("build with two workers ÷ git alone", "times", at_most=4.5),
    "gain_of_two": Measure("one worker ÷ two workers, of what is not git", "times", at_least=1.6),
    "notebook_processor": Measure("a notebook's own way on one core, processor time", "s"),
    "notebook_by_build": Measure(
        "a notebook's own way ÷ build with one worker, processor time", "times", at_least=30
    ),
    "replays_seconds": Measure(
        "build with two workers, four times the captures ÷ the captures once", "times", at_most=4.2
    ),
    "replays_memory": Measure(
        "its largest process, four times the captures ÷ the captures once", "times", at_most=1.2
    ),
    "new_capture": Measure("refresh with one new capture", "s", at_most=2),
    "nothing_new": Measure("refresh with nothing new", "s", at_most=5),
    "clusters_agreement": Measure(
        "clusters in parts beside those in memory, adjusted Rand index", "score", at_least=0.85
    ),
    "clusters_memory": Measure("clusters in parts, largest process", "MB"),
    "clusters_memory_growth": Measure("the same for four times the parts ÷ for all parts once", "times"),
}


def git_alone(archives: Path) -> None:
    """Have git list the history of each archive's policies and hand out their texts, to nowhere."""
    for source in read_sources():
        folder = repository(archives, source)
        options = ("--raw", "--no-abbrev", "--no-renames", "--format=%H", source.commit, "--", *source.paths)
        git.run(folder, "log", *options, out=subprocess.DEVNULL)
        blobs = dict.fromkeys(capture.blob for capture in read_history(folder, source) if capture.blob)
        asked = "".join(f"{blob}\n" for blob in blobs).encode()
        git.run(folder, "cat-file", "--batch", "--buffer", stdin=asked, out=subprocess.DEVNULL)


def histories(archives: Path) -> None:
    """What `git_alone` does beside its own work: read each history once more, to know what to ask for."""
    for source in read_sources():
        read_history(repository(archives, source), source)


def pairs(archives: Path, number: int, sample: int) -> Iterator[dict[str, float]]:
    """For each pair, the values of what is measured beside each other, by the names of MEASURES."""
    git_alone(archives)
    for pair in range(number):
        asked = measured(lambda: histories(archives))
        alone = measured(lambda: git_alone(archives)) - asked
        with tempfile.TemporaryDirectory() as folder:
            two, one = (build_cost(archives, Path(folder, f"tables-{n}"), n) for n in (2, 1))
        counted = json.loads(
            run(NOTEBOOK, "--archives", archives, "--every", sample, "--begin", pair, module=True)
        )
        by_hand = counted["processor"] * counted["of"] / counted["captures"]
        yield {
            "git_seconds": alone.seconds,
            "git_processor": alone.processor,
            **_of_build("build_1", one.cost, one.memory),
            **_of_build("build_2", two.cost, two.memory),
            "build_by_git": two.cost.seconds / alone.seconds,
            "gain_of_two": (one.cost - alone).seconds / (two.cost - alone).seconds,
            "notebook_processor": by_hand,
            "notebook_by_build": by_hand / one.cost.processor,
        }


def _of_build(name: str, cost: Cost, memory: float) -> dict[str, float]:
    return {f"{name}_seconds": cost.seconds, f"{name}_processor": cost.processor, f"{name}_memory": memory}


# ---------------------------------------------------------------- more captures


def replays(archives: Path, times: int = REPLAYS) -> dict[str, float]:
    """How much more a build of so many times the captures costs than of them once, each history written anew."""
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name, "once"), Path(name, "more")]
        for folder, number in zip(folders, (1, times), strict=True):
            replayed_archives.write(folder, number, archives)
        once, more = map(_build_in, folders)
    return {
        "replays_seconds": more.cost.seconds / once.cost.seconds,
        "replays_memory": more.memory / once.memory,
    }


def _build_in(folder: Path) -> BuildCost:
    """What a build of replayed archives costs, with two workers."""
    tables = folder / "tables"
    return build_cost(folder / "archives", tables, 2, folder / "data", folder / "sources.yml")


# ---------------------------------------------------------------- refreshing


def refreshes(archives: Path, number: int) -> Iterator[dict[str, float]]:
    """Seconds of a refresh with one new capture, and of one with nothing new, each a process of its own."""
    source = _gaining()
    captures = read_history(repository(archives, source), source)
    *_, earlier, before, newest = dict.fromkeys(capture.commit for capture in captures)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources, upstream = _asked_here(archives, folder, source.name)
        kept, now = folder / "kept", folder / "kept-now"
        arguments = (archives, folder / "tables", DATA, sources)
        pins = read_pins(sources)
        _move(upstream, before)
        write_pins(pins | {source.name: earlier}, sources)
        run(REFRESH, *arguments, kept)  # keeps what is read up to the capture before the newest
        _move(upstream, newest)
        for _ in range(number):
            write_pins(pins | {source.name: before}, sources)
            shutil.rmtree(now, ignore_errors=True)
            shutil.copytree(kept, now)
            yield {
                "new_capture": measured(lambda: run(REFRESH, *arguments, now)).seconds,
                "nothing_new": measured(lambda: run(REFRESH, *arguments, now)).seconds,
            }


def _gaining() -> Source:
    """The archive that gets the new capture: the first on the list whose captures are commits, and its largest.

    A commit of it is one capture; one of the last, TOSBack's, may be a dozen.
    """
    return next(source for source in read_sources() if source.layout == DEFAULTS["layout"])


def _asked_here(archives: Path, folder: Path, gaining: str) -> tuple[Path, Path]:
    """The list of archives, each to be asked on this disk; and the repository that the one that gains is asked at."""
    upstream = folder / "upstream.git"
    upstream.mkdir()
    git.write_git_folder(upstream, git.BARE)
    shutil.copytree(archives / f"{gaining}.git" / "objects", upstream / "objects", dirs_exist_ok=True)
    entries = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    for entry in entries:
        there = upstream if entry["name"] == gaining else archives / f"{entry['name']}.git"
        entry["url"] = there.as_uri()
    (folder / SOURCES.name).write_text(yaml.safe_dump(entries), encoding="utf-8")
    write_pins(read_pins(SOURCES), folder / SOURCES.name)
    return folder / SOURCES.name, upstream


def _move(upstream: Path, commit: str) -> None:
    """Let a repository's main branch be at a commit."""
    (upstream / "refs" / "heads" / "main").write_text(f"{commit}\n", encoding="ascii")


# ---------------------------------------------------------------- the table


def table(values: list[dict[str, float]], on: dict[str, object]) -> pd.DataFrame:
    """A row a measure, in the order of MEASURES: median, smallest and largest of the values, and the machine."""
    rows = []
    for name, measure in MEASURES.items():
        own = [value[name] for value in values if name in value]
        if not own:
            continue
        middle = float(np.median(own))
        rows.append(
            {
                "measure": name,
                "what": measure.what,
                "value": middle,
                "low": min(own),
                "high": max(own),
                "unit": measure.unit,
                "times": len(own),
                "at_most": measure.at_most,
                "at_least": measure.at_least,
                "reached": measure.reached(middle),
            }
            | on
        )
    return pd.DataFrame(rows).round({"value": 3, "low": 3, "high": 3})


def bench(archives: Path, number: int, sample: int) -> pd.DataFrame:
    """All measures as a table; CorpusError names an archive that is not there."""
    on = machine()
    values = [
        *pairs(archives, number, sample),
        replays(archives),
        *refreshes(archives, number),
        *clusters_compared.compared(number),
    ]
    return table(values, on)


def main(arguments: list[str] | None = None) -> int:
    """Write the table, and print it; an archive that is not there is named."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.bench", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--archives", type=Path, default=default_archives())
    parser.add_argument(
        "--pairs", type=int, default=5, metavar="N", help="times that each is measured (%(default)s)"
    )
    parser.add_argument(
        "--sample",
        type=int,
        default=100,
        metavar="N",
        help="one capture in N for the notebook's way (%(default)s)",
    )
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    chosen = parser.parse_args(arguments)

    def write():
        made = bench(chosen.archives.resolve(), chosen.pairs, chosen.sample)
        write_table(chosen.out, made)
        print(made[["what", "value", "low", "high", "unit", "reached"]].to_string(index=False))

    return exit_code(write)


if __name__ == "__main__":
    sys.exit(main())
