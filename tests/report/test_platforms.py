"""The pages of platforms say what the tables say, every link leads somewhere, and names from archives are text."""

import json
import re
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote, urlsplit

import changes
import pandas as pd
import platforms
import pytest
from bs4 import BeautifulSoup
from laid import narrowed, site_in, tab_of
from platform_answers import answer
from platform_strip import strip
from platform_tables import Told
from platform_words import ANSWERS, DETAIL_WORDS, ORDER, SHORT, since_in_words
from shell import slugs_of

import helpers
from policy_corpus.analysis.corpus import Corpus, load_corpus, load_table
from policy_corpus.analysis.ledger_readings import standing
from policy_corpus.analysis.platform_states import ENDED, UNKNOWN
from policy_corpus.categories import NAMES, STORY
from policy_corpus.extract.read_labels import DETAILS, VALUES
from policy_corpus.extract.sources import archived_at, change_at

HOSTILE = 'X<script>document.title="caught"</script>&"\''
SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 300_000  # bytes of a page
LONGEST = 300  # seconds that all pages may take on a busy machine; on a free one they take 30
NAMED = [
    "TikTok",
    "Instagram",
    "WhatsApp",
    "LinkedIn",
    "Snapchat",
    "Reddit",
    "Discord",
    "Zoom",
    "Tinder",
    "Spotify",
]
DAY = pd.Timestamp("2023-09-29")
# The names in the index of which a word stands on more than one line.
BROKEN = """[...document.querySelectorAll("#platforms tbody th a")].map((link) => link.firstChild).filter((text) =>
  [...text.data.matchAll(/[^\\s-]+/g)].some((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return new Set([...range.getClientRects()].map((line) => line.top)).size > 1;
  })).map((text) => text.data)"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    return helpers.load_ledger(whole=True)


@pytest.fixture(scope="module")
def told(corpus, ledger) -> Told:
    return Told(corpus, ledger)


@pytest.fixture(scope="module")
def site(tmp_path_factory, corpus, ledger) -> Path:
    """All pages of platforms and of changes, without the archives."""
    folder = tmp_path_factory.mktemp("platforms") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_ARCHIVES", str(folder / "none"))
        began = time.perf_counter()
        platforms.lay_platforms(site_in(folder), Told(corpus, ledger))
        assert time.perf_counter() - began < LONGEST
    changes.lay_changes(platforms.Site(folder), corpus, ledger)
    return folder


@pytest.fixture(scope="module")
def pages(site) -> dict[str, BeautifulSoup]:
    """Each platform's page by its part of an address."""
    found = {
        path.stem: BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for path in site.glob("platforms/*.html")
    }
    del found["index"]
    return found


@pytest.fixture(scope="module")
def index(site) -> BeautifulSoup:
    return BeautifulSoup((site / "platforms" / "index.html").read_text("utf-8"), "html.parser")


def test_each_platform_has_a_page_a_row_and_a_place_in_the_list(site, corpus, pages, index):
    slugs = slugs_of(corpus.documents["platform"])
    assert set(pages) == set(slugs.values())
    rows = index.select("#platforms tbody th a")
    assert {row.text: row["href"] for row in rows} == {name: f"{slug}.html" for name, slug in slugs.items()}
    script = (site / "platforms" / "platforms.js").read_text("utf-8")
    listed = json.loads(script.removeprefix("window.PLATFORMS=").removesuffix(";\n"))
    places = {name: f"platforms/{slug}.html" for name, slug in slugs.items()}
    assert {name: place for name, place, *_ in listed} == places
    assert len(listed) == len(slugs)
    others = {name: own for name, _, *own in listed}
    assert "Twitter" in others["X"] and "Meta" in others["Instagram"]


def test_no_page_is_large(site):
    large = {
        path.name: path.stat().st_size
        for path in site.glob("platforms/*.html")
        if path.stat().st_size > LARGEST
    }
    assert large == {}


def test_every_link_within_leads_somewhere(site, pages):
    places = {path.stem: {tag["id"] for tag in page.select("[id]")} for path, page in _changes_pages(site)}
    own = {slug: {tag["id"] for tag in page.select("[id]")} for slug, page in pages.items()}
    ways = {"../index.html", "../compare.html", "../explore.html", "../report.html", "../data.html"}
    for slug, page in pages.items():
        for link in page.select("a[href]"):
            target = urlsplit(link["href"])
            if target.scheme or target.path in ways:
                continue
            part = unquote(target.fragment)
            name = Path(target.path).stem if target.path else slug
            if target.path.startswith("../changes/"):
                assert not part or part in places[name], link["href"]
            elif target.path:
                assert (site / "platforms" / target.path).is_file(), (slug, link["href"])
            if part and not target.path.startswith("../"):
                assert part in own[name], (slug, link["href"])


def _changes_pages(site: Path):
    for path in site.glob("changes/*.html"):
        yield path, BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_ids_stand_once_on_a_page(pages):
    for slug, page in pages.items():
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), slug


def test_every_clause_of_the_categories_has_its_address_on_its_platform_s_page(corpus, told, pages):
    slugs = slugs_of(corpus.documents["platform"])
    platform = corpus.documents.set_index("document")["platform"]
    presence = corpus.presence[~corpus.presence["document"].isin(told.twins)]
    told_of = (corpus.clauses[[f"{name}_stance" for name in STORY]] != "none").any(axis=1)
    own = presence[told_of.to_numpy()[presence["clause"]]]
    hashes = corpus.clauses["hash"].to_numpy()[own["clause"]]
    expected = {
        (slugs[platform[name]], f"c-{clause}") for name, clause in zip(own["document"], hashes, strict=True)
    }
    found = {(slug, tag["id"]) for slug, page in pages.items() for tag in page.select(".clause[id]")}
    assert found == expected


def test_each_sentence_leads_to_the_line_and_the_commit_of_its_newest_place(corpus, told, pages):
    """By rule, all of them: each link on the pages is one that the table of places gives, and none is left out.

    The commit by which a text was first archived stands once, with its region.
    """
    places = load_table("places")
    places = places[~places["document"].isin(told.twins)]
    slugs = slugs_of(corpus.documents["platform"])
    platform = corpus.documents.set_index("document")["platform"]
    expected = set()
    for row in places.itertuples():
        first, last = corpus.captures.loc[row.first], corpus.captures.loc[row.last]
        line = f"{archived_at(last['archive'], last['commit'], last['path'])}?plain=1#L{row.last_line:.0f}"
        slug = slugs[platform[row.document]]
        expected |= {(slug, line), (slug, change_at(first["archive"], first["commit"]))}
    found = {
        (slug, link["href"])
        for slug, page in pages.items()
        for link in page.select(".clause li a")
        if link.text != "what took it away"
    }
    opened = {
        (slug, link["href"])
        for slug, page in pages.items()
        for link in page.select("table tbody td:first-of-type a")
    }
    assert found <= expected <= found | opened
    assert sum(map(len, told.opened.values())) > len(told.opened) > 400


def test_the_answer_is_the_state_of_the_tables(told, pages):
    for platform, documents in told.documents.items():
        page = pages[told.slugs[platform]]
        heads = [tag.text for tag in page.select(".answer h2")]
        assert [head.partition(":")[0] for head in heads] == [NAMES[category] for category in STORY]
        for category, head in zip(STORY, heads, strict=True):
            rows = [row for d in documents for row in told.said[d["document"]] if row["category"] == category]
            live = [row for row in rows if row["state"] not in (ENDED, UNKNOWN)]
            if live:
                strongest = min((row["says"] for row in live), key=ORDER.index)
                begins = ANSWERS[strongest] if strongest != "denies" else "No"
                assert head.partition(": ")[2].startswith(begins), (platform, head)
            elif any(row["state"] == ENDED for row in rows):
                assert "No longer followed" in head
            else:
                assert "Not known" in head


def test_a_region_s_row_says_what_its_text_says(told, pages):
    for platform in told.documents:
        rows = pages[told.slugs[platform]].select("table tbody tr")
        own = told.texts[platform]
        assert len(rows) == len(own)
        for row, document in zip(rows, own, strict=True):
            cells = row.select("td")
            assert cells[0].text.startswith(f"{document['from']:%Y-%m-%d}")
            first, *anew = told.opened[document["document"]]
            days = [first, document["seen"], *anew]
            assert re.findall(r"\d{4}-\d\d-\d\d", cells[0].text) == [f"{day:%Y-%m-%d}" for day in days]
            for cell, state in zip(cells[1:], told.said[document["document"]], strict=True):
                word = SHORT[state["says"]].format(
                    "trains" if state["category"] == "ai_training" else "collects"
                )
                assert word in cell.text
                assert f"{state['from']:%Y-%m-%d}" in cell.text
                assert ("no longer followed" in cell.text) == (state["state"] == ENDED)


def test_the_changes_of_a_page_are_the_ledger_s(ledger, told, pages):
    rows = standing(ledger).groupby("platform").size()
    for platform, slug in told.slugs.items():
        links = pages[slug].select('a[href*="/changes/"][href*="#ch-"], a[href^="../changes/"][href*="#ch-"]')
        assert len(links) == rows.get(platform, 0)


def test_the_index_has_each_category_s_state_and_day(told, index):
    rows = index.select("#platforms tbody tr")
    assert sorted(row.th.text for row in rows) == sorted(told.documents)
    for row in rows:
        own = platforms.answers_of(told, row.th.text)
        cells = row.select("td")[2:]
        assert [cell["data-v"] for cell in cells] == [answer.state for answer in own]
        assert [cell["data-day"] for cell in cells] == [answer.day for answer in own]


def test_a_platform_that_is_no_longer_followed_says_since_when(told, pages):
    ended = [name for name in told.slugs if platforms.answers_of(told, name)[0].state == ENDED]
    assert "Zoom" in ended
    for name in ended:
        seen = max(text["seen"] for text in told.texts[name])
        assert changes.written(seen) in pages[told.slugs[name]].select_one(".answer p").text, name


def test_strips_are_files_of_their_own(site, pages):
    for slug, page in pages.items():
        file = site / "platforms" / f"{slug}.svg"
        assert file.is_file() == (page.select_one("svg.strip") is not None)
        if file.is_file():
            drawn = ET.fromstring(file.read_text("utf-8"))
            drawn = [r for r in drawn.iter(f"{SVG}rect") if r.get("class", "").startswith("collects")]
            assert len(drawn) == len(page.select("svg.strip rect.collects"))


def test_a_text_of_no_stated_region_says_from_where_it_was_read_last(told, pages):
    """Instagram's has come from the archive that reads in the United States since May 2026."""
    for platform in ("Instagram", "LinkedIn"):
        (head,) = [
            head.text
            for head in pages[told.slugs[platform]].select("tbody th")
            if head.text.startswith("All regions or not said")
        ]
        assert ("last read in the United States" in head) == (platform == "Instagram")
        lane = pages[told.slugs[platform]].select_one("svg.strip").get_text()
        assert ("not said, last read in the United States" in lane) == (platform == "Instagram")
    stated = told.corpus.documents.set_index("document")["jurisdiction"]
    assert all(told.read_in[name] == region for name, region in stated.items() if region != "unspecified")


# ---------------------------------------------------------------- words


def row(says="collects", state=None, jurisdiction="US", twin=False, document="shed", **other) -> dict:
    """A row of states, as an answer is given it."""
    spell = {
        "from": DAY,
        "announced": DAY,
        "opens": "seen",
        "gap_from": pd.NaT,
        "gaps": (),
        "last_without": pd.NaT,
        "earlier": pd.NaT,
    }
    facts = {
        "covers": (),
        "applicants": False,
        "choices": "",
        "archives": "old",
        "seen": DAY,
        "category": "biometric",
    }
    own = {
        "says": says,
        "state": state or says,
        "jurisdiction": jurisdiction,
        "twin": twin,
        "document": document,
    }
    return spell | facts | own | other


def test_since_says_how_sure_it_is():
    assert since_in_words(row()) == "since 29 September 2023"
    announced = row(announced=DAY - pd.Timedelta(30, "D"))
    assert since_in_words(announced) == "since 29 September 2023, announced 30 August 2023"
    assert "or before" in since_in_words(row(opens="first"))
    gap = row(opens="gap", gap_from=pd.Timestamp("2020-11-26"))
    assert since_in_words(gap).startswith("since a day between 26 November 2020 and 29 September 2023")
    turned = row(opens="break", earlier=pd.Timestamp("2023-01-23"))
    assert "the one before it said so since 23 January 2023" in since_in_words(turned)
    late = row(last_without=DAY - pd.Timedelta(200, "D"))
    assert "perhaps before: the page before is of" in since_in_words(late)


def test_texts_that_differ_are_told_apart():
    found = answer("biometric", [row(), row("silent", jurisdiction="EU", document="shed-eu", opens="first")])
    assert (found.word, found.short) == ("Yes, in some texts", "collects in US; else silent")
    assert "read in the United States" in found.text
    assert "read in the European Union, does not mention it" in found.text


def test_a_twin_adds_nothing_to_the_answer():
    twin = row("silent", twin=True, document="shed-twin", **{"from": DAY - pd.Timedelta(900, "D")})
    assert answer("biometric", [row(), twin]) == answer("biometric", [row()])


def test_no_twin_is_alone_in_its_region(told):
    """What was read in a region stands on the page as a text of its own, though it repeat another."""
    for platform, documents in told.documents.items():
        own = {text["jurisdiction"] for text in told.texts[platform]}
        assert own >= {d["jurisdiction"] for d in documents if d["versions"]}
    assert any(d["jurisdiction"] == "GB" and not d["twin"] for d in told.documents["TikTok"])


def test_a_choice_is_said_of_the_texts_that_have_it():
    free = row(document="shed-eu", jurisdiction="EU", choices="opt_out")
    assert "A way out is offered." in answer("ai_training", [free]).text
    both = answer("ai_training", [row(), free]).text
    assert "In the text read in the European Union, a way out is offered." in both


def test_denials_that_stand_in_one_text_only_are_not_said_of_all():
    other = row("both", jurisdiction="EU", document="shed-eu", covers=("children",))
    found = answer("biometric", [row("both", covers=("guests",)), other]).text
    assert "deny it, one or another of them, for some users or uses only (children; guests)" in found


def test_a_first_text_says_what_day_it_prints():
    dated = row(opens="first", dated=pd.Timestamp("2023-08-19"))
    assert "(it stood in the first archived text, which is dated 19 August 2023)" in since_in_words(dated)


def test_two_texts_of_one_region_that_differ_are_named_by_their_archives():
    found = answer("biometric", [row(), row("silent", document="shed-b", archives="new", opens="first")])
    assert "(old)" in found.text
    assert "(new)" in found.text


@pytest.mark.parametrize(
    ("covers", "word"), [("everyone: no prints", "No"), ("children", "No, for some"), ("", "No, for some")]
)
def test_a_denial_says_for_whom(covers, word):
    found = answer("biometric", [row("denies", covers=(covers,))])
    assert found.word == word
    assert ("for everyone (no prints)" in found.text) == covers.startswith("everyone")


def test_what_is_collected_of_applicants_only_is_said_so():
    found = answer("employment", [row(applicants=True)])
    assert "of job applicants or staff, of nobody else" in found.text
    assert found.short == "collects (of applicants)"


def test_a_category_of_one_s_own_has_its_words():
    assert "collects or uses such data (E-mail address)" in answer("email_address", [row()]).text


def test_every_value_that_readers_may_give_has_words():
    assert set(DETAIL_WORDS) == set(DETAILS)
    for name, (_, words) in DETAIL_WORDS.items():
        assert set(VALUES[name]) <= set(words)


def test_a_strip_that_was_never_followed_is_nothing_and_its_names_are_escaped():
    assert strip(HOSTILE, [], list(STORY), "") == ""
    lane = {"name": HOSTILE, "followed": [(DAY, DAY + pd.Timedelta(9, "D"))], "texts": [DAY], "spells": []}
    for alone in (False, True):
        drawn = strip(HOSTILE, [lane], list(STORY), HOSTILE, alone)
        assert "<script" not in drawn
        assert HOSTILE in [text.text for text in ET.fromstring(drawn).iter() if text.tag.endswith("text")]


# ---------------------------------------------------------------- hostile names, and a browser


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, corpus, ledger) -> Path:
    """The pages of one platform whose name, company and words would be markup."""
    folder = tmp_path_factory.mktemp("hostile") / "site"
    documents = corpus.documents[corpus.documents["platform"] == "Tinder"].assign(
        platform=HOSTILE, company=HOSTILE
    )
    small = narrowed(corpus, documents)
    own = ledger[ledger["document"].isin(documents["document"])].assign(platform=HOSTILE)
    told_words = dict.fromkeys(corpus.clauses["hash"], HOSTILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Told, "words", told_words)
        patch.setattr(Told, "quotes", True)
        platforms.lay_platforms(site_in(folder), Told(small, own))
    return folder


def test_what_comes_from_archives_is_text(hostile, browser):
    (page,) = [path for path in hostile.glob("platforms/*.html") if path.stem != "index"]
    with tab_of(browser) as tab:
        for path in (page, hostile / "platforms" / "index.html"):
            tab.goto(path.as_uri())
            assert tab.title() != "caught"
            assert HOSTILE in tab.text_content("main")
    assert "<script>document" not in page.with_suffix(".svg").read_text("utf-8")
    assert "<script" not in (hostile / "platforms" / "platforms.js").read_text("utf-8")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", [*NAMED, None])
def test_pages_fit_and_open_without_a_fault(site, browser, told, name, width):
    path = site / "platforms" / f"{told.slugs[name] if name else 'index'}.html"
    with tab_of(browser, viewport={"width": width, "height": 800}) as tab:
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert name or tab.evaluate(BROKEN) == []
        if name:
            letter = tab.evaluate(
                "document.querySelector('svg.strip').getBoundingClientRect().width / 360 * 11"
            )
            assert letter >= 9


def test_the_index_filters_sorts_and_keeps_what_is_chosen_in_its_address(site, browser, index):
    expected = len(index.select('#platforms td[data-v="both"]:nth-of-type(5)'))
    assert expected > 0
    with tab_of(browser) as tab:
        tab.goto((site / "platforms" / "index.html").as_uri())
        tab.select_option("select[name=ai_training]", "both")
        assert tab.locator("#platforms tbody tr:visible").count() == expected
        assert tab.url.endswith("#ai_training=both")
        tab.reload()
        assert tab.locator("#platforms tbody tr:visible").count() == expected
        tab.select_option("select[name=regions]", "GB")
        shown = tab.locator("#platforms tbody tr:visible")
        assert 0 < shown.count() < expected
        tab.click("button[type=reset]")
        tab.locator("thead button", has_text="AI training").focus()
        tab.keyboard.press("Enter")
        assert tab.get_attribute("thead th:nth-child(6)", "aria-sort") == "ascending"
        states = tab.eval_on_selector_all(
            "tbody td:nth-child(6)", "cells => cells.map((cell) => cell.dataset.v)"
        )
        assert states == sorted(states, key=[*SHORT].index)
        tab.keyboard.press("Enter")
        assert tab.get_attribute("thead th:nth-child(6)", "aria-sort") == "descending"


def test_the_index_is_whole_without_scripts(site, browser, told):
    with tab_of(browser, java_script_enabled=False) as tab:
        tab.goto((site / "platforms" / "index.html").as_uri())
        assert tab.locator("#platforms tbody tr:visible").count() == len(told.slugs)
        assert not tab.locator("form.filters").is_visible()


def test_the_strip_is_saved_as_a_picture(site, browser):
    with tab_of(browser) as tab:
        tab.goto((site / "platforms" / "tiktok.html").as_uri())
        with tab.expect_download() as saved:
            tab.click("button[data-save]")
        assert saved.value.suggested_filename == "tiktok.png"
        content = Path(saved.value.path()).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) > 10_000


@pytest.mark.archives
def test_with_the_archives_sentences_are_quoted_as_they_are(archives, corpus, ledger, monkeypatch):
    monkeypatch.setenv("POLICY_ARCHIVES", str(archives))
    told = Told(corpus, ledger)
    assert told.quotes
    (clause, *_) = platforms.clauses_of(told, told.texts["Tinder"])["biometric"]
    number = corpus.clauses.index[corpus.clauses["hash"] == clause["hash"]][0]
    assert len(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", clause["words"])) == corpus.clauses.loc[number, "words"]
