"""Takes the folder of an archive; says whether it is a repository that can be read, and what to do where it is not."""

import os
import re
from collections.abc import Container, Iterator
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.extract.git import run
from policy_corpus.extract.sources import Source

_SHA256 = re.compile(r"^\s*objectformat\s*=\s*\"?sha256", re.M | re.I)


def is_repository(folder: Path) -> bool:
    """Whether a folder is a bare git repository, by what it holds."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def lacks(folder: Path, commit: str) -> bool:
    """Whether a repository is without a commit."""
    return bool(run(folder, "cat-file", "-e", f"{commit}^{{commit}}").returncode)


def lacks_history(folder: Path, commit: str) -> bool:
    """Whether a repository is without some of the commits before a commit, as a shallow clone is."""
    return bool(run(folder, "rev-list", "--count", commit).returncode)


def is_shallow(folder: Path) -> bool:
    """Whether a repository says that it ends at some commits whose parents it lacks; git is never shown that file."""
    ends = folder / "shallow"
    return ends.is_file() and ends.stat().st_size > 0


def completes(folder: Path) -> str:
    """The command that completes an archive, and that it does."""
    return f"`python -m policy_corpus fetch --archives {folder.parent} {folder.name.removesuffix('.git')}` completes it"


def check_kind(folder: Path) -> None:
    """CorpusError where a repository is of a kind that is not read: with symbolic links in it, or SHA-256."""
    _check_links(folder)
    _check_hashes(folder)


def _check_links(folder: Path) -> None:
    """CorpusError where a symbolic link lies in a repository: what is read there, or written, is anywhere else.

    That its own folder is one is its user's choice, and hooks are never looked at.
    """
    for link in _links(folder, passed_over={"hooks"}):
        raise CorpusError(
            f"{link}: is a symbolic link, and an archive is read and fetched without any; put what it leads to in its "
            "place, or move the archive away and fetch it again"
        )


def _links(folder: str | Path, passed_over: Container[str] = ()) -> Iterator[str]:
    """The paths of the symbolic links below a folder, none of which is followed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in passed_over:
                continue
            if entry.is_symlink():
                yield entry.path
            elif entry.is_dir(follow_symlinks=False):
                yield from _links(entry.path)


def _check_hashes(folder: Path) -> None:
    """CorpusError where a repository names its commits by SHA-256, which git cannot read together with SHA-1.

    Its settings are read as a text, and not obeyed.
    """
    config = folder / "config"
    if config.is_file() and _SHA256.search(config.read_text(encoding="utf-8", errors="replace")):
        raise CorpusError(
            f"{folder}: is a SHA-256 repository, and only SHA-1 ones, whose commits have 40 digits, are read; make one "
            f"of it: git init --bare NEW.git; git -C {folder} fast-export --all | git -C NEW.git fast-import"
        )


def repository(archives: Path, source: Source) -> Path:
    """The folder of an archive; CorpusError unless it is a repository that has the pinned commit."""
    folder = Path(archives) / f"{source.name}.git"
    again = f"`python -m policy_corpus fetch --archives {archives} {source.name}`"
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder; {again} clones the archive")
    if not is_repository(folder):
        raise CorpusError(f"{folder}: not a bare git repository; move it away and run {again}")
    check_kind(folder)
    if lacks(folder, source.commit):
        raise CorpusError(f"{folder}: the pinned commit {source.commit} is not there; {completes(folder)}")
    if is_shallow(folder) and lacks_history(folder, source.commit):
        raise CorpusError(f"{folder}: is a shallow clone, without its earlier history; {completes(folder)}")
    return folder
