"""The corpus → how long main policies are and how easy to read, by company and quarter, and how that changed."""

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import balanced, bootstrap_band, by_period, change_between

SIZES = {"words_days": "words per policy", "ease_days": "reading ease"}
EVERY, THROUGHOUT = "all", "throughout"  # lines of a chart, by their names in draw.SERIES


def policy_sizes(corpus: Corpus, documents: pd.DataFrame) -> pd.DataFrame:
    """One row per company and quarter in which its main policy was followed.

    Columns: document, company, period, days (followed); and, each times the days, clause_days, words_days,
    syllables_days and ease_days (Flesch's reading ease, with clauses for sentences); category, of the line that the
    rows belong to.
    """
    names = documents["document"]
    said = corpus.presence[corpus.presence["document"].isin(names)]
    said = said.join(corpus.clauses[["words", "syllables"]], on="clause")
    in_force = corpus.versions[corpus.versions["document"].isin(names)]
    table = pd.DataFrame({"days": by_period(in_force), "clause_days": by_period(said)})
    for size in ("words", "syllables"):
        table[f"{size}_days"] = by_period(said, weight=size)
    table = table[(table["days"] > 0) & (table["clause_days"] > 0)].reset_index()
    table["ease_days"] = table["days"] * flesch(
        table["words_days"], table["clause_days"], table["syllables_days"]
    )
    return table.merge(documents[["document", "company"]]).assign(category=EVERY)


def flesch(words: pd.Series, sentences: pd.Series, syllables: pd.Series) -> pd.Series:
    """Flesch's reading ease: about 60 to 70 is plain English, below 30 very hard."""
    return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words


def followed_throughout(sizes: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """The rows of companies followed in every quarter from `start` up to `end`; CorpusError where there are none."""
    return balanced(sizes, start, end).assign(category=THROUGHOUT)


def growth(panel: pd.DataFrame, start: str, last: str) -> pd.DataFrame:
    """How words per policy and reading ease changed between two quarters: start, end, change, low, high.

    A row for words (mean per policy) and one for Flesch's ease (points of its scale); 95 % bounds over companies.
    """
    return pd.concat([change_between(panel, start, last, size) for size in SIZES]).set_axis(
        list(SIZES.values())
    )


def bands(sizes: pd.DataFrame, panel: pd.DataFrame, size: str = "words_days") -> pd.DataFrame:
    """Means over companies with 95 % bounds, by line (every company, those followed throughout) and quarter."""
    return pd.concat([bootstrap_band(rows, size) for rows in (sizes, panel)])


def companies_followed(sizes: pd.DataFrame) -> pd.DataFrame:
    """The companies followed on an average day of each quarter: index category and period, column value."""
    quarters = sizes.groupby(["category", "period"])["days"]
    return (quarters.sum() / quarters.max()).to_frame("value")


def times_as_many(panel: pd.DataFrame) -> pd.Series:
    """What the last quarter has of the first, per policy: clauses, and words per clause (as ratios)."""
    sums = panel.groupby("period")[["words_days", "clause_days", "days"]].sum()
    clauses, words = sums["clause_days"] / sums["days"], sums["words_days"] / sums["clause_days"]
    return pd.Series({"clauses": clauses.iloc[-1] / clauses.iloc[0], "words": words.iloc[-1] / words.iloc[0]})
