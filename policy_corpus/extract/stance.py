"""Takes a term's place in a line and the cues found there; makes the stance: what the sentence says is done.

`RULES` is the rule book, asked from top to bottom: the first rule that holds decides. The words of each cue stand
in data/lexicon.yml under `stance`.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import NamedTuple

from policy_corpus.extract.patterns import Span
from policy_corpus.extract.plain_text import SENTENCE_ENDS

STANCES = ("none", "collects", "denies", "mentions")
# Of the sentences of one clause that speak of a category, the one that says most decides.
STRONGEST_FIRST = ("collects", "denies", "mentions")
# The cues that the lexicon may give words for. Where one of TAKEN_BACK touches the other cue, it is none.
CUES = (
    "collecting",
    "negated",
    "negated_next",
    "not_negated",
    "not_collecting",
    "relative",
    "restores",
    "always_mention",
    "mention",
    "defining",
    "keeping",
    "taken_and_kept",
    "answered_no",
    "answered_yes",
    "lead_denies",
    "own_exception",
)
TAKEN_BACK = {"negated": "not_negated", "negated_next": "not_negated", "collecting": "not_collecting"}
BESIDE = 12  # characters: room for one short word between a term and the negation beside it

_AFTER_ANSWER = b" .,:;)\n"  # what may follow an answer at the end of a clause


class Line:
    """A clause after the sentence it is an item of: its plain bytes, and the spans of each cue found there."""

    def __init__(self, text: bytes, cues: Mapping[str, list[Span]]):
        self.text = text
        self.cues = {name: sorted(spans) for name, spans in cues.items()}
        for cue, void in TAKEN_BACK.items():
            if cue in cues and void in cues:
                self.cues[cue] = [span for span in self.cues[cue] if not span.touches(cues[void])]
        self.breaks = [found.start() for found in SENTENCE_ENDS.finditer(text)]


class Sentence:
    """The sentence around a term, which stands from `start` to `end` of a line."""

    def __init__(self, line: Line, term: Span):
        self.line, self.text = line, line.text
        self.start, self.end, _ = term
        breaks = line.breaks
        at = bisect_right(breaks, self.end - 2)
        self.first = breaks[bisect_right(breaks, self.start) - 1] if breaks else 0
        self.last = breaks[at] if at < len(breaks) else len(line.text)

    def cues(self, name: str) -> list[Span]:
        """The spans of a cue that lie within the sentence, as they follow each other."""
        spans = self.line.cues.get(name)
        return [c for c in spans if self.first <= c.start and c.end <= self.last + 1] if spans else []

    def collecting_before(self, place: int) -> bool:
        """Whether a verb of collecting ends before a place."""
        return any(verb.end <= place + 1 for verb in self.cues("collecting"))


class Rule(NamedTuple):
    """A rule of the book: it holds where a span of its cue (one of CUES) passes the test.

    The cue must stand in the term's sentence, or `anywhere` in the line. A rule without a cue asks the sentence alone.
    """

    name: str
    cue: str | None
    test: Callable[[Sentence, Span | None], bool]
    verdict: str
    reason: str
    anywhere: bool = False

    def holds(self, sentence: Sentence) -> str | None:
        """The words of the cue for which the rule holds, "" where it has no cue; None where it does not hold."""
        if self.cue is None:
            return "" if self.test(sentence, None) else None
        if self.cue not in sentence.line.cues:
            return None
        cues = sentence.line.cues[self.cue] if self.anywhere else sentence.cues(self.cue)
        return next((cue.term for cue in cues if self.test(sentence, cue)), None)


class Verdict(NamedTuple):
    """A stance, the name of the rule that decided, and the words of its cue as the lexicon has them."""

    stance: str
    rule: str
    cue: str


# ---------------------------------------------------------------- tests


def _ends_the_line(sentence: Sentence, cue: Span) -> bool:
    return not sentence.text[cue.end :].strip(_AFTER_ANSWER)


def _before_and_not_restored(sentence: Sentence, cue: Span) -> bool:
    """Before the term, or within it as in "not the same as identifying a face"."""
    if cue.start >= sentence.end - 1:
        return False
    return not any(cue.end - 1 <= other.start < sentence.start for other in sentence.cues("restores"))


def _after(sentence: Sentence, cue: Span) -> bool:
    """Behind the term, and no semicolon between."""
    return cue.start >= sentence.end - 1 and b";" not in sentence.text[sentence.end - 1 : cue.start]


def _right_after(sentence: Sentence, cue: Span) -> bool:
    return cue.start < sentence.end + BESIDE and _after(sentence, cue)


def _after_without_a_verb_before(sentence: Sentence, cue: Span) -> bool:
    return _after(sentence, cue) and not sentence.collecting_before(sentence.start)


def _ends_a_lead_in(sentence: Sentence, cue: Span) -> bool:
    """Right before a colon, and before the term: as in "We never: scan your face"."""
    return cue.end <= sentence.start + 1 and sentence.text[cue.end - 1 : cue.end + 1].strip() == b":"


def _after_a_denial(sentence: Sentence, cue: Span) -> bool:
    return any(denial.end <= cue.start + 1 for denial in sentence.cues("negated"))


def _right_before(sentence: Sentence, cue: Span) -> bool:
    return cue.end <= sentence.start + 1 < cue.end + BESIDE


def _anywhere(sentence: Sentence, cue: Span) -> bool:
    return True


def _is_a_question(sentence: Sentence, cue: None) -> bool:
    return sentence.text[sentence.last : sentence.last + 1] == b"?"


def _before_the_term_or_all_verbs(sentence: Sentence, cue: Span) -> bool:
    return cue.start < sentence.start or not sentence.collecting_before(cue.start)


def _beside_no_verb(sentence: Sentence, cue: Span) -> bool:
    return not sentence.cues("collecting")


def _beside_no_verb_but_relative(sentence: Sentence, cue: Span) -> bool:
    relative = sentence.cues("relative")
    return all(verb.touches(relative) for verb in sentence.cues("collecting"))


def _after_and_not_relative(sentence: Sentence, cue: Span) -> bool:
    """Behind the term, as its verb: not "that is collected", which tells of data that is there already."""
    return _after(sentence, cue) and not cue.touches(sentence.cues("relative"))


def _always(sentence: Sentence, cue: None) -> bool:
    return True


# ---------------------------------------------------------------- the rule book

# fmt: off
RULES = (
    Rule("answered no", "answered_no", _ends_the_line, "denies",
         "The clause ends in the answer of a table's row or a form, which holds for all before it.", anywhere=True),
    Rule("answered yes", "answered_yes", _ends_the_line, "collects",
         "The clause ends in the answer of a table's row or a form, which holds for all before it.", anywhere=True),
    Rule("denied but for its own ends", "own_exception", _after_a_denial, "collects",
         "What is not done is done after all where the company has a reason of its own."),
    Rule("denied by its lead-in", "lead_denies", _ends_a_lead_in, "denies",
         "The sentence that the item hangs on ends in what is not done, as “We never:”."),
    Rule("denied before", "negated", _before_and_not_restored, "denies",
         "Before the term or within it stands that something is not done, and nothing up to the term takes it back."),
    Rule("denied right after", "negated", _right_after, "denies",
         "The term is followed at once by what is not done with it."),
    Rule("denied after", "negated", _after_without_a_verb_before, "denies",
         "What is not done follows the term, and no verb of collecting stands before the term."),
    Rule("none of it", "negated_next", _right_before, "denies",
         "Right before the term stands that there is none of it, or that it is left out."),
    Rule("points elsewhere", "always_mention", _anywhere, "mentions",
         "The sentence points to another page, advises, or tells of a right, a choice or a law."),
    Rule("asks", None, _is_a_question, "mentions",
         "The sentence is a question."),
    Rule("tells of a right", "mention", _before_the_term_or_all_verbs, "mentions",
         "A right, a choice or a law is told of before the term, or before any verb of collecting."),
    Rule("defines", "defining", _beside_no_verb, "mentions",
         "The sentence says what such data is, by a law, a list or a definition, and has no verb of collecting."),
    Rule("collects, then keeps", "taken_and_kept", _after_and_not_relative, "collects",
         "The term is what is collected, and a tail of the sentence says how long that is kept."),
    Rule("keeps", "keeping", _beside_no_verb_but_relative, "mentions",
         "How long data is kept or how it is guarded; no verb of collecting but of data that is there already."),
    Rule("collects", "collecting", _anywhere, "collects",
         "The sentence has a verb of collecting, and no rule above holds."),
    Rule("names", None, _always, "collects",
         "No rule above holds: an item such as “your job title” plainly names what is collected."),
)
# fmt: on


def decide(sentence: Sentence) -> Verdict:
    """What the sentence says is done with what its term names, by the first of RULES that holds."""
    for rule in RULES:
        cue = rule.holds(sentence)
        if cue is not None:
            return Verdict(rule.verdict, rule.name, cue)
    raise AssertionError("the last rule holds for every sentence")
