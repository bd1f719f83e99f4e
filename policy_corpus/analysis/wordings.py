"""The corpus → the wordings of its data-collection language, which are clustered: near-duplicates as one, weighed.

Clauses that the collection classifier takes and that were in force in a main document count, no company for
more than a median one has.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.bootstrap import draw
from policy_corpus.analysis.corpus import Corpus, load_term_matrix
from policy_corpus.analysis.near_duplicates import near_duplicates
from policy_corpus.analysis.select import main_documents
from policy_corpus.analysis.vectors import by_stem
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.paths import DATA

COMMON = 0.2  # of wordings; a term in more says that data are used, not what or why
MOST = 100  # no company weighs more than so many wordings; a median company has about as many
FEWEST_TERMS = 2  # a wording with one content word has no direction of its own
RAREST = 5  # wordings; a term in fewer cannot tell a cluster


@dataclass(frozen=True)
class Wordings:
    """The data-collection language of the main policies, near-duplicates as one *wording*.

    `clauses` gives each clause its wording, `first` each wording its first clause; rows of `counts` (wordings ×
    terms) and of `weights` are those of `first`. `companies` has one row per wording and company whose policy
    had it. `common` are the terms too common to tell a cluster, `n_in_force` the distinct clauses in force,
    whatever the classifier says of them, `n_near` the wordings before those with too few terms were set aside.
    """

    clauses: pd.Series
    first: pd.Series
    companies: pd.DataFrame
    counts: sparse.csr_matrix
    terms: pd.DataFrame
    weights: pd.Series
    common: list[str]
    n_in_force: int
    n_near: int

    def steps(self) -> pd.Series:
        """How many are left at each step from clauses to wordings, by its name."""
        return pd.Series(
            {
                "distinct clauses in force in a main document": self.n_in_force,
                "wordings about collecting data, when near-copies count once": self.n_near,
                f"of these, wordings of {FEWEST_TERMS} content words or more": len(self.first),
            }
        )


def collection_clauses(corpus: Corpus) -> pd.Index:
    """The numbers of the clauses that the classifier takes for data collection."""
    threshold = round(1000 * CollectionClassifier.read(DATA / "collection_classifier.csv").threshold)
    return corpus.clauses.index[corpus.clauses["collection_score"] >= threshold]


def at_threshold(corpus: Corpus, threshold: float) -> Corpus:
    """The corpus with no clause taken for collection but those of a score of `threshold` (0 to 1) or more."""
    score = corpus.clauses["collection_score"]
    taken = score.where(score >= 1000 * threshold, 0)
    return replace(corpus, clauses=corpus.clauses.assign(collection_score=taken))


def collection_wordings(corpus: Corpus) -> Wordings:
    """The data-collection language of the main policies: near-duplicates once, no company dominating."""
    counts, vocabulary = load_term_matrix(corpus.folder)
    documents = main_documents(corpus)
    in_force = corpus.presence[corpus.presence["document"].isin(documents["document"])]
    spans = in_force[in_force["clause"].isin(collection_clauses(corpus))]
    numbers = np.sort(spans["clause"].unique())
    wording = pd.Series(near_duplicates(counts[numbers]), index=numbers)
    first = pd.Series(numbers, index=wording.to_numpy()).groupby(level=0).first()
    n_near = len(first)
    term_counts, terms = by_stem(counts[first.to_numpy()], vocabulary, RAREST)
    common = terms["clauses"] > COMMON * n_near
    term_counts = term_counts[:, np.flatnonzero(~common)]
    enough = np.diff(term_counts.indptr) >= FEWEST_TERMS
    first = first[enough]
    companies = _companies_with(wording, first.index, spans, documents)
    return Wordings(
        clauses=wording[wording.isin(first.index)],
        first=first,
        companies=companies,
        counts=term_counts[np.flatnonzero(enough)],
        terms=terms[~common].reset_index(drop=True),
        weights=company_weights(companies, MOST).reindex(first.index),
        common=terms.loc[common, "token"].tolist(),
        n_in_force=in_force["clause"].nunique(),
        n_near=n_near,
    )


def _companies_with(
    wording: pd.Series, kept: pd.Index, spans: pd.DataFrame, documents: pd.DataFrame
) -> pd.DataFrame:
    """One row per wording that is kept and company whose main policy had it: wording, company."""
    pairs = spans[["clause", "document"]].drop_duplicates()
    pairs = pairs.assign(wording=pairs["clause"].map(wording))
    pairs["company"] = pairs["document"].map(documents.set_index("document")["company"])
    return pairs.loc[pairs["wording"].isin(kept), ["wording", "company"]].drop_duplicates()


def company_weights(companies: pd.DataFrame, most: int, seed: int | None = None) -> pd.Series:
    """The weight of each wording such that no company counts for more than `most` of them.

    `companies` has one row per wording and company. With a seed, the companies are a bootstrap sample, and a
    wording of none that was drawn weighs nothing.
    """
    sizes = companies.groupby("company")["wording"].size()
    drawn = np.ones(len(sizes))
    if seed is not None:
        drawn = draw(len(sizes), seed, 1)[0]
    weight = companies["company"].map((most / sizes).clip(upper=1) * drawn)
    return weight.groupby(companies["wording"]).max()


def drawn_weights(language: Wordings, seed: int) -> pd.Series:
    """The wordings' weights in a bootstrap sample of companies; 0 for wordings of none that was drawn."""
    weights = company_weights(language.companies, MOST, seed)
    return weights.reindex(language.first.index).fillna(0)
