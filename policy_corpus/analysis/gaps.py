"""A document's versions → the days on which it was followed, its gaps, and a clock that stops while they last.

A gap is the time between two texts in force that do not touch: the archives did not follow the policy, or showed
nothing that could be read. What happened in it is not known, but the texts on either side may be compared. At a break
the archives turn to another text of the document, and nothing may be.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class Followed:
    """The days [start, end) on which one text carries on another, ascending; the gaps [start, end) among them.

    Of spans that touch, and of any that no gap parts, the later begins at a break.
    """

    spans: list[tuple[int, int]]
    gaps: list[tuple[int, int]]

    def clock(self, days: np.ndarray) -> np.ndarray:
        """The days (n) less the days of the gaps before each: both sides of a gap are one day."""
        starts, ends = np.array(self.gaps, np.int64).reshape(-1, 2).T
        return days - np.clip(days[:, None] - starts, 0, ends - starts).sum(axis=1)

    def without_gaps(self) -> list[tuple[int, int]]:
        """The spans by that clock: those that a gap parted are one."""
        after_gap = {end for _, end in self.gaps}
        by_clock = self.clock(np.array(self.spans).ravel()).reshape(-1, 2).tolist()
        found: list[tuple[int, int]] = []
        for (day, _), (start, end) in zip(self.spans, by_clock, strict=True):
            found.append((found.pop()[0] if day in after_gap else start, end))
        return found


def followed(versions: pd.DataFrame) -> Followed:
    """When a document was followed; `versions` are its texts in force: from and until as numbers of days, opens."""
    ordered = versions.sort_values("from", kind="stable")
    spans: list[tuple[int, int]] = []
    gaps: list[tuple[int, int]] = []
    for start, end, opens in zip(ordered["from"], ordered["until"], ordered["opens"], strict=True):
        if opens == "follows":
            start = spans.pop()[0]
        elif opens == "gap":
            gaps.append((spans[-1][1], start))
        spans.append((start, end))
    return Followed(spans, gaps)
