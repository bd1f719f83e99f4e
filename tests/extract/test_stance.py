"""Each stance rule decides a clause made for it, and none decides where a rule above it does."""

import pytest
import yaml

from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.patterns import Span
from policy_corpus.extract.stance import CUES, RULES, STANCES, STRONGEST_FIRST, Line, Sentence, decide
from policy_corpus.paths import ROOT

LEXICON = Lexicon.read(ROOT / "data" / "lexicon.yml")

# rule → an invented clause that speaks of biometrics, and the cue that decides
MADE_FOR = {
    "answered no": ("We collect faceprints at the harbour gate: NO", "^ no"),
    "answered yes": ("We do not sell your faceprint: YES", "^ yes"),
    "denied but for its own ends": (
        "We do not scan your faceprint, unless a race is flagged by the harbour.",
        "unless ... flagged",
    ),
    "denied by its lead-in": ("What we never do: match your faceprint.", "<not> (do)"),
    "denied before": ("We never use faceprints of our rowers.", "<not> (<adverb>) (<adverb>) <do>"),
    "denied right after": (
        "We use oars, and faceprints are not transmitted.",
        "<not> uploaded/stored/shared/transmitted/sent/disclosed/accessed",
    ),
    "denied after": (
        "Faceprints of our many rowers, old and young, are not uploaded.",
        "<not> uploaded/stored/shared/transmitted/sent/disclosed/accessed",
    ),
    "none of it": ("We receive the names of rowers, without any faceprints.", "without any"),
    "points elsewhere": ("Learn more about how we use your faceprint.", "^ learn more"),
    "asks": ("Do rowers like our faceprints?", ""),
    "tells of a right": ("You have the right to see your faceprint.", "right/rights to"),
    "defines": (
        "Special categories of data, such as a faceprint.",
        "special categories of",
    ),
    "collects, then keeps": (
        "Faceprints are taken at the boathouse and are not kept longer than a season.",
        (
            "is/are/be <taken> ... and (is/are) (then) (<not>) (be) (permanently) "
            "kept/retained/stored/saved/held/deleted/erased/destroyed/removed"
        ),
    ),
    "keeps": (
        "Faceprints that we collected are erased.",
        "delete/deletes/deleted/deletion/destroy/destroyed/erase/erased/remove/removes/removed",
    ),
    "collects": (
        "We gather faceprints at the boathouse.",
        "gather/gathers/gathered/gathering",
    ),
    "names": ("your faceprint;", ""),
}


def test_every_rule_has_a_clause_made_for_it():
    assert list(MADE_FOR) == [rule.name for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_decides_the_clause_made_for_it(rule):
    clause, cue = MADE_FOR[rule.name]
    label = LEXICON.label(clause)["biometric"]
    assert (label.rule, label.stance, label.cue, label.term) == (rule.name, rule.verdict, cue, "faceprint*")


def test_rules_have_names_of_their_own_reasons_and_known_words():
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.reason.endswith(".")
        assert rule.verdict in STANCES[1:]
        assert rule.cue is None or rule.cue in CUES
    assert set(STRONGEST_FIRST) == set(STANCES) - {"none"}


def test_the_lexicon_has_words_for_every_cue():
    spec = yaml.safe_load((ROOT / "data" / "lexicon.yml").read_text("utf-8"))
    assert set(spec["stance"]) == set(CUES)


def test_the_rules_above_come_first():
    denied_question = "Is it true that we do not use your faceprint?"
    assert LEXICON.label(denied_question)["biometric"].rule == "denied before"
    assert LEXICON.label("Learn more: we never use your faceprint")["biometric"].rule == "denied before"


def test_of_two_sentences_the_one_that_says_most_decides():
    clause = (
        "We never sell a faceprint. You have the right to see your faceprint. We gather faceprints at noon."
    )
    label = LEXICON.label(clause)["biometric"]
    assert (label.stance, label.rule) == ("collects", "collects")
    clause, _, _ = clause.rpartition(" We")
    assert LEXICON.label(clause)["biometric"].rule == "denied before"


def test_a_cue_of_another_sentence_does_not_count():
    text = b"|  we never row. faceprints \n"
    never, term = Span(4, 11, "never"), Span(15, 27, "faceprint*")
    assert decide(Sentence(Line(text, {"negated": [never]}), term)) == ("collects", "names", "")
    joined = text.replace(b".", b",")
    assert decide(Sentence(Line(joined, {"negated": [never]}), term)) == ("denies", "denied before", "never")


def test_a_cue_that_another_takes_back_is_none():
    assert LEXICON.label("If you do not use our gate, faceprints rest.")["biometric"].stance == "collects"
    assert LEXICON.label("We do not use our gate, faceprints rest.")["biometric"].stance == "denies"


@pytest.mark.parametrize(
    "clause",
    [
        "Faces: We never do that with a faceprint.",
        "We never, ever use a faceprint.",
        "We have no access to your faceprint.",
        "Our staff cannot see your faceprint.",
        "We stopped collecting faceprints in spring.",
        "We collect neither oars nor faceprints of rowers.",
    ],
)
def test_a_denial_has_many_forms(clause):
    assert LEXICON.label(clause)["biometric"].stance == "denies"


def test_what_others_stopped_is_no_denial():
    assert LEXICON.label("You cannot see the faceprint that we collect.")["biometric"].stance != "denies"
