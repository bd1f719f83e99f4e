"""From sources.yml and pins.json to bare git repositories here: the pinned commits with their policies' texts.

An archive's history is fetched without texts first, then just the texts of its policies, asked for at once.
Both steps ask only for what is missing, so that a fetch that was stopped goes on where it was.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import git, git_environment, is_repository, lacks, missing_texts
from policy_corpus.extract.documents import Source


def fetch(archives: Path, sources: list[Source], say: Callable[[str], None] = lambda line: None) -> None:
    """Make each archive complete as `archives`/NAME.git; one that is complete is left alone, without network.

    `say` is told, a line an archive, what is done. CorpusError where the archive cannot be had.
    """
    for source in sources:
        folder = Path(archives) / f"{source.name}.git"
        done = _fetch_one(folder, source)
        say(f"{source.name}: {'fetched' if done else 'already there'}")


def _fetch_one(folder: Path, source: Source) -> bool:
    """Complete one archive, and say whether anything was missing."""
    if not folder.exists():
        _make(folder)
    elif not is_repository(folder):
        raise CorpusError(f"{folder}: in the way, it is no bare git repository; move it and fetch again")
    without_history = lacks(folder, source.commit)
    if without_history:
        _configure(folder, source)
        _ask(folder, source, "its history", source.commit)
        if lacks(folder, source.commit):
            raise CorpusError(f"{folder}: {source.url} has no commit {source.commit}; mend pins.json")
        _git(folder, "update-ref", "refs/heads/main", source.commit)
    missing = missing_texts(folder, source)
    if missing:
        _configure(folder, source)
        _ask(folder, source, f"{len(missing):,} texts", *missing)
        missing = missing_texts(folder, source)
        if missing:
            raise CorpusError(
                f"{folder}: {source.url} did not send {len(missing):,} of the texts, {missing[0][:12]} among "
                "them; fetch again"
            )
    return without_history or bool(missing)


def _make(folder: Path) -> None:
    """An empty bare repository, which gets its name when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(made, ignore_errors=True)
    _git(None, "init", "--quiet", "--bare", "--initial-branch=main", str(made))
    made.rename(folder)


def _configure(folder: Path, source: Source) -> None:
    for key, value in {"url": source.url, "promisor": "true", "partialclonefilter": "blob:none"}.items():
        _git(folder, "config", f"remote.origin.{key}", value)


def _ask(folder: Path, source: Source, what: str, *objects: str) -> None:
    """Fetch objects by their ids from the archive's address, with git's own progress on a terminal."""
    arguments = ["fetch", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", "--stdin", "origin"]
    shown = sys.stderr.isatty()
    done = subprocess.run(
        # The objects asked for share nothing with what is here that comparing histories could find out.
        [*git(folder, network=True), "-c", "fetch.negotiationAlgorithm=noop", *arguments],
        input="".join(f"{name}\n" for name in objects).encode(),
        stdout=subprocess.DEVNULL,
        stderr=None if shown else subprocess.PIPE,
        env=git_environment(),
        check=False,
    )
    if done.returncode:
        said = "git says why above" if shown else _reason(done.stderr)
        raise CorpusError(
            f"{folder}: {what} at {source.commit[:12]} cannot be fetched from {source.url} ({said}); "
            "check the network, the address in sources.yml and the commit in pins.json, then fetch again"
        )


def _git(folder: Path | None, *arguments: str) -> None:
    done = subprocess.run([*git(folder), *arguments], capture_output=True, env=git_environment(), check=False)
    if done.returncode:
        raise CorpusError(f"{folder or arguments[-1]}: git {arguments[0]} failed ({_reason(done.stderr)})")


def _reason(stderr: bytes) -> str:
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return next(
        (line for line in lines if line.startswith(("fatal:", "error:"))), (lines or ["no message"])[-1]
    )
