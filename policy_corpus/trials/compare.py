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
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import normalized_mutual_info_score, silhouette_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from policy_corpus.analysis.cluster_names import N_CLUSTERS
from policy_corpus.analysis.cluster_stability import mean_adjusted_rand
from policy_corpus.analysis.consensus import cluster_points
from policy_corpus.analysis.corpus import load_corpus, load_term_matrix
from policy_corpus.analysis.vectors import centres, lsa, stem, stems_and_pairs, tfidf
from policy_corpus.analysis.wordings import COMMON, RAREST, Wordings, collection_wordings, drawn_weights
from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.files import write_table
from policy_corpus.paths import DATA
from policy_corpus.progress import steps, watch

OUT = DATA / "results" / "cluster_methods.csv"
ANCHORS = DATA / "cluster_anchors.csv"
COMMAND = "python -m policy_corpus.trials.compare"
TIMES = 10  # seeds, and bootstrap samples of companies
SAMPLE = 5_000  # wordings that the methods which compare all pairs are fitted on
PULL = 0.2  # of an anchored centre that stays at its anchor
LABEL_COLUMNS = ["nmi_segments", "ari_segments", "nmi_assigned"]


# Each method: weights (rows × terms, TF-IDF), points (rows × dimensions), terms, seed, row weights → labels,
# −1 where it leaves a row out.


def kmeans(weights, points, terms, seed, weight) -> np.ndarray:
    """K-means as it is mostly run: five starts, the best kept."""
    return KMeans(N_CLUSTERS, n_init=5, random_state=seed).fit(points, sample_weight=weight).predict(points)


def consensus(weights, points, terms, seed, weight) -> np.ndarray:
    """What `cluster_clauses` does."""
    return cluster_points(points, N_CLUSTERS, seed, weight)


def spherical(weights, points, terms, seed, weight) -> np.ndarray:
    """K-means by cosine on the terms themselves, from rows drawn at random."""
    rows = np.random.default_rng(seed).choice(len(weight), N_CLUSTERS, replace=False, p=weight / weight.sum())
    return _spherical(weights, weights[rows].toarray(), weight, 0.0)


def anchored(weights, points, terms, seed, weight) -> np.ndarray:
    """The same from anchors that keep a pull on their centre; the smallest go until 20 are left."""
    anchors = pd.read_csv(ANCHORS)["words"].str.split()
    stems = [" ".join(map(stem, term.split())) for term in terms]
    inverse = np.log((1 + weights.shape[0]) / (1 + np.diff(weights.tocsc().indptr))) + 1
    starts = np.array([np.isin(stems, [stem(w) for w in words]) * inverse for words in anchors])
    return _spherical(weights, starts[starts.any(axis=1)], weight, PULL)


def _spherical(weights, starts, weight, pull) -> np.ndarray:
    anchors = normalize(starts)
    middle, weighted = anchors, sparse.diags(weight) @ weights
    while True:
        for _ in range(10 if len(middle) <= N_CLUSTERS else 2):
            labels = np.asarray(weights @ middle.T).argmax(axis=1)
            means = normalize((_members(labels, len(middle)).T @ weighted).toarray())
            middle = normalize(
                pull * anchors + (1 - pull) * np.where(means.any(axis=1)[:, None], means, middle)
            )
        if len(middle) <= N_CLUSTERS:
            return labels
        smallest = np.bincount(labels, weight, len(middle)).argmin()
        anchors, middle = np.delete(anchors, smallest, 0), np.delete(middle, smallest, 0)


def nmf(weights, points, terms, seed, weight) -> np.ndarray:
    """The largest of 20 non-negative factors."""
    model = NMF(N_CLUSTERS, init="nndsvdar", max_iter=60, tol=1e-3, random_state=seed)
    model.fit(sparse.diags(np.sqrt(weight)) @ weights)
    return normalize(model.transform(weights)).argmax(axis=1)


def ward(weights, points, terms, seed, weight) -> np.ndarray:
    """Agglomerative (Ward) on a sample; the others go to the nearest centre."""
    rows = _sample(weight, seed)
    labels = AgglomerativeClustering(N_CLUSTERS).fit_predict(points[rows])
    return _nearest(points, centres(points[rows], labels))


def hdbscan(weights, points, terms, seed, weight) -> np.ndarray:
    """HDBSCAN on a sample, as many clusters as it finds; the others go to the nearest centre or stay out."""
    rows = _sample(weight, seed)
    labels = HDBSCAN(min_cluster_size=max(10, len(rows) // 200), min_samples=5, copy=True).fit_predict(
        points[rows]
    )
    if (labels < 0).all():
        return np.full(len(points), -1)
    middle = centres(points[rows][labels >= 0], labels[labels >= 0])
    found = _nearest(points, middle)
    out = (points * middle[found]).sum(axis=1) < np.quantile(
        (points[rows] @ middle.T).max(axis=1), (labels < 0).mean()
    )
    return np.where(out, -1, found)


def _members(labels, n) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(len(labels)), (np.arange(len(labels)), labels)), (len(labels), n))


def _sample(weight, seed) -> np.ndarray:
    size = min(SAMPLE, np.count_nonzero(weight))
    return np.sort(
        np.random.default_rng(seed).choice(len(weight), size, replace=False, p=weight / weight.sum())
    )


def _nearest(points, middle) -> np.ndarray:
    return (points @ middle.T).argmax(axis=1)


# name, method, dimensions of the corpus's and of the segments' vectors, changes
METHODS: list[tuple[str, Callable, int, dict]] = [
    ("k-means", kmeans, 50, {}),
    ("k-means, 20 dimensions", kmeans, 20, {}),
    ("spherical k-means", spherical, 20, {}),
    ("anchored spherical k-means", anchored, 20, {}),
    ("NMF", nmf, 20, {}),
    ("agglomerative, Ward", ward, 20, {}),
    ("HDBSCAN", hdbscan, 20, {}),
    ("consensus of k-means", consensus, 20, {}),
    ("consensus, 50 dimensions", consensus, 50, {}),
    ("consensus, no collocations", consensus, 20, {"pairs": False}),
    ("consensus, no stems", consensus, 20, {"stems": False}),
    ("consensus, weighed by the gate's score", consensus, 20, {"by_score": True}),
    ("consensus, space fitted anew", consensus, 20, {"refit": True}),
]


def compare(language: Wordings, scores: np.ndarray, segments: pd.DataFrame | None) -> pd.DataFrame:
    """One row a method: nmi_segments, nmi_assigned, ari_seeds, ari_companies, silhouette, clusters, left_out.

    `scores` are the collection classifier's, of each wording's first clause; `segments` has text and label, or is None.
    """
    rows = []
    for name, method, dimensions, change in steps(METHODS, "methods"):
        started = time.monotonic()
        row = {"method": name, "dimensions": dimensions} | _stability(
            language, scores, method, dimensions, change
        )
        if segments is not None:
            row |= _labels(
                language, segments, method, dimensions, change, row.pop("labels"), row.pop("terms")
            )
        rows.append({key: value for key, value in row.items() if key not in ("labels", "terms")})
        print(f"{name}: {time.monotonic() - started:.0f} s", *row.values(), file=sys.stderr, flush=True)
    return pd.DataFrame(rows).round(3)


def _stability(language, scores, method, dimensions, change) -> dict:
    counts, terms = _variant(language, change)
    weights = tfidf(counts)
    points = lsa(weights, dimensions)
    extra = scores / scores.max() if change.get("by_score") else np.ones(len(scores))
    own = extra * language.weights.to_numpy()
    seeds = [method(weights, points, terms, seed, own) for seed in range(TIMES)]
    samples = []
    for seed in range(TIMES):
        drawn = extra * drawn_weights(language, seed).to_numpy()
        space = lsa(weights, dimensions, drawn) if change.get("refit") else points
        samples.append(method(weights, space, terms, 0, drawn))
    labels, kept = seeds[0], np.flatnonzero(seeds[0] >= 0)
    return {
        "ari_seeds": mean_adjusted_rand(seeds),
        "ari_companies": mean_adjusted_rand(samples),
        "silhouette": _silhouette(lsa(weights)[kept], labels[kept]),
        "clusters": len(np.unique(labels[kept])),
        "left_out": float((labels < 0).mean()),
        "labels": labels,
        "terms": terms,
    }


def _silhouette(points, labels) -> float:
    """In the same 50 dimensions for all: with fewer it is higher, which says nothing of the clusters."""
    return silhouette_score(points, labels, sample_size=5000, random_state=0)


def _variant(language, change) -> tuple[sparse.csr_matrix, np.ndarray]:
    if change.get("stems", True):
        counts, terms = language.counts, language.terms["token"].to_numpy()
    else:
        counts, vocabulary = load_term_matrix()
        counts = counts[language.first.to_numpy()]
        share = np.diff(counts.tocsc().indptr) / counts.shape[0]
        kept = np.flatnonzero((share * counts.shape[0] >= RAREST) & (share <= COMMON))
        counts, terms = counts[:, kept], vocabulary["token"].to_numpy()[kept]
    if not change.get("pairs", True):
        words = np.flatnonzero(~pd.Series(terms).str.contains(" ").to_numpy())
        counts, terms = counts[:, words], terms[words]
    return counts, terms


def _labels(language, segments, method, dimensions, change, labels, terms) -> dict:
    own = _own(tuple(segments["text"]), method, change.get("stems", True), change.get("pairs", True))
    known = _known(segments["text"], terms, change)
    both = lsa(tfidf(sparse.vstack([_variant(language, change)[0], known])), dimensions)
    inside = np.flatnonzero(labels >= 0)
    middle = centres(both[inside], labels[inside])
    assigned = _nearest(both[len(labels) :], middle)
    return {
        "nmi_segments": np.mean([_nmi(segments["label"], run) for run in own]),
        "ari_segments": mean_adjusted_rand(own),
        "nmi_assigned": _nmi(segments["label"], assigned),
    }


@cache  # weights of companies and by score change nothing here
def _own(texts, method, stems, pairs) -> list[np.ndarray]:
    """The method's clusters of the segments themselves, in the dimensions `cluster_clauses` takes for them."""
    counts, terms = _count(texts, {"stems": stems, "pairs": pairs})
    weights = tfidf(counts)
    points, ones = lsa(weights), np.ones(len(texts))
    return [method(weights, points, terms, seed, ones) for seed in range(TIMES)]


def _nmi(labels, found) -> float:
    return normalized_mutual_info_score(labels, found)


def _count(texts, change) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The texts' terms as `count_terms` counts them, but for the change."""

    def analyse(text):
        terms = _analyser(change)(text)
        return terms if change.get("pairs", True) else [term for term in terms if " " not in term]

    model = CountVectorizer(analyzer=analyse, min_df=5)
    return model.fit_transform(texts), model.get_feature_names_out()


def _known(texts, terms, change) -> sparse.csr_matrix:
    """The texts' counts of the corpus's terms; pairs of content words only where they adjoin."""
    form = stem if change.get("stems", True) else str
    place = {" ".join(map(form, term.split())): column for column, term in enumerate(terms)}
    return CountVectorizer(analyzer=_analyser(change), vocabulary=place).transform(texts)


def _analyser(change) -> Callable:
    return stems_and_pairs if change.get("stems", True) else _words_and_pairs


def _words_and_pairs(text: str) -> list[str]:
    words = re.findall(r"[a-z]+", text.lower())
    return words + [" ".join(pair) for pair in pairwise(words)]


def read_segments(path: Path) -> pd.DataFrame:
    """OPP-115's segments with one label: text, label; CorpusError if the file is not as it should be."""
    try:
        table = pd.read_csv(path)
        single = table[~table["labels"].str.contains("|", regex=False)]
        return single.rename(columns={"segment": "text", "labels": "label"})[["text", "label"]].reset_index(
            drop=True
        )
    except (OSError, KeyError, ValueError) as error:
        raise CorpusError(f"{path}: not a table with the columns policy, segment, labels ({error})") from None


def write(labelled: Path | None, out: Path) -> None:
    """Compare the methods and write the table, whole or not at all."""
    segments = read_segments(labelled) if labelled else None
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
