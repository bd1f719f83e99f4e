"""Counts of words by clause → what each word weighs, and what it tells of a category.

A word weighs its self-information, the log of how many clauses there are for one that has it. A corpus of fewer than
`SMALL` clauses cannot say how rare a word is; there the published corpus does (data/word_counts.csv), by these rules:

    a word           has as many clauses as in the published corpus, or in its own where those are more, and all
                     are of as many as the published corpus has
    a category       tells by the words' shares there; one that it lacks, as a user's own, by the corpus's own
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import load_term_matrix
from policy_corpus.paths import TABLES
from policy_corpus.word_counts import SMALL, WORD_COUNTS, WordCounts


@dataclass(frozen=True)
class WordWeights:
    """Clauses × words, the root of what each word weighs, so that products sum what is shared.

    `tokens` are the words. Where the corpus is small, `published` has a row for each: its clauses in the published
    corpus, and those about each category.
    """

    words: sparse.csr_matrix
    tokens: list[str]
    published: pd.DataFrame | None = None

    def telling(self, category: str, about: np.ndarray) -> np.ndarray:
        """What each word tells of a category, in nats: its self-information times the share of its clauses about it.

        `about` says which of the corpus's clauses are about the category.
        """
        has = (self.words > 0).astype(np.float64)
        clauses, of = (np.asarray(part.sum(axis=0)).ravel() for part in (has, has[about]))
        if self.published is not None and category in self.published:
            known = (self.published["clauses"] >= clauses).to_numpy()
            of = np.where(known, self.published[category], of)
            clauses = np.where(known, self.published["clauses"], clauses)
        return np.asarray(self.words.max(axis=0).todense()).ravel() ** 2 * (of / (clauses + 2))


def word_weights(folder: Path = TABLES, counts: Path = WORD_COUNTS) -> WordWeights:
    """What the words of a folder of tables weigh; `counts`, the published corpus's, is read where it is small."""
    matrix, vocabulary = load_term_matrix(folder)
    total, frequency, published = matrix.shape[0], vocabulary["clauses"].to_numpy(), None
    if total < SMALL:
        known = WordCounts.read(counts)
        published = known.tokens.drop(columns="kind").reindex(vocabulary["token"], fill_value=0)
        total, frequency = known.total, np.maximum(frequency, published["clauses"].to_numpy())
    weight = np.sqrt(np.log(max(total, 1) / np.maximum(frequency, 1)).clip(min=0))
    words = sparse.csr_matrix((weight[matrix.indices], matrix.indices, matrix.indptr), matrix.shape)
    return WordWeights(words, vocabulary["token"].tolist(), published)
