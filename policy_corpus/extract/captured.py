"""From the histories of all archives to columns: their captures, the texts of these, and what is of which document.

A million captures as objects take a gigabyte. So they are made of the columns for some documents at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from policy_corpus.extract.archive import Capture, captures_of
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.documents import OPEN
from policy_corpus.extract.judging import Document
from policy_corpus.extract.reading import Share
from policy_corpus.extract.sources import Source

AT_ONCE = 500  # captures, so that documents of a few do not cost a worker's while each
ROW = ("archive", "path", "document", "from", "until")
Followed = dict[tuple[str, str], list[tuple[int, int]]]  # days [start, end) by (archive, series)


@dataclass(frozen=True)
class Captures:
    """All captures in the archives' order, a row each (`archive.CAPTURE`).

    `series` numbers the archive's series of each. `text` numbers the texts, -1 where a file was removed: the distinct
    ones of each archive by series and history. Of each text, `first` is the first capture that has it, of the first
    series, and `share` the share in which it is read, one a series.
    """

    table: pa.Table
    series: np.ndarray
    text: np.ndarray
    first: np.ndarray
    share: np.ndarray

    @classmethod
    def of(cls, histories: Sequence[pa.Table]) -> "Captures":
        """The captures of all archives, given those of each."""
        table = pa.concat_tables(histories).unify_dictionaries().combine_chunks()
        archive, path = (table[name].combine_chunks() for name in ("archive", "series"))
        by_name = archive.indices.to_numpy() * np.int64(len(path.dictionary)) + _places(path)
        series = pd.factorize(by_name, sort=True)[0].astype(np.int32)
        blob = table["blob"].combine_chunks().dictionary_encode()
        order = np.argsort(series, kind="stable")
        order = order[pc.not_equal(table["blob"], "").to_numpy()[order]]
        names = archive.indices.to_numpy() * np.int64(len(blob.dictionary)) + blob.indices.to_numpy()
        numbers, distinct = pd.factorize(names[order])
        text = np.full(len(series), -1, np.int32)
        text[order] = numbers
        first = np.empty(len(distinct), np.int32)
        first[numbers[::-1]] = order[::-1]  # the last that is put there stays
        return cls(table, series, text, first, pd.factorize(series[first])[0])

    def __len__(self) -> int:
        return len(self.series)

    @property
    def paths(self) -> list[tuple[str, str]]:
        """Archive and path of each series, by number."""
        _, first = np.unique(self.series, return_index=True)
        own = self.table.select(["archive", "series"]).take(pa.array(first))
        return list(zip(*(column.to_pylist() for column in own.columns), strict=True))

    def at(self, places: np.ndarray) -> list[Capture]:
        """The captures at some places."""
        return captures_of(self.table.take(pa.array(places)))

    def shares(self, sources: Sequence[Source], folders: dict[str, Path]) -> list[Share]:
        """The texts in shares, in the order of their numbers."""
        source_of = {source.name: source for source in sources}
        own = self.table.select(["archive", "blob"]).take(pa.array(self.first))
        ends = np.cumsum(np.bincount(self.share)).tolist()
        shares = []
        for begin, end in pairwise([0, *ends]):
            name = own["archive"][begin].as_py()
            shares.append((folders[name], source_of[name], own["blob"][begin:end].to_pylist()))
        return shares


def _places(column: pa.DictionaryArray) -> np.ndarray:
    """The place of each name of a column among all in alphabetical order."""
    names = column.dictionary.to_pylist()
    place = np.empty(len(names), np.int32)
    place[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return place[column.indices.to_numpy()]


@dataclass(frozen=True)
class Documents:
    """The documents of a table, and what decides their histories.

    `places` are the captures of all documents, one document after another, each in the order of its spans and of the
    archives' history; those of document i are `places[starts[i]:starts[i + 1]]`. `files` are the shards of the texts.
    """

    names: list[str]
    jurisdictions: list[str]
    tracked: list[list[tuple[int, int]]]
    captures: Captures
    places: np.ndarray
    starts: np.ndarray
    files: list[Path]

    @classmethod
    def of(
        cls, table: pd.DataFrame, captures: Captures, followed: Followed, files: list[Path]
    ) -> "Documents":
        """The documents of documents.csv."""
        first = table.drop_duplicates("document")
        names = first["document"].tolist()
        places, tracked = _places_of(table, captures), _tracked(table, followed)
        own = [places[name] for name in names]
        starts = np.cumsum([0, *map(len, own)])
        every = np.concatenate(own).astype(np.int32)
        return cls(
            names,
            first["jurisdiction"].tolist(),
            [tracked[name] for name in names],
            captures,
            every,
            starts,
            files,
        )

    def __len__(self) -> int:
        return len(self.names)

    @property
    def of_places(self) -> np.ndarray:
        """The document of each of the `places`."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    def some(self, numbers: range) -> list[Document]:
        """The documents of these numbers."""
        begin, end = self.starts[numbers.start], self.starts[numbers.stop]
        captures = self.captures.at(self.places[begin:end])
        return [
            Document(
                captures[self.starts[number] - begin : self.starts[number + 1] - begin],
                self.tracked[number],
                self.jurisdictions[number],
                self._shards(number),
            )
            for number in numbers
        ]

    def _shards(self, number: int) -> list[Path]:
        """The files that have a document's texts."""
        text = self.captures.text[self.places[self.starts[number] : self.starts[number + 1]]]
        return [self.files[share] for share in np.unique(self.captures.share[text[text >= 0]])]

    def batches(self) -> Iterator[range]:
        """The numbers of all documents, some at a time."""
        ends = np.flatnonzero(np.diff(self.starts[:-1] // AT_ONCE)) + 1
        return (range(*batch) for batch in pairwise([0, *ends.tolist(), len(self)]))


def _places_of(table: pd.DataFrame, captures: Captures) -> dict[str, np.ndarray]:
    """Document → the places of its captures."""
    order = np.argsort(captures.series, kind="stable")
    ends = np.cumsum(np.bincount(captures.series))
    number = {path: place for place, path in enumerate(captures.paths)}
    coded = captures.table["day"].combine_chunks()
    day = np.array([ordinal(day) for day in coded.dictionary.to_pylist()])[coded.indices.to_numpy()]
    places: dict[str, list[np.ndarray]] = {name: [] for name in table["document"]}
    for archive, path, name, start, end in _rows(table):
        series = number.get((archive, path))
        if series is not None:
            own = order[ends[series - 1] if series else 0 : ends[series]]
            places[name].append(own[(day[own] >= start) & (day[own] < end)])
    return {name: np.concatenate([*own, np.empty(0, np.int64)]) for name, own in places.items()}


def _rows(table: pd.DataFrame) -> Iterator[tuple[str, str, str, int, int]]:
    """Archive, path, document and days [start, end) of each row of documents.csv, by document and first day."""
    rows = table.sort_values(["document", "from"])
    for *row, start, end in zip(*(rows[name] for name in ROW), strict=True):
        yield *row, ordinal(start) if start else 1, ordinal(end or OPEN)


def _tracked(table: pd.DataFrame, followed: Followed) -> dict[str, list[tuple[int, int]]]:
    """Document → the days on which the archives followed it; spans that touch are one."""
    tracked: dict[str, list[tuple[int, int]]] = {}
    for archive, path, name, opens, closes in _rows(table):
        spans = tracked.setdefault(name, [])
        for start, end in followed[archive, path]:
            start, end = max(start, opens), min(end, closes)
            if start >= end:
                continue
            if spans and start <= spans[-1][1]:
                start = spans.pop()[0]
            spans.append((start, end))
    return tracked
