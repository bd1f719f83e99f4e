"""From the clauses that policies use to the rows of the tables: by the hash of a clause, then of its lead-in.

A row is known by two whole numbers: the hash of its clause, and that of its lead-in plus one, 0 where there is none.
They are the same in every process and for every order of reading; no words are needed to find a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from policy_corpus.extract.identity import NUMBERS


def names_of(hashes: np.ndarray, pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two numbers of each of a store's pairs, given the hashes of its clauses."""
    if not len(pairs):
        return np.empty(0, np.uint64), np.empty(0, np.uint64)
    clauses, lead_ins = pairs.T
    return hashes[clauses], np.where(lead_ins >= 0, hashes[lead_ins] + np.uint64(1), np.uint64(0))


def numbers_of_hashes(clauses: Sequence[str], lead_ins: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The two numbers of rows, given their hashes as `identity.clause_hash` writes them; "" is no lead-in."""
    return (
        np.array([int(clause, 16) for clause in clauses], np.uint64),
        np.array([int(lead_in, 16) + 1 if lead_in else 0 for lead_in in lead_ins], np.uint64),
    )


@dataclass(frozen=True)
class Rows:
    """The rows of the tables, ascending: the hash of each one's clause, and the number of its lead-in."""

    clauses: np.ndarray
    lead_ins: np.ndarray

    @classmethod
    def of(cls, clauses: np.ndarray, lead_ins: np.ndarray) -> "Rows":
        """The distinct rows among some."""
        order = np.lexsort((lead_ins, clauses))
        clauses, lead_ins = clauses[order], lead_ins[order]
        first = np.ones(len(order), bool)
        first[1:] = (clauses[1:] != clauses[:-1]) | (lead_ins[1:] != lead_ins[:-1])
        return cls(clauses[first], lead_ins[first])

    def __len__(self) -> int:
        return len(self.clauses)

    @property
    def hashes(self) -> list[str]:
        """The hash of each row's clause, as `identity.clause_hash` writes it."""
        return [f"{number:012x}" for number in self.clauses.tolist()]

    @property
    def lead_in_hashes(self) -> list[str | None]:
        """The hash of each row's lead-in; None where it has none."""
        return [f"{number - 1:012x}" if number else None for number in self.lead_ins.tolist()]

    def find(self, clauses: np.ndarray, lead_ins: np.ndarray) -> np.ndarray:
        """The row of each pair of numbers, -1 where it is none."""
        if not len(self):
            return np.full(len(clauses), -1, np.int32)
        low, end = (np.searchsorted(self.clauses, clauses, side) for side in ("left", "right"))
        high, last = end, len(self) - 1
        # The rows of one clause ascend by lead-in: halved, for all at once, until the first that is not below is found.
        while (is_open := low < high).any():
            middle = (low + high) // 2
            is_below = is_open & (self.lead_ins[np.minimum(middle, last)] < lead_ins)
            low, high = np.where(is_below, middle + 1, low), np.where(is_open & ~is_below, middle, high)
        found = (low < end) & (self.lead_ins[np.minimum(low, last)] == lead_ins)
        return np.where(found, low, -1).astype(np.int32)

    def parts(self, size: int, most: int) -> list[slice]:
        """The rows in 1, 2, 4 … parts by hashes (`part_of`), of about `size` rows at least; so many parts at most.

        The ranges are the same for a few rows more, so that new rows change only the parts in which they are.
        """
        number = 1 << max(0, min(len(self) // size, most).bit_length() - 1)
        ends = np.searchsorted(part_of(self.clauses, number), np.arange(number + 1))
        return [slice(*of_part) for of_part in pairwise(ends.tolist())]


def part_of(clauses: np.ndarray, parts: int) -> np.ndarray:
    """In which of so many parts of the rows (`Rows.parts`) those of each clause are, by the clauses' hashes."""
    return (clauses // np.uint64(NUMBERS // parts)).astype(np.int64)


def place_in(ascending: np.ndarray, sought: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each number sought stands among others, of which there is one at least, and whether it does."""
    place = np.minimum(np.searchsorted(ascending, sought), len(ascending) - 1)
    return place, ascending[place] == sought
