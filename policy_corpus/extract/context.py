"""Takes a page's blocks in their order; makes what hangs on neighbours: lead-ins, answers and sections."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from policy_corpus.extract.answers import Said, answered, answered_blocks
from policy_corpus.extract.blocks import Block
from policy_corpus.extract.clauses import Clauses
from policy_corpus.extract.lines import CELL, HEADING, ITEM, TEXT

_SUBJECT = re.compile(r"\b(?:we|you|they)\b", re.I)


class Part(NamedTuple):
    """A run of paragraphs up to the next one that begins with a heading.

    `rows` are its clauses, `headings` its headings as (level, printed number); `counts[i]` of the rows follow
    heading i - 1, `counts[0]` stand before the first.
    """

    rows: np.ndarray
    headings: list[tuple[int, str]]
    counts: list[int]


def in_context(blocks: Iterable[Block], clauses: Clauses, whole_leads: bool = False) -> Part:
    """The blocks' clauses, each with the clause it hangs on, and with its answer where a block below gives one.

    With `whole_leads`, what hangs on an item hangs on what that item hangs on as well, "We never scan: your body:", but
    where the item says itself who does what.
    """
    rows, headings, counts = [], [], [0]
    leads: list[tuple[int, int]] = []  # the clause that items hang on, with the least depth of these
    heading = -1  # stands in where a list follows a heading directly
    last = before = None  # the two blocks before, where an answer may be of them
    for kind, depth, number, numbers, own, leads_on, answer, texts in blocks:
        lead = -1
        if kind == TEXT:
            heading = -1
            leads = [(0, numbers[-1] if leads_on else -1)]
        elif kind == ITEM:
            while leads and leads[-1][0] > depth:
                leads.pop()
            lead = leads[-1][1] if leads else heading
            own = clauses.rows(numbers, lead)
            inner = numbers[-1] if leads_on else lead
            if whole_leads and leads_on and lead >= 0 and not _SUBJECT.search(clauses.texts[inner]):
                inner = clauses.number(_joined(clauses.texts[lead], clauses.texts[inner]))
            leads.append((depth + 1, inner))
        elif kind == HEADING:
            headings.append((depth, number))
            counts.append(0)
            heading, leads, last, before = numbers[0], [], None, None
            continue
        if answer:
            for said in answered_blocks(before, last, answer):
                with_answer = clauses.numbers(answered(said.texts, answer["answer"]))
                rows[said.first : said.first + len(said.texts)] = clauses.rows(with_answer, said.lead_in)
        before, last = (None, None) if answer or kind == CELL else (last, Said(len(rows), texts, lead))
        rows += own
        counts[-1] += len(own)
    return Part(np.array(rows, np.uint32), headings, counts)


def _joined(outer: str, inner: str) -> str:
    """Two lead-ins as one."""
    return f"{outer} {inner}" if outer.endswith(":") else f"{outer}: {inner}"


class Sections:
    """Numbers the sections of all texts; `names` holds their names, such as 1.1 or #2, in that order.

    With `by_path`, sections of one page with the same printed number are named by their paths (#1.#2.1).
    """

    def __init__(self, by_path: bool = False):
        self.names: dict[str, int] = {}
        self.by_path = by_path

    def opened_by(self, headings: Iterable[tuple[int, str]]) -> np.ndarray:
        """The numbers of the sections that headings (level, printed number) open, before them that of none."""
        outline = Outline()
        names, paths = ["0"], ["0"]
        for heading in headings:
            names.append(outline.enter(*heading))
            paths.append(".".join(outline.labels))
        if self.by_path:
            met = Counter(names)
            names = [path if met[name] > 1 else name for name, path in zip(names, paths, strict=True)]
        return np.array([self.names.setdefault(name, len(self.names)) for name in names], np.uint32)


class Outline:
    """Where a heading stands: its printed number (1.1), else its ordinal under its parent (#2)."""

    def __init__(self):
        self.levels: list[int] = []
        self.labels: list[str] = []
        self.counts: list[int] = [0]

    def enter(self, level: int, number: str) -> str:
        """Take in the next heading and say its place, such as 1.1, 2.B or 3.#2."""
        level = 10 + number.count(".") if "." in number else level
        while self.levels and self.levels[-1] >= level:
            self.levels.pop(), self.labels.pop(), self.counts.pop()
        self.counts[-1] += 1
        label = number or f"#{self.counts[-1]}"
        self.levels.append(level)
        self.labels.append(label)
        self.counts.append(0)
        if "." in number:
            return number
        numbered = next((i for i, label in enumerate(self.labels) if label[0] != "#"), 0)
        return ".".join(self.labels[numbered:])
