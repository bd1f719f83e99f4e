"""From spans of clauses to their places in the archives: the captures that have each first and last, and its lines.

Only clauses about a category of the story are sought: theirs are the lines that a reader is led to. Of a span two
captures are kept: the first that shows the clause, which may announce it, and the newest that has it still. A text is
read again once, whatever it is asked for.
"""

from collections.abc import Collection
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from policy_corpus.extract.archive import Capture, read_blobs
from policy_corpus.extract.columns import days, numbered
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.history import UNSEEING, History
from policy_corpus.extract.labelling import TableRows
from policy_corpus.extract.raw_lines import UNFOUND, Key, lines_of
from policy_corpus.extract.reading import Readings
from policy_corpus.extract.sources import Source
from policy_corpus.extract.store import Store
from policy_corpus.extract.text import Cutter

BATCH = 100  # texts that a worker reads at once


class Place(NamedTuple):
    """A span of a clause, a row of the store, and the numbers of the captures that have it first and last."""

    document: str
    row: int
    start: int
    first: int
    last: int


Asked = tuple[str, list[Key]]  # a blob, and the clauses that are sought in it
Share = tuple[Path, Source, tuple[Asked, ...]]


def places_of(
    histories: dict[str, History],
    documents: dict[str, list[int]],
    captures: list[Capture],
    readings: Readings,
    rows: Collection[int],
) -> list[Place]:
    """The places of the store's `rows` in all documents, of which `documents` gives the numbers of their captures.

    A span that none of the usable captures of its days shows has none.
    """
    wanted, places = np.array(sorted(rows), np.int64), []
    for name, history in histories.items():
        spans = [span for span in history.spans if span.row in rows]
        having = _having(history, documents[name], captures, readings, wanted) if spans else {}
        for span in spans:
            own = [number for day, number in having.get(span.row, ()) if span.shown <= day < span.end]
            if own:
                places.append(Place(name, span.row, span.start, own[0], own[-1]))
    return places


def _having(
    history: History, numbers: list[int], captures: list[Capture], readings: Readings, wanted: np.ndarray
) -> dict[int, list[tuple[int, int]]]:
    """Row → the usable captures of a document that have it, in order: day and number. Days never run backwards."""
    found: dict[int, list[tuple[int, int]]] = {}
    day = 0
    for number, rule in zip(numbers, history.rules, strict=True):
        capture = captures[number]
        day = max(day, ordinal(capture.day))
        if not capture.blob or rule is None or rule.status in UNSEEING:
            continue
        rows = readings[capture.archive, capture.blob].rows
        for row in np.intersect1d(rows, wanted, assume_unique=True).tolist():
            found.setdefault(row, []).append((day, number))
    return found


def find_lines(
    places: list[Place],
    captures: list[Capture],
    store: Store,
    sources: list[Source],
    folders: dict[str, Path],
    executor: Executor,
) -> dict[tuple[str, str, int], int]:
    """(archive, blob, row of the store) → the line on which its clause begins in that text."""
    asked: dict[str, dict[str, dict[int, None]]] = {source.name: {} for source in sources}
    for place in places:
        for number in (place.first, place.last):
            capture = captures[number]
            asked[capture.archive].setdefault(capture.blob, {})[place.row] = None
    shares, rows = [], []
    for source in sources:
        texts_asked = list(asked[source.name].items())
        for start in range(0, len(texts_asked), BATCH):
            batch = texts_asked[start : start + BATCH]
            rows.append([(source.name, blob, row) for blob, own in batch for row in own])
            texts = tuple((blob, [_key(store, row) for row in own]) for blob, own in batch)
            shares.append((folders[source.name], source, texts))
    found = executor.map(_lines_in, shares)
    return {
        row: line
        for own, lines in zip(rows, found, strict=True)
        for row, line in zip(own, lines, strict=True)
    }


def _lines_in(share: Share) -> list[int]:
    """The lines of what is asked of a share of the texts, in its order."""
    folder, source, texts = share
    contents, cutter = read_blobs(folder, [blob for blob, _ in texts]), Cutter()
    return [
        line
        for (_, content), (_, keys) in zip(contents, texts, strict=True)
        for line in lines_of(content, source.format, keys, cutter)
    ]


def _key(store: Store, row: int) -> Key:
    clause, lead_in = store.pairs[row]
    return store.keys[clause], store.keys[lead_in] if lead_in >= 0 else ""


def place_table(
    places: list[Place],
    lines: dict[tuple[str, str, int], int],
    captures: list[Capture],
    rows: TableRows,
    documents: list[str],
) -> pa.Table:
    """A row a span that has a place, by document, first day and clause, as in the table of spans."""
    names = sorted(documents)
    number = {name: place for place, name in enumerate(names)}
    clauses = rows.place_of[[place.row for place in places]]
    order = sorted(
        range(len(places)), key=lambda i: (number[places[i].document], places[i].start, clauses[i])
    )
    sorted_places = [places[i] for i in order]
    columns = {
        "document": numbered(np.array([number[p.document] for p in sorted_places], np.int64), names),
        "clause": pa.array(clauses[order], pa.int32()),
        "from": days([p.start for p in sorted_places]),
    }
    for end in ("first", "last"):
        taken = [getattr(place, end) for place in sorted_places]
        found = [
            lines[captures[i].archive, captures[i].blob, p.row]
            for i, p in zip(taken, sorted_places, strict=True)
        ]
        columns[end] = pa.array(taken, pa.int32())
        columns[f"{end}_line"] = pa.array([line if line != UNFOUND else None for line in found], pa.int32())
    return pa.table(columns)
