"""The corpus → the companies of each panel by name: those followed in every quarter from the panel's first day on."""

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import balanced, measure
from policy_corpus.analysis.select import categories_in, main_documents
from policy_corpus.story import END, PANELS

COLUMNS = ["panel", "since", "until", "company", "platform", "document", "sector", "jurisdiction", "from"]


def companies(corpus: Corpus, panels: dict[str, str] = PANELS, end: str = END) -> pd.DataFrame:
    """One row a panel and company, by name: COLUMNS.

    panels: name → first day. `since` and `until` are the panel's days, `until` the first day after it; `from` is the
    first day on which the company's main policy is known to be in force. Who is in a panel hangs on no category.
    CorpusError where a panel's days were not measured.
    """
    documents = main_documents(corpus)
    measured = measure(corpus, categories_in(corpus.clauses)[:1], documents)
    parts = [
        _rows(documents[documents["company"].isin(balanced(measured, since, end)["company"])], name, since)
        for name, since in panels.items()
    ]
    return pd.concat(parts, ignore_index=True).assign(until=end)[COLUMNS]


def _rows(documents: pd.DataFrame, panel: str, since: str) -> pd.DataFrame:
    named = documents.sort_values("company", key=lambda names: names.str.casefold(), kind="stable")
    return named.assign(panel=panel, since=since, **{"from": named["from"].dt.strftime("%Y-%m-%d")})
