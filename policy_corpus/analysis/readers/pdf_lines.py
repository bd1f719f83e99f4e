"""Takes a PDF; makes its printed lines, each with its sheet, place, size and weight."""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from policy_corpus.errors import CorpusError

GAP = 1.6  # times the size of the text; a wider gap parts two cells of a row
NO_BLANK = 0.35  # the same, where blanks are set as letters and none stands there
CELLS = 0.9  # the same, where the next line has such a gap, or a cell, that ends at the same place
NEXT = 3  # times the size of the text, within which a line is the next
SPACED = 0.05  # share of blanks among the letters of a sheet, from which all blanks are set as letters
BLANK = 0.18  # times the size of the text; a wider gap between two letters is a blank
_BOLD = re.compile(r"bold|black|heavy|semibd|demi|cmbx|sfbx|-bd", re.I)
_BOLD_WEIGHT = 600
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\xa0": " ",
        "\x02": "-",
        "\xad": "-",
    }
)


class Line(NamedTuple):
    """A printed line or a cell of one: its sheet, its place from the top left and its size in points, its weight.

    `words` is where its second word begins: of an item, what its mark stands before.
    """

    sheet: int
    top: float  # of its baseline
    left: float
    right: float
    size: float
    bold: bool
    text: str
    words: float = 0


class _Letter(NamedTuple):
    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


def lines_of_pdf(content: bytes, name: str) -> tuple[list[Line], list[float]]:
    """The lines of a PDF in the order in which it sets them, and the heights of its sheets in points.

    CorpusError where the file is damaged or locked.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise CorpusError(f"{name}: is locked by a password; unlock it first") from None
        raise CorpusError(f"{name}: its PDF is damaged ({error}); save it anew, or give its text") from None
    lines: list[Line] = []
    heights: list[float] = []
    try:
        for sheet in range(len(document)):
            page = document[sheet]
            heights.append(page.get_height())
            lines += _lines(_letters(page), sheet, heights[-1])
    except pypdfium2.PdfiumError as error:
        raise CorpusError(f"{name}: its PDF is damaged ({error}); save it anew, or give its text") from None
    finally:
        document.close()
    return lines, heights


def _letters(page: pypdfium2.PdfPage) -> list[_Letter]:
    """The letters of a page in the order in which it sets them; blanks that the PDF makes up are left out."""
    whole = page.get_textpage()  # held: its letters go with it
    text = whole.raw
    count = pdfium.FPDFText_CountChars(text)
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    matrix, name, flags = pdfium.FS_MATRIX(), ctypes.create_string_buffer(200), ctypes.c_int()
    letters: list[_Letter] = []
    origin = None
    for i in range(count):
        letter = chr(pdfium.FPDFText_GetUnicode(text, i))
        if letter in "\r\n" or letter == "\0" or (pdfium.FPDFText_IsGenerated(text, i) and letter == " "):
            continue
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        if not pdfium.FPDFText_GetCharBox(text, i, left, right, bottom, top):
            continue
        size = pdfium.FPDFText_GetFontSize(text, i)
        if pdfium.FPDFText_GetMatrix(text, i, matrix):
            size *= abs(matrix.d) or abs(matrix.b)
        pdfium.FPDFText_GetFontInfo(text, i, name, 200, flags)
        weight = pdfium.FPDFText_GetFontWeight(text, i)
        bold = bool(_BOLD.search(name.value.decode("ascii", "replace"))) or weight >= _BOLD_WEIGHT
        origin, last = (x.value, y.value), origin
        if letters and letter != " " and origin == last:  # one sign for two letters: a ligature
            whole_sign = letters[-1].text + letter
            letters[-1] = letters[-1]._replace(text=whole_sign, right=max(letters[-1].right, right.value))
            continue
        letters.append(_Letter(letter, min(left.value, x.value), right.value, y.value, size, bold))
    return letters


def _lines(letters: list[_Letter], sheet: int, height: float) -> list[Line]:
    """The lines that letters make: a new one begins where the next letter stands elsewhere."""
    runs: list[list[_Letter]] = []
    is_spaced = sum(letter.text == " " for letter in letters) > SPACED * len(letters)
    for letter in letters:
        if runs and _goes_on(runs[-1][-1], letter, is_spaced):
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return [line for run in _in_cells(runs) for line in _line(run, sheet, height)]


def _in_cells(runs: list[list[_Letter]]) -> list[list[_Letter]]:
    """The runs, parted where a gap ends at the place where one of the next line does, or a cell of it begins."""
    gaps = [list(_gaps(run)) for run in runs]
    rows = Counter(round(run[0].base) for run in runs)
    places = [(run[at].left, run[0].base) for run, own in zip(runs, gaps, strict=True) for at in own]
    places += [(run[0].left, run[0].base) for run in runs if places and rows[round(run[0].base)] > 1]
    parted = []
    for run, own in zip(runs, gaps, strict=True):
        ends = [0, *(at for at in own if _is_shared(run[at], places)), len(run)]
        parted += [run[a:b] for a, b in pairwise(ends)]
    return parted


def _gaps(run: Sequence[_Letter]) -> Iterator[int]:
    """Where the letters stand in a run before which a gap is wide enough to part cells."""
    last = None
    for at, letter in enumerate(run):
        if letter.text.strip():
            if last is not None and letter.left - last.right > CELLS * letter.size:
                yield at
            last = letter


def _is_shared(letter: _Letter, places: Sequence[tuple[float, float]]) -> bool:
    """Whether one of the places (left, base) is the letter's, but on the next line."""
    return any(
        abs(left - letter.left) < 1 and 0.5 * letter.size < abs(base - letter.base) < NEXT * letter.size
        for left, base in places
    )


def _goes_on(letter: _Letter, after: _Letter, is_spaced: bool) -> bool:
    """Whether a letter stands on the line and in the cell of the one before; blanks are letters `is_spaced`."""
    size = max(letter.size, after.size, 1)
    widest = NO_BLANK if is_spaced and letter.text != " " else GAP
    return (
        abs(letter.base - after.base) < 0.5 * size and -0.6 * size < after.left - letter.right < widest * size
    )


def _line(run: list[_Letter], sheet: int, height: float) -> list[Line]:
    """The line of a run of letters; none where they are blanks."""
    text, last, second = "", None, 0.0
    for letter in run:
        words = letter.text.translate(_LIGATURES)
        if not text.strip() and unicodedata.category(words[0]) == "Cc":
            words = "•"  # a sign of a font of its own, which has no letter
        gap = last is not None and letter.left - last.right > BLANK * letter.size
        text += f" {words}" if gap and not text.endswith(" ") and words != " " else words
        second = second or (letter.left if " " in text.strip() else 0.0)
        if words.strip():
            last = letter
    text = " ".join(text.split())
    seen = [letter for letter in run if letter.text.strip()]
    if not text:
        return []
    size = max(round(letter.size, 1) for letter in seen)
    heavy = sum(letter.bold for letter in seen) > 0.9 * len(seen)
    place = height - seen[0].base, seen[0].left, seen[-1].right
    return [Line(sheet, *place, size, heavy, text, second or seen[0].left)]
