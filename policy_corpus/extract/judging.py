"""From a document's captures, and the shards of their texts, to its history as columns: done by any worker.

What a document needs of the texts is loaded for it alone, and forgotten again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

import numpy as np
import pyarrow as pa

from policy_corpus.extract.archive import Capture
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.growing import Growing
from policy_corpus.extract.history import Span, Version, clean
from policy_corpus.extract.kept import file_of, kept
from policy_corpus.extract.made_by import made_by
from policy_corpus.extract.menus import without_menus
from policy_corpus.extract.quality import Shown
from policy_corpus.extract.reading import merged
from policy_corpus.extract.rows import names_of
from policy_corpus.extract.shards import part_in
from policy_corpus.extract.store import Store


@dataclass(frozen=True)
class Document:
    """What decides a document's history: its captures in order, the days it was followed, and where its texts are."""

    captures: list[Capture]
    tracked: list[tuple[int, int]]
    jurisdiction: str
    shards: list[Path]


@dataclass(frozen=True)
class Histories:
    """The histories of all documents as columns, one document after another.

    `verdicts` has the status and the reason of each capture; `versions` has document (its number), capture (its place
    in the document), start, end, opens, clauses, words; `spans` has document, clause and lead_in (the numbers of
    `rows`), section, shown, start, end, joined: of these a column may be taken out.
    """

    verdicts: pa.Table
    versions: pa.Table
    spans: Growing

    @classmethod
    def of(cls, parts: Iterable[Sequence[pa.Table]]) -> "Histories":
        """All histories, given those of some documents after those of others (`judge_all`)."""
        verdicts, versions, spans = _grown(parts)
        return cls(verdicts.table(), versions.table(), spans)


def _grown(parts: Iterable[Sequence[pa.Table]]) -> tuple[Growing, Growing, Growing]:
    """Verdicts, versions and spans of all parts."""
    grown = Growing(), Growing(), Growing()
    for part in parts:
        for every, table in zip(grown, part, strict=True):
            every.add(table)
    return grown


def judge_all(documents: Sequence[Document], first: int, folder: Path) -> list[pa.Table]:
    """The histories of documents, numbered from `first`, as `Histories` has them."""

    def numbered(number: int, document: Document) -> list[pa.Table]:
        verdicts, *others = judge(document, folder)
        numbers = (np.full(table.num_rows, number, np.int32) for table in others)
        return [
            verdicts,
            *(t.append_column("document", pa.array(own)) for t, own in zip(others, numbers, strict=True)),
        ]

    return [every.table() for every in _grown(starmap(numbered, enumerate(documents, start=first)))]


def judge(document: Document, folder: Path) -> list[pa.Table]:
    """The history of a document, kept in a folder: its verdicts, versions and spans."""
    captures = [(c.archive, c.series, c.day, c.blob, c.technical) for c in document.captures]
    shards = [shard.name for shard in document.shards]
    file = file_of(folder, made_by(__name__), captures, shards, document.tracked, document.jurisdiction)
    return kept(file, lambda: _history(document))


def _history(document: Document) -> list[pa.Table]:
    store, readings = merged(map(part_in, document.shards))
    shown = [
        Shown(
            ordinal(capture.day),
            capture.technical,
            readings[capture.archive, capture.blob] if capture.blob else None,
            (capture.archive, capture.series),
        )
        for capture in document.captures
    ]
    history = without_menus(clean(shown, document.tracked, document.jurisdiction), store)
    verdicts = [(rule.status, rule.reason) if rule else (None, None) for rule in history.rules]
    return [
        pa.table(
            {name: _coded([said[i] for said in verdicts]) for i, name in enumerate(("status", "reason"))}
        ),
        _versions(history.versions, store),
        _spans(history.spans, store),
    ]


def _coded(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.string()).dictionary_encode()


def _versions(versions: list[Version], store: Store) -> pa.Table:
    """What its capture hides is counted with a version."""
    facts = [
        (
            v.capture,
            v.start,
            v.end,
            len(v.reading.rows) + len(v.hidden),
            v.reading.words + store.words(v.hidden),
        )
        for v in versions
    ]
    columns = np.array(facts, np.int32).reshape(-1, 5).T
    named = dict(zip(("capture", "start", "end", "clauses", "words"), columns, strict=True))
    return pa.table(named | {"opens": _coded([version.opens for version in versions])})


def _spans(spans: list[Span], store: Store) -> pa.Table:
    days = np.array([(span.shown, span.start, span.end) for span in spans], np.int32).reshape(-1, 3).T
    clause, lead_in = numbers_of([span.row for span in spans], store)
    columns = {"clause": clause, "lead_in": lead_in}
    columns["section"] = _coded([store.sections[span.section] for span in spans])
    columns |= dict(zip(("shown", "start", "end"), days, strict=True))
    return pa.table(columns | {"joined": np.array([span.joined for span in spans], np.int16)})


def numbers_of(rows: list[int], store: Store) -> tuple[np.ndarray, np.ndarray]:
    """The numbers by which rows of a store are known everywhere."""
    return names_of(store.hashes, np.array([store.pairs[row] for row in rows], np.int64).reshape(-1, 2))
