"""The ways of clustering that are compared: each parts what shares no word; the best is the one used."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis.vectors import count_terms, lsa, tfidf
from policy_corpus.trials import clustering_methods, compare
from policy_corpus.trials.clustering_methods import WAYS
from policy_corpus.trials.labelled_texts import read_segments

TEXTS = [
    "cookies remember your browser",
    "cookies and your browser settings",
    "browser cookies stay for days",
    "your card pays the invoice",
    "the invoice names your card",
]
SAYINGS = [text for text in TEXTS for _ in range(40)]


@pytest.mark.parametrize("method", sorted({way.method for way in WAYS}, key=lambda method: method.__name__))
def test_every_method_parts_what_shares_no_word(method, monkeypatch):
    monkeypatch.setattr(clustering_methods, "N_CLUSTERS", 2)
    counts = count_terms(SAYINGS)
    weights = tfidf(counts)
    terms = compare.count_terms_of(SAYINGS)[1]
    labels = method(weights, lsa(weights, 5), terms, 0, np.ones(len(SAYINGS)))
    assert len(labels) == len(SAYINGS)
    assert set(labels[:120]).isdisjoint(labels[120:])


def test_anchors_are_stems_with_a_source():
    anchors = pd.read_csv(clustering_methods.ANCHORS)
    assert anchors["anchor"].is_unique
    assert anchors["source"].str.contains(r"OPP-115|1798\.140").all()
    assert (anchors["words"].str.split().str.len() >= 3).all()


def test_the_published_comparison_has_every_method_and_the_best_is_the_one_used():
    table = pd.read_csv(compare.OUT).set_index("method")
    assert table.index.tolist() == [way.name for way in WAYS]
    chosen = table.loc["consensus of k-means"]
    assert chosen["ari_seeds"] > 0.75
    assert chosen["ari_companies"] > 0.75
    whole = table[(table["left_out"] == 0) & (table["ari_segments"] < 1)]
    assert chosen["nmi_segments"] > whole.loc["k-means", "nmi_segments"]


def test_segments_with_several_labels_are_left_out(tmp_path):
    path = tmp_path / "segments.csv"
    path.write_text("policy,segment,labels\na,We keep it.,Data Retention\na,Both.,Data Retention|Other\n")
    segments = compare.with_one_label(read_segments(path, fewest=0))
    assert segments.to_dict("records") == [{"text": "We keep it.", "label": "Data Retention"}]
