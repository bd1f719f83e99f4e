"""A build, or any work done by processes of its own → what it costs; and the machine it was measured on.

Processor seconds are of all processes together. They say more than the time that passed where other programs are at
work, which the load tells: how many processes wanted a core, by the mean of the last minute.
"""

import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.machine import cores, megabytes
from policy_corpus.paths import DATA, ROOT, SOURCES

BUILD = """
import json, resource, sys
from pathlib import Path
from policy_corpus.extract.build import build
from policy_corpus.machine import megabytes
from policy_corpus.trials.costs import peak_memory
archives, out, data, sources = map(Path, sys.argv[1:5])
summary = build(archives, out, data=data, sources=sources, workers=int(sys.argv[5]))
facts = {name: getattr(summary, name) for name in ("documents", "captures", "clauses", "megabytes", "stages")}
own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
facts |= {"own_memory": peak_memory(), "worker_memory": megabytes(workers)}
print(json.dumps(facts | {"own_processor": own.ru_utime + own.ru_stime}))
"""


@dataclass(frozen=True)
class Cost:
    """Seconds that passed, and processor seconds of all processes."""

    seconds: float
    processor: float

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.seconds - other.seconds, self.processor - other.processor)


@dataclass(frozen=True)
class BuildCost:
    """What a build costs, and what it made.

    `own_processor` are the seconds of the process that hands out the work; `own_memory` is its peak and
    `worker_memory` that of the largest other process, git's among them, MB, pages that they share counted in each;
    `megabytes` are those of the tables; `stages` gives the seconds of each step.
    """

    cost: Cost
    own_processor: float
    own_memory: float
    worker_memory: float
    documents: int
    captures: int
    clauses: int
    megabytes: float
    stages: dict[str, float]

    @property
    def memory(self) -> float:
        """The peak of the largest process, MB."""
        return max(self.own_memory, self.worker_memory)


def measured(work: Callable[[], object]) -> Cost:
    """What the processes cost that `work` starts and waits for."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work()
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def run(code: str, *arguments: object, module: bool = False) -> str:
    """What a Python process of its own prints: of some code, or of a module; CorpusError where it fails."""
    command = [sys.executable, "-m" if module else "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False, text=True)
    if done.returncode:
        raise CorpusError("a measured process failed; see above")
    return done.stdout


def build_cost(
    archives: Path, out: Path, workers: int, data: Path = DATA, sources: Path = SOURCES
) -> BuildCost:
    """What a build in a process of its own costs, its start included, with nothing kept from an earlier one."""
    printed: list[str] = []
    cost = measured(lambda: printed.append(run(BUILD, archives, out, data, sources, workers)))
    return BuildCost(cost, **json.loads(printed[0].splitlines()[-1]))


def peak_memory() -> float:
    """The peak memory of this process, MB."""
    # What getrusage tells has the parent's in it, from before this one began.
    status = Path("/proc/self/status")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.M) if status.is_file() else None
    return int(found[1]) * 1024 / 1e6 if found else megabytes(resource.getrusage(resource.RUSAGE_SELF))


def machine() -> dict[str, object]:
    """What figures depend on: processor, cores, memory (GB), Python, load (processes a core), day."""
    return {
        "processor": _processor(),
        "cores": cores(),
        "memory": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0] / cores(), 1),
        "day": date.today().isoformat(),
    }


def _processor() -> str:
    """The processor's name, as the system tells it; its kind where it does not."""
    told = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", told.read_text(), re.M) if told.is_file() else None
    return found[1].strip() if found else platform.machine()
