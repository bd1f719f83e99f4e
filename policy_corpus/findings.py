"""What notebooks found, as rows with values → one table, and the values by name; whoever shows one formats it.

`data/claims.csv` says what is claimed: notebook (its slug), id, claim, unit, anchor (the cell that shows it). A
notebook gives the values; `data/results/findings.csv` holds both, a row a finding, with low, high, n, from and until.
Ids are names joined by dots: prevalence.ai_training.end. Where one has {} it is a claim of each row of a table.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from policy_corpus.categories import NAMES
from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA, RESULTS

COLUMNS = ["id", "claim", "value", "low", "high", "unit", "n", "from", "until", "notebook", "anchor"]
# share: 0 to 1; points: a change of shares; per_thousand: clauses per 1,000; text: words, such as a day or names
UNITS = ("share", "points", "per_thousand", "count", "words", "days", "ratio", "score", "text")
FACTS = ("value", "low", "high", "n", "from", "until")
FINDINGS, CLAIMS = RESULTS / "findings.csv", DATA / "claims.csv"


def rows_of(
    notebook: str,
    values: Mapping[str, Any],
    path: Path = CLAIMS,
    whole: bool = True,
    names: Mapping[str, str] = NAMES,
    **facts,
) -> list[dict[str, Any]]:
    """The claims of a notebook with their values: a row a finding.

    `values`: id → a value, or what is known of it by name (FACTS); of an id with {}, a series of values or a table
    of what is known (columns), a row each: its label stands for {} in the id, and its name in `names` for {} in the
    claim. What a claim calls {n} and the like is filled in. `facts` hold for all that do not say otherwise; `since` is
    written for `from`, which Python keeps for itself. CorpusError names a claim without a value, or a value without a
    claim; where the notebook need not be `whole`, what lacks the other is left out.
    """
    claims = pd.read_csv(path, dtype=str).query("notebook == @notebook").set_index("id")
    for name in claims.index.symmetric_difference(list(values)) if whole else ():
        lacks = "no value of" if name in claims.index else "no claim for"
        raise CorpusError(f"{path}: the notebook {notebook} has {lacks} {name}; mend one or the other")
    rows = []
    for id, claim in claims[claims.index.isin(list(values))].iterrows():
        for label, known in _by_label(values[id], "{}" in id).items():
            told = {"from" if name == "since" else name: fact for name, fact in {**facts, **known}.items()}
            words = claim["claim"].format(names.get(label, label), **told)
            row = {"id": id.format(label), "claim": words, "unit": claim["unit"], "anchor": claim["anchor"]}
            rows.append(row | {name: told[name] for name in FACTS if name in told})
    return rows


def _by_label(values: Any, many: bool) -> dict[str, dict[str, Any]]:
    """What is known by label; of a single finding, under ""."""
    if not many:
        return {"": dict(values) if isinstance(values, Mapping | pd.Series) else {"value": values}}
    table = values.to_frame("value") if isinstance(values, pd.Series) else values
    return {label: row.dropna().to_dict() for label, row in table.astype(object).iterrows()}


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
