"""Takes a paragraph; makes its blocks: headings, sentences, list items and table cells, with numbered clauses."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policy_corpus.extract.answers import answer_in_row, answer_of, answered
from policy_corpus.extract.clauses import Clauses
from policy_corpus.extract.lines import (
    BOLD_LINE,
    BULLET,
    CELL,
    HEADING,
    ITEM,
    LONGEST_HEADING,
    RULE,
    TEXT,
    UNDERLINE,
    ends,
    has_words,
    heading_number,
    is_heading,
    kind_of,
    leads,
    parts_blocks,
)
from policy_corpus.extract.markup import LINE_BREAK, LINK, plain, usual

_BAR = re.compile(r"(?<!\\)\|")  # between a table's cells


class Block(NamedTuple):
    """A piece of a paragraph.

    `depth` is an item's nesting or a heading's level, `number` a heading's printed number, `leads` whether a
    list may hang on the block, `rows` its clauses where no list decides their lead-in, `answer` what it says if it
    is no more than an answer to what stands before it; `texts` are its clauses as they stand here.
    """

    kind: str
    depth: int
    number: str
    clauses: tuple[int, ...]
    rows: Sequence[int]
    leads: bool
    answer: re.Match | None = None
    texts: Sequence[str] = ()


class BlockCutter:
    """Cuts paragraphs into blocks; each distinct line, run of lines and table cell is worked on once."""

    def __init__(self, clauses: Clauses):
        self.clauses = clauses
        self._kinds: dict[str, tuple[str, str, int]] = {}  # of lines
        self._lines: dict[tuple[str, str, int], tuple[Block, ...]] = {}
        self._table_cells: dict[str, tuple[list[str], list[str], tuple[int, ...]]] = {}

    def cut(self, paragraph: str) -> Iterator[Block]:
        """The blocks of one paragraph."""
        held, depth, kind = [], 0, TEXT  # the block being gathered
        header: dict[int, int] = {}  # of the paragraph's table: column -> the clause that heads it
        first_row = True
        for line in usual(paragraph).split("\n"):
            what, text, level = self._kinds.get(line) or self._kind(line)
            if what == UNDERLINE:
                if held:
                    yield from self._close(held[:-1], kind, depth)
                    yield from self._heading(held[-1], level)
                    held, kind, depth = [], TEXT, 0
                    continue
                what = TEXT if text == "=" else RULE
            if what == TEXT:
                if held and held[-1].endswith("  ") and parts_blocks(held[-1], line):
                    yield from self._close(held, kind, depth)
                    held = []
                held.append(line)
                continue
            if held:
                yield from self._close(held, kind, depth)
            if what == ITEM:
                held, kind, depth = [text], ITEM, level
                continue
            held, kind, depth = [], TEXT, 0
            if what == HEADING:
                yield from self._heading(text, level)
            elif what == CELL:
                yield from self._row(line, header, first_row)
                first_row = False
        yield from self._close(held, kind, depth)

    def _kind(self, line: str) -> tuple[str, str, int]:
        """What a line is, with the text it holds and its level or depth; each distinct line is looked at once."""
        known = self._kinds[line] = kind_of(line)
        return known

    def _close(self, lines: list[str], kind: str, depth: int) -> tuple[Block, ...]:
        """The blocks that the gathered lines make; each distinct run of lines is worked on once."""
        if not lines:
            return ()
        raw = lines[0].strip() if len(lines) == 1 else " ".join(line.strip() for line in lines)
        blocks = self._lines.get((raw, kind, depth))
        if blocks is None:
            blocks = self._lines[raw, kind, depth] = tuple(self._block(raw, kind, depth))
        return blocks

    def _block(self, raw: str, kind: str, depth: int) -> Iterator[Block]:
        text = " ".join(plain(raw).split())
        if "](" in raw and text.isupper() and not LINK.search(raw):
            return  # between the ends of two links: a ticker's prices
        if is_heading(text, bool(BOLD_LINE.match(raw)), kind, depth):
            yield from self._heading(text, 5)
            return
        texts = self.clauses.within(text)
        if texts:
            numbers = self.clauses.numbers(texts)
            rows = self.clauses.rows(numbers, -1) if kind == TEXT else ()
            yield Block(kind, depth, "", numbers, rows, leads(text), answer_of(text), texts)

    def _heading(self, raw: str, level: int) -> Iterator[Block]:
        """A heading; where it is too long to be one, a block of text."""
        text = " ".join(plain(raw).split())
        if not has_words(text):
            return
        if len(text.split()) > LONGEST_HEADING:
            texts = self.clauses.within(text)
            if texts:
                numbers = self.clauses.numbers(texts)
                rows = self.clauses.rows(numbers, -1)
                yield Block(TEXT, 0, "", numbers, rows, not ends(text), None, texts)
            return
        yield Block(HEADING, level, heading_number(text), (self.clauses.number(text),), (), False)

    def _row(self, line: str, header: dict[int, int], is_head: bool) -> Iterator[Block]:
        """The cells of a table's row; each hangs on its column's head, and the head row fills `header`.

        Where a column answers whether something is collected, the cells before carry its answer.
        """
        cells = _BAR.split(line.strip().strip("|"))
        row = [(column, *self._cell(cell)) for column, cell in enumerate(cells) if cell.strip()]
        is_head = is_head or (
            not header and all(BOLD_LINE.match(cell) for cell in line.strip(" |").split("|"))
        )
        place, answer = (0, "") if is_head else self._answer_in(row, header)
        for at, (column, _, texts, numbers) in enumerate(row):
            if numbers:
                if is_head:
                    header[column] = numbers[0]
                if at < place:
                    numbers = self.clauses.numbers(answered(texts, answer))
                rows = self.clauses.rows(numbers, -1 if is_head else header.get(column, -1))
                yield Block(CELL, 0, "", numbers, rows, False)

    def _cell(self, cell: str) -> tuple[list[str], list[str], tuple[int, ...]]:
        """The lines of a table's cell, their clauses and the numbers of these; each cell is worked on once."""
        known = self._table_cells.get(cell)
        if known is None:
            lines = []
            for part in LINE_BREAK.split(cell):
                part = " ".join(plain(part).split())
                mark = BULLET.match(part)
                lines.append(part[mark.end() if mark else 0 :].strip("* "))
            texts = [text for line in lines for text in self.clauses.within(line)]
            known = self._table_cells[cell] = lines, texts, self.clauses.numbers(texts)
        return known

    def _answer_in(self, row: list[tuple], header: dict[int, int]) -> tuple[int, str]:
        """The place of a row's first answer to whether something is collected, and the answer; (0, "") for none."""
        heads = {column: self.clauses.texts[clause] for column, clause in header.items()}
        return answer_in_row([(lines, heads.get(column, "") if heads else None) for column, lines, *_ in row])
