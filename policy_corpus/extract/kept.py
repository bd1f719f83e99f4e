"""From all that decides what is made to what was made: Arrow tables, kept in a file that is named by a hash of that.

So a build that was stopped goes on with what is missing, one new capture costs its own part, and a folder that was
cleared costs time alone. A file that was harmed is made anew; what no build asks for in a while is deleted.
"""

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from policy_corpus.extract.shard_file import read_tables, write_tables

SUFFIX = ".shard"
UNUSED = 7 * 86_400  # seconds after which a file that no build asked for is deleted


def file_of(folder: Path, *made_from: object) -> Path:
    """The file of a folder for what is made from some things, of which `repr` says all that matters."""
    key = hashlib.blake2b(repr(made_from).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return folder / f"{key}{SUFFIX}"


def kept(file: Path, make: Callable[[], list[pa.Table]]) -> list[pa.Table]:
    """What a file keeps; made, and kept there, where the file is missing or harmed."""
    tables = read_tables(file)
    if tables is None:
        tables = make()
        write_tables(file, tables)
    else:
        asked_for(file)
    return tables


def asked_for(file: Path) -> None:
    """Let a file count as asked for now."""
    with suppress(FileNotFoundError):  # another build may have deleted it
        os.utime(file)


def forget(folder: Path, asked: set[Path]) -> None:
    """Delete what was not asked for in a while, now or before, and what killed builds left, but nothing else."""
    key = f"{'[0-9a-f]' * 32}{SUFFIX}"
    for old in {*folder.glob(key), *folder.glob(f".{key}.*")} - asked:
        with suppress(FileNotFoundError):  # another build may delete it first
            if old.stat().st_mtime < time.time() - UNUSED:
                old.unlink()
