"""What is asked about (a sector, a region, a last day) → the documents of the answer, its last quarter, its name.

A company counts once, by one document. What is not asked is "": every sector, or the main documents wherever read.
"""

from dataclasses import dataclass

import pandas as pd

from policy_corpus.analysis import bootstrap, details
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import main_documents, own_texts
from policy_corpus.errors import CorpusError, check_known
from policy_corpus.prose import FORMS
from policy_corpus.story import FIRST_YEAR, LATEST, first_of_quarter


@dataclass(frozen=True)
class Sample:
    """The companies of a sector, with the documents read in a region, up to a day (YYYY-MM-DD).

    CorpusError where the day is none, or is not within the charts.
    """

    sector: str = ""
    region: str = ""
    last_day: str = LATEST

    def __post_init__(self):
        try:
            day = pd.Timestamp(self.last_day)
        except ValueError:
            raise CorpusError(f"{self.last_day!r} is no day; write it as YYYY-MM-DD") from None
        if not pd.Timestamp(f"{FIRST_YEAR + 1}-01-01") <= day <= pd.Timestamp(LATEST):
            raise CorpusError(
                f"the last day is {self.last_day}; it must lie from {FIRST_YEAR + 1}-01-01 to {LATEST}, "
                "the last day of the charts (data/story.yml)"
            )

    @property
    def end(self) -> str:
        """The first day after the last whole quarter."""
        return str(first_of_quarter((pd.Timestamp(self.last_day) + pd.Timedelta(days=1)).date()))

    @property
    def last_quarter(self) -> str:
        """The first day of the last whole quarter."""
        return str(first_of_quarter((pd.Timestamp(self.end) - pd.Timedelta(days=1)).date()))

    @property
    def narrowed(self) -> str:
        """What it is less than everything in, in words; "" where it is everything."""
        days = [f"to {FORMS['date'].write(self.last_day, 0)}"] if self.last_day != LATEST else []
        return ", ".join([part for part in (self.sector, self.region) if part] + days)

    @property
    def whole(self) -> bool:
        """Whether it is of every sector, by the main documents, up to the last day of the charts."""
        return not self.narrowed

    def year_ends(self, since: str) -> list[str]:
        """The last day of each year from that of `since` on, and of the last year the last day."""
        return details.year_ends(since, self.last_day)

    def titled(self, title: str) -> str:
        """The title of a figure, with what the sample is narrowed to.

        >>> Sample().titled("Companies"), Sample(sector="dating").titled("Companies")
        ('Companies', 'Companies (dating)')
        """
        return title if self.whole else f"{title} ({self.narrowed})"

    def within(self, measured: pd.DataFrame) -> pd.DataFrame:
        """The quarters of what was measured (a column period) that are whole by the last day."""
        return measured[measured["period"] < self.end]

    def sizes(self, counts: dict[str, int]) -> pd.DataFrame:
        """How many companies there are in each of some groups, and whether they are enough for intervals.

        >>> Sample().sizes({"all": 9})["intervals"].tolist()
        ['none: fewer than 10']
        """
        few = f"none: fewer than {bootstrap.FEWEST}"
        told = ["yes" if n >= bootstrap.FEWEST else few for n in counts.values()]
        return pd.DataFrame({"companies": list(counts.values()), "intervals": told}, list(counts))

    def changes(self, ledger: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
        """The rows of a ledger that are of these documents and were in force by the last day."""
        until = ledger["in_force"] <= pd.Timestamp(self.last_day)
        return ledger[ledger["document"].isin(documents["document"]) & until]

    def documents(self, corpus: Corpus) -> pd.DataFrame:
        """One document a company. Of a region: its main document if that was read there, else the longest followed.

        CorpusError, which lists what there is, for an unknown sector or region, and where no document is left.
        """
        documents = _of_region(corpus, self.region) if self.region else main_documents(corpus)
        if self.sector:
            check_known("sector", [self.sector], sorted(corpus.documents["sector"].unique()))
            documents = documents[documents["sector"] == self.sector]
        documents = documents[documents["from"] < pd.Timestamp(self.end)]
        if documents.empty:
            raise CorpusError(f"no company is left ({self.narrowed}); ask for more sectors, regions or days")
        return documents


def _of_region(corpus: Corpus, region: str) -> pd.DataFrame:
    """One document read in a region for each company, in the order of the table."""
    check_known("region", [region], sorted(corpus.documents["jurisdiction"].unique()))
    own = own_texts(corpus.documents)
    own = own[own["jurisdiction"] == region]
    followed = own["until"] - own["from"]
    order = own.assign(followed=followed).sort_values(
        ["main", "followed", "document"], ascending=[False, False, True], kind="stable"
    )
    return own.loc[own.index.isin(order.drop_duplicates("company").index)]
