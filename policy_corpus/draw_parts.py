"""What every figure is made of: its style and widths, its head and foot, and how it is shown.

A function that draws is decorated by `drawn` and returns a `Drawing`. It is shown as one PNG, `WIDE`. Where the report
is built (paths.VECTOR), the same figure comes as SVG besides, wide and laid anew for a phone, `NARROW`.
"""

import io
from dataclasses import dataclass
from functools import wraps
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Image, display
from matplotlib.lines import Line2D
from PIL import Image as Pixels

import policy_corpus.categories as known
from policy_corpus.draw_marks import INK, folded, keep_apart, width_of
from policy_corpus.files import as_cells
from policy_corpus.paths import vector

STYLE = Path(__file__).with_name("report.mplstyle")
WIDE = {}  # as STYLE has it
NARROW = {"figure.figsize": (3.4, 3.0), "font.size": 9.5}
PIXELS = 96  # CSS pixels in an inch
WIDTH, PHONE = round(7.2 * PIXELS), round(3.4 * PIXELS)  # how wide the report shows them, CSS pixels
LEAST = 9.2  # points: the smallest type, still 9 where the column is a little narrower
SVG, SVG_NARROW = "image/svg+xml", "image/svg+xml;layout=narrow"

# Lines that are no categories: name and colour.
SERIES = {"all": ("Every company", "#333333"), "throughout": ("Followed throughout", "#7a4fa3")}
NAMES = known.NAMES | {key: name for key, (name, _) in SERIES.items()}
COLOURS = known.COLOURS | {key: colour for key, (_, colour) in SERIES.items()}

SOURCE = "Sources: Open Terms Archive contributors, Platform Governance Archive, TOSBack"
TITLE = 12  # points; narrow: as the other type
LEADING = 1.25
KEY_LINE = 1.45
MUTED = "#595959"

in_style = plt.style.context(STYLE)  # decorates what draws


# Columns whose numbers are in what a figure measures; a table with none of them holds nothing else.
MEASURED = {"value", "low", "high", "start", "end", "change"}


@dataclass
class Drawing:
    """A figure without head and foot; what stands there: `title`, `unit` and `key` above, `source` below.

    A key is of (name, artist that looks like what is meant, colour of the name). `measured` is what the table's numbers
    are in, said in the heads of its CSV: "share", "count" or what is counted; "" where its heads say so themselves.
    """

    figure: plt.Figure
    title: str
    alt: str
    table: pd.DataFrame | pd.Series | None = None
    unit: str = ""
    key: tuple[tuple, ...] = ()
    source: str = SOURCE
    measured: str = ""


def drawn(make):
    """Decorates a function that returns a Drawing: it shows the drawing instead, in the report's style."""

    @wraps(make)
    def draw(*arguments, **options) -> None:
        layouts = {"png": WIDE} | ({SVG: WIDE, SVG_NARROW: NARROW} if vector() else {})
        pictures = {}
        for kind, layout in layouts.items():
            with plt.style.context([STYLE, layout]):
                drawing = make(*arguments, **options)
                _frame(drawing)
                keep_apart(drawing.figure)
                pictures[kind] = _saved(drawing.figure, "png" if kind == "png" else "svg", drawing)
        display(Picture(pictures.pop("png"), _as_csv(drawing.table, drawing.measured), drawing.alt, pictures))

    return draw


def narrow() -> bool:
    """Whether a figure is drawn for a phone."""
    return plt.rcParams["figure.figsize"][0] < 5


@in_style
def show(figure, alt: str, table: pd.DataFrame | pd.Series | None = None) -> None:
    """Show a figure of one's own as one PNG with a text alternative and, as CSV, the table behind it; close it.

    The table is compared when the notebooks are tested, which a picture is not, and comes with the report.
    """
    display(Picture(_saved(figure, "png"), _as_csv(table), alt, {}))


@in_style
def new_figure(rows: int = 1, columns: int = 1, height: float | None = None, **options):
    """A figure in the report's style and a flat list of its axes; `height` in inches, `options` for `subplots`."""
    return sized_figure(rows, columns, height, **options)


def sized_figure(rows: int = 1, columns: int = 1, height: float | None = None, **options):
    """As `new_figure`, in the style and width in force."""
    width, usual = plt.rcParams["figure.figsize"]
    figure, axes = plt.subplots(rows, columns, figsize=(width, height or usual), squeeze=False, **options)
    return figure, list(axes.flat)


class Picture(Image):
    """A PNG with its text alternative and, where they are not empty, its table as CSV and its SVGs by type."""

    def __init__(self, png: bytes, behind: str, alt: str, vectors: dict[str, bytes]):
        super().__init__(png, format="png", width=WIDTH, alt=alt)
        self.beside = {"text/csv": behind} if behind else {}
        self.beside |= {kind: svg.decode() for kind, svg in vectors.items()}

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = super()._repr_mimebundle_(include, exclude)
        return data | self.beside, metadata

    def __repr__(self):
        return "<IPython.core.display.Image object>"


def _as_csv(table: pd.DataFrame | pd.Series | None, measured: str = "") -> str:
    """A table as CSV, what is measured in brackets in the heads of its numbers."""
    if table is None:
        return ""
    if isinstance(table, pd.Series):
        table = table.to_frame(table.name or "value")
    if measured:
        heads = [name for name in table if name in MEASURED] or list(table)
        table = table.rename(columns={name: f"{name} ({measured})" for name in heads if name != measured})
    return as_cells(table.round(4)).to_csv(lineterminator="\n", date_format="%Y-%m-%d")


def _saved(figure, kind: str, drawing: Drawing | None = None) -> bytes:
    """The figure's bytes, the same in each run; it is closed."""
    about = {"Software": None} if kind == "png" else dict.fromkeys(("Date", "Creator", "Format", "Type"))
    if drawing and kind == "svg":
        about |= {"Title": drawing.title, "Description": drawing.alt}
    picture = io.BytesIO()
    figure.savefig(picture, format=kind, metadata=about)
    plt.close(figure)
    return _small(picture) if kind == "png" else picture.getvalue()


def _small(png: io.BytesIO) -> bytes:
    """A PNG in a third of its bytes: 256 colours, which no figure's shades can be told from."""
    small = io.BytesIO()
    image = Pixels.open(png).convert("RGB")
    image.quantize(256, Pixels.Quantize.MEDIANCUT, dither=Pixels.Dither.NONE).save(
        small, "png", optimize=True
    )
    return small.getvalue()


def _frame(drawing: Drawing) -> None:
    """Add head and foot: the figure grows by their height, so that the room of its charts stays."""
    figure, usual = drawing.figure, plt.rcParams["font.size"]
    width, height = figure.get_size_inches()
    title = {"size": usual + 0.5 if narrow() else TITLE, "weight": "bold"}
    head = [(folded(drawing.title, 0.92 * width, title["size"]), title | {"color": INK})]
    head += [(folded(drawing.unit, width), {"size": usual, "color": MUTED})] if drawing.unit else []
    foot = folded(drawing.source, width, LEAST) if drawing.source else ""
    columns = _columns([name for name, *_ in drawing.key], width)
    top = sum(_inches(text, look["size"]) for text, look in head) + 0.14
    top += -(-len(drawing.key) // columns) * KEY_LINE * usual / 72
    bottom = _inches(foot, LEAST) + 0.12 if foot else 0
    total = height + top + bottom
    figure.set_size_inches(width, total)
    figure.get_layout_engine().set(rect=(0, bottom / total, 1, height / total))
    left, down = 0.04 / width, 0.03
    for text, look in head:
        figure.text(left, 1 - down / total, text, va="top", linespacing=LEADING, in_layout=False, **look)
        down += _inches(text, look["size"])
    if drawing.key:
        _add_key(drawing, columns, (left, 1 - (down + 0.05) / total))
    look = {"size": LEAST, "color": MUTED, "va": "bottom", "linespacing": LEADING}
    figure.text(left, 0.03 / total, foot, in_layout=False, **look)


def _inches(text: str, points: float) -> float:
    """How high the lines of a text are."""
    return (text.count("\n") + 1) * points * LEADING / 72


def _columns(names: list[str], inches: float) -> int:
    """In how many columns a key of some names has room."""
    for columns in range(len(names), 1, -1):
        rows = -(-len(names) // columns)
        parts = [names[start : start + rows] for start in range(0, len(names), rows)]
        if sum(width_of(part) + 0.5 for part in parts) <= inches:
            return len(parts)
    return 1


def _add_key(drawing: Drawing, columns: int, corner: tuple[float, float]) -> None:
    """What the colours or marks mean."""
    names, artists, colours = zip(*drawing.key, strict=True)
    look = {
        "handlelength": 1.2,
        "handletextpad": 0.5,
        "columnspacing": 1.5,
        "borderpad": 0,
        "borderaxespad": 0,
    }
    look |= {"labelcolor": colours, "labelspacing": KEY_LINE - 1, "fontsize": "medium", "ncols": columns}
    legend = drawing.figure.legend(artists, names, loc="upper left", bbox_to_anchor=corner, **look)
    legend.set_in_layout(False)


def categories_key(categories: list[str]) -> tuple:
    """The key of a figure with a colour a category."""
    return tuple((NAMES[c], Line2D([], [], color=COLOURS[c], linewidth=3), COLOURS[c]) for c in categories)
