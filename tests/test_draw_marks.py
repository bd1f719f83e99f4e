"""Event marks stay within a chart; labels move as little as can be; names fit their room."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies

from policy_corpus import draw_marks, draw_parts

SIZES = strategies.lists(
    strategies.tuples(strategies.floats(-100, 100), strategies.floats(0.5, 20)), min_size=1, max_size=9
)


@pytest.fixture
def axis():
    figure, (axis,) = draw_parts.new_figure()
    yield axis
    plt.close(figure)


def test_event_marks_stay_within_the_chart(axis):
    axis.plot(pd.to_datetime(["2019-06-01", "2020-06-01"]), [0, 1])
    before = axis.get_xlim()
    draw_marks.mark_events(axis)
    assert [text.get_text() for text in axis.texts] == ["CCPA"]
    assert axis.get_xlim() == before


@given(SIZES)
def test_what_is_spread_does_not_overlap_and_keeps_its_order(things):
    places, sizes = (np.array(column) for column in zip(*things, strict=True))
    moved = draw_marks.spread(places, sizes)
    order = np.argsort(places, kind="stable")
    room = (sizes[order][1:] + sizes[order][:-1]) / 2
    assert (np.diff(moved[order]) >= room - 1e-6).all()


def test_what_has_room_stays():
    assert draw_marks.spread(np.array([9.0, 1.0]), np.array([2.0, 2.0])).tolist() == [9, 1]


@pytest.mark.parametrize(
    ("first", "inches", "short", "years"),
    [
        ("2012-06-01", 6, False, ["2014", "2016", "2018", "2020", "2022", "2024", "2026"]),
        ("2012-06-01", 2, False, ["2015", "2020", "2025"]),
        ("2021-01-01", 6, True, ["’21", "’22", "’23", "’24", "’25", "’26"]),
    ],
)
def test_as_many_years_are_named_as_have_room(axis, first, inches, short, years):
    axis.plot(pd.to_datetime([first, "2026-06-30"]), [0, 1])
    axis.margins(x=0)
    draw_marks.name_years(axis, inches, short)
    axis.figure.canvas.draw()
    low, high = axis.get_xlim()
    shown = [label for label in axis.get_xticklabels() if low <= label.get_position()[0] <= high]
    assert [label.get_text() for label in shown] == years


def test_columns_are_named_across_where_every_word_has_room(axis):
    draw_marks.name_columns(axis, ["two words", "x"], 0.6)
    assert [label.get_text() for label in axis.get_xticklabels()] == ["two\nwords", "x"]
    draw_marks.name_columns(axis, ["considerable words", "x"], 0.6)
    assert {label.get_rotation() for label in axis.get_xticklabels()} == {90}


def test_a_row_lies_below_a_name_above_it(axis):
    assert draw_marks.name_rows(axis, ["a", "b"]) == 0
    assert [label.get_text() for label in axis.get_yticklabels()] == ["a", "b"]
    lower = draw_marks.name_rows(axis, ["a", "b"], above=True)
    assert [text.get_text() for text in axis.texts] == ["a", "b"]
    assert [text.get_position()[1] < place + lower for place, text in enumerate(axis.texts)] == [True, True]
