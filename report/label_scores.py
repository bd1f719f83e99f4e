"""Clauses labelled by hand → how well the lexicon labels them: data/results/label_scores.csv.

`python report/label_scores.py GOLD.csv` reads columns category, about, stance, clause.
F1 is the harmonic mean of precision and recall.
"""

import sys
from pathlib import Path

import pandas as pd

from policy_corpus.labels import Lexicon

ROOT = Path(__file__).resolve().parent.parent
SCORES = ROOT / "data" / "results" / "label_scores.csv"


def f1(said: pd.Series, found: pd.Series) -> float:
    """The F1 of two columns of yes and no."""
    return 2 * (said & found).sum() / max(said.sum() + found.sum(), 1)


def label_scores(gold: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    """One row a category: clauses, F1 of about and of collects, share of right stances where it is meant."""
    labels = lexicon.label_all(gold["clause"])
    rows = []
    for category, own in gold.groupby("category"):
        about = labels.loc[own.index, f"{category}_about"] == 1
        stance = labels.loc[own.index, f"{category}_stance"]
        right = (stance == own["stance"])[own["about"] == 1].mean()
        scores = (f1(own["about"] == 1, about), f1(own["stance"] == "collects", stance == "collects"), right)
        rows.append((category, len(own), *(round(score, 3) for score in scores)))
    return pd.DataFrame(rows, columns=["category", "clauses", "about F1", "collects F1", "stance right"])


def main(gold: str) -> None:
    """Score the committed lexicon and write the table."""
    lexicon = Lexicon.read(ROOT / "data" / "lexicon.yml")
    label_scores(pd.read_csv(gold), lexicon).to_csv(SCORES, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
