"""From all shards, one at a time, to what each text says of itself and to files of the clauses that policies use.

The files are parts of the tables' rows, by ranges of the clauses' hashes: never are the words of all in one process.
A clause has the text with which it is first met, in the order of the shards.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from policy_corpus.extract.part_tables import CLAUSES, OCCURRENCES, facts_in, paragraphs_in
from policy_corpus.extract.rows import Rows, part_of, place_in
from policy_corpus.extract.shards import tables_in

LEAST = 2_000  # rows of a part, so that few are worth a worker's while …
MOST_PARTS = 128  # … and no more than that: each is an open file, of which a Mac lets a process have 256
TOGETHER, TABLES = 1 << 14, 200  # rows that are written at once, or fewer, of so many tables
WRITTEN = pa.schema({"hash": pa.uint64(), "key": pa.string(), "text": pa.string()})


@dataclass(frozen=True)
class Gathered:
    """What one look at all shards gives: a row of facts a text, in their order; what was read; the rows in parts."""

    facts: pa.Table
    counts: dict[str, int]
    parts: list["RowsPart"]


@dataclass(frozen=True)
class RowsPart:
    """Some of the tables' rows in their order, and the files that hold the words of their clauses and lead-ins."""

    rows: Rows
    clauses: Path
    lead_ins: Path

    def clause_keys(self) -> list[str]:
        """The words of each row's clause, joined by spaces."""
        return _looked_up(self.clauses, "key", self.rows.clauses)

    def texts(self) -> tuple[list[str], list[str]]:
        """The text of each row's clause, and of its lead-in ("" where it has none)."""
        lead_ins = np.array([""] * len(self.rows), object)
        has = self.rows.lead_ins > 0
        lead_ins[has] = _looked_up(self.lead_ins, "text", self.rows.lead_ins[has] - np.uint64(1))
        return _looked_up(self.clauses, "text", self.rows.clauses), lead_ins.tolist()


def gather(shards: Iterable[Path], rows: Rows, folder: Path) -> Gathered:
    """Go through all shards once, and write the words of the rows to files of a folder."""
    slices = rows.parts(LEAST, MOST_PARTS)
    lead_ins = folder / "lead_ins.arrow"
    parts = [
        RowsPart(Rows(rows.clauses[part], rows.lead_ins[part]), folder / f"{number}.arrow", lead_ins)
        for number, part in enumerate(slices)
    ]
    clauses, leads = _Taken(rows.clauses), _Taken(rows.lead_ins[rows.lead_ins > 0] - np.uint64(1))
    facts, paragraphs, occurrences = [], [], 0
    with ExitStack() as open_files:
        of_clauses = [open_files.enter_context(pa.ipc.new_stream(part.clauses, WRITTEN)) for part in parts]
        of_lead_ins = open_files.enter_context(pa.ipc.new_stream(lead_ins, WRITTEN))
        writes = (facts.append, paragraphs.append, partial(_write, of_clauses), of_lead_ins.write_table)
        piles = [open_files.enter_context(_Pile(write)) for write in writes]
        for shard in shards:
            tables = tables_in(shard)
            occurrences += tables[OCCURRENCES]["occurrences"][0].as_py()
            taken = (taken.new_in(tables[CLAUSES]) for taken in (clauses, leads))
            for pile, table in zip(piles, (facts_in(tables), paragraphs_in(tables), *taken), strict=True):
                pile.add(table)
    counts = {"paragraphs": _how_many_distinct(paragraphs), "clause_occurrences": occurrences}
    return Gathered(pa.concat_tables(facts).combine_chunks(), counts, parts)


class _Pile:
    """Gives tables to `write` many at a time, as one: a table takes some kilobytes, however few its rows are."""

    def __init__(self, write: Callable[[pa.Table], None]):
        self._write, self._held, self._rows = write, [], 0

    def __enter__(self) -> "_Pile":
        return self

    def __exit__(self, *error):
        if self._held and not any(error):
            self._write_held()

    def add(self, table: pa.Table) -> None:
        """Add a table of the same columns as all before."""
        self._held.append(table)
        self._rows += table.num_rows
        if self._rows >= TOGETHER or len(self._held) >= TABLES:
            self._write_held()

    def _write_held(self) -> None:
        self._write(pa.concat_tables(self._held).combine_chunks())
        self._held, self._rows = [], 0


def _write(files: list, clauses: pa.Table) -> None:
    """Write each clause to the file of its range."""
    part = part_of(clauses["hash"].to_numpy(), len(files))
    clauses = clauses.take(pa.array(np.argsort(part, kind="stable")))
    ends = np.cumsum(np.bincount(part, minlength=len(files)))
    for file, begin, end in zip(files, [0, *ends[:-1]], ends, strict=True):
        if begin < end:
            file.write_table(clauses.slice(begin, end - begin))


def _how_many_distinct(tables: list[pa.Table]) -> int:
    """How many distinct numbers there are in tables of one column; sorting takes half the memory of hashing."""
    numbers = np.concatenate([table.column(0).to_numpy() for table in tables])
    numbers.sort()
    return int((numbers[1:] != numbers[:-1]).sum()) + min(len(numbers), 1)


class _Taken:
    """Which of the clauses that are wanted have been met."""

    def __init__(self, wanted: np.ndarray):
        self.wanted = np.unique(wanted)
        self._met = np.zeros(len(self.wanted), bool)
        self._checks = np.zeros(len(self.wanted), np.uint64)

    def new_in(self, clauses: pa.Table) -> pa.Table:
        """Those of a shard's clauses that are wanted and were not met before."""
        hashes, checks = clauses["hash"].to_numpy(), clauses["check"].to_numpy()
        if not len(self.wanted):
            return clauses.select(WRITTEN.names).slice(0, 0)
        place, is_wanted = place_in(self.wanted, hashes)
        wanted = np.flatnonzero(is_wanted)
        place, checks = place[wanted], checks[wanted]
        new = ~self._met[place]
        self._met[place] = True
        self._checks[place[new]] = checks[new]
        if (self._checks[place] != checks).any():
            raise AssertionError("two clauses share a hash: lengthen identity.clause_hash")
        return clauses.select(WRITTEN.names).take(pa.array(wanted[new]))


def _looked_up(file: Path, column: str, hashes: np.ndarray) -> list[str]:
    """A column of a file for each of some hashes that it has."""
    with pa.ipc.open_stream(file) as stream:
        held = stream.read_all()
    known = held["hash"].to_numpy()
    order = np.argsort(known, kind="stable")
    place = order[np.searchsorted(known, hashes, sorter=order)] if len(order) else hashes.astype(np.int64)
    return held[column].take(pa.array(place)).to_pylist()
