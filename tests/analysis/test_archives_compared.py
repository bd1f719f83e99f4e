"""Two archives of one invented policy: which texts, days, words and labels they agree on."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis import archives_compared
from policy_corpus.analysis.archives_compared import (
    agreement,
    agreements,
    changes,
    changes_of_all,
    changes_shared,
    compare,
    compare_all,
    found,
    labels,
    labels_of_all,
    nearest,
    over_all_days,
    same_date,
    texts_of,
)
from policy_corpus.analysis.corpus import Corpus
from tests.analysis.by_hand import matrix, spans

# The words of five clauses: 3 is 1 and 2 run together.
WORDS = [[4, 0, 0, 0, 0, 0], [0, 2, 1, 0, 0, 0], [0, 0, 0, 3, 1, 0], [0, 2, 1, 3, 1, 0], [0, 0, 0, 0, 0, 5]]


@pytest.fixture
def corpus() -> Corpus:
    """Kite, printed to 1 March and beside the crawl from 1 May on (kite-twin), crawled from 1 March on (kite).

    The print has clauses 0 and 1, from May 0 and 2; the crawl gains 2 on 25 April and folded 4, which collects.
    """
    versions = [
        ("kite", 0, "2021-01-01", "2021-03-01"),
        ("kite", 1, "2021-03-01", "2021-04-25"),
        ("kite", 2, "2021-04-25", "2021-07-01"),
        ("kite-twin", 3, "2021-05-01", "2021-06-01"),
    ]
    presence = [
        ("kite", 0, "2021-01-01", "2021-07-01"),
        ("kite", 1, "2021-01-01", "2021-04-25"),
        ("kite", 2, "2021-04-25", "2021-07-01"),
        ("kite", 4, "2021-04-25", "2021-07-01"),
        ("kite-twin", 0, "2021-05-01", "2021-06-01"),
        ("kite-twin", 2, "2021-05-01", "2021-06-01"),
    ]
    stated = pd.to_datetime(["2021-01-01", "2021-01-01", "2021-04-20", "2021-04-20"])
    captures = pd.DataFrame({"archive": ["print", "crawl", "crawl", "print"], "stated": stated})
    clauses = pd.DataFrame({"hash": list("abcde"), "biometric_about": False, "biometric_stance": "none"})
    clauses.loc[4, ["biometric_about", "biometric_stance"]] = [True, "collects"]
    in_force = spans(versions).rename(columns={"clause": "capture"})
    return Corpus(pd.DataFrame(), captures, in_force, clauses, spans(presence))


@pytest.fixture
def pair(corpus):
    return compare(texts_of(corpus, ["kite", "kite-twin"], "print"), texts_of(corpus, ["kite"], "crawl"))


def test_a_text_left_at_a_splice_stands_until_its_archives_next(corpus):
    printed = texts_of(corpus, ["kite", "kite-twin"], "print")
    assert printed["until"].dt.strftime("%m-%d").tolist() == ["05-01", "06-01"]
    assert printed["wordings"].tolist() == [{"a", "b"}, {"a", "c"}]
    assert texts_of(corpus, ["kite"], "crawl")["until"].dt.strftime("%m-%d").tolist() == ["04-25", "07-01"]


def test_only_days_on_which_both_follow_count(pair):
    assert pair.days.tolist() == [[55, 6], [0, 31]]
    assert pair.turned().days.tolist() == [[55, 0], [6, 31]]
    assert pair.share(np.array([[1, 0], [1, 1]])) == pytest.approx(86 / 92)


def test_archives_without_a_common_day_are_not_compared(corpus):
    printed = texts_of(corpus, ["kite", "kite-twin"], "print")
    with pytest.raises(AssertionError, match="no day"):
        compare(printed.iloc[[0]].assign(until=printed["from"][0]), printed.iloc[[1]])


def test_texts_are_one_by_their_date_and_by_their_wordings(pair):
    assert same_date(pair).tolist() == [[True, False], [False, True]]
    assert nearest(pair).tolist() == [[True, False], [False, True]]


def test_a_text_without_a_date_is_like_no_other(pair):
    for texts in (pair.ours, pair.theirs):
        texts["stated"] = pd.NaT
    assert not same_date(pair).any()


def test_a_change_is_found_days_earlier_or_later(pair):
    assert changes(pair).astype(str).to_numpy().tolist() == [["2021-05-01", "2", "-6.0"]]
    assert changes(pair.turned())["apart"].tolist() == [6]


@pytest.mark.parametrize("why", ["no wording in common", "too far apart"])
def test_a_change_that_the_other_archive_lacks_has_no_distance(pair, why, monkeypatch):
    if why == "too far apart":
        monkeypatch.setattr(archives_compared, "APART", 5)
    else:
        pair.theirs["wordings"] = [frozenset("xy"), frozenset("xyz")]
    assert changes(pair)["apart"].isna().tolist() == [True]


def test_of_two_changes_the_one_that_shares_most_is_the_same(pair):
    """The other archive brings `c` alone on the day itself, and drops and brings both later."""
    theirs = pair.theirs.loc[[0, 1, 1]].reset_index(drop=True)
    theirs["from"] = pd.to_datetime(["2021-03-01", "2021-05-01", "2021-05-04"])
    theirs["until"] = pd.to_datetime(["2021-05-01", "2021-05-04", "2021-07-01"])
    theirs["wordings"] = [frozenset("ab"), frozenset("abe"), frozenset("ac")]
    assert changes(compare(pair.ours, theirs))["apart"].tolist() == [3]


def test_words_are_found_however_they_are_cut(corpus, pair):
    counts = matrix(WORDS)
    ours = found(counts, pair)  # for six days, one of the print's two clauses, 4 of its 7 words
    assert ours[["wordings", "near_duplicates"]].tolist() == pytest.approx([(55 + 6 / 2 + 31) / 92] * 2)
    assert ours["words"] == pytest.approx((55 + 6 * 4 / 7 + 31) / 92)
    theirs = found(counts, pair.turned())  # clause 4 is folded, and the print lacks it
    assert theirs["wordings"] == pytest.approx((55 + 6 / 3 + 31 * 2 / 3) / 92)
    assert theirs["words"] == pytest.approx((55 + 6 * 4 / 13 + 31 * 8 / 13) / 92)
    run_together = pair.theirs.assign(
        clauses=[frozenset([0, 3]), frozenset([0, 3])], wordings=[frozenset("ad")] * 2
    )
    joined = found(counts, compare(pair.ours, run_together))
    assert (joined["wordings"], joined["words"]) == (0.5, 1)


def test_days_with_a_category_in_both_in_neither_in_one(corpus, pair):
    assert labels(corpus, pair, "biometric").to_dict() == {"both": 0, "neither": 55, "ours": 0, "theirs": 37}
    assert labels(corpus, pair.turned(), "biometric")["ours"] == 37


def test_a_policy_in_a_row(pair):
    row = agreement(matrix(WORDS), pair, ("print", "crawl"))
    assert (row["since"], row["until"], row["days"]) == ("2021-03-01", "2021-06-01", 92)
    assert row["same_date"] == row["nearest"] == pytest.approx(86 / 92)
    assert (row["dates_print"], row["dates_crawl"], row["both_dates"]) == (2, 2, 2)
    assert (row["changes_print"], row["found_print"], row["apart_print"]) == (1, 1, 6)
    assert row["words_crawl"] < row["words_print"]


def test_several_policies_are_compared_alike(corpus, pair):
    pairs = compare_all(corpus, {"Kite": (["kite", "kite-twin"], ["kite"])}, ["print", "crawl"])
    assert pairs["Kite"].days.tolist() == pair.days.tolist()
    agreed = agreements(matrix(WORDS), pairs, ["print", "crawl"])
    assert agreed.loc["Kite"].to_dict() == agreement(matrix(WORDS), pair, ("print", "crawl"))
    days = labels_of_all(corpus, pairs, ["biometric"])
    assert days.loc[("biometric", "Kite")].tolist() == labels(corpus, pair, "biometric").tolist()


def test_each_day_counts_alike_over_policies():
    agreed = pd.DataFrame(
        {"since": "2021-01-01", "days": [1, 3], "same_date": [0.0, 1.0]}, index=["Kite", "Rook"]
    )
    assert over_all_days(agreed)["same_date"] == 0.75


def test_changes_that_both_archives_have_are_counted_by_archive(pair):
    moves = changes_of_all({"Kite": pair}, ["print", "crawl"])
    assert moves.xs("print")["apart"].tolist() == changes(pair)["apart"].tolist()
    moves = pd.DataFrame(
        {"archive": ["print", "print", "crawl"], "wordings": [4, 1, 6], "apart": [-9, np.nan, 3]}
    ).set_index("archive")
    table = changes_shared(moves)
    assert table.loc["print"].tolist() == [2, 1, 9, 0, 4, 1]
    assert table.loc["crawl", ["changes", "within_a_week", "clauses"]].tolist() == [1, 1, 6]
