"""The page "Look up": the tables and the ledger → a page that is interactive without a server.

What can be asked for lies beside the page as a script of data, for a page read from a file may fetch nothing;
static/explorer.js draws it, static/explorer-chart.js its chart. Without scripts the page shows a figure that does not
move.

A company counts once: of the documents that a choice leaves, the first of each company in the order of
`documents_of`. Names and paths come from archived pages: they are escaped here and set as text there.
"""

from pathlib import Path

import chart
import front
import numpy as np
import pandas as pd
from changes import KINDS, Change, changes_of
from markupsafe import Markup
from shell import REGIONS, SOURCES, Site, as_script, slugs_of

import helpers as h
from policy_corpus.analysis.bootstrap import FEWEST
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import measure
from policy_corpus.analysis.select import own_texts
from policy_corpus.analysis.spells import SEEN, spells
from policy_corpus.categories import ALL, PUBLISHED, STORY
from policy_corpus.extract.sources import archived_at
from policy_corpus.story import CONTROL

DATA = "explorer-data.js"


def documents_of(corpus: Corpus) -> pd.DataFrame:
    """The documents to choose from, twins left out: main ones first, then those followed longer, then by name."""
    documents = own_texts(corpus.documents)
    spans = corpus.versions.assign(days=(corpus.versions["until"] - corpus.versions["from"]).dt.days)
    followed = documents["document"].map(spans.groupby("document", observed=True)["days"].sum())
    order = pd.DataFrame({"main": ~documents["main"], "days": -followed, "name": documents["document"]})
    return documents.loc[order.sort_values(["main", "days", "name"]).index]


def data_of(corpus: Corpus, ledger: pd.DataFrame) -> dict:
    """All that the page holds.

    quarters: first days; end: the day after the last. categories: (key, name, colour). chosen: the keys chosen at
    first. fewest: the companies from which on there are bounds. sources: who is named below a chart. documents: one
    each, with `start`, its first quarter, `days` followed in each quarter from there, and by category `with` (days with
    a clause that collects) and `clauses` (days × clauses per 1,000, in tenths), left out where all are 0; `since` (by
    category, times without a break as first day, day after the last, and "", "first" where it may be older, or of a gap
    in which it came the last day before); `until`, the day after the last that is known; `sources` (address before and
    after the commit), `versions` (source, commit, first day), `at` (version by quarter, -1 for none). changes: the
    standing rows of the ledger, newest first: document's place, category, what changed, when, place, clauses, archived
    page, page.
    """
    documents = documents_of(corpus)
    measured = measure(corpus, ALL, documents)
    quarters = sorted(measured["period"].unique())
    held = _documents(corpus, documents, measured, quarters)
    since = _since(corpus)
    held = [row | {"since": since.get(row["document"], {})} for row in held]
    _add_versions(held, corpus, quarters)
    numbers = {row["document"]: number for number, row in enumerate(held)}
    return {
        "quarters": [f"{day:%Y-%m-%d}" for day in quarters],
        "end": f"{quarters[-1] + pd.offsets.QuarterBegin(startingMonth=1):%Y-%m-%d}",
        "categories": [[row.key, row.name, row.colour_light] for row in PUBLISHED.rows],
        "chosen": [*STORY, CONTROL],
        "fewest": FEWEST,
        "sources": SOURCES,
        "documents": held,
        "changes": [
            [numbers[change.document], *_told(change)]
            for change in changes_of(corpus, ledger[ledger["document"].isin(numbers)])
        ],
    }


def _told(change: Change) -> list[str | int]:
    """What the page's table of changes has of one, but whose it is."""
    first = ", for the first time" if change.first else ""
    what = f"{KINDS[change.kind][0]}{first}{change.covers and f': {change.covers}'}"
    return [change.category, what, change.when, change.sections, change.clauses, change.url, change.page]


def _documents(corpus: Corpus, documents: pd.DataFrame, measured: pd.DataFrame, quarters: list) -> list[dict]:
    """What the page holds of each document that was followed in a quarter of the charts, but since and versions."""
    slugs, grids, held = slugs_of(corpus.documents["platform"]), _grids(documents, measured, quarters), []
    for place, row in enumerate(documents.itertuples()):
        followed = np.flatnonzero(grids["days"][place].any(axis=1))
        if not len(followed):
            continue
        span = slice(followed[0], followed[-1] + 1)
        days, days_with, clauses = (grids[name][place, span].T.tolist() for name in grids)
        having = [number for number in range(len(ALL)) if any(days_with[number])]
        held.append(
            {
                "document": row.document,
                "platform": row.platform,
                "slug": slugs[row.platform],
                "company": row.company,
                "sector": h.sector_name(row.sector),
                "region": REGIONS[row.jurisdiction],
                "until": f"{row.until:%Y-%m-%d}",
                "start": int(span.start),
                "days": days[0],
                "with": {ALL[number]: days_with[number] for number in having},
                "clauses": {ALL[number]: clauses[number] for number in having},
            }
        )
    return held


def _grids(documents: pd.DataFrame, measured: pd.DataFrame, quarters: list) -> dict[str, np.ndarray]:
    """Days, days with such a clause, and days × clauses per 1,000, in tenths: documents × quarters × categories."""
    spots = (
        pd.Index(documents["document"]).get_indexer(measured["document"]),
        pd.Index(quarters).get_indexer(measured["period"]),
        pd.Index(ALL).get_indexer(measured["category"]),
    )
    grids = {}
    for name, factor in (("days", 1), ("days_with", 1), ("intensity_days", 10)):
        grids[name] = np.zeros((len(documents), len(quarters), len(ALL)), int)
        grids[name][spots] = (factor * measured[name]).round()
    return grids


def _since(corpus: Corpus) -> dict[str, dict[str, list]]:
    """Document → category → the times without a break in which it says so, as `data_of` describes them."""
    said = spells(corpus, ALL)
    said = said[said["stance"] == "collects"]
    found: dict[str, dict[str, list]] = {}
    for row in said.to_dict("records"):
        gap = "" if pd.isna(row["gap_from"]) else f"{row['gap_from']:%Y-%m-%d}"
        sure = {SEEN: "", "gap": gap}.get(row["opens"], "first")
        times = found.setdefault(row["document"], {}).setdefault(row["category"], [])
        times.append([f"{row['from']:%Y-%m-%d}", f"{row['until']:%Y-%m-%d}", sure])
    return found


def _add_versions(held: list[dict], corpus: Corpus, quarters: list) -> None:
    """Give each document the archived versions that were in force at the quarters' ends."""
    captures = {name: corpus.captures[name].to_numpy(object) for name in ("archive", "commit", "path")}
    ordered = corpus.versions.sort_values("from", kind="stable")
    own = dict(list(ordered.groupby("document", observed=True)))
    starts = np.array(quarters, "datetime64[s]")
    ends = np.array(
        [quarter + pd.offsets.QuarterBegin(startingMonth=1) for quarter in quarters], "datetime64[s]"
    )
    for row in held:
        versions = own[row["document"]]
        begun, over = (versions[day].to_numpy("datetime64[s]") for day in ("from", "until"))
        sources, listed, at = {}, {}, []
        for quarter in range(row["start"], row["start"] + len(row["days"])):
            there = np.flatnonzero((begun < ends[quarter]) & (over > starts[quarter]))
            if not len(there):
                at.append(-1)
                continue
            capture = versions["capture"].iloc[there[-1]]
            archive, commit, path = (captures[name][capture] for name in captures)
            before, after = archived_at(archive, commit, path).split(commit)
            source = sources.setdefault((before, after), len(sources))
            version = (source, commit, str(begun[there[-1]].astype("datetime64[D]")))
            at.append(listed.setdefault(version, len(listed)))
        row |= {"sources": list(sources), "versions": list(listed), "at": at}


def lay_page(site: Site, corpus: Corpus, ledger: pd.DataFrame, root: Path) -> None:
    """Write the page and its data; `root` is the repository, whose results the figure without scripts shows."""
    site.put(DATA, as_script("EXPLORER", data_of(corpus, ledger)))
    table = front.chart_table(root)
    events = pd.read_csv(root / "data" / "events.csv", parse_dates=["date"])
    alt = f"Lines by quarter of the language of each category: {', '.join(front.LINES.values())}."
    still = chart.legend(table, front.LINES) + chart.line_chart(table, events, alt)
    told = "Choose categories, platforms, sectors and regions, and see the policies behind each point."
    site.write("explore.html", "explore.html", "Look up", told, data=DATA, still=Markup(still), fewest=FEWEST)
