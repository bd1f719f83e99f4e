"""Takes data/readings.csv, clauses as two readers labelled them; lays what they settled over the labels by rule.

A row is a clause with its lead-in, read for one category under data/codebook.md: what was settled, whether the two
readings agreed on the stance, and the readings themselves. It holds hashes, never words. A reading beats a rule, once
its stance is settled: two readings that agree, or a third where they do not.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from policy_corpus.categories import STORY
from policy_corpus.errors import CorpusError
from policy_corpus.extract.lexicon import WHOSE
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


class ReadLabels:
    """The readings of a data folder; without the file, none."""

    def __init__(self, data: Path, categories: Sequence[str] = STORY):
        path, self.categories = Path(data) / READINGS.name, categories
        self.table = (
            read_readings(path, categories) if path.exists() else pd.DataFrame(columns=COLUMNS, dtype=str)
        )

    def over(
        self, labels: pd.DataFrame, hashes: Sequence[str], lead_ins: Sequence[str | None]
    ) -> pd.DataFrame:
        """The labels of clauses, as the lexicon gives them, with what was read laid over them.

        A row a clause, known by its hash and its lead-in's. Of each category that is read, CATEGORY_by says what
        its label goes by, rule or reading, and CATEGORY_rule has the stance by rule, whatever was read.
        """
        read = set(zip(self.table["hash"], self.table["lead_in"], strict=True))
        keys = ((clause, lead_in or "") for clause, lead_in in zip(hashes, lead_ins, strict=True))
        place = {key: number for number, key in enumerate(keys) if key in read}
        labels = labels.reset_index(drop=True)
        for category in self.categories:
            own = self.table[(self.table["category"] == category) & (self.table["stance"] != "")]
            keys = zip(own["hash"], own["lead_in"], strict=True)
            found = np.fromiter((place.get(key, -1) for key in keys), np.int64, len(own))
            own, found = own[found >= 0], found[found >= 0]
            labels[f"{category}_rule"] = labels[f"{category}_stance"]
            labels[f"{category}_by"] = _replaced(["rule"] * len(labels), found, "reading")
            stance = own["stance"]
            labels[f"{category}_about"] = _put(
                labels[f"{category}_about"], found, (stance != "none").astype(int)
            )
            labels[f"{category}_stance"] = _replaced(labels[f"{category}_stance"], found, stance)
            if f"{category}_whose" in labels:
                whose = own["whose"].replace("", WHOSE[0])
                labels[f"{category}_whose"] = _replaced(labels[f"{category}_whose"], found, whose)
        return labels


def _put(column: pd.Series, places: np.ndarray, values) -> np.ndarray:
    numbers = column.to_numpy(copy=True)
    numbers[places] = values
    return numbers


def _replaced(column, places: np.ndarray, values):
    """A column of few different texts with others at some places."""
    texts = np.array(column, dtype=object)
    texts[places] = values
    return pd.array(texts, dtype="str")
