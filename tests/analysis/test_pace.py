"""How fast companies took a kind of language up before and after a date, and at others; nothing is divided by zero."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis import bootstrap, pace

DATE = "2022-01-01"


def companies(rows: list[tuple]) -> pd.DataFrame:
    """Companies at risk: name, entry, exit, adopted, and for an adoption in a gap the gap's first day."""
    table = pd.DataFrame(
        [(*row, row[2])[:5] for row in rows], columns=["company", "entry", "exit", "adopted", "earliest"]
    )
    days = {c: pd.to_datetime(table[c]).astype("datetime64[s]") for c in ("entry", "exit", "earliest")}
    return table.assign(**days)


def even(n: int = 10) -> pd.DataFrame:
    """As many adopt each month before as after; two hundred never do."""
    before = [(f"b{i}", "2021-01-01", f"2021-{i + 1:02d}-15", True) for i in range(n)]
    after = [(f"a{i}", "2021-01-01", f"2022-{i + 1:02d}-15", True) for i in range(n)]
    return companies([*before, *after, *((f"n{i}", "2021-01-01", "2023-01-01", False) for i in range(200))])


def test_a_ratio_without_a_change_of_pace_is_near_one():
    found = pace.rate_ratio(even(), DATE, 12)
    assert found["low"] < 1 < found["high"]
    assert found["ratio"] == pytest.approx(1, abs=0.15)
    assert found[["adopted_before", "adopted_after", "left_out"]].tolist() == [10, 10, 0]
    assert pace.rate_ratio(even(), DATE, 12).equals(found)
    ratios = pace.placebo_ratios(even(), pd.to_datetime([DATE, "2021-01-01"]), 12)
    assert ratios.iloc[0] == pytest.approx(found["ratio"])
    assert pd.isna(ratios.iloc[1])  # nobody was at risk before


def test_an_adoption_in_a_gap_that_spans_the_date_is_left_out():
    rows = companies([("a", "2021-01-01", "2022-03-01", True, "2021-12-02")])
    assert pace.rate_ratio(rows, DATE, 12)["left_out"] == 1


@pytest.mark.parametrize("n", [0, 1, bootstrap.FEWEST - 1])
@pytest.mark.filterwarnings("error")
def test_few_companies_have_no_bounds_and_none_have_no_ratio(n):
    rows = companies([(str(i), "2021-01-01", "2022-02-01", i == 0) for i in range(n)])
    found = pace.rate_ratio(rows, DATE, 12)
    assert found[["ratio", "low", "high"]].isna().all()  # nobody adopted before
    assert found["adopted_after"] == min(n, 1)


@pytest.mark.filterwarnings("error")
def test_nobody_at_risk_on_one_side_has_no_bounds():
    rows = companies([(str(i), "2022-06-01", "2022-12-01", i == 0) for i in range(20)])
    found = pace.rate_ratio(rows, DATE, 12)
    assert pd.isna(found["before"]) and found["after"] > 0
    assert np.isnan(found["low"]) and np.isnan(found["high"])


def test_the_highest_ratio_and_how_many_dates_are_as_high():
    dates = pd.to_datetime(["2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01"])
    at_dates = pd.DataFrame({"biometric": [1.0, 3.0, np.nan, 2.0], "employment": np.nan}, index=dates)
    table = pace.highest(at_dates, pd.Series({"biometric": 2.0, "employment": np.nan}))
    assert table.loc["biometric"].tolist() == [3.0, "February 2021", 0.5]
    assert table.loc["employment"].isna().all()


def test_other_ways_of_counting_change_one_thing_each():
    risk = {"biometric": even()}
    seen = {"biometric": even(5)}
    runs = pace.by_choice(risk, seen, DATE, 12, [6])
    ways = ["6 months", "by the day first seen", "another seed"]
    assert runs.index.get_level_values(0).tolist() == ways
    assert runs["adopted_after"].tolist() == [6, 5, 10]
    plain = pace.ratios(risk, DATE, 12)
    assert runs.loc["another seed", "ratio"].tolist() == plain["ratio"].tolist()
    assert runs.loc["another seed", "low"].tolist() != plain["low"].tolist()
    assert pace.ratios_at(risk, pd.to_datetime([DATE]), 12).to_numpy().tolist() == [plain["ratio"].tolist()]
