"""Clusters' shares, by year, platform and category, held to cases worked by hand."""

import pandas as pd
import pytest

from policy_corpus.analysis import bootstrap
from policy_corpus.analysis.clusters_over_time import (
    by_year,
    changed,
    changes_by_spell,
    clear_of_zero,
    cluster_share_days,
    counts_by_policy,
    median_pair,
    moved,
    shares_by_category,
    shares_by_year,
)
from policy_corpus.analysis.over_time import measure
from policy_corpus.analysis.select import main_documents, with_labels

CLUSTER = pd.Series(["money", "body", "money", "body", "money"])


def shares_of(n: int) -> pd.DataFrame:
    """Of n companies, each with a tenth of its clauses on faces in 2021 and three tenths in 2022."""
    rows = [
        (c, year, k, v) for c in range(n) for year, v in (("2021", 0.1), ("2022", 0.3)) for k in ("faces",)
    ]
    table = pd.DataFrame(rows, columns=["company", "period", "category", "share"])
    table = table.assign(period=pd.to_datetime(table["period"]), days=365)
    return table.assign(intensity_days=table["share"] * table["days"])


def test_shares_of_clusters_sum_to_one_in_every_period_and_document(corpus):
    cluster = pd.Series(["money", "body", "money", "body", "money"], corpus.clauses.index)
    documents = main_documents(corpus)
    measured = measure(with_labels(corpus, cluster), ["body", "money"], documents, stance="any")
    shares = cluster_share_days(measured)
    total = shares.groupby(["document", "period"])[["intensity_days"]].sum()["intensity_days"]
    assert (total / shares.groupby(["document", "period"])["days"].first()).tolist() == pytest.approx(
        [1] * len(total)
    )


def test_shares_of_a_year_are_of_the_companies_in_brackets(corpus):
    table = by_year(shares_by_year(corpus, CLUSTER, main_documents(corpus)))
    assert table.columns.tolist() == ["2021 (2)"]
    assert table.sum().tolist() == pytest.approx([1])


def test_a_change_is_of_companies_followed_throughout():
    change = changed(shares_of(12), "2021-01-01", "2022-01-01").loc["faces"]
    assert change[["change", "low", "high", "companies"]].tolist() == pytest.approx([0.2, 0.2, 0.2, 12])
    (title, table), *_ = changes_by_spell(shares_of(12), [("2021-01-01", "2022-01-01")]).items()
    assert title == "2021 to 2022, 12 companies"
    assert clear_of_zero(table).index.tolist() == ["faces"]


def test_a_change_of_few_companies_is_never_clear():
    few = changed(shares_of(bootstrap.FEWEST - 1), "2021-01-01", "2022-01-01")
    assert few["change"].tolist() == pytest.approx([0.2])
    assert clear_of_zero(few).empty


def test_policies_by_cluster_have_one_document_on_several_days(corpus):
    documents = corpus.documents.assign(well_known=[True, True, False])
    known = type(corpus)(documents, corpus.captures, corpus.versions, corpus.clauses, corpus.presence)
    days = ["2021-01-20", "2021-06-01"]
    table = counts_by_policy(known, CLUSTER, "a", days, "2021-06-01", least=1)
    assert table.loc[days].to_numpy().tolist() == [
        [2, 2],
        [1, 1],
    ]  # body, money: clauses 1, 3 and 0, 2; 1 and 2
    assert table.loc["Birch"].tolist() == [2, 0]
    assert counts_by_policy(known, CLUSTER, "a", days, "2021-06-01", least=3).index.tolist() == days[:1]
    points = moved(table, *days)
    assert points["points"].tolist() == [0, 0]
    assert points["before"].tolist() == [2, 2]


def test_categories_fall_among_clusters(corpus):
    table = shares_by_category(corpus, CLUSTER, ["biometric"])
    assert table["biometric"].to_dict() == {"body": 0.5, "money": 0.5}  # clauses 0 and 3 collect
    assert table["all"].to_dict() == pytest.approx({"body": 0.4, "money": 0.6})


def test_the_median_of_pairs_leaves_the_diagonal_out():
    table = pd.DataFrame([[1, 0.2, 0.4], [0.2, 1, 0.6], [0.4, 0.6, 1]])
    assert median_pair(table) == 0.4
