"""From a policy's text to the date it gives itself; days as numbers."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from policy_corpus.extract.markup import plain

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(20[0-3]\d|199\d)(?!\d)"
# Lower-cased lines. Each pattern's groups, in the order that the name says.
_DATES = {
    "mdy": re.compile(rf"(?<![a-z]){_MONTH},?[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?[\s,，-]+{_YEAR}"),
    "dmy": re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH}[\s,-]+{_YEAR}"),
    "ymd": re.compile(r"(?<!\d)(20[0-3]\d)[-/.](\d{1,2})[-/.](\d{1,2})(?![\d-])"),
    "???": re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(20[0-3]\d)(?!\d)"),
}
_A_YEAR = re.compile(_YEAR)
# What stands beside a date by which a policy dates itself, and what makes it the date of something else.
_DATED = re.compile(
    r"(?<![a-z])(?:effective|(?:in|into|takes?|took) (?:effect|force)|applie[sd] (?:from|beginning|as of|since)"
    r"|(?:last|latest) changes?|updated?|modified|revised|revision|changed|amended|posted|published|version|dated"
    r"|reviewed|formulated)(?![a-z])|(?<![a-z])updated"
)
_NOT_ITS_OWN = re.compile(
    r"(?:updating|upcoming|what.s coming|will (?:update|change|be (?:updat|chang))|(?:updated|new|revised) +version +of"
    r"|(?:until|before|prior to|previous version)"
    r"[^.]{0,12}$|\b(?:act|law|gdpr|ccpa|cpra|lgpd|regulation|directive|council|shield|framework|clauses)\b[^.]{0,60}$)"
)
_BESIDE = re.compile(r"\W*(?:is |was |- )?(?:the )?(?:effective|last updated|version|revised|updated|update)")
# After it: "effective from … until …", a text of the past; "…: added", a line of a log; "effective …, the act …".
_PAST = re.compile(
    r",? (?:until|to|through) |:[\s_*]*[a-z]|[^.]{0,50}\b(?:act|law|gdpr|ccpa|cpra|lgpd|regulation|directive)\b"
)
_COMMENT = re.compile(r"[^\w\[(]*(?://|/\*)")  # a line of a script that was taken for text
# Rows of a table of versions: a number, then a day; or a day, then what was revised.
_VERSION_ROW = re.compile(
    rb"\|[ *]*[vV]?\d{1,2}(?:\.\d{1,2})*\.?[ *]*\|.*(?:199|20[0-3])\d"
    rb"|\|[^|]{0,20}(?:199|20[0-3])\d[^|]{0,10}\|.*(?:evis|pdat|mend|Article|ection)"
)
_NEAR = 250  # letters within which a second date belongs with the first: "effective …", "last updated …"
# The head of a line that gives a date.
_GIVING = rb"?(?:ffective|pdated|evised|odified|PDATED|FFECTIVE)"
_TITLED = re.compile(rb"[^(]{0,15}" + _GIVING)
_SAID = re.compile(rb"[^(]{0,60}" + _GIVING)  # "This cookie policy was last updated on…" as well
_SHORT = 120  # bytes of a line that does no more than that


def ordinal(day: str) -> int:
    """The number of days from 0001-01-01 to an ISO day."""
    return date.fromisoformat(day).toordinal()


def stated_date(content: bytes) -> str:
    """The date a policy gives itself (ISO 8601), "" where it gives none or none that is whole and plain.

    Near its top, else near its end, else where a line begins with it. Of dates that stand together, such as a
    day of effect and one of the last update, the later; a table of its versions may have a still later one.
    04/05/2020 is a day in May or in April: "".
    """
    top, end = (part.decode("utf-8", "replace") for part in (content[:5000], content[-4500:]))
    found = _dated(top[:4000], True) or _dated(end[-3500:], False) or next(_titles(content, _TITLED), "")
    return max(found, _of_versions(content)).strip("?")


def latest_date(content: bytes) -> str:
    """The latest date that a page gives in a short line about that (ISO 8601), "" for none.

    Later than the policy's own where another text on the page has a date of its own.
    """
    return max(_titles(content, _SAID), default="").strip("?")


@lru_cache(maxsize=2000)
def _dated(part: str, top: bool) -> str:
    first, latest, place, before, alone = None, "", 0, "", ""
    for line in part.lower().split("\n"):
        if _COMMENT.match(line):
            continue
        short = top and place < 1500 and len(line) < 60
        if ("20" in line or "199" in line) and (short or _DATED.search(f"{before[-80:]} {line}")):
            text = plain(line).replace("updated", "updated ")  # a mark between them may be lost
            for start, stop, day in _dates_in(text):
                if _is_its_own(before, text, start, stop):
                    first = place + start if first is None else first
                    if place + start - first <= _NEAR:
                        latest = max(latest, day)
                elif short and len(text.strip(" *_#|-.:")) == stop - start:
                    alone = alone or day
        place += len(line) + 1
        if first is not None and place - first > _NEAR:
            break
        before = line if line.strip() else before
    return latest or alone


def _is_its_own(before: str, line: str, start: int, stop: int) -> bool:
    """Whether the words beside a date say that it is the policy's own."""
    if line.startswith("|"):  # a table of versions
        return False
    lead = line[max(0, start - 110) : start]
    if start < 12 and len(before.strip()) <= 60:
        lead = f"{before.strip()} {lead}"
    own = _DATED.search(lead) or _BESIDE.match(line[stop : stop + 40])
    return bool(own) and not _NOT_ITS_OWN.search(lead) and not _PAST.match(line, stop)


def _dates_in(line: str) -> list[tuple[int, int, str]]:
    """The whole dates of a line, lower case: where each starts and stops, and the day (ISO 8601, or ?)."""
    found = []
    if not _A_YEAR.search(line):
        return found
    for order, pattern in _DATES.items():
        for match in pattern.finditer(line):
            one, *middle, three = match.groups()
            two = middle[-1]
            if order == "???":
                day = _in_numbers(int(one), middle[0], int(two), int(three))
            else:
                year, month, number = (one, two, three) if order == "ymd" else (three, one, two)
                if order == "dmy":
                    month, number = two, one
                month = int(month) if month.isdigit() else _MONTHS.index(month) + 1
                day = _day(int(year), month, int(number))
            if day:
                found.append((match.start(), match.end(), day))
    return sorted(found)


def _in_numbers(one: int, mark: str, two: int, year: int) -> str:
    """A date in numbers where one order alone makes sense: a day beyond 12, day and month alike, dots; else ?."""
    if two > 12 or one == two:
        return _day(year, one, two)
    return _day(year, two, one) if one > 12 or mark == "." else "?"


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _titles(content: bytes, pattern: re.Pattern) -> Iterator[str]:
    """The dates of the short lines that give one as the pattern says, anywhere: of a policy among other texts."""
    for line in content.split(b"\n")[1:]:
        if len(line) <= _SHORT and (found := _given(line, pattern)):
            yield found


@lru_cache(maxsize=20_000)  # most lines of a policy are those of its version before
def _given(line: bytes, pattern: re.Pattern) -> str:
    return _dated(line.decode("utf-8", "replace"), False) if pattern.match(line) else ""


def _of_versions(content: bytes) -> str:
    """The latest date in a table of versions, "" where it has not two of them."""
    lines = content.split(b"\n") if b"\n|" in content else ()
    rows = [line for line in lines if line.startswith(b"|") and _VERSION_ROW.match(line)]
    rows = [row.decode("utf-8", "replace").lower() for row in rows]
    found = [next((day for *_, day in _dates_in(plain(row))), "") for row in rows]
    return max(found) if sum(map(bool, found)) > 1 else ""
