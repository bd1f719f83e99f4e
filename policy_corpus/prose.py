"""Takes Markdown whose numbers carry marks, and values; makes the same Markdown with its numbers renewed.

A number is followed by a comment, invisible where Markdown is read, that says what it shows and in which form:

    22 %<!--= change.end.ai_training as percent -->

The expression is Python over the values' names: a notebook's variables, or the findings. Words that are computed
stand between an opening comment and their mark, and a claim that hangs on a value is followed by its condition:

    <!--(-->PayPal and X<!--= added.platform as names -->    rose<!--? change.low.ai_training > 0 -->

A mark that has just been written stands behind a question mark, which the first run replaces.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from policy_corpus.text_of_others import as_data

MARK = re.compile(
    r"<!--(?P<kind>[=?]) (?P<expression>.+?)(?: as (?P<form>[A-Za-z]+)(?P<digits>\d?))? -->", re.S
)
OPEN = "<!--(-->"
# What begins as a mark does and is none: nobody sees it, and nothing would hold the words before it to a value.
BROKEN = re.compile(r"<!--\s*[=?(].*?(?:-->|\Z)", re.S)
DOUBT = "not so here"  # what is said of a number or claim that other values do not bear out
NUMBER = r"[+-]?\d[\d,]*(?:\.\d+)?"
WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905


class Form(NamedTuple):
    """How a value is written: `write(value, digits)`, and the pattern of what it writes."""

    write: Callable[[Any, int], str]
    pattern: str


def as_text(name: str) -> str:
    """A name from an archive or a file as Markdown that shows it: no tag, mark, link, emphasis, heading or table cell.

    >>> print(as_text("X<script> | [x](y)"))
    X&lt;script> \\| \\[x\\](y)
    >>> print(as_text("# AT&T &copy; <!--= marked -->"))
    \\# AT&T &amp;copy; &lt;!--= marked -->
    """
    text = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", " ".join(as_data(name).split()))
    text = re.sub(r"&(?=#|\w+;)", "&amp;", text).replace("<", "&lt;")  # behind a \ it would still open a mark
    # What begins a line so is a heading, a quotation, or in a list.
    return re.sub(r"\A(\d*)(?=>|(?:#+|[+.)]|=+|-+)(?:\s|\Z))", r"\1\\", text)


def _names(values: Any, _: int) -> str:
    """Names in a list of words: X; PayPal and X; Microsoft, PayPal and X."""
    *others, last = [as_text(str(value)) for value in values] or ["none"]
    return f"{', '.join(others)} and {last}" if others else last


def _word(count: Any, _: int) -> str:
    """A number rounded to a whole one, up to twelve as a word; ValueError for one below zero."""
    whole = round(count)
    if whole < 0:
        raise ValueError(f"{count} is no count")
    return WORDS[whole] if whole < len(WORDS) else f"{whole:,}"


def _quarter(day: Any, _: int) -> str:
    """The quarter that a day lies in: second quarter of 2026."""
    day = pd.Timestamp(day)
    return f"{('first', 'second', 'third', 'fourth')[day.quarter - 1]} quarter of {day.year}"


# Shares are from 0 to 1. `hundredths` leaves the sign of percent to the next number, as in 10 to 15 %.
FORMS = {
    "percent": Form(lambda value, digits: f"{100 * value:.{digits}f} %", NUMBER + " %"),
    "hundredths": Form(lambda value, digits: f"{100 * value:.{digits}f}", NUMBER),
    "points": Form(lambda value, digits: f"{100 * value:+.{digits}f}", NUMBER),
    "signed": Form(lambda value, digits: f"{value:+,.{digits}f}", NUMBER),
    "number": Form(lambda value, digits: f"{value:,.{digits}f}", NUMBER),
    "year": Form(lambda day, _: f"{pd.Timestamp(day):%Y}", r"\d{4}"),
    "day": Form(lambda day, _: f"{pd.Timestamp(day):%Y-%m-%d}", r"\d{4}-\d\d-\d\d"),
    "date": Form(lambda day, _: f"{pd.Timestamp(day):%-d %B %Y}", r"\d{1,2} [A-Z][a-z]+ \d{4}"),
    "month": Form(lambda day, _: f"{pd.Timestamp(day):%B %Y}", r"[A-Z][a-z]+ \d{4}"),
    "quarter": Form(_quarter, r"[a-z]+ quarter of \d{4}"),
    "word": Form(_word, f"[a-z]+|{NUMBER}"),
    "Word": Form(lambda count, _: _word(count, 0).capitalize(), f"[A-Z][a-z]+|{NUMBER}"),
    "names": Form(_names, ""),
    "text": Form(lambda value, _: as_text(str(value)), ""),
}


class Fault(NamedTuple):
    """What is wrong with a mark: the words before it, what they should be or why not, the expression."""

    said: str
    fault: str
    expression: str

    def __str__(self) -> str:
        return f"“{self.said}” {self.fault} ({self.expression})"


def renew(markdown: str, values: Mapping[str, Any]) -> tuple[str, list[Fault]]:
    """The Markdown with every marked number as the values have it, and what could not be renewed.

    Faults are marks that are not whole or cannot be computed, marks behind nothing that has their form, and
    conditions that do not hold: a sentence to be written anew.
    """
    parts, faults = [], _broken(markdown)
    for before, mark, fault in _by_mark(markdown, values):
        parts += [before, mark]
        faults += [fault] if fault else []
    return "".join(parts), faults


def with_doubts(markdown: str, values: Mapping[str, Any]) -> str:
    """The Markdown with its numbers as the values have them, – for one without, and a doubt behind each false claim.

    >>> with_doubts("It rose<!--? rise > 0 --> by 3<!--= rise as number --> of 9<!--= n as number -->.", {"rise": -2})
    'It rose **(not so here)**<!--? rise > 0 --> by -2<!--= rise as number --> of –<!--= n as number -->.'
    """
    parts = []
    for before, mark, fault in _by_mark(markdown, values):
        if fault and mark.startswith("<!--="):
            before = _without_number(before, MARK.fullmatch(mark))
        doubt = f" **({DOUBT})**" if fault and mark.startswith("<!--?") else ""
        parts += [before, doubt, mark]
    return "".join(parts)


def _without_number(before: str, mark: re.Match) -> str:
    """The text up to a mark of a number, which ends in –."""
    pattern = FORMS.get(mark["form"] or "text", FORMS["text"]).pattern
    head, opened, _ = before.rpartition(OPEN)
    return re.sub(rf"(?:(?<![\w.,])(?:{pattern})|\?)\Z", "–", before) if pattern else f"{head}{opened}–"


def _by_mark(markdown: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Fault | None]]:
    """The text up to each mark with its end renewed, the mark, what is wrong with it; last the rest, without a mark."""
    names, done = {**values, "__builtins__": _BUILTINS}, 0
    for mark in MARK.finditer(markdown):
        before, fault = _renewed(markdown[done : mark.start()], mark, names)
        yield before, mark[0], fault
        done = mark.end()
    yield markdown[done:], "", None


def differences(markdown: str, values: Mapping[str, Any]) -> list[Fault]:
    """What in the Markdown is not as the values have it, `renew`'s faults among them."""
    renewed, faults = renew(markdown, values)
    ours, theirs = MARK.split(markdown)[::5], MARK.split(renewed)[::5]
    for mark, said, right in zip(MARK.finditer(markdown), ours, theirs, strict=False):
        if said != right:
            start = len(_common_start(said, right))
            faults.append(
                Fault(said[start:] or said[-40:], f"should read “{right[start:]}”", mark["expression"])
            )
    return faults


def count_marks(markdown: str) -> int:
    """How many numbers and conditions the Markdown marks."""
    return len(MARK.findall(markdown))


def prose_of(notebook: Path) -> dict[str, str]:
    """The Markdown cells of a notebook's file: id → source."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"}


def _broken(markdown: str) -> list[Fault]:
    """What looks like a mark and is none, and openings that no mark of words closes."""
    said = "is no mark; write <!--= VALUE as FORM -->, <!--? CONDITION --> or <!--(-->WORDS<!--= VALUE as FORM -->"
    faults, done = [], 0
    for mark in [*MARK.finditer(markdown), None]:
        before = markdown[done : mark.start() if mark else None]
        if mark and mark["kind"] == "=" and not FORMS.get(mark["form"] or "text", FORMS["number"]).pattern:
            before = "".join(before.rpartition(OPEN)[::2])
        faults += [Fault(found[0][:40], said, "broken") for found in BROKEN.finditer(before)]
        if mark:
            faults += [Fault(mark[0][:40], said, "broken")] if "<!--" in mark["expression"] else []
            done = mark.end()
    return faults


def _renewed(before: str, mark: re.Match, names: dict[str, Any]) -> tuple[str, Fault | None]:
    """The text up to a mark with its end renewed, and the fault where that cannot be done."""
    expression, said = mark["expression"], before[-40:].splitlines()[-1] if before else ""
    try:
        value = eval(expression, names)  # of the repository's own text, as a notebook's cells are
        if mark["kind"] == "?":
            if str(value) not in ("True", "False"):
                raise TypeError(f"{value!r} is neither true nor false")
            return before, None if value else Fault(said, "no longer holds", expression)
        if pd.api.types.is_scalar(value) and pd.isna(value):
            return before, Fault(said, "has no value", expression)
        form = FORMS[mark["form"] or "text"]
        new = form.write(value, int(mark["digits"] or 0))
        if form.pattern and not re.fullmatch(form.pattern, new):
            return before, Fault(said, f"has no value to be written: {new}", expression)
    except Exception as error:  # whatever an expression may raise is told by its mark
        return before, Fault(said, f"cannot be computed: {type(error).__name__}: {error}", expression)
    if not form.pattern:
        head, opened, _ = before.rpartition(OPEN)
        old = head + opened if opened else None
    else:
        found = re.search(rf"(?:(?<![\w.,])(?:{form.pattern})|\?)\Z", before)
        old = before[: found.start()] if found else None
    if old is None:
        return before, Fault(said, f"does not end in what “{mark['form']}” writes, as {new}", expression)
    return old + new, None


_BUILTINS = {
    call.__name__: call
    for call in (
        abs,
        all,
        any,
        dict,
        float,
        int,
        len,
        list,
        max,
        min,
        round,
        set,
        sorted,
        str,
        sum,
        tuple,
        zip,
    )
}


def _common_start(one: str, other: str) -> str:
    """What two texts begin with alike, up to the last whole word."""
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[: one.rfind(" ", 0, same) + 1]
