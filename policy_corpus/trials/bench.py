"""How long the build takes, against the time that git alone needs to hand out the same texts.

    python -m policy_corpus.trials.bench [--archives DIR] [--workers N …]

The archives are read once beforehand, so that both find them in memory. Processor seconds are of all processes
together, and say on a busy machine more than the time that passed. Memory is the largest sum over all processes
at one moment, pages that they share counted once; looking for it takes time, so that each is run a second time for it.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from policy_corpus.errors import exit_code
from policy_corpus.extract.archive import read_history
from policy_corpus.extract.git import run
from policy_corpus.extract.repository import repository
from policy_corpus.extract.sources import read_sources
from policy_corpus.paths import ARCHIVES, ROOT

BUILD = """
import json, sys
from pathlib import Path
from policy_corpus.extract.build import build
summary = build(Path(sys.argv[1]), Path(sys.argv[2]), workers=int(sys.argv[3]))
print(json.dumps(summary.stages))
"""
LOOKS = 0.2  # seconds between two looks at the memory


@dataclass(frozen=True)
class Cost:
    """Seconds that passed, processor seconds of all processes, and their memory at the largest, MB."""

    seconds: float
    processor: float
    memory: float


def measure(work) -> Cost:
    """What the processes cost that `work` starts and waits for; it is done twice."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work()
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, processor, _largest(work))


def _largest(work) -> float:
    """The memory of the processes that `work` starts, at the largest, MB."""
    largest, over = 0.0, threading.Event()

    def look():
        nonlocal largest
        while not over.wait(LOOKS):
            largest = max(largest, sum(map(_memory, _descendants(os.getpid()))))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        work()
    finally:
        over.set()
        looking.join()
    return largest


def _descendants(process: int) -> list[int]:
    """The processes below a process; none where the system does not tell (no /proc)."""
    below = []
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(child) for child in tasks.read_text().split()]
        except OSError:
            continue
        below += [one for child in children for one in (child, *_descendants(child))]
    return below


def _memory(process: int) -> float:
    """A process's share of the memory it uses, MB; 0 where the process has ended."""
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.M)
    except OSError:
        return 0.0
    return int(found[1]) / 1e3 if found else 0.0


def git_alone(archives: Path) -> None:
    """Have git list the history of each archive's policies and hand out their texts, to nowhere."""
    for source in read_sources():
        folder = repository(archives, source)
        log = (
            "log",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--format=%H",
            source.commit,
            "--",
            *source.paths,
        )
        run(folder, *log, out=subprocess.DEVNULL)
        blobs = dict.fromkeys(capture.blob for capture in read_history(folder, source) if capture.blob)
        asked = "".join(f"{blob}\n" for blob in blobs).encode()
        run(folder, "cat-file", "--batch", "--buffer", stdin=asked, out=subprocess.DEVNULL)


def histories(archives: Path) -> None:
    """What `git_alone` does beside its own work: read each history once more, to know what to ask for."""
    for source in read_sources():
        read_history(repository(archives, source), source)


def bench(archives: Path, workers: list[int]) -> str:
    """The table of what git alone and the build cost."""
    histories(archives)
    git_alone(archives)
    asked, all_of_it = measure(lambda: histories(archives)), measure(lambda: git_alone(archives))
    alone = Cost(all_of_it.seconds - asked.seconds, all_of_it.processor - asked.processor, all_of_it.memory)
    lines = [f"{'':24}{'seconds':>9}{'× git':>7}{'processor':>11}{'× git':>7}{'memory, MB':>12}"]
    lines.append(_line("git alone", alone, alone))
    for number in workers:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", BUILD, str(archives), f"{folder}/tables", str(number)]
            printed = []

            def build(command=command, printed=printed):
                done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
                printed.append(done.stdout)

            lines.append(_line(f"build, {number} worker{'s' * (number > 1)}", measure(build), alone))
        lines += [f"  {stage:22}{seconds:9.1f}" for stage, seconds in json.loads(printed[0]).items()]
    return "\n".join(lines)


def _line(name: str, cost: Cost, git_cost: Cost) -> str:
    return (
        f"{name:24}{cost.seconds:9.1f}{cost.seconds / git_cost.seconds:7.1f}"
        f"{cost.processor:11.1f}{cost.processor / git_cost.processor:7.1f}{cost.memory:12,.0f}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table; an archive that is not there is named."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.bench", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--archives", type=Path, default=Path(os.environ.get("POLICY_ARCHIVES", ARCHIVES)))
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], metavar="N")
    chosen = parser.parse_args(arguments)
    return exit_code(lambda: print(bench(chosen.archives.resolve(), chosen.workers)))


if __name__ == "__main__":
    sys.exit(main())
