"""Imports run one way: what both wings use, then extract, then analysis, then trials; no circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from policy_corpus.paths import PACKAGE

COMMANDS = {"policy_corpus.__main__", "policy_corpus.refresh"}  # call whatever a command needs
# What a module of each room may import of the package's rooms; "" is what both wings use.
ALLOWED = {
    "": {""},
    "extract": {"", "extract"},
    "analysis": {"", "extract", "analysis"},
    "trials": {"", "extract", "analysis", "trials"},
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ALLOWED else ""


def imported(path: Path) -> set[str]:
    """The modules that a file imports, at its head or within a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            parts = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= parts or {node.module}
    return found


MODULES: dict[str, Path] = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}
IMPORTS = {name: imported(path) for name, path in MODULES.items()}


def test_nothing_in_the_package_imports_what_is_made_for_notebooks_or_the_report():
    outside = {"helpers", "report", *(path.stem for path in (PACKAGE.parent / "report").glob("*.py"))}
    assert {name: found & outside for name, found in IMPORTS.items() if found & outside} == {}


@pytest.mark.parametrize("own", ALLOWED)
def test_a_room_imports_only_what_stands_before_it(own):
    modules = [name for name in MODULES if room(name) == own and name not in COMMANDS]
    assert modules
    wrong = {(n, m) for n in modules for m in IMPORTS[n] & MODULES.keys() if room(m) not in ALLOWED[own]}
    assert wrong == set()


def test_no_circle():
    order = TopologicalSorter({name: found & MODULES.keys() - {name} for name, found in IMPORTS.items()})
    assert len([*order.static_order()]) == len(MODULES)  # a circle ends in graphlib's CycleError
