"""From archived texts to readings: what each distinct text says, as clause numbers, and signs of its quality."""

import hashlib
import pickle
import re
import sys
from array import array
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
import pycld2

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.crew import Crew, tell
from policy_corpus.extract.dates import stated_date
from policy_corpus.extract.documents import Source
from policy_corpus.extract.text import HELD, Cutter
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
    def clause_set(self) -> bytes:
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
            if halves[0].clause_set != halves[1].clause_set:
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
    files = [known / f"{_cache_key(share)}.pickle" for share in shares]
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


def _cache_key(share: Share) -> str:
    """32 hexadecimal digits over a share's texts and all that decides how they are read."""
    texts = [(source.name, source.format, blobs) for _, source, blobs in share]
    return hashlib.blake2b(repr((_read_by(), texts)).encode(), digest_size=16).hexdigest()


@cache
def _read_by() -> tuple[str, ...]:
    """The code that reads, and what it reads with."""
    code = _code_of("reading", {}).values()
    return (*code, sys.version, *map(version, ("nltk", "pycld2", "numpy")))


def _code_of(module: str, found: dict[str, str]) -> dict[str, str]:
    """The code of a module of this folder and of all that it imports from here, by name, added to `found`."""
    found[module] = Path(__file__).with_name(f"{module}.py").read_text("utf-8")
    for imported in re.findall(r"^\s*from policy_corpus\.extract\.(\w+) import", found[module], re.M):
        if imported not in found:
            _code_of(imported, found)
    return found


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
