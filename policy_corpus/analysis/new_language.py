"""The days on which companies first had each wording → groups of wordings taken up after a day, beyond chance."""

import numpy as np
import pandas as pd

from policy_corpus.analysis.cluster_names import top_terms
from policy_corpus.analysis.consensus import group_points
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.vectors import lsa, tfidf
from policy_corpus.analysis.wordings import Wordings
from policy_corpus.progress import steps

LEAST_DEVIATION = 0.5  # rows; where permutations hardly differ, one row more would be a large z
CHANCE = 0.05  # of p: a group is new if chance makes one as new in no more than this share of trials
N_TERMS = 6  # that a group is told by
DIMENSIONS = 100  # fine enough that one new subject can be a group of its own


def new_groups(
    language: Wordings, groups: np.ndarray, spans: pd.DataFrame, documents: pd.DataFrame, days: list[str]
) -> pd.DataFrame:
    """The groups of wordings that are new language since one of the days: since (year), terms, and as `new_language`.

    `spans` are those of the clauses, with their company; `documents` the companies' main ones. A group that is new
    since two of the days has two rows.
    """
    first = first_appearances(language, groups, spans)
    tried = {
        day[:4]: new_language(followed_around(first, documents, day), day)
        for day in steps(list(days), "days")
    }
    found = pd.concat(tried, names=["since", "group"]).query("p <= @CHANCE").reset_index()
    terms = top_terms(language.counts > 0, groups, language.terms, N_TERMS)
    return found.assign(terms=found["group"].map(terms))


def groupings(language: Wordings, numbers_and_seeds: list[tuple[int, int]]) -> dict[str, np.ndarray]:
    """The wordings sorted into so many small groups, by such a seed: a group number each, by the grouping's name."""
    points = lsa(tfidf(language.counts), DIMENSIONS)
    return {f"{n} groups, seed {seed}": group_points(points, n, seed) for n, seed in numbers_and_seeds}


def new_in_others(
    language: Wordings,
    groups: dict[str, np.ndarray],
    chosen: pd.Series,
    spans: pd.DataFrame,
    documents: pd.DataFrame,
    day: str,
) -> pd.DataFrame:
    """The share (0–1) of each chosen group's wordings that are in a group that is new in another grouping as well.

    `groups` are the groupings, the first the one whose groups are `chosen` (by their terms); each other has a column.
    """
    (_, own), *others = groups.items()
    table = pd.DataFrame(index=chosen.index)
    for name, other in others:
        new = new_groups(language, other, spans, documents, [day])["group"]
        table[name] = [np.isin(other[own == group], new).mean() for group in chosen]
    return table


def share_in_lexicon(corpus: Corpus, language: Wordings, groups: np.ndarray) -> pd.Series:
    """By group, the share of its clauses that are about any of the lexicon's categories (0–1)."""
    of_group = language.clauses.map(pd.Series(groups, language.first.index))
    about = corpus.clauses.filter(like="_about").any(axis=1)
    return about[of_group.index].groupby(of_group).mean()


def first_appearances(language: Wordings, groups: np.ndarray, spans: pd.DataFrame) -> pd.DataFrame:
    """The first day each company's policy had each wording, with its group: company, wording, day, group."""
    spans = spans.assign(wording=spans["clause"].map(language.clauses)).dropna(subset="wording")
    first = spans.groupby(["company", "wording"])["from"].min().rename("day").reset_index()
    return first.assign(group=first["wording"].map(pd.Series(groups, language.first.index)))


def followed_around(first: pd.DataFrame, documents: pd.DataFrame, day: str) -> pd.DataFrame:
    """The rows of companies followed a year before a day and two years after it, those of four years on."""
    day, years = pd.Timestamp(day), pd.DateOffset
    before, after = day - years(years=1), day + years(years=2)
    followed = documents[(documents["from"] < before) & (documents["until"] > after)]
    return first[first["company"].isin(followed["company"]) & (first["day"] < day + years(years=4))]


def new_language(first: pd.DataFrame, since: str, n_samples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Groups of wordings that companies took up after a day more often than by chance, the highest z first.

    `first` has one row per company and wording: company, group, day (first in force there). Chance: within each
    company the days are permuted among its wordings. One row a group: before, after (rows), companies_before,
    companies_after, expected (after), z, and p, the share of permutations in which any group has so large a z.
    """
    late = (first["day"] >= pd.Timestamp(since)).to_numpy()
    group, size = first["group"].to_numpy(), first["group"].max() + 1
    by_chance = _permuted_counts(first["company"], group, late, n_samples, seed)
    expected, deviation = by_chance.mean(axis=0), np.maximum(by_chance.std(axis=0), LEAST_DEVIATION)
    found = np.bincount(group, late, size)
    z, highest = (found - expected) / deviation, ((by_chance - expected) / deviation).max(axis=1)
    companies = first.assign(late=late).groupby(["group", "late"])["company"].nunique()
    companies = companies.unstack(fill_value=0).reindex(range(size), fill_value=0)
    table = pd.DataFrame(
        {
            "before": np.bincount(group, ~late, size).astype(int),
            "after": found.astype(int),
            "companies_before": companies[False],
            "companies_after": companies[True],
            "expected": expected,
            "z": z,
            "p": [(1 + (highest >= value).sum()) / (1 + n_samples) for value in z],
        }
    )
    return table.sort_values("z", ascending=False, kind="stable")


def _permuted_counts(
    companies: pd.Series, group: np.ndarray, late: np.ndarray, n_samples: int, seed: int
) -> np.ndarray:
    """How many late rows each group has where days are permuted within companies (samples × groups)."""
    company = pd.factorize(companies)[0]
    order = np.argsort(company, kind="stable")
    company, group, late = company[order], group[order], late[order]
    rng, counts = np.random.default_rng(seed), np.empty((n_samples, group.max() + 1))
    for sample in steps(range(n_samples), "permutations"):
        permuted = np.lexsort((rng.random(len(late)), company))  # within companies, in a random order
        counts[sample] = np.bincount(group, late[permuted], counts.shape[1])
    return counts
