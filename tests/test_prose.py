"""Numbers in prose are what the values say, and every other number is found."""

import re

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from policy_corpus.prose import DOUBT, FORMS, MARK, as_text, count_marks, differences, renew, with_doubts

CHANGE = pd.DataFrame(
    {"start": [0.05, 0.07], "end": [0.22, 0.21], "change": [0.17, -0.14]}, index=["ai_training", "biometric"]
)
VALUES = {
    "change": CHANGE,
    "n": 1234,
    "day": pd.Timestamp("2023-09-29"),
    "who": ["X", "PayPal", "Zoom"],
    "nothing": float("nan"),
    "endless": float("inf"),
}
PROSE = (
    "From 5 %<!--= change.start.ai_training as percent --> to 22 %<!--= change.end.ai_training as percent -->\n"
    "(+17<!--= change.change.ai_training as points --> points, it rose<!--? change.change.ai_training > 0 -->),\n"
    "of 1,234<!--= n as number -->, since 2023-09-29<!--= day as day -->: "
    "<!--(-->X, PayPal and Zoom<!--= who as names -->.\n"
)


def test_prose_that_is_right_stays_as_it_is():
    assert renew(PROSE, VALUES) == (PROSE, [])
    assert differences(PROSE, VALUES) == []
    assert count_marks(PROSE) == 7


NAMES_THAT_ARE_MARKUP = [
    "X<!--= run() -->",
    "<!--(-->X",
    "\\<!--= run() -->",
    "X<!--= run() as number",
    "--><!--= run() -->",
]


@pytest.mark.parametrize("name", NAMES_THAT_ARE_MARKUP)
def test_no_name_is_run_however_often_it_is_renewed(name):
    ran = []
    values = {"added": [name], "run": lambda: ran.append(1)}
    text = "<!--(-->?<!--= added as names -->"
    for _ in range(3):
        text, faults = renew(text, values)
        assert not faults and not differences(text, values)
    assert not ran and count_marks(text) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("AT&T", "AT&T"),
        ("X&#x202e;Y", "X&amp;#x202e;Y"),
        ("a\u202eb", "ab"),
        ("# X", "\\# X"),
        ("1. X", "1\\. X"),
        ("23andMe", "23andMe"),
        ("#1", "#1"),
        ("0.5", "0.5"),
        ("> X", "\\> X"),
        ("---", "\\---"),
    ],
)
def test_a_name_is_shown_as_it_is(name, text):
    assert as_text(name) == text


def test_another_number_is_found_and_renewed():
    wrong = PROSE.replace("22 %", "23 %")
    assert renew(wrong, VALUES) == (PROSE, [])
    (fault,) = differences(wrong, VALUES)
    assert (fault.said, fault.expression) == ("23 %", "change.end.ai_training")
    assert "22 %" in fault.fault


def test_a_claim_whose_sign_has_turned_is_found():
    turned = {**VALUES, "change": CHANGE.assign(change=-CHANGE["change"])}
    (fault,) = renew(PROSE, turned)[1]
    assert fault.fault == "no longer holds"
    assert "rose" in fault.said


def test_every_number_and_sign_that_is_changed_is_found():
    bare = MARK.sub(lambda mark: " " * len(mark[0]), PROSE)
    found = list(re.finditer(r"\d(?!\d)|[+-](?=\d)", bare))
    assert len(found) == 11  # the ends of 5, 22, 17, 1, 234, 2023, 09 and 29, a plus, and a date's two dashes
    for place in (match.start() for match in found):
        other = {"+": "-", "-": "+"}.get(PROSE[place]) or str((int(PROSE[place]) + 1) % 10)
        assert differences(PROSE[:place] + other + PROSE[place + 1 :], VALUES), PROSE[:place][-20:] + other


def test_a_new_mark_stands_behind_a_question_mark():
    assert renew("Of ?<!--= n as number --> companies.", VALUES)[0] == (
        "Of 1,234<!--= n as number --> companies."
    )


@pytest.mark.parametrize(
    ("prose", "fault"),
    [
        ("5<!--= missing as number -->", "cannot be computed: NameError"),
        ("5<!--= nothing as number -->", "has no value"),
        ("5<!--= n as numbr -->", "cannot be computed: KeyError"),
        ("many<!--= n as number -->", "does not end in what “number” writes, as 1,234"),
        ("X<!--= who as names -->", "does not end in what “names” writes"),
        ("5<!--= open('x') as number -->", "cannot be computed: NameError"),
        ("5<!--= n / 0.0 as number -->", "cannot be computed: ZeroDivisionError"),
        ("5<!--= endless as number -->", "has no value to be written: inf"),
        ("twelve<!--= -1 as word -->", "cannot be computed: ValueError: -1 is no count"),
        ("it rose<!--? nothing -->", "neither true nor false"),
        ("it rose<!--? change -->", "neither true nor false"),
        ("it rose<!--? who -->", "neither true nor false"),
        ("5<!--=n as number-->", "is no mark"),
        ("it rose<!--?n > 0-->", "is no mark"),
        ("it rose<!-- ? n > 0 -->", "is no mark"),
        ("it rose<!--? n > 0", "is no mark"),
        ("<!--(-->it rose", "is no mark"),
        ("<!--(-->it rose<!--? n > 0 -->", "is no mark"),
    ],
)
def test_a_mark_that_cannot_be_read_is_told(prose, fault):
    renewed, (found,) = renew(prose, VALUES)
    assert renewed == prose
    assert fault in str(found)
    assert differences(prose, VALUES) == [found]


def test_a_mark_that_is_not_closed_does_not_hide_the_next():
    prose = (
        "it rose<!--? n > 0 and to 1,234<!--= n as number -->, and <!--(-->on <!--(-->X<!--= who as names -->"
    )
    faults = [str(fault) for fault in renew(prose, VALUES)[1]]
    assert [fault[:15] for fault in faults if "is no mark" in fault] == ["“<!--? n > 0 an", "“<!--(-->” is n"]


@pytest.mark.parametrize(
    ("form", "value", "text"),
    [
        ("percent", 0.123, "12 %"),
        ("percent1", 0.123, "12.3 %"),
        ("hundredths", 0.123, "12"),
        ("points", -0.04, "-4"),
        ("points1", 0.0094, "+0.9"),
        ("signed", 8.2, "+8"),
        ("number", 5904738, "5,904,738"),
        ("number3", 0.86, "0.860"),
        ("year", "2021-01-01", "2021"),
        ("date", "2023-08-03", "3 August 2023"),
        ("month", "2024-11-15", "November 2024"),
        ("quarter", "2026-04-01", "second quarter of 2026"),
        ("word", 3, "three"),
        ("Word", 3, "Three"),
        ("word", 31, "31"),
        ("word", 0, "no"),
        ("word", 5.9, "six"),
        ("word", 12.4, "twelve"),
        ("Word", 1234, "1,234"),
        ("names", [], "none"),
        ("names", ["X"], "X"),
        ("text", "clear", "clear"),
    ],
)
def test_forms(form, value, text):
    opening = "<!--(-->" if form in ("names", "text") else ""
    prose = f"so {opening}{text}<!--= value as {form} -->."
    assert differences(prose, {"value": value}) == []
    assert renew(prose, {"value": value})[0] == prose


@given(st.floats(-10, 10), st.integers(0, 3), st.sampled_from(["percent", "points", "signed", "number"]))
def test_what_a_form_writes_it_finds_again(value, digits, form):
    mark = f"<!--= value as {form}{digits or ''} -->"
    once = renew(f"a ?{mark} b", {"value": value})[0]
    assert FORMS[form].write(value, digits) in once
    assert renew(once, {"value": 3})[0] == renew(f"a ?{mark} b", {"value": 3})[0]


def test_the_answer_of_another_sample_has_its_numbers_and_doubts():
    text = "It rose<!--? rise > 0 --> to 3<!--= end as number --> and 4<!--= gone as number -->."
    told = with_doubts(text, {"rise": -1, "end": 5})
    assert re.sub(r"<!--.*?-->", "", told) == f"It rose **({DOUBT})** to 5 and –."
    assert with_doubts("by <!--(-->X and Y<!--= who as names -->", {}) == "by <!--(-->–<!--= who as names -->"
    assert with_doubts(text, {"rise": 1, "end": 3, "gone": 4}) == text
