"""The corpus, readings.csv and denials.csv → who denies today: for whom, of what, and since when.

A reader of one clause says whether it makes an exception (`scope`); what it covers where it stands, in a list for one
state or under the head of one feature, is said in denials.csv. It holds for everyone where both say so.
"""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from policy_corpus.analysis import details
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import at, own_texts
from policy_corpus.categories import STORY
from policy_corpus.errors import CorpusError
from policy_corpus.extract.quality import FLICKER
from policy_corpus.extract.read_labels import KEY, read_readings
from policy_corpus.extract.sources import archived_at
from policy_corpus.files import read_rows
from policy_corpus.paths import DATA

DENIALS = DATA / "denials.csv"
COLUMNS = [*KEY, "covers"]
ALL_USERS = "everyone: "  # how `covers` begins of a denial that holds for all users of the service
EVERYONE, SOME = "for everyone", "for some users or uses only"
BOTH = "denies and collects"
SLUGS = {EVERYONE: "everyone", SOME: "some", BOTH: "both"}  # in the names of findings
NOT_READ = "for whom is not settled"
OF_DENIAL = ["company", "platform", "category", "scope", "covers"]
SAID = ["document", "covers"]


# ---------------------------------------------------------------- what denials cover


def read_denials(path: Path = DENIALS, readings: pd.DataFrame | None = None) -> pd.DataFrame:
    """What each settled denial of the readings covers, in words: COLUMNS, all texts.

    CorpusError where a denial has no row, a row no denial or no words, or is said to hold for everyone where its
    readers saw an exception.
    """
    table = pd.DataFrame(read_rows(path, COLUMNS), columns=COLUMNS, dtype=str)
    readings = read_readings() if readings is None else readings
    asked = readings[readings["stance"] == "denies"]
    joined = table.merge(asked[[*KEY, "scope"]], on=KEY, how="left")
    unread = joined["scope"].isna()
    wider = joined["covers"].str.startswith(ALL_USERS) & ~unread & (joined["scope"] != "everyone")
    missing = asked[KEY].merge(table[KEY], on=KEY, how="left", indicator=True).query("_merge == 'left_only'")
    faults = {
        "is there twice; keep one row": table[table.duplicated(KEY)],
        "says nothing of what is covered": table[table["covers"].str.strip() == ""],
        "is no settled denial of readings.csv; take the row out": joined[unread],
        "is for everyone, but readings.csv has another scope": joined[wider],
        "is a settled denial without a row; add one that says what it covers": missing,
    }
    for fault, found in faults.items():
        if len(found):
            clause = ", ".join(part or "no lead-in" for part in found[KEY].iloc[0])
            raise CorpusError(f"{path}: the clause {clause}: {fault}")
    return table


def of_changes(ledger: pd.DataFrame, denials: pd.DataFrame) -> pd.Series:
    """What the denials of each row of the ledger cover, as `spoken` says it, each once; "" of what is no denial."""
    words = denials.groupby(["category", "hash"])["covers"].first().map(spoken)
    return pd.Series([_of_change(row, words) for row in ledger.itertuples()], ledger.index, dtype=object)


def _of_change(row, words: pd.Series) -> str:
    """What the denials of a row of the ledger cover."""
    if row.stance != "denies":
        return ""
    covered = [words.get((row.category, clause), NOT_READ) for clause in row.hashes.split()]
    return "; ".join(dict.fromkeys(covered))


def spoken(covers: str) -> str:
    """What a denial covers as a reader would write it, with whether that is for everyone.

    >>> spoken("everyone: no prints of faces"), spoken("temporary chats")
    ('for everyone (no prints of faces)', 'for some users or uses only (temporary chats)')
    """
    scope = EVERYONE if covers.startswith(ALL_USERS) else SOME
    return f"{scope} ({covers.removeprefix(ALL_USERS)})"


def spoken_together(covers: Iterable[str]) -> str:
    """What several denials cover, "" for one without a row, as a reader would write it: each scope once.

    >>> spoken_together(["everyone: no prints", "temporary chats", "children"])
    'for everyone (no prints), and for some users or uses only (children; temporary chats)'
    """
    told = sorted(set(covers))
    scopes = {
        EVERYONE: [text.removeprefix(ALL_USERS) for text in told if text.startswith(ALL_USERS)],
        SOME: [text for text in told if text and not text.startswith(ALL_USERS)],
    }
    parts = [f"{scope} ({'; '.join(own)})" for scope, own in scopes.items() if own]
    return ", and ".join(parts) or NOT_READ


# ---------------------------------------------------------------- who denies


def today(corpus: Corpus, readings: pd.DataFrame, denials: pd.DataFrame, day: str) -> pd.DataFrame:
    """The denials in force on a day: a row a company, platform, category, scope and what is covered (OF_DENIAL).

    Beside these: regions (jurisdictions of the documents that say so, joined), since (the first of the days up to now
    on which one of them has said so without a break), from_first (whether it stood there when that document was first
    archived, so that it may be older), both (whether one of them says elsewhere that such data is collected or used),
    url (an archived version; of the main document if that says so), hashes.
    """
    documents = own_texts(corpus.documents)[["document", "company", "platform", "jurisdiction", "main"]]
    rows = pd.concat([_of_category(corpus, readings, denials, c, day, documents) for c in STORY])
    rows = rows.sort_values(["main", "document"], ascending=[False, True], kind="stable")
    rows = rows.assign(url=rows["document"].map(_addresses(corpus, day, rows["document"])))
    links = rows.drop_duplicates(OF_DENIAL).set_index(OF_DENIAL)["url"]
    table = rows.sort_values("since", kind="stable").groupby(OF_DENIAL, sort=False)
    table = table.agg(
        regions=("jurisdiction", lambda regions: ", ".join(sorted(set(regions)))),
        since=("since", "first"),
        from_first=("from_first", "first"),
        both=("both", "any"),
        hashes=("hash", lambda hashes: " ".join(sorted(set(hashes)))),
    )
    table = table.join(links).reset_index()
    order = pd.DataFrame(
        {"category": table["category"].map(STORY.index), "name": table["platform"].str.casefold()}
    )
    order = order.join(table[["scope", "covers"]])
    table = table.loc[order.sort_values([*order], kind="stable").index].reset_index(drop=True)
    return table[[*OF_DENIAL, "regions", "since", "from_first", "both", "url", "hashes"]]


def of_intention(today: pd.DataFrame) -> pd.Series:
    """Which denials for everyone (of `today`) only say what a company intends: not on purpose, does not aim to."""
    only = today["covers"].str.contains("on purpose|aim|designed")
    return only & (today["scope"] == EVERYONE)


def as_saved(today: pd.DataFrame) -> pd.DataFrame:
    """The denials of `today` as denials_today.csv has them: OF_DENIAL as index, flags 0 or 1, days as texts."""
    flags = {"from_first": int, "both": int}
    told = today.astype(flags).assign(since=pd.to_datetime(today["since"]).dt.strftime("%Y-%m-%d"))
    return told.set_index(OF_DENIAL)


def by_company(
    corpus: Corpus,
    readings: pd.DataFrame,
    denials: pd.DataFrame,
    category: str,
    day: str,
    documents: pd.DataFrame,
) -> pd.DataFrame:
    """Companies with a policy in force on a day × EVERYONE, SOME (not for everyone) and BOTH: what they deny."""
    live = documents[documents["document"].isin(at(corpus.versions, day)["document"])]
    said = details.in_force(corpus, readings, category, day, documents).assign(category=category)
    said = said.merge(denials, on=KEY, how="left")
    denies = said["stance"] == "denies"
    chosen = {
        "denies": denies,
        "everyone": denies & said["covers"].str.startswith(ALL_USERS, na=False),
        "collects": said["stance"] == "collects",
    }
    companies = pd.Index(live["company"].astype(object))
    has = {name: companies.isin(said.loc[rows, "company"]) for name, rows in chosen.items()}
    flags = {EVERYONE: has["everyone"], SOME: has["denies"] & ~has["everyone"]}
    return pd.DataFrame(flags | {BOTH: has["denies"] & has["collects"]}, index=companies)


def _of_category(corpus, readings, denials, category, day, documents) -> pd.DataFrame:
    """The denials of a category in force on a day: a row a document and clause."""
    said = details.in_force(corpus, readings, category, day, documents)
    both = said.loc[said["stance"] == "collects", "document"]
    rows = said[said["stance"] == "denies"].assign(category=category)
    rows = rows.merge(denials, on=KEY, validate="many_to_one")
    first = _since(corpus, readings, denials, category, day, rows["document"])
    since = pd.to_datetime(first.reindex(pd.MultiIndex.from_frame(rows[SAID])).to_numpy())
    began = _beginnings(corpus, rows["document"])
    from_first = [day in began[document] for document, day in zip(rows["document"], since, strict=True)]
    scope = rows["covers"].str.startswith(ALL_USERS).map({True: EVERYONE, False: SOME})
    return rows.assign(scope=scope, both=rows["document"].isin(both), since=since, from_first=from_first)


def _since(corpus, readings, denials, category, day, documents) -> pd.Series:
    """(document, covers) → the first of the days up to a day on which that was denied without a break."""
    said = details.read_clauses(corpus, readings, category).assign(category=category)
    said = said[said["stance"] == "denies"].merge(denials, on=KEY)[["clause", "covers"]]
    spans = corpus.presence[corpus.presence["document"].isin(documents)].astype({"document": object})
    spans = spans[spans["from"] <= pd.Timestamp(day)].merge(said, on="clause")
    first = {}
    for key, own in spans.sort_values("from", ascending=False, kind="stable").groupby(SAID, sort=False):
        since = pd.Timestamp(day)
        for begin, until in zip(own["from"], own["until"], strict=True):
            if (since - until).days <= FLICKER:
                since = min(since, begin)
        first[key] = since
    return pd.Series(first, pd.MultiIndex.from_tuples(first, names=SAID), dtype="datetime64[s]")


def _beginnings(corpus: Corpus, documents: pd.Series) -> dict[str, set]:
    """Document → the days on which an archive began to follow it: no text was in force up to then."""
    versions = corpus.versions[corpus.versions["document"].isin(documents)].astype({"document": object})
    return {name: set(own["from"]) - set(own["until"]) for name, own in versions.groupby("document")}


def _addresses(corpus: Corpus, day: str, documents: pd.Series) -> dict[str, str]:
    """Document → the address of the archived version in force on a day."""
    live = at(corpus.versions[corpus.versions["document"].isin(documents)], day)
    places = live[["document", "capture"]].join(corpus.captures[["archive", "commit", "path"]], on="capture")
    return {
        row.document: archived_at(row.archive, row.commit, row.path) for row in places.itertuples(index=False)
    }
