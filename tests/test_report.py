"""The report reads whole, on any screen, and without asking another host.

Checked on the report of an invented repository and on that of the committed notebooks: the one that lies in
the folder REPORT where that variable is set, or else one made of their stored outputs.
"""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import build
import nbformat
import pytest
from execute import ROOT, normalise, notebook_paths

INVENTED_README = """\
# How invented policies changed

Read [the cards](data/) and [the first notebook](notebooks/1-first.ipynb).
See [the tests](tests/) and the [licence](LICENSE).

| claim | number |
|---|---|
| a rather long claim about very many policies of very many companies | 12 % |

```
README.md    a line of an annotated tree that is wider than the screen of any phone, and must scroll by itself
```
"""
SETUP = """\
import io

import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Image, Markdown, display"""
TABLE = """\
table = pd.DataFrame([[f"a_wide_value_{n}" for n in range(20)]])
table"""
FIGURE = """\
fig, ax = plt.subplots()
png = io.BytesIO()
fig.savefig(png, format="png")
plt.close(fig)
display(Image(png.getvalue(), format="png", width=720, alt="Axes from 0 to 1 & nothing between."))"""
COMPUTED = r'display(Markdown("| a | b |\n|---|---|\n| [front](../README.md) | **2** |"))'


def write_invented(root: Path) -> None:
    """A small repository: a front page, two notebooks (not yet run), a card, a licence."""
    for folder in ("data", "notebooks", "tests"):
        (root / folder).mkdir(parents=True)
    (root / "README.md").write_text(INVENTED_README)
    (root / "LICENSE").write_text("Do as you like.\n")
    (root / "data" / "README.md").write_text(
        "# The cards\n\nOf the [front page](../README.md#how-invented-policies-changed).\n"
    )
    for name, title in (("1-first", "Did zebras rise?"), ("2-second", "Did it last?")):
        links = "[The front page](../README.md), [the first](1-first.ipynb)"
        heading = nbformat.v4.new_markdown_cell(f"# {title}\n\n{links}")
        cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, TABLE, FIGURE, COMPUTED)]
        notebook = nbformat.v4.new_notebook(cells=[heading, *cells])
        normalise(notebook)
        nbformat.write(notebook, root / "notebooks" / f"{name}.ipynb")


def build_report(*options: object) -> subprocess.CompletedProcess:
    command = [sys.executable, ROOT / "report" / "build.py", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def invented_report(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("invented")
    write_invented(root)
    made = build_report("--execute", "--root", root)
    assert made.returncode == 0, made.stderr
    return root / "_report"


@pytest.fixture(scope="session", params=["invented", "committed"])
def report(request, invented_report, tmp_path_factory) -> Path:
    """The folder of a report."""
    if request.param == "invented":
        return invented_report
    if "REPORT" in os.environ:
        return Path(os.environ["REPORT"]).resolve()
    if not PATHS:
        pytest.skip("not run: there is no notebook to report")
    work = tmp_path_factory.mktemp("committed")
    made = build_report("--work", work / "build", "--out", work / "report")
    assert made.returncode == 0, made.stderr
    return work / "report"


PATHS = notebook_paths()


class Page(HTMLParser):
    """What a page loads, where it links, what can be linked to in it, and its figures."""

    def __init__(self, path: Path):
        super().__init__()
        self.path = path
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.figures: list[dict] = []
        self.open_details = self.bare_code = 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list) -> None:
        found = {key: value or "" for key, value in attributes}
        self.ids |= {found.get("id", ""), found.get("name", "")}
        self.loads += [found[key] for key in ("src", "srcset", "data", "poster") if key in found]
        self.loads += re.findall(r"url\(([^)]*)\)", found.get("style", ""))
        if tag == "link" and not {"canonical", "next", "prev", "index", "search"} & set(found["rel"].split()):
            self.loads.append(found["href"])
        if tag == "a":
            self.links.append(found.get("href", ""))
        if tag == "img":
            self.figures.append(found)
        self.open_details += tag == "details"
        self.bare_code += "cell_input" in found.get("class", "").split() and not self.open_details

    def handle_endtag(self, tag: str) -> None:
        self.open_details -= tag == "details"


def pages(report: Path) -> list[Page]:
    return [Page(path) for path in sorted(report.rglob("*.html"))]


def test_every_notebook_is_a_page_in_reading_order(report):
    """The front page leads to the first, and each to the next."""
    path, read = report / "index.html", []
    while path:
        read.append(path)
        following = re.search(r'<a class="right-next"\s+href="([^"#]+)"', path.read_text(encoding="utf-8"))
        path = (path.parent / following[1]).resolve() if following else None
        assert path not in read
    names = [path.stem for path in read if path.parent.name == "notebooks"]
    assert names == sorted(path.stem for path in (report / "notebooks").glob("*.html"))
    if "invented" not in str(report):
        assert names == [path.stem for path in PATHS]


def test_nothing_is_loaded_from_another_host(report):
    loads = [f"{page.path.name}: {load}" for page in pages(report) for load in page.loads if "//" in load]
    for path in report.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        loads += re.findall(r"""(?:url\(|@import)\s*["']?(?:https?:)?//[^)"']*""", text)
    fetched = re.compile(
        r"""(?:fetch|import|importScripts|open|src\s*=|href\s*=)\s*\(?\s*["'`](?:https?:)?//[^"'`]*"""
    )
    for path in [*report.rglob("*.js"), *report.rglob("*.html")]:
        if path.suffix == ".js":
            loads += fetched.findall(path.read_text(encoding="utf-8"))
    assert loads == []


def test_every_link_leads_somewhere(report):
    held = {page.path.resolve(): page for page in pages(report)}
    broken = []
    for page in held.values():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path.resolve()
            anchored = not parts.fragment or target not in held or unquote(parts.fragment) in held[target].ids
            if not target.is_file() or not anchored:
                broken.append(f"{page.path.name}: {link}")
    assert broken == []


def test_every_figure_has_a_text_alternative(report):
    assert [figure["src"] for page in pages(report) for figure in page.figures if not figure.get("alt")] == []


def test_all_code_is_folded(report):
    assert [page.path.name for page in pages(report) if page.bare_code] == []


def test_search_knows_every_notebook(report):
    index = (report / "searchindex.js").read_text(encoding="utf-8")
    assert [path.stem for path in (report / "notebooks").glob("*.html") if path.stem not in index] == []


# In a browser, from file://


@pytest.fixture
def visit(browser):
    """A function that opens a page at a width and tells what went wrong on it."""
    faults: list[str] = []

    def open_page(address: str, width: int):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.on("request", lambda asked: faults.append(asked.url) if is_remote(asked.url) else None)
        page.on("requestfailed", lambda asked: faults.append(f"not loaded: {asked.url}"))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(address, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => null)")
        return page, faults

    return open_page


def is_remote(address: str) -> bool:
    return urlsplit(address).scheme not in {"file", "data", "blob"}


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_open_without_a_fault(report, visit, width):
    """No other host is asked, nothing fails, and nothing is wider than the screen."""
    wide = []
    for path in sorted(report.rglob("*.html")):
        page, faults = visit(path.as_uri(), width)
        assert faults == [], path.name
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path.name)
        page.close()
    assert wide == []


def test_code_opens_with_one_click(invented_report, visit):
    page, _ = visit((invented_report / "notebooks" / "1-first.html").as_uri(), 1280)
    code = page.locator(".cell_input").first
    assert not code.is_visible()
    page.locator("summary").first.click()
    assert code.is_visible()


def test_search_finds_from_a_file(invented_report, visit):
    page, faults = visit((invented_report / "search.html").as_uri() + "?q=zebras", 1280)
    page.wait_for_selector("#search-results li a")
    assert "Did zebras rise?" in page.inner_text("#search-results")
    assert faults == []


# The builder


def test_figure_keeps_its_alternative_and_width(invented_report):
    page = Page(invented_report / "notebooks" / "1-first.html")
    assert [(figure["alt"], figure["width"]) for figure in page.figures] == [
        ("Axes from 0 to 1 & nothing between.", "720")
    ]


def test_front_page_is_the_readme(invented_report):
    front = (invented_report / "index.html").read_text(encoding="utf-8")
    links = Page(invented_report / "index.html").links
    assert "How invented policies changed" in front
    assert {"data/README.html", "notebooks/1-first.html"} <= set(links)
    assert any(link.endswith("/LICENSE") for link in links)
    assert "the tests" in front
    assert ">the tests<" not in front


def test_computed_markdown_has_tables_and_links(invented_report):
    page = (invented_report / "notebooks" / "1-first.html").read_text(encoding="utf-8")
    assert re.search(r'<td><p><a class="reference internal" href="../index.html">', page)


def test_a_link_to_nothing_stops_the_build(tmp_path):
    write_invented(tmp_path)
    (tmp_path / "README.md").write_text("# Front\n\n[nothing](notebooks/9-none.ipynb)\n")
    (tmp_path / "_report").mkdir()
    (tmp_path / "_report" / "index.html").write_text("the earlier report")
    made = build_report("--root", tmp_path)
    assert made.returncode == 1
    assert "9-none.ipynb" in made.stderr
    assert "the report was not written" in made.stderr
    assert (tmp_path / "_report" / "index.html").read_text() == "the earlier report"


def test_a_failing_notebook_stops_the_build(tmp_path):
    write_invented(tmp_path)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(notebook, tmp_path / "notebooks" / "1-first.ipynb")
    made = build_report("--execute", "--root", tmp_path)
    assert made.returncode == 1
    assert "1-first.ipynb stopped at an error" in made.stderr
    assert "ZeroDivisionError" in made.stderr
    assert not (tmp_path / "_report").exists()


def test_two_figures_in_a_cell_are_refused():
    figure = nbformat.v4.new_output("display_data", data={"image/png": ""})
    with pytest.raises(SystemExit, match="shows 2 figures"):
        build.figure_alternative(nbformat.v4.new_code_cell("plot()", outputs=[figure, figure]))
