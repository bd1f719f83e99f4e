"""From a capture's text (Markdown, or TOSBack's HTML-like text) to sections and clauses.

A capture is split at its blank lines into *paragraphs*. Captures of one policy share nearly all of them, so each
distinct paragraph is cut into blocks (headings, sentences, list items, table cells) once and kept. What depends
on the neighbours, the lead-in that an item hangs on, is worked out once for each run of paragraphs under a heading;
only sections, which are numbered through a page, are worked out for each capture.

The Markdown of the archives is cut by expressions rather than by a CommonMark parser: it holds headings fused
with links, list marks of every kind typed as text, sentences broken over paragraphs and indented text that
CommonMark takes for code; and a parser's pass over each paragraph costs more time than the whole build may take.
"""

import hashlib
import html
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from string import ascii_letters
from typing import NamedTuple

import numpy as np

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Of ASCII text, in lower case: what is neither letter nor digit parts words.
_PLAIN_WORDS = bytes(ord(c.lower()) if c.isalnum() else ord(" ") for c in map(chr, range(128))) * 2
_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_]", re.S)
ITEM, TEXT, CELL, HEADING = "item", "text", "cell", "heading"
RULE, UNDERLINE = "rule", "underline"  # lines that make no block
HELD = 10_000  # pieces of pages that are kept in mind: those of some dozens of policies
LONGEST_HEADING = 16  # words; longer "headings" in the archives are paragraphs set large

_MARKS = r"[*+\-•●○·▪■◦–—‣➢✓✔§►▶]|\\[*+\-]"
_BULLET = re.compile(
    rf"(\s*)(?:{_MARKS})\s+(?=\S)|(\s*)[•●○·▪■◦‣➢✓✔►▶](?=\w)|(\s*)(?:-(?=[A-Za-z])|\*(?=[A-Za-z][^*]*$))"
)
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.M)
_NUMBERED = re.compile(
    r"(\s*)\(?((?:\d{1,2}(?:\.\d{1,2}){0,3})|[a-zA-Z]|[ivxIVX]{2,5})(?:\\?\.(?!\d)\s*\)?|\)|\\\))\s+(?=\S)"
)
_RULE = re.compile(r"\s*(?:\\?[-=*_]\s*){2,}$")
_UNDERLINE = re.compile(r"\s*(=+|-{2,})\s*$")
_HASHES = re.compile(r"\s*(#{1,6})\s+(.*?)\s*#*\s*$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_ROW_RULE = re.compile(r"\s*\|?\s*:?-{2,}")
_LINK = re.compile(  # what is taken is never given back: a fifth of the time, and no text can stall it
    r"!?\[([^\[\]\\]*+(?:\\.[^\[\]\\]*+)*+)\]"
    r"\([^()\\]*+(?:(?:\\.|\([^()\\]*+(?:\\.[^()\\]*+)*+\))[^()\\]*+)*+\)"
)
_LINK_END = re.compile(r"\]\([^()\s]*(?:\s+\"[^\"]*\")?\)\[?")  # of a link that another paragraph begins
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BAR = re.compile(r"(?<!\\)\|")  # between a table's cells
_BREAK = re.compile(r"<br\s*/?>", re.I)
_EMPHASIS = re.compile(r"\*+|(?<![^\W_])_+(?=\S)|(?<=\S)_+(?![^\W_])|`+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~<$&])")
_HIDDEN = {"*": "\ue000", "_": "\ue001", "`": "\ue002"}  # what an escape keeps from being emphasis
_SHOWN = str.maketrans({hidden: mark for mark, hidden in _HIDDEN.items()})
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<text>(?:(?!\1).)+)\1[\s:.]*$")
_SECTION_NUMBER = re.compile(
    r"(?:(?:section|article|part|chapter)\s+)?(\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-Z])(?:[.):]|\s*[-–—:]|(?<=\d)\s)",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?][\"”’'»)\]]*\s+[\"“‘'«(\[]?[^\sa-z]")
_ANSWER = re.compile(
    r"(?P<asked>collected\W{1,3})?(?P<answer>yes|no|not collected|(?:we (?:do not|don[’']t) collect|not collected)"
    r"(?: (?:this|it|any|such|them))?(?: (?:data|information|category))?)\W*$",
    re.I,
)
_QUESTION = re.compile(r"\bcollect", re.I)  # in the head of a column, that its yes and no are of collecting
LONGEST_ANSWER = 60  # characters
_LABEL = 12  # words; what a yes or no in the next paragraph answers is no longer
_FOLLOWING = re.compile(r"\b(?:following|below|as follows)\b")
_BROKEN_PARAGRAPH = re.compile(r"\n\n(?=[a-z]+[ ,])")
_LOWER_WORD = re.compile(rb"[a-z]+[ ,]")
_BROKEN_LINE = re.compile(r"[^\n|]{50}[a-zA-Z,’] *$")
_OPEN_ENDS = f"{ascii_letters}, \n".encode() + "’".encode()[-1:]  # the last bytes of what it may match
_X_ENDS = re.compile(r"(?<=\sX\.)\s+(?=[A-Z“\"])")  # Punkt takes the company's name for an initial
# Blanks, ends of lines and what is not seen, as what it stands for.
_UNUSUAL = (
    {"\xa0": " "}
    | dict.fromkeys("\u2028\u2029", "\n")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", "")
)
_TOSBACK_BLOCK = re.compile(
    r"</?(?:p|ul|ol|dl|div|table|tr|blockquote|section|article|center|pre)\b[^<>]*>", re.I
)
_TOSBACK_ITEM = re.compile(r"<(?:li|dd|dt|td|th)\b[^<>]*>", re.I)
_TOSBACK_END = re.compile(r"</(?:li|dd|dt|td|th)>", re.I)
_TOSBACK_ENTITY = re.compile(r"&(amp|lt|gt|quot|nbsp|#\d+)\.(\s*)")


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


class Part(NamedTuple):
    """A run of paragraphs up to the next one that begins with a heading.

    `rows` are its clauses, `headings` its headings as (level, printed number); `counts[i]` of the rows follow
    heading i - 1, `counts[0]` stand before the first.
    """

    rows: np.ndarray
    headings: list[tuple[int, str]]
    counts: list[int]


def words_of(text: str) -> list[str]:
    """The lower-cased words of a text, curly apostrophes straightened."""
    if text.isascii() and "'" not in text:  # the same words in a fraction of the time
        return text.encode("ascii").translate(_PLAIN_WORDS).decode("ascii").split()
    return WORD.findall(text.lower().replace("’", "'"))


def clause_hash(key: str) -> str:
    """12 hexadecimal digits of the BLAKE2b hash of a clause's words joined by spaces."""
    return hashlib.blake2b(key.encode(), digest_size=6).hexdigest()


def clause_key(text: str) -> str:
    """What makes two clauses the same: their words, whatever the case, marks and spaces between them."""
    return " ".join(words_of(text))


def plain(text: str) -> str:
    """Markdown or HTML-like text without marks: links become words, entities and escapes characters."""
    for _ in range(3):  # a picture in a link in a link is the deepest nesting seen
        text, found = _LINK.subn(_link_text, text) if "](" in text else (text, 0)
        if not found:
            break
    if "](" in text:
        text = _LINK_END.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
    if "\\" in text:
        text = _ESCAPE.sub(lambda m: _HIDDEN.get(m[1], m[0]), text)
        text = _ESCAPE.sub(r"\1", _unstressed(text).translate(_SHOWN))
    else:
        text = _unstressed(text)
    if "&" in text:
        text = html.unescape(text)
    return text


def _link_text(link: re.Match) -> str:
    """What a link says; a picture says nothing."""
    return "" if link[0][0] == "!" else link[1]


def _unstressed(text: str) -> str:
    """A text without the marks of emphasis and code."""
    if "_" in text or "`" in text:
        return _EMPHASIS.sub("", text)
    return text.replace("*", "")


# What is known of a piece of a page: it begins or ends within a sentence, it is cut, it begins with a heading.
_BEGINS_WITHIN, _ENDS_WITHIN, _IS_CUT, _BEGINS_PART = 1, 2, 4, 8


class _Pieces(dict):
    """Numbers the distinct pieces of pages (bytes between blank lines) as they are asked for."""

    def __init__(self):
        self.content: list[bytes] = []
        self.known = array("B")

    def __missing__(self, piece: bytes) -> int:
        number = self[piece] = len(self.content)
        begins = _BEGINS_WITHIN if _LOWER_WORD.match(piece) else 0
        ends = 0
        if piece[-1:] in _OPEN_ENDS and _BROKEN_LINE.search(piece[-240:].decode("utf-8", "replace")[-60:]):
            ends = _ENDS_WITHIN
        self.content.append(piece)
        self.known.append(begins | ends)
        return number

    def numbers(self, pieces: list[bytes]) -> np.ndarray:
        """The numbers of pieces."""
        return np.fromiter(map(self.__getitem__, pieces), np.uint32, len(pieces))

    def flags(self) -> np.ndarray:
        """What is known of each piece, as flags; a view that must be gone before a piece is added."""
        return np.frombuffer(self.known, np.uint8)


class Cutter:
    """Cuts captures into clauses; what a policy's captures share is worked on once.

    `texts[i]` is the text of clause i as first met, `keys[i]` its words, by which it is known; `pairs[r]` is row
    r: (clause, its lead-in or -1); `sections` numbers the names of sections; `paragraphs` holds a hash of each
    paragraph that was cut. About `held` pieces of pages are kept in mind.
    """

    def __init__(self, held: int = HELD):
        # Late: NLTK takes a second to load, in which a build has git's answers to wait for.
        from policy_corpus.extract.sentences import Splitter

        self.held = held
        self.texts: list[str] = []
        self.keys: list[str] = []
        self.pairs: list[tuple[int, int]] = []
        self.sections: dict[str, int] = {}
        self.paragraphs: set[int] = set()
        self._ids: dict[str, int] = {}
        self._rows: dict[tuple[int, int], int] = {}
        self._splitter = Splitter()
        self._forget()

    def _forget(self) -> None:
        """Empty what only saves work, so that memory does not grow with what is read."""
        self._pieces = _Pieces()
        self._blocks: dict[int, list[Block]] = {}  # by the number of the piece
        self._inner: dict[str, tuple[Block, ...]] = {}  # by a paragraph within a piece
        self._parts: dict[bytes, Part] = {}  # by the numbers of the pieces
        self._outlines: dict[tuple[tuple[int, str], ...], np.ndarray] = {}
        self._kinds: dict[str, tuple[str, str, int]] = {}  # of lines
        self._table_cells: dict[str, tuple[list[str], list[str], tuple[int, ...]]] = {}
        self._lines: dict[tuple[str, str, int], tuple[Block, ...]] = {}
        self._seen: dict[str, int] = {}  # clauses by their text
        self._hung: dict[tuple[tuple[int, ...], int], list[int]] = {}

    def cut(self, content: bytes, markup: str = "markdown") -> tuple[np.ndarray, np.ndarray]:
        """The clauses of one capture in reading order, as rows, and the section of each.

        `markup` is markdown or tosback. Bytes that are not UTF-8 are replaced, never an error.
        """
        if len(self._pieces) > self.held:
            self._forget()
        if markup == "tosback":
            content = from_tosback(content.decode("utf-8", "replace")).encode("utf-8", "replace")
        elif b"\r" in content:
            content = content.replace(b"\r\n", b"\n")
        pieces = self._numbered(content.split(b"\n\n"))
        begins = np.flatnonzero(self._pieces.flags()[pieces] & _BEGINS_PART).tolist()
        headings, rows, counts = [], [], [0]
        for begin, end in pairwise([0, *begins, len(pieces)]):
            part = self._part(pieces[begin:end])
            rows.append(part.rows)
            headings += part.headings
            counts[-1] += part.counts[0]
            counts += part.counts[1:]
        return np.concatenate(rows), np.repeat(self._sections(tuple(headings)), counts)

    def _numbered(self, contents: list[bytes]) -> np.ndarray:
        """The numbers of a page's pieces, all cut; pieces that part a sentence are put together."""
        pieces = self._pieces.numbers(contents)
        flags = self._pieces.flags()[pieces]
        broken = np.flatnonzero(flags[:-1] & _ENDS_WITHIN & (flags[1:] * _ENDS_WITHIN))
        if len(broken):
            for place in broken[::-1].tolist():
                contents[place : place + 2] = [contents[place] + b" " + contents[place + 1]]
            pieces = self._pieces.numbers(contents)
            flags = self._pieces.flags()[pieces]
        for piece in pieces[flags & _IS_CUT == 0].tolist():
            blocks = self._blocks[piece] = self._cut_piece(self._pieces.content[piece])
            begins = bool(blocks) and blocks[0].kind == HEADING
            self._pieces.known[piece] |= _IS_CUT | _BEGINS_PART * begins
        return pieces

    def _part(self, pieces: np.ndarray) -> Part:
        key = pieces.tobytes()
        part = self._parts.get(key)
        if part is None:
            blocks = chain.from_iterable(self._blocks[piece] for piece in pieces.tolist())
            part = self._parts[key] = self._in_context(blocks)
        return part

    def _in_context(self, blocks: Iterable[Block]) -> Part:
        """Give each clause of the blocks its lead-in."""
        rows, headings, counts = [], [], [0]
        leads: list[tuple[int, int]] = []  # the clause that items hang on, with the least depth of these
        heading = -1  # stands in where a list follows a heading directly
        last = before = (
            None  # the two blocks before, where an answer may be of them: first row, texts, lead-in
        )
        for kind, depth, number, ids, own, leads_on, answer, texts in blocks:
            lead = -1
            if kind == TEXT:
                heading = -1
                leads = [(0, ids[-1] if leads_on else -1)]
            elif kind == ITEM:
                while leads and leads[-1][0] > depth:
                    leads.pop()
                lead = leads[-1][1] if leads else heading
                own = self._hang(ids, lead)
                leads.append((depth + 1, ids[-1] if leads_on else lead))
            elif kind == HEADING:
                headings.append((depth, number))
                counts.append(0)
                heading, leads, last, before = ids[0], [], None, None
                continue
            if answer:
                for first, asked, hung in self._asked(before, last, answer):
                    rows[first : first + len(asked)] = self._hang(
                        self._answered(asked, answer["answer"]), hung
                    )
            before, last = (None, None) if answer or kind == CELL else (last, (len(rows), texts, lead))
            rows += own
            counts[-1] += len(own)
        return Part(np.array(rows, np.uint32), headings, counts)

    def _asked(self, before: tuple | None, last: tuple | None, answer: re.Match) -> list[tuple]:
        """Of the two blocks before an answer, those it is of: a category and its examples, or a label alone."""
        if answer["asked"]:
            return [block for block in (before, last) if block]
        if last is None:
            return []
        texts = last[1]
        label = len(texts) == 1 and len(texts[0].split()) <= _LABEL and not texts[0].endswith(("?", ":"))
        return [last] if label or _QUESTION.search(answer[0]) else []

    def _sections(self, headings: tuple[tuple[int, str], ...]) -> np.ndarray:
        """The numbers of the sections that headings open, before them that of what stands in none."""
        numbers = self._outlines.get(headings)
        if numbers is None:
            outline = Outline()
            names = ["0", *(outline.enter(*heading) for heading in headings)]
            numbers = np.array(
                [self.sections.setdefault(name, len(self.sections)) for name in names], np.uint32
            )
            self._outlines[headings] = numbers
        return numbers

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

    def _cut_piece(self, content: bytes) -> list[Block]:
        """The blocks of what stands between two blank lines; lines of mere spaces part it further."""
        if not content.strip():
            return []
        self.paragraphs.add(int.from_bytes(hashlib.blake2b(content, digest_size=8).digest()))
        text = content.decode("utf-8", "replace").replace("    \n", "\n")
        if "\n\n" in text:
            text = _BROKEN_PARAGRAPH.sub(_join_if_broken, text)
        paragraphs = text.split("\n\n")
        if len(paragraphs) == 1:
            return list(self._cut(text))
        return list(chain.from_iterable(map(self._known_paragraph, paragraphs)))

    def _known_paragraph(self, paragraph: str) -> tuple[Block, ...]:
        """The blocks of one of several paragraphs, of which most stood in another version of the piece."""
        blocks = self._inner.get(paragraph)
        if blocks is None:
            blocks = self._inner[paragraph] = tuple(self._cut(paragraph))
        return blocks

    def _cut(self, paragraph: str) -> Iterator[Block]:
        """The blocks of one paragraph."""
        if ">" in paragraph:
            paragraph = _QUOTED.sub("", paragraph)
        if not paragraph.isascii():
            for unusual, usual in _UNUSUAL.items():  # faster than one expression for all
                paragraph = paragraph.replace(unusual, usual)
        if "](" in paragraph and ("\n-" in paragraph or "\n=" in paragraph):
            for _ in range(2):  # a heading inside a link: its line and underline stand alone
                paragraph = _LINK.sub(
                    lambda m: f"\n{m[1]}\n" if "\n-" in m[1] or "\n=" in m[1] else m[0], paragraph
                )
        if "<" in paragraph and "|" not in paragraph:
            paragraph = _BREAK.sub("  \n", paragraph)
        held, depth, kind = [], 0, TEXT  # the block being gathered
        header: dict[int, int] = {}  # of the paragraph's table: column -> the clause that heads it
        first_row = True
        for line in paragraph.split("\n"):
            what, text, level = self._kinds.get(line) or self._kind(line)
            if what == UNDERLINE:
                if held:
                    yield from self._close(held[:-1], kind, depth)
                    yield from self._heading(held[-1], level)
                    held, kind, depth = [], TEXT, 0
                    continue
                what = TEXT if text == "=" else RULE
            if what == TEXT:
                if held and held[-1].endswith("  ") and self._breaks(held[-1], line):
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
                yield from self._cells(line, header, first_row)
                first_row = False
        yield from self._close(held, kind, depth)

    def _kind(self, line: str) -> tuple[str, str, int]:
        """What a line is, with the text it holds and its level or depth; each distinct line is looked at once."""
        known = self._kinds[line] = _kind_of(line)
        return known

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
        text = " ".join(plain(raw).split())
        if "](" in raw and text.isupper() and not _LINK.search(raw):
            return  # between the ends of two links: a ticker's prices
        if _is_heading(text, bool(_BOLD_LINE.match(raw)), kind, depth):
            yield from self._heading(text, 5)
            return
        texts = self._clauses_of(text)
        if texts:
            ids = self._ids_of(texts)
            # A block leads a list where it stops without ending, or says that something follows.
            leads = not _ends(text) or _announces(text[-120:])
            answer = _ANSWER.match(text) if len(text) < LONGEST_ANSWER else None
            yield Block(
                kind, depth, "", ids, self._hang(ids, -1) if kind == TEXT else (), leads, answer, texts
            )

    def _heading(self, raw, level):
        text = " ".join(plain(raw).split())
        words = len(text.split())
        if not words or not WORD.search(text):
            return
        if words > LONGEST_HEADING:
            texts = self._clauses_of(text)
            if texts:
                ids = self._ids_of(texts)
                yield Block(TEXT, 0, "", ids, self._hang(ids, -1), not _ends(text), None, texts)
            return
        number = _SECTION_NUMBER.match(text)
        yield Block(HEADING, level, number[1].upper() if number else "", (self._id(text),), (), False)

    def _cells(self, line: str, header: dict[int, int], is_head: bool) -> Iterator[Block]:
        """The cells of a table's row; each hangs on its column's head, and the head row fills `header`.

        Where a column answers whether something is collected, the cells before carry its answer.
        """
        cells = _BAR.split(line.strip().strip("|"))
        row = [(column, *self._cell(cell)) for column, cell in enumerate(cells) if cell.strip()]
        is_head = is_head or (
            not header and all(_BOLD_LINE.match(cell) for cell in line.strip(" |").split("|"))
        )
        place, answer = self._answer_in(row, header) if not is_head else (0, "")
        for at, (column, _, texts, ids) in enumerate(row):
            if ids:
                if is_head:
                    header[column] = ids[0]
                if at < place:
                    ids = self._answered(texts, answer)
                yield Block(
                    CELL, 0, "", ids, self._hang(ids, -1 if is_head else header.get(column, -1)), False
                )

    def _cell(self, cell: str) -> tuple[list[str], list[str], tuple[int, ...]]:
        """The lines of a table's cell, their clauses and the numbers of these; each cell is worked on once."""
        known = self._table_cells.get(cell)
        if known is None:
            lines = []
            for part in _BREAK.split(cell):
                part = " ".join(plain(part).split())
                mark = _BULLET.match(part)
                lines.append(part[mark.end() if mark else 0 :].strip("* "))
            texts = list(chain.from_iterable(map(self._clauses_of, lines)))
            known = self._table_cells[cell] = lines, texts, self._ids_of(texts)
        return known

    def _answer_in(self, row: list[tuple], header: dict[int, int]) -> tuple[int, str]:
        """Where in a table's row the first answer stands to whether something is collected; (0, "") for none."""
        for at, (column, lines, *_) in enumerate(row):
            answer = _ANSWER.match(lines[0]) if len(lines) == 1 else None
            if not answer:
                continue
            head = self.texts[header[column]] if column in header else ""
            if not header or _QUESTION.search(head) or _QUESTION.search(answer[0]):
                return at, answer["answer"]
        return 0, ""

    def _answered(self, texts: Sequence[str], answer: str) -> tuple[int, ...]:
        """Clauses with the answer that stands beside or below them."""
        return self._ids_of([f"{text.rstrip(' .:;,')}: {answer}" for text in texts])

    def _ids_of(self, texts: Sequence[str]) -> tuple[int, ...]:
        return tuple(map(self._id, texts))

    def _clauses_of(self, text: str) -> list[str]:
        """The sentences of a text that have words."""
        if not text:
            return []
        sentences = self._splitter.tokenize(text) if _SENTENCE_END.search(text) else (text,)
        if " X. " in text:
            sentences = [part for sentence in sentences for part in _X_ENDS.split(sentence)]
        clauses, held = [], ""
        for place, sentence in enumerate(sentences, 1):
            # A run-in head ("Location. We collect …") belongs to the sentence it names.
            if not held and place < len(sentences) and len(sentence.split()) <= 5:
                held = f"{sentence} "
                continue
            sentence, held = held + sentence, ""
            if _LETTERS.search(sentence):
                clauses.append(sentence)
        return clauses

    def _id(self, text: str) -> int:
        """The number of a clause."""
        known = self._seen.get(text)
        if known is None:
            key = clause_key(text)
            known = self._seen[text] = self._ids.setdefault(key, len(self.texts))
            if known == len(self.texts):
                self.texts.append(text)
                self.keys.append(key)
        return known


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


def _join_if_broken(blank: re.Match) -> str:
    """A space for a blank line within a sentence (after a long line that ends in a letter), else the line."""
    return " " if _BROKEN_LINE.search(blank.string[max(0, blank.start() - 60) : blank.start()]) else blank[0]


def _kind_of(line: str) -> tuple[str, str, int]:
    """What a line is, with the text it holds and a heading's level or an item's depth.

    An underline is one only below a line. Blank lines and lines of rules part blocks.
    """
    bare = line.strip()
    first = bare[:1]
    if not first:
        return RULE, "", 0
    if first in "=-" and _UNDERLINE.match(line):
        return UNDERLINE, bare, 1 if first == "=" else 2
    hashes = _HASHES.match(line) if first == "#" else None
    if hashes:
        return HEADING, hashes[2], len(hashes[1])
    if first == "|" and _ROW.match(line):
        return (RULE if _ROW_RULE.match(line) else CELL), "", 0
    if first in "\\-=*_" and _RULE.match(line):
        return RULE, "", 0
    mark = _NUMBERED.match(line) if first.isalnum() or first == "(" else _BULLET.match(line)
    if mark and not _BOLD_LINE.match(line):
        depth = (len(mark[0]) - len(mark[0].lstrip(" \t")) + 2) // 4 + 1
        return ITEM, bare if mark.re is _NUMBERED and depth == 1 else line[mark.end() :], depth
    return TEXT, "", 0


def _ends(text: str) -> bool:
    """Whether a text ends in a mark, whatever closes after it."""
    return text.rstrip("\"”’')]").endswith((".", "!", "?", ";", ","))


def _announces(text: str) -> bool:
    """Whether a text says that something follows."""
    text = text.lower()
    return ("follow" in text or "below" in text) and bool(_FOLLOWING.search(text))


def _is_heading(text: str, bold: bool, kind: str, depth: int) -> bool:
    """Whether a block is a heading: short and bold, or numbered and no sentence ("2.1 What we collect")."""
    number = _SECTION_NUMBER.match(text)
    if not bold and not number:
        return False
    words = len(text.split())
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
    text = _TOSBACK_ENTITY.sub(lambda m: html.unescape(f"&{m[1]};") + m[2][:1].replace("\n", " "), text)
    text = _TOSBACK_ITEM.sub("\n\n* ", text)
    text = _TOSBACK_END.sub("\n\n", text)
    return re.sub(r"\n\s*\n", "\n\n", _TOSBACK_BLOCK.sub("\n\n", text))
