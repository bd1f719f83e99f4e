"""The panel's series → the picture that goes with a link to the report, and the chart by itself for the README."""

import io
import textwrap

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from policy_corpus.categories import COLOURS
from policy_corpus.draw_parts import STYLE

WIDTH, HEIGHT, DOTS = 1200, 630, 100  # the size that services which show previews ask for


@plt.style.context(STYLE)
def preview(series: pd.DataFrame, names: dict[str, str], title: str, answer: str) -> bytes:
    """A PNG of 1200 by 630 points: title, answer, and the corrected share of each category of `names` over time.

    `series` is panel_by_quarter.csv with its days as timestamps.
    """
    figure = plt.figure(figsize=(WIDTH / DOTS, HEIGHT / DOTS), dpi=DOTS, layout="none")
    figure.text(0.05, 0.9, title, fontsize=27, weight="bold", va="center")
    figure.text(0.05, 0.845, textwrap.fill(answer, 88), fontsize=16, va="top", linespacing=1.35)
    draw_corrected(figure.add_axes((0.09, 0.1, 0.52, 0.56)), series, names, size=15)
    return as_png(figure)


@plt.style.context(STYLE)
def picture(series: pd.DataFrame, names: dict[str, str], title: str) -> bytes:
    """A PNG of the same shares by themselves, with their intervals and the tables' own line behind them."""
    figure = plt.figure(figsize=(8.6, 4.4), dpi=DOTS, layout="none")
    figure.text(0.055, 0.955, title, fontsize=11.5, va="center")
    axis = figure.add_axes((0.07, 0.075, 0.59, 0.82))
    for category in names:
        own = series[series["category"] == category].sort_values("period", kind="stable")
        colour = COLOURS[category]
        axis.plot(own["period"], own["plain"], color=colour, linewidth=1.2, alpha=0.55)
        read = own[own["corrected"].notna()]
        axis.vlines(read["period"], read["low"], read["high"], color=colour, linewidth=5, alpha=0.25)
    draw_corrected(axis, series, names, size=10)
    return as_png(figure, 1.5 * DOTS)


def draw_corrected(axis: Axes, series: pd.DataFrame, names: dict[str, str], size: float) -> None:
    """Draw the corrected share of each category, its name, first and last share at its end; `size` is of type."""
    read = series[series["corrected"].notna()].sort_values("period", kind="stable")
    own = {category: read[read["category"] == category] for category in names}
    free = 0.0
    for category in sorted(names, key=lambda name: own[name]["corrected"].iloc[-1]):  # from below
        days, shares, colour = own[category]["period"], own[category]["corrected"], COLOURS[category]
        axis.plot(days, shares, color=colour, linewidth=size / 4.3, marker="o", markersize=size / 1.7)
        label = f"{names[category]} {100 * shares.iloc[0]:.0f} → {100 * shares.iloc[-1]:.0f} %"
        height = max(shares.iloc[-1], free)
        free = height + 0.09
        place = days.iloc[-1] + pd.Timedelta(days=60)
        axis.text(place, height, label, fontsize=size, color=colour, weight="bold", va="center")
    axis.set_ylim(0, 1)
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.tick_params(labelsize=size - 1)


def as_png(figure: Figure, dots: float = DOTS) -> bytes:
    """A figure as PNG of so many dots an inch, closed; the same figure gives the same bytes."""
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=dots, bbox_inches=None, metadata={"Software": None})
    plt.close(figure)
    return png.getvalue()
