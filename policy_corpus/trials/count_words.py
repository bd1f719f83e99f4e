"""The published tables → data/word_counts.csv, by which a small corpus weighs its words.

`python -m policy_corpus.trials.count_words [TABLES]` counts anew; of a small corpus's tables it makes nothing, and
leaves the file as it is.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from policy_corpus.analysis.corpus import load_table, load_term_matrix
from policy_corpus.errors import exit_code
from policy_corpus.paths import TABLES
from policy_corpus.tables import read_manifest
from policy_corpus.word_counts import SMALL, WORD_COUNTS, WordCounts


def count(folder: Path = TABLES) -> WordCounts:
    """How many clauses of a folder of tables have each word, and how many of those are about each category."""
    clauses = load_table("clauses", folder)
    matrix, vocabulary = load_term_matrix(folder)
    has = (matrix > 0).astype(np.int64)
    columns = {"kind": vocabulary["kind"].astype(str), "clauses": vocabulary["clauses"]}
    for stance in (name for name in clauses if name.endswith("_stance")):
        about = (clauses[stance] != "none").to_numpy()
        columns[stance.removesuffix("_stance")] = np.asarray(has[about].sum(axis=0)).ravel()
    table = pd.DataFrame(columns).set_axis(vocabulary["token"])
    return WordCounts(len(clauses), table[table["kind"].isin(["word", "multiword"])])


def main(folder: str = str(TABLES), out: str = str(WORD_COUNTS)) -> int:
    """Count the words of the tables and write the file, where they are of no small corpus."""
    return exit_code(lambda: print(_write(Path(folder), Path(out))))


def _write(folder: Path, out: Path) -> str:
    clauses = read_manifest(folder)["tables"]["clauses"]["rows"]
    if clauses < SMALL:
        return (
            f"{out} stays as it is: {clauses:,} clauses are too few to count for others; {SMALL:,} are enough"
        )
    counts = count(folder)
    counts.write(out)
    return f"{out}: {len(counts.tokens):,} words and terms of {counts.total:,} clauses"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
