"""On which line of an archived file a clause begins: whatever the marks, and however often its words stand there."""

import pytest

from policy_corpus.extract.identity import clause_key
from policy_corpus.extract.raw_lines import UNFOUND, lines_of


def line(content: str, clause: str, lead_in: str = "", form: str = "markdown") -> int:
    key = (clause_key(clause), clause_key(lead_in))
    return lines_of(content.encode(), form, [key])[0]


@pytest.mark.parametrize(
    ("content", "clause"),
    [
        ("# Data\n\nWe keep hens. We scan faces at the gate.\n", "We scan faces at the gate."),
        ("# Data\n\nWe **scan** *faces*\nat the gate.\n", "We scan faces at the gate."),
        ("\r\n\r\nWe scan faces\r\nat the gate.\r\n", "We scan faces at the gate."),
        ("\n\nWe scan [faces](https://shed.example/a(b)) at the gate.\n", "We scan faces at the gate."),
        ('\n\nWe scan [faces](../x "a title") at the gate.\n', "We scan faces at the gate."),
        ("\n<p\nclass=x>We scan&#32;faces at the&nbsp;gate.</p>\n", "We scan faces at the gate."),
        ("\n\nWe scan\u200b faces at the gate\\.\n", "We scan faces at the gate."),
        ("\n\nWe veriﬁed faces at the gate.\n", "We verified faces at the gate."),
        ("\n\nIt&rsquo;s where we scan faces.\n", "It’s where we scan faces."),
    ],
)
def test_marks_are_not_in_the_way(content, clause):
    assert line(content, clause) == 3


def test_a_fallen_apart_entity_keeps_its_lines():
    assert (
        line("Bread &amp.\nbutter.\nWe scan faces &amp.\n voices.", "We scan faces & voices.", form="tosback")
        == 3
    )


def test_a_clause_is_told_by_its_beginning_where_other_words_stand_within_it():
    content = "One.\n\nWe scan the faces of all guests ![a map of the gate](x.png) whenever they come in.\n"
    assert line(content, "We scan the faces of all guests whenever they come in.") == 3


def test_a_clause_is_told_by_its_label_where_its_answer_stands_in_another_place():
    content = "| Kind | Collected |\n|---|---|\n| Hair | Yes |\n| Face prints | No |\n"
    assert line(content, "Face prints: No") == 4


def test_what_is_not_there_has_no_line():
    assert line("We keep hens.\n", "We scan faces at the gate.") == UNFOUND


def test_of_words_that_stand_twice_those_under_the_lead_in_are_meant():
    content = (
        "We never use:\n\n* your face\n\nThat is all.\n\nFor the gate we collect:\n\n* your face\n* a name\n"
    )
    assert line(content, "your face", "We never use:") == 3
    assert line(content, "your face", "For the gate we collect:") == 9


def test_of_a_heading_and_a_clause_of_the_same_words_the_clause_is_meant():
    content = "We keep hens.\n\n# Face prints\n\nWe ask for these:\n\n* Face prints\n"
    assert line(content, "Face prints", "We ask for these:") == 7


def test_several_clauses_of_a_file_are_found_in_the_order_asked():
    keys = [(clause_key(text), "") for text in ("We scan faces.", "Absent.", "We keep hens.")]
    assert lines_of(b"We keep hens.\n\nWe scan faces.\n", "markdown", keys) == [3, UNFOUND, 1]
