"""Takes what the rules found in a clause; makes the clues that the trained model of stance goes by.

A clue is a text such as `pair:may collect`, `before:never` or `kind:relative behind`. Clues of words count in the
clause, in its lead-in, and close before or behind a term; the others tell its form, its term and the cues around it.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from policy_corpus.extract.finding import Finding
from policy_corpus.extract.stance import Sentence

NEAR = 5  # words before and behind a term, in its sentence
MARKS = frozenset(".,;:?!|()")
SENTENCE_END = frozenset(".?!|")
LENGTHS = ((1, "1"), (3, "2-3"), (6, "4-6"), (12, "7-12"), (30, "13-30"))  # words at most, and how it is told
OF_WORDS = ("word:", "pair:", "lead:", "before:", "after:")  # weighed by how many there are

_TOKEN = re.compile(rb"[^ \n.,;:?!|()]+|[.,;:?!|()]")
Token = tuple[int, str]  # where it starts in the line, and the word or mark


def clues_of(found: Finding) -> set[str]:
    """The clues of a clause."""
    tokens = [(match.start(), _word(match.group())) for match in _TOKEN.finditer(found.line.text)]
    lead = [word for start, word in tokens if start < found.offset and word not in MARKS]
    own = [token for token in tokens if token[0] >= found.offset]
    words = [word for _, word in own]
    clues = {f"word:{word}" for word in words}
    clues |= {f"pair:{a} {b}" for a, b in pairwise(["^", *words, "$"])}
    clues |= {f"lead:{word}" for word in lead} | {f"lead:{a} {b}" for a, b in pairwise(lead)}
    for span in found.places:
        clues |= {f"before:{word}" for word in _near(word for at, word in reversed(own) if at <= span.start)}
        clues |= {f"after:{word}" for word in _near(word for at, word in own if at >= span.end - 1)}
        clues |= _cues_around(Sentence(found.line, span))
    return clues | _form(words, lead) | {f"term:{found.label.term}"}


def _word(token: bytes) -> str:
    """The token as text; a number is 0, whichever it is."""
    word = token.decode("utf-8", "replace")
    return "0" if word[0].isdigit() else word


def _near(words: Iterable[str]) -> list[str]:
    """The next words, up to the end of the sentence."""
    near: list[str] = []
    for word in words:
        if word in SENTENCE_END or len(near) == NEAR:
            break
        near.append(word)
    return near


def _form(words: Sequence[str], lead: Sequence[str]) -> set[str]:
    """How long the clause is, and what it hangs on or leads to."""
    size = sum(word not in MARKS for word in words)
    form = {"length:" + next((name for most, name in LENGTHS if size <= most), "31+")}
    return form.union(["has:lead-in"] * bool(lead), ["has:colon at its end"] * (words[-1:] == [":"]))


def _cues_around(sentence: Sentence) -> set[str]:
    """The kinds of cues in the sentence, and whether each stands before the term or behind it."""
    return {
        f"kind:{name} {'before' if cue.start < sentence.start else 'behind'}"
        for name in sentence.line.cues
        for cue in sentence.cues(name)
    }
