"""What readers found beside the stance reaches the clauses in force, and only what was settled."""

import pandas as pd
import pytest

from policy_corpus.analysis import details, select
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.extract.read_labels import read_readings
from policy_corpus.story import DOCUMENT, IN_FORCE, START
from tests.analysis import read_by_hand as by_hand


@pytest.fixture
def corpus():
    return by_hand.corpus()


def test_only_settled_readings_count(corpus):
    read = details.read_clauses(corpus, by_hand.READINGS, "ai_training")
    assert read["hash"].tolist() == ["c4", "c5", "c6", "c9"]
    assert read["clause"].tolist() == [4, 5, 6, 9]


def test_what_readers_found_in_a_clause_is_news_where_no_other_says_it(corpus):
    read = details.told(corpus.clauses, by_hand.READINGS, "biometric")
    assert read.details[0] == {("purpose", "identity"), ("purpose", "security")}
    assert read.details[2] == set()  # unsaid
    assert read.news(0, [1, 2]) == read.details[0]
    assert read.news(0, [0, 1]) == read.news(2, [0]) == set()
    assert details.UNREAD.news(0, [1]) == set()


def test_what_is_in_force_has_its_company_and_its_details(corpus):
    main = select.main_documents(corpus)
    rows = details.in_force(corpus, by_hand.READINGS, "biometric", by_hand.DAY, main)
    found = rows[["company", "hash", "stance", "purpose", "scope"]].sort_values(["company", "hash"])
    assert found.to_numpy().tolist() == [
        ["Acorn", "c0", "collects", "identity security", ""],
        ["Acorn", "c2", "collects", "unsaid", ""],
        ["Birch", "c1", "collects", "feature", ""],
        ["Birch", "c3", "denies", "", "everyone"],
        ["Cedar", "c2", "collects", "unsaid", ""],
    ]


def test_a_unit_has_what_any_of_its_clauses_has():
    rows = pd.DataFrame(
        {"company": ["Acorn", "Acorn", "Birch"], "purpose": ["identity security", "jobs", ""]}
    )
    table = details.flags(rows, "purpose", ["company"])
    assert table.columns[table.loc["Acorn"]].tolist() == ["identity", "security", "jobs"]
    assert not table.loc["Birch"].any()


def test_a_document_is_told_category_by_category(corpus):
    table = details.of_document(corpus, by_hand.READINGS, "birch", by_hand.DAY)
    assert table["category"].tolist() == ["biometric", "biometric", "employment", "employment", "ai_training"]
    assert table["hash"].tolist() == ["c1", "c3", "c7", "c8", "c6"]


def test_one_reader_alone_settles_what_that_reader_said(corpus):
    second = details.as_read_by(by_hand.READINGS, "second")
    found = details.read_clauses(corpus, second, "ai_training").set_index("hash")
    assert found.loc["c2", ["stance", "source"]].tolist() == ["collects", "unsaid"]
    third = details.as_read_by(by_hand.READINGS, "third")
    assert details.read_clauses(corpus, third, "ai_training").empty


def test_years_end_with_the_latest_day():
    assert details.year_ends(START, "2022-06-30") == ["2021-12-31", "2022-06-30"]


def test_what_x_said_its_data_is_for():
    said = details.of_document(load_corpus(), read_readings(), DOCUMENT, IN_FORCE).set_index("hash")
    assert said.loc["85ad4800b145", ["category", "section", "purpose"]].tolist() == [
        "biometric",
        "1.1",
        "identity security",
    ]
    assert said.loc["5f0a0f833337", "purpose"] == "jobs employers advertising"
    assert said.loc["16c7f00c20a4", ["section", "purpose"]].tolist() == ["3.2", "employers"]
    assert said.loc["ebe4a56edb04", ["category", "section", "choice"]].tolist() == [
        "ai_training",
        "2.1",
        "none",
    ]
    assert len(said) == 5  # the fifth names the professional category of an account
