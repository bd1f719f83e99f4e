"""From two folders of tables to whether the new one lost anything: tables, columns and values, one by one.

    python -m policy_corpus.trials.equal_tables OLD NEW [--ledger OLD.csv NEW.csv] [--renamed TABLE.OLD=NEW …]

Prints which tables are equal to the byte, and of the others which columns were added, removed or renamed and in
which the values differ, row by row. Ends with 0 where all that the old tables hold is in the new ones, else with 1.
A change of the code that should change no number is shown to change none by this.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from policy_corpus.errors import CorpusError, exit_code

COMMAND = "python -m policy_corpus.trials.equal_tables"
LEDGER = "ledger"


@dataclass(frozen=True)
class Comparison:
    """Of a table in two versions: whether its bytes are equal, its rows, and what became of its columns.

    `differing` gives, of each column with other values, in how many rows; all rows where their number changed.
    """

    table: str
    bytes_equal: bool
    rows: tuple[int, int]
    added: list[str]
    removed: list[str]
    renamed: dict[str, str]
    differing: dict[str, int]

    @property
    def is_kept(self) -> bool:
        """Whether all that the old version holds is in the new one."""
        return not self.removed and not self.differing and self.rows[0] == self.rows[1]

    def __str__(self):
        if self.bytes_equal:
            return f"{self.table}: equal to the byte, {self.rows[0]:,} rows"
        said = [f"rows {self.rows[0]:,}" + (f" → {self.rows[1]:,}" if self.rows[0] != self.rows[1] else "")]
        said += [f"added {', '.join(self.added)}"] * bool(self.added)
        said += [f"REMOVED {', '.join(self.removed)}"] * bool(self.removed)
        said += [f"renamed {old} → {new}" for old, new in self.renamed.items()]
        said += [f"DIFFERENT in {column}: {rows:,} rows" for column, rows in self.differing.items()]
        return f"{self.table}: {'; '.join([*said, 'all else equal'])}"


def compare_tables(
    name: str, old: pa.Table, new: pa.Table, renamed: dict[str, str] | None = None, bytes_equal: bool = False
) -> Comparison:
    """Compare two versions of a table; `renamed` gives new names of old columns. Rows are compared in their order."""
    renamed = {before: now for before, now in (renamed or {}).items() if before in old.column_names}
    now = {column: renamed.get(column, column) for column in old.column_names}
    kept = {column: as_now for column, as_now in now.items() if as_now in new.column_names}
    differing = {column: _different_rows(old[column], new[as_now]) for column, as_now in kept.items()}
    return Comparison(
        name,
        bytes_equal,
        (old.num_rows, new.num_rows),
        [column for column in new.column_names if column not in now.values()],
        [column for column in old.column_names if column not in kept],
        renamed,
        {column: rows for column, rows in differing.items() if rows},
    )


def _different_rows(old: pa.ChunkedArray, new: pa.ChunkedArray) -> int:
    """In how many rows two columns differ: all where their types or lengths do; codes count as what they stand for."""
    old, new = (_decoded(column) for column in (old, new))
    if old.type != new.type or len(old) != len(new):
        return max(len(old), len(new))
    if old.equals(new):
        return 0
    if pa.types.is_nested(old.type):
        return sum(ours != theirs for ours, theirs in zip(old.to_pylist(), new.to_pylist(), strict=True))
    either_null = pc.xor(pc.is_null(old), pc.is_null(new))
    other = pc.fill_null(pc.not_equal(old, new), False)
    return pc.sum(pc.or_(either_null, other)).as_py()


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def compare_folders(old: Path, new: Path, renamed: dict[str, dict[str, str]]) -> list[Comparison]:
    """Compare all tables of two folders; a table that only one of them has counts as columns added or removed."""
    names = sorted({path.stem for folder in (old, new) for path in folder.glob("*.parquet")})
    if not names:
        raise CorpusError(f"{old}, {new}: neither holds a Parquet table; name two folders of tables")
    return [_compare_files(name, old, new, renamed.get(name, {})) for name in names]


def _compare_files(name: str, old: Path, new: Path, renamed: dict[str, str]) -> Comparison:
    paths = [folder / f"{name}.parquet" for folder in (old, new)]
    tables = [pq.read_table(path) if path.is_file() else pa.table({}) for path in paths]
    equal = all(path.is_file() for path in paths) and paths[0].read_bytes() == paths[1].read_bytes()
    return compare_tables(name, *tables, renamed, equal)


def compare_ledgers(old: Path, new: Path, renamed: dict[str, str]) -> Comparison:
    """Compare two ledgers as they stand in CSV files, every cell as text."""
    tables = []
    for path in (old, new):
        try:
            names = pyarrow.csv.read_csv(path).column_names
            as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
            tables.append(pyarrow.csv.read_csv(path, convert_options=as_text))
        except (OSError, pa.ArrowInvalid) as error:
            raise CorpusError(f"{path}: cannot be read as a CSV file ({error}); name a ledger") from None
    return compare_tables(LEDGER, *tables, renamed, old.read_bytes() == new.read_bytes())


def read_renamed(named: Sequence[str]) -> dict[str, dict[str, str]]:
    """Table → old → new name of columns, from arguments like captures.status=state."""
    found: dict[str, dict[str, str]] = {}
    for text in named:
        column, is_named, new = text.partition("=")
        table, in_table, old = column.partition(".")
        if not (is_named and in_table and table and old and new):
            raise CorpusError(f"{text}: names no renamed column; write TABLE.OLD=NEW")
        found.setdefault(table, {})[old] = new
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison: 0 where nothing is lost, 1 where something is, 2 for bad input."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__.split("\n\n")[0])
    parser.add_argument("old", type=Path, metavar="OLD", help="folder of tables")
    parser.add_argument("new", type=Path, metavar="NEW", help="folder of tables")
    parser.add_argument("--ledger", type=Path, nargs=2, metavar=("OLD.csv", "NEW.csv"), help="ledgers, too")
    parser.add_argument("--renamed", nargs="+", default=[], metavar="TABLE.OLD=NEW", help="columns")
    chosen = parser.parse_args(arguments)
    found: list[Comparison] = []

    def work() -> None:
        renamed = read_renamed(chosen.renamed)
        found.extend(compare_folders(chosen.old, chosen.new, renamed))
        if chosen.ledger:
            found.append(compare_ledgers(*chosen.ledger, renamed.get(LEDGER, {})))
        print(*found, sep="\n")

    return exit_code(work) or int(not all(comparison.is_kept for comparison in found))


if __name__ == "__main__":
    sys.exit(main())
