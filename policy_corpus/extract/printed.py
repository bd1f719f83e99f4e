"""Takes a page that was made from a PDF, each printed line placed by its points; makes Markdown with whole paragraphs.

The Platform Governance Archive keeps its first versions as PDFs printed from a browser, and what a converter made of
them twice: as Markdown and as HTML. The HTML is read. In the Markdown each line is a paragraph, so that where one ends
is lost, and so are the marks and the depth of list items and the sizes of headings; in the HTML each line has its
place (`top`, `left`), its size and its weight, and these tell:

- a *block* ends where the next line stands further below than lines of a paragraph do, further to the left or right,
  in another size, or where its first word would have found room on the line before;
- a *heading* is a short block in bold, or larger than the text;
- a *list item* stands to the right of the block that leads to it.

Printed on a page, but no part of the policy: what a browser adds to the head and foot of each sheet, the tails of
letters that the cut between two sheets left at the head of the second, and the numbers of footnotes. Words that the PDF
itself lacks, such as those of some links, are not to be had.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

from policy_corpus.extract.lines import LONGEST_HEADING, ends, has_words, leads
from policy_corpus.extract.markup import parsable

WIDEST_STEP = 1.35  # times the usual step from line to line; further below, another paragraph begins
SAME_PLACE = 4  # points by which lines of one block may differ in where they begin
LARGER = 1.05  # times the size of the text, from which a line is set as a heading
SMALLER = 0.8  # times the size of the text, below which a number is a footnote's
ROOM = 0.05  # of a column's width that must be left over where a word would have found room
ROOM_WITHIN = 0.1  # the same, where the next line goes on in lower case
FEW = 5  # lines; of fewer that begin at a place it cannot be told how far to the right they may go
FEWEST_SHEETS = 3  # on which a line must stand, to be a head or a foot of each
SHEET_HEAD = 40  # points from the top of a sheet, within which tails of letters are cut off

LIGATURES = {ligature: unicodedata.normalize("NFKC", ligature) for ligature in "ﬀﬁﬂﬃﬄﬅﬆ"}
_CHARACTERS = str.maketrans(LIGATURES | {"ʼ": "’"})
_BLANK = re.compile(r"[ \t\n]+")  # at which a line may break: not at a blank that keeps words together
_PLACE = re.compile(r"(?<![\w-])(top|left):(-?\d{1,6}(?:\.\d+)?)pt")
_STYLE = re.compile(r"font-size:(\d{1,6}(?:\.\d+)?)pt")
_COLOUR = re.compile(r"color:(#\w+)")
_TAILS = re.compile(r"[gjpqy,;()_ ]{1,3}$")
_FOOTNOTE = re.compile(r"\d{1,2}$")
_ADDRESS = re.compile(r"(?:://|\bwww\.)\S*[/?&=_.-]$")  # of a page, broken at the end of a line
_ITEM = re.compile(r"\d{1,2}\. \w")
_DIGITS = re.compile(r"\d+")
_BULLET = re.compile("[•●○▪■◦‣] *")
_HYPHEN = re.compile(r"\w-$")
_MARKS = re.compile(r"([\\`*_\[\]<>|])")
_NARROW = frozenset("fijlrtI.,;:'’‘!|()[]/-\u201c\u201d ")
_WIDE = frozenset("mwMW@%—")


class Line(NamedTuple):
    """A printed line: its sheet, its place and size in points, and whether all of it is bold."""

    sheet: int
    top: float
    left: float
    size: float
    bold: bool
    text: str

    @property
    def right(self) -> float:
        """About where the line ends."""
        return self.left + self.size * _width(self.text) * (1.05 if self.bold else 1)


def from_printed(page: str) -> str:
    """The Markdown of a page of placed lines: # before headings, * before list items, blank lines between blocks."""
    lines = _without_cuttings(_by_place(page))
    if not lines:
        return ""
    return "\n\n".join(_marked(_blocks(lines))) + "\n"


class _Placed(HTMLParser):
    """Gathers the lines of a page as the converter placed them."""

    def __init__(self):
        super().__init__()
        self.lines: list[Line] = []
        self.sheet = 0
        self._open()

    def _open(self, style: str = "") -> None:
        place = dict(_PLACE.findall(style))
        self._top, self._left = float(place.get("top", 0)), float(place.get("left", 0))
        self._size, self._colour, self._text = 0.0, "", ""
        self._bold, self._all_bold, self._changed = False, True, False

    def handle_starttag(self, tag, attrs):
        style = dict(attrs).get("style") or ""
        if tag == "div":
            self.sheet += 1
        elif tag == "p":
            self._open(style)
        elif tag == "b":
            self._bold = True
        elif tag == "span":
            size, colour = _STYLE.search(style), _COLOUR.search(style)
            self._size = max(self._size, float(size[1]) if size else 0)
            colour = colour[1] if colour else ""
            self._changed, self._colour = colour != self._colour, colour

    def handle_endtag(self, tag):
        if tag == "b":
            self._bold = False
        elif tag == "p":
            bold = self._all_bold and bool(self._text.strip())
            self.lines.append(Line(self.sheet, self._top, self._left, self._size, bold, self._text))
            self._open()

    def handle_data(self, data):
        # The converter loses the blank at the end of a link, whose letters have a colour of their own.
        if self._changed and self._text[-1:].isalnum() and data[:1].isalnum():
            self._text += " "
        self._changed = False
        self._all_bold &= self._bold or not data.strip()
        self._text += data.translate(_CHARACTERS)


def _by_place(page: str) -> list[Line]:
    """A page's lines from top to bottom, of which pieces at one height are one."""
    placed = _Placed()
    placed.feed(parsable(page))
    lines: list[Line] = []
    for line in sorted(placed.lines, key=lambda line: line[:3]):
        before = lines[-1] if lines else None
        if before and line[:2] == before[:2]:
            text = before.text + ("" if before.text[-1:].isspace() else " ") + line.text
            size, bold = max(before.size, line.size), before.bold and line.bold
            lines[-1] = before._replace(text=text, size=size, bold=bold)
        else:
            lines.append(line)
    return lines


def _without_cuttings(lines: Sequence[Line]) -> list[Line]:
    """The lines that hold words of the policy: no blanks, heads of sheets, tails of letters or numbers of footnotes."""
    lines = [line for line in lines if line.text.strip()]
    heads = _sheet_heads(lines)
    body = usual(line.size for line in lines for _ in line.text)
    kept: list[Line] = []
    for line in lines:
        text = line.text.strip()
        if line in heads or (line.top < SHEET_HEAD and all(map(_TAILS.match, text.split()))):
            continue
        if _FOOTNOTE.match(text) and line.size < SMALLER * body:
            continue
        kept.append(line._replace(text=_BLANK.sub(" ", text)))
    return kept


def _sheet_heads(lines: Sequence[Line]) -> set[Line]:
    """The first and last lines of sheets that stand on most of them, digits aside: a title, an address, 3/12."""
    sheets: dict[int, list[Line]] = {}
    for line in lines:
        sheets.setdefault(line.sheet, []).append(line)
    ends_of = [{line: _DIGITS.sub("", line.text) for line in (own[0], own[-1])} for own in sheets.values()]
    shared = Counter(words for own in ends_of for words in set(own.values()))
    most = max(FEWEST_SHEETS, len(sheets) / 2)
    return {line for own in ends_of for line, words in own.items() if shared[words] >= most}


def usual(values: Iterable) -> float:
    """The most frequent value; 0 of none."""
    return max(Counter(values).items(), key=lambda count: count[1], default=(0, 0))[0]


def usual_steps(lines: Sequence, widest: float) -> dict[float, float]:
    """Size of type → how far below a line of it the next stands, mostly; no farther than `widest` times the size."""
    sizes = {line.size for line in lines}
    steps = {
        size: usual(
            round(after.top - line.top)
            for line, after in pairwise(lines)
            if line.size == after.size == size and 0.7 * size < after.top - line.top < widest * size
        )
        for size in sizes
    }
    return {size: step or 1.3 * size for size, step in steps.items()}


def _width(text: str) -> float:
    """About how wide a text is set, in its size: as Helvetica sets it, to a few percent."""
    narrow, wide = sum(map(_NARROW.__contains__, text)), sum(map(_WIDE.__contains__, text))
    capitals = sum(map(str.isupper, text))
    return 0.53 * len(text) - 0.25 * narrow + 0.3 * wide + 0.13 * capitals


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each paragraph, item and heading."""
    steps = usual_steps(lines, 1.8)
    columns = _columns(lines)
    blocks = [[lines[0]]]
    for line, after in pairwise(lines):
        if _continues(line, after, steps[after.size], columns[round(line.left)]):
            blocks[-1].append(after)
        else:
            blocks.append([after])
    return blocks


def _columns(lines: Sequence[Line]) -> dict[int, float]:
    """How far to the right lines go that begin at a place; where few do, as far as those of all."""
    rights: dict[int, list[float]] = {}
    for line in lines:
        rights.setdefault(round(line.left), []).append(line.right)
    widest = _nearly_last([line.right for line in lines])
    return {left: _nearly_last(found) if len(found) >= FEW else widest for left, found in rights.items()}


def _nearly_last(values: list[float]) -> float:
    """The largest of values but for a twentieth, which may stick out."""
    return sorted(values)[round(0.95 * (len(values) - 1))]


def _continues(line: Line, after: Line, step: float, column: float) -> bool:
    """Whether a line goes on in the next."""
    if line.size != after.size or _ITEM.match(after.text) or _BULLET.match(after.text):
        return False
    if line.text[-1] == ";" and after.text[0].isupper():
        return False
    word = after.text.partition(" ")[0]
    room = column - line.right - after.size * _width(f" {word}")
    if line.sheet != after.sheet:
        within = (line.text[-1] == "," or not ends(line.text)) and abs(line.left - after.left) <= SAME_PLACE
        return within and line.bold == after.bold and (after.text[0].islower() or room < 0)
    if after.top - line.top > WIDEST_STEP * step:
        return False
    if abs(line.left - after.left) > SAME_PLACE and not (line.left > after.left or _BULLET.match(line.text)):
        return False
    is_within = after.text[0].islower() and not ends(line.text)
    return room < (ROOM_WITHIN if is_within else ROOM) * (column - line.left)


def _joined(block: Sequence[Line]) -> str:
    """A block's lines as one: addresses and words that were broken at a hyphen without a blank."""
    text = ""
    for line in block:
        whole = not text or _ADDRESS.search(text) or (_HYPHEN.search(text) and line.text[0].isalpha())
        text += line.text if whole else f" {line.text}"
    return " ".join(text.split())


def _marked(blocks: Sequence[Sequence[Line]]) -> Iterator[str]:
    """Each block with its mark."""
    body = usual(line.size for block in blocks for line in block for _ in line.text)
    sizes = sorted({block[0].size for block in blocks if block[0].size > LARGER * body}, reverse=True)
    levels = {size: min(level, 5) for level, size in enumerate(sizes, 1)}
    leader, items = None, []  # how far to the right lists stand now, and their items
    for block in blocks:
        text = _joined(block)
        bullet = _BULLET.match(text)
        text = _MARKS.sub(r"\\\1", text[bullet.end() :] if bullet else text)
        left, size = block[-1].left, block[0].size
        if not has_words(text):
            continue
        short = len(text.split()) <= LONGEST_HEADING and any(map(str.isalpha, text))
        if short and (size in levels or (all(line.bold for line in block) and not ends(text))):
            yield "#" * levels.get(size, 6) + f" {text}"
            leader, items = None, []
            continue
        if bullet:
            yield f"* {text}"
            continue
        while items and left < items[-1] - SAME_PLACE:
            items.pop()
        if leader is not None and left > leader + SAME_PLACE:
            if not items or left > items[-1] + SAME_PLACE:
                items.append(left)
            yield "    " * (len(items) - 1) + f"* {text}"
        else:
            items = []
            leader = left if text[-1] == ":" or (ends(text) and leads(text)) else None
            yield text
