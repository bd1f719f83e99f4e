"""data/census.csv: whole policies read on days drawn by chance → how right company-days are, and the series corrected.

Each row is one policy, on one day, for one category, read whole by two readers who saw no label, and by a third where
they differed. The days were drawn in two parts:

    panel    every company of the main panel, on one day of each of three quarters, each followed day of it alike
    all      any day of any company's main document since 2018, each alike

So what the machine takes for said on these days can be set against what readers found, and the difference, which
stands for all days of the quarter, added to the machine's share (a difference estimator): what is corrected goes by
the readers, and by the machine only for the days of the quarter that nobody read.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

from policy_corpus.analysis import bootstrap
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import measure
from policy_corpus.analysis.select import at, clauses_of
from policy_corpus.categories import ALL
from policy_corpus.errors import CorpusError, check_known
from policy_corpus.extract.read_labels import READERS
from policy_corpus.files import read_texts
from policy_corpus.paths import DATA

CENSUS = DATA / "census.csv"
PARTS = ("panel", "all")
ANSWERS = ("says", "denies", "both", "no")  # what a policy does about a category
COLUMNS = ["part", "document", "day", "commit", "chance", "category", *READERS, "settled"]
SAYS = ("says", "both")
DENIES = ("denies", "both")
CHANGES = ["start", "end", "change", "low", "high", "beyond", "beyond_low", "beyond_high"]
BOUNDS = ["low", "high", "beyond_low", "beyond_high"]
_N_SAMPLES = 2000


def read_census(path: Path = CENSUS) -> pd.DataFrame:
    """census.csv: the columns COLUMNS, days as timestamps, chances as numbers, and `says`, `denies` as yes or no.

    CorpusError names the file, the row and the mend.
    """
    table = read_texts(path, COLUMNS, _row_fault)
    table["day"], table["chance"] = pd.to_datetime(table["day"]), table["chance"].astype(float)
    settled = table["settled"]
    return table.assign(says=settled.isin(SAYS), denies=settled.isin(DENIES))


def settle(readings: list[str]) -> str:
    """What two readings say alike, else what a third says; "" where that is open."""
    if len(readings) > 1 and readings[0] == readings[1]:
        return readings[0]
    return readings[2] if len(readings) == len(READERS) else ""


def _row_fault(row: dict[str, str]) -> str | None:
    """What is wrong with a row of census.csv; None where nothing is."""
    readings = [row[reader] for reader in READERS if row[reader]]
    if row["part"] not in PARTS:
        return f"part {row['part']!r} is none of {', '.join(PARTS)}"
    if row["category"] not in ALL:
        return f"category {row['category']!r} is none of {', '.join(ALL)}"
    if any(reading not in ANSWERS for reading in readings):
        return f"its readings must be some of {', '.join(ANSWERS)}"
    if not row["settled"] or row["settled"] != settle(readings):
        return "what is settled is not what its readings say; two alike settle it, else a third"
    return None


def agreement(census: pd.DataFrame) -> pd.DataFrame:
    """A row a category: policies read, and Cohen's kappa of two readings on whether it is said, and whether denied.

    A kappa is NaN where both readers gave one answer only.
    """
    rows = {}
    for category, own in census.groupby("category", sort=False):
        rows[category] = {"read": len(own)}
        for name, kinds in (("says", SAYS), ("denies", DENIES)):
            first, second = own["first"].isin(kinds), own["second"].isin(kinds)
            varied = len({*first, *second}) > 1
            rows[category][f"kappa {name}"] = cohen_kappa_score(first, second) if varied else np.nan
    return pd.DataFrame.from_dict(rows, orient="index").astype({"read": int})


def with_machine(census: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """The census with what the tables say of the same days: machine_says, machine_denies; and the company.

    CorpusError where a policy was not followed on its day: the census is of other tables.
    """
    names = corpus.documents.set_index("document")["company"].rename(index=str)
    found = {}
    for (document, day), _ in census.groupby(["document", "day"]):
        own = at(corpus.presence[corpus.presence["document"] == document], day)
        if own.empty:
            raise CorpusError(f"{CENSUS}: {document} has no policy in force on {day:%Y-%m-%d}; draw it anew")
        found[document, day] = frozenset(own["clause"])
    of = {
        c: {s: set(clauses_of(corpus, c, s)) for s in ("collects", "denies")}
        for c in census["category"].unique()
    }
    keys = list(zip(census["document"], census["day"], census["category"], strict=True))
    machine = {
        f"machine_{name}": [not found[d, day].isdisjoint(of[c][stance]) for d, day, c in keys]
        for name, stance in (("says", "collects"), ("denies", "denies"))
    }
    return census.assign(**machine, company=census["document"].map(names))


def accuracy(rows: pd.DataFrame, name: str = "says", seed: int = 0) -> pd.DataFrame:
    """A row a category: how often the machine's `says` (or `denies`) of a company-day is right, by the readers.

    `rows` are of `with_machine`. Columns: days, found (by the machine), said (by the readers), precision and recall
    (0 to 1), each with its 95 % bounds over companies (…_low, …_high; NaN where there is nothing to be right about,
    and where all agree: then no company drawn again tells how often they would not).
    """
    table = {}
    for category, own in rows.groupby("category", sort=False):
        both = own[f"machine_{name}"] & own[name]
        counts = (
            own.assign(both=both).groupby("company")[["both", f"machine_{name}", name]].sum().to_numpy(int)
        )

        def shares(drawn, counts=counts):
            sums = drawn @ counts
            with np.errstate(invalid="ignore", divide="ignore"):
                return sums[:, :1] / sums[:, 1:]

        found = bootstrap.estimate(shares, len(counts), seed, _N_SAMPLES)
        table[category] = {"days": len(own), "found": counts[:, 1].sum(), "said": counts[:, 2].sum()}
        for i, what in enumerate(("precision", "recall")):
            agree = found.low[i] == found.high[i]
            low, high = (np.nan, np.nan) if agree else (found.low[i], found.high[i])
            table[category] |= {what: found.value[i], f"{what}_low": low, f"{what}_high": high}
    return pd.DataFrame.from_dict(table, orient="index").astype({"days": int, "found": int, "said": int})


def series(rows: pd.DataFrame, corpus: Corpus, corrected: pd.DataFrame) -> pd.DataFrame:
    """The panel's prevalence in every quarter from the first that was read to the last: index (category, period).

    Columns: plain (by the tables) and companies; and of `corrected`, the first table of that name, corrected, low and
    high, which are missing in the quarters that nobody read.
    """
    documents = corpus.documents[
        corpus.documents["document"].isin(rows.loc[rows["part"] == "panel", "document"])
    ]
    categories, read = (corrected.index.unique(level) for level in ("category", "period"))
    measured = measure(corpus, list(categories), documents)
    measured = measured[measured["period"].between(read.min(), read.max())]
    groups = measured.groupby(["category", "period"])
    days, companies = groups[["days_with", "days"]].sum(), groups["company"].nunique()
    table = pd.DataFrame({"plain": days["days_with"] / days["days"], "companies": companies})
    return table.reindex(categories, level="category").join(corrected[["corrected", "low", "high"]])


def corrected(rows: pd.DataFrame, corpus: Corpus, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The panel's prevalence by category and quarter, plain and corrected; and its changes over the quarters.

    All are shares (0 to 1) of the days on which the panel's companies were followed, and differences of them.
    The first table's index is (category, period), its columns plain, corrected, low, high, companies; the second's
    index is the category, its columns start, end, change, low, high, and beyond, beyond_low, beyond_high: how much
    more it changed than the last category (the control) did. Bounds are of 95 %, companies drawn with replacement,
    the same in all categories and quarters.
    """
    panel = rows[rows["part"] == "panel"].copy()
    panel["period"] = panel["day"].dt.to_period("Q").dt.start_time
    categories, periods = list(panel["category"].unique()), sorted(panel["period"].unique())
    documents = corpus.documents[corpus.documents["document"].isin(panel["document"])]
    measured = measure(corpus, categories, documents)
    keys = ["document", "category", "period"]
    panel = panel.merge(measured[[*keys, "days", "days_with"]], on=keys, validate="one_to_one")
    error = panel["says"].astype(float) - panel["machine_says"].astype(float)
    panel = panel.assign(read=panel["days_with"] + error * panel["days"])
    wide = {
        c: panel.pivot_table(c, "company", ["category", "period"], "sum")
        for c in ("days", "days_with", "read")
    }
    columns = pd.MultiIndex.from_product([categories, periods], names=["category", "period"])
    check_known("quarter", columns, list(wide["days"].columns))
    days, plain, read = (wide[c][columns].to_numpy() for c in ("days", "days_with", "read"))
    found = bootstrap.estimate(lambda drawn: (drawn @ read) / (drawn @ days), len(days), seed, _N_SAMPLES)
    by_quarter = {"plain": plain.sum(axis=0) / days.sum(axis=0), "corrected": found.value}
    by_quarter |= {"low": found.low, "high": found.high, "companies": len(days)}
    first, last = (np.arange(len(categories)) * len(periods) + place for place in (0, len(periods) - 1))
    value, samples = found.value[last] - found.value[first], found.samples[:, last] - found.samples[:, first]
    change = bootstrap.Estimate(value, samples)
    beyond = bootstrap.Estimate(value - value[-1], samples - samples[:, -1:])
    changes = {"start": found.value[first], "end": found.value[last]}
    changes |= {"change": change.value, "low": change.low, "high": change.high}
    changes |= {"beyond": beyond.value, "beyond_low": beyond.low, "beyond_high": beyond.high}
    return pd.DataFrame(by_quarter, columns), pd.DataFrame(changes, pd.Index(categories, name="category"))


def of_panel(corpus: Corpus, panel: pd.DataFrame, categories: list[str], path: Path = CENSUS) -> pd.DataFrame:
    """The corrected changes of a balanced panel (over_time.balanced), as the second table of `corrected`.

    The last of `categories` that was read is the control. The table is empty where the census says nothing of the
    panel: a company of it was not read in its first and its last quarter. Fewer than ten companies have no bounds.
    """
    rows = read_census(path)
    rows = rows[(rows["part"] == "panel") & rows["document"].isin(panel["document"])]
    rows = rows[rows["category"].isin(categories)]
    quarters = rows["day"].dt.to_period("Q").dt.start_time
    ends = [panel["period"].min(), panel["period"].max()]
    read = [set(rows.loc[quarters == day, "document"]) for day in ends]
    if quarters.max() != ends[1] or any(documents != set(panel["document"]) for documents in read):
        return pd.DataFrame(columns=CHANGES, dtype=float)
    rows = rows[quarters >= ends[0]]
    rows = rows.sort_values("category", key=lambda c: c.map(categories.index), kind="stable")
    _, changes = corrected(with_machine(rows, corpus), corpus)
    few = panel["company"].nunique() < bootstrap.FEWEST
    return changes.assign(**dict.fromkeys(BOUNDS, np.nan)) if few else changes
