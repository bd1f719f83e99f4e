"""The corpus and readings.csv → its clauses with what readers found beside the stance: purpose, choice, source, scope.

Only readers say what data is for, or whom a denial covers: a clause that was not read has no detail, and is not here.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import at
from policy_corpus.categories import STORY
from policy_corpus.extract.read_labels import DETAILS, READ, VALUES, unpacked

# What readers found, as it is told.
PLAIN = {"opt_out": "may object", "consent": "only with consent", "some": "only some users or products"}
PLAIN |= {"none_stated": "no choice named", "unsaid_only": "nothing said"}
SILENT = ("none", "unsaid", "unclear")  # values of a detail of which a clause says nothing


@dataclass(frozen=True, slots=True)
class Told:
    """What readers found in the clauses of a category, by clause number.

    `details` are what each clause that was read says, such as ("purpose", "jobs").
    """

    details: Mapping[int, Set[tuple[str, str]]] = field(default_factory=dict)

    def news(self, clause: int, others: Iterable[int]) -> set[tuple[str, str]]:
        """The details of a clause that none of the others has."""
        return set(self.details.get(clause, ())).difference(*(self.details.get(o, ()) for o in others))


UNREAD = Told()


def told(clauses: pd.DataFrame, readings: pd.DataFrame, category: str) -> Told:
    """What `readings` say of the `clauses` of a table (hash, lead_in) for a category."""
    own = settled(clauses, readings, category)
    values = own[DETAILS].itertuples(index=False)
    details = [
        {(name, value) for name, cell in zip(DETAILS, cells, strict=True) for value in cell.split()}
        for cells in values
    ]
    said = [{one for one in found if one[1] not in SILENT} for found in details]
    return Told(dict(zip(own["clause"], said, strict=True)))


def read_clauses(corpus: Corpus, readings: pd.DataFrame, category: str) -> pd.DataFrame:
    """The clauses of the corpus that readers settled for a category: clause (its number), hash, lead_in, READ.

    Details that were not asked or not settled are "".
    """
    return settled(corpus.clauses, readings, category)


def settled(clauses: pd.DataFrame, readings: pd.DataFrame, category: str) -> pd.DataFrame:
    """The readings of a category that settle a clause of a table (hash, lead_in), with its number as `clause`."""
    own = readings.loc[readings["category"] == category, ["hash", "lead_in", *READ]]
    places = clauses[["hash", "lead_in"]].astype(object).fillna("").reset_index(names="clause")
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
