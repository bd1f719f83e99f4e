"""The published labels are whole, and the published scores are those of the committed lexicon and tables."""

import pandas as pd
import pytest

from policy_corpus.extract.identity import clause_hash, clause_key
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.stance import STANCES
from policy_corpus.paths import ROOT
from policy_corpus.trials.label_scores import SCORES, gold_scores, precision_recall_f1

LABELS = pd.read_csv(ROOT / "data" / "labels.csv", keep_default_na=False)
COLUMNS = ["sample", "category", "about", "stance", "platform", "archive", "hash", "lead_in", "in_corpus"]


def test_precision_recall_and_f1_by_hand():
    said, found = pd.Series([True, True, False, False]), pd.Series([True, False, False, False])
    assert precision_recall_f1(said, found) == {"precision": 1, "recall": 0.5, "F1": 2 / 3}
    assert set(precision_recall_f1(said, said).values()) == {1}


def test_labels_follow_the_codebook():
    assert list(LABELS.columns) == COLUMNS
    assert set(LABELS["stance"]) <= set(STANCES)
    assert ((LABELS["stance"] == "none") == (LABELS["about"] == 0)).all()
    assert LABELS["hash"].str.fullmatch("[0-9a-f]{12}").all()
    assert not LABELS.duplicated(["category", "hash", "lead_in"]).any()


def test_no_clause_is_in_two_samples():
    assert LABELS.groupby(["category", "hash"])["sample"].nunique().max() == 1


def test_every_round_published_what_both_readings_agreed_on():
    rounds = pd.read_csv(ROOT / "data" / "label_rounds.csv")
    published = LABELS[LABELS["sample"] != "codebook"].groupby(["sample", "category"]).size()
    assert set(published.index) == {(f"round-{row.round}", row.category) for row in rounds.itertuples()}
    for row in rounds.itertuples():  # a clause that an earlier round had is left to that
        assert 0.96 * row.agreed <= published[f"round-{row.round}", row.category] <= row.agreed <= row.read


@pytest.mark.archives
def test_the_published_scores_are_the_lexicons(shared):
    gold = pd.read_csv(shared / "gold" / "gold_dev.csv")
    scores = gold_scores(gold, Lexicon.read(ROOT / "data" / "lexicon.yml"))
    pd.testing.assert_frame_equal(scores, pd.read_csv(SCORES))


@pytest.mark.archives
def test_labels_of_the_codebook_sample_are_those_given(shared):
    gold = pd.read_csv(shared / "gold" / "gold_dev.csv")
    own = LABELS[LABELS["sample"] == "codebook"]
    given = {
        (clause_hash(clause_key(row.clause)), row.category, row.about, row.stance)
        for row in gold.itertuples()
    }
    assert set(own[["hash", "category", "about", "stance"]].itertuples(index=False, name=None)) == given
