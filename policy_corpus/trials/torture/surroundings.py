"""Builds and notebooks in other surroundings → whether the tables are the same, byte for byte, and the outputs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policy_corpus.paths import ROOT, notebook_path
from policy_corpus.trials.torture.outcome import outcome
from policy_corpus.trials.torture.project import Project, content, make

NOBODYS = 65534  # user and group
NOBODY = ("setpriv", f"--reuid={NOBODYS}", f"--regid={NOBODYS}", "--clear-groups")
# Fails where only root may enter the folder of a Python.
STARTS_ITSELF = "import subprocess, sys, hyperscan; subprocess.run([sys.executable, '-c', ''], check=True)"
# But for the machine itself.
OFFLINE = ("unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
GERMAN = "de_DE.UTF-8"
VERSIONS = ("3.11", "3.12", "3.13")
ODD_NAME = "a folder, with “spaces” & ümlauts"
TWO_AT_A_TIME = ("-n", "2", "--dist", "loadfile")
NBVAL = (
    "-m",
    "pytest",
    "-q",
    "--nbval",
    "--nbval-current-env",
    "--nbval-cell-timeout",
    "600",
    *TWO_AT_A_TIME,
)
NOT_COPIED = (".*", "_build", "_report", "archives", "tests", "__pycache__")


@dataclass(frozen=True)
class Surroundings:
    """What a build finds: a prefix to its command, its environment, options, mask of new files; which Python.

    `owner` is who the copy belongs to and `folder` the name of the folder that it lies in; a build that cannot write
    to its copy writes `elsewhere`. `unset` are variables that it lacks. `only_builds`: no notebook can tell.
    """

    name: str
    environment: dict[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    umask: int = -1
    folder: str = "copy"
    owner: int | None = None
    elsewhere: bool = False
    python: str = sys.executable
    only_builds: bool = False


def all_of_them(pythons: list[str], languages: Path) -> list[Surroundings]:
    """What is tried; `languages` is the folder of locales made for it."""
    german = {"LC_ALL": GERMAN, "LANG": GERMAN, "LOCPATH": str(languages)}
    everyone = next(
        (python for python in (sys.executable, *pythons) if _runs(*NOBODY, python, "-c", STARTS_ITSELF)),
        "",
    )
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS")
    found = [
        *(
            Surroundings(f"time zone {zone}", {"TZ": zone})
            for zone in ("Pacific/Kiritimati", "America/St_Johns")
        ),
        Surroundings("locale C", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
        Surroundings(f"locale {GERMAN}", german),
        *(Surroundings(f"hash seed {seed}", {"PYTHONHASHSEED": seed}) for seed in ("0", "1", "4242")),
        *(Surroundings(f"threads: {n}", dict.fromkeys(threads, n)) for n in ("1", "7")),
        *(Surroundings(f"workers: {n}", options=("--workers", n), only_builds=True) for n in ("1", "2", "3")),
        Surroundings("a folder with spaces, quotes and umlauts in its name", folder=ODD_NAME),
        Surroundings("umask 077", umask=0o077),
        Surroundings("no HOME", unset=("HOME",)),
        Surroundings("no network", prefix=OFFLINE),
        Surroundings("an ordinary user, whose copy it is", prefix=NOBODY, owner=NOBODYS, python=everyone),
        Surroundings(
            "an ordinary user who may only read the copy", prefix=NOBODY, elsewhere=True, python=everyone
        ),
    ]
    return found + [
        Surroundings(f"Python {version}", python=_of_version(version, pythons)) for version in VERSIONS
    ]


def rows(folder: Path, pythons: list[Path]) -> Iterator[dict[str, object]]:
    """A row for each of the surroundings of a build; one that this machine lacks is told, with nothing tried."""
    every, with_german = _prepared(folder, pythons)
    reference = _tables(folder, Surroundings("as it is"))
    if not isinstance(reference, dict):
        raise RuntimeError(f"a build fails as it is: {reference}")
    for tried in every:
        why_not = lacking(tried, with_german)
        result = "" if why_not else _held(folder, tried, reference)
        yield _row(f"build: {tried.name}", why_not, result, "the same tables, byte for byte")


def notebook_rows(
    folder: Path, pythons: list[Path], slugs: Sequence[str] = ()
) -> Iterator[dict[str, object]]:
    """A row for each of the surroundings of notebooks, which are run and compared; so where this machine lacks it.

    Of no slugs it is all notebooks.
    """
    every, with_german = _prepared(folder, pythons)
    notebooks = [notebook_path(slug).name for slug in slugs]
    how = f"the same outputs of {' and '.join(notebooks) or 'all notebooks'}"
    for tried in every:
        if not tried.only_builds:
            why_not = lacking(tried, with_german)
            result = "" if why_not else _compared(folder, tried, notebooks)
            yield _row(f"notebooks: {tried.name}", why_not, result, how)


def _prepared(folder: Path, pythons: list[Path]) -> tuple[list[Surroundings], bool]:
    """All surroundings, and whether there is a German locale, which is made in the folder."""
    languages = folder / "locales"
    languages.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # an ordinary user must come in
    with_german = _runs("localedef", "-i", "de_DE", "-f", "UTF-8", str(languages / GERMAN))
    return all_of_them([str(python) for python in pythons], languages), with_german


def _row(what: str, why_not: str, fault: str, held: str) -> dict[str, object]:
    """A row of what was tried once, or of why it was not."""
    return outcome("surroundings", what, int(not why_not), [fault] if fault else [], why_not or held)


def lacking(tried: Surroundings, with_german: bool) -> str:
    """Why a build cannot be tried so on this machine; "" where it can."""
    if tried.environment.get("LC_ALL") == GERMAN and not with_german:
        return "not tried: the locale cannot be made here"
    if not tried.python:
        return "not tried: there is no such Python with the packages here (--python)"
    if tried.prefix and not _runs(*tried.prefix, "true"):
        return f"not tried: {tried.prefix[0]} is not there or not allowed"
    return ""


def _held(folder: Path, tried: Surroundings, reference: dict[str, bytes]) -> str:
    """What is wrong with a build in these surroundings; "" where nothing is."""
    made = _tables(folder, tried)
    if not isinstance(made, dict):
        return made
    other = sorted(name for name in reference | made if reference.get(name) != made.get(name))
    return f"other bytes: {', '.join(other)}" if other else ""


def _tables(folder: Path, tried: Surroundings) -> dict[str, bytes] | str:
    """The tables that a build in these surroundings makes, by their names; or what it says where it fails."""
    project = _copy(folder, tried)
    made = _built(project, tried)
    shutil.rmtree(project.folder)
    return made


def _copy(folder: Path, tried: Surroundings) -> Project:
    """A copy with its archive, nothing built, in the hands of its owner."""
    project = make(folder / tried.folder)
    project.must("fetch")
    if tried.owner is not None:
        _each(project.folder, lambda path: os.chown(path, tried.owner, tried.owner))
    if tried.elsewhere:
        (project.folder / "own").mkdir()
        for place in (project.folder / "own", project.temporary):
            os.chown(place, NOBODYS, NOBODYS)
    return project


def _each(folder: Path, work: Callable[[Path], object]) -> None:
    for path in (folder, *folder.rglob("*")):
        work(path)


def _run(
    command: list[str], tried: Surroundings, folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """A command run to its end in a folder and in what is tried around it, with what it printed."""
    return subprocess.run(
        [*tried.prefix, *command],
        cwd=folder,
        env={name: value for name, value in environment.items() if name not in tried.unset},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        umask=tried.umask,
    )


def _built(project: Project, tried: Surroundings) -> dict[str, bytes] | str:
    """The tables that a build of a copy makes, or what it says (`_tables`)."""
    out = project.folder / "own" / "tables" if tried.elsewhere else project.tables
    own = ("--out", str(out), "--shards", str(project.folder / "own" / "shards")) if tried.elsewhere else ()
    environment = project.environment(**tried.environment)
    command = project.command("build", *tried.options, *own, python=tried.python)
    done = _run(command, tried, project.root, environment)
    return f"ended with {done.returncode}: {done.stderr[-300:]!r}" if done.returncode else content(out)


# ---------------------------------------------------------------- notebooks


def _compared(folder: Path, tried: Surroundings, notebooks: Sequence[str]) -> str:
    """What differs where notebooks are run so, on a copy of the repository; "" where nothing does."""
    root, own = folder / tried.folder, folder / "own"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
    own.mkdir()  # what a user has elsewhere
    if tried.prefix == NOBODY:
        os.chown(own, NOBODYS, NOBODYS)
    if tried.owner is not None:
        _each(root, lambda path: os.chown(path, tried.owner, tried.owner))
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = kept | {"HOME": str(own), "TMPDIR": str(own), "PYTHONPATH": str(root)} | tried.environment
    command = [tried.python, *NBVAL, *(f"notebooks/{name}" for name in notebooks or [""])]
    done = _run(command, tried, root, environment)
    shutil.rmtree(root)
    shutil.rmtree(own)
    if not done.returncode:
        return ""
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return (
        f"{len(failed)} cells: {' '.join(failed)[:300]}"
        if failed
        else f"{done.stdout[-300:]!r} {done.stderr[-300:]!r}"
    )


# ---------------------------------------------------------------- what this machine has


def _of_version(version: str, pythons: list[str]) -> str:
    """The first of the given Pythons, or this one, that is of a version and has the packages; "" where none is."""
    asked = f"import sys, hyperscan, pyarrow; sys.exit(sys.version_info[:2] != tuple(map(int, '{version}'.split('.'))))"
    return next((python for python in (sys.executable, *pythons) if _runs(python, "-c", asked)), "")


def _runs(*command: str) -> bool:
    """Whether a command is there and ends well."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
