"""Companies at risk (adoption.py) → how fast a kind of language was taken up before a date and after, and at others."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from policy_corpus.analysis import bootstrap
from policy_corpus.analysis.adoption import rates

HEADS = {  # of tables to be read
    "before": "per 100 company-years before",
    "after": "per 100 company-years after",
    "left_out": "in a gap across a date",
}
OF_SIDE = ["adopted_before", "years_before", "adopted_after", "years_after"]


def ratios(risk: Mapping[str, pd.DataFrame], date, months: int, seed: int = 0) -> pd.DataFrame:
    """`rate_ratio` of each category's rows, a row a category."""
    return pd.DataFrame({c: rate_ratio(rows, date, months, seed) for c, rows in risk.items()}).T


def rate_ratio(rows: pd.DataFrame, date, months: int, seed: int = 0, n_samples: int = 2000) -> pd.Series:
    """Adoptions per 100 company-years before and after a date, and their ratio with 95 % bounds over companies.

    `left_out` are the adoptions in a gap that spans an end of either time (see adoption.rates). What would be divided
    by zero is missing, and so are the bounds of fewer than `bootstrap.FEWEST` companies.
    """
    table = rates(rows, date, months)
    sums = table[["adopted_before", "adopted_after", "left_out"]].sum()
    before, years_before, after, years_after = table[OF_SIDE].sum().astype(float)
    first, second = _divided(before, years_before), _divided(after, years_after)
    low, high = _bounds(table[OF_SIDE].to_numpy(float), seed, n_samples)
    known = {"before": 100 * first, "after": 100 * second, "ratio": _divided(second, first)}
    return pd.concat([sums, pd.Series({**known, "low": low, "high": high})]).astype(float)


def _bounds(values: np.ndarray, seed: int, n_samples: int) -> tuple[float, float]:
    """The 95 % bounds of a ratio over companies (rows × OF_SIDE); missing for few of them, or nobody on one side."""
    if len(values) < bootstrap.FEWEST or not values.sum(axis=0)[[1, 3]].all():
        return np.nan, np.nan
    before, years_before, after, years_after = (bootstrap.draw(len(values), seed, n_samples) @ values).T
    # half an adoption is added on either side, so that a sample without one has a ratio
    with np.errstate(divide="ignore", invalid="ignore"):
        samples = ((after + 0.5) / years_after) / ((before + 0.5) / years_before)
    low, high = bootstrap.bounds(samples)
    return low, high


def ratios_at(risk: Mapping[str, pd.DataFrame], dates: Iterable, months: int) -> pd.DataFrame:
    """The ratio at many dates on which nothing is known to have happened, dates × categories; missing for 0 before."""
    return pd.DataFrame({c: placebo_ratios(rows, dates, months) for c, rows in risk.items()})


def placebo_ratios(rows: pd.DataFrame, dates: Iterable, months: int) -> pd.Series:
    """The ratio of adoption rates after and before each of many dates; missing where there was none before."""
    found = {}
    for date in dates:
        sums = rates(rows, date, months)[OF_SIDE].sum()
        before, after = (_divided(sums[f"adopted_{n}"], sums[f"years_{n}"]) for n in ("before", "after"))
        found[date] = _divided(after, before)
    return pd.Series(found, dtype=float)


def highest(at_dates: pd.DataFrame, ratio: pd.Series) -> pd.DataFrame:
    """Of `ratios_at`: categories × highest (ratio), at (its month), as_high (share of dates with `ratio` or more)."""
    known = at_dates.dropna(axis="columns", how="all")
    as_high = {c: (at_dates[c] >= ratio[c]).mean() for c in known if not np.isnan(ratio[c])}
    months = known.idxmax().map(lambda date: f"{date:%B %Y}")
    table = pd.DataFrame({"highest": known.max(), "at": months, "as_high": as_high})
    return table.reindex(at_dates.columns)


def by_choice(
    risk: Mapping[str, pd.DataFrame],
    by_first_sight: Mapping[str, pd.DataFrame],
    date,
    months: int,
    widths: Iterable[int],
) -> pd.DataFrame:
    """The ratios found in other ways: other windows, changes dated when first seen, another seed of the samples.

    The index is the way and the category; the columns are those of `rate_ratio`.
    """
    ways = {f"{width} months": (risk, width, 0) for width in widths}
    ways |= {"by the day first seen": (by_first_sight, months, 0), "another seed": (risk, months, 1)}
    return pd.concat({way: ratios(rows, date, width, seed) for way, (rows, width, seed) in ways.items()})


def _divided(one: float, other: float) -> float:
    """One number by another, missing for zero."""
    return float(one / other) if other and not np.isnan(other) else np.nan
