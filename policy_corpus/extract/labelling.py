"""From the rows of the tables, in parts, to their labels and scores, made on an executor."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import Executor
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from policy_corpus.errors import CorpusError
from policy_corpus.extract.clause_files import RowsPart
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.extract.labels import Lexicon

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


def label_rows(data: Path, version: str, part: RowsPart) -> tuple[pd.DataFrame, np.ndarray]:
    """The labels and the scores (0–1000) of a part of the tables' rows; a row's depend on no other's.

    Columns of texts come as categories, a byte a row. CorpusError where the data folder is not of this version.
    """
    if version_of(data) != version:
        raise CorpusError(
            f"{data}: was changed during the build, or differs from machine to machine; run again"
        )
    lexicon, classifier = labeller(data)
    texts, lead_ins = part.texts()
    scores = (classifier.scores(texts, lead_ins) * 1000).round().astype(np.int32)
    labels = lexicon.label_all(texts, lead_ins)
    return labels.astype(dict.fromkeys(labels.select_dtypes("str"), "category")), scores


class Labelling:
    """Labels the parts of the tables' rows on an executor, meanwhile."""

    def __init__(self, parts: Iterable[RowsPart], data: Path, executor: Executor):
        version = version_of(data)
        self._parts = [executor.submit(label_rows, data, version, part) for part in parts]

    def result(self) -> tuple[pd.DataFrame, np.ndarray]:
        """The labels and scores of all rows."""
        parts, scores = zip(*(part.result() for part in self._parts), strict=True)
        labels = {name: _together([part[name] for part in parts]) for name in parts[0]}
        return pd.DataFrame(labels), np.concatenate(scores)


def _together(parts: list[pd.Series]) -> pd.Categorical | np.ndarray:
    """A column in parts as one; categories are in alphabetical order."""
    if isinstance(parts[0].dtype, pd.CategoricalDtype):
        return union_categoricals(parts, sort_categories=True)
    return np.concatenate(parts)
