"""A yes or no beside or below a category is of that category."""

import pytest
from cutting import clauses

from policy_corpus.extract.answers import answer_in_row, answer_of, answered


def test_a_column_that_answers_whether_something_is_collected_answers_in_the_cells_before():
    page = "| **Kind** | **Such as** | **Collected?** | **Sold?** |\n| --- | --- | --- | --- |\n"
    page += "| A. Sails | Jibs. All of the large spinnakers. | NO | YES |\n| B. Oars | Sculls | Yes. | No |"
    said = clauses(page)[4:]
    assert said[:3] == ["A. Sails: NO", "Jibs. All of the large spinnakers: NO", "NO"]
    assert [text for text in said if text[:2] in ("B.", "Sc")] == ["B. Oars: Yes", "Sculls: Yes"]


def test_a_column_that_answers_another_question_answers_nothing():
    page = "| Kind | Sold? |\n| --- | --- |\n| Sails | No |"
    assert clauses(page) == ["Kind", "Sold?", "Sails", "No"]


def test_a_cell_may_say_itself_that_nothing_is_collected():
    page = "| Kind | What we do |\n| --- | --- |\n| Sails | We do not collect this information. |"
    assert clauses(page)[2] == "Sails: We do not collect this information"


def test_an_answer_below_a_label_is_of_the_label():
    assert clauses("B.\n\nSails and oars\n\nNo\n\nC.\n\nAnchors\n\nYes\n\nOf iron.") == [
        *("Sails and oars: No", "No", "Anchors: Yes", "Yes", "Of iron.")
    ]


def test_an_answer_that_names_collecting_is_of_the_label_and_its_examples():
    page = "Kind B: Sails.\n\n* Examples: jibs and spinnakers.\n* Collected: No.\n\nKind C: Oars.\n\n"
    assert clauses(page + "* Examples: sculls.\n* Collected: Yes.") == [
        *("Kind B: Sails: No", "Examples: jibs and spinnakers: No", "Collected: No."),
        *("Kind C: Oars: Yes", "Examples: sculls: Yes", "Collected: Yes."),
    ]


@pytest.mark.parametrize("asked", ["Did you like this page?", "We moor boats. We mend sails.", "Such as:"])
def test_a_yes_or_no_of_anything_else_stays_alone(asked):
    assert clauses(f"{asked}\n\n* Yes\n* No")[-2:] == ["Yes", "No"]


def test_an_answer_says_no_more_than_that():
    assert answer_of("Collected: No.")["answer"] == "No"
    assert answer_of("We don’t collect this data.")["answer"] == "We don’t collect this data"
    assert answer_of("No boats moor here.") is None
    assert answered(["Oars:", "Sails."], "no") == ["Oars: no", "Sails: no"]


def test_a_row_is_answered_where_its_column_asks_or_no_column_has_a_head():
    assert answer_in_row([(["Oars"], "Kind"), (["No"], "Collected?")]) == (1, "No")
    assert answer_in_row([(["Oars"], "Kind"), (["No"], "Sold?")]) == (0, "")
    assert answer_in_row([(["Oars"], None), (["No"], None)]) == (1, "No")
    assert answer_in_row([(["Oars"], "Kind"), (["No", "never"], "Collected?")]) == (0, "")
