"""Changes read from the archives by hand → which of them the ledger found: data/results/known_changes_found.csv.

`python -m policy_corpus.trials.known_changes KNOWN.csv` reads columns id, platform, path, category, change,
first_date and last_date_without. A change is found where the ledger has a row of its platform, category and kind
that was announced after the last capture without it, and no later than 45 days after the first capture with it; or
one in a gap of tracking that has the first day in it, which leaves the lag unknown.
"""

import re
import sys

import numpy as np
import pandas as pd

from policy_corpus.files import write_table
from policy_corpus.paths import RESULTS

LATE = pd.Timedelta(days=45)
FACTS = ["id", "platform", "category", "change", "first_date"]
COLUMNS = [*FACTS[:-1], "first day", "found day", "lag", "hit", "days in ledger"]


def names(row: pd.Series) -> set[str]:
    """The names by which a row's platform may be known: as it is called, by its company, by its place on the web."""
    service = re.sub(r"^crawl_reviewed/", "", row["path"]).split("/")[0]
    said = [row["platform"], row.get("company", ""), service, re.sub(r"\.(com|org|net)$", "", service)]
    inner = [name for text in said for name in re.findall(r"\((.*?)\)", text)]
    outer = [re.sub(r"\(.*?\)", "", text) for text in said]
    return {name.strip().casefold() for name in (*inner, *outer)} - {""}


def known_changes_found(known: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """One row a known change: what and when it was, the day found nearest to it, lag in days, hit (0 or 1), and how
    many days of that platform, category and kind the ledger has in all."""
    known, ledger = (table.fillna("") for table in (known, ledger))
    own = [names(row) for _, row in ledger.iterrows()]
    announced, gap_from = (pd.to_datetime(ledger[day]) for day in ("announced", "gap_from"))
    rows = []
    for _, change in known.iterrows():
        called = names(change)
        same = (ledger["category"] == change["category"]) & (ledger["change"] == change["change"])
        theirs = np.array([not called.isdisjoint(other) for other in own])
        days = announced[same & theirs].drop_duplicates()
        first, without = pd.to_datetime(change["first_date"]), pd.to_datetime(change["last_date_without"])
        hits = days[(days >= min(first, without)) & (days <= first + LATE)]
        found = min(hits, key=lambda day: (abs(day - first), day)) if len(hits) else None
        lag = (found - first).days if len(hits) else None
        around = announced[same & theirs & (gap_from < first) & (first <= announced)]
        if not len(hits) and len(around):
            found = around.min()
        day = None if found is None else found.date()
        rows.append((*change[FACTS], day, lag, int(found is not None), len(days)))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"lag": "Int64"})


def main(known: str) -> None:
    """Hold the committed ledger against the known changes and write the table."""
    table = known_changes_found(pd.read_csv(known), pd.read_csv(RESULTS / "ledger.csv"))
    write_table(RESULTS / "known_changes_found.csv", table)
    print(
        f"{table['hit'].sum()} of {len(table)} known changes found, median lag {table['lag'].median():.0f} days"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
