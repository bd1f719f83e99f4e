"""Spells of language: gaps and breaks, announcements, and agreement with the ledger and the list of denials."""

from dataclasses import replace

import pandas as pd
import pytest

from policy_corpus.analysis import denials
from policy_corpus.analysis.corpus import Corpus, load_corpus
from policy_corpus.analysis.ledger_readings import standing
from policy_corpus.analysis.near_wordings import FEWEST_TERMS, near_wordings
from policy_corpus.analysis.platform_states import ENDED, SAYS, UNKNOWN, states
from policy_corpus.analysis.select import is_twin
from policy_corpus.analysis.spells import SEEN, spells
from policy_corpus.extract.quality import FLICKER
from policy_corpus.extract.read_labels import read_readings
from policy_corpus.paths import RESULTS
from policy_corpus.story import LATEST

BEGAN = pd.Timestamp("2020-01-01")
STANCES = ["collects", "denies", "mentions", "none"]  # of the invented clauses 0 to 3


def day(number: int) -> pd.Timestamp:
    return BEGAN + pd.Timedelta(number, "D")


def invented(versions: list[tuple[int, int, str]], spans: list[tuple[int, int, int, int]]) -> Corpus:
    """A document with texts (from, until, opens) and spans of clauses (clause, shown, from, until)."""
    texts = pd.DataFrame(versions, columns=["from", "until", "opens"]).assign(document="shed", capture=0)
    presence = pd.DataFrame(spans, columns=["clause", "shown", "from", "until"]).assign(document="shed")
    documents = {
        "document": "shed",
        "platform": "Shed",
        "company": "Shed",
        "from": min(texts["from"]),
        "until": max(texts["until"]),
        "versions": len(texts),
    }
    clauses = pd.DataFrame({"hash": list("abcd"), "lead_in": None, "biometric_stance": STANCES})
    clauses["biometric_about"] = clauses["biometric_stance"] != "none"
    captures = pd.DataFrame({"document": "shed", "day": texts["from"], "status": "ok"})
    tables = [pd.DataFrame([documents]), captures, texts, clauses, presence]
    for table in tables:
        for name in {"from", "until", "shown", "day"} & set(table):
            table[name] = table[name].map(day)
    return Corpus(*tables)


def spells_of(versions, spans) -> list[tuple]:
    found = spells(invented(versions, spans), ["biometric"])
    return [
        (row.stance, (row._4 - BEGAN).days, (row.until - BEGAN).days, row.opens) for row in found.itertuples()
    ]


def test_clauses_that_follow_each_other_are_one_spell():
    versions = [(0, 10, "first"), (10, 500, "follows")]
    assert spells_of(versions, [(0, 10, 10, 100), (0, 100, 100, 300)]) == [("collects", 10, 300, SEEN)]


@pytest.mark.parametrize(("away", "count"), [(FLICKER, 1), (FLICKER + 1, 2)])
def test_what_is_gone_for_some_days_was_never_gone(away, count):
    spans = [(0, 10, 10, 100), (0, 100 + away, 100 + away, 400)]
    assert len(spells_of([(0, 400, "first")], spans)) == count


def test_a_spell_lasts_through_a_gap_with_the_language_on_both_sides():
    corpus = invented(
        [(0, 100, "first"), (900, 950, "gap")], [(0, 0, 0, 100), (0, 900, 900, 950), (0, 900, 900, 930)]
    )
    (spell,) = spells(corpus, ["biometric"]).to_dict("records")
    assert (spell["from"], spell["until"], spell["opens"]) == (day(0), day(950), "first")
    assert spell["gaps"] == ((day(99), day(900)),)


def test_language_that_only_the_text_after_a_gap_has_began_in_it():
    corpus = invented([(0, 100, "first"), (900, 950, "gap")], [(0, 900, 900, 950)])
    (spell,) = spells(corpus, ["biometric"]).to_dict("records")
    assert (spell["opens"], spell["gap_from"], spell["from"]) == ("gap", day(99), day(900))


def test_nothing_goes_on_across_a_break():
    versions = [(0, 100, "first"), (100, 200, "break")]
    found = spells_of(versions, [(0, 0, 0, 100), (0, 100, 100, 200)])
    assert found == [("collects", 0, 100, "first"), ("collects", 100, 200, "break")]


def test_a_spell_after_a_break_knows_since_when_the_text_before_said_so():
    corpus = invented([(0, 100, "first"), (100, 200, "break")], [(0, 40, 40, 100), (0, 100, 100, 200)])
    assert spells(corpus, ["biometric"])["earlier"].tolist() == [pd.NaT, day(40)]


def test_an_announcement_is_the_first_day_on_a_page():
    corpus = invented([(0, 50, "first"), (50, 90, "follows")], [(0, 40, 50, 90), (0, 30, 50, 90)])
    (spell,) = spells(corpus, ["biometric"]).to_dict("records")
    assert (spell["announced"], spell["from"], spell["last_without"]) == (day(30), day(50), day(0))


@pytest.mark.parametrize(
    ("clauses", "says"),
    [
        ([0, 1], "both"),
        ([0, 2], "collects"),
        ([1, 2], "denies"),
        ([2], "mentions"),
        ([3], "silent"),
        ([], "silent"),
    ],
)
def test_what_a_text_says_is_the_first_rule_that_holds(clauses, says):
    corpus = invented([(0, 4000, "first")], [(clause, 0, 0, 4000) for clause in clauses] or [(3, 0, 0, 10)])
    readings = pd.DataFrame(columns=read_readings().columns)
    table = pd.DataFrame(columns=denials.COLUMNS)
    (row,) = states(corpus, readings, table, categories=["biometric"]).to_dict("records")
    assert (row["says"], row["state"], row["opens"]) == (says, says, "first")


def test_a_document_that_ended_says_what_it_said_last_and_one_without_a_text_nothing():
    corpus = invented([(0, 100, "first")], [(0, 0, 0, 50), (1, 0, 0, 100)])
    readings = pd.DataFrame(columns=read_readings().columns)
    table = pd.DataFrame(columns=denials.COLUMNS)
    (row,) = states(corpus, readings, table, categories=["biometric"]).to_dict("records")
    assert (row["state"], row["says"], row["seen"]) == (ENDED, "denies", day(99))
    gone = replace(corpus, documents=corpus.documents.assign(versions=0, until=pd.NaT))
    (row,) = states(gone, readings, table, categories=["biometric"]).to_dict("records")
    assert (row["state"], row["says"]) == (UNKNOWN, UNKNOWN)


def test_silence_begins_when_the_last_word_went():
    corpus = invented([(0, 4000, "first")], [(2, 0, 0, 300)])
    readings = pd.DataFrame(columns=read_readings().columns)
    table = pd.DataFrame(columns=denials.COLUMNS)
    (row,) = states(corpus, readings, table, categories=["biometric"]).to_dict("records")
    assert (row["says"], row["from"], row["opens"]) == ("silent", day(300), SEEN)


# ---------------------------------------------------------------- the published tables


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="module")
def published(corpus) -> pd.DataFrame:
    return states(corpus, read_readings(), denials.read_denials())


def test_every_addition_for_the_first_time_begins_a_spell(corpus):
    ledger = pd.read_csv(RESULTS / "ledger.csv", dtype=str, keep_default_na=False)
    rows = standing(ledger)
    rows = rows[(rows["change"] != "removed") & (rows["first"] == "1") & (rows["after"] != "0")]
    begun = spells(corpus)
    begun = set(
        zip(begun["document"], begun["category"], begun["stance"], begun["from"].astype(str), strict=True)
    )
    expected = set(zip(rows["document"], rows["category"], rows["stance"], rows["in_force"], strict=True))
    assert len(expected) > 200
    assert {row for row in expected if row not in begun} == set()


def test_denials_of_the_newest_texts_are_those_of_the_list_of_denials(corpus, published):
    day = corpus.documents["until"].max() - pd.Timedelta(1, "D")
    listed = denials.today(corpus, read_readings(), denials.read_denials(), str(day.date()))
    facts = corpus.documents[["document", "platform"]]
    own = published[(published["seen"] == day) & ~is_twin(published["document"])].merge(facts, on="document")
    told = own.explode("covers").dropna(subset="covers")
    ours = set(told[["platform", "category", "covers"]].itertuples(index=False, name=None))
    theirs = set(listed[["platform", "category", "covers"]].itertuples(index=False, name=None))
    assert ours == theirs
    assert len(ours) > 50


def test_a_denial_s_first_day_is_no_later_than_that_of_any_it_covers(corpus, published):
    day = corpus.documents["until"].max() - pd.Timedelta(1, "D")
    listed = denials.today(corpus, read_readings(), denials.read_denials(), str(day.date()))
    facts = corpus.documents[["document", "platform"]]
    own = published[published["says"].isin(["denies", "both"]) & ~is_twin(published["document"])]
    own = own.assign(since=own["denied"].fillna(own["from"])).merge(facts, on="document")
    first = own.groupby(["platform", "category"])["since"].min()
    for row in listed.itertuples():
        assert first[row.platform, row.category] <= row.since


def test_each_state_is_what_the_clauses_in_force_say(corpus, published):
    ends = corpus.documents.set_index("document")["until"]
    newest = corpus.presence[corpus.presence["until"] == corpus.presence["document"].map(ends)]
    for category, own in published.groupby("category"):
        stance = corpus.clauses[f"{category}_stance"].to_numpy(object)[newest["clause"]]
        held = newest.assign(stance=stance).groupby("document")["stance"].agg(frozenset)
        for row in own[own["says"] != UNKNOWN].itertuples():
            expected = next(rule.says for rule in SAYS if rule.test(held[row.document]))
            assert row.says == expected, (row.document, category)


def test_a_document_is_followed_still_where_its_text_is_in_force_on_the_last_day(corpus, published):
    live = published["state"].isin([rule.says for rule in SAYS])
    assert ((published["seen"] >= pd.Timestamp(LATEST)) == live).all()


def test_near_wordings_are_other_companies_and_near_enough(corpus):
    from policy_corpus.analysis.corpus import load_term_matrix

    counts, _ = load_term_matrix()
    told = corpus.clauses.index[corpus.clauses["biometric_stance"] != "none"]
    found = near_wordings(corpus, counts, told)
    company = corpus.documents.set_index("document")["company"]
    for row in found.itertuples():
        owners = set(company[corpus.presence.loc[corpus.presence["clause"] == row.clause, "document"]])
        assert company[row.document] not in owners
        ours, theirs = (set(counts[number].indices) for number in (row.clause, row.like))
        assert len(ours) >= FEWEST_TERMS
        assert len(ours & theirs) / len(ours | theirs) == pytest.approx(row.similarity, abs=1e-6)
        assert row.similarity >= 0.8
        assert not is_twin(pd.Series([row.document])).any()
    assert len(found) > 10
    assert not found.duplicated(["clause", "platform"]).any()
