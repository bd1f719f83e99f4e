"""The pages about the project's own programs say what their tables say, and tell measured from projected."""

import doctest
import re
from pathlib import Path
from shutil import copytree

import machine_pages
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from jinja2.exceptions import UndefinedError
from shell import Site

from policy_corpus.files import write_table
from policy_corpus.trials import bench, scale

SLUG = "measure-speed-and-scale"
ON = {"processor": "Abacus", "cores": 2, "memory": 8, "python": "3.11.7", "load": 0.1, "day": "2026-11-29"}


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
    return folder


@pytest.fixture(scope="module")
def page(root, tmp_path_factory) -> BeautifulSoup:
    folder = tmp_path_factory.mktemp("report")
    machine_pages.lay(root, Site(folder))
    return BeautifulSoup((folder / f"{SLUG}.html").read_text(encoding="utf-8"), "html.parser")


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


def test_no_number_stands_in_the_template():
    """All are cells of the tables; names of things, code and scores' meanings may have digits."""
    text = (Path(machine_pages.__file__).parent / "templates" / f"{SLUG}.html").read_text("utf-8")
    prose = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", "", text, flags=re.DOTALL)
    assert re.findall(r"[^.;]*\d[^.;]*", prose) == [" 1 is the same)"]


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
    assert doctest.testmod(machine_pages).failed == 0
