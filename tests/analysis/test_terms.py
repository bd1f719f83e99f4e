"""Terms: who has them, what they tell, and what is nearest, on invented counts."""

import pandas as pd
import pytest
from scipy import sparse

from policy_corpus.analysis.terms import (
    clauses_with,
    collocates,
    companies_with,
    find_terms,
    kinds_of_entries,
    moved_most,
    nearest_clauses,
    nearest_elsewhere,
    nearest_of_each,
    same_category,
    telling_words,
    words_on_days,
)
from policy_corpus.analysis.vectors import tfidf
from policy_corpus.errors import CorpusError
from tests.analysis.by_hand import matrix

VOCABULARY = pd.DataFrame(
    {
        "token": ["camera", "the", "quokka", "lens", "camera lens"],
        "kind": ["word", "stop", "rare", "word", "multiword"],
        "clauses": [4, 5, 1, 3, 3],
    }
)


WITH_CAMERAS = sparse.csr_matrix(
    [[1, 0, 0, 1, 1], [1, 0, 0, 1, 1], [2, 0, 0, 1, 1], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
)


def vocabulary(*tokens: str) -> pd.DataFrame:
    return pd.DataFrame({"token": tokens, "clauses": range(len(tokens), 0, -1)})


def test_telling_words_are_the_rarest_in_the_order_of_the_alphabet():
    terms = vocabulary("use", "zebra", "iris", "scan")  # falling in frequency
    assert telling_words(matrix([[1, 1, 1, 0], [1, 0, 0, 1]]), terms, [0, 1], 2) == [
        "iris, zebra",
        "scan, use",
    ]


def test_nearest_clauses_leave_out_the_clause_itself():
    weights = tfidf(matrix([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]]))
    nearest = nearest_clauses(weights, 0, n=3)
    assert nearest.index.tolist() == [1, 2, 3]
    assert nearest.iloc[0] == pytest.approx(1)
    assert nearest.iloc[2] == 0


def test_the_nearest_clause_may_be_asked_of_other_owners():
    weights = tfidf(matrix([[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1], [1, 1, 1, 0]]))
    assert nearest_of_each(weights, [0])["nearest"].tolist() == [1]
    nearest = nearest_elsewhere(weights, [0], pd.Series(["a", "a", "b", "b"]))
    assert nearest["nearest"].tolist() == [2]
    about = {"biometric": [1]}
    samples, owner = {"biometric": [0]}, pd.Series(["a", "a", "b", "b"])
    assert same_category(weights, samples, about) == {"biometric": 1}
    assert same_category(weights, samples, about, owner) == {"biometric": 0}


def test_a_company_has_the_words_of_all_its_documents(corpus):
    counts = matrix([[1, 0], [0, 1], [0, 0], [0, 0], [0, 0]])
    table = companies_with(corpus, counts, corpus.presence)
    assert table.loc["Acorn"].tolist() == [True, True]
    assert table.loc["Birch"].tolist() == [False, True]


def test_terms_are_found_by_their_words():
    assert find_terms(VOCABULARY, ["Camera", "camera lens"]).tolist() == [0, 4]
    assert clauses_with(WITH_CAMERAS, [0]).tolist() == [0, 1, 2, 3]
    assert clauses_with(WITH_CAMERAS, [3, 4]).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("term", "reason"),
    [("the", "a stop word"), ("quokka", "fewer than three"), ("zebu", "not in the tables")],
)
def test_a_term_without_counts_says_so_and_what_to_run(term, reason):
    with pytest.raises(CorpusError, match=rf"“{term}” \(.*{reason}.*make corpus"):
        find_terms(VOCABULARY, ["camera", term])


def test_collocates_stand_together_more_often_than_by_chance():
    table = collocates(WITH_CAMERAS, VOCABULARY, [0, 1, 2], least=2)
    assert table.index.tolist() == ["camera lens", "lens", "camera"]
    assert table.loc["lens", "pmi"] == pytest.approx(1)  # twice as often as by chance
    assert table.loc["camera", ["clauses", "of all"]].tolist() == [3, 4]


def test_words_on_days_are_of_the_companies_followed_on_all(corpus):
    """Acorn has the camera in clause 0, to February 2021; Birch comes in April, and is no company of both days."""
    counts = matrix([[1, 0, 0, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 0], [1, 0, 0, 0, 0]])
    spans = corpus.presence[corpus.presence["document"] != "c"]
    table, n = words_on_days(
        corpus, counts, VOCABULARY, spans, pd.to_datetime(["2020-12-31", "2021-01-20"])[1:]
    )
    assert n == 1 and table.to_dict() == {2021: {"camera": 1, "lens": 1}}


def test_what_rose_stands_before_what_fell():
    shares = pd.DataFrame({2022: [0.1, 0.5, 0.3], 2026: [0.4, 0.1, 0.3]}, index=["up", "down", "level"])
    assert moved_most(shares, rose=1, fell=1).index.tolist() == ["up", "down"]


def test_kinds_fill_all_rows_together():
    kinds = kinds_of_entries(VOCABULARY)
    assert kinds["share of rows filled"].sum() == pytest.approx(1)
    assert kinds.loc["word", ["entries", "median"]].tolist() == [2, 3.5]
