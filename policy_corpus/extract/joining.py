"""Takes a page's pieces (what stands between blank lines); puts those together that are parts of one sentence.

Two kinds of pages part sentences. On most, now and then: a link or a line of mere spaces stands between a long line
that stops in a letter and one that goes on in lower case. On a *hard-wrapped* page, which was copied from a PDF, each
printed line is a piece. Such a page is told by words after which no item and no heading ends, such as "the" or "of":
of all texts in the archives, pieces stop at these before one in lower case at 15 to 23 of 100 joints of a hard-wrapped
page, and at no more than 3 of another. There too, short lines without such a word stay apart: they may be a list.
"""

import re
from collections.abc import Sequence
from string import ascii_letters

import numpy as np

BEGINS_WITHIN, ENDS_WITHIN, ENDS_AT_JOINT = 1, 2, 4  # what a piece looks like by itself, as flags

WRAPPED = 0.08  # share of a page's pieces that stop at a joint word before one in lower case
FEWEST = 3  # of these, so that a page is hard-wrapped
FULL = 0.7  # of the width of a hard-wrapped page; from this length a line goes on in lower case
BRIMFUL = 0.85  # of the width; a line that the next word would fill so far goes on in any case
GAPPED = 0.9  # of the pieces that hold words; of fewer, the empty ones part the paragraphs

_LOWER_WORD = re.compile(rb"[a-z]+[ ,]")
_BROKEN_LINE = re.compile(r"[^\n|]{50}[a-zA-Z,’] *$")
_BROKEN_PARAGRAPH = re.compile(r"\n\n(?=[a-z]+[ ,])")
_OPEN_ENDS = f"{ascii_letters}, \n".encode() + "’".encode()[-1:]  # the last bytes of what may go on
_MARKED = re.compile(r"\s*(?:[*+\-#|>•●○▪■◦‣]|\\?\(?[a-zA-Z0-9.]{1,4}[.)]\s)")  # a list item, heading or row
_SHEET = re.compile(r"\d{1,3}")  # the number at the foot of one
_ENDED = re.compile(r"[.!?:;|][\"”’')\]*_]*$")
_JOINT_WORDS = frozenset(
    b"""
    a an the this these those your our their its his her my of to in on at by for from with as into about between
    through under over we you they it i is are was were be been has have had may can will would could should must
    not do does if when which who whose where than such any all each no that
    """.split()
)
_BEFORE_NAMES = frozenset(b"a an the your our their its of by through".split())  # no heading ends in these


def flags_of(piece: bytes) -> int:
    """What a piece looks like by itself: whether it begins and ends within a sentence, and at a joint word."""
    flags = BEGINS_WITHIN if _LOWER_WORD.match(piece) else 0
    if piece[-1:] in _OPEN_ENDS:
        if _BROKEN_LINE.search(piece[-240:].decode("utf-8", "replace")[-60:]):
            flags |= ENDS_WITHIN
        if piece[-12:].rstrip().rpartition(b" ")[2].lower() in _JOINT_WORDS:
            flags |= ENDS_AT_JOINT
    return flags


def joined(pieces: list[bytes], flags: np.ndarray) -> list[bytes]:
    """A page's pieces, of which those that part a sentence are put together; the list itself where none does.

    `flags` are those of each piece.
    """
    if is_wrapped(pieces, flags):
        return _unwrapped(pieces)
    broken = np.flatnonzero((flags[:-1] & ENDS_WITHIN > 0) & (flags[1:] & BEGINS_WITHIN > 0)).tolist()
    if broken:
        pieces = list(pieces)
        for place in reversed(broken):
            pieces[place : place + 2] = [b" ".join(pieces[place : place + 2])]
    return pieces


def is_wrapped(pieces: Sequence[bytes], flags: np.ndarray) -> bool:
    """Whether a page is hard-wrapped: each printed line a piece."""
    at_joint = np.count_nonzero((flags[:-1] & ENDS_AT_JOINT > 0) & (flags[1:] & BEGINS_WITHIN > 0))
    return at_joint >= FEWEST and at_joint >= WRAPPED * sum(map(bool, pieces))


def _unwrapped(pieces: Sequence[bytes]) -> list[bytes]:
    """The pieces of a hard-wrapped page, of which lines that go on are put together; numbers of sheets go."""
    lengths = sorted(len(piece) for piece in pieces if piece.strip())
    width = lengths[int(0.9 * (len(lengths) - 1))]
    is_gapped = len(lengths) < GAPPED * len(pieces)
    kept, last, over_sheet, within = [], "", False, False
    for piece in pieces:
        line = piece.decode("utf-8", "replace").strip()
        if last and _SHEET.fullmatch(line):
            over_sheet = True
            continue
        if not line:
            within = False
        elif (within or (over_sheet and line[0].islower())) and _goes_on(last, line, width, is_gapped):
            kept[-1] = b" ".join((kept[-1].rstrip(), piece))
        else:
            kept.append(piece)
        if line:
            last, over_sheet, within = line, False, True
    return kept


def _goes_on(line: str, after: str, width: float, is_gapped: bool) -> bool:
    """Whether a line of a hard-wrapped page goes on in another.

    Where wider gaps part the paragraphs, what stands closely above a line in lower case goes on in it, however short.
    """
    if _ENDED.search(line) or line[0] in "#|" or _MARKED.match(after):
        return False
    word = line.rpartition(" ")[2].lower().encode()
    if after[0].islower():
        return is_gapped or word in _JOINT_WORDS or len(line) >= FULL * width
    return word in _BEFORE_NAMES or len(line) + len(after.partition(" ")[0]) >= BRIMFUL * width


def without_broken(paragraphs: str) -> str:
    """Paragraphs, of which those that part a sentence are put together."""
    return _BROKEN_PARAGRAPH.sub(_joint, paragraphs)


def _joint(blank: re.Match) -> str:
    """A space for a blank line within a sentence (after a long line that ends in a letter), else the line."""
    return " " if _BROKEN_LINE.search(blank.string[max(0, blank.start() - 60) : blank.start()]) else blank[0]
