"""Labelled segments and judged clauses → data/collection_classifier.csv, the collection classifier.

    python -m policy_corpus.trials.fit_collection LABELLED.csv --archives ARCHIVES --out data/collection_classifier.csv

Penalty, weights, scale and threshold are chosen by folds within what is fitted on. How well it does on what it has
not seen is measured by collection_scores.py.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from policy_corpus.errors import exit_code
from policy_corpus.extract.collection import LEAST_NORM, OPENING_MARK, CollectionClassifier
from policy_corpus.trials.labelled_texts import (
    LEAST_GROUPS,
    Labelled,
    labelled,
    parser_of_texts,
    read_clauses,
    read_segments,
)

INNER = 3  # folds within what is fitted on
THRESHOLDS = np.arange(20, 71) / 100
PEAK = 0.005  # of F1 below its best, which counts as best


class Setting(NamedTuple):
    """What a fit is told: inverse penalty (scikit-learn's C), weight of an opening's term, weight of a clause."""

    inverse_penalty: float
    opening_weight: float
    clause_weight: float


SETTINGS = tuple(map(Setting._make, product((2.0, 5.0), (0.08, 0.14), (1.5, 4.0))))
SEGMENTS_ALONE = tuple({setting._replace(clause_weight=0.0): None for setting in SETTINGS})


# ---------------------------------------------------------------- fitting


@dataclass(frozen=True)
class Fit:
    """A regression on chosen columns of the candidate terms; idf is 0 for those that open a text."""

    columns: np.ndarray
    idf: np.ndarray
    coefficients: np.ndarray
    intercept: float
    opening_weight: float

    def log_odds(self, data: Labelled) -> np.ndarray:
        """The log-odds of each text."""
        weights = weighed(data.terms[:, self.columns], self.idf, self.opening_weight)
        return weights @ self.coefficients + self.intercept


def fit(data: Labelled, setting: Setting) -> Fit:
    """Fit on all terms of enough policies and corporate groups."""
    groups = sparse.csr_matrix((np.ones(len(data.group)), (data.group, np.arange(len(data.group)))))
    columns = np.flatnonzero((groups @ data.terms > 0).sum(axis=0).A1 >= LEAST_GROUPS)
    terms = data.terms[:, columns]
    idf = np.log((1 + len(data.own)) / (1 + terms.getnnz(axis=0))) + 1
    idf[np.char.startswith(data.names[columns], OPENING_MARK)] = 0
    counts = np.where(data.own, setting.clause_weight, 1.0)
    learned = _regression(setting.inverse_penalty).fit(
        weighed(terms, idf, setting.opening_weight), data.collects, sample_weight=counts
    )
    return Fit(columns, idf, learned.coef_[0], learned.intercept_[0], setting.opening_weight)


def weighed(terms: sparse.csr_matrix, idf: np.ndarray, opening_weight: float) -> sparse.csr_matrix:
    """Texts × terms weighed by idf, each text divided by its length, `LEAST_NORM` at least.

    A term whose idf is 0 opens a text: it weighs `opening_weight`, whatever the length.
    """
    norms = np.maximum(np.sqrt(terms @ idf**2), LEAST_NORM)
    by_length = sparse.diags(1 / norms) @ terms @ sparse.diags(idf)
    return (by_length + terms @ sparse.diags(np.where(idf > 0, 0.0, opening_weight))).tocsr()


def _regression(inverse_penalty: float) -> LogisticRegression:
    # liblinear is single-threaded and draws no random numbers here: the same to a millionth on any number of cores.
    return LogisticRegression(C=inverse_penalty, solver="liblinear", tol=1e-7, max_iter=1000)


# ---------------------------------------------------------------- choosing


@dataclass(frozen=True)
class Chosen:
    """A fit whose log-odds are scaled (Platt) to what folds within the data show, its setting and threshold."""

    fit: Fit
    setting: Setting
    threshold: float

    def scores(self, data: Labelled) -> np.ndarray:
        """The probability of each text."""
        return expit(self.fit.log_odds(data))

    def classifier(self, names: np.ndarray) -> CollectionClassifier:
        """The classifier as the corpus is labelled with it; `names` are those of the candidate terms."""
        coefficients = self.fit.coefficients * np.where(self.fit.idf > 0, 1, self.fit.opening_weight)
        terms = tuple(names[self.fit.columns].tolist())
        return CollectionClassifier(terms, self.fit.idf, coefficients, self.fit.intercept, self.threshold)


def choose(data: Labelled, settings: Sequence[Setting] = SETTINGS) -> Chosen:
    """The fit by the setting of best F1 on clauses that folds within the data hold out, with its threshold there."""
    tried = [_tried(data, setting) for setting in settings]
    best = max(range(len(settings)), key=lambda number: tried[number][0])  # the first, of equals
    _, slope, shift, threshold = tried[best]
    plain = fit(data, settings[best])
    intercept = slope * plain.intercept + shift
    scaled = Fit(plain.columns, plain.idf, slope * plain.coefficients, intercept, plain.opening_weight)
    return Chosen(scaled, settings[best], threshold)


def _tried(data: Labelled, setting: Setting) -> tuple[float, float, float, float]:
    """F1 on the clauses that folds hold out, the slope and shift of their log-odds, and the threshold."""
    fold, held_out = data.folds(INNER), np.zeros(len(data.own))
    for number in range(INNER):
        outside = fold == number
        held_out[outside] = fit(data.rows(~outside), setting).log_odds(data.rows(outside))
    own, weight = data.own, data.weight[data.own]
    scale = _regression(1e6).fit(
        held_out[own, None], data.collects[own], sample_weight=weight / weight.mean()
    )
    slope, shift = scale.coef_[0, 0], scale.intercept_[0]
    scores = expit(slope * held_out[own] + shift)
    threshold = best_threshold(data.collects[own], scores, weight)
    return f1_score(data.collects[own], scores >= threshold, sample_weight=weight), slope, shift, threshold


def best_threshold(collects: np.ndarray, scores: np.ndarray, weight: np.ndarray | None = None) -> float:
    """The probability from which F1 is best: the middle of the stretch near its peak.

    F1 hardly moves over a stretch of thresholds; its middle depends less on single texts than its peak.
    """
    measured = np.array([f1_score(collects, scores >= t, sample_weight=weight) for t in THRESHOLDS])
    return float(np.median(THRESHOLDS[measured > measured.max() - PEAK]).round(2))


# ---------------------------------------------------------------- the command


def fit_classifier(segments: pd.DataFrame, clauses: pd.DataFrame, out: Path | str) -> str:
    """Fit on segments and clauses, write the classifier's table, and say of what it was made."""
    data = labelled(segments, clauses)
    chosen = choose(data)
    classifier = chosen.classifier(data.names)
    classifier.write(out)
    return (
        f"{len(segments):,} segments of {segments['policy'].nunique()} policies and {len(clauses):,} clauses of "
        f"{clauses['parent'].nunique()} corporate groups, {len(classifier.terms):,} terms\n{chosen.setting}\n"
        f"threshold {classifier.threshold:.2f}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the classifier from the command line; 2 for bad input."""
    parser = parser_of_texts("fit_collection", __doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the table to write")
    chosen = parser.parse_args(arguments)

    def run():
        print(fit_classifier(read_segments(chosen.labelled), read_clauses(chosen.archives), chosen.out))

    return exit_code(run)


if __name__ == "__main__":
    sys.exit(main())
