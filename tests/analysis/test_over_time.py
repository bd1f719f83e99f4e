"""Prevalence, intensity and their changes, held to tables worked by hand and to what must be so of any table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from policy_corpus.analysis import bootstrap
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import (
    balanced,
    bootstrap_band,
    by_period,
    change_between,
    change_beyond,
    changes,
    companies_within,
    flows,
    intensity,
    measure,
    measure_captures,
    pooled_share,
    prevalence,
    resampled,
    undated,
    union,
)
from policy_corpus.analysis.select import main_documents, with_labels
from policy_corpus.categories import STORY
from policy_corpus.errors import CorpusError
from tests.analysis.by_hand import QUARTERS, spans


@pytest.fixture
def few_are_enough(monkeypatch):
    """Bounds for any number of companies, so that they can be worked by hand."""
    monkeypatch.setattr(bootstrap, "FEWEST", 1)


def test_days_by_quarter_and_year():
    rows = spans([("a", 0, "2020-12-30", "2021-01-03"), ("a", 0, "2021-03-31", "2021-04-02")])
    quarters = by_period(rows)["a"]
    assert quarters[quarters > 0].to_dict() == {
        pd.Timestamp("2020-10-01"): 2,
        pd.Timestamp("2021-01-01"): 3,
        pd.Timestamp("2021-04-01"): 1,
    }
    years = by_period(rows, "YS")["a"]
    assert years[years > 0].tolist() == [2, 4]
    weighed = by_period(rows.assign(times=[10, 1]), weight="times")["a"]
    assert weighed[weighed > 0].tolist() == [20, 2 * 10 + 1, 1]


def test_union_joins_spans_that_overlap_or_touch():
    rows = [
        ("a", 0, "2021-01-01", "2021-01-10"),
        ("a", 1, "2021-01-02", "2021-01-03"),
        ("a", 2, "2021-01-10", "2021-01-12"),
        ("a", 3, "2021-02-01", "2021-02-02"),
        ("b", 0, "2021-01-05", "2021-01-06"),
    ]
    merged = union(spans(rows))
    assert merged.astype(str).to_numpy().tolist() == [
        ["a", "2021-01-01", "2021-01-12"],
        ["a", "2021-02-01", "2021-02-02"],
        ["b", "2021-01-05", "2021-01-06"],
    ]


def test_prevalence_by_hand(measured):
    # Acorn has the language from 1 January to 1 March (59 of 90 days), then no more; Birch always.
    table = prevalence(measured).loc["biometric"]
    assert table["value"].to_dict() == pytest.approx({QUARTERS[0]: 59 / 90, QUARTERS[1]: 91 / 182})
    assert table["companies"].tolist() == [1, 2]


def test_intensity_by_hand(measured):
    # Acorn's clause-days in the first quarter: 31 + 90 + 90 + 45, of which 31 + 45 collect; Birch's: half.
    table = intensity(measured).loc["biometric"]
    assert table["value"].tolist() == pytest.approx([1000 * 76 / 256, (0 + 500) / 2])


def test_a_quarter_that_was_not_followed_has_no_row(measured):
    assert set(zip(measured["document"], measured["period"], strict=True)) == {
        ("a", QUARTERS[0]),
        ("a", QUARTERS[1]),
        ("b", QUARTERS[1]),
    }


def test_a_category_that_no_clause_has_is_measured_as_none(corpus):
    measured = measure(corpus, ["health"], main_documents(corpus))
    assert prevalence(measured)["value"].tolist() == [0, 0]
    assert intensity(measured)["value"].tolist() == [0, 0]


def test_prevalence_of_labels(corpus):
    labelled = with_labels(corpus, pd.Series({1: "other", 3: "faces"}))
    measured = measure(labelled, ["faces", "other"], main_documents(corpus), stance="any")
    value = prevalence(measured)["value"]
    assert value["faces"].tolist() == pytest.approx([45 / 90, 91 / 182])
    assert value["other"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("category", "stance", "named"),
    [
        ("biometrics", "collects", "no category biometrics; give some of: biometric, health"),
        (
            "biometric",
            "denied",
            "no stance of biometric denied; give some of: collects, denies, mentions, any",
        ),
        ("biometric", "none", "no stance of biometric none"),
    ],
)
def test_an_unknown_category_or_stance_names_those_there_are(corpus, category, stance, named):
    with pytest.raises(CorpusError, match=named):
        measure(corpus, [category], main_documents(corpus), stance=stance)


def test_a_category_that_the_tables_are_too_old_for_is_told_with_the_mend(corpus):
    with pytest.raises(CorpusError, match=r"no labels of cookies, a category of .*; `make corpus` builds"):
        measure(corpus, ["cookies"], main_documents(corpus))


def test_a_frequency_or_a_day_that_is_none_is_named(corpus, measured):
    with pytest.raises(CorpusError, match="no frequency weekly; give some of: QS, YS, MS"):
        measure(corpus, ["biometric"], main_documents(corpus), frequency="weekly")
    with pytest.raises(CorpusError, match="no category was asked for; give some of: biometric, health"):
        measure(corpus, [], main_documents(corpus))
    with pytest.raises(CorpusError, match="'soon' is no day; write it as YYYY-MM-DD"):
        balanced(measured, "soon", "2022-01-01")
    with pytest.raises(CorpusError, match="'later' is no day"):
        change_between(measured, "2021-01-01", "later")
    with pytest.raises(CorpusError, match="nothing was measured"):
        balanced(measured[:0], *QUARTERS)


def test_labels_have_no_stances(corpus):
    labelled = with_labels(corpus, pd.Series({3: "faces"}))
    with pytest.raises(CorpusError, match="no stance of faces collects; give some of: any"):
        measure(labelled, ["faces"], main_documents(corpus))


def test_what_was_not_measured_is_named_with_what_was(corpus, measured):
    with pytest.raises(CorpusError, match="no period 2021-02-01; give some of: 2021-01-01, 2021-04-01"):
        change_between(measured, "2021-02-01", "2021-04-01")
    with pytest.raises(
        CorpusError, match="no measure words_days; give some of: days, days_with, intensity_days"
    ):
        bootstrap_band(measured, "words_days")
    with pytest.raises(CorpusError, match="no category cookies; give some of: biometric"):
        change_beyond(measured, "cookies", *QUARTERS)
    with pytest.raises(
        CorpusError, match=r"no period begins from 2031.* measured begin from 2021-01-01 to 2021-04-01"
    ):
        balanced(measured, "2031-01-01", "2032-01-01")
    with pytest.raises(CorpusError, match="no category voices; give some of: biometric"):
        measure_captures(corpus, ["voices"], main_documents(corpus))


@pytest.mark.usefixtures("few_are_enough")
def test_bootstrap_draws_companies(measured):
    band = bootstrap_band(measured, "days_with").loc["biometric"]
    # In the second quarter a sample holds Acorn twice, Birch twice, or each once: 0, 1 or one half.
    assert band.loc[QUARTERS[1], ["low", "value", "high"]].tolist() == [0, 0.5, 1]
    samples = resampled(measured, "days_with", seed=4, n_samples=50)
    assert set(samples["biometric", QUARTERS[1]]) == {0, 0.5, 1}
    assert samples.equals(resampled(measured, "days_with", seed=4, n_samples=50))


@pytest.mark.usefixtures("few_are_enough")
def test_bootstrap_of_companies_that_are_alike_has_no_width(corpus):
    alike = spans([(d, 0, "2021-01-01", "2021-07-01") for d in ("a", "b")])
    versions = alike.rename(columns={"clause": "capture"})
    corpus = Corpus(corpus.documents, corpus.captures, versions, corpus.clauses, alike)
    measured = measure(corpus, ["biometric"], main_documents(corpus))
    band = bootstrap_band(measured, "intensity_days")
    assert (band[["low", "value", "high"]] == 1000).all(axis=None)


def test_a_balanced_panel_has_only_who_was_followed_throughout(measured):
    panel = balanced(measured, "2021-01-01", "2021-07-01")
    assert set(panel["company"]) == {"Acorn"}
    assert set(balanced(measured, "2021-04-01", "2021-07-01")["company"]) == {"Acorn", "Birch"}


@pytest.mark.parametrize(("days", "companies"), [(44, {"Acorn"}), (45, {"Acorn", "Birch"})])
def test_half_of_a_quarter_is_enough_for_the_panel(days, companies):
    measured = pd.DataFrame({"company": ["Acorn", "Birch"], "days": [90, days]})
    measured = measured.assign(period=QUARTERS[0], category="biometric")
    assert set(balanced(measured, "2021-01-01", "2021-04-01")["company"]) == companies


@pytest.mark.usefixtures("few_are_enough")
def test_change_between_periods(measured):
    panel = balanced(measured, "2021-01-01", "2021-07-01")
    change = change_between(panel, *QUARTERS).loc["biometric"]
    assert change[["start", "end", "change"]].tolist() == pytest.approx([59 / 90, 0, -59 / 90])
    assert change[["low", "high"]].tolist() == pytest.approx([-59 / 90] * 2)  # one company: no width
    table = changes({"followed throughout": panel}, *QUARTERS)
    assert table.to_numpy().tolist() == [[-66, 1]]


@pytest.mark.usefixtures("few_are_enough")
def test_change_beyond_a_placebo(corpus):
    measured = measure(corpus, ["biometric", "health"], main_documents(corpus))
    panel = balanced(measured, "2021-01-01", "2021-07-01")
    beyond = change_beyond(panel, "health", *QUARTERS)
    assert beyond.index.tolist() == ["biometric"]
    assert beyond.loc["biometric"].tolist() == pytest.approx([-59 / 90] * 3)


def test_captures_believed_one_by_one(corpus):
    measured = measure_captures(corpus, ["biometric"], main_documents(corpus))
    table = prevalence(measured).loc["biometric"]
    assert table["value"].tolist() == pytest.approx([31 / 90, 61 / 152])  # Acorn's second capture has none


def test_a_pooled_share_draws_companies():
    rows = pd.DataFrame({"company": list("aabb"), "silent": [True, True, False, False]})
    found = pooled_share(rows, "silent")
    assert found[["share", "rows", "companies"]].tolist() == [0.5, 4, 2]
    assert (found["low"], found["high"]) == (0, 1)
    alike = pooled_share(rows.assign(silent=[True, False] * 2), "silent")
    assert alike["low"] == alike["high"] == 0.5


@pytest.mark.parametrize(("n", "told"), [(bootstrap.FEWEST - 1, False), (bootstrap.FEWEST, True)])
def test_fewer_than_ten_companies_have_no_bounds(n, told):
    rows = {"days": 90, "days_with": [45, 90] * n, "intensity_days": 0, "period": list(QUARTERS) * n}
    measured = pd.DataFrame({"company": np.repeat(range(n), 2), "category": "biometric", **rows})
    change = change_between(measured, *QUARTERS).loc["biometric"]
    assert change["change"] == 0.5
    assert change[["low", "high"]].notna().tolist() == [told, told]
    assert bootstrap_band(measured, "days_with")[["low", "high"]].notna().all(axis=None) == told
    both = pd.concat([measured, measured.assign(category="health")])
    assert change_beyond(both, "health", *QUARTERS)["low"].notna().tolist() == [told]


def test_a_panel_that_nobody_is_in_is_none(measured):
    without = measured[measured["document"] == "b"]
    with pytest.raises(
        CorpusError, match="no company was followed in every period from 2021-01-01 to 2021-07"
    ):
        balanced(pd.concat([without, measured[:1]]), "2021-01-01", "2021-07-01")


def test_main_documents_of_a_sector(corpus):
    assert main_documents(corpus, "jobs")["company"].tolist() == ["Birch"]
    with pytest.raises(CorpusError, match="no sector job; give some of: games, jobs"):
        main_documents(corpus, "job")


def test_flows_count_companies_once_a_period():
    ledger = pd.DataFrame(
        {
            "company": ["Acorn", "Acorn", "Birch", "Birch"],
            "category": "biometric",
            "change": ["added", "added", "removed", "denial_added"],
            "stance": ["collects", "collects", "collects", "denies"],
            "clauses": [2, 3, 1, 9],
            "in_force": pd.to_datetime(["2021-01-05", "2021-03-31", "2021-04-01", "2021-04-01"]),
            "uncertain": False,
            "gap_from": pd.NaT,
        }
    )
    table = flows(ledger).loc["biometric"]
    first, second = (table.loc[day] for day in ("2021-01-01", "2021-04-01"))
    assert first[["companies added", "clauses added", "companies removed"]].tolist() == [1, 5, 0]
    assert second[["companies added", "companies removed", "clauses removed"]].tolist() == [0, 1, 1]
    assert flows(ledger).loc["employment"].to_numpy().sum() == 0
    assert flows(ledger, categories=["biometric"]).index.unique("category").tolist() == ["biometric"]
    nothing = flows(ledger.head(0))
    assert list(nothing) == list(flows(ledger)) and not nothing.to_numpy().any()


def test_what_lies_in_a_gap_is_in_a_period_only_where_the_whole_gap_is():
    ledger = pd.DataFrame(
        {
            "company": ["Acorn", "Birch", "Cedar", "Date"],
            "category": "biometric",
            "change": "added",
            "stance": "collects",
            "clauses": 1,
            "in_force": pd.to_datetime(["2021-03-01", "2021-04-01", "2021-04-01", "2021-02-01"]),
            "uncertain": [True, True, True, False],
            "gap_from": pd.to_datetime(["2020-12-31", "2021-03-31", "2021-03-30", None]),
        }
    )
    assert undated(ledger).tolist() == [False, False, True, False]
    assert undated(ledger, "YS").tolist() == [False] * 4
    assert undated(ledger.assign(gap_from=pd.Timestamp("2020-12-30")), "YS").tolist() == [True] * 3 + [False]
    assert flows(ledger).loc["biometric"]["companies added"].loc[["2021-01-01", "2021-04-01"]].tolist() == [
        2,
        1,
    ]


def test_documents_with_all_three_kinds_within_a_number_of_days():
    """Acorn takes a month over its three, Birch does it in a day, Cedar never has the third."""
    rows = [
        *(("acorn", kind, day) for kind, day in zip(STORY, ("01-01", "01-15", "01-31"), strict=True)),
        *(("birch", kind, "03-01") for kind in STORY),
        *(("cedar", kind, "05-01") for kind in STORY[:2]),
    ]
    added = pd.DataFrame(rows, columns=["document", "category", "day"])
    added["in_force"] = pd.to_datetime("2021-" + added.pop("day"))
    added["uncertain"] = False
    found = [companies_within(added, "in_force", days) for days in (0, 29, 30, 365)]
    assert found == [1, 1, 2, 2]
    seen_at_once = added.assign(uncertain=added["document"] == "birch")  # after a gap of unknown days
    assert companies_within(seen_at_once, "in_force", 0) == 0


DAY_0 = pd.Timestamp("2012-06-01")


LENGTH = 5400  # days: past both ends of the charts' range


some_spans = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.integers(0, LENGTH), st.integers(1, 900)),
    min_size=1,
    max_size=12,
)


def invented(rows) -> pd.DataFrame:
    starts = [DAY_0 + pd.Timedelta(days=row[2]) for row in rows]
    ends = [start + pd.Timedelta(days=row[3]) for start, row in zip(starts, rows, strict=True)]
    names = ([row[place] for row in rows] for place in (0, 1))
    return spans(list(zip(*names, starts, ends, strict=True)))


def days_of(table: pd.DataFrame) -> list[tuple]:
    """Every document and day that a span covers, once for each span."""
    return [
        (row.document, day)
        for row in table.itertuples()
        for day in range((row[table.columns.get_loc("from") + 1] - DAY_0).days, (row.until - DAY_0).days)
    ]


@given(some_spans)
@settings(max_examples=60, deadline=None)
def test_union_never_overlaps_and_keeps_the_days(rows):
    table = invented(rows)
    merged = days_of(union(table))
    assert len(merged) == len(set(merged))
    assert set(merged) == set(days_of(table))


@given(some_spans, st.sampled_from(["QS", "YS"]))
@settings(max_examples=30, deadline=None)
def test_periods_add_up_to_the_days_within_the_range(rows, frequency):
    table = invented(rows)
    last = "2026-07-01" if frequency == "QS" else "2026-01-01"
    first, last = ((pd.Timestamp(day) - DAY_0).days for day in ("2013-01-01", last))
    inside = pd.Series([document for document, day in days_of(table) if first <= day < last], dtype=object)
    summed = by_period(table, frequency).groupby("document").sum()
    assert summed[summed > 0].to_dict() == inside.value_counts().to_dict()


@given(some_spans, st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_prevalence_is_a_share(rows, collecting):
    presence = invented(rows)
    versions = union(presence)
    names = sorted(set(presence["document"]))
    documents = pd.DataFrame(
        {"document": names, "company": names, "platform": names, "parent": names, "sector": "x"}
    )
    clauses = pd.DataFrame({"health_about": np.arange(6) == collecting, "health_stance": "collects"})
    corpus = Corpus(documents, pd.DataFrame(), versions, clauses, presence)
    measured = measure(corpus, ["health"], documents)
    assert prevalence(measured)["value"].between(0, 1).all()
    assert (measured["days_with"] <= measured["days"]).all()
    assert intensity(measured)["value"].between(0, 1000.000001).all()
