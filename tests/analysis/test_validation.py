"""Judged samples: the sample of clauses that the classifier is held to, and the scores made of it."""

import pandas as pd
import pytest

from policy_corpus.analysis import validation
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.paths import DATA, RESULTS

SAMPLE = pd.read_csv(DATA / "collection_sample.csv")


def test_the_sample_holds_places_and_judgements_only():
    assert SAMPLE.columns.tolist() == [
        *("clause", "lead_in", "document", "platform", "since", "sector"),
        *("stratum", "weight", "score", "judged"),
    ]
    assert SAMPLE["clause"].str.fullmatch("[0-9a-f]{12}").all()
    assert SAMPLE["lead_in"].dropna().str.fullmatch("[0-9a-f]{12}").all()
    assert SAMPLE["judged"].isin([0, 1]).all()
    assert SAMPLE["stratum"].value_counts().tolist() == [25] * 6
    assert set(SAMPLE["document"]) <= set(pd.read_csv(DATA / "documents.csv")["document"])


def test_the_classifier_does_on_the_sample_as_its_card_says():
    threshold = CollectionClassifier.read(DATA / "collection_classifier.csv").threshold
    scores = validation.sample_scores(SAMPLE, threshold)
    assert scores.loc["F1", "value"] > 0.7
    assert (scores["low"] <= scores["value"]).all() and (scores["value"] <= scores["high"]).all()


def test_the_first_idea_compared_is_the_classifier_whose_folds_are_published():
    ideas = pd.read_csv(RESULTS / "classifier_ideas.csv").set_index("idea")
    folds = pd.read_csv(RESULTS / "classifier_folds.csv")
    assert ideas.iloc[0]["F1"] == pytest.approx(folds["F1"].mean(), abs=1e-3)


def test_sample_scores_weigh_each_clause_by_those_it_stands_for():
    sample = pd.DataFrame(
        {
            "stratum": [1, 1, 2, 2],
            "weight": [3, 3, 1, 1],
            "score": [0.1, 0.2, 0.8, 0.9],
            "judged": [0, 1, 1, 0],
        }
    )
    value = validation.sample_scores(sample, 0.5)["value"]
    assert value["precision"] == 0.5
    assert value["recall"] == 0.25


def test_judged_by_score_bounds_its_shares():
    table = validation.judged_by_score(SAMPLE)
    assert table["clauses"].sum() == len(SAMPLE)
    assert ((table["low"] <= table["share"] + 1e-9) & (table["share"] <= table["high"] + 1e-9)).all()


def test_the_share_of_a_sample_lies_within_its_bounds():
    share, low, high = validation.share_of_sample(43, 62)
    assert (round(share, 3), round(low, 3), round(high, 3)) == (0.694, 0.570, 0.794)
    assert validation.share_of_sample(0, 5)[0] == 0


def test_shares_right_have_wilsons_interval():
    rows = pd.DataFrame({"sample": [1] * 10, "right": [1] * 8 + [0] * 2})
    row = validation.shares_right(rows, "sample").loc[1]
    assert row[["judged", "right", "share"]].tolist() == [10, 8, 0.8]
    assert row[["low", "high"]].tolist() == pytest.approx([0.4902, 0.9433], abs=1e-4)
