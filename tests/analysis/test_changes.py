"""The ledger: what counts as a change for good, on histories made up for each rule, and what it finds again."""

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import known_changes
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy import sparse

import helpers
from policy_corpus.__main__ import main
from policy_corpus.analysis.changes import AWAY, COLUMNS, document_changes, ledger, likeness
from policy_corpus.analysis.place import read_clauses
from policy_corpus.errors import CorpusError
from policy_corpus.extract.build import build
from policy_corpus.extract.quality import FLICKER
from policy_corpus.extract.text import clause_hash, clause_key
from policy_corpus.paths import ROOT
from policy_corpus.tables import read_table
from tests import invented

SCAN = "we scan the face of each gardener at the gate"
SCAN_AGAIN = "we scan the face of every gardener at our gate"
VOICE = "a recording of what you sing tells the shed whose voice it hears"
NEVER = "we take no print of any finger"
TOOLS = "spades and rakes are lent by the week"


@dataclass
class Page:
    """What a policy said from a day on: clause → stance, with `shown` where a clause was announced before."""

    day: int
    clauses: dict[str, str]
    shown: dict[str, int] | None = None


def changes(pages: list[Page], until: int, gap: tuple[int, int] | None = None) -> list[dict]:
    """The changes of an invented policy, followed from its first page to `until`, but not in the gap."""
    followed = [(pages[0].day, until)] if not gap else [(pages[0].day, gap[0]), (gap[1], until)]
    texts = sorted({text for page in pages for text in page.clauses})
    stays = []
    for start, end in followed:
        standing = {}
        for page in pages:
            if not start <= page.day < end:
                continue
            gone = [text for text in standing if text not in page.clauses]
            stays += [(*standing.pop(text), page.day) for text in gone]
            for text, stance in page.clauses.items():
                shown = (page.shown or {}).get(text, page.day)
                standing.setdefault(text, (texts.index(text), text, stance, shown, page.day))
        stays += [(*stay, end) for stay in standing.values()]
    page = pd.DataFrame(stays, columns=["clause", "hash", "stance", "shown", "from", "until"])
    page = page.assign(section="1", whose="none").sort_values(["from", "clause"])
    words = sorted({word for text in texts for word in text.split()})
    has = [[np.sqrt(2.0) * (word in text.split()) for word in words] for text in texts]
    found = document_changes(
        page[page["stance"] != "none"], page, followed, sparse.csr_matrix(has), np.ones(len(words))
    )
    return sorted(found, key=lambda change: (change["in_force"], change["change"]))


def told(found: list[dict]) -> list[tuple]:
    return [(change["change"], change["announced"], change["in_force"]) for change in found]


def with_tools(**clauses) -> dict:
    return {TOOLS: "none"} | clauses


def test_language_that_comes_and_stays_is_an_addition_and_the_first():
    found = changes([Page(0, with_tools()), Page(100, with_tools(**{SCAN: "collects"}))], until=900)
    assert told(found) == [("added", 100, 100)]
    assert found[0]["first"] == 1
    assert (found[0]["before"], found[0]["after"], found[0]["clauses"]) == (0, 1, 1)


def test_what_the_first_capture_has_is_no_addition():
    assert changes([Page(0, with_tools(**{SCAN: "collects"}))], until=900) == []


def test_what_the_first_capture_showed_without_standing_is_no_addition():
    later = Page(30, with_tools(**{SCAN: "collects"}), shown={SCAN: 0})
    assert changes([Page(0, with_tools()), later], until=900) == []


def test_an_announced_addition_has_both_its_days():
    later = Page(100, with_tools(**{SCAN: "collects"}), shown={SCAN: 63})
    assert told(changes([Page(0, with_tools()), later], until=900)) == [("added", 63, 100)]


def test_what_goes_for_good_is_removed():
    pages = [Page(0, with_tools(**{SCAN: "collects"})), Page(200, with_tools())]
    found = changes(pages, until=900)
    assert told(found) == [("removed", 200, 200)]
    assert (found[0]["before"], found[0]["after"], found[0]["first"]) == (1, 0, 0)


def test_the_end_of_tracking_removes_nothing():
    assert changes([Page(0, with_tools(**{SCAN: "collects"}))], until=200) == []


def test_a_gap_neither_removes_nor_adds():
    pages = [Page(0, with_tools(**{SCAN: "collects"})), Page(700, with_tools(**{VOICE: "collects"}))]
    assert changes(pages, until=1400, gap=(300, 700)) == []


def test_what_stands_for_a_few_days_only_is_neither_added_nor_removed():
    pages = [
        Page(0, with_tools()),
        Page(100, with_tools(**{SCAN: "collects"})),
        Page(100 + FLICKER - 1, with_tools()),
    ]
    assert changes(pages, until=900) == []


def test_what_is_new_when_tracking_ends_is_an_addition():
    pages = [Page(0, with_tools()), Page(100, with_tools(**{SCAN: "collects"}))]
    assert told(changes(pages, until=105)) == [("added", 100, 100)]


@pytest.mark.parametrize("away", [1, 40, AWAY])
def test_an_addition_that_is_withdrawn_and_returns_is_one_of_its_first_day(away):
    pages = [
        Page(0, with_tools()),
        Page(100, with_tools(**{SCAN: "collects"})),
        Page(101, with_tools()),
        Page(101 + away, with_tools(**{SCAN: "collects"})),
    ]
    assert told(changes(pages, until=1400)) == [("added", 100, 100)]


def test_what_returns_after_more_than_a_year_was_removed_and_is_added_again():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools()),
        Page(100 + AWAY + 1, with_tools(**{SCAN: "collects"})),
    ]
    found = changes(pages, until=1400)
    assert [change["change"] for change in found] == ["removed", "added"]
    assert found[1]["first"] == 0


def test_a_rewording_is_no_change():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN_AGAIN: "collects"})),
    ]
    assert changes(pages, until=900) == []


def test_a_label_that_turns_with_a_rewording_is_no_change():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN_AGAIN: "mentions"})),
        Page(400, with_tools(**{SCAN: "collects"})),
    ]
    assert changes(pages, until=900) == []


def test_a_list_that_becomes_a_sentence_is_no_change():
    parts = {"we scan the face": "collects", "of each gardener at the gate": "collects"}
    pages = [Page(0, with_tools(**parts)), Page(100, with_tools(**{SCAN: "collects"}))]
    assert changes(pages, until=900) == []


def test_a_sentence_that_says_again_what_another_says_is_no_addition():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN: "collects", "we scan the face of each gardener": "collects"})),
    ]
    assert changes(pages, until=900) == []


def test_another_kind_of_the_same_category_is_an_addition_but_not_the_first():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN: "collects", VOICE: "collects"})),
    ]
    found = changes(pages, until=900)
    assert told(found) == [("added", 100, 100)]
    assert (found[0]["first"], found[0]["before"], found[0]["after"]) == (0, 1, 2)


def test_what_the_page_still_says_under_no_label_is_not_removed():
    pages = [
        Page(0, {SCAN: "collects", TOOLS: "none"}),
        Page(100, {"by the gate we scan each face that the gardener at work shows the dog": "none"}),
    ]
    assert changes(pages, until=900) == []


def test_denials_are_rows_of_their_own():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN: "collects", NEVER: "denies"})),
        Page(500, with_tools(**{SCAN: "collects"})),
    ]
    found = changes(pages, until=1400)
    assert told(found) == [("denial_added", 100, 100), ("removed", 500, 500)]
    assert [change["stance"] for change in found] == ["denies", "denies"]
    assert found[0]["first"] == 1


def test_a_policy_that_is_written_anew_changes_by_the_difference():
    old = {SCAN: "collects"}
    new = {VOICE: "collects", "fingerprints open our cupboard of seeds": "collects"}
    found = changes([Page(0, with_tools(**old)), Page(100, with_tools(**new))], until=900)
    assert [(change["change"], change["clauses"]) for change in found] == [("added", 1)]


clauses = st.sets(st.sampled_from([SCAN, SCAN_AGAIN, VOICE, NEVER]))


@given(st.lists(st.tuples(st.integers(1, 400), clauses), max_size=8))
def test_a_change_never_falls_on_the_first_or_the_last_day(steps):
    day, pages = 0, [Page(0, with_tools())]
    for days, said in steps:
        day += days
        pages.append(Page(day, with_tools(**dict.fromkeys(sorted(said), "collects"))))
    found = changes(pages, until=day + 500)
    assert all(0 < change["in_force"] < day + 500 for change in found)
    added = sum(change["clauses"] for change in found if change["change"] == "added")
    removed = sum(change["clauses"] for change in found if change["change"] == "removed")
    assert added or not removed  # nothing stood at first, so what is removed had been added


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30), min_size=1))
def test_likeness_is_jaccard_and_share(ours, theirs):
    rows = [[np.sqrt(2.0) * (i in words) for i in range(31)] for words in (ours, theirs)]
    alike, within = likeness(sparse.csr_matrix(rows))
    assert alike[0, 1] == pytest.approx(len(ours & theirs) / len(ours | theirs), abs=1e-6)
    assert within[0, 1] == pytest.approx(len(ours & theirs) / len(ours), abs=1e-6)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> dict[str, Path]:
    """An invented corpus of three documents, built: where its parts are."""
    folder = tmp_path_factory.mktemp("small")
    places = invented.corpus(folder)
    build(places["archives"], folder / "tables", places["data"], places["sources"])
    return {**places, "tables": folder / "tables"}


@pytest.fixture
def little_news(monkeypatch):
    """In thirty clauses no word tells much: the threshold of the real corpus would hide every change."""
    monkeypatch.setattr("policy_corpus.analysis.changes.NEWS", 0.1)


def test_the_command_writes_the_ledger(small, little_news, tmp_path, capsys):
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


def test_a_policy_spliced_from_two_archives_changes_in_either(small, little_news):
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


def test_a_clause_is_read_where_the_archive_keeps_it(small):
    text = "We collect a scan of your face to open the shed."
    captures = read_table("captures", small["tables"]).to_pandas()
    blob = captures.loc[captures["path"] == "Acme/Privacy Policy.md", "blob"].iloc[-1]
    name = clause_hash(clause_key(text))
    found = read_clauses("small", blob, [name, "0" * 12], small["archives"], small["sources"])
    assert found == {name: text}
    with pytest.raises(CorpusError, match="no archive is named moon; name some of"):
        read_clauses("moon", blob, [name], small["archives"], small["sources"])


def test_the_committed_ledger_is_what_the_tables_say_in_any_surroundings(tmp_path):
    out = tmp_path / "ledger.csv"
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "policy_corpus", "changes", "--out", str(out)]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path, capture_output=True)
    assert out.read_bytes() == (ROOT / "data" / "results" / "ledger.csv").read_bytes()


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
    table = known_changes.known_changes_found(known, found)
    assert table["hit"].tolist() == [1, 0]
    assert table["lag"].tolist() == [2, pd.NA]
    assert table["days in ledger"].tolist() == [2, 1]


def test_a_clause_is_shown_by_its_places_and_its_words_where_they_are(small, tmp_path, capsys):
    text = "We collect a scan of your face to open the shed."
    command = ["clause", clause_hash(clause_key(text)), "--tables", str(small["tables"])]
    assert main([*command, "--archives", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "acme, section 2, 2019-04-21 to 2020-02-29: https://" in said
    assert "not on this machine" in said
    assert text not in said
    assert main(["clause", "0" * 12, "--tables", str(small["tables"])]) == 2
    assert "no clause" in capsys.readouterr().err


def test_shares_right_have_wilsons_interval():
    judged = pd.DataFrame({"sample": [1] * 10, "right": [1] * 8 + [0] * 2})
    row = helpers.shares_right(judged, "sample").loc[1]
    assert row[["judged", "right", "share"]].tolist() == [10, 8, 0.8]
    assert row[["low", "high"]].tolist() == pytest.approx([0.4902, 0.9433], abs=1e-4)


def test_judged_rows_say_whether_the_ledger_still_has_them():
    ledger = helpers.load_ledger()
    judged = helpers.judged_changes(ledger)
    assert len(judged) == len(pd.read_csv(ROOT / "data" / "ledger_sample.csv"))
    assert judged["kept"].any()
    assert not helpers.judged_changes(ledger.iloc[:0])["kept"].any()


def test_a_row_of_the_ledger_leads_to_its_clauses():
    own = pd.DataFrame({"document": ["a", "a", "b"], "clause": [2, 0, 1]})
    clauses = pd.DataFrame({"hash": ["x", "x", "y"]})
    corpus = helpers.Corpus(None, None, None, clauses, own)
    change = pd.Series({"document": "a", "hashes": "y x"})
    assert helpers.ledger_clauses(corpus, change).tolist() == [0, 2]


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
