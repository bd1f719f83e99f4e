"""From the rows of the tables, in parts, to their labels and scores, made on an executor."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import Executor
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from policy_corpus.errors import CorpusError
from policy_corpus.extract.clause_files import RowsPart
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.extract.kept import file_of, kept
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.made_by import made_by

FILES = ("lexicon.yml", "categories.csv", "stance_model.csv", "collection_classifier.csv")
SCORE = "collection_score"


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


def label_rows(data: Path, version: str, part: RowsPart, folder: Path) -> pa.Table:
    """The labels and scores (0–1000) of a part of the tables' rows, kept in a folder; a row's depend on no other's.

    Columns of texts are coded, a byte a row. CorpusError where the data folder is not of this version.
    """
    if version_of(data) != version:
        raise CorpusError(
            f"{data}: was changed during the build, or differs from machine to machine; run again"
        )
    said = part.texts()
    (labels,) = kept(file_of(folder, made_by(__name__), version, said), lambda: [_labels(data, *said)])
    return labels


def _labels(data: Path, texts: list[str], lead_ins: list[str]) -> pa.Table:
    lexicon, classifier = labeller(data)
    labels = lexicon.label_all(texts, lead_ins)
    labels[SCORE] = (classifier.scores(texts, lead_ins) * 1000).round().astype(np.int32)
    return pa.table({name: _column(values) for name, values in labels.items()})


def _column(values: pd.Series) -> pa.Array:
    if values.dtype != "str":
        return pa.array(values)
    codes, names = pd.factorize(values)
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int8)), pa.array(names.tolist(), pa.string())
    )


class Labelling:
    """Labels the parts of the tables' rows on an executor, meanwhile."""

    def __init__(self, parts: Iterable[RowsPart], data: Path, executor: Executor, folder: Path):
        version = version_of(data)
        self._parts = [executor.submit(label_rows, data, version, part, folder) for part in parts]

    def result(self) -> tuple[pd.DataFrame, np.ndarray]:
        """The labels and scores of all rows; categories are in alphabetical order."""
        table = pa.concat_tables([part.result() for part in self._parts]).unify_dictionaries()
        labels = table.combine_chunks().to_pandas()
        for name, column in labels.select_dtypes("category").items():
            labels[name] = column.cat.reorder_categories(sorted(column.cat.categories))
        return labels, labels.pop(SCORE).to_numpy()
