"""The figures of a notebook → their place in its page, their files, and a page of their own for each.

A figure comes as PNG; where the notebooks were executed for the report (paths.VECTOR), as SVG besides, wide and laid
anew for phones. `take_figures` takes them out of a notebook and leaves what its page shows; `write_files` and
`write_pages` write figures/SLUG-N.png, .svg, -narrow.svg, .csv, .html and -embed.html, and figures/index.html.
"""

import csv
import io
import re
import struct
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

import execute
import nbformat
from bs4 import BeautifulSoup
from cited import Work
from markdown_it import MarkdownIt
from markupsafe import Markup
from shell import SOURCES, Site

from policy_corpus.draw_parts import PIXELS, SVG, SVG_NARROW
from policy_corpus.tables import TABLES, read_manifest

HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
PNG = "image/png"
PHONE = "screen and (max-width: 740px)"  # where the wide figure would shrink; never on paper
# Stands for the report's address where none is known; static/figure.js fills in where it lies.
EMBED = "ADDRESS"
BELOW = 130  # CSS pixels below an embedded figure, for its caption
DIGITS = 10  # of a commit


@dataclass(frozen=True)
class Figure:
    """A figure of a notebook: where it stands, what is said of it, its files."""

    slug: str  # the notebook's
    place: str  # the notebook's place in the reading order
    number: int  # of the figure in the notebook
    heading: str  # of its section
    reading: str  # the paragraph that reads it, as plain text
    alternative: str
    width: int  # CSS pixels
    png: bytes
    svg: str = ""
    narrow: str = ""
    table: str = ""
    own_table: bool = False  # else the table is the nearest of its section

    @property
    def path(self) -> str:
        """Its files without their endings, from the report's folder."""
        return f"figures/{self.slug}-{self.number}"

    @property
    def name(self) -> str:
        return f"Figure {self.place}.{self.number}"

    @property
    def in_chapter(self) -> str:
        """The address of the very figure in its notebook's page."""
        return f"notebooks/{self.slug}.html#figure-{self.number}"

    @property
    def files(self) -> dict[str, str | bytes]:
        """Ending → content of the files that it has."""
        every = {".png": self.png, ".svg": self.svg, "-narrow.svg": self.narrow, ".csv": self.table}
        return {ending: content for ending, content in every.items() if content}

    @property
    def height(self) -> int:
        """CSS pixels, at its width."""
        across, down = size_of(self.svg) if self.svg else struct.unpack(">II", self.png[16:24])
        return round(self.width * down / across)

    def picture(self, up: str) -> Markup:
        """The picture as HTML: for phones the narrow one, where there is one; `up` leads to the report's folder."""
        narrow = Markup("")
        if self.narrow:
            across, down = size_of(self.narrow)
            look = Markup('<source media="{}" srcset="{}{}-narrow.svg" width="{}" height="{}">')
            narrow = look.format(PHONE, up, self.path, across, down)
        image = Markup('<img src="{}{}{}" width="{}" height="{}" alt="{}">')
        kind = ".svg" if self.svg else ".png"
        image = image.format(up, self.path, kind, self.width, self.height, self.alternative)
        return Markup("<picture>{}{}</picture>").format(narrow, image)


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of an SVG of ours, in CSS pixels."""
    tag = re.search(r"<svg\b[^>]*>", svg)
    sizes = [re.search(rf'\b{side}="([\d.]+)pt"', tag[0] if tag else "") for side in ("width", "height")]
    if None in sizes:
        raise SystemExit(
            "an SVG has no width and height in points: it is no figure of policy_corpus/draw_parts.py"
        )
    return tuple(round(float(size[1]) * PIXELS / 72) for size in sizes)


def take_figures(notebook: nbformat.NotebookNode, path: Path) -> list[Figure]:
    """The figures of a notebook, each replaced in it by its picture and a caption with links; path: its file.

    SystemExit where a cell shows more than one.
    """
    heading, figures = "", []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            heading = (HEADING.findall(cell.source) or [heading])[-1]
            continue
        shown = [output for output in cell.get("outputs", []) if PNG in output.get("data", {})]
        if len(shown) > 1:
            raise SystemExit(f"a cell shows {len(shown)} figures: show one in each cell\n{cell.source}")
        for output in shown:
            figure = _figure(notebook.cells, place, output, path, len(figures) + 1, heading.strip())
            figures.append(figure)
            output.data = {"text/html": in_page(figure)}
            output.metadata = {}
    return figures


def _figure(cells: list, place: int, output, path: Path, number: int, heading: str) -> Figure:
    about, data = output.metadata.get(PNG, {}), output.data
    table, own = table_behind(cells, place)
    png = b64decode(data[PNG])
    return Figure(
        slug=execute.slug(path),
        place=path.stem.split("-")[0],
        number=number,
        heading=heading,
        reading=reading_of(cells, place),
        alternative=about.get("alt", ""),
        width=about.get("width") or struct.unpack(">I", png[16:20])[0],
        png=png,
        svg=data.get(SVG, ""),
        narrow=data.get(SVG_NARROW, ""),
        table=table,
        own_table=own,
    )


def in_page(figure: Figure) -> str:
    """What stands in the notebook's page: the picture, its caption, the ways to its table and its own page."""
    links = [Markup('<a href="../{}.html">Save, cite or embed this figure</a>').format(figure.path)]
    if figure.table:
        words = "Table behind this figure" if figure.own_table else "Table of this section"
        links.append(Markup('<a href="../{}.csv" download>{} (CSV)</a>').format(figure.path, words))
    caption = Markup('<figcaption class="figure-caption">{}. {} <span class="links">{}</span></figcaption>')
    caption = caption.format(figure.name, figure.heading, Markup(" · ").join(links))
    html = Markup('<figure class="figure" id="figure-{}">{}{}</figure>')
    return str(html.format(figure.number, figure.picture("../"), caption))


def reading_of(cells: list, place: int) -> str:
    """The paragraph that reads the figure of a cell, as plain text: shown after it or written below; else ""."""
    written = [output.get("data", {}).get("text/markdown", "") for output in cells[place].outputs]
    below = [cell.source for cell in cells[place + 1 : place + 2] if cell.cell_type == "markdown"]
    return next((text for text in map(first_paragraph, [*written, *below]) if text), "")


def first_paragraph(markdown: str) -> str:
    """The first paragraph of a Markdown text as plain text; "" where a heading or something else comes first.

    >>> first_paragraph("It [rose](a.md)<!--= x --> *a\\nlot*.\\n\\nMore."), first_paragraph("## Next?\\n\\nText")
    ('It rose a lot.', '')
    """
    tokens = MarkdownIt().parse(COMMENT.sub("", markdown).strip())
    if not tokens or tokens[0].type != "paragraph_open":
        return ""
    parts = tokens[1].children or []
    return "".join(" " if part.type == "softbreak" else part.content for part in parts).strip()


def table_behind(cells: list, place: int) -> tuple[str, bool]:
    """The table of the figure in a cell, as CSV, and whether it is the figure's own.

    The figure's own came with it (`draw.show`). Else it is the nearest table shown in the same section, or "".
    """
    for output in cells[place].outputs:
        if PNG in output.get("data", {}) and "text/csv" in output.data:
            return output.data["text/csv"], True
    section = [0]
    for cell in cells:
        begins = cell.cell_type == "markdown" and bool(HEADING.search(cell.source))
        section.append(section[-1] + begins)
    section = section[1:]
    near = [i for i in range(len(cells)) if section[i] == section[place] and cells[i].cell_type == "code"]
    for i in sorted(near, key=lambda i: (abs(i - place), i)):
        for output in cells[i].outputs:
            if "<table" in output.get("data", {}).get("text/html", ""):
                return csv_of(output.data["text/html"]), False
    return "", False


def csv_of(html: str) -> str:
    """The first table of an HTML text as CSV; a cell that spans rows or columns is repeated in each."""
    held: dict[tuple[int, int], str] = {}
    for row, line in enumerate(BeautifulSoup(html, "html.parser").find("table").find_all("tr")):
        column = 0
        for cell in line.find_all(["th", "td"]):
            while (row, column) in held:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    held[row + down, column + right] = cell.get_text(" ", strip=True)
    rows, columns = (1 + max(place[axis] for place in held) for axis in (0, 1))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([held.get((row, column), "") for column in range(columns)] for row in range(rows))
    return text.getvalue()


def write_files(site: Site, figures: list[Figure]) -> None:
    """Write the pictures and tables of figures."""
    for figure in figures:
        for ending, content in figure.files.items():
            site.put(figure.path + ending, content)


def write_pages(site: Site, root: Path, figures: list[Figure], titles: dict[str, str]) -> None:
    """Write a page for each figure, one of it to embed, and the list of all; `titles` are the notebooks' by slug."""
    commits = read_manifest(TABLES)["archives"]
    for figure in figures:
        values = {"figure": figure, "chapter": titles[figure.slug], "picture": figure.picture("../")}
        title = f"{figure.name}. {figure.heading}"
        about = figure.reading or figure.alternative
        cited = citation(site.work, figure, titles[figure.slug], commits)
        more = {"citation": cited, "embed": embed_code(site.work, figure), "preview": f"{figure.path}.png"}
        site.write(f"{figure.path}.html", "figure.html", title, about, **values, **more)
        site.write(f"{figure.path}-embed.html", "figure-embed.html", title, about, **values)
    chapters = [(title, [f for f in figures if f.slug == slug]) for slug, title in titles.items()]
    shown = [(title, own) for title, own in chapters if own]
    about = "Every figure of the report, each to save as PNG, SVG or CSV, to cite and to embed."
    site.write("figures/index.html", "figures.html", "All figures", about, chapters=shown)


def citation(work: Work, figure: Figure, chapter: str, commits: dict[str, str]) -> str:
    """How to cite a figure: the work as CITATION.cff has it, the sources, and the archives' commits."""
    read = ", ".join(f"{name} {commit[:DIGITS]}" for name, commit in commits.items())
    return (
        f"{', '.join(work.authors)} ({work.year}). {figure.name}: {figure.heading} In: {chapter} "
        f"{work.title}, version {work.version}. {work.address or EMBED}/{figure.path}.html. Data: {SOURCES}; "
        f"archives at commits {read}."
    )


def embed_code(work: Work, figure: Figure) -> str:
    """What another page writes to show the figure."""
    look = f"width:100%;max-width:{figure.width + 20}px;border:0"
    code = Markup('<iframe src="{}/{}-embed.html" title="{}" height="{}" style="{}" loading="lazy"></iframe>')
    title = f"{figure.name}. {figure.heading}"
    return str(code.format(work.address or EMBED, figure.path, title, figure.height + BELOW, look))
