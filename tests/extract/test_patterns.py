"""Patterns of the lexicon's notation: the parts of a term, and where they are found in many lines at once."""

import pytest

from policy_corpus.extract.patterns import Notation, Scanner, Span, whole_pattern
from policy_corpus.extract.plain_text import encoded

NOTATION = Notation({"wood": ["elm", "lime tree"]})
LINES = encoded(["an oak chair", "an oak, and then an elm chair", "a lime-tree chair", "an ash"])


def found(pattern: bytes) -> list[int]:
    return sorted(Scanner({pattern: 0}, starts=True).matches(LINES))


@pytest.mark.parametrize(
    ("term", "gaps", "lines"),
    [
        ("oak", [], [[0, 1]]),
        ("<wood> chair", [], [[1, 2]]),
        ("oak .. chair", [3], [[0, 1], [0, 1, 2]]),
        ("an (old) oak ... elm ... chair", [8, 8], [[0, 1], [1], [0, 1, 2]]),
    ],
)
def test_a_term_has_a_part_for_each_side_of_a_gap(term, gaps, lines):
    parts, between = NOTATION.parts(term)
    assert between == gaps
    assert [found(part) for part in parts] == lines


def test_the_whole_term_is_found_where_its_parts_follow_each_other_on_a_line():
    assert found(whole_pattern(NOTATION.parts("oak ... elm")[0])) == [1]
    assert found(whole_pattern(NOTATION.parts("chair ... oak")[0])) == []


def test_a_match_says_where_in_its_line_it_stands():
    (pattern,) = NOTATION.parts("oak")[0]
    matches = Scanner({pattern: 7}, starts=True).matches(LINES)
    assert LINES[5:10] == b" oak "
    assert matches == {0: [(10, 5, 7)], 1: [(10, 5, 7)]}
    assert Scanner({pattern: 7}, starts=True).matches(encoded(["a pine"])) == {}


@pytest.mark.parametrize("term", ["oak ...", "(oak)", "oak, elm", "<stone>"])
def test_what_cannot_be_read_is_an_error(term):
    with pytest.raises(ValueError, match=r"\w"):
        NOTATION.parts(term)


def test_spans_touch_where_the_first_or_last_character_lies_within_the_other():
    # spans hold the blank before and the mark behind a term
    chair, oak_chair = Span(4, 11, "chair"), Span(0, 11, "oak chair")
    assert chair.touches([oak_chair])
    assert oak_chair.touches([chair])
    assert not chair.touches([Span(0, 5, "oak"), Span(10, 15, "leg")])
