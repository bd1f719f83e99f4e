"""What the notebooks call, held to tables worked by hand and to what must be so of any table."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from scipy import sparse

import helpers
from helpers import Corpus
from policy_corpus.errors import CorpusError
from policy_corpus.extract.collection import Gate
from policy_corpus.paths import ROOT

CLASSIFIER = Gate.read(ROOT / "data" / "collection_classifier.csv")
PASSES = round(1000 * CLASSIFIER.threshold)  # the least score that does
QUARTERS = pd.to_datetime(["2021-01-01", "2021-04-01"])


def spans(rows: list[tuple]) -> pd.DataFrame:
    """Presence rows: document, clause, from, until."""
    table = pd.DataFrame(rows, columns=["document", "clause", "from", "until"])
    days = {c: pd.to_datetime(table[c]).astype("datetime64[s]") for c in ("from", "until")}
    return table.assign(**days, section="1")


@pytest.fixture
def corpus() -> Corpus:
    """Two companies in the first half of 2021: Acorn (a, and its second, c) and Birch (b, from April).

    Clauses 0 and 3 collect biometric data, clause 2 denies it, clauses 1 and 4 are about something else.
    """
    documents = pd.DataFrame(
        {
            "document": ["a", "b", "c"],
            "company": ["Acorn", "Birch", "Acorn"],
            "platform": ["Acorn", "Birch", "Acorn Kids"],
            "parent": ["Acorn", "Birch", "Acorn"],
            "sector": ["games", "jobs", "games"],
            "main": [True, True, False],
            "versions": [2, 1, 1],
            "from": pd.to_datetime(["2021-01-01", "2021-04-01", "2021-01-01"]),
            "until": pd.to_datetime(["2021-07-01", "2021-06-01", "2021-07-01"]),
        }
    )
    captures = pd.DataFrame(
        {
            "document": ["a", "a", "b", "c"],
            "archive": ["pga-versions", "tosback2", "pga-versions", "pga-versions"],
            "commit": ["1" * 40, "2" * 40, "3" * 40, "4" * 40],
            "path": ["Acorn/Privacy Policy.md", "crawl/a b.txt", "Birch/p.md", "Kids/p.md"],
            "day": pd.to_datetime(["2021-01-01", "2021-02-01", "2021-04-01", "2021-01-01"]),
            "text": [0.0, 1.0, 2.0, np.nan],
            "collects_biometric": [1, 0, 2, 1],
        }
    )
    versions = spans(
        [
            ("a", 0, "2021-01-01", "2021-02-01"),
            ("a", 1, "2021-02-01", "2021-07-01"),
            ("b", 2, "2021-04-01", "2021-07-01"),
            ("c", 3, "2021-01-01", "2021-07-01"),
        ]
    ).rename(columns={"clause": "capture"})
    presence = spans(
        [
            ("a", 0, "2021-01-01", "2021-02-01"),
            ("a", 1, "2021-01-01", "2021-07-01"),
            ("a", 2, "2021-01-01", "2021-07-01"),
            ("a", 3, "2021-01-15", "2021-03-01"),
            ("b", 1, "2021-04-01", "2021-07-01"),
            ("b", 3, "2021-04-01", "2021-07-01"),
            ("c", 0, "2021-01-01", "2021-07-01"),
        ]
    )
    clauses = pd.DataFrame(
        {
            "collection_score": [900, 100, PASSES, PASSES - 1, PASSES],
            "biometric_about": [True, False, True, True, False],
            "biometric_stance": ["collects", "none", "denies", "collects", "none"],
            "health_about": [False] * 5,
            "health_stance": ["none"] * 5,
        }
    )
    return Corpus(documents, captures, versions, clauses, presence)


@pytest.fixture
def measured(corpus) -> pd.DataFrame:
    return helpers.measure(corpus, ["biometric"], helpers.main_documents(corpus))


# ---------------------------------------------------------------- loading


def test_the_corpus_loads_and_says_what_it_holds():
    corpus = helpers.load_corpus()
    assert re.fullmatch(r"Corpus of \d+ companies, \d+ documents, [\d,]+ captures, .+ clauses", repr(corpus))
    assert (corpus.presence["from"] < corpus.presence["until"]).all()
    assert corpus.documents.loc[corpus.documents["main"], "company"].is_unique


def test_term_counts_agree_with_the_vocabulary():
    counts, vocabulary = helpers.load_term_matrix()
    assert counts.shape == (len(helpers.load_table("clauses")), len(vocabulary))
    frequency = np.bincount(counts.indices, minlength=len(vocabulary))
    counted = vocabulary["kind"].isin(["word", "multiword"]).to_numpy()
    assert (frequency[counted] == vocabulary["clauses"][counted]).all()
    assert frequency[~counted].sum() == 0


def test_events_have_dates_in_order():
    events = helpers.load_data("events.csv")
    assert events["date"].is_monotonic_increasing
    assert events["date"].between("2012-01-01", "2026-12-31").all()


def test_results_are_written_to_the_byte(tmp_path, monkeypatch):
    monkeypatch.setattr(helpers, "results_folder", lambda: tmp_path)
    helpers.save_result(pd.DataFrame({"share": [1 / 3]}, index=pd.Index(["x"], name="name")), "shares.csv")
    assert (tmp_path / "shares.csv").read_bytes() == b"name,share\nx,0.3333\n"


def test_archives_are_named_with_their_commit():
    facts = helpers.archive_facts().set_index("archive")["commit"]
    assert {"contrib-versions", "tosback2"} <= set(facts.index)
    assert facts.str.fullmatch(r"[0-9a-f]{40}").all()


def test_an_archived_version_has_an_address():
    address = helpers.archived_at("tosback2", "abc", "crawl_reviewed/x.com/Privacy Policy.txt")
    assert address == "https://github.com/tosdr/tosback2/blob/abc/crawl_reviewed/x.com/Privacy%20Policy.txt"
    assert helpers.archived_at("pga-versions", "abc", "X/p.md").split("/")[3] == "OpenTermsArchive"


# ---------------------------------------------------------------- vectors and clusters


def matrix(rows: list[list[int]]) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.array(rows, np.float32))


def vocabulary(*tokens: str) -> pd.DataFrame:
    return pd.DataFrame({"token": tokens, "clauses": range(len(tokens), 0, -1)})


def test_collection_clauses_reach_the_threshold_of_the_gate(corpus):
    assert helpers.collection_clauses(corpus).tolist() == [0, 2, 4]


def test_a_stricter_gate_lets_fewer_clauses_through(corpus):
    passing = helpers.collection_clauses(corpus)
    stricter = helpers.above_the_gate(corpus, 0.9)
    score = corpus.clauses["collection_score"]
    assert helpers.collection_clauses(stricter).tolist() == score.index[score >= 900].tolist()
    assert helpers.collection_clauses(helpers.above_the_gate(corpus, 0)).equals(passing)


def test_likest_clusters_share_most():
    labels = np.array([0, 0, 0, 1, 1, 2])
    assert helpers.likest_clusters(labels, np.array([5, 5, 6, 6, 6, 7])).tolist() == [5, 6, 7]


def test_cluster_shares_of_a_group_sum_to_one():
    stays = pd.DataFrame({"clause": [0, 1, 2, 0], "platform": ["A", "A", "A", "B"]})
    table = helpers.cluster_shares(pd.Series(["money", "money", "body"]), stays, "platform")
    assert table.loc["A", "money"] == pytest.approx(2 / 3)
    assert table.sum(axis=1).tolist() == [1, 1]


def test_shares_of_clusters_sum_to_one_in_every_period_and_document(corpus):
    cluster = pd.Series(["money", "body", "money", "body", "money"], corpus.clauses.index)
    documents = helpers.main_documents(corpus)
    measured = helpers.measure(
        helpers.with_labels(corpus, cluster), ["body", "money"], documents, stance="any"
    )
    shares = helpers.cluster_share_days(measured)
    total = shares.groupby(["document", "period"])[["intensity_days"]].sum()["intensity_days"]
    assert (total / shares.groupby(["document", "period"])["days"].first()).tolist() == pytest.approx(
        [1] * len(total)
    )


def test_changes_in_words_leave_out_those_that_may_be_none():
    table = pd.DataFrame(
        {
            "start": [0.1, 0.2],
            "end": [0.12, 0.2],
            "change": [0.02, 0],
            "low": [0.01, -0.1],
            "high": [0.03, 0.1],
        },
        index=["Payment", "Cookies"],
    )
    assert helpers.clear_changes(table) == "Payment +2.0 (+1.0 to +3.0)"
    assert helpers.clear_changes(table.loc[["Cookies"]]) == "none"
    assert helpers.share_in_words(table, "Payment").startswith("“Payment” 10.0 % → 12.0 %")
    assert helpers.quoted(["a", "b"]) == "“a”; “b”"


def test_neighbours_of_one_cluster_are_counted():
    points = np.array([[0.0], [0.1], [5.0], [5.1]])
    assert helpers.nearest_share(points, np.array([0, 0, 1, 1]), n=1) == 1
    assert helpers.nearest_share(points, np.array([0, 1, 0, 1]), n=1) == 0


def test_telling_words_are_the_rarest_in_the_order_of_the_alphabet():
    terms = vocabulary("use", "zebra", "iris", "scan")  # falling in frequency
    assert helpers.telling_words(matrix([[1, 1, 1, 0], [1, 0, 0, 1]]), terms, [0, 1], 2) == [
        "iris, zebra",
        "scan, use",
    ]


def test_nearest_clauses_leave_out_the_clause_itself():
    weights = helpers.tfidf(matrix([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]]))
    nearest = helpers.nearest_clauses(weights, 0, n=3)
    assert nearest.index.tolist() == [1, 2, 3]
    assert nearest.iloc[0] == pytest.approx(1)
    assert nearest.iloc[2] == 0


def test_the_nearest_clause_may_be_asked_of_other_owners():
    weights = helpers.tfidf(matrix([[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 1], [1, 1, 1, 0]]))
    assert helpers.nearest_of_each(weights, [0])["nearest"].tolist() == [1]
    nearest = helpers.nearest_elsewhere(weights, [0], pd.Series(["a", "a", "b", "b"]))
    assert nearest["nearest"].tolist() == [2]
    about = {"biometric": [1]}
    samples, owner = {"biometric": [0]}, pd.Series(["a", "a", "b", "b"])
    assert helpers.same_category(weights, samples, about) == {"biometric": 1}
    assert helpers.same_category(weights, samples, about, owner) == {"biometric": 0}


def test_a_company_has_the_words_of_all_its_documents(corpus):
    counts = matrix([[1, 0], [0, 1], [0, 0], [0, 0], [0, 0]])
    table = helpers.companies_with(corpus, counts, corpus.presence)
    assert table.loc["Acorn"].tolist() == [True, True]
    assert table.loc["Birch"].tolist() == [False, True]


VOCABULARY = pd.DataFrame(
    {
        "token": ["camera", "the", "quokka", "lens", "camera lens"],
        "kind": ["word", "stop", "rare", "word", "multiword"],
        "clauses": [4, 5, 1, 3, 3],
    }
)
WITH_CAMERAS = sparse.csr_matrix(
    [[1, 0, 0, 1, 1], [1, 0, 0, 1, 1], [2, 0, 0, 1, 1], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
)


def test_terms_are_found_by_their_words():
    assert helpers.find_terms(VOCABULARY, ["Camera", "camera lens"]).tolist() == [0, 4]
    assert helpers.clauses_with(WITH_CAMERAS, [0]).tolist() == [0, 1, 2, 3]
    assert helpers.clauses_with(WITH_CAMERAS, [3, 4]).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("term", "reason"),
    [("the", "a stop word"), ("quokka", "fewer than three"), ("zebu", "not in the tables")],
)
def test_a_term_without_counts_says_so_and_what_to_run(term, reason):
    with pytest.raises(CorpusError, match=rf"“{term}” \(.*{reason}.*make corpus"):
        helpers.find_terms(VOCABULARY, ["camera", term])


def test_collocates_stand_together_more_often_than_by_chance():
    table = helpers.collocates(WITH_CAMERAS, VOCABULARY, [0, 1, 2], least=2)
    assert table.index.tolist() == ["camera lens", "lens", "camera"]
    assert table.loc["lens", "pmi"] == pytest.approx(1)  # twice as often as by chance
    assert table.loc["camera", ["clauses", "of all"]].tolist() == [3, 4]


# ---------------------------------------------------------------- over time


def test_days_by_quarter_and_year():
    rows = spans([("a", 0, "2020-12-30", "2021-01-03"), ("a", 0, "2021-03-31", "2021-04-02")])
    quarters = helpers.by_period(rows)["a"]
    assert quarters[quarters > 0].to_dict() == {
        pd.Timestamp("2020-10-01"): 2,
        pd.Timestamp("2021-01-01"): 3,
        pd.Timestamp("2021-04-01"): 1,
    }
    years = helpers.by_period(rows, "YS")["a"]
    assert years[years > 0].tolist() == [2, 4]
    weighed = helpers.by_period(rows.assign(times=[10, 1]), weight="times")["a"]
    assert weighed[weighed > 0].tolist() == [20, 2 * 10 + 1, 1]


def test_union_joins_spans_that_overlap_or_touch():
    rows = [
        ("a", 0, "2021-01-01", "2021-01-10"),
        ("a", 1, "2021-01-02", "2021-01-03"),
        ("a", 2, "2021-01-10", "2021-01-12"),
        ("a", 3, "2021-02-01", "2021-02-02"),
        ("b", 0, "2021-01-05", "2021-01-06"),
    ]
    merged = helpers.union(spans(rows))
    assert merged.astype(str).to_numpy().tolist() == [
        ["a", "2021-01-01", "2021-01-12"],
        ["a", "2021-02-01", "2021-02-02"],
        ["b", "2021-01-05", "2021-01-06"],
    ]


def test_clauses_of_a_category_by_stance(corpus):
    assert helpers.clauses_of(corpus, "biometric").tolist() == [0, 3]
    assert helpers.clauses_of(corpus, "biometric", "denies").tolist() == [2]
    assert helpers.clauses_of(corpus, "biometric", "any").tolist() == [0, 2, 3]


def test_a_company_counts_by_its_main_document(corpus):
    assert helpers.main_documents(corpus)["document"].tolist() == ["a", "b"]


def test_prevalence_by_hand(measured):
    # Acorn has the language from 1 January to 1 March (59 of 90 days), then no more; Birch always.
    table = helpers.prevalence(measured).loc["biometric"]
    assert table["value"].to_dict() == pytest.approx({QUARTERS[0]: 59 / 90, QUARTERS[1]: 91 / 182})
    assert table["companies"].tolist() == [1, 2]


def test_intensity_by_hand(measured):
    # Acorn's clause-days in the first quarter: 31 + 90 + 90 + 45, of which 31 + 45 collect; Birch's: half.
    table = helpers.intensity(measured).loc["biometric"]
    assert table["value"].tolist() == pytest.approx([1000 * 76 / 256, (0 + 500) / 2])


def test_a_quarter_that_was_not_followed_has_no_row(measured):
    assert set(zip(measured["document"], measured["period"], strict=True)) == {
        ("a", QUARTERS[0]),
        ("a", QUARTERS[1]),
        ("b", QUARTERS[1]),
    }


def test_a_category_that_no_clause_has_is_measured_as_none(corpus):
    measured = helpers.measure(corpus, ["health"], helpers.main_documents(corpus))
    assert helpers.prevalence(measured)["value"].tolist() == [0, 0]
    assert helpers.intensity(measured)["value"].tolist() == [0, 0]


def test_prevalence_of_labels(corpus):
    labelled = helpers.with_labels(corpus, pd.Series({1: "other", 3: "faces"}))
    measured = helpers.measure(labelled, ["faces", "other"], helpers.main_documents(corpus), stance="any")
    value = helpers.prevalence(measured)["value"]
    assert value["faces"].tolist() == pytest.approx([45 / 90, 91 / 182])
    assert value["other"].tolist() == [1, 1]


def test_bootstrap_draws_companies(measured):
    band = helpers.bootstrap_band(measured, "days_with").loc["biometric"]
    # In the second quarter a sample holds Acorn twice, Birch twice, or each once: 0, 1 or one half.
    assert band.loc[QUARTERS[1], ["low", "value", "high"]].tolist() == [0, 0.5, 1]
    samples = helpers.resampled(measured, "days_with", seed=4, n_samples=50)
    assert set(samples["biometric", QUARTERS[1]]) == {0, 0.5, 1}
    assert samples.equals(helpers.resampled(measured, "days_with", seed=4, n_samples=50))


def test_bootstrap_of_companies_that_are_alike_has_no_width(corpus):
    alike = spans([(d, 0, "2021-01-01", "2021-07-01") for d in ("a", "b")])
    versions = alike.rename(columns={"clause": "capture"})
    corpus = Corpus(corpus.documents, corpus.captures, versions, corpus.clauses, alike)
    measured = helpers.measure(corpus, ["biometric"], helpers.main_documents(corpus))
    band = helpers.bootstrap_band(measured, "intensity_days")
    assert (band[["low", "value", "high"]] == 1000).all(axis=None)


def test_a_balanced_panel_has_only_who_was_followed_throughout(measured):
    panel = helpers.balanced(measured, "2021-01-01", "2021-07-01")
    assert set(panel["company"]) == {"Acorn"}
    assert set(helpers.balanced(measured, "2021-04-01", "2021-07-01")["company"]) == {"Acorn", "Birch"}


@pytest.mark.parametrize(("days", "companies"), [(44, {"Acorn"}), (45, {"Acorn", "Birch"})])
def test_half_of_a_quarter_is_enough_for_the_panel(days, companies):
    measured = pd.DataFrame({"company": ["Acorn", "Birch"], "days": [90, days]})
    measured = measured.assign(period=QUARTERS[0], category="biometric")
    assert set(helpers.balanced(measured, "2021-01-01", "2021-04-01")["company"]) == companies


def test_change_between_periods(measured):
    panel = helpers.balanced(measured, "2021-01-01", "2021-07-01")
    change = helpers.change_between(panel, *QUARTERS).loc["biometric"]
    assert change[["start", "end", "change"]].tolist() == pytest.approx([59 / 90, 0, -59 / 90])
    assert change[["low", "high"]].tolist() == pytest.approx([-59 / 90] * 2)  # one company: no width
    table = helpers.changes({"followed throughout": panel}, *QUARTERS)
    assert table.to_numpy().tolist() == [[-66, 1]]


def test_change_beyond_a_placebo(corpus):
    measured = helpers.measure(corpus, ["biometric", "health"], helpers.main_documents(corpus))
    panel = helpers.balanced(measured, "2021-01-01", "2021-07-01")
    beyond = helpers.change_beyond(panel, "health", *QUARTERS)
    assert beyond.index.tolist() == ["biometric"]
    assert beyond.loc["biometric"].tolist() == pytest.approx([-59 / 90] * 3)


def test_captures_believed_one_by_one(corpus):
    measured = helpers.measure_captures(corpus, ["biometric"], helpers.main_documents(corpus))
    table = helpers.prevalence(measured).loc["biometric"]
    assert table["value"].tolist() == pytest.approx([31 / 90, 61 / 152])  # Acorn's second capture has none


def test_spans_on_a_day(corpus):
    own = corpus.presence[corpus.presence["document"] == "a"]
    assert helpers.at(own, "2021-01-31")["clause"].tolist() == [0, 1, 2, 3]
    assert helpers.at(own, "2021-02-01")["clause"].tolist() == [1, 2, 3]
    assert helpers.at(own, "2020-12-31").empty


def test_what_changed_between_two_days(corpus):
    table = helpers.changed(corpus, "a", "2021-01-10", "2021-02-10")
    assert dict(zip(table["clause"], table["change"], strict=True)) == {0: "lost", 3: "gained"}


def test_what_each_text_in_force_changed(corpus):
    table = helpers.by_revision(corpus, "a")
    assert table.to_dict("index") == {"2021-02-01": {"gained": 0, "lost": 1}}


def test_who_has_a_category_and_since_when(corpus):
    documents = helpers.main_documents(corpus)
    assert helpers.holders(corpus, "biometric", "2021-02-28", documents).tolist() == ["a"]
    assert helpers.holders(corpus, "biometric", "2021-04-01", documents).tolist() == ["b"]
    days = helpers.first_days(corpus, ["biometric"], documents)
    assert days["biometric"].dt.strftime("%Y-%m-%d").to_dict() == {"a": "2021-01-01", "b": "2021-04-01"}


def test_places_are_those_of_the_first_day_in_the_order_asked(corpus):
    table = helpers.places(corpus, [3, 1])
    assert table.index.tolist() == [3, 1]
    assert table.loc[3, ["platform", "section"]].tolist() == ["Acorn", "1"]
    assert table.loc[3, "since"] == pd.Timestamp("2021-01-15")
    assert table.loc[3, "address"].endswith(f"pga-versions/blob/{'1' * 40}/Acorn/Privacy%20Policy.md")


def test_versions_side_by_side(corpus):
    corpus.documents["jurisdiction"] = ["EU", "US", "US"]
    table = helpers.on_day(corpus, corpus.documents, "2021-05-01", ["biometric"])
    assert table.index.tolist() == ["Acorn (EU)", "Acorn Kids (US)", "Birch (US)"]
    assert table["clauses"].tolist() == [2, 1, 2]
    assert table["biometric"].tolist() == [0, 1, 1]


def test_shared_clauses_are_near_copies_in_both(corpus):
    counts = matrix([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 1, 0, 0], [1, 0, 0, 1]])
    both = helpers.shared(corpus, counts, "a", "b", "2021-05-01")
    assert dict(zip(zip(both["document"], both["clause"], strict=True), both["shared"], strict=True)) == {
        ("a", 1): True,
        ("a", 2): False,
        ("b", 1): True,
        ("b", 3): False,
    }
    corpus.documents["jurisdiction"] = "EU"
    for category in ("employment", "ai_training"):
        corpus.clauses[[f"{category}_about", f"{category}_stance"]] = [False, "none"]
    ours, theirs, _ = corpus.documents.itertuples()
    pair = helpers.version_pair(corpus, counts, ours, theirs, "2021-05-01")
    assert pair == ("Acorn: EU | EU", "2021-05-01", 0.5, 0.5, "Biometric")
    assert helpers.version_pair(corpus, counts, ours, theirs, "2021-01-10") is None


def test_flows_count_companies_once_a_period():
    ledger = pd.DataFrame(
        {
            "company": ["Acorn", "Acorn", "Birch", "Birch"],
            "category": "biometric",
            "change": ["added", "added", "removed", "denial_added"],
            "stance": ["collects", "collects", "collects", "denies"],
            "clauses": [2, 3, 1, 9],
            "in_force": pd.to_datetime(["2021-01-05", "2021-03-31", "2021-04-01", "2021-04-01"]),
        }
    )
    table = helpers.flows(ledger).loc["biometric"]
    first, second = (table.loc[day] for day in ("2021-01-01", "2021-04-01"))
    assert first[["companies added", "clauses added", "companies removed"]].tolist() == [1, 5, 0]
    assert second[["companies added", "companies removed", "clauses removed"]].tolist() == [0, 1, 1]
    assert helpers.flows(ledger).loc["employment"].to_numpy().sum() == 0


def test_a_pooled_share_draws_companies():
    rows = pd.DataFrame({"company": list("aabb"), "silent": [True, True, False, False]})
    found = helpers.pooled_share(rows, "silent")
    assert found[["share", "rows", "companies"]].tolist() == [0.5, 4, 2]
    assert (found["low"], found["high"]) == (0, 1)
    alike = helpers.pooled_share(rows.assign(silent=[True, False] * 2), "silent")
    assert alike["low"] == alike["high"] == 0.5


def test_the_share_of_a_sample_lies_within_its_bounds():
    share, low, high = helpers.share_of_sample(43, 62)
    assert (round(share, 3), round(low, 3), round(high, 3)) == (0.694, 0.570, 0.794)
    assert helpers.share_of_sample(0, 5)[0] == 0


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
    merged = days_of(helpers.union(table))
    assert len(merged) == len(set(merged))
    assert set(merged) == set(days_of(table))


@given(some_spans, st.sampled_from(["QS", "YS"]))
@settings(max_examples=30, deadline=None)
def test_periods_add_up_to_the_days_within_the_range(rows, frequency):
    table = invented(rows)
    last = "2026-07-01" if frequency == "QS" else "2026-01-01"
    first, last = ((pd.Timestamp(day) - DAY_0).days for day in ("2013-01-01", last))
    inside = pd.Series([document for document, day in days_of(table) if first <= day < last], dtype=object)
    summed = helpers.by_period(table, frequency).groupby("document").sum()
    assert summed[summed > 0].to_dict() == inside.value_counts().to_dict()


@given(some_spans, st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_prevalence_is_a_share(rows, collecting):
    presence = invented(rows)
    versions = helpers.union(presence)
    names = sorted(set(presence["document"]))
    documents = pd.DataFrame(
        {"document": names, "company": names, "platform": names, "parent": names, "sector": "x"}
    )
    clauses = pd.DataFrame({"health_about": np.arange(6) == collecting, "health_stance": "collects"})
    corpus = Corpus(documents, pd.DataFrame(), versions, clauses, presence)
    measured = helpers.measure(corpus, ["health"], documents)
    assert helpers.prevalence(measured)["value"].between(0, 1).all()
    assert (measured["days_with"] <= measured["days"]).all()
    assert helpers.intensity(measured)["value"].between(0, 1000.000001).all()


@pytest.mark.parametrize(
    ("share", "digits", "text"), [(0.123, 0, "12 %"), (0.123, 1, "12.3 %"), (1, 0, "100 %")]
)
def test_percent(share, digits, text):
    assert helpers.percent(share, digits) == text


def test_shares_and_lists_in_words():
    assert helpers.with_bounds(0.123, 0.1, 0.151) == "12 % (95 % interval 10 to 15 %)"
    assert helpers.listed({"biometric": "1 of 2", "ai_training": "3"}) == "Biometric 1 of 2; AI training 3"


def test_say_shows_markdown(displayed):
    helpers.say("**12** policies")
    assert displayed[0].data == "**12** policies"


def test_documents_with_all_three_kinds_within_a_number_of_days():
    """Acorn takes a month over its three, Birch does it in a day, Cedar never has the third."""
    rows = [
        *(("acorn", kind, day) for kind, day in zip(helpers.STORY, ("01-01", "01-15", "01-31"), strict=True)),
        *(("birch", kind, "03-01") for kind in helpers.STORY),
        *(("cedar", kind, "05-01") for kind in helpers.STORY[:2]),
    ]
    added = pd.DataFrame(rows, columns=["document", "category", "day"])
    added["in_force"] = pd.to_datetime("2021-" + added.pop("day"))
    found = [helpers.companies_within(added, "in_force", days) for days in (0, 29, 30, 365)]
    assert found == [1, 1, 2, 2]


def test_changes_and_ratios_in_words():
    rows = pd.DataFrame(
        {"beyond": [4.6, -1.04], "low": [-5.2, -3], "high": [16, 0.96]}, index=["biometric", "ai_training"]
    )
    assert helpers.beyond_in_words(rows) == "Biometric +5 (-5 to +16); AI training -1 (-3 to +1)"
    assert helpers.beyond_in_words(rows, digits=1) == (
        "Biometric +4.6 (-5.2 to +16.0); AI training -1.0 (-3.0 to +1.0)"
    )
    assert (
        helpers.ratio_in_words(pd.Series({"ratio": 1.44, "low": 0.58, "high": 3.9}))
        == "1.4 times (0.6 to 3.9)"
    )


def test_rows_of_the_ledger_are_listed_by_day():
    rows = pd.DataFrame(
        {
            "in_force": pd.to_datetime(["2022-02-01", "2021-01-01"]),
            "platform": ["Acorn", "Birch"],
            "jurisdiction": ["EU", "US"],
            "category": ["biometric", "ai_training"],
            "url": ["https://example.org/a", "https://example.org/b"],
        }
    )
    assert helpers.ledger_lines(rows).splitlines() == [
        "- 2021-01-01 Birch (US): AI training ([archived](https://example.org/b))",
        "- 2022-02-01 Acorn (EU): Biometric ([archived](https://example.org/a))",
    ]
    assert helpers.ledger_lines(rows.head(0)) == "None."


def test_a_table_to_be_read_has_names_for_keys_in_its_heads_its_index_and_its_categories():
    pairs = pd.MultiIndex.from_tuples([("denial_added", "biometric")], names=["change", "in_force"])
    table = helpers.plain(pd.DataFrame([[1]], columns=pairs, index=pd.Index([2021], name="last_without")))
    assert table.columns.tolist() == [("denial added", "Biometric")]
    assert [*table.columns.names, *table.index.names] == ["change", "in force", "last without"]
    assert helpers.plain(pd.DataFrame({"category": ["employment"]}))["category"].tolist() == [
        "Employment and education"
    ]


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
        helpers.measure(corpus, [category], helpers.main_documents(corpus), stance=stance)


def test_labels_have_no_stances(corpus):
    labelled = helpers.with_labels(corpus, pd.Series({3: "faces"}))
    with pytest.raises(CorpusError, match="no stance of faces collects; give some of: any"):
        helpers.measure(labelled, ["faces"], helpers.main_documents(corpus))


def test_what_was_not_measured_is_named_with_what_was(corpus, measured):
    with pytest.raises(CorpusError, match="no period 2021-02-01; give some of: 2021-01-01, 2021-04-01"):
        helpers.change_between(measured, "2021-02-01", "2021-04-01")
    with pytest.raises(
        CorpusError, match="no measure words_days; give some of: days, days_with, intensity_days"
    ):
        helpers.bootstrap_band(measured, "words_days")
    with pytest.raises(CorpusError, match="no category cookies; give some of: biometric"):
        helpers.change_beyond(measured, "cookies", *QUARTERS)
    with pytest.raises(
        CorpusError, match=r"no period begins from 2031.* measured begin from 2021-01-01 to 2021-04-01"
    ):
        helpers.balanced(measured, "2031-01-01", "2032-01-01")
    with pytest.raises(CorpusError, match="no category voices; give some of: biometric"):
        helpers.measure_captures(corpus, ["voices"], helpers.main_documents(corpus))
