"""The page "Look and ask": the tables and the ledger → a page that is interactive without a server.

What can be asked for lies beside the page as a script of data, for a page read from a file may fetch nothing;
static/explorer.js draws it. Without scripts the page shows a figure that does not move.

A company counts once: of the documents that a choice leaves, the first of each company in the order of
`documents_of`. Names and paths come from archived pages: they are escaped here and set as text there.
"""

import json
from pathlib import Path

import chart
import front
import numpy as np
import pandas as pd

import helpers as h
from policy_corpus.analysis import denials
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import measure
from policy_corpus.categories import ALL, NAMES, STORY
from policy_corpus.extract.sources import archived_at
from policy_corpus.story import CONTROL

DATA = "explorer-data.js"
HOW = """\
Choose what to see. Each point is a quarter; choose one, and the policies behind it are listed below, each with a
link to the archived version that was in force. The address of this page holds your choice: copy it to share the
view."""
COUNTED = """\
*Prevalence* is the share of followed days on which a company's policy has at least one clause that collects or uses
such data; *intensity* is the number of such clauses per 1,000 in force. A company counts once: of the documents that
your choice leaves, its main one, else the one followed longest. Policies read in Europe and in the United States
differ; where a choice mixes them, the line above the chart says so. Bounds are 95 % intervals over companies by
linearisation of the ratio (Taylor), given for ten companies or more; those of the notebooks are by bootstrap, and
differ a little. The changes listed are the ledger of lasting changes, `data/results/ledger.csv`; of one in a gap of
tracking, only the days between which it lies are known. A label is a rule's reading of a clause: read the archived
text before you say anything of a named company."""
SHOWN = [
    "category",
    "change",
    "first",
    "announced",
    "in_force",
    "section",
    "clauses",
    "url",
    "gap_from",
    "gap_until",
    "covers",
]


def documents_of(corpus: Corpus) -> pd.DataFrame:
    """The documents to choose from, twins left out: main ones first, then those followed longer, then by name."""
    documents = corpus.documents[corpus.documents["versions"] > 0]
    documents = documents[~documents["document"].str.contains("-twin")]
    spans = corpus.versions.assign(days=(corpus.versions["until"] - corpus.versions["from"]).dt.days)
    followed = documents["document"].map(spans.groupby("document", observed=True)["days"].sum())
    order = pd.DataFrame({"main": ~documents["main"], "days": -followed, "name": documents["document"]})
    return documents.loc[order.sort_values(["main", "days", "name"]).index]


def data_of(corpus: Corpus, ledger: pd.DataFrame) -> dict:
    """All that the page holds.

    quarters: first days. categories: (key, name). chosen: the keys chosen at first. documents: one each, with
    `start`, its first quarter, `days` followed in each quarter from there, and by category `with` (days with a
    clause that collects) and `clauses` (days × clauses per 1,000, in tenths), left out where all are 0;
    `sources` (address before and after the commit), `versions` (source, commit, first day), `at` (version by
    quarter, -1 for none). ledger: rows of SHOWN with the document's place before;
    `covers` is what a denial covers, in words.
    """
    documents = documents_of(corpus)
    measured = measure(corpus, ALL, documents)
    quarters = sorted(measured["period"].unique())
    place = {day: number for number, day in enumerate(quarters)}
    numbers = {name: number for number, name in enumerate(documents["document"])}
    rows = dict(list(measured.groupby("document", observed=True)))
    held = [_document(row, rows, place) for row in documents.itertuples()]
    held = [row for row in held if row]
    _add_versions(held, corpus, quarters)
    numbers = {row["document"]: number for number, row in enumerate(held)}
    changes = ledger[ledger["document"].isin(numbers) & ledger["category"].isin(ALL)]
    changes = changes.assign(covers=denials.of_changes(changes, denials.read_denials()))
    return {
        "quarters": [f"{day:%Y-%m-%d}" for day in quarters],
        "categories": [[category, NAMES[category]] for category in ALL],
        "chosen": [*STORY, CONTROL],
        "documents": held,
        "ledger": [
            [numbers[row.document], *(_plain(getattr(row, column)) for column in SHOWN)]
            for row in changes.sort_values(["in_force", "document", "category"]).itertuples()
        ],
    }


def _document(row, rows: dict, place: dict) -> dict | None:
    """What the page holds of one document, or None where it was followed in no quarter of the charts."""
    own = rows.get(row.document)
    if own is None:
        return None
    wide = own.pivot_table(["days", "days_with", "intensity_days"], "period", "category", sort=False)
    spots = [place[day] for day in wide.index]
    start, length = min(spots), max(spots) - min(spots) + 1

    def filled(values: pd.Series, factor: int = 1) -> list[int]:
        out = np.zeros(length, int)
        out[np.array(spots) - start] = (factor * values).round()
        return out.tolist()

    days_with = {c: filled(wide["days_with"][c]) for c in ALL if wide["days_with"][c].any()}
    return {
        "document": row.document,
        "platform": row.platform,
        "company": row.company,
        "sector": row.sector,
        "jurisdiction": row.jurisdiction,
        "start": start,
        "days": filled(wide["days"][ALL[0]]),
        "with": days_with,
        "clauses": {c: filled(wide["intensity_days"][c], 10) for c in days_with},
    }


def _add_versions(held: list[dict], corpus: Corpus, quarters: list) -> None:
    """Give each document the archived versions that were in force at the quarters' ends."""
    captures = corpus.captures[["archive", "commit", "path"]]
    own = dict(list(corpus.versions.sort_values("from", kind="stable").groupby("document", observed=True)))
    for row in held:
        versions = own[row["document"]]
        sources, listed, at = {}, {}, []
        for quarter in quarters[row["start"] : row["start"] + len(row["days"])]:
            end = quarter + pd.offsets.QuarterBegin(startingMonth=1)
            there = versions[(versions["from"] < end) & (versions["until"] > quarter)]
            if not len(there):
                at.append(-1)
                continue
            version = there.iloc[-1]
            archive, commit, path = captures.loc[version["capture"]]
            before, after = archived_at(archive, commit, path).split(commit)
            source = sources.setdefault((before, after), len(sources))
            at.append(listed.setdefault((source, commit, f"{version['from']:%Y-%m-%d}"), len(listed)))
        row |= {"sources": list(sources), "versions": list(listed), "at": at}


def _plain(value) -> str | int:
    """A cell of the ledger as JSON has it: days as text, nothing as nothing."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return int(value) if isinstance(value, bool | np.bool_ | int | np.integer) else str(value)


def as_script(data: dict) -> str:
    """The data as a script that sets `EXPLORER`; nothing in it can end the script or open a comment."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return f"window.EXPLORER={text.replace('<', chr(92) + 'u003c')};\n"


def lay_page(root: Path, extra: Path) -> str:
    """Write the data to the folder `extra`, and return the page in Markdown."""
    (extra / DATA).write_text(
        as_script(data_of(h.load_corpus(), h.load_ledger())), encoding="utf-8", newline="\n"
    )
    return page(root)


def page(root: Path) -> str:
    """The page in Markdown, with the figure that stands where scripts do not run."""
    table = front.chart_table(root)
    events = pd.read_csv(root / "data" / "events.csv", parse_dates=["date"])
    alt = f"Lines by quarter of the language of each category: {', '.join(front.LINES.values())}."
    html = (
        '<div id="explorer"><p class="still">This figure does not move: where scripts run, categories, platforms, '
        "sectors and jurisdictions can be chosen here.</p>"
        f"{chart.legend(table, front.LINES)}{chart.line_chart(table, events, alt)}</div>"
        f'<script defer src="{DATA}"></script><script defer src="_static/explorer.js"></script>'
    )
    return "\n\n".join(["# Look and ask", HOW, front.raw(html), "## What is counted", COUNTED]) + "\n"
