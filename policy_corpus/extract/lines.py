"""Takes a line or a block of a policy; says what it is: text, a list item, a table's row, a heading, a rule."""

import re

from policy_corpus.extract.identity import WORD

ITEM, TEXT, CELL, HEADING = "item", "text", "cell", "heading"
RULE, UNDERLINE = "rule", "underline"  # lines that make no block
LONGEST_HEADING = 16  # words; longer "headings" in the archives are paragraphs set large

_MARKS = r"[*+\-•●○·▪■◦–—‣➢✓✔§►▶]|\\[*+\-]"
BULLET = re.compile(
    rf"(\s*)(?:{_MARKS})\s+(?=\S)|(\s*)[•●○·▪■◦‣➢✓✔►▶](?=\w)|(\s*)(?:-(?=[A-Za-z])|\*(?=[A-Za-z][^*]*$))"
)
BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<text>(?:(?!\1).)+)\1[\s:.]*$")
_NUMBERED = re.compile(
    r"(\s*)\(?((?:\d{1,2}(?:\.\d{1,2}){0,3})|[a-zA-Z]|[ivxIVX]{2,5})(?:\\?\.(?!\d)\s*\)?|\)|\\\))\s+(?=\S)"
)
_RULE = re.compile(r"\s*(?:\\?[-=*_]\s*){2,}$")
_UNDERLINE = re.compile(r"\s*(=+|-{2,})\s*$")
_HASHES = re.compile(r"\s*(#{1,6})\s+(.*)$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_ROW_RULE = re.compile(r"\s*\|?\s*:?-{2,}")
_SECTION_NUMBER = re.compile(
    r"(?:(?:section|article|part|chapter)\s+)?(\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-Z])(?:[.):]|\s*[-–—:]|(?<=\d)\s)",
    re.I,
)
_FOLLOWING = re.compile(r"\b(?:following|below|as follows)\b")


def kind_of(line: str) -> tuple[str, str, int]:
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
        return HEADING, hashes[2].rstrip().rstrip("#").rstrip(), len(hashes[1])
    if first == "|" and _ROW.match(line):
        return (RULE if _ROW_RULE.match(line) else CELL), "", 0
    if first in "\\-=*_" and _RULE.match(line):
        return RULE, "", 0
    mark = _NUMBERED.match(line) if first.isalnum() or first == "(" else BULLET.match(line)
    if mark and not BOLD_LINE.match(line):
        depth = (len(mark[0]) - len(mark[0].lstrip(" \t")) + 2) // 4 + 1
        return ITEM, bare if mark.re is _NUMBERED and depth == 1 else line[mark.end() :], depth
    return TEXT, "", 0


def parts_blocks(before: str, after: str) -> bool:
    """Whether a forced line break parts two blocks rather than a sentence."""
    return not after.lstrip("*_ [").strip()[:1].islower() and not before.rstrip(" *_").endswith(
        (",", "and", "or")
    )


def leads(text: str) -> bool:
    """Whether a list may hang on a block: it stops without ending, or says that something follows."""
    return not ends(text) or _announces(text[-120:])


def ends(text: str) -> bool:
    """Whether a text ends in a mark, whatever closes after it."""
    return text.rstrip("\"”’')]").endswith((".", "!", "?", ";", ","))


def _announces(text: str) -> bool:
    """Whether a text says that something follows."""
    text = text.lower()
    return ("follow" in text or "below" in text) and bool(_FOLLOWING.search(text))


def heading_number(text: str) -> str:
    """A heading's printed number, such as 1.1 or B; "" for none."""
    number = _SECTION_NUMBER.match(text)
    return number[1].upper() if number else ""


def is_heading(text: str, bold: bool, kind: str, depth: int) -> bool:
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


def has_words(text: str) -> bool:
    """Whether a text holds a word at all."""
    return WORD.search(text) is not None
