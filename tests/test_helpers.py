"""What only notebooks need: tables loaded, results saved, numbers in words."""

import ast
import statistics

import pandas as pd
import pytest

import helpers
from policy_corpus import paths


def test_events_have_dates_in_order():
    events = helpers.load_data("events.csv")
    assert events["date"].is_monotonic_increasing
    assert events["date"].between("2012-01-01", "2026-12-31").all()


def test_results_are_written_to_the_byte(tmp_path, monkeypatch):
    monkeypatch.setattr(helpers, "results_folder", lambda: tmp_path)
    helpers.save_result(pd.DataFrame({"share": [1 / 3]}, index=pd.Index(["x"], name="name")), "shares.csv")
    assert (tmp_path / "shares.csv").read_bytes() == b"name,share\nx,0.3333\n"


@pytest.mark.parametrize("published", ["1", "", "0", "no"])
def test_only_make_notebooks_writes_over_published_results(published, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "data" / "results")
    monkeypatch.setattr(paths, "SCRATCH", tmp_path / "_build")
    monkeypatch.setenv(paths.PUBLISH, published)
    helpers.save_result(pd.DataFrame({"share": [0.5]}), "shares.csv")
    written = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.csv")]
    assert written == ["data/results/shares.csv" if published == "1" else "_build/results/shares.csv"]


def test_helpers_are_one_file_of_short_functions_in_three_groups():
    text = (paths.ROOT / "helpers.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    lengths = [
        node.end_lineno - node.lineno + 1 for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    ]
    assert len(text.splitlines()) <= 400
    assert statistics.median(lengths) <= 8
    assert max(lengths) <= 30
    assert all(group in ast.get_docstring(tree) for group in ("load (", "draw (", "tell ("))


def test_archives_are_named_with_their_commit():
    facts = helpers.archive_facts().set_index("archive")["commit"]
    assert {"contrib-versions", "tosback2"} <= set(facts.index)
    assert facts.str.fullmatch(r"[0-9a-f]{40}").all()


@pytest.mark.parametrize(
    ("share", "digits", "text"), [(0.123, 0, "12 %"), (0.123, 1, "12.3 %"), (1, 0, "100 %")]
)
def test_percent(share, digits, text):
    assert helpers.percent(share, digits) == text


def test_rows_of_the_ledger_are_listed_by_day(monkeypatch):
    displayed = []
    monkeypatch.setattr(helpers, "display", displayed.append)
    rows = pd.DataFrame(
        {
            "in_force": pd.to_datetime(["2022-02-01", "2021-01-01"]),
            "uncertain": [True, False],
            "gap_from": pd.to_datetime(["2021-11-30", None]),
            "gap_until": pd.to_datetime(["2022-02-01", None]),
            "platform": ["Acorn", "Birch"],
            "jurisdiction": ["EU", "US"],
            "category": ["biometric", "ai_training"],
            "stance": ["collects", "collects"],
            "hashes": ["aa", "bb"],
            "url": ["https://example.org/a", "https://example.org/b"],
        }
    )
    helpers.show_ledger(rows)
    helpers.show_ledger(rows.head(0))
    assert [shown.data for shown in displayed] == [
        (
            "- 2021-01-01 Birch (US): AI training ([archived](https://example.org/b))\n"
            "- between 2021-11-30 and 2022-02-01 Acorn (EU): Biometric ([archived](https://example.org/a))"
        ),
        "None.",
    ]


def test_what_regions_differ_in_is_listed_with_links(monkeypatch):
    displayed = []
    monkeypatch.setattr(helpers, "display", displayed.append)
    days = pd.to_datetime(["2026-06-01", "2026-05-02"])
    place = {"archive": "vlopses-us-versions", "commit": "1" * 40, "path": "Acorn/Privacy Policy.md"}
    pages = pd.DataFrame({"policy": "Acorn", "region": ["US", "EU"], "captured": days, **place})
    row = {"with": ["US"], "without": ["EU"], "since": days[0], "archived": days[1]}
    differing = pd.DataFrame([row], pd.MultiIndex.from_tuples([("Acorn", "ai_training")]))
    helpers.show_regions(differing, pages)
    helpers.show_regions(differing.head(0), pages)
    at = f"https://github.com/OpenTermsArchive/vlopses-us-versions/blob/{'1' * 40}/Acorn/Privacy%20Policy.md"
    assert [shown.data for shown in displayed] == [
        f"- Acorn, AI training: in [US]({at}) (2026-06-01); not in [EU]({at}) (2026-05-02). So since 2026-06-01.",
        "None.",
    ]


def test_pages_are_listed_by_day_and_words_are_quoted(monkeypatch):
    displayed = []
    monkeypatch.setattr(helpers, "display", displayed.append)
    helpers.show_pages({pd.Timestamp("2023-08-23"): "https://example.org/a"})
    assert displayed[0].data == "- [23 August 2023](https://example.org/a)"
    assert helpers.quoted(["a", "b"]) == "“a”; “b”"
    assert helpers.quoted([]) == "none"


def test_places_are_listed_with_links_and_what_is_told(monkeypatch):
    shown = []
    monkeypatch.setattr(helpers, "display", shown.append)
    row = {"platform": "A|B", "section": "#1", "since": "2024-01-02", "address": "https://example.org/a"}
    helpers.show_places(pd.DataFrame([row | {"similarity": 0.5}]), "similarity")
    assert shown[0].data == r"- A\|B, section #1, [since 2024-01-02](https://example.org/a): similarity 0.5"
    helpers.show_places(pd.DataFrame(columns=[*row, "similarity"]), "similarity")
    assert shown[1].data == "None."


def test_texts_are_listed_as_texts(monkeypatch):
    shown = []
    monkeypatch.setattr(helpers, "display", shown.append)
    helpers.show_list(["one", "a|b"])
    helpers.show_list([])
    assert [text.data for text in shown] == ["- one\n- a\\|b", "None."]


def test_a_table_to_be_read_has_names_for_keys_in_its_heads_its_index_and_its_categories():
    pairs = pd.MultiIndex.from_tuples([("denial_added", "biometric")], names=["change", "in_force"])
    table = helpers.plain(pd.DataFrame([[1]], columns=pairs, index=pd.Index([2021], name="last_without")))
    assert table.columns.tolist() == [("denial added", "Biometric")]
    assert [*table.columns.names, *table.index.names] == ["change", "in force", "last without"]
    assert helpers.plain(pd.DataFrame({"category": ["employment"]}))["category"].tolist() == [
        "Employment and education"
    ]


def test_a_denial_of_the_ledger_says_what_it_covers(monkeypatch):
    displayed = []
    monkeypatch.setattr(helpers, "display", displayed.append)
    covers = pd.DataFrame(
        [("aa", "", "biometric", "everyone: no faces"), ("bb", "", "biometric", "paying users")],
        columns=["hash", "lead_in", "category", "covers"],
    )
    monkeypatch.setattr(helpers.denials, "read_denials", lambda: covers)
    row = {
        "in_force": pd.Timestamp("2022-02-01"),
        "uncertain": False,
        "platform": "Acorn",
        "jurisdiction": "EU",
    }
    row |= {"category": "biometric", "stance": "denies", "url": "https://example.org/a"}
    helpers.show_ledger(pd.DataFrame([row | {"hashes": "aa bb"}, row | {"hashes": "cc"}]))
    first, second = displayed[0].data.splitlines()
    assert "Biometric, for everyone (no faces); for some users or uses only (paying users) (" in first
    assert helpers.denials.NOT_READ in second


def test_who_denies_is_listed_by_category_platform_and_scope(monkeypatch):
    displayed = []
    monkeypatch.setattr(helpers, "display", displayed.append)
    row = {
        "platform": "Acorn",
        "category": "biometric",
        "scope": "for everyone",
        "covers": "everyone: no faces",
    }
    row |= {"regions": "unspecified", "since": pd.Timestamp("2022-02-01"), "from_first": True, "both": True}
    other = row | {"covers": "everyone: no eyes", "regions": "EU, US", "from_first": False}
    helpers.show_denials(pd.DataFrame([row | {"url": "https://a.org"}, other | {"url": "https://b.org"}]))
    assert displayed[0].data.splitlines()[1:] == [
        "**Biometric**",
        "",
        (
            "- Acorn, for everyone: no faces ([since 2022-02-01 or before](https://a.org)); "
            "no eyes ([since 2022-02-01](https://b.org); read in EU, US). Elsewhere its policy says that it does."
        ),
    ]


def test_changes_have_units_in_their_heads_and_a_missing_bound_is_a_dash():
    table = pd.DataFrame(
        {"start": [0.1], "end": [0.25], "change": [0.15], "low": [float("nan")], "high": [float("nan")]},
        index=["ai_training"],
    )
    shown = helpers.changes(table)
    assert list(shown) == ["start (%)", "end (%)", "change (points)", "low (points)", "high (points)"]
    assert shown.loc["AI training"].tolist() == [10, 25, "+15", "–", "–"]
    assert helpers.in_percent(table)["low"].isna().all()


def test_a_category_that_the_ledger_does_not_have_is_made_from_the_tables(monkeypatch):
    asked = []

    def made(categories):
        asked.extend(categories)
        rows = pd.read_csv(paths.RESULTS / "ledger.csv", dtype={"users_or_applicants": str, "section": str})
        return rows.head(2).assign(category=categories[0], verdict="")

    monkeypatch.setattr(helpers, "ledger", made)
    published = helpers.load_ledger()
    table = helpers.load_ledger(categories=["biometric", "location"])
    assert asked == ["location"]
    assert len(table) == len(published) + 2 and table["category"].iloc[-1] == "location"
    assert table.dtypes.equals(published.dtypes)


def test_an_answer_with_other_numbers_is_shown_with_its_doubts(tmp_path, monkeypatch, capsys):
    """Where a run asks for something else than what is published."""
    shown = []
    cells = {"a": "# Did it rise?\n\nIt rose<!--? n > 1 --> by 2<!--= n as number -->.", "b": "By 2."}
    monkeypatch.setattr(helpers, "display", shown.append)
    monkeypatch.setattr(helpers.prose, "prose_of", lambda path: cells)
    monkeypatch.setattr(helpers, "notebook_path", lambda slug: tmp_path / slug)
    helpers.check_prose("rising", {"n": 2})
    assert shown == []
    helpers.check_prose("rising", {"n": 1})
    assert "2 other than computed" in capsys.readouterr().out
    assert "**(not so here)**" in shown[0].data and "by 1<!--" in shown[0].data
    assert "Did it rise" not in shown[0].data
