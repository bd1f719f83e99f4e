"""From a document's captures to its policy in force: the texts that stood and their days, the spans of clauses."""

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

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


@dataclass(slots=True)
class Version:
    """A text in force: the place of its capture in the document, its reading, its days [start, end)."""

    capture: int
    reading: Reading
    start: int
    end: int


@dataclass(slots=True)
class Span:
    """A clause in force in [start, end), in a section; `shown` is the day it was first seen on the page."""

    row: int
    section: int
    shown: int
    start: int
    end: int


@dataclass
class History:
    """A document after cleaning; `rules` decided the statuses of its captures, in their order."""

    rules: list[Rule]
    versions: list[Version] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def clean(captures: list[Shown], tracked: list[tuple[int, int]]) -> History:
    """Judge a document's captures, in the order of the archives' history, and rebuild the policy in force.

    `tracked` are the days [start, end) on which the archives followed it, ascending. Days never run
    backwards: a capture that carries an earlier date than its predecessor counts from the predecessor's day.
    """
    for before, after in pairwise(captures):
        after.day = max(after.day, before.day)
    versions = _versions(captures, _judge(captures), tracked)
    return History([capture.rule for capture in captures], versions, _spans(captures, versions))


def _judge(captures: list[Shown]) -> list[Run]:
    """Give every capture, in the order of the archives' history, the rule of its status; the runs that stand."""
    _judge_pages(captures)
    return _without_neighbours(_without_excursions(_runs(captures)))


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


def _without_neighbours(runs: list[Run]) -> list[Run]:
    standing: list[Run] = []
    for place, run in enumerate(runs):
        rule = first_rule(NEIGHBOUR_RULES, run, standing[-1], runs[place + 1 :]) if standing else None
        if rule:
            run.decide(rule)
        else:
            standing.append(run)
    return standing


def _versions(captures: list[Shown], runs: list[Run], tracked: list[tuple[int, int]]) -> list[Version]:
    """The texts in force with their days.

    A text not seen for more than `UNSEEN` days ends when it was lost, unless it is back unchanged.
    """
    end = tracked[-1][1] if tracked else 0
    if (
        runs and captures[-1].reading is None
    ):  # the archive removed the file: the end of tracking, not that day's
        end = min(end, max(captures[-1].day, runs[-1].start + 1))
    versions = []
    for run, following in zip(runs, [*runs[1:], None], strict=True) if runs else []:
        stop = following.start if following else end
        lost = None
        for capture in captures[run.place + 1 : following.place if following else len(captures)]:
            if capture.reading is not None and capture.status not in ("broken", "other_language"):
                lost = None
            elif lost is None:
                lost = capture.day
        stop = lost if lost is not None and stop - lost > UNSEEN else stop
        stop = min([stop, *(end for _, end in tracked if end > run.start)])
        if stop > run.start:
            versions.append(Version(run.place, run.reading, run.start, stop))
    return versions


def _spans(captures: list[Shown], versions: list[Version]) -> list[Span]:
    """When each clause was in force; a clause missing for `FLICKER` days or fewer was in force throughout."""
    open_spans: dict[int, Span] = {}
    closed: dict[int, Span] = {}
    spans: list[Span] = []
    seen: deque[tuple[int, set[int]]] = deque()  # what was shown, standing or not, by day
    place = 0
    before, until, again = set(), 0, 0
    for version in versions:
        for capture in captures[place : version.capture]:
            if capture.reading is None or capture.status == "other_language":
                continue
            if capture.status != "ok" or capture.day == version.start:  # else what it shows has stood
                seen.append((capture.day, set(capture.reading.rows.tolist())))
        place = version.capture
        while seen and seen[0][0] < version.start - ANNOUNCED:
            seen.popleft()
        if until and version.start > until:  # not seen in between: what stood ends, what comes starts anew
            for span in open_spans.values():
                span.end = until
            open_spans, closed, before, again = {}, {}, set(), until
        said = set(version.reading.rows.tolist())
        for row in sorted(before - said):
            closed[row] = span = open_spans.pop(row)
            span.end = version.start
        fresh = sorted(said - before)
        sections = version.reading.sections[np.searchsorted(version.reading.rows, fresh)].tolist()
        for row, section in zip(fresh, sections, strict=True):
            last = closed.get(row)
            if last is not None and version.start - last.end <= FLICKER:
                open_spans[row] = closed.pop(row)
                continue
            gone = last.end if last else again
            shown = next((day for day, away in seen if row in away and day > gone), version.start)
            span = Span(row, section, shown, version.start, version.end)
            open_spans[row] = span
            spans.append(span)
        before, until = said, version.end
    for span in open_spans.values():
        span.end = until
    return spans
