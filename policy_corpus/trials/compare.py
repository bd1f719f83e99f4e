"""Clauses and labelled segments → data/results/cluster_methods.csv: ways of clustering, side by side.

    python -m policy_corpus.trials.compare [--labelled opp115_dev.csv]

Every method makes 20 clusters of the corpus's wordings. Stability is the adjusted Rand index, the mean over
pairs of 10 seeds, and of 10 bootstrap samples of companies. Fit to labels is the normalised mutual information
with OPP-115's (Wilson et al. 2016), on segments with one label, measured twice: for clusters that the method
makes of the segments themselves, and for segments assigned to the corpus's clusters. Without the labelled
segments these two columns keep the numbers the table has. Takes about 8 minutes on two cores.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import normalized_mutual_info_score, silhouette_score
from threadpoolctl import threadpool_limits

from policy_corpus.analysis.cluster_stability import mean_adjusted_rand
from policy_corpus.analysis.corpus import load_corpus, load_term_matrix
from policy_corpus.analysis.vectors import centres, lsa, stem, stems_and_pairs, tfidf
from policy_corpus.analysis.wordings import COMMON, RAREST, Wordings, collection_wordings, drawn_weights
from policy_corpus.errors import exit_code
from policy_corpus.files import write_table
from policy_corpus.paths import RESULTS
from policy_corpus.progress import steps, watch
from policy_corpus.trials.clustering_methods import WAYS, Way, nearest_centre
from policy_corpus.trials.labelled_texts import read_segments

OUT = RESULTS / "cluster_methods.csv"
COMMAND = "python -m policy_corpus.trials.compare"
TIMES = 10  # seeds, and bootstrap samples of companies
SILHOUETTE_SAMPLE = 5_000  # wordings
LABEL_COLUMNS = ["nmi_segments", "ari_segments", "nmi_assigned"]


def compare(
    language: Wordings, scores: np.ndarray, segments: pd.DataFrame | None, ways: Sequence[Way] = WAYS
) -> pd.DataFrame:
    """One row a method: dimensions, ari_seeds, ari_companies, silhouette, clusters, left_out, `LABEL_COLUMNS`.

    `scores` are the collection classifier's, of each wording's first clause; `segments` has text and label, or is
    None.
    """
    rows = []
    for way in steps(ways, "methods"):
        started = time.monotonic()
        labels, stability = _stability(language, scores, way)
        row = {"method": way.name, "dimensions": way.dimensions} | stability
        if segments is not None:
            row |= _fit_to_labels(language, segments, way, labels)
        rows.append(row)
        print(f"{way.name}: {time.monotonic() - started:.0f} s", *row.values(), file=sys.stderr, flush=True)
    return pd.DataFrame(rows).round(3)


# ---------------------------------------------------------------- the corpus's wordings


def _stability(language: Wordings, scores: np.ndarray, way: Way) -> tuple[np.ndarray, dict]:
    """The clusters of the first seed, and how steady they are over seeds and samples of companies."""
    counts, terms = _terms_of_corpus(language, way)
    weights = tfidf(counts)
    points = lsa(weights, way.dimensions)
    by_score = scores / scores.max() if way.by_score else np.ones(len(scores))
    row_weights = by_score * language.weights.to_numpy()
    seeds = [way.method(weights, points, terms, seed, row_weights) for seed in range(TIMES)]
    samples = []
    for seed in range(TIMES):
        drawn = by_score * drawn_weights(language, seed).to_numpy()
        space = lsa(weights, way.dimensions, drawn) if way.refit else points
        samples.append(way.method(weights, space, terms, 0, drawn))
    labels, kept = seeds[0], np.flatnonzero(seeds[0] >= 0)
    return labels, {
        "ari_seeds": mean_adjusted_rand(seeds),
        "ari_companies": mean_adjusted_rand(samples),
        "silhouette": _silhouette(lsa(weights)[kept], labels[kept]),
        "clusters": len(np.unique(labels[kept])),
        "left_out": float((labels < 0).mean()),
    }


def _silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """In the same 50 dimensions for all: with fewer it is higher, which says nothing of the clusters."""
    return silhouette_score(points, labels, sample_size=SILHOUETTE_SAMPLE, random_state=0)


def _terms_of_corpus(language: Wordings, way: Way) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The counts and the terms that this way takes (wordings × terms; terms)."""
    if way.stems:
        counts, terms = language.counts, language.terms["token"].to_numpy()
    else:
        counts, vocabulary = load_term_matrix()
        counts = counts[language.first.to_numpy()]
        share = np.diff(counts.tocsc().indptr) / counts.shape[0]
        kept = np.flatnonzero((share * counts.shape[0] >= RAREST) & (share <= COMMON))
        counts, terms = counts[:, kept], vocabulary["token"].to_numpy()[kept]
    if not way.pairs:
        words = np.flatnonzero(~pd.Series(terms).str.contains(" ").to_numpy())
        counts, terms = counts[:, words], terms[words]
    return counts, terms


# ---------------------------------------------------------------- labelled segments


def _fit_to_labels(language: Wordings, segments: pd.DataFrame, way: Way, labels: np.ndarray) -> dict:
    """How far clusters of the segments, and the corpus's clusters (`labels`) on them, agree with their labels."""
    of_segments = _clusters_of_segments(tuple(segments["text"]), way.method, way.stems, way.pairs)
    counts, terms = _terms_of_corpus(language, way)
    known = _counts_of(segments["text"], terms, way)
    both = lsa(tfidf(sparse.vstack([counts, known])), way.dimensions)
    inside = np.flatnonzero(labels >= 0)
    assigned = nearest_centre(both[len(labels) :], centres(both[inside], labels[inside]))
    truth = segments["label"]
    return {
        "nmi_segments": np.mean([normalized_mutual_info_score(truth, found) for found in of_segments]),
        "ari_segments": mean_adjusted_rand(of_segments),
        "nmi_assigned": normalized_mutual_info_score(truth, assigned),
    }


@cache  # weights of companies and by score change nothing here
def _clusters_of_segments(
    texts: tuple[str, ...], method: Callable, stems: bool, pairs: bool
) -> list[np.ndarray]:
    """The method's clusters of the segments themselves, in the dimensions `cluster_clauses` takes for them."""
    counts, terms = count_terms_of(texts, stems, pairs)
    weights = tfidf(counts)
    points, ones = lsa(weights), np.ones(len(texts))
    return [method(weights, points, terms, seed, ones) for seed in range(TIMES)]


def count_terms_of(
    texts: Iterable[str], stems: bool = True, pairs: bool = True
) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The texts' terms as `vectors.count_terms` counts them, or without stems or pairs (texts × terms; terms)."""

    def analyse(text):
        terms = _analyser(stems)(text)
        return terms if pairs else [term for term in terms if " " not in term]

    model = CountVectorizer(analyzer=analyse, min_df=5)
    return model.fit_transform(texts), model.get_feature_names_out()


def _counts_of(texts: Iterable[str], terms: np.ndarray, way: Way) -> sparse.csr_matrix:
    """The texts' counts of the corpus's terms; pairs of content words only where they adjoin."""
    form = stem if way.stems else str
    place = {" ".join(map(form, term.split())): column for column, term in enumerate(terms)}
    return CountVectorizer(analyzer=_analyser(way.stems), vocabulary=place).transform(texts)


def _analyser(stems: bool) -> Callable[[str], list[str]]:
    return stems_and_pairs if stems else _words_and_pairs


def _words_and_pairs(text: str) -> list[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return words + [" ".join(pair) for pair in pairwise(words)]


def with_one_label(segments: pd.DataFrame) -> pd.DataFrame:
    """OPP-115's segments that have one label: text, label."""
    single = segments[~segments["labels"].str.contains("|", regex=False)]
    named = single.rename(columns={"segment": "text", "labels": "label"})
    return named[["text", "label"]].reset_index(drop=True)


# ---------------------------------------------------------------- the command


def write(labelled: Path | None, out: Path) -> None:
    """Compare the methods and write the table, whole or not at all."""
    segments = with_one_label(read_segments(labelled, fewest=0)) if labelled else None
    corpus = load_corpus()
    language, scores = collection_wordings(corpus), corpus.clauses["collection_score"]
    with threadpool_limits(1):
        table = compare(language, scores[language.first].to_numpy(float), segments)
    if segments is None and OUT.exists():
        kept = pd.read_csv(OUT)[["method", *LABEL_COLUMNS]]
        table = table.merge(kept, on="method", how="left")
    write_table(out, table)


def main(arguments: list[str] | None = None) -> int:
    """Write the comparison; 2 for bad input."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__.split("\n\n")[0])
    parser.add_argument("--labelled", type=Path, help="OPP-115's segments: policy, segment, labels")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    watch()
    return exit_code(lambda: write(options.labelled, options.out))


if __name__ == "__main__":
    sys.exit(main())
