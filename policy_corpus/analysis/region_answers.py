"""Policies that archives of several regions hold → their texts on a day: which are one, and what each says."""

from typing import NamedTuple

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import at, clauses_of
from policy_corpus.extract.sources import read_sources
from policy_corpus.extract.stance import STRONGEST_FIRST
from policy_corpus.similarity import jaccard

FAMILY = "vlopses-"  # how the names of the archives begin that follow one list of platforms, each from its own region
NEARLY_ALL = 4  # regions that a policy must be in force in on the day, to be compared
ONE_TEXT = 0.95  # Jaccard similarity of their clauses from which two regions' texts count as one
# Why a page is not compared: what it shows is not, or not surely, the text that applies on the day.
LEFT_OUT = (
    ("two policies on one page", lambda pages, day: pages["status"] == "doubled"),
    ("a policy to come", lambda pages, day: pages["stated"] > day),
)
OWN = ("ok", "technical", "return", "doubled")  # statuses of captures that show the region's own policy
NOTHING = "nothing"  # what a text says on a category that none of its clauses is about


class Comparison(NamedTuple):
    """The texts of a day. `pages`: a row a policy and region; `said`: a row a text that is compared and category.

    `pages` has platform, company, region, document, archive, path, commit, status, stated (the day that the policy
    gives itself), captured (the day of the capture that opened the text), seen (the last capture up to the day that
    shows this region's policy), clauses, policy (the names of its platforms, where several have the same), platforms,
    left_out (why the page is not compared, or empty), text (1, 2, …, equal where regions of a policy have one text; 0
    where the page is left out).
    `said` has policy, region, document, text, category, the clauses that collect, deny and mention, and `says`, the
    strongest of these of which there is a clause, or "nothing".
    """

    day: pd.Timestamp
    pages: pd.DataFrame
    said: pd.DataFrame


def archives_by_region(family: str = FAMILY) -> dict[str, str]:
    """Region → name of the family's archive that reads there, in the order of sources.yml."""
    return {source.region: source.name for source in read_sources() if source.name.startswith(family)}


def last_common_day(corpus: Corpus, archives: dict[str, str]) -> pd.Timestamp:
    """The last day on which each of the archives is known to have been kept: the earliest of their last captures."""
    captures = corpus.captures
    return min(captures.loc[captures["archive"] == name, "day"].max() for name in archives.values())


def compare(
    corpus: Corpus,
    archives: dict[str, str],
    day,
    categories: list[str],
    least: int = NEARLY_ALL,
    one_text: float = ONE_TEXT,
) -> Comparison:
    """The texts in force on a day of the policies that are so in `least` regions, two of which can be compared."""
    day = pd.Timestamp(day)
    pages = in_force(corpus, archives, day)
    pages = pages[pages.groupby("path")["region"].transform("nunique") >= least]
    held = clauses_held(corpus, pages, day)
    pages = as_policies(pages, held)
    pages = pages.assign(left_out=why_left_out(pages, day))
    whole = pages["left_out"] == ""
    pages = pages[whole.groupby(pages["path"]).transform("sum") >= 2].reset_index(drop=True)
    said = what_is_said(corpus, pages[pages["left_out"] == ""], held, categories)
    text = which_text(said, held, one_text)
    pages = pages.assign(text=pages["document"].map(text).fillna(0).astype(int))
    return Comparison(day, pages, said.assign(text=said["document"].map(text)))


# ---------------------------------------------------------------- the texts of a day


def read_where(corpus: Corpus, archives: dict[str, str]) -> pd.DataFrame:
    """What each region's archive holds under a path, from when until when: path, region, document, from, until.

    `until` is empty for the document that a path belongs to at the end.
    """
    regions = {name: region for region, name in archives.items()}
    captures = corpus.captures[corpus.captures["archive"].isin(list(regions))]
    captures = captures.astype({"archive": object, "document": object, "path": object})
    captures = captures[captures["document"].notna() & (captures["document"] != "")]
    spans = captures.assign(region=captures["archive"].map(regions))
    spans = (
        spans.groupby(["path", "region", "document"], sort=False)["day"].min().rename("from").reset_index()
    )
    spans = spans.sort_values(["path", "region", "from"], kind="stable")
    return spans.assign(until=spans.groupby(["path", "region"])["from"].shift(-1))


def by_region(spans: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Spans of documents (versions, presence) as far as a region's archive held the document: with path and region."""
    joined = spans.astype({"document": object}).merge(read, on="document", suffixes=("", "_read"))
    since = joined[["from", "from_read"]].max(axis=1)
    until = joined[["until", "until_read"]].min(axis=1)
    joined = joined.assign(**{"from": since, "until": until}).drop(columns=["from_read", "until_read"])
    return joined[joined["from"] < joined["until"]]


def in_force(corpus: Corpus, archives: dict[str, str], day) -> pd.DataFrame:
    """The text in force on a day of each path and region: `pages` of a Comparison up to its column clauses."""
    live = at(by_region(corpus.versions, read_where(corpus, archives)), day).drop(columns="path")
    facts = ["archive", "path", "commit", "status", "stated", "day"]
    captures = corpus.captures.astype(dict.fromkeys(("document", *facts[:4]), object))
    live = live.join(captures[facts], on="capture").rename(columns={"day": "captured"})
    names = corpus.documents[["document", "platform", "company"]].astype(object)
    live = live.merge(names, on="document", validate="many_to_one")
    own = captures[(captures["day"] <= pd.Timestamp(day)) & captures["status"].isin(OWN)]
    seen = own.groupby("document")["day"].max()
    live = live.join(seen.rename("seen"), on="document")
    live = live.assign(region=pd.Categorical(live["region"], list(archives)))
    live = live.sort_values(["platform", "path", "region"]).astype({"region": object})
    columns = ["platform", "company", "region", "document", *facts[:5], "captured", "seen", "clauses"]
    return live[columns].reset_index(drop=True)


def clauses_held(corpus: Corpus, pages: pd.DataFrame, day) -> dict[str, frozenset[int]]:
    """Document → the clauses it has in force on a day."""
    spans = at(corpus.presence[corpus.presence["document"].isin(pages["document"])], day)
    return {name: frozenset(own) for name, own in spans.groupby("document", observed=True)["clause"]}


def are_one(ours: frozenset, theirs: frozenset, least: float = ONE_TEXT) -> bool:
    """Whether two texts share so much of the clauses that either has."""
    return jaccard(ours, theirs) >= least


def why_left_out(pages: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Why each page is not compared, by the first rule of LEFT_OUT that holds; empty where it is."""
    why = pd.Series("", pages.index)
    for reason, holds in LEFT_OUT:
        why = why.mask((why == "") & holds(pages, day), reason)
    return why


def as_policies(pages: pd.DataFrame, held: dict[str, frozenset[int]]) -> pd.DataFrame:
    """The pages with `policy`: platforms of one company whose texts are one in every region are one policy.

    Of such platforms the first one's pages remain.
    """
    text = pages.assign(text=pages["document"].map(held))
    own = {name: dict(t.set_index("region")["text"]) for name, t in text.groupby("platform")}
    company = pages.groupby("platform")["company"].first()
    policies: dict[str, list[str]] = {}
    for name, texts in own.items():
        same = (
            first
            for first in policies
            if company[first] == company[name]
            and own[first].keys() == texts.keys()
            and all(are_one(text, own[first][region]) for region, text in texts.items())
        )
        policies.setdefault(next(same, name), []).append(name)
    first = pages[pages["platform"].isin(policies)]
    platforms = first["platform"].map({name: tuple(names) for name, names in policies.items()})
    return first.assign(policy=platforms.map(" / ".join), platforms=platforms)


def what_is_said(
    corpus: Corpus, pages: pd.DataFrame, held: dict[str, frozenset[int]], categories: list[str]
) -> pd.DataFrame:
    """What each text says on each category: `said` of a Comparison without its column text."""
    of = {c: {stance: set(clauses_of(corpus, c, stance)) for stance in STRONGEST_FIRST} for c in categories}
    rows = []
    for page in pages[["policy", "region", "document"]].to_dict("records"):
        for category in categories:
            counts = {s: len(held[page["document"]] & of[category][s]) for s in STRONGEST_FIRST}
            says = next((s for s in STRONGEST_FIRST if counts[s]), NOTHING)
            rows.append({**page, "category": category, "says": says, **counts})
    return pd.DataFrame(rows, columns=["policy", "region", "document", "category", "says", *STRONGEST_FIRST])


def which_text(
    said: pd.DataFrame, held: dict[str, frozenset[int]], least: float = ONE_TEXT
) -> dict[str, int]:
    """Document → the number of its text, within its policy from 1: one text are those that say the same on each
    category and share `least` of the clauses that either has, or are so joined by a third."""
    says = said.groupby("document")["says"].agg(tuple)
    numbers = {}
    for _, own in said.groupby("policy", sort=False):
        texts: list[set[str]] = []
        for one in own["document"].unique():
            alike = [
                text
                for text in texts
                if any(says[one] == says[o] and are_one(held[one], held[o], least) for o in text)
            ]
            texts = [text for text in texts if text not in alike] + [{one}.union(*alike)]
        order = {document: place for place, document in enumerate(own["document"].unique())}
        for number, text in enumerate(sorted(texts, key=lambda text: min(map(order.get, text))), start=1):
            numbers |= dict.fromkeys(text, number)
    return numbers


def texts_of(compared: Comparison) -> pd.Series:
    """How many different texts each policy has."""
    return compared.pages.groupby("policy")["text"].max()


def as_result(compared: Comparison) -> pd.DataFrame:
    """The comparison as a table, a row a policy, region and category, days as texts.

    Category and what is said on it are empty where a page is left out.
    """
    columns = ["policy", "region", "document", "archive", "path", "commit", "captured", "seen", "clauses"]
    said = compared.said.drop(columns=["document", "text"])
    table = compared.pages[[*columns, "left_out", "text"]].merge(said, on=["policy", "region"], how="left")
    table = table.assign(day=compared.day).astype(dict.fromkeys(STRONGEST_FIRST, "Int64"))
    days = {name: table[name].dt.strftime("%Y-%m-%d") for name in ("day", "captured", "seen")}
    return table.assign(**days).set_index(["policy", "region", "category"])


def dated(compared: Comparison) -> pd.DataFrame:
    """Policies × regions: which text it is and the day of its capture, as "1: 2026-05-26"; "–: …" is not compared."""
    pages = compared.pages
    text = pages["text"].astype(str).replace("0", "–") + ": " + pages["captured"].dt.strftime("%Y-%m-%d")
    table = pages.assign(cell=text).pivot(index="policy", columns="region", values="cell")
    return table[pages["region"].unique()].fillna("").rename_axis(columns=None)
