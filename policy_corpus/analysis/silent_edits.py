"""Updates → the share of them that are silent, in several ways, and corrected by a reading.

data/silent_edits_read.csv has a random sample of the updates that the program finds, drawn from two strata: those that
left the stated date as it was (flagged), and those that moved it. Each was read against the archived texts by two
readers, and by a third where they differ: was the policy edited by the company (edited), in ten words or more on data
collection (ten_words), and did its own date stay (unchanged)?
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

from policy_corpus.analysis.over_time import pooled_share
from policy_corpus.analysis.updates import DATED
from policy_corpus.paths import DATA

QUESTIONS = ["edited", "ten_words", "unchanged"]
READERS = ["a", "b", "c"]  # the third settles what the two differ on


def read_updates() -> pd.DataFrame:
    """The updates that were read: document, from, flagged, and the settled answer to each question (True or False).

    A third reading settles it, else the two that agree; while there is no second, the first. Where two differ and
    there is no third, the update is left out.
    """
    table = pd.read_csv(DATA / "silent_edits_read.csv", parse_dates=["from"])
    settled = pd.DataFrame({question: _settled(table, question) for question in QUESTIONS})
    rows = table[["document", "from", "flagged"]].astype({"flagged": bool}).join(settled)
    return rows.dropna().astype(dict.fromkeys(QUESTIONS, bool)).reset_index(drop=True)


def _settled(table: pd.DataFrame, question: str) -> pd.Series:
    """The answer to a question that counts, missing where readers differ and none settled it."""
    first, second, third = (table[f"{question}_{reader}"] for reader in READERS)
    agreed = first.where(second.isna() | (first == second))
    return third.where(third.notna(), agreed)


def agreement() -> pd.DataFrame:
    """By question: updates read by two, the share on which they agree, and Cohen's kappa (missing for none)."""
    table, found = pd.read_csv(DATA / "silent_edits_read.csv"), {}
    for question in QUESTIONS:
        both = table[[f"{question}_a", f"{question}_b"]].dropna()
        first, second = both.to_numpy(int).T
        kappa = cohen_kappa_score(first, second) if len(both) else np.nan
        agree = (first == second).mean() if len(both) else np.nan
        found[question] = {"updates": len(both), "agree": agree, "kappa": kappa}
    return pd.DataFrame(found).T.astype({"updates": int})


def corrected(
    rows: pd.DataFrame, sizes: pd.Series, changed: str, seed: int = 0, n_samples: int = 10_000
) -> pd.Series:
    """The share of updates that are silent, as read: share, low, high (95 %).

    `rows` are `read_updates`, a random sample of each stratum; `sizes` the updates of each stratum, by `flagged`;
    `changed` is the question that makes an update one: edited, or ten_words. In a stratum a row is a silent update, a
    dated one, or none; the interval is of draws from the posterior of these shares (Jeffreys' prior), so that a
    stratum without a mistake is not taken for one that can have none.
    """
    rng = np.random.default_rng(seed)
    silent, dated = np.zeros(n_samples + 1), np.zeros(n_samples + 1)  # the plain value stands first
    for flagged, size in sizes.items():
        own = rows[rows["flagged"] == flagged]
        kinds = [own[changed] & own["unchanged"], own[changed] & ~own["unchanged"], ~own[changed]]
        counts = np.array([kind.sum() for kind in kinds])
        shares = np.vstack([counts / counts.sum(), rng.dirichlet(counts + 0.5, n_samples)])
        silent, dated = silent + size * shares[:, 0], dated + size * shares[:, 1]
    values = silent / (silent + dated)
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return pd.Series({"share": values[0], "low": low, "high": high})


def by_size(rows: pd.DataFrame, sizes: Sequence[int]) -> pd.DataFrame:
    """The share of updates (`updates.updates`) that are silent, by the fewest changed words that make one.

    Columns: share, low, high (95 %, companies resampled), rows, companies.
    """
    return _shares({size: rows[rows["changed"] >= size] for size in sizes})


def without_a_step(rows: pd.DataFrame, passes: pd.DataFrame, least: int) -> pd.DataFrame:
    """As `by_size`, of updates of `least` changed words or more, where one step of `passes` is skipped, a row each.

    `passes` are what `updates.comparable` says of the rows. That both texts state a date is never skipped.
    """
    skipped = {f"without “{step}”": passes.drop(columns=step).all(axis=1) for step in passes if step != DATED}
    return _shares({name: rows[kept & (rows["changed"] >= least)] for name, kept in skipped.items()})


def _shares(updates: dict[str, pd.DataFrame]) -> pd.DataFrame:
    table = pd.DataFrame({name: pooled_share(rows, "silent") for name, rows in updates.items()}).T
    return table.astype({"rows": int, "companies": int})


def dated_soon_after(rows: pd.DataFrame, dated: pd.DataFrame, within: Sequence[int]) -> pd.DataFrame:
    """Silent updates that a later date follows within so many days: dated soon after, still silent, share silent.

    `dated` are the first appearances of a date (`updates.first_appearances`); the share is of all rows.
    """
    silent = rows[rows["silent"]].astype({"document": object}).sort_values("from", kind="stable")
    dates = dated[["document", "day"]].astype({"document": object, "day": silent["from"].dtype})
    next_date = {"left_on": "from", "right_on": "day", "by": "document", "direction": "forward"}
    soon = pd.merge_asof(silent, dates.sort_values("day", kind="stable"), **next_date)
    days = (soon["day"] - soon["from"]).dt.days
    table = pd.DataFrame({"dated soon after": {most: int((days <= most).sum()) for most in within}})
    still = len(silent) - table["dated soon after"]
    return table.assign(**{"still silent": still, "share silent": still / len(rows)})
