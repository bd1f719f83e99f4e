"""The corpus and readings.csv → of those that train models on users' data: the choice they name, what they train on.

A choice counts wherever the policy names it: beside the practice, or in a clause that only mentions it. A policy may
name several, and each counts; it names none (`NONE`) where no clause of it does.
"""

from collections.abc import Sequence

import pandas as pd

from policy_corpus.analysis import bootstrap, details
from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import at
from policy_corpus.extract.read_labels import VALUES
from policy_corpus.extract.sources import read_sources

CATEGORY = "ai_training"
CHOICES = [choice for choice in VALUES["choice"] if choice != "none"]
NONE = "none_stated"
SOURCES = [source for source in VALUES["source"] if source != "unsaid"]
UNSAID_ONLY = "unsaid_only"
BY_COMPANY = ("company",)


def offered(
    corpus: Corpus,
    readings: pd.DataFrame,
    day: str,
    documents: pd.DataFrame,
    unit: Sequence[str] = BY_COMPANY,
) -> pd.DataFrame:
    """Units that train on a day × CHOICES and NONE: whether their policy names the choice.

    A unit, such as company or region and company, is what the columns `unit` of `documents` have in common; it trains
    where any of its documents has a clause that says so.
    """
    said = details.in_force(corpus, readings, CATEGORY, day, documents)
    table = details.flags(said, "choice", unit).loc[_training(said, unit), CHOICES]
    return table.assign(**{NONE: ~table.any(axis=1)})


def companies_naming(offered: pd.DataFrame) -> dict[str, list[str]]:
    """Of what `offered` says of companies: choice → the companies whose policy names it, by name."""
    return {c: sorted(offered.index[offered[c]], key=str.casefold) for c in offered}


def by_text(offered: pd.DataFrame) -> pd.DataFrame:
    """What `offered` says of policies and regions, a row a policy, a column a region; "" where a text does not train.

    Several choices are joined by a comma.
    """
    names = offered.apply(lambda row: ", ".join(offered.columns[row]), axis=1)
    return names.unstack("region", sort=False).fillna("").rename_axis(columns=None)


def named_apart(by_text: pd.DataFrame) -> list[str]:
    """Of what `by_text` says: the policies whose texts that train do not all name the same choices."""
    return [policy for policy, own in by_text.iterrows() if len(set(own) - {""}) > 1]


def named_in_all(by_text: pd.DataFrame, choice: str) -> list[str]:
    """Of what `by_text` says: the policies that name a choice in every region."""
    return [policy for policy, own in by_text.iterrows() if own.str.contains(choice, regex=False).all()]


def trained_on(
    corpus: Corpus,
    readings: pd.DataFrame,
    day: str,
    documents: pd.DataFrame,
    unit: Sequence[str] = BY_COMPANY,
) -> pd.DataFrame:
    """Units that train on a day × SOURCES and UNSAID_ONLY: what their clauses say they train on."""
    said = details.in_force(corpus, readings, CATEGORY, day, documents)
    table = details.flags(said, "source", unit).loc[_training(said, unit), SOURCES]
    return table.assign(**{UNSAID_ONLY: ~table.any(axis=1)})


def shares_trained_on(
    corpus: Corpus, readings: pd.DataFrame, day: str, documents: pd.DataFrame
) -> pd.DataFrame:
    """The shares of training companies by what they train on: SOURCES and UNSAID_ONLY × value, low, high, n."""
    return bootstrap.shares(trained_on(corpus, readings, day, documents))


def by_year(corpus: Corpus, readings: pd.DataFrame, days: list[str], documents: pd.DataFrame) -> pd.DataFrame:
    """The shares of training companies that name each choice on some days: day and choice × value, low, high, n."""
    on_days = {day: bootstrap.shares(offered(corpus, readings, day, documents)) for day in days}
    return pd.concat(on_days, names=["day", "choice"])


def years_without(by_year: pd.DataFrame, choice: str) -> list[str]:
    """Of what `by_year` says: the days on which no training company named the choice."""
    shares = by_year["value"].xs(choice, level="choice")
    return shares.index[shares.eq(0)].tolist()


def where_read(corpus: Corpus, day: str) -> pd.DataFrame:
    """The documents in force on a day, with where each is read: document, platform, company, region.

    That is its jurisdiction; where it has none, where the archive of the text reads, which may be unspecified too.
    """
    live = at(corpus.versions, day)[["document", "capture"]].astype({"document": object})
    live = live.join(corpus.captures["archive"].astype(object), on="capture")
    documents = corpus.documents[["document", "platform", "company", "jurisdiction"]].astype(object)
    live = live.merge(documents, on="document", validate="one_to_one")
    regions = {source.name: source.region for source in read_sources()}
    stated = live["jurisdiction"] != "unspecified"
    region = live["jurisdiction"].where(stated, live["archive"].map(regions))
    return live.assign(region=region)[["document", "platform", "company", "region"]]


def by_region(corpus: Corpus, readings: pd.DataFrame, day: str, documents: pd.DataFrame) -> pd.DataFrame:
    """The shares by region of documents (as of `where_read`): region and choice × value, low, high, n.

    A company counts once a region, with all its documents of it.
    """
    table = offered(corpus, readings, day, documents, ["region", "company"])
    of_regions = {region: bootstrap.shares(own.droplevel(0)) for region, own in table.groupby(level="region")}
    return pd.concat(of_regions, names=["region", "choice"])


def by_platform(
    corpus: Corpus,
    readings: pd.DataFrame,
    day: str,
    documents: pd.DataFrame,
    choice: str,
    regions: Sequence[str],
) -> pd.DataFrame:
    """Platforms whose texts train in all of these regions × the regions: whether its texts there name a choice.

    `documents` are as of `where_read`.
    """
    table = offered(corpus, readings, day, documents, ["region", "platform"])[choice].unstack("region")
    return table[list(regions)].dropna().astype(bool).rename_axis(columns=None)


def _training(said: pd.DataFrame, unit: Sequence[str]) -> pd.Index:
    """The units with a clause that collects."""
    rows = said.loc[said["stance"] == "collects", list(unit)].astype(object)
    return pd.MultiIndex.from_frame(rows).unique() if len(unit) > 1 else pd.Index(rows[unit[0]].unique())
