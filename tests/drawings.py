"""Invented tables, and every kind of figure drawn of them: close lines, long names, hostile names."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from policy_corpus import draw, draw_history, draw_regions, draw_shares
from policy_corpus.categories import CONTROLS, STORY

HOSTILE = "$x_1$ & <b>Söns</b>"
LONG = "a name that is as long as the longest"


def lines(categories: list[str], n_periods: int = 6, start: str = "2021-01-01") -> pd.DataFrame:
    """Lines that rise one after the other, with bounds."""
    periods = pd.date_range(start, periods=n_periods, freq="QS")
    index = pd.MultiIndex.from_product([categories, periods], names=["category", "period"])
    value = np.linspace(0.1, 0.9, len(index))
    return pd.DataFrame({"value": value, "low": value - 0.1, "high": value + 0.1, "companies": 7}, index)


def close_lines() -> pd.DataFrame:
    """Lines over many years and events that end at nearly one value."""
    table = lines([*STORY, *CONTROLS], 52, "2013-07-01")
    return table.assign(value=0.2, low=0.1, high=0.3)


CHANGES = pd.DataFrame({"change": [0.1, -0.2], "low": [-0.1, -0.3], "high": [0.3, -0.1]}, index=["up", LONG])
SHADES = pd.DataFrame(
    np.linspace(0, 1, 39).reshape(3, 13),
    index=["row 1", LONG, HOSTILE],
    columns=[f"{y} (99)" for y in range(13)],
)
SHARES = pd.DataFrame(
    {"value": [0.5, 0.0], "low": [0.25, np.nan], "high": [0.75, np.nan], "n": [12, 12]}, ["identity", "jobs"]
)
BY_DAY = pd.concat({"2021-12-31": SHARES, "2022-06-30": SHARES}, names=["day", "purpose"])
REGIONS = ["US", "EU", "GB"]
SAID = pd.DataFrame(
    [
        ("Birch", "US", "biometric", "collects"),
        ("Birch", "EU", "biometric", "nothing"),
        ("Acorn", "US", "biometric", "denies"),
        ("Acorn", "EU", "biometric", "denies"),
        ("Acorn", "GB", "biometric", "mentions"),
    ],
    columns=["policy", "region", "category", "says"],
)
PAGES = pd.DataFrame(
    [("Birch", "US", 1), ("Birch", "EU", 2), ("Acorn", "US", 1), ("Acorn", "EU", 1), ("Acorn", "GB", 2)],
    columns=["policy", "region", "text"],
)


def texts(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["from", "until", "words", "clauses"])
    return table.assign(**{day: pd.to_datetime(table[day]) for day in ("from", "until")})


OWN = texts(("2008-11-19", "2013-06-20", 1500, 50), ("2013-06-20", "2026-08-23", 5000, 200))
SAID_BY_OWN = OWN[["from", "until"]].assign(biometric=[0, 2], ai_training=0)
BESIDE = texts(("2013-07-04", "2021-11-15", 2200, 90))
PARTS = pd.Series({pd.Timestamp("2008-11-19"): "Old Archive", pd.Timestamp("2013-06-20"): "New Archive"})


def flows() -> pd.DataFrame:
    return lines(["biometric", "employment"]).assign(**{"companies added": 2, "companies removed": 1})


def scores() -> pd.DataFrame:
    return pd.DataFrame({"score": [0.2, 0.8], "share": [0.1, 0.9], "low": 0.0, "high": 1.0})


def clusters() -> tuple:
    """Points, labels and names of clusters that lie on each other."""
    points = np.random.default_rng(0).normal(size=(90, 2))
    return points, np.arange(90) % 9, pd.Series([f"cluster {n} of some name" for n in range(9)])


TITLE = "A title that is long enough to be folded where the figure is drawn for a phone"
FIGURES: dict[str, Callable[[str], None]] = {
    "lines": lambda alt: draw.over_time(lines(["biometric", "cookies"]), TITLE, "share", alt),
    "close lines": lambda alt: draw.over_time(close_lines(), TITLE, "share", alt),
    "intensities": lambda alt: draw.over_time(close_lines(), TITLE, "per 1,000 clauses", alt),
    "steps": lambda alt: draw.over_time(lines(["biometric"]), TITLE, "share", alt, steps=True),
    "small multiples": lambda alt: draw.small_multiples(
        {name: lines(STORY) for name in ["v", "w", LONG, HOSTILE, "z"]}, TITLE, "share", alt
    ),
    "intense multiples": lambda alt: draw.small_multiples({"v": lines(STORY)}, TITLE, "per 1,000", alt),
    "flows": lambda alt: draw.flows(flows(), "companies", TITLE, alt),
    "bars": lambda alt: draw.bars(pd.Series({"one": 0.5, "two": 0.25}), TITLE, "share", alt),
    "counts": lambda alt: draw.bars(pd.Series({LONG: 50000, HOSTILE: 25}), TITLE, "policies", alt),
    "changes": lambda alt: draw.changes({"first": CHANGES, "second": CHANGES}, TITLE, alt),
    "calibration": lambda alt: draw.calibration({"one": scores(), LONG: scores()}, TITLE, alt),
    "heat map": lambda alt: draw.heatmap(SHADES, TITLE, alt),
    "small heat map": lambda alt: draw.heatmap(SHADES.iloc[:, :2].where(SHADES > 0), TITLE, alt),
    "cluster map": lambda alt: draw.cluster_map(*clusters(), TITLE, alt),
    "a policy over the years": lambda alt: draw_history.over_the_years(
        OWN, SAID_BY_OWN, PARTS, BESIDE, pd.Timestamp("2007-05-14"), ("2020-01-01", LONG), TITLE, alt
    ),
    "regions": lambda alt: draw_regions.panels(SAID, PAGES, REGIONS, ["Birch"], TITLE, alt),
    "groups": lambda alt: draw_shares.groups(
        {"Biometric": SHARES, LONG: SHARES.head(1)}, ["C0", "C1"], TITLE, alt, ((LONG, "identity"),)
    ),
    "years": lambda alt: draw_shares.years(BY_DAY, "C0", TITLE, alt),
}
