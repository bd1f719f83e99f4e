"""What two companies have in force, side by side."""

import pandas as pd

from policy_corpus.analysis import side_by_side
from policy_corpus.analysis.select import documents_with, main_documents
from policy_corpus.analysis.side_by_side import (
    by_revision,
    changed,
    clauses_over_time,
    first_days,
    longest_wait,
    on_day,
    shared,
    splices,
    version_pair,
    version_pairs,
)
from tests.analysis.by_hand import matrix


def test_what_changed_between_two_days(corpus):
    table = changed(corpus, "a", "2021-01-10", "2021-02-10")
    assert dict(zip(table["clause"], table["change"], strict=True)) == {0: "lost", 3: "gained"}


def test_what_each_text_in_force_changed(corpus):
    table = by_revision(corpus, "a")
    assert table.to_dict("index") == {"2021-02-01": {"gained": 0, "lost": 1}}


def test_an_archive_that_carries_on_another_is_no_revision(corpus):
    corpus.versions["words"] = [50, 70, 60, 40]
    table = splices(corpus, "a")
    assert table["archive"].to_dict() == {"2021-01-01": "pga-versions", "2021-02-01": "tosback2"}
    assert table["texts"].tolist() == [1, 1] and table["words"].tolist() == [50, 70]
    assert by_revision(corpus, "a").drop(table.index[1:]).empty


def test_texts_of_one_archive_are_one_part(corpus):
    corpus.versions["words"] = 1
    corpus.captures["archive"] = "tosback2"
    table = splices(corpus, "a")
    assert table["texts"].to_dict() == {"2021-01-01": 2}
    assert table["until"].tolist() == [corpus.versions.query("document == 'a'")["until"].max()]


def test_who_has_a_category_and_since_when(corpus):
    documents = main_documents(corpus)
    assert documents_with(corpus, "biometric", "2021-02-28", documents).tolist() == ["a"]
    assert documents_with(corpus, "biometric", "2021-04-01", documents).tolist() == ["b"]
    days = first_days(corpus, ["biometric"], documents)
    assert days["biometric"].dt.strftime("%Y-%m-%d").to_dict() == {"a": "2021-01-01", "b": "2021-04-01"}


def test_versions_side_by_side(corpus):
    corpus.documents["jurisdiction"] = ["EU", "US", "US"]
    table = on_day(corpus, corpus.documents, "2021-05-01", ["biometric"])
    assert table.index.tolist() == ["Acorn (EU)", "Acorn Kids (US)", "Birch (US)"]
    assert table["clauses"].tolist() == [2, 1, 2]
    assert table["biometric"].tolist() == [0, 1, 1]


def test_shared_clauses_are_near_duplicates_in_both(corpus):
    counts = matrix([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 1, 0, 0], [1, 0, 0, 1]])
    both = shared(corpus, counts, "a", "b", "2021-05-01")
    assert dict(zip(zip(both["document"], both["clause"], strict=True), both["shared"], strict=True)) == {
        ("a", 1): True,
        ("a", 2): False,
        ("b", 1): True,
        ("b", 3): False,
    }
    corpus.documents["jurisdiction"] = "EU"
    for category in ("employment", "ai_training"):
        corpus.clauses[[f"{category}_about", f"{category}_stance"]] = [False, "none"]
    ours, theirs, _ = corpus.documents.itertuples()
    pair = version_pair(corpus, counts, ours, theirs, "2021-05-01")
    assert pair == ("Acorn: EU | EU", "2021-05-01", 0.5, 0.5, "Biometric")
    assert version_pair(corpus, counts, ours, theirs, "2021-01-10") is None
    of_one = corpus.documents.assign(platform="Acorn").iloc[:2]
    table = version_pairs(corpus, counts, of_one, ["2021-01-10", "2021-05-01"])
    assert table.reset_index().to_numpy().tolist() == [list(pair)]


def test_a_clause_without_a_counted_word_is_shared_by_the_texts_that_have_it(corpus):
    both = shared(corpus, matrix([[0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]), "a", "b", "2021-05-01")
    assert both.groupby("clause")["shared"].all().to_dict() == {1: True, 2: False, 3: False}


def test_clauses_of_each_text_in_force(corpus):
    table = clauses_over_time(corpus, "a", ["biometric", "health"])
    assert table["biometric"].tolist() == [2, 2] and table["health"].tolist() == [0, 0]
    assert table["from"].dt.strftime("%Y-%m-%d").tolist() == ["2021-01-01", "2021-02-01"]


def test_the_longest_wait_between_two_captures_up_to_a_day():
    captures = pd.DataFrame({"day": pd.to_datetime(["2021-01-11", "2021-01-01", "2022-01-01"])})
    assert longest_wait(captures, pd.Timestamp("2021-06-01")) == 10


def test_what_was_said_before_a_day(corpus, monkeypatch):
    monkeypatch.setattr(side_by_side, "STORY", ["biometric", "health"])
    corpus.presence["shown"] = corpus.presence["from"]
    table = side_by_side.said_before(corpus, "a", "2021-01-10")
    assert table.loc["biometric", ["clauses", "not_collecting"]].tolist() == [2, 1]
    assert table.loc["health", "clauses"] == 0


def test_who_had_it_on_a_day_of_those_followed(corpus, monkeypatch):
    monkeypatch.setattr(side_by_side, "STORY", ["biometric", "health"])
    table = side_by_side.having(corpus, main_documents(corpus), "2021-04-01", "a")
    assert table.loc["biometric"].tolist() == [1, 0.5, 2, False]
    assert table.loc["health"].tolist() == [0, 0.0, 2, False]
