"""Updates that were read: what is settled, and what follows for the share of silent ones."""

import pandas as pd
import pytest

from policy_corpus.analysis import silent_edits
from policy_corpus.analysis.updates import DATED


@pytest.fixture
def table(monkeypatch, tmp_path) -> pd.DataFrame:
    """Three updates: read alike by both, settled by a third, and not settled."""
    rows = pd.DataFrame({"document": list("abc"), "from": "2021-01-01", "flagged": 1})
    for question in silent_edits.QUESTIONS:
        rows[f"{question}_a"], rows[f"{question}_b"], rows[f"{question}_c"] = 1, [1, 0, 0], [None, 0, None]
    rows.to_csv(tmp_path / "silent_edits_read.csv", index=False)
    monkeypatch.setattr(silent_edits, "DATA", tmp_path)
    return rows


def test_what_two_readers_agree_on_or_a_third_settles_counts(table):
    read = silent_edits.read_updates()
    assert read["document"].tolist() == ["a", "b"]
    assert read["edited"].tolist() == [True, False]


def test_while_there_is_one_reader_that_reading_counts(table, tmp_path):
    alone = table.assign(**{f"{q}_{r}": None for q in silent_edits.QUESTIONS for r in "bc"})
    alone.to_csv(tmp_path / "silent_edits_read.csv", index=False)
    assert len(silent_edits.read_updates()) == 3
    assert silent_edits.agreement()["updates"].tolist() == [0, 0, 0]


def test_agreement_is_of_those_that_two_have_read(table):
    found = silent_edits.agreement().loc["edited"]
    assert found["updates"] == 3
    assert found["agree"] == pytest.approx(1 / 3)


def read(silent: int, dated: int, none: int, flagged: bool) -> pd.DataFrame:
    facts = [(True, True)] * silent + [(True, False)] * dated + [(False, True)] * none
    rows = pd.DataFrame(facts, columns=["ten_words", "unchanged"])
    return rows.assign(edited=rows["ten_words"], flagged=flagged)


def test_a_share_weighs_each_stratum_by_its_size():
    rows = pd.concat([read(6, 1, 3, True), read(0, 20, 0, False)])
    found = silent_edits.corrected(rows, pd.Series({True: 100, False: 800}), "ten_words")
    assert found["share"] == pytest.approx(60 / 870)
    assert found["low"] < found["share"] < found["high"]


def test_a_stratum_without_a_mistake_is_not_without_doubt():
    few, many = (pd.concat([read(10, 0, 0, True), read(0, n, 0, False)]) for n in (10, 1000))
    sizes = pd.Series({True: 100, False: 900})
    wide, narrow = (silent_edits.corrected(rows, sizes, "ten_words") for rows in (few, many))
    assert wide["high"] - wide["low"] > narrow["high"] - narrow["low"]


def test_the_published_readings_cover_both_strata():
    rows = silent_edits.read_updates()
    assert rows["flagged"].sum() >= 40
    assert (~rows["flagged"]).sum() >= 20
    assert not rows.duplicated(["document", "from"]).any()


@pytest.fixture
def updated() -> pd.DataFrame:
    """Four updates of two documents, the first and the last under an unchanged date."""
    return pd.DataFrame(
        {
            "document": list("aabb"),
            "company": list("AABB"),
            "from": pd.to_datetime(["2021-01-01", "2021-03-01", "2021-05-01", "2021-07-01"]),
            "changed": [5, 20, 30, 40],
            "silent": [True, False, False, True],
        }
    )


def test_the_share_by_the_fewest_words_that_count(updated):
    found = silent_edits.by_size(updated, [1, 10, 40])
    assert found["share"].tolist() == pytest.approx([1 / 2, 1 / 3, 1])
    assert found["rows"].tolist() == [4, 3, 1]
    assert found["companies"].tolist() == [2, 2, 1]


def test_one_step_is_skipped_at_a_time_but_never_the_date(updated):
    passes = pd.DataFrame({"one page": [True, False, True, True], DATED: [True, True, True, False]})
    found = silent_edits.without_a_step(updated, passes, 10)
    assert found.index.tolist() == ["without “one page”"]
    assert found["rows"].tolist() == [2]


def test_a_date_that_follows_a_silent_update(updated):
    dated = pd.DataFrame({"document": ["a", "b"], "day": pd.to_datetime(["2021-01-05", "2021-06-30"])})
    found = silent_edits.dated_soon_after(updated, dated, [3, 7])
    assert found["dated soon after"].to_dict() == {3: 0, 7: 1}
    assert found["still silent"].tolist() == [2, 1]
    assert found["share silent"].tolist() == [0.5, 0.25]
