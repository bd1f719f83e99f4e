"""Sentences end where NLTK's Punkt, with the abbreviations of policies, says that they do."""

from hypothesis import given, strategies as st
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from policy_corpus.extract.sentences import ABBREVIATIONS, Splitter

PIECES = [
    "we",
    "We",
    "Inc",
    "inc",
    "U.S",
    "e.g",
    "X",
    "etc",
    "data",
    "(see below)",
    "12",
    "a",
    "opt-out",
    "é",
]
MARKS = [". ", ".", "? ", "! ", ", ", " ", "... ", ".) ", ".” "]


def punkt(text: str) -> list[str]:
    """What Punkt itself says, without what the corpus' splitter saves."""
    parameters = PunktParameters()
    parameters.abbrev_types = ABBREVIATIONS
    return PunktSentenceTokenizer(parameters).tokenize(text)


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(MARKS)), min_size=1, max_size=12))
def test_the_short_cuts_change_no_sentence(parts):
    text = " ".join("".join(word + mark for word, mark in parts).split())
    assert Splitter().tokenize(text) == punkt(text)


def test_an_abbreviation_ends_no_sentence():
    text = "We use Acme Inc. as a host. It keeps data, e.g. logs. That is all."
    assert Splitter().tokenize(text) == [
        "We use Acme Inc. as a host.",
        "It keeps data, e.g. logs.",
        "That is all.",
    ]
