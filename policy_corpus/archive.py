"""From a bare git repository of captures to its history, one row a capture, and the captured texts.

One `git log` and one `git cat-file --batch` an archive: never a checkout, never a process a capture.
"""

import os
import re
import subprocess
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from policy_corpus.documents import Source
from policy_corpus.errors import CorpusError

# Commits that re-read a page with another selection of its parts: a change of the capture, not of the policy.
TECHNICAL = re.compile(r"(?:Refilter|Apply technical or declaration upgrade)\b")
ABSENT = "0" * 40


@dataclass(frozen=True, slots=True)
class Capture:
    """One recorded version of one path; `blob` is empty where the file was removed. Days are UTC, ISO 8601."""

    archive: str
    path: str
    commit: str
    day: str
    blob: str
    technical: bool


def git(folder: Path, *arguments: str) -> list[str]:
    """The command line that asks git about a repository that another user may own, untouched by local settings."""
    return ["git", "-c", "safe.directory=*", "-c", "core.quotepath=off", "-C", str(folder), *arguments]


def git_environment() -> dict[str, str]:
    """The environment for git: English messages, no prompts, no system or user settings."""
    return os.environ | {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
    }


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(git(folder, *arguments), capture_output=True, env=git_environment(), check=False)


def repository(archives: Path, source: Source) -> Path:
    """The folder of an archive below `archives`; CorpusError where it is no repository or lacks the pinned commit."""
    folder = Path(archives) / f"{source.name}.git"
    if not folder.is_dir():
        raise CorpusError(
            f"{folder}: no such folder; `python -m policy_corpus fetch --archives {archives}` clones the archives"
        )
    if _run(folder, "rev-parse", "--git-dir").returncode or not (folder / "objects").is_dir():
        raise CorpusError(
            f"{folder}: not a bare git repository; remove it and run `python -m policy_corpus fetch`"
        )
    if _run(folder, "cat-file", "-e", f"{source.commit}^{{commit}}").returncode:
        raise CorpusError(
            f"{folder}: the pinned commit {source.commit[:12]} is not there; `python -m policy_corpus fetch` completes it"
        )
    return folder


def read_history(folder: Path, source: Source) -> list[Capture]:
    """The captures of an archive's policies up to the pinned commit, in the order of its history."""
    form = "--format=%x01%H%x02%at%x02%s"
    arguments = ["log", "--reverse", "--topo-order", "--raw", "--no-abbrev", "--no-renames", "-z", form]
    done = _run(folder, *arguments, source.commit, "--", *source.paths)
    if done.returncode:
        raise CorpusError(
            f"{folder}: git log failed ({_last_line(done.stderr)}); run `python -m policy_corpus fetch`"
        )
    captures = []
    for entry in done.stdout.decode("utf-8", "replace").split("\x01")[1:]:
        head, *fields = entry.split("\0")
        commit, seconds, subject = head.split("\x02", 2)
        day = datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
        fields = [field for field in (f.lstrip("\n") for f in fields) if field]
        for meta, path in zip(fields[::2], fields[1::2], strict=True):
            blob = meta.split()[3]
            technical = bool(TECHNICAL.match(subject))
            captures.append(
                Capture(source.name, path, commit, day, "" if blob == ABSENT else blob, technical)
            )
    if not captures:
        raise CorpusError(
            f"{folder}: holds no policy at {', '.join(source.paths)}; is it the archive {source.name}?"
        )
    return captures


def head_day(folder: Path, source: Source) -> str:
    """The UTC day of the pinned commit, ISO 8601: up to then the archive followed its policies."""
    seconds = _run(folder, "log", "-1", "--format=%at", source.commit).stdout
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def read_blobs(folder: Path, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each blob's id and bytes, in the order asked, streamed; CorpusError where one is missing."""
    process = subprocess.Popen(
        git(folder, "cat-file", "--batch", "--buffer"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=git_environment(),
    )

    def ask():  # in a thread of its own: git may fill its output before it has read all questions
        with process.stdin as questions:
            questions.write("".join(f"{blob}\n" for blob in asked).encode())

    asked = list(blobs)
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    try:
        with process.stdout as answers:
            for blob in asked:
                head = answers.readline().split()
                if len(head) != 3 or head[0].decode() != blob:
                    raise CorpusError(
                        f"{folder}: the archive is partial, text {blob[:12]} is missing; "
                        "remove the folder and run `python -m policy_corpus fetch`"
                    )
                content = answers.read(int(head[2]) + 1)
                if len(content) != int(head[2]) + 1:
                    raise CorpusError(
                        f"{folder}: git stopped in the middle of text {blob[:12]}; run the build again"
                    )
                yield blob, content[:-1]
    finally:
        process.kill()
        process.wait()
        asking.join()


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "no message"
