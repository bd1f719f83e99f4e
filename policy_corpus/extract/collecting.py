"""From the rows that collect, and all shards, to how many clauses of each text collect: done by any worker."""

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from policy_corpus.extract.part_tables import rows_said
from policy_corpus.extract.rows import Rows
from policy_corpus.extract.shard_file import write_tables
from policy_corpus.extract.shards import tables_in
from policy_corpus.extract.workers import in_turn

AT_ONCE = 100  # shards


def count_collecting(
    shards: Sequence[Path], collects: dict[str, np.ndarray], rows: Rows, executor: Executor, folder: Path
) -> dict[str, np.ndarray]:
    """By category, how many clauses of each text collect; the texts are in the order of their shards.

    Only clauses that stood at some time are counted: the others have no label. `collects` tells of each category
    which rows do; these are written to a file of a folder, from which the workers have them.
    """
    some = np.logical_or.reduce(list(collects.values()))
    columns = {"clause": rows.clauses, "lead_in": rows.lead_ins} | collects
    file = folder / "collecting.shard"
    write_tables(file, [pa.table({name: of_rows[some] for name, of_rows in columns.items()})])
    some_at_once = ((shards[begin : begin + AT_ONCE],) for begin in range(0, len(shards), AT_ONCE))
    found = in_turn(executor, partial(_counts, collecting=file), some_at_once)
    counts = np.concatenate([np.empty((0, len(collects)), np.int32), *found])
    return dict(zip(collects, counts.T, strict=True))


def _counts(shards: Sequence[Path], collecting: Path) -> np.ndarray:
    """How many clauses of each text of some shards collect, a column a category."""
    rows, collects = _collecting(collecting)
    return np.concatenate([_in_shard(tables_in(shard), rows, collects) for shard in shards])


def _in_shard(tables: Sequence[pa.Table], rows: Rows, collects: np.ndarray) -> np.ndarray:
    names, said, sizes = rows_said(tables)
    found = collects[rows.find(*names)][said]
    ends = np.cumsum(np.vstack([np.zeros(found.shape[1], np.int32), found]), axis=0, dtype=np.int32)
    return np.diff(ends[np.concatenate([[0], np.cumsum(sizes)])], axis=0)


@lru_cache(maxsize=1)
def _collecting(file: Path) -> tuple[Rows, np.ndarray]:
    """The rows that collect, and of which category, a column each; the last line, of no row, has none."""
    (table,) = tables_in(file)
    clauses, lead_ins, *collects = (column.to_numpy() for column in table.columns)
    return Rows(clauses, lead_ins), np.vstack([np.column_stack(collects), np.zeros(len(collects), bool)])
