"""The pages about the project's own programs say what their tables say, and tell measured from projected."""

import doctest
import re
from pathlib import Path
from shutil import copytree

import machine_pages
import pandas as pd
import pytest
import sizes
from bs4 import BeautifulSoup
from jinja2.exceptions import UndefinedError
from shell import Site

from policy_corpus.files import write_table
from policy_corpus.trials import bench, scale
from policy_corpus.trials.torture import __main__ as torture

SLUG, TRUST = "measure-speed-and-scale", "trust-the-machine"
ON = {"processor": "Abacus", "cores": 2, "memory": 8, "python": "3.11.7", "load": 0.1, "day": "2026-11-29"}

TRIED = [
    ("kills", "build: SIGKILL", 40, 39, 1, "the first that failed: <shed>", "2026-11-29"),
    ("kills", "label: SIGTERM", 30, 30, 0, "at random moments", "2026-11-29"),
    ("surroundings", "build: umask", 1, 1, 0, "the same tables", "2026-11-28"),
    ("surroundings", "build: Python 4", 0, 0, 0, "not tried: there is none", "2026-11-28"),
    ("surroundings", "notebooks: umask", 1, 1, 0, "the same outputs", "2026-11-28"),
    ("fuzz", "any text is read", 12_000, 12_000, 0, "in rounds", "2026-11-28"),
]
PINNED = [
    {"package": "oar", "licence": "MIT", "source_on": "", "reason": ""},
    {"package": "sail", "licence": "MIT", "source_on": "linux", "reason": "old"},
    {"package": "mast", "licence": "BSD", "source_on": "", "reason": ""},
]


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A repository with invented tables of the programs that measure, and nothing else."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / machine_pages.RESULTS).mkdir(parents=True)
    values = [dict.fromkeys(bench.MEASURES, value) for value in (1.5, 2.0, 4.0)]
    write_table(folder / machine_pages.RESULTS / "benchmarks.csv", bench.table(values, ON))
    names = ["seconds", *scale.OVER_PAGES]
    measured = [
        {"kind": scale.MEASURED, "sites": sites, "pages": 8 * sites, "workers": 2}
        | dict.fromkeys(names, sites / 10)
        | ON
        for sites in (1_000, 5_000)
    ]
    table = scale.with_projection(pd.DataFrame(measured))
    write_table(folder / machine_pages.RESULTS / "scale.csv", table)
    write_table(folder / machine_pages.RESULTS / "torture.csv", pd.DataFrame(TRIED, columns=torture.COLUMNS))
    (folder / ".ci").mkdir()
    write_table(folder / ".ci" / "packages.csv", pd.DataFrame(PINNED))
    return folder


def read(folder: Path, slug: str) -> BeautifulSoup:
    return BeautifulSoup((folder / f"{slug}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def laid(root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    machine_pages.lay(root, Site(folder))
    return folder


@pytest.fixture(scope="module")
def page(laid) -> BeautifulSoup:
    return read(laid, SLUG)


@pytest.fixture(scope="module")
def trust(laid) -> BeautifulSoup:
    return read(laid, TRUST)


def not_tried(trust: BeautifulSoup) -> list[str]:
    return [item.text for item in trust.find("h2", id="not-tried").find_next("ul").find_all("li")]


def cells(page, heading: str) -> list[list[str]]:
    table = page.find("h2", id=heading).find_next("table")
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in table.tbody.find_all("tr")]


def test_every_measure_has_its_row(root, page):
    table = pd.read_csv(root / machine_pages.RESULTS / "benchmarks.csv")
    shown = cells(page, "speed")
    assert [row[0] for row in shown] == table["what"].tolist()
    assert [row[1] for row in shown] == [machine_pages.number(value) for value in table["value"]]
    assert [row[-1] for row in shown] == table["reached"].fillna("").tolist()


def test_measured_and_projected_are_told_apart(root, page):
    table = pd.read_csv(root / machine_pages.RESULTS / "scale.csv")
    assert {row[0] for row in cells(page, "measured")} == {"measured"}
    assert {row[0] for row in cells(page, "projected")} == {"projected"}
    assert len(cells(page, "measured")) + len(cells(page, "projected")) == len(table)
    assert "Nobody has built that corpus" in page.text


@pytest.mark.parametrize(("slug", "digits"), [(SLUG, [" 1 is the same)"]), (TRUST, [])])
def test_no_number_stands_in_the_template(slug, digits):
    """All are cells of the tables; names of things, code and scores' meanings may have digits."""
    text = (Path(machine_pages.__file__).parent / "templates" / f"{slug}.html").read_text("utf-8")
    prose = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", "", text, flags=re.DOTALL)
    assert re.findall(r"[^.;]*\d[^.;]*", prose) == digits


def test_all_that_was_tried_stands_in_its_table_with_what_failed(trust):
    assert [row[:4] for row in cells(trust, "kills")] == [
        ["build: SIGKILL", "40", "39", "1"],
        ["label: SIGTERM", "30", "30", "0"],
    ]
    assert cells(trust, "kills")[0][4] == "the first that failed: <shed>"
    assert [row[0] for row in cells(trust, "surroundings")] == ["build: umask", "notebooks: umask"]
    first = trust.find("h1").find_next("p").text
    assert (
        "70 runs were killed" in first
        and "built in 1 other" in first
        and "12,000 invented" in first
        and "1 did not hold" in first
    )
    assert "2026-11-29" in first


def test_what_was_not_tried_is_said(trust):
    left = not_tried(trust)
    assert left[0] == "build: Python 4: there is none"
    assert any("notebooks many times" in item for item in left)
    assert any("only those named above" in item for item in left)
    assert any("atheris" in item for item in left)


def test_where_all_notebooks_were_run_elsewhere_nothing_of_it_is_left_to_say(root, tmp_path):
    copytree(root, tmp_path, dirs_exist_ok=True)
    file = tmp_path / machine_pages.RESULTS / "torture.csv"
    table = pd.read_csv(file)
    table.loc[table["what"].str.startswith("notebooks"), "how"] = "the same outputs of all notebooks"
    write_table(file, table)
    machine_pages.lay(tmp_path, Site(tmp_path / "report"))
    assert not any("other surroundings" in item for item in not_tried(read(tmp_path / "report", TRUST)))


def test_licences_are_counted(trust):
    assert cells(trust, "packages") == [["BSD", "1", "mast"], ["MIT", "2", "oar, sail"]]
    assert "3 packages are pinned" in trust.find("h2", id="packages").find_next("p").text


def test_a_missing_measure_stops_the_page(root, tmp_path):
    copytree(root, tmp_path, dirs_exist_ok=True)
    file = tmp_path / machine_pages.RESULTS / "benchmarks.csv"
    table = pd.read_csv(file)
    write_table(file, table[table["measure"] != "build_by_git"])
    with pytest.raises(UndefinedError, match="build_by_git"):
        machine_pages.lay(tmp_path, Site(tmp_path / "report"))


def test_without_its_tables_there_is_no_page(tmp_path):
    machine_pages.lay(tmp_path, Site(tmp_path / "report"))
    assert not (tmp_path / "report").exists()


def test_numbers_are_written_as_the_examples_say():
    assert doctest.testmod(machine_pages).failed == doctest.testmod(sizes).failed == 0
