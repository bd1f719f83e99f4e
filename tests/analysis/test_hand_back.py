"""What is handed back of a policy is data: no terminal, spreadsheet or browser is told anything by it."""

import json

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis.hand_back import as_json

EVIL = """\
# <script>document.title="1"</script>

We collect a scan of your face <img src=x onerror="document.title=2"> with [a link](javascript:document.title=3).

=HYPERLINK("https://example.org"; "We collect your employment history") and we keep it.

<svg onload="document.title=4"></svg> <a href="javascript:document.title=5" onclick="document.title=6">We collect
fingerprints</a> <style>body { display: none }</style> {{ 7 * 7 }} \x1b[31m \u202eevil
"""


@pytest.fixture
def evil(tmp_path):
    path = tmp_path / "evil.txt"
    path.write_text(EVIL, encoding="utf-8")
    return path


def test_json_has_null_for_what_is_not_known():
    rows = json.loads(as_json(pd.DataFrame({"clause": ["\x07a"], "similarity": [float("nan")], "n": [1]})))
    assert rows == [{"clause": " a", "similarity": None, "n": 1}]


def test_csv_and_json_of_show_are_data_of_the_same_rows(evil, tmp_path, capsys):
    for form in ("csv", "json"):
        assert main(["show", str(evil), "--out", str(tmp_path / f"out.{form}")]) == 0
    capsys.readouterr()
    assert main(["show", str(evil), "--out", "-"]) == 0
    raw = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert capsys.readouterr().out == raw
    assert "\x1b" not in raw and "\u202e" not in raw
    table = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert list(rows[0]) == list(table) and len(rows) == len(table)
    assert table["clause"].str.startswith("'=HYPERLINK").any()
    assert not table["clause"].str.startswith("=").any()


def test_a_form_that_is_not_written_and_the_policy_itself_are_refused(evil, capsys):
    assert main(["show", str(evil), "--out", "out.docx"]) == 2
    assert ".html, .csv or .json" in capsys.readouterr().err
    page = evil.with_suffix(".html")
    page.write_text(EVIL, encoding="utf-8")
    assert main(["show", str(page), "--out", str(page)]) == 2
    assert "is a policy that is read" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == EVIL


# In a browser


@pytest.fixture
def page(browser):
    """A page in a browser that must not complain, nor ask for anything."""
    tab = browser.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda said: faults.append(said.text))
    tab.on("dialog", lambda dialog: faults.append(dialog.message))
    tab.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith("file:") else None)
    yield tab
    tab.close()
    assert faults == []


def commands(evil) -> dict[str, list[str]]:
    return {
        "show": ["show", str(evil), "--against", "bumble"],
        "diff": ["diff", str(evil), "data/example_policy.md"],
        "check": ["check", str(evil), "--law", "bipa"],
    }


@pytest.mark.parametrize("command", ["show", "diff", "check"])
def test_markup_of_the_policy_does_nothing_in_the_page(command, evil, page, tmp_path, monkeypatch):
    from policy_corpus.paths import ROOT

    monkeypatch.chdir(ROOT)
    out = tmp_path / "report.html"
    assert main([*commands(evil)[command], "--out", str(out)]) == 0
    page.goto(out.as_uri())
    assert page.title() not in set("123456")
    assert page.locator("main img, main svg, main script, main style, iframe, form").count() == 0
    links = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
    assert [link for link in links if not link.startswith(("#", "https://"))] == []
    handlers = "all => all.flatMap(e => [...e.attributes]).filter(a => a.name.startsWith('on')).length"
    assert page.eval_on_selector_all("*", handlers) == 0
    for link in page.locator("a[href^='#']").all():
        link.click()
    assert page.title() not in set("123456")
    assert page.locator("main").is_visible()


def test_the_page_marks_each_labelled_clause_in_its_categorys_colour_and_leads_to_why(page, tmp_path):
    from policy_corpus.categories import COLOURS
    from policy_corpus.paths import DATA

    out = tmp_path / "report.html"
    assert main(["show", str(DATA / "example_policy.md"), "--out", str(out)]) == 0
    page.goto(out.as_uri())
    mark = page.locator("mark.c-biometric.collects").first
    assert mark.inner_text().startswith("With your consent we collect biometric information")
    colour = mark.evaluate("m => getComputedStyle(m).borderBottomColor")
    red, green, blue = (int(COLOURS["biometric"][place : place + 2], 16) for place in (1, 3, 5))
    assert colour == f"rgb({red}, {green}, {blue})"
    why = page.locator(mark.locator("a").get_attribute("href"))
    for part in ("section 2.1", "biometric*", "collects", "archived version"):
        assert part in why.inner_text()
    assert page.locator("#policy").inner_text().count("Cobbleway is for people of sixteen and over") == 1
    assert page.locator("mark").count() == page.locator("#why > li").count()


@pytest.mark.parametrize("command", ["show", "check", "diff"])
def test_a_doubtful_layout_is_said_on_the_terminal_in_the_page_and_in_json(command, tmp_path, capsys):
    notice, clear = tmp_path / "notice.txt", tmp_path / "clear.md"
    notice.write_text(
        "NEVER\nWe never sell scans of your face to any other company.\nWhat we keep\nYour job title\n"
    )
    clear.write_text("# Notice\n\nWe keep your job title.\n")
    asked = {
        "show": ["show", str(notice)],
        "check": ["check", str(notice), "--law", "bipa"],
        "diff": ["diff", str(clear), str(notice)],
    }[command]
    page, rows = tmp_path / "out.html", tmp_path / "out.json"
    assert main(asked) == 0
    said = capsys.readouterr().out
    name = f"{notice}: " if command == "diff" else ""
    assert said.startswith(f"Warning. {name}Its layout leaves doubt") and said.count("Warning") == 1
    assert main([*asked, "--out", str(page)]) == main([*asked, "--out", str(rows)]) == 0
    assert "Its layout leaves doubt" in page.read_text(encoding="utf-8")
    told = json.loads(rows.read_text(encoding="utf-8"))
    assert told and all("leaves doubt" in row["layout_doubt"] for row in told)


def test_a_clear_layout_is_no_matter_of_warnings(tmp_path, capsys):
    clear = tmp_path / "clear.md"
    clear.write_text("# Notice\n\nWe keep your job title.\n")
    assert main(["diff", str(clear), str(clear)]) == main(["check", str(clear), "--law", "bipa"]) == 0
    assert "Warning" not in capsys.readouterr().out
