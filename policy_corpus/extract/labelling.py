"""From the clauses that policies use to labels and scores, made on an executor, and to their order in the tables."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from policy_corpus.errors import CorpusError
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.extract.history import History
from policy_corpus.extract.identity import clause_hash
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.store import Store

BATCH = 10_000  # clauses that are labelled at once
FILES = ("lexicon.yml", "categories.csv", "stance_model.csv", "collection_classifier.csv")


def labeller(data: Path) -> tuple[Lexicon, CollectionClassifier]:
    """The lexicon and the classifier of a data folder, compiled once in a process for what its files hold."""
    return _compiled(data, version_of(data))


def version_of(data: Path) -> str:
    """A hash of the files of a data folder by which clauses are labelled."""
    files = [data / name for name in FILES]
    return hashlib.blake2b(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()


@lru_cache(maxsize=1)
def _compiled(data: Path, version: str) -> tuple[Lexicon, CollectionClassifier]:
    return Lexicon.read(data / "lexicon.yml"), CollectionClassifier.read(data / "collection_classifier.csv")


def label_clauses(
    data: Path, version: str, texts: list[str], lead_ins: list[str]
) -> tuple[pd.DataFrame, np.ndarray]:
    """The labels and the scores (0–1000) of clauses with their lead-ins; a clause's depend on no other's.

    CorpusError where the data folder is not of this version.
    """
    if version_of(data) != version:
        raise CorpusError(
            f"{data}: was changed during the build, or differs from machine to machine; run again"
        )
    lexicon, classifier = labeller(data)
    scores = (classifier.scores(texts, lead_ins) * 1000).round().astype(np.int32)
    return lexicon.label_all(texts, lead_ins), scores


class Labelling:
    """Labels the rows of a store that policies use, a batch as soon as so many have been met."""

    def __init__(self, store: Store, data: Path, executor: Executor):
        self.store, self.data, self.executor = store, data, executor
        self._version = version_of(data)
        self.rows: list[int] = []  # in the order in which they are first met
        self._met = np.zeros(len(store.pairs), bool)
        self._batches: list[Future] = []
        self._started = 0  # of the rows

    def take(self, history: History) -> None:
        """Take in the rows of a document, and start labelling once there are enough."""
        rows = np.unique(np.fromiter((span.row for span in history.spans), np.int64, len(history.spans)))
        self.rows += rows[~self._met[rows]].tolist()
        self._met[rows] = True
        if len(self.rows) - self._started >= BATCH:
            self.start_rest()

    def start_rest(self) -> None:
        """Start labelling what is left."""
        pairs = [self.store.pairs[row] for row in self.rows[self._started :]]
        texts = [self.store.texts[clause] for clause, _ in pairs]
        lead_ins = [self.store.texts[lead] if lead >= 0 else "" for _, lead in pairs]
        self._batches.append(self.executor.submit(label_clauses, self.data, self._version, texts, lead_ins))
        self._started = len(self.rows)

    def of(self, order: list[int]) -> tuple[pd.DataFrame, np.ndarray]:
        """The labels and scores of the rows in an order of theirs."""
        labels, scores = zip(*(batch.result() for batch in self._batches), strict=True)
        place = np.empty(len(self.store.pairs), np.int64)
        place[self.rows] = np.arange(len(self.rows))
        return pd.concat(labels).iloc[place[order]], np.concatenate(scores)[place[order]]


@dataclass(frozen=True)
class TableRows:
    """Which rows of the store are rows of the tables: by the hash of their clause, then of their lead-in.

    `order[i]` is the store's row of row i of the tables, `place_of[r]` the tables' row of the store's row r (-1
    for none); `hashes` and `lead_ins` are of the tables' rows, a lead-in None where there is none.
    """

    order: list[int]
    place_of: np.ndarray
    hashes: list[str]
    lead_ins: list[str | None]


def table_rows(store: Store, used: list[int]) -> TableRows:
    """The used rows of the store in an order that does not depend on the order of reading."""
    pairs = [store.pairs[row] for row in used]
    hashes = {i: clause_hash(store.keys[i]) for i in chain.from_iterable(pairs) if i >= 0}
    if len(set(hashes.values())) != len(hashes):
        raise AssertionError("two clauses share a hash: lengthen identity.clause_hash")
    names = sorted(
        (hashes[clause], hashes.get(lead, ""), row) for (clause, lead), row in zip(pairs, used, strict=True)
    )
    order = [row for _, _, row in names]
    place_of = np.full(len(store.pairs), -1, np.int32)
    place_of[order] = np.arange(len(order), dtype=np.int32)
    return TableRows(order, place_of, [name for name, _, _ in names], [lead or None for _, lead, _ in names])


def first_companies(histories: Iterable[tuple[str, History]]) -> dict[int, int]:
    """Row of the store → number of the first company that says it; histories come with their companies."""
    numbers: dict[str, int] = {}
    first: dict[int, int] = {}
    for company, history in histories:
        number = numbers.setdefault(company, len(numbers))
        for span in history.spans:
            first.setdefault(span.row, number)
    return first
