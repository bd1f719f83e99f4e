"""The change of a share, found again in other ways: another stance or unit, other beginnings, one reader alone.

And how often language begins, where every capture is believed and in the policies in force.
"""

from dataclasses import replace

import pandas as pd

from policy_corpus.analysis import bootstrap, choices, details, stated_purposes
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import balanced, change_between, measure, union
from policy_corpus.analysis.sample import Sample
from policy_corpus.analysis.select import collecting
from policy_corpus.categories import STORY
from policy_corpus.errors import CorpusError

READERS = ("first", "second")


def by_definition(
    corpus: Corpus, panel: pd.DataFrame, documents: pd.DataFrame, categories: list[str], sample: Sample
) -> pd.DataFrame:
    """Categories × ways: the change over the panel's quarters, as a difference of shares.

    The ways: clauses that collect; clauses of any stance, denials and definitions too; corporate groups in place of
    companies, where a group has what any of its companies has.
    """
    start = f"{panel['period'].min():%Y-%m-%d}"
    own = panel[panel["category"].isin(categories)]
    anything = balanced(measure(corpus, categories, documents, stance="any"), start, sample.end)
    groups = own.groupby(["category", "parent", "period"], as_index=False)[["days", "days_with"]].max()
    ways = {
        "clauses that collect": own,
        "clauses of any stance": anything,
        "corporate groups": groups.rename(columns={"parent": "company"}),
    }
    found = {way: change_between(rows, start, sample.last_quarter)["change"] for way, rows in ways.items()}
    return pd.DataFrame(found).loc[categories]


def defined_otherwise(
    corpus: Corpus, documents: pd.DataFrame, categories: list[str]
) -> dict[str, pd.DataFrame]:
    """Way → what `over_time.measure` finds where another clause, or another day, counts.

    any mention: clauses of any stance, too; users only: none on the work of applicants or staff; as shown: from the day
    on which the page first showed it; by rule: no label that readers gave, but the rules' own.
    """
    clauses = corpus.clauses
    of_others = clauses["employment_whose"].isin(["applicants", "staff"])
    of_users = clauses.assign(employment_about=clauses["employment_about"] & ~of_others)
    by_rule = clauses.assign(**{f"{category}_stance": clauses[f"{category}_rule"] for category in STORY})
    shown = corpus.presence.assign(**{"from": corpus.presence["shown"]})
    return {
        "any mention": measure(corpus, categories, documents, stance="any"),
        "users only": measure(replace(corpus, clauses=of_users), categories, documents),
        "as shown": measure(replace(corpus, presence=shown), categories, documents),
        "by rule": measure(replace(corpus, clauses=by_rule), categories, documents),
    }


def spells_of_captures(corpus: Corpus, documents: pd.DataFrame, categories: list[str]) -> pd.Series:
    """By category, the spells of its language in these documents where every capture is believed."""
    captures = corpus.captures[corpus.captures["document"].isin(documents["document"])].dropna(subset="text")
    captures = captures.sort_values(["document", "day"], kind="stable")
    has = captures[[f"collects_{category}" for category in categories]].set_axis(categories, axis=1) > 0
    before = has.groupby(captures["document"], observed=True).shift(fill_value=False)
    return (has & ~before).sum()


def spells_in_force(corpus: Corpus, documents: pd.DataFrame, categories: list[str]) -> pd.Series:
    """By category, the spells of its language in the policies in force of these documents."""
    return pd.Series({c: len(union(collecting(corpus, documents, c))) for c in categories})


def by_beginning(
    measured: pd.DataFrame, categories: list[str], starts: list[str], sample: Sample
) -> pd.DataFrame:
    """Beginnings × categories, and `companies`: the change among the companies followed in every quarter since.

    A beginning since when no company was followed throughout has zero companies and no change.
    """
    own = measured[measured["category"].isin(categories)]
    rows = {start: _since(own, start, sample) for start in starts if start < sample.last_quarter}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[*categories, "companies"])
    return table.astype({"companies": int}).rename_axis("since")


def _since(measured: pd.DataFrame, start: str, sample: Sample) -> dict:
    try:
        panel = balanced(measured, start, sample.end)
    except CorpusError:  # nobody was followed so long
        return {"companies": 0}
    change = change_between(panel, start, sample.last_quarter)["change"]
    return {**change, "companies": panel["company"].nunique()}


def by_reader(corpus: Corpus, readings: pd.DataFrame, documents: pd.DataFrame, day: str) -> pd.DataFrame:
    """Answers × settled, first, second: the shares of companies that state a purpose of biometric data, or name a
    choice about training, as settled by two or three readers and as either of the first two alone had it.

    Answers that nobody read in any company are left out; the table is empty where fewer than ten companies have each.
    """
    alone = {"settled": readings, **{reader: details.as_read_by(readings, reader) for reader in READERS}}
    columns = {}
    for name, own in alone.items():
        asked = {
            "biometric data": stated_purposes.stated(corpus, own, "biometric", day, documents),
            "AI training": choices.offered(corpus, own, day, documents),
        }
        enough = {what: flags.mean() for what, flags in asked.items() if len(flags) >= bootstrap.FEWEST}
        columns[name] = pd.concat(enough) if enough else pd.Series(dtype=float)
    table = pd.DataFrame(columns)
    return table[table.max(axis=1) > 0]
