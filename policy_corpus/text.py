"""From a capture's text (Markdown, or TOSBack's HTML-like text) to sections and clauses.

A capture is split at its blank lines into *paragraphs*. Captures of one policy share nearly all their paragraphs,
so each distinct paragraph is cut into blocks (headings, sentences, list items, table cells) once and kept; what
depends on the neighbours (the section, the lead-in an item hangs on) is added when a capture is read.

The Markdown of the archives is cut by expressions rather than by a CommonMark parser: it holds headings fused with
links, list marks of every kind typed as text, sentences broken over paragraphs and indented text that CommonMark
takes for code; and a parser's pass over each paragraph costs more time than the whole build may take.
"""

import hashlib
import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

# What Punkt takes for abbreviations when trained on the archived policies, less what is none; no other training
# result (collocations, sentence starters) changed a boundary in the checked sample.
ABBREVIATIONS = """a.m al apt app approx art aug ave blvd bros ca cal cf ch cir civ co corp ct dec def dept dr e.g e.u
ed est et etc ext feb fig i.e inc incl jan jr jul jun lit llc ltd mar mr mrs ms mt nev nos nov no nr oct p.m p.o ph para
paras pcs ph.d pl plc pp pte pty reg rev rm s.a sec sect sep sept sr st ste subd subsec supp tel u.k u.s u.s.a u.s.c
v viz vol vs""".split()

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LETTER = re.compile(r"[^\W\d_]")
ITEM, TEXT, CELL, HEADING = "item", "text", "cell", "heading"
LONGEST_HEADING = 16  # words; longer "headings" in the archives are paragraphs set large

_MARKS = r"[*+\-•●○·▪■◦–—‣➢✓✔§►▶]|\\[*+\-]"
_BULLET = re.compile(rf"(\s*)(?:{_MARKS})\s+(?=\S)|(\s*)[•●○·▪■◦‣➢✓✔►▶](?=\w)")
_NUMBERED = re.compile(
    r"(\s*)\(?((?:\d{1,2}(?:\.\d{1,2}){0,3})|[a-zA-Z]|[ivxIVX]{2,5})(?:\\?\.(?!\d)\s*\)?|\)|\\\))\s+(?=\S)"
)
_RULE = re.compile(r"\s*(?:\\?[-=*_]\s*){2,}$")
_UNDERLINE = re.compile(r"\s*(=+|-{2,})\s*$")
_HASHES = re.compile(r"\s*(#{1,6})\s+(.*?)\s*#*\s*$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_ROW_RULE = re.compile(r"\s*\|?\s*:?-{2,}")
_LINK = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_EMPHASIS = re.compile(r"\*+|(?<![^\W_])_+(?=\S)|(?<=\S)_+(?![^\W_])|`+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~<$&])")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<text>(?:(?!\1).)+)\1[\s:.]*$")
_SECTION_NUMBER = re.compile(
    r"(?:(?:section|article|part|chapter)\s+)?(\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-Z])(?:[.):]|\s*[-–—:]|(?<=\d)\s)",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?][\"”’'»)\]]*\s+[\"“‘'«(\[]?[^\sa-z]")
_TERMINAL = re.compile(r"[.!?;,][\"”’')\]]*$")
_FOLLOWING = re.compile(r"\b(?:following|below|as follows)\b", re.I)
_BROKEN_PARAGRAPH = re.compile(r"\n\n(?=[a-z]+[ ,])")
_BROKEN_LINE = re.compile(r"[^\n|]{50}[a-zA-Z,’] *$")
_X_ENDS = re.compile(r"(?<=\sX\.)\s+(?=[A-Z“\"])")  # Punkt takes the company's name for an initial
_SPACES = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None) | {
    0xA0: " ",
    0x2028: "\n",
    0x2029: "\n",
}
_TOSBACK_BLOCK = re.compile(
    r"</?(?:p|ul|ol|dl|div|table|tr|blockquote|section|article|center|pre)\b[^<>]*>", re.I
)
_TOSBACK_ITEM = re.compile(r"<(?:li|dd|dt|td|th)\b[^<>]*>", re.I)
_TOSBACK_END = re.compile(r"</(?:li|dd|dt|td|th)>", re.I)
_TOSBACK_ENTITY = re.compile(r"&(amp|lt|gt|quot|nbsp|#\d+)\.\s*")


class Block(NamedTuple):
    """A piece of a paragraph.

    `depth` is an item's nesting or a heading's level, `number` a heading's printed number or "head" for the head of
    a table's `column`, `leads` whether a list may hang on the block, `rows` its clauses without lead-in.
    """

    kind: str
    depth: int
    number: str
    clauses: tuple[int, ...]
    rows: Sequence[int]
    leads: bool
    column: int = -1


def words_of(text: str) -> list[str]:
    """The lower-cased words of a text, curly apostrophes straightened."""
    return WORD.findall(text.lower().replace("’", "'"))


def clause_hash(key: str) -> str:
    """12 hexadecimal digits of the BLAKE2b hash of a clause's words joined by spaces."""
    return hashlib.blake2b(key.encode(), digest_size=6).hexdigest()


def clause_key(text: str) -> str:
    """What makes two clauses the same: their words, whatever the case, marks and spaces between them."""
    return " ".join(words_of(text))


def plain(text: str) -> str:
    """Markdown or HTML-like text without its marks: links become their words, entities and escapes characters."""
    if "](" in text:
        for _ in range(3):  # a picture in a link in a link is the deepest nesting seen
            text, found = _LINK.subn(lambda m: "" if m[0][0] == "!" else m[1], text)
            if not found:
                break
    if "<" in text:
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
    if "*" in text or "_" in text or "`" in text:
        text = _ESCAPE.sub(lambda m: "\ue000" if m[1] == "*" else m[0], text)
        text = _EMPHASIS.sub("", text).replace("\ue000", "*")
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text)
    return text


def sentence_splitter() -> PunktSentenceTokenizer:
    """NLTK's Punkt with this corpus' abbreviations."""
    parameters = PunktParameters()
    parameters.abbrev_types = set(ABBREVIATIONS)
    return PunktSentenceTokenizer(parameters)


class Cutter:
    """Cuts captures into clauses; every distinct paragraph, clause, and pair of clause and lead-in is met once.

    `texts[i]` is the text of clause i as first met, `keys[i]` its words, by which it is known; `pairs[r]` is row r:
    (clause, its lead-in or -1); `sections` numbers the names of sections.
    """

    def __init__(self):
        self.texts: list[str] = []
        self.keys: list[str] = []
        self.pairs: list[tuple[int, int]] = []
        self.sections: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._paragraphs: dict[str, tuple[Block, ...]] = {}
        self._lines: dict[tuple[str, str, int], tuple[Block, ...]] = {}
        self._rows: dict[tuple[int, int], int] = {}
        self._hung: dict[tuple[tuple[int, ...], int], list[int]] = {}
        self._splitter = sentence_splitter()

    @property
    def paragraphs(self) -> int:
        """How many distinct paragraphs were cut."""
        return len(self._paragraphs)

    def cut(self, text: str, markup: str = "markdown") -> tuple[list[int], list[int]]:
        """The clauses of one capture in reading order, as rows, and the section of each.

        `markup` is markdown or tosback.
        """
        if markup == "tosback":
            text = from_tosback(text)
        text = text.replace("\r\n", "\n").replace("    \n", "\n").replace("  \n\n", "\n\n")
        text = _BROKEN_PARAGRAPH.sub(_join_if_broken, text)
        blocks = []
        known = self._paragraphs
        for paragraph in text.split("\n\n"):
            made = known.get(paragraph)
            if made is None:
                made = known[paragraph] = tuple(self._cut(paragraph)) if paragraph.strip() else ()
            blocks += made
        return self._in_context(blocks)

    def _in_context(self, blocks: list[Block]) -> tuple[list[int], list[int]]:
        """Give each clause of the blocks its lead-in and its section."""
        rows, sections, outline = [], [], Outline()
        section = self._section("0")
        leads = {}  # list depth -> the clause that items of that depth hang on
        heading = -1  # stands in where a list follows a heading directly
        header = {}  # table column -> its head
        for kind, depth, number, ids, own, leads_on, column in blocks:
            if kind == TEXT:
                heading = -1
                leads = {0: ids[-1] if leads_on else -1}
            elif kind == ITEM:
                lead = leads.get(depth)
                if lead is None:
                    lead = next((leads[d] for d in range(depth - 1, -1, -1) if d in leads), heading)
                own = self._hang(ids, lead)
                leads = {d: clause for d, clause in leads.items() if d <= depth}
                leads[depth + 1] = ids[-1] if leads_on else lead
            elif kind == HEADING:
                section = self._section(outline.enter(depth, number))
                heading, leads = ids[0], {}
                continue
            elif number == "head":
                header[column] = ids[0]
            else:
                own = self._hang(ids, header.get(column, -1))
            rows += own
            sections += [section] * len(own)
        return rows, sections

    def _section(self, name: str) -> int:
        return self.sections.setdefault(name, len(self.sections))

    def _hang(self, ids: tuple[int, ...], lead: int) -> list[int]:
        """The rows of clauses that hang on a lead-in."""
        rows = self._hung.get((ids, lead))
        if rows is None:
            rows = self._hung[ids, lead] = [self._row(clause, lead) for clause in ids]
        return rows

    def _row(self, clause: int, lead: int) -> int:
        row = self._rows.setdefault((clause, lead), len(self.pairs))
        if row == len(self.pairs):
            self.pairs.append((clause, lead))
        return row

    def _cut(self, paragraph: str):
        """The blocks of one paragraph."""
        paragraph = paragraph.translate(_INVISIBLE)
        if (
            "](" in paragraph and "\n" in paragraph
        ):  # a heading inside a link: its line and underline stand alone
            for _ in range(2):
                paragraph = _LINK.sub(
                    lambda m: f"\n{m[1]}\n" if "\n-" in m[1] or "\n=" in m[1] else m[0], paragraph
                )
        lines = _BREAK.sub("  \n", paragraph).split("\n") if "|" not in paragraph else paragraph.split("\n")
        held, depth, kind = [], 0, TEXT  # the block being gathered
        rows = 0
        for line in lines:
            if not line.strip():
                yield from self._close(held, kind, depth)
                held, kind, depth = [], TEXT, 0
                continue
            if held and _UNDERLINE.match(line):
                yield from self._close(held[:-1], kind, depth)
                yield from self._heading(held[-1], 1 if "=" in line else 2)
                held, kind, depth = [], TEXT, 0
                continue
            hashes = _HASHES.match(line)
            if hashes or _RULE.match(line) or _ROW.match(line):
                yield from self._close(held, kind, depth)
                held, kind, depth = [], TEXT, 0
                if hashes:
                    yield from self._heading(hashes[2], len(hashes[1]))
                elif "|" in line and not _ROW_RULE.match(line):
                    yield from self._cells(line, rows == 0)
                    rows += 1
                continue
            mark = _BULLET.match(line) or _NUMBERED.match(line)
            if mark and not _BOLD_LINE.match(line):
                yield from self._close(held, kind, depth)
                held, kind = [line[mark.end() :]], ITEM
                depth = len(mark[0]) - len(mark[0].lstrip(" \t"))
                depth = (depth + 2) // 4 + 1
                if mark.re is _NUMBERED and depth == 1:
                    held = [line.strip()]
                continue
            if held and held[-1].endswith("  ") and self._breaks(held[-1], line):
                yield from self._close(held, kind, depth)
                held = []
            held.append(line)
        yield from self._close(held, kind, depth)

    @staticmethod
    def _breaks(before: str, after: str) -> bool:
        """Whether a forced line break parts two blocks rather than a sentence."""
        return not after.lstrip("*_ [").strip()[:1].islower() and not before.rstrip(" *_").endswith(
            (",", "and", "or")
        )

    def _close(self, lines, kind, depth) -> tuple[Block, ...]:
        """The blocks that the gathered lines make; each distinct run of lines is worked on once."""
        if not lines:
            return ()
        raw = lines[0].strip() if len(lines) == 1 else " ".join(line.strip() for line in lines)
        blocks = self._lines.get((raw, kind, depth))
        if blocks is None:
            blocks = self._lines[raw, kind, depth] = tuple(self._block(raw, kind, depth))
        return blocks

    def _block(self, raw, kind, depth):
        text = _SPACES.sub(" ", plain(raw)).strip()
        if _is_heading(text, bool(_BOLD_LINE.match(raw)), kind, depth):
            yield from self._heading(text, 5)
            return
        ids = self._ids_of(text)
        if ids:
            # A block leads a list where it stops without ending, or says that something follows.
            leads = not _TERMINAL.search(text) or bool(_FOLLOWING.search(text[-120:]))
            yield Block(kind, depth, "", ids, self._hang(ids, -1) if kind == TEXT else (), leads)

    def _heading(self, raw, level):
        text = _SPACES.sub(" ", plain(raw)).strip()
        words = len(text.split())
        if not words or not WORD.search(text):
            return
        if words > LONGEST_HEADING:
            ids = self._ids_of(text)
            if ids:
                yield Block(TEXT, 0, "", ids, self._hang(ids, -1), not _TERMINAL.search(text))
            return
        number = _SECTION_NUMBER.match(text)
        yield Block(HEADING, level, number[1].upper() if number else "", (self._id(text),), (), False)

    def _cells(self, line, head):
        for column, cell in enumerate(re.split(r"(?<!\\)\|", line.strip().strip("|"))):
            ids = []
            for part in _BREAK.split(cell):
                part = _BULLET.sub("", _SPACES.sub(" ", plain(part)).strip(), count=1)
                ids.extend(self._ids_of(part.strip("* ")))
            if ids:
                own = self._hang(tuple(ids), -1) if head else ()
                yield Block(CELL, 0, "head" if head else "", tuple(ids), own, False, column)

    def _ids_of(self, text) -> tuple[int, ...]:
        if not text:
            return ()
        sentences = self._splitter.tokenize(text) if _SENTENCE_END.search(text) else (text,)
        if " X. " in text:
            sentences = [part for sentence in sentences for part in _X_ENDS.split(sentence)]
        ids = []
        held = ""
        for place, sentence in enumerate(sentences, 1):
            # A run-in head ("Location. We collect …") belongs to the sentence it names.
            if not held and place < len(sentences) and len(sentence.split()) <= 5:
                held = f"{sentence} "
                continue
            sentence, held = held + sentence, ""
            if _LETTER.search(sentence):
                ids.append(self._id(sentence))
        return tuple(ids)

    def _id(self, text) -> int:
        key = clause_key(text)
        known = self._ids.get(key)
        if known is None:
            known = self._ids[key] = len(self.texts)
            self.texts.append(text)
            self.keys.append(key)
        return known


class Outline:
    """Where a heading stands: printed numbers where there are any (1.1), else its ordinal under its parent (#2)."""

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


def _join_if_broken(blank: re.Match) -> str:
    """A space for a blank line inside a sentence (after a long line that ends in a letter), else the blank line."""
    return " " if _BROKEN_LINE.search(blank.string[max(0, blank.start() - 60) : blank.start()]) else blank[0]


def _is_heading(text: str, bold: bool, kind: str, depth: int) -> bool:
    """Whether a block is a heading: short and set in bold, or numbered and no sentence ("2.1 What we collect")."""
    words = len(text.split())
    number = _SECTION_NUMBER.match(text)
    if (
        number
        and number[1][0].isdigit()
        and (bold or depth <= 1)
        and text[number.end() :].strip()[:1].isupper()
    ):
        return words <= LONGEST_HEADING if bold else words <= 10 and text[-1] not in ".;,:"
    return bold and kind == TEXT and words <= LONGEST_HEADING and not text.endswith((".", ",", ";", ":"))


def from_tosback(text: str) -> str:
    """TOSBack's HTML-like text with a blank line between its blocks and a mark before each list item.

    TOSBack wrote each semicolon as a full stop and a new line, in entities too.
    """
    text = _TOSBACK_ENTITY.sub(lambda m: html.unescape(f"&{m[1]};"), text)
    text = _TOSBACK_ITEM.sub("\n\n* ", text)
    text = _TOSBACK_END.sub("\n\n", text)
    return re.sub(r"\n\s*\n", "\n\n", _TOSBACK_BLOCK.sub("\n\n", text))
