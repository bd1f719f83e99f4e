"""Figures: one style, a text alternative, the table behind, a colour a category; a user's own stay as they are."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from policy_corpus import draw
from policy_corpus.categories import COLOURS, STORY
from policy_corpus.errors import CorpusError


@pytest.fixture
def displayed(monkeypatch) -> list:
    """What was displayed."""
    shown = []
    monkeypatch.setattr(draw, "display", shown.append)
    return shown


def lines(categories: list[str], n_periods: int = 6) -> pd.DataFrame:
    periods = pd.date_range("2021-01-01", periods=n_periods, freq="QS")
    index = pd.MultiIndex.from_product([categories, periods], names=["category", "period"])
    value = np.linspace(0.1, 0.9, len(index))
    return pd.DataFrame({"value": value, "low": value - 0.1, "high": value + 0.1, "companies": 7}, index)


CHANGES = pd.DataFrame(
    {"change": [0.1, -0.2], "low": [-0.1, -0.3], "high": [0.3, -0.1]}, index=["up", "down"]
)
FIGURES = {
    "lines": lambda alt: draw.over_time(lines(["biometric", "cookies"]), "Title", "share", alt),
    "small multiples": lambda alt: draw.small_multiples(
        {name: lines(["biometric"]) for name in "vwxyz"}, "Title", "share", alt
    ),
    "steps": lambda alt: draw.over_time(lines(["biometric"]), "Title", "share", alt, steps=True),
    "flows": lambda alt: draw.flows(
        lines(["biometric", "employment"]).assign(**{"companies added": 2, "companies removed": 1}),
        "companies",
        "Title",
        alt,
    ),
    "bars": lambda alt: draw.bars(pd.Series({"one": 0.5, "two": 0.25}), "Title", "share", alt),
    "counts": lambda alt: draw.bars(pd.Series({"one": 500, "two": 25}), "Title", "policies", alt),
    "intervals": lambda alt: draw.intervals(CHANGES.rename(columns={"change": "value"}), "Title", alt),
    "changes": lambda alt: draw.changes({"first": CHANGES, "second": CHANGES}, "Title", alt),
    "calibration": lambda alt: draw.calibration(
        {"a": pd.DataFrame({"score": [0.2, 0.8], "share": [0.1, 0.9], "low": 0.0, "high": 1.0})}, "Title", alt
    ),
    "look-alikes": lambda alt: draw.look_alikes(
        pd.DataFrame({"x": [0.5, 0.4], "y": [0.1, 0.2]}, index=["row 1", "row 2"]), ["row 2"], "Title", alt
    ),
    "heat map": lambda alt: draw.heatmap(
        pd.DataFrame({"x": [0.5, np.nan], "y": [0.1, 0.2]}, index=["row 1", "row 2"]), "Title", alt
    ),
}


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_is_one_picture_with_a_text_alternative(figure, displayed):
    assert FIGURES[figure]("What it shows.") is None
    (image,) = displayed
    _, metadata = image._repr_mimebundle_()
    assert metadata["image/png"] == {"alt": "What it shows.", "width": draw.WIDTH}
    picture = plt.imread(io.BytesIO(image.data), format="png")
    assert picture.shape[1] >= 1.5 * draw.WIDTH
    assert picture[:, :, :3].std() > 0.01  # something is drawn
    assert plt.get_fignums() == []


def test_a_figure_brings_the_table_it_draws(displayed):
    FIGURES["bars"]("What it shows.")
    FIGURES["small multiples"]("What it shows.")
    bars, multiples = (image._repr_mimebundle_()[0]["text/csv"] for image in displayed)
    assert bars == ",0\none,0.5\ntwo,0.25\n"
    assert multiples.splitlines()[:2] == [
        "chart,category,period,value,low,high,companies",
        "v,biometric,2021-01-01,0.1,0.0,0.2,7",
    ]


def test_a_figure_without_a_table_brings_none(displayed):
    figure, _ = draw.new_figure()
    draw.show(figure, "What it shows.")
    assert set(displayed[0]._repr_mimebundle_()[0]) == {"image/png"}


def test_the_same_figure_gives_the_same_bytes(displayed):
    for _ in range(2):
        FIGURES["lines"]("What it shows.")
    assert displayed[0].data == displayed[1].data


def test_event_marks_stay_within_the_chart():
    figure, (axis,) = draw.new_figure()
    axis.plot(pd.to_datetime(["2019-06-01", "2020-06-01"]), [0, 1])
    before = axis.get_xlim()
    draw.mark_events(axis)
    assert [text.get_text() for text in axis.texts] == ["CCPA"]
    assert axis.get_xlim() == before
    plt.close(figure)


def test_labels_at_the_lines_ends_do_not_overlap():
    figure, (axis,) = draw.new_figure()
    axis.set_ylim(0, 1)
    draw._label_ends(axis, [(0.5, c, pd.Timestamp("2021-01-01")) for c in STORY])
    heights = [text.xy[1] for text in axis.texts]
    assert min(np.diff(sorted(heights))) >= 0.05
    plt.close(figure)


def test_a_line_has_its_categorys_colour_and_name(displayed, monkeypatch):
    monkeypatch.setattr(plt, "close", lambda figure: None)
    FIGURES["lines"]("What it shows.")
    (axis,) = plt.gcf().axes
    monkeypatch.undo()
    plt.close("all")
    drawn = {to_hex(line.get_color()).upper() for line in axis.lines}
    assert {COLOURS["biometric"], COLOURS["cookies"]} <= drawn
    assert {"Biometric", "Cookies"} <= {text.get_text() for text in axis.texts}


def test_a_users_own_figures_keep_their_look(displayed):
    before = dict(plt.rcParams)
    for figure in FIGURES.values():
        figure("What it shows.")
    assert dict(plt.rcParams) == before


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
