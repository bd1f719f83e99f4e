"""From Arrow tables to a file that holds them with its checksum, and back: a file that was harmed is none.

A file is the BLAKE2b hash of its name and of what follows the hash, then the tables, each as an Arrow stream: so a file
that has another one's name is none either.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from policy_corpus.errors import CorpusError
from policy_corpus.files import write_whole

CHECKSUM = 32  # bytes
OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


def write_tables(file: Path, tables: Sequence[pa.Table]) -> None:
    """Write the tables to a file, whole or not at all; who has its folder clears up what killed writers left."""
    sink = pa.BufferOutputStream()
    for table in tables:
        with pa.ipc.new_stream(sink, table.schema, options=OPTIONS) as stream:
            stream.write_table(table)
    held = sink.getvalue()
    write_whole(file, _checksum(file, held) + held.to_pybytes(), clears_up=False)


def read_tables(file: Path) -> list[pa.Table] | None:
    """The tables of a file; None where it is missing, or not as it was written. CorpusError where it cannot be read."""
    try:
        raw = pa.py_buffer(file.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CorpusError(f"{file}: cannot be read ({error.strerror}); delete it") from None
    held = raw[CHECKSUM:]
    if raw[:CHECKSUM].to_pybytes() != _checksum(file, held):
        return None
    source, tables = pa.BufferReader(held), []
    while source.tell() < held.size:
        tables.append(pa.ipc.open_stream(source).read_all())
    return tables


def _checksum(file: Path, held: pa.Buffer) -> bytes:
    checksum = hashlib.blake2b(f"{file.name}\0".encode(), digest_size=CHECKSUM)
    checksum.update(held)
    return checksum.digest()
