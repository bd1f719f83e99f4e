"""Tables of another build are loaded and asked as the published ones are, and nothing of these is mixed in."""

import pandas as pd
import pytest
from invented import corpus as invented

import helpers as h
from policy_corpus import paths
from policy_corpus.analysis import over_time, panels, select
from policy_corpus.analysis.ledger import ledger
from policy_corpus.errors import CorpusError
from policy_corpus.extract.build import build


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A folder of tables of three invented companies."""
    folder = tmp_path_factory.mktemp("another")
    build(out=folder / "tables", workers=1, **invented(folder / "corpus"))
    return folder / "tables"


@pytest.fixture(scope="module")
def corpus(tables):
    return h.load_corpus(tables)


def test_the_corpus_is_that_of_the_folder(corpus, tables):
    assert sorted(corpus.documents["platform"]) == ["Acme", "Bolt & Nut", "Kite"]
    assert corpus.folder == tables
    assert set(h.archive_facts(tables)["archive"]) == {"small", "old"}
    assert len(h.load_table("documents", tables)) == 3


def test_words_are_those_of_the_folder(corpus):
    counts, vocabulary = h.load_term_matrix(corpus.folder)
    assert counts.shape == (len(corpus.clauses), len(vocabulary))
    assert "shed" in set(vocabulary["token"])


def test_updates_are_counted_in_its_own_words(corpus):
    rows = h.load_updates(corpus, select.main_documents(corpus))
    assert set(rows["platform"]) <= {"Acme", "Bolt & Nut", "Kite"}
    assert len(rows)


def test_prevalence_and_changes_are_measured(corpus, monkeypatch):
    monkeypatch.setattr(paths, "SOURCES", corpus.folder.parent / "corpus" / "sources.yml")  # for addresses
    measured = over_time.measure(corpus, ["biometric"], select.main_documents(corpus))
    last = measured[measured["period"] == measured["period"].max()]
    assert over_time.prevalence(last, ("company",))["value"].to_dict() == {"Acme": 1, "Bolt": 0, "Kite": 1}
    added = ledger(corpus.folder, ["biometric"]).query("change == 'added'")
    assert set(added["platform"]) == {"Acme", "Kite"}


def test_its_panels_are_named_with_days_of_its_own(corpus):
    rows = panels.companies(corpus, {"spring": "2019-07-01"}, "2019-10-01")
    assert rows["company"].tolist() == ["Acme", "Bolt", "Kite"]
    with pytest.raises(CorpusError, match="no period begins from"):
        panels.companies(corpus, {"later": "2024-01-01"}, "2025-01-01")


def test_a_folder_without_tables_is_named(tmp_path):
    with pytest.raises(CorpusError, match="manifest"):
        h.load_corpus(tmp_path)


def test_days_are_days(corpus):
    assert pd.api.types.is_datetime64_any_dtype(corpus.presence["from"])
