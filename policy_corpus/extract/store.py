"""From stores of clauses, numbered each for itself, to one store with one numbering."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from policy_corpus.extract.identity import clause_number


@dataclass
class Store:
    """The distinct clauses, (clause, lead-in) pairs and sections that readings number.

    `texts[t]` and `keys[t]` are clause t as first met and its words; `pairs[r]` is (t, lead-in's t or -1);
    `paragraphs` holds a hash of each distinct paragraph, `occurrences` counts the clauses of all texts.
    """

    texts: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    paragraphs: set[int] = field(default_factory=set)
    occurrences: int = 0

    @cached_property
    def hashes(self) -> np.ndarray:
        """The number by which each clause is known everywhere; asked for when all are there."""
        return np.array([clause_number(key) for key in self.keys], np.uint64)

    def words(self, rows: Iterable[int]) -> int:
        """The words of the clauses of rows."""
        return sum(self.keys[self.pairs[row][0]].count(" ") + 1 for row in rows)


class Merger:
    """Takes stores into `store` one after another; the numbers are as if one reader had read all their texts."""

    def __init__(self):
        self.store = Store()
        self._keys: dict[str, int] = {}
        self._pairs: dict[tuple[int, int], int] = {}
        self._sections: dict[str, int] = {}

    def take(self, part: Store) -> tuple[np.ndarray, np.ndarray]:
        """Take in a part: for each of its rows, and each of its sections, the number in `store`."""
        store = self.store
        texts = []
        for key, text in zip(part.keys, part.texts, strict=True):
            number = self._keys.setdefault(key, len(store.texts))
            if number == len(store.texts):
                store.texts.append(text)
                store.keys.append(key)
            texts.append(number)
        pairs = [(texts[clause], texts[lead] if lead >= 0 else -1) for clause, lead in part.pairs]
        rows = _numbers(pairs, self._pairs, store.pairs)
        sections = _numbers(part.sections, self._sections, store.sections)
        store.paragraphs |= part.paragraphs
        store.occurrences += part.occurrences
        return rows, sections


def _numbers(things: list, known: dict, listed: list) -> np.ndarray:
    """The number of each thing; one not known yet gets the next number and stands last in `listed`."""
    numbers = []
    for thing in things:
        number = known.setdefault(thing, len(listed))
        if number == len(listed):
            listed.append(thing)
        numbers.append(number)
    return np.array(numbers, np.uint32)
