"""The texts in force of one policy → their words and clauses over time, and the archive each time is read from."""

import pandas as pd
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from policy_corpus.draw_marks import DASHED, FAINT, INK, folded, name_years
from policy_corpus.draw_parts import Drawing, drawn, narrow, sized_figure

SIZES = ["words", "clauses"]  # a chart each


@drawn
def lengths(texts: pd.DataFrame, parts: pd.Series, beside: pd.DataFrame, title: str, alt: str) -> Drawing:
    """Words and clauses of each text in force as steps, words above; `texts` has from, until, words, clauses.

    `parts` names the archive read from each day on; a line parts them. `beside` are another archive's texts of the
    same policy, drawn thin.
    """
    figure, axes = sized_figure(len(SIZES), 1, height=4.4, sharex=True)
    for axis, size in zip(axes, SIZES, strict=True):
        axis.plot(*_steps(beside, size), drawstyle="steps-post", color=INK, linewidth=1)
        axis.plot(*_steps(texts, size), drawstyle="steps-post", color="C0", linewidth=2.2)
        for day in parts.index[1:]:
            axis.axvline(day, color=FAINT, linewidth=1, linestyle=DASHED)
        axis.set_ylim(0, 1.4 * max(texts[size].max(), beside[size].max()))
        axis.set_title(size.capitalize())
        axis.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axis.yaxis.set_major_locator(MaxNLocator(4))
        axis.margins(x=0.01)
    name_years(axes[0], 2.6 if narrow() else 6)
    _name(axes[0], parts, texts["until"].max())
    tables = {"in force": texts.set_index("from"), "beside": beside.set_index("from")}
    unit = "thin: the same policy in another archive" if len(beside) else ""
    return Drawing(figure, title, alt, pd.concat(tables, names=["line"])[SIZES], unit)


def _steps(texts: pd.DataFrame, size: str) -> tuple[list, list]:
    """The first days of texts and their sizes, the last until its end."""
    return [*texts["from"], texts["until"].iloc[-1]], [*texts[size], texts[size].iloc[-1]]


def _name(axis, parts: pd.Series, end: pd.Timestamp) -> None:
    """Each archive's name above its years."""
    inches, whole = 2.7 if narrow() else 6.3, end - parts.index[0]
    for start, stop, name in zip(parts.index, [*parts.index[1:], end], parts, strict=True):
        look = {"ha": "center", "va": "top", "color": INK, "linespacing": 1.1}
        text = folded(name, (stop - start) / whole * inches)
        axis.text(start + (stop - start) / 2, 0.98 * axis.get_ylim()[1], text, **look)
