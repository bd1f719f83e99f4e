"""What data is said to be for, a company once; what the press reported of X stands in X's clauses."""

import pytest

from policy_corpus.analysis import bootstrap, details, select, stated_purposes
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import VALUES, read_readings
from policy_corpus.story import DOCUMENT, IN_FORCE, LATEST
from tests.analysis import read_by_hand as by_hand


@pytest.fixture
def corpus():
    return by_hand.corpus()


def stated(corpus, category="biometric", **options):
    documents = select.main_documents(corpus)
    table = stated_purposes.stated(corpus, by_hand.READINGS, category, by_hand.DAY, documents, **options)
    return {name: table.columns[row].tolist() for name, row in table.iterrows()}


def test_a_company_states_what_any_of_its_clauses_does(corpus):
    assert stated(corpus) == {
        "Acorn": ["identity", "security"],
        "Birch": ["feature"],
        "Cedar": ["unsaid_only"],
    }


def test_of_work_and_education_only_that_of_the_people_asked_for(corpus):
    assert stated(corpus, "employment") == {"Birch": ["jobs"]}
    assert stated(corpus, "employment", whose=("users",)) == {"Birch": ["unsaid_only"]}


def test_by_year_each_day_has_its_own_companies(corpus):
    days = ["2020-12-31", by_hand.DAY]
    documents = select.main_documents(corpus)
    table = stated_purposes.by_year(corpus, by_hand.READINGS, "biometric", days, documents)
    assert table.xs("2020-12-31")["n"].max() == 0
    assert table.loc[(by_hand.DAY, "identity"), ["value", "n"]].tolist() == [pytest.approx(1 / 3), 3]


def test_claims_are_of_the_story_and_of_the_codebook():
    claims = stated_purposes.reported_claims()
    assert claims["category"].unique().tolist() == STORY
    assert set(claims["purpose"]) - {""} <= set(VALUES["purpose"])
    assert not claims.duplicated(["category", "purpose"]).any()


def test_every_claim_of_the_press_stands_in_x_policy():
    said = details.of_document(load_corpus(), read_readings(), DOCUMENT, IN_FORCE)
    beside = stated_purposes.beside_claims(stated_purposes.reported_claims(), said)
    assert beside["sections"].tolist() == ["1.1", "1.1", "1.1", "1.1, 3.2", "1.1", "2.1"]
    assert beside.loc[beside["purpose"] == "advertising", "hashes"].tolist() == ["5f0a0f833337"]


def test_a_claim_that_no_clause_makes_has_no_section(corpus):
    claims = stated_purposes.reported_claims()
    said = details.of_document(corpus, by_hand.READINGS, "cedar", by_hand.DAY)
    beside = stated_purposes.beside_claims(claims, said)
    assert beside.loc[beside["hashes"] != "", "category"].tolist() == ["ai_training"]


def test_others_are_those_that_collect_or_for_a_practice_all(corpus):
    claims, documents = stated_purposes.reported_claims(), select.main_documents(corpus)
    table = stated_purposes.of_others(corpus, by_hand.READINGS, claims, by_hand.DAY, documents)
    rows = table.set_index(["category", "purpose"])
    assert rows.loc[("biometric", "identity"), ["value", "n"]].tolist() == [pytest.approx(1 / 3), 3]
    assert rows.loc[("employment", "jobs"), ["value", "n"]].tolist() == [0, 1]
    assert rows.loc[("ai_training", ""), ["value", "n"]].tolist() == [pytest.approx(2 / 3), 3]


def test_most_biometric_data_is_said_to_tell_who_someone_is():
    corpus, readings = load_corpus(), read_readings()
    table = stated_purposes.stated(corpus, readings, "biometric", LATEST, select.main_documents(corpus))
    assert table.loc["X", ["identity", "security"]].all()
    assert bootstrap.shares(table)["value"].idxmax() == "identity"
    assert not table[["jobs", "employers", "advertising"]].any().any()


def test_what_became_of_each_claim_since():
    corpus, readings = load_corpus(), read_readings()
    claims = stated_purposes.reported_claims()
    course = stated_purposes.claims_over_time(corpus, readings, claims, DOCUMENT, IN_FORCE, LATEST)
    assert course["gone"].isna().all()
    of_work = course[course["category"] == "employment"]
    assert of_work["section"].tolist() == ["1.1", "1.1", "3.2", "1.1"]
    assert of_work["reworded"].dt.strftime("%Y-%m-%d").tolist() == [
        "2024-11-15",
        "2024-11-15",
        "2026-01-16",
        "2024-11-15",
    ]
    training = course[course["category"] == "ai_training"].set_index("section")
    assert training["in_force"].dt.strftime("%Y-%m-%d").to_dict() == {"2.1": IN_FORCE, "3.2": "2024-11-15"}
    assert training["wordings"].tolist() == [1, 1] and training["reworded"].isna().all()


def test_a_claim_that_is_taken_out_has_a_last_day(corpus):
    claims = stated_purposes.reported_claims()
    course = stated_purposes.claims_over_time(
        corpus.__class__(
            **{**vars(corpus), "presence": corpus.presence.assign(shown=corpus.presence["from"])}
        ),
        by_hand.READINGS,
        claims,
        "acorn",
        by_hand.DAY,
        "2021-08-01",
    )
    assert course["category"].tolist() == ["biometric", "biometric", "ai_training"]
    assert set(course["gone"].dt.strftime("%Y-%m-%d")) == {"2021-07-01"}


def test_others_are_named_by_purpose_and_who_states_all_is_told(corpus):
    claims, documents = stated_purposes.reported_claims(), select.main_documents(corpus)
    days = {"today": by_hand.DAY}
    table = stated_purposes.of_others_by_name(corpus, by_hand.READINGS, claims, days, documents)["today"]
    assert table.index.tolist()[-1] == stated_purposes.PRACTICE and list(table) == [
        "value",
        "low",
        "high",
        "n",
    ]
    who = stated_purposes.who_states(
        load_corpus(),
        read_readings(),
        ["jobs", "employers"],
        LATEST,
        documents=select.main_documents(load_corpus()),
    )
    assert set(who[stated_purposes.ALL]) == set(who["jobs"]) & set(who["employers"]) and "X" in who["jobs"]


def test_by_data_users_and_applicants_are_apart(corpus):
    table = stated_purposes.by_data(corpus, by_hand.READINGS, [by_hand.DAY], select.main_documents(corpus))
    assert table.loc[("Work, of applicants", by_hand.DAY, "jobs"), "value"] == 1
    assert table.loc[("Work, of users", by_hand.DAY, "jobs"), "value"] == 0
