"""Archives and a number → a corpus of that many times their captures: each history replayed, with small edits.

    python -m policy_corpus.trials.replayed_archives FOLDER --times 4 [--archives DIR]

FOLDER gets `archives`, a `sources.yml` with its pins, and `data` with the documents of each replay, of companies of
their own; the first of the replays is as recorded. In each other one a word more stands in one line of fifty, the same
throughout a history: so its clauses come and go as they did, and few are new. It is for measuring only: the texts are
the archives' own, and must not be published.
"""

import argparse
import shutil
import sys
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import yaml

from policy_corpus.errors import exit_code
from policy_corpus.extract.archive import Capture, read_blobs, read_history
from policy_corpus.extract.repository import repository
from policy_corpus.extract.sources import Source, read_sources, write_pins
from policy_corpus.files import read_csv, write_csv
from policy_corpus.paths import DATA, SOURCES, default_archives
from policy_corpus.trials.written_archive import Commit, new_folder, write_archive

EDITED = 50  # of so many lines one is edited
FEWEST = 8  # words of a line that may be
OWN = ("document", "platform", "company", "parent", "archive")  # what each replay has under names of its own


def edited(content: bytes, replay: int) -> bytes:
    """A text as the replay has it; of replay 0 as it was recorded."""
    lines = content.split(b"\n")
    return b"\n".join(_edited_line(line, replay) for line in lines) if replay else content


def _edited_line(line: bytes, replay: int) -> bytes:
    if zlib.crc32(line, replay) % EDITED or line.count(b" ") < FEWEST - 1:
        return line
    first, rest = line.split(b" ", 1) if line[:1].isalpha() else (line, b"")
    return b"%b indeed%d %b" % (first, replay, rest) if rest else line


def named(name: str, replay: int) -> str:
    """What something of a replay is called."""
    return f"{name}-replay-{replay}" if replay else name


def write(folder: Path, times: int, archives: Path, sources: Path = SOURCES, data: Path = DATA) -> int:
    """Write the archives of all replays, and what a build of them needs, below a new folder; how many captures."""
    shutil.copytree(data, new_folder(folder) / "data")
    written, entries = 0, []
    for source in read_sources(sources):
        there = repository(archives, source)
        history = read_history(there, source)
        for replay in range(times):
            name = named(source.name, replay)
            commits = _replayed(there, source, history, replay)
            head, own = write_archive(folder / "archives" / f"{name}.git", commits)
            entries.append(replace(source, name=name, commit=head))
            written += own
    _write_lists(folder, entries, *read_csv(data / "documents.csv"), times)
    return written


def _replayed(folder: Path, source: Source, history: list[Capture], replay: int) -> Iterator[Commit]:
    """The captures of a history as a replay has them."""
    texts = read_blobs(folder, [capture.blob for capture in history if capture.blob])
    for capture in history:
        subject = source.technical[0] if capture.technical else "Record"
        content = edited(next(texts)[1], replay) if capture.blob else None
        yield Commit(date.fromisoformat(capture.day), subject, capture.path, content)


def _write_lists(
    folder: Path, entries: list[Source], header: list[str], rows: list[list[str]], times: int
) -> None:
    told = [asdict(entry) for entry in entries]
    for entry in told:
        entry |= {name: list(entry[name]) for name in ("paths", "technical")}
    write_pins({entry["name"]: entry.pop("commit") for entry in told}, folder / "sources.yml")
    (folder / "sources.yml").write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")
    renamed = (
        [named(cell, replay) if name in OWN else cell for name, cell in zip(header, row, strict=True)]
        for replay in range(times)
        for row in rows
    )
    write_csv(folder / "data" / "documents.csv", header, renamed)


def main(arguments: list[str] | None = None) -> int:
    """Write a replayed corpus; 2 for a folder that cannot be written to."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.replayed_archives", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--times", type=int, required=True)
    parser.add_argument("--archives", type=Path, default=default_archives())
    chosen = parser.parse_args(arguments)
    return exit_code(lambda: print(f"{write(chosen.folder, chosen.times, chosen.archives):,} captures"))


if __name__ == "__main__":
    sys.exit(main())
