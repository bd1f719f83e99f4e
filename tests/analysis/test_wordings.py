"""Which clauses are on data collection, and how their wordings weigh by company."""

import pandas as pd

from policy_corpus.analysis.wordings import at_threshold, collection_clauses, company_weights


def test_no_company_weighs_more_than_most():
    companies = pd.DataFrame({"wording": [0, 1, 2, 3, 0], "company": ["long"] * 4 + ["short"]})
    weights = company_weights(companies, most=2)
    assert weights.to_dict() == {0: 1, 1: 0.5, 2: 0.5, 3: 0.5}  # wording 0 by the short company


def test_companies_drawn_twice_weigh_twice():
    companies = pd.DataFrame({"wording": [0, 1], "company": ["one", "other"]})
    seen = {tuple(company_weights(companies, 5, seed)) for seed in range(20)}
    assert seen == {(1, 1), (2, 0), (0, 2)}


def test_collection_clauses_reach_the_threshold_of_the_classifier(corpus):
    assert collection_clauses(corpus).tolist() == [0, 2, 4]


def test_a_higher_threshold_takes_fewer_clauses(corpus):
    taken = collection_clauses(corpus)
    stricter = at_threshold(corpus, 0.9)
    score = corpus.clauses["collection_score"]
    assert collection_clauses(stricter).tolist() == score.index[score >= 900].tolist()
    assert collection_clauses(at_threshold(corpus, 0)).equals(taken)
