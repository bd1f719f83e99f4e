"""What Open Terms Archive's memos date, and what of it the corpus has."""

from datetime import date

import pandas as pd
import pytest

from policy_corpus.categories import STORY
from policy_corpus.extract.sources import read_sources
from policy_corpus.paths import DATA, RESULTS, TABLES
from policy_corpus.tables import read_table
from policy_corpus.trials import memos as trial
from policy_corpus.trials.memos import FOUND, KINDS, MEMOS, memos_found


def read(path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def memos() -> pd.DataFrame:
    return read(MEMOS)


def test_the_published_scores_are_those_of_the_published_tables(memos, tmp_path):
    found = memos_found(memos, TABLES, read(RESULTS / "ledger.csv"))
    found.to_csv(tmp_path / "found.csv", index=False, lineterminator="\n")
    said = "other scores than the tables give; run `python -m policy_corpus.trials.memos`"
    assert (tmp_path / "found.csv").read_bytes() == FOUND.read_bytes(), said


def test_every_memo_is_about_a_policy_of_the_archives(memos):
    documents = read(DATA / "documents.csv")
    places = set(documents[["archive", "path"]].itertuples(index=False, name=None))
    assert set(memos[["archive", "path"]].itertuples(index=False, name=None)) <= places
    assert set(memos["archive"]) <= {source.name for source in read_sources()}
    assert memos["id"].is_unique
    assert memos["memo"].str.fullmatch(r"https://opentermsarchive\.org/en/memos/[\w-]+/").all()
    assert memos["commit"].str.fullmatch("[0-9a-f]{40}|a53e891ba").all()
    assert set(memos["category"]) <= {"", *STORY} and set(memos["change"]) <= {"other", *KINDS}
    for day in (*memos["date"], *memos["day"]):
        date.fromisoformat(day)


def test_no_memo_is_retold(memos):
    assert (memos["about"].str.split().str.len() <= 2).all()


def test_a_commit_of_the_archives_has_the_memo_s_day(memos):
    captures = read_table("captures").to_pandas().astype({"commit": str, "path": str})
    both = memos.merge(captures[["commit", "path", "day"]], on=["commit", "path"], suffixes=("", " of it"))
    assert len(both) > 20
    assert both["day"].tolist() == both["day of it"].astype(str).tolist()


@pytest.fixture
def shed(monkeypatch) -> pd.DataFrame:
    """Tables of one document with two texts, and a second of the same platform; memos' rows are made of it."""
    captures = pd.DataFrame(
        {
            "document": ["shed"] * 3,
            "archive": "wet",
            "path": "Shed/p.md",
            "commit": ["a", "b", "c"],
            "day": pd.to_datetime(["2025-03-01", "2025-03-04", "2025-03-20"]),
            "status": ["ok", "ok", "return"],
        }
    )
    versions = pd.DataFrame({"document": "shed", "from": pd.to_datetime(["2025-03-01", "2025-03-06"])})
    documents = pd.DataFrame({"document": ["shed", "shed-gb"], "platform": "Shed"})
    tables = {"captures": captures, "versions": versions, "documents": documents}
    monkeypatch.setattr(trial, "load_table", lambda name, folder: tables[name])
    return pd.DataFrame(
        [
            ("kept", "b", "2025-03-04", "biometric", "added"),
            ("flicker", "c", "2025-03-20", "", "other"),
            ("elsewhere", "z", "2025-03-04", "biometric", "other"),
            ("late", "b", "2025-03-04", "ai_training", "added"),
        ],
        columns=["id", "commit", "day", "category", "change"],
    ).assign(archive="wet", path="Shed/p.md")


def test_a_memo_coincides_with_a_text_that_begins_near_its_own_capture(shed):
    ledger = pd.DataFrame(
        [
            ("shed-gb", "biometric", "2025-03-04"),
            ("shed", "biometric", "2025-03-09"),
            ("shed", "ai_training", "2025-03-12"),
        ],
        columns=["document", "category", "announced"],
    ).assign(platform="Shed", change="added")
    found = memos_found(shed, TABLES, ledger).set_index("id")
    assert found["coincides"].to_dict() == {"kept": 1, "flicker": 0, "elsewhere": 0, "late": 1}
    assert found["status"].to_dict() == {"kept": "ok", "flicker": "return", "elsewhere": "", "late": "ok"}
    assert found.loc["kept", ["days", "ledger_document", "in_ledger"]].tolist() == [2, "shed", 1]
    assert found.loc["late", "in_ledger"] == 0  # eight days are too many
    assert found.loc[["flicker", "elsewhere"], "in_ledger"].isna().all()
