"""Tables → figures in one style: one colour a category, a text alternative, the table behind, the same event marks."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Image, display
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter
from scipy.cluster.hierarchy import dendrogram, linkage

from policy_corpus import categories
from policy_corpus.categories import STORY
from policy_corpus.paths import DATA

EVENTS = DATA / "events.csv"

# Lines that are no categories.
SERIES = {"all": ("Every company", "#333333"), "throughout": ("Followed throughout", "#7a4fa3")}
NAMES = categories.NAMES | {key: name for key, (name, _) in SERIES.items()}
COLOURS = categories.COLOURS | {key: colour for key, (_, colour) in SERIES.items()}
INK, FAINT = "#333333", "#9a9a9a"
WIDTH = 720  # CSS pixels: the report's text column


def new_figure(rows: int = 1, columns: int = 1, height: float = 4.2, **options):
    """A figure in the house style, its axes flat: no frame but the base line, light grid across."""
    figure, axes = plt.subplots(
        rows, columns, figsize=(9, height), squeeze=False, layout="constrained", **options
    )
    for axis in axes.flat:
        axis.spines[["top", "right", "left"]].set_visible(False)
        axis.spines["bottom"].set_color(FAINT)
        axis.tick_params(colors=INK, length=0, labelsize=9)
        axis.grid(axis="y", color="#e4e4e4", linewidth=0.7)
        axis.set_axisbelow(True)
    return figure, list(axes.flat)


def show(figure, alt: str, table: pd.DataFrame | pd.Series | None = None) -> None:
    """Show a figure as one PNG with a text alternative and, as CSV, the table behind it; close it.

    The table is compared when the notebooks are tested, which a picture is not, and comes with the report.
    """
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
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
    """The same event marks on every chart over time, from data/events.csv, those within the chart's range."""
    first, last = axis.get_xlim()
    for place, event in enumerate(pd.read_csv(EVENTS, parse_dates=["date"]).itertuples()):
        if not first <= date2num(event.date) <= last:
            continue
        axis.axvline(event.date, color=FAINT, linewidth=0.8, linestyle=(0, (2, 3)), zorder=0)
        if labels:
            axis.annotate(
                event.label,
                (event.date, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2 + 9 * (place % 2)),  # neighbours on two lines
                textcoords="offset points",
                fontsize=7.5,
                color="#6a6a6a",
                ha="center",
            )
    axis.set_xlim(first, last)


def plot_over_time(
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
    figure, (axis,) = new_figure()
    ends = []
    for category in categories or table.index.unique("category"):
        line = table.loc[category]
        if {"low", "high"} <= set(line.columns):
            band = {
                "color": COLOURS[category],
                "alpha": 0.15,
                "linewidth": 0,
                "step": "post" if steps else None,
            }
            axis.fill_between(line.index, line["low"], line["high"], **band)
        style = "-" if category in (*STORY, "all") else (0, (4, 2))
        drawn = {"drawstyle": "steps-post"} if steps else {}
        axis.plot(line.index, line["value"], color=COLOURS[category], linewidth=1.8, linestyle=style, **drawn)
        ends.append((line["value"].iloc[-1], category, line.index[-1]))
    _finish(axis, title, unit)
    _label_ends(axis, ends)
    mark_events(axis)
    show(figure, alt, table.loc[list(categories or table.index.unique("category"))])


def plot_panels(tables: dict[str, pd.DataFrame], title: str, unit: str, alt: str, columns: int = 4) -> None:
    """Small multiples, one panel a key, lines by category as in `plot_over_time`, all on the same scale."""
    rows = -(-len(tables) // columns)
    figure, axes = new_figure(rows, columns, height=1.45 * rows + 0.6, sharex=True, sharey=True)
    for axis, (name, table) in zip(axes, tables.items(), strict=False):
        for category in table.index.unique("category"):
            line = table.loc[category]
            axis.plot(line.index, line["value"], color=COLOURS[category], linewidth=1.5)
        axis.set_title(name, fontsize=8.5, color=INK, loc="left")
        mark_events(axis, labels=False)
        axis.tick_params(labelsize=7)
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
    handles = [
        plt.Line2D([], [], color=COLOURS[c], label=NAMES[c])
        for c in next(iter(tables.values())).index.unique("category")
    ]
    figure.legend(handles=handles, loc="outside upper right", ncols=len(handles), frameon=False, fontsize=8)
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, pd.concat(tables, names=["panel"]))


def plot_flows(table: pd.DataFrame, what: str, title: str, alt: str) -> None:
    """What was added, upwards, and removed, downwards, by category (panels) and period; `table` as from `flows`."""
    names = list(table.index.unique("category"))
    figure, axes = new_figure(1, len(names), height=2.9, sharex=True, sharey=True)
    for axis, category in zip(axes, names, strict=True):
        own = table.loc[category]
        width = 0.8 * (own.index[1] - own.index[0]).days
        axis.bar(own.index, own[f"{what} added"], width=width, align="edge", color=COLOURS[category])
        axis.bar(own.index, -own[f"{what} removed"], width=width, align="edge", color=FAINT)
        axis.axhline(0, color=INK, linewidth=0.6)
        axis.set_title(NAMES[category], fontsize=9.5, color=INK, loc="left")
        mark_events(axis, labels=False)
    axes[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0f}"))
    axes[0].xaxis.set_major_formatter(FuncFormatter(lambda day, _: str(num2date(day).year)))
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, table)


def plot_bars(
    values: pd.Series, title: str, unit: str, alt: str, colour: str = COLOURS["employment"]
) -> None:
    """Horizontal bars, the first value on top, each with its number."""
    figure, (axis,) = new_figure(height=0.9 + 0.27 * len(values))
    axis.barh(range(len(values)), values, color=colour, height=0.7)
    axis.set_yticks(range(len(values)), [str(name) for name in values.index])
    axis.invert_yaxis()
    axis.grid(visible=False)
    factor = 100 if unit == "share" else 1
    small = factor * values[values > 0].min() < 0.5  # a bar that is there must not say 0
    digits = 1 if small or (unit != "share" and values.abs().max() < 20) else 0
    for place, value in enumerate(values):
        axis.annotate(
            f"{100 * value:.{digits}f} %" if unit == "share" else f"{value:,.{digits}f}",
            (value, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=INK,
        )
    axis.set_xlim(0, values.max() * 1.12)
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    axis.set_title(title if unit == "share" else f"{title} ({unit})", fontsize=11, color=INK, loc="left")
    show(figure, alt, values)


def plot_heatmap(table: pd.DataFrame, title: str, alt: str, unit: str = "share") -> None:
    """A table of shares as shades, rows and columns in their order, each cell with its number."""
    figure, (axis,) = new_figure(height=1.4 + 0.27 * len(table))
    axis.imshow(table, cmap="Blues", aspect="auto", vmin=0)
    axis.grid(visible=False)
    many = table.shape[1] > 5
    axis.set_xticks(
        range(table.shape[1]), table.columns, rotation=40 * many, ha="right" if many else "center"
    )
    axis.set_yticks(range(len(table)), table.index)
    dark = np.nanmax(table.to_numpy()) * 0.6
    for (row, column), value in np.ndenumerate(table.to_numpy()):
        text = "" if np.isnan(value) else f"{100 * value:.0f}" if unit == "share" else f"{value:.0f}"
        axis.text(
            column, row, text, ha="center", va="center", fontsize=7.5, color="white" if value > dark else INK
        )
    axis.set_title(title, fontsize=11, color=INK, loc="left")
    show(figure, alt, table)


def plot_calibration(tables: dict[str, pd.DataFrame], title: str, alt: str) -> None:
    """Share (y) against mean score (x) by band, one line a table, its bounds (low, high) as bars if it has them."""
    figure, (axis,) = new_figure()
    axis.plot([0, 1], [0, 1], color=FAINT, linewidth=0.9, linestyle=(0, (2, 3)))
    for (name, table), colour in zip(
        tables.items(), (COLOURS["employment"], COLOURS["biometric"]), strict=False
    ):
        if "low" in table:
            reach = [table["share"] - table["low"], table["high"] - table["share"]]
            axis.errorbar(table["score"], table["share"], np.maximum(reach, 0), color=colour, linewidth=1)
        axis.plot(table["score"], table["share"], "o-", color=colour, linewidth=1.6, markersize=5, label=name)
    for one in (axis.xaxis, axis.yaxis):
        one.set_major_formatter(PercentFormatter(1))
    axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="mean score", ylabel="share that speaks of collection")
    axis.legend(frameon=False, fontsize=9, loc="upper left")
    axis.set_title(title, fontsize=11, color=INK, loc="left")
    show(figure, alt, pd.concat(tables, names=["panel"]))


def plot_intervals(table: pd.DataFrame, title: str, alt: str) -> None:
    """A point with its bounds a row, the first on top; `table` has value, low, high. A line marks zero."""
    figure, (axis,) = new_figure(height=0.9 + 0.27 * len(table))
    rows = range(len(table))
    axis.hlines(rows, table["low"], table["high"], color=FAINT, linewidth=1.6)
    axis.plot(table["value"], rows, "o", color=COLOURS["employment"], markersize=5)
    axis.axvline(0, color=INK, linewidth=0.8)
    axis.set_yticks(rows, [str(name) for name in table.index])
    axis.invert_yaxis()
    axis.grid(visible=False)
    axis.set_title(title, fontsize=11, color=INK, loc="left")
    show(figure, alt, table)


def plot_look_alikes(table: pd.DataFrame, marked: list[str], title: str, alt: str) -> None:
    """Shares as shades with a tree of the rows beside: which are most alike (cosine, average linkage)."""
    figure, (tree, axis) = new_figure(1, 2, 1.8 + 0.23 * len(table), gridspec_kw={"width_ratios": [1, 4]})
    joined = linkage(table.to_numpy(), "average", metric="cosine")
    drawn = dendrogram(joined, ax=tree, orientation="left", color_threshold=0, above_threshold_color=FAINT)
    rows = table.iloc[drawn["leaves"]]
    tree.set(xticks=[], yticks=[])
    tree.grid(visible=False)
    axis.imshow(100 * rows, cmap="Blues", aspect="auto", vmin=0, origin="lower")
    axis.grid(visible=False)
    axis.set_xticks(range(table.shape[1]), table.columns, rotation=90, fontsize=8)
    axis.set_yticks(range(len(rows)), rows.index, fontsize=8)
    for label in axis.get_yticklabels():
        label.set_fontweight("bold" if label.get_text() in marked else "normal")
    for (row, column), value in np.ndenumerate(100 * rows.to_numpy()):
        colour = "white" if value > 60 * rows.to_numpy().max() else INK
        axis.text(
            column,
            row,
            f"{value:.0f}" if value >= 0.5 else "",
            ha="center",
            va="center",
            fontsize=6.5,
            color=colour,
        )
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, table)


def plot_changes(tables: dict[str, pd.DataFrame], title: str, alt: str) -> None:
    """Changes with their intervals, one panel a key: rows of `change_between`, a line at no change."""
    figure, axes = new_figure(1, len(tables), 1.2 + 0.25 * len(next(iter(tables.values()))), sharey=True)
    for axis, (name, table) in zip(axes, tables.items(), strict=True):
        clear = (table["low"] > 0) | (table["high"] < 0)
        for place, (row, certain) in enumerate(zip(table.itertuples(), clear, strict=True)):
            colour = COLOURS["employment"] if certain else FAINT
            axis.plot([100 * row.low, 100 * row.high], [place, place], color=colour, linewidth=1.6)
            axis.plot(100 * row.change, place, "o", color=colour, markersize=5)
        axis.axvline(0, color=INK, linewidth=0.8)
        axis.set_yticks(range(len(table)), table.index, fontsize=8.5)
        axis.set_title(name, fontsize=9.5, color=INK, loc="left")
    axes[0].invert_yaxis()
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, pd.concat(tables, names=["panel"]))


def plot_map(places: np.ndarray, labels: np.ndarray, names: pd.Series, title: str, alt: str) -> None:
    """Points in two dimensions, each cluster with its name at its median; six tones repeat, names decide."""
    figure, (axis,) = new_figure(height=7.5)
    named = []
    tones = [COLOURS[c] for c in ("employment", "ai_training", "biometric", "health", "location", "contacts")]
    for number, name in names.items():
        mine = places[labels == number]
        tone = tones[number % len(tones)]
        axis.scatter(*mine.T, s=5, color=tone, alpha=0.45, linewidths=0)
        style = {"fontsize": 7.5, "ha": "center", "va": "center", "color": INK}
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": tone, "alpha": 0.85}
        middle = np.median(mine, axis=0)
        named.append(axis.annotate(name, middle, (0, 0), textcoords="offset points", bbox=box, **style))
    axis.set(xticks=[], yticks=[])
    _part(figure, named)
    axis.grid(visible=False)
    axis.set_title(title, fontsize=11, color=INK, loc="left")
    show(figure, alt)


def _part(figure, notes: list) -> None:
    """Move notes down, from the highest on, until none lies on another."""
    figure.draw_without_rendering()
    taken = []
    for note in sorted(notes, key=lambda note: -note.xy[1]):
        while any(note.get_window_extent().padded(3).overlaps(other) for other in taken):
            note.xyann = (0, note.xyann[1] - 1)
        taken.append(note.get_window_extent().padded(3))


def _finish(axis, title: str, unit: str) -> None:
    axis.set_ylim(bottom=0)
    axis.set_title(
        title if unit == "share" else f"{title}, {unit}", fontsize=11, color=INK, loc="left", pad=24
    )
    if unit == "share":
        axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axis.yaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10]))  # no 2.5 %, which would read 2 %
    elif axis.get_ylim()[1] >= 1000:
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _label_ends(axis, ends: list[tuple]) -> None:
    """Each line's name at its end, moved apart where they would overlap."""
    step = 0.055 * axis.get_ylim()[1]
    height = -np.inf
    for value, category, period in sorted(ends):
        height = max(value, height + step)
        axis.annotate(
            NAMES[category],
            (period, height),
            xytext=(6, 0),
            textcoords="offset points",
            color=COLOURS[category],
            fontsize=9,
            va="center",
            annotation_clip=False,
        )
