"""Takes documents.csv; makes the table of documents, and path → document."""

import datetime as dt
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fnmatch import translate
from itertools import pairwise
from pathlib import Path

import pandas as pd

from policy_corpus.errors import CorpusError
from policy_corpus.extract.layouts import LAYOUTS
from policy_corpus.extract.sources import REGIONS, Source, read_sources
from policy_corpus.files import read_texts
from policy_corpus.text_of_others import as_cell

OF_DOCUMENT = ["platform", "company", "parent", "sector", "jurisdiction", "main", "well_known"]
COLUMNS = ["document", *OF_DOCUMENT, "archive", "path", "from", "until", "note"]
# fmt: off
SECTORS = frozenset({
    "social", "messaging", "dating", "jobs", "conferencing", "marketplaces", "finance", "games", "media",
    "ai", "devices", "search", "software", "advertising", "telecom", "travel", "education", "health",
    "public", "other",
})
# fmt: on
LONGEST = 100  # letters of a name: pages and files are named by it
OPEN = "9999-12-31"  # stands for an empty `until` where days are compared

Spans = dict[tuple[str, str], list[tuple[str, str, str]]]


def read_documents(path: str | Path, archives: Iterable[str] | None = None) -> pd.DataFrame:
    """documents.csv as a table, one row per span, columns COLUMNS: texts, `main` and `well_known` as booleans.

    `from` (inclusive) and `until` (exclusive) are ISO days, empty where open; outside its spans a document is
    not tracked. `archives` are the names allowed, those of sources.yml unless given. Any fault is a
    CorpusError that names the file and the row (the line of the file; the header is line 1).
    """
    allowed = set(archives) if archives is not None else {source.name for source in read_sources()}
    table = read_texts(path, COLUMNS, lambda row: _fault(row, allowed))
    _check_documents(path, table)
    _check_overlaps(path, table, ["document"], "use one source per day")
    _check_overlaps(path, table, ["archive", "path"], "give each day of a path to one document")
    return table.assign(main=table["main"] == "1", well_known=table["well_known"] == "1")


def _fault(row: dict[str, str], archives: set[str]) -> str | None:
    """What is wrong with one row by itself, and how to mend it; None where nothing is."""
    for column in COLUMNS:
        if not row[column] and column not in ("from", "until", "note"):
            return f"{column} is empty; fill it in"
    for column in ("document", *OF_DOCUMENT):
        if row[column] != as_cell(row[column]):
            return f"{column} {row[column]!r} begins as a formula does or holds what cannot be seen; write it otherwise"
        if len(row[column]) > LONGEST:
            return f"{column} {row[column][:30]!r}… has {len(row[column])} letters; shorten it to {LONGEST}"
    for column, allowed in (("sector", SECTORS), ("jurisdiction", REGIONS), ("archive", archives)):
        if row[column] not in allowed:
            return f"{column} {row[column]!r} is none of {_listed(allowed)}"
    for column in ("main", "well_known"):
        if row[column] not in ("0", "1"):
            return f"{column} {row[column]!r} must be 0 or 1"
    for column in ("from", "until"):
        if row[column] and not _is_day(row[column]):
            return f"{column} {row[column]!r} is no day; write it as YYYY-MM-DD"
    if row["from"] and row["until"] and row["from"] >= row["until"]:
        return f"from {row['from']} is not before until {row['until']}, the first day left out; mend one"
    return None


def _check_documents(path: str | Path, table: pd.DataFrame) -> None:
    """Rows of a document agree, a company has one main document, a platform at most one that is well known."""
    first: dict[str, dict[str, str]] = {}
    for line, row in enumerate(table.to_dict("records"), start=2):
        known = first.setdefault(row["document"], row)
        for column in OF_DOCUMENT:
            if row[column] != known[column]:
                raise CorpusError(
                    f"{path}, row {line}: {column} {row[column]!r} differs from {known[column]!r} "
                    f"in another row of document {row['document']}; make them equal"
                )
    documents = table.drop_duplicates("document")
    mains = documents["main"].eq("1").groupby(documents["company"]).sum()
    for company, number in mains[mains != 1].items():
        lines = ", ".join(str(i + 2) for i in table.index[table["company"] == company])
        raise CorpusError(
            f"{path}: company {company} has {number} main documents (rows {lines}); set main to 1 for one"
        )
    well_known = documents[documents["well_known"] == "1"]
    for i in well_known.index[well_known.duplicated("platform")]:
        raise CorpusError(
            f"{path}, row {i + 2}: platform {well_known.loc[i, 'platform']} is marked as well known twice; keep one"
        )


def _check_overlaps(path: str | Path, table: pd.DataFrame, by: list[str], mend: str) -> None:
    """No two rows with the same values in the columns `by` share a day."""
    keys = zip(*(table[column] for column in by), strict=True)
    spans = sorted(zip(keys, table["from"], table["until"], table.index + 2, strict=True))
    for (key, _, until, line), (next_key, start, _, next_line) in pairwise(spans):
        if key == next_key and start < (until or OPEN):
            raise CorpusError(
                f"{path}, row {next_line}: {' '.join(key)} overlaps with row {line} "
                f"from {start or 'the start'} on; {mend}"
            )


def spans_by_path(documents: pd.DataFrame) -> Spans:
    """(archive, path) → its spans (from, until, document) in order; "" and "9999-12-31" are open ends."""
    spans: Spans = {}
    for row in documents.sort_values(["archive", "path", "from"]).to_dict("records"):
        key = row["archive"], row["path"]
        spans.setdefault(key, []).append((row["from"], row["until"] or OPEN, row["document"]))
    return spans


def assign(documents: pd.DataFrame | Spans, archive: str, series: str, day: str | dt.date) -> str | None:
    """The document that a series' capture of a day belongs to; None where no span holds it.

    Who asks for many captures gives `spans_by_path(documents)`, made once, in place of the table.
    """
    spans = spans_by_path(documents) if isinstance(documents, pd.DataFrame) else documents
    own, day = spans.get((archive, series), []), str(day)[:10]
    place = bisect_right(own, day, key=lambda span: span[0]) - 1
    return own[place][2] if place >= 0 and day < own[place][1] else None


def unknown_paths(documents: pd.DataFrame, seen: Iterable[tuple[str, str]]) -> None:
    """Raise a CorpusError where an archive's policy paths and the table of documents do not match.

    `seen` are the (archive, series) found in the archives. A path that the table lacks, or one that it names
    and that an archive of `seen` never held, is an error, which lists them all.
    """
    known, seen = set(zip(documents["archive"], documents["path"], strict=True)), set(seen)
    _check_accents(known, seen)
    if missing := sorted(seen - known):
        raise CorpusError(
            f"documents.csv: no row for {_named(missing)}; add a row that says which document each belongs to "
            "(`python -m policy_corpus paths --missing` prints rows to fill in)"
        )
    present = {archive for archive, _ in seen}
    if gone := sorted(key for key in known - seen if key[0] in present):
        raise CorpusError(
            f"documents.csv: the archive never held {_named(gone)}; mend the path or remove its row"
        )


def _check_accents(known: set[tuple[str, str]], seen: set[tuple[str, str]]) -> None:
    """CorpusError where a row names a path that looks like one of the archive, but is written otherwise."""
    alike = {(archive, unicodedata.normalize("NFC", path)): path for archive, path in sorted(known - seen)}
    for archive, path in sorted(seen - known):
        row = alike.get((archive, unicodedata.normalize("NFC", path)))
        if row is not None:
            raise CorpusError(
                f"documents.csv: {archive}: {row} looks like a path of the archive, but its letters are other code "
                f"points ({row!a}; the archive has {path!a}): accents stand apart from their letters in one of "
                "them; copy the archive's own, as `python -m policy_corpus paths` prints it"
            )


def _named(keys: list[tuple[str, str]]) -> str:
    """All (archive, path), on one line."""
    return ", ".join(f"{archive}: {path if path.isprintable() else repr(path)}" for archive, path in keys)


def missing_rows(
    documents: pd.DataFrame, seen: Iterable[tuple[str, str]], sources: Iterable[Source]
) -> list[list[str]]:
    """A row with COLUMNS for each (archive, series) of `seen` that the table lacks, by archive and series.

    Filled in are archive, path, the archive's region as jurisdiction, and as platform the name of the policy's folder.
    """
    known = set(zip(documents["archive"], documents["path"], strict=True))
    of = {source.name: source for source in sources}
    rows = []
    for archive, path in sorted(set(seen) - known):
        found = {
            "platform": named_by(path, of[archive]),
            "jurisdiction": of[archive].region,
            "archive": archive,
            "path": path,
        }
        rows.append([found.get(column, "") for column in COLUMNS])
    return rows


def named_by(path: str, source: Source) -> str:
    """What a policy's path in an archive calls its platform."""
    return LAYOUTS[source.layout].platform(path) or _platform(path, source.paths)


def _platform(path: str, patterns: Sequence[str]) -> str:
    """The folder that stands where the first pattern of the path lets the name vary, else the folder of the file.

    A path may also be the folder of the files that a pattern takes.
    """
    files = [(pattern, path.split("/")[:-1]) for pattern in patterns]
    series = [(pattern.rpartition("/")[0], path.split("/")) for pattern in patterns]
    taking = (item for item in files + series if re.match(translate(item[0]), path))
    pattern, folders = next(taking, (path, path.split("/")[-1:]))
    fixed = next((i for i, part in enumerate(pattern.split("/")) if set(part) & set("*?[")), 0)
    return folders[min(fixed, len(folders) - 1)] if folders else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _is_day(text: str) -> bool:
    """Whether a text is a calendar day written YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
