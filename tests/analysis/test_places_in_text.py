"""Clauses are found where they stand in a text, and the pieces of it are the text."""

from policy_corpus.analysis.own_policy import read_own
from policy_corpus.analysis.places_in_text import pieces_of
from policy_corpus.paths import DATA

TEXT = """\
## The gate at the shed

The gate opens with a **fingerprint** (see [our lock](https://example.org/the/gate?a=b)). Rain is free.

Rain is free.
"""
CLAUSES = [
    "The gate opens with a fingerprint (see our lock).",
    "Rain is free.",
    "Rain is free.",
    "Never said.",
]


def test_a_clause_is_found_by_its_words_and_a_link_stands_within_it():
    pieces = pieces_of(TEXT, CLAUSES, [0, 1, 1, 2])
    assert "".join(piece.text for piece in pieces) == TEXT
    marked = [(piece.number, piece.text) for piece in pieces if piece.number >= 0]
    assert marked[0][0] == 0 and marked[0][1].startswith("The gate opens") and "our lock" in marked[0][1]
    assert marked[1:] == [(1, "Rain is free."), (1, "Rain is free.")]


def test_a_text_without_clauses_is_one_piece():
    assert [piece.number for piece in pieces_of("***", ["We rest."], [0])] == [-1]
    assert pieces_of("", [], []) == []


def test_every_clause_of_the_example_is_found_in_the_order_of_reading():
    policy = read_own((DATA / "example_policy.md").read_text(encoding="utf-8"))
    rows = policy.reading["clause"].tolist()
    pieces = pieces_of(policy.text, policy.clauses["clause"].iloc[rows].tolist(), rows)
    assert [piece.number for piece in pieces if piece.number >= 0] == rows
