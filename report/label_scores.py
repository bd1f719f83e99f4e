"""Labels made by reading → how well the lexicon's labels agree: two tables in data/results/.

`python report/label_scores.py GOLD.csv` reads columns category, about, stance, clause, and data/labels.csv,
whose clauses are found by their hash. F1 is the harmonic mean of precision and recall.
"""

import sys
from pathlib import Path

import pandas as pd

from policy_corpus.labels import Lexicon
from policy_corpus.tables import read_table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "data" / "results"
SCORES, HELD_OUT = RESULTS / "label_scores.csv", RESULTS / "label_scores_heldout.csv"


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


def held_out_scores() -> pd.DataFrame:
    """The scores on the held-out clauses of data/labels.csv that the tables hold, read with their lead-ins."""
    said = pd.read_csv(ROOT / "data" / "labels.csv", keep_default_na=False).query("sample == 'held-out'")
    clauses = read_table("clauses").to_pandas().fillna({"lead_in": ""}).set_index(["hash", "lead_in"])
    said = said.set_index(["hash", "lead_in"])
    said = said[said.index.isin(clauses.index)]
    return scores(said.reset_index(drop=True), clauses.loc[said.index].reset_index(drop=True))


def main(gold: str) -> None:
    """Score the committed lexicon and tables, and write both tables."""
    lexicon = Lexicon.read(ROOT / "data" / "lexicon.yml")
    gold_scores(pd.read_csv(gold), lexicon).to_csv(SCORES, index=False, lineterminator="\n")
    held_out_scores().to_csv(HELD_OUT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
