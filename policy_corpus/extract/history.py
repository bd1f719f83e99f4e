"""From a document's captures to its policy in force: the texts that stood and their days, the spans of clauses."""

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from policy_corpus.extract.alternation import breaks, without_other_regions
from policy_corpus.extract.joined_pages import numbered_pages
from policy_corpus.extract.parts import with_parts
from policy_corpus.extract.quality import (
    ANNOUNCED,
    EXCURSION_RULES,
    FLICKER,
    NEIGHBOUR_RULES,
    PAGE_RULES,
    UNSEEN,
    Page,
    Rule,
    Run,
    Shown,
    first_rule,
    in_force,
    returns_to,
)
from policy_corpus.extract.reading import Reading

UNSEEING = ("broken", "other_language", "other_region")  # statuses of captures that do not show the policy


@dataclass(slots=True)
class Version:
    """A text in force: the place of its capture in the document, its reading, its days [start, end).

    `opens` tells how it begins: "first" of the document; it "follows" on the one before; after a "gap", days on
    which no text is known to be in force; or at a "break", from which the archives show another region's
    text, with or without such days between: what differs from the one before is then neither gained nor lost.
    `hidden` are rows of the one before that the capture lacks though they are in force.
    """

    capture: int
    reading: Reading
    start: int
    end: int
    opens: str
    hidden: frozenset[int] = frozenset()

    @property
    def said(self) -> set[int]:
        """The rows in force."""
        return {*self.reading.rows.tolist(), *self.hidden}


@dataclass(slots=True)
class Span:
    """A clause in force in [start, end), in a section; `shown` is the day it was first seen on the page.

    `joined` is the number of the page on which it stands, where the archive joined it to the policy's own, else 0.
    """

    row: int
    section: int
    shown: int
    start: int
    end: int
    joined: int = 0


@dataclass
class History:
    """A document after cleaning; `rules` decided the statuses of its captures, in their order."""

    rules: list[Rule]
    versions: list[Version] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def clean(
    captures: list[Shown], tracked: list[tuple[int, int]], jurisdiction: str = "unspecified"
) -> History:
    """Judge a document's captures, in the order of the archives' history, and rebuild the policy in force.

    `tracked` are the days [start, end) on which the archives followed it, ascending; `jurisdiction` is that of
    documents.csv. Days never run backwards: a capture that carries an earlier date than its predecessor counts
    from the predecessor's day.
    """
    for before, after in pairwise(captures):
        after.day = max(after.day, before.day)
    end = tracked[-1][1] if tracked else 0
    runs = _judge(captures, jurisdiction, end)
    versions = _versions(captures, runs, breaks(runs, jurisdiction), tracked)
    spans = _spans(captures, versions)
    pages = numbered_pages(capture.reading.beside for capture in captures if capture.reading is not None)
    for span in spans if pages else ():
        span.joined = pages.get(span.row, 0)
    return History([capture.rule for capture in captures], versions, spans)


def _judge(captures: list[Shown], jurisdiction: str, end: int) -> list[Run]:
    """Give every capture, in the order of the archives' history, the rule of its status; the runs that stand."""
    _judge_pages(captures)
    runs = without_other_regions(_runs(captures), jurisdiction, end)
    return with_parts(_without_several(_without_excursions(runs)))


def _judge_pages(captures: list[Shown]) -> None:
    """Decide what needs no look at the texts around, and which part of each capture may stand."""
    before = None
    for place, capture in enumerate(captures):
        page = Page(captures, place, before)
        capture.rule = first_rule(PAGE_RULES, page)
        if capture.status == "doubled":
            capture.stands = in_force(page)
        elif capture.status == "ok":
            capture.stands = capture.reading
        if capture.stands is not None:
            before = capture.stands


def _runs(captures: list[Shown]) -> list[Run]:
    """The captures of which something may stand, in runs of equal clauses."""
    runs: list[Run] = []
    known: dict[bytes, frozenset[int]] = {}
    for place, capture in enumerate(captures):
        if capture.stands is None:
            continue
        clause_set = capture.stands.clause_set
        if clause_set not in known:
            known[clause_set] = frozenset(capture.stands.rows.tolist())
        said = known[clause_set]
        if runs and runs[-1].said is said:
            runs[-1].captures.append(capture)
        else:
            runs.append(Run(capture.stands, capture.day, said, [capture], place))
    return runs


def _without_excursions(runs: list[Run]) -> list[Run]:
    """The runs without those soon left again for the text before them, the same words or nearly so."""
    standing: list[Run] = []
    for now in runs:
        place = returns_to(standing, now)
        if place is not None:
            before = standing[place]
            for away in standing[place + 1 :]:
                away.decide(first_rule(EXCURSION_RULES, away, before))
            del standing[place + 1 :]
        if standing and standing[-1].said is now.said:
            now.decide(first_rule(EXCURSION_RULES, now, standing[-1]))
        else:
            standing.append(now)
    return standing


def _without_several(runs: list[Run]) -> list[Run]:
    """The runs without those that the texts around them show to hold more than one document."""
    standing: list[Run] = []
    for place, run in enumerate(runs):
        rule = first_rule(NEIGHBOUR_RULES, run, standing[-1], runs[place + 1 :]) if standing else None
        if rule:
            run.decide(rule)
        else:
            standing.append(run)
    return standing


def _versions(
    captures: list[Shown], runs: list[Run], broken_at: set[int], tracked: list[tuple[int, int]]
) -> list[Version]:
    """The texts in force with their days; `broken_at` are the places of runs at which the series breaks.

    A text not seen for more than `UNSEEN` days ends when it was lost, unless it is back unchanged.
    """
    end = tracked[-1][1] if tracked else 0
    # Where the archive removed the file, the end is that of tracking, not that day's.
    if runs and captures[-1].reading is None:
        end = min(end, max(captures[-1].day, runs[-1].start + 1))
    versions, breaks_off = [], False
    for place, (run, following) in enumerate(zip(runs, [*runs[1:], None], strict=True) if runs else []):
        breaks_off |= place in broken_at
        stop = following.start if following else end
        lost = None
        for capture in captures[run.place + 1 : following.place if following else len(captures)]:
            if capture.reading is not None and capture.status not in UNSEEING:
                lost = None
            elif lost is None:
                lost = capture.day
        stop = lost if lost is not None and stop - lost > UNSEEN else stop
        stop = min([stop, *(end for _, end in tracked if end > run.start)])
        if stop > run.start:
            opens = _opens(versions, run.start, breaks_off)
            hidden = run.hidden & versions[-1].said if opens == "follows" and run.hidden else frozenset()
            versions.append(Version(run.place, run.reading, run.start, stop, opens, hidden))
            breaks_off = False
    return versions


def _opens(versions: list[Version], start: int, breaks_off: bool) -> str:
    """How a text that starts on a day begins, by the versions before it and by whether the series breaks there."""
    if not versions:
        return "first"
    if breaks_off:
        return "break"
    return "follows" if versions[-1].end == start else "gap"


def _spans(captures: list[Shown], versions: list[Version]) -> list[Span]:
    """When each clause was in force, from the versions and from what was shown between them."""
    found, place = _Spans(), 0
    for version in versions:
        found.see(captures[place : version.capture], version.start)
        found.follow(version)
        place = version.capture
    return found.ended()


class _Spans:
    """Spans of clauses, told of a document's versions one by one.

    A clause missing for `FLICKER` days or fewer was in force throughout.
    """

    def __init__(self):
        self._spans: list[Span] = []
        self._open: dict[int, Span] = {}  # by row
        self._closed: dict[int, Span] = {}
        self._seen: deque[tuple[int, set[int]]] = deque()  # what was shown, standing or not, by day
        self._said: set[int] = set()  # by the last version
        self._until = 0  # the end of the last version
        self._again = 0  # the day after which the policy was lost sight of

    def see(self, captures: list[Shown], start: int) -> None:
        """Take in the captures before the version that starts on a day: what they show may announce it."""
        for capture in captures:
            if capture.reading is None or capture.status in ("other_language", "other_region"):
                continue
            if capture.status != "ok" or capture.day == start:  # else what it shows has stood
                self._seen.append((capture.day, set(capture.reading.rows.tolist())))
        while self._seen and self._seen[0][0] < start - ANNOUNCED:
            self._seen.popleft()

    def follow(self, version: Version) -> None:
        """Close the spans of clauses that a version lacks, and open those of clauses that are new in it."""
        if version.opens in ("gap", "break"):  # what stood ends, all starts anew
            self._end_open()
            self._open, self._closed, self._said, self._again = {}, {}, set(), self._until
        said = version.said
        for row in sorted(self._said - said):
            self._closed[row] = span = self._open.pop(row)
            span.end = version.start
        fresh = sorted(said - self._said)
        sections = version.reading.sections[np.searchsorted(version.reading.rows, fresh)].tolist()
        for row, section in zip(fresh, sections, strict=True):
            self._open_span(row, section, version)
        self._said, self._until = said, version.end

    def ended(self) -> list[Span]:
        """All spans; those still open end with the last version."""
        self._end_open()
        return self._spans

    def _open_span(self, row: int, section: int, version: Version) -> None:
        last = self._closed.get(row)
        if last is not None and version.start - last.end <= FLICKER:
            self._open[row] = self._closed.pop(row)
            return
        gone = last.end if last else self._again
        shown = next((day for day, rows in self._seen if row in rows and day > gone), version.start)
        self._open[row] = span = Span(row, section, shown, version.start, version.end)
        self._spans.append(span)

    def _end_open(self) -> None:
        for span in self._open.values():
            span.end = self._until
