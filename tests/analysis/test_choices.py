"""Of those that train: the choice that any clause of the policy names, and what they train on."""

from dataclasses import replace

import pandas as pd
import pytest

from policy_corpus.analysis import choices, select
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.extract.read_labels import read_readings
from policy_corpus.story import IN_FORCE, LATEST
from tests.analysis import read_by_hand as by_hand


@pytest.fixture
def corpus():
    return by_hand.corpus()


def named(table: pd.DataFrame) -> dict:
    return {name: table.columns[row].tolist() for name, row in table.iterrows()}


def test_a_way_out_counts_that_another_clause_names(corpus):
    main = select.main_documents(corpus)
    offered = choices.offered(corpus, by_hand.READINGS, by_hand.DAY, main)
    assert named(offered) == {"Acorn": ["opt_out"], "Cedar": ["none_stated"]}
    later = choices.offered(corpus, by_hand.READINGS, by_hand.LATER, main)
    assert named(later) == {"Acorn": ["none_stated"], "Cedar": ["none_stated"]}


def test_who_only_denies_does_not_train(corpus):
    offered = choices.offered(corpus, by_hand.READINGS, by_hand.DAY, select.main_documents(corpus))
    assert "Birch" not in offered.index


def test_a_company_counts_once_a_region(corpus):
    documents = corpus.documents.assign(region=["US", "EU", "US", "US"])
    table = choices.by_region(
        corpus, by_hand.READINGS, by_hand.DAY, documents[["document", "company", "region"]]
    )
    assert table["n"].groupby(level=0).first().to_dict() == {"EU": 1, "US": 2}
    assert table.loc[("EU", "none_stated"), "value"] == 1
    assert table.loc[("US", "opt_out"), "value"] == 0.5


def test_a_text_without_a_region_has_that_of_its_archive(corpus):
    read = choices.where_read(corpus, by_hand.DAY).set_index("document")["region"]
    assert read.unique().tolist() == ["EU"]  # pga-versions
    of_nowhere = corpus.captures.assign(archive="contrib-versions")
    read = choices.where_read(replace(corpus, captures=of_nowhere), by_hand.DAY).set_index("document")[
        "region"
    ]
    assert read.to_dict() == {"acorn": "unspecified", "acorn-eu": "EU"} | dict.fromkeys(
        ["birch", "cedar"], "unspecified"
    )


def test_texts_of_a_policy_stand_beside_each_other(corpus):
    pages = corpus.documents.assign(policy=corpus.documents["company"])
    pages = pages.assign(region=["US", "EU", "US", "US"])[["document", "policy", "region"]]
    table = choices.by_text(
        choices.offered(corpus, by_hand.READINGS, by_hand.DAY, pages, ["policy", "region"])
    )
    assert table.loc["Acorn", ["US", "EU"]].tolist() == ["opt_out", "none_stated"]
    assert table.loc["Cedar", ["US", "EU"]].tolist() == ["none_stated", ""]
    assert choices.named_apart(table) == ["Acorn"]
    assert choices.named_in_all(table[["US"]], "opt_out") == ["Acorn"]
    assert choices.named_in_all(table, "opt_out") == []


def test_platforms_that_train_in_two_regions(corpus):
    pages = corpus.documents.assign(platform=corpus.documents["company"], region=["US", "EU", "US", "US"])
    pages = pages[["document", "platform", "region"]]
    table = choices.by_platform(corpus, by_hand.READINGS, by_hand.DAY, pages, "opt_out", ["EU", "US"])
    assert table.loc["Acorn"].to_dict() == {"EU": False, "US": True}
    assert "Cedar" not in table.index  # it trains in one only


def test_sources_are_what_is_named(corpus):
    table = choices.trained_on(corpus, by_hand.READINGS, by_hand.DAY, select.main_documents(corpus))
    assert named(table) == {"Acorn": ["public", "use"], "Cedar": ["unsaid_only"]}


def test_by_year_a_day_before_the_corpus_has_nobody(corpus):
    days, main = ["2020-12-31", by_hand.DAY], select.main_documents(corpus)
    table = choices.by_year(corpus, by_hand.READINGS, days, main)
    assert table["n"].groupby(level=0).first().to_dict() == {"2020-12-31": 0, by_hand.DAY: 2}


def test_x_named_no_choice_at_first_and_does_now():
    corpus, readings = load_corpus(), read_readings()
    main = select.main_documents(corpus)
    then, now = (choices.offered(corpus, readings, day, main) for day in (IN_FORCE, LATEST))
    assert then.loc["X", "none_stated"]
    assert now.loc["X", "opt_out"]
    assert now.loc["OpenAI", ["opt_out", "consent"]].all()


def test_companies_are_named_by_choice_and_sources_are_shares(corpus):
    main = select.main_documents(corpus)
    offered = choices.offered(corpus, by_hand.READINGS, by_hand.DAY, main)
    named_by = choices.companies_naming(offered)
    assert named_by["opt_out"] == ["Acorn"] and named_by["none_stated"] == ["Cedar"]
    by_year = choices.by_year(corpus, by_hand.READINGS, [by_hand.DAY, by_hand.LATER], main)
    assert choices.years_without(by_year, "opt_out") == [by_hand.LATER]
    shares = choices.shares_trained_on(corpus, by_hand.READINGS, by_hand.DAY, main)
    assert shares.loc["public", ["value", "n"]].tolist() == [0.5, 2] and pd.isna(shares.loc["public", "low"])
