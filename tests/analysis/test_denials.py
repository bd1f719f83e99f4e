"""Who denies, for whom, since when; each denial says what it covers, and no other clause does."""

import pandas as pd
import pytest

from policy_corpus.analysis import denials, select
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.errors import CorpusError
from policy_corpus.extract.read_labels import read_readings
from policy_corpus.files import write_table
from policy_corpus.paths import RESULTS
from policy_corpus.story import LATEST
from tests.analysis import read_by_hand as by_hand


@pytest.fixture
def today() -> pd.DataFrame:
    return denials.today(by_hand.corpus(), by_hand.READINGS, by_hand.DENIALS, by_hand.DAY)


def test_who_denies_is_told_with_its_scope_and_since_when(today):
    shown = today[["platform", "category", "scope", "regions", "since", "from_first", "both"]]
    shown = shown.assign(since=shown["since"].dt.strftime("%Y-%m-%d"))
    assert shown.to_numpy().tolist() == [
        ["Birch", "biometric", denials.EVERYONE, "unspecified", "2021-02-15", False, True],
        ["Acorn", "ai_training", denials.SOME, "EU", "2021-01-01", True, True],
        ["Birch", "ai_training", denials.SOME, "unspecified", "2021-01-01", True, False],
    ]
    assert today["url"].iloc[0].endswith(f"{'1' * 40}/birch.md")


def test_what_was_gone_for_long_begins_anew():
    corpus = by_hand.corpus()
    gone = corpus.presence["document"].eq("birch") & corpus.presence["clause"].eq(6)
    corpus.presence.loc[gone, "from"] = pd.Timestamp("2021-02-25")
    before = corpus.presence[gone].assign(
        **{"from": pd.Timestamp("2020-01-01"), "until": pd.Timestamp("2020-02-01")}
    )
    corpus.presence.loc[len(corpus.presence)] = before.iloc[0]
    rows = denials.today(corpus, by_hand.READINGS, by_hand.DENIALS, by_hand.DAY)
    (since,) = rows.loc[(rows["platform"] == "Birch") & (rows["category"] == "ai_training"), "since"]
    assert since == pd.Timestamp("2021-02-25")


def test_a_copy_of_a_document_is_not_listed():
    corpus = by_hand.corpus()
    for table in (corpus.documents, corpus.versions, corpus.presence):
        table["document"] = table["document"].replace("birch", "birch-twin")
    rows = denials.today(corpus, by_hand.READINGS, by_hand.DENIALS, by_hand.DAY)
    assert rows["platform"].tolist() == ["Acorn"]


def test_of_all_companies_followed_who_denies_and_who_does_both():
    corpus = by_hand.corpus()
    main = select.main_documents(corpus)
    table = denials.by_company(corpus, by_hand.READINGS, by_hand.DENIALS, "biometric", by_hand.DAY, main)
    assert table.index.tolist() == ["Acorn", "Birch", "Cedar"]
    assert table.loc["Birch"].tolist() == [True, False, True]
    assert not table.loc[["Acorn", "Cedar"]].any().any()


def test_a_denial_of_the_ledger_is_told_in_words():
    rows = [
        ("biometric", "denies", "c3 c3"),
        ("ai_training", "denies", "c3 c6"),
        ("biometric", "collects", "c3"),
    ]
    ledger = pd.DataFrame(rows, columns=["category", "stance", "hashes"])
    assert denials.of_changes(ledger, by_hand.DENIALS).tolist() == [
        "for everyone (no faces)",
        f"{denials.NOT_READ}; for some users or uses only (paying users' files)",
        "",
    ]


def test_the_denials_of_the_published_ledger_are_told():
    ledger = pd.read_csv(RESULTS / "ledger.csv")
    words = denials.of_changes(ledger, denials.read_denials())
    assert (words[ledger["change"] == "denial_added"] != "").all()
    assert words.str.contains(denials.NOT_READ).sum() <= 1  # a row older than the last reading of its clause


FAULTS = {
    "is a settled denial without a row": by_hand.DENIALS.head(1),
    "is no settled denial": by_hand.DENIALS.assign(hash=["c3", "c5"]),
    "keep one row": pd.concat([by_hand.DENIALS, by_hand.DENIALS.head(1)]),
    "says nothing of what is covered": by_hand.DENIALS.assign(covers=["everyone: no faces", " "]),
    "has another scope": by_hand.DENIALS.assign(covers=["everyone: no faces", "everyone: no files"]),
    "the header must be": by_hand.DENIALS.rename(columns={"covers": "words"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_file_is_named(fault, tmp_path):
    write_table(tmp_path / "denials.csv", FAULTS[fault])
    with pytest.raises(CorpusError, match=fault):
        denials.read_denials(tmp_path / "denials.csv", by_hand.READINGS)


def test_every_published_denial_says_what_it_covers():
    table = denials.read_denials()
    assert table["covers"].str.len().max() < 80
    assert table.sort_values(["hash", "lead_in", "category"], kind="stable").equals(table)


def test_some_published_denials():
    table = denials.today(load_corpus(), read_readings(), denials.read_denials(), LATEST)
    rows = table.set_index(["platform", "category", "scope"]).sort_index()
    assert ("DeepSeek", "biometric", denials.EVERYONE) in rows.index
    assert ("AdRoll", "biometric", denials.EVERYONE) not in rows.index  # in a list for California
    assert rows.loc[("Snapchat", "biometric", denials.SOME), "both"].all()
    assert ("Sana", "ai_training", denials.EVERYONE) in rows.index
    meta = table[(table["platform"] == "Facebook") & (table["category"] == "ai_training")]
    assert meta["covers"].str.contains("private messages").all()
    assert not (table["platform"] == "X").any()


def test_a_denial_of_intention_and_the_table_that_is_saved(today):
    aims = today.assign(covers=["everyone: does not aim to see faces", *today["covers"].iloc[1:]])
    assert denials.of_intention(aims).tolist() == [True, False, False]
    saved = denials.as_saved(today)
    assert saved.index.names == denials.OF_DENIAL and saved["since"].iloc[0] == "2021-02-15"
    assert saved[["from_first", "both"]].to_numpy().tolist() == [[0, 1], [1, 1], [1, 0]]
