"""From clauses to token counts, on invented clauses."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from policy_corpus.extract.words import COLLOCATION_CLAUSES, COMPANIES, Words, count_words
from policy_corpus.extract.workers import InProcess


def counted(keys: list[str], companies: list[int] | None = None) -> Words:
    with TemporaryDirectory() as folder:
        return count_words(keys, np.array(companies or [0] * len(keys)), InProcess(), Path(folder))


def rows(words: Words) -> list[dict[str, int]]:
    """Token → count of each clause."""
    starts = words.starts.tolist()
    return [
        {words.vocabulary[words.tokens[i]]: int(words.counts[i]) for i in range(start, end)}
        for start, end in pairwise(starts)
    ]


def multiwords(words: Words) -> list[str]:
    return [token for token, kind in zip(words.vocabulary, words.kind, strict=True) if kind == "multiword"]


def test_words_are_counted_and_the_rest_is_named():
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


def test_the_size_of_a_clause_is_that_of_all_its_words():
    words = counted(["the harbour master's 2 sails", "sail"])
    assert words.words.tolist() == [5, 1]
    assert words.letters.tolist() == [3 + 7 + 8 + 1 + 5, 4]
    assert words.syllables.tolist() == [1 + 2 + 2 + 1 + 1, 1]


def test_counts_are_the_same_whatever_the_order_of_the_clauses():
    keys = ["sail on", "oar and sail", "oar oar", "sail oar"]
    there, back = rows(counted(keys)), rows(counted(keys[::-1]))
    assert there == back[::-1]
    assert counted(keys).vocabulary == counted(keys[::-1]).vocabulary


def clauses_with(term: str, number: int) -> list[str]:
    """Clauses that hold a term, each among other words, and as many that do not."""
    return [f"{term} w{chr(97 + i % 26)}x" for i in range(number)] + [
        "boats moor here at night"
    ] * 20 * number


def test_words_that_keep_together_make_a_term():
    keys = clauses_with("harbour master", COLLOCATION_CLAUSES)
    assert "harbour master" in multiwords(counted(keys, [i % COMPANIES for i in range(len(keys))]))
    keys = clauses_with("harbour master", COLLOCATION_CLAUSES - 1)
    assert "harbour master" not in multiwords(counted(keys, [i % COMPANIES for i in range(len(keys))]))


def test_three_words_may_make_a_term():
    keys = clauses_with("harbour master office", COLLOCATION_CLAUSES)
    found = multiwords(counted(keys, [i % COMPANIES for i in range(len(keys))]))
    assert {"harbour master", "master office", "harbour master office"} <= set(found)


def test_what_too_few_companies_say_makes_no_term():
    keys = clauses_with("harbour master", 4 * COLLOCATION_CLAUSES)
    assert "harbour master" not in multiwords(counted(keys, [i % (COMPANIES - 1) for i in range(len(keys))]))
