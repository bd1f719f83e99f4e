"""First additions of a ledger, counted by kind, year, rank and day."""

import pandas as pd
import pytest

from policy_corpus.analysis import additions
from policy_corpus.analysis.select import main_documents

ROWS = [
    ("a", "Acorn", "biometric", "added", True, "2021-02-01"),
    ("a", "Acorn", "biometric", "added", False, "2022-02-01"),
    ("a", "Acorn", "biometric", "removed", False, "2022-05-01"),
    ("b", "Birch", "biometric", "added", True, "2021-05-01"),
    ("b", "Birch", "ai_training", "denial_added", False, "2021-06-01"),
    ("b", "Birch", "biometric", "denial_added", False, "2020-06-01"),
]
CATEGORIES = ["biometric", "ai_training", "location"]


@pytest.fixture
def ledger() -> pd.DataFrame:
    table = pd.DataFrame(ROWS, columns=["document", "platform", "category", "change", "first", "in_force"])
    gap = {"uncertain": False, "gap_from": pd.NaT}
    return table.assign(in_force=pd.to_datetime(table["in_force"]), **gap)


def test_kinds_of_changes(ledger):
    table = additions.by_kind(ledger, CATEGORIES)
    assert table.loc["biometric"].tolist() == [2, 1, 1, 1]
    assert table.loc["ai_training"].tolist() == [0, 0, 0, 1]
    assert table.loc["location"].tolist() == [0, 0, 0, 0]


def test_first_additions_by_year_beside_the_companies_followed(ledger, corpus):
    firsts = additions.firsts(ledger)
    table = additions.by_year(firsts, CATEGORIES, corpus, main_documents(corpus))
    assert table.to_dict("index") == {
        2021: {"biometric": 2, "ai_training": 0, "location": 0, "companies followed": 2}
    }


def test_companies_are_followed_in_years_before_the_charts_begin(ledger, corpus):
    firsts, years = additions.firsts(ledger), pd.DateOffset(years=15)
    corpus.versions[["from", "until"]] = corpus.versions[["from", "until"]].apply(lambda days: days - years)
    early = firsts.assign(in_force=firsts["in_force"] - years)
    table = additions.by_year(early, CATEGORIES, corpus, main_documents(corpus))
    assert table["companies followed"].to_dict() == {2006: 2}


def test_a_first_addition_in_a_gap_that_spans_two_years_has_no_year(ledger):
    gap = {"uncertain": True, "gap_from": pd.Timestamp("2019-01-01")}
    assert additions.firsts(ledger.assign(**gap)).empty


def test_the_earliest_stand_by_rank_and_missing_ones_are_empty(ledger):
    table = additions.earliest(additions.firsts(ledger), CATEGORIES, 2)
    assert table["biometric"].tolist() == ["Acorn 2021-02-01", "Birch 2021-05-01"]
    assert table[["ai_training", "location"]].eq("").all(axis=None)
    assert additions.earliest(ledger.head(0), CATEGORIES, 2).columns.tolist() == CATEGORIES


def test_before_a_day_and_after_it(ledger):
    table = additions.beside(additions.firsts(ledger), CATEGORIES, "2021-02-01")
    assert table.loc["biometric"].tolist() == [1, 1]
    assert table.loc["location"].tolist() == [0, 0]


def test_what_was_taken_back_by_year(ledger):
    table = additions.taken_back(ledger)
    assert table.loc[2022, ("removed", "biometric")] == 1
    assert additions.first_year(table, "denial_added", "biometric") == 2020
    assert pd.isna(additions.first_year(table, "denial_added", "location"))


def test_the_mean_of_flows_before_a_day_and_since():
    quarters = pd.to_datetime(["2021-01-01", "2021-04-01", "2021-07-01"])
    index = pd.MultiIndex.from_product([["biometric"], quarters], names=["category", "period"])
    counts = {"companies added": [1, 3, 5], "clauses added": [2, 2, 2], "clauses removed": [0, 1, 0]}
    flows = pd.DataFrame(counts, index)
    found = additions.pace_of_flows(flows, "2021-07-01").loc["biometric"]
    assert found.tolist() == [2, 5, 6, 1]
    assert pd.isna(additions.pace_of_flows(flows, "2020-01-01").loc["biometric", "before"])
