"""New language is found where companies took it up after a day, and nowhere else."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.analysis.new_language import new_groups, new_in_others, new_language
from policy_corpus.analysis.wordings import Wordings
from tests.analysis.by_hand import matrix


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


def test_new_groups_are_told_by_their_terms_and_found_again_in_another_grouping():
    """Wordings of the second kind came after the day, in every company; another grouping numbers them otherwise."""
    companies, kinds = [f"company {number}" for number in range(30)], 8
    first = pd.Series(range(30 * kinds))
    kind = np.arange(30 * kinds) % kinds
    counts = np.zeros((30 * kinds, kinds), np.float32)
    counts[np.arange(30 * kinds), kind] = 1
    rows = {"clause": first, "company": np.repeat(companies, kinds), "document": np.repeat(companies, kinds)}
    days = pd.to_datetime(np.where(kind == 1, "2024-01-01", "2020-01-01"))
    spans = pd.DataFrame({**rows, "from": days, "until": pd.Timestamp("2026-01-01")})
    documents = pd.DataFrame({"company": companies, "from": pd.Timestamp("2020-01-01")})
    documents["until"] = pd.Timestamp("2026-01-01")
    terms = pd.DataFrame({"token": [f"term{number}" for number in range(kinds)], "clauses": 30})
    weights = pd.Series(1.0, first.index)
    pairs = spans[["clause", "company"]].set_axis(["wording", "company"], axis=1)
    language = Wordings(first, first, pairs, matrix(counts.tolist()), terms, weights, [], 240, 240)
    new = new_groups(language, kind, spans, documents, ["2023-01-01"])
    assert new[["since", "group"]].to_numpy().tolist() == [["2023", 1]]
    assert new["terms"].iloc[0].startswith("term1")
    chosen = new.assign(terms="kind 1").set_index("terms")["group"]
    other = {"this": kind, "another": (kind + 3) % kinds, "joined": np.minimum(kind, 4)}
    again = new_in_others(language, other, chosen, spans, documents, "2023-01-01")
    assert again.loc["kind 1"].to_dict() == {"another": 1, "joined": 1}
