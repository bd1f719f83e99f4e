"""Clauses about a category → the clauses of other companies that are worded nearly the same."""

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.near_duplicates import NEAR_DUPLICATE
from policy_corpus.analysis.select import is_twin
from policy_corpus.extract.reading import LONG_CLAUSE
from policy_corpus.similarity import jaccard_rows

FEWEST_TERMS = 5  # counted words of a clause, below which near wordings are near by chance
MOST = 5  # that are told of a clause
COLUMNS = ["clause", "like", "similarity", "document", "platform", "since"]


def near_wordings(corpus: Corpus, counts: sparse.csr_matrix, clauses, most: int = MOST) -> pd.DataFrame:
    """For each of some clauses those of the others that other companies word nearly the same: COLUMNS.

    `like` is the other's clause, `similarity` the Jaccard similarity of their counted words (`NEAR_DUPLICATE` or more),
    `platform` and `document` those that had it first among the other companies', `since` from which day. No platform
    is told twice of a clause; the most similar come first, of equals the earliest, `most` at most. Clauses of few words
    are near to nothing, and twins are not told.
    """
    numbers = np.array(sorted(set(clauses)), np.int64)
    tokens = sparse.csr_matrix(counts[numbers] > 0, dtype=np.int32)
    long = corpus.clauses["words"].to_numpy()[numbers] >= LONG_CLAUSE
    numbers, tokens = (part[long & (np.diff(tokens.indptr) >= FEWEST_TERMS)] for part in (numbers, tokens))
    similar = jaccard_rows(tokens)
    ours, theirs = np.nonzero(similar >= NEAR_DUPLICATE)
    pairs = pd.DataFrame(
        {"clause": numbers[ours], "like": numbers[theirs], "similarity": similar[ours, theirs].round(6)}
    )
    spans = corpus.presence.loc[corpus.presence["clause"].isin(numbers), ["clause", "document", "from"]]
    owners = corpus.documents[["document", "platform", "company"]].astype(object)
    spans = spans.astype({"document": object}).merge(owners, on="document")
    own = spans.groupby("clause")["company"].agg(frozenset)
    spans = spans[~is_twin(spans["document"])]
    held = spans.sort_values(["from", "document"], kind="stable").drop_duplicates(["clause", "platform"])
    found = pairs.merge(held.rename(columns={"clause": "like", "from": "since"}), on="like")
    of_others = [
        company not in own[clause] for clause, company in zip(found["clause"], found["company"], strict=True)
    ]
    found = found[of_others].assign(distance=-found["similarity"])
    found = found.sort_values(["clause", "distance", "since", "platform"], kind="stable")
    found = found.drop_duplicates(["clause", "platform"]).groupby("clause").head(most)
    return found[COLUMNS].reset_index(drop=True)
