"""From all that decides what is made to what was made: Arrow tables, kept in a file that is named by a hash of that.

So a build that was stopped goes on with what is missing, one new capture costs its own part, and a folder that was
cleared costs time alone. A file that was harmed is made anew; what no build asks for in a while is deleted.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from policy_corpus.extract.shard_file import read_tables, write_tables
from policy_corpus.files import clear_parts

SUFFIX = ".shard"
UNUSED = 7 * 86_400  # seconds after which a file that no build asked for is deleted


def file_of(folder: Path, *made_from: object) -> Path:
    """The file of a folder for what is made from some things, of which `repr` says all that matters."""
    key = hashlib.blake2b(repr(made_from).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return folder / f"{key}{SUFFIX}"


def kept(file: Path, make: Callable[[], list[pa.Table]]) -> list[pa.Table]:
    """What a file keeps; made, and kept there, where the file is missing or harmed."""
    (tables,) = all_kept([file], lambda missing: [make()])
    return tables


def all_kept(
    files: Sequence[Path], make: Callable[[Sequence[int]], Iterable[list[pa.Table]]]
) -> Iterator[list[pa.Table]]:
    """What each file keeps, in their order; what is missing or harmed is made in one go, and kept.

    `make` is given the places of those files, and gives the tables of each; it is not called where there are none.
    """
    there = [read_tables(file) for file in files]
    missing = [place for place, tables in enumerate(there) if tables is None]
    made = iter(make(missing)) if missing else iter(())
    for file, tables in zip(files, there, strict=True):
        if tables is None:
            tables = next(made)
            write_tables(file, tables)
        else:
            asked_for(file)
        yield tables


def asked_for(file: Path) -> None:
    """Let a file count as asked for now."""
    with suppress(FileNotFoundError):  # another build may have deleted it
        os.utime(file)


def forget(folder: Path, asked: set[Path]) -> None:
    """Delete what was not asked for in a while, now or before, and what killed builds left, but nothing else."""
    clear_parts(folder)
    for old in {*folder.glob(f"{'[0-9a-f]' * 32}{SUFFIX}")} - asked:
        with suppress(FileNotFoundError):  # another build may delete it first
            if old.stat().st_mtime < time.time() - UNUSED:
                old.unlink()
