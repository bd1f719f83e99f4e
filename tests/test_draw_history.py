"""A policy's length over time: both lines behind as a table, the archives by their days."""

import io

import matplotlib.pyplot as plt
import pandas as pd

from policy_corpus import draw, draw_history


def texts(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["from", "until", "words", "clauses"])
    return table.assign(**{day: pd.to_datetime(table[day]) for day in ("from", "until")})


OWN = texts(("2008-11-19", "2013-06-20", 1500, 50), ("2013-06-20", "2026-08-23", 5000, 200))
BESIDE = texts(("2013-07-04", "2021-11-15", 2200, 90))
PARTS = pd.Series({pd.Timestamp("2008-11-19"): "Old Archive", pd.Timestamp("2013-06-20"): "New Archive"})


def test_both_lines_are_one_picture_with_the_table_behind(monkeypatch):
    shown = []
    monkeypatch.setattr(draw, "display", shown.append)
    draw_history.lengths(OWN, PARTS, BESIDE, "Title", "What it shows.")
    data, metadata = shown[0]._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == "What it shows."
    assert data["text/csv"].splitlines() == [
        "line,from,words,clauses",
        "in force,2008-11-19,1500,50",
        "in force,2013-06-20,5000,200",
        "beside,2013-07-04,2200,90",
    ]
    assert plt.imread(io.BytesIO(shown[0].data), format="png").shape[1] >= 1.5 * draw.WIDTH
    assert plt.get_fignums() == []


def test_the_last_text_lasts_to_its_end():
    days, words = draw_history._steps(OWN, "words")
    assert [f"{day:%Y-%m-%d}" for day in days] == ["2008-11-19", "2013-06-20", "2026-08-23"]
    assert words == [1500, 5000, 5000]
