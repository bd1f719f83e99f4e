"""Judged samples: the sample of clauses that the classifier is held to, and the scores made of it."""

import pandas as pd
import pytest

from policy_corpus.analysis import validation
from policy_corpus.paths import DATA, RESULTS

SAMPLE = pd.read_csv(DATA / "collection_sample.csv")


def test_the_sample_holds_places_and_judgements_only():
    assert SAMPLE.columns.tolist() == [
        *("clause", "lead_in", "document", "platform", "parent", "sector", "since"),
        *("drawing", "stratum", "weight", "first", "second", "third", "judged"),
    ]
    assert SAMPLE["clause"].str.fullmatch("[0-9a-f]{12}").all()
    assert SAMPLE["lead_in"].dropna().str.fullmatch("[0-9a-f]{12}").all()
    assert not SAMPLE.duplicated(["clause", "lead_in"]).any()
    drawn = SAMPLE.groupby(["drawing", "stratum"])["weight"]
    assert drawn.size().unstack().to_numpy().tolist() == [[250] * 6, [600, 450, 610, 520, 420, 400]]
    assert drawn.nunique().eq(1).all()
    assert set(SAMPLE["document"]) <= set(pd.read_csv(DATA / "documents.csv")["document"])


def test_a_third_reading_settles_what_two_readers_saw_otherwise():
    differ = SAMPLE["first"] != SAMPLE["second"]
    assert SAMPLE["third"].notna().equals(differ)
    assert SAMPLE["judged"].equals(SAMPLE["first"].where(~differ, SAMPLE["third"]).astype(int))
    assert 0 < differ.mean() < 0.05


def test_sample_scores_weigh_each_clause_by_those_it_stands_for():
    sample = pd.DataFrame(
        {"group": [0, 1, 0, 1], "weight": [3, 3, 1, 1], "found": [0, 0, 1, 1], "judged": [0, 1, 1, 0]}
    )
    value = validation.sample_scores(sample)["value"]
    assert value["precision"] == 0.5
    assert value["recall"] == 0.25


def test_bounds_go_by_groups_and_not_by_clauses():
    """Ten copies of one clause say no more than one does."""
    one = pd.DataFrame({"group": range(20), "weight": 1, "found": [1, 0] * 10, "judged": [1] * 15 + [0] * 5})
    ten = pd.concat([one] * 10)
    assert validation.sample_scores(ten).equals(validation.sample_scores(one))


def test_judged_by_score_bounds_its_shares():
    held = pd.read_csv(RESULTS / "classifier_held_out.csv")
    table = validation.judged_by_score(SAMPLE.merge(held, on=["clause", "lead_in"]))
    assert table["clauses"].sum() == len(held)
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


def test_one_reader_is_scored_by_the_other():
    sample = pd.DataFrame({"first": [1, 1, 0, 0], "second": [1, 0, 0, 0], "weight": 1, "group": range(4)})
    sample["judged"], sample["found"] = 0, 1  # which do not matter here
    assert validation.one_reader_by_the_other(sample)["value"].tolist() == pytest.approx([1, 0.5, 2 / 3])


def test_calibration_has_a_row_a_band_of_the_score():
    sample = pd.DataFrame({"score": [0.0, 0.1, 0.9, 1.0], "judged": [0, 0, 1, 1]})
    assert validation.calibration(sample, bands=2)[["clauses", "share"]].to_numpy().tolist() == [
        [2, 0],
        [2, 1],
    ]


def test_dates_of_the_program_are_held_to_those_read_by_eye():
    key = {"archive": "one", "commit": list("abcd"), "path": "p.md"}
    dates = ["2021-01-01", "2021-02-01", None, None]
    by_eye = pd.DataFrame({**key, "sample": ["held back"] * 3 + ["mended"], "read": dates})
    stated = pd.to_datetime(["2021-01-01", "2021-02-02", None, "2021-03-01"])
    found = validation.dates_found(by_eye, pd.DataFrame({**key, "stated": stated}))
    assert found.loc["held back"].tolist() == [2, 2, 1, 0.5, 0.5]
    assert found.loc["mended", ["given", "found", "right"]].tolist() == [0, 1, 0]
