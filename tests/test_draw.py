"""Figures of tables: a colour a category, the table behind; what is not there is answered with what is."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from drawings import FIGURES, lines
from matplotlib.colors import to_hex

from policy_corpus import draw, draw_parts
from policy_corpus.categories import COLOURS
from policy_corpus.errors import CorpusError


@pytest.fixture
def displayed(monkeypatch) -> list:
    """What was displayed."""
    shown = []
    monkeypatch.setattr(draw_parts, "display", shown.append)
    return shown


def test_a_figure_brings_the_table_it_draws(displayed):
    draw.bars(pd.Series({"one": 0.5, "two": 0.25}), "Title", "share", "alt")
    draw.small_multiples({name: lines(["biometric"]) for name in "vwxyz"}, "Title", "share", "alt")
    bars, multiples = (image._repr_mimebundle_()[0]["text/csv"] for image in displayed)
    assert bars == ",value (share)\none,0.5\ntwo,0.25\n"
    assert multiples.splitlines()[:2] == [
        "chart,category,period,value (share),low (share),high (share),companies",
        "v,biometric,2021-01-01,0.1,0.0,0.2,7",
    ]


def test_a_line_has_its_categorys_colour_and_name(displayed, monkeypatch):
    monkeypatch.setattr(draw_parts.plt, "close", lambda figure: None)
    FIGURES["lines"]("What it shows.")
    (axis,) = plt.gcf().axes
    monkeypatch.undo()
    plt.close("all")
    drawn = {to_hex(line.get_color()).upper() for line in axis.lines}
    assert {COLOURS["biometric"], COLOURS["cookies"]} <= drawn
    assert {"Biometric 46\xa0%", "Cookies 90\xa0%"} <= {text.get_text() for text in axis.texts}


def test_a_category_that_is_not_there_is_answered_with_those_that_are(displayed):
    with pytest.raises(CorpusError, match="no category biometrics; give some of: biometric, cookies"):
        draw.over_time(lines(["biometric", "cookies"]), "Title", "share", "alt", ["biometrics"])
    for figure in (
        lambda table: draw.over_time(table, "Title", "share", "alt"),
        lambda table: draw.small_multiples({"a": table}, "Title", "share", "alt"),
        lambda table: draw.flows(table, "companies", "Title", "alt"),
    ):
        with pytest.raises(CorpusError, match="no line for gaze; give some of: biometric, employment"):
            figure(lines(["gaze"]))
    empty = pd.DataFrame({"clauses added": 1, "clauses removed": 0}, lines(["biometric"]).index)
    with pytest.raises(CorpusError, match="there is no count firms; give some of: clauses"):
        draw.flows(empty, "firms", "Title", "alt")
    assert (displayed, plt.get_fignums()) == ([], [])
