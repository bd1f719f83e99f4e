"""Takes the lines of a Markdown or plain text; makes its pieces: each line begins a piece or goes on in one.

Blank lines are a help, not a condition: a line also ends a piece where it ends in a colon, where the next has a mark
of its own, or where it stops short of the text's width though nothing ends it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from policy_corpus.analysis.readers.pieces import NUMBERED, Piece, bare, is_shouted, is_title, marked
from policy_corpus.extract.lines import (
    BOLD_LINE,
    CELL,
    HEADING,
    ITEM,
    RULE,
    TEXT,
    UNDERLINE,
    ends,
    kind_of,
    parts_blocks,
)

WIDEST = 140  # characters; where lines are longer, each is a paragraph, and none is broken for its width
NARROW = 45  # characters; where lines are no longer, each is one of its own, too
FULL = 0.85  # of the width; a line that the next word would fill so far goes on in it
SHORT = 12  # words; a line of no more may be an item of the line with a colon above it
FEWEST_BROKEN = 3  # sentences parted by blank lines, from which all lines of a text are
BROKEN = 0.15  # of its joints, the same

_ROW_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LINK_TARGET = re.compile(r"\s{0,3}\[[^\]]+\]:\s*\S+\s*(?:[\"'(].*)?$")
_LEADERS = re.compile(r"(?:\.\s?){4}\s*\d{1,3}\s*$")  # of a table of contents: dots, then a page's number
_CLOSING = re.compile(r"\s#+\s*$")
_HASHES_ALONE = re.compile(r"(\s{0,3}#{1,6})(?=[A-Z\d])")


def pieces_of_lines(text: str, is_plain: bool = False) -> list[Piece]:
    """The pieces of a text; `is_plain` where no mark of Markdown tells its headings."""
    lines = _without_breaks([line.expandtabs(4) for line in _with_bars(text.split("\n"))])
    return _Gathering(lines, is_plain).pieces


class _Gathering:
    """Goes through lines and gathers `pieces`."""

    def __init__(self, lines: Sequence[str], is_plain: bool):
        self.pieces: list[Piece] = []
        self._width = _width(lines)
        self._held: list[str] = []  # the lines of the piece that is open
        self._open = Piece(TEXT, "")
        self._indents: list[int] = []  # of the lists that are open
        self._lead: int | None = None  # the indent of the line with a colon that stands above
        self._bare: int | None = None  # the indent of its items without marks
        place = 0
        while place < len(lines):
            place += self._take(lines, place)
        self._close()
        if is_plain:
            self.pieces = _with_plain_headings(self.pieces)

    def _take(self, lines: Sequence[str], place: int) -> int:
        """Take in the line at a place, or the table that begins there, and say how many lines that were."""
        line = lines[place]
        if not line.strip() or _FENCE.match(line) or _LINK_TARGET.match(line) or _LEADERS.search(line):
            self._close()
            return 1
        table = _table_at(lines, place)
        if table:
            self._close()
            self.pieces += [Piece(CELL, "", cells=cells_of(row)) for row in table if not _ROW_RULE.match(row)]
            return len(table)
        kind, text, level = kind_of(_HASHES_ALONE.sub(r"\1 ", line))
        if kind == HEADING:
            self._heading(_CLOSING.sub("", text), level)
        elif kind == UNDERLINE and self._held and self._open.kind == TEXT and len(text) > 1:
            title = self._held.pop()
            self._close()
            self._heading(title.strip(), level)
        elif kind in (RULE, UNDERLINE):
            self._close()
        else:
            self._words(line)
        return 1

    def _heading(self, text: str, level: int) -> None:
        self._close()
        self._indents = []
        self.pieces.append(Piece(HEADING, text, level))

    def _words(self, line: str) -> None:
        """Take in a line that holds words and no mark but an item's."""
        stripped = line.lstrip(" >") if line.lstrip().startswith(">") else line.lstrip()
        indent = len(line) - len(line.lstrip())
        piece = marked(stripped)
        if piece.kind != TEXT and not (BOLD_LINE.match(stripped) and piece.kind == ITEM):
            self._close()
            while self._indents and indent < self._indents[-1]:
                self._indents.pop()
            if not self._indents or indent > self._indents[-1] + 1:
                self._indents.append(indent)
            self._open, self._held = piece._replace(depth=len(self._indents)), [piece.text]
            return
        is_bare_item = self._is_bare_item(stripped, indent)
        if self._held and (is_bare_item or not self._goes_on(self._held[-1], stripped)):
            self._close()
        if not self._held and is_bare_item:
            self._bare, self._open = indent, Piece(ITEM, "", 1)
        elif not self._held:
            self._bare = None
            is_within = self._indents and indent > self._indents[-1]
            if not is_within:
                self._indents = []
            self._open = Piece(ITEM, "", len(self._indents) + 1) if is_within else Piece(TEXT, "")
        self._held.append(stripped)
        self._lead = indent if stripped.rstrip(" *_").endswith(":") else self._lead

    def _is_bare_item(self, words: str, indent: int) -> bool:
        """Whether a line without a mark is an item by its indent: below a colon, or below another such item."""
        if self._lead is None or len(words.split()) > SHORT:
            return False
        if self._bare is not None:
            return indent == self._bare
        above = self._held[-1] if self._held else self.pieces[-1].text if self.pieces else ""
        return indent > self._lead + 1 and bare(above).endswith(":")

    def _goes_on(self, line: str, after: str) -> bool:
        """Whether an open line goes on in the next."""
        before, words = line.rstrip(" \\*_"), bare(after)
        if before.endswith(":") or is_shouted(line) or BOLD_LINE.match(line) or BOLD_LINE.match(after):
            return False
        if line.endswith(("  ", "\\")) and parts_blocks(line.rstrip("\\"), after):
            return False
        if words[:1].islower():
            return True
        if before.endswith(";") or is_shouted(after):
            return False
        if ends(before) or not NARROW < self._width <= WIDEST:
            return ends(before)
        return len(line) + 1 + len(after.partition(" ")[0]) > FULL * self._width

    def _close(self) -> None:
        """End the piece that is open."""
        if not self._held:
            return
        text = " ".join(line.strip().rstrip("\\") for line in self._held)
        self._held = []
        if self._open.kind == TEXT:
            bold = BOLD_LINE.match(text)
            if (bold or is_shouted(text)) and is_title(text):
                number = marked(bare(text))
                if number.kind == NUMBERED:
                    text = f"{number.number}. {number.text}"
                self.pieces.append(Piece(HEADING, bare(text), 5 if bold else 2))
                return
            if self._is_item(text):
                self.pieces.append(Piece(ITEM, text, 1))
                return
        self.pieces.append(self._open._replace(text=text))

    def _is_item(self, text: str) -> bool:
        """Whether a short line without a mark is an item of the line with a colon above it."""
        short = len(text.split()) <= SHORT and not bare(text).endswith((".", "!", "?", ":"))
        if not short or not self.pieces:
            return False
        last = self.pieces[-1]
        if last.kind == ITEM:
            return text[:1].islower() and last.text[:1].islower() and not ends(last.text.rstrip(";,"))
        return last.kind == TEXT and bare(last.text).endswith(":") and text[:1].islower()


def cells_of(row: str) -> tuple[str, ...]:
    """The cells of a table's row, with or without outer bars."""
    row = row.strip()
    row = row[1:] if row.startswith("|") else row
    row = row[:-1] if row.endswith("|") and not row.endswith("\\|") else row
    return tuple(cell.strip() for cell in _BAR.split(row))


def _table_at(lines: Sequence[str], place: int) -> list[str]:
    """The lines of the table that begins at a place; none where none does."""
    line = lines[place]
    if "|" not in line:
        return []
    has_rule = place + 1 < len(lines) and _ROW_RULE.match(lines[place + 1])
    if not has_rule and not (line.strip()[0] == "|" and len(_BAR.findall(line)) > 1):
        return []
    end = place
    while end < len(lines) and _BAR.search(lines[end]):
        end += 1
    return list(lines[place:end])


def _with_bars(lines: Sequence[str]) -> list[str]:
    """The lines, of which those in a row that have equally many cells parted by tabs are rows of a table."""
    tabs = [0 if marked(line).kind != TEXT else line.strip().count("\t") for line in lines]
    beside = zip([0, *tabs], tabs, [*tabs[1:], 0], strict=False)
    is_row = [own > 0 and own in (before, after) for before, own, after in beside]
    return [
        "| " + line.strip().replace("|", "\\|").replace("\t", " | ") + " |" if row else line
        for line, row in zip(lines, is_row, strict=True)
    ]


def _width(lines: Sequence[str]) -> int:
    """How far lines go to the right, but for the longest tenth."""
    lengths = sorted(len(line) for line in lines if line.strip())
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _without_breaks(lines: list[str]) -> list[str]:
    """The lines; of a text that sets each printed line between blank lines, without those within a sentence."""
    filled = [place for place, line in enumerate(lines) if line.strip()]
    joints = [(a, b) for a, b in pairwise(filled) if b == a + 2]
    broken = {(a, b) for a, b in joints if _is_broken(lines[a], lines[b])}
    if len(broken) < FEWEST_BROKEN or len(broken) < BROKEN * len(filled):
        return lines
    width = _width(lines)
    left_out = {
        a + 1
        for a, b in joints
        if (a, b) in broken
        or (
            not ends(lines[a])
            and len(lines[a]) + 1 + len(lines[b].split()[0]) > FULL * width
            and _is_text(lines[b])
        )
    }
    return [line for place, line in enumerate(lines) if place not in left_out]


def _is_broken(line: str, after: str) -> bool:
    """Whether two lines part a sentence."""
    return (
        line.rstrip()[-1:].isalnum() and after.lstrip()[:1].islower() and _is_text(line) and _is_text(after)
    )


def _is_text(line: str) -> bool:
    return marked(line).kind == TEXT and line.lstrip()[0] not in "#|"


# ---------------------------------------------------------------- headings that only their place tells


def _with_plain_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a plain text: a short line alone above text is a heading, several below a colon are items."""
    found = list(pieces)
    place = 0
    while place < len(found):
        end = place
        while end < len(found) and found[end].kind == TEXT and is_title(found[end].text):
            end += 1
        above = found[place - 1] if place else None
        is_list = above is not None and (
            above.kind == HEADING or (above.kind == TEXT and bare(above.text).endswith(":"))
        )
        if end - place > 1 and is_list:
            found[place:end] = [piece._replace(kind=ITEM, depth=1) for piece in found[place:end]]
        elif end > place:
            # the title of the text itself stands first; of several lines the last is the heading of what follows
            if end < len(found) and not (is_list and above.kind == TEXT):
                found[end - 1] = Piece(HEADING, found[end - 1].text, 2)
            if place == 0:
                found[0] = Piece(HEADING, found[0].text, 1)
        place = max(end, place + 1)
    return found
