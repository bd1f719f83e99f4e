"""Words that name the same thing, and the published table of them."""

import pytest

from policy_corpus.analysis.corpus import load_term_matrix
from policy_corpus.analysis.kinds_of_words import WORDS_OF_A_KIND, kinds_of_words
from policy_corpus.categories import STORY
from policy_corpus.files import read_csv


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "kinds.csv"
    path.write_text("category,kind,words\ntools,digging,spade* dig\ntools,cutting,shears saw*\n", "utf-8")
    return path


def test_a_word_is_of_the_kind_that_names_it_or_begins_it(table):
    tokens = ["spade", "spades", "dig", "digger", "saws", "seed"]
    assert kinds_of_words(tokens, "tools", table).tolist() == [1, 1, 1, 0, 2, 0]


def test_a_term_is_of_the_first_kind_that_one_of_its_words_is_of(table):
    assert kinds_of_words(["sharp saw", "saw spade"], "tools", table).tolist() == [2, 1]


def test_a_category_without_kinds_has_none(table):
    assert kinds_of_words(["spade"], "seeds", table).tolist() == [0]


@pytest.mark.parametrize("category", STORY)
def test_the_published_table_names_words_that_policies_use(category):
    tokens = load_term_matrix()[1]["token"].tolist()
    kinds = kinds_of_words(tokens, category)
    listed = [kind for of, kind, _ in read_csv(WORDS_OF_A_KIND)[1] if of == category]
    assert set(kinds) == set(range(len(listed) + 1))


def test_face_and_selfie_are_one_kind_and_iris_is_another():
    face, selfie, iris = kinds_of_words(["face", "selfie", "iris"], "biometric")
    assert face == selfie != iris
