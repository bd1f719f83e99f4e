"""From the rows of the tables, in parts, to their labels and scores, made on an executor."""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from functools import lru_cache, partial
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


def label_rows(data: Path, version: str, part: RowsPart, folder: Path) -> Path:
    """The file in a folder that keeps the labels of a part of the tables' rows, a table, with their scores (0–1000).

    A row's depend on no other's. CorpusError where the data folder is not of this version.
    """
    if version_of(data) != version:
        raise CorpusError(
            f"{data}: was changed during the build, or differs from machine to machine; run again"
        )
    said = part.texts()
    file = file_of(folder, made_by(__name__), version, said)
    kept(file, lambda: [_labels(data, *said)])
    return file


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


def label_parts(parts: Iterable[RowsPart], data: Path, executor: Executor, folder: Path) -> Iterator[Path]:
    """The files of the labels of all parts, which are made on an executor, meanwhile."""
    return executor.map(partial(label_rows, data, version_of(data), folder=folder), parts)
