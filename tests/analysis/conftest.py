"""Two invented companies, as tables and measured; an invented corpus of three documents, built from its archives."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from policy_corpus import paths
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import measure
from policy_corpus.analysis.select import main_documents
from policy_corpus.extract.build import build
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.paths import ROOT
from tests import invented
from tests.analysis.by_hand import spans

CLASSIFIER = CollectionClassifier.read(ROOT / "data" / "collection_classifier.csv")
PASSES = round(1000 * CLASSIFIER.threshold)  # the least score that does


@pytest.fixture
def corpus() -> Corpus:
    """Two companies in the first half of 2021: Acorn (a, and its second, c) and Birch (b, from April).

    Clauses 0 and 3 collect biometric data, clause 2 denies it, clauses 1 and 4 are about something else.
    """
    documents = pd.DataFrame(
        {
            "document": ["a", "b", "c"],
            "company": ["Acorn", "Birch", "Acorn"],
            "platform": ["Acorn", "Birch", "Acorn Kids"],
            "parent": ["Acorn", "Birch", "Acorn"],
            "sector": ["games", "jobs", "games"],
            "main": [True, True, False],
            "versions": [2, 1, 1],
            "from": pd.to_datetime(["2021-01-01", "2021-04-01", "2021-01-01"]),
            "until": pd.to_datetime(["2021-07-01", "2021-06-01", "2021-07-01"]),
        }
    )
    captures = pd.DataFrame(
        {
            "document": ["a", "a", "b", "c"],
            "archive": ["pga-versions", "tosback2", "pga-versions", "pga-versions"],
            "commit": ["1" * 40, "2" * 40, "3" * 40, "4" * 40],
            "path": ["Acorn/Privacy Policy.md", "crawl/a b.txt", "Birch/p.md", "Kids/p.md"],
            "day": pd.to_datetime(["2021-01-01", "2021-02-01", "2021-04-01", "2021-01-01"]),
            "text": [0.0, 1.0, 2.0, np.nan],
            "collects_biometric": [1, 0, 2, 1],
        }
    )
    versions = spans(
        [
            ("a", 0, "2021-01-01", "2021-02-01"),
            ("a", 1, "2021-02-01", "2021-07-01"),
            ("b", 2, "2021-04-01", "2021-07-01"),
            ("c", 3, "2021-01-01", "2021-07-01"),
        ]
    ).rename(columns={"clause": "capture"})
    presence = spans(
        [
            ("a", 0, "2021-01-01", "2021-02-01"),
            ("a", 1, "2021-01-01", "2021-07-01"),
            ("a", 2, "2021-01-01", "2021-07-01"),
            ("a", 3, "2021-01-15", "2021-03-01"),
            ("b", 1, "2021-04-01", "2021-07-01"),
            ("b", 3, "2021-04-01", "2021-07-01"),
            ("c", 0, "2021-01-01", "2021-07-01"),
        ]
    )
    clauses = pd.DataFrame(
        {
            "collection_score": [900, 100, PASSES, PASSES - 1, PASSES],
            "biometric_about": [True, False, True, True, False],
            "biometric_stance": ["collects", "none", "denies", "collects", "none"],
            "health_about": [False] * 5,
            "health_stance": ["none"] * 5,
        }
    )
    return Corpus(documents, captures, versions, clauses, presence)


@pytest.fixture
def measured(corpus) -> pd.DataFrame:
    return measure(corpus, ["biometric"], main_documents(corpus))


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> dict[str, Path]:
    """An invented corpus of three documents, built: where its parts are."""
    folder = tmp_path_factory.mktemp("small")
    places = invented.corpus(folder)
    build(places["archives"], folder / "tables", places["data"], places["sources"])
    return {**places, "tables": folder / "tables"}


@pytest.fixture(autouse=True)
def _the_archives_are_those_of_the_invented_corpus(request, monkeypatch):
    """Where a test asks for it: its links are looked up in its own sources.yml."""
    if "small" in request.fixturenames:
        monkeypatch.setattr(paths, "SOURCES", request.getfixturevalue("small")["sources"])
