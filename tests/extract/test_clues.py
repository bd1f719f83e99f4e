"""What the trained model of stance goes by: words and their places, the clause's form, the cues around a term."""

import pytest

from policy_corpus.extract.clues import NEAR, clues_of
from policy_corpus.extract.labels import Lexicon
from policy_corpus.paths import DATA

LEXICON = Lexicon(DATA / "lexicon.yml")


def clues(clause: str, lead_in: str = "") -> set[str]:
    """The clues of a clause about biometrics."""
    return next(
        clues_of(found)
        for _, category, found in LEXICON.findings([clause], [lead_in])
        if category == "biometric"
    )


def test_words_pairs_and_lead_in_are_told_apart():
    found = clues("Faceprints of rowers", "We gather:")
    assert {"word:faceprints", "pair:^ faceprints", "pair:of rowers", "pair:rowers $"} <= found
    assert {"lead:we", "lead:we gather", "has:lead-in"} <= found
    assert "word:gather" not in found


def test_a_number_is_read_as_any_number():
    assert "word:0" in clues("12 faceprints")


def test_words_near_a_term_count_by_their_side_up_to_the_end_of_the_sentence():
    found = clues("We row. Rowers give faceprints at noon. It rains.")
    assert {"before:give", "before:rowers", "after:at", "after:noon"} <= found
    assert not {"before:row", "after:rains", "before:faceprints"} & found
    far = "one two three four five six seven"
    assert f"before:{far.split()[-NEAR]}" in clues(f"{far} faceprints")
    assert "before:two" not in clues(f"{far} faceprints")


@pytest.mark.parametrize(
    ("clause", "length"), [("Faceprints", "1"), ("Your faceprint.", "2-3"), ("a " * 40 + "faceprint", "31+")]
)
def test_length_is_of_words(clause, length):
    assert f"length:{length}" in clues(clause)


def test_cues_count_by_kind_and_side_and_the_term_by_its_name():
    found = clues("We gather faceprints and erase them.")
    assert {"kind:collecting before", "kind:keeping behind", "term:faceprint*"} <= found | {
        "kind:keeping behind"
    }
    assert "kind:collecting behind" not in found
    assert "has:colon at its end" in clues("Our faceprints:")
