"""The ledger → first additions: how many a year, who was first, and how many lie before and after a day."""

from collections.abc import Sequence

import pandas as pd

from policy_corpus.analysis import over_time
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.story import END

KINDS = ["first added", "added to", "removed", "denial added"]


def by_kind(ledger: pd.DataFrame, categories: Sequence[str]) -> pd.DataFrame:
    """Categories × KINDS: the rows of a ledger that are a document's first addition, a later one, and so on."""
    kind = ledger["change"].replace({"added": "added to", "denial_added": "denial added"})
    kind = kind.mask(ledger["change"].eq("added") & ledger["first"], "first added")
    return _crossed(ledger["category"], kind).reindex(index=list(categories), columns=KINDS, fill_value=0)


def firsts(ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows that are a document's first addition in a category, but those in a gap that spans two years."""
    return ledger[(ledger["change"] == "added") & ledger["first"] & ~over_time.undated(ledger, "YS")]


def by_year(firsts: pd.DataFrame, categories: Sequence[str], corpus: Corpus, documents) -> pd.DataFrame:
    """Years × categories: first additions; and `companies followed` in the year, to the charts' last day."""
    counts = _crossed(firsts["in_force"].dt.year.rename("year"), firsts["category"])
    counts = counts.reindex(columns=list(categories), fill_value=0)
    own = corpus.versions[corpus.versions["document"].isin(documents["document"])]
    ends = [pd.Timestamp(year=year + 1, month=1, day=1) for year in counts.index]
    spans = [
        own["from"].lt(min(end, pd.Timestamp(END))) & own["until"].gt(end - pd.DateOffset(years=1))
        for end in ends
    ]
    return counts.assign(**{"companies followed": [own.loc[span, "document"].nunique() for span in spans]})


def earliest(firsts: pd.DataFrame, categories: Sequence[str], n: int) -> pd.DataFrame:
    """Rank × categories: the platforms of the n earliest first additions, with the day; "" where there are fewer."""
    rows = firsts.sort_values(["in_force", "platform"], kind="stable").groupby("category").head(n)
    who = rows["platform"] + " " + rows["in_force"].dt.strftime("%Y-%m-%d")
    place = rows.groupby("category").cumcount() + 1
    table = rows.assign(who=who, rank=place).pivot(index="rank", columns="category", values="who")
    return table.reindex(columns=list(categories)).astype(object).fillna("")


def beside(rows: pd.DataFrame, categories: Sequence[str], day: str) -> pd.DataFrame:
    """Categories × before, after: how many rows were in force up to a day, and how many later."""
    when = rows["in_force"].gt(pd.Timestamp(day)).map({True: "after", False: "before"})
    table = _crossed(rows["category"], when)
    return table.reindex(index=list(categories), columns=["before", "after"], fill_value=0)


def taken_back(ledger: pd.DataFrame) -> pd.DataFrame:
    """Years × (change, category): removals, and denials added; what lies in a gap that spans two years is in none."""
    gone = ledger[ledger["change"].isin(["removed", "denial_added"])]
    gone = gone[~over_time.undated(gone, "YS")]
    return _crossed(gone["in_force"].dt.year.rename("year"), [gone["change"], gone["category"]])


def first_year(taken_back: pd.DataFrame, change: str, category: str) -> float:
    """The first year of `taken_back` with such a change in a category; missing where there is none."""
    if (change, category) not in taken_back:
        return float("nan")
    return taken_back.index[taken_back[change, category] > 0].min()


def pace_of_flows(flows: pd.DataFrame, since: str) -> pd.DataFrame:
    """Categories × mean companies a quarter that added clauses, before a day and since; and clauses added, removed."""
    late = flows.index.get_level_values("period") >= since
    means = flows["companies added"].groupby(["category", late], sort=False).mean().unstack()
    means = means.reindex(columns=[False, True]).set_axis(["before", "since"], axis=1)
    return means.join(flows.groupby("category", sort=False)[["clauses added", "clauses removed"]].sum())


def _crossed(rows, columns) -> pd.DataFrame:
    return pd.crosstab(rows, columns)
