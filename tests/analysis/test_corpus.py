"""What is chosen of the corpus: documents, clauses, a day."""

import re

import numpy as np

from policy_corpus.analysis.corpus import load_corpus, load_table, load_term_matrix
from policy_corpus.analysis.select import at, clauses_of, main_documents


def test_the_corpus_loads_and_says_what_it_holds():
    corpus = load_corpus()
    assert re.fullmatch(r"Corpus of \d+ companies, \d+ documents, [\d,]+ captures, .+ clauses", repr(corpus))
    assert (corpus.presence["from"] < corpus.presence["until"]).all()
    assert corpus.documents.loc[corpus.documents["main"], "company"].is_unique


def test_term_counts_agree_with_the_vocabulary():
    counts, vocabulary = load_term_matrix()
    assert counts.shape == (len(load_table("clauses")), len(vocabulary))
    frequency = np.bincount(counts.indices, minlength=len(vocabulary))
    counted = vocabulary["kind"].isin(["word", "multiword"]).to_numpy()
    assert (frequency[counted] == vocabulary["clauses"][counted]).all()
    assert frequency[~counted].sum() == 0


def test_clauses_of_a_category_by_stance(corpus):
    assert clauses_of(corpus, "biometric").tolist() == [0, 3]
    assert clauses_of(corpus, "biometric", "denies").tolist() == [2]
    assert clauses_of(corpus, "biometric", "any").tolist() == [0, 2, 3]


def test_a_company_counts_by_its_main_document(corpus):
    assert main_documents(corpus)["document"].tolist() == ["a", "b"]


def test_spans_on_a_day(corpus):
    own = corpus.presence[corpus.presence["document"] == "a"]
    assert at(own, "2021-01-31")["clause"].tolist() == [0, 1, 2, 3]
    assert at(own, "2021-02-01")["clause"].tolist() == [1, 2, 3]
    assert at(own, "2020-12-31").empty
