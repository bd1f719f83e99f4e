"""Tables → figures in one style (report.mplstyle): a colour a category, a text alternative, the table behind.

Over time: `over_time`, `small_multiples`, `flows`. Tables: `bars`, `heatmap`, `changes`, `calibration`.
Points: `cluster_map`. For figures of one's own: `new_figure`, `mark_events`, `show`.
Every function that draws a figure shows it, as `draw_parts.drawn` does, and gives nothing back.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

import policy_corpus.categories as known
from policy_corpus.draw_marks import (
    DASHED,
    DOTTED,
    FAINT,
    FREE,
    GROUND,
    INK,
    folded,
    label_end,
    mark_events as mark_events,
    name_columns,
    name_rows,
    name_years,
    note,
    width_of,
)
from policy_corpus.draw_parts import (
    COLOURS,
    LEAST,
    MUTED,
    NAMES,
    Drawing,
    categories_key,
    drawn,
    narrow,
    new_figure as new_figure,
    show as show,
    sized_figure,
)
from policy_corpus.errors import check_known
from policy_corpus.public import offered

SOLID = (*known.STORY, "all")  # the other lines are dashed
PERCENT = PercentFormatter(1, decimals=0, symbol=" %")
BANDS = "shaded: 95 % interval"


def _lines(table: pd.DataFrame, wanted: list[str] | None = None) -> list[str]:
    """The categories of a table to draw; CorpusError naming what there is where one is not there or has no colour."""
    held = list(table.index.unique("category"))
    check_known("category", wanted or held, held)
    check_known("line for", wanted or held, COLOURS)
    return list(wanted or held)


@drawn
def over_time(
    table: pd.DataFrame,
    title: str,
    unit: str,
    alt: str,
    categories: list[str] | None = None,
    steps: bool = False,
) -> Drawing:
    """Lines with bands by category; `table` has index (category, period) and value, low, high, companies.

    `unit` is "share" (axis in percent) or what stands on the axis; `steps` hold a value until the next.
    """
    shown = _lines(table, categories)
    figure, (axis,) = sized_figure()
    step, look = ("post", {"drawstyle": "steps-post"}) if steps else (None, {})
    banded = {"low", "high"} <= set(table.columns)
    for category in shown:
        line, colour = table.loc[category], COLOURS[category]
        if banded:
            axis.fill_between(
                line.index, line["low"], line["high"], color=colour, alpha=0.15, linewidth=0, step=step
            )
        axis.plot(
            line.index, line["value"], color=colour, linestyle="-" if category in SOLID else DASHED, **look
        )
    _scale(axis, unit)
    for category in shown:
        end = table.loc[category, "value"].dropna()
        label_end(
            axis,
            _end_name(category, end.iloc[-1], unit),
            (end.index[-1], end.iloc[-1]),
            MUTED
            if category in known.CONTROLS
            else COLOURS[category],  # a control's own grey is too light for type
        )
    axis.margins(x=0)
    name_years(axis, 2.0 if narrow() else 5.2)
    mark_events(axis)
    below = [words for words in (unit if unit != "share" else "", BANDS if banded else "") if words]
    return Drawing(figure, title, alt, table.loc[shown], "; ".join(below), measured=unit)


def _scale(axis, unit: str) -> None:
    """The vertical axis from zero: in percent where the unit is a share, with commas where numbers are large."""
    axis.set_ylim(bottom=0)
    if unit == "share":
        axis.yaxis.set_major_formatter(PERCENT)
        axis.yaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10]))  # no 2.5 %, which would read 2 %
    elif axis.get_ylim()[1] >= 1000:
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _end_name(category: str, value: float, unit: str) -> str:
    """A line's name and its last value; in lines for a phone."""
    number, sign = (100 * value, "\xa0%") if unit == "share" else (value, "")
    digits = 1 if number < 10 and not sign else 0
    return folded(f"{NAMES[category]} {number:,.{digits}f}{sign}", 0.85 if narrow() else 1.6)


@drawn
def small_multiples(
    tables: dict[str, pd.DataFrame], title: str, unit: str, alt: str, columns: int = 4
) -> Drawing:
    """Small charts, one a key, with lines by category as in `over_time`, all on one scale."""
    shown = [_lines(table) for table in tables.values()]
    columns = 2 if narrow() else columns
    names = [folded(name, 1.35 if narrow() else 6.4 / columns) for name in tables]
    rows = -(-len(tables) // columns)
    pitch = 0.75 + 0.17 * (1 + max(name.count("\n") for name in names))
    figure, axes = sized_figure(rows, columns, height=pitch * rows + 0.2, sharex=True, sharey=True)
    for axis, name, table in zip(axes, names, tables.values(), strict=False):
        for category in table.index.unique("category"):
            axis.plot(table.loc[category, "value"], color=COLOURS[category])
        axis.set_title(name, pad=3)
    if unit == "share":
        axes[0].yaxis.set_major_formatter(PERCENT)
    else:  # a square-root scale: most lines are low, and a few would flatten them
        for axis in axes[: len(tables)]:
            axis.set_yscale("function", functions=(lambda v: np.sqrt(np.maximum(v, 0)), np.square))
        axes[0].set_yticks([0, 5, 25, 100])
    axes[0].set_ylim(bottom=0)
    name_years(axes[0], 1.2 if narrow() else 5.6 / columns, short=True)
    for axis in axes[: len(tables)]:
        mark_events(axis, labels=False)
    for axis in axes[len(tables) :]:
        axis.set_visible(False)
    below = "" if unit == "share" else f"{unit}, on a square-root scale"
    key = categories_key(shown[0])
    return Drawing(figure, title, alt, pd.concat(tables, names=["chart"]), below, key, measured=unit)


@drawn
def flows(table: pd.DataFrame, what: str, title: str, alt: str) -> Drawing:
    """Companies or clauses (`what`) added, upwards, and removed, downwards, by category; `table` as over_time.flows."""
    shown = _lines(table)
    check_known("count", [what], [name.removesuffix(" added") for name in table if name.endswith(" added")])
    rows, columns, height = (len(shown), 1, 1.5 * len(shown)) if narrow() else (1, len(shown), 2.5)
    figure, axes = sized_figure(rows, columns, height=height, sharex=True, sharey=True)
    for axis, category in zip(axes, shown, strict=True):
        own = table.loc[category]
        width = 0.8 * (own.index[1] - own.index[0]).days
        axis.bar(own.index, own[f"{what} added"], width=width, align="edge", color=COLOURS[category])
        axis.bar(own.index, -own[f"{what} removed"], width=width, align="edge", color=FAINT)
        axis.axhline(0, color=INK, linewidth=0.6)
        axis.set_title(NAMES[category], color=COLOURS[category], weight="bold")
    name_years(axes[0], 2.8 if narrow() else 6.0 / columns)
    low, high = (1.15 * end for end in axes[0].get_ylim())
    axes[0].set_ylim(low, high)
    for axis in axes:
        mark_events(axis, labels=False)
        for word, height, va in (("added", high, "top"), ("removed", low, "bottom")):
            axis.text(0.01, height, word, transform=axis.get_yaxis_transform(), va=va, color=INK)
    axes[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0f}"))
    axes[0].yaxis.set_major_locator(MaxNLocator(integer=True))
    return Drawing(figure, title, alt, table)


@drawn
def bars(values: pd.Series, title: str, unit: str, alt: str, colour: str = "C0") -> Drawing:
    """Horizontal bars, the first value on top, each with its number; `unit` is "share" or what is counted."""
    names = [str(name) for name in values.index]
    figure, axis, lower = _rows(names)
    axis.barh(np.arange(len(values)) + lower, values, color=colour, height=0.42 if lower else 0.7)
    factor, sign = (100, " %") if unit == "share" else (1, "")
    small = factor * values[values > 0].min() < 0.5  # a bar that is there must not say 0
    digits = 1 if small or (unit != "share" and values.abs().max() < 20) else 0
    numbers = [f"{factor * value:,.{digits}f}{sign}" for value in values]
    for place, (value, number) in enumerate(zip(values, numbers, strict=True)):
        note(axis, number, (value, place + lower), (4, 0), va="center")
    axis.set_xlim(0, values.max() * (1 + (0.032 if narrow() else 0.016) * max(map(len, numbers))))
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    return Drawing(figure, title, alt, values, "" if unit in ("share", "count") else unit, measured=unit)


def _rows(names: list[str]):
    """A figure with a named line for each row, the first on top: figure, axis, and how far below its place a row lies.

    A phone has no room for long names beside: they stand above their rows.
    """
    above = narrow() and max(map(len, names), default=0) > 12
    figure, (axis,) = sized_figure(height=0.35 + (0.42 if above else 0.28) * len(names))
    return figure, axis, name_rows(axis, names, above)


@drawn
def changes(tables: dict[str, pd.DataFrame], title: str, alt: str) -> Drawing:
    """Changes with their intervals, one chart a key: rows of `change_between`, a line at no change."""
    names = [str(name) for name in next(iter(tables.values())).index]
    height = 0.7 + (0.4 if narrow() else 0.25) * len(names)
    figure, axes = sized_figure(1, len(tables), height, sharex=True, sharey=not narrow())
    for axis, (name, table) in zip(axes, tables.items(), strict=True):
        lower = name_rows(axis, names if axis is axes[0] or not narrow() else [""] * len(names), narrow())
        clear = (table["low"] > 0) | (table["high"] < 0)
        for place, (row, certain) in enumerate(zip(table.itertuples(), clear, strict=True)):
            colour = "C0" if certain else FAINT
            axis.plot([100 * row.low, 100 * row.high], [place + lower] * 2, color=colour)
            axis.plot(100 * row.change, place + lower, "o", color=colour)
        axis.axvline(0, color=INK, linewidth=0.8)
        axis.xaxis.set_major_locator(MaxNLocator(4))
        axis.set_title(folded(name, 1.5 if narrow() else 2.6))
    certain = "blue: the 95 % interval leaves no change out; grey: it does not"
    return Drawing(figure, title, alt, pd.concat(tables, names=["chart"]), certain, measured="share")


@drawn
def calibration(tables: dict[str, pd.DataFrame], title: str, alt: str) -> Drawing:
    """Share (y) against mean score (x) by band, one line a table, its bounds (low, high) as bars if it has them."""
    figure, (axis,) = sized_figure(height=3.0 if narrow() else 3.8)
    axis.plot([0, 1], [0, 1], color=FAINT, linewidth=0.9, linestyle=DOTTED)
    for (name, table), colour in zip(tables.items(), ("C0", "C2"), strict=False):
        if "low" in table:
            reach = [table["share"] - table["low"], table["high"] - table["share"]]
            axis.errorbar(table["score"], table["share"], np.maximum(reach, 0), color=colour, linewidth=1)
        axis.plot(table["score"], table["share"], "o-", color=colour)
        label_end(axis, folded(name, 0.8 if narrow() else 1.4), (1, table["share"].iloc[-1]), colour)
    for one in (axis.xaxis, axis.yaxis):
        one.set_major_formatter(PERCENT)
        one.set_major_locator(MaxNLocator(3 if narrow() else 5))
    axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="mean score")
    unit = "share that speaks of collection, against the mean score; dotted: as it should be"
    return Drawing(figure, title, alt, pd.concat(tables, names=["line"]), unit, source="")


@drawn
def heatmap(table: pd.DataFrame, title: str, alt: str, unit: str = "share") -> Drawing:
    """A table of shares as shades, rows and columns in their order, each cell with its number."""
    names = [str(name) for name in table.index]
    columns = [str(name) for name in table.columns]
    room = plt.rcParams["figure.figsize"][0] - 0.15
    widest = width_of(" ".join(columns).split())
    above = narrow() and width_of(names) + len(columns) * max(widest, 0.29) > room
    figure, (axis,) = sized_figure(height=0.5 + (0.42 if above else 0.26) * len(table))
    _shade(axis, 100 * table if unit == "share" else table, above=above)
    name_columns(axis, columns, (room - (0 if above else width_of(names))) / len(columns))
    return Drawing(figure, title, alt, table, measured=unit)


def _shade(axis, table: pd.DataFrame, above: bool = False) -> None:
    """Cells as shades from zero, each with its whole number, and the rows' names."""
    lower = name_rows(axis, [str(name) for name in table.index], above)
    high = np.nanmax(table.to_numpy())
    reach, size = (0.25, LEAST) if above else (0.5, 9.5)
    for place, row in enumerate(table.to_numpy(dtype=float)):
        middle = place + lower
        extent = (-0.5, len(row) - 0.5, middle + reach, middle - reach)
        axis.imshow(row[np.newaxis], vmin=0, vmax=high, extent=extent, interpolation="nearest")
        for column, value in enumerate(row):
            if not np.isnan(value):
                colour = "white" if value > 0.7 * high else "black"  # 4.5 to 1 on every shade
                axis.text(
                    column,
                    middle,
                    f"{value:.0f}",
                    ha="center",
                    va="center_baseline",
                    fontsize=size,
                    color=colour,
                )
    axis.set(xlim=(-0.5, table.shape[1] - 0.5), ylim=(len(table) - 0.5, -0.5))


@drawn
def cluster_map(places: np.ndarray, labels: np.ndarray, names: pd.Series, title: str, alt: str) -> Drawing:
    """Points in two dimensions, each cluster with its name at its median; six tones repeat, names decide."""
    figure, (axis,) = sized_figure(height=4.6 if narrow() else 6.2)
    tones = np.array([f"C{number % 6}" for number in range(max(labels) + 1)])
    size = 2 if narrow() else 5
    axis.scatter(*places.T, s=size, c=tones[labels], alpha=0.4, linewidths=0, rasterized=True)
    for number, name in names.items():
        look = {"ha": "center", "va": "center", "color": INK, "bbox": GROUND, "label": FREE}
        middle = np.median(places[labels == number], axis=0)
        note(axis, folded(name, 1.0 if narrow() else 1.6), middle, (0, 0), **look)
    axis.set(xticks=[], yticks=[])
    axis.spines["bottom"].set_visible(False)
    axis.grid(visible=False)
    return Drawing(figure, title, alt)


__all__ = offered(globals(), "NAMES", "COLOURS")


def __dir__() -> list[str]:
    """What completion shows: the kinds of figures, the categories' names and colours."""
    return __all__
