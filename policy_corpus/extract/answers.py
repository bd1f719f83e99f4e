"""Takes what stands before a yes or no; says what of it is answered, and makes clauses that hold their answer.

"Biometric data" above "No", or beside it in a table, would else be read as collected.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST_ANSWER = 60  # characters
LONGEST_LABEL = 12  # words; what a yes or no in the next paragraph answers is no longer

_ANSWER = re.compile(
    r"(?P<asked>collected\W{1,3})?(?P<answer>yes|no|not collected|(?:we (?:do not|don[’']t) collect|not collected)"
    r"(?: (?:this|it|any|such|them))?(?: (?:data|information|category))?)[^\w:]*$",  # with a colon it leads on
    re.I,
)
_QUESTION = re.compile(r"\bcollect", re.I)  # in the head of a column, that its yes and no are of collecting


class Said(NamedTuple):
    """A block that may be answered: the place of its first row, its clauses' texts, and their lead-in."""

    first: int
    texts: Sequence[str]
    lead_in: int


def answer_of(text: str) -> re.Match | None:
    """What a block answers (group `answer`; `asked` where it names collecting itself), if it does no more."""
    return _ANSWER.match(text) if len(text) < LONGEST_ANSWER else None


def answered(texts: Sequence[str], answer: str) -> list[str]:
    """Clauses with the answer that stands beside or below them."""
    return [f"{text.rstrip(' .:;,')}: {answer}" for text in texts]


def answered_blocks(before: Said | None, last: Said | None, answer: re.Match) -> list[Said]:
    """Of the two blocks before an answer, those it is of: a category and its examples, or a label alone."""
    if answer["asked"]:
        return [block for block in (before, last) if block]
    if last is None:
        return []
    texts = last.texts
    label = len(texts) == 1 and len(texts[0].split()) <= LONGEST_LABEL and not texts[0].endswith(("?", ":"))
    return [last] if label or _QUESTION.search(answer[0]) else []


def answer_in_row(cells: Sequence[tuple[Sequence[str], str | None]]) -> tuple[int, str]:
    """Where in a table's row the first answer stands to whether something is collected; (0, "") for none.

    `cells` holds each cell's lines and the head of its column: "" where the column has none, None where no column
    of the table has a head.
    """
    for place, (lines, head) in enumerate(cells):
        answer = _ANSWER.match(lines[0]) if len(lines) == 1 else None
        if answer and (head is None or _QUESTION.search(head) or _QUESTION.search(answer[0])):
            return place, answer["answer"]
    return 0, ""
