"""Commands killed at random moments and at every step with files → what held: outputs whole, nothing left behind.

Of each kill is asked: an output is the old one whole or the new one whole; no process goes on; a signal that can be
heard leaves no scratch and no traceback; the next run ends well, with the new outputs byte for byte, and after it no
file is left that an undisturbed run would not leave.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from policy_corpus.extract.kept import SUFFIX
from policy_corpus.trials.torture.moment import PREFIX
from policy_corpus.trials.torture.outcome import outcome
from policy_corpus.trials.torture.project import EXECUTE, NAME, content, make

PATIENCE = 60  # seconds within which what a killed run started must have ended
PACKS = f"archives/{NAME}.git/objects"
SETTINGS = "policy-corpus-git-"  # begins folders of settings for git, which hold no text
CONNECTION = re.compile(r"tmp\w{8}\.json")  # Jupyter's, by which a kernel is reached
PROBE, PROBE_SIZE = re.compile(r"\w{8}"), 4  # Python's, by which it finds out where it may write
LEFT_BY_GIT = ("tmp_", ".lock")


@dataclass(frozen=True)
class Command:
    """A command that is killed: its arguments, the state it starts from, its outputs, what is absent at its start.

    Before it, nothing was fetched (`bare`), or archives and tables are of the old commit (`old`), of the new one
    (`new`), or the archives of the new one and the tables of the old (`fetched`).
    """

    name: str
    arguments: tuple[str, ...]
    starts: str
    outputs: tuple[str, ...]
    absent: tuple[str, ...] = ()


TABLES, SHARDS = "policy_corpus/tables", "_build/shards"
COMMANDS = [
    Command("build", ("build",), "fetched", (TABLES,), (SHARDS,)),
    Command(
        "refresh",
        ("refresh", "--before", "before.csv"),
        "old",
        (TABLES, "policy_corpus/pins.json", "before.csv"),
    ),
    Command("fetch", ("fetch",), "bare", ()),
    Command(
        "label", ("label", "clauses.csv", "--text-column", "clause", "--out", "out.csv"), "bare", ("out.csv",)
    ),
    Command("changes", ("changes", "--out", "out.csv"), "new", ("out.csv",)),
    Command("notebooks", (EXECUTE,), "bare", ("notebooks/1-hum.ipynb", "data/results/findings.csv")),
    Command("show", ("show", "policy.md", "--out", "out.html"), "new", ("out.html",)),
]


class Trial:
    """A copy of the project whose states are kept, so that each kill starts from the same."""

    def __init__(self, folder: Path, command: Command):
        self.project = make(folder)
        self.command = command
        self.kept, self.said = folder.resolve() / "kept", self.project.folder / "said"
        self._make_state()
        self.reset()
        self.old = self._outputs()
        self.project.must(*command.arguments)  # compiles what is kept for later runs
        self.reset()
        began = time.perf_counter()
        self.steps = self._count_steps()
        self.seconds = time.perf_counter() - began
        self.new, self.listing = self._outputs(), self._listing()

    def _make_state(self) -> None:
        """Keep the state that the command starts from; its outputs, but for tables, are of earlier work."""
        project, starts = self.project, self.command.starts
        if starts in ("old", "fetched"):
            project.must("fetch")
            project.must("build")
        if starts != "old":
            project.pin("new")
        if starts in ("new", "fetched"):
            project.must("fetch")
        if starts == "new":
            project.must("build")
        for output in self.command.outputs:
            if "out." in output:
                (project.root / output).write_text("earlier work\n", encoding="utf-8")
        shutil.copytree(project.root, self.kept)

    def reset(self) -> None:
        """Lay the state anew from which the command starts, all but what was compiled."""
        for path in self.project.root.iterdir():
            if path.name not in ("policy_corpus", "data", "_build"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in self.kept.iterdir():
            if path.name not in ("policy_corpus", "data", "_build"):
                copy = shutil.copytree if path.is_dir() else shutil.copy2
                copy(path, self.project.root / path.name)
        package = self.project.root / "policy_corpus"
        shutil.rmtree(package / ".tables.scratch", ignore_errors=True)
        for name in (TABLES, SHARDS):
            shutil.rmtree(self.project.root / name, ignore_errors=True)
            if (self.kept / name).is_dir():
                shutil.copytree(self.kept / name, self.project.root / name)
        shutil.copy2(self.kept / "policy_corpus" / "pins.json", package)
        for name in self.command.absent:
            shutil.rmtree(self.project.root / name, ignore_errors=True)
        for name in self.command.outputs:
            if (self.kept / name).is_file():
                shutil.copy2(self.kept / name, self.project.root / name)
        shutil.rmtree(self.project.temporary)
        self.project.temporary.mkdir()

    def _count_steps(self) -> int:
        """Run the command undisturbed; how many steps with files it takes."""
        count = self.project.folder / "count"
        done = self.project.run(*self.command.arguments, **self._hooked(0, 0, count))
        if done.returncode:
            raise RuntimeError(f"{self.command.name} fails undisturbed: {done.stderr[-300:]}")
        return int(count.read_text())

    def _hooked(self, step: int, number: int, count: Path | str = "") -> dict[str, str]:
        hook = f"{self.project.folder / 'hook'}{os.pathsep}{self.project.root}"
        values = {"STEP": str(step), "SIGNAL": str(number), "COUNT": str(count)}
        return {PREFIX + name: value for name, value in values.items()} | {"PYTHONPATH": hook}

    def _outputs(self) -> dict[str, object]:
        return {name: content(self.project.root / name) for name in self.command.outputs}

    def _listing(self) -> set[str]:
        """The files that lie about, by name; of what is kept by content, packs and shards, only what is unfinished."""
        found = set()
        for folder in (self.project.root, self.project.temporary):
            for path in folder.rglob("*"):
                name = path.relative_to(self.project.folder).as_posix()
                kept = PACKS in name or path.suffix == SUFFIX or "__pycache__" in name
                unfinished = not kept or any(sign in path.name for sign in LEFT_BY_GIT)
                if path.is_file() and unfinished and not _is_others(path):
                    found.add(name)
        return found

    # ------------------------------------------------------------ one kill

    def at_step(self, step: int, number: int) -> str | None:
        """What is wrong after a run signalled before its step; "" where nothing is, None where it ended first."""
        self.reset()
        running = self._start(self._hooked(step, number))
        running.wait()
        return self._judged(running, number)

    def at_moment(self, seconds: float, number: int, all_processes: bool) -> str | None:
        """The same of a run that got it after so many seconds, alone or with the processes that it started."""
        self.reset()
        running = self._start({})
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            (os.killpg if all_processes else os.kill)(running.pid, number)
            running.wait()
        return self._judged(running, number)

    def _start(self, more: dict[str, str]) -> subprocess.Popen:
        with self.said.open("wb") as said:
            return subprocess.Popen(
                self.project.command(*self.command.arguments),
                cwd=self.project.root,
                env=self.project.environment(**more),
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )

    def _judged(self, killed: subprocess.Popen, number: int) -> str | None:
        faults = [] if _all_ended(killed.pid, self.project.root) else ["a process went on"]
        if killed.returncode == 0:
            return "; ".join(faults) or None
        said = self.said.read_text("utf-8", "replace")
        # Python itself ends so where it was importing when it was stopped, after the command has had its say.
        stopped = (
            number != signal.SIGKILL and killed.returncode == -signal.SIGINT and said.startswith("stopped;")
        )
        if killed.returncode not in (-number, 128 + number) and not stopped:
            faults.append(f"ended with {killed.returncode}: {said[-200:]!r}")
        faults += [
            f"{name} is neither the old nor the new one"
            for name, held in self._outputs().items()
            if held not in (self.old[name], self.new[name])
        ]
        if number != signal.SIGKILL:
            left = [path for path in self.project.temporary.iterdir() if not _is_others(path)]
            faults += [f"{left[0].name} stayed"] if left else []
            faults += ["a traceback"] if "Traceback" in said else []
        return "; ".join(faults + self._next_run())

    def _next_run(self) -> list[str]:
        """What is wrong with the run after a kill, and with what it leaves."""
        done = self.project.run(*self.command.arguments)
        if done.returncode:
            return [f"the next run ended with {done.returncode}: {done.stderr[-200:]!r}"]
        faults = [
            f"{name} is not the new one" for name, held in self._outputs().items() if held != self.new[name]
        ]
        left = sorted(self._listing() - self.listing)
        return faults + ([f"left: {', '.join(left[:3])}"] if left else [])


def _is_others(path: Path) -> bool:
    """Whether what lies among the temporary files is git's, Jupyter's or Python's own, and holds no text."""
    is_probe = bool(PROBE.fullmatch(path.name)) and path.is_file() and path.stat().st_size <= PROBE_SIZE
    return path.name.startswith(SETTINGS) or bool(CONNECTION.fullmatch(path.name)) or is_probe


def _all_ended(group: int, root: Path) -> bool:
    """Whether all processes of a group, and all at work below a folder, end in time; those of the group are killed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            if not _is_at_work_below(root):  # a kernel has a group of its own
                return True
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    return False


def _is_at_work_below(root: Path) -> bool:
    """Whether a process has its folder there, where the system says so."""
    for process in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if process.readlink().is_relative_to(root):
                return True
    return False


# ---------------------------------------------------------------- all of them


def rows(folder: Path, number: int, names: list[str], seed: int = 0) -> Iterator[dict[str, object]]:
    """A row for each command and way to be killed, with `number` kills each (fewer where it has fewer steps)."""
    for command in COMMANDS:
        if command.name in names:
            trial = Trial(folder / command.name, command)
            yield from _of_command(trial, number, random.Random(f"{seed}/{command.name}"))
            shutil.rmtree(folder / command.name)


def _of_command(trial: Trial, number: int, rng: random.Random) -> Iterator[dict[str, object]]:
    whole = {True: "it and all its processes", False: "it alone"}
    for signalled in (signal.SIGKILL, signal.SIGTERM):
        for together in (True, False):
            results: list[str | None] = []
            while len(results) - results.count(None) < number and len(results) < 3 * number:
                results.append(trial.at_moment(rng.random() * trial.seconds, signalled, together))
            yield _row(
                trial, f"{signalled.name} to {whole[together]}", results, "at random moments of its time"
            )
        steps = _spread(trial.steps, number * 2)
        results = [trial.at_step(step, signalled) for step in steps]
        how = f"before {len(steps)} of the {trial.steps} steps it takes with files"
        yield _row(trial, f"{signalled.name} at a step", results, how)


def _spread(most: int, number: int) -> list[int]:
    """So many numbers of 1 to `most`, evenly; all where there are no more."""
    number = min(number, most)
    return sorted({1 + round(i * (most - 1) / max(number - 1, 1)) for i in range(number)})


def _row(trial: Trial, what: str, results: list[str | None], how: str) -> dict[str, object]:
    killed = [result for result in results if result is not None]
    faults = [result for result in killed if result]
    for fault in faults:
        print(f"{trial.command.name}, {what}: {fault}", file=sys.stderr, flush=True)
    return outcome("kills", f"{trial.command.name}: {what}", len(killed), faults, how)
