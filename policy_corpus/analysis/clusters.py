"""Data-collection clauses → clusters, one number a clause; and what a person needs to name them.

The method, chosen by `make compare` (data/results/cluster_methods.csv): TF-IDF over stems, latent semantic
analysis, and the consensus of many runs of k-means.

    python -m policy_corpus.analysis.clusters          # describe each cluster, to name it in data/clusters.csv
"""

import argparse
import sys

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.analysis.cluster_names import COMMAND, N_CLUSTERS, digest, telling_terms
from policy_corpus.analysis.consensus import cluster_points
from policy_corpus.analysis.corpus import Corpus, load_corpus
from policy_corpus.analysis.vectors import DIMENSIONS, centres, count_terms, lsa, tfidf
from policy_corpus.analysis.wordings import collection_wordings
from policy_corpus.errors import exit_code

N_CENTRAL = 8  # clauses near each centre, whose places are printed


def cluster_clauses(
    clauses, n_clusters: int, seed: int = 0, sample_weight=None, n_dimensions: int = DIMENSIONS
) -> np.ndarray:
    """One cluster number per clause, 0 the largest: TF-IDF over stems, latent semantic analysis, consensus.

    `clauses` is a list of texts or a clause–term matrix (clauses × terms) of counts. The same input and seed
    give the same numbers. ValueError where there are fewer different clauses than clusters.
    """
    if not sparse.issparse(clauses) and np.ndim(clauses) < 2:
        clauses = count_terms(clauses)
    return cluster_points(lsa(tfidf(clauses), n_dimensions), n_clusters, seed, sample_weight)


# ---------------------------------------------------------------- the command


def describe(corpus: Corpus) -> str:
    """What a person needs to name the clusters: telling terms, places near the centre, nearest neighbour."""
    language = collection_wordings(corpus)
    points = lsa(tfidf(language.counts), N_CLUSTERS)
    labels = cluster_points(points, N_CLUSTERS, 0, language.weights)
    telling, places = telling_terms(language, labels), _places(corpus.presence)
    middle = centres(points, labels)
    similarity = middle @ middle.T - 2 * np.eye(len(middle))
    lines = [f"digest {digest(telling)}"]
    for number, terms in telling.items():
        rows = np.flatnonzero(labels == number)
        near = rows[np.argsort(-(points[rows] @ middle[number]), kind="stable")[:N_CENTRAL]]
        other = int(similarity[number].argmax())
        lines += [
            "",
            f"{number}: {len(rows):,} wordings ({len(rows) / len(labels):.1%})",
            f"  terms: {terms}",
            f"  its nearest neighbour is {other} ({similarity[number, other]:.2f}), which has instead: "
            + ", ".join(term for term in telling[other].split(", ") if term not in terms.split(", ")),
            *(f"  near its centre: {places[language.first.iloc[row]]}" for row in near),
        ]
    return "\n".join(lines)


def _places(presence: pd.DataFrame) -> pd.Series:
    """Document, first day and section of each clause, as text."""
    first = presence.sort_values(["from", "document"], kind="stable").drop_duplicates("clause")
    text = (
        first["document"].astype(str) + " " + first["from"].astype(str) + " " + first["section"].astype(str)
    )
    return pd.Series(text.to_numpy(), index=first["clause"])


def main(arguments: list[str] | None = None) -> int:
    """Print what is needed to name the clusters; 2 for bad input."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__.split("\n\n")[0])
    parser.parse_args(arguments)
    return exit_code(lambda: print(describe(load_corpus())))


if __name__ == "__main__":
    sys.exit(main())
