"""From labelled segments to the gate; from clauses to the probability that they speak of data collection.

Data collection is the first party's collection or use of data about people. The gate is a logistic regression
on two kinds of terms. Distinct words and pairs of adjoining words, sentence marks among them, are weighed by
inverse document frequency and divided by their length (the root of the sum of squares), so that a clause's
score compares with one of the longer segments it was fitted on. The words a text opens with, and their pairs,
count once more, whatever the length: who acts, and what a heading announces, is said there.
data/collection_classifier.csv holds each term with its idf and coefficient, the intercept and the threshold.

    python -m policy_corpus.extract.collection opp115_dev.csv --out data/collection_classifier.csv
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise, repeat
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import expit

from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.files import write_csv

# scikit-learn is imported where the gate is fitted: to apply it, nobody need wait for that to load.
if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

LABEL = "First Party Collection/Use"
COMMAND = "python -m policy_corpus.extract.collection LABELLED.csv --out data/collection_classifier.csv"
COLUMNS = ["term", "idf", "coefficient"]
INTERCEPT, THRESHOLD = "(intercept)", "(threshold)"

POLICIES = 3  # a term stands in at least so many policies, which keeps companies' names out
STRENGTH = 5.0  # the inverse of the L2 penalty; 3 or 10 differ by less than folds do
# American policies of 2015, on which the gate is fitted, "use information" where later and European ones
# "process data". Read as one, the gate carries over, and F1 on the labelled segments does not suffer.
SAME = {
    "data": "information",
    "process": "use",
    "processes": "uses",
    "processed": "used",
    "processing": "use",
}
# Texts shorter than this norm (about ten terms) are not stretched to the length of one, so that a word alone
# says little: "Cookies" comes out near the intercept.
SHORTEST = 12.0
OPENS, OPENING = (
    "^",
    8,
)  # mark of a term that opens a text; the words, marks not counted, that are its opening
STAND = (
    0.14  # what an opening term weighs when the penalty is applied; 0.1 or 0.18 differ by less than folds do
)
MARKS = (b".", b":", b";")
FOLDS = 5
CHUNK = 2_000  # clauses scored at once; small enough for the processor's cache
DECIMALS = 3  # of a score: what the tables store decides as the score does

_READ = bytes(ord(chr(c).lower()) if chr(c).isalpha() or chr(c) in ".:;" else 32 for c in range(128))
_READ += b" " * 128


def _words(text: str) -> list[bytes]:
    """The runs of ASCII letters of a text, lower-cased, and its sentence marks; all else parts words."""
    read = text.encode("ascii", "replace").translate(_READ)
    for mark in MARKS:
        read = read.replace(mark, b" " + mark + b" ")
    return read.split()


@dataclass(frozen=True)
class Gate:
    """A fitted gate: terms of one or two words (ascending), their idf and coefficients, and the decision.

    A term that begins with ^ stands for words a text opens with. Its idf is 0: it adds its coefficient as it is.
    """

    terms: tuple[str, ...]
    idf: np.ndarray
    coefficients: np.ndarray
    intercept: float
    threshold: float

    @classmethod
    def read(cls, path: Path | str) -> "Gate":
        """The gate of a table that `train` wrote; CorpusError if the file is missing or damaged."""
        path = Path(path)
        try:
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file, strict=True))
        except FileNotFoundError:
            raise _damaged(path, "there is no such file") from None
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise _damaged(path, f"it cannot be read ({error})") from None
        if not rows or rows[0] != COLUMNS:
            raise _damaged(path, f"the first line is not {','.join(COLUMNS)}")
        values: dict[str, tuple[float, float]] = {}
        for line, row in enumerate(rows[1:], 2):
            values[row[0] if row else ""] = _numbers(path, line, row, values)
        if INTERCEPT not in values or THRESHOLD not in values:
            raise _damaged(path, f"the row {INTERCEPT} or {THRESHOLD} is missing")
        intercept, threshold = values.pop(INTERCEPT)[1], values.pop(THRESHOLD)[1]
        if not values or not 0 < threshold < 1:
            raise _damaged(path, "it has no terms, or its threshold is not between 0 and 1")
        terms = tuple(sorted(values))
        idf, coefficients = np.array([values[term] for term in terms]).T
        return cls(terms, idf, coefficients, intercept, threshold)

    def write(self, path: Path | str) -> None:
        """Write the table; a file that is there is replaced whole or left as it is."""
        terms = zip(self.terms, self.idf, self.coefficients, strict=True)
        rows = [[term, f"{idf:.4f}" if idf else "", f"{number:.4f}"] for term, idf, number in terms]
        first = [[INTERCEPT, "", f"{self.intercept:.4f}"], [THRESHOLD, "", f"{self.threshold:.2f}"]]
        write_csv(path, COLUMNS, first + rows)

    def scores(self, clauses: Sequence[str], lead_ins: Sequence[str] | None = None) -> np.ndarray:
        """The probability (0–1, three decimals) of each clause, read after its lead-in ("" for none).

        Each distinct text is read once, and a clause's score depends on no other clause.
        """
        if lead_ins is not None and len(lead_ins) != len(clauses):
            raise ValueError(f"{len(clauses)} clauses with {len(lead_ins)} lead-ins")
        number: dict[str, int] = {}
        parts = [clauses] if lead_ins is None else [clauses, lead_ins]
        places = [[number.setdefault(text, len(number)) for text in part] for part in parts]
        sums = self._sums(list(number))
        weights, squares, _ = sum(sums[place] for place in places).T
        first = np.array(places[0], np.intp)
        if lead_ins is not None:
            first = np.where(np.array(lead_ins, bool), places[1], first).astype(np.intp)
        logits = self.intercept + weights / np.maximum(np.sqrt(squares), SHORTEST) + sums[first, 2]
        return np.round(expit(logits), DECIMALS)

    def _sums(self, texts: list[str]) -> np.ndarray:
        """Of each text, the sums of idf × coefficient, of idf², and of its opening's coefficients; texts × 3.

        The first two add up over a clause and its lead-in, so that a lead-in is read once for all its items.
        """
        opens = np.where(self.idf == 0, self.coefficients, 0)
        sums = np.zeros((len(texts), 3))
        for start in range(0, len(texts), CHUNK):
            chunk = texts[start : start + CHUNK]
            text, term = self._terms_in(chunk)
            for column, value in enumerate((self.idf * self.coefficients, self.idf**2, opens)):
                sums[start : start + CHUNK, column] = np.bincount(text, value[term], len(chunk))
        return sums

    def _terms_in(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The distinct terms of each text, as (text, term), ascending."""
        numbers, single, pairs, opening = self._lookup
        words = [_words(text) for text in texts]
        text = np.repeat(
            np.arange(len(texts), dtype=np.int32), np.fromiter(map(len, words), np.int64, len(texts))
        )
        word = np.fromiter(map(numbers.get, chain.from_iterable(words), repeat(0)), np.int32, len(text))
        opens, first = self._opening(text, word)
        found = [(text, single[word]), _paired(text, word, pairs)]
        found += [(opens, opening[0][first]), _paired(opens, first, opening[1])]
        cells = np.concatenate([own[term >= 0] * len(self.terms) + term[term >= 0] for own, term in found])
        cells = np.sort(cells)  # a third of the time of np.unique, which hashes
        return np.divmod(cells[np.diff(cells, prepend=-1) > 0], len(self.terms))

    @staticmethod
    def _opening(text: np.ndarray, word: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The first words of each text, as (text, word)."""
        letters = word >= 0
        text, word = text[letters], word[letters]
        kept = np.arange(len(text)) - np.searchsorted(text, text) < OPENING
        return text[kept], word[kept]

    @cached_property
    def _lookup(self) -> tuple:
        """Word → number (0: not known; below 0: a mark); tables of number → term and (number, number) → term, -1
        where there is none, for all words and for those of an opening."""
        marks = [mark.decode() for mark in MARKS]
        words = sorted({w for term in self.terms for w in term.removeprefix(OPENS).split()} - set(marks))
        numbers = {word: place for place, word in enumerate(words, 1)}
        numbers |= {mark: -place for place, mark in enumerate(marks, 1)}
        kind, size = np.min_scalar_type(-len(self.terms)), len(numbers) + 1
        single, pairs, first, first_pairs = (np.full(shape, -1, kind) for shape in 2 * [size, (size, size)])
        for place, term in enumerate(self.terms):
            opens = term.startswith(OPENS)
            number = tuple(numbers[word] for word in term.removeprefix(OPENS).split())
            if len(number) == 2:
                (first_pairs if opens else pairs)[number] = place
            else:
                (first if opens else single)[number] = place
        numbers |= {word: numbers[same] for word, same in SAME.items() if same in numbers}
        return {word.encode(): place for word, place in numbers.items()}, single, pairs, (first, first_pairs)


def _paired(text: np.ndarray, word: np.ndarray, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The terms of adjoining words of one text, as (text, term), -1 where there is none."""
    return text[1:], np.where(text[1:] == text[:-1], pairs[word[:-1], word[1:]], -1)


def _damaged(path: Path, what: str) -> CorpusError:
    return CorpusError(f"{path}: {what}; restore the file, or make it again: {COMMAND}")


def _numbers(path: Path, line: int, row: list[str], known: dict) -> tuple[float, float]:
    """The idf and coefficient of one row of the table (idf 0 for the intercept and the threshold)."""
    special = row[:1] in ([INTERCEPT], [THRESHOLD])
    opens = bool(row) and row[0].startswith(OPENS)
    words = row[0].removeprefix(OPENS).encode("ascii", "replace").split(b" ") if row else []
    if len(row) != len(COLUMNS) or not (
        special or (len(words) in (1, 2) and words == _words(row[0].removeprefix(OPENS)))
    ):
        raise _damaged(path, f"line {line} is not a term of one or two words, its idf, its coefficient")
    if row[0] in known:
        raise _damaged(path, f"line {line} repeats {row[0]}")
    try:
        idf, coefficient = 0.0 if special or (opens and not row[1]) else float(row[1]), float(row[2])
    except ValueError:
        idf = coefficient = np.nan
    if not np.isfinite([idf, coefficient]).all() or (idf <= 0) != (special or opens):
        raise _damaged(path, f"line {line} has no proper number")
    return idf, coefficient


@dataclass(frozen=True)
class Trained:
    """What training measured: precision, recall and F1 of each fold, calibration out of fold."""

    gate: Gate
    segments: int
    policies: int
    folds: pd.DataFrame
    brier: float
    reliability: pd.DataFrame

    def __str__(self):
        spread = "; ".join(f"{c} {self.folds[c].mean():.3f} ± {self.folds[c].std():.3f}" for c in self.folds)
        return "\n".join(
            [
                f"{self.segments:,} segments of {self.policies} policies, {len(self.gate.terms):,} terms",
                f"{FOLDS} folds that keep a policy's segments together, threshold chosen within each:",
                self.folds.round(3).to_string(),
                f"mean ± standard deviation: {spread}",
                f"Brier score {self.brier:.3f}; share of collection by score, out of fold:",
                self.reliability.round(3).to_string(),
                f"threshold of the gate {self.gate.threshold:.2f}",
            ]
        )


def train(labelled: Path | str, out: Path | str) -> Trained:
    """Fit the gate on a CSV with columns policy, segment and labels (joined by |); write its table."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.metrics import brier_score_loss

    segments = read_labelled(Path(labelled))
    vectorizer = CountVectorizer(analyzer=terms_of, min_df=POLICIES, dtype=np.float64, binary=True)
    data = Labelled(
        vectorizer.fit_transform(segments["segment"]).tocsr(),
        segments["labels"].str.split("|").map(lambda labels: LABEL in labels).to_numpy(),
        pd.factorize(segments["policy"], sort=True)[0],
        np.char.startswith(vectorizer.get_feature_names_out().astype(str), OPENS),
    )
    folds, scores = [], np.zeros(len(segments))
    for inside, outside in _folds(data):
        fitted, threshold = _calibrated(data.rows(inside))
        scores[outside] = expit(fitted.logits(data.rows(outside)))
        folds.append(agreement(data.collects[outside], scores[outside] >= threshold))
    fitted, threshold = _calibrated(data)
    terms = tuple(vectorizer.get_feature_names_out()[fitted.columns])
    coefficients = fitted.coefficients * np.where(fitted.idf > 0, 1, STAND)
    gate = Gate(terms, fitted.idf, coefficients, fitted.intercept, threshold)
    gate.write(out)
    return Trained(
        gate,
        len(segments),
        segments["policy"].nunique(),
        pd.DataFrame(folds, index=pd.RangeIndex(1, FOLDS + 1, name="fold")),
        brier_score_loss(data.collects, scores),
        _reliability(data.collects, scores),
    )


def read_labelled(path: Path) -> pd.DataFrame:
    """Segments with columns policy, segment, labels (joined by |); CorpusError if they are too few."""
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
    """The words and marks of a text, its pairs of adjoining ones, and those of its opening.

    What is read as the same is made one.
    """
    words = [SAME.get(word, word) for word in map(bytes.decode, _words(text))]
    opening = [word for word in words if word.encode() not in MARKS][:OPENING]
    return chain(words, _pairs(words), map(OPENS.__add__, chain(opening, _pairs(opening))))


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


@dataclass(frozen=True)
class Fit:
    """A regression on chosen columns of the candidate terms; idf is 0 for those that open a text."""

    columns: np.ndarray
    idf: np.ndarray
    coefficients: np.ndarray
    intercept: float

    def logits(self, data: Labelled) -> np.ndarray:
        """The log-odds of each segment."""
        return weighed(data.terms[:, self.columns], self.idf) @ self.coefficients + self.intercept


def _folds(data: Labelled) -> Iterable[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import GroupKFold

    return GroupKFold(FOLDS).split(data.terms, groups=data.policy)


def _calibrated(data: Labelled) -> tuple[Fit, float]:
    """A fit, its logits scaled (Platt) to what folds within the data show, and the threshold of best F1."""
    held_out = np.zeros(len(data.collects))
    for inside, outside in _folds(data):
        held_out[outside] = fit(data.rows(inside)).logits(data.rows(outside))
    scale = regression(1e6).fit(held_out[:, None], data.collects)
    slope, shift = scale.coef_[0, 0], scale.intercept_[0]
    scores = expit(slope * held_out + shift)
    threshold = best_threshold(data.collects, scores)
    plain = fit(data)
    intercept = slope * plain.intercept + shift
    return Fit(plain.columns, plain.idf, slope * plain.coefficients, intercept), threshold


def best_threshold(collects: np.ndarray, scores: np.ndarray) -> float:
    """The probability from which F1 is best: the middle of the stretch within 0.005 of the peak.

    F1 hardly moves over a stretch of thresholds; its middle depends less on single segments than its peak.
    """
    from sklearn.metrics import f1_score

    choices = np.arange(20, 71) / 100
    measured = np.array([f1_score(collects, scores >= choice) for choice in choices])
    return float(np.median(choices[measured > measured.max() - 0.005]).round(2))


def fit(data: Labelled) -> Fit:
    """Fit on all terms of enough policies; fewer terms cost F1 on every drawing of the folds."""
    policies = sparse.csr_matrix((np.ones(len(data.policy)), (data.policy, np.arange(len(data.policy)))))
    columns = np.flatnonzero((policies @ data.terms > 0).sum(axis=0).A1 >= POLICIES)
    idf = np.log((1 + len(data.policy)) / (1 + data.terms[:, columns].sum(axis=0).A1)) + 1
    idf[data.opens[columns]] = 0
    learned = regression(STRENGTH).fit(weighed(data.terms[:, columns], idf), data.collects)
    return Fit(columns, idf, learned.coef_[0], learned.intercept_[0])


def regression(strength: float) -> "LogisticRegression":
    """A logistic regression; `strength` is the inverse of its L2 penalty."""
    from sklearn.linear_model import LogisticRegression

    # liblinear is single-threaded and draws no random numbers here: the same bytes on any number of cores.
    return LogisticRegression(C=strength, solver="liblinear", tol=1e-6, max_iter=1000)


def weighed(terms: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    """Texts × terms (0/1) weighed by idf, each text divided by its length, `SHORTEST` at least.

    A term whose idf is 0 opens a text: it weighs `STAND`, whatever the length.
    """
    norms = np.maximum(np.sqrt(terms @ idf**2), SHORTEST)
    by_length = sparse.diags(1 / norms) @ terms @ sparse.diags(idf)
    return (by_length + terms @ sparse.diags(np.where(idf > 0, 0.0, STAND))).tocsr()


def agreement(collects: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """Precision, recall and F1 of what was found."""
    from sklearn.metrics import f1_score, precision_score, recall_score

    measures = {"precision": precision_score, "recall": recall_score, "F1": f1_score}
    return {name: measure(collects, found) for name, measure in measures.items()}


def _reliability(collects: np.ndarray, scores: np.ndarray) -> pd.DataFrame:
    """By fifths of the scale: how many segments, their mean score, the share that collects."""
    fifth = pd.cut(scores, np.linspace(0, 1, 6), include_lowest=True)
    table = pd.DataFrame({"score": scores, "share": collects}).groupby(fifth, observed=True)
    return table.agg(segments=("score", "size"), score=("score", "mean"), share=("share", "mean"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train from the command line; 2 for bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.extract.collection", description="Fit the gate."
    )
    parser.add_argument("labelled", type=Path, metavar="LABELLED.csv", help="columns policy, segment, labels")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the table to write")
    chosen = parser.parse_args(arguments)
    return exit_code(lambda: print(train(chosen.labelled, chosen.out)))


if __name__ == "__main__":
    sys.exit(main())
