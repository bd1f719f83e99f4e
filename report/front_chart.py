"""The front page's chart as SVG: the panel's shares by quarter, and the corrected ones with their intervals.

It is drawn twice, for wide screens and for phones, and report.css shows the one that fits. Text is escaped; colours
come from categories.css by class (`c-CATEGORY`), so that they follow the theme.
"""

import textwrap
from dataclasses import dataclass
from html import escape

import pandas as pd
from markupsafe import Markup

LINE_HEIGHT = 15
HALF = pd.Timedelta(days=45)  # of a quarter: a share stands in the middle of its own
SIDESTEP = 5  # between the points of two categories in one quarter


@dataclass(frozen=True)
class Layout:
    """A drawing's size in CSS pixels, its margins, and how many letters a line of a label has at most."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    letters: int


WIDE = Layout("wide", 760, 440, 52, 204, 42, 26, 24)
NARROW = Layout("narrow", 344, 400, 48, 120, 44, 26, 13)


def panel_chart(table: pd.DataFrame, events: pd.DataFrame, names: dict[str, str]) -> Markup:
    """The chart of panel_by_quarter.csv: category, period (timestamps), plain, corrected, low, high (shares, 0 to 1).

    Drawn are the categories of `names`. `events` has columns date and label; those within the quarters are marked.
    """
    table = table[table["category"].isin(list(names))]
    return Markup("".join(_drawing(table, events, names, layout) for layout in (WIDE, NARROW)))


def alternative(table: pd.DataFrame, names: dict[str, str]) -> str:
    """The chart in words: each line's corrected share in the first quarter that was read and in the last."""
    shares = "; ".join(f"{name} {_from_to(_read(table, category))}" for category, name in names.items())
    return f"Lines by quarter, {table['period'].min().year} to {table['period'].max().year}, corrected: {shares}."


def _read(table: pd.DataFrame, category: str) -> pd.DataFrame:
    """The quarters of a category that were read, in their order."""
    own = table[(table["category"] == category) & table["corrected"].notna()]
    return own.sort_values("period", kind="stable")


def _from_to(read: pd.DataFrame) -> str:
    first, last = (f"{100 * value:.0f}" for value in read["corrected"].iloc[[0, -1]])
    return f"{first} → {last}\u00a0%"


def _drawing(table: pd.DataFrame, events: pd.DataFrame, names: dict[str, str], layout: Layout) -> str:
    """The chart in a layout."""
    first, last = table["period"].min(), table["period"].max() + pd.DateOffset(months=3)
    top = -(-table[["plain", "high"]].max().max() // 0.2) / 5
    end, floor = layout.width - layout.right, layout.height - layout.bottom

    def x(day: pd.Timestamp) -> float:
        return round(layout.left + (day - first) / (last - first) * (end - layout.left), 1)

    def y(share: float) -> float:
        return round(layout.top + (1 - share / top) * (floor - layout.top), 1)

    alt = escape(alternative(table, names))
    parts = [f'<svg class="chart chart-{layout.name}" role="img" aria-label="{alt}" ']
    parts.append(f'viewBox="0 0 {layout.width} {layout.height}">')
    for number in range(round(top / 0.2) + 1):
        height = y(number / 5)
        parts.append(f'<path class="grid" d="M{layout.left} {height}H{end}"/>')
        parts.append(f'<text x="{layout.left - 6}" y="{height + 4}" text-anchor="end">{20 * number} %</text>')
    for year in range(first.year, last.year + 1):
        place = f'x="{x(pd.Timestamp(year, 1, 1))}" y="{layout.height - 6}" text-anchor="middle"'
        parts.append(f"<text {place}>{_year(year, layout)}</text>")
    for number, event in enumerate(events[events["date"].between(first, last)].itertuples()):
        parts.append(f'<path class="event" d="M{x(event.date)} {layout.top - 6}V{floor}"/>')
        place = f'x="{x(event.date)}" y="{layout.top - 10 - 15 * (number % 2)}" text-anchor="middle"'
        parts.append(f'<text class="event" {place}>{escape(event.label)}</text>')
    ends = []
    for number, (category, name) in enumerate(names.items()):
        aside = SIDESTEP * (number - (len(names) - 1) / 2)
        parts += _line(table, category, x, y, aside)
        read = _read(table, category)
        label = [*textwrap.wrap(name, layout.letters), _from_to(read)]
        ends.append((y(read["corrected"].iloc[-1]), category, label))
    return "".join([*parts, *_labels(ends, end, floor), "</svg>"])


def _line(table: pd.DataFrame, category: str, x, y, aside: float) -> list[str]:
    """A category's line, and beside it the corrected shares with their intervals."""
    own, name = table[table["category"] == category].sort_values("period", kind="stable"), escape(category)
    middles = own["period"] + HALF
    line = "L".join(f"{x(day)} {y(value)}" for day, value in zip(middles, own["plain"], strict=True))
    parts = [f'<path class="line c-{name}" d="M{line}"/>']
    for row in _read(table, category).itertuples():
        place = x(row.period + HALF) + aside
        parts.append(f'<path class="interval c-{name}" d="M{place} {y(row.low)}V{y(row.high)}"/>')
        parts.append(f'<circle class="dot c-{name}" cx="{place}" cy="{y(row.corrected)}" r="4"/>')
    return parts


def _year(year: int, layout: Layout) -> str:
    return str(year) if layout is WIDE else f"’{year % 100:02}"


def _labels(ends: list[tuple[float, str, list[str]]], x: float, floor: float) -> list[str]:
    """Each line's label (height of its end, category, words by line) beside its end, moved apart where they meet."""
    parts, free = [], float("inf")
    for height, category, words in sorted(ends, reverse=True):  # from below
        tall = LINE_HEIGHT * len(words)
        begin = min(height - tall / 2, free - tall - 5, floor - tall)
        free = begin
        middle = begin + tall / 2
        parts.append(
            f'<path class="leader c-{escape(category)}" d="M{x + 1} {height}L{x + 9} {middle:.1f}"/>'
        )
        for number, line in enumerate(words):
            heavy = ' font-weight="650"' if number == len(words) - 1 else ""
            place = f'x="{x + 13}" y="{begin + LINE_HEIGHT * number + 12:.1f}"'
            parts.append(f"<text {place}{heavy}>{escape(line)}</text>")
    return parts
