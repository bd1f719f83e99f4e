"""From a document's runs to those that show another region's page in turn with its own, and to where the series breaks.

An archive reads a page from a place, and a company may show each place the page of a region. Where the archive
reads from here and there, the pages of two regions alternate: one stands, by what the document is of, or by what was
shown longest. Where it turns to the other for good, the series breaks: no company gave anything up, or took it up.
"""

from itertools import pairwise

from policy_corpus.extract.quality import FLICKER, REGION_RULES, SIMILAR, UNLIKE, Run, first_rule
from policy_corpus.extract.region_pages import EU, FEW, differ, differ_in_european_law, is_of_another_region
from policy_corpus.similarity import jaccard

TURNS = 3  # times that a page gave way to another region's and was soon back, from which the two alternate
AROUND = 365  # days before the first of these, and after the last, on which either page is looked for
FOR_GOOD = 0.3  # Jaccard similarity of a region's page to another's that it replaces: a new text has less
# Whether a jurisdiction's page is under European law.
EUROPEAN = {"EU": True, "GB": True, "US": False, "CA": False, "AU": False}


def without_other_regions(runs: list[Run], jurisdiction: str, end: int) -> list[Run]:
    """The runs but for those of the other region's page, where two alternate; these are given their rule.

    Which one stands is said by the document's jurisdiction; where it is unspecified, the one that was shown on more
    days does. `end` is the day after the last.
    """
    turns = _turns(runs)
    if len(turns) < TURNS:
        return runs
    around = [run for run in runs if turns[0] - AROUND <= run.start <= turns[-1] + AROUND]
    fewest = FEW * max(run.reading.regions[EU] for run in around)
    european = [run.reading.regions[EU] > fewest for run in around]
    stands = EUROPEAN.get(jurisdiction, _is_shown_longer(around, european, end))
    own = [run for run, is_european in zip(around, european, strict=True) if is_european == stands]
    aside = set()
    for run, is_european in zip(around, european, strict=True):
        nearest = min(own, key=lambda other: abs(other.start - run.start))
        rule = first_rule(REGION_RULES, run, nearest) if is_european != stands else None
        if rule:
            run.decide(rule)
            aside.add(run.place)
    return [run for run in runs if run.place not in aside]


def _turns(runs: list[Run]) -> list[int]:
    """The days on which a page gave way to another region's, and was back within `FLICKER` days."""
    turns = []
    for place, (before, away) in enumerate(pairwise(runs)):
        if not is_of_another_region(away.reading, before.reading):
            continue
        for now in runs[place + 2 :]:
            if now.start - away.start > FLICKER:
                break
            if not differ(now.reading, before.reading):
                turns.append(away.start)
                break
    return turns


def _is_shown_longer(runs: list[Run], marked: list[bool], end: int) -> bool:
    """Whether the marked runs were shown on at least as many days as the others."""
    starts = [run.start for run in runs] + [max(end, runs[-1].start)]
    days = {True: 0, False: 0}
    for mark, (start, stop) in zip(marked, pairwise(starts), strict=True):
        days[mark] += stop - start
    return days[True] >= days[False]


# ---------------------------------------------------------------- breaks


def breaks(standing: list[Run], jurisdiction: str) -> set[int]:
    """The places of runs that begin with another region's text than the run before them had.

    So it is where European law goes or comes and much else stays, as on the pages of one company for two regions,
    if the archive reads in a new way or from another address, or if that law goes: a company may take it up, but does
    not give it up. Where the document is to be under European law and that goes, what else stays is no matter. So it
    is, too, where texts differ in any region's law, and the earlier one is back in a year. A page that lacks a part
    which comes back (parts.py) is still its region's.
    """
    found = set()
    for place, (before, now) in enumerate(pairwise(standing), start=1):
        if before.hidden or now.hidden:
            continue
        if differ_in_european_law(now.reading, before.reading):
            goes = now.reading.regions[EU] < before.reading.regions[EU]
            first, last = now.captures[0], before.captures[-1]
            of_archive = first.technical or first.address != last.address
            related = jaccard(before.said, now.said) >= FOR_GOOD
            if (related and (goes or of_archive)) or (goes and EUROPEAN.get(jurisdiction)):
                found.add(place)
        found |= _there_and_back(standing, place)
    return found


def _there_and_back(standing: list[Run], place: int) -> set[int]:
    """The places at which a text gave way to another region's and is back; none where it is not, or not in a year."""
    now = standing[place]
    for since in range(place - 1, 0, -1):
        earlier, away = standing[since - 1], standing[since]
        if now.start - away.start > AROUND or not _is_unlike(away, now):
            break
        if jaccard(earlier.said, now.said) >= SIMILAR and _is_unlike(away, earlier):
            return {since, place}
    return set()


def _is_unlike(run: Run, other: Run) -> bool:
    """Whether two texts differ in a region's law, and in much else."""
    return differ(run.reading, other.reading) and jaccard(run.said, other.said) < UNLIKE
