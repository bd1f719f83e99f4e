"""A folder → a copy of this project there that follows an invented archive, so that its commands can be ill-treated.

The copy has the package and data/ as they are, and of its own a documents.csv, a sources.yml, pins and an upstream
repository. Two states of it are known, byte for byte: `old`, at the commit before the newest, and `new`.
"""

import compileall
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from policy_corpus.errors import CorpusError
from policy_corpus.extract import pattern_cache
from policy_corpus.extract.sources import write_pins
from policy_corpus.paths import DATA, PACKAGE, ROOT
from policy_corpus.trials import invented_archive
from policy_corpus.trials.torture import moment

SITES, SEED = 4, 3
NAME = invented_archive.NAME
EXECUTE = "report/execute.py"  # what `make notebooks` begins with
# A policy of one's own, and clauses of one's own
POLICY = (
    "# Privacy policy\n\nWe collect a scan of your face to open the shed. We never sell your address.\n" * 3
)
# A notebook of one's own, whose outputs are not kept yet
NOTEBOOK = {
    "cells": [
        {"id": f"hum-{n}", "cell_type": "code", "source": f"print('hum' * {n})"}
        | {"metadata": {}, "outputs": [], "execution_count": None}
        for n in range(9)
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
CLAUSES = "clause\n" + "We collect a scan of your face.\nWe train models with your words.\n" * 40


@dataclass
class Project:
    """A copy in `folder`/project, its upstream beside it; `temporary` is where its temporary files go."""

    folder: Path
    root: Path = field(init=False)
    temporary: Path = field(init=False)
    pins: dict[str, str] = field(default_factory=dict)  # commit by state: old, new

    def __post_init__(self):
        self.root, self.temporary = self.folder / "project", self.folder / "temporary"

    @property
    def tables(self) -> Path:
        """Where the copy's build writes its tables."""
        return self.root / "policy_corpus" / "tables"

    def environment(self, **more: str) -> dict[str, str]:
        """What the copy's commands find in their environment: its package first, its own temporary folder."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"PYTHONPATH": str(self.root), "TMPDIR": str(self.temporary), "PYTHONDONTWRITEBYTECODE": "1"}
        return kept | own | more

    def command(self, *arguments: str, python: str = sys.executable) -> list[str]:
        """A command of the copy as a process is given it; or a program of its report, by its file."""
        is_file = arguments[0].endswith(".py")
        return [python, *(() if is_file else ("-m", "policy_corpus")), *arguments]

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess:
        """Run a command of the copy to its end, with more in its environment."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )

    def must(self, *arguments: str) -> None:
        """Run a command that has to work here; CorpusError with what it says where it does not."""
        done = self.run(*arguments)
        if done.returncode:
            raise CorpusError(f"{self.root}: {arguments[0]} fails undisturbed: {done.stderr[-300:]}")

    def pin(self, state: str) -> None:
        """Let the copy's pins be those of a state."""
        write_pins({NAME: self.pins[state]}, self.root / "policy_corpus" / "sources.yml")


def make(folder: Path) -> Project:
    """Make a copy in a folder, new or empty, pinned at the old commit, without archives and tables."""
    folder.mkdir(parents=True, exist_ok=True)
    project = Project(folder.resolve())
    invented = project.folder / "upstream"
    invented_archive.write(invented, SITES, SEED)
    upstream = invented / "archives" / f"{NAME}.git"
    shutil.copytree(
        PACKAGE, project.root / "policy_corpus", ignore=shutil.ignore_patterns("__pycache__", "*.parquet")
    )
    shutil.rmtree(project.tables)
    shutil.copytree(DATA, project.root / "data", ignore=shutil.ignore_patterns("releases"))
    if pattern_cache.FOLDER.is_dir():  # else the first command of each copy compiles the lexicon
        shutil.copytree(pattern_cache.FOLDER, project.root / "_build" / "patterns")
    shutil.copyfile(invented / "data" / "documents.csv", project.root / "data" / "documents.csv")
    entries = yaml.safe_load((invented / "sources.yml").read_text(encoding="utf-8"))
    entries[0]["url"] = upstream.as_uri()
    for name, text in {
        "policy_corpus/sources.yml": yaml.safe_dump(entries),
        "policy.md": POLICY,
        "clauses.csv": CLAUSES,
    }.items():
        (project.root / name).write_text(text, encoding="utf-8")
    for name in ("report", "notebooks"):
        (project.root / name).mkdir()
    shutil.copy2(ROOT / EXECUTE, project.root / EXECUTE)
    (project.root / "notebooks" / "1-hum.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    compileall.compile_dir(project.root / "policy_corpus", quiet=1)
    project.temporary.mkdir()
    hook = project.folder / "hook"
    hook.mkdir()
    shutil.copyfile(moment.__file__, hook / "sitecustomize.py")
    for state, commit in {"old": "main~1", "new": "main"}.items():
        asked = ["git", "--git-dir", str(upstream), "rev-parse", commit]
        project.pins[state] = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    project.pin("old")
    return project


def content(path: Path) -> dict[str, bytes] | bytes | None:
    """What a file, or each file below a folder by its relative name, holds; None where there is neither."""
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}
    return path.read_bytes() if path.is_file() else None
