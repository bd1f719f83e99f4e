"""From what the build knows to the Arrow tables of the corpus; policy_corpus/README.md says what each column means."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from policy_corpus.extract.captured import Captures, Documents
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.documents import OF_DOCUMENT
from policy_corpus.extract.growing import numbered
from policy_corpus.extract.judging import Histories
from policy_corpus.extract.labelling import SCORE
from policy_corpus.extract.rows import Rows
from policy_corpus.extract.spans import Spans
from policy_corpus.extract.words import Words

EPOCH = date(1970, 1, 1).toordinal()
PART = 1 << 18  # rows, about, that are made a table of at once


def document_table(table: pd.DataFrame, documents: Documents, histories: Histories) -> pa.Table:
    """A row a document; `table` are the rows of documents.csv."""
    facts = table.drop_duplicates("document").set_index("document").loc[documents.names]
    columns = {"document": pa.array(documents.names)}
    for name in OF_DOCUMENT:
        values = facts[name].tolist()
        columns[name] = (
            pa.array([v in ("1", 1, True) for v in values])
            if name in ("main", "well_known")
            else pa.array(values)
        )
    versions = histories.versions
    ends = np.searchsorted(versions["document"].to_numpy(), np.arange(len(documents) + 1))
    number, none = np.diff(ends), len(versions)
    first, last = (np.where(number, place, none) for place in (ends[:-1], ends[1:] - 1))
    for name, place, of in (("from", first, "start"), ("until", last, "end")):
        columns[name] = days(versions[of].take(pa.array(place, mask=place == none)))
    columns["captures"] = pa.array(np.diff(documents.starts).astype(np.int32))
    columns["versions"] = pa.array(number.astype(np.int32))
    return pa.table(columns)


def capture_tables(
    captures: Captures,
    documents: Documents,
    histories: Histories,
    facts: pa.Table,
    collecting: dict[str, np.ndarray],
) -> Iterator[pa.Table]:
    """A row a capture in the archives' order, in parts; `text` numbers the distinct texts, `said` the clause sets.

    `facts` has a row a text, in the order of their numbers, and `collecting` by category how many clauses of each
    text collect (`collecting.count_collecting`): so a capture has what it would say if it were believed.
    """
    document, verdict = (np.full(len(captures), -1, np.int32) for _ in range(2))
    document[documents.places] = documents.of_places
    verdict[documents.places] = np.arange(len(documents.places))
    blob = captures.table["blob"]
    number = {
        "text": _distinct(pc.if_else(pc.equal(blob, ""), None, blob)),
        "said": _distinct(facts["said"].take(_or_none(captures.text))),
    }
    for begin in range(0, max(len(captures), 1), PART):
        part = slice(begin, begin + PART)
        known, text = captures.table[part], captures.text[part]
        verdicts, found = histories.verdicts.take(_or_none(verdict[part])), facts.take(_or_none(text))
        columns = {
            "document": numbered(document[part], documents.names),
            "archive": known["archive"],
            "path": known["path"],
            "commit": known["commit"],
            "day": days_told(known["day"].cast(pa.string())),
            "blob": pc.if_else(pc.equal(known["blob"], ""), None, known["blob"]),
            "status": verdicts["status"],
            "why": verdicts["reason"],
            "by_archive": known["technical"],
            "language": found["language"].dictionary_encode(),
            "stated": days_told(found["stated"]),
            "latest": days_told(found["latest"]),
            "size": found["size"].cast(pa.int32()),
            "words": found["words"],
            "clauses": found["clauses"],
        }
        columns |= {name: numbers[part] for name, numbers in number.items()}
        for name, of_texts in collecting.items():
            with_none = np.append(of_texts, np.int32(0))  # the last is that of text -1
            columns[f"collects_{name}"] = pa.array(with_none[text])
        yield pa.table(columns)


def _or_none(numbers: np.ndarray) -> pa.Array:
    """Numbers of rows to take, -1 for none."""
    return pa.array(numbers, mask=numbers < 0)


def version_table(documents: Documents, versions: pa.Table) -> pa.Table:
    """A row a text in force, by document and day."""
    document = versions["document"].to_numpy()
    capture = documents.places[documents.starts[document] + versions["capture"].to_numpy()]
    return pa.table(
        {
            "document": numbered(document, documents.names),
            "capture": pa.array(capture.astype(np.int32)),
            "from": days(versions["start"]),
            "until": days(versions["end"]),
            "opens": versions["opens"],
            "clauses": versions["clauses"],
            "words": versions["words"],
        }
    )


def presence_tables(spans: Spans) -> Iterator[pa.Table]:
    """A row a span of a clause in a document, by document, first day and clause; in parts of whole documents."""
    for part in spans.ordered(PART):
        yield pa.table(
            {
                "document": numbered(spans.document[part], spans.documents),
                "clause": pa.array(spans.row[part]),
                "section": numbered(spans.section[part], spans.sections),
                "shown": days(spans.shown[part]),
                "from": days(spans.start[part]),
                "until": days(spans.end[part]),
                "joined": pa.array(spans.joined[part]),
            }
        )


def clause_table(rows: Rows, words: pa.Table, labels: pa.Table) -> pa.Table:
    """A row a clause with its lead-in; a column of labels that ends in _about is of truth values, others are coded.

    `words` are the tokens of the same clauses, a row each (`words.Words`); `labels` have their scores with them.
    """
    columns = {
        "hash": pa.array(rows.hashes, pa.string()),
        "lead_in": pa.array(rows.lead_in_hashes, pa.string()),
        "words": words["words"],
        "letters": words["letters"],
        "syllables": words["syllables"],
        SCORE: labels[SCORE],
    }
    for name in labels.drop_columns(SCORE).column_names:
        columns[name] = pc.equal(labels[name], 1) if name.endswith("_about") else labels[name]
    return pa.table(columns)


def vocabulary_table(words: Words) -> pa.Table:
    """A row a token."""
    return pa.table(
        {
            "token": pa.array(words.vocabulary, pa.string()),
            "kind": coded(words.kind),
            "clauses": pa.array(words.clauses),
        }
    )


def coded(values: list | pd.Series) -> pa.Array:
    """A column of few different texts."""
    found = pd.Categorical(values)
    return numbered(found.codes, found.categories.tolist())


def days(ordinals: np.ndarray | pa.ChunkedArray) -> pa.Array:
    """A column of days given by their numbers from 0001-01-01."""
    return pc.subtract(ordinals, pa.scalar(EPOCH, pa.int32())).cast(pa.date32())


def days_told(texts: pa.ChunkedArray) -> pa.Array:
    """A column of days given as ISO 8601, each text looked at once; "" is none."""
    told = texts.combine_chunks().dictionary_encode()
    numbers = [ordinal(text) if text else None for text in told.dictionary.to_pylist()]
    return days(pa.array(numbers, pa.int32())).take(told.indices)


def _distinct(values: pa.ChunkedArray) -> pa.Array:
    """The numbers of values in the order in which each is first met."""
    return values.combine_chunks().dictionary_encode().indices
