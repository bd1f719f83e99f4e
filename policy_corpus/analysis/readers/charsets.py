"""Takes the bytes of a text; makes the text, by the character set that they declare, or else as UTF-8."""

import codecs
import re

from policy_corpus.errors import CorpusError

MARKS = {  # at the beginning of a text, that tell its character set; the longer ones first
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What pages call latin-1 holds the curly quotes and dashes of windows-1252: browsers read it as that.
READ_AS = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
}
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]+)"
    rb"|-\*-.{0,40}coding[:=]\s*([\w.-]+)",
    re.I,
)


def decoded(content: bytes, name: str, charset: str = "") -> str:
    """The text of bytes, with line ends as on Unix; `charset` is what was declared with them, "" for nothing.

    CorpusError naming the mend where they hold no text, or are neither UTF-8 nor what they declare.
    """
    mark = next((mark for mark in MARKS if content.startswith(mark)), None)
    declared = MARKS[mark] if mark else charset or _declared_in(content)
    try:
        codec = codecs.lookup(READ_AS.get(declared.lower(), declared) or "utf-8").name
    except LookupError:
        codec = "utf-8"
    if codec.startswith("utf-16") and b"\0" not in content:
        codec = "utf-8"  # a page that can be read so far as to declare UTF-16 is not in it
    if b"\0" in content and not codec.startswith(("utf-16", "utf-32")):
        raise CorpusError(f"{name}: is no text; save it as text in UTF-8")
    for attempt in dict.fromkeys((codec, "utf-8")):
        try:
            return content.decode(attempt).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        except (LookupError, UnicodeError) as error:  # the first of a codec that makes no text, such as rot13
            place = getattr(error, "start", 0)
    said = f"is not UTF-8 (byte {place})" + (f", nor the {declared} it declares" if declared else "")
    raise CorpusError(f"{name}: {said}; save it as UTF-8, or declare its character set")


def _declared_in(content: bytes) -> str:
    """The character set that a page names in its first lines; "" where it names none."""
    found = _DECLARED.search(content[:2048])
    return next(filter(None, found.groups())).decode("ascii", "replace") if found else ""
