"""Open Terms Archive's memos → which of the changes they date the corpus has: data/results/memos_found.csv.

`python -m policy_corpus.trials.memos [TABLES [LEDGER.csv]]` reads data/memos.csv. A memo coincides where its commit is
a capture of the corpus and the document has a new text in force that begins within 7 days of it. A change of one of
the story's categories is in the ledger where that has a row of its platform, category and kind within as many days,
of the same document or of another, such as another region's.
"""

import sys
from pathlib import Path

import pandas as pd

from policy_corpus.analysis.corpus import load_table
from policy_corpus.categories import STORY
from policy_corpus.files import write_table
from policy_corpus.paths import DATA, RESULTS, TABLES

NEAR = pd.Timedelta(days=7)  # a crawler may come late, and a page that is announced may be in force later
MEMOS = DATA / "memos.csv"
FOUND = RESULTS / "memos_found.csv"
KINDS = ("added", "removed", "denial_added")  # of the ledger's rows; other changes are in no ledger


def memos_found(memos: pd.DataFrame, folder: Path, ledger: pd.DataFrame) -> pd.DataFrame:
    """One row a memo's change: its document, the capture's status, the text that begins nearest, the ledger's day.

    `status` is "" where no capture has the commit; `version` and `days` tell of the nearest text within `NEAR`;
    `in_ledger` is missing where the change is of no category of the story.
    """
    captures, versions, documents = (
        load_table(name, folder) for name in ("captures", "versions", "documents")
    )
    captures = captures.dropna(subset="document").astype({"document": str, "archive": str, "path": str})
    starts = versions.astype({"document": str}).groupby("document")["from"]
    platforms = documents.astype(str).set_index("document")["platform"]
    ledger = ledger.assign(announced=pd.to_datetime(ledger["announced"]))
    rows = []
    for memo in memos.itertuples():
        day = pd.Timestamp(memo.day)
        own = captures[(captures["archive"] == memo.archive) & (captures["path"] == memo.path)]
        shown = own[own["commit"].astype(str) == memo.commit]
        document = _document(shown if len(shown) else own, day)
        begins = _nearest(starts.get_group(document), day) if document in starts.groups else None
        rows.append(
            {
                "id": memo.id,
                "document": document,
                "day": memo.day,
                "status": str(shown["status"].iloc[0]) if len(shown) else "",
                "version": begins.date() if begins is not None else "",
                "days": (begins - day).days if begins is not None else None,
                "coincides": int(len(shown) > 0 and begins is not None),
                "category": memo.category,
                "change": memo.change,
            }
            | _in_ledger(memo, ledger[ledger["platform"] == platforms.get(document)], document, day)
        )
    return pd.DataFrame(rows).astype({"days": "Int64", "in_ledger": "Int64"})


def _in_ledger(memo, rows: pd.DataFrame, document: str, day: pd.Timestamp) -> dict[str, object]:
    """What the ledger's rows of a platform have of a memo's change: ledger_document, ledger_day, in_ledger."""
    if memo.category not in STORY or memo.change not in KINDS:
        return {"ledger_document": "", "ledger_day": "", "in_ledger": None}
    same = (rows["category"] == memo.category) & (rows["change"] == memo.change)
    dated = _nearest_row(rows[same], document, day)
    if dated is None:
        return {"ledger_document": "", "ledger_day": "", "in_ledger": 0}
    return {"ledger_document": dated["document"], "ledger_day": dated["announced"].date(), "in_ledger": 1}


def _document(captures: pd.DataFrame, day: pd.Timestamp) -> str:
    """The document of the capture nearest to a day, "" of none."""
    return "" if captures.empty else captures.loc[(captures["day"] - day).abs().idxmin(), "document"]


def _nearest(days: pd.Series, day: pd.Timestamp) -> pd.Timestamp | None:
    """Of some days the nearest within `NEAR`, the earlier of two."""
    near = sorted(days[(days - day).abs() <= NEAR], key=lambda other: (abs(other - day), other))
    return near[0] if near else None


def _nearest_row(rows: pd.DataFrame, document: str, day: pd.Timestamp) -> pd.Series | None:
    """Of some rows of the ledger that of the document, else of another of the platform's, nearest within `NEAR`."""
    away = (rows["announced"] - day).abs()
    rows = rows.assign(other=rows["document"] != document, away=away)[away <= NEAR]
    return None if rows.empty else rows.sort_values(["other", "away", "document"]).iloc[0]


def main(folder: str = str(TABLES), ledger: str = str(RESULTS / "ledger.csv")) -> None:
    """Hold tables and ledger against the memos and write the table."""
    memos, rows = (pd.read_csv(path, dtype=str, keep_default_na=False) for path in (MEMOS, ledger))
    table = memos_found(memos, Path(folder), rows)
    write_table(FOUND, table)
    told = table["in_ledger"].dropna()
    print(
        f"{table['coincides'].sum()} of {len(table)} changes that memos date coincide with a new text in force; "
        f"{told.sum()} of {len(told)} in the story's categories are in the ledger"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
