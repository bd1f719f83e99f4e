"""The census: what readers found on days drawn by chance is checked, set against the tables, and corrects them."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis import census
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.over_time import balanced, measure
from policy_corpus.analysis.select import main_documents
from policy_corpus.categories import STORY
from policy_corpus.errors import CorpusError
from policy_corpus.files import write_csv
from policy_corpus.story import CONTROL, END, START


@pytest.fixture(scope="module")
def published():
    return load_corpus()


def row(document, day, settled, part="panel", category="biometric", third=""):
    first = settled if not third else "no"
    second = settled if not third else "says"
    return [part, document, day, "1" * 40, "0.1", category, first, second, third, settled]


@pytest.fixture
def written(tmp_path):
    """A function that writes rows as a census and reads them."""

    def write(*rows):
        path = tmp_path / "census.csv"
        write_csv(path, census.COLUMNS, rows)
        return census.read_census(path)

    return write


def test_two_alike_settle_a_reading_else_a_third_does(written):
    table = written(row("a", "2021-01-10", "both"), row("b", "2021-05-01", "says", third="says"))
    assert table[["says", "denies"]].to_numpy().tolist() == [[True, True], [True, False]]
    assert census.settle(["no", "says"]) == ""


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"part": "some"}, "part 'some' is none of panel, all"),
        ({"category": "jam"}, "category 'jam' is none of biometric"),
        ({"first": "maybe"}, "its readings must be some of says, denies, both, no"),
        ({"settled": "no"}, "two alike settle it, else a third"),
        ({"second": "no", "settled": ""}, "two alike settle it, else a third"),
    ],
)
def test_a_wrong_row_is_named(written, cells, fault):
    good = dict(zip(census.COLUMNS, row("a", "2021-01-10", "says"), strict=True))
    with pytest.raises(CorpusError, match=f"census.csv, row 2: .*{fault}"):
        written(list((good | cells).values()))


def test_the_machine_is_held_against_the_readers(written, corpus):
    """Acorn collects in clause 0 or 3 and Birch, from April, denies: a reader finds that Birch says it as well."""
    table = written(row("a", "2021-01-10", "says"), row("b", "2021-04-10", "both"))
    held = census.with_machine(table, corpus)
    assert held.set_index("document").loc["a", ["machine_says", "company"]].tolist() == [True, "Acorn"]
    with pytest.raises(CorpusError, match="b has no policy in force on 2021-01-10; draw it anew"):
        census.with_machine(written(row("b", "2021-01-10", "no")), corpus)


def test_precision_and_recall_count_company_days():
    rows = pd.DataFrame(
        {
            "category": "biometric",
            "company": list("aabbc"),
            "machine_says": [True, True, True, False, False],
            "says": [True, False, True, True, False],
        }
    )
    found = census.accuracy(rows).loc["biometric"]
    assert found[["days", "found", "said"]].tolist() == [5, 3, 3]
    assert found["precision"] == found["recall"] == pytest.approx(2 / 3)
    assert found["precision_low"] <= found["precision"] <= found["precision_high"]


def test_the_correction_adds_what_readers_found_beside_the_machine(monkeypatch):
    """Of two companies one is missed by the machine at the end: half of the panel has it, not none."""
    quarters = pd.to_datetime(["2021-01-01", "2021-04-01"])
    rows = pd.DataFrame(
        [
            {"document": d, "company": d, "category": c, "day": q, "part": "panel", "says": c == "x" and said}
            for d in "ab"
            for c in ("x", "control")
            for q, said in zip(quarters, (False, d == "a"), strict=True)
        ]
    ).assign(machine_says=False)
    measured = rows.rename(columns={"day": "period"}).assign(days=90, days_with=0)
    monkeypatch.setattr(census, "measure", lambda *_: measured)
    corpus = type("C", (), {"documents": pd.DataFrame({"document": ["a", "b"]})})
    series, changes = census.corrected(rows, corpus)
    assert series["corrected"].tolist() == [0, 0.5, 0, 0]
    assert series["plain"].eq(0).all()
    assert changes.loc["x", ["start", "end", "change", "beyond"]].tolist() == [0, 0.5, 0.5, 0.5]
    assert changes.loc["x", ["low", "high"]].tolist() == [0, 1]


def test_the_panel_is_followed_between_the_quarters_that_were_read(monkeypatch):
    """Acorn has the language from the second quarter on, Birch never; the first and the third quarter were read."""
    quarters = pd.to_datetime(["2020-10-01", "2021-01-01", "2021-04-01", "2021-07-01"])
    measured = pd.DataFrame(
        [(d, "x", q, 90, 90 * (d == "a" and q > quarters[1])) for d in "ab" for q in quarters],
        columns=["company", "category", "period", "days", "days_with"],
    )
    monkeypatch.setattr(census, "measure", lambda *_: measured)
    corpus = type("C", (), {"documents": pd.DataFrame({"document": ["a", "b", "c"]})})
    rows = pd.DataFrame({"document": ["a", "b", "c"], "part": ["panel", "panel", "all"]})
    read = pd.MultiIndex.from_product([["x"], quarters[[1, 3]]], names=["category", "period"])
    corrected = pd.DataFrame({"corrected": [0, 0.6], "low": [0, 0.5], "high": [0, 0.7]}, read)
    table = census.series(rows, corpus, corrected).loc["x"]
    assert table["plain"].tolist() == [0, 0.5, 0.5]
    assert table["companies"].tolist() == [2, 2, 2]
    assert table["corrected"].fillna(-1).tolist() == [0, -1, 0.6]


def test_every_company_of_the_main_panel_is_read_in_three_quarters(published):
    table = census.read_census()
    documents = main_documents(published)
    panel = balanced(measure(published, STORY, documents), START, END)
    read = table[table["part"] == "panel"]
    drawn = read.groupby("document")["day"].nunique()
    of_panel = set(documents["document"][documents["company"].isin(panel["company"])])
    assert len(of_panel ^ set(drawn.index)) <= 0.05 * len(of_panel)
    assert (drawn == 3).all()
    assert set(table["category"]) == {*STORY, CONTROL}


def test_the_census_holds_three_hundred_company_days_read_twice():
    table = census.read_census()
    assert len(table[["document", "day"]].drop_duplicates()) >= 300
    assert (table["second"] != "").all()


def test_the_machine_is_right_on_nearly_all_company_days(published):
    rows = census.with_machine(census.read_census(), published)
    found = census.accuracy(rows)
    assert (found.loc[STORY, ["precision", "recall"]] >= 0.85).all(axis=None)
    told = found.loc[STORY].filter(regex="_(low|high)$")
    assert (told.notna().all(axis=1) | found.loc[STORY, ["precision", "recall"]].eq(1).any(axis=1)).all()
    assert np.isfinite(told["recall_high"]).all()


def test_a_panel_that_was_read_at_both_ends_is_corrected_and_another_is_not(published):
    categories = [*STORY, CONTROL]
    documents = main_documents(published)
    measured = measure(published, categories, documents)
    panel = balanced(measured, START, END)
    _, all_changes = census.corrected(census.with_machine(census.read_census(), published), published)
    assert census.of_panel(published, panel, categories).equals(all_changes)
    one = census.of_panel(published, panel, ["biometric", CONTROL])
    assert one.loc["biometric", "beyond"] == pytest.approx(all_changes.loc["biometric", "beyond"])
    earlier = balanced(measured, START, "2025-07-01")
    assert census.of_panel(published, earlier, categories).empty
    others = balanced(measured, "2022-01-01", END)
    assert census.of_panel(published, others, categories).empty


def test_a_panel_of_fewer_than_ten_companies_has_no_bounds(published):
    documents = main_documents(published, "dating")
    panel = balanced(measure(published, [*STORY, CONTROL], documents), START, END)
    assert panel["company"].nunique() < 10
    table = census.of_panel(published, panel, [*STORY, CONTROL])
    assert table[["start", "end", "change", "beyond"]].notna().all(axis=None)
    assert table[census.BOUNDS].isna().all(axis=None)
