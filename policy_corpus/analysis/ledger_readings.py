"""data/ledger_readings.csv → which rows of the ledger were read as right, how far readers agree, what is unread.

A row is read twice, each time against the archived pages before and after, and a third time where the two differ. A
reading says whether the row is right or what is wrong with it (VERDICTS), and of a right addition or denial whether the
policy never said so before. A row is known by its key and by the clauses it rests on: with others it is another row.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from sklearn.metrics import cohen_kappa_score

from policy_corpus.errors import CorpusError
from policy_corpus.extract.read_labels import READERS
from policy_corpus.files import read_rows, read_texts, write_csv
from policy_corpus.paths import DATA
from policy_corpus.text_of_others import as_cell

LEDGER_READINGS = DATA / "ledger_readings.csv"
KEY = ["document", "category", "change", "stance", "announced", "hashes"]
SAID = ["verdict", "first"]  # what a reading says, and what up to three of them settle
COLUMNS = [*KEY, *SAID, "agreed", *[f"{reader}_reading" for reader in READERS]]
SHEET = ["reading", *KEY, "last_without", "url", "words", *SAID]  # a reader fills in SAID
RIGHT = "right"
VERDICTS = {
    RIGHT: "the policy took up, denied or gave up language of the category that it had not, or has no more",
    "label": "no clause of the row has the category and stance",
    "reworded": "the page before (of a removal: after) says so in other words",
    "capture": "the page's doing: a part of it, another text, region or language, another reading by the archive",
    "date": "a change of that kind, but not between these two captures",
}


def read_ledger_readings(path: Path = LEDGER_READINGS) -> pd.DataFrame:
    """ledger_readings.csv as a table of texts with the columns COLUMNS, empty where there is no such file.

    CorpusError names the file, the row and the mend.
    """
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    table = read_texts(path, COLUMNS, _row_fault)
    if doubled := list(table.index[table.duplicated(KEY)]):
        raise CorpusError(f"{path}, row {doubled[0] + 2}: the row is there already; keep one")
    return table


def with_verdicts(ledger: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """The ledger with `verdict` (one of VERDICTS, "" of what is not settled) and with `first` as it was read."""
    read = readings[readings["verdict"] != ""].set_index(KEY)[SAID]
    own = read.reindex(pd.MultiIndex.from_frame(ledger[KEY])).fillna("").set_axis(ledger.index)
    first = own["first"].where(own["first"] != "", ledger["first"].astype(str)).astype(int)
    return ledger.assign(verdict=own["verdict"], first=first)


def told_or_read(ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows, with verdicts, that no rule doubts, or that were read as right all the same: a reading beats a rule."""
    kept = ledger["doubt"].eq("") | ledger["verdict"].eq(RIGHT)
    return ledger[kept].reset_index(drop=True)


def standing(ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows that count: all but those that were read as wrong."""
    return ledger[ledger["verdict"].isin(["", RIGHT])]


def agreement(readings: pd.DataFrame) -> pd.Series:
    """Of rows read twice: how many, the share with equal verdicts, Cohen's kappa on whether a row is right."""
    twice = readings[readings["second_reading"] != ""]
    first, second = (twice[f"{reader}_reading"].str.partition(" ")[0] for reader in READERS[:2])
    kappa = cohen_kappa_score(first == RIGHT, second == RIGHT)
    return pd.Series({"read": len(twice), "equal": (first == second).mean(), "kappa right": kappa})


def unread_rows(ledger: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """The rows of the ledger that wait for a reading, and which one: column `reading`, one of READERS."""
    known = readings.set_index(KEY)
    waits = [
        _following(known.loc[key].to_dict()) if key in known.index else READERS[0]
        for key in ledger[KEY].itertuples(index=False, name=None)
    ]
    return ledger.assign(reading=waits).dropna(subset="reading").reset_index(drop=True)


def write_sheet(path: Path, waiting: pd.DataFrame, words: Mapping[str, str]) -> None:
    """Write a sheet to fill in (SHEET) of `unread_rows`; `words` are those of the clauses by hash."""
    rows = waiting.assign(
        words=[as_cell(" | ".join(words[name] for name in hashes.split())) for hashes in waiting["hashes"]],
        **dict.fromkeys(SAID, ""),
    )
    write_csv(path, SHEET, rows[SHEET].itertuples(index=False, name=None))


def merge_sheet(path: Path, readings: Path = LEDGER_READINGS) -> Counter:
    """Take the filled rows of a sheet into ledger_readings.csv: how many of each reading.

    A row without a verdict has not been read. CorpusError where one is filled in wrongly, or read already: then
    nothing is taken.
    """
    rows = read_rows(path, SHEET)
    known = {
        tuple(row[name] for name in KEY): row for row in read_ledger_readings(readings).to_dict("records")
    }
    taken: Counter = Counter()
    for line, cells in enumerate(rows, start=2):
        said = dict(zip(SHEET, cells, strict=True))
        if said["verdict"]:
            key = tuple(said[name] for name in KEY)
            before = known.get(key)
            following = _following(before) if before else READERS[0]
            if said["reading"] != following:
                wanted = f"the {following} is asked for" if following else "it is settled"
                raise CorpusError(
                    f"{path}, row {line}: this is its {said['reading']} reading, but {wanted}; write a new sheet"
                )
            if fault := _fault(said["change"], said):
                raise CorpusError(f"{path}, row {line}: {fault}")
            known[key] = row_of(key, [*(_readings_in(before) if before else []), said])
            taken[said["reading"]] += 1
    if taken:
        ordered = sorted(known.values(), key=lambda row: [row[name] for name in KEY])
        write_csv(readings, COLUMNS, ([row[name] for name in COLUMNS] for row in ordered))
    return taken


def row_of(key: Sequence[str], readings: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """A row of ledger_readings.csv: its KEY and its readings, one to three, each with the keys SAID.

    What the first two say alike stands, else what the third says; `first` goes by those who have the verdict.
    """
    verdicts = [said["verdict"] for said in readings]
    verdict = _settled(verdicts)
    first = _settled([said["first"] for said in readings if said["verdict"] == verdict], enough=1)
    agreed = str(int(verdicts[0] == verdicts[1])) if len(readings) > 1 else ""
    packed = [f"{said['verdict']} {said['first']}".strip() for said in readings]
    packed += [""] * (len(READERS) - len(packed))
    return dict(zip(COLUMNS, [*key, verdict, first if verdict else "", agreed, *packed], strict=True))


def _settled(said: Sequence[str], enough: int = 2) -> str:
    """What all, if they are `enough`, or else the first two say, or the third; "" where that is open."""
    if len(said) >= enough and len(set(said[:2])) == 1:
        return said[0]
    return said[2] if len(said) == len(READERS) else ""


def _readings_in(row: Mapping[str, str]) -> list[dict[str, str]]:
    """The readings of a row of ledger_readings.csv."""
    packed = [row[f"{reader}_reading"] for reader in READERS]
    return [dict(zip(SAID, (*text.split(" "), "")[:2], strict=True)) for text in packed if text]


def _following(row: Mapping[str, str]) -> str | None:
    """The reading that a row waits for; None where its verdict, and whether it is the first, are settled."""
    readings = _readings_in(row)
    if len(readings) < len(READERS) - 1:
        return READERS[len(readings)]
    return READERS[2] if readings[0] != readings[1] and len(readings) < len(READERS) else None


def _fault(change: str, said: Mapping[str, str]) -> str | None:
    """What is wrong with a reading of a row; None where nothing is."""
    if said["verdict"] not in VERDICTS:
        return f"verdict {said['verdict']!r} is none of {', '.join(VERDICTS)}"
    asked = said["verdict"] == RIGHT and change != "removed"
    if said["first"] not in (("0", "1") if asked else ("",)):
        mend = "give 0 or 1" if asked else "leave it empty: it is asked of right additions and denials"
        return f"first is {said['first']!r}; {mend}"
    return None


def _row_fault(row: Mapping[str, str]) -> str | None:
    """What is wrong with a row of ledger_readings.csv by itself; None where nothing is."""
    readings = _readings_in(row)
    if not readings:
        return "it has no reading"
    for said in readings:
        if fault := _fault(row["change"], said):
            return fault
    if dict(row) != row_of([row[name] for name in KEY], readings):
        return "what is settled is not what its readings say; `python -m policy_corpus readings` writes such rows"
    return None
