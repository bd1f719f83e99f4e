"""A clause is known by its words, whatever the case, marks and blanks."""

from hypothesis import given, strategies as st

from policy_corpus.extract.identity import WORD, clause_hash, clause_key, words_of


def test_a_clause_is_known_by_its_words():
    assert clause_key("We  keep *your* Boat’s name!") == clause_key("we keep your boat's name")
    assert len(clause_hash("we rest")) == 12


@given(st.text(st.sampled_from("aZé9_'’.-/ \n\t\x1f@Σß")))
def test_words_are_the_same_however_they_are_found(text):
    assert words_of(text) == WORD.findall(text.lower().replace("’", "'"))
