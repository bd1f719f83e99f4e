"""Clusters are known by their telling terms; one that moved away is noticed and not mislabelled."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis import cluster_names
from policy_corpus.analysis.consensus import cluster_points
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.vectors import lsa, tfidf
from policy_corpus.analysis.wordings import collection_wordings
from policy_corpus.errors import CorpusError
from tests.analysis.by_hand import matrix


def vocabulary(*tokens: str) -> pd.DataFrame:
    return pd.DataFrame({"token": tokens, "clauses": range(len(tokens), 0, -1)})


def test_top_terms_tell_a_cluster_from_the_others_and_repeat_no_word():
    counts = matrix([[3, 1, 0, 9, 2], [3, 1, 0, 9, 2], [0, 0, 4, 9, 0]])
    terms = vocabulary("ip address", "browser", "card", "use", "address")
    found = cluster_names.top_terms(counts, np.array([0, 0, 1]), terms, n=2)
    assert found.tolist() == ["use, ip address", "card, use"]
    assert "address" not in cluster_names.top_terms(counts, np.array([0, 0, 1]), terms)[0].split(", ")


TELLING = pd.Series(["card, bank, pay, bill", "iris, face, voice, scan"])


NAMES = pd.DataFrame(
    {
        "name": ["Body", "Money"],
        "meaning": ["b", "m"],
        "not_in_it": ["x", "y"],
        "terms": [TELLING[1], TELLING[0]],
        "digest": cluster_names.digest(TELLING),
    }
)


def test_clusters_are_named_by_their_terms_whatever_their_numbers():
    named = cluster_names.name_clusters(TELLING, NAMES)
    assert named["name"].tolist() == ["Money", "Body"]
    assert named["overlap"].tolist() == [1, 1]
    assert named["as_named"].all()


def test_a_cluster_that_moved_a_little_keeps_its_name_and_says_so():
    named = cluster_names.name_clusters(pd.Series(["card, bank, loan, debt", TELLING[1]]), NAMES)
    assert named["name"].tolist() == ["Money", "Body"]
    assert named["overlap"].tolist() == [0.5, 1]
    assert not named["as_named"].any()


def test_a_cluster_that_moved_away_is_noticed_and_not_mislabelled():
    with pytest.raises(
        CorpusError, match=r"1 of 2 clusters have moved .*\(card, loan, debt, rent\).*run python -m"
    ):
        cluster_names.name_clusters(pd.Series(["card, loan, debt, rent", TELLING[1]]), NAMES)


def test_a_cluster_more_than_there_are_names_is_noticed():
    with pytest.raises(CorpusError, match="1 of 3 clusters have moved"):
        cluster_names.name_clusters(pd.Series([*TELLING, "cookies, pixels, tags, beacons"]), NAMES)


def test_the_digest_knows_terms_and_parameters_and_no_order(monkeypatch):
    before = cluster_names.digest(TELLING)
    assert cluster_names.digest(TELLING[::-1]) == before
    assert cluster_names.digest(TELLING.str.replace("card", "loan")) != before
    monkeypatch.setattr(cluster_names, "COMMON", 0.5)
    assert cluster_names.digest(TELLING) != before


def test_the_published_names_are_whole():
    names = cluster_names.read_names()
    assert len(names) == cluster_names.N_CLUSTERS
    assert (names["terms"].str.split(", ").str.len() == cluster_names.N_TERMS).all()
    assert names["name"].str.len().max() <= 30


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda names: names.drop(columns="meaning"), "needs the columns"),
        (lambda names: names.assign(meaning=""), "none empty"),
        (lambda names: names.assign(name="Money"), "stands twice"),
        (lambda names: names.assign(digest=["a", "b"]), "one digest"),
    ],
)
def test_a_damaged_table_of_names_is_refused(change, message, tmp_path):
    path = tmp_path / "clusters.csv"
    change(NAMES).to_csv(path, index=False)
    with pytest.raises(CorpusError, match=message):
        cluster_names.read_names(path)


def test_a_missing_table_of_names_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"none\.csv: it cannot be read"):
        cluster_names.read_names(tmp_path / "none.csv")


def test_the_published_clusters_are_those_that_were_named():
    """The committed tables make the clusters of data/clusters.csv; else `name_clusters` says which moved."""
    language = collection_wordings(load_corpus())
    points = lsa(tfidf(language.counts), cluster_names.N_CLUSTERS)
    labels = cluster_points(points, cluster_names.N_CLUSTERS, 0, language.weights)
    named = cluster_names.name_clusters(
        cluster_names.telling_terms(language, labels), cluster_names.read_names()
    )
    assert named["name"].is_unique
    assert named["overlap"].mean() > 0.8
    weighed = language.companies["wording"].map(language.weights).groupby(language.companies["company"]).sum()
    assert language.weights.between(0, 1, inclusive="right").all()
    assert weighed.max() / weighed.sum() < 0.02
