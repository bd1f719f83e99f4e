"""What notebooks found, as rows with values → one table, and the values by name; whoever shows one formats it.

`data/results/findings.csv` holds a row a finding: id, claim, value, low, high, unit, n, from, until, notebook (its
slug), anchor (the cell that shows it). Ids are names joined by dots: prevalence.ai_training.end.
"""

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from policy_corpus.errors import CorpusError
from policy_corpus.paths import RESULTS

COLUMNS = ["id", "claim", "value", "low", "high", "unit", "n", "from", "until", "notebook", "anchor"]
# share: 0 to 1; points: a change of shares; per_thousand: clauses per 1,000; text: words, such as a day or names
UNITS = ("share", "points", "per_thousand", "count", "words", "days", "ratio", "score", "text")
FINDINGS = RESULTS / "findings.csv"


def as_table(rows: Iterable[dict[str, Any]], notebook: str) -> pd.DataFrame:
    """The findings of a notebook as a table with COLUMNS; ValueError names a row that is not whole."""
    table = pd.DataFrame(list(rows)).reindex(columns=COLUMNS).assign(notebook=notebook).astype({"n": "Int64"})
    for row in table.itertuples(index=False):
        if row.unit not in UNITS:
            raise ValueError(f"finding {row.id}: unit {row.unit!r} is none of {', '.join(UNITS)}")
        if pd.isna(row.value) or not row.claim or not row.anchor:
            raise ValueError(f"finding {row.id}: needs a value, a claim and the anchor of its cell")
    if table["id"].duplicated().any():
        raise ValueError(f"two findings have the id {table['id'][table['id'].duplicated()].iloc[0]}")
    return table


def as_shown(table: pd.DataFrame) -> pd.DataFrame:
    """The values of findings by id, as the file has them, with their bounds and numbers of cases where given."""
    shown = table.set_index("id")[["value", "low", "high", "n"]].dropna(axis=1, how="all")
    return shown.assign(value=[_plain(value) for value in shown["value"]])


def to_csv(table: pd.DataFrame) -> str:
    """The findings as CSV, whole numbers in full, others to six digits: the same table gives the same bytes."""
    return table.assign(value=[_plain(value) for value in table["value"]]).to_csv(
        index=False, lineterminator="\n", float_format="%.6g"
    )


def _plain(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return f"{value:.0f}" if value.is_integer() else f"{value:.6g}"


def read_findings(path: Path = FINDINGS) -> pd.DataFrame:
    """All findings, a row each with COLUMNS; numbers as numbers, values of the unit text as text."""
    mend = "run `make notebooks`"
    try:
        table = pd.read_csv(path, dtype={"value": object})
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: cannot be read ({error}); {mend}") from None
    if list(table.columns) != COLUMNS:
        raise CorpusError(f"{path}: its columns are not {', '.join(COLUMNS)}; {mend}")
    if table["id"].duplicated().any():
        raise CorpusError(f"{path}: two rows {table['id'][table['id'].duplicated()].iloc[0]}; {mend}")
    values = [
        value if unit == "text" else float(value)
        for value, unit in zip(table["value"], table["unit"], strict=True)
    ]
    return table.assign(value=pd.Series(values, dtype=object))


def by_name(table: pd.DataFrame) -> dict[str, Any]:
    """The findings as values of names: prevalence.ai_training.end.value is what the row of that id has there.

    `since` stands for `from`, which Python keeps for itself."""
    names: dict[str, Any] = {}
    for row in table.to_dict("records"):
        first, *rest = row["id"].split(".")
        place = names.setdefault(first, SimpleNamespace())
        for part in rest:
            if not hasattr(place, part):
                setattr(place, part, SimpleNamespace())
            place = getattr(place, part)
        vars(place).update({"since" if key == "from" else key: row[key] for key in row if key != "id"})
    return names
