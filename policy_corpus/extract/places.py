"""From spans of clauses to their places in the archives: the captures that have each first and last, and its lines.

Only clauses about a category of the story are sought: theirs are the lines that a reader is led to. Of a span two
captures are kept: the first that shows the clause, which may announce it, and the newest that has it still. The places
of some documents are found by one worker, who reads a text again once, whatever it is asked for.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.captured import Documents
from policy_corpus.extract.columns import days
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.growing import numbered
from policy_corpus.extract.history import UNSEEING
from policy_corpus.extract.judging import Document, numbers_of
from policy_corpus.extract.kept import all_kept, file_of
from policy_corpus.extract.made_by import made_by
from policy_corpus.extract.raw_lines import UNFOUND, Key, lines_of
from policy_corpus.extract.reading import Readings, merged
from policy_corpus.extract.rows import Rows
from policy_corpus.extract.shards import part_in
from policy_corpus.extract.sources import Source
from policy_corpus.extract.spans import Spans
from policy_corpus.extract.store import Store
from policy_corpus.extract.text import Cutter
from policy_corpus.extract.workers import in_turn

Archives = dict[str, tuple[Path, Source]]  # an archive's folder and what it is, by its name
PLACE = ("span", "first", "last", "first_line", "last_line")
Text = tuple[str, str]  # archive and blob
Place = tuple[int, int, int, int]  # span among those asked for, row, first capture that has it, last


@dataclass(frozen=True)
class Asked:
    """Spans of a document, by their rows and days, whose places are sought; the statuses of its captures."""

    document: Document
    statuses: list[str | None]
    span: np.ndarray  # their numbers
    rows: Rows
    row: np.ndarray  # of each span in `rows`
    shown: np.ndarray
    end: np.ndarray

    def text(self, capture: int) -> Text:
        """The text of one of the document's captures."""
        return self.document.captures[capture].archive, self.document.captures[capture].blob


def find_places(
    spans: Spans,
    rows: Rows,
    told: np.ndarray,
    documents: Documents,
    verdicts: pa.Table,
    archives: Archives,
    executor: Executor,
    folder: Path,
) -> np.ndarray:
    """Those of the spans of the `told` rows (a truth value each) that have a place, a line each, in their order.

    A line has what `PLACE` names: the span's number, the places in its document of the first and the last capture that
    have it, and the line of each, `UNFOUND` where it is not found. A span that none of the usable captures of its days
    shows has no place. What is found is kept in a folder.
    """
    sought = np.flatnonzero(told[spans.row]).astype(np.int32)
    ends = np.searchsorted(spans.document[sought], np.arange(len(documents) + 1))

    def asked(numbers: range) -> list[Asked]:
        first = documents.starts[numbers.start]
        status = verdicts["status"][first : documents.starts[numbers.stop]].to_pylist()
        statuses = np.split(
            np.array(status, object), documents.starts[numbers.start + 1 : numbers.stop] - first
        )
        own = [sought[ends[number] : ends[number + 1]] for number in numbers]
        each = zip(documents.some(numbers), statuses, own, strict=True)
        return [_asked(*one, spans, rows) for one in each if len(one[-1])]

    batches = (asked(numbers) for numbers in documents.batches() if ends[numbers.start] < ends[numbers.stop])
    work = partial(places_of_all, archives=archives, folder=folder)
    found = in_turn(executor, work, ((batch,) for batch in batches))
    return np.concatenate([*found, np.empty((0, len(PLACE)), np.int32)])


def _asked(document: Document, statuses: np.ndarray, own: np.ndarray, spans: Spans, rows: Rows) -> Asked:
    used, row = np.unique(spans.row[own], return_inverse=True)
    known = Rows(rows.clauses[used], rows.lead_ins[used])
    ends = np.minimum(spans.end[own], _last_day(document) + 1)  # else each new day would ask anew
    return Asked(document, statuses.tolist(), own, known, row, spans.shown[own], ends)


def _last_day(document: Document) -> int:
    return max(ordinal(capture.day) for capture in document.captures)


def places_of_all(every: Sequence[Asked], archives: Archives, folder: Path) -> np.ndarray:
    """The places of what is asked of some documents, as `find_places` gives them, kept in a folder."""
    files = [_file(asked, archives, folder) for asked in every]
    tables = all_kept(files, lambda missing: map(_table_of, _places([every[n] for n in missing], archives)))
    found = []
    for asked, (table,) in zip(every, tables, strict=True):
        span, *others = (table[name].to_numpy() for name in PLACE)
        found.append(np.column_stack([asked.span[span], *others]))
    return np.concatenate(found).astype(np.int32)


def _table_of(places: np.ndarray) -> list[pa.Table]:
    return [pa.table(dict(zip(PLACE, places.T, strict=True)))]


def _file(asked: Asked, archives: Archives, folder: Path) -> Path:
    """The file that keeps the places of what is asked of a document, by the number among what is asked."""
    captures = [(capture.archive, capture.blob, capture.day) for capture in asked.document.captures]
    spans = [asked.rows.clauses, asked.rows.lead_ins, asked.row, asked.shown, asked.end]
    formats = [(name, archives[name][1].format) for name in sorted({name for name, *_ in captures})]
    decided_by = (captures, asked.statuses, [column.tolist() for column in spans], formats)
    return file_of(folder, made_by(__name__), *decided_by)


def _places(every: Sequence[Asked], archives: Archives) -> list[np.ndarray]:
    """The places of what is asked of each document; each archive's texts are read with one start of git."""
    found = [_in_captures(asked) for asked in every]
    sought: dict[Text, dict[tuple[int, int], Key]] = {}
    for number, (asked, (places, keys)) in enumerate(zip(every, found, strict=True)):
        for _, row, *ends in places:
            for text in map(asked.text, ends):
                sought.setdefault(text, {})[number, row] = keys[row]
    line = _lines(sought, archives)
    return [
        np.array(
            [(n, *ends, *(line[asked.text(end), number, row] for end in ends)) for n, row, *ends in places],
            np.int64,
        ).reshape(-1, 5)
        for number, (asked, (places, _)) in enumerate(zip(every, found, strict=True))
    ]


def _in_captures(asked: Asked) -> tuple[list[Place], dict[int, Key]]:
    """The captures that have what is asked of a document, and the words of the rows that have any."""
    store, readings = merged(map(part_in, asked.document.shards))
    in_rows = asked.rows.find(*numbers_of(range(len(store.pairs)), store))
    store_row = np.full(len(asked.rows), -1, np.int64)
    store_row[in_rows[in_rows >= 0]] = np.flatnonzero(in_rows >= 0)
    having = _having(asked, readings, in_rows)
    places: list[Place] = []
    for number, (row, shown, end) in enumerate(zip(asked.row.tolist(), asked.shown, asked.end, strict=True)):
        own = [capture for day, capture in having.get(row, ()) if shown <= day < end]
        if own:
            places.append((number, row, own[0], own[-1]))
    return places, {row: _key(store, store_row[row]) for _, row, *_ in places}


def _having(asked: Asked, readings: Readings, in_rows: np.ndarray) -> dict[int, list[tuple[int, int]]]:
    """Row → the usable captures that have it, in order: day and number. Days never run backwards."""
    found: dict[int, list[tuple[int, int]]] = {}
    day = 0
    for number, (capture, status) in enumerate(zip(asked.document.captures, asked.statuses, strict=True)):
        day = max(day, ordinal(capture.day))
        if not capture.blob or status in (None, *UNSEEING):
            continue
        rows = in_rows[readings[capture.archive, capture.blob].rows]
        for row in rows[rows >= 0].tolist():
            found.setdefault(row, []).append((day, number))
    return found


def _lines(
    sought: dict[Text, dict[tuple[int, int], Key]], archives: Archives
) -> dict[tuple[Text, int, int], int]:
    """The line on which a clause begins in a text; clauses are known by two numbers."""
    lines, cutter = {}, Cutter()
    for name, (folder, source) in archives.items():
        blobs = [blob for archive, blob in sought if archive == name]
        for blob, content in read_blobs(folder, blobs) if blobs else ():
            keys = sought[name, blob]
            found = lines_of(content, source.format, list(keys.values()), cutter)
            lines |= {((name, blob), *key): line for key, line in zip(keys, found, strict=True)}
    return lines


def _key(store: Store, row: int) -> Key:
    clause, lead_in = store.pairs[row]
    return store.keys[clause], store.keys[lead_in] if lead_in >= 0 else ""


def place_table(places: np.ndarray, spans: Spans, documents: Documents) -> pa.Table:
    """A row a span that has a place, by document, first day and clause, as in the table of spans."""
    span = places[:, 0]
    order = np.lexsort((spans.row[span], spans.start[span], spans.by_name[spans.document[span]]))
    span, places = span[order], places[order]
    document = spans.document[span]
    columns = {
        "document": numbered(document, documents.names),
        "clause": pa.array(spans.row[span]),
        "from": days(spans.start[span]),
    }
    for end, capture, line in (("first", 1, 3), ("last", 2, 4)):
        columns[end] = pa.array(documents.places[documents.starts[document] + places[:, capture]])
        found = places[:, line]
        columns[f"{end}_line"] = pa.array(found, mask=found == UNFOUND)
    return pa.table(columns)
