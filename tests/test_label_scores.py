"""The published label scores are those of the committed lexicon."""

import pandas as pd
import pytest
from label_scores import ROOT, SCORES, f1, label_scores

from policy_corpus.labels import Lexicon


def test_f1_by_hand():
    said, found = pd.Series([True, True, False, False]), pd.Series([True, False, True, False])
    assert f1(said, found) == 0.5
    assert f1(said, said) == 1


@pytest.mark.archives
def test_the_published_scores_are_the_lexicons(shared):
    gold = pd.read_csv(shared / "gold" / "gold_dev.csv")
    scores = label_scores(gold, Lexicon.read(ROOT / "data" / "lexicon.yml"))
    pd.testing.assert_frame_equal(scores, pd.read_csv(SCORES))
    assert (scores["about F1"] >= 0.9).all()
