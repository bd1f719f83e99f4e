"""The API page holds every public function of helpers.py, and the examples in its docstrings hold."""

import ast
import doctest
import inspect
import re
import sys
from pathlib import Path

import build
import conf
import pytest
from bs4 import BeautifulSoup

import helpers
from policy_corpus.paths import ROOT


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    """The page as Sphinx makes it, by itself; a docstring it cannot read stops it."""
    work = tmp_path_factory.mktemp("api")
    (work / "pages").mkdir()
    (work / "pages" / "index.md").write_text(build.api_page(ROOT), encoding="utf-8")
    build.make("html", work)
    return work / "html" / "index.html"


@pytest.fixture(scope="module")
def page(path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def public_functions() -> list[ast.FunctionDef]:
    """The functions that helpers.py defines."""
    tree = ast.parse((ROOT / "helpers.py").read_text(encoding="utf-8"))
    return [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def test_every_public_function_of_helpers_has_a_docstring():
    assert len(public_functions()) > 5
    assert [node.name for node in public_functions() if not ast.get_docstring(node)] == []


def test_every_public_function_of_helpers_is_on_its_page(page):
    said = {term["id"]: words(term.find_next_sibling("dd").get_text()) for term in page.select("dt.sig[id]")}
    for node in public_functions():
        assert words(ast.get_docstring(node).splitlines()[0]) in said[f"helpers.{node.name}"], node.name


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def test_every_module_of_the_analysis_has_a_section(page):
    headings = {heading.get_text().removesuffix("#") for heading in page.find_all("h2")}
    stems = {path.stem for path in (ROOT / "policy_corpus" / "analysis").glob("*.py")} - {"__init__"}
    assert {"helpers", *(f"policy_corpus.analysis.{stem}" for stem in stems)} <= headings
    assert page.find(id="policy_corpus.analysis.clusters.cluster_clauses")


def test_marks_in_a_docstring_stay_text():
    lines = ["Rows of *clauses* | `two_words`, and share_", "    kept  a line", "", ">>> f(*a)", "[1]"]
    conf.as_plain_text(None, "function", "f", None, None, lines)
    assert [line for line in lines if line] == [
        r"Rows of \*clauses\* \| ``two_words``, and share\_",
        "|     kept  a line",
        ">>> f(*a)",
        "[1]",
    ]


def test_every_name_that_a_notebook_calls_is_there():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    called = set(re.findall(r"\bh\.([A-Za-z_]+)", code))
    assert len(called) > 5
    assert sorted(name for name in called if not hasattr(helpers, name)) == []


def test_the_examples_hold():
    names = {what.__module__ for what in vars(helpers).values() if inspect.isfunction(what)}
    modules = [sys.modules[name] for name in names if name.startswith(("helpers", "policy_corpus"))]
    done = [doctest.testmod(module) for module in modules]
    assert sum(one.failed for one in done) == 0
    assert sum(one.attempted for one in done) >= 3


def test_the_page_names_no_folder_of_this_machine(page):
    assert str(ROOT) not in page.get_text()


def test_the_page_fits_a_phone(path, browser):
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.goto(path.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.close()
