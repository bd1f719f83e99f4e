"""data/readings.csv → how far readers agree, how often the rules are right by them, and how much of a count is read."""

import pandas as pd
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import DETAILS, KEY, readings_in


def agreement(readings: pd.DataFrame) -> pd.DataFrame:
    """A row a category: clauses read twice, the share with equal stances, Cohen's kappa of stance and of about.

    A kappa is NaN where both readers gave one answer only.
    """
    rows = {}
    for category, own in _pairs(readings).groupby("category"):
        first, second = own["first"].map(_stance), own["second"].map(_stance)
        rows[category] = {
            "read": len(own),
            "equal": (first == second).mean(),
            "kappa stance": cohen_kappa_score(first, second),
            "kappa about": cohen_kappa_score(first != "none", second != "none"),
        }
    return pd.DataFrame.from_dict(rows, orient="index").reindex(STORY).astype({"read": int})


def agreement_on_details(readings: pd.DataFrame) -> pd.DataFrame:
    """Categories × details: the share of equal answers where both readers were asked; NaN where none were."""
    found = {}
    for category, own in _pairs(readings).groupby("category"):
        both = [readings_in(row)[:2] for row in own.to_dict("records")]
        asked = {name: [(a[name], b[name]) for a, b in both if a[name] and b[name]] for name in DETAILS}
        found[category] = {
            name: sum(a == b for a, b in pairs) / len(pairs) for name, pairs in asked.items() if pairs
        }
    return pd.DataFrame.from_dict(found, orient="index", columns=DETAILS).reindex(STORY)


def rule_scores(corpus: Corpus, readings: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """A row a category: precision, recall and F1 of the rules' `collects`, and how often a stance is right.

    Over the settled clauses that the corpus holds, but for those of `seen` (category, hash): the rules were made with
    these in view. Recall is of what was read: clauses that neither rules nor the net found are in neither.
    """
    by_rule = corpus.clauses.assign(lead_in=corpus.clauses["lead_in"].astype(object).fillna(""))
    by_rule = by_rule.set_index(["hash", "lead_in"])
    settled = readings[readings["stance"] != ""]
    known = set(zip(seen["category"], seen["hash"], strict=True))
    new = [key not in known for key in zip(settled["category"], settled["hash"], strict=True)]
    rows = {}
    for category, own in settled[new].groupby("category"):
        own = own.set_index(["hash", "lead_in"])["stance"]
        own = own[own.index.isin(by_rule.index)]
        rule = by_rule.loc[own.index, f"{category}_rule"].astype(str)
        scores = precision_recall_fscore_support(own == "collects", rule == "collects", average="binary")
        right = (own.to_numpy() == rule.to_numpy())[(own != "none").to_numpy()].mean()
        rows[category] = dict(zip(["precision", "recall", "F1"], scores[:3], strict=True))
        rows[category] |= {"stance right": right, "clauses": len(own)}
    return pd.DataFrame.from_dict(rows, orient="index").reindex(STORY).astype({"clauses": int})


def share_read(corpus: Corpus) -> pd.DataFrame:
    """A row a category: its clauses that collect, and the share of them whose label is a reading."""
    rows = {}
    for category in STORY:
        own = corpus.clauses[corpus.clauses[f"{category}_stance"] == "collects"]
        rows[category] = {"clauses": len(own), "read": (own[f"{category}_by"] == "reading").mean()}
    return pd.DataFrame.from_dict(rows, orient="index").astype({"clauses": int})


def _pairs(readings: pd.DataFrame) -> pd.DataFrame:
    """The clauses that were read twice or more."""
    return readings.loc[readings["second"] != "", [*KEY, "first", "second", "third"]]


def _stance(reading: str) -> str:
    return reading.split(" ", 1)[0]
