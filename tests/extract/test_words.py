"""From clauses to token counts, on invented clauses."""

from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pytest

from policy_corpus.extract.identity import clause_number
from policy_corpus.extract.rows import Rows
from policy_corpus.extract.shards import tables_in
from policy_corpus.extract.word_parts import COMPANIES, summed
from policy_corpus.extract.words import COLLOCATION_CLAUSES, Counting, Words
from policy_corpus.extract.workers import InProcess


class Keys(list):
    """A part of rows that has these clauses."""

    def __init__(self, keys: list[str]):
        super().__init__(keys)
        numbers = np.array(list(map(clause_number, keys)), np.uint64)
        self.rows = Rows(numbers, np.zeros(len(keys), np.uint64))

    def clause_keys(self) -> list[str]:
        return list(self)


@pytest.fixture
def counted(tmp_path):
    """Counts clauses, in one part unless others are given as sizes."""

    def count(keys: list[str], companies: list[int] | None = None, parts: int = 1, known=()) -> Words:
        each = -(-len(keys) // parts)
        own = [Keys(keys[begin : begin + each]) for begin in range(0, len(keys), each)]
        scratch = Path(mkdtemp(dir=tmp_path))
        counting = Counting(own, InProcess(), tmp_path, scratch)
        return counting.result(np.array(companies or [0] * len(keys)), known)

    return count


def table(words: Words) -> dict[str, list]:
    """The columns of the clauses of all parts."""
    parts = [tables_in(file)[0].to_pydict() for file in words.files]
    return {name: [value for part in parts for value in part[name]] for name in parts[0]}


def rows(words: Words) -> list[dict[str, int]]:
    """Token → count of each clause."""
    columns = table(words)
    return [
        dict(zip(map(words.vocabulary.__getitem__, tokens), counts, strict=True))
        for tokens, counts in zip(columns["tokens"], columns["counts"], strict=True)
    ]


def multiwords(words: Words) -> list[str]:
    return [token for token, kind in zip(words.vocabulary, words.kind, strict=True) if kind == "multiword"]


def test_words_are_counted_and_the_rest_is_named(counted):
    words = counted(["the sail and the sail", "sail the 2nd boat", "sail"])
    assert dict(zip(words.vocabulary, words.kind, strict=True)) == {
        "and": "stop",
        "the": "stop",
        "boat": "rare",
        "sail": "word",
    }
    assert dict(zip(words.vocabulary, words.clauses.tolist(), strict=True)) == {
        "and": 1,
        "the": 2,
        "boat": 1,
        "sail": 3,
    }
    assert rows(words) == [{"sail": 2}, {"sail": 1}, {"sail": 1}]


def test_the_size_of_a_clause_is_that_of_all_its_words(counted):
    found = table(counted(["the harbour master's 2 sails", "sail"]))
    assert found["words"] == [5, 1]
    assert found["letters"] == [3 + 7 + 8 + 1 + 5, 4]
    assert found["syllables"] == [1 + 2 + 2 + 1 + 1, 1]


def test_counts_are_the_same_whatever_the_order_of_the_clauses(counted):
    keys = ["sail on", "oar and sail", "oar oar", "sail oar"]
    there, back = rows(counted(keys)), rows(counted(keys[::-1]))
    assert there == back[::-1]
    assert counted(keys).vocabulary == counted(keys[::-1]).vocabulary


def clauses_with(term: str, number: int) -> list[str]:
    """Clauses that hold a term, each among other words, and as many that do not."""
    return [f"{term} w{chr(97 + i % 26)}x" for i in range(number)] + [
        "boats moor here at night"
    ] * 20 * number


def test_words_that_keep_together_make_a_term(counted):
    keys = clauses_with("harbour master", COLLOCATION_CLAUSES)
    assert "harbour master" in multiwords(counted(keys, [i % COMPANIES for i in range(len(keys))]))
    keys = clauses_with("harbour master", COLLOCATION_CLAUSES - 1)
    assert "harbour master" not in multiwords(counted(keys, [i % COMPANIES for i in range(len(keys))]))


def test_three_words_may_make_a_term(counted):
    keys = clauses_with("harbour master office", COLLOCATION_CLAUSES)
    found = multiwords(counted(keys, [i % COMPANIES for i in range(len(keys))]))
    assert {"harbour master", "master office", "harbour master office"} <= set(found)


def test_what_too_few_companies_say_makes_no_term(counted):
    keys = clauses_with("harbour master", 4 * COLLOCATION_CLAUSES)
    assert "harbour master" not in multiwords(counted(keys, [i % (COMPANIES - 1) for i in range(len(keys))]))


@pytest.mark.parametrize("parts", [2, 5, 40])
def test_counts_do_not_depend_on_the_parts(counted, parts):
    keys = [
        *clauses_with("harbour master office", COLLOCATION_CLAUSES),
        "oars and oars",
        "a 2nd oars",
        "ahoy",
    ]
    companies, known = [i % 5 for i in range(len(keys))], ["ahoy", "oars and oars", "a buoy"]
    whole, apart = (counted(keys, companies, number, known) for number in (1, parts))
    assert {"ahoy", "oars and oars", "harbour master office"} <= set(whole.vocabulary)
    assert (apart.vocabulary, apart.kind) == (whole.vocabulary, whole.kind)
    assert apart.clauses.tolist() == whole.clauses.tolist()
    assert table(apart) == table(whole)


def test_sums_may_be_summed_again_and_tell_whether_companies_are_enough():
    companies = np.arange(2 * COMPANIES)
    terms, ones = np.full(len(companies), 7), np.ones(len(companies), np.int64)
    parts = [summed(terms[own], companies[own], ones[own]) for own in (slice(0, 1), slice(1, None))]
    again = summed(*(np.concatenate([part[name] for part in parts]) for name in parts[0].column_names))
    assert again["clauses"].to_pylist() == [1] * (COMPANIES - 1) + [COMPANIES + 1]
    assert summed(terms[:2], companies[[0, 0]], ones[:2]).to_pylist() == [
        {"term": 7, "company": 0, "clauses": 2}
    ]
