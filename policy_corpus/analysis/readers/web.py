"""Takes a page in HTML; makes its pieces: headings, paragraphs, list items and rows of tables."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from policy_corpus.analysis.readers.lines import pieces_of_lines
from policy_corpus.analysis.readers.pieces import NUMBERED, Piece, bare, is_title, marked
from policy_corpus.extract.lines import CELL, HEADING, ITEM, TEXT, has_words
from policy_corpus.extract.markup import parsable

NO_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "nav",
    "svg",
    "iframe",
    "button",
    "select",
    "textarea",
)
_INLINE = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike
    strong sub sup time tt u var wbr input o:p
"""
INLINE = frozenset(_INLINE.split())
BOLD = ("b", "strong")
LISTS = ("ol", "ul", "menu", "dir")
HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": 5, "legend": 5, "caption": 6}

DEEPEST = 100  # tags within each other, as browsers have a bound too; what is deeper is read text by text

_MARKS = re.compile(r"([\\`*_\[\]<>|])")
_NUMBER = re.compile(r"[0-9]{1,6}")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def pieces_of_html(page: str) -> list[Piece]:
    """The pieces of a page or of a part of one; scripts, menus and comments are none."""
    soup = BeautifulSoup(parsable(page), "html.parser")
    for part in soup(NO_TEXT):
        part.decompose()
    return _Walk(soup.body or soup).pieces


class _Walk:
    """Goes through a page and gathers `pieces`."""

    def __init__(self, root: Tag):
        self.pieces: list[Piece] = []
        self._words: list[str] = []  # of the paragraph that is open
        self._all_bold = True
        self._item: Piece | None = None  # what the next paragraph is, within a list
        self._level = 0  # how many tags the walk is within
        self._inside(root, 0)
        self._close()

    def _inside(self, node: Tag, depth: int, bold: bool = False) -> None:
        """Go through what a tag holds; `depth` is the nesting of lists."""
        if max(self._level, depth) >= DEEPEST:
            self._flat(node, depth, bold)
            return
        self._level += 1
        for child in node.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, PreformattedString):
                    self._say(str(child), bold)
            elif child.name == "br":
                self._words.append("\n")
            elif child.name in INLINE:
                self._inline(child, depth, bold)
            else:
                self._close()
                self._block(child, depth, bold)
                self._close()
        self._level -= 1

    def _flat(self, node: Tag, depth: int, bold: bool) -> None:
        """Each text of a tag as a paragraph, or an item within a list, however deep it is."""
        for text in node.stripped_strings:
            self._say(text, bold)
            self._close()
            if depth:
                self._item = Piece(ITEM, "", depth)

    def _inline(self, tag: Tag, depth: int, bold: bool) -> None:
        """A tag within a paragraph; a link to a place on the page stays one, as tables of contents are made of them."""
        address = str(tag.get("href", "")) if tag.name == "a" else ""
        if address.startswith("#") and len(address) > 1 and has_words(tag.get_text()):
            self._words.append("[")
            self._inside(tag, depth, bold)
            self._words.append("](#)")
        else:
            self._inside(tag, depth, bold or tag.name in BOLD)

    def _say(self, text: str, bold: bool) -> None:
        text = _BLANKS.sub(" ", text)
        if text.strip():
            self._all_bold &= bold
        self._words.append(_MARKS.sub(r"\\\1", text))

    def _block(self, tag: Tag, depth: int, bold: bool) -> None:
        if tag.name in HEADINGS:
            text = " ".join(_MARKS.sub(r"\\\1", tag.get_text(" ")).split())
            self._item = None
            self.pieces.append(Piece(HEADING, text, HEADINGS[tag.name]))
        elif tag.name in LISTS:
            self._list(tag, depth + 1)
        elif tag.name == "table":
            self._table(tag, depth)
        elif tag.name == "dt":
            text = " ".join(_MARKS.sub(r"\\\1", tag.get_text(" ")).split())
            self.pieces.append(Piece(HEADING if is_title(text) else TEXT, text, 6))
        elif tag.name == "dd":
            self._entry(tag, Piece(ITEM, "", depth + 1))
        else:
            self._inside(tag, depth, bold)

    def _list(self, tag: Tag, depth: int) -> None:
        number = _number(tag, "start")
        for child in tag.children:
            if isinstance(child, Tag) and child.name in LISTS and depth < DEEPEST:
                self._list(child, depth + 1)
            elif isinstance(child, Tag):
                kind = NUMBERED if tag.name == "ol" else ITEM
                self._entry(child, Piece(kind, "", depth, str(number) if tag.name == "ol" else ""))
                number += 1

    def _entry(self, tag: Tag, piece: Piece) -> None:
        """An entry of a list: its first paragraph is the item, further ones hang below it."""
        self._close()
        self._item = piece
        self._inside(tag, piece.depth)
        self._close()
        self._item = None

    def _close(self) -> None:
        """End the paragraph that is open."""
        text = "".join(self._words)
        is_bold = self._all_bold
        self._words, self._all_bold = [], True
        if not has_words(text) and "❌" not in text:
            return
        text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
        lines = [line for line in text.split("\n") if line]
        item = self._item
        if item is not None:
            first = marked(lines[0])
            self.pieces.append(item._replace(text=first.text if first.kind == ITEM else lines[0]))
            below = Piece(ITEM, "", item.depth + 1)
            self.pieces += [below._replace(text=marked(line).text) for line in lines[1:]]
            self._item = below
        elif is_bold and is_title(text.replace("\n", " ")):
            words = " ".join(lines)
            number = marked(words)
            self.pieces.append(number if number.kind == NUMBERED else Piece(HEADING, words, 5))
        else:
            self.pieces += pieces_of_lines("\n".join(f"{line}  " for line in lines))

    def _table(self, table: Tag, depth: int) -> None:
        """A table's rows; one of a single row or column only sets its cells beside or below each other."""
        # A row within a row follows one that nothing closes: it is among what that one's last cell holds.
        rows = [row for row in table("tr") if row.find_parent(["table", "tr"]) is table]
        cells = [row(["td", "th"], recursive=False) for row in rows]
        if len(cells) < 2 or max(map(len, cells)) < 2 or table("table"):
            for cell in (cell for row in cells for cell in row):
                self._inside(cell, depth)
                self._close()
            return
        caption = table.find("caption")
        if caption is not None:
            self._block(caption, depth, False)
        held: dict[int, int] = {}  # column → rows that a cell above goes on over
        for row in cells:
            texts: list[str] = []
            for cell in row:
                while held.get(len(texts), 0) > 0:
                    held[len(texts)] -= 1
                    texts.append("")
                held[len(texts)] = _number(cell, "rowspan") - 1
                texts.append(_cell(cell))
            if any(texts):
                self.pieces.append(Piece(CELL, "", cells=tuple(texts)))


def _number(tag: Tag, attribute: str) -> int:
    """The number that an attribute of a tag gives; 1 for none."""
    text = str(tag.get(attribute, ""))
    return int(text) if _NUMBER.fullmatch(text) else 1


def _cell(cell: Tag) -> str:
    """What a table's cell says, its paragraphs and items parted by a break."""
    walk = _Walk(cell)
    lines = [bare_cells(piece) for piece in walk.pieces]
    return "<br>".join(line for line in lines if line) or cell.get_text(" ", strip=True)


def bare_cells(piece: Piece) -> str:
    """A piece within a cell as a line of it."""
    if piece.cells:
        return " ".join(piece.cells)
    return _MARKS.sub(r"\\\1", bare(piece.text))
