"""Takes a PDF; makes the pieces of the policy printed in it: lines are put together, heads and feet of sheets left out.

What Google Docs, Word, Chrome, LaTeX and Quartz set has no paragraphs, only lines. A line goes on in the next where
that stands right below in the same type and would not have found room; headings are told by size and weight, list
items by their marks, rows of a table by cells side by side.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from policy_corpus.analysis.readers.pdf_lines import Line, lines_of_pdf
from policy_corpus.analysis.readers.pieces import NUMBERED, Piece, is_shouted, is_title, marked
from policy_corpus.errors import CorpusError
from policy_corpus.extract.lines import CELL, HEADING, ITEM, TEXT, has_words, leads
from policy_corpus.extract.printed import LARGER, SAME_PLACE, WIDEST_STEP, usual, usual_steps
from policy_corpus.tables import read_table

EDGE = 3  # lines at the head and foot of a sheet, among which what stands on each sheet is sought
MARGIN = 0.1  # of a sheet's height, within which its number, its day of print or its address stand
ALONE = 0.2  # of a sheet's height, within which its number stands where it is the sheet's last line
ROOM = 0.03  # of a column's width that must be left over where a word would have found room
ROOM_WITHIN = 0.3  # the same, where the next line goes on in lower case
FEWEST_IN_COLUMN = 8  # lines that begin at one place, from which a column does
MANY_HYPHENS = 3  # at ends of lines, from which they are the typesetter's

_DIGITS = re.compile(r"\d+")
_SHEET_NUMBER = re.compile(r"(?:page |p\. ?|[-–] ?)?\d{1,3}(?: ?(?:of|/|von) ?\d{1,3})?(?: ?[-–])?$", re.I)
_PRINTED_ON = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}:\d{2}|(?:https?|file)://\S+$|about:blank$", re.I
)
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d{0,3}$")
_BULLET_ALONE = re.compile(
    r"[•●○·▪■◦‣∗⁃*–—\uf0b7\uf0a7\uf0d8o✓✔✗✘❌✅➢►-]$|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivx]{2,5}) ?[.)]$"
)
_HYPHEN = re.compile(r"([^\W\d_]+)-$")
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"([\\`*_\[\]<>|])")
_ENDED = re.compile(r"[.!?:;][\"”’')\]]*$")


def pieces_of_pdf(content: bytes, name: str) -> list[Piece]:
    """The pieces of a PDF; CorpusError where it is damaged, locked, or holds pictures alone."""
    lines, heights = lines_of_pdf(content, name)
    if not any(has_words(line.text) for line in lines):
        raise CorpusError(f"{name}: its pages hold pictures and no text; give its text")
    lines = _with_marks(_without_edges(lines, heights))
    body = usual(line.size for line in lines for _ in line.text)
    lists, pieces = _Lists(), []
    for group in _rows(_blocks(lines)):
        texts = [_text(block, lines) for block in group]
        if len(group) > 1:
            pieces.append(Piece(CELL, "", cells=tuple(texts)))
        else:
            pieces.append(_piece(group[0], texts[0], body, lists))
    return pieces


# ---------------------------------------------------------------- heads and feet


def _without_edges(lines: Sequence[Line], heights: Sequence[float]) -> list[Line]:
    """The lines without what stands at the head or foot of sheets: titles, numbers, days of print, addresses."""
    sheets: dict[int, list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line.sheet, line.top)):
        sheets.setdefault(line.sheet, []).append(line)
    edges = [line for own in sheets.values() for line in {*own[:EDGE], *own[-EDGE:]}]
    shared = Counter((words, round(line.top / 3)) for line in edges for words in [_DIGITS.sub("", line.text)])
    most = max(2, len(sheets) / 2)
    gone = set()
    for line in edges:
        within = min(line.top, heights[line.sheet] - line.top) < MARGIN * heights[line.sheet]
        repeated = within and shared[_DIGITS.sub("", line.text), round(line.top / 3)] >= most
        lowest = line is sheets[line.sheet][-1] and line.top > (1 - ALONE) * heights[line.sheet]
        is_number = bool(_SHEET_NUMBER.match(line.text)) and (within or lowest)
        if repeated or is_number or (within and _PRINTED_ON.match(line.text)):
            gone.add(line)
    # what stands beside the day of print or the address is the page's title or number
    heads = {(line.sheet, round(line.top)) for line in gone if _PRINTED_ON.match(line.text)}
    return [line for line in lines if line not in gone and (line.sheet, round(line.top)) not in heads]


def _with_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines, of which a bullet or number that stands apart is put before the words beside it."""
    alone = {line for line in lines if _BULLET_ALONE.match(line.text)}
    mark_of: dict[Line, Line] = {}
    for mark in alone:
        beside = [line for line in lines if line not in alone and _stands_before(mark, line)]
        if beside:
            mark_of[min(beside, key=lambda line: line.left)] = mark
    taken = set(mark_of.values())
    return [
        _with_mark(line, mark_of[line]) if line in mark_of else line for line in lines if line not in taken
    ]


def _with_mark(line: Line, mark: Line) -> Line:
    return line._replace(left=mark.left, words=line.left, text=f"{mark.text.replace(' ', '')} {line.text}")


def _stands_before(mark: Line, line: Line) -> bool:
    """Whether a mark stands to the left of a line, at its height."""
    is_level = mark.sheet == line.sheet and abs(mark.top - line.top) < 0.5 * line.size
    return is_level and 0 < line.left - mark.left < 8 * line.size


# ---------------------------------------------------------------- lines to blocks


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each paragraph, item, heading and cell."""
    steps = usual_steps(lines, 2.2)
    rights = sorted(line.right for line in lines)
    edge = _edges(lines, rights[-1 - len(rights) // 20])
    body = usual(line.size for line in lines for _ in line.text)
    blocks: list[list[Line]] = []
    for line in lines:
        step = steps[line.size]
        if blocks and (
            _continues(blocks[-1], line, step, edge[blocks[-1][-1]])
            or _goes_on_as_heading(blocks[-1][-1], line, step, body)
        ):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _edges(lines: Sequence[Line], right: float) -> dict[Line, float]:
    """How far to the right each line may go: to the next cell or column, else as far as lines of text do."""
    at: dict[tuple[int, int], list[float]] = {}
    of_sheet: dict[int, list[Line]] = {}
    for line in lines:
        at.setdefault((line.sheet, round(line.top)), []).append(line.left)
        of_sheet.setdefault(line.sheet, []).append(line)
    columns = {sheet: _columns(own) for sheet, own in of_sheet.items()}
    edges = {}
    for line in lines:
        column = next((end for left, end in columns[line.sheet] if left > line.right), right)
        beside = [left for left in at[line.sheet, round(line.top)] if line.right < left]
        edges[line] = min([*beside, column, right]) if column >= line.right else min(beside, default=right)
    return edges


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Of a sheet's columns but the first: where each begins, and how far the one before it goes, from the left."""
    begins = Counter(round(line.left) for line in lines)
    found = []
    for left, count in sorted(begins.items()):
        before = [line.right for line in lines if line.right < left]
        across = sum(line.left < left - SAME_PLACE and line.right > left + SAME_PLACE for line in lines)
        if count >= FEWEST_IN_COLUMN and len(before) >= FEWEST_IN_COLUMN and across < count / 2:
            found.append((left - 1.0, max(before)))
    return found


def _continues(block: Sequence[Line], after: Line, step: float, right: float) -> bool:
    """Whether a block goes on in a line."""
    line = block[-1]
    if abs(line.size - after.size) > 0.5 or marked(after.text).kind != TEXT or _LEADERS.search(line.text):
        return False
    is_item = marked(block[0].text).kind != TEXT
    # the second line of an item stands below its words, to the right of its mark
    near = after.left >= block[0].left - SAME_PLACE if is_item and len(block) == 1 else True
    near = near and (
        abs(after.left - line.left) <= SAME_PLACE
        or (len(block) == 1 and 0 < line.left - after.left < 4 * line.size)
        or is_item
    )
    word = after.text.partition(" ")[0]
    per_letter = (line.right - line.left) / max(len(line.text), 1)
    room = (right - line.right - per_letter * (len(word) + 1)) / max(right - line.left, 1)
    is_full = room < ROOM
    is_within = after.text[0].islower() or not _ENDED.search(line.text)
    if line.sheet != after.sheet:
        is_whole = room < ROOM_WITHIN if after.text[0].islower() else is_full and line.bold == after.bold
        return is_within and is_whole and not line.text.endswith(":")
    below = after.top - line.top
    if not 0.3 * after.size < below <= WIDEST_STEP * step or not near:
        return False
    if line.bold and not after.bold and not after.text[0].islower():
        return False
    return is_full or (room < ROOM_WITHIN and after.text[0].islower() and not _ENDED.search(line.text))


def _goes_on_as_heading(line: Line, after: Line, step: float, body: float) -> bool:
    """Whether the next line is the rest of a heading, however much room that leaves: it is often set ragged."""
    is_head = line.size > LARGER * body + 0.2 or (line.bold and after.bold)
    is_same = line.sheet == after.sheet and abs(line.size - after.size) <= 0.5
    return is_head and is_same and after.text[0].islower() and 0 < after.top - line.top <= WIDEST_STEP * step


def _rows(blocks: Sequence[list[Line]]) -> list[list[list[Line]]]:
    """The blocks in groups: those side by side are the cells of a row, and others stand alone."""
    groups: list[list[list[Line]]] = []
    for block in blocks:
        row = groups[-1] if groups else None
        if row is not None and _beside(row, block):
            row.append(block)
        else:
            groups.append([block])
    return groups


def _beside(row: Sequence[Sequence[Line]], block: Sequence[Line]) -> bool:
    """Whether a block stands to the right of the cells of a row, at their height."""
    last, line = row[-1], block[0]
    if last[0].sheet != line.sheet or line.left < max(cell.right for cell in last) + 2:
        return False
    tops = [cell.top for cells in row for cell in cells]
    return min(tops) - line.size < line.top < max(tops) + 0.5 * line.size


# ---------------------------------------------------------------- blocks to pieces


class _Lists:
    """Where the lists that are open begin, and the block that leads to them."""

    def __init__(self):
        self.lefts: list[float] = []
        self.words: list[float] = []  # where the words of their items begin
        self.marked = False  # whether items of the lists that are open have marks
        self._leader: float | None = None

    def close(self, leader: float | None) -> None:
        """Close all lists; the block that does so may lead to others, to the right of where it begins."""
        self.lefts, self.words, self._leader, self.marked = [], [], leader, False

    def depth_of(self, left: float, words: float) -> int:
        """The depth of an item that begins at a place, and its words where they do."""
        while self.lefts and left < self.lefts[-1] - SAME_PLACE:
            self.lefts.pop(), self.words.pop()
        if not self.lefts or left > self.lefts[-1] + SAME_PLACE:
            self.lefts.append(left)
            self.words.append(words)
        return len(self.lefts)

    def depth_without_mark(self, left: float) -> int:
        """The depth of a block without a mark that stands to the right of what leads; 0 where it is no item.

        Newer browsers draw the marks of lists, so that no letter tells an item.
        """
        if self.marked and self.lefts:
            within = [words for words in self.words if left > words - SAME_PLACE]
            return len(within) + 1 if within and left > self.lefts[0] + SAME_PLACE else 0
        if self._leader is not None and left > self._leader + SAME_PLACE:
            return self.depth_of(left, left)
        return 0


def _piece(block: Sequence[Line], text: str, body: float, lists: _Lists) -> Piece:
    """The piece of a block; the lists that are open are brought up to date."""
    left, size = block[-1].left, block[0].size
    piece = marked(text)
    large = size > LARGER * body + 0.2
    bold = all(line.bold for line in block)
    if (large or bold or is_shouted(text)) and is_title(text) and piece.kind != ITEM:
        lists.close(left)
        if piece.kind == NUMBERED:
            return Piece(HEADING, text, 2 + piece.number.count("."))
        return Piece(HEADING, text, 1 if size > 1.5 * body else 2 if large else 5)
    if piece.kind != TEXT:
        lists.marked = True
        return piece._replace(depth=lists.depth_of(block[0].left, block[0].words))
    depth = lists.depth_without_mark(left)
    if depth:
        return piece._replace(kind=ITEM, depth=depth)
    lists.close(left if leads(text) else None)
    return piece


def _text(block: Sequence[Line], lines: Sequence[Line]) -> str:
    """A block's lines as one; words that were parted at the end of a line are whole again."""
    text = block[0].text
    for line in block[1:]:
        parted = _HYPHEN.search(text)
        if parted and line.text[0].isalpha():
            whole = parted[1] + _WORD.match(line.text)[0]
            text = text[: -1 if _is_parted(whole, parted[1], lines) else None] + line.text
        elif re.search(r"(?:://|www\.)\S*[/?&=_.-]$", text):
            text += line.text
        else:
            text += f" {line.text}"
    return _MARKS.sub(r"\\\1", text)


def _is_parted(whole: str, begins: str, lines: Sequence[Line]) -> bool:
    """Whether a hyphen at the end of a line is the typesetter's.

    It is where the word stands whole elsewhere, where such hyphens are many, or where the policies of the archives have
    the word, and not both its parts as words.
    """
    rest = whole[len(begins) :]
    if any(f"{begins}-{rest}" in line.text for line in lines):
        return False
    if any(whole in line.text for line in lines):
        return True
    known = _archived_words()
    if whole.lower() in known and not {begins.lower(), rest.lower()} <= known:
        return True
    return sum(bool(_HYPHEN.search(line.text)) for line in lines) >= MANY_HYPHENS


@cache
def _archived_words() -> frozenset[str]:
    """The words of the archived policies."""
    return frozenset(read_table("vocabulary", columns=["token"])["token"].to_pylist())
