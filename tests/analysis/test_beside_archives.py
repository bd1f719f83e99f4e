"""Where a policy of one's own stands among the archived ones, and which of its clauses have a like there."""

import pandas as pd
import pytest

from policy_corpus.analysis import beside_archives as beside
from policy_corpus.analysis.corpus import load_corpus, load_term_matrix
from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.analysis.select import at, documents_with, main_documents
from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA
from policy_corpus.story import LATEST


@pytest.fixture(scope="module")
def example() -> pd.DataFrame:
    return clauses_of((DATA / "example_policy.md").read_text(encoding="utf-8"))


def test_a_clause_of_the_archives_has_its_like():
    """Made of the very words of an archived clause, in alphabetical order."""
    counts, vocabulary = load_term_matrix()
    words = (vocabulary["kind"] == "word").to_numpy()
    row = next(row for row in range(counts.shape[0]) if words[counts[row].indices].sum() == 9)
    own = vocabulary["token"].to_numpy()[[token for token in counts[row].indices if words[token]]]
    found = beside.most_similar(
        pd.Series([" ".join(own), "Zanzibar quokkas yodel xylophones beautifully.", "We do it."])
    )
    assert found["similarity"].tolist()[:2] == [1.0, 0.0]
    assert found["like"].tolist()[1:] == [-1, -1]
    assert pd.isna(found["similarity"][2])


def test_standing_counts_as_the_notebooks_do(example):
    table = beside.standing(example, "social")
    corpus = load_corpus()
    documents = main_documents(corpus).query("sector == 'social'")
    followed = at(corpus.versions[corpus.versions["document"].isin(documents["document"])], LATEST)
    having = documents_with(corpus, "ai_training", LATEST, documents)
    assert table.loc["ai_training", "companies"] == followed["document"].nunique()
    assert table.loc["ai_training", "share"] == round(len(having) / followed["document"].nunique(), 3)
    assert table.loc["health", "more_than"] == 0


def test_an_unknown_sector_is_named(example):
    with pytest.raises(CorpusError, match=r"there is no sector bakeries; give some of: advertising, ai"):
        beside.standing(example, "bakeries")


def test_of_a_single_company_no_share_is_given(example):
    table = beside.standing(example, "Conferencing")
    assert (table["companies"] == 1).all() and table["share"].isna().all()
    assert beside.remarks(table) == ["The sector has one company with a policy in force: no share is given."]
    assert beside.remarks(beside.standing(example)) == []


def test_a_category_that_the_tables_lack_is_counted_in_the_policy_and_told_with_the_mend(example):
    newer = example.assign(gaze_about=1, gaze_stance="collects")
    table = beside.standing(newer)
    assert table.loc["gaze", "clauses"] == len(newer) and pd.isna(table.loc["gaze", "share"])
    assert table.loc["cookies", "share"] > 0.5
    (said,) = beside.remarks(table)
    assert "no labels of gaze yet" in said and "`make corpus`" in said
    told = beside.against(newer, ["Bumble"]).set_index(["platform", "category"])["collects"]
    assert told["", "gaze"] == len(newer) and pd.isna(told["Bumble (unspecified)", "gaze"])


def test_platforms_are_found_whatever_their_case_and_a_wrong_one_gets_the_nearest():
    named = beside.documents_named(["bumble", "TIKTOK", "Bumble"])
    assert named["document"].tolist() == ["bumble", "tiktok-eu"]
    with pytest.raises(CorpusError, match=r"there is no platform Tindr; give some of: .*Tinder.*--list"):
        beside.documents_named(["Tindr"])


def test_against_counts_what_a_platform_has_in_force(example):
    told = beside.against(example, ["Bumble"]).set_index(["platform", "category"])
    corpus = load_corpus()
    spans = at(corpus.presence[corpus.presence["document"] == "bumble"], LATEST)
    labels = corpus.clauses.loc[spans["clause"].unique(), "biometric_stance"].value_counts()
    row = told.loc["Bumble (unspecified)", "biometric"]
    assert row[["collects", "denies", "mentions"]].tolist() == [
        labels.get(s, 0) for s in ("collects", "denies", "mentions")
    ]
    assert row["clauses"] == spans["clause"].nunique()


def test_the_nearest_clauses_are_of_different_platforms_with_place_and_link(example):
    near = beside.nearest(example["clause"])
    assert (near["similarity"] >= beside.LEAST).all()
    assert near.groupby("number").size().max() == beside.NEAREST
    assert not near.duplicated(["number", "platform"]).any()
    assert near["url"].str.match(r"https://github\.com/[^/]+/[^/]+/blob/[0-9a-f]{40}/.").all()
    best = beside.most_similar(example["clause"])["similarity"]
    assert (
        near.groupby("number")["similarity"].first().equals(best[best >= beside.LEAST].rename_axis("number"))
    )
    assert set(beside.nearest(example["clause"], ["bumble"])["platform"]) <= {"Bumble"}
