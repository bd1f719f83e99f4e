"""The API page holds every public function of helpers.py, and the examples in its docstrings hold."""

import doctest

import pytest
from api import api_page
from execute import ROOT

import helpers

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


def test_every_public_function_of_helpers_is_on_its_page():
    page = api_page(ROOT / "helpers.py")
    public = [name for name, what in vars(helpers).items() if getattr(what, "__module__", "") == "helpers"]
    assert [name for name in public if not name.startswith("_") and f"### `{name}`" not in page] == []


def test_the_examples_hold():
    done = doctest.testmod(helpers)
    assert done.failed == 0
    assert done.attempted >= 8
