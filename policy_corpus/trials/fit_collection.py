"""Labelled segments of policies → data/collection_classifier.csv, and how well the classifier does on unseen policies.

    python -m policy_corpus.trials.fit_collection opp115_dev.csv --out data/collection_classifier.csv

Folds keep a policy's segments together. Scale and threshold are chosen within the folds that are fitted on.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import expit
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, f1_score, precision_score, recall_score
from sklearn.model_selection import GroupKFold

from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.extract.collection import (
    LEAST_NORM,
    OPENING_MARK,
    OPENING_WORDS,
    SENTENCE_MARKS,
    SYNONYMS,
    CollectionClassifier,
    words_of,
)

LABEL = "First Party Collection/Use"
FOLDS = 5
LEAST_POLICIES = 3  # a term stands in at least so many policies, which keeps companies' names out
INVERSE_PENALTY = 5.0  # of L2, scikit-learn's C; 3 or 10 differ by less than folds do
OPENING_WEIGHT = 0.14  # of an opening's term before the penalty; 0.1 or 0.18 differ by less than folds do
THRESHOLDS = np.arange(20, 71) / 100
PEAK = 0.005  # of F1 below its best, which counts as best


# ---------------------------------------------------------------- the whole


@dataclass(frozen=True)
class Report:
    """The classifier, what it was fitted on, precision, recall and F1 by fold, calibration out of fold."""

    classifier: CollectionClassifier
    segments: int
    policies: int
    folds: pd.DataFrame
    brier: float
    reliability: pd.DataFrame

    def __str__(self):
        means = (f"{name} {fold.mean():.3f} ± {fold.std():.3f}" for name, fold in self.folds.items())
        return "\n".join(
            [
                f"{self.segments:,} segments of {self.policies} policies, {len(self.classifier.terms):,} terms",
                f"{FOLDS} folds that keep a policy's segments together, threshold chosen within each:",
                self.folds.round(3).to_string(),
                f"mean ± standard deviation: {'; '.join(means)}",
                f"Brier score {self.brier:.3f}; share of collection by score, out of fold:",
                self.reliability.round(3).to_string(),
                f"threshold of the classifier {self.classifier.threshold:.2f}",
            ]
        )


def fit_classifier(labelled: Path | str, out: Path | str) -> Report:
    """Fit on a CSV with columns policy, segment and labels (joined by |); write the classifier's table."""
    segments = read_labelled(Path(labelled))
    vectorizer = CountVectorizer(analyzer=terms_of, min_df=LEAST_POLICIES, dtype=np.float64, binary=True)
    data = Labelled(
        vectorizer.fit_transform(segments["segment"]).tocsr(),
        segments["labels"].str.split("|").map(lambda labels: LABEL in labels).to_numpy(),
        pd.factorize(segments["policy"], sort=True)[0],
        np.char.startswith(vectorizer.get_feature_names_out().astype(str), OPENING_MARK),
    )
    folds, scores = [], np.zeros(len(segments))
    for inside, outside in _folds(data):
        fitted, threshold = _calibrated(data.rows(inside))
        scores[outside] = expit(fitted.log_odds(data.rows(outside)))
        folds.append(precision_recall_f1(data.collects[outside], scores[outside] >= threshold))
    fitted, threshold = _calibrated(data)
    terms = tuple(vectorizer.get_feature_names_out()[fitted.columns])
    coefficients = fitted.coefficients * np.where(fitted.idf > 0, 1, OPENING_WEIGHT)
    classifier = CollectionClassifier(terms, fitted.idf, coefficients, fitted.intercept, threshold)
    classifier.write(out)
    return Report(
        classifier,
        len(segments),
        segments["policy"].nunique(),
        pd.DataFrame(folds, index=pd.RangeIndex(1, FOLDS + 1, name="fold")),
        brier_score_loss(data.collects, scores),
        _reliability(data.collects, scores),
    )


# ---------------------------------------------------------------- labelled segments


def read_labelled(path: Path) -> pd.DataFrame:
    """Segments with columns policy, segment, labels (joined by |); CorpusError where they are too few."""
    try:
        segments = pd.read_csv(path, dtype=str, encoding="utf-8", keep_default_na=False)
    except FileNotFoundError:
        raise CorpusError(f"{path}: there is no such file; name a CSV file") from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        what = " ".join(str(error).split())
        raise CorpusError(f"{path}: cannot be read as CSV in UTF-8 ({what}); save it so") from None
    missing = {"policy", "segment", "labels"} - set(segments.columns)
    if missing:
        raise CorpusError(f"{path}: no column {', '.join(sorted(missing))}; add it")
    collects = segments["labels"].str.split("|").map(lambda labels: LABEL in labels)
    if min(segments.loc[kind, "policy"].nunique() for kind in (collects, ~collects)) < FOLDS**2:
        raise CorpusError(
            f'{path}: too little to fit; {FOLDS**2} policies or more must have segments "{LABEL}", '
            f"and {FOLDS**2} or more others"
        )
    return segments


def terms_of(text: str) -> Iterable[str]:
    """The words and marks of a text, its pairs of adjoining ones, and those of its opening; synonyms as one."""
    words = [SYNONYMS.get(word, word) for word in map(bytes.decode, words_of(text))]
    opening = [word for word in words if word.encode() not in SENTENCE_MARKS][:OPENING_WORDS]
    return chain(words, _pairs(words), map(OPENING_MARK.__add__, chain(opening, _pairs(opening))))


def _pairs(words: list[str]) -> Iterable[str]:
    return map(" ".join, pairwise(words))


@dataclass(frozen=True)
class Labelled:
    """Segments × candidate terms (0/1), whether each collects, its policy's number; which terms open a text."""

    terms: sparse.csr_matrix
    collects: np.ndarray
    policy: np.ndarray
    opens: np.ndarray

    def rows(self, which: np.ndarray) -> "Labelled":
        """Some of the segments."""
        return Labelled(self.terms[which], self.collects[which], self.policy[which], self.opens)


def _folds(data: Labelled) -> Iterable[tuple[np.ndarray, np.ndarray]]:
    return GroupKFold(FOLDS).split(data.terms, groups=data.policy)


# ---------------------------------------------------------------- fitting


@dataclass(frozen=True)
class Fit:
    """A regression on chosen columns of the candidate terms; idf is 0 for those that open a text."""

    columns: np.ndarray
    idf: np.ndarray
    coefficients: np.ndarray
    intercept: float

    def log_odds(self, data: Labelled) -> np.ndarray:
        """The log-odds of each segment."""
        return weighed(data.terms[:, self.columns], self.idf) @ self.coefficients + self.intercept


def fit(data: Labelled) -> Fit:
    """Fit on all terms of enough policies; fewer terms cost F1 on every drawing of the folds."""
    policies = sparse.csr_matrix((np.ones(len(data.policy)), (data.policy, np.arange(len(data.policy)))))
    columns = np.flatnonzero((policies @ data.terms > 0).sum(axis=0).A1 >= LEAST_POLICIES)
    idf = np.log((1 + len(data.policy)) / (1 + data.terms[:, columns].sum(axis=0).A1)) + 1
    idf[data.opens[columns]] = 0
    learned = _regression(INVERSE_PENALTY).fit(weighed(data.terms[:, columns], idf), data.collects)
    return Fit(columns, idf, learned.coef_[0], learned.intercept_[0])


def weighed(terms: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    """Texts × terms (0/1) weighed by idf, each text divided by its length, `LEAST_NORM` at least.

    A term whose idf is 0 opens a text: it weighs `OPENING_WEIGHT`, whatever the length.
    """
    norms = np.maximum(np.sqrt(terms @ idf**2), LEAST_NORM)
    by_length = sparse.diags(1 / norms) @ terms @ sparse.diags(idf)
    return (by_length + terms @ sparse.diags(np.where(idf > 0, 0.0, OPENING_WEIGHT))).tocsr()


def _regression(inverse_penalty: float) -> LogisticRegression:
    # liblinear is single-threaded and draws no random numbers here: the same bytes on any number of cores.
    return LogisticRegression(C=inverse_penalty, solver="liblinear", tol=1e-6, max_iter=1000)


def _calibrated(data: Labelled) -> tuple[Fit, float]:
    """A fit, its log-odds scaled (Platt) to what folds within the data show, and the threshold of best F1."""
    held_out = np.zeros(len(data.collects))
    for inside, outside in _folds(data):
        held_out[outside] = fit(data.rows(inside)).log_odds(data.rows(outside))
    scale = _regression(1e6).fit(held_out[:, None], data.collects)
    slope, shift = scale.coef_[0, 0], scale.intercept_[0]
    threshold = best_threshold(data.collects, expit(slope * held_out + shift))
    plain = fit(data)
    intercept = slope * plain.intercept + shift
    return Fit(plain.columns, plain.idf, slope * plain.coefficients, intercept), threshold


def best_threshold(collects: np.ndarray, scores: np.ndarray) -> float:
    """The probability from which F1 is best: the middle of the stretch near its peak.

    F1 hardly moves over a stretch of thresholds; its middle depends less on single segments than its peak.
    """
    measured = np.array([f1_score(collects, scores >= threshold) for threshold in THRESHOLDS])
    return float(np.median(THRESHOLDS[measured > measured.max() - PEAK]).round(2))


# ---------------------------------------------------------------- measuring


def precision_recall_f1(collects: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """Precision, recall and F1 of what was found, by name."""
    measures = {"precision": precision_score, "recall": recall_score, "F1": f1_score}
    return {name: measure(collects, found) for name, measure in measures.items()}


def _reliability(collects: np.ndarray, scores: np.ndarray) -> pd.DataFrame:
    """By fifths of the scale: how many segments, their mean score, the share that collects."""
    fifth = pd.cut(scores, np.linspace(0, 1, 6), include_lowest=True)
    table = pd.DataFrame({"score": scores, "share": collects}).groupby(fifth, observed=True)
    return table.agg(segments=("score", "size"), score=("score", "mean"), share=("share", "mean"))


# ---------------------------------------------------------------- the command


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the classifier from the command line; 2 for bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.fit_collection", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("labelled", type=Path, metavar="LABELLED.csv", help="columns policy, segment, labels")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the table to write")
    chosen = parser.parse_args(arguments)
    return exit_code(lambda: print(fit_classifier(chosen.labelled, chosen.out)))


if __name__ == "__main__":
    sys.exit(main())
