"""Each cluster's share of what policies say, on invented clusters."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis.clusters_over_time import cluster_share_days, cluster_shares, likest_clusters
from policy_corpus.analysis.corpus import main_documents, with_labels
from policy_corpus.analysis.over_time import measure


def test_likest_clusters_share_most():
    labels = np.array([0, 0, 0, 1, 1, 2])
    assert likest_clusters(labels, np.array([5, 5, 6, 6, 6, 7])).tolist() == [5, 6, 7]


def test_cluster_shares_of_a_group_sum_to_one():
    stays = pd.DataFrame({"clause": [0, 1, 2, 0], "platform": ["A", "A", "A", "B"]})
    table = cluster_shares(pd.Series(["money", "money", "body"]), stays, "platform")
    assert table.loc["A", "money"] == pytest.approx(2 / 3)
    assert table.sum(axis=1).tolist() == [1, 1]


def test_shares_of_clusters_sum_to_one_in_every_period_and_document(corpus):
    cluster = pd.Series(["money", "body", "money", "body", "money"], corpus.clauses.index)
    documents = main_documents(corpus)
    measured = measure(with_labels(corpus, cluster), ["body", "money"], documents, stance="any")
    shares = cluster_share_days(measured)
    total = shares.groupby(["document", "period"])[["intensity_days"]].sum()["intensity_days"]
    assert (total / shares.groupby(["document", "period"])["days"].first()).tolist() == pytest.approx(
        [1] * len(total)
    )
