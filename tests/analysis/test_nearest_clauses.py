"""Is the nearest clause about the same: on vectors worked by hand."""

import pandas as pd

from policy_corpus.analysis import nearest_clauses
from policy_corpus.analysis.vectors import tfidf
from tests.analysis.by_hand import matrix

COUNTS = matrix([[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 2], [2, 1, 0, 0], [0, 1, 1, 0]])


def test_the_first_company_of_a_clause(corpus):
    assert nearest_clauses.first_companies(corpus).to_dict() == {
        0: "Acorn",
        1: "Acorn",
        2: "Acorn",
        3: "Acorn",
    }


def test_a_sample_is_drawn_once_each_and_by_its_seed():
    about = {"biometric": pd.Index(range(50))}
    sample = nearest_clauses.drawn(about, 20, seed=1)["biometric"]
    assert len(set(sample)) == 20 and sorted(sample) == sample.tolist()
    assert nearest_clauses.drawn(about, 90)["biometric"].tolist() == list(range(50))


def test_the_nearest_clause_is_about_the_same(corpus):
    about = nearest_clauses.about_each(corpus, ["biometric"])
    assert about["biometric"].tolist() == [0, 2, 3]
    samples = {"biometric": about["biometric"].to_numpy()}
    presence = pd.concat([corpus.presence, corpus.presence.tail(1).assign(document="b", clause=4)])
    known = type(corpus)(corpus.documents, corpus.captures, corpus.versions, corpus.clauses, presence)
    row = nearest_clauses.same_as_nearest(known, tfidf(COUNTS), samples, about).loc["biometric"]
    # The nearest to 0 is 3 and to 3 is 0, which collect; to 2 it is 1, which is about something else.
    assert (row["value"], row["n"], row["chance"]) == (2 / 3, 3, 0.6)
    assert (row["same_stance"], row["same_company"]) == (2 / 3, 1)


def test_harder_tests_take_words_and_companies_away(corpus):
    about = nearest_clauses.about_each(corpus, ["biometric"])
    presence = pd.concat([corpus.presence, corpus.presence.tail(1).assign(document="b", clause=4)])
    known = type(corpus)(corpus.documents, corpus.captures, corpus.versions, corpus.clauses, presence)
    vocabulary = pd.DataFrame({"kind": "word", "clauses": [2, 3, 3, 2]})
    samples = {"biometric": about["biometric"].to_numpy()}
    row = nearest_clauses.harder(known, COUNTS, vocabulary, samples, about).loc["biometric"]
    assert row["other_companies"] == 0  # clause 4 alone is another company's, and is about something else
    assert row.between(0, 1).all()
