"""What stands in charts beside what is drawn: event marks, names at lines' ends, names of years, rows and columns.

Labels are set where they belong and moved apart at the end, by `keep_apart`, when their sizes are known.
"""

from textwrap import wrap

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.dates import YearLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter
from scipy.optimize import isotonic_regression

from policy_corpus.paths import DATA

EVENTS = DATA / "events.csv"
INK, FAINT = "#333333", "#9a9a9a"
DOTTED, DASHED = (0, (2, 3)), (0, (4, 2))
YEARS = (1, 2, 5, 10)  # years between two that are named
END, EVENT, FREE = KINDS = ("at a line's end", "of an event", "at a place")  # of labels that are moved apart
GAP = 2.5  # points between two labels
# Below a label that lies on lines or points.
GROUND = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1}
LETTER = 0.6  # how wide a letter is on average, of the size of its type
REACH = 60  # points: how far a label at a place may be moved
LINE = 13  # points from a line of event labels to the next


def mark_events(axis, labels: bool = True) -> None:
    """Mark the events of data/events.csv that lie within a chart's range, with their labels if wanted."""
    first, last = axis.get_xlim()
    for event in pd.read_csv(EVENTS, parse_dates=["date"]).itertuples():
        if not first <= date2num(event.date) <= last:
            continue
        axis.axvline(event.date, color=FAINT, linewidth=0.8, linestyle=DOTTED, zorder=0)
        if labels:
            look = {"xycoords": ("data", "axes fraction"), "color": "#595959", "ha": "center", "label": EVENT}
            note(axis, event.label, (event.date, 1), (0, 2), **look)
    axis.set_xlim(first, last)


def note(axis, text: str, place: tuple, offset: tuple, **options):
    """Text beside a place, moved by an offset in points."""
    return axis.annotate(text, place, xytext=offset, textcoords="offset points", **options)


def label_end(axis, text: str, place: tuple, colour: str) -> None:
    """A line's name at its end."""
    look = {"color": colour, "va": "center", "annotation_clip": False, "linespacing": 1.0, "label": END}
    note(axis, text, place, (5, 0), **look)


def name_years(axis, inches: float, short: bool = False) -> None:
    """Years below a chart of a width, as many as have room: 2024, or short ’24."""
    first, last = (num2date(day) for day in axis.get_xlim())
    room = (0.34 if short else 0.5) * (last.year - first.year + 1)
    apart = next((years for years in YEARS if room / years <= inches), YEARS[-1])
    axis.xaxis.set_major_locator(YearLocator(apart))
    form = "’%y" if short else "%Y"
    axis.xaxis.set_major_formatter(FuncFormatter(lambda day, _: num2date(day).strftime(form)))


def folded(text: str, inches: float, points: float | None = None) -> str:
    """A text in lines that fit a width, words whole, in type of a size (default: the usual)."""
    letters = int(inches * 72 / (LETTER * (points or plt.rcParams["font.size"])))
    return "\n".join(wrap(text, max(letters, 1), break_long_words=False, break_on_hyphens=False)) or text


def width_of(names: list[str]) -> float:
    """How wide the widest of some names is, in inches."""
    return max(map(len, names), default=0) * LETTER * plt.rcParams["font.size"] / 72


def name_rows(axis, names: list[str], above: bool = False) -> float:
    """Name rows 0, 1, …, the first on top, beside or above them; how far below its number a row then lies."""
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.grid(visible=False)
    if not above:
        axis.set_yticks(range(len(names)), names)
        return 0
    axis.set_yticks([])
    for place, name in enumerate(names):
        look = {"va": "center", "transform": axis.get_yaxis_transform(), "bbox": GROUND}
        axis.text(0, place - 0.27, name, color=INK, **look)
    return 0.2


def name_columns(axis, names: list[str], inches: float) -> None:
    """Name columns 0, 1, …, each of a width: across where every word has room, else upright."""
    across = [folded(name, inches) for name in names]
    fits = max(width_of(name.split("\n")) for name in across) <= 1.1 * inches  # small letters are narrower
    upright = {"rotation": 90, "ha": "center"}
    axis.set_xticks(range(len(names)), across if fits else names, **({} if fits else upright))


def keep_apart(figure) -> None:
    """Move labels apart: names at lines' ends up or down, event labels up, others to the nearest free place."""
    labels = [[text for text in axis.texts if text.get_label() in KINDS] for axis in figure.axes]
    for _ in range(2 if any(labels) else 0):  # what is moved may change the room that charts have
        figure.draw_without_rendering()
        for own in labels:
            _spread([text for text in own if text.get_label() == END])
            _stack([text for text in own if text.get_label() == EVENT])
            _settle([text for text in own if text.get_label() == FREE])


def spread(places: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Where things of some sizes lie side by side in their order, each as near to its place as can be (squares).

    >>> spread(np.array([5.0, 5.0, 20.0]), np.array([4.0, 4.0, 4.0])).tolist()
    [3.0, 7.0, 20.0]
    """
    order = np.argsort(places, kind="stable")
    widths = sizes[order]
    begins = np.concatenate([[0], np.cumsum((widths[1:] + widths[:-1]) / 2)])
    moved = np.empty(len(places))
    moved[order] = isotonic_regression(places[order] - begins).x + begins
    return moved


def _spread(texts: list) -> None:
    """Move the names at lines' ends apart."""
    if not texts:
        return
    scale = 72 / texts[0].get_figure().dpi
    for text in texts:
        text.xyann = (text.xyann[0], 0)
    boxes = [text.get_window_extent() for text in texts]
    middles = np.array([(box.y0 + box.y1) / 2 * scale for box in boxes])
    moved = spread(middles, np.array([box.height * scale + GAP for box in boxes]))
    for text, shift in zip(texts, moved - middles, strict=True):
        text.xyann = (text.xyann[0], round(float(shift), 2))


def _stack(texts: list) -> None:
    """Move labels of events up, from the left on, a line at a time, until none lies on another."""
    taken = []
    for text in sorted(texts, key=lambda text: text.xy[0]):
        text.xyann = (0, 2)
        room, lines = text.get_window_extent().padded(3, 1), 0
        line = LINE * text.get_figure().dpi / 72
        while any(room.translated(0, lines * line).overlaps(other) for other in taken):
            lines += 1
        text.xyann = (0, 2 + lines * LINE)
        taken.append(room.translated(0, lines * line))


def _settle(texts: list) -> None:
    """Move labels, from the highest on, to the nearest place on the figure where none lies on another."""
    steps = range(-REACH, REACH + 1, 3)
    ways = sorted(((x, y) for x in steps for y in steps), key=lambda way: (way[0] ** 2 + way[1] ** 2, way))
    taken = []
    for text in sorted(texts, key=lambda text: -text.xy[1]):
        text.xyann = (0, 0)
        figure, room = text.get_figure(), text.get_window_extent().padded(1)
        pixels = figure.dpi / 72
        for x, y in ways:
            moved = room.translated(x * pixels, y * pixels)
            inside = moved.x0 >= 0 and moved.x1 <= figure.bbox.x1
            if inside and not any(moved.overlaps(other) for other in taken):
                text.xyann = (x, y)
                break
        taken.append(text.get_window_extent().padded(1))
