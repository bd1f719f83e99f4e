"""The API page holds every public function of helpers.py, and the examples in its docstrings hold."""

import doctest
import inspect
import re
import sys

import pytest
from api import api_page
from execute import ROOT

import helpers

USED_INSIDE = {"display", "read_manifest", "updates", "watch", "_points"}

SOURCE = '''\
"""A file of helpers."""

# ---------------------------------------------------------------- loading


def load(name: str, days: int = 3) -> list[str]:
    """The rows of <name>, days × clauses.

    >>> load("x")
    []
    """


def _hidden():
    return 1


# ---------------------------------------------------------------- figures


class Chart:
    """A chart."""

    width: int
'''


def test_a_page_has_groups_signatures_and_examples(tmp_path):
    (tmp_path / "helpers.py").write_text(SOURCE)
    page = api_page(tmp_path / "helpers.py")
    assert (
        page.index("## Loading")
        < page.index("### `load`")
        < page.index("## Figures")
        < page.index("### `Chart`")
    )
    assert "load(name: str, days: int=3) -> list[str]" in page
    assert "The rows of &lt;name>, days × clauses." in page
    assert '```pycon\n>>> load("x")\n[]\n```' in page
    assert "class Chart:\n    width: int" in page
    assert "_hidden" not in page


def test_a_function_without_a_docstring_is_named(tmp_path):
    (tmp_path / "helpers.py").write_text("def bare():\n    return 1\n")
    with pytest.raises(SystemExit, match="bare has no docstring"):
        api_page(tmp_path / "helpers.py")


def test_what_is_handed_on_stands_under_its_module_and_its_name(tmp_path):
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "cut.py").write_text('"""Texts → clauses."""\n\n\n' + SOURCE.split('"""', 2)[2])
    (tmp_path / "helpers.py").write_text(
        "from pathlib import Path\nfrom steps.cut import load as load_it, Chart\n"
    )
    page = api_page(tmp_path / "helpers.py")
    assert page.index("## steps/cut.py\n\nTexts → clauses.") < page.index("### `load_it`")
    assert "load_it(name: str, days: int=3)" in page
    assert "Chart" not in page


def test_every_public_function_of_helpers_is_on_its_page():
    page = api_page(ROOT / "helpers.py")
    callable_ones = [name for name, what in vars(helpers).items() if inspect.isroutine(what)]
    public = {*callable_ones, "Corpus"} - USED_INSIDE
    assert len(public) > 80
    assert sorted(name for name in public if f"### `{name}`" not in page) == []


def test_every_name_that_a_notebook_calls_is_there():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "notebooks").glob("*.ipynb"))
    called = set(re.findall(r"\bh\.([A-Za-z_]+)", code))
    assert len(called) > 80
    assert sorted(name for name in called if not hasattr(helpers, name)) == []


def test_the_examples_hold():
    names = {what.__module__ for what in vars(helpers).values() if inspect.isfunction(what)}
    modules = [sys.modules[name] for name in names if name.startswith(("helpers", "policy_corpus"))]
    done = [doctest.testmod(module) for module in modules]
    assert sum(one.failed for one in done) == 0
    assert sum(one.attempted for one in done) >= 8
