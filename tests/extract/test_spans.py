"""Spans of all documents together."""

import numpy as np
import pyarrow as pa
import pytest

from policy_corpus.extract import spans as module
from policy_corpus.extract.growing import Growing
from policy_corpus.extract.spans import Spans


def spans_of(*documents: list[tuple[int, int, str]]) -> tuple[Spans, list[tuple[int, int]]]:
    """Spans of documents, given as clause, lead-in and section of each; and the rows of their clauses."""
    every = [(number, *span) for number, own in enumerate(documents) for span in own]
    document, clause, lead_in, section = zip(*every, strict=True)
    columns = {
        "document": np.array(document, np.int32),
        "clause": np.array(clause, np.uint64),
        "lead_in": np.array(lead_in, np.uint64),
        "section": pa.array(section).dictionary_encode(),
    }
    columns |= {name: np.ones(len(every), np.int32) for name in ("shown", "start", "end", "joined")}
    found = Growing()
    found.add(pa.table(columns))
    spans, rows = Spans.of(["oar", "boat", "sail", "tide"][: len(documents)], found)
    assert not found.table().num_columns
    return spans, list(zip(rows.clauses.tolist(), rows.lead_ins.tolist(), strict=True))


def test_sections_and_rows_of_all_documents_have_one_numbering():
    spans, rows = spans_of([(7, 1, "2"), (5, 0, "1")], [(5, 0, "2")])
    assert rows == [(5, 0), (7, 1)]
    assert spans.document.tolist() == [0, 0, 1]
    assert spans.row.tolist() == [1, 0, 0]
    assert [spans.sections[place] for place in spans.section] == ["2", "1", "2"]
    assert spans.by_name.tolist() == [1, 0]


@pytest.mark.parametrize("ranges", [1, 16])
def test_rows_do_not_depend_on_the_ranges_in_which_they_are_sorted(monkeypatch, ranges):
    monkeypatch.setattr(module, "RANGES", ranges)
    own = [(number << 40, lead_in, "1") for number in (200, 3, 17, 99, 3) for lead_in in (0, 9)]
    spans, rows = spans_of(own)
    assert rows == sorted({(clause, lead_in) for clause, lead_in, _ in own})
    assert [rows[row] for row in spans.row] == [(clause, lead_in) for clause, lead_in, _ in own]


def test_a_row_belongs_to_the_first_company_that_says_it():
    spans, _ = spans_of(*([(clause, 0, "1") for clause in own] for own in ((1, 2), (2, 3), (3, 4))))
    assert spans.first_companies(["Acme", "Bolt", "Acme"]).tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("size", [1, 2, 100])
def test_spans_are_ordered_by_the_name_of_the_document_then_by_day_and_clause(size):
    spans, rows = spans_of([(7, 0, "1"), (5, 0, "1")], [(9, 0, "1")], [], [(8, 0, "2"), (1, 0, "2")])
    parts = [part.tolist() for part in spans.ordered(size)]
    told = [
        (spans.documents[spans.document[span]], rows[spans.row[span]][0]) for part in parts for span in part
    ]
    assert told == [("boat", 9), ("oar", 5), ("oar", 7), ("tide", 1), ("tide", 8)]
    assert (len(parts) > 1) == (size < 100)
