"""Sentences that have words are clauses; each distinct one is numbered once."""

from cutting import clauses

from policy_corpus.extract.clauses import Clauses


def test_abbreviations_and_the_company_named_x_end_no_and_one_sentence():
    assert clauses("Lantern Inc. keeps notes, e.g. on Boats. It sleeps well at night by the sea.") == [
        "Lantern Inc. keeps notes, e.g. on Boats.",
        "It sleeps well at night by the sea.",
    ]
    assert (
        len(clauses("We moor the boats of our guests on X. Some of our guests bring along their own sails."))
        == 2
    )


def test_a_run_in_head_belongs_to_its_sentence():
    assert clauses("**Boats.** We keep the names of all boats that moor here.") == [
        "Boats. We keep the names of all boats that moor here."
    ]


def test_what_has_no_word_is_no_clause():
    assert clauses("1.\n\nB.\n\n***\n\n2024-01-01\n\n...\n\nWe rest.") == ["We rest."]


def test_a_clause_has_one_number_and_the_text_first_met():
    known = Clauses()
    assert known.numbers(["We row.", "we ROW", "We moor."]) == (0, 0, 1)
    assert (known.texts, known.keys) == (["We row.", "We moor."], ["we row", "we moor"])
    assert known.rows((0, 1), -1) == [0, 1]
    assert known.rows((1,), 0) == [2]
    assert known.pairs == [(0, -1), (1, -1), (1, 0)]
    known.forget()
    assert known.rows(known.numbers(["WE MOOR"]), 0) == [2]
