"""The texts in force of one policy → one picture: its length over the years, and when it spoke of each category."""

import pandas as pd
from matplotlib.ticker import StrMethodFormatter

from policy_corpus.draw import COLOURS, DASHED, DOTTED, FAINT, INK, NAMES, in_style, new_figure, show

LABEL = 12  # points, larger than elsewhere: the figure is read on a phone too
LENGTH, LANE = 3.2, 0.62  # inches high: the chart of words, the lane of a category


@in_style
def over_the_years(
    texts: pd.DataFrame,
    said: pd.DataFrame,
    parts: pd.Series,
    beside: pd.DataFrame,
    dated: pd.Timestamp,
    marked: tuple[str, str],
    title: str,
    alt: str,
) -> None:
    """Words of each text in force as steps; below, a lane a category with its number of clauses while it has any.

    `texts` has from, until, words; `said` (side_by_side.clauses_over_time) from, until and a column a category.
    `parts` names the archive read from each day on; `beside` are another archive's texts of the same policy, drawn
    thin; `dated` is the date that the first text bears, from which on a dotted line stands for it; `marked` is a day
    and what happened on it.
    """
    lanes = list(said.columns.drop(["from", "until"]))
    heights = [LENGTH, *[LANE] * len(lanes)]
    figure, axes = new_figure(
        len(heights), 1, sum(heights) + 1, sharex=True, gridspec_kw={"height_ratios": heights}
    )
    length = axes[0]
    first = texts.iloc[0]
    length.plot([dated, first["from"]], [first["words"]] * 2, color="C0", linewidth=2.2, linestyle=DOTTED)
    length.plot(*_steps(beside), drawstyle="steps-post", color=INK, linewidth=1)
    length.plot(*_steps(texts), drawstyle="steps-post", color="C0", linewidth=2.2)
    length.set_ylim(0, 1.35 * max(texts["words"].max(), beside["words"].max()))
    length.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    length.set_title("Words", fontsize=LABEL)
    for axis, category in zip(axes[1:], lanes, strict=True):
        _lane(
            axis, said[["from", "until", category]].set_axis(["from", "until", "clauses"], axis=1), category
        )
    for axis in axes:
        for day in parts.index[1:]:
            axis.axvline(day, color=FAINT, linewidth=1, linestyle=DASHED, zorder=0)
        top = 0.8 if axis is length else 1  # below the archives' names
        axis.axvline(pd.Timestamp(marked[0]), ymax=top, color=INK, linewidth=1.2, linestyle=DOTTED, zorder=0)
        axis.tick_params(labelsize=LABEL)
        axis.margins(x=0.01)
    _name(length, parts, texts["until"].max())
    _mark(length, *marked)
    figure.suptitle(title, x=0.01, ha="left", fontsize=LABEL + 1)
    tables = {"in force": texts.set_index("from")[["words"]].join(said.set_index("from")[lanes])}
    tables["beside"] = beside.set_index("from")[["words"]]
    show(figure, alt, pd.concat(tables, names=["line"]))


def _steps(texts: pd.DataFrame) -> tuple[list, list]:
    """The first days of texts and their words, the last until its end."""
    return [*texts["from"], texts["until"].iloc[-1]], [*texts["words"], texts["words"].iloc[-1]]


def runs(said: pd.DataFrame) -> pd.DataFrame:
    """Texts that follow each other with the same number of clauses as one: from, until, clauses; none without any."""
    new = said["clauses"].ne(said["clauses"].shift()) | said["from"].ne(said["until"].shift())
    joined = said.groupby(new.cumsum()).agg({"from": "first", "until": "last", "clauses": "first"})
    return joined[joined["clauses"] > 0].reset_index(drop=True)


def _lane(axis, said: pd.DataFrame, category: str) -> None:
    """A bar for each time in which the policy has clauses of a category, with their number."""
    colour = COLOURS[category]
    axis.plot([said["from"].min(), said["until"].max()], [0.5, 0.5], color=FAINT, linewidth=0.8, zorder=0)
    for run in runs(said).itertuples():
        start, stop = run[1], run[2]
        axis.barh(0.5, stop - start, left=start, height=0.78, color=colour, edgecolor="white")
        look = {"ha": "center", "va": "center", "color": "white", "fontsize": LABEL - 1, "fontweight": "bold"}
        if (stop - start).days > 200:  # wide enough for its number
            axis.text(start + (stop - start) / 2, 0.5, f"{run.clauses}", **look)
    axis.set(ylim=(0, 1), yticks=[])
    axis.grid(visible=False)
    axis.set_title(f"{NAMES[category]}: clauses", fontsize=LABEL, color=colour, pad=2)


def _name(axis, parts: pd.Series, end: pd.Timestamp) -> None:
    """Each archive's name above its years."""
    for start, stop, name in zip(parts.index, [*parts.index[1:], end], parts, strict=True):
        look = {"ha": "center", "va": "top", "fontsize": LABEL, "color": INK, "linespacing": 1.1}
        middle = start + (stop - start) / 2
        axis.text(middle, 0.98 * axis.get_ylim()[1], name.replace(" Archive", "\nArchive"), **look)


def _mark(axis, day: str, name: str) -> None:
    """What happened on a day, at the foot of the chart of words, left of its line."""
    place = (pd.Timestamp(day), 0.04 * axis.get_ylim()[1])
    look = {"ha": "right", "va": "bottom", "fontsize": LABEL - 1, "color": INK}
    axis.annotate(name, place, xytext=(-5, 0), textcoords="offset points", **look)
