"""Takes what a file shall hold; makes the file, whole or not at all. Reads CSV and YAML, and names what is wrong."""

import codecs
import contextlib
import csv
import io
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import yaml

from policy_corpus.errors import CorpusError
from policy_corpus.folders import is_still_there, lock
from policy_corpus.text_of_others import as_cell

# What stands in the folder of what a process has open (Linux: /proc/…/fd, to which /dev/fd leads).
_OPEN = re.compile(r"(/proc/\w+(/task/\w+)?|/dev)/fd/\d+|/dev/(stdin|stdout|stderr)")
BEGINNING = 40  # letters of a file's name that the one which is written beside it has, too
LONG_NAME = 5  # words, from which a cell is no name of a column
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_writing: set[Path] = set()  # the files that this process is writing beside others


# ---------------------------------------------------------------- writing


def write_whole(path: Path | str, content: str | bytes, clears_up: bool = True) -> None:
    """Make a file hold `content` (a text as UTF-8); where that fails or is stopped, the file is as it was.

    A regular file is replaced and keeps its permissions and owner, and a link to it stays a link; other names of the
    same file (hard links) keep what it held. A device, a pipe or what this process has open, such as /dev/stdout, is
    written to; a text for - goes to standard output. CorpusError where that cannot be done. What killed writers left
    beside the file is deleted, unless `clears_up` is false: in a folder of many files, whoever has it does so for all
    of them at once (`clear_parts`), for each look takes as long as the folder is.
    """
    path = Path(path)
    if is_stdout(path) and isinstance(content, str):
        if sys.stdout is None:
            raise CorpusError(f"{path}: standard output is closed; give the name of a file")
        sys.stdout.write(content)
        return
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        there = _known(path)
        if _is_open_here(path):
            # Also where it is a file: it holds what was written before, and who opened it goes on writing.
            with path.open("ab") as file:
                file.write(raw)
        elif there is None or stat.S_ISREG(there.st_mode):
            _replace(Path(os.path.realpath(path)), raw, there, clears_up)
        elif stat.S_ISCHR(there.st_mode) or stat.S_ISFIFO(there.st_mode):
            path.write_bytes(raw)
        else:
            raise CorpusError(f"{path}: can't be written (it is no file); give the name of a file")
    except OSError as error:
        mend = "give a file in a folder that is there and can be written to"
        raise CorpusError(f"{path}: can't be written ({error.strerror}); {mend}") from None


def is_stdout(path: Path | str) -> bool:
    """Whether an output is standard output, which every command calls -."""
    return str(path) == "-"


def goes_to_stdout(path: Path | str) -> bool:
    """Whether what is written to an output is what standard output gets, also by a name such as /dev/stdout."""
    if is_stdout(path):
        return True
    try:
        return _is_open_here(Path(path)) and os.path.samestat(Path(path).stat(), os.fstat(1))
    except OSError:
        return False


def _is_open_here(path: Path) -> bool:
    """Whether a path leads to one of the things that a process has open: /dev/stdout, /dev/fd/3, /proc/self/fd/1."""
    for _ in range(40):  # as many links as the system follows
        if _OPEN.fullmatch(f"{os.path.realpath(path.parent)}/{path.name}"):
            return True
        if not path.is_symlink():
            return False
        path = path.parent / path.readlink()
    return False


def _known(path: Path) -> os.stat_result | None:
    """What is known of the file that a path leads to; None where there is none."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _replace(target: Path, raw: bytes, there: os.stat_result | None, clears_up: bool) -> None:
    """Write beside the target, then take its name; `there` is what is known of the file that has it."""
    if there is not None and not os.access(target, os.W_OK):
        raise PermissionError(0, "it is write-protected")
    # Of the name only the beginning: with more added to it, a long one would be too long.
    begins = f".{target.name[:BEGINNING]}."
    if clears_up:
        clear_parts(target.parent, begins)
    while not _replaced(target, begins, raw, there):
        pass


def _replaced(target: Path, begins: str, raw: bytes, there: os.stat_result | None) -> bool:
    """Whether the target holds the content now; not where another writer took the file beside it for one that was left.

    It is locked until it has the target's name: so every machine that shares the folder tells it from what was left.
    """
    beside = target.with_name(f"{begins}{os.getpid()}-{secrets.token_hex(4)}.part")
    _writing.add(beside)
    try:
        # A new file gets what the umask leaves; one that takes a file's place is nobody else's until it is whole.
        made = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666 if there is None else 0o600)
        with os.fdopen(made, "wb") as file:
            # Where nothing can be locked, nobody takes it for one that was left.
            with contextlib.suppress(OSError):
                if not (lock(made) and is_still_there(made, beside)):
                    return False
            file.write(raw)
            if there is not None:
                for owner in (-1, there.st_uid):  # the group first: whoever is in it may give it
                    with contextlib.suppress(PermissionError):
                        os.fchown(made, owner, there.st_gid)
                # Not the bits that let a program run as its owner: a write takes them from any file.
                os.fchmod(made, there.st_mode & 0o777)
            file.flush()
            beside.replace(target)
        return True
    finally:
        beside.unlink(missing_ok=True)
        _writing.discard(beside)


def clear_parts(folder: Path, begins: str = "") -> None:
    """Delete what writers that were killed left in a folder, by the names that we give; nobody has it locked.

    With `begins`, only what was to be the file whose name that tells.
    """
    beginning = re.escape(begins) or rf"\..{{1,{BEGINNING}}}\."
    ours = re.compile(rf"{beginning}\d+-[0-9a-f]{{8}}\.part")
    with contextlib.suppress(OSError):  # it stays where it cannot be found, locked or deleted
        for left in folder.iterdir():
            # Some disks tell a process only of the locks of others.
            is_left = ours.fullmatch(left.name) and left not in _writing
            if is_left and stat.S_ISREG(left.lstat().st_mode):
                _delete_left(left)


def _delete_left(part: Path) -> None:
    """Delete a file of a writer, unless it is at work."""
    file = os.open(part, os.O_RDWR | os.O_NOFOLLOW)
    try:
        if lock(file):
            part.unlink()
    finally:
        os.close(file)


class _Lines(list):
    """The rows that a csv.writer writes, each ended by a line feed.

    The writer itself is told of both bytes that may end a line: else it leaves a cell that holds only the other
    one without quotes, and a reader loses that byte.
    """

    END = "\r\n"

    def write(self, line: str) -> None:
        self.append(line.removesuffix(self.END) + "\n")


def write_csv(path: Path | str, header: list[str], rows: Iterable[Iterable]) -> None:
    """Write a CSV file, whole or not at all, with lines that end in one byte on every system."""
    write_whole(path, csv_text(header, rows))


def csv_text(header: list[str], rows: Iterable[Iterable]) -> str:
    """The text of a CSV file, with lines that end in one byte on every system."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator=_Lines.END)
    writer.writerow(header)
    writer.writerows(rows)
    return "".join(lines)


def write_table(path: Path | str, table: pd.DataFrame) -> None:
    """Write a table's columns, without its index, as a CSV file, whole or not at all; texts as `as_cells` has them."""
    write_whole(path, as_cells(table).to_csv(index=False, lineterminator="\n"))


def as_cells(table: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """The table whose texts, in columns, heads and index, a spreadsheet takes for texts, and not for formulas."""
    cells = table.to_frame() if isinstance(table, pd.Series) else table.copy()
    for place, kind in enumerate(cells.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            cells.isetitem(place, [as_cell(value) for value in cells.iloc[:, place]])
    return cells.set_axis(_labels(cells.index)).set_axis(_labels(cells.columns), axis="columns")


def _labels(axis: pd.Index) -> pd.Index:
    """The labels of a table's rows or columns as cells."""
    if isinstance(axis, pd.MultiIndex):
        return axis.set_levels([_labels(level) for level in axis.levels], verify_integrity=False)
    texts = [label for label in axis if isinstance(label, str)]
    return (
        axis if all(as_cell(text) == text for text in texts) else pd.Index(map(as_cell, axis), name=axis.name)
    )


# ---------------------------------------------------------------- reading


def read_csv(path: Path | str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV file in UTF-8, all cells as text, without empty lines.

    Cells are parted by commas; where the header has none, by tabs or semicolons if it has these.
    CorpusError where the file is missing, of another encoding, empty, or has a row of another length.
    """
    path = Path(path)
    text = _text(path)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        rows = [row for row in lines if row]
    except csv.Error as error:
        raise CorpusError(f"{path}: is no well-formed CSV ({error}); mend its quotes") from None
    if not rows:
        raise CorpusError(f"{path}: is empty; give a CSV file with a header and a row for each thing")
    header = rows.pop(0)
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            what = f"row {number} after the header has {len(row)} cells where the header has {len(header)}"
            raise CorpusError(f"{path}: {what}; mend that row, or put quotes round a cell that holds commas")
    return header, rows


def read_rows(path: Path | str, columns: list[str], mend: str = "") -> list[list[str]]:
    """The rows of a CSV file whose header must be these columns, all cells as text; CorpusError, which ends in the
    mend, where it is another."""
    header, rows = read_csv(path)
    if header != columns:
        raise CorpusError(f"{path}: the header must be {','.join(columns)}{mend and f'; {mend}'}")
    return rows


def read_texts(
    path: Path | str, columns: list[str], fault: Callable[[dict[str, str]], str | None]
) -> pd.DataFrame:
    """A CSV file with these columns as a table of texts; `fault` says of a row what is wrong with it, None of most.

    CorpusError where the header is another; where a row is wrong, with its line (the header is line 1).
    """
    table = pd.DataFrame(read_rows(path, columns), columns=columns, dtype=str)
    for line, row in enumerate(table.to_dict("records"), start=2):
        if found := fault(row):
            raise CorpusError(f"{path}, row {line}: {found}")
    return table


def read_yaml(path: Path | str, mend: str, loader: type = yaml.SafeLoader) -> object:
    """What a YAML file in UTF-8 holds; CorpusError, which ends in the mend, where it cannot be read."""
    path = Path(path)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except FileNotFoundError:
        what = "there is no such file"
    except OSError as error:
        what = f"can't be read ({error.strerror})"
    except UnicodeDecodeError:
        what = "is not UTF-8"
    except RecursionError:
        what = "can't be read as YAML (it is nested too deeply)"
    except (ValueError, yaml.YAMLError) as error:  # the first of a day or a number that there is not
        what = f"can't be read as YAML ({' '.join(str(error).split())})"
    raise CorpusError(f"{path}: {what}; {mend}")


def _separator(text: str) -> str:
    """What parts the cells of a CSV file, by its first line."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return "," if "," in header else next((mark for mark in "\t;" if mark in header), ",")


def _text(path: Path) -> str:
    """What a file in UTF-8 holds, without a byte order mark; CorpusError where it is another encoding."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise CorpusError(f"{path}: there is no such file; check the path") from None
    except OSError as error:
        raise CorpusError(f"{path}: can't be read ({error.strerror}); give a CSV file") from None
    try:
        if raw.startswith(_UTF16):
            raise UnicodeError
        return raw.decode("utf-8-sig")
    except UnicodeError:
        met = "UTF-16" if b"\0" in raw[:4] or raw[:2] in _UTF16 else "WINDOWS-1252"
        mend = f"convert it: iconv -f {met} -t UTF-8 {path.name} > utf8.csv"
        raise CorpusError(f"{path}: is not UTF-8 (it looks like {met}); {mend}") from None


def column(path: Path | str, header: list[str], name: str) -> int:
    """Where a column stands in a file's header, from 0; CorpusError where it is missing or there twice."""
    if name not in header:
        sentence = next((cell for cell in header if len(cell.split()) >= LONG_NAME), "")
        if sentence:
            what = f"has no column {name!r} and seems to have no header: its first row says {sentence[:40]!r}"
            raise CorpusError(f"{path}: {what}; put a row with the names of its columns above")
        raise CorpusError(f"{path}: has no column {name!r}; name one of these: {', '.join(header)}")
    if header.count(name) > 1:
        raise CorpusError(f"{path}: has {header.count(name)} columns {name!r}; rename all but one")
    return header.index(name)
