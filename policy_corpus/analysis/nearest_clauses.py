"""Vectors of clauses → is the clause nearest to one about a category about it as well: a check of the vectors."""

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import clauses_of
from policy_corpus.analysis.terms import nearest_of_each, same_category
from policy_corpus.analysis.validation import share_of_sample
from policy_corpus.analysis.vectors import tfidf

MARKER = 0.5  # a word marks a category if so large a share of its clauses are about it


def first_companies(corpus: Corpus) -> pd.Series:
    """The company that had each clause first."""
    first = corpus.presence.sort_values(["from", "document"]).drop_duplicates("clause").set_index("clause")
    return first["document"].map(corpus.documents.set_index("document")["company"]).sort_index()


def drawn(about: dict[str, pd.Index], n: int, seed: int = 0) -> dict[str, np.ndarray]:
    """At most n clauses drawn at random from each category's, ascending."""
    generator = np.random.default_rng(seed)
    return {c: np.sort(generator.choice(rows, min(n, len(rows)), replace=False)) for c, rows in about.items()}


def about_each(corpus: Corpus, categories: list[str]) -> dict[str, pd.Index]:
    """The clauses about each category, whatever they say of it."""
    return {c: clauses_of(corpus, c, "any") for c in categories}


def same_as_nearest(
    corpus: Corpus, weights: sparse.csr_matrix, samples: dict[str, np.ndarray], about: dict[str, pd.Index]
) -> pd.DataFrame:
    """How often the nearest clause of other wording is about the same category, one row a category (shares 0–1).

    Columns: value, low, high (95 % Wilson), n (sample); chance (share of all clauses that are about it), same_stance
    (of these, also of the same stance), same_company (the nearest clause is of the same company).
    """
    company, rows = first_companies(corpus).to_numpy(), {}
    for c, sample in samples.items():
        nearest, stance = (
            nearest_of_each(weights, sample)["nearest"],
            corpus.clauses[f"{c}_stance"].to_numpy(),
        )
        value, low, high = share_of_sample(int(nearest.isin(about[c]).sum()), len(sample))
        rows[c] = {"value": value, "low": low, "high": high, "n": len(sample)}
        rows[c] |= {"chance": corpus.clauses[f"{c}_about"].mean()}
        rows[c] |= {"same_stance": (stance[nearest] == stance[sample]).mean()}
        rows[c] |= {"same_company": (company[nearest] == company[sample]).mean()}
    return pd.DataFrame(rows).T.astype({"n": int})


def harder(
    corpus: Corpus,
    counts: sparse.csr_matrix,
    vocabulary: pd.DataFrame,
    samples: dict[str, np.ndarray],
    about: dict[str, pd.Index],
) -> pd.DataFrame:
    """The same shares under harder tests, categories × tests.

    Among other companies' clauses; without the words that mark the category; both.
    """
    company, rows = first_companies(corpus), {}
    for c, sample in samples.items():
        within = np.asarray((counts[about[c]] > 0).sum(axis=0)).ravel()
        kept = vocabulary["kind"].isin(["word", "multiword"]) & (within < MARKER * vocabulary["clauses"])
        blind, every = tfidf(counts[:, kept.to_numpy()]), tfidf(counts)
        own = {c: sample}, {c: about[c]}
        rows[c] = {
            "other_companies": same_category(every, *own, company)[c],
            "without_marking_words": same_category(blind, *own)[c],
            "both": same_category(blind, *own, company)[c],
        }
    return pd.DataFrame(rows).T
