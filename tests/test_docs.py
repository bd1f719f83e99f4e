"""What README, CONTRIBUTING, datasheet and cards name is there: paths, modules, commands, functions of helpers."""

import importlib.util
import re

import pytest

import helpers
from policy_corpus.__main__ import main
from policy_corpus.extract.quality import FLICKER
from policy_corpus.paths import DATA, PACKAGE, RESULTS, ROOT

PAGES = ["README.md", "CONTRIBUTING.md", "policy_corpus/README.md", "data/README.md"]
TEXTS = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
# Where a path may begin; one that is not the repository's own is in capitals, as in FILE.csv.
FOLDERS = [ROOT, PACKAGE, *(PACKAGE / room for room in ("extract", "analysis", "trials")), DATA, RESULTS]
PATH = re.compile(
    r"`(?P<path>[a-z_.][\w./-]*\.(?:py|yml|json|csv|md|toml|lock|ipynb|mplstyle))`(?! as of commit)"
)
COMMAND = re.compile(r"python -m policy_corpus (?P<command>[a-z]+)")
MODULE = re.compile(r"python -m (?P<module>policy_corpus[\w.]*\w)")


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_is_there(page):
    named = {match["path"] for match in PATH.finditer(TEXTS[page])} - {"notebooks/N-verb-object.ipynb"}
    assert sorted(p for p in named if not any((folder / p).exists() for folder in FOLDERS)) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_is_named_is_there(page, capsys):
    modules = {match["module"] for match in MODULE.finditer(TEXTS[page])}
    assert [name for name in modules if importlib.util.find_spec(name) is None] == []
    with pytest.raises(SystemExit):
        main(["--help"])
    help_text = capsys.readouterr().out
    commands = {match["command"] for match in COMMAND.finditer(TEXTS[page])}
    assert [name for name in commands if not re.search(rf"^    {name}\b", help_text, re.MULTILINE)] == []


def test_every_command_is_listed_for_who_contributes(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = re.findall(r"^    ([a-z]+)  ", capsys.readouterr().out, re.MULTILINE)
    listed = {match["command"] for match in COMMAND.finditer(TEXTS["CONTRIBUTING.md"])}
    assert len(commands) > 10 and sorted(set(commands) - listed) == []


def test_a_folder_named_as_a_target_of_make_stops_none():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    assert sorted(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()) == sorted(targets)


@pytest.mark.parametrize("page", PAGES)
def test_every_function_of_helpers_that_is_named_is_there(page):
    named = set(re.findall(r"\b(?:h|helpers)\.([a-z]\w+)(?=\(|`)", TEXTS[page])) - {"py"}
    assert [name for name in named if not hasattr(helpers, name)] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_days_of_flicker_are_never_written_by_hand(page):
    assert re.findall(rf"\b{FLICKER} days\b", TEXTS[page]) == []  # a mark stands between


def test_every_module_is_named_in_the_datasheet():
    """Each step of the way, and each question, has its place in "How it was made"."""
    text = TEXTS["policy_corpus/README.md"]
    own = [
        p for room in ("extract", "analysis") for p in (PACKAGE / room).glob("*.py") if p.stem != "__init__"
    ]
    assert [path.name for path in own if f"`{path.name}`" not in text] == []
