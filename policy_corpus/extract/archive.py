"""From a bare git repository of captures to its history, one row a capture, and the captured texts.

One `git log` an archive and one `git cat-file --batch` a share of it: never a checkout, never a process a capture.
Which changes are captures, of which policy and of which day, is said by the archive's layout.
"""

import contextlib
import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import IO

import pyarrow as pa

from policy_corpus.errors import CorpusError
from policy_corpus.extract.changes import newest_day, read_changes
from policy_corpus.extract.git import reason, run, started
from policy_corpus.extract.kept import file_of, kept
from policy_corpus.extract.layouts import LAYOUTS, Spans
from policy_corpus.extract.made_by import made_by
from policy_corpus.extract.repository import anew, completes, has_loose, repository
from policy_corpus.extract.sources import Source

CHECKED = 20_000  # captures that are checked together: what is known of each on the way takes a kilobyte
_ENTRY = re.compile(rb"[0-7]+ ([^\0]+)\0(.{20})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Capture:
    """One recorded version of a policy on a day, ISO 8601; `blob` is empty where its file was removed.

    `path` is the file, `commit` the one that brought the version there; `series` is what documents.csv names: the
    file itself unless it is given, or the folder of a policy that has a file a version.
    """

    archive: str
    path: str
    commit: str
    day: str
    blob: str
    technical: bool
    series: str = ""

    def __post_init__(self):
        if not self.series:
            object.__setattr__(self, "series", self.path)


CAPTURE = tuple(field.name for field in fields(Capture))
CODED = ("archive", "path", "day", "series")
FOLLOWED = ("series", "first", "last")


def policy_paths(archives: Path, sources: Iterable[Source]) -> list[tuple[str, str]]:
    """The distinct (archive, series) of all policies in the archives, sorted."""
    seen = (read_history(repository(archives, source), source) for source in sources)
    return sorted({(capture.archive, capture.series) for captures in seen for capture in captures})


def read_history(folder: Path, source: Source) -> list[Capture]:
    """The captures of an archive's policies up to the pinned commit, in the order that its layout gives them."""
    layout = LAYOUTS[source.layout]
    changes = read_changes(folder, source)
    try:
        taken = layout.captures(changes)
    except CorpusError as error:
        raise CorpusError(f"{folder}: {error}") from None
    if not taken:
        raise CorpusError(
            f"{folder}: none of its policies' files is there any more; mend paths in sources.yml"
        )
    is_technical = lru_cache(source.is_technical)
    return [
        Capture(source.name, c.path, c.commit, c.day, c.blob, is_technical(c.subject), layout.series(c.path))
        for c in taken
    ]


def followed(folder: Path, source: Source, captures: list[Capture]) -> dict[str, Spans]:
    """Series → the days on which the archive followed it: there no new capture means no change."""
    return LAYOUTS[source.layout].followed(captures, newest_day(folder, source))


def kept_history(folder: Path, source: Source, among: Path) -> tuple[pa.Table, dict[str, Spans]]:
    """The captures of an archive as a table, and the days on which it followed each series, kept in a folder (`kept`).

    CorpusError where its commits and folders are not what their ids name.
    """

    def read() -> list[pa.Table]:
        if has_loose(folder):
            check_history(folder, source)
        captures = read_history(folder, source)
        check_captures(folder, captures)
        spans = followed(folder, source, captures)
        days = [(series, *span) for series, own in spans.items() for span in own]
        return [table_of(captures), pa.table(dict(zip(FOLLOWED, zip(*days, strict=True), strict=True)))]

    captures, days = kept(file_of(among, made_by(__name__), source), read)
    spans: dict[str, Spans] = {}
    for series, first, last in zip(*(column.to_pylist() for column in days.columns), strict=True):
        spans.setdefault(series, []).append((first, last))
    return captures, spans


def table_of(captures: list[Capture]) -> pa.Table:
    """A row a capture; what several say alike is coded."""
    columns = {name: pa.array([getattr(capture, name) for capture in captures]) for name in CAPTURE}
    return pa.table(columns | {name: columns[name].dictionary_encode() for name in CODED})


def captures_of(table: pa.Table) -> list[Capture]:
    """The captures of which `table_of` made a table."""
    columns = [table[name].cast(pa.string()) if name in CODED else table[name] for name in CAPTURE]
    return [Capture(*row) for row in zip(*(column.to_pylist() for column in columns), strict=True)]


def missing_texts(folder: Path, source: Source) -> list[str]:
    """The blobs of an archive's policies that the repository does not hold, in the order of history."""
    done = run(folder, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)", "--unordered")
    held = set(done.stdout.decode().split())
    wanted = dict.fromkeys(capture.blob for capture in read_history(folder, source) if capture.blob)
    return [blob for blob in wanted if blob not in held]


def check_history(folder: Path, source: Source) -> None:
    """CorpusError where a commit up to the pinned one, or a folder of one, is not what its id names.

    It takes some seconds of all archives, so that a fetch does it; a build looks at the commits and folders that it
    takes captures from (`check_captures`), and at texts where they are read. Only where objects lie about as files of
    their own (`has_loose`) does it look at all, too: one such file with another folder in it hides a capture.
    """
    arguments = ["--objects", "--no-object-names", "--filter=blob:none", "--missing=allow-any"]
    listed = run(folder, "rev-list", *arguments, source.commit)
    if listed.returncode:  # else what git listed before it stopped would pass for all of it
        raise CorpusError(
            f"{folder}: its history cannot be read ({reason(listed.stderr)}); the archive is damaged, {anew(folder)}"
        )
    for _ in read_blobs(folder, listed.stdout.decode("ascii").split()):
        pass


def check_captures(folder: Path, captures: Sequence[Capture]) -> None:
    """CorpusError where a capture's commit does not have its text at its path, going by what the ids name.

    Commits and the folders on the way are read as objects, and each is held against its id.
    """
    for begin in range(0, len(captures), CHECKED):
        _check(folder, captures[begin : begin + CHECKED])


def _check(folder: Path, captures: Sequence[Capture]) -> None:
    # By an object's id: what follows it, names and the id at the end.
    ways: dict[str, set[tuple[str, ...]]] = {}
    for capture in captures:
        way = (*capture.path.split("/"), capture.blob) if capture.blob else ()
        ways.setdefault(capture.commit, set()).add(way)
    trees: dict[str, set[tuple[str, ...]]] = {}
    for commit, content in read_blobs(folder, ways):
        trees.setdefault(content[5:45].decode("ascii", "replace"), set()).update(filter(None, ways[commit]))
    while trees := {tree: ways for tree, ways in trees.items() if ways}:
        below: dict[str, set[tuple[str, ...]]] = {}
        for tree, content in read_blobs(folder, trees):
            for name, *rest in trees[tree]:
                found = _entry(content, name.encode("utf-8", "surrogateescape"))
                if not found or (len(rest) == 1 and found != rest[0]):
                    raise CorpusError(
                        f"{folder}: its history names another text at {name} than the folder {tree} has; the archive "
                        f"was changed, {anew(folder)}"
                    )
                below.setdefault(found, set()).update([tuple(rest)] if len(rest) > 1 else [])
        trees = below


def _entry(tree: bytes, name: bytes) -> str:
    """The id that a folder, as git keeps it (entries of mode, blank, name, NUL, id), has for a name; "" for none."""
    mark = b" " + name + b"\0"
    begin = tree.find(mark)
    if begin < 0:
        return ""
    if tree.find(mark, begin + 1) < 0:
        begin += len(mark)
        return tree[begin : begin + 20].hex()
    return dict(_ENTRY.findall(tree)).get(name, b"").hex()  # a longer name ends so, too


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
        raise CorpusError(f"{folder}: the archive is partial, text {blob} is missing; {completes(folder)}")
    content = answers.read(int(head[2]))
    if len(content) + len(answers.read(1)) != int(head[2]) + 1:
        raise CorpusError(
            f"{folder}: git stopped in the middle of text {blob}; the archive is damaged, {anew(folder)}"
        )
    # Git does not look: it hands out whatever lies under an id.
    if hashlib.sha1(b"%s %s\0" % (head[1], head[2]) + content, usedforsecurity=False).hexdigest() != blob:
        raise CorpusError(
            f"{folder}: what lies under the id {blob} is not what it names; the archive was changed, {anew(folder)}"
        )
    return content
