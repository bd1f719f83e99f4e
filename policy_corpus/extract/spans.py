"""From the histories of documents to the spans of all of them as columns, and to the tables' rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from policy_corpus.extract.growing import Growing
from policy_corpus.extract.rows import Rows, part_of

RANGES = 16


@dataclass(frozen=True)
class Spans:
    """The spans of all documents, in these documents' order: a number a span in each column.

    `document` is a place in `documents`, `row` one of the tables, `section` a place in `sections`; days are numbers
    from 0001-01-01.
    """

    documents: list[str]
    sections: list[str]
    document: np.ndarray
    row: np.ndarray
    section: np.ndarray
    shown: np.ndarray
    start: np.ndarray
    end: np.ndarray
    joined: np.ndarray

    @classmethod
    def of(cls, documents: list[str], found: Growing) -> tuple["Spans", Rows]:
        """The spans of all documents, and the rows of their clauses; columns (`judging.Histories`) are taken out."""
        rows, row = _rows(found.take("clause"), found.take("lead_in"))
        columns = {
            name: found.take(name) for name in ("document", "section", "shown", "start", "end", "joined")
        }
        return cls(documents, found.texts("section"), row=row, **columns), rows

    @property
    def by_name(self) -> np.ndarray:
        """The place of each document in alphabetical order."""
        order = np.argsort(np.array(self.documents, object), kind="stable")
        return np.argsort(order, kind="stable")

    def ordered(self, size: int) -> Iterator[np.ndarray]:
        """The spans by document in alphabetical order, first day and clause: about so many at once, once at least."""
        ends = np.searchsorted(self.document, np.arange(len(self.documents) + 1))
        names = np.argsort(self.by_name, kind="stable")
        part = np.cumsum(np.diff(ends)[names]) // size
        for documents in np.split(names, np.flatnonzero(np.diff(part)) + 1):
            own = [np.arange(*ends[number : number + 2]) for number in documents]
            place = np.repeat(np.arange(len(own)), list(map(len, own)))
            own = np.concatenate(own)
            yield own[np.lexsort((self.row[own], self.start[own], place))]

    def first_companies(self, companies: list[str]) -> np.ndarray:
        """For each row of the tables, the number of the first company that says it; `companies` are the documents'."""
        of_document = pd.factorize(np.array(companies, object))[0]
        first = np.empty(int(self.row.max(initial=-1)) + 1, np.int64)
        first[self.row[::-1]] = of_document[self.document[::-1]]  # the last that is put there stays
        return first


def _rows(clauses: np.ndarray, lead_ins: np.ndarray) -> tuple[Rows, np.ndarray]:
    """The distinct rows among some, and the row of each: by ranges of hashes, so that few are sorted at once."""
    part = part_of(clauses, RANGES).astype(np.uint8)
    found, row, number = [], np.empty(len(clauses), np.int32), 0
    for own in (np.flatnonzero(part == one) for one in range(RANGES)):
        found.append(Rows.of(clauses[own], lead_ins[own]))
        row[own] = number + found[-1].find(clauses[own], lead_ins[own])
        number += len(found[-1])
    return Rows(
        *(np.concatenate([getattr(one, name) for one in found]) for name in ("clauses", "lead_ins"))
    ), row
