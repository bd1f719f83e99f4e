"""The lexicon's file: what its notation counts, and what is said of each mistake in it."""

from pathlib import Path

import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract.labels import Lexicon


def lexicon(folder: Path, text: str) -> Lexicon:
    path = folder / "lexicon.yml"
    path.write_text(text, "utf-8")
    return Lexicon(path)


@pytest.mark.parametrize(
    ("term", "clause", "counts"),
    [
        ("rowing", "We like rowing.", 1),
        ("rowing", "We like growing herbs.", 0),
        ("row*", "We like rowing.", 1),
        ("row*", "We like growing herbs.", 0),
        ("colour/color", "A fine color.", 1),
        ("oak (garden) chair", "An oak chair.", 1),
        ("oak (garden) chair", "An oak garden chair.", 1),
        ("oak (garden) chair", "An oak kitchen chair.", 0),
        ("oak .. chair", "An oak and ash garden chair.", 1),
        ("oak .. chair", "An oak of no great age or size, no chair.", 0),
        ("oak ... chair", "An oak is tall. A chair.", 0),
        ("<wood> chair", "An elm chair.", 1),
        ("<wood> chair", "A lime-tree chair.", 1),
        ("^ oak", "Here. Oak is good.", 1),
        ("^ oak", "Here oak is good.", 0),
        ("self-made", "It is self made.", 1),
        ("café", "The CAFÉ is open.", 1),
        ("café", "The cafe is open.", 0),
        ("owner", "The owner's chair", 1),
    ],
)
def test_notation(tmp_path, term, clause, counts):
    text = f"lists: {{wood: [elm, lime tree]}}\ncategories: {{chairs: {{terms: ['{term}']}}}}\n"
    assert lexicon(tmp_path, text).label(clause)["chairs"].about == counts


def test_needs_and_not(tmp_path):
    text = (
        "categories: {trees: {terms: [oak], not: [oak chair], "
        "needs: [{terms: [lime], with: [leaf/leaves]}, {terms: [ash], without: [fire]}]}}"
    )
    about = {
        clause: lexicon(tmp_path, text).label(clause)["trees"].about
        for clause in (
            "an oak",
            "an oak chair",
            "oak chair and oak",
            "lime",
            "lime leaves",
            "ash",
            "fire and ash",
        )
    }
    assert list(about.values()) == [1, 0, 1, 0, 1, 1, 0]


WORDS = [f"oak{number:04}" for number in range(3_000)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("categories: {a: {terms: [oak, Oak]}}", "a, terms: has the term 'Oak' twice; take one out"),
        ("categories: {a: {terms: [oak, '']}}", "a, terms: has an empty term"),
        ("categories: {a: {terms: [oak, no]}}", "put it in quotes"),
        ("categories: {a: {terms: oak}}", "should be a list"),
        ("categories: {a: {terms: []}}", "a: has no terms"),
        ("categories: {a: {words: [oak]}}", "unknown key 'words'"),
        ("categories: {a: [oak]}", "should hold keys"),
        ("categories: {a: {terms: [oak]}, a: {terms: [elm]}}", "'a' is there twice"),
        ("categories: {}", "there is no category"),
        ("sorts: {}", "unknown key 'sorts'"),
        ("just words", "should hold keys"),
        ("categories: {a: {terms: [<wood> chair]}}", "no list named <wood>"),
        ("categories: {a: {terms: ['oak ...']}}", "can't read the term 'oak ...'"),
        ("categories: {a: {terms: ['(oak)']}}", "can't read the term '(oak)'"),
        ("categories: {a: {terms: ['oak, elm']}}", "'oak,' is no word"),
        ("lists: {wood: ['?']}\ncategories: {a: {terms: [oak]}}", "lists, wood"),
        ("categories: {a: {terms: [oak], needs: [{terms: [ash]}]}}", "needs both `terms` and one of"),
        (
            "categories: {a: {terms: [oak], whose: [{persons: foxes, cues: [x]}]}}",
            "`persons` should be one of",
        ),
        ("stance: {shouts: [oak]}\ncategories: {a: {terms: [oak]}}", "unknown key 'shouts'"),
        ("categories: {a: {terms: [oak", "can't be read as YAML"),
        ("categories: " + "[" * 5_000, "can't be read as YAML (it is nested too deeply)"),
        ("categories: {a: {terms: [2023-02-31]}}", "can't be read as YAML (day is out of range"),
        (
            f"categories: {{a: {{terms: [{'/'.join(WORDS)}]}}}}",
            "24,033 letters, and 4,000 is the most; part its",
        ),
        ("categories: {a: {terms: [oak, '" + "?" * 500 + "']}}", f"can't read the term '{'?' * 60}…'"),
    ],
)
def test_bad_lexicon(tmp_path, text, complaint):
    with pytest.raises(CorpusError) as error:
        lexicon(tmp_path, text)
    assert complaint in str(error.value)
    assert "lexicon.yml" in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_or_unreadable_lexicon(tmp_path):
    with pytest.raises(CorpusError, match=r"there is no such file; .*data/lexicon\.yml"):
        Lexicon.read(tmp_path / "none.yml")
    path = tmp_path / "lexicon.yml"
    path.write_bytes("categories: {a: {terms: [caf\u00e9]}}".encode("latin-1"))
    with pytest.raises(CorpusError, match="is not UTF-8"):
        Lexicon(path)


def test_each_category_has_terms_and_a_row(tmp_path):
    header = "key,name,role,colour_light,colour_dark\n"
    rows = "elms,Elms,control,#111111,#222222\noaks,Oaks,story,#333333,#444444\n"
    categories = tmp_path / "categories.csv"
    categories.write_text(header + rows, "utf-8")
    text = "categories: {oaks: {terms: [oak]}, elms: {terms: [elm]}}"
    lexicon(tmp_path, text)
    assert Lexicon.read(tmp_path / "lexicon.yml").categories == ["elms", "oaks"]
    lexicon(tmp_path, text[:-1] + ", ashes: {terms: [ash]}}")
    with pytest.raises(CorpusError, match=r"lexicon\.yml: the category 'ashes' has no row.*add its row to"):
        Lexicon.read(tmp_path / "lexicon.yml")
    lexicon(tmp_path, "categories: {oaks: {terms: [oak]}}")
    with pytest.raises(
        CorpusError, match=r"categories\.csv: the category 'elms' has no terms.*give it terms in"
    ):
        Lexicon.read(tmp_path / "lexicon.yml")
    categories.unlink()
    with pytest.raises(CorpusError, match=r"categories\.csv"):
        Lexicon.read(tmp_path / "lexicon.yml")
