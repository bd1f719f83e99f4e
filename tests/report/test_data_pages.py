"""The pages of data offer every file that is written, list the panels by name, and tell what moved."""

import re
from html.parser import HTMLParser
from pathlib import Path

import data_pages
import pandas as pd
import pytest
from shell import Site

from policy_corpus import releases
from policy_corpus.analysis import panels
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.ledger_readings import standing
from policy_corpus.paths import ROOT


@pytest.fixture(scope="module")
def laid(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    data_pages.lay(ROOT, Site(folder))
    return folder


class Links(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if tag == "a" and name == "href"]


def links(page: Path) -> list[str]:
    return Links(page.read_text(encoding="utf-8")).found


def test_every_file_is_offered_and_every_offer_is_there(laid):
    offered = {link for link in links(laid / "data.html") if re.search(r"\.(csv|json|parquet)(\.gz)?$", link)}
    there = {path.relative_to(laid).as_posix() for path in laid.rglob("*.*") if path.suffix != ".html"}
    assert offered == there


def test_who_downloads_is_told_where_to_begin_and_why_a_format_is_missing(laid):
    page = (laid / "data.html").read_text(encoding="utf-8")
    begin = page.partition("<h2>Start here</h2>")[2].partition("<h2")[0]
    assert [Path(link).stem for link in Links(begin).found] == ["findings", "panel_by_quarter", "ledger"]
    assert page.count('<a href="#formats">') == 2 * len(data_pages.data_files.PARQUET_ONLY)
    assert page.count('id="formats"') == 1
    ledger = pd.read_csv(laid / "data/results/ledger.csv", dtype=str)
    assert ledger["verdict"].fillna("").isin(["right", ""]).sum() == len(standing(ledger.fillna("")))


def test_every_table_says_what_it_is(laid):
    words = data_pages.purposes(ROOT)
    names = {path.relative_to(laid / "data").as_posix() for path in laid.rglob("*.parquet")}
    assert sorted({name.removesuffix(".parquet") for name in names} - set(words)) == []
    assert words["tables/documents"] == "a policy followed over time"
    assert words["results/prevalence_by_quarter"] == "a category in a quarter"


def test_panels_are_listed_by_name(laid):
    page = (laid / "data/panels.html").read_text(encoding="utf-8")
    followed = panels.companies(load_corpus())
    for name, own in followed.groupby("panel"):
        part = page.partition(f'<h2 id="{name}">')[2].partition("<h2")[0]
        assert part.count('<tr><th scope="row">') == len(own)
    assert len(pd.read_csv(laid / "data/results/panels.csv")) == len(followed)


def test_release_notes_have_every_finding_that_moved(laid):
    page = (laid / "data/releases.html").read_text(encoding="utf-8")
    notes = releases.notes()
    assert page.count("<code>") == len(notes)
    assert set(re.findall(r"<code>([^<]+)</code>", page)) == set(notes["id"])
    assert len(pd.read_csv(laid / "data/results/releases.csv")) == len(notes)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.224, "share", "22 %"),
        (-0.031, "points", "-3 points"),
        (12.0, "count", "12"),
        (0.9748, "score", "0.97"),
        (1.109, "per_thousand", "1.1 per 1,000 clauses"),
        ("2023-08-23", "text", "2023-08-23"),
        (None, "share", ""),
    ],
)
def test_a_finding_is_written_in_its_unit(value, unit, said):
    row = {"value": value, "low": None, "high": None, "unit": unit, "n": None}
    assert data_pages.in_words(row) == {"value": said, "bounds": "", "of": ""}


def test_what_moved_by_little_is_told_with_more_digits():
    facts = {"low": None, "high": None, "unit": "share", "n": None}
    sides = {f"before_{k}": v for k, v in (facts | {"value": 0.221}).items()}
    sides |= {f"after_{k}": v for k, v in (facts | {"value": 0.224}).items()}
    (row,) = data_pages.entries(pd.DataFrame([{"id": "a", "claim": "A", **sides}]), {})
    assert (row["before"]["value"], row["after"]["value"]) == ("22.1 %", "22.4 %")
