"""Term counts in parts that no memory holds at once, and an executor → the clusters of their rows, part by part.

The same steps as in `clusters.cluster_clauses`, each of which either adds up over parts or sees one part after
another: terms are a fixed vocabulary; latent semantic analysis begins at random and nears its directions by sums over
parts (Halko, Martinsson and Tropp 2011); each run is mini-batch k-means over all parts, from a bag of rows; and the
consensus of runs takes sums. scikit-learn's IncrementalPCA would need every part as a dense matrix of all terms;
merging what each part has of its own (Iwen and Ong 2016) found other directions than all rows together have.

What lies between the steps is kept in a folder that all workers of the executor can reach. A process holds one part,
its own copy of what was learned, and no more. The same parts and seed give the same numbers with any executor.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from policy_corpus.analysis.consensus import (
    BAG_SIZE,
    N_RUNS,
    joint_clusters,
    largest,
    shared_weights,
    votes,
    won,
)

# A part's term counts (rows × terms, the same terms for all) and row weights; it must be possible to pickle it.
Part = Callable[[], tuple[sparse.csr_matrix, np.ndarray]]
# As scikit-learn's, in vectors.lsa: directions beyond those asked for, and times that all are neared.
MORE, PASSES = 10, 5
BATCH = 1_000  # rows from which k-means learns at a time


def cluster_parts(
    parts: Sequence[Part], n_clusters: int, folder: Path, executor: Executor, seed: int = 0
) -> Iterator[np.ndarray]:
    """One cluster number per row of each part, 0 the largest, by the consensus of runs of mini-batch k-means.

    In as many dimensions as there are clusters. `folder` must be empty or new. ValueError where joint clusters are
    too few, as where there are fewer different rows than clusters.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = [folder / f"{number:05}" for number in range(len(parts))]
    weigh = _inverse_frequencies(parts, executor)
    dimensions = _dimensions(parts, weigh, n_clusters, executor)
    totals = np.array(list(executor.map(partial(_place, weigh, dimensions), parts, kept)))
    learn = partial(_one_run, kept, totals, n_clusters)
    runs = list(executor.map(learn, [(seed, run) for run in range(N_RUNS)]))
    shared = sum(executor.map(partial(_assign, runs, n_clusters), kept))
    for joint in joint_clusters(shared, n_clusters):
        chosen = largest(sum(executor.map(partial(_won, joint), kept)), n_clusters)
        if chosen is not None:
            sizes = sum(executor.map(partial(_sizes, joint, chosen), kept))
            if sizes.all():
                by_size = chosen[np.argsort(-sizes, kind="stable")]
                return executor.map(partial(_labels, joint, by_size), kept)
    raise ValueError(f"the runs have no {n_clusters} clusters in common; ask for fewer")


# ---------------------------------------------------------------- terms → dimensions


def _inverse_frequencies(parts: Sequence[Part], executor: Executor) -> TfidfTransformer:
    """The weights of terms by all parts, as `vectors.tfidf` has them for a matrix as a whole."""
    counted = list(executor.map(_count, parts))
    rows, having = sum(rows for rows, _ in counted), sum(having for _, having in counted)
    weigh = TfidfTransformer(sublinear_tf=True)
    weigh.idf_ = np.log((1 + rows) / (1 + having)) + 1
    return weigh


def _count(part: Part) -> tuple[int, np.ndarray]:
    """A part's rows, and how many have each term."""
    counts, _ = part()
    return counts.shape[0], np.bincount(counts.indices, minlength=counts.shape[1])


def _dimensions(
    parts: Sequence[Part], weigh: TfidfTransformer, n_dimensions: int, executor: Executor
) -> np.ndarray:
    """The directions of latent semantic analysis over all parts (dimensions × terms), as `vectors.lsa` finds them."""
    n_terms = len(weigh.idf_)
    basis = np.random.RandomState(0).normal(size=(n_terms, min(n_dimensions + MORE, n_terms)))

    def neared() -> np.ndarray:
        return sum(executor.map(partial(_neared, weigh, basis), parts))

    with threadpool_limits(1):
        for _ in range(PASSES):
            basis, _ = np.linalg.qr(neared())
        last = neared()
        lengths, turns = np.linalg.eigh(basis.T @ last)  # of what the rows have along the basis
        has = lengths > lengths.max() * 1e-12
        seen = (turns[:, has] / np.sqrt(lengths[has])).T @ last.T
        return np.linalg.svd(seen, full_matrices=False)[2][:n_dimensions]


def _neared(weigh: TfidfTransformer, basis: np.ndarray, part: Part) -> np.ndarray:
    """A part's share of what turns the basis (terms × directions) to the directions of most variance."""
    counts, _ = part()
    rows = _weights(weigh, counts)
    with threadpool_limits(1):
        return rows.T @ (rows @ basis)


def _weights(weigh: TfidfTransformer, counts: sparse.csr_matrix) -> sparse.csr_matrix:
    return weigh.transform(sparse.csr_matrix(counts, dtype=np.float64))


def _place(weigh: TfidfTransformer, dimensions: np.ndarray, part: Part, kept: Path) -> float:
    """Keep a part's points (rows × dimensions) and row weights; the sum of the weights."""
    counts, weight = part()
    with threadpool_limits(1):
        points = normalize(_weights(weigh, counts) @ dimensions.T)
    np.save(kept.with_suffix(".points.npy"), points.round(6).astype(np.float32))
    np.save(kept.with_suffix(".weight.npy"), weight)
    return float(weight.sum())


# ---------------------------------------------------------------- runs of k-means


def _points(kept: Path) -> tuple[np.ndarray, np.ndarray]:
    return np.load(kept.with_suffix(".points.npy")), np.load(kept.with_suffix(".weight.npy"))


def _one_run(kept: list[Path], totals: np.ndarray, n_clusters: int, seed: tuple[int, int]) -> MiniBatchKMeans:
    """A run of mini-batch k-means: it begins with a bag of rows of all parts, and then sees each part once."""
    rng = np.random.default_rng(seed)
    model = MiniBatchKMeans(n_clusters, random_state=int(rng.integers(2**31)))
    with threadpool_limits(1):
        bag = np.vstack(list(_bag(kept, totals, rng)))
        model.set_params(init=model.fit(bag).cluster_centers_, n_init=1)
        for number in rng.permutation(len(kept)):
            points, weight = _points(kept[number])
            order = rng.permutation(len(points))
            for start in range(0, len(order), BATCH):
                rows = order[start : start + BATCH]
                model.partial_fit(points[rows], sample_weight=weight[rows])
    return model


def _bag(kept: list[Path], totals: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Rows drawn from all parts by their weight."""
    for path, size in zip(kept, rng.multinomial(BAG_SIZE, totals / totals.sum()), strict=True):
        if size:
            points, weight = _points(path)
            yield points[rng.choice(len(points), size, p=weight / weight.sum())]


def _assign(runs: list[MiniBatchKMeans], n_clusters: int, kept: Path) -> np.ndarray:
    """Keep which cluster each run puts a part's rows into (runs × rows); the weights that clusters share."""
    points, weight = _points(kept)
    with threadpool_limits(1):
        clusters = np.array([run.predict(points) for run in runs], np.int32)
    np.save(kept.with_suffix(".runs.npy"), clusters)
    return shared_weights(clusters, n_clusters, weight)


# ---------------------------------------------------------------- consensus


def _votes(joint: np.ndarray, kept: Path) -> np.ndarray:
    return votes(np.load(kept.with_suffix(".runs.npy")), joint)


def _won(joint: np.ndarray, kept: Path) -> np.ndarray:
    return won(_votes(joint, kept), np.load(kept.with_suffix(".weight.npy")))


def _labels(joint: np.ndarray, chosen: np.ndarray, kept: Path) -> np.ndarray:
    return _votes(joint, kept)[:, chosen].argmax(axis=1)


def _sizes(joint: np.ndarray, chosen: np.ndarray, kept: Path) -> np.ndarray:
    return np.bincount(_labels(joint, chosen, kept), minlength=len(chosen))
