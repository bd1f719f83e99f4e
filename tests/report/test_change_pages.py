"""The pages of changes are the ledger's standing rows, each at an address that stays, and can be filtered."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import changes
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from feeds import ATOM
from laid import site_in, tab_of
from shell import REGIONS, slugs_of
from test_feeds import faults_of

import helpers
from policy_corpus.analysis import denials
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.ledger import change_id
from policy_corpus.analysis.ledger_readings import standing
from policy_corpus.categories import NAMES
from policy_corpus.paths import RESULTS

HOSTILE = '</script><img src=x onerror="document.title=1">\x0b'


@pytest.fixture(scope="module")
def corpus():
    return load_corpus()


@pytest.fixture(scope="module")
def ledger():
    return helpers.load_ledger(whole=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory, corpus, ledger) -> Path:
    """The pages of the committed ledger."""
    folder = tmp_path_factory.mktemp("changes") / "site"
    changes.lay_changes(site_in(folder), corpus, ledger)
    return folder


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def years(site: Path) -> list[Path]:
    return sorted((site / "changes").glob("2*.html"))


def test_each_standing_row_has_its_place_and_no_other_has(site, ledger):
    rows = pd.read_csv(RESULTS / "ledger.csv", dtype=str, keep_default_na=False)
    rows = rows[rows["verdict"].isin(["", "right"])]
    expected = {(change_id(row), row["in_force"][:4]) for row in rows.to_dict("records")}
    found = [
        (place["id"], path.stem) for path in years(site) for place in soup(path).select("article.change[id]")
    ]
    assert len(found) == len(expected) == len(helpers.load_ledger())
    assert set(found) == expected
    text = soup(site / "changes" / "index.html").get_text(" ")
    assert f"{len(expected)} changes are listed. {len(ledger) - len(expected)} more" in text


def test_a_change_says_what_the_row_says(site, corpus):
    rows = helpers.load_ledger()
    covers = denials.of_changes(rows, denials.read_denials())
    slugs = slugs_of(corpus.documents["platform"])
    places = {place["id"]: place for path in years(site) for place in soup(path).select("article.change")}
    for row, covered in zip(rows.itertuples(), covers, strict=True):
        place = places[change_id(row._asdict() | {"in_force": f"{row.in_force:%Y-%m-%d}"})]
        text = " ".join(place.get_text(" ").split())
        links = [link["href"] for link in place.select("a") if "#c-" not in link["href"]]
        assert links[0] == f"../platforms/{slugs[row.platform]}.html"
        assert links[2] == row.url
        assert row.commit in links[3]
        assert NAMES[row.category] in place.h3.get_text()
        assert covered in text
        assert place.has_attr("data-first") == row.first
        day = row.gap_until if row.uncertain else row.in_force
        assert f"{day:%-d %B %Y}" in text
        assert ("so the day is not known" in text) == row.uncertain
        assert f"before, {row.last_without:%-d %B %Y}" in text
        assert ("Announced" in text) == (row.announced != row.in_force)
        assert text.split(" clause")[0].split()[-1] == str(row.clauses) or row.change == "removed"


def test_a_change_leads_to_its_sentences(site, corpus, ledger):
    """Each of them, by its permanent address on the platform's page."""
    rows = standing(ledger)
    found = {
        Path(link["href"]).name
        for path in years(site)
        for link in soup(path).select('.places a[href*="#c-"]')
    }
    slugs = slugs_of(corpus.documents["platform"])
    assert found == {
        f"{slugs[row.platform]}.html#c-{name}" for row in rows.itertuples() for name in row.hashes.split()
    }


def test_newest_come_first_and_the_first_page_has_the_newest_year(site):
    newest = years(site)[-1]
    ids = [place["id"] for place in soup(newest).select("article.change")]
    assert [place["id"] for place in soup(site / "changes" / "index.html").select("article.change")] == ids
    ledger = helpers.load_ledger()
    days = {
        change_id(row._asdict() | {"in_force": f"{row.in_force:%Y-%m-%d}"}): row.in_force
        for row in ledger.itertuples()
    }
    assert [days[name] for name in ids] == sorted((days[name] for name in ids), reverse=True)


def test_the_years_are_counted(site):
    table = soup(site / "changes" / "index.html").table
    total = sum(int(cell.get_text()) for cell in table.select("td"))
    assert total == len(helpers.load_ledger())
    assert [cell.get_text() for cell in table.select("tbody th")] == [
        path.stem for path in reversed(years(site))
    ]


def test_every_feed_holds_to_the_standard_and_leads_to_its_changes(site, corpus):
    ids = {place["id"] for path in years(site) for place in soup(path).select("article.change")}
    feeds = sorted(site.rglob("*.atom"))
    followed = corpus.documents[corpus.documents["versions"] > 0]["platform"].nunique()
    ledger = helpers.load_ledger()
    assert len(feeds) == 1 + ledger["category"].nunique() + followed
    for path in feeds:
        text = path.read_text(encoding="utf-8")
        assert faults_of(text) == [], path.name
        for link in ET.fromstring(text).iterfind(f"{{{ATOM}}}entry/{{{ATOM}}}link"):
            page, _, place = link.get("href").partition("#")
            assert (path.parent / page).resolve().is_file()
            assert place in ids
    counts = {path.stem: path.read_text(encoding="utf-8").count("<entry>") for path in feeds}
    assert counts["all"] == min(changes.NEWEST, len(ledger))
    for category, own in ledger.groupby("category"):
        assert counts[category] == min(changes.NEWEST, len(own))
    slugs = slugs_of(corpus.documents["platform"])
    for platform, own in ledger.groupby("platform"):
        assert counts[slugs[platform]] == min(changes.NEWEST, len(own))


def test_the_same_ledger_gives_the_same_bytes(site, tmp_path, corpus, ledger):
    changes.lay_changes(site_in(tmp_path / "again"), corpus, ledger.sample(frac=1, random_state=1))
    for path in [*site.rglob("*.html"), *site.rglob("*.atom")]:
        assert (tmp_path / "again" / path.relative_to(site)).read_bytes() == path.read_bytes()


def test_pages_are_light(site):
    assert [path.name for path in site.rglob("*.html") if path.stat().st_size > 300_000] == []


def test_a_change_unread_is_said_to_be(tmp_path, corpus, ledger):
    changes.lay_changes(
        site_in(tmp_path / "site"), corpus, ledger.head(3).assign(verdict=["", "right", "label"])
    )
    page = soup(tmp_path / "site" / "changes" / "index.html").get_text(" ")
    assert "2 changes are listed. 1 more" in page
    assert "1 has not been read yet" in page
    whole = " ".join(soup(path).get_text(" ") for path in years(tmp_path / "site"))
    assert whole.count("Told by rules, not read yet.") == 1


def test_without_a_change_the_page_says_so(tmp_path, corpus, ledger):
    changes.lay_changes(site_in(tmp_path / "site"), corpus, ledger.head(0))
    assert "No change is recorded." in soup(tmp_path / "site" / "changes" / "index.html").get_text()
    assert faults_of((tmp_path / "site" / "changes" / "all.atom").read_text()) == []


def test_a_removal_that_leaves_some_counts_them(corpus, ledger):
    row = ledger[
        (ledger["change"] == "removed") & (ledger["stance"] == "collects") & (ledger["after"] > 0)
    ].iloc[[0]]
    one, more = (changes.changes_of(corpus, row.assign(verdict="", after=n, clauses=3))[0] for n in (1, 2))
    assert one.says == "drops 3 clauses that said so; 1 remains"
    assert more.says == "drops 3 clauses that said so; 2 remain"


def test_a_change_between_pages_far_apart_may_be_older(corpus, ledger):
    row = ledger[ledger["change"] == "added"].iloc[[0]].assign(verdict="", uncertain=False)
    near, far = (
        changes.changes_of(corpus, row.assign(last_without=row["announced"] - pd.Timedelta(days, "D")))[
            0
        ].when
        for days in (changes.LATE, changes.LATE + 1)
    )
    assert "perhaps before" not in near
    assert "(perhaps before: the page before is of" in far


def test_a_row_that_a_rule_doubts_says_so_and_why(tmp_path, corpus, ledger):
    row = ledger[ledger["change"] == "added"].iloc[[0]]
    for doubt, said in (("", False), ("edit", True)):
        changes.lay_changes(
            site_in(tmp_path / (doubt or "none")), corpus, row.assign(verdict="right", doubt=doubt)
        )
        text = soup(tmp_path / (doubt or "none") / "changes" / "index.html").get_text()
        assert ("speaks against it: edits a clause by words that stood elsewhere on the page" in text) == said
        assert ("A rule speaks against 1 of them" in text) == said


def test_every_region_has_a_name(corpus):
    assert set(corpus.documents["jurisdiction"]) <= set(REGIONS)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, corpus, ledger) -> Path:
    """Pages of a platform with a hostile name, section and address."""
    row = ledger[ledger["verdict"] == "right"].iloc[[0]]
    named = corpus.documents["document"] == row["document"].iloc[0]
    documents = corpus.documents.assign(platform=corpus.documents["platform"].mask(named, HOSTILE))
    folder = tmp_path_factory.mktemp("hostile") / "site"
    changed = row.assign(platform=HOSTILE, section=HOSTILE)
    changes.lay_changes(site_in(folder), replace(corpus, documents=documents), changed)
    return folder


def test_a_hostile_name_is_only_text(hostile, browser):
    with tab_of(browser) as tab:
        tab.goto((hostile / "changes" / "index.html").as_uri())
        assert tab.title() == "Changes, newest first"
        assert tab.locator("img").count() == 0
        assert "<img src=x" in tab.inner_text("article.change")
    assert faults_of((hostile / "changes" / "all.atom").read_text(encoding="utf-8")) == []


# In a browser


@pytest.fixture
def tab(browser):
    with tab_of(browser) as page:
        yield page


def listed(tab) -> list[str]:
    return tab.eval_on_selector_all(
        "article.change", "all => all.filter(c => c.offsetParent !== null).map(c => c.id)"
    )


def test_filters_leave_what_was_chosen_and_go_along_to_other_years(site, tab):
    ledger = helpers.load_ledger()
    of = ledger[
        (ledger["category"] == "ai_training") & (ledger["change"] == "denial_added") & ledger["first"]
    ]
    tab.goto((site / "changes" / "2026.html").as_uri())
    tab.get_by_label("Category").focus()
    tab.keyboard.type("AI")
    tab.get_by_label("What changed").focus()
    tab.keyboard.type("denies")
    tab.get_by_label("for the first time only").focus()
    tab.keyboard.press("Space")
    own = of[of["in_force"].dt.year == 2026]
    assert len(listed(tab)) == len(own) > 0
    assert tab.get_by_role("status").inner_text().startswith(f"{len(own)} of ")
    assert tab.url.endswith("#category=ai_training&kind=denial_added&first=1")
    tab.get_by_role("link", name="2025").first.press("Enter")
    tab.wait_for_url("**/2025.html#*")
    assert len(listed(tab)) == (of["in_force"].dt.year == 2025).sum()
    assert tab.get_by_label("What changed").input_value() == "denial_added"
    tab.get_by_role("button", name="Show all").press("Enter")
    tab.wait_for_function("document.querySelectorAll('article.change[hidden]').length === 0")
    assert "#" not in tab.url


def test_a_year_without_what_was_chosen_lists_nothing(site, tab):
    tab.goto((site / "changes" / "2006.html").as_uri() + "#sector=Nowhere%3Cimg%3E")
    assert listed(tab) == []
    assert tab.get_by_role("status").inner_text() == "0 of 1 shown"


def test_the_address_of_a_change_shows_it(site, tab):
    name = soup(years(site)[-1]).select("article.change")[-1]["id"]
    tab.goto(f"{years(site)[-1].as_uri()}#{name}")
    assert name in listed(tab)
    assert tab.eval_on_selector("article.change:target", "c => c.id") == name


def test_without_scripts_all_changes_stand_and_no_filter(site, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / "changes" / "index.html").as_uri())
    assert len(listed(tab)) == len(soup(years(site)[-1]).select("article.change"))
    assert not tab.locator("form.filters").is_visible()
    context.close()


def test_the_pages_name_their_feeds(site):
    for path in [site / "changes" / "index.html", *years(site)]:
        feeds = [link["href"] for link in soup(path).select('link[type="application/atom+xml"]')]
        assert "all.atom" in feeds
        assert all((path.parent / name).is_file() for name in feeds)
        assert not [link for link in soup(path).select("a[href]") if re.match("javascript", link["href"])]
