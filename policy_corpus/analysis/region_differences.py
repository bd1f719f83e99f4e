"""The texts of several regions on a day (region_answers.py) → what differs, since when, and what they share."""

from collections.abc import Iterable, Sequence
from itertools import combinations

import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.near_duplicates import NEAR_DUPLICATE
from policy_corpus.analysis.region_answers import (
    NEARLY_ALL,
    NOTHING,
    Comparison,
    are_one,
    by_region,
    clauses_held,
    compare,
    last_common_day,
    read_where,
    texts_of,
)
from policy_corpus.analysis.select import at, clauses_of
from policy_corpus.analysis.side_by_side import shared
from policy_corpus.extract.stance import STRONGEST_FIRST
from policy_corpus.progress import steps


def having(said: pd.DataFrame, stance: str = "collects") -> pd.Series:
    """Whether each row of `said` has a clause of the stance, or ("any") of one of them."""
    return (said[list(STRONGEST_FIRST)] > 0).any(axis=1) if stance == "any" else said[stance] > 0


def differing(said: pd.DataFrame, stance: str = "collects") -> pd.DataFrame:
    """The policies and categories on which some regions' texts have a clause of the stance, and others have none.

    Index: policy, category; columns `with` and `without`: lists of regions.
    """
    rows = {}
    for key, own in said.assign(having=having(said, stance)).groupby(["policy", "category"], sort=False):
        regions = own.groupby("having")["region"].agg(list)
        if len(regions) == 2:
            rows[key] = {"with": regions[True], "without": regions[False]}
    index = pd.MultiIndex.from_tuples(list(rows), names=["policy", "category"])
    return pd.DataFrame(list(rows.values()), index, columns=["with", "without"])


def differing_pairs(said: pd.DataFrame, stance: str = "collects") -> pd.DataFrame:
    """By category: of the pairs of different texts of one policy (`n`), those in which one alone has it (`value`)."""
    texts = said.assign(having=having(said, stance)).drop_duplicates(["policy", "text", "category"])
    rows = {}
    for category, own in texts.groupby("category", sort=False):
        pairs = [pair for _, one in own.groupby("policy")["having"] for pair in combinations(one, 2)]
        rows[category] = {"value": sum(ours != theirs for ours, theirs in pairs), "n": len(pairs)}
    return pd.DataFrame.from_dict(rows, orient="index")


def in_order(said: pd.DataFrame) -> pd.DataFrame:
    """The rows of `said`, policies with the most that differs first: categories, else texts, else by name."""
    order = said.groupby("policy")["text"].max().to_frame().reset_index()
    differ = order["policy"].map(differing(said).groupby("policy").size()).fillna(0)
    order = order.assign(differ=-differ, text=-order["text"]).sort_values(["differ", "text", "policy"])[
        "policy"
    ]
    return said.set_index("policy").loc[order].reset_index()


def silent(said: pd.DataFrame) -> pd.Series:
    """Whether each policy, by name, says nothing on any category in any region."""
    return said["says"].eq(NOTHING).groupby(said["policy"]).all()


def amounts(said: pd.DataFrame, regions: Iterable[str]) -> pd.DataFrame:
    """Policies and categories × regions: the clauses that collect, where their number differs between regions."""
    table = said.pivot_table("collects", ["policy", "category"], "region", sort=False)[list(regions)]
    return table[table.max(axis=1) > table.min(axis=1)]


def so_since(corpus: Corpus, archives: dict[str, str], compared: Comparison) -> pd.DataFrame:
    """`differing`, and since when the very regions in `with` collect and those in `without` do not.

    `since` is the first day from which on that held; `archived` the first on which all of them were archived.
    """
    read = read_where(corpus, archives)
    versions, spans = by_region(corpus.versions, read), by_region(corpus.presence, read)
    path = compared.pages.groupby("policy")["path"].first()
    table = differing(compared.said)
    rows = []
    for (policy, category), row in table.iterrows():
        regions = {*row["with"], *row["without"]}
        own = versions[(versions["path"] == path[policy]) & versions["region"].isin(regions)]
        collecting = spans[
            spans["clause"].isin(clauses_of(corpus, category)) & (spans["path"] == path[policy])
        ]
        archived = own.groupby("region")["from"].min().max()
        days = {archived, *collecting["from"], *collecting["until"]}
        since = compared.day
        for day in sorted((d for d in days if archived <= d <= compared.day), reverse=True):
            if set(at(collecting, day)["region"]) & regions != set(row["with"]):
                break
            since = day
        rows.append({"since": since, "archived": archived})
    return table.join(pd.DataFrame(rows, table.index, columns=["since", "archived"]))


def days_compared(
    corpus: Corpus, archives: dict[str, str], day: pd.Timestamp, least: int = NEARLY_ALL
) -> list[pd.Timestamp]:
    """The ends of quarters since all archives were kept, up to a day; that day; the last on which `least` were kept."""
    ends = sorted(last_common_day(corpus, {region: name}) for region, name in archives.items())
    quarters = pd.date_range(corpus.captures["day"].min(), day, freq="QE")
    began = read_where(corpus, archives).groupby("region")["from"].min().max()
    return sorted({one for one in (*quarters, day, ends[-least]) if one > began})


def through(
    corpus: Corpus, archives: dict[str, str], days: list, categories: list[str], least: int = NEARLY_ALL
) -> pd.DataFrame:
    """What is compared on each of several days: regions, policies, pages, texts, and by category how many differ.

    Regions whose archives are no longer kept on a day are left out.
    """
    rows = {}
    for day in map(pd.Timestamp, days):
        kept = {
            region: name
            for region, name in archives.items()
            if last_common_day(corpus, {region: name}) >= day
        }
        one = compare(corpus, kept, day, categories, least)
        differ = differing(one.said).groupby("category").size().reindex(categories).fillna(0).astype(int)
        counts = {
            "regions": len(kept),
            "policies": one.pages["policy"].nunique(),
            "texts": texts_of(one).sum(),
        }
        rows[day.date()] = counts | dict(differ)
    return pd.DataFrame.from_dict(rows, orient="index")


def unconfirmed(corpus: Corpus, archives: dict[str, str], compared: Comparison) -> pd.DataFrame:
    """The pages whose text another region had before, and that were not captured since that one's changed.

    Whether such a page has followed cannot be told. Columns: policy, region, captured, seen, before_in, changed.
    """
    read, pages = read_where(corpus, archives), compared.pages
    versions, spans = by_region(corpus.versions, read), by_region(corpus.presence, read)
    versions = versions[versions["until"] <= compared.day].rename(columns={"from": "opened"})
    texts = dict(list(spans.groupby(["path", "region"])))
    held = clauses_held(corpus, pages, compared.day)
    rows = []
    for version in versions.sort_values("until", ascending=False, kind="stable").itertuples():
        own = pages[pages["path"] == version.path]
        now = own.loc[own["region"] == version.region, "document"].map(held)
        behind = own[(own["region"] != version.region) & (own["seen"] < version.until)]
        if now.empty or behind.empty:
            continue
        before = frozenset(at(texts[version.path, version.region], version.opened)["clause"])
        for page in behind.to_dict("records"):
            mine = held[page["document"]]
            if are_one(mine, before) and not are_one(mine, now.iloc[0]):
                rows.append(page | {"before_in": version.region, "changed": version.until})
    columns = ["policy", "region", "captured", "seen", "before_in", "changed"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates(["policy", "region"], ignore_index=True)


def shares(
    corpus: Corpus, counts: sparse.csr_matrix, compared: Comparison, jaccard: float = NEAR_DUPLICATE
) -> pd.DataFrame:
    """Each policy in each two regions: the share of each one's clauses that has a near-duplicate in the other's text.

    Columns: policy, first, second (regions), one_text, of_first, of_second (0 to 1), larger (of the two).
    """
    own = compared.pages[compared.pages["text"] > 0].groupby("policy", sort=False)
    pairs = [pair for _, pages in own for pair in combinations(pages.itertuples(), 2)]
    rows = []
    for ours, theirs in steps(pairs, "pairs of regions"):
        both = shared(corpus, counts, ours.document, theirs.document, compared.day, jaccard)
        share = both.groupby("document")["shared"].mean()
        of = share[ours.document], share[theirs.document]
        rows.append((ours.policy, ours.region, theirs.region, ours.text == theirs.text, *of))
    table = pd.DataFrame(rows, columns=["policy", "first", "second", "one_text", "of_first", "of_second"])
    return table.assign(larger=table[["of_first", "of_second"]].max(axis=1))


def by_pair(shares: pd.DataFrame) -> pd.DataFrame:
    """Policies × pairs of regions: `larger` of what `shares` says."""
    pair = shares["first"] + " | " + shares["second"]
    table = shares.assign(pair=pair).pivot(index="policy", columns="pair", values="larger")
    return table[pair.unique()].rename_axis(index=None, columns=None)


def mean_shares(
    corpus: Corpus, counts: sparse.csr_matrix, compared: Comparison, similarities: Sequence[float]
) -> pd.Series:
    """The mean of `larger` of what `shares` says, by how alike near-duplicates are at least."""
    return pd.Series(
        {least: shares(corpus, counts, compared, least)["larger"].mean() for least in similarities}
    )
