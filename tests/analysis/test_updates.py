"""Updates of policies, held to invented texts in force."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.updates import _is_bulk, comparable, first_appearances, updates

WORDS = ["pear", "plum", "quince", "sloe", "medlar"]


def days(*texts: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(texts).astype("datetime64[s]")


@pytest.fixture
def tables() -> dict:
    """One document: clause 0 stays, clause 1 becomes clause 2 (plum to quince) in March, clause 3 is a short one."""
    return {
        "captures": pd.DataFrame(
            {
                "archive": "tosback2",
                "path": "a.md",
                "status": ["ok", "ok", "doubled"],
                "by_archive": False,
                "stated": days("2021-01-01", "2021-01-01", "2021-06-01"),
                "latest": days("2021-01-01", "2021-01-01", "2021-06-01"),
                "document": "a",
                "day": days("2021-01-01", "2021-03-01", "2021-06-01"),
            }
        ),
        "versions": pd.DataFrame(
            {
                "document": "a",
                "capture": [0, 1, 2],
                "from": days("2021-01-01", "2021-03-01", "2021-06-01"),
                "until": days("2021-03-01", "2021-06-01", "2022-01-01"),
                "opens": ["first", "follows", "follows"],
                "clauses": [3, 3, 3],
                "words": 30,
            }
        ),
        "presence": pd.DataFrame(
            {
                "document": "a",
                "clause": [0, 1, 2, 3],
                "from": days("2021-01-01", "2020-12-01", "2021-03-01", "2021-03-01"),
                "until": days("2022-01-01", "2021-03-01", "2022-01-01", "2022-01-01"),
            }
        ),
        "clauses": pd.DataFrame({"hash": list("abcd"), "words": [9, 9, 9, 2]}),
    }


COUNTS = sparse.csr_matrix(np.array([[0, 0, 0, 0, 1], [1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [0, 0, 0, 5, 0]]))


def test_a_reworded_clause_counts_by_the_words_that_differ(tables):
    rows = updates(**tables, counts=COUNTS)
    assert rows["from"].dt.strftime("%Y-%m-%d").tolist() == ["2021-03-01", "2021-06-01"]
    assert rows[["gained", "lost", "reworded", "changed"]].values.tolist() == [[0, 0, 1, 2], [0, 0, 0, 0]]
    assert (rows["was_stated"] == pd.Timestamp("2021-01-01")).all()


def test_a_rewording_counts_where_either_half_is_chosen_and_by_its_difference_only(tables):
    for half in (1, 2):
        rows = updates(**tables, counts=COUNTS, chosen=[0, half])
        assert rows[["gained", "lost", "reworded", "changed"]].values.tolist()[0] == [0, 0, 1, 2]
    assert updates(**tables, counts=COUNTS, chosen=[0])["changed"].sum() == 0


def test_a_clause_under_another_lead_in_is_neither_new_nor_gone(tables):
    tables["clauses"]["hash"] = ["a", "b", "b", "d"]
    assert updates(**tables, counts=COUNTS, chosen=[1])["changed"].tolist() == [0, 0]


def test_a_sentence_cut_in_two_and_words_said_elsewhere_change_nothing(tables):
    halves = [[0, 0, 0, 0, 1], [1, 1, 1, 0, 0], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0]]
    assert updates(**tables, counts=sparse.csr_matrix(np.array(halves)))["changed"].tolist() == [0, 0]
    elsewhere = [[1, 0, 1, 0, 0], [0, 0, 0, 1, 0], [1, 0, 1, 0, 0], [0, 0, 0, 0, 0]]  # 0 stands on both pages
    assert updates(**tables, counts=sparse.csr_matrix(np.array(elsewhere)))["changed"].tolist() == [1, 0]


def test_a_name_replaced_throughout_counts_once_and_a_word_repeated_counts_once(tables):
    more = tables["presence"].iloc[[1, 2]].assign(clause=[4, 5])
    tables["presence"] = pd.concat([tables["presence"], more], ignore_index=True)
    tables["clauses"] = pd.DataFrame({"hash": list("abcdef"), "words": [9, 9, 9, 2, 9, 9]})
    words = [[0] * 6, [1, 0, 1, 1, 0, 0], [0, 3, 1, 1, 0, 0], [0] * 6, [1, 0, 0, 0, 1, 1], [0, 3, 0, 0, 1, 1]]
    rows = updates(**tables, counts=sparse.csr_matrix(np.array(words)))
    assert rows[["reworded", "changed"]].values.tolist()[0] == [2, 2]


def test_a_wording_that_comes_back_or_does_not_last_is_no_change(tables):
    tables["presence"].loc[2, "until"] = pd.Timestamp("2021-04-01")
    assert updates(**tables, counts=COUNTS, chosen=[2])["gained"].tolist() == [0, 0]
    again = tables["presence"].iloc[[1]].assign(**{"from": days("2021-06-01"), "until": days("2022-01-01")})
    tables["presence"] = pd.concat([tables["presence"], again], ignore_index=True)
    rows = updates(**tables, counts=COUNTS)
    assert rows["changed"].to_numpy().sum() == 0


def test_what_is_not_comparable_is_said_by_reason(tables):
    rows = updates(**tables, counts=COUNTS)
    assert rows["silent"].tolist() == [True, False]  # the second text states another day
    passes = comparable(rows)
    assert passes["neither capture doubled"].tolist() == [True, False]
    assert passes["both texts state a date"].all()
    assert passes["the same page, followed without a gap or a break"].all()
    tables["captures"].loc[1, ["archive", "stated"]] = ["pga-versions", pd.NaT]
    passes = comparable(updates(**tables, counts=COUNTS))
    assert not passes["the same page, followed without a gap or a break"].any()
    assert not passes["both texts state a date"].any()


@pytest.mark.parametrize("opens", ["gap", "break"])
def test_across_a_gap_or_a_break_nothing_is_compared(tables, opens):
    tables["versions"].loc[2, "opens"] = opens
    passes = comparable(updates(**tables, counts=COUNTS))
    assert passes["the same page, followed without a gap or a break"].tolist() == [True, False]


def test_files_of_one_series_are_one_page(tables, monkeypatch):
    tables["captures"]["path"] = ["Acme/20210101.md", "Acme/20210301.md", "Bolt/20210601.md"]
    same = "the same page, followed without a gap or a break"
    assert comparable(updates(**tables, counts=COUNTS))[same].tolist() == [False, False]
    monkeypatch.setattr("policy_corpus.analysis.updates.series_of", lambda archive, path: path.split("/")[0])
    assert comparable(updates(**tables, counts=COUNTS))[same].tolist() == [True, False]


def test_a_page_that_only_gains_many_clauses_was_opened(tables):
    rows = updates(**tables, counts=COUNTS)
    assert comparable(rows)["not a page that was opened or folded"].all()
    assert not comparable(rows.assign(came=8, went=0))["not a page that was opened or folded"].any()
    assert not comparable(rows.assign(came=100, went=5))["not a page that was opened or folded"].any()
    assert comparable(rows.assign(came=8, went=1))["not a page that was opened or folded"].all()
    assert not comparable(rows.assign(went=2))["more than half of the clauses kept"].any()


def test_another_text_on_the_page_may_move_its_date_alone(tables):
    tables["captures"].loc[1, "latest"] = pd.Timestamp("2021-02-15")
    alone = "no other text on the page with a date that moved alone"
    assert comparable(updates(**tables, counts=COUNTS))[alone].tolist() == [False, True]
    tables["captures"].loc[1, "stated"] = pd.Timestamp("2021-02-15")
    assert comparable(updates(**tables, counts=COUNTS))[alone].all()


def test_a_day_on_which_an_archive_records_most_of_its_pages_is_its_own_doing(tables):
    many = [tables["captures"].assign(document=name) for name in "bcdefghijk"]
    rows = updates(**tables, counts=COUNTS)
    assert not rows["bulk"].any()
    tables["captures"] = pd.concat([tables["captures"], *many], ignore_index=True)
    rows = updates(**tables, counts=COUNTS)
    assert rows["bulk"].all()
    assert not comparable(rows)["not by a change in how the archive reads"].any()


def test_days_on_which_archives_changed_how_they_read_are_known_though_no_commit_says_so():
    corpus = load_corpus()
    days = {("contrib-versions", "2020-11-09"): True, ("contrib-versions", "2012-10-10"): True}
    days |= {
        ("tosback2", "2018-05-25"): False,
        ("contrib-versions", "2023-06-30"): False,
    }  # laws came into force
    rows = pd.DataFrame([*days], columns=["archive", "from"]).astype({"from": "datetime64[s]"})
    assert _is_bulk(rows, corpus.captures).tolist() == list(days.values())


def test_a_first_appearance_has_a_lag_and_a_gap():
    captures = pd.DataFrame(
        {
            "document": "a",
            "archive": "tosback2",
            "day": days("2021-01-05", "2021-01-20", "2021-03-04", "2021-03-05", "2021-05-01"),
            "text": [0.0, 1.0, 2.0, 0.0, 3.0],
            "status": ["ok", "broken", "ok", "ok", "ok"],
            "by_archive": False,
            "stated": days("2021-01-01", "NaT", "2021-03-01", "2021-01-01", "2021-05-31"),
        }
    )
    found = first_appearances(captures, ["a"])
    assert found["lag"].tolist() == [3, -30]
    assert found["gap"].tolist() == [43, 57]
    assert first_appearances(captures, ["b"]).empty
    later = captures.assign(by_archive=[False] * 4 + [True])
    assert first_appearances(later, ["a"])["lag"].tolist() == [3]
