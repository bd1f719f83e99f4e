"""What the texts of several regions say → a small panel a policy: a block a text, a mark a region and category."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.patches import FancyBboxPatch

from policy_corpus.categories import COLOURS, NAMES
from policy_corpus.draw_marks import FAINT, INK
from policy_corpus.draw_parts import MUTED, Drawing, categories_key, drawn, narrow, sized_figure

MARK = 9  # points
BLOCK, EDGE = "#eef1f4", "#c3cad1"
# What a text says on a category → how its mark is drawn, and what the key calls it.
MARKS = {
    "collects": ("filled", "says so: collected or used"),
    "denies": ("cross", "only denies it"),
    "mentions": ("ring", "only mentions it"),
    "nothing": ("dot", "says nothing"),
}


@drawn
def panels(
    said: pd.DataFrame, pages: pd.DataFrame, regions: list[str], bold: list[str], title: str, alt: str
) -> Drawing:
    """A panel a policy: a column a region, a row a category; regions that have one text stand in one block.

    `said` and `pages` as of a region_answers.Comparison, policies in the order of `said`, `regions` in the order
    wanted; the names of those in `bold` are. Regions without a text to compare have an empty frame.
    """
    policies, categories = list(said["policy"].unique()), list(said["category"].unique())
    columns = 2 if narrow() else 3
    rows = -(-len(policies) // columns)
    figure, axes = sized_figure(rows, columns, height=rows * (0.6 + 0.23 * len(categories)))
    for place, axis in enumerate(axes):
        axis.set_axis_off()
        if place < len(policies):
            own = policies[place]
            _panel(axis, said[said["policy"] == own], pages[pages["policy"] == own], regions, categories)
            axis.set_title(own, pad=3, weight="bold" if own in bold else "normal")
            if place % columns == 0 and not narrow():
                _name_rows(axis, categories)
    key = _key() + (categories_key(categories) if narrow() else ())
    return Drawing(figure, title, alt, as_table(said, regions), key=key)


def as_table(said: pd.DataFrame, regions: list[str]) -> pd.DataFrame:
    """What each text says: policy and category × regions, empty where there is no text to compare."""
    table = said.pivot_table("says", ["policy", "category"], "region", "first", sort=False, observed=True)
    return table.reindex(columns=regions).fillna("").rename_axis(columns=None)


def blocks(pages: pd.DataFrame, regions: list[str]) -> list[tuple[int, list[str]]]:
    """(text, its regions) from left to right: texts by their first region; 0 for a region without a text to compare.

    >>> pages = pd.DataFrame({"region": ["US", "EU", "GB", "CA"], "text": [1, 2, 1, 0]})
    >>> blocks(pages, ["US", "EU", "GB", "CA", "AU"])
    [(1, ['US', 'GB']), (2, ['EU']), (0, ['CA']), (0, ['AU'])]
    """
    text = pages.set_index("region")["text"].reindex(regions).fillna(0).astype(int)
    joined = [(number, list(own.index)) for number, own in text[text > 0].groupby(text, sort=False)]
    return joined + [(0, [region]) for region in regions if not text[region]]


def _panel(axis, said: pd.DataFrame, pages: pd.DataFrame, regions: list[str], categories: list[str]) -> None:
    """A policy's blocks, with the names of their regions below and their marks inside."""
    axis.set(xlim=(0, len(regions)), ylim=(len(categories) + 0.75, -0.1))
    says = said.set_index(["region", "category"])["says"]
    left = 0
    for text, own in blocks(pages, regions):
        axis.add_patch(_block((left + 0.05, 0), len(own) - 0.1, len(categories), text > 0))
        for place, region in enumerate(own, start=left):
            for row, category in enumerate(categories if text else []):
                _mark(axis, place + 0.5, row + 0.5, says[region, category], COLOURS[category])
            look = {"ha": "center", "va": "top", "color": INK if text else MUTED}
            axis.text(place + 0.5, len(categories) + 0.12, region, **look)
        left += len(own)


def _block(corner: tuple[float, float], width: float, height: float, text: bool) -> FancyBboxPatch:
    """A frame with round corners: shaded for a text, dotted and empty where there is none to compare."""
    look = {"facecolor": BLOCK if text else "none", "edgecolor": EDGE, "linestyle": "-" if text else ":"}
    return FancyBboxPatch(corner, width, height, boxstyle="round,pad=0,rounding_size=0.16", **look)


def _mark(axis, x: float, y: float, says: str, colour: str) -> None:
    kind = MARKS[says][0]
    looks = {
        "filled": {"marker": "o", "markersize": MARK, "markerfacecolor": colour},
        "ring": {"marker": "o", "markersize": MARK - 1.5, "markerfacecolor": "white", "markeredgewidth": 1.8},
        "cross": {"marker": "x", "markersize": MARK - 2, "markeredgewidth": 2.6},
        "dot": {"marker": "o", "markersize": 2.5, "markerfacecolor": FAINT},
    }
    edge = FAINT if kind == "dot" else colour
    axis.plot(x, y, linestyle="none", markeredgecolor=edge, clip_on=False, **looks[kind])


def _name_rows(axis, categories: list[str]) -> None:
    """The categories' names at the left of a panel, in their colours."""
    for row, category in enumerate(categories):
        name = NAMES[category].replace(" and ", "\nand ")
        axis.text(
            -0.15,
            row + 0.5,
            name,
            ha="right",
            va="center",
            color=COLOURS[category],
            linespacing=0.95,
        )


def _key() -> tuple:
    """What the marks and the blocks mean."""
    sample = plt.figure().add_subplot()  # marks are made as in the panels, and handed to the key
    for says in MARKS:
        _mark(sample, 0, 0, says, INK)
    plt.close(sample.figure)
    artists = [*sample.lines, _block((0, 0), 1, 1, True), _block((0, 0), 1, 1, False)]
    meanings = [*(meaning for _, meaning in MARKS.values()), "one block: one text", "no text to compare"]
    return tuple((meaning, artist, INK) for meaning, artist in zip(meanings, artists, strict=True))
