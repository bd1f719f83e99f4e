"""From shares of texts to files of what they say: one a share, made where it is not there yet, by any executor.

A file depends on the texts, and on the code and packages that read them. Of the lexicon and of readings by people
nothing depends here: when these change, nothing is cut again.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

import pyarrow as pa

from policy_corpus.errors import CorpusError
from policy_corpus.extract.kept import all_kept, file_of, forget
from policy_corpus.extract.made_by import made_by
from policy_corpus.extract.part_tables import part_of, tables_of
from policy_corpus.extract.reading import Part, Share, read_shares
from policy_corpus.extract.shard_file import read_tables

AT_ONCE = 100  # texts, so that a share of one or two does not cost a start of git


def make_shards(
    shares: list[Share], executor: Executor, progress: Callable[[int], None], folder: Path
) -> list[Path]:
    """The files of all shares in their order; `progress` is told of each how many texts it has.

    Files of the folder that no build has asked for of late are deleted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [shard_of(folder, share) for share in shares]
    for texts in executor.map(_make, *zip(*_batches(shares, files), strict=True)) if shares else ():
        progress(texts)
    forget(folder, set(files))
    return files


def tables_in(file: Path) -> list[pa.Table]:
    """The tables of a share's file; CorpusError where it was harmed since `make_shards`."""
    tables = read_tables(file)
    if tables is None:
        raise CorpusError(f"{file}: was deleted or changed while the tables were made; run again")
    return tables


def part_in(file: Path) -> Part:
    """What a share's file holds; CorpusError as `tables_in`."""
    return part_of(tables_in(file))


def shard_of(folder: Path, share: Share) -> Path:
    """The file of a folder for a share's texts, and for all that decides how they are read."""
    _, source, blobs = share
    return file_of(folder, made_by(__name__), source.name, source.format, blobs)


def _batches(shares: list[Share], files: list[Path]) -> list[tuple[list[Share], list[Path]]]:
    """Shares of one archive, one after another, that a worker takes at once, each with its file."""
    batches, folder, texts = [], None, AT_ONCE
    for share, file in zip(shares, files, strict=True):
        if share[0] != folder or texts >= AT_ONCE:
            batches.append(([], []))
            folder, texts = share[0], 0
        batches[-1][0].append(share)
        batches[-1][1].append(file)
        texts += len(share[2])
    return batches


def _make(shares: list[Share], files: list[Path]) -> int:
    """Read shares of one archive into their files, where these are not there unharmed; how many texts they have."""
    for _ in all_kept(files, lambda missing: map(tables_of, read_shares([shares[n] for n in missing]))):
        pass
    return sum(len(blobs) for *_, blobs in shares)
