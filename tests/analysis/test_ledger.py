"""The ledger of an invented corpus, the published one, and what it finds again."""

import re
import subprocess
import sys
from datetime import date, timedelta

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis.ledger import COLUMNS, OF_ID, change_id, ledger
from policy_corpus.errors import CorpusError
from policy_corpus.extract.build import build
from policy_corpus.paths import ROOT
from policy_corpus.tables import read_table
from policy_corpus.trials import known_changes


def test_the_command_writes_the_ledger(small, tmp_path, capsys):
    out = tmp_path / "ledger.csv"
    assert main(["changes", "--tables", str(small["tables"]), "--out", str(out)]) == 0
    assert "changes in" in capsys.readouterr().out
    table = pd.read_csv(out)
    assert list(table) == COLUMNS
    acme = table[table["document"] == "acme"].iloc[0]
    began = date(1970, 1, 1) + timedelta(days=18_000)
    assert (acme["category"], acme["change"], acme["first"]) == ("biometric", "added", 1)
    assert acme["announced"] == acme["in_force"] == str(began + timedelta(days=7))
    assert acme["last_without"] == str(began)
    assert acme["url"].endswith(f"{acme['commit']}/Acme/Privacy%20Policy.md")
    captures = read_table("captures", small["tables"]).to_pandas().query("document == 'acme'")
    assert str(captures.set_index("commit").loc[acme["commit"], "day"]) == acme["announced"]


def test_a_policy_spliced_from_two_archives_changes_in_either(small):
    kite = ledger(small["tables"]).query("document == 'kite' and category == 'biometric'")
    found = kite[["archive", "announced", "first"]].to_numpy().tolist()
    assert found == [["old", "2011-05-06", 1], ["small", "2019-06-23", 0]]


def test_another_category_may_be_asked_for(small):
    table = ledger(small["tables"], ["cookies", "postal_address"])
    assert set(table["category"]) <= {"cookies", "postal_address"}
    with pytest.raises(CorpusError, match="there is no category jam; give some of: biometric"):
        ledger(small["tables"], ["jam"])


def test_a_ledger_that_cannot_be_written_leaves_nothing(small, tmp_path, capsys):
    out = tmp_path / "nowhere" / "ledger.csv"
    assert main(["changes", "--tables", str(small["tables"]), "--out", str(out)]) == 2
    assert str(out) in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_committed_ledger_is_what_the_tables_say_in_any_surroundings(tmp_path):
    out = tmp_path / "ledger.csv"
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "policy_corpus", "changes", "--out", str(out)]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path, capture_output=True)
    assert out.read_bytes() == (ROOT / "data" / "results" / "ledger.csv").read_bytes()


def test_each_row_has_an_id_of_its_own_that_other_rows_do_not_move():
    table = pd.read_csv(ROOT / "data" / "results" / "ledger.csv", dtype=str, keep_default_na=False)
    ids = [change_id(row) for row in table.to_dict("records")]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("ch-[0-9a-f]{12}", name) for name in ids)
    assert [change_id(row) for row in table[list(OF_ID)][::-3].to_dict("records")] == ids[::-3]


def test_a_known_change_is_found_under_any_of_its_names():
    known = pd.DataFrame(
        [
            ("a", "Shed (Barn)", "Barn/Privacy Policy.md", "biometric", "added", "2020-03-01", "2020-01-01"),
            ("b", "Shed", "x/p.md", "biometric", "removed", "2020-03-01", "2020-01-01"),
        ],
        columns=["id", "platform", "path", "category", "change", "first_date", "last_date_without"],
    )
    rows = [
        ("Barn", "Garden", "Barn/Privacy Policy.md", "biometric", "added", "2020-03-03"),
        ("Barn", "Garden", "Barn/Privacy Policy.md", "biometric", "added", "2021-03-03"),
        ("Shed", "Garden", "x/p.md", "biometric", "removed", "2020-05-01"),
    ]
    found = pd.DataFrame(rows, columns=["platform", "company", "path", "category", "change", "announced"])
    found["gap_from"] = None
    table = known_changes.known_changes_found(known, found)
    assert table["hit"].tolist() == [1, 0]
    assert table["lag"].tolist() == [2, pd.NA]
    assert table["days in ledger"].tolist() == [2, 1]


def test_a_known_change_is_found_where_the_gap_of_an_uncertain_row_has_its_day():
    columns = ["id", "platform", "path", "category", "change", "first_date", "last_date_without"]
    days = {"in": "2022-03-01", "before": "2019-12-31", "after": "2023-05-01"}
    known = pd.DataFrame(
        [(name, "Shed", "x/p.md", "biometric", "added", day, day) for name, day in days.items()],
        columns=columns,
    )
    row = {
        "platform": "Shed",
        "company": "Garden",
        "path": "x/p.md",
        "category": "biometric",
        "change": "added",
    }
    found = pd.DataFrame([row | {"announced": "2023-02-01", "gap_from": "2019-12-31"}])
    table = known_changes.known_changes_found(known, found).set_index("id")
    assert table["hit"].to_dict() == {"in": 1, "before": 0, "after": 0}
    assert str(table.loc["in", "found day"]) == "2023-02-01"
    assert pd.isna(table.loc["in", "lag"])  # its day is not known


@pytest.fixture(scope="module")
def published() -> pd.DataFrame:
    """The published tables' ledger."""
    return ledger()


@pytest.mark.parametrize(
    ("document", "category", "announced", "commit"),
    [
        ("financial-times", "employment", "2026-04-28", "02aedf0"),
        ("github", "biometric", "2020-12-08", "674c71a"),  # the first text after a gap, saved twice
        ("snapchat", "ai_training", "2024-01-22", "4d92bbd"),
        ("tinder", "biometric", "2022-12-14", "d1679dc"),
        ("x", "employment", "2021-07-20", "40b762e"),  # the page before it on that day had only the old text
        ("scaleway", "employment", "2024-04-10", "3e8f161"),  # the page before it had one clause of three
    ],
)
def test_of_several_captures_of_a_day_the_first_that_has_the_clauses_is_led_to(
    published, document, category, announced, commit
):
    own = published[["document", "category", "announced"]].eq([document, category, announced]).all(axis=1)
    (row,) = published[own].itertuples()
    assert row.commit.startswith(commit)
    assert row.commit in row.url


@pytest.fixture(scope="module")
def uncertain(published) -> pd.DataFrame:
    """The rows of the published tables' ledger that lie in a gap, by document."""
    certain = published["uncertain"] == 0
    assert (published.loc[certain, ["gap_from", "gap_until"]] == "").all(axis=None)
    return published[~certain].set_index("document")


def test_a_gap_lies_between_the_last_capture_before_and_the_first_after(uncertain):
    assert (uncertain["last_without"] <= uncertain["gap_from"]).all()
    assert (uncertain["gap_from"] < uncertain["gap_until"]).all()
    assert (uncertain["announced"] == uncertain["gap_until"]).all()
    assert (uncertain["in_force"] == uncertain["gap_until"]).all()
    none = uncertain["before"].where(uncertain["change"] != "removed", uncertain["after"])
    assert (none == 0).all()


@pytest.mark.parametrize(
    ("document", "category", "change", "gap_until"),
    [
        ("grammarly", "ai_training", "removed", "2023-02-06"),
        ("proton-mail", "ai_training", "denial_added", "2025-09-18"),
        ("myspace", "employment", "removed", "2020-07-29"),
    ],
)
def test_changes_known_to_lie_in_a_gap_are_in_the_ledger(uncertain, document, category, change, gap_until):
    found = uncertain.loc[[document], ["category", "change", "gap_until"]]
    assert found.to_numpy().tolist() == [[category, change, gap_until]]


@pytest.fixture(scope="module")
def rows(published) -> set[tuple[str, str, str, str]]:
    """The rows of the published tables' ledger: document, category, change, announced."""
    columns = ["document", "category", "change", "announced"]
    return set(published[columns].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "row",
    [
        # pages that the archive joined to the policy
        ("claude", "ai_training", "added", "2025-09-01"),
        ("openai-eu", "ai_training", "added", "2025-07-31"),
        ("openai-eu", "ai_training", "denial_added", "2025-07-31"),
        ("tiktok-us", "ai_training", "added", "2025-11-06"),
        ("tiktok-au", "ai_training", "added", "2025-11-06"),
        ("facebook-us", "biometric", "denial_added", "2025-10-13"),
        ("instagram-au", "biometric", "denial_added", "2026-02-19"),
        ("whatsapp-us", "biometric", "added", "2025-12-01"),
        # national sections that went from the page at once
        ("booking", "employment", "removed", "2022-08-24"),
        ("xfinity", "employment", "removed", "2020-07-01"),
        # a text of years before
        ("instagram-eu", "ai_training", "removed", "2024-04-17"),
        # a table that is read otherwise
        ("zoosk-us", "employment", "added", "2020-05-21"),
        ("zillow", "employment", "added", "2020-11-09"),
        # other words for what was said, above all who does it
        ("google-eu", "ai_training", "added", "2024-01-16"),
        ("microsoft", "ai_training", "added", "2023-08-23"),
        ("microsoft", "ai_training", "added", "2024-06-25"),
        ("evernote", "employment", "added", "2020-01-02"),
        # one more clause of a piece with several
        ("microsoft", "ai_training", "added", "2020-07-01"),
        ("okx", "biometric", "added", "2024-07-12"),
        # mentions, beside clauses that say it
        ("microsoft", "employment", "added", "2019-09-18"),
        # clauses that are left say it
        ("gumb", "employment", "removed", "2026-02-28"),
        ("match", "biometric", "removed", "2026-01-02"),
    ],
)
def test_what_was_read_as_the_pages_doing_or_as_reworded_is_told_without_reading(rows, row):
    assert row not in rows


@pytest.mark.parametrize(
    "row",
    [
        ("google-eu", "ai_training", "added", "2023-11-16"),
        ("microsoft", "ai_training", "added", "2025-10-11"),
        ("replit", "employment", "removed", "2025-08-29"),
        # on the day on which an unlike denial ended
        ("microsoft-us", "ai_training", "denial_added", "2026-06-26"),
    ],
)
def test_a_change_that_looks_like_one_of_these_but_is_real_stands_in_the_ledger(rows, row):
    assert row in rows


def test_a_row_that_a_rule_doubts_and_readers_found_right_stands_in_the_ledger(rows):
    assert ("whatsapp-eu", "biometric", "added", "2026-07-03") in rows
    whole = {
        tuple(row) for row in ledger(doubted=True)[["document", "category", "change", "announced"]].values
    }
    assert rows < whole


@pytest.mark.archives
def test_the_changes_known_from_the_archives_are_found_again(shared, archives, tmp_path):
    build(archives, tmp_path / "tables", workers=2)
    out = tmp_path / "ledger.csv"
    assert main(["changes", "--tables", str(tmp_path / "tables"), "--out", str(out)]) == 0
    script = shared / "tools" / "score_changes.py"
    known = shared / "events" / "known_changes.csv"
    said = subprocess.run(
        [sys.executable, script, known, out], check=True, capture_output=True, text=True
    ).stdout.splitlines()[-1]
    lag, rows, recall = map(float, re.findall(r"(?:lag |; |recall )(\d+(?:\.\d+)?)", said))
    assert lag == 0
    assert rows <= 6
    assert recall >= 0.9
