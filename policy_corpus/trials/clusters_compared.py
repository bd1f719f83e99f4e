"""The corpus's data-collection wordings, clustered in parts and in memory → how far both agree, and what parts need.

    python -m policy_corpus.trials.clusters_compared PARTS COPIES SEED

Run so, it clusters the parts in a folder of files, each as often as COPIES says, and prints its peak memory (MB) and
the labels of the first copies.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.metrics import adjusted_rand_score

from policy_corpus.analysis.cluster_names import N_CLUSTERS
from policy_corpus.analysis.clusters_anew import made_anew
from policy_corpus.analysis.clusters_in_parts import cluster_parts
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.wordings import Wordings, collection_wordings
from policy_corpus.extract.workers import InProcess
from policy_corpus.trials.costs import peak_memory, run

ROWS = 5_000  # of a part
COPIES = 4  # of all parts, to see whether memory grows with them


def compared(times: int) -> Iterator[dict[str, float]]:
    """For each seed, the agreement with the clusters in memory; once, memory, and how it grows with more parts."""
    language = collection_wordings(load_corpus())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_parts(language, folder)
        for seed in range(times):
            said = _in_parts(folder, 1, seed)
            agreement = adjusted_rand_score(made_anew(language, N_CLUSTERS, seed), said["labels"])
            yield {"clusters_agreement": agreement, "clusters_memory": said["memory"]}
        grown = _in_parts(folder, COPIES, 0)["memory"] / _in_parts(folder, 1, 0)["memory"]
        yield {"clusters_memory_growth": grown}


def write_parts(language: Wordings, folder: Path) -> None:
    """Write the wordings' counts and weights as files of so many rows each."""
    for number, start in enumerate(range(0, len(language.weights), ROWS)):
        rows = slice(start, start + ROWS)
        sparse.save_npz(folder / f"{number:05}.counts.npz", language.counts[rows])
        np.save(folder / f"{number:05}.weights.npy", language.weights.to_numpy()[rows])


def read_part(counts: Path) -> tuple[sparse.csr_matrix, np.ndarray]:
    """A part as `write_parts` wrote it: counts (rows × terms) and weights."""
    weights = counts.with_name(counts.name.replace("counts.npz", "weights.npy"))
    return sparse.load_npz(counts), np.load(weights)


def _in_parts(folder: Path, copies: int, seed: int) -> dict:
    return json.loads(run("policy_corpus.trials.clusters_compared", folder, copies, seed, module=True))


def main(folder: Path, copies: int, seed: int) -> None:
    """Cluster the parts in a folder, and print memory and labels."""
    files = sorted(folder.glob("*.counts.npz"))
    parts = [partial(read_part, file) for file in files] * copies
    with tempfile.TemporaryDirectory() as between:
        labels = list(cluster_parts(parts, N_CLUSTERS, Path(between), InProcess(), seed))[: len(files)]
    print(json.dumps({"memory": peak_memory(), "labels": np.concatenate(labels).tolist()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
