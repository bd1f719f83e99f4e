"""From what the build knows to the Arrow tables of the corpus; policy_corpus/README.md says what each column means."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from policy_corpus.extract.archive import Capture
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.documents import OF_DOCUMENT
from policy_corpus.extract.judging import Judged
from policy_corpus.extract.part_tables import rows_said
from policy_corpus.extract.rows import Rows
from policy_corpus.extract.shards import tables_in
from policy_corpus.extract.spans import Spans
from policy_corpus.extract.words import Words

EPOCH = date(1970, 1, 1).toordinal()


def document_table(documents: pd.DataFrame, judged: dict[str, Judged]) -> pa.Table:
    """A row a document, in the order of `judged`; `documents` are the rows of documents.csv."""
    facts = documents.drop_duplicates("document").set_index("document").loc[list(judged)]
    found = [one.versions for one in judged.values()]
    columns = {"document": pa.array(list(judged))}
    for name in OF_DOCUMENT:
        values = facts[name].tolist()
        columns[name] = (
            pa.array([v in ("1", 1, True) for v in values])
            if name in ("main", "well_known")
            else pa.array(values)
        )
    columns |= {
        "from": days([int(v["start"][0]) if len(v["start"]) else None for v in found]),
        "until": days([int(v["end"][-1]) if len(v["end"]) else None for v in found]),
        "captures": pa.array([len(one.verdicts) for one in judged.values()], pa.int32()),
        "versions": pa.array([len(v["start"]) for v in found], pa.int32()),
    }
    return pa.table(columns)


def capture_table(
    captures: list[Capture],
    documents: dict[str, list[int]],
    judged: dict[str, Judged],
    facts: pa.Table,
    text_of: np.ndarray,
) -> pa.Table:
    """A row a capture in the archives' order; `text` numbers the distinct texts, `said` the distinct clause sets.

    `text_of[i]` is the row of capture i in `facts`, the texts' own (`part_tables.Facts`), -1 where it has none.
    """
    document: list[str | None] = [None] * len(captures)
    verdicts: list[tuple[str | None, str | None]] = [(None, None)] * len(captures)
    for name, places in documents.items():
        for place, verdict in zip(places, judged[name].verdicts, strict=True):
            document[place], verdicts[place] = name, verdict
    found = facts.take(pa.array(text_of, mask=text_of < 0))
    return pa.table(
        {
            "document": coded(document),
            "archive": coded([c.archive for c in captures]),
            "path": coded([c.path for c in captures]),
            "commit": pa.array([c.commit for c in captures]),
            "day": days([ordinal(c.day) for c in captures]),
            "blob": pa.array([c.blob or None for c in captures]),
            "status": coded([status for status, _ in verdicts]),
            "why": coded([reason for _, reason in verdicts]),
            "by_archive": pa.array([c.technical for c in captures]),
            "language": coded(found["language"].to_pylist()),
            "stated": days([ordinal(day) if day else None for day in found["stated"].to_pylist()]),
            "latest": days([ordinal(day) if day else None for day in found["latest"].to_pylist()]),
            "size": found["size"].cast(pa.int32()),
            "words": found["words"],
            "clauses": found["clauses"],
            "text": _distinct([c.blob or None for c in captures]),
            "said": _distinct(found["said"].to_pylist()),
        }
    )


def with_counts(
    table: pa.Table, text_of: np.ndarray, shards: Iterable[Path], clauses: pa.Table, rows: Rows
) -> pa.Table:
    """Add what each capture would say if it were believed: its clauses that collect, a column a category.

    Only clauses that stood at some time are counted: the others have no label. `text_of` is that of `capture_table`.
    """
    names = [name.removesuffix("_stance") for name in clauses.column_names if name.endswith("_stance")]
    stances = [pc.equal(clauses[f"{name}_stance"], "collects").to_numpy() for name in names]
    collects = np.stack(
        [*stances, np.zeros(len(rows), bool)], axis=1
    )  # the last column keeps none from failing
    collects = np.vstack([collects, np.zeros(collects.shape[1], bool)])  # the last row is that of row -1
    counts = [_collecting(tables_in(shard), collects, rows) for shard in shards]
    of_text = np.vstack([*counts, np.zeros((1, collects.shape[1]), np.int32)])
    for number, name in enumerate(names):
        table = table.append_column(f"collects_{name}", pa.array(of_text[text_of, number]))
    return table


def _collecting(tables: Sequence[pa.Table], collects: np.ndarray, rows: Rows) -> np.ndarray:
    """Of each text of a shard, how many of its clauses `collects` has, by column."""
    names, said, sizes = rows_said(tables)
    found = collects[rows.find(*names)][said]
    ends = np.cumsum(np.vstack([np.zeros(found.shape[1], np.int32), found]), axis=0, dtype=np.int32)
    return np.diff(ends[np.concatenate([[0], np.cumsum(sizes)])], axis=0)


def version_table(documents: dict[str, list[int]], judged: dict[str, Judged]) -> pa.Table:
    """A row a text in force, by document and day."""
    every = {name: one.versions for name, one in judged.items()}
    column = {
        name: np.concatenate([one[name] for one in every.values()])
        for name in ("start", "end", "opens", "clauses", "words")
    }
    return pa.table(
        {
            "document": coded([name for name, one in every.items() for _ in one["start"]]),
            "capture": pa.array(
                [documents[name][place] for name, one in every.items() for place in one["capture"]],
                pa.int32(),
            ),
            "from": days(column["start"]),
            "until": days(column["end"]),
            "opens": coded(column["opens"].tolist()),
            "clauses": pa.array(column["clauses"]),
            "words": pa.array(column["words"]),
        }
    )


def presence_table(spans: Spans) -> pa.Table:
    """A row a span of a clause in a document, by document, first day and clause."""
    order = np.lexsort((spans.row, spans.start, spans.by_name[spans.document]))
    return pa.table(
        {
            "document": numbered(spans.document[order], spans.documents),
            "clause": pa.array(spans.row[order]),
            "section": numbered(spans.section[order], spans.sections),
            "shown": days(spans.shown[order]),
            "from": days(spans.start[order]),
            "until": days(spans.end[order]),
            "joined": pa.array(spans.joined[order].astype(np.int16)),
        }
    )


def clause_table(rows: Rows, words: Words, labels: pd.DataFrame, scores: np.ndarray) -> pa.Table:
    """A row a clause with its lead-in; a column of labels that ends in _about is of truth values, others are coded."""
    columns = {
        "hash": pa.array(rows.hashes),
        "lead_in": pa.array(rows.lead_in_hashes, pa.string()),
        "words": pa.array(words.words),
        "letters": pa.array(words.letters),
        "syllables": pa.array(words.syllables),
        "collection_score": pa.array(scores),
    }
    for name, values in labels.items():
        about = name.endswith("_about")
        columns[name] = pa.array(values.to_numpy() == 1) if about else coded(values)
    return pa.table(columns)


def token_table(words: Words) -> pa.Table:
    """A row a clause: its tokens, and how often it has each."""
    offsets = pa.array(words.starts)
    return pa.table(
        {
            "tokens": pa.ListArray.from_arrays(offsets, pa.array(words.tokens)),
            "counts": pa.ListArray.from_arrays(offsets, pa.array(words.counts)),
        }
    )


def vocabulary_table(words: Words) -> pa.Table:
    """A row a token."""
    return pa.table(
        {
            "token": pa.array(words.vocabulary),
            "kind": coded(words.kind),
            "clauses": pa.array(words.clauses),
        }
    )


def numbered(numbers: np.ndarray, names: list[str]) -> pa.Array:
    """A column of names given by their numbers, coded as `coded` does: those that stand, in alphabetical order."""
    used = sorted(np.unique(numbers).tolist(), key=names.__getitem__)
    place = np.empty(len(names), np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(place[numbers]), pa.array([names[i] for i in used], pa.string())
    )


def coded(values: list | pd.Series) -> pa.Array:
    """A column of few different texts, numbered in alphabetical order."""
    found = pd.Categorical(values)
    codes = pa.array(found.codes.astype(np.int32), mask=found.codes < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(found.categories.tolist(), pa.string()))


def days(ordinals: list[int | None] | np.ndarray) -> pa.Array:
    """A column of days given by their numbers from 0001-01-01."""
    if isinstance(ordinals, np.ndarray):
        return pa.array(ordinals - EPOCH, pa.int32()).cast(pa.date32())
    return pa.array([None if o is None else o - EPOCH for o in ordinals], pa.int32()).cast(pa.date32())


def _distinct(values: list) -> pa.Array:
    """The numbers of values in the order in which each is first met."""
    numbers: dict = {}
    return pa.array(
        [None if value is None else numbers.setdefault(value, len(numbers)) for value in values], pa.int32()
    )
