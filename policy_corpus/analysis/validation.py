"""Judged samples → how often labels, ledger, classifier and stated dates are right: shares, scores, their bounds."""

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from policy_corpus.analysis import bootstrap


def share_of_sample(hits: int, n: int) -> tuple[float, float, float]:
    """A share of a random sample and its 95 % bounds (Wilson)."""
    bounds = binomtest(hits, n).proportion_ci(method="wilson")
    return hits / n, bounds.low, bounds.high


def shares_right(judged: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Of judged rows: how many, how many right, their share and its 95 % Wilson interval; one row a group."""
    table = judged.groupby(by, sort=False)["right"].agg(judged="size", right="sum").astype(int)
    shares = [share_of_sample(right, n) for n, right in table.to_numpy()]
    return table.join(pd.DataFrame(shares, table.index, ["share", "low", "high"]))


def judged_by_score(sample: pd.DataFrame) -> pd.DataFrame:
    """By stratum of the score: clauses, mean score, share judged 1 and its 95 % bounds (Wilson)."""
    grouped = sample.groupby("stratum")
    table = grouped.agg(clauses=("judged", "size"), score=("score", "mean"))
    shares = [share_of_sample(int(part.sum()), len(part)) for _, part in grouped["judged"]]
    return table.join(pd.DataFrame(shares, table.index, ["share", "low", "high"]))


def calibration(sample: pd.DataFrame, bands: int = 6) -> pd.DataFrame:
    """`judged_by_score` of judged clauses in so many bands of their score (0–1), 0 the lowest."""
    return judged_by_score(sample.assign(stratum=pd.cut(sample["score"], bands, labels=False)))


def one_reader_by_the_other(sample: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """`sample_scores` of the second reading, were the first right: the most that one could ask of a program."""
    return sample_scores(sample.assign(judged=sample["first"], found=sample["second"]), seed)


def sample_scores(sample: pd.DataFrame, seed: int = 0, n_samples: int = 1000) -> pd.DataFrame:
    """Precision, recall and F1 of what was found in a sample of judged clauses, as value, low, high.

    `sample` has found and judged (0/1), weight (how many clauses of the corpus each stands for) and group, whose
    clauses are drawn together. Bounds are of 95 %.
    """
    weight = sample["weight"].to_numpy(float)
    found, judged = sample["found"].to_numpy() == 1, sample["judged"].to_numpy() == 1
    kinds = pd.DataFrame(
        {"both": weight * (found & judged), "passing": weight * found, "true": weight * judged}
    )
    sums = kinds.groupby(sample["group"].to_numpy()).sum().to_numpy()

    def scores(drawn):
        both, passing, true = (drawn @ sums).T
        with np.errstate(invalid="ignore"):  # a sample may hold nothing that passes
            return np.column_stack([both / passing, both / true, 2 * both / (passing + true)])

    estimate = bootstrap.estimate(scores, len(sums), seed, n_samples)
    table = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return pd.DataFrame(table, index=["precision", "recall", "F1"])


def dates_found(by_eye: pd.DataFrame, captures: pd.DataFrame) -> pd.DataFrame:
    """Captures whose stated date was read by eye, by sample: given, found, right; precision, recall.

    That is how many state a date, in how many the program finds one, and in how many the two are equal; precision is
    the share of the found that are right, recall that of the given. `by_eye` is data/stated_dates.csv.
    """
    key = ["archive", "commit", "path"]
    rows = by_eye.merge(captures, on=key, validate="one_to_one", suffixes=("_by_eye", ""))
    right = rows["stated"] == pd.to_datetime(rows["read"])
    flags = {"given": rows["read"].notna(), "found": rows["stated"].notna(), "right": right}
    table = pd.DataFrame(flags).groupby(rows["sample"]).sum()
    return table.assign(precision=table["right"] / table["found"], recall=table["right"] / table["given"])
