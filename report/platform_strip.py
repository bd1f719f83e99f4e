"""A platform's documents and their spells → the strip of its history, as SVG: a lane a document, a band a category.

Drawn 360 units wide, so that its letters can be read on a phone. Colours come by class (`c-CATEGORY`, categories.css),
in the file that is saved from a style of its own. Text is escaped.
"""

from html import escape

import pandas as pd
from platform_words import joined

from policy_corpus.categories import NAMES, PUBLISHED

WIDTH, MARGIN, LETTER = 360, 4, 11
# Heights: above the legend, of a line of it, of a lane's name, of a band, of what parts bands, below the lanes.
HEAD, LEGEND, LANE_HEAD, BAND, SPACE, FOOT = 12, 16, 15, 9, 3, 34
STYLE = """\
text { font: 11px system-ui, "DejaVu Sans", sans-serif; fill: #1c1e21; } .small { font-size: 9px; fill: #565b63; }
.followed { fill: #e3e6ea; } .axis { stroke: #cfd3d9; stroke-width: 0.7; }
.texts { stroke: #565b63; stroke-width: 0.6; }
.collects { fill: var(--c); } .denies { fill: #fff; stroke: var(--c); stroke-width: 1; } .mentions { fill: var(--c); }
"""
MEANINGS = "filled: collects, trains · outlined below: denies · line: mentions · pale: nothing"
# Stance → from where in its band, and how thick, in the order of drawing; both may be said at once.
PLACES = {"mentions": (3.5, 2), "collects": (0, 6), "denies": (6.5, 2.5)}


def strip(name: str, lanes: list[dict], categories: list[str], source: str, alone: bool = False) -> str:
    """The strip of a platform, of itself a file where it is to stand `alone`; "" where it was never followed.

    A lane has `name`, `followed` (first day, day after the last) of each time, `texts` (first days) and `spells`
    (category, stance, first day, day after the last); a `source` may have several lines.
    """
    days = [day for lane in lanes for span in lane["followed"] for day in span]
    if not days:
        return ""
    first, last = pd.Timestamp(min(days).year, 1, 1), max(days)

    def x(day: pd.Timestamp) -> float:
        return round(MARGIN + (day - first) / (last - first) * (WIDTH - 2 * MARGIN), 1)

    top = HEAD + LEGEND * -(-len(categories) // 2)
    drawn, y = _legend(categories), top + 6
    for lane in lanes:
        part, y = _lane(lane, categories, x, y)
        drawn += part
    drawn += _axis(first, last, x, top + 4, y)
    height = y + FOOT + 11 * source.count("\n")
    drawn.append(f'<text class="small" x="{MARGIN}" y="{y + 21}">{MEANINGS}</text>')
    for place, line in enumerate(source.split("\n")):
        drawn.append(f'<text class="small" x="{MARGIN}" y="{y + 32 + 11 * place}">{escape(line)}</text>')
    told = joined([NAMES[category] for category in categories])
    label = f"{name}: what its archived policies said, {first.year} to {last.year}: {told}"
    head = f'<svg class="strip" role="img" viewBox="0 0 {WIDTH} {height}" aria-label="{escape(label)}"'
    if alone:
        colours = "".join(f".c-{row.key} {{ --c: {row.colour_light}; }} " for row in PUBLISHED.rows)
        ground = f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
        head += f' xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH}" height="{2 * height}"'
        drawn = [f"<title>{escape(label)}</title><style>{STYLE}{colours}</style>{ground}", *drawn]
    return head + ">" + "".join(drawn) + "</svg>"


def _legend(categories: list[str]) -> list[str]:
    """The categories' names beside their colours, two in a row."""
    parts = []
    for number, category in enumerate(categories):
        left, top = MARGIN + (number % 2) * WIDTH / 2, HEAD + LEGEND * (number // 2)
        parts.append(f'<rect class="collects c-{category}" x="{left}" y="{top - 9}" width="10" height="10"/>')
        parts.append(f'<text x="{left + 14}" y="{top}">{escape(NAMES[category])}</text>')
    return parts


def _lane(lane: dict, categories: list[str], x, y: float) -> tuple[list[str], float]:
    """A document's lane from a height on, and the height below it."""
    parts = [f'<text x="{MARGIN}" y="{y + LETTER}">{escape(lane["name"])}</text>']
    top = y + LANE_HEAD
    for place, category in enumerate(categories):
        band = top + place * (BAND + SPACE)
        for start, end in lane["followed"]:
            parts.append(
                f'<rect class="followed" x="{x(start)}" y="{band}" width="{_width(x, start, end)}" height="{BAND}"/>'
            )
        own = [spell for spell in lane["spells"] if spell[0] == category]
        for kind in PLACES:
            inner, thick = PLACES[kind]
            parts += [
                f'<rect class="{kind} c-{category}" x="{x(start)}" y="{band + inner}" '
                f'width="{_width(x, start, end)}" height="{thick}"/>'
                for _, stance, start, end in own
                if stance == kind
            ]
    below = top + len(categories) * (BAND + SPACE)
    ticks = "".join(f"M{x(day)} {below}v4" for day in lane["texts"])
    return [*parts, f'<path class="texts" d="{ticks}"/>'], below + 9


def _width(x, start: pd.Timestamp, end: pd.Timestamp) -> float:
    """The width of a time, wide enough to be seen."""
    return max(1, round(x(end) - x(start), 1))


def _axis(first: pd.Timestamp, last: pd.Timestamp, x, top: float, bottom: float) -> list[str]:
    """Lines at the beginnings of years, every so many that their names do not touch."""
    years = last.year - first.year + 1
    step = next((step for step in (1, 2, 5) if years / step <= 10), 10)
    parts = []
    for year in range(first.year, last.year + 1):
        if year % step == 0:
            place = x(pd.Timestamp(year, 1, 1))
            anchor = "start" if place < 14 else "end" if place > WIDTH - 14 else "middle"
            parts.append(f'<path class="axis" d="M{place} {top}V{bottom}"/>')
            parts.append(
                f'<text class="small" x="{place}" y="{bottom + 9}" text-anchor="{anchor}">{year}</text>'
            )
    return parts
