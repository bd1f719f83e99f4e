"""No sort leaves the order of equal rows to the processor.

By one column pandas and NumPy sort with whatever instructions the processor has, and equal rows end in any order;
by several columns pandas keeps it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from execute import notebook_paths

from policy_corpus.paths import ROOT

MODULES = [
    ROOT / "helpers.py",
    *sorted(ROOT.glob("policy_corpus/**/*.py")),
    *sorted(ROOT.glob("report/*.py")),
]


def unstable_sorts(source: str) -> Iterator[str]:
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {"sort_values", "argsort"}:
            by = call.args[0] if call.args else None
            several = call.func.attr == "sort_values" and isinstance(by, ast.List) and len(by.elts) > 1
            options = [option.value.value for option in call.keywords if option.arg == "kind"]
            if not several and options != ["stable"]:
                yield ast.unparse(call)


@pytest.mark.parametrize("path", [*MODULES, *notebook_paths()], ids=lambda path: path.name)
def test_equal_rows_keep_their_order(path: Path):
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = nbformat.reads(source, as_version=4).cells
        source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert list(unstable_sorts(source)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('t.sort_values("a")', 1),
        ('t.sort_values(["a"])', 1),
        ("np.argsort(x)[::-1]", 1),
        ("s.sort_values(ascending=False)", 1),
        ('t.sort_values("a", kind="stable")', 0),
        ('t.sort_values(["a", "b"])', 0),
        ("np.argsort(x, kind='stable')", 0),
    ],
)
def test_the_check_tells_sorts_apart(source, found):
    assert len(list(unstable_sorts(source))) == found
