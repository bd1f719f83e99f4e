"""Clauses labelled by reading → how well the lexicon labels them: data/results/label_scores.csv.

`python report/label_scores.py GOLD.csv` reads columns category, about, stance, clause.
F1 is the harmonic mean of precision and recall.
"""

import sys
from pathlib import Path

import pandas as pd

from policy_corpus.extract.labels import Lexicon
from policy_corpus.files import write_table

ROOT = Path(__file__).resolve().parent.parent
SCORES = ROOT / "data" / "results" / "label_scores.csv"


def agreement(said: pd.Series, found: pd.Series) -> tuple[float, float, float]:
    """Precision, recall and F1 of what was found against what was said, two columns of yes and no."""
    both = (said & found).sum()
    return both / max(found.sum(), 1), both / max(said.sum(), 1), 2 * both / max(said.sum() + found.sum(), 1)


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
            row |= {
                f"{name} {of}": x
                for of, x in zip(("precision", "recall", "F1"), agreement(*pair), strict=True)
            }
        rows.append(row | {"stance right": (stance == own["stance"])[own["about"] == 1].mean()})
    return pd.DataFrame(rows).round(3)


def gold_scores(gold: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """The scores on clauses given with their texts."""
    return scores(gold, lexicon.label_all(gold["clause"]))


def main(gold: str) -> None:
    """Score the committed lexicon and write the table."""
    lexicon = Lexicon.read(ROOT / "data" / "lexicon.yml")
    write_table(SCORES, gold_scores(pd.read_csv(gold), lexicon))


if __name__ == "__main__":
    main(*sys.argv[1:])
