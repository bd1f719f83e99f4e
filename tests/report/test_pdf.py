"""The PDF is bound from the front page and the chapters: links between them hold, others are plain words."""

import pdf
import pytest
from bs4 import BeautifulSoup

PAGE = """<!doctype html><html><head><title>{title}</title><link href="{style}" rel="stylesheet" /></head>
<body><nav>Ways</nav><article class="bd-article">{text}</article></body></html>"""
FRONT = """<h1 id="top">Front</h1><a href="notebooks/first.html#a-b">cell</a><a href="api.html">calls</a>
<a href="https://example.org/x#y">elsewhere</a><a href="#top">up</a>"""
FIRST = """<h1>First</h1><section id="setup"><p>constants</p></section><span id="a-b"></span>
<picture><source srcset="../phone.svg"/><img src="../_images/f.png"/></picture>
<label for="a-b">x</label><a href="../index.html">front</a>
<section id="files-and-where-to-go-next">files</section>"""


@pytest.fixture
def bound(tmp_path) -> BeautifulSoup:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "index.html").write_text(PAGE.format(title="A report", text=FRONT, style="_static/a.css?v=1"))
    (tmp_path / "notebooks" / "first.html").write_text(
        PAGE.format(title="First", text=FIRST, style="../_static/b.css")
    )
    return BeautifulSoup(pdf.bind(tmp_path, ["index.html", "notebooks/first.html"]), "html.parser")


def test_pages_stand_in_order_under_one_head(bound):
    assert [heading.text for heading in bound.find_all("h1")] == ["Front", "First"]
    assert bound.title.text == "A report"
    assert [link["href"] for link in bound.find_all("link")] == ["_static/a.css?v=1", "_static/b.css"]
    assert "Ways" not in bound.text


def test_links_between_pages_lead_to_their_parts_and_others_are_words(bound):
    links = {link.text: link.get("href") for link in bound.find_all("a")}
    assert links == {
        "cell": "#part-2-a-b",
        "calls": None,
        "elsewhere": "https://example.org/x#y",
        "up": "#part-1-top",
        "front": "#part-1",
    }
    ids = [tag["id"] for tag in bound.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links.values() if link and link.startswith("#")} <= set(ids)


def test_pictures_and_what_refers_to_an_id_are_found(bound):
    assert bound.find("img")["src"] == "_images/f.png"
    assert bound.find("source") is None
    assert bound.find("label")["for"] == "part-2-a-b"


def test_what_only_a_runner_needs_is_left_out(bound):
    assert "constants" not in bound.text
    assert "files" not in bound.text
