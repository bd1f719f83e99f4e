"""Shares of clusters sum to one; their variance is 0 where all companies have one wording."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis.clusters_over_time import cluster_share_days, cluster_shares, company_variance
from policy_corpus.analysis.over_time import measure
from policy_corpus.analysis.select import main_documents, with_labels


def test_the_variance_is_0_where_companies_have_one_wording():
    points = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    equal = pd.DataFrame({"company": ["a", "b"], "place": [0, 1]})
    apart = pd.DataFrame({"company": ["a", "b"], "place": [0, 2]})
    assert company_variance(points, equal, 10).high == pytest.approx(0)
    assert company_variance(points, apart, 10).value == pytest.approx(0.5)


def test_cluster_shares_of_a_group_sum_to_one():
    spans = pd.DataFrame({"clause": [0, 1, 2, 0], "platform": ["A", "A", "A", "B"]})
    table = cluster_shares(pd.Series(["money", "money", "body"]), spans, "platform")
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
