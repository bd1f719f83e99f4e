"""The page "Look and ask" counts as the tables do, in a real browser; archived names are only ever text."""

import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import explorer
import numpy as np
import pandas as pd
import pytest

import helpers
from policy_corpus.analysis import denials
from policy_corpus.analysis.corpus import Corpus, load_corpus
from policy_corpus.analysis.over_time import intensity, measure, prevalence
from policy_corpus.analysis.select import at
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
    paths = ["A/P.md", "A/P.md", f"{HOSTILE}/P.md", "B/P.md"]
    captures = pd.DataFrame({"archive": "pga-versions", "commit": ["a" * 40] * 4, "path": paths})
    labels = {f"{c}_about": [c == "biometric", False] for c in ALL}
    stances = {f"{c}_stance": ["collects" if c == "biometric" else "none", "none"] for c in ALL}
    spans = [("a-eu", 1, start), ("a-us", 1, start), ("b", 1, start), ("b-twin", 1, start)]
    spans += [("a-us", 0, start), ("b", 0, LEDGER_DAY)]
    presence = pd.DataFrame(spans, columns=["document", "clause", "from"]).assign(until=end, section="1")
    return Corpus(documents, captures, versions, pd.DataFrame(labels | stances), presence)


def invented_ledger() -> pd.DataFrame:
    row = {"document": "b", "category": "biometric", "change": "added", "first": True, "announced": pd.NaT}
    row |= {"in_force": LEDGER_DAY, "section": HOSTILE, "clauses": 1, "url": "javascript:alert(1)"}
    row |= {"gap_from": pd.NaT, "gap_until": pd.NaT, "stance": "collects", "hashes": ""}
    return pd.DataFrame([row, row | {"document": "gone"}, row | {"category": "unknown"}])


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
    assert [row[:4] for row in data["ledger"]] == [[list(held).index("b"), "biometric", "added", 1]]


def test_a_change_in_a_gap_has_both_ends_of_it_in_place_of_its_days(tmp_path, page):
    gap = {"gap_from": pd.Timestamp("2021-02-01"), "gap_until": pd.Timestamp("2021-05-01")}
    ledger = invented_ledger().head(1).assign(**gap, announced=gap["gap_until"], in_force=gap["gap_until"])
    data = explorer.data_of(invented_corpus(), ledger)
    page.goto(page_of(tmp_path, data).as_uri() + "#c=biometric")
    cells = page.locator(".explorer-ledger td").all_inner_texts()
    assert cells[4:6] == ["between 2021-02-01 and 2021-05-01", ""]


def test_a_denial_says_what_it_covers(tmp_path, page):
    denied = {"change": "denial_added", "stance": "denies", "hashes": "unread"}
    data = explorer.data_of(invented_corpus(), invented_ledger().head(1).assign(**denied))
    page.goto(page_of(tmp_path, data).as_uri() + "#c=biometric")
    cells = page.locator(".explorer-ledger td").all_inner_texts()
    assert cells[3] == f"denial added, first: {denials.NOT_READ}"


def test_the_data_cannot_end_their_script():
    script = explorer.as_script(explorer.data_of(invented_corpus(), invented_ledger()))
    assert "<" not in script
    assert script.isascii()
    held = json.loads(script.removeprefix("window.EXPLORER=").rstrip(";\n"))
    assert HOSTILE in {row["platform"] for row in held["documents"]}


# In a browser


def page_of(folder: Path, data: dict) -> Path:
    """A page of such data alone, written to a folder."""
    (folder / explorer.DATA).write_text(explorer.as_script(data))
    script = (ROOT / "report" / "static" / "explorer.js").as_uri()
    html = f'<!doctype html><title>0</title><div id="explorer">still</div><script src="{explorer.DATA}"></script>'
    (folder / "page.html").write_text(f'{html}<script src="{script}"></script>')
    return folder / "page.html"


@pytest.fixture(scope="session")
def invented_page(tmp_path_factory) -> Path:
    """A page of the invented corpus alone."""
    data = explorer.data_of(invented_corpus(), invented_ledger())
    return page_of(tmp_path_factory.mktemp("explorer"), data)


@pytest.fixture
def page(browser):
    """A page in a browser that must not complain, nor ask another host."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    tab.on(
        "request",
        lambda asked: (
            faults.append(asked.url) if urlsplit(asked.url).scheme not in {"file", "data"} else None
        ),
    )
    yield tab
    tab.close()
    assert faults == []


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
        ("&j=US", [["Acme", "US"]]),
        ("&s=games", [["Acme", "EU"]]),
        ("&p=a-us", [["Acme", "US"]]),
        ("&p=a-us,b", [["Acme", "US"], [HOSTILE, "unspecified"]]),
    ],
)
def test_a_company_counts_once(choice, counted, invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=biometric{choice}")
    rows = page.eval_on_selector_all(
        ".explorer-behind tbody tr",
        "all => all.map(row => [row.cells[0].textContent, row.cells[1].textContent])",
    )
    assert sorted(rows) == sorted(counted)


def test_the_archived_version_is_at_its_public_address(invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=biometric&j=US")
    links = page.eval_on_selector_all(".explorer-behind td a", "all => all.map(a => a.href)")
    assert links == [f"https://github.com/OpenTermsArchive/pga-versions/blob/{'a' * 40}/A/P.md"]


def test_a_false_address_shows_what_can_be_shown(invented_page, page):
    page.goto(f"{invented_page.as_uri()}#c=none&s=nowhere&j=moon&p=x&m=weight&at=biometric:1999-01-01")
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
    folder = tmp_path_factory.mktemp("look")
    text = explorer.lay_page(ROOT, folder)
    html = re.search(r"```\{raw\} html\n(.*?)\n```", text, re.DOTALL)[1]
    html = html.replace("_static/", (ROOT / "report" / "static").as_uri() + "/")
    (folder / "explore.html").write_text(f"<!doctype html><meta charset=utf-8><title>Look</title>{html}")
    return folder / "explore.html"


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
    page.get_by_label("Read in").select_option("EU")
    assert_same(page, corpus, STORY, "intensity", jurisdiction="EU")
    page.get_by_label("Prevalence (share of companies)").check()
    page.get_by_label("Read in").select_option("")
    page.get_by_label("Sector").select_option("social")
    assert_same(page, corpus, STORY, "prevalence", sector="social")
    assert "Jurisdictions are mixed" in page.inner_text(".explorer-summary")
    address = page.url
    assert address.endswith(
        "#c=biometric,employment,ai_training&m=prevalence&s=social&at=biometric:2026-04-01"
    )
    before = page.inner_text(".explorer-summary")
    page.goto("about:blank")
    page.goto(address)
    assert page.inner_text(".explorer-summary") == before


def test_a_platform_stands_alone(report_page, page, corpus):
    page.goto(report_page.as_uri())
    page.get_by_label("Only platform").fill("X (unspecified) · x")
    page.keyboard.press("Tab")
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
        ".explorer-behind tbody tr",
        "all => all.map(r => [r.cells[0].textContent, r.querySelector('a').href])",
    )
    assert sorted(name for name, _ in rows[: len(having)]) == sorted(having["platform"])
    in_force = at(corpus.versions[corpus.versions["document"] == "x"], "2023-12-31")
    capture = corpus.captures.loc[in_force["capture"].iloc[0]]
    assert dict(rows)["X"] == archived_at(capture["archive"], capture["commit"], capture["path"])


def test_bounds_are_those_of_the_linearised_ratio(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=biometric&j=EU")
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


def test_the_ledger_is_that_of_the_choice(report_page, page, corpus):
    page.goto(f"{report_page.as_uri()}#c=biometric,ai_training&j=US")
    documents = counted(corpus, jurisdiction="US")
    ledger = helpers.load_ledger()
    own = ledger[
        ledger["document"].isin(documents["document"]) & ledger["category"].isin(["biometric", "ai_training"])
    ]
    assert len(own) > 10
    assert f"{len(own)} in the ledger" in page.inner_text(".explorer-ledger")
    links = page.eval_on_selector_all(".explorer-ledger td a", "all => all.map(a => a.getAttribute('href'))")
    assert sorted(links) == sorted(own["url"])


def test_the_page_and_its_data_are_light(report_page):
    files = [report_page, report_page.with_name(explorer.DATA), ROOT / "report" / "static" / "explorer.js"]
    assert sum(path.stat().st_size for path in files) < 3_000_000
