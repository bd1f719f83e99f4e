"""The corpus and readings.csv → its clauses with what readers found beside the stance: purpose, choice, source, scope.

Only readers say what data is for, or whom a denial covers: a clause that was not read has no detail, and is not here.
"""

from collections.abc import Sequence

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import at
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import DETAILS, READ, VALUES, unpacked

# What readers found, as it is told.
PLAIN = {"opt_out": "may object", "consent": "only with consent", "some": "only some users or products"}
PLAIN |= {"none_stated": "no choice named", "unsaid_only": "nothing said"}


def read_clauses(corpus: Corpus, readings: pd.DataFrame, category: str) -> pd.DataFrame:
    """The clauses of the corpus that readers settled for a category: clause (its number), hash, lead_in, READ.

    Details that were not asked or not settled are "".
    """
    own = readings.loc[readings["category"] == category, ["hash", "lead_in", *READ]]
    places = corpus.clauses[["hash", "lead_in"]].astype(object).fillna("").reset_index(names="clause")
    return own[own["stance"] != ""].merge(places, on=["hash", "lead_in"], validate="one_to_one")


def in_force(
    corpus: Corpus, readings: pd.DataFrame, category: str, day: str, documents: pd.DataFrame
) -> pd.DataFrame:
    """The read clauses that these documents have in force on a day: `documents` and READ, a row a clause and document.

    `documents` has a column document, in which each stands once, and whatever says what is counted.
    """
    live = at(corpus.presence[corpus.presence["document"].isin(documents["document"])], day)
    spans = live[["document", "clause", "section"]].astype({"document": object, "section": object})
    spans = spans.merge(read_clauses(corpus, readings, category), on="clause")
    return spans.merge(documents.astype({"document": object}), on="document", validate="many_to_one")


def flags(said: pd.DataFrame, detail: str, unit: Sequence[str]) -> pd.DataFrame:
    """Units × values of a detail: whether any clause of a unit has the value; several values are parted by spaces."""
    had = said[detail].str.get_dummies(" ").reindex(columns=VALUES[detail], fill_value=0).astype(bool)
    had = had.set_axis(pd.MultiIndex.from_frame(said[list(unit)].astype(object)))
    return had.groupby(level=list(unit)).any()


def of_document(corpus: Corpus, readings: pd.DataFrame, document: str, day: str) -> pd.DataFrame:
    """What a document says on a day of each category of the story: a row a clause that is about it.

    Columns: category, section, hash, stance and DETAILS; clauses in the order of their sections.
    """
    one = pd.DataFrame({"document": [document]})
    rows = {c: in_force(corpus, readings, c, day, one) for c in STORY}
    table = pd.concat(rows, names=["category"]).reset_index("category")
    table = table[table["stance"] != "none"].sort_values(["section", "hash"], kind="stable")
    table = table.sort_values("category", key=lambda column: column.map(STORY.index), kind="stable")
    return table[["category", "section", "hash", "stance", *DETAILS]].reset_index(drop=True)


def as_read_by(readings: pd.DataFrame, reader: str) -> pd.DataFrame:
    """The readings as if one reader (of READERS) alone had settled them; what that one did not read is not settled."""
    said = pd.DataFrame([unpacked(text) for text in readings[reader]], index=readings.index, columns=READ)
    return readings.assign(**said)


def year_ends(since: str, latest: str) -> list[str]:
    """The last day of each year from that of `since` on, and in place of the last one `latest`.

    >>> year_ends("2024-01-01", "2026-06-30")
    ['2024-12-31', '2025-12-31', '2026-06-30']
    """
    years = range(int(since[:4]), int(latest[:4]))
    return [*(f"{year}-12-31" for year in years), latest]
