"""Takes a CSV file with one clause a row; makes it anew with the labels of each clause added."""

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from policy_corpus.errors import CorpusError
from policy_corpus.extract.labels import Lexicon
from policy_corpus.files import column, is_stdout, read_csv, write_csv


def label_file(
    path: str | os.PathLike,
    text_column: str,
    out: str | os.PathLike,
    lexicon: Lexicon,
    lead_in_column: str | None = None,
    further: Callable[[list[str], list[str]], pd.DataFrame] | None = None,
    why: bool = False,
) -> int:
    """Writes the CSV file anew with labels added, to `out` or (-) standard output, and returns how many clauses it has.

    `further`, given the clauses and their lead-ins, makes more columns to add, one row a clause; `why` adds what
    decided each label (`Lexicon.label_all`).
    Raises CorpusError where the file can't be read; then, as when stopped half-way, `out` stays as it was.
    """
    path, out = Path(path), Path(out)
    header, rows = read_csv(path)
    clauses = _cells(path, header, rows, text_column)
    lead_ins = [""] * len(rows) if lead_in_column is None else _cells(path, header, rows, lead_in_column)
    if not is_stdout(out) and out.exists() and out.samefile(path):
        raise CorpusError(f"{out}: is the file that is read; give another name to --out")
    labels = lexicon.label_all(clauses, lead_ins, why)
    if further is not None:
        labels = pd.concat([labels, further(clauses, lead_ins).set_axis(labels.index)], axis=1)
    kept = [i for i, name in enumerate(header) if name not in labels]
    added = zip(*(labels[name].tolist() for name in labels), strict=True)
    names = [header[i] for i in kept] + list(labels)
    labelled = ([row[i] for i in kept] + list(new) for row, new in zip(rows, added, strict=True))
    write_csv(out, names, labelled)
    return len(rows)


def _cells(path: Path, header: list[str], rows: list[list[str]], name: str) -> list[str]:
    """The cells of a named column."""
    place = column(path, header, name)
    return [row[place] for row in rows]
