"""From a document's captures to the policy in force: which captures stand, and what they say from when to when.

Every capture gets one status:

    ok              stands; its words may or may not differ from those of the capture before
    technical       recorded by a change of the archive's own reading, not of the policy; set aside
    other_language  not English; set aside
    broken          empty, an error page, a menu or wall, or a page that misses much of what stands before and after
    doubled         two policies on one page: the one in force stands, the coming one only counts as shown;
                    or several documents at once
    return          flicker: text that gave way within `FLICKER` days to the very text before it, or that very return
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import date

from policy_corpus.reading import Reading, jaccard

STATUSES = ("ok", "technical", "other_language", "broken", "doubled", "return")
FLICKER = 60  # days within which a text, or a clause, that goes and comes back was never gone
UNSEEN = 180  # days without a standing capture after which the policy in force is not known
ANNOUNCED = 180  # days before it stands that a clause's first showing is looked for
FEWEST_WORDS = 60  # below which a page's language says nothing
FEWEST_SIGNALS = 4  # clauses that speak as policies do, below which a page is no policy
SIMILAR, UNLIKE = 0.85, 0.7  # Jaccard similarity of the clauses around, and across, a short excursion
MUCH_SHORTER, MUCH_LONGER = 0.75, 1.35  # in words, against the text that stands before and after


@dataclass(slots=True)
class Shown:
    """One capture of a document: its day, and what it reads (None where tracking ended)."""

    day: int
    technical: bool
    reading: Reading | None
    status: str = ""
    stands: Reading | None = None  # the part of the reading that stands


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
    """A document after cleaning; the statuses are in the order of its captures."""

    statuses: list[str]
    versions: list[Version] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def clean(captures: list[Shown], tracked: list[tuple[int, int]]) -> History:
    """Judge a document's captures, in the order of the archives' history, and rebuild the policy in force.

    `tracked` are the days [start, end) on which the archives followed it, ascending. Days never run backwards: a
    capture that carries an earlier date than its predecessor counts from the predecessor's day.
    """
    for before, after in zip(captures, captures[1:], strict=False):
        after.day = max(after.day, before.day)
    _judge_alone(captures)
    runs = _without_announcements(_without_flicker(_runs(captures)))
    versions = _versions(captures, runs, tracked)
    return History([capture.status for capture in captures], versions, _spans(captures, versions))


def _judge_alone(captures: list[Shown]) -> None:
    """Statuses that need no look ahead, and the part of each capture that may stand."""
    before = None  # the reading that stands
    stated = ""
    for capture in captures:
        reading = capture.reading
        if reading is None:
            capture.status = "ok"
        elif reading.language not in ("en", "un") and reading.words >= FEWEST_WORDS:
            capture.status = "other_language"
        elif reading.signals < FEWEST_SIGNALS:
            capture.status = "broken"
        elif capture.technical and before is not None and not reading.stated > stated:
            capture.status = "technical"
        elif reading.halves:
            capture.status = "doubled"
            capture.stands = _half_in_force(reading, before)
        else:
            capture.status = "ok"
            capture.stands = reading
        if capture.stands is not None:
            before, stated = capture.stands, max(stated, reading.stated)


def _half_in_force(reading: Reading, before: Reading | None) -> Reading:
    """Of two policies on a page, the one that resembles what stood before; the second where nothing did.

    Pages show the coming policy first and the one in force below it, seldom the other way round.
    """
    if before is None:
        return reading.halves[1]
    stood = set(before.rows.tolist())
    return max(reading.halves, key=lambda half: jaccard(stood, set(half.rows.tolist())))


@dataclass(slots=True)
class _Run:
    """Captures in a row with the same words; set aside, they take the status that says why."""

    reading: Reading
    start: int
    said: frozenset[int]
    captures: list[Shown]
    place: int  # of the first of them in the document

    def set_aside(self, status: str) -> None:
        for capture in self.captures:
            if capture.status != "doubled":
                capture.status = status
            capture.stands = None


def _runs(captures: list[Shown]) -> list[_Run]:
    runs: list[_Run] = []
    known: dict[bytes, frozenset[int]] = {}
    for place, capture in enumerate(captures):
        if capture.stands is None:
            continue
        fingerprint = capture.stands.fingerprint
        if fingerprint not in known:
            known[fingerprint] = frozenset(capture.stands.rows.tolist())
        said = known[fingerprint]
        if runs and runs[-1].said is said:
            runs[-1].captures.append(capture)
        else:
            runs.append(_Run(capture.stands, capture.day, said, [capture], place))
    return runs


def _without_flicker(runs: list[_Run]) -> list[_Run]:
    """Set aside what was left again within `FLICKER` days for the text before it, the same or nearly so."""
    standing: list[_Run] = []
    for now in runs:
        place = _returns_to(standing, now)
        if place is not None:
            before = standing[place]
            for away in standing[place + 1 :]:
                away.set_aside(_why_aside(away, before))
            del standing[place + 1 :]
        if standing and standing[-1].said is now.said:
            for capture in now.captures:
                capture.status = "return" if capture.status == "ok" else capture.status
        else:
            standing.append(now)
    return standing


def _returns_to(standing: list[_Run], now: _Run) -> int | None:
    """The place of the run that `now` returns to after a short excursion, None where it returns to none."""
    for place in range(len(standing) - 2, -1, -1):
        before, away = standing[place], standing[place + 1]
        if now.start - away.start > FLICKER:
            return None
        if before.said is now.said:
            return place
        if jaccard(before.said, away.said) < UNLIKE and jaccard(before.said, now.said) >= SIMILAR:
            return place
    return None


def _why_aside(away: _Run, before: _Run) -> str:
    if jaccard(before.said, away.said) >= UNLIKE:
        return "return"
    if away.reading.words < MUCH_SHORTER * before.reading.words:
        return "broken"
    return (
        "doubled"
        if _holds(away, before) and away.reading.words > MUCH_LONGER * before.reading.words
        else "return"
    )


def _without_announcements(runs: list[_Run]) -> list[_Run]:
    """Set aside pages that hold the policy before and the one after together, though they share little."""
    standing: list[_Run] = []
    for place, run in enumerate(runs):
        if standing and _holds_both(standing[-1], run, runs[place + 1 :]):
            run.set_aside("doubled")
        else:
            standing.append(run)
    return standing


def _holds_both(before: _Run, page: _Run, later: list[_Run]) -> bool:
    if page.reading.words < MUCH_LONGER * before.reading.words or not _holds(page, before):
        return False
    after = next((run for run in later if not _holds(run, before)), None)
    if after is None or after.start - page.start > ANNOUNCED or not _holds(page, after):
        return False
    return len(page.said - before.said - after.said) <= 0.2 * len(page.said)


def _holds(page: _Run, policy: _Run) -> bool:
    return len(page.said & policy.said) >= 0.8 * len(policy.said)


def _versions(captures: list[Shown], runs: list[_Run], tracked: list[tuple[int, int]]) -> list[Version]:
    """The texts in force with their days; a text not seen to stand for `UNSEEN` days ends when it was lost."""
    end = tracked[-1][1] if tracked else 0
    if captures and captures[-1].reading is None:  # the archive removed the file: the end of tracking
        end = min(end, captures[-1].day)
    versions = []
    for run, following in zip(runs, [*runs[1:], None], strict=True) if runs else []:
        stop = following.start if following else end
        lost = None
        for capture in captures[run.place + 1 : following.place if following else len(captures)]:
            if capture.status not in ("broken", "other_language"):
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
    unstood: deque[tuple[int, set[int]]] = deque()  # what was shown without standing, by day
    place = 0
    before, until = set(), 0
    for version in versions:
        for capture in captures[place : version.capture]:
            if capture.reading is not None and capture.status in ("doubled", "return", "technical"):
                unstood.append((capture.day, set(capture.reading.rows.tolist())))
        place = version.capture
        while unstood and unstood[0][0] < version.start - ANNOUNCED:
            unstood.popleft()
        if until and version.start > until:  # not seen in between: what stood ends, what comes starts anew
            for span in open_spans.values():
                span.end = until
            open_spans, closed, before = {}, {}, set()
        rows = version.reading.rows.tolist()
        said = set(rows)
        for row in sorted(before - said):
            closed[row] = span = open_spans.pop(row)
            span.end = version.start
        section_of = dict(zip(rows, version.reading.sections.tolist(), strict=True))
        for row in sorted(said - before):
            last = closed.get(row)
            if last is not None and version.start - last.end <= FLICKER:
                open_spans[row] = closed.pop(row)
                continue
            gone = last.end if last else 0
            shown = next((day for day, away in unstood if row in away and day >= gone), version.start)
            span = Span(row, section_of[row], shown, version.start, version.end)
            open_spans[row] = span
            spans.append(span)
        before, until = said, version.end
    for span in open_spans.values():
        span.end = until
    return spans


def funnel(statuses: list[str]) -> Counter:
    """How many captures have each status."""
    return Counter({status: 0 for status in STATUSES} | Counter(statuses))


def ordinal(day: str) -> int:
    """The number of days from 0001-01-01 to an ISO day."""
    return date.fromisoformat(day).toordinal()
