"""Who had whose wording, of four invented companies."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from policy_corpus.analysis.reuse import (
    debuts,
    followers,
    groups_with,
    nearer_to,
    nearest,
    resemblance,
    sources,
    with_names,
)
from policy_corpus.errors import CorpusError

# Clauses 0, 1 and 4 share most words, 2 shares none, 3 is a label.
COUNTS = sparse.csr_matrix(
    np.array(
        [[1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 0, 1], [0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 0, 0]]
    )
)


def table(days: list[str], from_start: list[bool]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "company": ["Acorn", "Birch", "Cherry", "Acorn Kids"],
            "parent": ["Acorn", "Birch", "Cherry", "Acorn"],
            "clause": [0, 1, 2, 4],
            "day": pd.to_datetime(days),
            "from_start": from_start,
        }
    )


@pytest.fixture
def rows() -> pd.DataFrame:
    return table(["2021-01-01", "2021-03-02", "2021-02-01", "2021-04-01"], [True, False, False, False])


def test_debuts_are_the_first_days_of_what_collects():
    clauses = pd.DataFrame(
        {
            "hash": ["a", "b", "a", "c", "e"],
            "biometric_about": True,
            "biometric_stance": ["collects", "denies", "collects", "collects", "collects"],
        }
    )
    documents = pd.DataFrame(
        {
            "document": ["x", "y"],
            "company": "Acorn",
            "parent": "Acorn",
            "from": pd.to_datetime(["2020-01-01"] * 2),
        }
    )
    days = pd.to_datetime(["2021-05-01", "2020-03-01", "2021-01-01", "2020-01-01", "2020-01-01"])
    presence = pd.DataFrame({"document": list("xxyxy"), "clause": [0, 1, 2, 3, 4], "shown": days})
    found = debuts(presence, clauses, documents, COUNTS, "biometric", least=2)
    assert found["clause"].tolist() == [4, 2]  # the label, the denial and the later copy are none
    assert found["from_start"].tolist() == [True, False]
    with pytest.raises(CorpusError, match="no category faces; give some of: biometric"):
        debuts(presence, clauses, documents, COUNTS, "faces", least=2)


def test_resemblance_is_the_share_of_common_words(rows):
    alike = resemblance(rows, COUNTS)
    assert alike[0, 1] == pytest.approx(4 / 6)
    assert alike[0, 3] == pytest.approx(4 / 5)
    assert alike[0, 2] == pytest.approx(1 / 6)
    assert (alike == alike.T).all() and (alike.diagonal() == 1).all()


def test_a_source_is_earlier_and_of_another_group(rows):
    found = sources(rows, resemblance(rows, COUNTS))
    assert found.index.tolist() == [1, 2, 3]
    assert found["source"].tolist() == [0, 0, 1]  # not Acorn's own for Acorn Kids
    assert found["lag"].tolist() == [60, 31, 30]
    named = with_names(found, rows, np.array([False, True, False, False]))
    assert named["earlier"].tolist() == ["Acorn", "Acorn", "Birch"]
    assert named["common"].tolist() == [True, False, False]


def test_the_first_of_all_has_no_source():
    rows = table(["2021-01-01"] * 4, [False] * 4)
    assert sources(rows, resemblance(rows, COUNTS)).empty


def test_groups_count_once_in_the_spread(rows):
    assert groups_with(rows, resemblance(rows, COUNTS), 0.6).tolist() == [2, 2, 1, 2]
    assert groups_with(rows, resemblance(rows, COUNTS), 1.0).tolist() == [1, 1, 1, 1]


def test_followers_had_nothing_near_before(rows):
    alike = resemblance(rows, COUNTS)
    assert followers(rows, alike, 0.6).tolist() == [
        1,
        0,
        0,
        0,
    ]  # Acorn Kids follows nobody: its group was first
    assert followers(rows.assign(from_start=True), alike, 0.6).sum() == 0


def test_the_nearest_on_either_side(rows):
    alike = resemblance(rows, COUNTS)
    assert nearest(rows, alike, 1, later=False)[1:] == ("Acorn", pd.Timestamp("2021-01-01"))
    assert nearest(rows, alike, 1, later=True)[1] == "Acorn Kids"


def test_who_is_nearer_to_a_model_than_to_what_was_there(rows):
    alike = resemblance(rows, COUNTS)
    assert nearer_to(rows, alike, "Birch", "2021-03-02", "2021-03-02") == (0, 1)
    alone = rows[rows["company"] != "Acorn"].reset_index(drop=True)
    assert nearer_to(alone, resemblance(alone, COUNTS), "Birch", "2021-03-02", "2021-03-02") == (1, 1)
