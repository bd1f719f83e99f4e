"""The corpus → what was archived, how much of it is usable, and what is left out, counted."""

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import at

# Plain words for what the tables hold as codes; the other statuses are plain words already.
STATUS = {"ok": "usable", "return": "back and forth", "doubled": "two policies"}
STATUS |= {"other_language": "other language", "other_region": "other region"}


def by_archive(captures: pd.DataFrame) -> pd.DataFrame:
    """Documents, captures, first and last day of each archive."""
    recorded = {"document": "nunique", "commit": "size", "day": ["min", "max"]}
    return (
        captures.groupby("archive").agg(recorded).set_axis(["documents", "captures", "first", "last"], axis=1)
    )


def status_shares(captures: pd.DataFrame) -> pd.Series:
    """The share of all captures (0–1) by status in plain words; notes that a file was removed have none."""
    return captures["status"].astype("object").replace(STATUS).value_counts() / len(captures)


def status_by_archive(captures: pd.DataFrame) -> pd.DataFrame:
    """The share of each archive's captures (0–1) by status in plain words."""
    kinds = captures["status"].astype("object").replace(STATUS).rename("status")
    return pd.crosstab(captures["archive"], kinds, normalize="index")


def different_texts(captures: pd.DataFrame) -> int:
    """Usable texts that differ in their words, counted within each document."""
    return len(captures[captures["status"] == "ok"].drop_duplicates(["document", "said"]))


def from_capture_to_policy(corpus: Corpus, documents: pd.DataFrame) -> pd.Series:
    """How many are left at each step from captures to the versions in force of main `documents`, by its name."""
    usable = corpus.captures[corpus.captures["status"] == "ok"]
    return pd.Series(
        {
            "captures": len(corpus.captures),
            "that hold a text": corpus.captures["text"].notna().sum(),
            "that are usable": len(usable),
            "distinct texts among them": len(usable.drop_duplicates(["document", "text"])),
            "texts whose words differ": different_texts(corpus.captures),
            "versions in force": len(corpus.versions),
            "versions of main documents": corpus.versions["document"].isin(documents["document"]).sum(),
        }
    )


def left_out(corpus: Corpus, documents: pd.DataFrame) -> pd.DataFrame:
    """What is left out of counts by company, and of how many: rows by reason, columns left out and of.

    `documents` are the main ones that are counted.
    """
    captures, every = corpus.captures, corpus.documents
    set_aside = ~captures["status"].isin(["ok", "doubled"]) & captures["status"].notna()
    in_use = every["versions"] > 0
    rows = {
        "captures: notes that a file was removed": (captures["text"].isna().sum(), len(captures)),
        "captures: set aside for their status": (set_aside.sum(), len(captures)),
        "documents: never a usable English policy": ((~in_use).sum(), len(every)),
        "documents: not the main one of their company": ((in_use & ~every["main"]).sum(), len(every)),
        "companies: no main document with a policy in force": (
            every["company"].nunique() - len(documents),
            every["company"].nunique(),
        ),
    }
    return pd.DataFrame(rows, index=["left out", "of"]).T


def days_since_capture(corpus: Corpus, documents: pd.DataFrame, day: str) -> pd.Series:
    """Document → days from its last capture to the end of the archives, of those of `documents` in force on a day."""
    last = corpus.captures.groupby("document", observed=True)["day"].max()
    live = at(corpus.versions[corpus.versions["document"].isin(documents["document"])], day)["document"]
    return (corpus.captures["day"].max() - last.reindex(live.unique())).dt.days


def from_page_to_row(corpus: Corpus, read: dict[str, int]) -> pd.Series:
    """How many there are of what pages are cut into, by name; `read` is what the build counted (the manifest's)."""
    return pd.Series(
        {
            "captures with a text": corpus.captures["text"].notna().sum(),
            "distinct texts": corpus.captures["text"].nunique(),
            "distinct paragraphs": read["paragraphs"],
            "clauses, as often as they appear in a distinct text": read["clause_occurrences"],
            "distinct clauses that were in force": corpus.clauses["hash"].nunique(),
            "distinct clauses with their lead-in": len(corpus.clauses),
            "spans of a clause in a document": len(corpus.presence),
        }
    )
