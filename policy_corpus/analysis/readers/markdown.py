"""Takes a Markdown or plain text as a user writes it, HTML in it included; makes its pieces."""

import re
from collections.abc import Iterator

from policy_corpus.analysis.readers.lines import pieces_of_lines
from policy_corpus.analysis.readers.pieces import Piece
from policy_corpus.analysis.readers.web import pieces_of_html

_FRONT_MATTER = re.compile(
    r"\A\s*(?:---[ \t]*\n(?:(?:(?:[\w-]+:|#|- |[ \t])[^\n]*)?\n)*?---[ \t]*(?:\n|\Z)|\+\+\+\n.*?\n\+\+\+\n)",
    re.S,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_NOTE_MARK = re.compile(r"(?<=[^\s\[])\[\^[^\]\[\s]+\](?!:)|^\[\^[^\]\[\s]+\]:\s*", re.M)
_BLOCK = (
    "address|article|aside|blockquote|center|dd|details|dialog|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|"
    "hr|li|main|nav|ol|p|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_OPENS_BLOCK = re.compile(rf"\s{{0,3}}</?({_BLOCK})\b[^<>]*>", re.I)
_WHOLE = ("dl", "ol", "script", "style", "table", "ul")  # go on over blank lines to where they are closed
_TITLED = re.compile(r"^\s{0,3}#{1,6}\s|^[^\n]+\n(?:=+|-{3,})\s*$", re.M)


def pieces_of_markdown(text: str) -> list[Piece]:
    """The pieces of a Markdown or plain text, without front matter, comments and the marks of footnotes."""
    text = _NOTE_MARK.sub("", _COMMENT.sub("", _FRONT_MATTER.sub("", text, count=1)))
    is_plain = not _TITLED.search(text)
    pieces: list[Piece] = []
    for part, is_html in _parts(text.split("\n")):
        pieces += pieces_of_html(part) if is_html else pieces_of_lines(part, is_plain)
    return pieces


def _parts(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """A text's runs of lines, each with whether it is HTML."""
    held: list[str] = []
    place = 0
    while place < len(lines):
        opens = _OPENS_BLOCK.match(lines[place])
        if not opens:
            held.append(lines[place])
            place += 1
            continue
        if held:
            yield "\n".join(held), False
            held = []
        end = _end_of_block(lines, place, opens[1].lower())
        yield "\n".join(lines[place:end]), True
        place = end
    if held:
        yield "\n".join(held), False


def _end_of_block(lines: list[str], place: int, tag: str) -> int:
    """The place after an HTML block: where a list or table is closed, else the next blank line."""
    if tag in _WHOLE and not lines[place].lstrip().startswith("</"):
        opened = 0
        for end in range(place, len(lines)):
            opened += len(re.findall(rf"<{tag}\b", lines[end], re.I)) - len(
                re.findall(rf"</{tag}\b", lines[end], re.I)
            )
            if opened <= 0:
                return end + 1
    end = place + 1
    while end < len(lines) and lines[end].strip():
        end += 1
    return end
