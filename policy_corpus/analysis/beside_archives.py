"""The labelled clauses of a policy of one's own → where it stands among the archived ones, and which clauses are alike.

Only what is asked for is taken from the tables, for all of them together take more memory than a small machine has.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from policy_corpus.analysis.select import categories_in, own_texts
from policy_corpus.errors import known_names
from policy_corpus.extract.identity import words_of
from policy_corpus.extract.sources import archived_at
from policy_corpus.extract.stance import STRONGEST_FIRST
from policy_corpus.similarity import jaccard_of
from policy_corpus.story import LATEST
from policy_corpus.tables import read_table

FEWEST_WORDS = 4  # content words; what is shorter is alike by chance
ALIKE = 0.5  # of the content words that either clause has, from which two clauses count as alike
FEWEST_COMPANIES = 2  # of which a share says something
NEAREST = 3  # platforms whose clauses are shown beside one
LEAST = 0.2  # of the content words that either has, from which a clause is shown as near; less is chance
SOUGHT = 40  # most similar archived clauses among which the nearest platforms are sought

REMAKE = "`make corpus` builds the tables anew"


# ---------------------------------------------------------------- which policies


def _documents() -> pd.DataFrame:
    """The documents of the published tables that `own_texts` keeps."""
    return own_texts(read_table("documents").to_pandas())


def sectors() -> list[str]:
    """The sectors of the corpus."""
    return sorted(read_table("documents").to_pandas()["sector"].unique())


def platforms() -> pd.DataFrame:
    """The platforms of the corpus by name: platform, sector, jurisdictions, from, until (days first and last seen)."""
    found = _documents().groupby("platform")
    table = found.agg(sector=("sector", "first"), until=("until", "max")).assign(
        **{"from": found["from"].min()}
    )
    table["jurisdictions"] = found["jurisdiction"].agg(lambda own: ", ".join(sorted(set(own))))
    return table.reset_index()[["platform", "sector", "jurisdictions", "from", "until"]]


def documents_named(names: Sequence[str]) -> pd.DataFrame:
    """The documents of platforms, named without minding case: document, name (with its jurisdiction), day.

    A platform's main document, and of one that has none all; `day` is the last on which the charts have it, or the
    last on which it was followed. CorpusError, with the nearest names, where there is no such platform.
    """
    documents = _documents()
    known = known_names("platform", names, documents["platform"].unique(), "`show --list` prints all")
    of = documents[documents["platform"].isin(known)]
    has_main = of.groupby("platform")["main"].transform("any")
    of = of[of["main"] | ~has_main]
    order = {name: place for place, name in enumerate(known)}
    of = of.sort_values("platform", key=lambda own: own.map(order), kind="stable")
    spans = read_table("versions", columns=["document", "from", "until"])
    spans = spans.filter(pc.is_in(spans["document"].cast("string"), pa.array(of["document"]))).to_pandas()
    latest = pd.Timestamp(LATEST).date()
    spans = spans[spans["from"] <= latest]
    last = spans.groupby(spans["document"].astype(str))["until"].max()
    days = [
        min(latest, (pd.Timestamp(last.get(d, latest)) - pd.Timedelta(days=1)).date()) for d in of["document"]
    ]
    names = [f"{one.platform} ({one.jurisdiction})" for one in of.itertuples()]
    return pd.DataFrame({"document": of["document"].to_numpy(), "name": names, "day": days})


def _in_force(documents: pd.DataFrame) -> pd.DataFrame:
    """The clauses in force of documents, each on its day (column day): document, clause, each once."""
    spans = read_table("presence", columns=["document", "clause", "from", "until"])
    spans = spans.filter(
        pc.is_in(spans["document"].cast("string"), pa.array(documents["document"]))
    ).to_pandas()
    spans["document"] = spans["document"].astype(str)
    day = spans["document"].map(documents.set_index("document")["day"])
    spans = spans[(spans["from"] <= day) & (spans["until"] > day)]
    return spans[["document", "clause"]].drop_duplicates()


def _stances(categories: Sequence[str]) -> pd.DataFrame:
    """The stances of all archived clauses for those of the categories that the tables have."""
    return read_table("clauses", columns=[f"{category}_stance" for category in categories]).to_pandas()


# ---------------------------------------------------------------- where it stands


def standing(clauses: pd.DataFrame, sector: str = "", day: str = LATEST) -> pd.DataFrame:
    """Where a policy stands among the main policies in force on a day, of one sector or ("") of all.

    One row per category: clauses (of the policy, that collect), per_1000 (of its clauses), companies (compared
    with), share (of these that have such a clause, 0–1), median_per_1000 (over all of them), more_than (companies
    with fewer such clauses per 1,000). Of a single company nothing is said but that it is one, and of a category
    that the tables do not have yet nothing but the policy's own: the rest is NaN (`remarks` says why). CorpusError
    for a sector that the corpus does not have.
    """
    documents = read_table("documents").to_pandas()
    if sector:
        (sector,) = known_names("sector", [sector], documents["sector"].unique())
    documents = documents[documents["main"] & ((documents["sector"] == sector) if sector else True)]
    in_force = _in_force(documents.assign(day=pd.Timestamp(day).date()))
    stances = _stances(categories_in(clauses))
    totals = in_force.groupby("document").size()
    rows = []
    for category in categories_in(clauses):
        own = int((clauses[f"{category}_stance"] == "collects").sum())
        mine = 1000 * own / max(len(clauses), 1)
        said = (np.nan, np.nan, np.nan)
        if f"{category}_stance" in stances and len(totals) >= FEWEST_COMPANIES:
            collects = (stances[f"{category}_stance"] == "collects").reindex(in_force["clause"]).to_numpy()
            theirs = 1000 * pd.Series(collects).groupby(in_force["document"].to_numpy()).sum() / totals
            said = round((theirs > 0).mean(), 3), round(theirs.median(), 1), int((theirs < mine).sum())
        rows.append((category, own, round(mine, 1), len(totals), *said))
    names = ["category", "clauses", "per_1000", "companies", "share", "median_per_1000", "more_than"]
    table = pd.DataFrame(rows, columns=names).set_index("category")
    return table if table["more_than"].isna().any() else table.astype({"more_than": int})


def remarks(table: pd.DataFrame) -> list[str]:
    """What a table of `standing` leaves out, and why, in sentences."""
    companies = int(table["companies"].max()) if len(table) else 0
    if companies < FEWEST_COMPANIES:
        some = (
            "has one company with a policy in force" if companies else "has no company with a policy in force"
        )
        return [f"The sector {some}: no share is given."]
    missing = table.index[table["share"].isna()]
    return [f"The tables have no labels of {', '.join(missing)} yet: {REMAKE}."] if len(missing) else []


def against(clauses: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """What a policy and those of platforms say: one row per policy and category, the policy's own (platform "") first.

    Columns: platform (with its jurisdiction), day (of the platform's text), category, clauses (all of the policy),
    and of these collects, denies, mentions (NaN where the tables lack the category).
    """
    documents = documents_named(names)
    in_force, stances = _in_force(documents), _stances(categories_in(clauses))
    rows = []
    for category in categories_in(clauses):
        counts = clauses[f"{category}_stance"].value_counts()
        rows.append(("", "", category, len(clauses), *(int(counts.get(s, 0)) for s in STRONGEST_FIRST)))
    for one in documents.itertuples():
        own = stances.loc[in_force.loc[in_force["document"] == one.document, "clause"]]
        for category in categories_in(clauses):
            if f"{category}_stance" in own:
                counts = own[f"{category}_stance"].value_counts()
                said = [int(counts.get(stance, 0)) for stance in STRONGEST_FIRST]
            else:
                said = [np.nan] * len(STRONGEST_FIRST)
            rows.append((one.name, str(one.day), category, len(own), *said))
    return pd.DataFrame(rows, columns=["platform", "day", "category", "clauses", *STRONGEST_FIRST])


# ---------------------------------------------------------------- which clauses are alike


def most_similar(clauses: pd.Series) -> pd.DataFrame:
    """The archived clause most like each: columns like (row of the clauses table) and similarity (0–1, or NaN).

    Similarity is Jaccard's, of distinct content words; a word that is not in the vocabulary makes a clause less like
    all others. NaN where a clause has fewer than four content words.
    """
    likes, sizes = similar_clauses(clauses, 1)
    first = likes.drop_duplicates("number").set_index("number")
    nothing = np.where(sizes < FEWEST_WORDS, np.nan, 0.0)
    found = pd.DataFrame({"like": -1, "similarity": nothing}, index=clauses.index)
    found.iloc[first.index, 0], found.iloc[first.index, 1] = first["like"], first["similarity"]
    return found


def similar_clauses(
    clauses: pd.Series, most: int, among: np.ndarray | None = None
) -> tuple[pd.DataFrame, np.ndarray]:
    """The archived clauses most like each, and how many content words each of the n clauses has (n).

    Columns: number (0 to n - 1), like (row of the clauses table), similarity (0–1); at most so many for each clause,
    the most similar first, none for a clause of fewer than four content words; `among` are the rows to look in.
    """
    own = [{w for w in words_of(clause) if w.isalpha() and len(w) > 1} for clause in clauses]
    is_word, number, left_out = _known_words(set().union(*own))
    own = [words - left_out for words in own]
    wanted = np.array(sorted({number[w] for words in own for w in words if w in number}), int)
    archived, sizes = _archived_words(wanted, is_word)
    place = {token: column for column, token in enumerate(wanted.tolist())}
    found = []
    for at, words in enumerate(own):
        columns = [place[number[w]] for w in sorted(words) if w in number]
        if len(words) < FEWEST_WORDS or not columns:
            continue
        shared = np.bincount(np.concatenate([archived[c] for c in columns]), minlength=len(sizes))
        hits = np.flatnonzero(shared) if among is None else among[shared[among] > 0]
        similarity = np.round(jaccard_of(shared[hits], len(words), sizes[hits]), 3)
        best = np.lexsort((hits, -similarity))[:most]
        found += [(at, hits[i], similarity[i]) for i in best]
    columns = {"number": int, "like": int, "similarity": float}
    return pd.DataFrame(found, columns=list(columns)).astype(columns), np.array([len(w) for w in own], int)


def _known_words(words: set[str]) -> tuple[np.ndarray, dict[str, int], set[str]]:
    """Which tokens are words (a mask), the numbers of those of `words` that are, and those that are left out."""
    vocabulary = read_table("vocabulary", columns=["token", "kind"])
    token, kind = vocabulary["token"].cast("string"), vocabulary["kind"].cast("string")
    met = np.flatnonzero(pc.is_in(token, pa.array(sorted(words), "string")).to_numpy())
    told = list(zip(met.tolist(), token.take(met).to_pylist(), kind.take(met).to_pylist(), strict=True))
    number = {word: place for place, word, its in told if its == "word"}
    left_out = {word for _, word, its in told if its == "stop"}
    return pc.equal(kind, "word").to_numpy(), number, left_out


def _archived_words(wanted: np.ndarray, is_word: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """For each wanted token (ascending), the archived clauses that have it; and each clause's number of words."""
    lists = read_table("tokens", columns=["tokens"]).column("tokens").combine_chunks()
    tokens, starts = lists.values.to_numpy(), lists.offsets.to_numpy()
    before = np.concatenate([[0], np.cumsum(is_word[tokens], dtype=np.int32)])
    sizes = before[starts[1:]] - before[starts[:-1]]
    column = np.full(len(is_word), -1, np.int32)
    column[wanted] = np.arange(len(wanted))
    hits = column[tokens]
    places = np.flatnonzero(hits >= 0)
    clause = np.searchsorted(starts, places, side="right") - 1
    shape = (len(wanted), len(sizes))
    cells = (np.ones(len(places), np.int8), (hits[places], clause))
    rows = sparse.csr_matrix(cells, shape=shape)
    return np.split(rows.indices, rows.indptr[1:-1]) if len(wanted) else [], sizes


def nearest(clauses: pd.Series, names: Sequence[str] = (), most: int = NEAREST) -> pd.DataFrame:
    """The clauses of other platforms most like each, each platform once, where they were first in force.

    One row per clause and platform, the most similar first: number (0 to n - 1), similarity, platform, jurisdiction,
    since (ISO 8601), section, url of the archived version. `names` are the platforms to look among (default: all).
    """
    among = None
    if names:
        among = np.sort(_in_force(documents_named(names))["clause"].unique())
    likes, _ = similar_clauses(clauses, SOUGHT, among)
    likes = likes[likes["similarity"] >= LEAST]
    places = _first_places(likes["like"].unique(), names)
    table = likes.merge(places, on="like").sort_values(
        ["number", "similarity", "since", "platform"], ascending=[True, False, True, True], kind="stable"
    )
    table = table.drop_duplicates(["number", "platform"]).groupby("number").head(most)
    return table.drop(columns="like").reset_index(drop=True)


def _first_places(rows: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """Where each archived clause was first in force with each platform: the columns of `nearest`, by `like`."""
    spans = read_table("presence", columns=["document", "clause", "section", "from"])
    spans = spans.filter(
        pc.is_in(spans["clause"], pa.array(rows, spans.schema.field("clause").type))
    ).to_pandas()
    documents = _documents()[["document", "platform", "jurisdiction"]]
    if names:
        documents = documents[documents["document"].isin(documents_named(names)["document"])]
    spans = spans.astype({"document": str}).merge(documents, on="document").sort_values(["from", "document"])
    first = spans.drop_duplicates(["clause", "platform"])
    versions = read_table("versions", columns=["document", "from", "capture"]).to_pandas()
    first = first.merge(versions.astype({"document": str}), on=["document", "from"])
    captures = read_table("captures", columns=["archive", "commit", "path"]).to_pandas()
    where = captures.loc[first["capture"], ["archive", "commit", "path"]].astype(str).itertuples(index=False)
    first["url"] = [archived_at(*place) for place in where]
    first = first.rename(columns={"clause": "like"}).assign(since=first["from"].astype(str))
    return first[["like", "platform", "jurisdiction", "since", "section", "url"]].astype({"section": str})
