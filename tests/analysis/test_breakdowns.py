"""Shares broken down by sector, by whose work it is, and by how much of a rise had come by a day."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis import breakdowns, over_time
from policy_corpus.analysis.select import main_documents
from tests.analysis.by_hand import QUARTERS

SECTORS = {"games": 3, "jobs": 2, "travel": 1}


@pytest.fixture
def by_company() -> pd.DataFrame:
    """Three companies that make games, of which one has the language; two of jobs and one of travel, which have."""
    rows = [(sector, f"{sector}{i}") for sector, n in SECTORS.items() for i in range(n)]
    table = pd.DataFrame(rows, columns=["sector", "company"]).assign(period=QUARTERS[0], days=90)
    has = (table["sector"] != "games") | (table["company"] == "games0")
    return table.assign(category="biometric", days_with=90 * has)


def test_sectors_stand_by_size_and_small_ones_are_left_out(by_company):
    table = breakdowns.by_sector(by_company, "2021-01-01", ["biometric"], 2)
    assert table["companies"].to_dict() == {"games": 3, "jobs": 2}
    assert table["biometric"].tolist() == pytest.approx([1 / 3, 1])
    assert breakdowns.with_sizes(table).index.tolist() == ["games (3)", "jobs (2)"]
    assert list(breakdowns.with_sizes(table)) == ["biometric"]


def test_where_all_sectors_are_small_the_largest_is_shown(by_company):
    assert breakdowns.by_sector(by_company, "2021-01-01", ["biometric"], 9).index.tolist() == ["games"]


def test_work_is_that_of_users_or_of_applicants(corpus):
    corpus.clauses["employment_stance"] = ["collects", "none", "denies", "collects", "none"]
    corpus.clauses["employment_whose"] = ["users", "", "applicants", "applicants", ""]
    corpus.clauses["employment_about"] = [True, False, True, True, False]
    table = breakdowns.whose_work(corpus, main_documents(corpus))
    value = over_time.prevalence(table)["value"]
    assert value["of users"].tolist() == pytest.approx([31 / 90, 0])
    assert value["of applicants"].tolist() == pytest.approx(
        [45 / 90, 91 / 182]
    )  # who denies it does not count


def test_how_much_of_a_rise_had_come_by_a_quarter():
    quarters = pd.to_datetime(["2021-01-01", "2021-04-01", "2021-07-01"])
    index = pd.MultiIndex.from_product([["a", "b"], quarters], names=["category", "period"])
    band = pd.DataFrame({"value": [0.1, 0.2, 0.5, 0.3, 0.2, 0.3001]}, index)
    table = breakdowns.risen_by(band, "2021-04-01")
    assert table.loc["a", "part"] == pytest.approx(0.25)
    assert np.isnan(table.loc["b", "part"])  # it did not rise
    assert breakdowns.risen_by(band, "2020-01-01")[["then", "part"]].isna().all(axis=None)


def test_the_first_quarters_of_the_years():
    quarters = pd.date_range("2020-10-01", periods=6, freq="QS")
    index = pd.MultiIndex.from_product([["a", "b"], quarters], names=["category", "period"])
    band = pd.DataFrame({"value": range(12), "companies": 5}, index)
    table = breakdowns.at_the_turn_of_years(band, ["b"])
    assert table.index.tolist() == [pd.Timestamp("2021-01-01"), pd.Timestamp("2022-01-01")]
    assert table.to_numpy().tolist() == [[7, 5], [11, 5]]


def test_the_well_known_platforms_and_since_when(corpus):
    corpus.documents["well_known"] = [True, False, True]
    corpus.documents["jurisdiction"] = ["EU", "EU", "unspecified"]
    table = breakdowns.by_platform(corpus, ["biometric", "health"], "2021-04-01")
    assert set(table["platform"]) == {"Acorn", "Acorn Kids"} and table["period"].max() < QUARTERS[1]
    assert list(over_time.platform_lines(table)) == ["Acorn (EU)", "Acorn Kids"]
    none = table.assign(days_with=table["days_with"].where(table["platform"] != "Acorn Kids", 0))
    assert list(over_time.platform_lines(none)) == ["Acorn (EU)"]
    first = breakdowns.first_quarters(table)
    assert first.loc["Acorn", "biometric"] == QUARTERS[0] and pd.isna(first.loc["Acorn", "health"])


def test_companies_are_told_by_how_many_clauses_say_so(corpus):
    found = breakdowns.by_clauses(corpus, corpus.documents, "2021-01-15", ["biometric"])
    assert found.loc["biometric"].tolist() == [2, 1, 1, 0]  # a by two clauses, c by one
