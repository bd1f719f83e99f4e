"""Takes clauses as they stand; makes lines of plain bytes in which the lexicon's patterns can be looked for.

In these lines a word is lower case between blanks, a full stop ends a sentence, and `|` parts blocks.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST = 8_000  # characters of a clause that are read: longer ones are pages that were never cut
LINE_START = 3  # bytes that stand before the text of a line
LINE_END = 2  # bytes that stand after it
SENTENCE_ENDS = re.compile(rb"[.?!|]")  # in a line

_LINK_TARGET = re.compile(r"\]\([^)\s]*\)?")
_ATTRIBUTES = r"\b(?:\s+[\w-]+=[^<>]{0,300})?\s*/?>?"
_TAG = re.compile(r"</?(?:br|p|li|ul|ol|tr|td|th|div|table|h[1-6])" + _ATTRIBUTES, re.I)
_INLINE_TAG = re.compile(r"</?(?:strong|b|i|u|em|a|span|sup)" + _ATTRIBUTES, re.I)
_QUOTE = re.compile("[‘’‛ʼ´]")
_DASH = re.compile("[‐‑‒–—―−“”„«»•·●▪◦‣⁃\u00a0\u2028\u2029]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# a full stop that ends no sentence: before a comma, within an address or a number, in and after a short form
_DOT = re.compile(
    r"\.(?:(?=\s*,)|(?=(?:com|org|net|ai|io|eu|[0-9]+)\b)|(?<=\be\.)(?=g\.)|(?<=\bi\.)(?=e\.)|(?<=\bu\.)(?=s\.)"
    r"|(?:(?<=\be\.g\.)|(?<=\bi\.e\.)|(?<=\bu\.s\.)|(?<=\b(?:etc|inc|ltd|art|sec)\.)|(?<=\b(?:cf|vs|no|ex)\.)|(?<=\bcorp\.))"
    r"(?!\s*$))",
    re.I,
)
# no head in front of a sentence, as "Faces. We ..." has one: a word of these makes a sentence of it
_NO_HEAD = frozenset(
    "we you i it this these is are was were may can will do does not to see learn read".split()  # noqa: SIM905
)
_LONGEST_HEAD = 5  # words
# "How we use your data" over a clause says what is done, where at the head of a sentence it points to a page
_QUESTION = re.compile(r"^(?:\W*\b(?:how|why|when|what|and|please|see)\b)+", re.I)
_SENTENCE_END = re.compile(r"[.?!|]\s")
_KEPT = ".,;:?!|()'"
_BYTES = bytes(
    ord(chr(b).lower()) if chr(b).isalnum() or chr(b) in _KEPT else 10 if b == 10 else 32 for b in range(128)
) + bytes(range(128, 256))


def plain_line(text: str) -> str:
    """The text on one line, without links' targets, tags and the typography that would hide a word."""
    text = text[:LONGEST]
    if "](" in text:
        text = _LINK_TARGET.sub("] ", text)
    if "<" in text:
        text = _INLINE_TAG.sub(" ", _TAG.sub(" | ", text))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("…", " ").casefold())
        text = _UNSEEN.sub("", _DASH.sub(" ", _QUOTE.sub("'", text)))
    return text.replace("\n", " ") if "\n" in text else text


def encoded(texts: Iterable[str]) -> bytes:
    """One line per text, each between blanks, lower case, with only words and the marks .,;:?!|()'."""
    return ("|  " + " \n|  ".join(texts) + " \n").encode("utf-8", "replace").translate(_BYTES)


def encoded_length(text: str) -> int:
    """How many bytes of a line a plain text takes."""
    return len(text.encode("utf-8", "replace"))


def plain_sentences(text: str) -> str:
    """The text as a plain line whose full stops end sentences: none within an address or a short form.

    Nor behind a head: "Faces. We ..." becomes "Faces: We ...".
    """
    text = plain_line(text)
    head, stop, rest = text[:100].partition(".")
    if stop and len(head) > 2 and rest.lstrip()[:1].isalpha():
        words = head.lower().split()
        if 0 < len(words) <= _LONGEST_HEAD and _NO_HEAD.isdisjoint(words):
            text = f"{head}: {text[len(head) + 1 :].lstrip()}"
    return _DOT.sub("", text)


@lru_cache(maxsize=4096)
def plain_lead_in(lead_in: str) -> str:
    """The last sentence of a lead-in, plain, with no mark that would part it from its item."""
    text = _QUESTION.sub("", plain_sentences(lead_in or "").strip().rstrip(".:;!? "))
    return _SENTENCE_END.split(text)[-1] + " : " if text else ""
