"""Every figure has its page, its files and its words; what is shown to others loads nothing and runs nothing."""

import os
import re
import xml.etree.ElementTree as ElementTree
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import build
import execute
import figures
import nbformat
import pytest
from bs4 import BeautifulSoup
from cited import Work
from execute import notebook_paths, slug
from shell import Site

from policy_corpus.draw_parts import PHONE, WIDTH
from policy_corpus.paths import ROOT, VECTOR

HOSTILE = 'A "<script>alert(1)</script>" & more'
DRAW = f"""\
import pandas as pd
from policy_corpus import draw
draw.bars(pd.Series({{"one": 0.5, "two": 0.25}}), {HOSTILE!r}, "share", {HOSTILE!r})"""
WORK = Work("T", "2", "2026", ("A", "B"))
READS = "Half of *them* do<!--= x as percent -->, as [the other](2-b.ipynb) says.\n\nMore."


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> tuple[nbformat.NotebookNode, Path]:
    """A notebook with a figure of ours, executed as for the report, and its path."""
    path = tmp_path_factory.mktemp("drawn") / "3-first.ipynb"
    new = nbformat.v4
    cells = [new.new_markdown_cell(f"# {HOSTILE}"), new.new_code_cell(DRAW), new.new_markdown_cell(READS)]
    nbformat.write(new.new_notebook(cells=cells), path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VECTOR, "1")
        return execute.execute(path), path


@pytest.fixture(scope="module")
def written(drawn, tmp_path_factory) -> tuple[list[figures.Figure], nbformat.NotebookNode, Path]:
    """The figures of that notebook, what is left of it, and the folder that their files and pages are written to."""
    notebook, path = nbformat.from_dict(drawn[0]), drawn[1]
    found = figures.take_figures(notebook, path)
    site = Site(tmp_path_factory.mktemp("site"))
    figures.write_files(site, found)
    figures.write_pages(site, ROOT, found, {"first": HOSTILE})
    return found, notebook, site.folder


def test_a_figure_has_pages_pictures_and_a_table(written):
    names = {str(path.relative_to(written[2])) for path in written[2].rglob("*") if path.is_file()}
    endings = (".html", "-embed.html", ".png", ".svg", "-narrow.svg", ".csv")
    assert names == {"figures/index.html"} | {f"figures/first-1{ending}" for ending in endings}
    assert (written[2] / "figures" / "first-1.csv").read_text() == ",value (share)\none,0.5\ntwo,0.25\n"


def test_a_notebooks_page_shows_the_figure_wide_or_narrow_with_ways_to_more(written):
    html = BeautifulSoup(written[1].cells[1].outputs[0].data["text/html"], "html.parser")
    assert set(written[1].cells[1].outputs[0].data) == {"text/html"}
    assert html.figure["id"] == "figure-1"
    assert (html.img["src"], html.img["width"], html.img["alt"]) == (
        "../figures/first-1.svg",
        str(WIDTH),
        HOSTILE,
    )
    assert (html.source["srcset"], html.source["width"]) == ("../figures/first-1-narrow.svg", str(PHONE))
    assert html.source["media"].startswith("screen and")  # on paper it is wide
    assert [link["href"] for link in html.find_all("a")] == [
        "../figures/first-1.html",
        "../figures/first-1.csv",
    ]
    assert html.figcaption.get_text().startswith(f"Figure 3.1. {HOSTILE}")
    assert html.script is None


def test_its_page_has_the_reading_the_words_the_files_the_citation_and_the_code(written):
    page = BeautifulSoup((written[2] / "figures" / "first-1.html").read_text(), "html.parser")
    assert page.h1.get_text() == f"Figure 3.1. {HOSTILE}"
    assert page.figcaption.get_text() == "Half of them do, as the other says."
    assert HOSTILE in page.find(id="words").find_next("p").get_text()
    links = {link["href"] for link in page.main.find_all("a")}
    assert {
        "../notebooks/first.html#figure-1",
        "index.html",
        "first-1.png",
        "first-1.svg",
        "first-1.csv",
    } <= links
    assert "version 0.1.0" in page.find(id="citation").get_text()
    code = BeautifulSoup(page.find(id="code").get_text(), "html.parser").iframe
    assert code["src"] == f"{figures.EMBED}/figures/first-1-embed.html"
    assert int(code["height"]) > written[0][0].height


def test_the_citation_names_every_archive_and_its_commit(written):
    cited = figures.citation(
        WORK,
        written[0][0],
        "C.",
        {"one": "0123456789abcdef", "two": "f" * 40},
    )
    assert cited.startswith(
        f"A, B (2026). Figure 3.1: {HOSTILE} In: C. T, version 2. ADDRESS/figures/first-1.html."
    )
    assert cited.endswith("archives at commits one 0123456789, two ffffffffff.")


def test_where_the_report_has_an_address_it_is_cited_and_embedded_from_there(written):
    published = replace(WORK, address="https://example.org/report")
    cited = figures.citation(published, written[0][0], "C.", {})
    assert "version 2. https://example.org/report/figures/first-1.html." in cited
    code = BeautifulSoup(figures.embed_code(published, written[0][0]), "html.parser").iframe
    assert code["src"] == "https://example.org/report/figures/first-1-embed.html"


def test_the_page_to_embed_has_the_figure_its_caption_and_no_script(written):
    page = BeautifulSoup((written[2] / "figures" / "first-1-embed.html").read_text(), "html.parser")
    assert page.find_all("script") == []
    assert page.find_all(["header", "footer", "nav"]) == []
    assert [link["href"] for link in page.find_all("a")] == ["first-1.html"]
    assert page.img["alt"] == HOSTILE


def test_svg_is_whole_and_neither_loads_nor_runs_anything(written):
    for figure in written[0]:
        for svg in (figure.svg, figure.narrow):
            root = ElementTree.fromstring(svg)
            kinds = {part.tag.rpartition("}")[2] for part in root.iter()}
            assert kinds & {"script", "foreignObject", "image", "iframe"} == set()
            loads = [v for part in root.iter() for k, v in part.items() if k.endswith("href")]
            loads += re.findall(r"url\(([^)]*)\)", svg) + re.findall("@import|<!ENTITY", svg)
            assert [load for load in loads if not load.startswith("#")] == []


def test_the_same_notebook_gives_the_same_files(drawn, written):
    again = figures.take_figures(nbformat.from_dict(drawn[0]), drawn[1])
    assert [figure.files for figure in again] == [figure.files for figure in written[0]]


def test_the_page_fills_in_the_reports_address(written, browser):
    page = browser.new_page()
    folder = written[2].resolve()

    def answer(route):
        path = folder / route.request.url.removeprefix("http://report.test/some/")
        script = ROOT / "report" / "static" / path.name
        held = next((place for place in (path, script) if place.is_file()), None)
        route.fulfill(path=held) if held else route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto("http://report.test/some/figures/first-1.html")
    assert 'src="http://report.test/some/figures/first-1-embed.html"' in page.input_value("#code")
    assert "http://report.test/some/figures/first-1.html" in page.input_value("#citation")
    page.close()


# The figures of the committed notebooks, and those of a report where REPORT names one that was executed


@pytest.mark.parametrize("path", notebook_paths(), ids=slug)
def test_every_figure_has_words_a_reading_and_a_table(path):
    for figure in figures.take_figures(nbformat.read(path, as_version=4), path):
        assert len(figure.alternative) >= 40, figure.name
        assert figure.heading, figure.name
        assert figure.table, figure.name
        assert len(figure.png) <= 400_000, figure.name


def test_every_figure_of_a_report_has_the_files_that_its_page_offers_none_too_large():
    """SVG comes from notebooks that were executed for the report; another has none, and its pages offer none."""
    if "REPORT" not in os.environ:
        pytest.skip("not run: REPORT names no report")
    report = Path(os.environ["REPORT"]).resolve()
    offers = {page: offered(page) for page in figure_pages(report)}
    executed = (report / build.MADE).read_text() == "executed\n"
    for page, own in offers.items():
        assert own == {".png", ".csv", *([".svg", "-narrow.svg"] if executed else [])}, page.stem
        for ending in (*own, "-embed.html"):
            assert page.with_name(page.stem + ending).is_file(), page.stem + ending
            assert page.with_name(page.stem + ending).stat().st_size <= 500_000, page.stem + ending
        chapter, number = page.stem.rsplit("-", 1)
        assert f'id="figure-{number}"' in (report / "notebooks" / f"{chapter}.html").read_text()


def figure_pages(report: Path) -> list[Path]:
    """The pages of a report's figures."""
    pages = [p for p in sorted((report / "figures").glob("*-[0-9]*.html")) if not p.stem.endswith("embed")]
    assert pages
    return pages


def offered(page: Path) -> set[str]:
    """The endings of the files that a figure's page offers to save."""
    links = BeautifulSoup(page.read_text("utf-8"), "html.parser").select("a[download]")
    return {link["href"].removeprefix(page.stem) for link in links}


# How figures are taken out of a notebook


def output(**data: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_output(
        "display_data", data={kind.replace("_", "/"): text for kind, text in data.items()}
    )


def code(*outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell("plot()", outputs=list(outputs))


def test_a_figure_drawn_otherwise_is_shown_as_png():
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (200).to_bytes(4) + (100).to_bytes(4)
    picture = nbformat.v4.new_output(
        "display_data",
        data={"image/png": b64encode(png).decode()},
        metadata={"image/png": {"alt": "A line."}},
    )
    (figure,) = figures.take_figures(nbformat.v4.new_notebook(cells=[code(picture)]), Path("1-a.ipynb"))
    assert set(figure.files) == {".png"}
    assert str(figure.picture("")) == (
        '<picture><img src="figures/a-1.png" width="200" height="100" alt="A line."></picture>'
    )


def test_two_figures_in_a_cell_are_refused():
    notebook = nbformat.v4.new_notebook(cells=[code(output(image_png=""), output(image_png=""))])
    with pytest.raises(SystemExit, match="shows 2 figures"):
        figures.take_figures(notebook, Path("1-a.ipynb"))


def test_a_figure_has_its_own_table_where_it_brings_one():
    own = nbformat.v4.new_output("display_data", data={"image/png": "", "text/csv": "a,b\n1,2\n"})
    other = output(text_html="<table><tr><th>other</th></tr></table>")
    assert figures.table_behind([code(other, own)], 0) == ("a,b\n1,2\n", True)


def test_a_table_of_another_section_is_not_taken():
    table = code(output(text_html="<table><tr><th>x</th></tr></table>"))
    cells = [table, nbformat.v4.new_markdown_cell("## Another?"), code(output(image_png=""))]
    assert figures.table_behind(cells, 2) == ("", False)
    del cells[1]
    assert figures.table_behind(cells, 1) == ("x\n", False)


def test_spanning_cells_stand_in_each_row_and_column():
    html = (
        "<table><tr><th></th><th colspan=2>a, b</th></tr>"
        "<tr><th rowspan=2>x</th><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    )
    assert figures.csv_of(html) == ',"a, b","a, b"\nx,1,2\nx,3,4\n'


@pytest.mark.parametrize(
    ("cells", "reading"),
    [
        ([code(), nbformat.v4.new_markdown_cell("Two `words`\nhere.")], "Two words here."),
        (
            [code(output(text_markdown="Shown **after**.")), nbformat.v4.new_markdown_cell("Below.")],
            "Shown after.",
        ),
        ([code(), nbformat.v4.new_markdown_cell("## Next?\n\nOther.")], ""),
        ([code()], ""),
    ],
)
def test_what_reads_a_figure_is_plain_text(cells, reading):
    assert figures.reading_of(cells, 0) == reading


def test_an_svg_without_a_size_is_named():
    assert figures.size_of('<svg height="72pt" width="144pt">') == (192, 96)
    with pytest.raises(SystemExit, match="no width and height in points"):
        figures.size_of("<svg>")


def test_a_figure_without_its_own_table_has_that_of_its_section():
    cells = [
        code(
            output(text_html="<table><tr><td>wide</td></tr></table>"),
            output(image_png="iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"),
        )
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    (figure,) = figures.take_figures(notebook, Path("1-a.ipynb"))
    assert "Table of this section (CSV)" in notebook.cells[0].outputs[1].data["text/html"]
    assert figure.table == "wide\n"
