"""The texts in force of one policy → one picture: its length over the years, and when it spoke of each category."""

import pandas as pd
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from policy_corpus.draw_marks import DASHED, DOTTED, FAINT, INK, folded, name_years
from policy_corpus.draw_parts import COLOURS, NAMES, Drawing, drawn, narrow, sized_figure

LENGTH, LANE = 2.5, 0.62  # inches high: the chart of words, the lane of a category
NUMBERED = 200  # days from which on a bar is wide enough for its number


@drawn
def over_the_years(
    texts: pd.DataFrame,
    said: pd.DataFrame,
    parts: pd.Series,
    beside: pd.DataFrame,
    dated: pd.Timestamp,
    marked: tuple[str, str],
    title: str,
    alt: str,
) -> Drawing:
    """Words of each text in force as steps; below, a lane a category with its number of clauses while it has any.

    `texts` has from, until, words; `said` (side_by_side.clauses_over_time) from, until and a column a category.
    `parts` names the archive read from each day on; `beside` are another archive's texts of the same policy, drawn
    thin; `dated` is the date that the first text bears, from which on a dotted line stands for it; `marked` is a day
    and what happened on it.
    """
    lanes = list(said.columns.drop(["from", "until"]))
    heights = [LENGTH, *[LANE] * len(lanes)]
    grid = {"height_ratios": heights}
    figure, axes = sized_figure(len(heights), 1, sum(heights), sharex=True, gridspec_kw=grid)
    _draw_words(axes[0], texts, beside, dated)
    for axis, category in zip(axes[1:], lanes, strict=True):
        _draw_lane(axis, said[["from", "until"]].assign(clauses=said[category]), category)
    for axis in axes:
        for day in parts.index[1:]:
            axis.axvline(day, color=FAINT, linewidth=1, linestyle=DASHED, zorder=0)
        top = 0.74 if axis is axes[0] else 1  # below the archives' names
        axis.axvline(pd.Timestamp(marked[0]), ymax=top, color=INK, linewidth=1.2, linestyle=DOTTED, zorder=0)
        axis.margins(x=0.01)
    name_years(axes[0], 2.6 if narrow() else 6)
    _name_archives(axes[0], parts, texts["until"].max())
    look = {"ha": "right", "va": "bottom", "color": INK, "textcoords": "offset points"}
    place = (pd.Timestamp(marked[0]), 0.04 * axes[0].get_ylim()[1])
    axes[0].annotate(marked[1], place, xytext=(-5, 0), **look)
    behind = texts.set_index("from")[["words"]].join(said.set_index("from")[lanes])
    tables = {"in force": behind, "beside": beside.set_index("from")[["words"]]}
    unit = "thin: the same policy in another archive" if len(beside) else ""
    return Drawing(figure, title, alt, pd.concat(tables, names=["line"]), unit)


def runs(said: pd.DataFrame) -> pd.DataFrame:
    """Texts that follow each other with the same number of clauses as one: from, until, clauses; none without any."""
    new = said["clauses"].ne(said["clauses"].shift()) | said["from"].ne(said["until"].shift())
    joined = said.groupby(new.cumsum()).agg({"from": "first", "until": "last", "clauses": "first"})
    return joined[joined["clauses"] > 0].reset_index(drop=True)


def _draw_words(axis, texts: pd.DataFrame, beside: pd.DataFrame, dated: pd.Timestamp) -> None:
    """The words of each text as steps, the other archive's thin."""
    first = texts.iloc[0]
    before = [dated, first["from"]], [first["words"]] * 2
    axis.plot(*before, color="C0", linewidth=2.2, linestyle=DOTTED)
    if len(beside):
        axis.plot(*_steps(beside), drawstyle="steps-post", color=INK, linewidth=1)
    axis.plot(*_steps(texts), drawstyle="steps-post", color="C0", linewidth=2.2)
    axis.set_ylim(0, 1.4 * max([*texts["words"], *beside["words"]]))
    axis.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axis.yaxis.set_major_locator(MaxNLocator(4))
    axis.set_title("Words")


def _steps(texts: pd.DataFrame) -> tuple[list, list]:
    """The first days of texts and their words, the last until its end."""
    return [*texts["from"], texts["until"].iloc[-1]], [*texts["words"], texts["words"].iloc[-1]]


def _draw_lane(axis, said: pd.DataFrame, category: str) -> None:
    """A bar for each time in which the policy has clauses of a category, with their number."""
    axis.plot([said["from"].min(), said["until"].max()], [0.5, 0.5], color=FAINT, linewidth=0.8, zorder=0)
    for start, stop, clauses in runs(said).itertuples(index=False):
        axis.barh(0.5, stop - start, left=start, height=0.8, color=COLOURS[category], edgecolor="white")
        if (stop - start).days > NUMBERED:
            look = {"ha": "center", "va": "center", "color": "white", "weight": "bold"}
            axis.text(start + (stop - start) / 2, 0.48, f"{clauses}", **look)
    axis.set(ylim=(0, 1), yticks=[])
    axis.grid(visible=False)
    axis.set_title(f"{NAMES[category]}: clauses", color=COLOURS[category], pad=2)


def _name_archives(axis, parts: pd.Series, end: pd.Timestamp) -> None:
    """Each archive's name above its years."""
    inches, whole = 2.7 if narrow() else 6.3, end - parts.index[0]
    for start, stop, name in zip(parts.index, [*parts.index[1:], end], parts, strict=True):
        look = {"ha": "center", "va": "top", "color": INK, "linespacing": 1.1}
        text = folded(name, (stop - start) / whole * inches)
        axis.text(start + (stop - start) / 2, 0.98 * axis.get_ylim()[1], text, **look)
