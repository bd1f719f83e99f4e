"""From data-collection clauses to clusters: near-copies, weights, vectors, consensus, names.

The method, chosen by `make compare` (data/results/cluster_methods.csv): TF-IDF over stems, latent semantic
analysis, many runs of k-means, and the consensus of their clusters (Strehl and Ghosh 2002, meta-clustering;
bags as in Leisch 1999). One run of k-means depends on its seed here; what most runs agree on does not.

    python -m policy_corpus.analysis.clusters          # describe each cluster, to name it in data/clusters.csv
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from nltk.stem.snowball import SnowballStemmer
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.manifold import TSNE
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.pairwise import cosine_distances
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from policy_corpus.analysis import bootstrap
from policy_corpus.analysis.corpus import Corpus, load_corpus, load_term_matrix, main_documents
from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.paths import DATA
from policy_corpus.progress import steps
from policy_corpus.similarity import jaccard_of

NAMES_FILE = DATA / "clusters.csv"
COMMAND = "python -m policy_corpus.analysis.clusters"
N_CLUSTERS = 20
DIMENSIONS = 50  # for whole paragraphs; clauses, which are shorter, take as many as clusters: steadier by far
COMMON = 0.2  # of wordings; a term in more says that data are used, not what or why
RUNS = (
    60  # of k-means, whose clusters are joined; twice as many where rows are few, for there they differ more
)
BAG = 5_000  # rows a run is fitted on, where there are more
LEAST = 0.1  # of an even share: a joint cluster smaller than this is an outlier of some runs, not a cluster
MOST = 100  # no company weighs more than so many wordings; a median company has about as many
FEWEST_TERMS = 2  # a wording with one content word has no direction of its own
RAREST = 5  # wordings; a term in fewer cannot tell a cluster
TELLING = 12  # terms that a cluster is known by
SAME = 0.5  # of its telling terms: from here on a cluster is the one that was named


# ---------------------------------------------------------------- what is clustered


@dataclass(frozen=True)
class Wordings:
    """The data-collection language of the main policies, near-copies as one *wording*.

    `clauses` gives each clause its wording, `first` each wording its first clause; rows of `counts` (wordings ×
    terms) and of `weights` are those of `first`. `holders` has one row per wording and company.
    `common` are the terms too common to tell a cluster, `n_in_force` the clauses there are, passing the gate or
    not, `n_near` the wordings before those with too few terms were set aside.
    """

    clauses: pd.Series
    first: pd.Series
    holders: pd.DataFrame
    counts: sparse.csr_matrix
    terms: pd.DataFrame
    weights: pd.Series
    common: list[str]
    n_in_force: int
    n_near: int


def collection_clauses(corpus: Corpus) -> pd.Index:
    """The numbers of the clauses that pass the gate for data collection, data/collection_classifier.csv."""
    threshold = round(1000 * CollectionClassifier.read(DATA / "collection_classifier.csv").threshold)
    return corpus.clauses.index[corpus.clauses["collection_score"] >= threshold]


def above_the_gate(corpus: Corpus, threshold: float) -> Corpus:
    """The corpus with no collection language but clauses of a score of `threshold` (0 to 1) or more."""
    score = corpus.clauses["collection_score"]
    passing = score.where(score >= 1000 * threshold, 0)
    return replace(corpus, clauses=corpus.clauses.assign(collection_score=passing))


def collection_wordings(corpus: Corpus) -> Wordings:
    """The data-collection language of the main policies: near-copies once, no company dominating."""
    counts, vocabulary = load_term_matrix()
    documents = main_documents(corpus)
    own = corpus.presence[corpus.presence["document"].isin(documents["document"])]
    spans = own[own["clause"].isin(collection_clauses(corpus))]
    numbers = np.sort(spans["clause"].unique())
    group = near_copies(counts[numbers])
    first = pd.Series(numbers, index=group).groupby(level=0).first()
    of_first, terms = by_stem(counts[first.to_numpy()], vocabulary, RAREST)
    common = terms["clauses"] > COMMON * len(first)
    of_first = of_first[:, np.flatnonzero(~common)]
    enough = np.diff(of_first.indptr) >= FEWEST_TERMS
    wording = pd.Series(group, index=numbers)
    held = spans[["clause", "document"]].drop_duplicates().assign(wording=lambda s: s["clause"].map(wording))
    held["company"] = held["document"].map(documents.set_index("document")["company"])
    holders = held.loc[held["wording"].isin(first.index[enough]), ["wording", "company"]].drop_duplicates()
    weights = company_weights(holders, MOST).reindex(first.index[enough])
    return Wordings(
        wording[wording.isin(first.index[enough])],
        first[enough],
        holders,
        of_first[np.flatnonzero(enough)],
        terms[~common].reset_index(drop=True),
        weights,
        terms.loc[common, "token"].tolist(),
        own["clause"].nunique(),
        len(first),
    )


def by_stem(
    counts: sparse.csr_matrix, vocabulary: pd.DataFrame, rarest: int = 1
) -> tuple[sparse.csr_matrix, pd.DataFrame]:
    """Counts with the forms of a stem as one term, named by its commonest form; rarer terms are left out."""
    kept = np.flatnonzero(vocabulary["clauses"].to_numpy() > 0)
    tokens = vocabulary["token"].to_numpy()[kept]
    stems, _ = pd.factorize(np.array([" ".join(map(stem, token.split())) for token in tokens], object))
    forms = sparse.csr_matrix(
        (np.ones(len(kept), np.float32), (kept, stems)), (counts.shape[1], stems.max() + 1)
    )
    merged = (counts @ forms).tocsr()
    merged.sort_indices()
    commonest = pd.DataFrame(
        {"stem": stems, "token": tokens, "clauses": vocabulary["clauses"].to_numpy()[kept]}
    )
    commonest = commonest.sort_values(["clauses", "token"], ascending=[False, True], kind="stable")
    names = commonest.drop_duplicates("stem").sort_values("stem", kind="stable")["token"].to_numpy()
    clauses = np.diff(merged.tocsc().indptr)
    often = np.flatnonzero(clauses >= rarest)
    return merged[:, often], pd.DataFrame({"token": names[often], "clauses": clauses[often]})


@cache
def stem(word: str) -> str:
    """The Snowball stem of an English word."""
    return _STEMMER.stem(word)


_STEMMER = SnowballStemmer("english")


def near_copies(counts: sparse.csr_matrix, jaccard: float = 0.8) -> np.ndarray:
    """One number per row, the same for rows joined by a chain of near-copies.

    Near-copies share at least `jaccard` of the tokens that either has. All are found, few others compared:
    two of them must share a token among the rarest (prefix filtering; Chaudhuri, Ganti and Kaushik 2006).
    datasketch's MinHash (128 permutations) took five times as long on 58,576 clauses, 8 % of its pairs were no
    near-copies, and it made 519 groups more, of near-copies it had missed.
    """
    tokens = sparse.csr_matrix(counts > 0, dtype=np.int32)
    size, row = np.diff(tokens.indptr), tokens.nonzero()[0]
    frequency = np.bincount(tokens.indices, minlength=tokens.shape[1])
    order = np.lexsort((tokens.indices, frequency[tokens.indices], row))
    place = np.arange(len(row)) - tokens.indptr[row]
    rare = place <= size[row] - np.ceil(jaccard * size[row] - 1e-9)
    cells = (np.ones(rare.sum(), np.int32), (row[rare], tokens.indices[order][rare]))
    prefix = sparse.csr_matrix(cells, shape=tokens.shape)
    first, second = sparse.triu(prefix @ prefix.T, 1).nonzero()
    alike = np.minimum(size[first], size[second]) >= jaccard * np.maximum(size[first], size[second])
    first, second = first[alike], second[alike]
    shared = np.asarray(tokens[first].multiply(tokens[second]).sum(axis=1)).ravel()
    alike = jaccard_of(shared, size[first], size[second]) >= jaccard
    links = (np.ones(alike.sum()), (first[alike], second[alike]))
    return connected_components(sparse.csr_matrix(links, shape=(len(size), len(size))), directed=False)[1]


def company_weights(holders: pd.DataFrame, most: int, seed: int | None = None) -> pd.Series:
    """The weight of each wording such that no company counts for more than `most` of them.

    `holders` has one row per wording and company. With a seed, the companies are a bootstrap sample, and a
    wording of none that was drawn weighs nothing.
    """
    sizes = holders.groupby("company")["wording"].size()
    drawn = np.ones(len(sizes))
    if seed is not None:
        drawn = bootstrap.draw(len(sizes), seed, 1)[0]
    weight = holders["company"].map((most / sizes).clip(upper=1) * drawn)
    return weight.groupby(holders["wording"]).max()


def drawn_weights(language: Wordings, seed: int) -> pd.Series:
    """The wordings' weights in a bootstrap sample of companies; 0 for wordings of none that was drawn."""
    weights = company_weights(language.holders, MOST, seed)
    return weights.reindex(language.first.index).fillna(0)


# ---------------------------------------------------------------- vectors and clusters


def count_terms(texts: Iterable[str]) -> sparse.csr_matrix:
    """Counts of stems and of pairs of adjoining stems in texts, function words included (texts × terms).

    A clause of a whole policy is told by "we", "you" and "not" as well: without them agreement with labels
    falls by 0.04. Terms in fewer than five texts are left out, in fewer than two where there are under 1,000.
    """
    texts = list(texts)
    rarest = 5 if len(texts) >= 1000 else 2 if len(texts) >= 100 else 1
    return CountVectorizer(analyzer=stems_and_pairs, min_df=rarest).fit_transform(texts)


def stems_and_pairs(text: str) -> list[str]:
    """The stems of a text and each two that adjoin, joined by a space."""
    words = [stem(word) for word in re.findall(r"[a-z]+", text.lower())]
    return words + [" ".join(pair) for pair in pairwise(words)]


def tfidf(counts: sparse.spmatrix) -> sparse.csr_matrix:
    """Rows of unit length: token counts damped by their logarithm, weighted by inverse clause frequency."""
    return TfidfTransformer(sublinear_tf=True).fit_transform(sparse.csr_matrix(counts, dtype=np.float64))


def lsa(weights: sparse.spmatrix, n_dimensions: int = DIMENSIONS, sample_weight=None) -> np.ndarray:
    """Latent semantic analysis: rows of unit length in `n_dimensions` at most (clauses × dimensions).

    With a `sample_weight`, rows weigh as much when the dimensions are sought.
    """
    n_dimensions = min(n_dimensions, min(weights.shape) - 1)
    if n_dimensions < 1:
        return normalize(weights).toarray()
    fitted = weights if sample_weight is None else sparse.diags(np.sqrt(np.asarray(sample_weight))) @ weights
    # One thread: sums in one order on every machine. Rows that are all alike have no variance to explain.
    with threadpool_limits(1), np.errstate(invalid="ignore"):
        svd = TruncatedSVD(n_dimensions, algorithm="randomized", n_iter=5, random_state=0).fit(fitted)
        points = normalize(svd.transform(weights))
    return points.round(6)  # the last digits differ between processors


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


def cluster_points(points: np.ndarray, n_clusters: int, seed: int = 0, sample_weight=None) -> np.ndarray:
    """One cluster number per row, 0 the largest (of equals, the one met first): the consensus of k-means runs.

    Each run is fitted on a bag of rows drawn by weight (all of them where there are few). Clusters of all runs
    that hold the same rows (weighted Jaccard, average linkage) are one joint cluster; a row goes where most
    runs put it. ValueError where there are fewer different rows than clusters.
    """
    different = len(np.unique(points, axis=0))
    if different < n_clusters:
        raise ValueError(f"{different} different clauses cannot make {n_clusters} clusters; ask for fewer")
    if n_clusters < 1:
        raise ValueError("ask for at least one cluster")
    weight = np.ones(len(points)) if sample_weight is None else np.asarray(sample_weight, float)
    n_runs = RUNS if np.count_nonzero(weight) > BAG else 2 * RUNS
    with threadpool_limits(1):
        numbers = steps(range(n_runs), "runs of k-means")
        runs = [_one_run(points, n_clusters, weight, (seed, run)) for run in numbers]
    return _by_size(_joint(runs, n_clusters, weight))


def _one_run(points, n_clusters, weight, seed) -> np.ndarray:
    rng = np.random.default_rng(seed)
    kmeans = KMeans(n_clusters, n_init=1, random_state=int(rng.integers(2**31)))
    if np.count_nonzero(weight) <= BAG:
        return kmeans.fit(points, sample_weight=weight).predict(points)
    return kmeans.fit(points[rng.choice(len(points), BAG, p=weight / weight.sum())]).predict(points)


def _joint(runs, n_clusters, weight) -> np.ndarray:
    """The consensus: each row's joint cluster. Where there are too few of some size, the first run's."""
    shared = np.block([[_shared(one, other, weight, n_clusters) for other in runs] for one in runs])
    size = np.diag(shared)
    distance = 1 - jaccard_of(shared, size[:, None], size).round(6)
    np.fill_diagonal(distance, 0)
    tree, rows = linkage(squareform(distance, checks=False), "average"), np.arange(len(weight))
    for cut in range(n_clusters, min(5 * n_clusters, len(size)) + 1):
        joint = fcluster(tree, cut, "maxclust").reshape(len(runs), n_clusters) - 1
        votes = np.zeros((len(rows), joint.max() + 1), np.int16)
        for run, its in zip(runs, joint, strict=True):
            votes[rows, its[run]] += 1
        won = np.bincount(votes.argmax(axis=1), weight, votes.shape[1])
        large = np.flatnonzero(won >= LEAST * weight.sum() / n_clusters)
        if len(large) >= n_clusters:
            chosen = np.sort(large[np.argsort(-won[large], kind="stable")[:n_clusters]])
            labels = votes[:, chosen].argmax(axis=1)
            if len(np.unique(labels)) == n_clusters:
                return labels
    return runs[0]


def _shared(one, other, weight, n_clusters) -> np.ndarray:
    """The weight of the rows that clusters of two runs share (clusters × clusters)."""
    return np.bincount(one * n_clusters + other, weight, n_clusters**2).reshape(n_clusters, n_clusters)


def _indicator(labels) -> sparse.csr_matrix:
    """Rows × labels, 1 where a row has the label."""
    return sparse.csr_matrix((np.ones(len(labels), np.float32), (np.arange(len(labels)), labels)))


def _by_size(labels) -> np.ndarray:
    _, first, number, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    return np.argsort(np.lexsort((first, -sizes)), kind="stable")[number]


# ---------------------------------------------------------------- how well they hold


def agreement(labelings: list[np.ndarray]) -> float:
    """The adjusted Rand index between two labelings, the mean over all pairs: 0 as by chance, 1 the same."""
    return float(np.mean([adjusted_rand_score(*pair) for pair in combinations(labelings, 2)]))


def found_again(labels: np.ndarray, others: list[np.ndarray]) -> pd.Series:
    """For each cluster, the Jaccard overlap with the likest cluster of each other labeling: the mean.

    Hennig (2007): above 0.75 a cluster is stable, below 0.5 it dissolves.
    """
    return sum(overlap(labels, other).max(axis=1) for other in others) / len(others)


def overlap(labels: np.ndarray, other: np.ndarray) -> pd.DataFrame:
    """The Jaccard overlap of each cluster (rows) with each of another labeling (columns)."""
    both = pd.crosstab(labels, other)
    size, other_size = both.sum(axis=1).to_numpy()[:, None], both.sum().to_numpy()
    return jaccard_of(both, size, other_size)


def centres(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The direction of each cluster's mean (clusters × dimensions)."""
    return normalize(pd.DataFrame(points).groupby(labels).mean())


def nearest_centres(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The cosine similarity of each row to the nearest of the clusters' centres."""
    return (points @ centres(points, labels).T).max(axis=1)


def central_rows(points: np.ndarray, labels: np.ndarray, n: int) -> np.ndarray:
    """The n rows nearest to the centre of each cluster, cluster by cluster (clusters × n)."""
    likeness = (points * centres(points, labels)[labels]).sum(axis=1)
    order = np.lexsort((-likeness, labels))
    starts = np.searchsorted(labels[order], np.unique(labels))
    return np.array([order[start : start + n] for start in starts])


def nearest_share(points: np.ndarray, labels: np.ndarray, n: int = 10) -> float:
    """How many of a row's n nearest rows have its label: the mean share."""
    nearest = NearestNeighbors(n_neighbors=n + 1).fit(points).kneighbors(points, return_distance=False)[:, 1:]
    return float((labels[nearest] == labels[:, None]).mean())


def flat_map(points: np.ndarray, seed: int = 0) -> np.ndarray:
    """Rows in two dimensions, neighbours near each other as far as that goes (t-SNE; rows × 2).

    Takes the memory of all pairs of rows.
    """
    with threadpool_limits(1):
        # Which of several rows at one distance is still a neighbour, and the last digits, differ between
        # processors, and the map with them: the earlier row is the nearer one, and digits are cut.
        distances = cosine_distances(points).round(9) + 1e-13 * np.arange(len(points))
        np.fill_diagonal(distances, 0)
        start = PCA(2, svd_solver="full").fit_transform(points)
        start = (start / start[:, 0].std() * 1e-4).round(9).astype(np.float32)  # as TSNE scales its own
        tsne = TSNE(2, perplexity=40, init=start, metric="precomputed", random_state=seed)
        return tsne.fit_transform(distances)


def spread(
    points: np.ndarray, holders: pd.DataFrame, n_samples: int = 500, seed: int = 0
) -> bootstrap.Estimate:
    """How various rows are, with bootstrap samples of companies: 1 − |mean|² of unit rows.

    `holders` has a row per company and row of `points` (`place`); within a company its rows weigh alike.
    """
    codes, companies = pd.factorize(holders["company"])
    member = sparse.csr_matrix(
        (np.ones(len(codes)), (codes, holders["place"])), (len(companies), len(points))
    )
    means = np.asarray(normalize(member, "l1") @ points)
    size = len(companies)
    return bootstrap.estimate(
        lambda drawn: 1 - (((drawn @ means) / size) ** 2).sum(axis=1), size, seed, n_samples
    )


def new_language(held: pd.DataFrame, year: str, n_samples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Groups of wordings that companies took up after a day more often than chance has it, likest first.

    `held` has one row per company and wording: company, group, day (first in force there). Chance: within each
    company the days are dealt anew to its wordings. One row a group: before, after (rows), companies_before,
    companies_after, expected (after), z, and p, the share of dealings in which any group has so large a z.
    """
    late = (held["day"] >= pd.Timestamp(year)).to_numpy()
    group, company = held["group"].to_numpy(), pd.factorize(held["company"])[0]
    size = group.max() + 1
    order = np.argsort(company, kind="stable")
    group, company, late = group[order], company[order], late[order]
    rng, counts = np.random.default_rng(seed), np.empty((n_samples, size))
    for sample in steps(range(n_samples), "dealings"):
        dealt = np.lexsort((rng.random(len(late)), company))  # within companies, in a random order
        counts[sample] = np.bincount(group, late[dealt], size)
    expected, deviation = counts.mean(axis=0), np.maximum(counts.std(axis=0), 0.5)
    found = np.bincount(group, late, size)
    z, highest = (found - expected) / deviation, ((counts - expected) / deviation).max(axis=1)
    by = held.assign(late=held["day"] >= pd.Timestamp(year)).groupby(["group", "late"])["company"].nunique()
    companies = by.unstack(fill_value=0).reindex(range(size), fill_value=0)
    table = pd.DataFrame(
        {
            "before": np.bincount(group, ~late, size).astype(int),
            "after": found.astype(int),
            "companies_before": companies[False],
            "companies_after": companies[True],
            "expected": expected,
            "z": z,
            "p": [(1 + (highest >= value).sum()) / (1 + n_samples) for value in z],
        }
    )
    return table.sort_values("z", ascending=False, kind="stable")


def groups(points: np.ndarray, n_groups: int, seed: int = 0) -> np.ndarray:
    """Small groups of near wordings by one run of k-means: finer than clusters, and not named."""
    with threadpool_limits(1):
        return _by_size(KMeans(n_groups, n_init=1, random_state=seed).fit_predict(points))


# ---------------------------------------------------------------- names


def top_terms(
    counts: sparse.csr_matrix, labels: np.ndarray, vocabulary: pd.DataFrame, n: int = 8
) -> pd.Series:
    """Each cluster's telling terms by class-based TF-IDF, joined by commas; no word stands in two of them."""
    totals = (_indicator(labels).T @ counts).toarray()
    weight = np.log1p(totals.sum() / len(totals) / np.maximum(totals.sum(axis=0), 1e-9))
    ranked = np.argsort(-normalize(totals, "l1") * weight, axis=1, kind="stable")[:, : 10 * n]
    best = [_disjoint(vocabulary["token"].to_numpy()[row])[:n] for row in ranked]
    return pd.Series([", ".join(terms) for terms in best], name="telling terms")


def _disjoint(terms):
    """The terms that share no word with an earlier one: after "ip address" neither "ip" nor "address"."""
    kept, words = [], set()
    for term in terms:
        if words.isdisjoint(term.split()):
            kept.append(term)
            words.update(term.split())
    return kept


def fingerprint(telling: pd.Series) -> str:
    """Twelve hexadecimal digits of the method, its parameters and the clusters' telling terms."""
    method = f"tfidf stems, lsa {N_CLUSTERS}, common {COMMON}, consensus of {RUNS} k-means, bags {BAG}, most {MOST}"
    told = sorted(", ".join(sorted(terms.split(", "))) for terms in telling)
    return hashlib.blake2b("\n".join([method, *told]).encode(), digest_size=6).hexdigest()


def read_names(path: Path = NAMES_FILE) -> pd.DataFrame:
    """The names of the clusters: name, meaning, not_in_it, terms, fingerprint; CorpusError if damaged."""
    try:
        names = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: it cannot be read ({error}); get it back from git") from None
    columns = ["name", "meaning", "not_in_it", "terms", "fingerprint"]
    if list(names.columns) != columns or names.empty or (names == "").any(axis=None):
        raise CorpusError(f"{path}: it needs the columns {', '.join(columns)}, none empty; see {COMMAND}")
    if names["name"].duplicated().any() or (names["fingerprint"] != names["fingerprint"].iloc[0]).any():
        raise CorpusError(f"{path}: a name stands twice, or the rows have not one fingerprint; see {COMMAND}")
    return names


def name_clusters(telling: pd.Series, names: pd.DataFrame) -> pd.DataFrame:
    """Each cluster's name and meaning, by the telling terms it shares with a named one (`overlap`, 0–1).

    CorpusError where a cluster shares less than half with every name left: it has moved, and a name would
    be a wrong label. Clusters and names are matched one to one, so that the overlaps are largest.
    """
    known, found = ([set(terms.split(", ")) for terms in column] for column in (names["terms"], telling))
    overlap = np.array([[len(a & b) / max(len(b), 1) for b in known] for a in found])
    rows, chosen = linear_sum_assignment(-overlap)
    best = pd.Series(overlap[rows, chosen], index=rows).reindex(range(len(found)), fill_value=0)
    if (best < SAME).any():
        moved = "; ".join(telling[best < SAME])
        raise CorpusError(
            f"{NAMES_FILE}: {(best < SAME).sum()} of {len(found)} clusters have moved and have no name ({moved}); "
            f"run {COMMAND}, read what it prints, and name them there"
        )
    named = names.iloc[chosen].reset_index(drop=True)
    return named.assign(overlap=best.to_numpy(), same=named["fingerprint"] == fingerprint(telling))


def telling_terms(language: Wordings, labels: np.ndarray) -> pd.Series:
    """The clusters' telling terms: wordings weigh as they were clustered, a term counts once in each."""
    presence = sparse.diags(language.weights.to_numpy()) @ (language.counts > 0)
    return top_terms(presence, labels, language.terms, TELLING)


def named_clusters(language: Wordings, labels: np.ndarray) -> pd.DataFrame:
    """Each cluster's name, meaning, not_in_it, overlap, same (data/clusters.csv), its telling terms, wordings.

    CorpusError where a cluster has moved away from every name.
    """
    telling = telling_terms(language, labels)
    named = name_clusters(telling, read_names()).drop(columns=["terms", "fingerprint"])
    return named.assign(terms=telling, wordings=np.bincount(labels))


# ---------------------------------------------------------------- the command


def describe(corpus: Corpus) -> str:
    """What a person needs to name the clusters: telling terms, places near the centre, nearest neighbour."""
    language = collection_wordings(corpus)
    points = lsa(tfidf(language.counts), N_CLUSTERS)
    labels = cluster_points(points, N_CLUSTERS, 0, language.weights)
    telling = telling_terms(language, labels)
    middle, place = centres(points, labels), _places(corpus.presence)
    likeness = middle @ middle.T - 2 * np.eye(len(middle))
    lines = [f"fingerprint {fingerprint(telling)}"]
    for number, terms in telling.items():
        mine = np.flatnonzero(labels == number)
        near = mine[np.argsort(-(points[mine] @ middle[number]), kind="stable")[:8]]
        other = int(likeness[number].argmax())
        lines += [
            "",
            f"{number}: {len(mine):,} wordings ({len(mine) / len(labels):.1%})",
            f"  terms: {terms}",
            f"  its nearest neighbour is {other} ({likeness[number, other]:.2f}), which has instead: "
            + ", ".join(t for t in telling[other].split(", ") if t not in terms.split(", ")),
            *(f"  near its centre: {place[language.first.iloc[row]]}" for row in near),
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
