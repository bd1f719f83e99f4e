"""A policy's length over time: both lines behind as a table, the archives by their days."""

from drawings import FIGURES, OWN

from policy_corpus import draw_history, draw_parts


def test_both_lines_are_one_picture_with_the_table_behind(monkeypatch):
    shown = []
    monkeypatch.setattr(draw_parts, "display", shown.append)
    FIGURES["length of a policy"]("What it shows.")
    data, _ = shown[0]._repr_mimebundle_()
    assert data["text/csv"].splitlines() == [
        "line,from,words,clauses",
        "in force,2008-11-19,1500,50",
        "in force,2013-06-20,5000,200",
        "beside,2013-07-04,2200,90",
    ]


def test_the_last_text_lasts_to_its_end():
    days, words = draw_history._steps(OWN, "words")
    assert [f"{day:%Y-%m-%d}" for day in days] == ["2008-11-19", "2013-06-20", "2026-08-23"]
    assert words == [1500, 5000, 5000]
