"""Files and their days → a bare repository in the layout of an archive, a commit each, for builds that are trials."""

import subprocess
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, NamedTuple

from policy_corpus.errors import CorpusError
from policy_corpus.extract.git import BARE, write_git_folder


class Commit(NamedTuple):
    """What one commit records: its day, its subject, a file's path and content; None is a file that was removed."""

    day: date
    subject: str
    path: str
    content: bytes | None


def new_folder(folder: Path) -> Path:
    """The folder; CorpusError where it holds something."""
    if folder.exists() and any(folder.iterdir()):
        raise CorpusError(f"{folder}: is not empty; name a new folder")
    return folder


def write_archive(folder: Path, commits: Iterable[Commit]) -> tuple[str, int]:
    """Write a repository of these commits; its last commit, and how many there are. The same commits have the same ids.

    CorpusError where git cannot write it.
    """
    folder.mkdir(parents=True)
    write_git_folder(folder, BARE)
    there, written = ["git", "--git-dir", str(folder)], 0
    with subprocess.Popen([*there, "fast-import", "--quiet"], stdin=subprocess.PIPE) as git:
        for commit in commits:
            _give(git.stdin, commit)
            written += 1
    if git.returncode:
        raise CorpusError(f"{folder}: cannot be written; see above, make room or name another folder")
    head = subprocess.run([*there, "rev-parse", "main"], stdout=subprocess.PIPE, check=True, text=True)
    return head.stdout.strip(), written


def _give(stream: IO[bytes], commit: Commit) -> None:
    """Give a commit to git's fast-import, made at noon."""
    day, subject = commit.day, commit.subject.encode()
    seconds = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    path = commit.path.replace("\\", "\\\\").replace('"', '\\"').encode()
    head = b"commit refs/heads/main\ncommitter Archive <archive@example.org> %d +0000\n" % seconds
    stream.write(head + b"data %d\n%b\n" % (len(subject), subject))
    if commit.content is None:
        stream.write(b'D "%b"\n\n' % path)
    else:
        size = len(commit.content)
        stream.write(b'M 100644 inline "%b"\ndata %d\n%b\n' % (path, size, commit.content))
