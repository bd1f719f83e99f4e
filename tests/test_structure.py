"""The tree keeps its order: which room imports which, no circle, no module too long. Read from the source."""

import ast
import re
from graphlib import CycleError, TopologicalSorter

import pytest

from policy_corpus.paths import PACKAGE, ROOT

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in [ROOT / "helpers.py", *sorted(PACKAGE.rglob("*.py"))]
}
LONGEST = dict.fromkeys(MODULES, 350) | {"helpers": 400}
COMMANDS = {"policy_corpus.__main__", "policy_corpus.commands_own", "policy_corpus.refresh"}


def imported(source: str, known: set[str]) -> set[str]:
    """The modules among the known ones that a source imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written whole"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else node.module for name in names]
        else:
            continue
        found |= known & set(names)
    return found


IMPORTS = {name: imported(path.read_text(encoding="utf-8"), set(MODULES)) for name, path in MODULES.items()}


def room(module: str) -> str:
    """extract, analysis, trials; shared for what stands at the top; helpers."""
    parts = module.split(".")
    if parts[0] == "helpers":
        return "helpers"
    wings = {"extract", "analysis", "trials"} & set(parts[1:2])
    return wings.pop() if wings else "shared"


# What a room may import beside itself. The commands and trials may import anything but trials and helpers.
MAY_IMPORT = {
    "shared": set(),
    "extract": {"shared"},
    "analysis": {"shared", "extract"},
    "trials": {"shared", "extract", "analysis"},
    "helpers": {"shared", "extract", "analysis"},
}


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_what_it_may(module):
    may = MAY_IMPORT["trials" if module in COMMANDS else room(module)] | {room(module)}
    assert sorted(other for other in IMPORTS[module] if room(other) not in may) == []


def test_no_module_imports_itself_by_way_of_others():
    try:
        TopologicalSorter(IMPORTS).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' → '.join(error.args[1])}")


def test_the_package_imports_nothing_of_the_report():
    report = {path.stem for path in (ROOT / "report").glob("*.py")}
    found = {name: imported(path.read_text(encoding="utf-8"), report) for name, path in MODULES.items()}
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_nothing_outside_imports_trials():
    outside = [path for folder in ("report", "notebooks") for path in (ROOT / folder).glob("*.*")]
    named = [path.name for path in outside if "policy_corpus.trials" in path.read_text(encoding="utf-8")]
    assert named == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_not_too_long(module):
    lines = len(MODULES[module].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST[module], f"{module} has {lines} lines: part it"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_gives_each_name_once(module):
    names = []
    for node in ast.parse(MODULES[module].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
    assert sorted(name for name in names if names.count(name) > 1) == []


# The report's modules that do so: into _build and _report, which git ignores, or before there is an environment.
OF_THE_REPORT = {"api", "build", "category_css", "data_files", "environment", "lab"}


def test_what_the_repository_keeps_of_the_report_is_written_so_too():
    sources = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "report").glob("*.py")}
    found = {name for name, source in sources.items() if re.search(r"\.write_(?:text|bytes)\(", source)}
    assert found == OF_THE_REPORT


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import helpers as h", {"helpers"}),
        ("def f():\n    from policy_corpus.extract import build", {"policy_corpus.extract.build"}),
        ("from policy_corpus.extract.build import build", {"policy_corpus.extract.build"}),
        ("import pandas.policy_corpus", set()),
    ],
)
def test_an_import_is_found(source, found):
    assert imported(source, set(MODULES)) == found


def test_rooms_are_told_apart():
    assert [room(f"policy_corpus.{name}") for name in ("paths", "extract.build", "trials.bench")] == [
        "shared",
        "extract",
        "trials",
    ]
