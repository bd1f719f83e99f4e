"""Labels of the tables' rows, whatever their parts."""

import numpy as np
import pyarrow as pa
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract import clause_files, labelling
from policy_corpus.extract.clause_files import gather
from policy_corpus.extract.identity import clause_number
from policy_corpus.extract.labelling import SCORE, label_parts, label_rows, labeller, version_of
from policy_corpus.extract.part_tables import tables_of
from policy_corpus.extract.rows import Rows, names_of
from policy_corpus.extract.shard_file import write_tables
from policy_corpus.extract.shards import tables_in
from policy_corpus.extract.store import Store
from policy_corpus.extract.workers import InProcess
from policy_corpus.paths import DATA

TEXTS = ["We collect:", "your fingerprints", "We like rain.", "We scan your face."]
KEYS = [text.lower().strip(":.") for text in TEXTS]
PAIRS = [(0, -1), (1, 0), (2, -1), (3, -1), (1, -1)]


@pytest.fixture
def parts(tmp_path, monkeypatch):
    """All rows of a shard in parts of one."""
    monkeypatch.setattr(clause_files, "LEAST", 1)
    write_tables(tmp_path / "one.shard", tables_of((Store(TEXTS, KEYS, PAIRS), {})))
    hashes = np.array(list(map(clause_number, KEYS)), np.uint64)
    return gather([tmp_path / "one.shard"], Rows.of(*names_of(hashes, np.array(PAIRS))), tmp_path).parts


def test_labels_do_not_depend_on_the_parts(parts, tmp_path):
    assert len(parts) == 4
    made = [tables_in(file)[0] for file in label_parts(parts, DATA, InProcess(), tmp_path)]
    labels = pa.concat_tables(made).unify_dictionaries().to_pydict()
    scores = labels.pop(SCORE)
    texts, lead_ins = zip(*(pair for part in parts for pair in zip(*part.texts(), strict=True)), strict=True)
    lexicon, classifier = labeller(DATA)
    assert labels == lexicon.label_all(texts, lead_ins).to_dict("list")
    assert scores == np.round(classifier.scores(texts, lead_ins) * 1000).tolist()
    about = {text for text, is_about in zip(texts, labels["biometric_about"], strict=True) if is_about}
    assert about == {"your fingerprints", "We scan your face."}


def test_a_worker_whose_data_differ_is_told(parts, tmp_path):
    with pytest.raises(CorpusError, match=r"differs from machine to machine"):
        label_rows(tmp_path, version_of(DATA), parts[0], tmp_path)


def test_labels_are_kept_for_the_words_and_the_files_of_the_data(parts, tmp_path, monkeypatch):
    before = label_rows(DATA, version_of(DATA), parts[0], tmp_path)
    monkeypatch.setattr(labelling, "_labels", None)
    assert label_rows(DATA, version_of(DATA), parts[0], tmp_path) == before
    monkeypatch.setattr(labelling, "version_of", lambda data: "another lexicon's")
    with pytest.raises(TypeError):  # they would be made anew
        label_rows(DATA, "another lexicon's", parts[0], tmp_path)
