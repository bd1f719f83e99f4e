"""The ledger → time to adoption: who could still take up a kind of language, from when to when, and who did.

A company is at risk from the day an archive begins to follow its policy (or from `start`, if that is later), unless
it ever had the language until that day; it is watched until it takes it up, or until it is no longer followed.
Companies that had it by then say nothing on when they took it up, and are left out; so one that gave the language up
and has it again is no adopter. The curves are of those that were without it when the clock started, and before.

An adoption that lies in a gap of tracking (`uncertain` in the ledger) is known by its bounds only: it is
interval-censored. The estimate for such data, Turnbull's, is in lifelines (`fit_interval_censoring`), but neither with
late entry nor with bounds, and most companies enter late. So late entry is kept, an uncertain adoption is taken to
be in the middle of its gap, and every curve says what it would be with all of them at either end.
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


def at_risk(documents, versions, spans, ledger, category: str, start: str, end: str) -> pd.DataFrame:
    """One row per main document that is followed within [start, end) and had the category never before.

    `documents` are followed between their columns from and until; `versions` are their texts in force; `spans` are
    those of the category's clauses that collect. Columns: document, company, sector, entry, exit (days), adopted,
    earliest: the first day on which it may have adopted. That is `exit`, but for an adoption in a gap, whose `exit` is
    the first day after it. Where `start` is in a gap, a company enters when its policy is seen again; where `end` is
    in the gap of its adoption, it leaves when it was lost. CorpusError for an unknown category.
    """
    check_known("category", [category], dict.fromkeys([*ALL, *ledger["category"]]))
    start, end = pd.Timestamp(start), pd.Timestamp(end)
    rows = documents[["document", "company", "sector", "from", "until"]].astype({"document": object})
    rows = rows.assign(exit=rows["until"].clip(upper=end)).merge(_entries(versions, start), on="document")
    rows = rows[rows["entry"] < rows["exit"]]
    own = spans.astype({"document": object})[["document", "from"]].rename(columns={"from": "came"})
    had = rows.merge(own, on="document").query("came <= entry")["document"]
    rows = rows[~rows["document"].isin([*had, *_additions(ledger, category, first=False)["document"]])]
    days = rows[["document", "entry", "exit"]].merge(_additions(ledger, category, first=True), on="document")
    days = days.query("in_force > entry and earliest < exit").sort_values("in_force", kind="stable")
    first = rows[["document"]].merge(days.drop_duplicates("document"), on="document", how="left")
    in_force, earliest = (first[day].set_axis(rows.index) for day in ("in_force", "earliest"))
    adopted = in_force < rows["exit"]
    leave = in_force.where(adopted, earliest.fillna(rows["exit"]))
    rows = rows.assign(adopted=adopted, exit=leave, earliest=earliest.where(adopted, leave))
    return rows.drop(columns=["from", "until"]).reset_index(drop=True)


def risk_of(documents, spans, ledger, categories, versions, start: str, end: str) -> dict[str, pd.DataFrame]:
    """Category → the companies at risk of it, as `at_risk`; `spans` are by category."""
    return {c: at_risk(documents, versions, spans[c], ledger, c, start, end) for c in categories}


def _entries(versions, start: pd.Timestamp) -> pd.DataFrame:
    """The first day from `start` on on which a text of each document is in force: document, entry."""
    own = versions.loc[versions["until"] > start, ["document", "from"]].astype({"document": object})
    first = own.groupby("document", as_index=False)["from"].min()
    return first.set_axis(["document", "entry"], axis=1).assign(
        entry=lambda table: table["entry"].clip(lower=start)
    )


def _additions(ledger, category: str, first: bool) -> pd.DataFrame:
    """A category's first additions, or those of documents without one: of what, as read, had stood there before.

    Columns: document, in_force, earliest (in_force, but the first day of a gap).
    """
    added = ledger[(ledger["category"] == category) & (ledger["change"] == "added")]
    begun = added["document"].isin(added.loc[added["first"], "document"])
    added = added[added["first"]] if first else added[~begun]
    opened = added["gap_from"] + pd.Timedelta(days=1)
    return added[["document", "in_force"]].assign(
        earliest=opened.where(added["uncertain"], added["in_force"])
    )


def lasting_additions(spans, category: str, days: int = FLICKER) -> pd.DataFrame:
    """Spans of at least `days` as additions, the columns of the ledger that `at_risk` reads: a measure by labels alone.

    It asks less than the ledger: a clause reworded so that its label turns is an addition, and what the first text
    after a gap has is one of that day. It is had for any category.
    """
    long = spans[(spans["until"] - spans["from"]).dt.days >= days].astype({"document": object})
    facts = {"document": long["document"], "category": category, "change": "added", "in_force": long["from"]}
    return pd.DataFrame({**facts, "first": True, "uncertain": False, "gap_from": pd.NaT}).astype(
        {"gap_from": "datetime64[s]"}
    )


def adoption_curve(rows: pd.DataFrame, start: str) -> pd.DataFrame:
    """The share that had taken it up by each day, Kaplan-Meier with late entry: value, low, high (95 %), at_risk.

    Adoptions in gaps count in their gap's middle; `earliest` and `latest` are the values with all of them on its first
    day, and on the day after its last. Fewer than `bootstrap.FEWEST` companies have no bounds. lifelines' StatError
    where nobody is at risk for a time early on.
    """
    fitted = _fitted(rows, _within_gaps(rows, 0.5), start)
    bounds = 1 - fitted.confidence_interval_
    bounds = bounds if len(rows) >= bootstrap.FEWEST else bounds * np.nan
    table = pd.DataFrame(
        {
            "value": _share(fitted),
            "low": bounds.iloc[:, 1],
            "high": bounds.iloc[:, 0],
            "at_risk": fitted.event_table["at_risk"],
        }
    )
    for name, part in (("earliest", 0), ("latest", 1)):
        share = _share(_fitted(rows, _within_gaps(rows, part), start))
        table[name] = share.reindex(table.index, method="ffill")
    days = pd.Timestamp(start) + pd.to_timedelta(table.index, "D")
    return table.set_axis(days).rename_axis("period")


def curves(risk: dict[str, pd.DataFrame], start: str) -> pd.DataFrame:
    """The curve of each category's rows (`at_risk`), by category and period.

    One that cannot be estimated, since nobody was at risk, or nobody for a time, is left out.
    """
    found = {}
    for category, rows in risk.items():
        with contextlib.suppress(StatError):
            if len(rows):
                found[category] = adoption_curve(rows, start)
    columns = ["value", "low", "high", "at_risk", "earliest", "latest"]
    none = pd.DataFrame(columns=columns, index=pd.DatetimeIndex([], name="period"), dtype=float)
    return pd.concat(found or {"": none}, names=["category"])


def ends(curves: pd.DataFrame, risk: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The curves' ends: categories × value, low, high (0 to 1), adopted (companies seen to), companies (at risk)."""
    last = curves.groupby("category")[["value", "low", "high"]].last().reindex(list(risk))
    counts = {"adopted": lambda rows: int(rows["adopted"].sum()), "companies": len}
    return last.assign(**{name: [count(rows) for rows in risk.values()] for name, count in counts.items()})


def _within_gaps(rows: pd.DataFrame, part: float) -> pd.Series:
    """The day each row leaves; of an adoption in a gap, the day so far (0 to 1) through it."""
    return rows["earliest"] + pd.to_timedelta(part * (rows["exit"] - rows["earliest"]).dt.days // 1, "D")


def _fitted(rows: pd.DataFrame, leave: pd.Series, start: str) -> KaplanMeierFitter:
    """Kaplan-Meier with late entry, in days from `start`."""
    entry, leave = ((days - pd.Timestamp(start)).dt.days for days in (rows["entry"], leave))
    return KaplanMeierFitter().fit(leave, rows["adopted"], entry=entry)


def _share(fitted: KaplanMeierFitter) -> pd.Series:
    """The share that had adopted, by day from the start."""
    return 1 - fitted.survival_function_.iloc[:, 0]


def rates(rows: pd.DataFrame, date, months: int) -> pd.DataFrame:
    """Adoptions and company-years at risk within `months` before and after a date, one row a company.

    An adoption in a gap that spans the date, or an end of the months, is on neither side: its company was at risk
    until the gap began, and is counted in `left_out`. Other adoptions in gaps count in their gap's middle.
    """
    date = pd.Timestamp(date)
    edges = [date - pd.DateOffset(months=months), date, date + pd.DateOffset(months=months)]
    sides = [np.searchsorted(edges, rows[day].to_numpy(), side="right") for day in ("earliest", "exit")]
    spanning = sides[0] != sides[1]
    leave = rows["earliest"].where(spanning, _within_gaps(rows, 0.5))
    found = {}
    for name, first, last in (("before", *edges[:2]), ("after", *edges[1:])):
        days = (leave.clip(upper=last) - rows["entry"].clip(lower=first)).dt.days.clip(lower=0)
        found[f"years_{name}"] = days / YEAR
        found[f"adopted_{name}"] = rows["adopted"] & ~spanning & (leave >= first) & (leave < last)
    return pd.DataFrame({**found, "left_out": spanning}).groupby(rows["company"]).sum()
