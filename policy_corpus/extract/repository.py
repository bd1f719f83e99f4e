"""Takes the folder of an archive; says whether it is a repository that can be read, and what to do where it is not."""

import os
from collections.abc import Container, Iterator
from pathlib import Path
from shlex import quote

from policy_corpus.errors import CorpusError
from policy_corpus.extract.git import OBJECTS, run
from policy_corpus.extract.sources import Source


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


def has_loose(folder: Path) -> bool:
    """Whether a repository has objects outside its packs, each a file of its own that any program can write."""
    places = (place for place in (folder / "objects").iterdir() if OBJECTS.fullmatch(place.name))
    return any(place.name != "pack" and any(place.iterdir()) for place in places)


def command(archives: Path | str, name: str) -> str:
    """The command that fetches an archive into a folder, as a shell takes it."""
    return f"`python -m policy_corpus fetch --archives {quote(str(archives))} {quote(name)}`"


def completes(folder: Path) -> str:
    """The command that completes an archive, and that it does."""
    return f"{command(folder.parent, folder.name.removesuffix('.git'))} completes it"


def anew(folder: Path) -> str:
    """What to do with an archive that is of no use: the command that fetches it once it is away."""
    return f"move it away and run {command(folder.parent, folder.name.removesuffix('.git'))}"


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
    read = ("config", "--file", str(folder / "config"), "--no-includes", "--get", "extensions.objectFormat")
    if run(None, *read).stdout.strip().lower() == b"sha256":
        raise CorpusError(
            f"{folder}: is a SHA-256 repository, and only SHA-1 ones, whose commits have 40 digits, can be archives; "
            "its owner may have one, to be named in sources.yml; move this one away"
        )


def check_folders(folder: Path, commit: str) -> None:
    """CorpusError where a repository has a commit without its folders, as a clone has it that left them out."""
    if run(folder, "ls-tree", "-r", "-d", commit).returncode:
        raise CorpusError(
            f"{folder}: the folders of commit {commit} are not there, or damaged, and no fetch asks for these; "
            f"{anew(folder)}"
        )


def repository(archives: Path, source: Source) -> Path:
    """The folder of an archive; CorpusError unless it is a repository that has the pinned commit."""
    folder = Path(archives) / f"{source.name}.git"
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder; {command(archives, source.name)} clones the archive")
    if not is_repository(folder):
        raise CorpusError(f"{folder}: not a bare git repository; {anew(folder)}")
    check_kind(folder)
    if lacks(folder, source.commit):
        raise CorpusError(f"{folder}: the pinned commit {source.commit} is not there; {completes(folder)}")
    check_folders(folder, source.commit)
    if is_shallow(folder) and lacks_history(folder, source.commit):
        raise CorpusError(f"{folder}: is a shallow clone, without its earlier history; {completes(folder)}")
    return folder
