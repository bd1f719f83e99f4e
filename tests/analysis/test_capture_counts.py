"""What was archived, counted on invented captures."""

import pandas as pd
import pytest

from policy_corpus.analysis import capture_counts
from policy_corpus.analysis.select import main_documents


@pytest.fixture
def archived(corpus):
    """Two usable captures of one text in a, one broken in b, a note that a file was removed."""
    captures = corpus.captures.assign(
        status=["ok", "ok", "broken", None], said=[7, 7, 8, None], text=[0, 1, 2, None]
    )
    return type(corpus)(corpus.documents, captures, corpus.versions, corpus.clauses, corpus.presence)


def test_shares_are_of_all_captures(archived):
    assert capture_counts.status_shares(archived.captures).to_dict() == {"usable": 0.5, "broken": 0.25}
    shares = capture_counts.status_by_archive(archived.captures)
    assert shares.loc["tosback2"].to_dict() == {"broken": 0, "usable": 1}
    table = capture_counts.by_archive(archived.captures)
    assert table.loc["pga-versions", ["documents", "captures"]].tolist() == [3, 3]


def test_texts_with_the_same_words_are_one(archived):
    assert capture_counts.different_texts(archived.captures) == 1
    steps = capture_counts.from_capture_to_policy(archived, main_documents(archived))
    assert steps.tolist() == [4, 3, 2, 2, 1, 4, 3]


def test_what_is_left_out_stands_beside_what_it_is_of(archived):
    table = capture_counts.left_out(archived, main_documents(archived))
    assert table["left out"].tolist() == [1, 1, 0, 1, 0]
    assert table["of"].tolist() == [4, 4, 3, 3, 2]


def test_pages_become_rows(archived):
    clauses = archived.clauses.assign(hash=["a", "b", "b", "c", "d"])
    known = type(archived)(
        archived.documents, archived.captures, archived.versions, clauses, archived.presence
    )
    rows = capture_counts.from_page_to_row(known, {"paragraphs": 9, "clause_occurrences": 20})
    assert rows.tolist() == [3, 3, 9, 20, 4, 5, pd.Series(archived.presence["clause"]).size]


def test_how_long_before_the_end_a_policy_in_force_was_captured(archived):
    found = capture_counts.days_since_capture(archived, archived.documents, "2021-03-01")
    assert found.to_dict() == {
        "a": 59,
        "c": 90,
    }  # the last capture of all is of 1 April; b is not in force yet
