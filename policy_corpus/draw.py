"""Tables → figures in one style (report.mplstyle): a colour a category, a text alternative, the table behind.

Over time: `over_time`, `small_multiples`, `flows`. Tables: `bars`, `heatmap`, `intervals`, `changes`,
`calibration`, `look_alikes`. Points: `cluster_map`. For figures of one's own: `new_figure`, `mark_events`, `show`.
"""

import io
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Image, display
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter
from scipy.cluster.hierarchy import dendrogram, linkage

import policy_corpus.categories as known
from policy_corpus.errors import check_known
from policy_corpus.paths import DATA

EVENTS = DATA / "events.csv"
STYLE = Path(__file__).with_name("report.mplstyle")

# Lines that are no categories: name and colour.
SERIES = {"all": ("Every company", "#333333"), "throughout": ("Followed throughout", "#7a4fa3")}
NAMES = known.NAMES | {key: name for key, (name, _) in SERIES.items()}
COLOURS = known.COLOURS | {key: colour for key, (_, colour) in SERIES.items()}
SOLID = (*known.STORY, "all")  # the other lines are dashed

INK, FAINT = "#333333", "#9a9a9a"
DOTTED, DASHED = (0, (2, 3)), (0, (4, 2))
WIDTH = 720  # CSS pixels: the report's text column

in_style = plt.style.context(STYLE)  # decorates what draws


@in_style
def new_figure(rows: int = 1, columns: int = 1, height: float | None = None, **options):
    """A figure in the report's style and a flat list of its axes; `height` in inches, `options` for `subplots`."""
    width, usual = plt.rcParams["figure.figsize"]
    figure, axes = plt.subplots(rows, columns, figsize=(width, height or usual), squeeze=False, **options)
    return figure, list(axes.flat)


@in_style
def show(figure, alt: str, table: pd.DataFrame | pd.Series | None = None) -> None:
    """Show a figure as one PNG with a text alternative and, as CSV, the table behind it; close it.

    The table is compared when the notebooks are tested, which a picture is not, and comes with the report.
    """
    png = io.BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None})
    plt.close(figure)
    behind = "" if table is None else table.round(4).to_csv(lineterminator="\n", date_format="%Y-%m-%d")
    display(Picture(png.getvalue(), behind, alt))


class Picture(Image):
    """A PNG with its text alternative and, where it is not empty, its table as CSV."""

    def __init__(self, png: bytes, behind: str, alt: str):
        super().__init__(png, format="png", width=WIDTH, alt=alt)
        self.behind = {"text/csv": behind} if behind else {}

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = super()._repr_mimebundle_(include, exclude)
        return data | self.behind, metadata

    def __repr__(self):
        return "<IPython.core.display.Image object>"


def mark_events(axis, labels: bool = True) -> None:
    """Mark the events of data/events.csv that lie within a chart's range, with their labels if wanted."""
    first, last = axis.get_xlim()
    for place, event in enumerate(pd.read_csv(EVENTS, parse_dates=["date"]).itertuples()):
        if not first <= date2num(event.date) <= last:
            continue
        axis.axvline(event.date, color=FAINT, linewidth=0.8, linestyle=DOTTED, zorder=0)
        if labels:
            above = (0, 2 + 9 * (place % 2))  # neighbours on two lines
            look = {"xycoords": ("data", "axes fraction"), "fontsize": "small", "color": "#6a6a6a"}
            _note(axis, event.label, (event.date, 1), above, ha="center", **look)
    axis.set_xlim(first, last)


def _note(axis, text: str, place: tuple, offset: tuple, **options):
    """Text beside a place, moved by an offset in points."""
    return axis.annotate(text, place, xytext=offset, textcoords="offset points", **options)


def _title(figure, title: str) -> None:
    figure.suptitle(title, x=0.01, ha="left")


def _lines(table: pd.DataFrame, wanted: list[str] | None = None) -> list[str]:
    """The categories of a table to draw; CorpusError naming what there is where one is not there or has no colour."""
    held = list(table.index.unique("category"))
    check_known("category", wanted or held, held)
    check_known("line for", wanted or held, COLOURS)
    return list(wanted or held)


@in_style
def over_time(
    table: pd.DataFrame,
    title: str,
    unit: str,
    alt: str,
    categories: list[str] | None = None,
    steps: bool = False,
) -> None:
    """Lines with bands by category; `table` has index (category, period) and value, low, high, companies.

    `unit` is "share" (axis in percent) or what stands on the axis; `steps` hold a value until the next.
    """
    shown = _lines(table, categories)
    figure, (axis,) = new_figure()
    step, drawn = ("post", {"drawstyle": "steps-post"}) if steps else (None, {})
    for category in shown:
        line, colour = table.loc[category], COLOURS[category]
        if {"low", "high"} <= set(line.columns):
            axis.fill_between(
                line.index, line["low"], line["high"], color=colour, alpha=0.15, linewidth=0, step=step
            )
        style = "-" if category in SOLID else DASHED
        axis.plot(line.index, line["value"], color=colour, linewidth=1.8, linestyle=style, **drawn)
    axis.set_title(title if unit == "share" else f"{title}, {unit}", pad=24)
    _scale(axis, unit)
    _label_ends(axis, [(table.loc[c, "value"].iloc[-1], c, table.loc[c].index[-1]) for c in shown])
    mark_events(axis)
    show(figure, alt, table.loc[shown])


def _scale(axis, unit: str) -> None:
    """The vertical axis from zero: in percent where the unit is a share, with commas where numbers are large."""
    axis.set_ylim(bottom=0)
    if unit == "share":
        axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axis.yaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10]))  # no 2.5 %, which would read 2 %
    elif axis.get_ylim()[1] >= 1000:
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _label_ends(axis, ends: list[tuple]) -> None:
    """Each line's name at its end (value, category, period), moved apart where they would overlap."""
    step = 0.055 * axis.get_ylim()[1]
    height = -np.inf
    for value, category, period in sorted(ends):
        height = max(value, height + step)
        place, colour = (period, height), COLOURS[category]
        _note(axis, NAMES[category], place, (6, 0), color=colour, va="center", annotation_clip=False)


@in_style
def small_multiples(
    tables: dict[str, pd.DataFrame], title: str, unit: str, alt: str, columns: int = 4
) -> None:
    """Small charts, one a key, with lines by category as in `over_time`, all on one scale."""
    shown = [_lines(table) for table in tables.values()]
    rows = -(-len(tables) // columns)
    figure, axes = new_figure(rows, columns, height=1.45 * rows + 0.6, sharex=True, sharey=True)
    for axis, (name, table) in zip(axes, tables.items(), strict=False):
        for category in table.index.unique("category"):
            axis.plot(table.loc[category, "value"], color=COLOURS[category])
        axis.set_title(name, fontsize="medium")
        mark_events(axis, labels=False)
        axis.tick_params(labelsize="small")
    for axis in axes[len(tables) :]:
        axis.set_visible(False)
    if unit == "share":
        axes[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    else:  # a square-root scale: most lines are low, and a few would flatten them
        for axis in axes[: len(tables)]:
            axis.set_yscale("function", functions=(lambda v: np.sqrt(np.maximum(v, 0)), np.square))
        axes[0].set_yticks([0, 5, 25, 50, 100])
    axes[0].set_ylim(bottom=0)
    axes[0].xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))  # years, each once
    axes[0].xaxis.set_major_formatter(FuncFormatter(lambda day, _: str(num2date(day).year)[2:]))
    handles = [plt.Line2D([], [], color=COLOURS[c], label=NAMES[c]) for c in shown[0]]
    figure.legend(handles=handles, loc="outside upper right", ncols=len(handles), fontsize="small")
    _title(figure, title)
    show(figure, alt, pd.concat(tables, names=["chart"]))


@in_style
def flows(table: pd.DataFrame, what: str, title: str, alt: str) -> None:
    """Companies or clauses (`what`) added, upwards, and removed, downwards, by category; `table` as over_time.flows."""
    shown = _lines(table)
    check_known("count", [what], [name.removesuffix(" added") for name in table if name.endswith(" added")])
    figure, axes = new_figure(1, len(shown), height=2.9, sharex=True, sharey=True)
    for axis, category in zip(axes, shown, strict=True):
        own = table.loc[category]
        width = 0.8 * (own.index[1] - own.index[0]).days
        axis.bar(own.index, own[f"{what} added"], width=width, align="edge", color=COLOURS[category])
        axis.bar(own.index, -own[f"{what} removed"], width=width, align="edge", color=FAINT)
        axis.axhline(0, color=INK, linewidth=0.6)
        axis.set_title(NAMES[category], fontsize="medium")
        mark_events(axis, labels=False)
    axes[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0f}"))
    axes[0].xaxis.set_major_formatter(FuncFormatter(lambda day, _: str(num2date(day).year)))
    _title(figure, title)
    show(figure, alt, table)


@in_style
def bars(values: pd.Series, title: str, unit: str, alt: str, colour: str = "C0") -> None:
    """Horizontal bars, the first value on top, each with its number; `unit` is "share" or what is counted."""
    figure, axis = _rows(values, title if unit == "share" else f"{title} ({unit})")
    axis.barh(range(len(values)), values, color=colour, height=0.7)
    factor, sign = (100, " %") if unit == "share" else (1, "")
    small = factor * values[values > 0].min() < 0.5  # a bar that is there must not say 0
    digits = 1 if small or (unit != "share" and values.abs().max() < 20) else 0
    for place, value in enumerate(values):
        _note(axis, f"{factor * value:,.{digits}f}{sign}", (value, place), (4, 0), va="center")
    axis.set_xlim(0, values.max() * 1.12)
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    show(figure, alt, values)


@in_style
def intervals(table: pd.DataFrame, title: str, alt: str) -> None:
    """A point with its bounds a row, the first on top; `table` has value, low, high. A line marks zero."""
    figure, axis = _rows(table, title)
    rows = range(len(table))
    axis.hlines(rows, table["low"], table["high"], color=FAINT, linewidth=1.6)
    axis.plot(table["value"], rows, "o", color="C0")
    axis.axvline(0, color=INK, linewidth=0.8)
    show(figure, alt, table)


def _rows(table: pd.DataFrame | pd.Series, title: str):
    """A figure with a named line for each row, the first on top: figure, axis."""
    figure, (axis,) = new_figure(height=0.9 + 0.27 * len(table))
    axis.set_yticks(range(len(table)), [str(name) for name in table.index])
    axis.invert_yaxis()
    axis.grid(visible=False)
    axis.set_title(title)
    return figure, axis


@in_style
def changes(tables: dict[str, pd.DataFrame], title: str, alt: str) -> None:
    """Changes with their intervals, one chart a key: rows of `change_between`, a line at no change."""
    height = 1.2 + 0.25 * len(next(iter(tables.values())))
    figure, axes = new_figure(1, len(tables), height, sharey=True)
    for axis, (name, table) in zip(axes, tables.items(), strict=True):
        clear = (table["low"] > 0) | (table["high"] < 0)
        for place, (row, certain) in enumerate(zip(table.itertuples(), clear, strict=True)):
            colour = "C0" if certain else FAINT
            axis.plot([100 * row.low, 100 * row.high], [place, place], color=colour)
            axis.plot(100 * row.change, place, "o", color=colour)
        axis.axvline(0, color=INK, linewidth=0.8)
        axis.set_yticks(range(len(table)), table.index)
        axis.set_title(name, fontsize="medium")
    axes[0].invert_yaxis()
    _title(figure, title)
    show(figure, alt, pd.concat(tables, names=["chart"]))


@in_style
def calibration(tables: dict[str, pd.DataFrame], title: str, alt: str) -> None:
    """Share (y) against mean score (x) by band, one line a table, its bounds (low, high) as bars if it has them."""
    figure, (axis,) = new_figure()
    axis.plot([0, 1], [0, 1], color=FAINT, linewidth=0.9, linestyle=DOTTED)
    for (name, table), colour in zip(tables.items(), ("C0", "C2"), strict=False):
        if "low" in table:
            reach = [table["share"] - table["low"], table["high"] - table["share"]]
            axis.errorbar(table["score"], table["share"], np.maximum(reach, 0), color=colour, linewidth=1)
        axis.plot(table["score"], table["share"], "o-", color=colour, label=name)
    for one in (axis.xaxis, axis.yaxis):
        one.set_major_formatter(PercentFormatter(1))
    axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="mean score", ylabel="share that speaks of collection")
    axis.legend(loc="upper left")
    axis.set_title(title)
    show(figure, alt, pd.concat(tables, names=["line"]))


@in_style
def heatmap(table: pd.DataFrame, title: str, alt: str, unit: str = "share") -> None:
    """A table of shares as shades, rows and columns in their order, each cell with its number."""
    figure, (axis,) = new_figure(height=1.4 + 0.27 * len(table))
    _shade(axis, 100 * table if unit == "share" else table)
    many = table.shape[1] > 5
    place = {"rotation": 40, "ha": "right"} if many else {"ha": "center"}
    axis.set_xticks(range(table.shape[1]), table.columns, **place)
    axis.set_title(title)
    show(figure, alt, table)


@in_style
def look_alikes(table: pd.DataFrame, marked: list[str], title: str, alt: str) -> None:
    """Shares as shades with a tree of the rows beside: which are most alike (cosine, average linkage)."""
    figure, (tree, axis) = new_figure(1, 2, 1.8 + 0.23 * len(table), gridspec_kw={"width_ratios": [1, 4]})
    joined = linkage(table.to_numpy(), "average", metric="cosine")
    drawn = dendrogram(joined, ax=tree, orientation="left", color_threshold=0, above_threshold_color=FAINT)
    rows = table.iloc[drawn["leaves"]]
    tree.set(xticks=[], yticks=[])
    tree.grid(visible=False)
    _shade(axis, 100 * rows, least=0.5, size="x-small", origin="lower")
    axis.set_xticks(range(table.shape[1]), table.columns, rotation=90)
    axis.tick_params(labelsize="small")
    for label in axis.get_yticklabels():
        label.set_fontweight("bold" if label.get_text() in marked else "normal")
    _title(figure, title)
    show(figure, alt, table)


def _shade(axis, table: pd.DataFrame, least: float = -np.inf, size: str = "small", **options) -> None:
    """Cells as shades from zero, each with its whole number where that is `least` or more, and the rows' names."""
    axis.imshow(table, vmin=0, **options)
    axis.grid(visible=False)
    axis.set_yticks(range(len(table)), table.index)
    dark = 0.6 * np.nanmax(table.to_numpy())
    for (row, column), value in np.ndenumerate(table.to_numpy()):
        if value >= least:  # never where there is no value
            colour = "white" if value > dark else INK
            axis.text(column, row, f"{value:.0f}", ha="center", va="center", fontsize=size, color=colour)


@in_style
def cluster_map(places: np.ndarray, labels: np.ndarray, names: pd.Series, title: str, alt: str) -> None:
    """Points in two dimensions, each cluster with its name at its median; six tones repeat, names decide."""
    figure, (axis,) = new_figure(height=7.5)
    named = []
    for number, name in names.items():
        mine, tone = places[labels == number], f"C{number % 6}"
        axis.scatter(*mine.T, s=5, color=tone, alpha=0.45, linewidths=0)
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": tone, "alpha": 0.85}
        middle = np.median(mine, axis=0)
        named.append(_note(axis, name, middle, (0, 0), fontsize="small", ha="center", va="center", bbox=box))
    axis.set(xticks=[], yticks=[])
    _part(figure, named)
    axis.grid(visible=False)
    axis.set_title(title)
    show(figure, alt)


def _part(figure, notes: list) -> None:
    """Move notes down, from the highest on, until none lies on another."""
    figure.draw_without_rendering()
    taken = []
    for note in sorted(notes, key=lambda note: -note.xy[1]):
        while any(note.get_window_extent().padded(3).overlaps(other) for other in taken):
            note.xyann = (0, note.xyann[1] - 1)
        taken.append(note.get_window_extent().padded(3))
