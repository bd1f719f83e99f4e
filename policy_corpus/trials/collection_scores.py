"""Labelled segments and judged clauses → how well the collection classifier does on those it was not fitted on.

    python -m policy_corpus.trials.collection_scores LABELLED.csv --archives ARCHIVES --out data/results

Five folds part corporate groups and policies. Everything, penalty and threshold included, is chosen anew within the
four others. Beside the classifier stand simpler ones, treated alike.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from policy_corpus.analysis.validation import sample_scores
from policy_corpus.errors import exit_code
from policy_corpus.files import write_csv
from policy_corpus.trials.fit_collection import INNER, SEGMENTS_ALONE, best_threshold, choose
from policy_corpus.trials.labelled_texts import (
    Labelled,
    labelled,
    parser_of_texts,
    read_clauses,
    read_segments,
)

OUTER = 5
SHIPPED = "the classifier"
HELD_OUT = "classifier_held_out.csv"  # a clause's score by a fit that did not see its group
SCORES = "classifier_scores.csv"
CALIBRATION = "classifier_calibration.csv"
PENALTY_OF_PLAIN = 10.0  # scikit-learn's C

Held = tuple[np.ndarray, np.ndarray]  # of each text: its score, whether it is taken for collection


def measure(segments: pd.DataFrame, clauses: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Write scores, held-out clauses and calibration into the folder; a row of scores is a classifier on some texts."""
    data = labelled(segments, clauses)
    texts = np.array([*segments["segment"], *(clauses["lead"] + " " + clauses["text"]).str.strip()], object)
    ways: dict[str, tuple[Labelled, Callable]] = {
        SHIPPED: (data, _by_choice),
        "without chains of parts": (data.without_chains(), _by_choice),
        "fitted on OPP-115 alone": (data, partial(_by_choice, settings=SEGMENTS_ALONE)),
        "TF-IDF and logistic regression": (data, partial(_by_plain, texts=texts)),
    }
    held = {name: _held_out(own, way) for name, (own, way) in ways.items()}
    rows = [{"classifier": name, **row} for name, found in held.items() for row in _rows(data, found)]
    scores = pd.DataFrame(rows)
    _write(scores, folder / SCORES)
    _write(_of_clauses(data, clauses, held[SHIPPED]), folder / HELD_OUT)
    _write(_calibration(data, held[SHIPPED][0]), folder / CALIBRATION)
    return scores


def _held_out(data: Labelled, way: Callable) -> Held:
    """What fits that have not seen a text's policy or group say of it."""
    fold, scores, found = data.folds(OUTER), np.zeros(len(data.own)), np.zeros(len(data.own), bool)
    for number in range(OUTER):
        outside = fold == number
        scores[outside], threshold = way(data, ~outside, outside)
        found[outside] = scores[outside] >= threshold
    return scores, found


def _by_choice(
    data: Labelled, inside: np.ndarray, outside: np.ndarray, **options
) -> tuple[np.ndarray, float]:
    chosen = choose(data.rows(inside), **options)
    return np.round(chosen.scores(data.rows(outside)), 3), chosen.threshold


def _by_plain(
    data: Labelled, inside: np.ndarray, outside: np.ndarray, texts: np.ndarray
) -> tuple[np.ndarray, float]:
    """Words and pairs by TF-IDF as scikit-learn has them; the threshold from folds within, as the classifier's."""
    rows = np.flatnonzero(inside)
    fold, held = data.rows(rows).folds(INNER), np.zeros(len(rows))
    for number in range(INNER):
        learned = _plain().fit(texts[rows[fold != number]], data.collects[rows[fold != number]])
        held[fold == number] = learned.predict_proba(texts[rows[fold == number]])[:, 1]
    own = data.own[rows]
    threshold = best_threshold(data.collects[rows][own], held[own], data.weight[rows][own])
    return _plain().fit(texts[rows], data.collects[rows]).predict_proba(texts[outside])[:, 1], threshold


def _plain():
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2)
    return make_pipeline(words, LogisticRegression(C=PENALTY_OF_PLAIN, solver="liblinear"))


def _rows(data: Labelled, held: Held) -> list[dict]:
    """Precision, recall and F1 with its bounds: on clauses by their weights, on clauses alike, on segments."""
    table = pd.DataFrame(
        {"found": held[1], "judged": data.collects.astype(int), "weight": data.weight, "group": data.group}
    )
    sets = {
        "clauses, weighed": table[data.own],
        "clauses, each alike": table[data.own].assign(weight=1.0),
        "segments of OPP-115": table[~data.own],
    }
    rows = []
    for name, part in sets.items():
        scores = sample_scores(part)
        f1 = scores.loc["F1"]
        row = {"on": name, **scores["value"], "low": f1["low"], "high": f1["high"]}
        rows.append(row | {"texts": len(part), "groups": part["group"].nunique()})
    return rows


def _of_clauses(data: Labelled, clauses: pd.DataFrame, held: Held) -> pd.DataFrame:
    """Of each judged clause its fold, its group's number, its held-out score, and whether it is taken."""
    own = data.own
    table = clauses[["clause", "lead_in"]].reset_index(drop=True)
    group = pd.factorize(data.group[own], sort=True)[0]
    return table.assign(
        fold=data.folds(OUTER)[own], group=group, score=held[0][own], found=held[1][own].astype(int)
    )


def _calibration(data: Labelled, scores: np.ndarray) -> pd.DataFrame:
    """By tenths of the score: segments, their mean score, the share labelled as collection."""
    table = pd.DataFrame({"score": scores, "share": data.collects.astype(float)})[~data.own]
    tenth = np.minimum((table["score"] * 10).astype(int), 9).rename("tenth")
    return (
        table.groupby(tenth)
        .agg(segments=("score", "size"), score=("score", "mean"), share=("share", "mean"))
        .reset_index()
    )


def _write(table: pd.DataFrame, path: Path) -> None:
    rows = table.map(lambda value: f"{value:.4f}" if isinstance(value, float) else str(value))
    write_csv(path, list(table.columns), rows.to_numpy().tolist())


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure from the command line; 2 for bad input."""
    parser = parser_of_texts("collection_scores", __doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")
    chosen = parser.parse_args(arguments)

    def run():
        scores = measure(read_segments(chosen.labelled), read_clauses(chosen.archives), chosen.out)
        print(scores.round(3).to_string(index=False))

    return exit_code(run)


if __name__ == "__main__":
    sys.exit(main())
