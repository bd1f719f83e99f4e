"""The trained model of stance: what it decides, what it leaves to the rules, and its table."""

import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract.clues import clues_of
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.stance_model import (
    COLUMNS,
    INTERCEPT,
    LEAST_WORDS,
    MODEL,
    StanceModel,
    likeliest,
    weight_of_words,
)
from policy_corpus.paths import DATA

MENTIONS = StanceModel({"biometric": {INTERCEPT: [0, 500, 0, 0], "word:regatta": [0, 0, 0, 9000]}})
LEXICON = Lexicon(DATA / "lexicon.yml")


def label(clause: str, model: StanceModel = MENTIONS):
    """The label for biometrics that a model makes of what the rules find."""
    found = next(found for _, category, found in LEXICON.findings([clause], [""]) if category == "biometric")
    return model.over("biometric", found)


def test_it_decides_where_no_rule_does():
    decided = label("Faceprints of rowers")
    assert (decided.stance, decided.rule, decided.term) == ("mentions", MODEL, "faceprint*")


def test_a_rule_that_holds_stands():
    assert label("We never gather faceprints.").rule == "denied before"
    assert label("We gather faceprints.").rule == "collects"


def test_where_it_says_what_is_said_anyhow_the_rule_is_named():
    decided = label("Faceprints at the regatta")
    assert (decided.stance, decided.rule) == ("collects", "names")


def test_a_false_friend_is_about_nothing():
    none = StanceModel({"biometric": {INTERCEPT: [1, 0, 0, 0]}})
    assert label("Faceprints of rowers", none).about == 0


def test_a_category_that_it_does_not_know_is_left_to_the_rules():
    assert label("Faceprints of rowers", StanceModel({})).rule == "names"


def test_clues_of_words_weigh_less_the_more_there_are():
    assert weight_of_words(1) == weight_of_words(LEAST_WORDS) > weight_of_words(LEAST_WORDS + 1)
    few, many = (
        MENTIONS.scores("biometric", {"word:regatta", *(f"word:{i}" for i in range(n))}) for n in (5, 50)
    )
    assert few[-1] > many[-1] > 0
    assert few[1] == many[1] == 0.5
    assert likeliest(few) == "collects"


def test_a_table_is_read_as_it_was_written(tmp_path):
    MENTIONS.write(tmp_path / "model.csv")
    again = StanceModel.read(tmp_path / "model.csv")
    again.write(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "model.csv").read_bytes()
    assert again.scores("biometric", ["word:regatta"]) == MENTIONS.scores("biometric", ["word:regatta"])


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("clue,none\n", "header"),
        (",".join(COLUMNS) + "\nbiometric,word:a,0,0,x,0\n", "row 2: a coefficient is no number"),
        (",".join(COLUMNS) + "\nbiometric,word:a,0,0,nan,0\n", "row 2: a coefficient is no number"),
        (",".join(COLUMNS) + "\nbiometric,word:a,0,0,1,0\n", r"biometric has no row \(intercept\)"),
    ],
)
def test_a_damaged_table_is_named_with_its_fault(tmp_path, table, what):
    path = tmp_path / "model.csv"
    path.write_text(table, "utf-8")
    with pytest.raises(CorpusError, match=what):
        StanceModel.read(path)


def test_the_published_model_knows_single_words_and_pairs_only():
    model = StanceModel.read(DATA / "stance_model.csv")
    assert set(model.categories) <= set(LEXICON.categories)
    rows = (DATA / "stance_model.csv").read_text("utf-8").splitlines()[1:]
    clues = [row.split(",")[1] for row in rows if row.split(",")[1].startswith(("word:", "pair:", "lead:"))]
    assert clues
    assert max(len(clue.split()) for clue in clues) <= 2


def test_clues_do_not_depend_on_neighbours():
    one = [clues_of(found) for _, _, found in LEXICON.findings(["our faceprints"], [""])]
    two = [
        clues_of(found) for n, _, found in LEXICON.findings(["we row", "our faceprints"], ["", ""]) if n == 1
    ]
    assert one == two
