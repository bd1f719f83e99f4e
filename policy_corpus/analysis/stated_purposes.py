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
PRACTICE, ALL = "training", "all of these"
_SHARE = ["value", "low", "high", "n"]
# What is asked for its purpose: its name, the category, whose work and education.
ASKED = {
    "Biometric": ("biometric", ()),
    "Work, of users": ("employment", ("users",)),
    "Work, of applicants": ("employment", ("applicants",)),
}


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


def by_data(corpus: Corpus, readings: pd.DataFrame, days: list[str], documents: pd.DataFrame) -> pd.DataFrame:
    """As `by_year`, for each of ASKED: data, day and purpose × value, low, high, n."""
    of_each = {
        name: by_year(corpus, readings, category, days, documents, whose)
        for name, (category, whose) in ASKED.items()
    }
    return pd.concat(of_each, names=["data"])


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


def claims_over_time(
    corpus: Corpus, readings: pd.DataFrame, claims: pd.DataFrame, document: str, since: str, latest: str
) -> pd.DataFrame:
    """What became of the claims in a document, in each section that says so on the day `since` or later.

    Columns: category, reported, section, first_seen and in_force (of the first wording), wordings, reworded (the day
    the last one came into force; NaT for one wording), gone (the day the last one ended; NaT where it is in force on
    the day `latest`). Clauses from before `since` that went with it are not among them.
    """
    one = corpus.presence[corpus.presence["document"] == document].astype({"section": object})
    one = one[(one["until"] > pd.Timestamp(since)) & (one["from"] <= pd.Timestamp(latest))]
    rows = []
    for claim in claims.to_dict("records"):
        said = details.read_clauses(corpus, readings, claim["category"])
        spans = one.merge(said[said["stance"] == "collects"], on="clause")
        if claim["purpose"]:
            named = spans["purpose"].str.split().map(lambda said, one=claim["purpose"]: one in said)
            spans = spans[named.astype(bool)]
        for section, own in spans.groupby("section", sort=True):
            rows.append(claim | {"section": section} | _course(own, pd.Timestamp(latest)))
    return pd.DataFrame(rows)[["category", "reported", "section", *_COURSE]]


_COURSE = ["first_seen", "in_force", "wordings", "reworded", "gone"]


def _course(spans: pd.DataFrame, latest: pd.Timestamp) -> dict:
    """From when to when one of the spans was in force, and in how many wordings."""
    wordings, end = spans["hash"].nunique(), spans["until"].max()
    times = [spans["shown"].min(), spans["from"].min(), wordings]
    reworded = spans["from"].max() if wordings > 1 else pd.NaT
    return dict(zip(_COURSE, [*times, reworded, end if end <= latest else pd.NaT], strict=True))


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
    return table[["category", "purpose", *_SHARE]]


def of_others_by_name(
    corpus: Corpus,
    readings: pd.DataFrame,
    claims: pd.DataFrame,
    days: dict[str, str],
    documents: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """What `of_others` says on each of some days, by their names: purpose, the practice itself as PRACTICE, × value,
    low, high, n."""
    tables = {name: of_others(corpus, readings, claims, day, documents) for name, day in days.items()}
    purposes = {name: table["purpose"].replace("", PRACTICE) for name, table in tables.items()}
    return {name: table.set_index(purposes[name])[_SHARE] for name, table in tables.items()}


def who_states(
    corpus: Corpus, readings: pd.DataFrame, purposes: list[str], day: str, documents: pd.DataFrame
) -> dict[str, list[str]]:
    """Purpose → the companies that state it of users' work and education on a day, by name; and ALL of them."""
    said = stated(corpus, readings, "employment", day, documents, ("users",))[purposes]
    flags = said.assign(**{ALL: said.all(axis=1)})
    return {name: sorted(flags.index[flags[name]], key=str.casefold) for name in flags}
