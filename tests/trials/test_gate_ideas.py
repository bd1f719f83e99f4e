"""The comparison of ideas for the gate, and the sample of clauses that were judged."""

import numpy as np
import pandas as pd
import pytest

import helpers as h
from policy_corpus.extract.collection import LABEL, Gate, read_labelled
from policy_corpus.trials.gate_ideas import Ideas, compare, main

SAMPLE = h.load_data("collection_sample.csv")


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    """Thirty invented policies of six segments each."""
    things = ["name", "address", "age", "photos", "location", "contacts"]
    rows = []
    for i in range(30):
        for j in range(3):
            a, b = things[(i + j) % 6], things[(i * j + 1) % 6]
            rows.append((f"p{i}", f"We collect your {a}. We use the {b} you gave.", f"{LABEL}|Other"))
            rows.append((f"p{i}", f"You can delete the {a}. A partner may have the {b}.", "Other"))
    path = tmp_path_factory.mktemp("labelled") / "invented.csv"
    pd.DataFrame(rows, columns=["policy", "segment", "labels"]).to_csv(path, index=False)
    return path


def test_folds_keep_a_policy_together_and_cover_every_segment(invented):
    ideas = Ideas(read_labelled(invented))
    rows = np.arange(len(ideas.texts))
    folds = list(ideas.folds(rows, 5, seed=1))
    assert sorted(np.concatenate([outside for _, outside in folds])) == rows.tolist()
    for inside, outside in folds:
        assert not set(ideas.policy[inside]) & set(ideas.policy[outside])


def test_no_idea_sees_the_labels_it_is_scored_on(invented):
    """Labels of the segments outside are turned round: the scores stay as they were."""
    names = [
        "the gate as shipped",
        "with the opening",
        "who acts",
        "sentence by sentence",
        "all labels at once",
        "nearest segments vote",
    ]
    first, turned = (Ideas(read_labelled(invented)) for _ in range(2))
    inside, outside = next(first.folds(np.arange(len(first.texts)), 5, seed=0))
    turned.every_label[outside] = ~turned.every_label[outside]
    turned.collects[outside] = ~turned.collects[outside]
    for name in names:
        scores = [ideas.table()[name][0](inside, outside) for ideas in (first, turned)]
        assert np.array_equal(*scores), name


def test_compare_writes_what_it_returns(invented, tmp_path):
    table = compare(invented, tmp_path, ["words only"])
    assert table["idea"].tolist() == ["the gate as shipped", "words and pairs", "words only"]
    assert (table["F1"] > 0.9).all()
    assert table.loc[1, ["gain", "gain_low", "gain_high"]].tolist() == [0, 0, 0]
    assert pd.read_csv(tmp_path / "gate_ideas.csv")["F1"].tolist() == table["F1"].tolist()
    assert len(pd.read_csv(tmp_path / "gate_folds.csv")) == 15
    assert pd.read_csv(tmp_path / "gate_calibration.csv")["segments"].sum() == pytest.approx(180, abs=5)


def test_bad_input_is_named(invented, tmp_path, capsys):
    assert main([str(tmp_path / "none.csv"), "--out", str(tmp_path)]) == 2
    assert main([str(invented), "--out", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_the_sample_holds_places_and_judgements_only():
    assert SAMPLE.columns.tolist() == [
        *("clause", "lead_in", "document", "platform", "since", "sector"),
        *("stratum", "weight", "score", "judged"),
    ]
    assert SAMPLE["clause"].str.fullmatch("[0-9a-f]{12}").all()
    assert SAMPLE["lead_in"].dropna().str.fullmatch("[0-9a-f]{12}").all()
    assert SAMPLE["judged"].isin([0, 1]).all()
    assert SAMPLE["stratum"].value_counts().tolist() == [25] * 6
    assert set(SAMPLE["document"]) <= set(h.load_data("documents.csv")["document"])


def test_the_results_are_of_the_gate_as_it_is():
    """On the sample the gate does at least as the card says, and as well as on other drawings."""
    gate = Gate.read(h.DATA / "collection_gate.csv")
    scores = h.sample_scores(SAMPLE, gate.threshold)
    assert scores.loc["F1", "value"] > 0.7
    assert (scores["low"] <= scores["value"]).all() and (scores["value"] <= scores["high"]).all()
    ideas = h.load_result("gate_ideas.csv").set_index("idea")
    folds = h.load_result("gate_folds.csv")
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
    value = h.sample_scores(sample, 0.5)["value"]
    assert value["precision"] == 0.5
    assert value["recall"] == 0.25


def test_judged_by_score_bounds_its_shares():
    table = h.judged_by_score(SAMPLE)
    assert table["clauses"].sum() == len(SAMPLE)
    assert ((table["low"] <= table["share"] + 1e-9) & (table["share"] <= table["high"] + 1e-9)).all()
