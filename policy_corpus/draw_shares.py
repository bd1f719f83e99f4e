"""Shares of companies with their intervals → figures: a chart a group, or a chart a share over the years."""

import numpy as np
import pandas as pd
from matplotlib.ticker import PercentFormatter

from policy_corpus.draw import INK, in_style, new_figure, show

LABEL = 12  # points, larger than elsewhere: the figures are read on a phone too
COLUMNS = 2  # charts of years beside each other
NUMBER, RIGHT = 1.06, 1.4  # where the numbers begin and a chart ends, beyond the end of its scale
SCALES = (0.1, 0.2, 0.5, 1)  # shares at which a scale may end
LONG = 20  # letters from which on a chart's title takes two lines


@in_style
def groups(
    tables: dict[str, pd.DataFrame],
    colours: list[str],
    title: str,
    alt: str,
    marked: tuple[tuple[str, str], ...] = (),
) -> None:
    """A chart a table: a point with its interval a row, the first on top, in percent; the rows are those of the first.

    Tables have value, low, high (missing: no interval), n; their keys are the charts' titles. `marked` are rows (key,
    row) whose number is bold.
    """
    rows = next(iter(tables.values())).index
    end = _scale(pd.concat(tables))
    height = 1.5 + 0.36 * len(rows)
    figure, axes = new_figure(1, len(tables), height, sharey=True)
    for axis, (name, table), colour in zip(axes, tables.items(), colours, strict=True):
        own = table.reindex(rows)
        _points(axis, own, colour)
        for row, value in own["value"].dropna().items():
            look = {"weight": "bold" if (name, row) in marked else "normal", "size": LABEL - 1}
            place = (NUMBER * end, list(rows).index(row))
            axis.text(*place, f"{100 * value:.0f} %", va="center", color=INK, in_layout=False, **look)
        axis.set(xlim=(0, RIGHT * end), ylim=(len(rows) - 0.5, -0.5))
        title_of = name.replace(" and ", "\nand ") if len(name) > LONG else name
        axis.set_title(f"{title_of}\n({_counted(own['n'])} companies)", fontsize=LABEL)
        axis.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axis.set_xticks([0, end / 2, end])
        axis.tick_params(labelsize=LABEL)
        axis.grid(axis="x")
        axis.grid(visible=False, axis="y")
    axes[0].set_yticks(range(len(rows)), rows, fontsize=LABEL)
    figure.suptitle(title, x=0.01, ha="left", fontsize=LABEL + 1)
    show(figure, alt, pd.concat(tables, names=["chart"]))


def _scale(table: pd.DataFrame) -> float:
    """Where a scale ends that has room for all values and bounds."""
    most = table[["value", "high"]].max().max()
    return next(end for end in SCALES if most <= end)


def _counted(numbers: pd.Series) -> str:
    """How many units rows are of: a number, or the least and the most."""
    least, most = numbers.min(), numbers.max()
    return f"{most:.0f}" if least == most else f"{least:.0f} to {most:.0f}"


def _points(axis, table: pd.DataFrame, colour: str) -> None:
    """The intervals as lines and the values as points; a ring where there is no interval."""
    places, sure = np.arange(len(table)), table["low"].notna().to_numpy()
    low, high = (table[bound].to_numpy()[sure] for bound in ("low", "high"))
    axis.hlines(places[sure], low, high, color=colour, linewidth=2.2, alpha=0.45)
    ring = {"markerfacecolor": "white", "markeredgewidth": 1.8, "markersize": 6}
    for rows, look in ((sure, {"markersize": 7}), (~sure, ring)):
        if rows.any():  # a line without points would count in the layout all the same
            axis.plot(table["value"][rows], places[rows], "o", color=colour, clip_on=False, **look)


@in_style
def years(table: pd.DataFrame, colour: str, title: str, alt: str) -> None:
    """A chart a share: its value and interval by day; `table` has day and share as index, value, low, high, n."""
    names = list(table.index.unique(1))
    days = list(table.index.unique(0))
    figure, axes = new_figure(-(-len(names) // COLUMNS), min(len(names), COLUMNS), sharex=True, sharey=True)
    for axis, name in zip(axes, names, strict=False):
        own = table.xs(name, level=1).reindex(days)
        places = np.arange(len(days))
        axis.vlines(places, own["low"], own["high"], color=colour, linewidth=2.2, alpha=0.45)
        axis.plot(places, own["value"], "o-", color=colour, linewidth=1, markersize=5, clip_on=False)
        axis.set_title(name, fontsize=LABEL)
        axis.set_xticks(places, [f"’{day[2:4]}" for day in days])
        axis.tick_params(labelsize=LABEL - 1)
    for axis in axes[len(names) :]:
        axis.set_visible(False)
    axes[0].set_ylim(0, 1)
    axes[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    counted = [f"{day[:4]}: {table.xs(day, level=0)['n'].max():.0f}" for day in (days[0], days[-1])]
    title = f"{title} ({' · '.join(counted)} companies)"
    figure.suptitle(title, x=0.01, ha="left", fontsize=LABEL + 1, color=INK)
    show(figure, alt, table)
