"""The API page holds every public function of helpers.py, and the examples in its docstrings hold."""

import ast
import doctest
import inspect
import re
import sys
from pathlib import Path

import conf
import pytest
from api import as_words
from bs4 import BeautifulSoup

import helpers
from policy_corpus.paths import ROOT


@pytest.fixture
def folder(committed_report) -> Path:
    return committed_report


def page(folder: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((folder / "api" / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def public_functions() -> list[ast.FunctionDef]:
    """The functions that helpers.py defines."""
    tree = ast.parse((ROOT / "helpers.py").read_text(encoding="utf-8"))
    return [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def test_every_public_function_of_helpers_has_a_docstring():
    assert len(public_functions()) > 5
    assert [node.name for node in public_functions() if not ast.get_docstring(node)] == []


def test_every_public_function_of_helpers_is_on_its_page(folder):
    terms = page(folder, "helpers").select("dt.sig[id]")
    said = {term["id"]: words(term.find_next_sibling("dd").get_text()) for term in terms}
    for node in public_functions():
        assert words(ast.get_docstring(node).splitlines()[0]) in said[f"helpers.{node.name}"], node.name


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def test_every_module_of_the_analysis_is_listed_and_has_a_page(folder):
    listed = BeautifulSoup((folder / "api.html").read_text(encoding="utf-8"), "html.parser").select("li a")
    places = {link["href"] for link in listed}
    stems = {path.stem for path in (ROOT / "policy_corpus" / "analysis").glob("*.py")} - {"__init__"}
    names = {"helpers", *(f"policy_corpus.analysis.{stem}" for stem in stems)}
    assert {f"api/{name}.html" for name in names} <= places
    assert all((folder / "api" / f"{name}.html").is_file() for name in names)
    clusters = page(folder, "policy_corpus.analysis.clusters")
    assert clusters.find(id="policy_corpus.analysis.clusters.cluster_clauses")


def test_a_docstring_is_no_markup_in_the_list():
    assert as_words("A *b* of `c` [d]") == r"A \*b\* of `c` \[d\]"


def test_no_page_is_heavier_than_a_phone_should_load(folder):
    pages = [folder / "api.html", *(folder / "api").glob("*.html")]
    assert [path.name for path in pages if path.stat().st_size > 300_000] == []


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


def test_the_pages_name_no_folder_of_this_machine(folder):
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("api/*.html")]
    assert texts
    assert not any(str(ROOT) in text for text in texts)


@pytest.mark.parametrize("name", ["api", "api/helpers", "api/policy_corpus.analysis.over_time"])
def test_the_pages_fit_a_phone(folder, browser, name):
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.goto((folder / f"{name}.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.close()
