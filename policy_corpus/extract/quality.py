"""From a document's captures to the policy in force: which captures stand, and what they say when.

Every capture gets one status:

    ok              stands; its words may or may not differ from those of the capture before
    technical       recorded by a change of the archive's own reading that leaves the words as they are, or
                    that the next capture takes back; set aside
    other_language  not English; set aside
    broken          empty, an error page, a menu or wall, or a page that lacks much of what stands before
                    and after
    doubled         two policies on one page: the one in force stands, the coming one only counts as shown;
                    or several documents at once
    return          flicker: text that gave way within `FLICKER` days to the text before it, or that very
                    return
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np

from policy_corpus.extract.reading import Reading
from policy_corpus.similarity import jaccard

FLICKER = 60  # days within which a text, or a clause, that goes and comes back was never gone
UNSEEN = 180  # days without a standing capture after which the policy in force is not known
ANNOUNCED = 180  # days before it stands that a clause's first showing is looked for
FEWEST_WORDS = 60  # below which a page's language says nothing
ENGLISH = 0.35  # share of clauses that speak, in English, as policies do, from which a page is English
SHORTEST = 140  # words; shorter are notices, walls and lists of links: the shortest policy found has 145
MENU = 5  # words a clause, on average, below which a page is menus and links; policies have 9 or more
FEWEST_SIGNALS = 4  # clauses that speak as policies do, below which a page is none...
DENSE = (3, 0.2)  # ...unless it has this many, and they are this share of a short page
SIMILAR, UNLIKE = 0.85, 0.7  # Jaccard similarity of the clauses around, and across, a short excursion
MUCH_SHORTER, MUCH_LONGER = 0.75, 1.35  # in size, against the text that stands before and after
ADDED = 0.1  # of its clauses, the most that a fragment has beyond the text it is of
RESTORED = 0.7  # of the clauses that a fragment lacks, the fewest that come back
HOLDS = 0.75  # of a policy's clauses, the fewest on a page that is taken to hold it
SAME_HALF = 0.95  # Jaccard similarity from which half a page is the policy that stood, perhaps edited
SMALL_HALF = 0.4  # of the page's clauses, the fewest in either half: policies of a company are of like length


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

    `tracked` are the days [start, end) on which the archives followed it, ascending. Days never run
    backwards: a capture that carries an earlier date than its predecessor counts from the predecessor's day.
    """
    for before, after in pairwise(captures):
        after.day = max(after.day, before.day)
    _judge_alone(captures)
    runs = _without_announcements(_without_flicker(_runs(captures)))
    versions = _versions(captures, runs, tracked)
    return History([capture.status for capture in captures], versions, _spans(captures, versions))


def _judge_alone(captures: list[Shown]) -> None:
    """Statuses that need no look at what stands around, and the part of each capture that may stand."""
    before = None  # the reading that stands
    for place, capture in enumerate(captures):
        reading = capture.reading
        if reading is None:
            capture.status = "ok"
        elif not _is_english(reading):
            capture.status = "other_language"
        elif not (_is_policy(reading) or (before is not None and _likeness(before, reading) >= UNLIKE)):
            capture.status = "broken"
        elif capture.technical and before is not None and not _confirmed(captures, place, before):
            capture.status = "technical"
        elif _is_doubled(captures, place, before):
            capture.status = "doubled"
            capture.stands = _in_force(reading, before, announces=_alone_again(captures, place))
        else:
            capture.status = "ok"
            capture.stands = reading
        if capture.stands is not None:
            before = capture.stands


def _is_english(reading: Reading) -> bool:
    """Whether a page is English; where names of places mislead, its clauses tell."""
    told = reading.language in ("en", "un") or reading.words < FEWEST_WORDS
    return told or reading.signals >= ENGLISH * len(reading.rows)


def _is_policy(reading: Reading) -> bool:
    signals, clauses = reading.signals, len(reading.rows)
    if reading.words < max(SHORTEST, MENU * clauses):
        return False
    return signals >= FEWEST_SIGNALS or (signals >= DENSE[0] and signals >= DENSE[1] * clauses)


def _likeness(one: Reading, other: Reading) -> float:
    return jaccard(set(one.rows.tolist()), set(other.rows.tolist()))


def _confirmed(captures: list[Shown], place: int, before: Reading) -> bool:
    """Whether a technical capture tells what the page says from then on.

    It does where its words are new and the archive's next capture does not return to the words before.
    Archives record a page only when it differs from the last record, so that their silence confirms, too.
    """
    technical = captures[place].reading
    if technical.fingerprint == before.fingerprint:
        return False
    for capture in captures[place + 1 :]:
        following = capture.reading
        if following is None or capture.technical or not _is_english(following) or not _is_policy(following):
            continue
        back = _likeness(following, before)
        return back < SIMILAR or back < _likeness(following, technical)
    return True


def _is_doubled(captures: list[Shown], place: int, before: Reading | None) -> bool:
    """Whether a page is two policies: not where it repeats a small part, nor where it has long been so."""
    reading = captures[place].reading
    if not reading.halves or min(len(h.rows) for h in reading.halves) < SMALL_HALF * len(reading.rows):
        return False
    if before is None or _alone_again(captures, place):
        return True
    return _nearest_half(reading, before)[0] > _likeness(before, reading)


def _nearest_half(reading: Reading, before: Reading) -> tuple[float, Reading]:
    return max(((_likeness(before, half), half) for half in reading.halves), key=lambda found: found[0])


def _in_force(reading: Reading, before: Reading | None, announces: bool) -> Reading | None:
    """Of two policies on a page, the one that stood before; the first where nothing did.

    None where the page announces a policy and holds the one before, but neither half is it: that one goes on.
    """
    if before is None:
        return reading.halves[0]
    likeness, half = _nearest_half(reading, before)
    stood = set(before.rows.tolist())
    if likeness < SAME_HALF and announces and len(stood & set(reading.rows.tolist())) >= HOLDS * len(stood):
        return None
    return half


def _alone_again(captures: list[Shown], place: int) -> bool:
    """Whether a page shows one policy again within `ANNOUNCED` days."""
    for capture in captures[place + 1 :]:
        if capture.day - captures[place].day > ANNOUNCED:
            return False
        if capture.reading is not None and not capture.reading.halves and _is_policy(capture.reading):
            return True
    return False


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
    """Set aside what was soon left again for the text before it, the same or nearly so."""
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
    """The place of the run that `now` returns to after an excursion, None where it returns to none.

    An excursion to other words lasts `FLICKER` days at most; one to a fragment of the page, which no company
    would cut to and then restore word for word, `UNSEEN` days.
    """
    for place in range(len(standing) - 2, -1, -1):
        before, away = standing[place], standing[place + 1]
        if now.start - away.start > UNSEEN:
            return None
        if now.start - away.start <= FLICKER:
            if before.said is now.said:
                return place
            if jaccard(before.said, away.said) < UNLIKE and jaccard(before.said, now.said) >= SIMILAR:
                return place
        if all(_is_fragment(run, before, now) for run in standing[place + 1 :]):
            return place
    return None


def _is_fragment(away: _Run, before: _Run, now: _Run) -> bool:
    """Whether a page lacks much of what stood before, adds little, and what it lacks came back."""
    if len(away.said) > MUCH_SHORTER * len(before.said):
        return False
    lost = before.said - away.said
    little = len(away.said - before.said) <= ADDED * len(away.said)
    return little and len(lost & now.said) >= RESTORED * len(lost)


def _why_aside(away: _Run, before: _Run) -> str:
    if away.reading.words < MUCH_SHORTER * before.reading.words:
        return "broken"
    return (
        "doubled"
        if _holds(away, before) and away.reading.words > MUCH_LONGER * before.reading.words
        else "return"
    )


def _without_announcements(runs: list[_Run]) -> list[_Run]:
    """Set aside pages that hold more than one document, though these share little."""
    standing: list[_Run] = []
    for place, run in enumerate(runs):
        if standing and _holds_several(standing[-1], run, runs[place + 1 :]):
            run.set_aside("doubled")
        else:
            standing.append(run)
    return standing


def _holds_several(before: _Run, page: _Run, later: list[_Run]) -> bool:
    """Whether a page is much longer than what stands before and soon after it, and holds what comes after."""
    if page.reading.words < MUCH_LONGER * before.reading.words:
        return False
    for after in later:
        if after.start - page.start > ANNOUNCED:
            return False
        if page.reading.words >= MUCH_LONGER * after.reading.words:
            return _holds(page, after)
    return False


def _holds(page: _Run, policy: _Run) -> bool:
    return len(page.said & policy.said) >= HOLDS * len(policy.said)


def _versions(captures: list[Shown], runs: list[_Run], tracked: list[tuple[int, int]]) -> list[Version]:
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


def ordinal(day: str) -> int:
    """The number of days from 0001-01-01 to an ISO day."""
    return date.fromisoformat(day).toordinal()
