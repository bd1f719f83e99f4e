"""How far readers agree, how often the rules are right by them, and how much of what counts is read."""

import pandas as pd
import pytest

from policy_corpus.analysis import readings
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.categories import STORY as PUBLISHED
from policy_corpus.extract.read_labels import COLUMNS, READ, read_readings, row_of
from policy_corpus.tables import read_table


def said(stance: str, **details: str) -> dict[str, str]:
    return dict.fromkeys(READ, "") | {"stance": stance} | details


YES, NO = said("collects", purpose="identity"), said("none")
READ_HERE = pd.DataFrame(
    [
        row_of(("aa", "", "biometric"), [YES, YES]),
        row_of(("bb", "", "biometric"), [YES, said("collects", purpose="security")]),
        row_of(("cc", "ll", "biometric"), [NO, NO]),
        row_of(("dd", "", "biometric"), [YES, NO, NO]),
        row_of(("ee", "", "biometric"), [YES]),
    ],
    columns=COLUMNS,
)
CLAUSES = pd.DataFrame(
    {
        "hash": ["aa", "bb", "cc", "dd", "ff"],
        "lead_in": [None, None, "ll", None, None],
        "biometric_rule": ["collects", "mentions", "collects", "none", "collects"],
        "biometric_stance": ["collects", "collects", "none", "none", "collects"],
        "biometric_by": ["reading", "reading", "reading", "reading", "rule"],
    }
)
CORPUS = Corpus(None, None, None, CLAUSES, None)


@pytest.fixture(autouse=True)
def one_category(monkeypatch):
    monkeypatch.setattr(readings, "STORY", ["biometric"])


def test_stances_of_two_readers_agree_in_three_of_four():
    row = readings.agreement(READ_HERE).loc["biometric"]
    assert (row["read"], row["equal"]) == (4, 0.75)
    assert row["kappa about"] == pytest.approx(0.5)  # 3 of 4 equal, half by chance


def test_details_are_compared_where_both_were_asked():
    assert readings.agreement_on_details(READ_HERE).loc["biometric", "purpose"] == 0.5


TRIAL = pd.DataFrame(
    [
        ("Aa", "collects", "collects", "collects"),
        ("Aa", "mentions", "collects", "mentions"),
        ("Bb", "collects", "none", "none"),
        ("Bb", "none", "collects", "mentions"),
        ("Cc", "denies", "denies", "denies"),
    ],
    columns=["company", "stance", "rules", "model"],
).assign(category="biometric", known=0)


def test_rules_and_model_are_scored_by_hand():
    row = readings.trial_scores(TRIAL, "rules").loc["biometric"]
    assert (row["clauses"], row["companies"]) == (5, 3)
    assert (row["precision"], row["recall"], row["F1"]) == (1 / 3, 1 / 2, 0.4)
    assert (row["F1 about"], row["stance right"]) == (0.75, 0.5)
    row = readings.trial_scores(TRIAL, "model").loc["biometric"]
    assert (row["precision"], row["recall"], row["F1"]) == (1, 1 / 2, 2 / 3)
    assert row["stance right"] == 0.75


def test_bounds_enclose_the_value_and_are_the_same_each_time():
    row = readings.trial_scores(TRIAL, "model").loc["biometric"]
    assert all(row[f"{name} low"] <= row[name] <= row[f"{name} high"] for name in readings.MEASURES)
    pd.testing.assert_series_equal(readings.trial_scores(TRIAL, "model").loc["biometric"], row)


def test_the_gain_is_of_the_same_companies():
    gain = readings.trial_gain(TRIAL)
    assert gain["value"] == pytest.approx(2 / 3 - 0.4)
    assert gain["low"] >= 0  # no company is worse by model
    assert readings.trial_gain(TRIAL.assign(model=TRIAL["rules"])) == {"value": 0, "low": 0, "high": 0}


def test_the_published_trial_has_every_read_clause_and_model_says_no_worse(monkeypatch):
    monkeypatch.setattr(readings, "STORY", PUBLISHED)
    read = read_readings()
    trial = readings.read_trial(read)
    assert set(trial["category"]) == set(PUBLISHED)
    assert len(trial) > 0.98 * (read["stance"] != "").sum()
    assert not trial.duplicated(readings.KEY).any()
    new = trial[trial["known"] == 0]
    by_labels, by_rules = readings.trial_scores(new, "labels"), readings.trial_scores(new, "rules")
    assert (by_labels["F1"] >= by_rules["F1"]).all()
    assert (by_labels["F1"] > 0.75).all()


def test_what_counts_is_read_in_two_of_three():
    row = readings.share_read(CORPUS).loc["biometric"]
    assert row["clauses"] == 3
    assert row["read"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("category", PUBLISHED)
def test_the_published_labels_are_the_published_readings(category):
    clauses = read_table("clauses").to_pandas().fillna({"lead_in": ""}).astype({"lead_in": str})
    labels = clauses.set_index(["hash", "lead_in"])
    read = read_readings().query("category == @category and stance != ''").set_index(["hash", "lead_in"])
    own = labels[labels[f"{category}_by"] == "reading"]
    assert len(own) > 700
    assert own.index.isin(read.index).all()
    assert own[f"{category}_stance"].astype(str).equals(read.loc[own.index, "stance"].astype(str))
    left = labels.index.isin(read.index) & (labels[f"{category}_by"] == "rule")
    assert not left.any()


def test_labels_of_another_time_are_held_to_what_was_settled():
    earlier = pd.DataFrame(
        {
            "hash": ["aa", "cc", "ee"],
            "lead_in": [None, "ll", None],
            "category": "biometric",
            "stance": "collects",
        }
    )
    row = readings.agreement_with_earlier(READ_HERE, earlier).loc["biometric"]
    assert (row["clauses"], row["equal"]) == (2, 0.5)  # the last waits for a second reading


def test_what_rules_left_out_is_counted_as_read():
    row = readings.left_out_by_rules(CORPUS).loc["biometric"]
    assert row.to_dict() == {"collects": 0, "denies": 0, "mentions": 0, "none": 1, "read": 1}
