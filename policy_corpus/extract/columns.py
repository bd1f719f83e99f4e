"""From what the build knows to the Arrow tables of the corpus; policy_corpus/README.md says what each column means."""

from datetime import date
from itertools import chain

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from policy_corpus.extract.archive import Capture
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.documents import OF_DOCUMENT
from policy_corpus.extract.history import History
from policy_corpus.extract.labelling import TableRows
from policy_corpus.extract.quality import Rule
from policy_corpus.extract.reading import Readings
from policy_corpus.extract.store import Store
from policy_corpus.extract.words import Words

EPOCH = date(1970, 1, 1).toordinal()


def document_table(documents: pd.DataFrame, histories: dict[str, History]) -> pa.Table:
    """A row a document, in the order of the histories; `documents` are the rows of documents.csv."""
    facts = documents.drop_duplicates("document").set_index("document").loc[list(histories)]
    found = histories.values()
    columns = {"document": pa.array(list(histories))}
    for name in OF_DOCUMENT:
        values = facts[name].tolist()
        columns[name] = (
            pa.array([v in ("1", 1, True) for v in values])
            if name in ("main", "well_known")
            else pa.array(values)
        )
    columns |= {
        "from": days([h.versions[0].start if h.versions else None for h in found]),
        "until": days([h.versions[-1].end if h.versions else None for h in found]),
        "captures": pa.array([len(h.rules) for h in found], pa.int32()),
        "versions": pa.array([len(h.versions) for h in found], pa.int32()),
    }
    return pa.table(columns)


def capture_table(
    captures: list[Capture],
    documents: dict[str, list[int]],
    histories: dict[str, History],
    readings: Readings,
) -> pa.Table:
    """A row a capture in the archives' order; `text` numbers the distinct texts, `said` the distinct clause sets."""
    document: list[str | None] = [None] * len(captures)
    rules: list[Rule | None] = [None] * len(captures)
    for name, places in documents.items():
        for place, rule in zip(places, histories[name].rules, strict=True):
            document[place], rules[place] = name, rule
    found = [readings.get((c.archive, c.blob)) for c in captures]
    return pa.table(
        {
            "document": coded(document),
            "archive": coded([c.archive for c in captures]),
            "path": coded([c.path for c in captures]),
            "commit": pa.array([c.commit for c in captures]),
            "day": days([ordinal(c.day) for c in captures]),
            "blob": pa.array([c.blob or None for c in captures]),
            "status": coded([r.status if r else None for r in rules]),
            "why": coded([r.reason if r else None for r in rules]),
            "by_archive": pa.array([c.technical for c in captures]),
            "language": coded([r.language if r else None for r in found]),
            "stated": days([ordinal(r.stated) if r and r.stated else None for r in found]),
            "latest": days([ordinal(r.latest) if r and r.latest else None for r in found]),
            "size": pa.array([r.size if r else None for r in found], pa.int32()),
            "words": pa.array([r.words if r else None for r in found], pa.int32()),
            "clauses": pa.array([len(r.rows) if r else None for r in found], pa.int32()),
            "text": _distinct([c.blob or None for c in captures]),
            "said": _distinct([r.clause_set if r else None for r in found]),
        }
    )


def with_counts(
    table: pa.Table, captures: list[Capture], readings: Readings, clauses: pa.Table, rows: TableRows
) -> pa.Table:
    """Add what each capture would say if it were believed: its clauses that collect, a column a category.

    Only clauses that stood at some time are counted: the others have no label.
    """
    names = [name.removesuffix("_stance") for name in clauses.column_names if name.endswith("_stance")]
    number = {place: i for i, place in enumerate(readings)}
    of_capture = np.array([number.get((c.archive, c.blob), len(readings)) for c in captures])
    reading = np.repeat(np.arange(len(readings)), [len(r.rows) for r in readings.values()])
    said = rows.place_of[np.concatenate([r.rows for r in readings.values()])]
    for name in names:
        collects = np.append(pc.equal(clauses[f"{name}_stance"], "collects"), False)  # the last for row -1
        counts = np.bincount(reading[collects[said]], minlength=len(readings) + 1)[of_capture]
        table = table.append_column(f"collects_{name}", pa.array(counts.astype(np.int32)))
    return table


def version_table(documents: dict[str, list[int]], histories: dict[str, History], store: Store) -> pa.Table:
    """A row a text in force, by document and day; what its capture hides is counted with it."""
    versions = [(name, version) for name, history in histories.items() for version in history.versions]
    return pa.table(
        {
            "document": coded([name for name, _ in versions]),
            "capture": pa.array([documents[name][v.capture] for name, v in versions], pa.int32()),
            "from": days([v.start for _, v in versions]),
            "until": days([v.end for _, v in versions]),
            "opens": coded([v.opens for _, v in versions]),
            "clauses": pa.array([len(v.reading.rows) + len(v.hidden) for _, v in versions], pa.int32()),
            "words": pa.array([v.reading.words + store.words(v.hidden) for _, v in versions], pa.int32()),
        }
    )


def presence_table(histories: dict[str, History], rows: TableRows, sections: list[str]) -> pa.Table:
    """A row a span of a clause in a document, by document, first day and clause."""
    documents = sorted(histories)
    spans = [span for name in documents for span in histories[name].spans]
    facts = np.fromiter(
        chain.from_iterable((s.row, s.section, s.shown, s.start, s.end, s.joined) for s in spans),
        np.int32,
        6 * len(spans),
    )
    row, section, shown, start, end, joined = facts.reshape(-1, 6).T
    clause = rows.place_of[row]
    document = np.repeat(np.arange(len(documents)), [len(histories[name].spans) for name in documents])
    order = np.lexsort((clause, start, document))
    return pa.table(
        {
            "document": numbered(document[order], documents),
            "clause": pa.array(clause[order], pa.int32()),
            "section": numbered(section[order], sections),
            "shown": days(shown[order]),
            "from": days(start[order]),
            "until": days(end[order]),
            "joined": pa.array(joined[order], pa.int16()),
        }
    )


def clause_table(rows: TableRows, words: Words, labels: pd.DataFrame, scores: np.ndarray) -> pa.Table:
    """A row a clause with its lead-in; a column of labels that ends in _about is of truth values, others are coded."""
    columns = {
        "hash": pa.array(rows.hashes),
        "lead_in": pa.array(rows.lead_ins, pa.string()),
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
