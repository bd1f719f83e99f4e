"""A line chart as SVG: lines and bands by category over quarters, in the page's own ink, light or dark.

The front page and the explorer's static figure are drawn with it. Text is escaped; colours come from
categories.css by class (`c-CATEGORY`), so that they follow the theme.
"""

from html import escape

import pandas as pd

WIDTH, HEIGHT = 400, 260
LEFT, RIGHT, TOP, BOTTOM = 36, 8, 32, 24


def line_chart(table: pd.DataFrame, events: pd.DataFrame, alt: str) -> str:
    """The chart of a table with columns category, period (timestamps), value, low and high (shares, 0 to 1).

    `events` has columns date and label; those within the periods are marked.
    """
    first, last = table["period"].min(), table["period"].max()
    top = max(0.1, -(-table[["value", "high"]].max().max() // 0.1) / 10)

    def x(day: pd.Timestamp) -> float:
        return round(LEFT + (day - first) / (last - first) * (WIDTH - LEFT - RIGHT), 1)

    def y(share: float) -> float:
        return round(TOP + (1 - share / top) * (HEIGHT - TOP - BOTTOM), 1)

    parts = [f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="{escape(alt)}">']
    step = 0.1 if top <= 0.5 else 0.2
    for number in range(round(top / step) + 1):
        share = number * step
        parts.append(f'<path class="grid" d="M{LEFT} {y(share)}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text x="{LEFT - 5}" y="{y(share) + 4}" text-anchor="end">{100 * share:.0f}&#8239;%</text>'
        )
    for year in range(first.year, last.year + 1):
        if (year - first.year) % 2 == 0:
            place = x(max(pd.Timestamp(year, 1, 1), first))
            parts.append(f'<text x="{place}" y="{HEIGHT - 6}" text-anchor="middle">{year}</text>')
    for number, event in enumerate(events[events["date"].between(first, last)].itertuples()):
        parts.append(f'<path class="event" d="M{x(event.date)} {TOP - 6}V{HEIGHT - BOTTOM}"/>')
        place = f'x="{x(event.date)}" y="{TOP - 9 - 11 * (number % 2)}" text-anchor="middle"'
        parts.append(f'<text class="event" {place}>{escape(event.label)}</text>')
    for category, own in table.groupby("category", sort=False):
        parts += _line(own, f"c-{escape(str(category))}", x, y)
    return "".join([*parts, "</svg>"])


def _line(own: pd.DataFrame, name: str, x, y) -> list[str]:
    """A category's band and line; `name` is its class."""
    low, high, line = (
        [f"{x(day)} {y(value)}" for day, value in zip(own["period"], own[column], strict=True)]
        for column in ("low", "high", "value")
    )
    return [
        f'<path class="band {name}" d="M{"L".join([*high, *reversed(low)])}Z"/>',
        f'<path class="line {name}" d="M{"L".join(line)}"/>',
    ]


def legend(table: pd.DataFrame, names: dict[str, str]) -> str:
    """A list of the chart's lines, each with its last value and bounds."""
    items = []
    for category, own in table.groupby("category", sort=False):
        end = own.iloc[-1]
        bounds = f"{100 * end['low']:.0f} to {100 * end['high']:.0f}"
        items.append(
            f'<li><span class="swatch c-{escape(str(category))}"></span>{escape(names[category])} '
            f"<strong>{100 * end['value']:.0f}&#8239;%</strong> <small>({bounds})</small></li>"
        )
    return f'<ul class="legend">{"".join(items)}</ul>'
