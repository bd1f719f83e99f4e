"""What words tell of a page: its language, and whether a clause speaks as policies do."""

import pytest

from policy_corpus.extract.language import Languages, language, speaks_as_policy

GERMAN = "Wir verarbeiten die Daten unserer Gäste, damit ihre Boote im Hafen sicher liegen können."


def test_a_text_has_a_language():
    assert language(GERMAN) == "de"
    assert language("We keep the names of all the boats that moor in our harbour at night.") == "en"
    assert language("") == "un"


def test_pages_with_the_same_longest_clauses_are_told_once():
    languages = Languages()
    assert languages.of((0,), [GERMAN.lower()]) == "de"
    assert languages.of((0,), ["we keep the names of all the boats that moor in our harbour"]) == "de"


@pytest.mark.parametrize(
    ("words", "speaks"),
    [
        ("we collect shells", True),
        ("we may also share shells", True),
        ("your information is dry", True),
        ("cookies are baked here", True),
        ("the tide is low", False),
        ("our recookies are baked", False),
    ],
)
def test_a_clause_speaks_as_policies_do(words, speaks):
    assert speaks_as_policy(words) is speaks
