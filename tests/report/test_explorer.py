"""The page "Look up" counts as the tables do, in a real browser; archived names are only ever text."""

import csv
import json
import os
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import changes
import explorer
import numpy as np
import pandas as pd
import pytest
from laid import site_in, tab_of
from shell import REGIONS, as_script, slugs_of

import helpers
from policy_corpus.analysis import denials
from policy_corpus.analysis.corpus import Corpus, load_corpus
from policy_corpus.analysis.over_time import intensity, measure, prevalence
from policy_corpus.analysis.select import at, is_twin
from policy_corpus.analysis.spells import spells
from policy_corpus.categories import ALL, NAMES, STORY
from policy_corpus.extract.sources import archived_at
from policy_corpus.paths import ROOT

HOSTILE = '</script><img src=x onerror="document.title=1">'
LEDGER_DAY = pd.Timestamp("2021-02-01")


def invented_corpus() -> Corpus:
    """Two companies: one with a document in each of two jurisdictions, one with a hostile name."""
    documents = pd.DataFrame(
        {
            "document": ["a-eu", "a-us", "b", "b-twin"],
            "platform": ["Acme", "Acme", HOSTILE, HOSTILE],
            "company": ["Acme", "Acme", "Bore", "Bore"],
            "parent": ["Acme", "Acme", "Bore", "Bore"],
            "sector": ["games", "games", "media", "media"],
            "jurisdiction": ["EU", "US", "unspecified", "unspecified"],
            "main": [True, False, True, False],
            "well_known": False,
            "versions": 1,
        }
    )
    start, end = pd.Timestamp("2021-01-01"), pd.Timestamp("2021-07-01")
    versions = documents[["document"]].assign(**{"capture": range(4), "from": start, "until": end})
    documents = documents.assign(**{"from": start, "until": end})
    versions["opens"] = "first"
    paths = ["A/P.md", "A/P.md", f"{HOSTILE}/P.md", "B/P.md"]
    captures = pd.DataFrame({"archive": "pga-versions", "commit": ["a" * 40] * 4, "path": paths})
    captures = captures.assign(document=documents["document"], day=start, status="ok")
    labels = {f"{c}_about": [c == "biometric", False] for c in ALL}
    stances = {f"{c}_stance": ["collects" if c == "biometric" else "none", "none"] for c in ALL}
    spans = [("a-eu", 1, start), ("a-us", 1, start), ("b", 1, start), ("b-twin", 1, start)]
    spans += [("a-us", 0, start), ("b", 0, LEDGER_DAY)]
    presence = pd.DataFrame(spans, columns=["document", "clause", "from"]).assign(until=end, section="1")
    presence["shown"] = presence["from"]
    return Corpus(documents, captures, versions, pd.DataFrame(labels | stances), presence)


def invented_ledger() -> pd.DataFrame:
    row = {
        "document": "b",
        "category": "biometric",
        "change": "added",
        "first": True,
        "announced": LEDGER_DAY,
    }
    row |= {"in_force": LEDGER_DAY, "section": HOSTILE, "clauses": 1, "url": "javascript:alert(1)"}
    row |= {"gap_from": pd.NaT, "gap_until": pd.NaT, "stance": "collects", "hashes": "", "verdict": "right"}
    row |= {"platform": HOSTILE, "jurisdiction": "unspecified", "uncertain": False, "before": 0, "after": 1}
    row |= {"last_without": pd.Timestamp("2021-01-01"), "archive": "pga-versions", "commit": "b" * 40}
    row |= {"doubt": ""}
    return pd.DataFrame([row, row | {"document": "gone"}, row | {"verdict": "label"}])


def test_twins_are_no_choice_and_main_documents_come_first():
    documents = explorer.documents_of(invented_corpus())
    assert sorted(documents["document"][:2]) == ["a-eu", "b"]
    assert documents["document"].tolist()[2:] == ["a-us"]


def test_the_data_are_those_of_the_tables():
    data = explorer.data_of(invented_corpus(), invented_ledger())
    held = {row["document"]: row for row in data["documents"]}
    assert data["quarters"] == ["2021-01-01", "2021-04-01"]
    assert held["b"]["days"] == [90, 91]
    assert held["b"]["with"] == {"biometric": [59, 91]}
    # one clause of two in force for 59 of 90 days; `days_with` of clauses: 500 or so per 1,000, in tenths
    measured = measure(invented_corpus(), ["biometric"], invented_corpus().documents.iloc[[2]])
    assert held["b"]["clauses"]["biometric"] == (10 * measured["intensity_days"]).round().astype(int).tolist()
    assert held["a-eu"]["with"] == {}
    assert held["b"]["at"] == [0, 0]
    assert held["b"]["since"] == {"biometric": [["2021-02-01", "2021-07-01", ""]]}
    assert held["a-us"]["since"] == {"biometric": [["2021-01-01", "2021-07-01", "first"]]}
    (change,) = changes.changes_of(invented_corpus(), invented_ledger().head(1))
    expected = [
        list(held).index("b"),
        "biometric",
        "says so, for the first time",
        "First seen in force 1 February 2021.",
    ]
    assert [row[:4] for row in data["changes"]] == [expected]
    assert data["changes"][0][-1] == change.page


def test_a_change_in_a_gap_has_both_ends_of_it_in_place_of_its_day(tmp_path, page):
    gap = {"gap_from": pd.Timestamp("2021-02-01"), "gap_until": pd.Timestamp("2021-05-01"), "uncertain": True}
    ledger = invented_ledger().head(1).assign(**gap, announced=gap["gap_until"], in_force=gap["gap_until"])
    data = explorer.data_of(invented_corpus(), ledger)
    page.goto(page_of(tmp_path, data).as_uri() + "#c=biometric")
    cells = page.locator(".explorer-ledger td").all_inner_texts()
    assert cells[4].startswith("Between 1 February 2021 and 1 May 2021; no page was archived")


def test_a_denial_says_what_it_covers(tmp_path, page):
    denied = {"change": "denial_added", "stance": "denies", "hashes": "unread"}
    data = explorer.data_of(invented_corpus(), invented_ledger().head(1).assign(**denied))
    page.goto(page_of(tmp_path, data).as_uri() + "#c=biometric")
    cells = page.locator(".explorer-ledger td").all_inner_texts()
    assert cells[3] == f"denies it, for the first time: {denials.NOT_READ}"


def test_the_data_cannot_end_their_script():
    script = as_script("EXPLORER", explorer.data_of(invented_corpus(), invented_ledger()))
    assert "<" not in script
    assert script.isascii()
    held = json.loads(script.removeprefix("window.EXPLORER=").rstrip(";\n"))
    assert HOSTILE in {row["platform"] for row in held["documents"]}


# In a browser


def page_of(folder: Path, data: dict) -> Path:
    """A page of such data alone, written to a folder."""
    site = site_in(folder / "site")
    site.put(explorer.DATA, as_script("EXPLORER", data))
    return site.write(
        "explore.html", "explore.html", "0", "A page.", data=explorer.DATA, still="still", fewest=10
    )


@pytest.fixture(scope="session")
def invented_page(tmp_path_factory) -> Path:
    """A page of the invented corpus alone."""
    data = explorer.data_of(invented_corpus(), invented_ledger())
    return page_of(tmp_path_factory.mktemp("explorer"), data)


@pytest.fixture
def page(browser):
    """A page in a browser that must not complain, nor ask another host."""
    with tab_of(browser) as tab:
        yield tab


def test_a_hostile_name_is_only_text(invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=biometric")
    assert page.title() == "0"
    assert page.locator("#explorer img").count() == 0
    assert HOSTILE in page.inner_text(".explorer-behind")
    assert [
        a
        for a in page.eval_on_selector_all("#explorer a", "all => all.map(a => a.href)")
        if a.startswith("javascript")
    ] == []


@pytest.mark.parametrize(
    ("choice", "counted"),
    [
        ("", [["Acme", "EU"], [HOSTILE, "unspecified"]]),
        ("&r=United+States", [["Acme", "US"]]),
        ("&s=Games", [["Acme", "EU"]]),
        ("&p=a-us", [["Acme", "US"]]),
        ("&p=a-us,b", [["Acme", "US"], [HOSTILE, "unspecified"]]),
    ],
)
def test_a_company_counts_once(choice, counted, invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=biometric{choice}")
    rows = page.eval_on_selector_all(
        ".explorer-behind tbody tr.counted",
        "all => all.map(row => [row.cells[0].textContent, row.cells[1].textContent])",
    )
    assert sorted(rows) == sorted([name, REGIONS[region]] for name, region in counted)


def test_a_companys_other_texts_stand_below_it_and_count_not(invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=biometric&s=Games")
    rows = page.locator(".explorer-behind tbody tr").all()
    assert [row.get_attribute("class") for row in rows] == ["counted", "aside"]
    assert "United States (not counted)" in rows[1].inner_text()
    assert "1 further text of the same companies: listed below, not counted" in page.inner_text(
        ".explorer-summary"
    )


def test_since_is_the_languages_day_and_not_the_texts(invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=biometric&at=biometric:2021-04-01")
    cells = {
        row.locator("td").nth(0).inner_text(): row.locator("td").nth(4).inner_text()
        for row in page.locator(".explorer-behind tbody tr").all()
        if "United" in row.inner_text() or "img" in row.inner_text()
    }
    assert cells == {HOSTILE: "1 February 2021", "Acme": "1 January 2021 or before"}
    read = page.locator(".explorer-behind tbody tr td:nth-child(6)").first.inner_text()
    assert read == "read this text (page version of 1 January 2021)"


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (["2020-05-09", "2021-07-01", ""], "9 May 2020"),
        (["2020-05-09", "2021-07-01", "first"], "9 May 2020 or before"),
        (["2020-05-09", "2021-07-01", "2020-01-31"], "between 31 January 2020 and 9 May 2020"),
        (["2020-05-09", "2021-05-02", ""], "9 May 2020, until 2 May 2021"),
        (["2020-05-09", "2021-03-31", ""], ""),
    ],
)
def test_how_surely_the_day_is_known_is_said(time, said, tmp_path, page):
    data = explorer.data_of(invented_corpus(), invented_ledger())
    for row in data["documents"]:
        row["since"] = {"biometric": [time]}
    page.goto(page_of(tmp_path, data).as_uri() + "#c=biometric&at=biometric:2021-04-01")
    assert page.locator(".explorer-behind tbody tr td:nth-child(5)").first.inner_text() == said


def test_the_archived_version_is_at_its_public_address(invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=biometric&r=United+States")
    links = page.eval_on_selector_all(".explorer-behind td:last-child a", "all => all.map(a => a.href)")
    assert links == [f"https://github.com/OpenTermsArchive/pga-versions/blob/{'a' * 40}/A/P.md"]


def test_a_false_address_shows_what_can_be_shown(invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=none&s=nowhere&r=moon&p=x&m=weight&at=biometric:1999-01-01")
    assert page.locator(".explorer-summary").inner_text().startswith("2 companies")


def test_without_scripts_the_still_figure_stays(report_page, browser):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(report_page.as_uri())
    assert tab.locator("#explorer svg.chart").is_visible()
    assert "does not move" in tab.inner_text("#explorer")
    context.close()


@pytest.fixture(scope="session")
def report_page(tmp_path_factory) -> Path:
    """The page of the report in the folder REPORT, or else one made of the committed tables."""
    if "REPORT" in os.environ:
        return Path(os.environ["REPORT"]).resolve() / "explore.html"
    site = site_in(tmp_path_factory.mktemp("look") / "site")
    explorer.lay_page(site, load_corpus(), helpers.load_ledger(), ROOT)
    return site.folder / "explore.html"


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus()


def counted(corpus: Corpus, names=(), **choice) -> pd.DataFrame:
    """The documents that a choice (sector, jurisdiction, names) leaves, the first of each company."""
    documents = explorer.documents_of(corpus)
    for column, value in choice.items():
        documents = documents[documents[column] == value]
    documents = documents[documents["document"].isin(names)] if names else documents
    return documents.drop_duplicates("company")


def expected(corpus: Corpus, categories: list[str], column: str, **choice) -> pd.DataFrame:
    """The tables' own numbers for a choice: quarters × categories, and the companies."""
    documents = counted(corpus, **choice)
    measured = measure(corpus, categories, documents)
    table = (prevalence if column == "prevalence" else intensity)(measured)
    return (
        table["value"]
        .unstack("category")[categories]
        .assign(companies=table["companies"].unstack("category")[categories[0]])
    )


def shown(page) -> pd.DataFrame:
    """The page's table: quarters × companies and categories, as numbers."""
    rows = page.eval_on_selector_all(
        ".explorer-values tr", "all => all.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    table = pd.DataFrame(rows[1:], columns=rows[0]).set_index("quarter")[::-1]
    return table.apply(lambda column: column.str.removesuffix(" %").astype(float))


def assert_same(page, corpus, categories: list[str], measure: str, **choice) -> None:
    table, found = expected(corpus, categories, measure, **choice), shown(page)
    assert found["companies"].tolist() == table["companies"].tolist()
    names = [f"{day.year} Q{day.quarter}" for day in table.index]
    assert found.index.tolist() == names
    factor, digit = (100, 0.051) if measure == "prevalence" else (1, 0.0062)
    for category in categories:
        gap = np.abs(found[NAMES[category]].to_numpy() - factor * table[category].to_numpy())
        assert gap.max() <= digit, category


def test_clicks_change_the_numbers_and_the_address(report_page, page, corpus):
    story = [c for c in ALL if c in (*STORY, "postal_address")]
    page.goto(report_page.as_uri())
    assert_same(page, corpus, story, "prevalence")
    page.get_by_label("Intensity (clauses per 1,000)").check()
    assert_same(page, corpus, story, "intensity")
    page.get_by_role("checkbox", name="Postal address").uncheck()
    page.get_by_label("Read in").select_option(REGIONS["EU"])
    assert_same(page, corpus, STORY, "intensity", jurisdiction="EU")
    page.get_by_label("Prevalence (share of companies)").check()
    page.get_by_label("Read in").select_option("")
    page.get_by_label("Sector").select_option("Social")
    assert_same(page, corpus, STORY, "prevalence", sector="social")
    assert "Regions are mixed" in page.inner_text(".explorer-summary")
    address = page.url
    assert address.endswith(
        "#c=biometric,employment,ai_training&m=prevalence&s=Social&at=biometric:2026-04-01"
    )
    before = page.inner_text(".explorer-summary")
    page.goto("about:blank")
    page.goto(address)
    assert page.inner_text(".explorer-summary") == before


def test_a_platform_stands_alone(report_page, page, corpus):
    page.goto(report_page.as_uri())
    page.get_by_label("Add a platform").fill("x")
    page.keyboard.press("Enter")
    page.get_by_label("Leave out X").wait_for()
    story = [c for c in ALL if c in (*STORY, "postal_address")]
    assert_same(page, corpus, story, "prevalence", names=["x"])
    assert "1 company" in page.inner_text(".explorer-summary")
    page.get_by_label("Leave out X").click()
    assert_same(page, corpus, story, "prevalence")


def test_a_point_lists_the_policies_behind_it(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=ai_training")
    page.locator('.point[data-quarter="2023-10-01"]').dispatch_event("click")
    documents = counted(corpus)
    measured = measure(corpus, ["ai_training"], documents)
    there = measured[measured["period"] == "2023-10-01"]
    having = there[there["days_with"] > 0]
    assert f"{len(having)} of {len(there)} companies had AI training" in page.inner_text(".explorer-behind")
    rows = page.eval_on_selector_all(
        ".explorer-behind tbody tr.counted",
        "all => all.map(r => [r.cells[0].textContent, r.cells[5].querySelector('a').href])",
    )
    assert sorted(name for name, _ in rows[: len(having)]) == sorted(having["platform"])
    in_force = at(corpus.versions[corpus.versions["document"] == "x"], "2023-12-31")
    capture = corpus.captures.loc[in_force["capture"].iloc[0]]
    assert dict(rows)["X"] == archived_at(capture["archive"], capture["commit"], capture["path"])


def test_since_when_a_text_says_so_is_as_the_tables_have_it(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=ai_training&r=United+States")
    told = spells(corpus, ["ai_training"])
    told = told[
        (told["stance"] == "collects") & (told["from"] < "2026-07-01") & (told["until"] > "2026-04-01")
    ]
    days = told.groupby("document")["from"].max()
    documents = explorer.documents_of(corpus)
    documents = documents[(documents["jurisdiction"] == "US") & documents["document"].isin(days.index)]
    expected = sorted((row.platform, f"{days[row.document]:%-d %B %Y}") for row in documents.itertuples())
    rows = page.eval_on_selector_all(
        ".explorer-behind tbody tr", "all => all.map(r => [r.cells[0].textContent, r.cells[4].textContent])"
    )
    found = sorted(
        (name, re.findall(r"\d+ \w+ \d{4}", since.partition(", until")[0])[-1])
        for name, since in rows
        if since
    )
    assert found == expected
    assert len(found) > 10


def test_bounds_are_those_of_the_linearised_ratio(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=biometric&r=European+Union")
    documents = counted(corpus, jurisdiction="EU")
    measured = measure(corpus, ["biometric"], documents)
    rows = measured[measured["period"] == "2026-04-01"]
    share = rows["days_with"].sum() / rows["days"].sum()
    rest = rows["days_with"] - share * rows["days"]
    half = 1.96 * np.sqrt(len(rows) / (len(rows) - 1) * (rest**2).sum()) / rows["days"].sum()
    text = f"{100 * share:.1f} % ({len(rows)} companies, {100 * (share - half):.1f} % to {100 * (share + half):.1f} %)"
    assert f"Biometric {text}" in page.inner_text(".explorer-summary")


def test_the_keyboard_moves_from_point_to_point(report_page, page):
    page.goto(f"{report_page.as_uri()}#c=biometric,ai_training&at=biometric:2024-01-01")
    page.locator('.point[aria-pressed="true"]').focus()
    page.keyboard.press("ArrowRight")
    assert page.url.endswith("at=biometric:2024-04-01")
    page.keyboard.press("ArrowDown")
    assert page.url.endswith("at=ai_training:2024-04-01")
    assert page.evaluate("document.activeElement.dataset.category") == "ai_training"


def test_the_changes_are_those_of_the_choice(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=biometric,ai_training&r=United+States")
    documents = explorer.documents_of(corpus)
    documents = documents[documents["jurisdiction"] == "US"]
    ledger = helpers.load_ledger()
    own = ledger[
        ledger["document"].isin(documents["document"]) & ledger["category"].isin(["biometric", "ai_training"])
    ]
    assert len(own) > 10
    assert f"{len(own)} changes of these policies" in page.inner_text(".explorer-ledger")
    links = page.eval_on_selector_all(
        ".explorer-ledger td:last-child a", "all => all.map(a => a.getAttribute('href'))"
    )
    assert sorted(links) == sorted(own["url"])
    places = page.eval_on_selector_all(
        ".explorer-ledger td:nth-child(4) a", "all => all.map(a => a.getAttribute('href'))"
    )
    assert set(places) <= {change.page for change in changes.changes_of(corpus, own)}


def test_the_exact_name_is_offered_first_and_found_on_enter(report_page, page, corpus):
    page.goto(report_page.as_uri())
    page.get_by_label("Add a platform").press_sequentially("TikTok")
    options = page.locator(".explorer-controls [role=option]")
    options.first.wait_for()
    names = options.all_inner_texts()
    own = corpus.documents[(corpus.documents["platform"] == "TikTok") & (corpus.documents["versions"] > 0)]
    own = own[~is_twin(own["document"])]
    assert names[0] == "TikTok"
    assert all(f"TikTok, {REGIONS[region]}" in " ".join(names) for region in own["jurisdiction"])
    page.keyboard.press("Enter")
    page.get_by_label("Leave out TikTok").wait_for()
    assert sorted(page.url.split("&p=")[1].split("&")[0].split(",")) == sorted(own["document"])
    rows = page.locator(".explorer-behind tbody tr").all_inner_texts()
    assert {region for region in REGIONS.values() if any(region in row for row in rows)} >= {
        REGIONS[row.jurisdiction] for row in own.itertuples() if row.until > pd.Timestamp("2026-04-01")
    }
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Add a platform"


def test_every_region_can_be_chosen_by_its_name(report_page, page, corpus):
    page.goto(report_page.as_uri())
    names = page.get_by_label("Read in").locator("option").all_inner_texts()
    assert names[1:] == sorted(
        REGIONS[code] for code in explorer.documents_of(corpus)["jurisdiction"].unique()
    )


def saved(page, kind: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=kind, exact=True).click()
    return download.value.path()


def test_the_chart_is_saved_as_numbers_with_bounds(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=biometric,ai_training")
    head, *rows = csv.reader(saved(page, "CSV").read_text().splitlines())
    assert head[:4] == [
        "quarter (first day)",
        "companies",
        "Biometric (% of companies)",
        "Biometric, low (95 %)",
    ]
    table = expected(corpus, ["biometric", "ai_training"], "prevalence")
    assert [row[0] for row in rows] == [f"{day:%Y-%m-%d}" for day in table.index]
    assert [int(row[1]) for row in rows] == table["companies"].tolist()
    for place, category in ((2, "biometric"), (5, "ai_training")):
        value = np.array([float(row[place]) for row in rows])
        assert np.abs(value - 100 * table[category].to_numpy()).max() <= 0.051
        low, high = (np.array([float(row[place + side]) for row in rows]) for side in (1, 2))
        assert (low <= value).all()
        assert (value <= high).all()


def test_under_ten_companies_there_is_no_bound(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=biometric&p=x,tiktok")
    for row in list(csv.reader(saved(page, "CSV").read_text().splitlines()))[1:]:
        assert row[3:] == ["", ""]
        float(row[2])
    assert page.locator("svg.chart .band").count() == 0
    assert "companies," not in page.inner_text(".explorer-summary")


def test_the_chart_is_saved_as_a_picture_with_its_source(report_page, page):
    page.goto(f"{report_page.as_uri()}#c=biometric,employment,postal_address")
    text = saved(page, "SVG").read_text()
    root = ElementTree.fromstring(text)
    said = " ".join(part.text or "" for part in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "Source: Open Terms Archive contributors, ODC-By-1.0" in said
    assert all(NAMES[category] in said for category in ("biometric", "employment", "postal_address"))
    assert "#D55E00" in text
    assert not re.search(r"var\(|href|url\(|<script", text)
    png = saved(page, "PNG").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 2 * int(root.get("width"))


def test_every_column_is_in_sight(report_page, page):
    page.goto(f"{report_page.as_uri()}#c=biometric,employment,ai_training")
    for width in (1280, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        for part in (".explorer-behind .scroll", ".explorer-ledger .scroll"):
            assert page.eval_on_selector(part, "box => box.scrollWidth - box.clientWidth") <= 0, part
    heads = page.locator(".explorer-behind th").all_inner_texts()
    assert heads == [
        *("platform", "read in", "days with it", "clauses per 1,000", "has said so since", "archived text")
    ]


def test_the_names_at_the_lines_ends_are_whole(report_page, page):
    page.goto(
        report_page.as_uri() + "#c=biometric,employment,ai_training,email_address,cookies,postal_address"
    )
    boxes = page.eval_on_selector_all(
        "svg.chart text.end",
        "all => all.map(t => t.getBBox()).map(box => [box.x + box.width, box.y])",
    )
    width = page.eval_on_selector("svg.chart", "c => c.viewBox.baseVal.width")
    assert len(boxes) == 6
    assert max(right for right, _ in boxes) <= width
    tops = sorted(top for _, top in boxes)
    assert min(b - a for a, b in pairwise(tops)) >= 14


def test_names_lead_to_pages_of_platforms(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=biometric&p=x")
    slugs = slugs_of(corpus.documents["platform"])
    link = page.locator(".explorer-behind td a").first.get_attribute("href")
    assert link == f"platforms/{slugs['X']}.html"


def test_the_page_and_its_data_are_light(report_page):
    files = [report_page.with_name(explorer.DATA), *(ROOT / "report" / "static").glob("explorer*.js")]
    assert sum(path.stat().st_size for path in files) < 3_000_000
    assert report_page.stat().st_size < 300_000
