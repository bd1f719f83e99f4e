"""The page Compare says of each text what the tables say and holds a choice in its address; archived names are text."""

import json
import re
from collections import Counter
from pathlib import Path

import compare
import pandas as pd
import platforms
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from laid import narrowed, site_in, tab_of
from platform_tables import Told
from platform_words import ANSWERS, DETAIL_WORDS

import helpers
from policy_corpus.analysis.corpus import Corpus, load_corpus
from policy_corpus.analysis.details import read_clauses
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import DETAILS, read_readings

HOSTILE = 'T<script>document.title="caught"</script>&"\''
SHOWN = ["X", "LinkedIn", "TikTok", "Zoom", HOSTILE]
LARGEST = 300_000  # bytes of a file that the page loads
DAY = pd.Timestamp("2023-09-29")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="module")
def told(corpus) -> Told:
    """Of a few platforms; one of a hostile name, and hostile words in every clause."""
    documents = corpus.documents.replace({"platform": {"Tinder": HOSTILE}})
    documents = documents[documents["platform"].isin(SHOWN)]
    ledger = helpers.load_ledger(whole=True).replace({"platform": {"Tinder": HOSTILE}})
    made = Told(narrowed(corpus, documents), ledger[ledger["document"].isin(documents["document"])])
    vars(made)["words"] = dict.fromkeys(corpus.clauses["hash"], HOSTILE)
    return made


@pytest.fixture(scope="module")
def site(told, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("compare") / "site"
    laid = site_in(folder)
    platforms.lay_platforms(laid, told)
    compare.lay_compare(laid, told)
    return folder


def held(path: Path):
    """What a script of data sets."""
    return json.loads(path.read_text("utf-8").partition("=")[2].removesuffix(";\n"))


@pytest.fixture(scope="module")
def columns(site, told) -> dict[tuple[str, str], BeautifulSoup]:
    """(Document, category) → its part of the column, "" of the text itself."""
    return {
        (name, category): BeautifulSoup(part, "html.parser")
        for path in site.glob("compare/*.js")
        if path.stem != "texts"
        for name, parts in held(path).items()
        for category, part in zip(("", *STORY), parts, strict=True)
    }


def cell(part: BeautifulSoup, head: str) -> str:
    """What stands beside a word of a part's list."""
    (found,) = (term.find_next("dd") for term in part.select("dt") if term.text == head)
    return found.get_text(" ", strip=True)


# ---------------------------------------------------------------- against the tables


def test_each_text_that_was_followed_and_repeats_no_other_can_be_chosen_by_a_name_of_its_own(corpus):
    told = Told(corpus, pd.DataFrame())
    documents = corpus.documents[corpus.documents["versions"] > 0]
    texts = [text["document"] for own in told.texts.values() for text in own]
    assert sorted(texts) == sorted(set(documents["document"]) - told.twins)
    labels = [label for own in told.texts.values() for label in compare.labels_of(own).values()]
    assert len(set(labels)) == len(labels)
    assert set(compare.EXAMPLE) <= set(texts)


def test_a_column_has_the_number_of_its_newest_text_s_clauses_by_stance(told, columns):
    corpus = told.corpus
    ends = corpus.documents.set_index("document")["until"]
    newest = corpus.presence[corpus.presence["until"] == corpus.presence["document"].map(ends)]
    words = {"collects": "says so", "denies": "denies it", "mentions": "mentions it"}
    some = 0
    for (document, category), part in columns.items():
        if not category:
            continue
        clauses = corpus.clauses.loc[newest.loc[newest["document"] == document, "clause"]]
        stances = clauses[f"{category}_stance"]
        expected = Counter(stances[stances != "none"])
        shown = cell(part, "Sentences")
        assert int(re.match(r"\d+", shown)[0]) == expected.total()
        assert {words[s]: str(n) for s, n in expected.items()} == dict(
            re.findall(r"(says so|denies it|mentions it): (\d+)", shown)
        )
        assert len(part.select("li")) == expected.total()
        some += expected.total()
    assert some > 50


def test_a_column_says_what_its_text_says_and_since_when(told, columns):
    for document, rows in told.said.items():
        for row in rows:
            if (document, row["category"]) not in columns:
                continue
            part = columns[document, row["category"]]
            assert f"{row['from']:%Y-%m-%d}" in cell(part, "In force")
            word = part.strong.text
            assert word.startswith("No longer followed") == (row["state"] == "ended")
            says = ANSWERS[row["says"]].partition(",")[0]
            assert re.match(rf"(No longer followed; then: )?{says}\b", word, re.IGNORECASE), document
            before = row["announced"] < row["from"]
            assert cell(part, "Announced") == (f"{row['announced']:%Y-%m-%d}" if before else "–")
    biometric = columns["x", "biometric"]
    assert cell(biometric, "In force") == "since 2023-09-29"
    assert cell(biometric, "Announced") == "2023-08-23"


def test_what_readers_found_is_counted_as_they_read_it(told, columns):
    corpus, readings = told.corpus, read_readings()
    ends = corpus.documents.set_index("document")["until"]
    newest = corpus.presence[corpus.presence["until"] == corpus.presence["document"].map(ends)]
    some = 0
    for category in STORY:
        read = read_clauses(corpus, readings, category)
        for document in corpus.documents["document"]:
            if (document, category) not in columns:
                continue
            own = newest.loc[newest["document"] == document, "clause"]
            clauses = read[read["clause"].isin(own) & (read["stance"] != "none")]
            shown = cell(columns[document, category], "Readers found")
            for detail in DETAILS:
                counts = Counter(value for values in clauses[detail] for value in values.split())
                for value, number in counts.items():
                    assert f"{DETAIL_WORDS[detail][1][value]} ({number})" in shown, (document, category)
                some += counts.total()
            assert shown != "–" or not (clauses[[*DETAILS]] != "").any(axis=None)
    assert some > 50


def test_each_sentence_leads_to_its_place_on_the_platform_s_page(site, columns):
    ids: dict[str, set[str]] = {}
    links = [link["href"] for part in columns.values() for link in part.select("a")]
    for link in links:
        path, _, place = link.partition("#")
        if path not in ids:
            page = BeautifulSoup((site / path).read_text("utf-8"), "html.parser")
            ids[path] = {tag["id"] for tag in page.select("[id]")}
        assert not place or place in ids[path], link
    assert any("#c-" in link for link in links)


def test_a_platform_s_page_leads_to_it_and_to_its_regions_side_by_side(site, told):
    names = {name for name, *_ in held(site / "compare" / "texts.js")}
    for platform, slug in told.slugs.items():
        page = BeautifulSoup((site / "platforms" / f"{slug}.html").read_text("utf-8"), "html.parser")
        one, *several = [link["href"].partition("#p=") for link in page.select('a[href*="compare.html#"]')]
        assert one[2] in {text["document"] for text in told.documents[platform]}
        regions = {text["jurisdiction"] for text in told.texts[platform]}
        for link in several:
            assert len(link[2].split(",")) == min(len(regions), platforms.MOST_COMPARED) >= 2
            assert set(link[2].split(",")) <= names
        assert bool(several) == (len(regions) > 1)
        said = "Compare four of its six regions" in page.text
        assert said == (len(regions) == 6), platform


def test_nothing_that_it_loads_is_large(site):
    files = [site / "compare.html", *site.glob("compare/*")]
    assert {path.name for path in files if path.stat().st_size > LARGEST} == set()


# ---------------------------------------------------------------- words


def texts(*places: tuple[str, str], **ended: int) -> list[dict]:
    """Texts by name and region, the one that is called main first; some were archived that many days before last."""
    return [
        {
            "document": name,
            "jurisdiction": region,
            "read_in": region,
            "order": name != "main",
            "seen": DAY - pd.Timedelta(ended.get(name, 0), "D"),
        }
        for name, region in places
    ]


FIVE = [("main", "EU"), ("ie", "EU"), ("au", "AU"), ("gb", "GB"), ("us", "US"), ("ca", "CA")]


def test_the_main_text_comes_first_and_each_further_region_once():
    assert platforms.to_compare(texts(*FIVE), []) == ["main", "us", "gb", "ca", "au"]
    assert platforms.to_compare([], []) == []


def test_a_text_that_repeats_one_before_it_comes_later_and_one_that_ended_long_ago_last():
    rows = texts(*FIVE, us=platforms.LONG_AGO + 1)
    one_text = [["European Union", "United Kingdom"], ["Canada", "Australia"]]
    assert platforms.to_compare(rows, one_text) == ["main", "ca", "gb", "au", "us"]


def test_of_a_region_the_text_that_is_still_archived_stands_for_it_and_it_is_where_it_was_read():
    rows = texts(("main", "EU"), ("old", "US"), ("new", "US"), ("ca", "CA"), old=platforms.LONG_AGO + 1)
    assert platforms.to_compare(rows, []) == ["main", "new", "ca"]
    neutral = [text | {"jurisdiction": "unspecified"} for text in texts(("neutral", "US"))]
    rows = neutral + texts(("ca", "CA"), ("eu", "EU"))
    assert platforms.to_compare(rows, [["United States", "Canada"], ["European Union"]]) == [
        "neutral",
        "eu",
        "ca",
    ]


def test_what_was_not_seen_to_come_has_no_day_of_announcement():
    assert compare.announced({"announced": DAY, "from": DAY}) == "–"
    assert compare.announced({"announced": DAY, "from": DAY + pd.Timedelta(1, "D")}) == "2023-09-29"


# ---------------------------------------------------------------- in a browser


def heads(tab) -> list[str]:
    """What the columns are of."""
    return tab.locator("#compared section").first.locator("h3").all_inner_texts()


def test_a_choice_is_made_kept_in_the_address_and_restored(site, browser):
    with tab_of(browser) as tab:
        tab.goto((site / "compare.html").as_uri())
        assert tab.get_by_text("An example: X").is_visible()
        box = tab.get_by_role("combobox", name="Add a platform")
        box.fill("tiktok, united s")
        box.press("Enter")
        tab.wait_for_url("**/compare.html#p=tiktok-us")
        tab.get_by_role("button", name="Add TikTok, Australia").click()
        tab.get_by_text("Side by side: TikTok, United States · TikTok, Australia.").wait_for()
        box.fill("zoom")
        box.press("Enter")
        tab.get_by_text("Side by side: TikTok, United States · TikTok, Australia · Zoom.").wait_for()
        chosen = ["TikTok, United States", "TikTok, Australia", "Zoom"]
        assert heads(tab) == chosen
        tab.reload()
        tab.get_by_text("Side by side:").wait_for()
        assert heads(tab) == chosen
        assert tab.title() == f"Compare: {' · '.join(chosen)}"
        tab.get_by_role("button", name="Leave out TikTok, Australia").press("Enter")
        tab.get_by_text("Side by side: TikTok, United States · Zoom.").wait_for()
        assert tab.url.endswith("#p=tiktok-us,zoom")
        tops = tab.locator(".c-biometric dl").evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect().top)"
        )
        assert len(tops) == 2
        assert len(set(tops)) == 1


def test_names_in_the_address_that_nobody_knows_are_left_out_and_said_as_text(site, browser):
    wrong = "<img src=x onerror=\"document.title='caught'\">"
    with tab_of(browser) as tab:
        tab.goto((site / "compare.html").as_uri() + f"#p={wrong},../x,__proto__,x,zoom")
        tab.get_by_text("Not known here, and left out:").wait_for()
        tab.get_by_text("Side by side:").wait_for()
        assert wrong in tab.locator("#choice > [role=status]").inner_text()
        assert heads(tab) == ["X, all regions or not said", "Zoom"]
        assert tab.locator("main img").count() == 0
        assert tab.title().startswith("Compare: X")


def test_a_platforms_own_name_means_its_first_text(site, browser, told):
    platform = next(
        name for name, texts in told.texts.items() if texts and texts[0]["document"] != told.slugs[name]
    )
    with tab_of(browser) as tab:
        tab.goto((site / "compare.html").as_uri() + f"#p={told.slugs[platform]},x")
        tab.get_by_text("Side by side:").wait_for()
        assert heads(tab)[0].startswith(platform)
        assert "Not known here" not in tab.locator("#choice > [role=status]").inner_text()


def test_four_are_the_most_and_nobody_is_shut_out_on_a_phone_in_the_dark(site, browser, told):
    hostile = told.documents[HOSTILE][0]["document"]
    tab = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme="dark")
    tab.goto((site / "compare.html").as_uri() + f"#p={hostile},x,zoom,tiktok-us,tiktok-eu")
    tab.get_by_text("4 at most; left out: TikTok, European Union (tiktok-eu).").wait_for()
    assert heads(tab)[0].startswith(HOSTILE)
    assert HOSTILE in tab.locator("#compared li").first.text_content()
    assert tab.title() != "caught"
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    faults = Axe().run(tab).response["violations"]  # axe itself asks for files that a browser refuses it
    assert [fault["id"] for fault in faults if fault["impact"] in {"serious", "critical"}] == []
    tab.close()


def test_without_scripts_it_shows_an_example(site, browser):
    with tab_of(browser, java_script_enabled=False) as tab:
        tab.goto((site / "compare.html").as_uri())
        assert heads(tab) == ["X, all regions or not said", "LinkedIn, all regions or not said"]
        assert tab.get_by_text("Its policy, read without a stated region").count() > 2
        assert not tab.locator("#choice").is_visible()
