"""The tables and data/readings.csv → what of the story's language nobody has read, with its words; and what was read.

Words are read from the archives, into a file of the reader's own: they belong to the companies and are never committed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from policy_corpus.analysis.provenance import clause_texts
from policy_corpus.categories import STORY
from policy_corpus.errors import CorpusError
from policy_corpus.extract.read_labels import (
    COLUMNS,
    KEY,
    READ,
    READERS,
    READINGS,
    read_readings,
    reading_fault,
    readings_in,
    row_of,
)
from policy_corpus.files import read_rows, write_csv
from policy_corpus.paths import SOURCES, TABLES
from policy_corpus.tables import read_table
from policy_corpus.text_of_others import as_cell

SHEET = [*KEY, "reading", "lead_in_words", "words", *READ]  # what a reader fills in: the columns READ


def unread(
    tables: Path = TABLES, readings: Path = READINGS, categories: Sequence[str] = STORY
) -> pd.DataFrame:
    """The labelled clauses of some categories that wait for a reading: KEY, and which one (of READERS).

    A clause is read twice; a third time where the two differ on what the codebook asks. Ordered by reading, category,
    hash.
    """
    clauses = read_table("clauses", tables).to_pandas()
    known = {tuple(row[name] for name in KEY): row for row in _rows(readings)}
    waiting = []
    for category in categories:
        by_rule = clauses[clauses[f"{category}_about"]]
        keys = [(*key, category) for key in zip(by_rule["hash"], by_rule["lead_in"].fillna(""), strict=True)]
        waiting += [(*key, READERS[0]) for key in keys if key not in known]
    waiting += [(*key, following) for key, row in known.items() if (following := _following(row))]
    table = pd.DataFrame(waiting, columns=[*KEY, "reading"])
    return table.sort_values(["reading", "category", "hash", "lead_in"], ignore_index=True)


def _following(row: dict[str, str]) -> str | None:
    """The reading that a row of readings.csv waits for; None where all that is asked is settled."""
    readings = readings_in(row)
    if len(readings) < 2:
        return READERS[1]
    return READERS[2] if readings[0] != readings[1] and len(readings) < len(READERS) else None


def write_sheet(
    path: Path, waiting: pd.DataFrame, archives: Path, tables: Path = TABLES, sources: Path = SOURCES
) -> None:
    """Write a sheet to fill in (SHEET): what waits for a reading, with its words from the archives."""
    wanted = {*waiting["hash"], *waiting["lead_in"]} - {""}
    words = clause_texts(wanted, archives, tables, sources)
    rows = (
        [*row, as_cell(words.get(row[1], "")), as_cell(words[row[0]]), *[""] * len(READ)]
        for row in waiting[[*KEY, "reading"]].itertuples(index=False, name=None)
    )
    write_csv(path, SHEET, rows)


def merge_sheet(path: Path, readings: Path = READINGS, categories: Sequence[str] = STORY) -> Counter:
    """Take the filled rows of a sheet into readings.csv: how many of each reading.

    A row whose stance is empty has not been read. CorpusError where one is filled in wrongly, or read already:
    then nothing is taken.
    """
    rows = read_rows(path, SHEET)
    known = {tuple(row[name] for name in KEY): row for row in _rows(readings)}
    taken: Counter = Counter()
    for line, cells in enumerate(rows, start=2):
        row = dict(zip(SHEET, cells, strict=True))
        if row["stance"]:
            key = tuple(row[name] for name in KEY)
            fault = _sheet_fault(row, known.get(key), categories)
            if fault:
                raise CorpusError(f"{path}, row {line}: {fault}")
            before = readings_in(known[key]) if key in known else []
            known[key] = row_of(key, [*before, {name: row[name] for name in READ}])
            taken[row["reading"]] += 1
    ordered = sorted(known.values(), key=lambda row: (row["category"], row["hash"], row["lead_in"]))
    write_csv(readings, COLUMNS, ([row[name] for name in COLUMNS] for row in ordered))
    return taken


def _sheet_fault(row: dict[str, str], known: dict[str, str] | None, categories: Iterable[str]) -> str | None:
    """What is wrong with a filled row of a sheet; None where nothing is."""
    if row["category"] not in categories:
        return f"category {row['category']!r} is none of {', '.join(categories)}"
    following = _following(known) if known else READERS[0]
    if row["reading"] != following:
        wanted = f"the {following} is asked for" if following else "it is settled"
        return f"this is its {row['reading']} reading, but {wanted}; write a new sheet with `unread`"
    return reading_fault(row["category"], row)


def _rows(readings: Path) -> list[dict[str, str]]:
    """The rows of readings.csv; none where there is no such file."""
    return read_readings(readings).to_dict("records") if readings.exists() else []
