"""From archived texts to readings: what each distinct text says, as clause numbers, and signs of its quality."""

import gc
import re
from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pycld2

from policy_corpus.archive import read_blobs
from policy_corpus.crew import Crew, tell
from policy_corpus.documents import Source
from policy_corpus.text import HELD, Cutter, plain

LONG_CLAUSE = 8  # words; shorter clauses repeat within any policy
LONGEST = 12  # clauses by which a page's language is told
DOUBLED = 0.25  # share of a page's long clauses that stand on it twice, from which it is read as two policies
WITHIN_HALVES = 0.6  # of the repeats that may stay within a half; more, and the page repeats itself anyhow
_POLICY_WORDS = re.compile(
    r"\b(?:privacy|personal(?:ly)? (?:data|information|identifiable)|your (?:data|information)|cookies?"
    r"|we (?:may |also |will )*(?:collect|use|share|process|disclose|store|receive)"
    r"|data (?:protection|controller|subject))\b"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = [
    re.compile(rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>20[0-3]\d|199\d)\b", re.I),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH}\s*,?[\s-]*(?P<year>20[0-3]\d|199\d)\b",
        re.I,
    ),
    re.compile(r"\b(?P<year>20[0-3]\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b"),
]
_DATED = re.compile(
    r"\b(?:effective|in effect|in force|takes? effect|updated?|modified|revised|revision|changed|amended|posted"
    r"|version|dated)\b",
    re.I,
)


@dataclass(slots=True)
class Reading:
    """What one distinct text says.

    `rows` are the numbers of its distinct (clause, lead-in) pairs, ascending; `sections[i]` numbers the section
    in which `rows[i]` stands first; `words` counts the words of these clauses; `signals` the clauses that speak as
    policies do; `halves` are set where the text is two policies on one page.
    """

    rows: np.ndarray
    sections: np.ndarray
    words: int
    signals: int
    language: str
    stated: str
    size: int
    halves: tuple["Reading", "Reading"] | None = None

    @property
    def fingerprint(self) -> bytes:
        """Equal for two texts that say the same clauses."""
        return self.rows.tobytes()


@dataclass
class Store:
    """The distinct clauses, (clause, lead-in) pairs and sections that the readings number.

    `texts[t]` and `keys[t]` are clause t as first met and its words; `pairs[r]` is (t, lead-in's t or -1);
    `paragraphs` holds a hash of each distinct paragraph, `occurrences` counts the clauses of all texts.
    """

    texts: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    paragraphs: set[int] = field(default_factory=set)
    occurrences: int = 0


class Reader:
    """Reads texts into a store of its own; every paragraph, clause and pair is worked on once."""

    def __init__(self, held: int = HELD):
        self.cutter = Cutter(held)
        self.occurrences = 0
        self._sizes = array("I")  # words of each row's clause
        self._languages: dict[tuple[int, ...], str] = {}
        self._signals = array("B")  # whether it speaks as policies do

    def store(self) -> Store:
        """What has been read so far."""
        cut = self.cutter
        return Store(cut.texts, cut.keys, cut.pairs, list(cut.sections), cut.paragraphs, self.occurrences)

    def read(self, content: bytes, markup: str) -> Reading:
        """The reading of one archived text; bytes that are not UTF-8 are replaced, never an error."""
        rows, sections = self.cutter.cut(content, markup)
        self.occurrences += len(rows)
        for clause, _ in self.cutter.pairs[len(self._sizes) :]:
            key = self.cutter.keys[clause]
            self._sizes.append(key.count(" ") + 1)
            self._signals.append(_POLICY_WORDS.search(key) is not None)
        reading = self._reading(rows, sections, self._language(rows), stated_date(content), len(content))
        place = self._seam(rows) if len(reading.rows) < 0.9 * len(rows) else 0
        if place:
            parts = ((rows[:place], sections[:place]), (rows[place:], sections[place:]))
            halves = tuple(self._reading(*part, reading.language, "", 0) for part in parts)
            if halves[0].fingerprint != halves[1].fingerprint:
                reading.halves = halves
        return reading

    def _language(self, rows: np.ndarray) -> str:
        """The language of a page's longest clauses, which most captures of a policy share."""
        longest = rows[np.argsort(-np.frombuffer(self._sizes, np.int32)[rows], kind="stable")[:LONGEST]]
        clauses = tuple(self.cutter.pairs[row][0] for row in longest.tolist())
        if clauses not in self._languages:
            self._languages[clauses] = language(" ".join(self.cutter.keys[clause] for clause in clauses))
        return self._languages[clauses]

    def _reading(self, rows, sections, spoken, stated, size) -> Reading:
        distinct, first = np.unique(rows, return_index=True)
        sizes, signals = np.frombuffer(self._sizes, np.uint32), np.frombuffer(self._signals, np.uint8)
        words, signs = int(sizes[distinct].sum()), int(signals[distinct].sum())
        return Reading(distinct, sections[first], words, signs, spoken, stated, size)

    def _seam(self, rows: np.ndarray) -> int:
        """Where a second policy begins on a page that repeats its long clauses, else 0.

        The seam is where cutting leaves the fewest repeats within either part.
        """
        sizes = np.frombuffer(self._sizes, np.uint32)
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


def jaccard(ours: set, theirs: set) -> float:
    """The share of two sets' members that both have; 1 for two empty sets."""
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else 1.0


def language(text: str) -> str:
    """The ISO 639-1 code of a text's language by CLD2, "un" where it cannot tell."""
    try:
        _, _, found = pycld2.detect(text.encode("utf-8", "ignore"), bestEffort=True)
    except pycld2.error:
        return "un"
    return found[0][1]


def stated_date(content: bytes) -> str:
    """The date a policy gives itself (ISO 8601), "" where none is found: near its top, else near its end.

    The first counts whose line, or the one before, speaks of effect, update or version.
    """
    top, end = (part.decode("utf-8", "replace") for part in (content[:16_000], content[-10_000:]))
    return _dated(top[:4000]) or _dated(end[-2500:])


@lru_cache(maxsize=1000)
def _dated(part: str) -> str:
    before = ""
    for line in part.split("\n"):
        if ("20" in line or "199" in line) and _DATED.search(f"{before[-80:]} {line}"):
            found = _date_in(plain(line))
            if found:
                return found
        before = line if line.strip() else before
    return ""


def _date_in(line: str) -> str:
    for pattern in _DATES:
        match = pattern.search(line)
        if match:
            month = match["month"]
            number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
            try:
                return date(int(match["year"]), number, int(match["day"])).isoformat()
            except ValueError:
                continue
    return ""


# One share of the work: (repository folder, source, blobs in the order to read them).
Share = list[tuple[Path, Source, list[str]]]


def read_share(share: Share, held: int = HELD) -> tuple[Store, dict[tuple[str, str], Reading]]:
    """Read every blob of a share: the store and the readings by (archive, blob)."""
    reader, readings = Reader(held), {}
    collecting = gc.isenabled()
    gc.disable()  # millions of small tuples, none in a cycle: collecting would cost a fifth of the time
    try:
        for folder, source, blobs in share:
            for blob, content in read_blobs(folder, blobs):
                readings[source.name, blob] = reader.read(content, source.format)
                tell(1)
    finally:
        if collecting:
            gc.enable()
    return reader.store(), readings


def read_all(shares: list[Share], crew: Crew) -> tuple[Store, dict[tuple[str, str], Reading]]:
    """The store and readings of all shares; the same however the texts are cut into shares."""
    results = [crew.start(read_share, share, HELD // len(shares)) for share in shares]
    if len(results) == 1:
        return results[0]()
    merger, readings = _Merger(), {}
    for place, result in enumerate(results):
        results[place] = None
        readings |= merger.take(*result())
    return merger.store, readings


class _Merger:
    """Takes the stores of several shares into one, in their order, so that numbers are as if read by one."""

    def __init__(self):
        self.store = Store()
        self.keys: dict[str, int] = {}
        self.pairs: dict[tuple[int, int], int] = {}
        self.sections: dict[str, int] = {}

    def take(self, part: Store, readings: dict) -> dict:
        store = self.store
        texts = []
        for key, text in zip(part.keys, part.texts, strict=True):
            if key not in self.keys:
                self.keys[key] = len(store.texts)
                store.texts.append(text)
                store.keys.append(key)
            texts.append(self.keys[key])
        rows = np.array(
            [
                self.pairs.setdefault((texts[clause], texts[lead] if lead >= 0 else -1), len(self.pairs))
                for clause, lead in part.pairs
            ],
            np.uint32,
        )
        sections = np.array(
            [self.sections.setdefault(s, len(self.sections)) for s in part.sections], np.uint32
        )
        store.pairs, store.sections = list(self.pairs), list(self.sections)
        store.paragraphs |= part.paragraphs
        store.occurrences += part.occurrences
        return {place: _renumbered(reading, rows, sections) for place, reading in readings.items()}


def _renumbered(reading: Reading, rows: np.ndarray, sections: np.ndarray) -> Reading:
    own = rows[reading.rows]
    order = np.argsort(own)
    reading.rows, reading.sections = own[order], sections[reading.sections][order]
    if reading.halves:
        reading.halves = tuple(_renumbered(half, rows, sections) for half in reading.halves)
    return reading
