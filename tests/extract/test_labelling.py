"""Labels of the rows that policies use, and the order of these rows in the tables."""

import numpy as np
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract import labelling
from policy_corpus.extract.history import History, Span
from policy_corpus.extract.identity import clause_hash
from policy_corpus.extract.labelling import Labelling, first_companies, label_clauses, table_rows, version_of
from policy_corpus.extract.store import Store
from policy_corpus.extract.workers import InProcess
from policy_corpus.paths import DATA

TEXTS = ["We collect:", "your fingerprints", "We like rain.", "We scan your face."]
STORE = Store(
    TEXTS, [text.lower().strip(":.") for text in TEXTS], [(0, -1), (1, 0), (2, -1), (3, -1), (1, -1)]
)


def history(*rows: int) -> History:
    return History([], [], [Span(row, 0, 1, 1, 2) for row in rows])


@pytest.mark.parametrize("batch", [1, 2, 10_000])
def test_labels_do_not_depend_on_the_batches(monkeypatch, batch):
    monkeypatch.setattr(labelling, "BATCH", batch)
    found = Labelling(STORE, DATA, InProcess())
    for own in (history(3, 1), history(1, 4)):
        found.take(own)
    found.start_rest()
    assert found.rows == [1, 3, 4]
    labels, scores = found.of([4, 1, 3])
    alone, scores_alone = label_clauses(
        DATA, version_of(DATA), [TEXTS[1], TEXTS[1], TEXTS[3]], ["", TEXTS[0], ""]
    )
    assert labels.to_dict("list") == alone.to_dict("list")
    assert scores.tolist() == scores_alone.tolist()
    assert labels["biometric_about"].tolist()[1:] == [1, 1]


def test_a_worker_whose_data_differ_is_told(tmp_path):
    with pytest.raises(CorpusError, match=r"differs from machine to machine"):
        label_clauses(tmp_path, version_of(DATA), TEXTS, [""] * len(TEXTS))


def test_rows_of_the_tables_do_not_depend_on_the_order_of_reading():
    rows = table_rows(STORE, [4, 1, 3])
    assert rows.hashes == sorted(rows.hashes)
    assert set(rows.hashes) == {clause_hash(STORE.keys[1]), clause_hash(STORE.keys[3])}
    assert rows.place_of[[0, 2]].tolist() == [-1, -1]
    assert np.array_equal(rows.place_of[rows.order], [0, 1, 2])
    assert rows.order.index(4) < rows.order.index(1)  # without a lead-in first
    assert table_rows(STORE, [1, 3, 4]).order == rows.order


def test_a_row_belongs_to_the_first_company_that_says_it():
    histories = [("Acme", history(1, 2)), ("Bolt", history(2, 3)), ("Acme", history(3, 4))]
    assert first_companies(histories) == {1: 0, 2: 0, 3: 1, 4: 0}
