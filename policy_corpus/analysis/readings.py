"""data/readings.csv → how far readers agree, how often the labels are right by them, and how much of a count is read.

How often a label is right is asked of companies whose clauses it was not made with: data/stance_trial.csv has what
the rules say of each read clause, and what a model says that was fitted without its company (trials/fit_stance.py).
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

from policy_corpus.analysis import bootstrap
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import DETAILS, KEY, readings_in
from policy_corpus.extract.stance import STRONGEST_FIRST
from policy_corpus.extract.stance_model import FILE, StanceModel
from policy_corpus.paths import DATA

TRIAL = DATA / "stance_trial.csv"
MEASURES = ("F1 about", "precision", "recall", "F1", "stance right")  # the middle three of `collects`
SAMPLES = 1000


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


def agreement_with_earlier(readings: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """A row a category: clauses that have an `earlier` label (data/labels.csv), the share whose stance was the same."""
    own = earlier.fillna({"lead_in": ""})
    twice = own.merge(readings[readings["stance"] != ""], on=KEY, suffixes=("_then", "_now"))
    same = twice["stance_then"].eq(twice["stance_now"]).groupby(twice["category"])
    return same.agg(clauses="size", equal="mean").reindex(STORY)


def read_trial(readings: pd.DataFrame) -> pd.DataFrame:
    """The rows of data/stance_trial.csv whose clause is settled, with the stance as read.

    Columns: category, hash, lead_in, company; known (1 where the rules were written with the clause, or with half of
    the companies, in view), rules and model (the stance by each), stance; `labels` is of these the one that the
    published labels go by.
    """
    trial = pd.read_csv(TRIAL, dtype=str, keep_default_na=False).astype({"known": int})
    settled = readings.loc[readings["stance"] != "", [*KEY, "stance"]]
    trial = trial.merge(settled, on=KEY)
    by_model = trial["category"].isin(StanceModel.read(DATA / FILE).categories)
    return trial.assign(labels=trial["model"].where(by_model, trial["rules"]))


def trial_scores(trial: pd.DataFrame, by: str, seed: int = 0) -> pd.DataFrame:
    """Category × each of MEASURES, its low and its high: how right a column of the trial is; clauses and companies.

    `by` is rules, model or labels. F1 about is of being about the category; precision, recall and F1 are of
    `collects`; stance right is the share of the clauses about it. The 95 % bounds are over companies.
    """
    rows = {}
    for category, own in trial.groupby("category"):
        statistic, companies = _measures(own, by)
        found = bootstrap.estimate(statistic, companies, seed, SAMPLES)
        rows[category] = {"clauses": len(own), "companies": companies}
        for name, *values in zip(MEASURES, found.value, found.low, found.high, strict=True):
            rows[category] |= dict(zip((name, f"{name} low", f"{name} high"), values, strict=True))
    return pd.DataFrame.from_dict(rows, orient="index").astype({"clauses": int, "companies": int})


def trial_gain(trial: pd.DataFrame, seed: int = 0) -> dict[str, float]:
    """By how much F1 of `collects` is higher by model than by rules, in one category's rows: value, low, high.

    F1 runs from 0 to 1. The 95 % bounds are over companies, both drawn alike.
    """
    model, companies = _measures(trial, "model")
    rules, _ = _measures(trial, "rules")
    place = MEASURES.index("F1")
    gain = bootstrap.estimate(
        lambda weights: (model(weights) - rules(weights))[:, place], companies, seed, SAMPLES
    )
    return {"value": float(gain.value), "low": float(gain.low), "high": float(gain.high)}


def _measures(trial: pd.DataFrame, by: str) -> tuple[Callable[[np.ndarray], np.ndarray], int]:
    """A statistic that takes weights of companies (samples × companies) and gives MEASURES; how many companies."""
    read, told = trial["stance"].to_numpy(object), trial[by].to_numpy(object)
    company, names = pd.factorize(trial["company"], sort=True)
    kinds = {
        "about": read != "none",
        "told about": told != "none",
        "both about": (read != "none") & (told != "none"),
        "collects": read == "collects",
        "told collects": told == "collects",
        "both collect": (read == "collects") & (told == "collects"),
        "right": (read == told) & (read != "none"),
    }
    counts = {name: np.bincount(company, kind, len(names)) for name, kind in kinds.items()}

    def statistic(weights: np.ndarray) -> np.ndarray:
        n = {name: weights @ count for name, count in counts.items()}
        with np.errstate(invalid="ignore"):  # a sample may hold nothing of a kind
            return np.column_stack(
                [
                    2 * n["both about"] / (n["about"] + n["told about"]),
                    n["both collect"] / n["told collects"],
                    n["both collect"] / n["collects"],
                    2 * n["both collect"] / (n["collects"] + n["told collects"]),
                    n["right"] / n["about"],
                ]
            )

    return statistic, len(names)


def share_read(corpus: Corpus) -> pd.DataFrame:
    """A row a category: its clauses that collect, and the share of them whose label is a reading."""
    rows = {}
    for category in STORY:
        own = corpus.clauses[corpus.clauses[f"{category}_stance"] == "collects"]
        rows[category] = {"clauses": len(own), "read": (own[f"{category}_by"] == "reading").mean()}
    return pd.DataFrame.from_dict(rows, orient="index").astype({"clauses": int})


def left_out_by_rules(corpus: Corpus) -> pd.DataFrame:
    """A row a category: of the clauses that the rules take for none of it and that were read all the same, how many
    have each stance as read, and how many were `read`."""
    rows = {}
    for category in STORY:
        by, rule, stance = (
            corpus.clauses[f"{category}_{part}"].astype(str) for part in ("by", "rule", "stance")
        )
        rows[category] = stance[(by == "reading") & (rule == "none")].value_counts()
    table = pd.DataFrame(rows).T.reindex(columns=[*STRONGEST_FIRST, "none"]).fillna(0).astype(int)
    return table.assign(read=table.sum(axis=1))


def _pairs(readings: pd.DataFrame) -> pd.DataFrame:
    """The clauses that were read twice or more."""
    return readings.loc[readings["second"] != "", [*KEY, "first", "second", "third"]]


def _stance(reading: str) -> str:
    return reading.split(" ", 1)[0]
