"""What is measured of invented archives, and the straight lines by which more is projected."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.trials import scale
from policy_corpus.trials.scale import MEASURED, PROJECTED, WHOLE_PAGES, project

PER_PAGE = {"own_processor": 0.001, "worker_processor": 0.01, "archive": 0.002, "tables": 0.003, "clauses": 8}


def rows(pages: list[int], memory: list[float]) -> pd.DataFrame:
    """Rows that lie on straight lines through 5, with so much memory."""
    grown = {name: [5 + slope * number for number in pages] for name, slope in PER_PAGE.items()}
    return pd.DataFrame(grown | {"pages": pages, "own_memory": memory, "worker_memory": memory})


def test_workers_share_their_time_and_not_that_of_the_process_that_hands_out():
    made = project(rows([1000, 2000, 9000], [400.0, 400.0, 400.0])).set_index("workers")
    own, shared = 5 + 0.001 * WHOLE_PAGES, 5 + 0.01 * WHOLE_PAGES
    for workers in (1, 8, 64):
        assert made.loc[workers, "seconds"] == pytest.approx(own + shared / workers)
    assert made["clauses"].tolist() == pytest.approx([5 + 8 * WHOLE_PAGES] * 3)


def test_memory_that_is_flat_stays_and_none_is_projected_below_what_was_measured():
    assert project(rows([1000, 9000], [400.0, 400.0]))["own_memory"].tolist() == pytest.approx([400] * 3)
    assert project(rows([1000, 9000], [400.0, 300.0]))["own_memory"].tolist() == pytest.approx([400] * 3)


def test_memory_that_grows_is_projected_to_grow():
    made = project(rows([1000, 2000], [400.0, 500.0]))["own_memory"]
    assert made.tolist() == pytest.approx([400 + 0.1 * (WHOLE_PAGES - 1000)] * 3)


def test_a_small_archive_is_measured(tmp_path):
    row = scale.measure(tmp_path, 2, 1)
    assert row["kind"] == MEASURED
    assert row["pages"] > 2
    assert min(row[name] for name in ("seconds", "own_processor", "own_memory", "archive", "clauses")) > 0
    assert [path.name for path in tmp_path.iterdir()] == ["2"]  # the tables are gone, the archive stays


def test_the_published_table_projects_what_its_measured_rows_say():
    table = pd.read_csv(scale.OUT)
    measured, projected = (table[table["kind"] == kind] for kind in (MEASURED, PROJECTED))
    assert len(measured) >= 2
    assert projected["workers"].tolist() == [1, 8, 64]
    expected = project(measured)
    for name in ("seconds", "own_memory", "tables"):
        assert np.allclose(projected[name], expected[name], rtol=0.01)
