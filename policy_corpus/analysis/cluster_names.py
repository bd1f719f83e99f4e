"""Clusters → their telling terms, and by these the names that data/clusters.csv has for them."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.preprocessing import normalize

from policy_corpus.analysis.consensus import BAG_SIZE, N_RUNS
from policy_corpus.analysis.wordings import COMMON, MOST, Wordings
from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA

NAMES_FILE = DATA / "clusters.csv"
COLUMNS = ["name", "meaning", "not_in_it", "terms", "digest"]
N_CLUSTERS = 20  # that have names
N_TERMS = 12  # that a cluster is known by
LEAST_OVERLAP = 0.5  # of its telling terms: from here on a cluster is the one that was named
COMMAND = "python -m policy_corpus.analysis.clusters"


# ---------------------------------------------------------------- telling terms


def top_terms(
    counts: sparse.csr_matrix, labels: np.ndarray, vocabulary: pd.DataFrame, n: int = 8
) -> pd.Series:
    """Each cluster's telling terms by class-based TF-IDF, joined by commas; no word stands in two of them."""
    membership = (np.ones(len(labels), np.float32), (np.arange(len(labels)), labels))
    totals = (sparse.csr_matrix(membership).T @ counts).toarray()
    weight = np.log1p(totals.sum() / len(totals) / np.maximum(totals.sum(axis=0), 1e-9))
    ranked = np.argsort(-normalize(totals, "l1") * weight, axis=1, kind="stable")[:, : 10 * n]
    best = [_disjoint(vocabulary["token"].to_numpy()[row])[:n] for row in ranked]
    return pd.Series([", ".join(terms) for terms in best], name="telling terms")


def _disjoint(terms: np.ndarray) -> list[str]:
    """The terms that share no word with an earlier one: after "ip address" neither "ip" nor "address"."""
    kept, words = [], set()
    for term in terms:
        if words.isdisjoint(term.split()):
            kept.append(term)
            words.update(term.split())
    return kept


def telling_terms(language: Wordings, labels: np.ndarray) -> pd.Series:
    """The clusters' telling terms: wordings weigh as they were clustered, a term counts once in each."""
    presence = sparse.diags(language.weights.to_numpy()) @ (language.counts > 0)
    return top_terms(presence, labels, language.terms, N_TERMS)


# ---------------------------------------------------------------- names


def digest(telling: pd.Series) -> str:
    """Twelve hexadecimal digits of the method, its parameters and the clusters' telling terms, in any order."""
    parameters = (
        f"lsa {N_CLUSTERS}, common {COMMON}, consensus of {N_RUNS} k-means, bags {BAG_SIZE}, most {MOST}"
    )
    sorted_terms = sorted(", ".join(sorted(terms.split(", "))) for terms in telling)
    text = "\n".join([f"tfidf stems, {parameters}", *sorted_terms])
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def read_names(path: Path = NAMES_FILE) -> pd.DataFrame:
    """The names of the clusters: name, meaning, not_in_it, terms, digest; CorpusError if damaged."""
    try:
        names = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, pd.errors.ParserError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: it cannot be read ({error}); get it back from git") from None
    if list(names.columns) != COLUMNS or names.empty or (names == "").any(axis=None):
        raise CorpusError(f"{path}: it needs the columns {', '.join(COLUMNS)}, none empty; see {COMMAND}")
    if names["name"].duplicated().any() or (names["digest"] != names["digest"].iloc[0]).any():
        raise CorpusError(f"{path}: a name stands twice, or the rows have not one digest; see {COMMAND}")
    return names


def name_clusters(telling: pd.Series, names: pd.DataFrame) -> pd.DataFrame:
    """Each cluster's row of `names`, by the telling terms it shares with it (`overlap`, 0–1; `as_named`).

    `as_named` says whether method and telling terms of all clusters are those that were named. CorpusError
    where a cluster shares less than half with every name left: it has moved, and a name would be a wrong label.
    Clusters and names are matched one to one, so that the overlaps are largest.
    """
    known, found = ([set(terms.split(", ")) for terms in column] for column in (names["terms"], telling))
    overlap = np.array([[len(a & b) / max(len(b), 1) for b in known] for a in found])
    rows, chosen = linear_sum_assignment(-overlap)
    best = pd.Series(overlap[rows, chosen], index=rows).reindex(range(len(found)), fill_value=0)
    moved = best < LEAST_OVERLAP
    if moved.any():
        raise CorpusError(
            f"{NAMES_FILE}: {moved.sum()} of {len(found)} clusters have moved and have no name "
            f"({'; '.join(telling[moved])}); run {COMMAND}, read what it prints, and name them there"
        )
    named = names.iloc[chosen].reset_index(drop=True)
    return named.assign(overlap=best.to_numpy(), as_named=named["digest"] == digest(telling))


def named_clusters(language: Wordings, labels: np.ndarray) -> pd.DataFrame:
    """Each cluster's name, meaning, not_in_it, overlap, as_named, its telling terms (terms), wordings (count).

    CorpusError where a cluster has moved away from every name.
    """
    telling = telling_terms(language, labels)
    named = name_clusters(telling, read_names()).drop(columns=["terms", "digest"])
    return named.assign(terms=telling, wordings=np.bincount(labels))
