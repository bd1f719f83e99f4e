"""From what a share of the texts says to Arrow tables, and back: the form in which it is kept.

Beside what makes the part again, the tables have what tells its clauses and its texts from those of other parts.
"""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from policy_corpus.extract.identity import check_number
from policy_corpus.extract.reading import Part, Reading
from policy_corpus.extract.rows import names_of
from policy_corpus.extract.store import Store

CLAUSES, PAIRS, SECTIONS, PARAGRAPHS, OCCURRENCES, NAMES, READINGS, HALVES = range(8)  # the tables of a part
PLAIN = {  # fields of a reading that are columns as they are
    "words": pa.int32(),
    "signals": pa.int32(),
    "language": pa.string(),
    "stated": pa.string(),
    "size": pa.int64(),
    "latest": pa.string(),
}


def tables_of(part: Part) -> list[pa.Table]:
    """A part as tables: its clauses, pairs, sections, paragraphs, and its readings with their halves after them."""
    store, readings = part
    whole = list(readings.values())
    halves = [(place, half) for place, reading in enumerate(whole) for half in reading.halves or ()]
    pairs = np.array(store.pairs, np.int32).reshape(-1, 2)
    said = _Said(*names_of(store.hashes, pairs))
    return [
        pa.table(
            {
                "text": pa.array(store.texts, pa.string()),
                "key": pa.array(store.keys, pa.string()),
                "hash": store.hashes,
                "check": np.array([check_number(key) for key in store.keys], np.uint64),
            }
        ),
        pa.table({"clause": pairs[:, 0], "lead_in": pairs[:, 1]}),
        pa.table({"section": pa.array(store.sections, pa.string())}),
        pa.table({"paragraph": np.array(sorted(store.paragraphs), np.uint64)}),
        pa.table({"occurrences": [store.occurrences]}),
        pa.table(
            {
                "archive": pa.array([archive for archive, _ in readings], pa.string()),
                "blob": pa.array([blob for _, blob in readings], pa.string()),
                "said": pa.array([said.by(reading) for reading in whole], pa.binary(16)),
            }
        ),
        _table_of([*whole, *(half for _, half in halves)]),
        pa.table({"half_of": pa.array([place for place, _ in halves], pa.int32())}),
    ]


def part_of(tables: Sequence[pa.Table]) -> Part:
    """The part of which `tables_of` made tables."""
    clauses, pairs, sections, paragraphs, occurrences, names, readings, halves = tables
    store = Store(
        clauses["text"].to_pylist(),
        clauses["key"].to_pylist(),
        list(zip(pairs["clause"].to_pylist(), pairs["lead_in"].to_pylist(), strict=True)),
        sections["section"].to_pylist(),
        set(paragraphs["paragraph"].to_pylist()),
        occurrences["occurrences"][0].as_py(),
    )
    store.hashes = clauses["hash"].to_numpy()  # need not be made again
    every = list(_readings_of(readings))
    whole, parts = every[: names.num_rows], every[names.num_rows :]
    for place, half in zip(halves["half_of"].to_pylist(), parts, strict=True):
        whole[place].halves = (*(whole[place].halves or ()), half)
    known_by = zip(names["archive"].to_pylist(), names["blob"].to_pylist(), strict=True)
    return store, dict(zip(known_by, whole, strict=True))


def _table_of(readings: list[Reading]) -> pa.Table:
    """A row a reading, without its halves; `pages` are the sizes of its further pages, whose rows are `beside`."""
    columns = {name: pa.array([getattr(r, name) for r in readings], kind) for name, kind in PLAIN.items()}
    columns |= {
        "rows": _lists([r.rows for r in readings]),
        "sections": _lists([r.sections for r in readings]),
        "regions": pa.array([r.regions for r in readings], pa.list_(pa.int32())),
        "pages": pa.array([[len(page) for page in r.beside] for r in readings], pa.list_(pa.int32())),
        "beside": _lists([np.concatenate([*r.beside, ()]) for r in readings]),
    }
    return pa.table(columns)


def _readings_of(table: pa.Table) -> Iterable[Reading]:
    plain = [table[name].to_pylist() for name in PLAIN]
    lists = [_arrays(table[name]) for name in ("rows", "sections", "beside")]
    regions, pages = table["regions"].to_pylist(), table["pages"].to_pylist()
    for fields, (rows, sections, beside), spoken, sizes in zip(
        zip(*plain, strict=True), zip(*lists, strict=True), regions, pages, strict=True
    ):
        reading = Reading(rows, sections, **dict(zip(PLAIN, fields, strict=True)), regions=tuple(spoken))
        reading.beside = tuple(np.split(beside, np.cumsum(sizes)[:-1])) if sizes else ()
        yield reading


def _lists(arrays: list[np.ndarray]) -> pa.Array:
    """A column of lists of whole numbers."""
    offsets = np.cumsum([0, *map(len, arrays)], dtype=np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(np.concatenate([*arrays, ()]).astype(np.uint32))
    )


def _arrays(column: pa.ChunkedArray) -> list[np.ndarray]:
    """The arrays of which `_lists` made a column."""
    lists = column.combine_chunks()
    return np.split(lists.flatten().to_numpy(), lists.offsets.to_numpy()[1:-1]) if len(lists) else []


class _Said:
    """What texts say as hashes, equal for two texts of any parts that say the same clauses."""

    def __init__(self, clauses: np.ndarray, lead_ins: np.ndarray):
        self._clauses, self._lead_ins = clauses, lead_ins
        self._known: dict[bytes, bytes] = {}

    def by(self, reading: Reading) -> bytes:
        """16 bytes for what a reading says."""
        if reading.clause_set not in self._known:
            clauses, lead_ins = self._clauses[reading.rows], self._lead_ins[reading.rows]
            order = np.lexsort((lead_ins, clauses))
            names = clauses[order].tobytes() + lead_ins[order].tobytes()
            self._known[reading.clause_set] = hashlib.blake2b(names, digest_size=16).digest()
        return self._known[reading.clause_set]


# ---------------------------------------------------------------- what is asked of a part without making it again


def rows_said(tables: Sequence[pa.Table]) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray, np.ndarray]:
    """The numbers (`rows.names_of`) of a part's pairs; the pairs of all its texts, and how many are of each text."""
    pairs = np.stack([tables[PAIRS][name].to_numpy() for name in ("clause", "lead_in")], axis=1)
    lists = tables[READINGS]["rows"].combine_chunks()[: tables[NAMES].num_rows]
    names = names_of(tables[CLAUSES]["hash"].to_numpy(), pairs)
    return names, lists.flatten().to_numpy(), lists.value_lengths().to_numpy()


def facts_in(tables: Sequence[pa.Table]) -> pa.Table:
    """What the texts of a part say of themselves, a row each."""
    names = tables[NAMES]
    table = tables[READINGS].slice(0, names.num_rows)
    columns = {name: table[name] for name in ("language", "stated", "latest", "size", "words")}
    columns["said"] = names["said"]
    columns["clauses"] = pa.chunked_array([table["rows"].combine_chunks().value_lengths()])
    # A copy: columns of a file may share the memory that holds all of it.
    return pa.table(columns).take(pa.array(np.arange(names.num_rows)))


def paragraphs_in(tables: Sequence[pa.Table]) -> pa.Table:
    """The hashes of a part's paragraphs; a copy, as in `facts_in`."""
    return pa.table({"paragraph": tables[PARAGRAPHS]["paragraph"].to_numpy().copy()})
