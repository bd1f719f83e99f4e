"""Spans of all documents together."""

import numpy as np

from policy_corpus.extract.judging import Judged
from policy_corpus.extract.spans import Spans


def judged(sections: list[str], *spans: tuple[int, int]) -> Judged:
    """A document whose spans are of these clauses in these sections."""
    clause, section = np.array(spans, np.int64).reshape(-1, 2).T
    days = dict.fromkeys(("shown", "start", "end", "joined"), np.ones(len(clause), np.int32))
    own = {
        "clause": clause.astype(np.uint64),
        "lead_in": np.zeros(len(clause), np.uint64),
        "section": section,
    }
    return Judged([], {}, own | days, sections)


def test_sections_and_rows_of_all_documents_have_one_numbering():
    spans, rows = Spans.of({"oar": judged(["1", "2"], (7, 1), (5, 0)), "boat": judged(["2"], (5, 0))})
    assert rows.clauses.tolist() == [5, 7]
    assert spans.document.tolist() == [0, 0, 1]
    assert spans.row.tolist() == [1, 0, 0]
    assert [spans.sections[place] for place in spans.section] == ["2", "1", "2"]
    assert spans.by_name.tolist() == [1, 0]


def test_a_row_belongs_to_the_first_company_that_says_it():
    found = [judged(["1"], (1, 0), (2, 0)), judged(["1"], (2, 0), (3, 0)), judged(["1"], (3, 0), (4, 0))]
    spans, _ = Spans.of(dict(zip("abc", found, strict=True)))
    assert spans.first_companies(["Acme", "Bolt", "Acme"]).tolist() == [0, 0, 1, 0]
