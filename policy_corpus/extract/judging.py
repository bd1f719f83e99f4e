"""From a document's captures, and the shards of their texts, to its history as columns: done by any worker.

What a document needs of the texts is loaded for it alone, and forgotten again.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from policy_corpus.extract.archive import Capture
from policy_corpus.extract.dates import ordinal
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
class Judged:
    """A document's history: status and reason of each capture; its versions and its spans, a dict of columns each.

    `versions` has capture (its place in the document), start, end, opens, clauses, words; `spans` has clause and
    lead_in (the numbers of `rows`), section (a place in `sections`), shown, start, end, joined.
    """

    verdicts: list[tuple[str | None, str | None]]
    versions: dict[str, np.ndarray]
    spans: dict[str, np.ndarray]
    sections: list[str]


def judge(document: Document, folder: Path) -> Judged:
    """The history of a document, kept in a folder."""
    captures = [(c.archive, c.series, c.day, c.blob, c.technical) for c in document.captures]
    shards = [shard.name for shard in document.shards]
    file = file_of(folder, made_by(__name__), captures, shards, document.tracked, document.jurisdiction)
    verdicts, versions, spans, sections = kept(file, lambda: _tables_of(_judged(document)))
    return Judged(
        list(zip(*(column.to_pylist() for column in verdicts.columns), strict=True)),
        {name: np.array(versions[name]) for name in versions.column_names},
        {name: np.array(spans[name]) for name in spans.column_names},
        sections["section"].to_pylist(),
    )


def _tables_of(judged: Judged) -> list[pa.Table]:
    """The four parts of a history as tables."""
    verdicts = {
        name: pa.array([verdict[place] for verdict in judged.verdicts], pa.string())
        for place, name in enumerate(("status", "reason"))
    }
    sections = {"section": pa.array(judged.sections, pa.string())}
    return [pa.table(columns) for columns in (verdicts, judged.versions, judged.spans, sections)]


def _judged(document: Document) -> Judged:
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
    sections = sorted({span.section for span in history.spans})
    return Judged(
        [(rule.status, rule.reason) if rule else (None, None) for rule in history.rules],
        _versions(history.versions, store),
        _spans(history.spans, store, sections),
        [store.sections[number] for number in sections],
    )


def _versions(versions: list[Version], store: Store) -> dict[str, np.ndarray]:
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
    return named | {"opens": np.array([version.opens for version in versions], str)}


def _spans(spans: list[Span], store: Store, sections: list[int]) -> dict[str, np.ndarray]:
    facts = np.array([(s.section, s.shown, s.start, s.end, s.joined) for s in spans], np.int32)
    names = ("section", "shown", "start", "end", "joined")
    columns = dict(zip(names, facts.reshape(-1, 5).T, strict=True))
    columns["section"] = np.searchsorted(sections, columns["section"]).astype(np.int32)
    clause, lead_in = numbers_of([span.row for span in spans], store)
    return columns | {"clause": clause, "lead_in": lead_in}


def numbers_of(rows: list[int], store: Store) -> tuple[np.ndarray, np.ndarray]:
    """The numbers by which rows of a store are known everywhere."""
    return names_of(store.hashes, np.array([store.pairs[row] for row in rows], np.int64).reshape(-1, 2))
