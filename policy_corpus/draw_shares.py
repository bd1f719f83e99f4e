"""Shares of companies with their intervals → figures: a chart a group, or a chart a share over the years."""

import numpy as np
import pandas as pd
from matplotlib.ticker import PercentFormatter

from policy_corpus.draw_marks import INK, folded, note
from policy_corpus.draw_parts import Drawing, drawn, narrow, sized_figure

COLUMNS = 2  # charts of years beside each other
NUMBER, RIGHT = 1.06, 1.4  # where the numbers begin and a chart ends, beyond the end of its scale
SCALES = (0.1, 0.2, 0.5, 1)  # shares at which a scale may end
PERCENT = PercentFormatter(1, decimals=0, symbol=" %")
INTERVALS = "lines: 95 % intervals"


@drawn
def groups(
    tables: dict[str, pd.DataFrame],
    colours: list[str],
    title: str,
    alt: str,
    marked: tuple[tuple[str, str], ...] = (),
) -> Drawing:
    """A chart a table: a point with its interval a row, the first on top, in percent; the rows are those of the first.

    Tables have value, low, high (missing: no interval), n; their keys are the charts' titles. `marked` are rows (key,
    row) whose number is bold. On a phone the charts stand below each other.
    """
    rows = next(iter(tables.values())).index
    labels = [folded(str(row), 1.3 if narrow() else 2) for row in rows]
    high = 0.75 + (0.38 if any("\n" in label for label in labels) else 0.26) * len(rows)
    end = _scale(pd.concat(tables))
    shape, height = ((len(tables), 1), high * len(tables)) if narrow() else ((1, len(tables)), high)
    figure, axes = sized_figure(*shape, height, sharey=True)
    for axis, (name, table), colour in zip(axes, tables.items(), colours, strict=True):
        own = table.reindex(rows)
        _points(axis, own, colour)
        for row, value in own["value"].dropna().items():
            look = {"weight": "bold" if (name, row) in marked else "normal", "color": INK, "va": "center"}
            axis.text(NUMBER * end, list(rows).index(row), f"{100 * value:.0f} %", **look)
        axis.set(xlim=(0, RIGHT * end), ylim=(len(rows) - 0.5, -0.5))
        inches = 2.8 if narrow() else 5.4 / len(tables)
        axis.set_title(folded(name, inches) + f"\n({_counted(own['n'])} companies)")
        axis.xaxis.set_major_formatter(PERCENT)
        axis.set_xticks([0, end / 2, end])
        axis.grid(axis="x")
        axis.grid(visible=False, axis="y")
        axis.set_yticks(range(len(rows)), labels)
    return Drawing(figure, title, alt, pd.concat(tables, names=["chart"]), INTERVALS, measured="share")


def _scale(table: pd.DataFrame) -> float:
    """Where a scale ends that has room for all values and bounds."""
    most = table[["value", "high"]].max().max()
    return next((end for end in SCALES if most <= end), SCALES[-1])  # of no company at all: the whole


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


@drawn
def years(table: pd.DataFrame, colour: str, title: str, alt: str) -> Drawing:
    """A chart a share: its value and interval by day; `table` has day and share as index, value, low, high, n."""
    names = list(table.index.unique(1))
    days = list(table.index.unique(0))
    rows, columns = -(-len(names) // COLUMNS), min(len(names), COLUMNS)
    figure, axes = sized_figure(rows, columns, height=1.7 * rows, sharex=True, sharey=True)
    for axis, name in zip(axes, names, strict=False):
        own = table.xs(name, level=1).reindex(days)
        places = np.arange(len(days))
        axis.vlines(places, own["low"], own["high"], color=colour, linewidth=2.2, alpha=0.45)
        axis.plot(places, own["value"], "o-", color=colour, linewidth=1, markersize=5, clip_on=False)
        last = own["value"].last_valid_index()
        if last is not None:
            place = (days.index(last), own.loc[last, "value"])
            note(axis, f"{100 * place[1]:.0f} %", place, (7, 0), va="center", color=colour)
        axis.set_title(folded(name, 2.8 / columns if narrow() else 3))
        named = places[:: 2 if narrow() else 1]
        axis.set_xticks(named, [f"’{days[place][2:4]}" for place in named])
        axis.set_xlim(-0.3, len(days) - (0.2 if narrow() else 0.5))
    for axis in axes[len(names) :]:
        axis.set_visible(False)
    axes[0].set_ylim(0, 1)
    axes[0].yaxis.set_major_formatter(PERCENT)
    counted = [f"{day[:4]}: {table.xs(day, level=0)['n'].max():.0f}" for day in (days[0], days[-1])]
    unit = f"percent of companies ({', '.join(counted)}); {INTERVALS}"
    return Drawing(figure, title, alt, table, unit, measured="share")
