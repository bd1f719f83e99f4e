"""A policy over the years: lengths and clauses behind the picture as a table; texts that say the same as one bar."""

import pandas as pd
from drawings import FIGURES, OWN

from policy_corpus import draw_history, draw_parts


def test_both_lines_and_the_lanes_are_one_picture_with_the_table_behind(monkeypatch):
    shown = []
    monkeypatch.setattr(draw_parts, "display", shown.append)
    FIGURES["a policy over the years"]("What it shows.")
    data, _ = shown[0]._repr_mimebundle_()
    assert data["text/csv"].splitlines() == [
        "line,from,words,biometric,ai_training",
        "in force,2008-11-19,1500,0.0,0.0",
        "in force,2013-06-20,5000,2.0,0.0",
        "beside,2013-07-04,2200,,",
    ]


def test_the_last_text_lasts_to_its_end():
    days, words = draw_history._steps(OWN)
    assert [f"{day:%Y-%m-%d}" for day in days] == ["2008-11-19", "2013-06-20", "2026-08-23"]
    assert words == [1500, 5000, 5000]


def test_texts_that_say_the_same_are_one_bar_and_a_gap_parts_them():
    days = pd.to_datetime(
        ["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", "2020-06-01", "2020-07-01"]
    )
    said = pd.DataFrame({"from": days[[0, 1, 2, 4]], "until": days[[1, 2, 3, 5]], "clauses": [0, 1, 1, 1]})
    bars = draw_history.runs(said)
    assert bars["from"].dt.month.tolist() == [2, 6] and bars["until"].dt.month.tolist() == [4, 7]
    assert bars["clauses"].tolist() == [1, 1]
