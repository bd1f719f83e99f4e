"""data/word_counts.csv → how many clauses of the published corpus have each word: for a corpus too small to say.

How rare a word is, and what it tells of a category, takes many clauses to know. A corpus of fewer than `SMALL`
clauses takes both from the published corpus, whose counts lie in data/ and not in its tables: what is built of a
large corpus never depends on what was built before, and tables that take the published ones' place lose nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from policy_corpus.errors import CorpusError
from policy_corpus.files import read_csv, write_table
from policy_corpus.paths import DATA

WORD_COUNTS = DATA / "word_counts.csv"
# Distinct clauses. Of parts of the published corpus, drawn at random and weighed by their own words alone, those of
# 116,000 clauses agreed with the whole ledger in 98 % of rows, those of 61,000 in 96 %, of 15,000 in 93 %, of 1,400
# (three policies) in 80 %.
SMALL = 100_000
ALL_CLAUSES = "(clauses)"  # the row of all clauses
MEND = "`git checkout -- data/word_counts.csv` restores the published one"


@dataclass(frozen=True)
class WordCounts:
    """How many clauses a corpus has (`total`), and how many of them have each token.

    `tokens`, by token, has its kind (word or multiword), its clauses, and for each category those about it.
    """

    total: int
    tokens: pd.DataFrame

    @classmethod
    def read(cls, path: Path = WORD_COUNTS) -> "WordCounts":
        """The counts of a file; CorpusError where it is missing or cannot be right."""
        path = Path(path)
        if not path.is_file():
            raise CorpusError(
                f"{path}: missing, and a corpus of fewer than {SMALL:,} clauses needs it to weigh words; {MEND}"
            )
        header, rows = read_csv(path)
        if header[:3] != ["token", "kind", "clauses"] or not rows or rows[0][0] != ALL_CLAUSES:
            raise CorpusError(
                f"{path}: does not begin with token, kind, clauses and a row {ALL_CLAUSES}; {MEND}"
            )
        table = pd.DataFrame(rows, columns=header).set_index("token")
        try:
            table = table.astype(dict.fromkeys(header[2:], int))
        except ValueError as error:
            raise CorpusError(f"{path}: holds what is no count ({error}); {MEND}") from None
        return cls(int(table.loc[ALL_CLAUSES, "clauses"]), table.drop(index=ALL_CLAUSES))

    def write(self, path: Path) -> None:
        """Write the counts as a file that `read` takes."""
        whole = pd.DataFrame({"clauses": self.total}, index=pd.Index([ALL_CLAUSES], name="token"))
        table = pd.concat([whole.reindex(columns=self.tokens.columns), self.tokens])
        counts = [name for name in table if name != "kind"]
        table = table.fillna({"kind": ""} | dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, int))
        write_table(path, table.rename_axis("token").reset_index())
