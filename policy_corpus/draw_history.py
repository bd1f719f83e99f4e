"""The texts in force of one policy → their words and clauses over time, and the archive each time is read from."""

import pandas as pd
from matplotlib.ticker import StrMethodFormatter

from policy_corpus.draw import DASHED, FAINT, INK, in_style, new_figure, show

SIZES = ["words", "clauses"]  # a chart each
LABEL = 12  # points, larger than elsewhere: the figure is read on a phone too


@in_style
def lengths(texts: pd.DataFrame, parts: pd.Series, beside: pd.DataFrame, title: str, alt: str) -> None:
    """Words and clauses of each text in force as steps, words above; `texts` has from, until, words, clauses.

    `parts` names the archive read from each day on; a line parts them. `beside` are another archive's texts of the
    same policy, drawn thin.
    """
    figure, axes = new_figure(len(SIZES), 1, height=5.6, sharex=True)
    for axis, size in zip(axes, SIZES, strict=True):
        axis.plot(*_steps(beside, size), drawstyle="steps-post", color=INK, linewidth=1)
        axis.plot(*_steps(texts, size), drawstyle="steps-post", color="C0", linewidth=2.2)
        for day in parts.index[1:]:
            axis.axvline(day, color=FAINT, linewidth=1, linestyle=DASHED)
        axis.set_ylim(0, 1.3 * max(texts[size].max(), beside[size].max()))
        axis.set_title(size.capitalize(), fontsize=LABEL)
        axis.tick_params(labelsize=LABEL)
        axis.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axis.margins(x=0.01)
    _name(axes[0], parts, texts["until"].max())
    figure.suptitle(title, x=0.01, ha="left", fontsize=LABEL + 1)
    tables = {"in force": texts.set_index("from"), "beside": beside.set_index("from")}
    show(figure, alt, pd.concat(tables, names=["line"])[SIZES])


def _steps(texts: pd.DataFrame, size: str) -> tuple[list, list]:
    """The first days of texts and their sizes, the last until its end."""
    return [*texts["from"], texts["until"].iloc[-1]], [*texts[size], texts[size].iloc[-1]]


def _name(axis, parts: pd.Series, end: pd.Timestamp) -> None:
    """Each archive's name above its years."""
    for start, stop, name in zip(parts.index, [*parts.index[1:], end], parts, strict=True):
        look = {"ha": "center", "va": "top", "fontsize": LABEL, "color": INK, "linespacing": 1.1}
        middle = start + (stop - start) / 2
        axis.text(middle, 0.98 * axis.get_ylim()[1], name.replace(" Archive", "\nArchive"), **look)
