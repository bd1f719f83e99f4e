"""From archived texts to readings: what each distinct text says, as clause numbers, and signs of its quality."""

import hashlib
import pickle
import re
import sys
from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
import pycld2

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.crew import Crew, tell
from policy_corpus.extract.documents import Source
from policy_corpus.extract.text import HELD, Cutter, plain
from policy_corpus.files import write_whole

LONG_CLAUSE = 8  # words; shorter clauses repeat within any policy
LONGEST = 12  # clauses by which a page's language is told
DOUBLED = 0.25  # share of a page's long clauses that stand on it twice, from which it is read as two policies
WITHIN_HALVES = 0.6  # of the repeats that may stay within a half; more, and the page repeats itself anyhow
_POLICY_WORDS = re.compile(  # each after a blank, which is sooner found than a word's edge
    r" (?:privacy|personal(?:ly)? (?:data|information|identifiable)|your (?:data|information)|cookies?"
    r"|we (?:may |also |will )*(?:collect|use|share|process|disclose|store|receive)"
    r"|data (?:protection|controller|subject))\b"
)
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
    r"(?:updating|upcoming|what.s coming|will (?:update|change|be updat)|(?:until|before|prior to|previous version)"
    r"[^.]{0,12}$|\b(?:act|law|gdpr|ccpa|cpra|lgpd|regulation|directive|council|shield|framework|clauses)\b[^.]{0,60}$)"
)
_BESIDE = re.compile(r"\W*(?:is |was |- )?(?:the )?(?:effective|last updated|version|revised|updated|update)")
# After it: "effective from … until …", a text of the past; "…: added", a line of a log; "effective …, the act …".
_PAST = re.compile(
    r",? (?:until|to|through) |:[\s_*]*[a-z]|[^.]{0,50}\b(?:act|law|gdpr|ccpa|cpra|lgpd|regulation|directive)\b"
)
_NEAR = 250  # letters within which a second date belongs with the first: "effective …", "last updated …"
_TITLES = (b"ffective", b"pdated", b"evised", b"odified", b"PDATED", b"FFECTIVE")


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
            self._signals.append(_POLICY_WORDS.search(f" {key}") is not None)
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


def language(text: str) -> str:
    """The ISO 639-1 code of a text's language by CLD2, "un" where it cannot tell."""
    try:
        _, _, found = pycld2.detect(text.encode("utf-8", "ignore"), bestEffort=True)
    except pycld2.error:
        return "un"
    return found[0][1]


def stated_date(content: bytes) -> str:
    """The date a policy gives itself (ISO 8601), "" where it gives none or none that is whole and plain.

    Near its top, else near its end, else where a line begins with it. Of dates that stand together, such as a
    day of effect and one of the last update, the later. 04/05/2020 is a day in May or in April: "".
    """
    top, end = (part.decode("utf-8", "replace") for part in (content[:5000], content[-4500:]))
    found = _dated(top[:4000], True) or _dated(end[-3500:], False) or _titled(content)
    return found.strip("?")


@lru_cache(maxsize=2000)
def _dated(part: str, top: bool) -> str:
    first, latest, place, before, alone = None, "", 0, "", ""
    for line in part.lower().split("\n"):
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


def _titled(content: bytes) -> str:
    """The first date in a short line that begins by giving it, anywhere: a policy among other texts."""
    places = []
    for title in _TITLES:
        place = content.find(title)
        while place >= 0:
            if b"\n" in content[max(0, place - 16) : place].rpartition(b"(")[2]:
                places.append(place)
            place = content.find(title, place + 1)
    for place in sorted(places):
        start = content.rfind(b"\n", 0, place) + 1
        line = content[start : start + 300].partition(b"\n")[0]
        if len(line) <= 120:
            found = _dated(line.decode("utf-8", "replace"), False)
            if found:
                return found
    return ""


# One share of the work: (repository folder, source, blobs in the order to read them).
Share = list[tuple[Path, Source, list[str]]]


def read_share(share: Share, held: int = HELD) -> tuple[Store, dict[tuple[str, str], Reading]]:
    """Read every blob of a share: the store and the readings by (archive, blob)."""
    reader, readings = Reader(held), {}
    for folder, source, blobs in share:
        for blob, content in read_blobs(folder, blobs):
            readings[source.name, blob] = reader.read(content, source.format)
            tell(1)
    return reader.store(), readings


def read_all(shares: list[Share], crew: Crew) -> tuple[Store, dict[tuple[str, str], Reading]]:
    """The store and readings of all shares; the same however the texts are cut into shares."""
    held = HELD // crew.workers
    others = [crew.start(read_share, share, held) for share in shares[1:]]
    store, readings = crew.here(read_share, shares[0], held)  # what is read here need not be carried here
    if others:
        merger = _Merger(store)
        read = [other() for other in reversed(others)]  # the last are those that none has begun yet
        for part in reversed(read):
            readings |= merger.take(*part)
    return store, readings


def read_new(shares: list[Share], crew: Crew, known: Path) -> tuple[Store, dict[tuple[str, str], Reading]]:
    """As `read_all`, but a share that was read before, by the same code, comes from the folder `known`.

    What no share asks for any more is deleted there; CorpusError names a file of it that is damaged.
    """
    known.mkdir(parents=True, exist_ok=True)
    files = [known / f"{_fingerprint(share)}.pickle" for share in shares]
    new = [place for place, file in enumerate(files) if not file.exists()]
    held = HELD // crew.workers
    started = [crew.start(_keep, shares[place], held, files[place]) for place in new]
    for done in reversed(started):
        done()
    for old in set(known.glob(f"{'[0-9a-f]' * 32}.*")) - set(files):  # nothing else that may lie there
        old.unlink()
    store, readings = Store(), {}
    merger = _Merger(store)
    for file in files:
        try:
            part = pickle.loads(file.read_bytes())
        except (pickle.UnpicklingError, EOFError):
            raise CorpusError(f"{file}: is damaged; delete it, and its policy is read again") from None
        readings |= merger.take(*part)
    return store, readings


def _keep(share: Share, held: int, file: Path) -> None:
    """Read a share into a file, whole or not at all."""
    write_whole(file, pickle.dumps(read_share(share, held), pickle.HIGHEST_PROTOCOL))


def _fingerprint(share: Share) -> str:
    """32 hexadecimal digits over a share's texts and all that decides how they are read."""
    texts = [(source.name, source.format, blobs) for _, source, blobs in share]
    return hashlib.blake2b(repr((_read_by(), texts)).encode(), digest_size=16).hexdigest()


@cache
def _read_by() -> tuple[str, ...]:
    """The code that reads, and what it reads with."""
    code = [
        Path(__file__).with_name(f"{name}.py").read_text("utf-8") for name in ("reading", "text", "sentences")
    ]
    return (*code, sys.version, *map(version, ("nltk", "pycld2", "numpy")))


class _Merger:
    """Takes further shares' stores into that of the first, in their order: numbers are as if read by one."""

    def __init__(self, store: Store):
        self.store = store
        self.keys = {key: number for number, key in enumerate(store.keys)}
        self.pairs = {pair: number for number, pair in enumerate(store.pairs)}
        self.sections = {name: number for number, name in enumerate(store.sections)}

    def take(self, part: Store, readings: dict) -> dict:
        store = self.store
        texts = []
        for key, text in zip(part.keys, part.texts, strict=True):
            number = self.keys.setdefault(key, len(store.texts))
            if number == len(store.texts):
                store.texts.append(text)
                store.keys.append(key)
            texts.append(number)
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
        store.pairs += islice(self.pairs, len(store.pairs), None)
        store.sections += islice(self.sections, len(store.sections), None)
        store.paragraphs |= part.paragraphs
        store.occurrences += part.occurrences
        return {place: _renumbered(reading, rows, sections) for place, reading in readings.items()}


def _renumbered(reading: Reading, rows: np.ndarray, sections: np.ndarray) -> Reading:
    own = rows[reading.rows]
    order = np.argsort(own, kind="stable")
    reading.rows, reading.sections = own[order], sections[reading.sections][order]
    if reading.halves:
        reading.halves = tuple(_renumbered(half, rows, sections) for half in reading.halves)
    return reading
