"""Stores with a numbering of their own, taken into one."""

from policy_corpus.extract.store import Merger, Store

OARS = Store(["We row:", "with oars"], ["we row", "with oars"], [(0, -1), (1, 0)], ["0", "1"], {7, 8}, 3)
SAILS = Store(["WITH OARS", "We sail"], ["with oars", "we sail"], [(0, -1), (1, -1)], ["1", "2"], {8, 9}, 2)


def test_a_clause_keeps_the_text_and_number_it_had_when_first_met():
    merger = Merger()
    assert [numbers.tolist() for numbers in merger.take(OARS)] == [[0, 1], [0, 1]]
    assert [numbers.tolist() for numbers in merger.take(SAILS)] == [[2, 3], [1, 2]]
    assert merger.store.texts == ["We row:", "with oars", "We sail"]
    assert merger.store.keys == ["we row", "with oars", "we sail"]


def test_a_pair_is_a_clause_with_its_lead_in():
    merger = Merger()
    merger.take(OARS)
    merger.take(SAILS)
    assert merger.store.pairs == [(0, -1), (1, 0), (1, -1), (2, -1)]


def test_sections_and_paragraphs_are_counted_once_and_clauses_each_time():
    merger = Merger()
    merger.take(OARS)
    merger.take(SAILS)
    assert merger.store.sections == ["0", "1", "2"]
    assert merger.store.paragraphs == {7, 8, 9}
    assert merger.store.occurrences == 5


def test_the_words_of_rows_are_those_of_their_clauses():
    assert OARS.words([0, 1]) == 4
    assert OARS.words([]) == 0
