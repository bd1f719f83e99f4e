"""Takes a repository and its entry in sources.yml; makes the changes of its policies' files, in order.

One `git log`. Where lines of history run side by side, as before a merge, the order is theirs within each line and that
of the authors' times between them: a page was recorded when it was recorded, on whatever line. So an older history
that was merged later is read first. A text that only a merge brought is a change of the merge's day. What this order
cannot tell is refused by name: a file whose last change in it is not what stands at the pinned commit.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from fnmatch import translate
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from policy_corpus.errors import CorpusError
from policy_corpus.extract.git import reason, run
from policy_corpus.extract.layouts import Change
from policy_corpus.extract.repository import anew, completes
from policy_corpus.extract.sources import Source

ABSENT = "0" * 40
# What git has at a path in place of a text, by its mode: what lies there is only the name of something elsewhere.
NO_TEXT = {
    "160000": "a submodule, another repository,",
    "120000": "a symbolic link, the name of another file,",
}
BLOCK = 1 << 20  # bytes that are read at once
TOO_LATE = 4_133_980_800  # 2101-01-01, in seconds since 1970
# One : and a mode and an id for each parent, then those of the commit itself.
_CHANGE = re.compile(r":+\d{6}(?: \d{6})* (\d{6})(?: [0-9a-f]{40})+ ([0-9a-f]{40}) [AMDT]+")
_WILD = re.compile(r"[*?\[]")
_HEAD = re.compile(r"[0-9a-f]{40}")


def read_changes(folder: Path, source: Source) -> list[Change]:
    """All changes of an archive's policies up to the pinned commit, in order; CorpusError where they mislead.

    Git is asked for every change, below the folders that all policies stand in: to match patterns of paths
    costs it as much time again as the history itself.
    """
    merges = run(folder, "rev-list", "--merges", source.commit)
    if merges.returncode:
        raise CorpusError(
            f"{folder}: its history is incomplete ({reason(merges.stderr)}); {completes(folder)}"
        )
    # Fields end in NUL, which neither a subject nor a path can hold. A subject is the second field after the
    # commit's id, whatever it says, and a path the field after its change, so neither can pass for another.
    form = "--format=format:%H%x00%at%x00%s%x00"
    order = ["--reverse", "--author-date-order", "--full-history"]
    arguments = ["log", *order, "-c", "--raw", "--no-abbrev", "--no-renames", "-z", form]
    with TemporaryFile() as log:  # a million commits are not all held in memory
        done = run(folder, *arguments, source.commit, "--", *_below(source.paths), out=log)
        if done.returncode:
            raise CorpusError(
                f"{folder}: git log failed ({reason(done.stderr)}); the archive is partial, {anew(folder)}"
            )
        log.seek(0)
        changes = _changes(_fields(log), folder, source.paths)
    _check_patterns(folder, source, {change.path for change in changes})
    if merges.stdout:
        changes = _without_withdrawn(folder, source, changes)
        _check_standing(folder, source, changes)
    return changes


def _below(patterns: Iterable[str]) -> list[str]:
    """The folders that all policies stand in; none where the first may have any name."""
    tops = {pattern.partition("/")[0] for pattern in patterns}
    return [] if any(_WILD.search(top) for top in tops) else sorted(tops)


def _fields(log: IO[bytes]) -> Iterator[str]:
    """What stands between the NULs of a file, one after another."""
    rest = b""
    while block := log.read(BLOCK):
        *whole, rest = (rest + block).split(b"\0")
        for field in whole:
            yield field.decode("utf-8", "surrogateescape")
    yield rest.decode("utf-8", "surrogateescape")


def _changes(fields: Iterator[str], folder: Path, patterns: tuple[str, ...]) -> list[Change]:
    """The policies' changes in the fields of `git log`: a commit's id, seconds, subject, then changes and paths."""
    changes = []
    is_policy = re.compile("|".join(map(translate, patterns))).match
    same: dict[str, str] = {}  # what many say alike is in memory once
    commit = seconds = subject = ""
    try:
        for item in fields:
            field = item.lstrip("\n")
            change = _CHANGE.fullmatch(field)
            if change:
                kind, blob, path = change[1], change[2], next(fields)
                if is_policy(path):
                    _check_named(path, folder)
                    _check_dated(seconds, commit, folder)
                    _check_file(kind, path, commit, folder)
                    path, day = (same.setdefault(text, text) for text in (path, _day(seconds)))
                    changes.append(Change(path, commit, day, subject, "" if blob == ABSENT else blob))
            elif _HEAD.fullmatch(field):
                commit, seconds, subject = field, next(fields), next(fields)
            elif field:
                raise ValueError(field)
    except (StopIteration, ValueError) as error:
        raise CorpusError(
            f"{folder}: the history cannot be read near commit {commit[:12] or 'none'} ({error!r}); "
            f"{anew(folder)}"
        ) from None
    return changes


def _day(seconds: str) -> str:
    """The UTC day of a time in seconds since 1970, ISO 8601."""
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def _is_dated(seconds: str) -> bool:
    """Whether a commit's time can be that of a page; git says nothing for one before 1970."""
    return seconds.isdecimal() and int(seconds) < TOO_LATE


def newest_day(folder: Path, source: Source) -> str:
    """The newest UTC day of the history up to the pinned commit, ISO 8601, whatever the order of its commits."""
    times = run(folder, "log", "--format=%at", source.commit).stdout.decode().split()
    return _day(max(filter(_is_dated, times), key=int))


# ---------------------------------------------------------------- names that mislead


def _check_named(path: str, folder: Path) -> None:
    """CorpusError where a path is not UTF-8: no row of documents.csv could name it."""
    if not path.isascii() and any("\ud800" <= letter <= "\udfff" for letter in path):
        raise CorpusError(
            f"{folder}: the path {path!a} is not UTF-8, and documents.csv cannot name it; let the patterns of "
            "paths in sources.yml leave it out"
        )


def _check_dated(seconds: str, commit: str, folder: Path) -> None:
    """CorpusError where a commit that changes a policy has a time that no page can be of."""
    if not _is_dated(seconds):
        raise CorpusError(
            f"{folder}: commit {commit} says it is of a day before 1970 or after 2100; pin a commit before it in "
            "pins.json, or let the patterns of paths in sources.yml leave the policies out that it changes"
        )


def _check_file(kind: str, path: str, commit: str, folder: Path) -> None:
    """CorpusError where what stands at a policy's path is no text, but leads to one that stands elsewhere."""
    if kind in NO_TEXT:
        raise CorpusError(
            f"{folder}: {path!r} is {NO_TEXT[kind]} at commit {commit}; pin a commit before it in pins.json, or let "
            "the patterns of paths in sources.yml leave it out"
        )


def _check_patterns(folder: Path, source: Source, policies: set[str]) -> None:
    """CorpusError where a pattern takes no path, or passes over one of the pinned commit that it spells out."""
    for pattern in source.paths:
        takes = re.compile(translate(pattern)).match
        if "[" in pattern:
            spells = re.compile(translate(pattern.replace("[", "[[]"))).match
            passed = [path for path in sorted(_standing(folder, source)) if spells(path) and not takes(path)]
            if passed:
                raise CorpusError(
                    f"{folder}: the pattern {pattern!r} of paths in sources.yml does not take {passed[0]!r}, which it "
                    "spells out: in a pattern [ab] is one letter, a or b; write [[] for the letter [ itself"
                )
        if not any(map(takes, policies)):
            raise CorpusError(f"{folder}: {_takes_none(pattern, folder, source)}")


def _takes_none(pattern: str, folder: Path, source: Source) -> str:
    """What to say of a pattern that takes no path."""
    takes = re.compile(translate(unicodedata.normalize("NFC", pattern))).match
    standing = sorted(_standing(folder, source))
    alike = next((path for path in standing if takes(unicodedata.normalize("NFC", path))), None)
    if alike is not None:
        return (
            f"the pattern {pattern!r} of paths in sources.yml looks like {alike!r}, but its letters are other code "
            f"points ({pattern!a}; {alike!a}): accents stand apart from their letters in one of them; copy the "
            "archive's own, or write * in their place"
        )
    wild = (
        " ([ab] stands for one letter, a or b; ? for any one letter)" if re.search(r"[?\[]", pattern) else ""
    )
    return f"holds no policy at {pattern}{wild}; is it the archive {source.name}? Mend paths in sources.yml"


def _standing(folder: Path, source: Source, *below: str) -> dict[str, str]:
    """Path → blob of all files that stand at the pinned commit, or of those below some folders."""
    done = run(folder, "ls-tree", "-r", "-z", source.commit, "--", *below)
    entries = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    listed = (entry.split("\t", 1) for entry in entries if entry)
    return {path: facts.split(" ")[2] for facts, path in listed}


# ---------------------------------------------------------------- merges


def _without_withdrawn(folder: Path, source: Source, changes: list[Change]) -> list[Change]:
    """The changes without files that never stood on the archive's own line, as its merges' first parents have it.

    Such a file was added on a side line and taken away again before the merge.
    """
    last = {change.path: change for change in changes}
    gone = {path for path, change in last.items() if not change.blob}
    if not gone:
        return changes
    arguments = ["log", "--first-parent", "-m", "--name-only", "--no-renames", "-z"]
    done = run(folder, *arguments, "--format=", source.commit, "--", *_below(source.paths))
    stood = {name.lstrip("\n") for name in done.stdout.decode("utf-8", "surrogateescape").split("\0")}
    return [change for change in changes if change.path not in gone - stood]


def _check_standing(folder: Path, source: Source, changes: list[Change]) -> None:
    """CorpusError where a file's last change is not what stands at the pinned commit."""
    stands = _standing(folder, source, *_below(source.paths))
    for path, change in {change.path: change for change in changes}.items():
        if change.blob != stands.get(path, ""):
            raise CorpusError(
                f"{folder}: lines of history that were merged disagree on {path!r}: {change.commit[:12]} of "
                f"{change.day} is the last to change it, but another text, or none, stands at the pinned commit "
                f"{source.commit[:12]}; pin a commit before the merge, or let the patterns of paths in sources.yml "
                "leave the file out"
            )
