"""From archived texts to readings: what each distinct text says, as clause numbers, and signs of its quality."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.dates import latest_date, stated_date
from policy_corpus.extract.formats import format_named
from policy_corpus.extract.joined_pages import beside, parts_of
from policy_corpus.extract.language import LONGEST, Languages, speaks_as_policy
from policy_corpus.extract.regions import OF_LAW, speaks_by
from policy_corpus.extract.sources import Source
from policy_corpus.extract.store import Merger, Store
from policy_corpus.extract.text import Cutter

LONG_CLAUSE = 8  # words; shorter clauses repeat within any policy
DOUBLED = 0.25  # share of a page's long clauses that stand on it twice, from which it is read as two policies
WITHIN_HALVES = 0.6  # of the repeats that may stay within a half; more, and the page repeats itself anyhow
_BITS = np.arange(1 << len(OF_LAW))[:, None] >> np.arange(len(OF_LAW)) & 1  # [i, j]: bit j of i


@dataclass(slots=True)
class Reading:
    """What one distinct text says.

    `rows` are the numbers of its distinct (clause, lead-in) pairs, ascending; `sections[i]` numbers the section
    in which `rows[i]` stands first; `words` counts the words of these clauses; `signals` the clauses that speak as
    policies do; `halves` are set where the text is two policies on one page; `regions` counts the clauses that speak
    by the law of each region (`regions.OF_LAW`); `stated` is the date that the policy gives itself, `latest` the
    latest that any text on its page does; `beside` are the rows of each further page that the archive joined to the
    policy's own.
    """

    rows: np.ndarray
    sections: np.ndarray
    words: int
    signals: int
    language: str
    stated: str
    size: int
    halves: tuple["Reading", "Reading"] | None = None
    regions: tuple[int, ...] = (0,) * len(OF_LAW)
    latest: str = ""
    beside: tuple[np.ndarray, ...] = ()

    @property
    def clause_set(self) -> bytes:
        """Equal for two texts that say the same clauses."""
        return self.rows.tobytes()

    def renumber(self, rows: np.ndarray, sections: np.ndarray) -> None:
        """Number rows and sections as a store does that took theirs in (`Merger.take`)."""
        own = rows[self.rows]
        order = np.argsort(own, kind="stable")
        self.rows, self.sections = own[order], sections[self.sections][order]
        self.beside = tuple(rows[page] for page in self.beside)
        for half in self.halves or ():
            half.renumber(rows, sections)


class Reader:
    """Reads texts into a store of its own; every paragraph, clause and pair is worked on once."""

    def __init__(self, cutter: Cutter | None = None):
        self.cutter = cutter or Cutter()
        self.occurrences = 0
        # These are copied to be looked at, for as long as anything holds a view of them they cannot grow.
        self._sizes = array("i")  # words of each row's clause
        self._languages = Languages()
        self._signals = array("B")  # whether it speaks as policies do
        self._regions = array("B")  # by whose law it speaks, a bit for each of regions.OF_LAW

    def store(self) -> Store:
        """What has been read so far."""
        cut = self.cutter
        return Store(cut.texts, cut.keys, cut.pairs, list(cut.sections), cut.paragraphs, self.occurrences)

    def read(self, content: bytes, markup: str) -> Reading:
        """The reading of one archived text; bytes that are not UTF-8 are replaced, never an error."""
        page = format_named(markup)(content)
        rows, sections = self.cutter.cut(page)
        self.occurrences += len(rows)
        for clause, _ in self.cutter.pairs[len(self._sizes) :]:
            key = self.cutter.keys[clause]
            self._sizes.append(key.count(" ") + 1)
            self._signals.append(speaks_as_policy(key))
            self._regions.append(speaks_by(key))
        reading = self._reading(rows, sections, self._language(rows), stated_date(page), len(content))
        reading.latest = latest_date(page)
        place = self._seam(rows) if len(reading.rows) < 0.9 * len(rows) else 0
        if place:
            parts = ((rows[:place], sections[:place]), (rows[place:], sections[place:]))
            halves = tuple(self._reading(*part, reading.language, "", 0) for part in parts)
            if halves[0].clause_set != halves[1].clause_set:
                reading.halves = halves
        parts = parts_of(page)
        if len(parts) > 1:
            reading.beside = beside([self.cutter.cut(part)[0] for part in parts])
        return reading

    def _language(self, rows: np.ndarray) -> str:
        """The language of a page's longest clauses, which most captures of a policy share."""
        longest = rows[np.argsort(-np.array(self._sizes)[rows], kind="stable")[:LONGEST]]
        clauses = tuple(self.cutter.pairs[row][0] for row in longest.tolist())
        return self._languages.of(clauses, self.cutter.keys)

    def _reading(self, rows, sections, spoken, stated, size) -> Reading:
        distinct, first = np.unique(rows, return_index=True)
        sizes, signals = np.array(self._sizes), np.array(self._signals)
        words, signs = int(sizes[distinct].sum()), int(signals[distinct].sum())
        regions = self._counts(distinct)
        return Reading(distinct, sections[first], words, signs, spoken, stated, size, regions=regions)

    def _counts(self, rows: np.ndarray) -> tuple[int, ...]:
        """How many of the rows speak by each region's law."""
        spoken = np.array(self._regions)[rows]
        return tuple((np.bincount(spoken, minlength=len(_BITS)) @ _BITS).tolist())

    def _seam(self, rows: np.ndarray) -> int:
        """Where a second policy begins on a page that repeats its long clauses, else 0.

        The seam is where cutting leaves the fewest repeats within either part.
        """
        sizes = np.array(self._sizes)
        places = np.flatnonzero(sizes[rows] >= LONG_CLAUSE)
        long = rows[places].tolist()
        total = Counter(long)
        repeats = len(long) - len(total)
        if len(long) < 20 or sum(count > 1 for count in total.values()) < DOUBLED * len(total):
            return 0
        left, in_left, right, in_right = set(), 0, Counter(total), repeats
        fewest, seam = repeats + 1, 0
        for at, row in zip(places.tolist(), long, strict=True):
            if in_left + in_right < fewest:
                fewest, seam = in_left + in_right, at
            in_left += row in left
            left.add(row)
            right[row] -= 1
            in_right -= right[row] > 0
        return seam if fewest <= WITHIN_HALVES * repeats else 0


# One share of the work: (repository folder, source, blobs in the order to read them).
Share = tuple[Path, Source, list[str]]
Readings = dict[tuple[str, str], Reading]  # by (archive, blob)
Part = tuple[Store, Readings]  # what a share of the texts says


def read_shares(shares: Sequence[Share]) -> Iterator[Part]:
    """Read every text of shares of one archive, a part a share, in their order; git is started once for all."""
    folder, source, _ = shares[0]
    with closing(read_blobs(folder, [blob for *_, blobs in shares for blob in blobs])) as texts:
        for *_, blobs in shares:
            reader, readings = Reader(), {}
            for blob, content in islice(texts, len(blobs)):
                readings[source.name, blob] = reader.read(content, source.format)
            yield reader.store(), readings


def merged(parts: Iterable[Part]) -> Part:
    """All parts as one: as if one reader had read their texts, however these are cut into shares."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    merger, readings = Merger(), {}
    for store, part in parts:
        numbers = merger.take(store)
        for reading in part.values():
            reading.renumber(*numbers)
        readings |= part
    return merger.store, readings
