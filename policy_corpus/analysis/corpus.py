"""A folder of tables → the corpus, loaded and checked; and the counts of words by clause."""

from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.paths import TABLES
from policy_corpus.tables import read_table


@dataclass(frozen=True)
class Corpus:
    """The tables of the corpus, columns as in policy_corpus/README.md, and the folder that they are from."""

    documents: pd.DataFrame
    captures: pd.DataFrame
    versions: pd.DataFrame
    clauses: pd.DataFrame
    presence: pd.DataFrame
    # Where the counts of its words are: load_term_matrix(corpus.folder)
    folder: Path = field(default_factory=lambda: TABLES)

    def __repr__(self):
        """How much there is in the corpus, in a line."""
        return (
            f"Corpus of {self.documents['company'].nunique():,} companies, {len(self.documents):,} "
            f"documents, {len(self.captures):,} captures, {len(self.clauses):,} distinct clauses"
        )


def load_table(name: str, folder: Path = TABLES) -> pd.DataFrame:
    """A table of a folder of tables, checked against its manifest, with days as timestamps."""
    table = read_table(name, folder).to_pandas()
    days = [column for column in ("from", "until", "day", "shown", "stated", "latest") if column in table]
    return table.assign(**{column: pd.to_datetime(table[column]) for column in days})


def load_corpus(folder: Path = TABLES) -> Corpus:
    """The whole corpus but its words (see `load_term_matrix`), of a folder of tables."""
    names = [part.name for part in fields(Corpus) if part.name != "folder"]
    corpus = Corpus(*(load_table(name, folder) for name in names), folder=Path(folder))
    followed = corpus.documents["versions"] > 0
    assert corpus.presence["document"].isin(corpus.documents.loc[followed, "document"]).all()
    return corpus


def load_term_matrix(folder: Path = TABLES) -> tuple[sparse.csr_matrix, pd.DataFrame]:
    """Token counts (clauses × tokens) and the vocabulary: token, kind, clauses it stands in."""
    table = read_table("tokens", folder)
    lists = table.column("tokens").combine_chunks()
    cells = table.column("counts").combine_chunks().values.to_numpy().astype(np.float32)
    vocabulary = read_table("vocabulary", folder).to_pandas()
    shape = (table.num_rows, len(vocabulary))
    return sparse.csr_matrix((cells, lists.values.to_numpy(), lists.offsets.to_numpy()), shape), vocabulary
