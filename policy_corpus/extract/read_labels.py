"""Takes data/readings.csv, clauses as two readers labelled them; lays what they settled over the labels by rule.

A row is a clause with its lead-in, read for one category under data/codebook.md: what was settled, whether the two
readings agreed on the stance, and the readings themselves. It holds hashes, never words. A reading beats a rule, once
its stance is settled: two readings that agree, or a third where they do not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from policy_corpus.categories import STORY
from policy_corpus.errors import CorpusError
from policy_corpus.extract.identity import WRITTEN
from policy_corpus.extract.lexicon import WHOSE
from policy_corpus.extract.rows import Rows, numbers_of_hashes
from policy_corpus.extract.stance import STANCES
from policy_corpus.files import read_texts
from policy_corpus.paths import DATA

# The published ones; a data folder of one's own may have a file of this name.
READINGS = DATA / "readings.csv"
KEY = ["hash", "lead_in", "category"]
DETAILS = ["choice", "source", "purpose", "scope", "whose"]
# What a reading gives; `none` as stance is a clause that is not about the category.
READ = ["stance", *DETAILS]
# In the order in which a row is filled; the third only where two differ.
READERS = ["first", "second", "third"]
COLUMNS = [*KEY, *READ, "agreed", *READERS]

# What a detail may be, for which category and stance; several values only where `many`.
VALUES = {
    "choice": ("opt_out", "consent", "some", "none"),
    "source": ("public", "private", "use", "other", "unsaid"),
    "purpose": ("identity", "security", "jobs", "employers", "advertising", "feature", "unsaid"),
    "scope": ("everyone", "some"),
    "whose": WHOSE[1:],
}
MANY = ("source", "purpose")
APPLIES = {
    "choice": (("ai_training",), ("collects", "mentions")),
    "source": (("ai_training",), ("collects",)),
    "purpose": (("biometric", "employment"), ("collects",)),
    "scope": ((), ("denies",)),  # every category
    "whose": (("employment",), ("collects", "denies", "mentions")),
}


def applies(detail: str, category: str, stance: str) -> bool:
    """Whether a detail is asked of a clause of a category with a stance."""
    categories, stances = APPLIES[detail]
    return (category in categories or not categories) and stance in stances


def reading_fault(category: str, said: Mapping[str, str]) -> str | None:
    """What is wrong with a reading (the keys READ) for a category, and how to mend it; None where nothing is."""
    if said["stance"] not in STANCES:
        return f"stance {said['stance']!r} is none of {', '.join(STANCES)}"
    for detail in DETAILS:
        value, allowed = said[detail], VALUES[detail]
        if not applies(detail, category, said["stance"]):
            if value:
                return f"{detail} is {value!r}, but is not asked of {category} that {said['stance']}; leave it empty"
            continue
        values = value.split() if detail in MANY else [value]
        if not values or len(set(values)) < len(values) or any(v not in allowed for v in values):
            many = "one or more" if detail in MANY else "one"
            return f"{detail} is {value!r}; give {many} of {', '.join(allowed)}"
    return None


def packed(said: Mapping[str, str]) -> str:
    """A reading as one text: the stance, then `detail=value` of each that is there, several values joined by +."""
    details = [f"{name}={'+'.join(_ordered(name, said[name]))}" for name in DETAILS if said[name]]
    return " ".join([said["stance"], *details])


def _ordered(detail: str, value: str) -> list[str]:
    """The values of a detail in the order of the codebook."""
    return sorted(value.split(), key=VALUES[detail].index)


def unpacked(text: str) -> dict[str, str]:
    """The reading that `packed` made a text of."""
    stance, *details = text.split(" ")
    said = dict.fromkeys(READ, "") | {"stance": stance}
    for detail in details:
        name, _, value = detail.partition("=")
        said[name] = value.replace("+", " ")
    return said


def read_readings(path: str | Path = READINGS, categories: Sequence[str] = STORY) -> pd.DataFrame:
    """readings.csv as a table of texts with the columns COLUMNS; CorpusError names the file, the row and the mend."""
    table = read_texts(path, COLUMNS, lambda row: _row_fault(row, categories))
    doubled = table.index[table.duplicated(KEY)]
    if len(doubled):
        raise CorpusError(
            f"{path}, row {doubled[0] + 2}: the clause is there already for this category; keep one"
        )
    return table


def settled(readings: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What up to three readings of a clause settle, by the keys READ; "" is what they do not, or not yet.

    What the first two agree on stands; where they differ, what the third says, of details only where its stance stands.
    """
    found = dict.fromkeys(READ, "")
    if len(readings) < 2:
        return found
    first, second, *third = readings
    for name in READ:
        if first[name] == second[name]:
            found[name] = first[name]
        elif third:
            found[name] = third[0][name]
    stance = found["stance"]
    for name in DETAILS:
        said = {reading["stance"] for reading in readings if reading[name] == found[name]}
        if stance not in said:
            found[name] = ""
    return found


def row_of(key: Sequence[str], readings: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """A row of readings.csv: its KEY and its readings, one to three."""
    found = settled(readings)
    agreed = str(int(readings[0]["stance"] == readings[1]["stance"])) if len(readings) > 1 else ""
    said = dict.fromkeys(READERS, "") | dict(zip(READERS, map(packed, readings), strict=False))
    return dict(zip(KEY, key, strict=True)) | {name: found[name] for name in READ} | {"agreed": agreed} | said


def readings_in(row: Mapping[str, str]) -> list[dict[str, str]]:
    """The readings of a row of readings.csv."""
    return [unpacked(row[reader]) for reader in READERS if row[reader]]


def _row_fault(row: dict[str, str], categories: Sequence[str]) -> str | None:
    """What is wrong with a row of readings.csv by itself; None where nothing is."""
    category = row["category"]
    if category not in categories:
        return f"category {category!r} is none of {', '.join(categories)}"
    for name in ("hash", "lead_in"):
        if not WRITTEN.fullmatch(row[name]) and (row[name] or name == "hash"):
            return f"{name} is {row[name]!r}; give the 12 digits that the table of clauses has"
    filled = [bool(row[reader]) for reader in READERS]
    if filled != sorted(filled, reverse=True) or not any(filled):
        return "its readings are not first, second, third, one after another"
    readings = readings_in(row)
    for reader, said in zip(READERS, readings, strict=False):
        fault = f"{reader} is no reading" if set(said) != set(READ) else reading_fault(category, said)
        if fault:
            return f"{reader}: {fault}"
    if row != row_of([row[name] for name in KEY], readings):
        return "what is settled is not what its readings say; `python -m policy_corpus readings` writes such rows"
    return None


@dataclass(frozen=True)
class _Read:
    """What was read for a category: of each clause its two numbers (`rows.Rows`), its stance, and whose data."""

    clauses: np.ndarray
    lead_ins: np.ndarray
    stance: np.ndarray
    whose: np.ndarray

    @classmethod
    def of(cls, readings: pd.DataFrame) -> "_Read":
        """Those of rows of readings.csv."""
        numbers = numbers_of_hashes(readings["hash"].tolist(), readings["lead_in"].tolist())
        whose = readings["whose"].replace("", WHOSE[0])
        return cls(*numbers, readings["stance"].to_numpy(object), whose.to_numpy(object))

    def among(self, rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of the readings whose clause is among some rows: the place of each there, its stance, and whose data."""
        place = rows.find(self.clauses, self.lead_ins)
        met = place >= 0
        return place[met], self.stance[met], self.whose[met]


class ReadLabels:
    """The readings of a data folder whose stance is settled; without the file, none."""

    def __init__(self, data: Path, categories: Sequence[str] = STORY):
        path, self.categories = Path(data) / READINGS.name, categories
        table = read_readings(path, categories) if path.exists() else pd.DataFrame(columns=COLUMNS, dtype=str)
        settled_ones = table[table["stance"] != ""]
        self._read = {name: _Read.of(settled_ones[settled_ones["category"] == name]) for name in categories}

    def over(self, labels: pa.Table, rows: Rows) -> pa.Table:
        """The labels of rows, as the lexicon gives them, with what was read laid over them.

        Of each category that is read, CATEGORY_by says what its label goes by, rule or reading, and CATEGORY_rule has
        the stance by rule, whatever was read.
        """
        columns = {name: labels[name].combine_chunks() for name in labels.column_names}
        for category in self.categories:
            place, stance, whose = self._read[category].among(rows)
            columns[f"{category}_rule"] = by_rule = columns[f"{category}_stance"]
            columns[f"{category}_by"] = _replaced(_every("rule", len(rows)), place, ["reading"] * len(place))
            about = columns[f"{category}_about"].to_numpy().copy()
            about[place] = stance != "none"
            columns[f"{category}_about"] = pa.array(about)
            columns[f"{category}_stance"] = _replaced(by_rule, place, stance)
            if f"{category}_whose" in columns:
                columns[f"{category}_whose"] = _replaced(columns[f"{category}_whose"], place, whose)
        return pa.table(columns)


def _every(text: str, number: int) -> pa.DictionaryArray:
    """A coded column of one text."""
    return pa.DictionaryArray.from_arrays(np.zeros(number, np.int32), pa.array([text]))


def _replaced(column: pa.DictionaryArray, places: np.ndarray, texts: Iterable[str]) -> pa.DictionaryArray:
    """A coded column with other texts at some places."""
    code = {text: number for number, text in enumerate(column.dictionary.to_pylist())}
    codes = column.indices.to_numpy().astype(np.int32)
    codes[places] = [code.setdefault(text, len(code)) for text in texts]
    return pa.DictionaryArray.from_arrays(codes, pa.array(list(code), pa.string()))
