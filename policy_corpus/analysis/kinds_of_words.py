"""data/words_of_a_kind.csv and a vocabulary → the kind of each of its tokens in a category, as a number.

Words of a kind name the same thing: "occupation" and "job title", "train" and "develop". Where a policy spoke of the
kind, another word for it is no news. A multiword term is of the first kind of the table that one of its words is of.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np

from policy_corpus.files import read_csv
from policy_corpus.paths import DATA

WORDS_OF_A_KIND = DATA / "words_of_a_kind.csv"


def kinds_of_words(tokens: Iterable[str], category: str, path: Path = WORDS_OF_A_KIND) -> np.ndarray:
    """The kind of each token, numbered from 1 in the table's order; 0 of a token, or a category, without one."""
    kinds = _kinds(category, path)
    return np.array(
        [next((n for n, of_kind in kinds if any(map(of_kind, token.split()))), 0) for token in tokens], int
    )


@cache
def _kinds(category: str, path: Path) -> list[tuple[int, "re.Pattern.fullmatch"]]:
    """The numbers of a category's kinds, each with a test of words; * stands for any ending."""
    own = [words for of, _, words in read_csv(path)[1] if of == category]
    tests = (
        re.compile("|".join(re.escape(w).replace(r"\*", r"\w*") for w in words.split())) for words in own
    )
    return [(number, test.fullmatch) for number, test in enumerate(tests, start=1)]
