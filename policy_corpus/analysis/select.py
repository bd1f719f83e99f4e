"""The corpus → a part of it: documents, the clauses of a category and stance, the spans in force on a day."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.categories import ALL
from policy_corpus.errors import CorpusError, check_known
from policy_corpus.extract.stance import STRONGEST_FIRST

TWIN = "-twin"  # in the names of documents that repeat another's text, which would count twice


def main_documents(corpus: Corpus, sector: str = "") -> pd.DataFrame:
    """One document per company, those with a policy in force at some time, of one sector or ("") of all.

    CorpusError, which names the sectors, for another.
    """
    documents = corpus.documents[corpus.documents["main"] & (corpus.documents["versions"] > 0)]
    if not sector:
        return documents
    check_known("sector", [sector], documents["sector"].unique())
    return documents[documents["sector"] == sector]


def is_twin(documents: pd.Series) -> pd.Series:
    """Whether documents, by name, repeat another's text, as another archive recorded it."""
    return documents.astype(str).str.contains(TWIN, regex=False)


def own_texts(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents that were in force at some time, but for those that repeat another's text."""
    return documents[(documents["versions"] > 0) & ~is_twin(documents["document"])]


def archived_elsewhere(corpus: Corpus, archives: Iterable[str]) -> pd.DataFrame:
    """The documents of `own_texts` of which another archive than these holds a capture."""
    elsewhere = corpus.captures.loc[~corpus.captures["archive"].isin(list(archives)), "document"]
    own = own_texts(corpus.documents)
    return own[own["document"].isin(elsewhere.unique())]


def clauses_of(corpus: Corpus, category: str, stance: str = "collects") -> pd.Index:
    """The numbers of the clauses about a category, of one stance or ("any") of all.

    CorpusError, which names what there is, for a category or a stance that the clauses do not have.
    """
    clauses = corpus.clauses
    check_categories([category], clauses)
    told = [*STRONGEST_FIRST, "any"] if f"{category}_stance" in clauses else ["any"]  # labels have no stances
    check_known(f"stance of {category}", [stance], told)
    about = clauses[f"{category}_about"]
    return clauses.index[about if stance == "any" else about & (clauses[f"{category}_stance"] == stance)]


def categories_in(clauses: pd.DataFrame) -> list[str]:
    """The categories that a table of clauses has labels of: those with a column CATEGORY_about."""
    return [column.removesuffix("_about") for column in clauses if column.endswith("_about")]


def check_categories(asked: Iterable[str], clauses: pd.DataFrame) -> None:
    """CorpusError naming what there is, or the mend, where a table of clauses has no labels of a category."""
    held = categories_in(clauses)
    for category in asked:
        if category in ALL and category not in held:
            raise CorpusError(
                f"the tables have no labels of {category}, a category of data/categories.csv; "
                "`make corpus` builds them anew"
            )
    check_known("category", asked, held)


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


def in_force(corpus: Corpus, documents: pd.DataFrame, day: str) -> pd.DataFrame:
    """Those of these documents that have a text in force on a day."""
    return documents[documents["document"].isin(at(corpus.versions, day)["document"].astype(str))]


def collecting(corpus: Corpus, documents: pd.DataFrame, category: str) -> pd.DataFrame:
    """The spans of a category's clauses that collect, in these documents."""
    own = corpus.presence[corpus.presence["document"].isin(documents["document"])]
    return own[own["clause"].isin(clauses_of(corpus, category))]


def documents_with(corpus: Corpus, category: str, day: str, documents: pd.DataFrame) -> pd.Index:
    """The documents whose policy in force on a day has at least one clause that collects."""
    return pd.Index(at(collecting(corpus, documents, category), day)["document"].unique())
