"""A policy of anyone's: cut, labelled, and told clause by clause with what decided."""

import pandas as pd
import pytest

from policy_corpus.analysis import own_policy as own, time_limit
from policy_corpus.analysis.read_policy import read_policy
from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA

EXAMPLE = DATA / "example_policy.md"
LID = "We may collect a scan of your face with your consent, so that the lid opens for you alone."
POLICY = """\
# Teapot privacy policy

We may collect a scan of your face with your consent, so that the lid opens for you alone.

## 2.1 Work

We ask for:

- your employment history and education;
- the colour of your favourite cup.
"""


@pytest.fixture(scope="module")
def example() -> pd.DataFrame:
    return own.clauses_of(read_policy(str(EXAMPLE)))


def facts(clauses: pd.DataFrame) -> list[tuple]:
    columns = ["section", "clause", "lead_in", "biometric_stance", "employment_stance"]
    return list(clauses[columns].itertuples(index=False, name=None))


def test_a_clause_has_its_section_lead_in_and_labels():
    assert facts(own.clauses_of(POLICY)) == [
        (
            "#1",
            "We may collect a scan of your face with your consent, so that the lid opens for you alone.",
            "",
            "collects",
            "none",
        ),
        ("2.1", "We ask for:", "", "none", "none"),
        ("2.1", "your employment history and education;", "We ask for:", "none", "collects"),
        ("2.1", "the colour of your favourite cup.", "We ask for:", "none", "none"),
    ]


def test_lines_that_blank_lines_part_are_read_as_sentences():
    told = """\
We tell you here what is written down about you and what we do

with it while your kettle sings. We do not use the tea that you

drink to train models of any kind, and we do not keep a print of your

finger.

When you ask us for work at the stove, we collect your

employment history and the names of your schools."""
    table = own.by_label(own.clauses_of(told))
    assert table.loc["ai_training", "denies"] == table.loc["biometric", "denies"] == 1
    assert table.loc["employment", "collects"] == 1


def test_another_language_is_refused():
    german = "Wir erheben Ihre Daten, um Ihnen unsere Dienste anbieten zu können. " * 5
    with pytest.raises(CorpusError, match=r"another language \(de\)"):
        own.clauses_of(german)


def test_a_text_that_takes_too_long_to_cut_is_named(monkeypatch):
    monkeypatch.setattr(time_limit, "LONGEST", 0.05)
    with pytest.raises(CorpusError, match=r"the policy: takes more than 0\.05 seconds"):
        own.read_own("\n\n".join(f"We keep note {number} of you." for number in range(50_000)))


def test_the_example_speaks_of_all_three(example):
    table = own.by_label(example)
    assert (table.loc[["biometric", "employment", "ai_training"], "collects"] > 0).all()
    assert table.loc["biometric", "denies"] == 1
    assert own.by_section(example)["clauses"].sum() == len(example)
    assert 1000 < example["words"].sum() < 1500


def test_clusters_are_told_by_their_terms():
    names = pd.DataFrame(
        {"name": ["devices", "payment"], "terms": ["device, ip address, browser", "card, payment"]}
    )
    clauses = pd.Series(["The device's browser and IP address.", "Cards for payments.", "A browser."])
    assert own.clusters_of(clauses, names).tolist() == ["devices", "payment", ""]


def test_clusters_are_shown_where_they_have_names(tmp_path, monkeypatch):
    monkeypatch.setattr(own, "CLUSTERS", tmp_path / "clusters.csv")
    assert "cluster" not in own.clauses_of(POLICY)
    (tmp_path / "clusters.csv").write_text('name,terms\nfaces,"scan, face"\n')
    assert own.clauses_of(POLICY)["cluster"].isin(["faces", ""]).all()


def test_a_clause_says_what_decided(example):
    told = own.verdicts(example)
    assert set(told["stance"]) <= {"collects", "denies", "mentions"}
    assert len(told) == own.by_label(example).to_numpy().sum()
    face = told[told["category"] == "biometric"].iloc[0]
    assert (face["term"], face["rule"]) == ("biometric*", "collects")
    assert face["reason"].startswith("The sentence has a verb of collecting")


def test_a_clause_that_stands_twice_in_a_section_has_one_row():
    said = "We collect your fingerprints to log you in.\n\n"
    table = own.clause_by_clause(own.read_own(f"{said}We bake bread for our guests.\n\n{said}"))
    assert table["clause"].value_counts().to_dict() == {said.strip(): 1, "We bake bread for our guests.": 1}
    assert table.set_index("clause").loc[said.strip(), "why"]


def test_a_text_of_more_clauses_than_any_policy_is_refused(monkeypatch):
    monkeypatch.setattr(own, "MOST_CLAUSES", 2)
    with pytest.raises(CorpusError, match="has 3 clauses, and 2 are read at most; give a part of it"):
        own.read_own("We row on Monday.\n\nWe sail on Tuesday.\n\nWe swim on Friday.\n")


def test_clause_by_clause_has_a_row_for_a_repeat_in_another_section():
    policy = own.read_own(
        "# Tea\n\nWe collect a scan of your face.\n\n# Toast\n\nWe collect a scan of your face.\n"
    )
    table = own.clause_by_clause(policy)
    assert len(policy.clauses) == 1
    assert table["section"].tolist() == ["#1", "#2"]
    assert list(table)[:3] == ["section", "lead_in", "clause"] and list(table)[-1] == "why"
    assert {
        "biometric_about",
        "biometric_stance",
        "biometric_why_term",
        "collection",
        "collection_score",
    } < set(table)
    assert table["why"].str.startswith("Biometric collects: term ").all()


def test_an_empty_policy_has_no_rows():
    assert own.clause_by_clause(own.read_own("***")).empty
