"""Spans of a document's clauses, of one stance → where a strand of its language begins, and where it ends, for good.

A clause carries on another that went when it came, where they are alike (`EDIT`) or one is made of the other
(`CONTAINED`, `HALF`); or one that was in force within a year before (`AWAY`), where it says much the same (`SAME`) or
lies within it (`CONTAINED`). Clauses that carry each other on are a strand. Where strands begin and end on one day,
as in a policy that is written anew, as many of either are taken for rewordings; what is beyond that counts. So does,
where nothing is, a denial that is like none on the other side (`AKIN`): its news is what it denies, and for whom.
"""

from dataclasses import dataclass

import numpy as np

from policy_corpus.extract.quality import FLICKER

AWAY = 365  # days within which language that left and came back was never gone
EDIT = 0.25  # weighted Jaccard similarity from which a clause that came replaced one that went that day
SAME = 0.5  # ...from which a clause says what one that stands beside it, or stood before, says
AKIN = 0.05  # ...from which a denial that began may reword one that ended that day
HALF = 0.5  # of a clause's weighted words, the share that the clauses it is made of give it
# Of a clause's weighted words, the share from which it is contained in another clause that has them.
CONTAINED = 0.8


@dataclass(frozen=True, slots=True)
class ClauseSpans:
    """Spans of n clauses in one document, of one stance, on days [start, end).

    `alike` is their weighted Jaccard similarity (n × n); `within[i, j]` the share of i's words that j has.
    """

    start: np.ndarray
    end: np.ndarray
    alike: np.ndarray
    within: np.ndarray


def strands(
    spans: ClauseSpans, followed: list[tuple[int, int]], akin: float = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Which spans begin a lasting strand, and which end one, while the policy is followed: two masks.

    `followed` are the days [start, end) on which a text is known to be in force. What the first text of such days
    has does not begin with it, and what the last has does not end. `akin` is how alike two are at least
    of which one may reword the other.
    """
    starts, ends = (np.array(days) for days in zip(*followed, strict=True))
    came_from, went_on = _came_from(spans), _went_on(spans)
    since, reach = spans.start.copy(), spans.end.copy()
    for i in np.argsort(spans.start, kind="stable"):
        since[i] = min([since[i], *since[came_from[i]]])
    for i in np.argsort(-spans.end, kind="stable"):
        reach[i] = max([reach[i], *reach[went_on[i]]])
    lasting = (reach - spans.start >= FLICKER) | np.isin(reach, ends)
    stood = (spans.end - since >= FLICKER) | np.isin(since, starts)
    begins = ~came_from.any(axis=1) & ~np.isin(spans.start, starts) & lasting
    finishes = ~went_on.any(axis=1) & ~np.isin(spans.end, ends) & stood
    return _beyond_rewording(spans, begins, finishes, akin)


def _came_from(spans: ClauseSpans) -> np.ndarray:
    """[i, j]: clause i, when it came, carried on clause j, which had stood before."""
    start, end = spans.start[:, None], spans.end[None]
    before = (spans.start[None] < start) & (end + AWAY >= start)
    return before & (_says(spans) | _rewords(spans, end == start))


def _went_on(spans: ClauseSpans) -> np.ndarray:
    """[i, j]: clause i, when it went, was carried on by clause j, which stood longer."""
    end, start = spans.end[:, None], spans.start[None]
    longer = (spans.end[None] > end) & (start <= end + AWAY)
    return longer & (_says(spans) | _rewords(spans, start == end))


def _says(spans: ClauseSpans) -> np.ndarray:
    """[i, j]: what clause i says, clause j says as well."""
    return (spans.alike >= SAME) | (spans.within >= CONTAINED)


def _rewords(spans: ClauseSpans, met: np.ndarray) -> np.ndarray:
    """[i, j]: of two clauses, one that went and one that came on a day (`met`), i is of a piece with j.

    So it is where they are alike, and where i contains j and others that make up half of it: a list become a sentence.
    """
    parts = met & (spans.within.T >= CONTAINED)
    made = np.where(parts, spans.within, 0).sum(axis=1, keepdims=True) >= HALF
    return met & ((spans.alike >= EDIT) | (parts & made))


def _beyond_rewording(spans: ClauseSpans, begins, finishes, akin: float) -> tuple[np.ndarray, np.ndarray]:
    """The masks less, for each day on which strands begin and end, the likest of either, as many as the other has.

    Where that leaves none, those stay that are less than `akin` to all of the other.
    """
    for day in np.intersect1d(spans.start[begins], spans.end[finishes]):
        came, went = (
            np.flatnonzero(begins & (spans.start == day)),
            np.flatnonzero(finishes & (spans.end == day)),
        )
        alike = spans.alike[np.ix_(came, went)]
        begins[came[_rewordings(alike.max(axis=1), len(went), akin)]] = False
        finishes[went[_rewordings(alike.max(axis=0), len(came), akin)]] = False
    return begins, finishes


def _rewordings(alike: np.ndarray, most: int, akin: float) -> np.ndarray:
    """The places of the `most` strands that are likest to one on the other side; if these are all, of those `akin`.

    `alike` says of each of n strands how alike it is to the likest on the other side.
    """
    places = np.argsort(-alike, kind="stable")[:most]
    return places if len(alike) > most else places[alike[places] >= akin]
