"""From a bare git repository of captures to its history, one row a capture, and the captured texts.

One `git log` an archive and one `git cat-file --batch` a share of it: never a checkout, never a process a capture.
"""

import contextlib
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import translate
from pathlib import Path
from typing import IO

from policy_corpus.errors import CorpusError
from policy_corpus.extract.git import reason, run, started
from policy_corpus.extract.sources import Source

ABSENT = "0" * 40
_CHANGE = re.compile(r":\d{6} \d{6} [0-9a-f]{40} ([0-9a-f]{40}) [AMDT]")
_WILD = re.compile(r"[*?\[]")
_HEAD = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Capture:
    """One recorded version of one path on a UTC day, ISO 8601; `blob` is empty where the file was removed."""

    archive: str
    path: str
    commit: str
    day: str
    blob: str
    technical: bool


def is_repository(folder: Path) -> bool:
    """Whether a folder is a bare git repository, by what it holds."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def lacks(folder: Path, commit: str) -> bool:
    """Whether a repository is without a commit."""
    return bool(run(folder, "cat-file", "-e", f"{commit}^{{commit}}").returncode)


def repository(archives: Path, source: Source) -> Path:
    """The folder of an archive; CorpusError unless it is a repository that has the pinned commit."""
    folder = Path(archives) / f"{source.name}.git"
    again = f"`python -m policy_corpus fetch --archives {archives} {source.name}`"
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such folder; {again} clones the archive")
    if not is_repository(folder):
        raise CorpusError(f"{folder}: not a bare git repository; move it away and run {again}")
    if lacks(folder, source.commit):
        raise CorpusError(f"{folder}: the pinned commit {source.commit} is not there; {again} completes it")
    return folder


def policy_paths(archives: Path, sources: Iterable[Source]) -> list[tuple[str, str]]:
    """The distinct (archive, path) of all policies in the archives, sorted."""
    seen = (read_history(repository(archives, source), source) for source in sources)
    return sorted({(capture.archive, capture.path) for captures in seen for capture in captures})


def read_history(folder: Path, source: Source) -> list[Capture]:
    """The captures of an archive's policies up to the pinned commit, in the order of its history.

    Git is asked for every change, below the folders that all policies stand in: to match patterns of paths
    costs it as much time again as the history itself.
    """
    # Fields end in NUL, which neither a subject nor a path can hold. A subject is the second field after the
    # commit's id, whatever it says, and a path the field after its change, so neither can pass for another.
    form = "--format=format:%H%x00%at%x00%s%x00"
    arguments = ["log", "--reverse", "--topo-order", "--raw", "--no-abbrev", "--no-renames", "-z", form]
    tops = {pattern.partition("/")[0] for pattern in source.paths}
    below = [] if any(_WILD.search(top) for top in tops) else sorted(tops)
    done = run(folder, *arguments, source.commit, "--", *below)
    if done.returncode:
        raise CorpusError(
            f"{folder}: git log failed ({reason(done.stderr)}); the archive is partial, move it away "
            "and run `python -m policy_corpus fetch`"
        )
    captures = _captures(done.stdout.decode("utf-8", "surrogateescape").split("\0"), folder, source)
    if not captures:
        raise CorpusError(
            f"{folder}: holds no policy at {', '.join(source.paths)}; is it the archive {source.name}?"
        )
    return captures


def _captures(fields: list[str], folder: Path, source: Source) -> list[Capture]:
    """The captures in the fields of `git log`: a commit's id, seconds, subject, then changes and paths."""
    captures = []
    is_policy = re.compile("|".join(map(translate, source.paths))).match
    rest = iter(fields)
    commit = day = subject = ""
    try:
        for item in rest:
            field = item.lstrip("\n")
            change = _CHANGE.fullmatch(field)
            if change:
                blob, path = change[1], next(rest)
                if is_policy(path):
                    _check_named(path, folder)
                    technical = source.is_technical(subject)
                    blob = "" if blob == ABSENT else blob
                    captures.append(Capture(source.name, path, commit, day, blob, technical))
            elif _HEAD.fullmatch(field):
                commit, day, subject = field, _day(next(rest)), next(rest)
            elif field:
                raise ValueError(field)
    except (StopIteration, ValueError, OverflowError, OSError) as error:
        raise CorpusError(
            f"{folder}: the history cannot be read near commit {commit[:12] or 'none'} ({error!r}); move the "
            "archive away and run `python -m policy_corpus fetch`"
        ) from None
    return captures


def _check_named(path: str, folder: Path) -> None:
    """CorpusError where a path is not UTF-8: no row of documents.csv could name it."""
    if not path.isascii() and any("\ud800" <= letter <= "\udfff" for letter in path):
        raise CorpusError(
            f"{folder}: the path {path!a} is not UTF-8, and documents.csv cannot name it; let the patterns of "
            "paths in sources.yml leave it out"
        )


def _day(seconds: str) -> str:
    """The UTC day of a time in seconds since 1970, ISO 8601."""
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def head_day(folder: Path, source: Source) -> str:
    """The UTC day of the pinned commit, ISO 8601: up to then the archive followed its policies."""
    return _day(run(folder, "log", "-1", "--format=%at", source.commit).stdout)


def missing_texts(folder: Path, source: Source) -> list[str]:
    """The blobs of an archive's policies that the repository does not hold, in the order of history."""
    done = run(folder, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)", "--unordered")
    held = set(done.stdout.decode().split())
    wanted = dict.fromkeys(capture.blob for capture in read_history(folder, source) if capture.blob)
    return [blob for blob in wanted if blob not in held]


def read_blobs(folder: Path, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each blob's id and bytes, in the order asked, streamed; CorpusError where one is missing."""
    asked = list(blobs)
    with started(folder, "cat-file", "--batch", "--buffer") as process:

        def ask():  # in a thread of its own: git may fill its output before it has read all questions
            with contextlib.suppress(BrokenPipeError), process.stdin as questions:
                questions.write("".join(f"{blob}\n" for blob in asked).encode())

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        try:
            with process.stdout as answers:
                for blob in asked:
                    yield blob, _answer(folder, blob, answers)
        finally:
            process.kill()
            asking.join()


def _answer(folder: Path, blob: str, answers: IO[bytes]) -> bytes:
    """The bytes of a blob, which `git cat-file` hands out next; CorpusError where it does not."""
    head = answers.readline().split()
    if len(head) != 3 or head[0].decode("ascii", "replace") != blob:
        raise CorpusError(
            f"{folder}: the archive is partial, text {blob} is missing; "
            "`python -m policy_corpus fetch` completes it"
        )
    content = answers.read(int(head[2]))
    if len(content) + len(answers.read(1)) != int(head[2]) + 1:
        raise CorpusError(
            f"{folder}: git stopped in the middle of text {blob}; the archive is damaged, "
            "move it away and run `python -m policy_corpus fetch`"
        )
    return content
