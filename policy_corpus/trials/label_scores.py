"""Clauses labelled by reading → how well the lexicon labels them: data/results/label_scores.csv.

`python -m policy_corpus.trials.label_scores GOLD.csv` reads columns category, about, stance, clause.
F1 is the harmonic mean of precision and recall.
"""

import sys

import pandas as pd
from sklearn.metrics import precision_recall_fscore_support

from policy_corpus.extract.labels import Lexicon
from policy_corpus.files import write_table
from policy_corpus.paths import DATA, RESULTS

SCORES = RESULTS / "label_scores.csv"


def scores(said: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """One row a category; `said` has category, about, stance, and `labels` the lexicon's, row by row."""
    rows = []
    for category, own in said.groupby("category"):
        about = labels.loc[own.index, f"{category}_about"] == 1
        stance = labels.loc[own.index, f"{category}_stance"].astype(str)
        measures = {"about": (own["about"] == 1, about)}
        measures["collects"] = own["stance"] == "collects", stance == "collects"
        row = {"category": category, "clauses": len(own)}
        for name, pair in measures.items():
            row |= {f"{name} {of}": score for of, score in precision_recall_f1(*pair).items()}
        rows.append(row | {"stance right": (stance == own["stance"])[own["about"] == 1].mean()})
    return pd.DataFrame(rows).round(3)


def precision_recall_f1(said: pd.Series, found: pd.Series) -> dict[str, float]:
    """Precision, recall and F1 of what was found, by name."""
    scores = precision_recall_fscore_support(said, found, average="binary")[:3]
    return dict(zip(("precision", "recall", "F1"), map(float, scores), strict=True))


def gold_scores(gold: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """The scores on clauses given with their texts."""
    return scores(gold, lexicon.label_all(gold["clause"]))


def main(gold: str) -> None:
    """Score the committed lexicon and write the table."""
    lexicon = Lexicon.read(DATA / "lexicon.yml")
    write_table(SCORES, gold_scores(pd.read_csv(gold), lexicon))


if __name__ == "__main__":
    main(*sys.argv[1:])
