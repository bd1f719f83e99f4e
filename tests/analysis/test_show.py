"""A policy of anyone's: cut, labelled and set beside the archived ones."""

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis import select, show
from policy_corpus.analysis.corpus import load_corpus, load_term_matrix
from policy_corpus.analysis.select import at, documents_with, main_documents
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
    return show.clauses_of(show.read_policy(str(EXAMPLE)))


def facts(clauses: pd.DataFrame) -> list[tuple]:
    columns = ["section", "clause", "lead_in", "biometric_stance", "employment_stance"]
    return list(clauses[columns].itertuples(index=False, name=None))


def test_a_clause_has_its_section_lead_in_and_labels():
    assert facts(show.clauses_of(POLICY)) == [
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
    table = show.by_label(show.clauses_of(told))
    assert table.loc["ai_training", "denies"] == table.loc["biometric", "denies"] == 1
    assert table.loc["employment", "collects"] == 1


def test_another_language_is_refused():
    german = "Wir erheben Ihre Daten, um Ihnen unsere Dienste anbieten zu können. " * 5
    with pytest.raises(CorpusError, match=r"another language \(de\)"):
        show.clauses_of(german)


def test_the_example_speaks_of_all_three(example):
    table = show.by_label(example)
    assert (table.loc[["biometric", "employment", "ai_training"], "collects"] > 0).all()
    assert table.loc["biometric", "denies"] == 1
    assert show.by_section(example)["clauses"].sum() == len(example)
    assert 1000 < example["words"].sum() < 1500


def test_a_clause_of_the_archives_has_its_like():
    """Made of the very words of an archived clause, in alphabetical order."""
    counts, vocabulary = load_term_matrix()
    words = (vocabulary["kind"] == "word").to_numpy()
    row = next(row for row in range(counts.shape[0]) if words[counts[row].indices].sum() == 9)
    own = vocabulary["token"].to_numpy()[[token for token in counts[row].indices if words[token]]]
    found = show.most_similar(
        pd.Series([" ".join(own), "Zanzibar quokkas yodel xylophones beautifully.", "We do it."])
    )
    assert found["similarity"].tolist()[:2] == [1.0, 0.0]
    assert found["like"].tolist()[1:] == [-1, -1]
    assert pd.isna(found["similarity"][2])


def test_standing_counts_as_the_notebooks_do(example):
    table = show.standing(example, "social")
    corpus = load_corpus()
    documents = main_documents(corpus).query("sector == 'social'")
    followed = at(corpus.versions[corpus.versions["document"].isin(documents["document"])], show.LATEST)
    having = documents_with(corpus, "ai_training", show.LATEST, documents)
    assert table.loc["ai_training", "companies"] == followed["document"].nunique()
    assert table.loc["ai_training", "share"] == round(len(having) / followed["document"].nunique(), 3)
    assert table.loc["health", "more_than"] == 0


def test_an_unknown_sector_is_named(example):
    with pytest.raises(CorpusError, match=r"there is no sector bakeries; give some of: advertising, ai"):
        show.standing(example, "bakeries")


def test_a_category_that_the_tables_are_too_old_for_is_told_with_the_mend(example, monkeypatch):
    newer = example.assign(gaze_about=0, gaze_stance="none")
    monkeypatch.setattr(select, "ALL", [*select.ALL, "gaze"])
    with pytest.raises(CorpusError, match=r"the tables have no labels of gaze.*`make corpus`"):
        show.standing(newer)


def test_clusters_are_told_by_their_terms():
    names = pd.DataFrame(
        {"name": ["devices", "payment"], "terms": ["device, ip address, browser", "card, payment"]}
    )
    clauses = pd.Series(["The device's browser and IP address.", "Cards for payments.", "A browser."])
    assert show.clusters_of(clauses, names).tolist() == ["devices", "payment", ""]


def test_clusters_are_shown_where_they_have_names(tmp_path, monkeypatch):
    monkeypatch.setattr(show, "CLUSTERS", tmp_path / "clusters.csv")
    assert "cluster" not in show.clauses_of(POLICY)
    (tmp_path / "clusters.csv").write_text('name,terms\nfaces,"scan, face"\n')
    assert show.clauses_of(POLICY)["cluster"].isin(["faces", ""]).all()


def test_the_command_shows_it_all(capsys):
    assert main(["show", str(EXAMPLE), "--sector", "marketplaces"]) == 0
    said = capsys.readouterr().out
    for part in ("By label", "By section", "sector marketplaces", "Without a like"):
        assert part in said


def test_no_control_character_reaches_the_terminal(tmp_path, capsys):
    path = tmp_path / "policy.txt"
    path.write_text("We keep \x1b[31m quokkas, zeppelins, yodelling machines and \x07 xylophones for you.")
    assert main(["show", str(path)]) == 0
    said = capsys.readouterr().out
    assert "By cluster:\nnone\n" in said
    assert "\x1b" not in said
