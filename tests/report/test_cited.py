"""The work is cited as CITATION.cff has it; its report's address is there, or is named nowhere."""

import pytest
from bs4 import BeautifulSoup
from cited import Work, read_work
from shell import Site

from policy_corpus.errors import CorpusError

CITATION = "title: T\nversion: 0.2\ndate-released: 2026-01-01\nauthors:\n  - name: A\n  - name: B\n"


def test_the_published_work_has_no_address_yet():
    assert read_work().address == ""
    assert read_work().at("data.html") == "data.html"


def test_the_address_is_the_url_of_the_citation(tmp_path):
    (tmp_path / "CITATION.cff").write_text(CITATION + "url: https://example.org/report/\n")
    work = read_work(tmp_path)
    assert work == Work("T", "0.2", "2026", ("A", "B"), "https://example.org/report")
    assert work.at("platforms/x.html") == "https://example.org/report/platforms/x.html"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("url: example.org", "is no address of a report"),
        ("url: https://example.org/?page=1", "is no address of a report"),
        ("title:", ""),
    ],
)
def test_what_is_no_address_is_named(more, told, tmp_path):
    (tmp_path / "CITATION.cff").write_text(f"{CITATION}{more}\n" if told else "title: T\n")
    with pytest.raises(CorpusError, match=told or "lacks version, which pages cite"):
        read_work(tmp_path)


def test_a_page_names_itself_by_its_address(tmp_path):
    site = Site(tmp_path, work=Work("T", "2", "2026", ("A",), "https://example.org/report"))
    page = site.write("data/releases.html", "releases.html", "T", "About", steps=[], next="")
    head = BeautifulSoup(page.read_text("utf-8"), "html.parser").head
    address = "https://example.org/report/data/releases.html"
    assert head.select_one("link[rel=canonical]")["href"] == address
    assert head.select_one('meta[property="og:url"]')["content"] == address
    assert head.select_one('meta[property="og:image"]')["content"].startswith(
        "https://example.org/report/_st"
    )
