"""From labels and words of the tables' rows, in parts, to the parts of the table of clauses, as files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from policy_corpus.extract.clause_files import RowsPart
from policy_corpus.extract.columns import clause_table
from policy_corpus.extract.labelling import labels_in
from policy_corpus.extract.read_labels import ReadLabels
from policy_corpus.extract.shard_file import write_tables
from policy_corpus.extract.shards import tables_in

STANCE = "_stance"


@dataclass(frozen=True)
class Clauses:
    """The files of the parts; of all rows, which tell of a category that is read, and by category, which collect."""

    files: list[Path]
    told: np.ndarray
    collects: dict[str, np.ndarray]


def write_clauses(
    parts: Sequence[RowsPart], labels: Iterable[Path], words: Sequence[Path], read: ReadLabels, folder: Path
) -> Clauses:
    """Write the clauses of each part to a file of a folder, with the labels that were read laid over those by rule."""
    files, told, collects = [], [], []
    for number, (part, labelled, counted) in enumerate(zip(parts, labels, words, strict=True)):
        by_rule, scores = labels_in(labelled)
        found = read.over(by_rule, part.rows.hashes, part.rows.lead_in_hashes)
        told.append(
            found[[f"{name}{STANCE}" for name in read.categories]].ne("none").any(axis=1).to_numpy(bool)
        )
        collects.append(
            {
                name.removesuffix(STANCE): found[name].eq("collects").to_numpy(bool)
                for name in found
                if name.endswith(STANCE)
            }
        )
        files.append(folder / f"clauses-{number}.shard")
        write_tables(files[-1], [clause_table(part.rows, tables_in(counted)[0], found, scores)])
    every = {name: np.concatenate([own[name] for own in collects]) for name in collects[0]}
    return Clauses(files, np.concatenate(told), every)
