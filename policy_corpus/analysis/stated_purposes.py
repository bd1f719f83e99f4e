"""The corpus and readings.csv → what biometric and employment data is said to be for, beside what was reported of X.

A company states a purpose where any clause of its policy in force does. It says nothing of a purpose (`UNSAID_ONLY`)
where none of its clauses that collect names one.
"""

import pandas as pd

from policy_corpus.analysis import bootstrap, details
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import at
from policy_corpus.extract.read_labels import VALUES
from policy_corpus.files import read_csv
from policy_corpus.paths import DATA

REPORTED = DATA / "reported_claims.csv"
PURPOSES = [purpose for purpose in VALUES["purpose"] if purpose != "unsaid"]
UNSAID_ONLY = "unsaid_only"


def stated(
    corpus: Corpus,
    readings: pd.DataFrame,
    category: str,
    day: str,
    documents: pd.DataFrame,
    whose: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Companies whose documents collect a category's data on a day × PURPOSES and UNSAID_ONLY: whether they say so.

    `whose` keeps the clauses about the work and education of these people only. A company none of whose clauses has
    a settled purpose is left out.
    """
    said = details.in_force(corpus, readings, category, day, documents)
    said = said[(said["stance"] == "collects") & (said["purpose"] != "")]
    if whose:
        said = said[said["whose"].isin(whose)]
    table = details.flags(said, "purpose", ["company"])
    return table[PURPOSES].assign(**{UNSAID_ONLY: ~table[PURPOSES].any(axis=1)})


def by_year(
    corpus: Corpus,
    readings: pd.DataFrame,
    category: str,
    days: list[str],
    documents: pd.DataFrame,
    whose: tuple[str, ...] = (),
) -> pd.DataFrame:
    """The shares of companies that state each purpose on some days: day and purpose × value, low, high, n."""
    on_days = {
        day: bootstrap.shares(stated(corpus, readings, category, day, documents, whose)) for day in days
    }
    return pd.concat(on_days, names=["day", "purpose"])


def reported_claims() -> pd.DataFrame:
    """What the press reported of X's revision: category, purpose ("" for the practice itself), reported."""
    header, rows = read_csv(REPORTED)
    return pd.DataFrame(rows, columns=header, dtype=str)


def beside_claims(claims: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """The claims with the clauses of a document (details.of_document) that say so: sections and hashes, or ""."""
    rows = []
    for claim in claims.to_dict("records"):
        own = said[(said["category"] == claim["category"]) & (said["stance"] == "collects")]
        if claim["purpose"]:
            own = own[
                own["purpose"].str.split().map(lambda said, one=claim["purpose"]: one in said).astype(bool)
            ]
        rows.append(claim | {"sections": ", ".join(own["section"]), "hashes": " ".join(own["hash"])})
    return pd.DataFrame(rows, columns=[*claims, "sections", "hashes"])


def of_others(
    corpus: Corpus, readings: pd.DataFrame, claims: pd.DataFrame, day: str, documents: pd.DataFrame
) -> pd.DataFrame:
    """For each claim, the share of companies that state the same on a day: category, purpose, value, low, high, n.

    Of companies that collect the category's data, and of employment that of users; for a practice itself, of all that
    have a policy in force.
    """
    rows = []
    live = at(corpus.versions, day)["document"]
    followed = documents.loc[documents["document"].isin(live), "company"]
    for category, own in claims.groupby("category", sort=False):
        whose = ("users",) if category == "employment" else ()
        if (own["purpose"] == "").any():
            said = details.in_force(corpus, readings, category, day, documents)
            having = set(said.loc[said["stance"] == "collects", "company"])
            found = pd.DataFrame({"": followed.isin(having).to_numpy()}, index=followed)
        else:
            found = stated(corpus, readings, category, day, documents, whose)[own["purpose"].tolist()]
        rows.append(bootstrap.shares(found).rename_axis("purpose").reset_index().assign(category=category))
    table = pd.concat(rows, ignore_index=True)
    return table[["category", "purpose", "value", "low", "high", "n"]]
