"""Takes a Markdown or plain text as a user writes it; makes a warning where its layout leaves doubt.

Where no blank line and no mark tells, a short line may be a heading, an item or the end of a sentence.
"""

from itertools import pairwise

from policy_corpus.analysis.readers.pieces import bare, is_shouted, is_title, marked
from policy_corpus.extract.lines import TEXT, kind_of

NAMED = 5  # lines that a warning names
SHORT_OF = 0.7  # of the widest line; a line that goes further may be broken for its width


def layout_doubt(text: str) -> str:
    """A warning that names the lines whose place is in doubt; "" where none is."""
    lines = text.split("\n")
    widest = max(map(len, lines))
    doubtful = [
        place + 1
        for place, (line, after) in enumerate(pairwise(lines))
        if _is_bare_title(line)
        and not _is_markup(line)
        and not _is_markup(after)
        and len(line) < SHORT_OF * widest
        and after.strip()
        and bare(after)[:1].isupper()
        and kind_of(after)[0] == TEXT
        and not is_shouted(after)
    ]
    if not doubtful:
        return ""
    named = ", ".join(map(str, doubtful[:NAMED])) + (", …" if len(doubtful) > NAMED else "")
    return (
        f"Its layout leaves doubt: nothing tells whether line {named} is a heading, an item or part of a sentence, and "
        "what follows may hang on the wrong one. Put a blank line between paragraphs, # before headings and * before "
        "items."
    )


def _is_markup(line: str) -> bool:
    """Whether a line opens or closes an element of HTML, or has cells that tabs part."""
    return line.lstrip().startswith("<") or "\t" in line.strip()


def _is_bare_title(line: str) -> bool:
    """Whether a line is short and open as a heading is, and has no mark that makes it one."""
    return (
        kind_of(line)[0] == TEXT
        and marked(line).kind == TEXT
        and "|" not in line
        and is_title(line)
        and not is_shouted(line)
    )
