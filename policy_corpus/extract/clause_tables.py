"""From labels and words of the tables' rows, in parts, to the parts of the table of clauses: done by any worker."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policy_corpus.extract.clause_files import RowsPart
from policy_corpus.extract.columns import clause_table
from policy_corpus.extract.read_labels import ReadLabels
from policy_corpus.extract.shard_file import write_tables
from policy_corpus.extract.shards import tables_in

STANCE = "_stance"
Told = tuple[np.ndarray, dict[str, np.ndarray]]


@dataclass(frozen=True)
class Clauses:
    """The files of the parts; of all rows, which tell of a category that is read, and by category, which collect."""

    files: list[Path]
    told: np.ndarray
    collects: dict[str, np.ndarray]


def write_clauses(
    parts: Sequence[RowsPart],
    labels: Iterable[Path],
    words: Sequence[Path],
    read: ReadLabels,
    executor: Executor,
    folder: Path,
) -> Clauses:
    """Write the clauses of each part to a file of a folder, with the labels that were read laid over those by rule."""
    files = [folder / f"clauses-{number}.shard" for number in range(len(parts))]
    found = executor.map(partial(_write, read=read), parts, list(labels), words, files)
    told, collects = zip(*found, strict=True)
    every = {name: np.concatenate([own[name] for own in collects]) for name in collects[0]}
    return Clauses(files, np.concatenate(told), every)


def _write(part: RowsPart, labelled: Path, counted: Path, file: Path, read: ReadLabels) -> Told:
    """Write the clauses of a part; which of them tell, and by category, which collect."""
    (by_rule,), (words,) = tables_in(labelled), tables_in(counted)
    labels = read.over(by_rule, part.rows)
    write_tables(file, [clause_table(part.rows, words, labels)])
    tells_nothing = [_is(labels[f"{category}{STANCE}"], "none") for category in read.categories]
    collects = {
        name.removesuffix(STANCE): _is(labels[name], "collects")
        for name in labels.column_names
        if name.endswith(STANCE)
    }
    return ~np.logical_and.reduce(tells_nothing), collects


def _is(column: pa.ChunkedArray, text: str) -> np.ndarray:
    """Where a column has a text."""
    return pc.equal(column, text).to_numpy()
