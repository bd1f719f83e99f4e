"""The report is whole: its pages, links, figures, front page and PDF, and what stops it being built (conftest.py)."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import build
import findings_page
import front
import front_chart
import nbformat
import pytest
from bs4 import BeautifulSoup
from execute import notebook_paths, slug
from invented_repository import (
    ADDRESS,
    CATEGORIES,
    build_report,
    invented_findings,
    write_findings,
    write_invented,
)
from pypdf import PdfReader

from policy_corpus.findings import read_findings
from policy_corpus.folders import held
from policy_corpus.story import CONTROL

PATHS = notebook_paths()


@pytest.mark.parametrize("option", ["--out", "--work"])
@pytest.mark.parametrize("name", ["index.html", "html/index.html", "pages/mine.md", ".git/config"])
def test_a_folder_of_others_is_left_alone(option, name, tmp_path):
    mine = tmp_path / "mine" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(SystemExit, match=r"mine: holds what no report put there; name a new or empty folder"):
        build.main(["--root", str(tmp_path), option, str(tmp_path / "mine")])
    assert mine.read_text() == "mine"


def test_of_two_reports_at_once_the_second_says_who_is_at_it(tmp_path):
    (tmp_path / "_build").mkdir()
    with held(tmp_path / "_build", tmp_path / "_build" / ".scratch"):
        second = build_report("--root", tmp_path)
    assert second.returncode == 2
    assert re.fullmatch(
        r".*_build: process \d+ on .* is writing to it; wait for its end, or .*\n", second.stderr
    )


def test_a_folder_that_a_report_was_written_to_is_written_anew(tmp_path):
    html, out = tmp_path / "html", tmp_path / "out"
    for folder, name in ((html, "new.html"), (out, "old.html")):
        folder.mkdir()
        (folder / name).touch()
    (out / build.MADE).touch()
    build.check_ours(out, tmp_path / "_report")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "make", lambda *_: None)
        patch.setattr(build.pdf, "chromium", lambda: None)
        (tmp_path / "extra").mkdir()
        build.build(tmp_path, out, [], executed=False)
    assert sorted(path.name for path in out.iterdir()) == [build.MADE, "new.html"]


class Page(HTMLParser):
    """What a page loads, where it links, what can be linked to in it, and its figures."""

    def __init__(self, path: Path):
        super().__init__()
        self.path = path
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.figures: list[dict] = []
        self.bars = self.switches = self.code = 0
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
        classes = found.get("class", "").split()
        self.bars += tag == "summary"
        self.code += "cell_input" in classes
        self.switches += "code-button" in classes


def pages(report: Path) -> list[Page]:
    return [Page(path) for path in sorted(report.rglob("*.html"))]


def test_a_report_says_whether_its_notebooks_were_executed_for_it(invented_report):
    assert (invented_report / build.MADE).read_text() == "executed\n"


def test_every_notebook_is_a_page_in_reading_order(report):
    """The page of the report leads to the first, and each to the next."""
    path, read = report / "report.html", []
    while path:
        read.append(path)
        following = re.search(r'<a class="right-next"\s+href="([^"#]+)"', path.read_text(encoding="utf-8"))
        path = (path.parent / following[1]).resolve() if following else None
        assert path not in read
    names = [path.stem for path in read if path.parent.name == "notebooks"]
    assert sorted(names) == sorted(path.stem for path in (report / "notebooks").glob("*.html"))
    assert names == ["first", "second"] if "invented" in str(report) else [slug(path) for path in PATHS]


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
            part = unquote(parts.fragment)
            part = (
                "" if "=" in part else part
            )  # what a page is asked to show, such as #p=x, is no place on it
            anchored = not part or target not in held or part in held[target].ids
            if not target.is_file() or not anchored:
                broken.append(f"{page.path.name}: {link}")
    assert broken == []


def test_every_figure_has_a_text_alternative(report):
    assert [figure["src"] for page in pages(report) for figure in page.figures if not figure.get("alt")] == []


def test_a_page_with_code_has_one_switch_and_no_bars(report):
    shown = [page for page in pages(report) if page.path.parent.name == "notebooks"]
    assert all(page.code for page in shown)
    assert {(page.switches, page.bars) for page in shown} == {(1, 0)}


def test_no_page_is_heavier_than_a_phone_should_load(report):
    assert [p.name for p in report.rglob("*.html") if p.stat().st_size > 300_000] == []


def test_search_knows_every_notebook(report):
    index = (report / "searchindex.js").read_text(encoding="utf-8")
    assert [path.stem for path in (report / "notebooks").glob("*.html") if path.stem not in index] == []


# In a browser, from file://


def test_the_pdf_holds_every_chapter_and_no_path_of_this_machine(report, browser):
    pdf = PdfReader(report / "report.pdf")
    text = " ".join("".join(sheet.extract_text() for sheet in pdf.pages).replace("ﬁ", "fi").split())
    text = text.replace("- ", "-")  # a title may be broken at its own hyphen
    titles = [
        re.search(r"<h1>(.*?)<", path.read_text(encoding="utf-8"))[1]
        for path in report.glob("notebooks/*.html")
    ]
    assert [title for title in titles if title.replace("&#39;", "’") not in text] == []
    notes = [note.get_object() for sheet in pdf.pages for note in sheet.get("/Annots", [])]
    links = [str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})]
    assert [link for link in links if not link.startswith(("https://", "http://"))] == []


def test_one_switch_shows_all_code_and_is_remembered(invented_report, visit):
    page, _ = visit((invented_report / "notebooks" / "first.html").as_uri(), 1280)
    code = page.locator(".cell_input")
    assert {part.is_visible() for part in code.all()} == {False}
    page.get_by_role("button", name="Show the code").focus()
    page.keyboard.press("Enter")
    assert {part.is_visible() for part in code.all()} == {True}
    page.goto((invented_report / "notebooks" / "second.html").as_uri())
    assert {part.is_visible() for part in code.all()} == {True}
    page.get_by_role("button", name="Hide the code").click()
    assert {part.is_visible() for part in code.all()} == {False}


def test_without_scripts_code_is_shown(invented_report, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((invented_report / "notebooks" / "first.html").as_uri())
    assert page.locator(".cell_input").first.is_visible()
    assert not page.locator(".code-button").is_visible()


def test_a_chosen_theme_holds_on_every_page(invented_report, visit):
    page, _ = visit((invented_report / "index.html").as_uri(), 1280)
    page.get_by_role("button", name="Dark").click()
    for name in ("notebooks/first.html", "report.html"):
        page.goto((invented_report / name).as_uri())
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_search_finds_from_a_file(invented_report, visit):
    page, faults = visit((invented_report / "search.html").as_uri() + "?q=zebras", 1280)
    page.wait_for_selector("#search-results li a")
    assert "Did zebras rise?" in page.inner_text("#search-results")
    assert faults == []


# The builder


def test_figure_keeps_its_alternative_and_width(invented_report):
    page = Page(invented_report / "notebooks" / "first.html")
    assert [(figure["alt"], figure["width"]) for figure in page.figures] == [
        ("Axes from 0 to 1 & nothing between.", "720")
    ]


def test_the_readme_is_a_page_of_its_own(invented_report):
    about = (invented_report / "about.html").read_text(encoding="utf-8")
    links = Page(invented_report / "about.html").links
    assert "How invented policies changed" in about
    assert {"data/README.html", "notebooks/first.html"} <= set(links)
    assert any(link.endswith("/LICENSE") for link in links)
    assert "the tests" in about
    assert ">the tests<" not in about


# The front page


def words_of(path: Path) -> str:
    """The text of a page, in one line."""
    return " ".join(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text(" ").split())


def test_the_front_page_answers_with_what_the_notebooks_found(invented_report):
    text = words_of(invented_report / "index.html")
    answer = "It is more than one company: AI-training language stood in 10 % of 9 companies' policies in early 2021"
    assert f"{answer} and stands in 40 % in mid-2026." in text
    assert "30 points more than a control, the postal address, gained (95 % interval +3 to +50)" in text
    assert "Biometric language went from 10 % to 10 %, a change that could also be none" in text
    assert "language on work and education went from 10 % to 0 %, a change that could also be none." in text
    assert "10 % → 40 %" in text
    assert "95 % intervals: at the end 30 to 50 %; of the change, +30 points, +10 to +50" in text
    page = (invented_report / "index.html").read_text(encoding="utf-8")
    assert "A &lt;day&gt;" in page
    assert "<day>" not in page
    assert "X&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_the_chart_has_the_very_numbers_of_the_text(report):
    """Beside each line stand its first corrected share and its last, as on the card of its category."""
    page = BeautifulSoup((report / "index.html").read_text(encoding="utf-8"), "html.parser")
    labels = [label.get_text() for label in page.select("svg.chart-wide text[font-weight]")]
    shares = [card.get_text().replace(" % →", " →") for card in page.select(".cards strong")]
    assert len(labels) == len(CATEGORIES)
    assert {label.replace("\u00a0", " ") for label in labels} <= set(shares)
    assert (
        page.select_one("svg.chart-narrow")["aria-label"] == page.select_one("svg.chart-wide")["aria-label"]
    )


def test_labels_of_lines_that_end_close_together_keep_apart():
    labels = front_chart._labels([(100, "a", ["one", "two"]), (101, "b", ["one", "two"])], 0, 400)
    heights = sorted(float(re.search(r' y="([\d.]+)"', label)[1]) for label in labels if "<text" in label)
    assert len(heights) == 4
    assert all(below - above >= front_chart.LINE_HEIGHT - 0.1 for above, below in pairwise(heights))


def test_a_share_that_is_not_all_is_not_written_as_all():
    assert findings_page.written(0.9998, "share") == "99.98 %"
    assert findings_page.written(1.0, "share") == "100 %"
    assert findings_page.written(-0.031, "points") == "-3 points"


def test_every_finding_stands_on_its_page_and_leads_to_its_cell(report):
    page = BeautifulSoup((report / "findings.html").read_text(encoding="utf-8"), "html.parser")
    table = read_findings(report / "tables" / "findings.csv")
    rows = {row["id"]: row for row in page.select("table.findings tbody tr")}
    assert set(rows) == set(table["id"])
    for finding in table.itertuples():
        place = f"notebooks/{finding.notebook}.html#{finding.anchor}"
        assert rows[finding.id].select_one("a")["href"] == place


def test_every_page_has_the_one_head_and_a_preview(report):
    faults = []
    for path in sorted(report.rglob("*.html")):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        if page.select_one("meta[name=embed]"):
            continue  # a figure for another's page has no head
        ways = [way.get_text() for way in page.select(".site-ways a")]
        marked = page.select(".site-ways [aria-current]")
        picture = page.select_one('meta[property="og:image"]')
        about = page.select_one('meta[property="og:description"]')
        whole = picture and about and about["content"] and pictured(picture["content"], path, report)
        if (
            ways[:1] != ["The answer"]
            or len(marked) != 1
            or not whole
            or not page.select_one("link[rel=icon]")
        ):
            faults.append(path.name)
    assert faults == []


def pictured(address: str, path: Path, report: Path) -> bool:
    """Whether a picture is there that a page names: beside it, or at the report's address."""
    place = address.removeprefix(f"{ADDRESS}/")
    return (path.parent / place if place == address else report / place).is_file()


def test_pages_name_themselves_by_the_report_s_address_where_it_has_one(report, invented_report):
    for path in sorted(report.rglob("*.html")):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        own = [link["href"] for link in page.select("link[rel=canonical]")]
        own += [tag["content"] for tag in page.select('meta[property="og:url"]')]
        named = report == invented_report and not page.select_one("meta[name=embed]")
        assert own == ([f"{ADDRESS}/{path.relative_to(report).as_posix()}"] * 2 if named else []), path


def test_each_card_leads_to_the_cell_that_shows_its_number(invented_report):
    links = [link for link in Page(invented_report / "index.html").links if "#the-figure" in link]
    assert links == ["notebooks/second.html#the-figure"] * len(front.CARDS)
    page = (invented_report / "notebooks" / "second.html").read_text(encoding="utf-8")
    assert page.index('id="the-figure"') < page.index('id="figure-1"') < page.index('alt="Axes from 0 to 1')


def told(tmp_path: Path, **changed: dict) -> str:
    """The front page's answer where the findings of some ids are others."""
    found = invented_findings()
    for id, row in changed.items():
        found[id] |= row
    write_findings(tmp_path, found)
    return " ".join(
        front.answer(front.Findings(read_findings(tmp_path / "data" / "results" / "findings.csv")))
    )


def test_the_answer_takes_its_direction_from_signs(tmp_path):
    ai, biometric = "census.ai_training.change", "census.biometric.change"
    assert "It cannot be told from one company's case" in told(tmp_path, **{ai: {"low": -0.01}})
    assert "Biometric language rose from" in told(tmp_path, **{biometric: {"low": 0.01}})
    assert "Biometric language fell from" in told(tmp_path, **{biometric: {"high": -0.01}})
    more = {biometric: {"low": 0.01}, "census.biometric.beyond": {"low": 0.01}}
    assert "Biometric language rose from 10 % to 10 %, more than the control did" in told(tmp_path, **more)
    beyond = "census.ai_training.beyond"
    text = told(tmp_path, **{beyond: {"value": -0.2, "low": -0.3, "high": -0.1}})
    assert (
        "this is 20 points less than a control, the postal address, gained (95 % interval -30 to -10)" in text
    )
    text = told(tmp_path, **{beyond: {"low": -0.01}})
    assert "this cannot be told from what a control, the postal address, gained: +30 points" in text


NOT_SHOWN = {f"before_x.{name}" for name in ("biometric", "employment", CONTROL, f"{CONTROL}.companies")}
NOT_SHOWN |= {f"census.{CONTROL}.beyond"}
# Said where the notebook is there:
HOW_SURE = {name for name in invented_findings() if name.startswith(("census.precision", "census.recall"))}
NEEDED = sorted(invented_findings().keys() - NOT_SHOWN - HOW_SURE - {"census.days"})


@pytest.mark.parametrize("gone", NEEDED)
def test_a_finding_that_is_missing_is_named(gone, tmp_path):
    write_findings(tmp_path, {id: row for id, row in invented_findings().items() if id != gone})
    with pytest.raises(SystemExit, match=rf"findings\.csv has no row {gone}; run `make notebooks`"):
        findings = front.Findings(read_findings(tmp_path / "data" / "results" / "findings.csv"))
        front.answer(findings)
        for card in front.CARDS:
            front.card(findings, card, {"second": "Two"})


def test_a_finding_without_bounds_is_named(tmp_path):
    with pytest.raises(
        SystemExit, match=r"census\.ai_training\.beyond has no high; mend the notebook second"
    ):
        told(tmp_path, **{"census.ai_training.beyond": {"high": None}})


def test_a_finding_of_a_notebook_that_is_gone_is_named(tmp_path):
    write_invented(tmp_path)
    with pytest.raises(SystemExit, match=r"census.* is of the notebook second, which is gone"):
        front.content(tmp_path, {"first": "One"})


def test_a_finding_of_a_cell_that_is_gone_is_named(tmp_path):
    write_invented(tmp_path)
    path = tmp_path / "notebooks" / "2-second.ipynb"
    with pytest.raises(SystemExit, match=r"2-second\.ipynb has no cell the-other"):
        build.lay_notebook(path, tmp_path / "work", tmp_path, ["the-figure", "the-other"])


def test_reordering_notebooks_changes_no_address(tmp_path):
    write_invented(tmp_path)
    (tmp_path / "notebooks" / "2-second.ipynb").rename(tmp_path / "notebooks" / "7-second.ipynb")
    title, _ = build.lay_notebook(tmp_path / "notebooks" / "7-second.ipynb", tmp_path / "work", tmp_path)
    assert title == "Did it last?"
    assert (tmp_path / "work" / "pages" / "notebooks" / "second.ipynb").is_file()


def test_computed_markdown_has_tables_and_links(invented_report):
    page = (invented_report / "notebooks" / "first.html").read_text(encoding="utf-8")
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
