"""From the histories of documents to the spans of all of them as columns, and to the tables' rows."""

from dataclasses import dataclass

import numpy as np

from policy_corpus.extract.judging import Judged
from policy_corpus.extract.rows import Rows


@dataclass(frozen=True)
class Spans:
    """The spans of all documents, in these documents' order: a number a span in each column.

    `document` is a place in `documents`, `row` one of the tables, `section` a place in `sections`; days are numbers
    from 0001-01-01.
    """

    documents: list[str]
    sections: list[str]
    document: np.ndarray
    row: np.ndarray
    section: np.ndarray
    shown: np.ndarray
    start: np.ndarray
    end: np.ndarray
    joined: np.ndarray

    @classmethod
    def of(cls, judged: dict[str, Judged]) -> tuple["Spans", Rows]:
        """The spans of all documents, whose own are taken out of `judged`, and the rows of their clauses."""
        found, names = list(judged.values()), {}
        for one in found:
            places = [names.setdefault(section, len(names)) for section in one.sections]
            one.spans["section"] = np.array(places, np.int32)[one.spans["section"]]
        sizes = [len(one.spans["start"]) for one in found]

        def column(name: str) -> np.ndarray:
            return np.concatenate([one.spans.pop(name) for one in found])

        clauses, lead_ins = column("clause"), column("lead_in")
        rows = Rows.of(clauses, lead_ins)
        of_span = rows.find(clauses, lead_ins)
        documents = np.repeat(np.arange(len(found), dtype=np.int32), sizes)
        columns = {name: column(name) for name in ("section", "shown", "start", "end", "joined")}
        return cls(list(judged), list(names), documents, of_span, **columns), rows

    @property
    def by_name(self) -> np.ndarray:
        """The place of each document in alphabetical order."""
        order = np.argsort(np.array(self.documents, object), kind="stable")
        return np.argsort(order, kind="stable")

    def first_companies(self, companies: list[str]) -> np.ndarray:
        """For each row of the tables, the number of the first company that says it; `companies` are the documents'."""
        numbers: dict[str, int] = {}
        of_document = np.array([numbers.setdefault(name, len(numbers)) for name in companies], np.int64)
        _, first = np.unique(self.row, return_index=True)
        return of_document[self.document[first]]
