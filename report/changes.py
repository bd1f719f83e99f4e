"""The ledger → the pages of changes, a page a year and the newest in full on the first, and their Atom feeds.

A change has a permanent address, changes/YEAR.html#ID (ledger.change_id). Rows that were read as wrong are on no page;
their number is said. static/changes.js filters what a page lists; without scripts all of it stands.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
from feeds import Entry, feed
from shell import REGIONS, Site, slugs_of

import helpers as h
from policy_corpus.analysis import denials
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.ledger import change_id, pages_before
from policy_corpus.analysis.ledger_readings import standing
from policy_corpus.analysis.news import reason_of
from policy_corpus.categories import NAMES
from policy_corpus.extract.quality import FLICKER
from policy_corpus.extract.sources import change_at
from policy_corpus.prose import FORMS

TOLD = "What privacy policies began to say, or stopped saying, about biometrics, work and AI training"
LATE = 31  # days between the archived pages before and after, from which a change may be well older than it seems
NEWEST = 100  # changes in a feed; the pages have all
# Kind of change → its name in the filter, and what the policy does: for the first time, or not.
KINDS = {
    "added": (
        "says so",
        "says for the first time that the company does this",
        "says something new about it, not for the first time",
    ),
    "removed": ("no longer says so", "", "no longer says that the company does this"),
    "denial_added": (
        "denies it",
        "says for the first time that the company does not do this",
        "denies something about it, not for the first time",
    ),
    "denial_removed": ("no longer denies it", "", "no longer says that the company does not do this"),
}


@dataclass(frozen=True)
class Change:
    """A row of the ledger as pages and feeds show it: texts, days as timestamps, addresses."""

    id: str
    platform: str
    slug: str
    document: str
    region: str
    sector: str
    category: str
    kind: str
    first: bool
    says: str
    covers: str
    when: str
    announced: pd.Timestamp
    in_force: pd.Timestamp
    day_before: pd.Timestamp
    url_before: str
    url: str
    commit_url: str
    clauses: int
    hashes: tuple[str, ...]
    sections: str
    read: bool
    doubt: str

    @property
    def page(self) -> str:
        """The change's permanent address from the report's folder."""
        return f"changes/{self.in_force.year}.html#{self.id}"

    @property
    def title(self) -> str:
        """The change in a line."""
        first = " for the first time" if self.first else ""
        return f"{self.whose}: {NAMES[self.category]}: {KINDS[self.kind][0]}{first}"

    @property
    def whose(self) -> str:
        """The platform, with the region whose text it is where there are several."""
        return f"{self.platform} ({self.region})" if self.region != REGIONS["unspecified"] else self.platform


def changes_of(corpus: Corpus, ledger: pd.DataFrame) -> list[Change]:
    """The standing rows of a ledger as changes, the newest in force first; of one day by platform."""
    rows = standing(ledger)
    slugs = slugs_of(corpus.documents["platform"])
    sectors = corpus.documents.set_index("document")["sector"]
    rows = rows.assign(
        covers=denials.of_changes(rows, denials.read_denials()),
        url_before=pages_before(rows, corpus.captures),
        sector=rows["document"].map(sectors),
        order=-rows["in_force"].astype("int64"),
    ).sort_values(["order", "platform", "document", "category", "change", "stance"], kind="stable")
    return [_change(row, slugs) for row in rows.itertuples()]


def _change(row, slugs: dict[str, str]) -> Change:
    kind = "denial_removed" if row.change == "removed" and row.stance == "denies" else row.change
    return Change(
        id=change_id(row._asdict() | {"in_force": f"{row.in_force:%Y-%m-%d}"}),
        platform=row.platform,
        slug=slugs[row.platform],
        document=row.document,
        region=REGIONS[row.jurisdiction],
        sector=h.sector_name(row.sector),
        category=row.category,
        kind=kind,
        first=bool(row.first),
        says=_says(row, kind),
        covers=row.covers,
        when=_when(row),
        announced=row.announced,
        in_force=row.in_force,
        day_before=row.last_without,
        url_before=row.url_before,
        url=row.url,
        commit_url=change_at(row.archive, row.commit),
        clauses=row.clauses,
        hashes=tuple(row.hashes.split()),
        sections=sections_in_words(row.section),
        read=row.verdict != "",
        doubt=reason_of(row.doubt, row.change),
    )


def _says(row, kind: str) -> str:
    """What the policy does now, after the words "The policy"."""
    if row.change == "removed" and row.after:
        what = "said so" if kind == "removed" else "denied it"
        left = "1 remains" if row.after == 1 else f"{row.after} remain"
        return f"drops {_clauses(row.clauses)} that {what}; {left}"
    return KINDS[kind][1 if row.first else 2]


def _when(row) -> str:
    """When it was announced and came into force, as far as that is known."""
    if row.uncertain:
        return (
            f"Between {written(row.gap_from)} and {written(row.gap_until)}; no page was archived between these "
            "days, so the day is not known."
        )
    late = (row.announced - row.last_without).days > LATE
    perhaps = f" (perhaps before: the page before is of {written(row.last_without)})" if late else ""
    if row.announced == row.in_force:
        return f"First seen in force {written(row.in_force)}{perhaps}."
    return f"Announced {written(row.announced)}{perhaps}, in force {written(row.in_force)}."


def written(day: pd.Timestamp) -> str:
    """A day in words.

    >>> written(pd.Timestamp("2023-09-29"))
    '29 September 2023'
    """
    return FORMS["date"].write(day, 0)


def _clauses(count: int) -> str:
    return "1 clause" if count == 1 else f"{count} clauses"


def sections_in_words(sections: str) -> str:
    """Places as the tables have them, in words: printed numbers, headings counted where none is printed.

    >>> sections_in_words("3.1; 2.1; #1.#8; 0")
    'section 3.1; section 2.1; heading 1.8; before any heading'
    """
    return "; ".join(map(_section, sections.split("; ")))


def _section(section: str) -> str:
    if section in ("", "0"):
        return "before any heading"
    if "#" in section:
        return f"heading {section.replace('#', '')}"
    return f"section {section}"


# ---------------------------------------------------------------- pages and feeds


def lay_changes(site: Site, corpus: Corpus, ledger: pd.DataFrame) -> None:
    """Write the pages of changes and their feeds, those of platforms among them; the ledger with its wrong rows."""
    changes = changes_of(corpus, ledger)
    years = {year: list(own) for year, own in groupby(changes, lambda change: change.in_force.year)}
    overall = {
        "kinds": KINDS,
        "counts": {year: Counter(change.kind for change in own) for year, own in years.items()},
        "feeds": categories_of(changes),
        "written": written,
        "clauses": _clauses,
        "days": FLICKER,
        "total": len(changes),
        "wrong": len(ledger) - len(changes),
        "unread": sum(not change.read for change in changes),
        "doubted": sum(change.doubt != "" for change in changes),
    }
    overview = ("index", "Changes, newest first", max(years, default=None))
    for name, title, year in [overview, *((year, f"Changes in {year}", year) for year in years)]:
        own = years.get(year, [])
        page = {"overview": name == "index", "year": year, "changes": own, "choices": choices(own)}
        site.write(f"changes/{name}.html", "changes.html", title, f"{TOLD}, newest first.", **page, **overall)
    _lay_feeds(site, corpus, changes)


def categories_of(changes: list[Change]) -> list[str]:
    """The categories that changes are of, in drawing order."""
    return [category for category in NAMES if any(change.category == category for change in changes)]


def choices(changes: list[Change]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The filters of a page: the attribute of a change, what it is called, its values there as (value, name)."""
    kinds = [(kind, KINDS[kind][0]) for kind in KINDS if any(change.kind == kind for change in changes)]
    return [
        ("category", "Category", [(category, NAMES[category]) for category in categories_of(changes)]),
        ("kind", "What changed", kinds),
        ("sector", "Sector", [(name, name) for name in sorted({change.sector for change in changes})]),
        ("region", "Read in", [(name, name) for name in sorted({change.region for change in changes})]),
    ]


def _lay_feeds(site: Site, corpus: Corpus, changes: list[Change]) -> None:
    """A feed of all changes, one of each category and one of each platform that was ever followed."""
    began = corpus.versions.groupby("document", observed=True)["from"].min()
    page = "changes/index.html"
    first = began.min()

    def put(path: str, of: str, page: str, since: pd.Timestamp, own: list[Change]) -> None:
        subtitle = f"Changes of kind in archived privacy policies, the newest {NEWEST} at most. A policy says what a "
        subtitle += "company reserves the right to do, not what it does."
        site.put(path, feed(path, of, subtitle, page, since, map(entry_of, own[:NEWEST]), site.work))

    put("changes/all.atom", "Privacy policies: all changes", page, first, changes)
    for category in categories_of(changes):
        own = [change for change in changes if change.category == category]
        put(f"changes/{category}.atom", f"Privacy policies: {NAMES[category]}", page, first, own)
    slugs = slugs_of(corpus.documents["platform"])
    followed = corpus.documents[corpus.documents["document"].isin(began.index)]
    for platform, documents in followed.groupby("platform")["document"]:
        place = f"platforms/{slugs[platform]}"
        own = [change for change in changes if change.platform == platform]
        since = began[documents].min()
        put(f"{place}.atom", f"{platform}: changes of its privacy policy", f"{place}.html", since, own)


def entry_of(change: Change) -> Entry:
    """A change as an entry of a feed."""
    covers = f" The denial holds {change.covers}." if change.covers else ""
    read = "Read against both archived pages." if change.read else "Told by rules, not read yet."
    read += f" A rule speaks against it: {change.doubt}." if change.doubt else ""
    return Entry(
        name=change.id,
        title=change.title,
        summary=f"The policy {change.says}.{covers} {change.when} {_clauses(change.clauses).capitalize()}, "
        f"{change.sections}. {read}",
        page=change.page,
        published=change.announced,
        updated=max(change.announced, change.in_force),
        category=change.category,
        label=NAMES[change.category],
    )
