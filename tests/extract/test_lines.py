"""Lines are told apart by their marks, headings by their look."""

import pytest
from cutting import clauses

from policy_corpus.extract.lines import (
    CELL,
    HEADING,
    ITEM,
    RULE,
    TEXT,
    UNDERLINE,
    heading_number,
    is_heading,
    kind_of,
    leads,
    parts_blocks,
)


@pytest.mark.parametrize("mark", ["*", "-", "+", "•", "●", "▪", "–", "\\-"])
def test_every_mark_makes_an_item(mark):
    assert clauses(f"We keep:\n\n{mark} boat names\n{mark} berths") == ["We keep:", "boat names", "berths"]


@pytest.mark.parametrize("mark", ["-", "*"])
def test_a_mark_may_touch_its_item(mark):
    assert clauses(f"We keep:\n\n{mark}boat names\n{mark}berths") == ["We keep:", "boat names", "berths"]
    assert clauses("*Boats* moor here.") == ["Boats moor here."]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("## Boats ##", (HEADING, "Boats", 2)),
        ("===", (UNDERLINE, "===", 1)),
        ("---", (UNDERLINE, "---", 2)),
        ("* * *", (RULE, "", 0)),
        ("", (RULE, "", 0)),
        ("| oar | sail |", (CELL, "", 0)),
        ("| --- | --- |", (RULE, "", 0)),
        ("*   oars", (ITEM, "oars", 1)),
        ("    *   oars", (ITEM, "oars", 2)),
        ("2) oars", (ITEM, "2) oars", 1)),
        ("    b. oars", (ITEM, "oars", 2)),
        ("**1. Boats**", (TEXT, "", 0)),
        ("We moor boats.", (TEXT, "", 0)),
    ],
)
def test_a_line_is_known_by_its_marks(line, kind):
    found = kind_of(line)
    assert found[0::2] == kind[0::2]
    assert kind[0] == TEXT or found[1] == kind[1]


def test_headings_are_bold_or_numbered_and_short():
    assert is_heading("Boats that we moor", True, TEXT, 0)
    assert not is_heading("Boats that we moor.", True, TEXT, 0)
    assert is_heading("2.1 Boats", False, TEXT, 0)
    assert not is_heading("2.1 boats", False, TEXT, 0)
    assert not is_heading("Boats that we moor", False, TEXT, 0)
    assert [heading_number(text) for text in ("2.1 Boats", "Section b. Oars", "Boats")] == ["2.1", "B", ""]


def test_a_list_may_hang_on_what_does_not_end_or_says_that_something_follows():
    assert leads("We keep:")
    assert leads("We keep the boats listed below.")
    assert not leads("We keep boats.")


def test_a_forced_break_parts_blocks_but_no_sentence():
    assert parts_blocks("We moor boats", "We row")
    assert not parts_blocks("We moor boats and", "We row")
    assert not parts_blocks("We moor", "boats")
