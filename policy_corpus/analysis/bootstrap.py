"""Companies drawn with replacement, as weights → an estimate with its bootstrap samples and 95 % bounds.

A company is drawn whole: all its rows, categories and periods together, for they are not independent. A statistic
takes weights (samples × units: how often each unit is drawn) and gives one value, or row of values, a sample.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

LEVEL = (0.025, 0.975)  # the quantiles that bound 95 % of the samples
FEWEST = 10  # units of which a share has bounds; of fewer they would say more than is known


def draw(sizes: int | Sequence[int], seed: int, n_samples: int) -> np.ndarray:
    """How often each unit is in each bootstrap sample, as whole numbers (n_samples × units).

    `sizes` is how many units there are; or how many in each stratum, for samples drawn within strata.
    """
    generator = np.random.default_rng(seed)
    drawn = [generator.multinomial(n, np.full(n, 1 / n), n_samples) for n in np.atleast_1d(sizes)]
    return np.hstack(drawn)


@dataclass(frozen=True)
class Estimate:
    """A statistic of all units (`value`) and of each bootstrap sample (`samples`, first axis); `low` and `high`."""

    value: float | np.ndarray
    samples: np.ndarray

    @property
    def low(self):
        """The lower of the 95 % bounds, in the shape of `value`."""
        return bounds(self.samples)[0]

    @property
    def high(self):
        """The upper of the 95 % bounds, in the shape of `value`."""
        return bounds(self.samples)[1]

    def __sub__(self, other: "Estimate") -> "Estimate":
        """How much more this one is than another of the same draws, sample by sample."""
        return Estimate(self.value - other.value, self.samples - other.samples)


def estimate(
    statistic: Callable[[np.ndarray], np.ndarray], sizes: int | Sequence[int], seed: int, n_samples: int
) -> Estimate:
    """The statistic of all units, each once, with bootstrap samples; `sizes`, `seed`, `n_samples` as in `draw`.

    >>> ages = np.array([20, 40])
    >>> mean = estimate(lambda weights: weights @ ages / 2, 2, seed=0, n_samples=100)
    >>> float(mean.value), float(mean.low), float(mean.high)
    (30.0, 20.0, 40.0)
    """
    drawn = draw(sizes, seed, n_samples)
    values = statistic(np.vstack([np.ones((1, drawn.shape[1]), int), drawn]))
    return Estimate(values[0], values[1:])


def bounds(samples: np.ndarray) -> np.ndarray:
    """The 95 % bounds of bootstrap samples along the first axis: low, high; undefined (NaN) samples left out."""
    return np.nanquantile(samples, LEVEL, axis=0)


def shares(flags: pd.DataFrame, seed: int = 0, n_samples: int = 2000) -> pd.DataFrame:
    """The share of units (rows) for which each flag (column) holds: flag × value, low, high, n.

    `low` and `high` are missing where there are fewer than FEWEST units, and where all or none have the flag: so have
    they in every sample, which says nothing of how sure that is.
    """
    n = len(flags)
    table = pd.DataFrame({"value": flags.mean(), "low": np.nan, "high": np.nan}).assign(n=n)
    if n < FEWEST:
        return table
    held = flags.to_numpy(float)
    found = estimate(lambda weights: weights @ held / n, n, seed, n_samples)
    some = table["value"].between(0, 1, inclusive="neither")
    return table.assign(low=found.low, high=found.high).where(some, table)
