"""The change of a share found again in other ways; where nobody is left, none is told."""

import pandas as pd
import pytest

from policy_corpus.analysis import over_time
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.other_ways import (
    by_beginning,
    by_definition,
    by_reader,
    defined_otherwise,
    spells_in_force,
    spells_of_captures,
)
from policy_corpus.analysis.sample import Sample
from policy_corpus.analysis.select import main_documents
from policy_corpus.extract.read_labels import read_readings
from policy_corpus.story import LATEST, START
from tests.analysis import read_by_hand


@pytest.fixture(scope="module")
def published():
    return load_corpus()


@pytest.fixture(scope="module")
def measured(published):
    sample = Sample("dating")
    documents = sample.documents(published)
    return sample, documents, over_time.measure(published, ["biometric", "ai_training"], documents)


def test_another_stance_counts_more_and_groups_as_one(published, measured):
    sample, documents, table = measured
    panel = over_time.balanced(table, START, sample.end)
    found = by_definition(published, panel, documents, ["biometric"], sample)
    assert list(found) == ["clauses that collect", "clauses of any stance", "corporate groups"]
    change = over_time.change_between(panel, START, sample.last_quarter)
    assert found.loc["biometric", "clauses that collect"] == change.loc["biometric", "change"]


def test_a_beginning_since_when_nobody_was_followed_has_no_companies(measured):
    sample, _, table = measured
    found = by_beginning(table, ["biometric"], ["2013-01-01", START, "2030-01-01"], sample)
    assert found.index.tolist() == ["2013-01-01", START]
    assert found.loc["2013-01-01", "companies"] == 0 and pd.isna(found.loc["2013-01-01", "biometric"])
    assert found.loc[START, "companies"] > 0 and found.loc[START, "biometric"] > 0


def test_a_reader_alone_says_nearly_the_same(published):
    table = by_reader(published, read_readings(), main_documents(published), LATEST)
    assert list(table) == ["settled", "first", "second"]
    assert table.loc[("biometric data", "identity")].between(0.5, 1).all()
    assert table.sub(table["settled"], axis=0).abs().max().max() < 0.1


def test_fewer_than_ten_companies_are_not_told_by_reader():
    corpus = read_by_hand.corpus()
    assert by_reader(corpus, read_by_hand.READINGS, main_documents(corpus), read_by_hand.DAY).empty


def test_with_any_mention_more_days_count_and_without_applicants_fewer(published, measured):
    _, documents, table = measured
    ways = defined_otherwise(published, documents, ["biometric", "employment"])
    days = {way: rows.groupby("category")["days_with"].sum() for way, rows in ways.items()}
    assert list(days) == ["any mention", "users only", "as shown", "by rule"]
    own = table[table["category"] == "biometric"]["days_with"].sum()
    assert days["any mention"]["biometric"] >= own == days["users only"]["biometric"]
    assert days["any mention"]["employment"] > days["users only"]["employment"]


def test_believed_captures_make_more_spells(published, measured):
    _, documents, _ = measured
    believed = spells_of_captures(published, documents, ["biometric"])
    assert believed.index.tolist() == ["biometric"]
    assert believed["biometric"] > spells_in_force(published, documents, ["biometric"])["biometric"] > 0
