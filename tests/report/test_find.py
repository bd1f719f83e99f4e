"""The box in every page's head leads to a platform: by its exact name, by a beginning, by a part; with the keyboard."""

import json
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from shell import Site

from policy_corpus.paths import ROOT

NAMES = {"Antik": "antik", "Mastik Tok": "mastik-tok", "TikTok Lite": "tiktok-lite", "TikTok": "tiktok"}
OTHER = {"Antik": ["Old Name", "Hooting Inc"]}
NAMES |= {"Über": "uber", "<b>Bold</b>": "b-bold-b"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder of pages with the shell's head: a page for each of NAMES, their list, one a folder below."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "report" / "static", folder / "_static")
    (folder / "_static" / "categories.css").touch()
    pages = Site(folder)
    rows = [[name, f"platforms/{slug}.html", *OTHER.get(name, [])] for name, slug in NAMES.items()]
    pages.put("platforms/platforms.js", f"window.PLATFORMS={json.dumps(rows)};\n")
    for place in ("notebooks/a.html", "platforms/index.html", *(place for _, place, *_ in rows)):
        pages.write(place, "shell.html", place, "A page.")
    return folder


@pytest.fixture
def tab(site, browser):
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto((site / "notebooks" / "a.html").as_uri())
    yield page
    page.close()


def typed(tab, text: str):
    box = tab.get_by_role("combobox", name="Find a platform")
    box.fill(text)
    return box


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tik", "tiktok"),  # the shortest of those that begin so
        ("TIKTOK", "tiktok"),
        ("tiktok l", "tiktok-lite"),
        ("tok", "mastik-tok"),  # a word that begins so comes before a part of a word
        ("stik", "mastik-tok"),
        ("uber", "uber"),
        ("bold", "b-bold-b"),
    ],
)
def test_enter_leads_to_the_platform(tab, text, place):
    typed(tab, text).press("Enter")
    tab.wait_for_url(f"**/platforms/{place}.html")


def test_suggestions_are_gone_through_with_arrows(tab):
    box = typed(tab, "tik")
    options = tab.get_by_role("option")
    options.first.wait_for()
    assert options.all_inner_texts() == ["TikTok", "TikTok Lite", "Antik", "Mastik Tok"]
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    box.press("ArrowDown")
    marked = tab.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert marked.inner_text() == "TikTok Lite"
    assert marked.get_attribute("aria-selected") == "true"
    box.press("Enter")
    tab.wait_for_url("**/platforms/tiktok-lite.html")


def test_escape_closes_the_suggestions(tab):
    box = typed(tab, "tik")
    tab.get_by_role("option").first.wait_for()
    box.press("Escape")
    assert not tab.get_by_role("listbox").is_visible()
    assert box.get_attribute("aria-expanded") == "false"


def test_a_suggestion_can_be_clicked(tab):
    typed(tab, "ant")
    tab.get_by_role("option", name="Antik").click()
    tab.wait_for_url("**/platforms/antik.html")


def test_a_name_that_is_not_followed_is_said_to_be_so(tab):
    typed(tab, "zzz").press("Enter")
    tab.get_by_text("No platform of that name is followed.").wait_for()
    assert tab.url.endswith("notebooks/a.html")


def test_another_name_leads_there_and_is_shown(tab):
    box = typed(tab, "hoot")
    option = tab.get_by_role("option")
    option.wait_for()
    assert option.inner_text() == "Antik (Hooting Inc)"
    box.press("Enter")
    tab.wait_for_url("**/platforms/antik.html")


def test_a_name_is_text(tab):
    typed(tab, "<b>")
    option = tab.get_by_role("option")
    option.wait_for()
    assert option.inner_text() == "<b>Bold</b>"
    assert option.locator("b").count() == 0


def test_without_scripts_it_is_a_link_to_the_index(site, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((site / "notebooks" / "a.html").as_uri())
    page.get_by_role("link", name="Find a platform").click()
    assert page.url.endswith("platforms/index.html")


def test_the_open_box_shuts_nobody_out(tab):
    typed(tab, "tik").press("ArrowDown")
    tab.get_by_role("option").first.wait_for()
    faults = Axe().run(tab).response["violations"]
    assert [fault["id"] for fault in faults if fault["impact"] in {"serious", "critical"}] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
