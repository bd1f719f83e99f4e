"""The published tables → data/word_counts.csv, by which a small corpus weighs its words.

`python -m policy_corpus.trials.count_words [TABLES]` counts anew, once the published corpus has grown by much.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from policy_corpus.analysis.corpus import load_table, load_term_matrix
from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.paths import TABLES
from policy_corpus.word_counts import SMALL, WORD_COUNTS, WordCounts


def count(folder: Path = TABLES) -> WordCounts:
    """How many clauses of a folder of tables have each word, and how many of those are about each category."""
    clauses = load_table("clauses", folder)
    if len(clauses) < SMALL:
        raise CorpusError(
            f"{folder}: {len(clauses):,} clauses are too few to count for others; {SMALL:,} are"
        )
    matrix, vocabulary = load_term_matrix(folder)
    has = (matrix > 0).astype(np.int64)
    columns = {"kind": vocabulary["kind"].astype(str), "clauses": vocabulary["clauses"]}
    for stance in (name for name in clauses if name.endswith("_stance")):
        about = (clauses[stance] != "none").to_numpy()
        columns[stance.removesuffix("_stance")] = np.asarray(has[about].sum(axis=0)).ravel()
    table = pd.DataFrame(columns).set_axis(vocabulary["token"])
    return WordCounts(len(clauses), table[table["kind"].isin(["word", "multiword"])])


def main(folder: str = str(TABLES)) -> int:
    """Count the words of the tables and write the file."""
    return exit_code(lambda: count(Path(folder)).write(WORD_COUNTS))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
