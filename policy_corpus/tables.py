"""From columns to Parquet tables with a manifest, and back: nothing half-written stays, nothing changed is loaded."""

import hashlib
import json
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from inspect import signature
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from policy_corpus.errors import CorpusError
from policy_corpus.folders import held, take_place
from policy_corpus.paths import TABLES

SCHEMA_VERSION = 1
# Rows that are written together, and held in memory for that: so many at most, of so many cells in all.
GROUP, CELLS = 1 << 19, 1 << 23
MANIFEST = "manifest.json"
NAMES = ("documents", "captures", "versions", "presence", "clauses", "tokens", "vocabulary", "places")
MEND = "`git checkout -- policy_corpus/tables` restores the published tables, `make corpus` makes them anew"


@contextmanager
def ready(out: Path) -> Iterator[Path]:
    """Hold a folder that tables are to be written to (`folders.held`); gives a folder for scratch.

    CorpusError where `out` holds anything but tables, where another run writes to it, or it cannot be written to.
    """
    out = Path(out).resolve()
    with ExitStack() as stack:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            scratch = stack.enter_context(held(out))
            others = out.exists() and not _may_be_replaced(out)
        except OSError as error:
            raise CorpusError(
                f"{out}: cannot be written to ({error.strerror}); name another folder"
            ) from None
        if others:
            raise CorpusError(f"{out}: holds other files than tables; name a new or empty folder")
        yield scratch


def holding(work: Callable) -> Callable:
    """The function, holding the folder of its argument `out` while it works (`ready`)."""
    names = signature(work)

    @wraps(work)
    def held_meanwhile(*arguments, **named):
        with ready(names.bind(*arguments, **named).arguments["out"]):
            return work(*arguments, **named)

    return held_meanwhile


def _may_be_replaced(folder: Path) -> bool:
    """Whether a folder is empty, or holds only tables that its manifest names or, without a whole one, all of ours.

    Parquet and JSON are what others keep, too; a table of theirs may have a name of ours, but hardly all do.
    """
    if not _holds_tables(folder):
        return False
    names = {path.stem for path in folder.glob("*.parquet")}
    try:
        return names <= {*read_manifest(folder)["tables"], *NAMES}
    except CorpusError:
        return names == set(NAMES) or not (names or (folder / MANIFEST).exists())


def _holds_tables(folder: Path) -> bool:
    """Whether a path is a folder of Parquet files with a manifest, of either, or of nothing."""
    if not folder.is_dir() or folder.is_symlink():
        return False
    files = list(folder.iterdir())
    return all(path.is_file() and (path.suffix == ".parquet" or path.name == MANIFEST) for path in files)


def write_tables(tables: dict[str, pa.Table | Iterable[pa.Table]], out: Path, facts: dict) -> dict:
    """Write the tables and their manifest to `out`, all or nothing, and return the manifest.

    A table may be given in parts, one at least, which are asked for as they are written: the bytes do not depend on
    them, nor on the order in which a coded column has its names. `facts` (archive commits and such) go into the
    manifest beside each table's rows, bytes and SHA-256. The same tables give the same bytes. What `out` held before
    is replaced only when all is written.
    """
    out = Path(out).resolve()
    with ready(out) as scratch:
        made = scratch / "tables"
        try:
            made.mkdir()
            manifest = {"schema_version": SCHEMA_VERSION, **facts, "tables": {}}
            for name, table in tables.items():  # one at a time: each takes memory for a group of rows
                manifest["tables"][name] = _write(table, made / f"{name}.parquet")
            text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
            (made / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
            made.chmod(stat.S_IMODE(out.stat().st_mode) if out.exists() else 0o755)
            take_place(made, out)
        except OSError as error:
            raise CorpusError(
                f"{out}: cannot be written ({error.strerror}); make room or name another folder"
            ) from None
    return manifest


def _write(table: pa.Table | Iterable[pa.Table], path: Path) -> dict:
    """Write one table, and return what the manifest says of it."""
    groups = _groups([table] if isinstance(table, pa.Table) else table)
    first, rows = next(groups), 0
    schema = first.schema
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=5,
        data_page_size=1 << 18,
        use_dictionary=[f.name for f in schema if pa.types.is_dictionary(f.type)],
        column_encoding=_encodings(schema),
        store_schema=False,
        version="2.6",
    ) as file:
        for group in chain([first], groups):
            file.write_table(group, row_group_size=max(group.num_rows, 1))
            rows += group.num_rows
    return {"rows": rows, "bytes": path.stat().st_size, "sha256": _sha256(path)}


def _groups(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The rows of parts, a group at a time; a table without rows where there are none."""
    held, written = [], False
    for part in parts:
        held.append(part)
        group = min(GROUP, CELLS // part.num_columns)
        while sum(table.num_rows for table in held) >= group:
            whole = pa.concat_tables(held)
            yield _whole(whole.slice(0, group))
            held, written = [whole.slice(group)], True
    rest = pa.concat_tables(held)
    if rest.num_rows or not written:
        yield _whole(rest)


def _whole(table: pa.Table) -> pa.Table:
    """A table with each column in one piece, and each coded one in alphabetical order."""
    table = table.unify_dictionaries()
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    coded = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    return pa.table(columns | {name: _alphabetical(columns[name]) for name in coded})


def _alphabetical(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """A coded column whose names are those that stand in it, in alphabetical order."""
    codes, names = column.indices.cast(pa.int32()), column.dictionary.to_pylist()
    used = sorted(codes.drop_null().unique().to_pylist(), key=names.__getitem__)
    number = np.zeros(len(names) + 1, np.int32)
    number[used] = np.arange(len(used))
    numbers = number[codes.fill_null(len(names)).to_numpy()]
    missing = codes.is_null().to_numpy(zero_copy_only=False)
    return pa.DictionaryArray.from_arrays(
        pa.array(numbers, mask=missing), pa.array([names[i] for i in used], pa.string())
    )


def read_manifest(folder: Path = TABLES) -> dict:
    """The manifest of a folder of tables; CorpusError where it is missing, damaged or of another schema."""
    path = Path(folder) / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: missing; {MEND}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise CorpusError(f"{path}: cannot be read ({error}); {MEND}") from None
    known = isinstance(manifest, dict) and manifest.get("schema_version") == SCHEMA_VERSION
    if not known or not all(isinstance(manifest.get(key, {}), dict) for key in ("tables", "archives")):
        raise CorpusError(f"{path}: not a manifest of schema {SCHEMA_VERSION}; {MEND}")
    if not manifest.get("tables"):
        raise CorpusError(f"{path}: names no table; {MEND}")
    for name, said in manifest["tables"].items():
        missing = _missing_in(said)
        if missing or not name.isidentifier():
            what = f"is without {missing}" if missing else "is no name of a table"
            raise CorpusError(f"{path}: its entry {name} {what}; {MEND}")
    return manifest


def _missing_in(said) -> str:
    """What an entry of a manifest lacks to vouch for a table: rows, bytes or sha256; "" for nothing."""
    said = said if isinstance(said, dict) else {}
    kept = {key: isinstance(said.get(key), int) and said[key] >= 0 for key in ("rows", "bytes")}
    kept["sha256"] = bool(re.fullmatch("[0-9a-f]{64}", str(said.get("sha256"))))
    return ", ".join(key for key, is_kept in kept.items() if not is_kept)


def read_table(name: str, folder: Path = TABLES, columns: Sequence[str] | None = None) -> pa.Table:
    """A table, or some columns of it, checked against the manifest; a column that it lacks is left out.

    CorpusError that names the file where it was changed or is missing.
    """
    manifest = read_manifest(folder)
    try:
        raw = verified(name, manifest, folder)
    except CorpusError:
        newer = read_manifest(folder)
        if newer == manifest:
            raise
        raw = verified(name, newer, folder)  # new tables took the place of the old ones meanwhile
    file = pq.ParquetFile(pa.BufferReader(raw))
    if columns is not None:
        columns = [name for name in file.schema_arrow.names if name in set(columns)]
    return file.read(columns)


def verified(name: str, manifest: dict, folder: Path) -> bytes:
    """The bytes of a table, which are those of the manifest."""
    path = Path(folder) / f"{name}.parquet"
    if name not in manifest["tables"]:
        raise CorpusError(f"{path}: not in the manifest; the tables are {', '.join(manifest['tables'])}")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise CorpusError(f"{path}: missing; {MEND}") from None
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}); {MEND}") from None
    if hashlib.sha256(raw).hexdigest() != manifest["tables"][name]["sha256"]:
        raise CorpusError(f"{path}: changed since it was built (its SHA-256 is not the manifest's); {MEND}")
    return raw


def verify(folder: Path = TABLES, names: Iterable[str] = ()) -> dict:
    """Check every table of a folder against its manifest, and return the manifest; `names` must be among them."""
    manifest = read_manifest(folder)
    for name in sorted({*names, *(path.stem for path in Path(folder).glob("*.parquet"))}):
        if name not in manifest["tables"]:
            raise CorpusError(f"{Path(folder) / MANIFEST}: has no entry {name}; {MEND}")
    for name, said in manifest["tables"].items():
        raw, path = verified(name, manifest, folder), Path(folder) / f"{name}.parquet"
        try:
            held = {"rows": pq.read_metadata(pa.BufferReader(raw)).num_rows, "bytes": len(raw)}
        except pa.ArrowInvalid:
            raise CorpusError(f"{path}: is no table; {MEND}") from None
        if wrong := [fact for fact, number in held.items() if said[fact] != number]:
            raise CorpusError(f"{path}: holds other {' and '.join(wrong)} than the manifest says; {MEND}")
    return manifest


def _encodings(schema: pa.Schema) -> dict[str, str]:
    """Delta encoding for whole numbers and dates, which mostly rise within a table."""
    return {
        f.name: "DELTA_BINARY_PACKED"
        for f in schema
        if pa.types.is_int32(f.type) or pa.types.is_int64(f.type) or pa.types.is_date32(f.type)
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
