"""Charts of shares: the table behind; a ring where there is no interval."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from drawings import BY_DAY, SHARES

from policy_corpus import draw_parts, draw_shares


@pytest.fixture
def shown(monkeypatch) -> list:
    pictures = []
    monkeypatch.setattr(draw_parts, "display", pictures.append)
    return pictures


def test_groups_stand_beside_each_other_with_their_table_behind(shown):
    tables = {"Biometric": SHARES, "Work": SHARES.head(1)}
    draw_shares.groups(tables, ["C0", "C1"], "Title", "What it shows.", marked=(("Work", "identity"),))
    data, _ = shown[0]._repr_mimebundle_()
    assert data["text/csv"].splitlines()[1:] == [
        "Biometric,identity,0.5,0.25,0.75,12",
        "Biometric,jobs,0.0,,,12",
        "Work,identity,0.5,0.25,0.75,12",
    ]


def test_a_chart_says_how_many_companies_its_rows_are_of():
    assert draw_shares._counted(pd.Series([12, 12])) == "12"
    assert draw_shares._counted(pd.Series([28, 12])) == "12 to 28"


def test_a_scale_has_room_for_every_bound():
    assert draw_shares._scale(SHARES) == 1
    assert draw_shares._scale(SHARES.assign(value=0.02, high=0.09)) == 0.1


def test_years_are_a_chart_a_share(shown):
    draw_shares.years(BY_DAY, "C0", "Title", "What it shows.")
    data, _ = shown[0]._repr_mimebundle_()
    assert data["text/csv"].splitlines()[:2] == [
        "day,purpose,value (share),low (share),high (share),n",
        "2021-12-31,identity,0.5,0.25,0.75,12",
    ]


def test_a_share_without_an_interval_is_a_ring():
    axis = plt.figure().add_subplot()
    draw_shares._points(axis, SHARES, "C0")
    filled, rings = axis.lines
    assert (len(filled.get_xdata()), list(rings.get_xdata())) == (1, [0.0])
    assert rings.get_markerfacecolor() == "white"
    plt.close(axis.figure)
