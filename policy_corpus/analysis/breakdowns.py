"""Companies and quarters as measured → the same shares broken down: by sector, by whose work it is, by a day.

And by how many clauses a company has them.
"""

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.over_time import measure, prevalence
from policy_corpus.analysis.select import at, collecting, with_labels

LEAST_RISE = 0.01  # of a share: of less, a part says nothing
WHOSE = {"users": "of users", "applicants": "of applicants"}  # as the tables name it, as it is told


def by_sector(measured: pd.DataFrame, quarter: str, categories: list[str], least: int) -> pd.DataFrame:
    """Sectors × categories: the share of companies with each in a quarter, and `companies`; the largest sector first.

    Sectors of fewer than `least` companies are left out, but for the largest where all are smaller.
    """
    own = measured[(measured["period"] == quarter) & measured["category"].isin(categories)]
    table = prevalence(own, ("sector", "category")).unstack("category")
    sizes = table["companies"].max(axis=1).astype(int)
    wide = table["value"][categories].assign(companies=sizes)
    wide = wide.sort_values(["companies", categories[0]], ascending=False, kind="stable")
    return wide[wide["companies"] >= min(least, sizes.max())]


def whose_work(corpus: Corpus, documents: pd.DataFrame) -> pd.DataFrame:
    """As `over_time.measure`: language on the work and education of users, and of a company's own job applicants.

    A clause that leaves it open counts for neither.
    """
    collects = corpus.clauses["employment_stance"] == "collects"
    told = corpus.clauses.loc[collects, "employment_whose"].astype(str).map(WHOSE).dropna()
    return measure(with_labels(corpus, told), list(WHOSE.values()), documents, stance="any")


def at_the_turn_of_years(band: pd.DataFrame, categories: list[str]) -> pd.DataFrame:
    """Of a value by category and period: the first quarters of the years × categories, and `companies` followed."""
    wide = band.loc[categories].unstack("category")
    wide = wide[wide.index.month == 1]
    return wide["value"][categories].assign(companies=wide["companies"].max(axis=1).astype(int))


def risen_by(band: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """Categories × start, then (in the quarter), end, part: how much of the rise had come by then.

    `band` has value by category and period. `part` is missing where the share rose by less than `LEAST_RISE`, `then`
    where the quarter is not among the periods.
    """
    wide = band["value"].unstack("period")
    day = pd.Timestamp(quarter)
    then = wide[day] if day in wide else pd.Series(float("nan"), wide.index)
    table = pd.DataFrame({"start": wide.iloc[:, 0], "then": then, "end": wide.iloc[:, -1]})
    rise = table["end"] - table["start"]
    return table.assign(part=(table["then"] - table["start"]) / rise.where(rise >= LEAST_RISE))


def by_platform(corpus: Corpus, categories: list[str], end: str) -> pd.DataFrame:
    """As `over_time.measure`, up to a day, with `jurisdiction`: the documents of the well-known platforms."""
    documents = corpus.documents
    named = documents[documents["well_known"] & (documents["versions"] > 0)]
    measured = measure(corpus, categories, named).query("period < @end")
    return measured.merge(named[["document", "jurisdiction"]], on="document")


def first_quarters(measured: pd.DataFrame) -> pd.DataFrame:
    """Platforms × categories: the first quarter with the language; NaT for never."""
    first = measured[measured["days_with"] > 0].pivot_table("period", "platform", "category", "min")
    return first.reindex(columns=measured["category"].unique())


def with_sizes(sectors: pd.DataFrame) -> pd.DataFrame:
    """What `by_sector` found without its column `companies`, their number in brackets behind each sector's name."""
    names = [f"{name} ({size})" for name, size in sectors["companies"].items()]
    return sectors.drop(columns="companies").set_axis(names)


def by_clauses(corpus: Corpus, documents: pd.DataFrame, day: str, categories: list[str]) -> pd.DataFrame:
    """Categories × companies whose policy collects on a day: all, and by one clause, by two, by three or more."""
    rows = {}
    for category in categories:
        clauses = at(collecting(corpus, documents, category), day)["document"].astype(str).value_counts()
        rows[category] = [len(clauses), (clauses == 1).sum(), (clauses == 2).sum(), (clauses >= 3).sum()]
    columns = ["companies", "by one clause", "by two", "by three or more"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
