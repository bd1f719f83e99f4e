"""New language is found where companies took it up after a day, and nowhere else."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis.new_language import new_language


def test_new_language_is_found_where_it_is_and_nowhere_else():
    rng = np.random.default_rng(0)
    rows = []
    for company in range(30):
        for number in range(40):
            late = rng.random() < 0.3
            rows.append([company, number % 10, "2024-01-01" if late else "2020-01-01"])
        rows.append([company, 10, "2024-01-01"])  # what every company took up late
    first = pd.DataFrame(rows, columns=["company", "group", "day"]).assign(
        day=lambda t: pd.to_datetime(t["day"])
    )
    found = new_language(first, "2023-01-01", n_samples=200)
    assert found.index[0] == 10
    assert found.loc[10, ["before", "after", "companies_before", "companies_after"]].tolist() == [
        0,
        30,
        0,
        30,
    ]
    assert (found["p"] <= 0.05).tolist() == [True] + [False] * 10
    assert found["after"].sum() == pytest.approx(found["expected"].sum())


def test_what_one_company_says_at_once_is_not_new_by_chance():
    rows = [["Acorn", group, "2024-01-01"] for group in range(5) for _ in range(10)]
    rows += [["Birch", group, "2020-01-01"] for group in range(5) for _ in range(10)]
    first = pd.DataFrame(rows, columns=["company", "group", "day"]).assign(
        day=lambda t: pd.to_datetime(t["day"])
    )
    assert (new_language(first, "2023-01-01", n_samples=50)["p"] == 1).all()
