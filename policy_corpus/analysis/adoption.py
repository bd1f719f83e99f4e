"""The ledger → time to adoption: who could still take up a kind of language, from when to when, and who did.

A company is at risk from the day an archive begins to follow its policy (or from `start`, if that is later), unless
it has the language on that day; it is watched until it takes it up, or until it is no longer followed. Companies
that had the language before they were followed say nothing on when, and are left out: the curves are of the others.
"""

import contextlib

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.exceptions import StatError

from policy_corpus.analysis import bootstrap
from policy_corpus.categories import ALL
from policy_corpus.errors import check_known
from policy_corpus.extract.quality import FLICKER

YEAR = 365.25  # days


def at_risk(documents, spans, ledger, category: str, start: str, end: str) -> pd.DataFrame:
    """One row per main document that is followed within [start, end) and lacks the category at first.

    `documents` are followed between their columns from and until; `spans` are those of the category's clauses that
    collect. Columns: document, company, sector, entry, exit (days), adopted. CorpusError for an unknown category.
    """
    check_known("category", [category], dict.fromkeys([*ALL, *ledger["category"]]))
    start, end = pd.Timestamp(start), pd.Timestamp(end)
    rows = documents[["document", "company", "sector", "from", "until"]].astype({"document": object})
    rows = rows.assign(entry=rows["from"].clip(lower=start), exit=rows["until"].clip(upper=end))
    rows = rows[rows["entry"] < rows["exit"]]
    own = spans.astype({"document": object})[["document", "from", "until"]].rename(
        columns={"from": "came", "until": "went"}
    )
    had = rows.merge(own, on="document").query("came <= entry < went")["document"]
    rows = rows[~rows["document"].isin(had)]
    added = ledger[(ledger["category"] == category) & (ledger["change"] == "added")]
    days = rows.merge(added[["document", "in_force"]], on="document").query(
        "in_force > entry and in_force < exit"
    )
    first = days.groupby("document", as_index=False)["in_force"].min()
    adopted = rows[["document"]].merge(first, on="document", how="left")["in_force"].set_axis(rows.index)
    rows = rows.assign(adopted=adopted.notna(), exit=adopted.fillna(rows["exit"]))
    return rows.drop(columns=["from", "until"]).reset_index(drop=True)


def lasting_additions(spans, category: str, days: int = FLICKER) -> pd.DataFrame:
    """Spans of at least `days` as additions, the columns of the ledger that `at_risk` reads: a measure by labels alone.

    It asks less than the ledger: a clause reworded so that its label turns is an addition. It is had for any category.
    """
    long = spans[(spans["until"] - spans["from"]).dt.days >= days].astype({"document": object})
    return pd.DataFrame(
        {"document": long["document"], "category": category, "change": "added", "in_force": long["from"]}
    )


def placebo_ratios(rows: pd.DataFrame, dates, months: int) -> pd.Series:
    """The ratio of adoption rates after and before each of many dates on which nothing is known to have happened."""
    found = {}
    for date in dates:
        sums = rates(rows, date, months).sum()
        before, after = (sums[f"adopted_{n}"] / sums[f"years_{n}"] for n in ("before", "after"))
        found[date] = after / before if before else np.nan
    return pd.Series(found)


def adoption_curve(rows: pd.DataFrame, start: str) -> pd.DataFrame:
    """The share that had taken it up by each day, Kaplan-Meier with late entry: value, low, high (95 %), at_risk.

    lifelines' StatError where nobody is at risk for a time early on.
    """
    day = pd.Timestamp(start)
    entry, leave = ((rows[column] - day).dt.days for column in ("entry", "exit"))
    fitted = KaplanMeierFitter().fit(leave, rows["adopted"], entry=entry)
    bounds = 1 - fitted.confidence_interval_
    table = pd.DataFrame(
        {
            "value": 1 - fitted.survival_function_.iloc[:, 0],
            "low": bounds.iloc[:, 1],
            "high": bounds.iloc[:, 0],
            "at_risk": fitted.event_table["at_risk"],
        }
    )
    return table.set_axis(day + pd.to_timedelta(table.index, "D")).rename_axis("period")


def monthly(curve: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """A curve at the first day of every month from `start` to `end`; 0 before anybody was at risk."""
    months = pd.date_range(start, end, freq="MS", name="period")
    return curve.reindex(months, method="ffill").fillna(0)


def by_sector(rows: pd.DataFrame, start: str, least: int) -> pd.DataFrame:
    """The end of the curve of each sector with `least` companies or more: value, low, high, adopted, companies.

    A sector whose curve cannot be estimated, since nobody was at risk for a time, is left out.
    """
    ends = {}
    for sector, own in rows.groupby("sector"):
        with contextlib.suppress(StatError):
            if len(own) >= least:
                end = adoption_curve(own, start).iloc[-1].drop("at_risk")
                ends[sector] = {**end, "adopted": int(own["adopted"].sum()), "companies": len(own)}
    columns = ["value", "low", "high", "adopted", "companies"]
    return pd.DataFrame.from_dict(ends, orient="index", columns=columns)


def rates(rows: pd.DataFrame, date, months: int) -> pd.DataFrame:
    """Adoptions and company-years at risk within `months` before and after a date, one row a company."""
    date = pd.Timestamp(date)
    edges = [date - pd.DateOffset(months=months), date, date + pd.DateOffset(months=months)]
    found = {}
    for name, first, last in (("before", *edges[:2]), ("after", *edges[1:])):
        days = (rows["exit"].clip(upper=last) - rows["entry"].clip(lower=first)).dt.days.clip(lower=0)
        found[f"years_{name}"] = days / YEAR
        found[f"adopted_{name}"] = rows["adopted"] & (rows["exit"] >= first) & (rows["exit"] < last)
    return pd.DataFrame(found).groupby(rows["company"]).sum()


def rate_ratio(rows: pd.DataFrame, date, months: int, seed: int = 0, n_samples: int = 2000) -> pd.Series:
    """Adoptions per 100 company-years before and after a date, and their ratio with 95 % bounds over companies."""
    table = rates(rows, date, months)
    columns = ["adopted_before", "years_before", "adopted_after", "years_after"]
    values = table[columns].to_numpy(float)
    drawn = bootstrap.draw(len(values), seed, n_samples)
    before, years_before, after, years_after = (drawn @ values).T
    # half an adoption is added on either side, so that a sample without one has a ratio
    samples = ((after + 0.5) / years_after) / ((before + 0.5) / years_before)
    first, second = (table[f"adopted_{n}"].sum() / table[f"years_{n}"].sum() for n in ("before", "after"))
    low, high = bootstrap.bounds(samples)
    sums = table[["adopted_before", "adopted_after"]].sum()
    ratio = second / first if first else np.nan
    return pd.concat(
        [
            sums,
            pd.Series(
                {"before": 100 * first, "after": 100 * second, "ratio": ratio, "low": low, "high": high}
            ),
        ]
    )
