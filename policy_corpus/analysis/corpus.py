"""The tables → the corpus: loaded and checked, and what is chosen of it: documents, clauses, a day."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from policy_corpus.errors import check_known
from policy_corpus.extract.stance import STRONGEST_FIRST
from policy_corpus.paths import TABLES
from policy_corpus.tables import read_table


@dataclass(frozen=True)
class Corpus:
    """The tables of the corpus; columns as in policy_corpus/README.md."""

    documents: pd.DataFrame
    captures: pd.DataFrame
    versions: pd.DataFrame
    clauses: pd.DataFrame
    presence: pd.DataFrame

    def __repr__(self):
        """How much there is in the corpus, in a line."""
        return (
            f"Corpus of {self.documents['company'].nunique():,} companies, {len(self.documents):,} "
            f"documents, {len(self.captures):,} captures, {len(self.clauses):,} distinct clauses"
        )


def load_table(name: str, folder: Path = TABLES) -> pd.DataFrame:
    """A table of a folder of tables, checked against its manifest, with days as timestamps."""
    table = read_table(name, folder).to_pandas()
    days = [column for column in ("from", "until", "day", "shown", "stated") if column in table]
    return table.assign(**{column: pd.to_datetime(table[column]) for column in days})


def load_corpus(folder: Path = TABLES) -> Corpus:
    """The whole corpus but its words (see `load_term_matrix`), of a folder of tables."""
    corpus = Corpus(*(load_table(name, folder) for name in Corpus.__dataclass_fields__))
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


def main_documents(corpus: Corpus) -> pd.DataFrame:
    """One document per company, those with a policy in force at some time."""
    documents = corpus.documents
    return documents[documents["main"] & (documents["versions"] > 0)]


def clauses_of(corpus: Corpus, category: str, stance: str = "collects") -> pd.Index:
    """The numbers of the clauses about a category, of one stance or ("any") of all.

    CorpusError, which names what there is, for a category or a stance that the clauses do not have.
    """
    clauses = corpus.clauses
    check_known("category", [category], categories_in(clauses))
    told = [*STRONGEST_FIRST, "any"] if f"{category}_stance" in clauses else ["any"]  # labels have no stances
    check_known(f"stance of {category}", [stance], told)
    about = clauses[f"{category}_about"]
    return clauses.index[about if stance == "any" else about & (clauses[f"{category}_stance"] == stance)]


def categories_in(clauses: pd.DataFrame) -> list[str]:
    """The categories that a table of clauses has labels of: those with a column CATEGORY_about."""
    return [column.removesuffix("_about") for column in clauses if column.endswith("_about")]


def with_labels(corpus: Corpus, labels: pd.Series) -> Corpus:
    """The corpus with one more category per label of clauses, for `measure` with the stance "any"."""
    about = pd.get_dummies(labels).add_suffix("_about").reindex(corpus.clauses.index, fill_value=False)
    return replace(corpus, clauses=corpus.clauses.join(about))


def at(spans: pd.DataFrame, day: str) -> pd.DataFrame:
    """The spans in force on a day: `from` belongs to them, `until` does not.

    >>> span = pd.DataFrame({"from": [pd.Timestamp("2021-01-01")], "until": [pd.Timestamp("2021-02-01")]})
    >>> len(at(span, "2021-01-01")), len(at(span, "2021-02-01"))
    (1, 0)
    """
    day = pd.Timestamp(day)
    return spans[(spans["from"] <= day) & (spans["until"] > day)]


def collecting(corpus: Corpus, documents: pd.DataFrame, category: str) -> pd.DataFrame:
    """The spans of a category's clauses that collect, in these documents."""
    own = corpus.presence[corpus.presence["document"].isin(documents["document"])]
    return own[own["clause"].isin(clauses_of(corpus, category))]


def documents_with(corpus: Corpus, category: str, day: str, documents: pd.DataFrame) -> pd.Index:
    """The documents whose policy in force on a day has at least one clause that collects."""
    return pd.Index(at(collecting(corpus, documents, category), day)["document"].unique())
