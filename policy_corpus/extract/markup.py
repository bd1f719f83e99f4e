"""Takes Markdown or HTML-like text; makes text without marks: links become words, entities characters.

Expressions rather than a CommonMark parser: the archives hold headings fused with links, marks typed as text and
links over several paragraphs, and a parser's pass over each paragraph costs more time than the whole build may take.
"""

import html
import re

LINK = re.compile(  # what is taken is never given back: a fifth of the time, and no text can stall it
    r"!?\[([^\[\]\\]*+(?:\\.[^\[\]\\]*+)*+)\]"
    r"\([^()\\]*+(?:(?:\\.|\([^()\\]*+(?:\\.[^()\\]*+)*+\))[^()\\]*+)*+\)"
)
_NO_SECTION = re.compile(r"<!\[(?!(?:cdata|if|else|endif)\b)", re.I)  # begins none that a page may have
_NO_CHARACTER = re.compile(r"&#\d{20,};?")  # an entity of a number that no character has
LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
_LINK_END = re.compile(r"\]\([^()\s]*(?:\s+\"[^\"]*\")?\)\[?")  # of a link that another paragraph begins
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS = re.compile(r"\*+|(?<![^\W_])_+(?=\S)|(?<=\S)_+(?![^\W_])|`+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~<$&])")
_HIDDEN = {"*": "\ue000", "_": "\ue001", "`": "\ue002"}  # what an escape keeps from being emphasis
_SHOWN = str.maketrans({hidden: mark for mark, hidden in _HIDDEN.items()})
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.M)
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
_BLANK_LINES = re.compile(r"\n\s*\n")


def plain(text: str) -> str:
    """Markdown or HTML-like text without marks: links become words, entities and escapes characters."""
    for _ in range(3):  # a picture in a link in a link is the deepest nesting seen
        text, found = LINK.subn(_link_text, text) if "](" in text else (text, 0)
        if not found:
            break
    if "](" in text:
        text = _LINK_END.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", LINE_BREAK.sub("\n", text))
    if "\\" in text:
        text = _ESCAPE.sub(lambda m: _HIDDEN.get(m[1], m[0]), text)
        text = _ESCAPE.sub(r"\1", _unstressed(text).translate(_SHOWN))
    else:
        text = _unstressed(text)
    if "&" in text:
        text = unescaped(text)
    return text


def unescaped(text: str) -> str:
    """A text with its entities as the characters that they stand for, however many digits the number of one has."""
    try:
        return html.unescape(text)
    except ValueError:  # Python turns no number of thousands of digits into one
        return html.unescape(_NO_CHARACTER.sub("\ufffd", text))


def parsable(page: str) -> str:
    """A page in HTML without what Python's parser stops at: sections of no kind, numbers of no character."""
    return _NO_CHARACTER.sub("\ufffd", _NO_SECTION.sub("&lt;![", page))


def _link_text(link: re.Match) -> str:
    """What a link says; a picture says nothing."""
    return "" if link[0][0] == "!" else link[1]


def _unstressed(text: str) -> str:
    """A text without the marks of emphasis and code."""
    if "_" in text or "`" in text:
        return _EMPHASIS.sub("", text)
    return text.replace("*", "")


def usual(paragraph: str) -> str:
    """A paragraph with usual blanks and line ends, without marks of quotation.

    A heading inside a link stands on lines of its own, and a tag that breaks a line breaks it.
    """
    if ">" in paragraph:
        paragraph = _QUOTED.sub("", paragraph)
    if not paragraph.isascii():
        for unusual, stands_for in _UNUSUAL.items():  # faster than one expression for all
            paragraph = paragraph.replace(unusual, stands_for)
    if "](" in paragraph and ("\n-" in paragraph or "\n=" in paragraph):
        for _ in range(2):
            paragraph = LINK.sub(_heading_in_link, paragraph)
    if "<" in paragraph and "|" not in paragraph:
        paragraph = LINE_BREAK.sub("  \n", paragraph)
    return paragraph


def _heading_in_link(link: re.Match) -> str:
    """A link's text on lines of its own where it is underlined, else the link."""
    return f"\n{link[1]}\n" if "\n-" in link[1] or "\n=" in link[1] else link[0]


def from_tosback(text: str) -> str:
    """TOSBack's HTML-like text with a blank line between its blocks and a mark before each list item.

    TOSBack wrote each semicolon as a full stop and a new line, in entities too.
    """
    text = _TOSBACK_ENTITY.sub(lambda m: unescaped(f"&{m[1]};") + m[2][:1].replace("\n", " "), text)
    text = _TOSBACK_ITEM.sub("\n\n* ", text)
    text = _TOSBACK_END.sub("\n\n", text)
    return _BLANK_LINES.sub("\n\n", _TOSBACK_BLOCK.sub("\n\n", text))
