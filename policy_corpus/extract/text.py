"""Takes a capture's text; makes its clauses in reading order, each with its lead-in and its section.

A capture is split at its blank lines into *pieces*. Captures of one policy share nearly all of them, so each distinct
piece is cut into blocks (headings, sentences, list items, table cells) once and kept. What depends on the neighbours,
the lead-in that an item hangs on, is worked out once for each run of pieces under a heading; only sections, which are
numbered through a page, are worked out for each capture.
"""

import hashlib
from itertools import chain, pairwise

import numpy as np

from policy_corpus.extract.blocks import Block, BlockCutter
from policy_corpus.extract.clauses import Clauses
from policy_corpus.extract.context import Part, Sections, in_context
from policy_corpus.extract.formats import format_named
from policy_corpus.extract.lines import HEADING
from policy_corpus.extract.pieces import Pieces, paragraphs_of

HELD = 10_000  # pieces of pages that are kept in mind: those of some dozens of policies


class Cutter:
    """Cuts captures into clauses; what a policy's captures share is worked on once.

    `texts[i]` is the text of clause i as first met, `keys[i]` its words, by which it is known; `pairs[r]` is row
    r: (clause, its lead-in or -1); `sections` numbers the names of sections; `paragraphs` holds a hash of each
    piece that was cut. About `held` pieces of pages are kept in mind. `sections_by_path` is that of `Sections`,
    `whole_leads` that of `in_context`: with both a policy of one's own is read, of which no table is made.
    """

    def __init__(self, held: int = HELD, sections_by_path: bool = False, whole_leads: bool = False):
        self.held, self.whole_leads = held, whole_leads
        self._clauses = clauses = Clauses()
        self._sections = Sections(sections_by_path)
        self.texts, self.keys, self.pairs = clauses.texts, clauses.keys, clauses.pairs
        self.sections = self._sections.names
        self.paragraphs: set[int] = set()
        self._forget()

    def _forget(self) -> None:
        """Empty what only saves work, so that memory does not grow with what is read."""
        self._clauses.forget()
        self._cutter = BlockCutter(self._clauses)
        self._pieces = Pieces()
        self._blocks: dict[int, list[Block]] = {}  # by the number of the piece
        self._inner: dict[str, tuple[Block, ...]] = {}  # by a paragraph within a piece
        self._parts: dict[bytes, Part] = {}  # by the numbers of the pieces
        self._outlines: dict[tuple[tuple[int, str], ...], np.ndarray] = {}  # sections by headings

    def cut(self, content: bytes, form: str = "markdown") -> tuple[np.ndarray, np.ndarray]:
        """The clauses of one capture in reading order, as rows, and the section of each.

        `form` is one of formats.FORMATS. Bytes that are not UTF-8 are replaced, never an error.
        """
        if len(self._pieces) > self.held:
            self._forget()
        pieces = self._pieces.of_page(format_named(form)(content))
        for piece in self._pieces.not_cut(pieces):
            blocks = self._blocks[piece] = self._cut_piece(self._pieces.content[piece])
            self._pieces.is_cut(piece, bool(blocks) and blocks[0].kind == HEADING)
        headings, rows, counts = [], [], [0]
        for begin, end in pairwise([0, *self._pieces.parts(pieces), len(pieces)]):
            part = self._part(pieces[begin:end])
            rows.append(part.rows)
            headings += part.headings
            counts[-1] += part.counts[0]
            counts += part.counts[1:]
        return np.concatenate(rows), np.repeat(self._opened_by(tuple(headings)), counts)

    def _cut_piece(self, content: bytes) -> list[Block]:
        """The blocks of what stands between two blank lines."""
        if not content.strip():
            return []
        self.paragraphs.add(int.from_bytes(hashlib.blake2b(content, digest_size=8).digest()))
        paragraphs = paragraphs_of(content)
        if len(paragraphs) == 1:
            return list(self._cutter.cut(paragraphs[0]))
        return list(chain.from_iterable(map(self._known_paragraph, paragraphs)))

    def _known_paragraph(self, paragraph: str) -> tuple[Block, ...]:
        """The blocks of one of several paragraphs, of which most stood in another version of the piece."""
        blocks = self._inner.get(paragraph)
        if blocks is None:
            blocks = self._inner[paragraph] = tuple(self._cutter.cut(paragraph))
        return blocks

    def _part(self, pieces: np.ndarray) -> Part:
        """What the pieces of a page up to the next heading say; each distinct run is worked on once."""
        key = pieces.tobytes()
        part = self._parts.get(key)
        if part is None:
            blocks = chain.from_iterable(self._blocks[piece] for piece in pieces.tolist())
            part = self._parts[key] = in_context(blocks, self._clauses, self.whole_leads)
        return part

    def _opened_by(self, headings: tuple[tuple[int, str], ...]) -> np.ndarray:
        """The numbers of a page's sections; each distinct run of headings is worked on once."""
        numbers = self._outlines.get(headings)
        if numbers is None:
            numbers = self._outlines[headings] = self._sections.opened_by(headings)
        return numbers
