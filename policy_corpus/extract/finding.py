"""Takes a clause's line and where the lexicon's terms stand in it; makes its label by rule, with what it goes by."""

from collections.abc import Sequence
from typing import NamedTuple

from policy_corpus.extract.patterns import Span
from policy_corpus.extract.stance import STRONGEST_FIRST, Line, Sentence, decide


class Label(NamedTuple):
    """about is 0 or 1, stance one of STANCES; whose, one of WHOSE, is "none" where none are told apart.

    Where it is about the category: the lexicon's term that matched, the name of the rule (stance.RULES) that
    decided the stance, and the cue that the rule went by ("" where it needs none). Where the trained model decided,
    `rule` is its name (stance_model.MODEL).
    """

    about: int
    stance: str
    whose: str = "none"
    term: str = ""
    rule: str = ""
    cue: str = ""


NOTHING = Label(0, "none")


class Finding(NamedTuple):
    """What the rules find of a category in a line: the label, where the clause begins, where its terms stand."""

    label: Label
    line: Line
    offset: int
    places: Sequence[Span]


def by_rule(line: Line, places: Sequence[Span], persons: str) -> Label:
    """The label by rule of a line in which terms stand: of their sentences, the one that says most decides."""
    verdicts = [(decide(Sentence(line, span)), span) for span in places]
    verdict, span = min(verdicts, key=lambda pair: STRONGEST_FIRST.index(pair[0].stance))
    return Label(1, verdict.stance, persons, span.term, verdict.rule, verdict.cue)
