"""Clauses become clusters: one number a clause, the same on every machine."""

import os
import platform
import subprocess
import sys

import pandas as pd
import pytest

from policy_corpus.analysis.clusters import cluster_clauses
from policy_corpus.analysis.vectors import count_terms
from policy_corpus.paths import ROOT

TEXTS = [
    "cookies remember your browser",
    "cookies and your browser settings",
    "browser cookies stay for days",
    "your card pays the invoice",
    "the invoice names your card",
    "parrots whistle at noon",
]


CLUSTER = """
import numpy as np, helpers
from scipy import sparse
rng = np.random.default_rng(0)
counts = sparse.csr_matrix(rng.poisson(0.05, (3000, 200)))
print(*helpers.cluster_clauses(counts, 8, seed=3), sep="")
"""


# Words of few kinds, so that many wordings are equally far from another one.
MAP = """
import hashlib, numpy as np
from policy_corpus.analysis.vectors import flat_map
points = np.random.default_rng(0).integers(1, 3, (400, 6)).astype(float)
print(hashlib.sha256(flat_map(points).tobytes()).hexdigest())
"""


OLDER = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4", "OPENBLAS_CORETYPE": "Nehalem"}


def test_clauses_that_share_words_share_a_cluster():
    labels = cluster_clauses(TEXTS, 3, seed=0)
    assert labels.tolist() == [0, 0, 0, 1, 1, 2]


def test_texts_and_their_counts_cluster_alike():
    counts = count_terms(TEXTS)
    expected = cluster_clauses(TEXTS, 3, seed=1).tolist()
    assert cluster_clauses(counts, 3, seed=1).tolist() == expected
    assert cluster_clauses(counts.toarray(), 3, seed=1).tolist() == expected
    assert cluster_clauses(pd.Series(TEXTS), 3, seed=1).tolist() == expected


@pytest.mark.parametrize(("clauses", "n_clusters"), [(TEXTS, 7), (TEXTS[:1] * 5, 2), (TEXTS, 0), ([], 1)])
def test_too_few_clauses_for_the_clusters(clauses, n_clusters):
    with pytest.raises(ValueError):
        cluster_clauses(clauses, n_clusters, seed=0)


def test_too_few_clauses_are_counted_in_the_message():
    with pytest.raises(ValueError, match="1 different clauses cannot make 2 clusters"):
        cluster_clauses(TEXTS[:1] * 5, 2)


def test_one_cluster_and_one_word():
    assert cluster_clauses(TEXTS, 1).tolist() == [0] * len(TEXTS)
    assert cluster_clauses(["cookies", "cookies", "cards"], 2).tolist() == [0, 0, 1]


def said_under(code: str, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, env=os.environ | environment
    )
    return run.stdout.decode()


def test_clusters_do_not_depend_on_hash_seed_or_threads():
    printed = {
        said_under(CLUSTER, PYTHONHASHSEED=seed, OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads)
        for seed, threads in [("0", "1"), ("1", "4")]
    }
    assert len(printed) == 1
    assert len(set(printed.pop().strip())) == 8


@pytest.mark.skipif(platform.machine() != "x86_64", reason="tells older x86 processors from newer ones")
@pytest.mark.parametrize("code", [CLUSTER, MAP], ids=["clusters", "map"])
def test_an_older_processor_says_the_same(code):
    """Without the instructions (AVX2, FMA) that NumPy and OpenBLAS choose by the processor they find."""
    assert said_under(code) == said_under(code, **OLDER)
