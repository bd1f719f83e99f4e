"""The ledger's additions → who took up all of the story's categories, and who between one capture and the next."""

from collections.abc import Iterable

import pandas as pd

from policy_corpus.analysis.over_time import companies_within
from policy_corpus.categories import STORY

DAYS = {"by the day in force": "in_force", "by the day first seen": "announced"}


def additions(ledger: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The rows of a ledger that add clauses to these documents on a known day, not in a gap of tracking."""
    own = ledger[ledger["document"].isin(documents["document"]) & ledger["change"].eq("added")]
    return own[~own["uncertain"]]


def by_day(added: pd.DataFrame) -> pd.DataFrame:
    """A row a platform and day in force, earliest first: document, in_force, kinds (categories that gained clauses),
    last_without and announced (the captures between which they came), and days_between these."""
    days = added.groupby(["platform", "document", "in_force"], as_index=False)
    table = days.agg(
        kinds=("category", "nunique"), last_without=("last_without", "max"), announced=("announced", "min")
    )
    table["days_between"] = (table["announced"] - table["last_without"]).dt.days
    return table.sort_values("in_force", kind="stable").set_index("platform")


def ever(added: pd.DataFrame) -> pd.DataFrame:
    """Platforms × categories of the story: the day in force of the first addition; those that were seen to add all,
    who had them all earliest on top."""
    first = added[added["first"]].pivot_table("in_force", "platform", "category", aggfunc="min")
    table = first.reindex(columns=STORY).dropna()
    return table.loc[table.max(axis=1).sort_values(kind="stable").index]


def none_at_first(first_days: pd.DataFrame) -> int:
    """How many documents (of side_by_side.first_days) had no category of the story when they were first archived."""
    return int((~first_days[STORY].le(first_days["archived"], axis=0).any(axis=1)).sum())


def within(added: pd.DataFrame, lengths: Iterable[int]) -> pd.DataFrame:
    """Days × DAYS: how many companies added clauses of all categories within so many days."""
    counts = {name: {n: companies_within(added, day, n) for n in lengths} for name, day in DAYS.items()}
    return pd.DataFrame(counts).rename_axis("days, at most")
