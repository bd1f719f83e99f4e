"""Time to adoption, held to companies whose story is known."""

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from helpers import load_ledger
from policy_corpus import categories, story
from policy_corpus.analysis import bootstrap, select
from policy_corpus.analysis.adoption import (
    adoption_curve,
    at_risk,
    curves,
    ends,
    lasting_additions,
    rates,
    risk_of,
)
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.errors import CorpusError
from policy_corpus.extract.quality import FLICKER

START, END = "2021-01-01", "2023-01-01"


def companies(rows: list[tuple]) -> pd.DataFrame:
    """Companies at risk: name, entry, exit, adopted, and for an adoption in a gap the gap's first day."""
    rows = [(*row, row[2])[:5] for row in rows]
    table = pd.DataFrame(rows, columns=["company", "entry", "exit", "adopted", "earliest"])
    days = {c: pd.to_datetime(table[c]).astype("datetime64[s]") for c in ("entry", "exit", "earliest")}
    return table.assign(**days, document=table["company"], sector="orchards")


Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


@pytest.fixture
def tables() -> Tables:
    """Documents, their texts, spans of clauses that collect, and the ledger: who had it, took it up, never did, was
    not followed."""
    documents = pd.DataFrame(
        {
            "document": ["had", "took", "never", "gone"],
            "company": ["Had", "Took", "Never", "Gone"],
            "sector": "orchards",
            "from": pd.to_datetime(["2020-01-01", "2020-01-01", "2022-01-01", "2015-01-01"]),
            "until": pd.to_datetime(["2024-01-01", "2024-01-01", "2022-06-01", "2016-01-01"]),
        }
    )
    spans = pd.DataFrame(
        {
            "document": ["had", "took"],
            "from": pd.to_datetime(["2020-05-01", "2022-03-01"]),
            "until": pd.to_datetime(["2024-01-01", "2024-01-01"]),
        }
    )
    versions = documents[["document", "from", "until"]]
    ledger = pd.DataFrame(
        {
            "document": ["took", "took", "never"],
            "category": ["biometric", "biometric", "employment"],
            "change": ["added", "removed", "added"],
            "first": [True, False, True],
            "in_force": pd.to_datetime(["2022-03-01", "2022-02-01", "2022-03-01"]),
            "uncertain": False,
            "gap_from": pd.to_datetime([None] * 3),
        }
    )
    return documents, versions, spans, ledger


def with_a_gap(tables: Tables, gap_from: str, gap_until: str) -> Tables:
    """The same, but that the document "took" was lost sight of, and found again with the language."""
    documents, versions, spans, ledger = tables
    lost, found = pd.Timestamp(gap_from) + pd.Timedelta(days=1), pd.Timestamp(gap_until)
    row = versions[versions["document"] == "took"]
    parts = [versions.drop(index=row.index), row.assign(until=lost), row.assign(**{"from": found})]
    days = {"in_force": found, "uncertain": True, "gap_from": pd.Timestamp(gap_from)}
    added = ledger[(ledger["document"] == "took") & (ledger["change"] == "added")].assign(**days)
    came = spans["from"].mask(spans["document"] == "took", found)
    return (
        documents,
        pd.concat(parts),
        spans.assign(**{"from": came}),
        pd.concat([ledger.drop(index=added.index), added]),
    )


def test_who_had_it_is_not_at_risk_and_who_is_lost_is_censored(tables):
    rows = at_risk(*tables, "biometric", START, END).set_index("company")
    assert rows.index.tolist() == ["Took", "Never"]
    assert rows["adopted"].tolist() == [True, False]
    assert rows["entry"].dt.strftime("%Y-%m-%d").tolist() == ["2021-01-01", "2022-01-01"]
    assert rows["exit"].dt.strftime("%Y-%m-%d").tolist() == ["2022-03-01", "2022-06-01"]


def test_who_had_it_once_and_takes_it_up_again_is_no_adopter(tables):
    documents, versions, spans, ledger = tables
    once = pd.DataFrame(
        {"document": ["took"], "from": pd.Timestamp("2020-01-01"), "until": pd.Timestamp("2020-06-01")}
    )
    rows = at_risk(documents, versions, pd.concat([spans, once]), ledger, "biometric", START, END)
    assert rows["company"].tolist() == ["Never"]


@pytest.fixture(scope="module")
def published() -> Callable[[str], pd.DataFrame]:
    """Who is at risk of a category, of the published tables and ledger."""
    corpus, ledger = load_corpus(), load_ledger()
    documents = select.main_documents(corpus)

    def rows(category: str) -> pd.DataFrame:
        spans = select.collecting(corpus, documents, category)
        risk = at_risk(documents, corpus.versions, spans, ledger, category, story.START, story.END)
        return risk.set_index("document")

    return rows


def test_a_policy_that_spoke_of_learning_machines_in_2014_adopts_nothing_in_2025(published):
    assert "grammarly" not in published("ai_training").index


def test_age_told_from_faces_is_an_adoption(published):
    assert published("biometric").loc["roblox", "adopted"]


def test_who_had_it_by_a_reading_alone_is_not_at_risk(tables):
    documents, versions, spans, ledger = tables
    read = ledger.assign(first=False)
    rows = at_risk(documents, versions, spans, read, "biometric", START, END)
    assert set(rows["document"]) == {"never"}


def test_every_adopter_adds_for_the_first_time(published):
    ledger = load_ledger()
    first = ledger[ledger["first"] & (ledger["change"] == "added")].groupby("category")["document"].agg(set)
    for category in categories.STORY:
        rows = published(category)
        assert set(rows.index[rows["adopted"]]) <= first[category]


def test_an_addition_after_the_end_is_not_seen(tables):
    rows = at_risk(*tables, "biometric", START, "2022-02-01")
    assert not rows["adopted"].any()
    assert rows["exit"].max() == pd.Timestamp("2022-02-01")


def test_an_adoption_in_a_gap_has_the_days_between_which_it_lies(tables):
    rows = at_risk(*with_a_gap(tables, "2022-01-31", "2022-09-01"), "biometric", START, END).set_index(
        "company"
    )
    assert rows.loc["Took", ["adopted", "earliest", "exit"]].tolist() == [
        True,
        pd.Timestamp("2022-02-01"),
        pd.Timestamp("2022-09-01"),
    ]
    assert rows.loc["Never", "earliest"] == rows.loc["Never", "exit"] == pd.Timestamp("2022-06-01")


def test_who_is_lost_sight_of_until_after_the_end_leaves_when_the_gap_begins(tables):
    rows = at_risk(*with_a_gap(tables, "2022-01-31", "2023-09-01"), "biometric", START, END).set_index(
        "company"
    )
    assert rows.loc["Took", ["adopted", "earliest", "exit"]].tolist() == [
        False,
        pd.Timestamp("2022-02-01"),
        pd.Timestamp("2022-02-01"),
    ]


def test_who_is_found_with_the_language_in_a_gap_that_spans_the_start_is_not_at_risk(tables):
    rows = at_risk(*with_a_gap(tables, "2020-11-30", "2022-09-01"), "biometric", START, END)
    assert rows["company"].tolist() == ["Never"]


def test_who_is_found_without_it_in_a_gap_that_spans_the_start_enters_then(tables):
    documents, versions, spans, ledger = with_a_gap(tables, "2020-11-30", "2021-06-01")
    ledger = ledger[ledger["document"] != "took"]
    rows = at_risk(documents, versions, spans[spans["document"] == "had"], ledger, "biometric", START, END)
    assert rows.set_index("company").loc["Took", "entry"] == pd.Timestamp("2021-06-01")


def test_additions_by_labels_have_to_last(tables):
    spans = tables[2].assign(until=pd.to_datetime(["2024-01-01", "2022-03-31"]))
    assert lasting_additions(spans, "biometric")["document"].tolist() == ["had"]
    assert lasting_additions(tables[2], "biometric")["document"].tolist() == ["had", "took"]


def test_bounds_lie_on_either_side():
    rows = companies([(str(i), "2021-01-01", f"2021-{i % 9 + 2:02d}-01", i < 5) for i in range(12)])
    curve = adoption_curve(rows, START).iloc[1:]
    assert (curve["low"] <= curve["value"]).all() and (curve["value"] <= curve["high"]).all()


def test_late_entrants_count_from_their_entry_only():
    rows = companies(
        [
            ("a", "2021-01-01", "2021-03-02", True),
            ("b", "2021-01-01", "2021-12-31", False),
            ("c", "2021-06-01", "2021-12-31", False),
            ("d", "2021-06-01", "2021-09-01", True),
        ]
    )
    curve = adoption_curve(rows, START)
    assert curve["value"]["2021-03-02"] == pytest.approx(1 / 2)  # of a and b: c and d are not followed yet
    assert curve["value"]["2021-09-01"] == pytest.approx(1 - 1 / 2 * 2 / 3)


def test_a_curve_takes_an_adoption_in_a_gap_for_its_middle_and_has_both_ends():
    """Of four, c adopts between day 100 and 300, b is lost on day 150, d adopts on day 250."""
    day = pd.Timestamp(START)
    days = {
        name: day + pd.Timedelta(days=n) for name, n in zip("bcdeg", (150, 300, 250, 400, 100), strict=True)
    }
    rows = companies(
        [
            ("b", day, days["b"], False),
            ("c", day, days["c"], True, days["g"]),
            ("d", day, days["d"], True),
            ("e", day, days["e"], False),
        ]
    )
    curve = adoption_curve(rows, START)
    at = curve.loc[days["d"]]
    assert at["value"] == pytest.approx(1 - 2 / 3 * 1 / 2)  # c on day 200, of three; d of two
    assert at["earliest"] == pytest.approx(1 - 3 / 4 * 1 / 2)  # c on day 100, of four
    assert at["latest"] == pytest.approx(1 / 3)  # c not yet: d of three
    assert curve.loc[day + pd.Timedelta(days=200), "value"] == pytest.approx(1 / 3)
    assert curve["latest"].iloc[-1] == pytest.approx(1 - 2 / 3 * 1 / 2)


def test_without_gaps_a_curve_is_the_same_at_either_end():
    rows = companies([("a", "2021-01-01", "2021-03-02", True), ("b", "2021-01-01", "2021-12-31", False)])
    curve = adoption_curve(rows, START)
    assert curve["value"].equals(curve["earliest"].rename("value"))
    assert curve["value"].equals(curve["latest"].rename("value"))


def test_the_curves_of_categories_and_their_ends():
    """A category nobody is at risk of has no curve, and no more has one of which nobody was at risk for a time."""
    rows = companies([("a", "2021-01-01", "2021-03-01", True), ("b", "2021-01-01", "2022-01-01", False)])
    apart = companies([("a", "2021-01-01", "2021-01-02", True), ("b", "2021-06-01", "2021-12-01", False)])
    risk = {"biometric": rows, "employment": apart, "ai_training": rows.head(0)}
    found = curves(risk, START)
    assert found.index.unique("category").tolist() == ["biometric"]
    table = ends(found, risk)
    assert table[["adopted", "companies"]].values.tolist() == [[1, 2], [1, 2], [0, 0]]
    assert table["value"].fillna(-1).tolist() == [0.5, -1, -1]
    assert curves({"biometric": rows.head(0)}, START).empty


@pytest.mark.parametrize(("n", "told"), [(bootstrap.FEWEST - 1, False), (bootstrap.FEWEST, True)])
def test_a_curve_of_fewer_than_ten_companies_has_no_bounds(n, told):
    rows = companies([(str(i), "2021-01-01", "2021-03-01", i < 2) for i in range(n)])
    assert adoption_curve(rows, START)["high"].iloc[-1:].notna().tolist() == [told]


def test_the_companies_at_risk_of_several_categories(tables):
    documents, versions, spans, ledger = tables
    held = {"biometric": spans, "employment": spans.head(0)}
    risk = risk_of(documents, held, ledger, list(held), versions, START, END)
    assert risk["biometric"].equals(at_risk(documents, versions, spans, ledger, "biometric", START, END))
    assert set(risk["employment"]["company"]) > set(risk["biometric"]["company"])


def test_rates_by_hand():
    rows = companies([("a", "2021-01-01", "2022-02-01", True), ("b", "2021-07-01", "2023-01-01", False)])
    table = rates(rows, "2022-01-01", 12)
    assert table.loc["a", ["adopted_before", "adopted_after"]].tolist() == [0, 1]
    assert table.loc["a", "years_before"] == pytest.approx(365 / 365.25)
    assert table.loc["a", "years_after"] == pytest.approx(31 / 365.25)
    assert table.loc["b", "years_after"] == pytest.approx(365 / 365.25)


def test_an_adoption_in_a_gap_that_spans_the_date_is_on_neither_side():
    rows = companies(
        [
            ("spans", "2021-01-01", "2022-03-01", True, "2021-12-02"),
            ("before", "2021-01-01", "2021-09-01", True, "2021-08-02"),
            ("long", "2020-01-01", "2023-06-01", True, "2020-06-01"),
        ]
    )
    table = rates(rows, "2022-01-01", 12)
    counts = table[["adopted_before", "adopted_after", "left_out"]]
    assert counts.loc["spans"].tolist() == [0, 0, 1]
    assert counts.loc["before"].tolist() == [1, 0, 0]
    assert counts.loc["long"].tolist() == [0, 0, 1]
    years = table[["years_before", "years_after"]] * 365.25
    assert years.loc["spans"].round().tolist() == [335, 0]  # until its gap began
    assert years.loc["before"].round().tolist() == [228, 0]  # until 2021-08-17, the middle of its gap
    assert years.loc["long"].tolist() == [0, 0]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 300), st.booleans()), min_size=1, max_size=12))
def test_a_curve_is_a_share_that_never_falls(rows):
    day = pd.Timestamp(START)
    table = companies(
        [
            (str(i), day + pd.Timedelta(days=entry), day + pd.Timedelta(days=entry + stay), adopted)
            for i, (entry, stay, adopted) in enumerate(rows)
        ]
    )
    long = day + pd.Timedelta(days=700)
    table.loc[0, ["entry", "exit", "adopted", "earliest"]] = [day, long, False, long]  # somebody is at risk
    values = adoption_curve(table, START)["value"]
    assert values.between(0, 1).all()
    assert values.is_monotonic_increasing


def test_nobody_is_at_risk_of_an_unknown_category(tables):
    with pytest.raises(CorpusError, match="no category biometrics; give some of: biometric, employment"):
        at_risk(*tables, "biometrics", START, END)
    assert not at_risk(*tables, "ai_training", START, END)[
        "adopted"
    ].any()  # known, and in no row of the ledger


@pytest.mark.parametrize(("days", "additions"), [(FLICKER - 1, 0), (FLICKER, 1)])
def test_what_stands_as_long_as_flicker_at_most_does_is_an_addition(days, additions):
    start = pd.Timestamp("2021-01-01")
    spans = pd.DataFrame({"document": ["a"], "from": [start], "until": [start + pd.Timedelta(days=days)]})
    assert len(lasting_additions(spans, "biometric")) == additions
