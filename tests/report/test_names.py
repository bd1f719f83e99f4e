"""A platform may be named anything: on no page of the report is its name more than text."""

import json
from pathlib import Path

import build
import chart
import front
import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from execute import normalise
from shell import as_script

import helpers
from policy_corpus import prose

NAMES = [
    "X<script>alert(1)</script>",
    "X|Y",
    "[x](javascript:alert(1))",
    "X <img src=x onerror=alert(1)>",
    "X\n```\n<script>alert(2)</script>",
]
DAY = pd.Timestamp("2023-09-29")


def ledger(name: str) -> pd.DataFrame:
    row = {
        "in_force": DAY,
        "uncertain": False,
        "platform": name,
        "jurisdiction": "US",
        "category": "biometric",
        "stance": "collects",
        "hashes": "aa",
    }
    return pd.DataFrame([row | {"url": "https://example.org/a"}])


def shown_ledger(name: str) -> str:
    """What a notebook shows of the ledger's row, in Markdown."""
    shown = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(helpers, "display", shown.append)
        helpers.show_ledger(ledger(name))
    return shown[0].data


def as_pages(name: str, work: Path) -> dict[str, BeautifulSoup]:
    """A notebook, a README and the front page's parts that all show the name, as HTML."""
    careless = " ".join(name.split())  # as a cell writes it that forgot to escape
    (work / "pages").mkdir(parents=True)
    (work / "notebooks").mkdir()
    outputs = [
        {"text/markdown": shown_ledger(name)},
        {"text/markdown": prose.renew("<!--(-->none<!--= who as names -->", {"who": [name, "Y"]})[0]},
        {"text/markdown": f"- [{careless}, 2023](https://example.org/b)"},
        {"text/markdown": f"| a | b |\n|---|---|\n| {prose.as_text(name)} | two |"},
        {"text/html": helpers.plain(pd.DataFrame({name: [1]}, index=[name])).to_html()},
    ]
    cells = [nbformat.v4.new_markdown_cell(f"# What {careless} did<!--= a > 0 as number -->")] + [
        nbformat.v4.new_code_cell(
            "f()", execution_count=1, outputs=[nbformat.v4.new_output("display_data", data=data)]
        )
        for data in outputs
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    normalise(notebook)
    nbformat.write(notebook, work / "notebooks" / "1-a.ipynb")
    build.lay_notebook(work / "notebooks" / "1-a.ipynb", work, work)
    names = pd.DataFrame({"category": name, "period": [DAY, DAY + pd.DateOffset(months=3)], "value": 0.1})
    drawn = names.assign(low=0.0, high=0.2)
    events = pd.DataFrame({"date": [DAY], "label": [name]})
    html = chart.legend(drawn, {name: name}) + chart.line_chart(drawn, events, name)
    parts = ["# Front", front.raw(html), build.relink(f"Of {careless}.", "README.md", work, work)]
    tree = build.toctree("All", ["notebooks/a"])
    (work / "pages" / "index.md").write_text("\n\n".join(parts) + tree, encoding="utf-8")
    build.make("html", work)
    paths = [work / "html" / "index.html", work / "html" / "notebooks" / "a.html"]
    return {path.stem: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in paths}


@pytest.mark.parametrize("name", NAMES, ids=["tag", "cell", "link", "handler", "fence"])
def test_a_name_is_text_on_every_page(name, tmp_path):
    pages = as_pages(name, tmp_path)
    for page in pages.values():
        assert [script for script in page.find_all("script") if "alert(" in script.get_text()] == []
        assert page.select('[href*="javascript:"], [onerror], [src="x"]') == []
        assert "<!--=" not in page.get_text()
    shown = " ".join(pages["a"].find("article").get_text().split())
    assert shown.count(" ".join(name.split())) >= 5
    first = pages["a"].select("table")[0].select("tbody td")
    assert [cell.get_text().strip() for cell in first] == [" ".join(name.split()), "two"]


@pytest.mark.parametrize("name", NAMES, ids=["tag", "cell", "link", "handler", "fence"])
def test_a_name_cannot_end_a_script_of_data(name):
    script = as_script("EXPLORER", {"documents": [{"platform": name}]})
    assert "<" not in script
    assert (
        json.loads(script.removeprefix("window.EXPLORER=").rstrip(";\n"))["documents"][0]["platform"] == name
    )


def test_comments_leave_the_page_and_code_keeps_them(tmp_path):
    text = (
        "A 22 %<!--= a.b as percent --> and `3<!--= c -->`.\n\n```\n4<!--= d -->\n```\n<!--(-->x<!-- y\nz -->"
    )
    assert build.relink(text, "README.md", tmp_path, tmp_path) == (
        "A 22 % and `3<!--= c -->`.\n\n```\n4<!--= d -->\n```\nx"
    )


def test_a_table_that_lies_beside_the_pages_is_linked_to_there_and_not_copied(tmp_path):
    for folder in ("data", "work/extra/data"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "one.csv").touch()
    (tmp_path / "data" / "two.yml").touch()
    text = build.relink(
        "[1](../data/one.csv), [2](../data/two.yml)", "notebooks/1-a.ipynb", tmp_path / "work", tmp_path
    )
    assert text == "[1](beside:../data/one.csv), [2](../data/two.yml)"
    copied = [path.name for path in (tmp_path / "work" / "pages").rglob("*") if path.is_file()]
    assert copied == ["two.yml"]
