"""Takes what a reader found in a file, piece by piece; makes Markdown in which each piece is cut as what it is.

A *piece* is a heading, a paragraph, a list item or a table's row. What only neighbours tell is settled here, for all
kinds of files alike: whether a numbered line is a heading or an item, what is a table of contents, and which heading
a bare "No." answers.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policy_corpus.extract.answers import answered
from policy_corpus.extract.identity import clause_key
from policy_corpus.extract.lines import (
    BULLET,
    CELL,
    HEADING,
    ITEM,
    LONGEST_HEADING,
    TEXT,
    ends,
    has_words,
    kind_of,
)
from policy_corpus.extract.markup import LINK, plain

NUMBERED = "numbered"  # a heading or an item: its neighbours tell
FEWEST_CONTENTS = 2  # lines in a row that repeat later headings, from which they are a table of contents
LONGEST_BARE_ANSWER = 70  # characters

_NUMBER = re.compile(
    r"\(?(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}|[a-zA-Z]|[ivx]{2,5}|[IVX]{2,5})(?:\.(?!\d)\)?|\)|(?<=\d\.\d)(?=\s))\s+(?=\S)"
)
_MINOR_BULLET = re.compile(r"(?:[∗⁃●\uf0b7\uf0a7\uf0d8✗✘❌✅☑]\ufe0f?|o(?=\s+[A-Za-z]{2}))\s*(?=\S)")
_LEADING_NUMBER = re.compile(
    r"^(?:(?:section|article|part)\s+)?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z])[.):]?\s+(?=\S)", re.I
)
_PAGE = re.compile(r"(?<![\s.…])[\s.…]++\d{1,3}$")  # the number of a page, and what leads to it
_NO_MARK, _YES_MARK = "❌✗✘🚫⛔", "✅✓✔☑"
_MARK_ANSWER = re.compile(rf"\W*([{_NO_MARK}{_YES_MARK}])\ufe0f?\W*(?:yes|no)?\W*$", re.I)
_TICKED = re.compile(rf"[{_NO_MARK}{_YES_MARK}]\ufe0f?\s*(?=\S)")  # an item, besides its bullet
_DENYING_HEAD = re.compile(r"\bnot\b|n[’']t\b|\bnever\b", re.I)
_BARE_ANSWER = re.compile(
    r"(?:(?:no|yes|none|never)\b\W*)?"
    r"(?:(?:we|this is|these are|it is|they are) "
    r"(?:do not|don[’']t|never|will not|won[’']t|will never|not|cannot|can[’']t)?"
    r" ?(?:ever )?(?:collect|collected|do|use|used|store|stored|process|processed|have|keep|share|sell)?"
    r"(?: (?:any|this|that|it|so|them|these|such|of (?:it|this|that|them|these|those)|data|information|at all))*)?\W*$",
    re.I,
)
_ANSWERS = re.compile(r"\b(?:no|yes|none|never|not)\b|n[’']t\b", re.I)
_GUARD = "<wbr>"  # before a paragraph that would else be read as another kind of line; it leaves no trace


class Piece(NamedTuple):
    """A piece of a policy.

    `kind` is HEADING, TEXT, ITEM, CELL (a table's row) or NUMBERED; `text` its words, with inline Markdown; `depth` a
    heading's level, an item's nesting from 1; `number` the number printed before a NUMBERED piece; `cells` a row's.
    """

    kind: str
    text: str
    depth: int = 0
    number: str = ""
    cells: tuple[str, ...] = ()


def bare(text: str) -> str:
    """A text's words without marks of Markdown, on one line."""
    return " ".join(plain(text).split())


def marked(text: str, depth: int = 1) -> Piece:
    """A line of text as the piece that its typed mark makes it: an item, a numbered piece, else TEXT."""
    text = text.strip()
    bullet = BULLET.match(text) or _MINOR_BULLET.match(text)
    if bullet and has_words(text[bullet.end() :]):
        answer = _TICKED.match(text[bullet.end() :])
        words = text[bullet.end() + (answer.end() if answer else 0) :].strip()
        says_no = (set(bullet[0]) | set(answer[0] if answer else "")) & set(_NO_MARK)
        return Piece(ITEM, answered([words], "No")[0] if says_no else words, depth)
    number = _NUMBER.match(text)
    if number:
        return Piece(NUMBERED, text[number.end() :], depth, number["number"])
    return Piece(TEXT, text)


def is_title(text: str) -> bool:
    """Whether a line may be a heading: short, begins with a capital or a figure, and does not end."""
    words = bare(text)
    return (
        0 < len(words.split()) <= LONGEST_HEADING
        and has_words(words)
        and not words[:1].islower()
        and not words.endswith((":", ";", ","))
        and not (ends(words) and not words.endswith("?"))
    )


def is_shouted(text: str) -> bool:
    """Whether a line is a heading in capitals."""
    letters = [letter for letter in bare(text) if letter.isalpha()]
    return len(letters) > 3 and all(map(str.isupper, letters)) and is_title(text)


# ---------------------------------------------------------------- what neighbours tell


def to_markdown(pieces: Sequence[Piece]) -> str:
    """The Markdown of a policy's pieces, with a blank line between two."""
    pieces = _settled([piece for piece in pieces if piece.cells or has_words(bare(piece.text))])
    return "\n\n".join(_written(list(_with_answers(_without_contents(pieces))))) + "\n"


def _settled(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, of which the numbered ones are items, headings or text."""
    settled = list(pieces)
    for place, piece in enumerate(pieces):
        if settled[place].kind != NUMBERED:
            continue
        series = _series(pieces, place)
        is_led = place > 0 and _leads_on(settled[place - 1])
        if is_led or (len(series) > 1 and not _is_outline(pieces, series)):
            for member in series:
                settled[member] = pieces[member]._replace(kind=ITEM)
        elif piece.number.islower() and _has_nothing_below(pieces, place):
            settled[place] = piece._replace(kind=ITEM)
        elif is_title(piece.text):
            text = f"{piece.number}{'' if '.' in piece.number else '.'} {piece.text}"
            settled[place] = Piece(HEADING, text, 2 + piece.number.count("."))
        else:
            settled[place] = Piece(TEXT, piece.text)
    return settled


def _has_nothing_below(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a lettered line stands alone before the next heading or numbered line, so that it is none itself."""
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    return after is None or after.kind == HEADING or (after.kind == NUMBERED and not after.number.islower())


def _leads_on(piece: Piece) -> bool:
    return piece.kind in (TEXT, ITEM) and bare(piece.text).endswith(":")


def _series(pieces: Sequence[Piece], place: int) -> list[int]:
    """The places of the numbered pieces that go on from one; what stands deeper between is of its items."""
    series, depth = [place], pieces[place].depth
    for after in range(place + 1, len(pieces)):
        piece = pieces[after]
        if piece.kind in (ITEM, NUMBERED) and piece.depth > depth:
            continue
        if (
            piece.kind != NUMBERED
            or piece.depth != depth
            or not _follows(pieces[series[-1]].number, piece.number)
        ):
            break
        series.append(after)
    return series


def _follows(number: str, after: str) -> bool:
    """Whether a printed number is the next one, or the same 1 again as Markdown lets one write."""
    if number.isdigit() and after.isdigit():
        return int(after) == int(number) + 1 or number == after == "1"
    if "." in number and "." in after:
        above, _, last = number.rpartition(".")
        return after == f"{above}.{int(last) + 1}"
    roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
    low, high = number.lower(), after.lower()
    if low in roman[:-1] and high == roman[roman.index(low) + 1]:
        return True
    return len(number) == len(after) == 1 and ord(after) == ord(number) + 1


def _is_outline(pieces: Sequence[Piece], series: Sequence[int]) -> bool:
    """Whether numbered pieces are headings of what stands below each: a title with text between it and the next."""
    titles = sum(is_title(pieces[place].text) for place in series)
    texts = sum(
        place + 1 < len(pieces) and pieces[place + 1].kind == ITEM and ends(bare(pieces[place + 1].text))
        for place in series
    )
    return titles == len(series) and texts > len(series) / 2


def _key(text: str) -> str:
    """A line's words by which an entry of the contents is that of a heading, without numbers."""
    return clause_key(_LEADING_NUMBER.sub("", _PAGE.sub("", bare(text))))


def _without_contents(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without tables of contents: lines in a row that later headings repeat, or links within the page."""
    last: dict[str, int] = {_key(p.text): place for place, p in enumerate(pieces) if p.kind == HEADING}
    is_entry = [
        not piece.cells
        and (last.get(_key(piece.text), -1) > place or (piece.kind == ITEM and _is_inner_link(piece.text)))
        for place, piece in enumerate(pieces)
    ]
    kept: list[Piece] = []
    place = 0
    while place < len(pieces):
        end = place
        while end < len(pieces) and is_entry[end]:
            end += 1
        if end - place < FEWEST_CONTENTS:
            end = place + 1
            kept += pieces[place:end]
        place = end
    return kept


def _is_inner_link(text: str) -> bool:
    link = LINK.fullmatch(text.strip())
    return bool(link) and "](#" in link[0]


def _with_answers(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, of which a bare answer below a heading says what it answers."""
    for place, piece in enumerate(pieces):
        above = pieces[place - 1] if place else None
        words = bare(piece.text)
        if (
            piece.kind in (TEXT, ITEM)
            and above is not None
            and above.kind == HEADING
            and len(words) <= LONGEST_BARE_ANSWER
            and _BARE_ANSWER.match(words)
            and _ANSWERS.search(words)
        ):
            yield piece._replace(text=answered([_LEADING_NUMBER.sub("", above.text)], piece.text)[0])
        else:
            yield piece


# ---------------------------------------------------------------- as Markdown


def _written(pieces: Sequence[Piece]) -> Iterator[str]:
    """Each piece as a paragraph of Markdown; a table's rows are one."""
    rows: list[tuple[str, ...]] = []
    for piece in pieces:
        if piece.kind == CELL:
            rows.append(piece.cells)
            continue
        if rows:
            yield _table(rows)
            rows = []
        text = " ".join(piece.text.split())
        if piece.kind == HEADING:
            yield "#" * min(max(piece.depth, 1), 6) + f" {text}"
        elif piece.kind == ITEM:
            yield "    " * piece.depth + f"* {text}"
        else:
            yield text if kind_of(text)[0] == TEXT else _GUARD + text
    if rows:
        yield _table(rows)


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    """A table's rows; ticks and crosses as the answers that they are. A first row that answers is no head."""
    head = rows[0]
    if any(_is_answer(cell) for cell in head[1:]):
        head, rows = ("",) * len(head), [("",) * len(head), *rows]
    lines = []
    for row in rows:
        cells = [_as_answer(cell, head[i] if i < len(head) else "") for i, cell in enumerate(row)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _is_answer(cell: str) -> bool:
    words = bare(cell)
    return bool(_MARK_ANSWER.match(words)) or words.lower().strip(" .") in ("yes", "no")


def _as_answer(cell: str, head: str) -> str:
    """A cell; where it is a tick or a cross, what that answers to the head of its column."""
    mark = _MARK_ANSWER.match(bare(cell))
    if not mark:
        return cell
    is_yes = (mark[1] in _YES_MARK) != bool(_DENYING_HEAD.search(head))
    return "Yes" if is_yes else "No"
