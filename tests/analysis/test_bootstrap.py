"""The one bootstrap over companies: what is drawn, and how sure an estimate is."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from policy_corpus.analysis import bootstrap

AGES = np.array([10.0, 20.0, 60.0])


def mean_age(drawn: np.ndarray) -> np.ndarray:
    return drawn @ AGES / 3


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(0, 99))
def test_a_sample_has_as_many_units_as_there_are_in_every_stratum(sizes, seed):
    drawn = bootstrap.draw(sizes, seed, 7)
    assert drawn.shape == (7, sum(sizes))
    for stratum, size in zip(np.split(drawn, np.cumsum(sizes)[:-1], axis=1), sizes, strict=True):
        assert (stratum.sum(axis=1) == size).all()


def test_a_seed_gives_its_draws_for_good():
    assert bootstrap.draw(4, 0, 3).tolist() == [[1, 0, 0, 3], [0, 2, 2, 0], [1, 1, 1, 1]]
    assert bootstrap.draw(4, 0, 1).tolist() == bootstrap.draw(4, 0, 3)[:1].tolist()
    assert bootstrap.draw(4, 1, 3).tolist() != bootstrap.draw(4, 0, 3).tolist()


def test_an_estimate_is_of_all_units_and_its_bounds_of_the_samples():
    found = bootstrap.estimate(mean_age, 3, seed=0, n_samples=2000)
    assert found.value == 30
    assert (found.low, found.high) == pytest.approx(
        (10, 60)
    )  # all three alike: one sample in 27, more than 2.5 %
    assert {10.0, 30.0, 60.0} <= set(found.samples.round(6))


def test_what_is_subtracted_is_subtracted_in_each_sample():
    older = bootstrap.estimate(lambda drawn: mean_age(drawn) + 5, 3, seed=0, n_samples=50)
    change = older - bootstrap.estimate(mean_age, 3, seed=0, n_samples=50)
    assert (change.low, change.value, change.high) == pytest.approx((5, 5, 5))


def test_bounds_hold_95_of_100_samples_and_leave_out_undefined_ones():
    samples = np.arange(1001.0)
    assert bootstrap.bounds(samples).tolist() == [25, 975]
    assert bootstrap.bounds(np.append(samples, np.nan)).tolist() == [25, 975]
    assert bootstrap.bounds(np.column_stack([samples, 2 * samples])).tolist() == [[25, 50], [975, 1950]]


def test_a_share_has_bounds_where_enough_units_differ():
    flags = pd.DataFrame({"some": [True] * 4 + [False] * 8, "none": [False] * 12})
    table = bootstrap.shares(flags)
    assert table.loc["some", ["value", "n"]].tolist() == [pytest.approx(1 / 3), 12]
    assert 0 < table.loc["some", "low"] < 1 / 3 < table.loc["some", "high"] < 1
    assert table.loc["none", ["low", "high"]].isna().all()
    assert bootstrap.shares(flags.head(bootstrap.FEWEST - 1)).loc["some", ["low", "high"]].isna().all()
