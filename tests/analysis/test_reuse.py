"""Who had whose wording, of four invented companies."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from policy_corpus.analysis.corpus import load_corpus, load_term_matrix
from policy_corpus.analysis.reuse import (
    Compared,
    among_cases,
    beside_others,
    by_companies,
    copies_by_run,
    debuts,
    followed,
    followers,
    groups_with,
    near_pairs,
    nearer_by_company,
    nearer_to,
    nearest,
    news,
    read_copies,
    resemblance,
    shares_by_length,
    sources,
    with_names,
)
from policy_corpus.errors import CorpusError

# Clauses 0, 1 and 4 share most words, 2 shares none, 3 is a label.
COUNTS = sparse.csr_matrix(
    np.array(
        [[1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 0, 1], [0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 0, 0]]
    )
)


def table(days: list[str], from_start: list[bool]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "company": ["Acorn", "Birch", "Cherry", "Acorn Kids"],
            "parent": ["Acorn", "Birch", "Cherry", "Acorn"],
            "clause": [0, 1, 2, 4],
            "day": pd.to_datetime(days),
            "from_start": from_start,
        }
    )


@pytest.fixture
def rows() -> pd.DataFrame:
    return table(["2021-01-01", "2021-03-02", "2021-02-01", "2021-04-01"], [True, False, False, False])


def test_debuts_are_the_first_days_of_what_collects():
    clauses = pd.DataFrame(
        {
            "hash": ["a", "b", "a", "c", "e"],
            "biometric_about": True,
            "biometric_stance": ["collects", "denies", "collects", "collects", "collects"],
        }
    )
    documents = pd.DataFrame(
        {
            "document": ["x", "y"],
            "company": "Acorn",
            "parent": "Acorn",
            "from": pd.to_datetime(["2020-01-01"] * 2),
        }
    )
    days = pd.to_datetime(["2021-05-01", "2020-03-01", "2021-01-01", "2020-01-01", "2020-01-01"])
    presence = pd.DataFrame({"document": list("xxyxy"), "clause": [0, 1, 2, 3, 4], "shown": days})
    found = debuts(presence, clauses, documents, COUNTS, "biometric", least=2)
    assert found["clause"].tolist() == [4, 2]  # the label, the denial and the later copy are none
    assert found["from_start"].tolist() == [True, False]
    with pytest.raises(CorpusError, match="no category faces; give some of: biometric"):
        debuts(presence, clauses, documents, COUNTS, "faces", least=2)


def test_resemblance_is_the_share_of_common_words(rows):
    alike = resemblance(rows, COUNTS)
    assert alike[0, 1] == pytest.approx(4 / 6)
    assert alike[0, 3] == pytest.approx(4 / 5)
    assert alike[0, 2] == pytest.approx(1 / 6)
    assert (alike == alike.T).all() and (alike.diagonal() == 1).all()


def test_a_source_is_earlier_and_of_another_group(rows):
    found = sources(rows, resemblance(rows, COUNTS), np.array([1, 2, 3]))
    assert found.index.tolist() == [1, 2, 3]
    assert found["source"].tolist() == [0, 0, 1]  # not Acorn's own for Acorn Kids
    assert found["lag"].tolist() == [60, 31, 30]
    named = with_names(found, rows, np.array([False, True, False, False]))
    assert named["earlier"].tolist() == ["Acorn", "Acorn", "Birch"]
    assert named["common"].tolist() == [True, False, False]


def test_the_first_of_all_has_no_source():
    rows = table(["2021-01-01"] * 4, [False] * 4)
    assert sources(rows, resemblance(rows, COUNTS), np.arange(4)).empty


def test_what_the_own_group_had_before_or_from_the_start_is_no_news(rows):
    alike = resemblance(rows, COUNTS)
    assert news(rows, alike, 0.6).tolist() == [1, 2]  # Acorn had the like of Acorn Kids'
    assert news(rows, alike, 0.9).tolist() == [1, 2, 3]


def test_what_was_compared_is_counted(rows):
    alike = resemblance(rows, COUNTS)
    added = news(rows, alike, 0.9)
    own = Compared(rows, alike, added, sources(rows, alike, added))
    assert own.sizes() == {"wordings": 4, "companies": 4, "added": 3, "new to the group": 3, "compared": 3}
    common = np.array([False, True, False, False])
    assert own.reused(0.6, common) == {"near": 2, "wordings": 3, "share": 2 / 3, "common": 1}


@pytest.fixture
def compared(rows) -> Compared:
    alike = resemblance(rows, COUNTS)
    added = news(rows, alike, 0.9)
    return Compared(rows, alike, added, sources(rows, alike, added))


def test_the_share_with_a_source_falls_as_it_has_to_be_more_alike(compared):
    assert compared.shares([0.1, 0.6, 0.9]).tolist() == pytest.approx([1, 2 / 3, 0])


def test_wordings_are_found_by_day_and_by_company(compared):
    assert compared.added_between("2021-01-01", "2021-03-02").tolist() == [
        1,
        2,
    ]  # the first was there from the start
    assert compared.of_company("Birch", "2021-03-02").tolist() == [1]
    assert compared.of_company("Birch", "2021-03-03").empty


def test_who_took_up_whose_wordings(compared):
    common = np.array([False, True, False, False])
    pairs = near_pairs({"biometric": compared}, 0.6, {"biometric": common})
    assert pairs.index.tolist() == [("biometric", 1), ("biometric", 3)]
    assert pairs["clause"].tolist() == [1, 4]
    table = by_companies(pairs)
    assert table.index.tolist() == [
        ("Acorn Kids", "Birch"),
        ("Birch", "Acorn"),
    ]  # of one wording each, the sooner
    assert table["lag"].tolist() == [30, 60]
    assert table["common"].tolist() == [0, 1]


def test_wordings_with_a_follower_are_counted(compared):
    table = followed({"biometric": compared}, 0.6, ("2021-01-01", "2021-12-31"), "Acorn", "2021-01-01")
    assert table.loc["biometric"].to_dict() == {
        "with_follower": 0,
        "wordings": 3,
        "own_with_follower": 1,
        "own": 1,
    }


def test_a_companys_wordings_stand_beside_others_before_and_after(compared):
    table = beside_others({"biometric": compared}, "Birch", "2021-01-01")
    assert table[["nearest", "company"]].values.tolist() == [["before", "Acorn"], ["after", "Acorn Kids"]]
    assert set(table["wording"]) == {pd.Timestamp("2021-03-02")}


def test_a_share_among_other_cases():
    table = among_cases(pd.Series({"biometric": 0.2}), {"biometric": pd.Series([0.1, 0.2, 0.4])})
    assert table.loc["biometric"].tolist() == [0.2, 0.2, 2, 3]


def test_a_wording_taken_into_a_longer_one_resembles_it():
    rows = table(["2021-01-01"] * 4, [False] * 4)
    long, taken, most = np.ones(30), np.repeat([1, 0], [10, 20]), np.repeat([0, 1, 0], [8, 10, 12])
    few = np.repeat([1, 0], [9, 21])
    counts = sparse.csr_matrix(np.array([long, taken, few, long, most]))
    alike = resemblance(rows.assign(clause=[0, 1, 2, 4]), counts)
    assert alike[0, 1] == alike[1, 0] == pytest.approx(1)
    assert alike[0, 2] == pytest.approx(9 / 30)  # nine words stand in a long clause by chance
    assert alike[1, 3] == pytest.approx(2 / 18)


COPIES = [
    ("ai_training", "Starlink", "2026-01-16", "X"),
    ("ai_training", "DeepSeek", "2025-02-23", "TikTok"),
    ("ai_training", "People Inc.", "2025-12-10", "TikTok"),
    ("ai_training", "Pinterest", "2023-08-01", "TikTok"),
    ("ai_training", "xAI", "2024-10-01", "OpenAI"),
    ("biometric", "Hily", "2022-12-19", "Badoo"),
    ("biometric", "Hily", "2025-01-21", "Tinder"),
    ("biometric", "Binance", "2024-11-26", "Coinbase"),
]


@pytest.fixture(scope="module")
def published() -> dict:
    """By category, the wordings of the published tables and how they resemble each other."""
    corpus, (counts, _) = load_corpus(), load_term_matrix()
    found = {}
    for category in ("ai_training", "biometric"):
        rows = debuts(corpus.presence, corpus.clauses, corpus.documents, counts, category, 5)
        found[category] = rows, resemblance(rows, counts)
    return found


@pytest.mark.parametrize(("category", "later", "day", "earlier"), COPIES)
def test_a_copy_that_was_read_is_found(published, category, later, day, earlier):
    rows, alike = published[category]
    added = news(rows, alike, 0.6)
    own = added[((rows["company"] == later) & (rows["day"] == day))[added]]
    before = rows.index[(rows["company"] == earlier) & (rows["day"] < day)]
    assert alike[np.ix_(own, before)].max() >= 0.6


def test_copies_that_were_read_are_counted_by_the_length_of_their_run():
    read = pd.DataFrame({"category": "biometric", "run": [6, 8, 9], "judged": ["chance", "copy", "statute"]})
    found = copies_by_run(read, [6, 8])
    assert found.loc[("biometric", 6)].tolist() == [1, 1, 1, 3]
    assert found.loc[("biometric", 8)].tolist() == [1, 1, 0, 2]
    assert ("biometric", 5) not in copies_by_run(read, [5, 8]).index  # shorter ones were not read


def test_the_copies_that_were_read_are_later_than_their_sources():
    read = read_copies()
    assert (read["day"] > read["earlier_day"]).all()
    assert read["judged"].isin(["copy", "statute", "chance"]).all()


def test_groups_count_once_in_the_spread(rows):
    assert groups_with(rows, resemblance(rows, COUNTS), 0.6).tolist() == [2, 2, 1, 2]
    assert groups_with(rows, resemblance(rows, COUNTS), 1.0).tolist() == [1, 1, 1, 1]


def test_followers_had_nothing_near_before(rows):
    alike = resemblance(rows, COUNTS)
    assert followers(rows, alike, 0.6).tolist() == [
        1,
        0,
        0,
        0,
    ]  # Acorn Kids follows nobody: its group was first
    assert followers(rows.assign(from_start=True), alike, 0.6).sum() == 0


def test_the_nearest_on_either_side(rows):
    alike = resemblance(rows, COUNTS)
    assert nearest(rows, alike, 1, later=False)[1:] == ("Acorn", pd.Timestamp("2021-01-01"))
    assert nearest(rows, alike, 1, later=True)[1] == "Acorn Kids"


def test_who_is_nearer_to_a_model_than_to_what_was_there(rows):
    alike = resemblance(rows, COUNTS)
    assert nearer_to(rows, alike, "Birch", "2021-03-02", "2021-03-02") == (0, 1)
    alone = rows[rows["company"] != "Acorn"].reset_index(drop=True)
    alike = resemblance(alone, COUNTS)
    assert nearer_to(alone, alike, "Birch", "2021-03-02", "2021-03-02") == (1, 1)
    by_company = nearer_by_company(alone, alike, "Birch", "2021-03-02", "2021-03-02")
    assert by_company.loc["Acorn Kids"].tolist() == [1, 0.8]
    none = np.array([], int)
    shares = Compared(alone, alike, none, sources(alone, alike, none)).shares_nearer(
        "2021-03-01", "2021-03-31"
    )
    assert shares.tolist() == [1]


def test_fewer_wordings_are_reused_where_long_ones_alone_count(monkeypatch):
    found = {n: pd.DataFrame({"similarity": similarity}) for n, similarity in ((1, [0.7, 0.2]), (5, [0.2]))}
    own = {n: Compared(pd.DataFrame(), np.empty((0, 0)), np.empty(0), found[n]) for n in found}
    monkeypatch.setattr("policy_corpus.analysis.reuse.compare", lambda *given: own[given[4]])
    table = shares_by_length(None, None, None, ["biometric"], [1, 5], 0.6)
    assert table["biometric"].to_dict() == {1: 0.5, 5: 0.0}
