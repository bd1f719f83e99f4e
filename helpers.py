"""What the notebooks call: tables in, tables out.

Groups, in file order: loading · vectors and clusters · over time · figures.

Days are dates; spans are half-open, from `from` up to, not including, `until`. Shares run from 0 to 1.
A company counts once, by its main document. Seeds are arguments.
"""

import io
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Image, Markdown, display
from matplotlib.dates import date2num, num2date
from matplotlib.ticker import FuncFormatter, PercentFormatter
from nltk.metrics.association import BigramAssocMeasures
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from policy_corpus.archive import archived_at
from policy_corpus.collection import Gate
from policy_corpus.errors import CorpusError
from policy_corpus.tables import read_manifest, read_table

DATA = Path(__file__).resolve().parent / "data"
RESULTS = DATA / "results"
STORY = ["biometric", "employment", "ai_training"]
CONTROLS = ["email_address", "cookies", "postal_address"]
NAMES = {
    "biometric": "Biometric",
    "employment": "Employment and education",
    "ai_training": "AI training",
    "email_address": "E-mail address",
    "cookies": "Cookies",
    "postal_address": "Postal address",
    "location": "Location",
    "contacts": "Contacts",
    "health": "Health",
    "children": "Children",
    "all": "Every company",
    "throughout": "Followed throughout",
}
# Okabe and Ito's colours, told apart by colour-blind readers; greys for what the story is held against.
COLOURS = {
    "biometric": "#D55E00",
    "employment": "#0072B2",
    "ai_training": "#009E73",
    "email_address": "#8a8a8a",
    "cookies": "#5f5f5f",
    "postal_address": "#adadad",
    "location": "#CC79A7",
    "contacts": "#56B4E9",
    "health": "#E69F00",
    "children": "#8c6d1f",
    "all": "#333333",
    "throughout": "#7a4fa3",
}
INK, FAINT = "#333333", "#9a9a9a"
WIDTH = 720  # CSS pixels: the report's text column
FIRST_YEAR, LAST_DAY = (
    2013,
    "2026-07-01",
)  # the charts' range: from TOSBack's first crawls to the last whole quarter


# ---------------------------------------------------------------- loading


@dataclass(frozen=True)
class Corpus:
    """The tables of the corpus; columns as in policy_corpus/README.md."""

    documents: pd.DataFrame
    captures: pd.DataFrame
    versions: pd.DataFrame
    clauses: pd.DataFrame
    presence: pd.DataFrame

    def __repr__(self):
        """What the corpus holds, in a line."""
        return (
            f"Corpus of {self.documents['company'].nunique():,} companies, {len(self.documents):,} "
            f"documents, {len(self.captures):,} captures, {len(self.clauses):,} distinct clauses"
        )


def load_table(name: str) -> pd.DataFrame:
    """A table of policy_corpus/tables, checked against its manifest, with days as timestamps."""
    table = read_table(name).to_pandas()
    days = [column for column in ("from", "until", "day", "shown", "stated") if column in table]
    return table.assign(**{column: pd.to_datetime(table[column]) for column in days})


def load_corpus() -> Corpus:
    """The whole corpus but its words (see `load_term_matrix`)."""
    corpus = Corpus(*(load_table(name) for name in Corpus.__dataclass_fields__))
    followed = corpus.documents["versions"] > 0
    assert corpus.presence["document"].isin(corpus.documents.loc[followed, "document"]).all()
    return corpus


def load_term_matrix() -> tuple[sparse.csr_matrix, pd.DataFrame]:
    """Token counts (clauses × tokens) and the vocabulary: token, kind, clauses it stands in."""
    table = read_table("tokens")
    lists = table.column("tokens").combine_chunks()
    starts = lists.offsets.to_numpy()
    counts = table.column("counts").combine_chunks().values.to_numpy()
    vocabulary = load_table("vocabulary")
    shape = (table.num_rows, len(vocabulary))
    return sparse.csr_matrix(
        (counts.astype(np.float32), lists.values.to_numpy(), starts), shape=shape
    ), vocabulary


def load_data(name: str) -> pd.DataFrame:
    """A small table of data/, such as events.csv, with `date` columns as timestamps."""
    table = pd.read_csv(DATA / name)
    return table.assign(**{c: pd.to_datetime(table[c]) for c in table.columns if c == "date"})


def save_result(table: pd.DataFrame, name: str) -> None:
    """Write a result to data/results/ with four decimals; the same table gives the same bytes."""
    RESULTS.mkdir(exist_ok=True)
    table.round(4).to_csv(RESULTS / name, lineterminator="\n", date_format="%Y-%m-%d")


def save_findings(notebook: int, findings: dict[str, str]) -> None:
    """Write what a notebook found, claim and number, to data/results/; the README's table is made of it."""
    table = pd.DataFrame(findings.items(), columns=["claim", "number"]).assign(notebook=notebook)
    table.to_csv(RESULTS / f"findings-{notebook}.csv", index=False, lineterminator="\n")


def load_result(name: str) -> pd.DataFrame:
    """A table of data/results/."""
    return pd.read_csv(RESULTS / name)


def load_ledger() -> pd.DataFrame:
    """The ledger of changes, data/results/ledger.csv, with days as timestamps and `first` as yes or no."""
    table = pd.read_csv(RESULTS / "ledger.csv", dtype={"users_or_applicants": str, "section": str})
    days = {day: pd.to_datetime(table[day]) for day in ("announced", "in_force", "last_without")}
    return table.fillna({"users_or_applicants": ""}).assign(**days, first=table["first"] == 1)


def archive_facts() -> pd.DataFrame:
    """The archives the tables were made from: name and commit."""
    return pd.DataFrame(read_manifest()["archives"].items(), columns=["archive", "commit"])


# ---------------------------------------------------------------- vectors and clusters


def collection_clauses(corpus: Corpus) -> pd.Index:
    """The numbers of the clauses that pass the gate for data collection, data/collection_gate.csv."""
    threshold = round(1000 * Gate.read(DATA / "collection_gate.csv").threshold)
    return corpus.clauses.index[corpus.clauses["collection_score"] >= threshold]


def near_copies(counts: sparse.csr_matrix, jaccard: float = 0.8) -> np.ndarray:
    """One number per row, the same for rows joined by a chain of near-copies.

    Near-copies share at least `jaccard` of the tokens that either has. All are found, few others compared:
    two of them must share a token among the rarest (prefix filtering; Chaudhuri, Ganti and Kaushik 2006).
    """
    tokens = sparse.csr_matrix(counts > 0, dtype=np.int32)
    size, row = np.diff(tokens.indptr), tokens.nonzero()[0]
    frequency = np.bincount(tokens.indices, minlength=tokens.shape[1])
    order = np.lexsort((tokens.indices, frequency[tokens.indices], row))
    place = np.arange(len(row)) - tokens.indptr[row]
    rare = place <= size[row] - np.ceil(jaccard * size[row] - 1e-9)
    cells = (np.ones(rare.sum(), np.int32), (row[rare], tokens.indices[order][rare]))
    prefix = sparse.csr_matrix(cells, shape=tokens.shape)
    first, second = sparse.triu(prefix @ prefix.T, 1).nonzero()
    alike = np.minimum(size[first], size[second]) >= jaccard * np.maximum(size[first], size[second])
    first, second = first[alike], second[alike]
    shared = np.asarray(tokens[first].multiply(tokens[second]).sum(axis=1)).ravel()
    alike = shared >= jaccard * (size[first] + size[second] - shared) - 1e-9
    links = (np.ones(alike.sum()), (first[alike], second[alike]))
    return connected_components(sparse.csr_matrix(links, shape=(len(size), len(size))), directed=False)[1]


def company_weights(holders: pd.DataFrame, most: int, seed: int | None = None) -> pd.Series:
    """The weight of each wording such that no company counts for more than `most` of them.

    `holders` has one row per wording and company. With a seed, the companies are a bootstrap sample, and a
    wording of none that was drawn weighs nothing.
    """
    sizes = holders.groupby("company")["wording"].size()
    drawn = np.ones(len(sizes))
    if seed is not None:
        drawn = np.random.default_rng(seed).multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)))
    weight = holders["company"].map((most / sizes).clip(upper=1) * drawn)
    return weight.groupby(holders["wording"]).max()


def tfidf(counts: sparse.spmatrix) -> sparse.csr_matrix:
    """Rows of unit length: token counts damped by their logarithm, weighted by inverse clause frequency."""
    return TfidfTransformer(sublinear_tf=True).fit_transform(sparse.csr_matrix(counts, dtype=np.float64))


def lsa(weights: sparse.spmatrix, n_dimensions: int = 50, seed: int = 0) -> np.ndarray:
    """Latent semantic analysis: rows of unit length in `n_dimensions` at most (clauses × dimensions)."""
    n_dimensions = min(n_dimensions, min(weights.shape) - 1)
    if n_dimensions < 1:
        return normalize(weights).toarray()
    # One thread: sums in one order on every machine. Rows that are all alike have no variance to explain.
    with threadpool_limits(1), np.errstate(invalid="ignore"):
        svd = TruncatedSVD(n_dimensions, algorithm="randomized", n_iter=5, random_state=seed)
        points = normalize(svd.fit_transform(weights))
    return points.round(6)  # the last digits differ between processors


def cluster_points(points: np.ndarray, n_clusters: int, seed: int = 0, sample_weight=None) -> np.ndarray:
    """One cluster number per row, 0 the largest (of equals, the one met first), by k-means.

    ValueError where there are fewer different rows than clusters.
    """
    different = len(np.unique(points, axis=0))
    if different < n_clusters:
        raise ValueError(f"{different} different clauses cannot make {n_clusters} clusters; ask for fewer")
    with threadpool_limits(1):
        kmeans = KMeans(n_clusters, n_init=5, random_state=seed)
        labels = kmeans.fit_predict(points, sample_weight=sample_weight)
    _, first, number, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    return np.argsort(np.lexsort((first, -sizes)))[number]


def cluster_clauses(clauses, n_clusters: int, seed: int = 0, sample_weight=None) -> np.ndarray:
    """One cluster number per clause, 0 the largest: TF-IDF, latent semantic analysis, k-means.

    `clauses` is a list of texts or a clause–term matrix (clauses × terms) of counts. The same input and seed
    give the same numbers. ValueError where there are fewer different clauses than clusters.
    """
    if not sparse.issparse(clauses) and np.ndim(clauses) < 2:
        clauses = CountVectorizer(stop_words="english").fit_transform(clauses)
    return cluster_points(lsa(tfidf(clauses), seed=seed), n_clusters, seed, sample_weight)


def agreement(labelings: list[np.ndarray]) -> float:
    """The adjusted Rand index between two labelings, the mean over all pairs: 0 as by chance, 1 the same.

    >>> agreement([[0, 0, 1, 1], [1, 1, 0, 0]])
    1.0
    """
    return float(np.mean([adjusted_rand_score(*pair) for pair in combinations(labelings, 2)]))


def found_again(labels: np.ndarray, others: list[np.ndarray]) -> pd.Series:
    """For each cluster, the Jaccard overlap with the likest cluster of each other labeling: the mean.

    Hennig (2007): above 0.75 a cluster is stable, below 0.5 it dissolves.
    """
    tables = [pd.crosstab(labels, other) for other in others]
    overlaps = [t / (-t).add(t.sum(axis=1), axis=0).add(t.sum(), axis=1) for t in tables]
    return sum(overlap.max(axis=1) for overlap in overlaps) / len(overlaps)


def nearest_centres(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The cosine similarity of each row to the nearest of the clusters' centres."""
    centres = normalize(pd.DataFrame(points).groupby(labels).mean())
    return (points @ centres.T).max(axis=1)


def top_terms(
    counts: sparse.csr_matrix, labels: np.ndarray, vocabulary: pd.DataFrame, n: int = 8
) -> pd.Series:
    """Each cluster's telling terms by class-based TF-IDF, joined by commas; no word stands in two of them."""
    groups = sparse.csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))))
    totals = (groups @ counts).toarray()
    weight = np.log1p(totals.sum() / len(totals) / np.maximum(totals.sum(axis=0), 1e-9))
    ranked = np.argsort(-normalize(totals, "l1") * weight, axis=1, kind="stable")[:, : 10 * n]
    best = [_disjoint(vocabulary["token"].to_numpy()[row])[:n] for row in ranked]
    return pd.Series([", ".join(terms) for terms in best], name="telling terms")


def _disjoint(terms):
    """The terms that share no word with an earlier one: after "ip address" neither "ip" nor "address"."""
    kept, words = [], set()
    for term in terms:
        if words.isdisjoint(term.split()):
            kept.append(term)
            words.update(term.split())
    return kept


def telling_words(counts: sparse.csr_matrix, vocabulary: pd.DataFrame, rows, n: int = 6) -> list[str]:
    """The rarest words of each clause, alphabetical: what may be shown of it where its text may not."""
    names, frequency = vocabulary["token"].to_numpy(), vocabulary["clauses"].to_numpy()
    picked = [counts[row].indices for row in rows]
    return [", ".join(sorted(names[sorted(tokens, key=lambda t: frequency[t])[:n]])) for tokens in picked]


def nearest_clauses(weights: sparse.csr_matrix, row: int, n: int = 5) -> pd.Series:
    """Cosine similarity of the n clauses nearest to a clause, itself left out."""
    likeness = (weights @ weights[row].T).toarray().ravel()
    likeness[row] = -1
    nearest = np.argsort(-likeness, kind="stable")[:n]
    return pd.Series(likeness[nearest], index=nearest, name="cosine")


def nearest_of_each(weights: sparse.csr_matrix, rows) -> pd.DataFrame:
    """Each row's nearest clause that is not worded the same: columns nearest and cosine, index the rows."""
    likeness = (weights[rows] @ weights.T).tocsr()
    likeness.data[likeness.data > 1 - 1e-5] = 0
    nearest = np.asarray(likeness.argmax(axis=1)).ravel()
    return pd.DataFrame({"nearest": nearest, "cosine": likeness.max(axis=1).toarray().ravel()}, index=rows)


def first_seen(corpus: Corpus, counts: sparse.csr_matrix) -> pd.Series:
    """The first day on which a policy in force had each token (NaT where it has no counts)."""
    since = corpus.presence.groupby("clause")["from"].min().to_numpy("datetime64[D]")
    cells = counts.tocoo()
    return pd.Series(since[cells.row]).groupby(cells.col).min().reindex(range(counts.shape[1]))


def companies_with(corpus: Corpus, counts: sparse.csr_matrix, spans: pd.DataFrame) -> pd.DataFrame:
    """Whether each company (rows) has each token (columns) in a clause of the spans."""
    company = spans["document"].map(corpus.documents.set_index("document")["company"])
    codes, names = pd.factorize(company, sort=True)
    ones = np.ones(len(spans), np.float32)
    clauses = sparse.csr_matrix((ones, (codes, spans["clause"])), shape=(len(names), counts.shape[0]))
    return pd.DataFrame((clauses @ counts).toarray() > 0, index=names)


def find_terms(vocabulary: pd.DataFrame, terms: list[str]) -> pd.Index:
    """The token numbers of words and multiword terms; CorpusError names those that have no counts, and the mend."""
    kinds = vocabulary.set_index("token")["kind"]
    why = {"rare": "in fewer than three clauses", "stop": "a stop word"}
    missing = {t: why.get(kinds.get(t), "not in the tables") for t in map(str.lower, terms)}
    missing = {t: reason for t, reason in missing.items() if kinds.get(t) not in ("word", "multiword")}
    if missing:
        named = ", ".join(f"“{term}” ({reason})" for term, reason in missing.items())
        raise CorpusError(
            f"policy_corpus/tables/vocabulary.parquet: no counts of {named}; with the archives on the machine, give "
            "the term a category in data/lexicon.yml and run `make corpus`"
        )
    tokens = vocabulary.index[vocabulary["token"].isin([term.lower() for term in terms])]
    return tokens.intersection(vocabulary.index[vocabulary["kind"].isin(["word", "multiword"])])


def clauses_with(counts: sparse.csr_matrix, tokens) -> pd.Index:
    """The numbers of the clauses (rows of `counts`, clauses × tokens) that have at least one of the tokens.

    >>> clauses_with(sparse.csr_matrix([[1, 0], [0, 0], [0, 2]]), [0, 1]).tolist()
    [0, 2]
    """
    return pd.Index(np.flatnonzero(counts[:, list(tokens)].sum(axis=1) > 0))


def collocates(
    counts: sparse.csr_matrix, vocabulary: pd.DataFrame, clauses, n: int = 12, least: int = 5
) -> pd.DataFrame:
    """The n terms that stand with a set of clauses most tellingly, by NLTK's log-likelihood ratio.

    Columns: term, clauses (of the set, at least `least`), of all (clauses of the corpus), pmi (pointwise mutual
    information in bits), likelihood ratio. Terms that stand beside the set less often than by chance are left out.
    """
    within = np.asarray((counts[clauses] > 0).sum(axis=0)).ravel()
    overall, size, total = vocabulary["clauses"].to_numpy(), len(clauses), counts.shape[0]
    rows = []
    for token in np.flatnonzero((within >= least) & (within * total > size * overall)):
        marginals = (int(within[token]), (size, int(overall[token])), total)
        scores = BigramAssocMeasures.pmi(*marginals), BigramAssocMeasures.likelihood_ratio(*marginals)
        rows.append((vocabulary["token"][token], within[token], overall[token], *scores))
    table = pd.DataFrame(rows, columns=["term", "clauses", "of all", "pmi", "likelihood ratio"])
    return table.sort_values(["likelihood ratio", "term"], ascending=[False, True]).head(n).set_index("term")


# ---------------------------------------------------------------- over time


def by_period(
    spans: pd.DataFrame, frequency: str = "QS", by: tuple = ("document",), weight: str | None = None
) -> pd.Series:
    """Days of the spans in each period, summed over the columns `by`: index (*by, period).

    `frequency` is a pandas offset of period starts: QS quarters, YS years; `weight` a column days count by.
    """
    edges = pd.date_range(f"{FIRST_YEAR}-01-01", LAST_DAY, freq=frequency)
    start = spans["from"].to_numpy("datetime64[D]")
    end = spans["until"].to_numpy("datetime64[D]")
    keys = spans.groupby(list(by), observed=True, sort=True).ngroup().to_numpy()
    names = spans[list(by)].astype(dict.fromkeys(by, object)).groupby(keys).first()
    out = np.zeros((len(names), len(edges) - 1))
    for place, (first, last) in enumerate(pairwise(edges)):
        begin, stop = np.maximum(start, np.datetime64(first, "D")), np.minimum(end, np.datetime64(last, "D"))
        held = np.maximum((stop - begin).astype(int), 0)
        np.add.at(out[:, place], keys, held * spans[weight].to_numpy() if weight else held)
    table = pd.DataFrame(
        out, index=pd.MultiIndex.from_frame(names), columns=pd.Index(edges[:-1], name="period")
    )
    return table.stack().rename("days")


def union(spans: pd.DataFrame, by: tuple = ("document",)) -> pd.DataFrame:
    """The days on which one of the spans or more holds, as spans that do not overlap: *by, from, until.

    >>> days = pd.to_datetime(["2021-01-01", "2021-01-03", "2021-01-05"])
    >>> spans = pd.DataFrame({"document": "x", "from": days[:2], "until": days[1:]})
    >>> union(spans)[["from", "until"]].astype(str).values.tolist()
    [['2021-01-01', '2021-01-05']]
    """
    spans = spans.sort_values([*by, "from"])[[*by, "from", "until"]]
    group = spans.groupby(list(by), observed=True, sort=False).ngroup()
    reach = spans.groupby(group)["until"].cummax().shift()
    fresh = (group != group.shift()) | (spans["from"] > reach)
    merged = spans.assign(run=fresh.cumsum()).groupby("run")
    return merged.agg({**dict.fromkeys(by, "first"), "from": "first", "until": "max"}).reset_index(drop=True)


def clauses_of(corpus: Corpus, category: str, stance: str = "collects") -> pd.Index:
    """The numbers of the clauses about a category, of one stance or ("any") of all."""
    about = corpus.clauses[f"{category}_about"]
    chosen = about if stance == "any" else about & (corpus.clauses[f"{category}_stance"] == stance)
    return corpus.clauses.index[chosen]


def with_labels(corpus: Corpus, labels: pd.Series) -> Corpus:
    """The corpus with one more category per label of clauses, for `measure` with the stance "any"."""
    about = pd.get_dummies(labels).add_suffix("_about").reindex(corpus.clauses.index, fill_value=False)
    return replace(corpus, clauses=corpus.clauses.join(about))


def main_documents(corpus: Corpus) -> pd.DataFrame:
    """One document per company, those with a policy in force at some time."""
    documents = corpus.documents
    return documents[documents["main"] & (documents["versions"] > 0)]


def measure(
    corpus: Corpus,
    categories: list[str],
    documents: pd.DataFrame,
    frequency: str = "QS",
    stance: str = "collects",
) -> pd.DataFrame:
    """What prevalence and intensity are made of, one row per category, document and period.

    Columns: days (followed), days_with (with at least one clause of the category and stance), intensity_days
    (days × clauses of the category per 1,000 clauses in force). Periods not followed have no row.
    """
    names = documents["document"]
    presence = corpus.presence[corpus.presence["document"].isin(names)]
    days = by_period(corpus.versions[corpus.versions["document"].isin(names)], frequency)
    base = pd.DataFrame({"days": days[days > 0]})
    all_clauses = by_period(presence, frequency).reindex(base.index).clip(lower=1)
    parts = []
    for category in categories:
        spans = presence[presence["clause"].isin(clauses_of(corpus, category, stance))]
        with_one = by_period(union(spans), frequency).reindex(base.index).fillna(0)
        thousandths = 1000 * by_period(spans, frequency).reindex(base.index).fillna(0) / all_clauses
        part = base.assign(category=category, days_with=with_one, intensity_days=thousandths * base["days"])
        parts.append(part.reset_index())
    return pd.concat(parts).merge(
        documents[["document", "company", "platform", "sector", "parent"]], on="document"
    )


def prevalence(measured: pd.DataFrame, by: tuple = ("category", "period")) -> pd.DataFrame:
    """The share of followed days on which a company's policy has the category, and the companies followed."""
    return _per_day(measured, "days_with", by)


def intensity(measured: pd.DataFrame, by: tuple = ("category", "period")) -> pd.DataFrame:
    """Clauses of the category per 1,000 in force: the mean over companies, each weighted by its days."""
    return _per_day(measured, "intensity_days", by)


def platform_lines(measured: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Intensity over time by platform, its jurisdiction in brackets, with gaps where it was not followed."""
    lines = {}
    for (platform, jurisdiction), own in measured.groupby(["platform", "jurisdiction"]):
        wide = intensity(own)["value"].unstack("category").asfreq("QS")
        lines[f"{platform} ({jurisdiction})"] = wide.unstack().rename("value").to_frame()
    return lines


def _per_day(measured, column, by):
    grouped = measured.groupby(list(by), observed=True)
    sums = grouped[[column, "days"]].sum()
    return pd.DataFrame({"value": sums[column] / sums["days"], "companies": grouped["company"].nunique()})


def resampled(measured: pd.DataFrame, column: str, seed: int = 0, n_samples: int = 500) -> pd.DataFrame:
    """`column` per followed day in bootstrap samples of companies: samples × (category, period).

    Companies are drawn with replacement, all categories and periods of one together. `column` is days_with
    (prevalence) or intensity_days (intensity).
    """
    wide = {
        c: measured.pivot_table(c, "company", ["category", "period"], "sum", fill_value=0)
        for c in (column, "days")
    }
    size = len(wide["days"])
    draws = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), n_samples)
    values = (draws @ wide[column].to_numpy()) / np.maximum(draws @ wide["days"].to_numpy(), 1)
    return pd.DataFrame(values, columns=wide["days"].columns)


def bootstrap_band(measured: pd.DataFrame, column: str, seed: int = 0, level: float = 0.95) -> pd.DataFrame:
    """Prevalence (days_with) or intensity (intensity_days) by category and period, with bounds low, high."""
    bounds = resampled(measured, column, seed).quantile([(1 - level) / 2, (1 + level) / 2]).T
    return _per_day(measured, column, ("category", "period")).join(bounds.set_axis(["low", "high"], axis=1))


def change_between(measured: pd.DataFrame, start: str, end: str, column: str = "days_with", seed: int = 0):
    """Each category's value in the periods `start` and `end`, the difference, its 95 % bootstrap bounds."""
    value = _per_day(measured, column, ("category", "period"))["value"].unstack("period")
    table = value[[pd.Timestamp(start), pd.Timestamp(end)]].set_axis(["start", "end"], axis=1)
    samples = _sampled_changes(measured, start, end, column, seed)
    bounds = samples.quantile([0.025, 0.975]).T.set_axis(["low", "high"], axis=1)
    return table.assign(change=table["end"] - table["start"]).join(bounds)


def change_beyond(
    measured: pd.DataFrame, placebo: str, start: str, end: str, column: str = "days_with", seed: int = 0
) -> pd.DataFrame:
    """How much more each category changed than a placebo did, with 95 % bootstrap bounds."""
    change = change_between(measured, start, end, column, seed)["change"]
    samples = _sampled_changes(measured, start, end, column, seed)
    bounds = (
        samples.sub(samples[placebo], axis=0).quantile([0.025, 0.975]).T.set_axis(["low", "high"], axis=1)
    )
    return (change - change[placebo]).rename("beyond").to_frame().join(bounds).drop(placebo)


def _sampled_changes(measured, start, end, column, seed) -> pd.DataFrame:
    samples = resampled(measured, column, seed)
    first, last = (samples.xs(pd.Timestamp(day), axis=1, level="period") for day in (start, end))
    return last - first


def balanced(measured: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Only companies followed for half or more of every period from `start` to `end`, and these periods."""
    within = measured[(measured["period"] >= start) & (measured["period"] < end)]
    first = within[within["category"] == within["category"].iloc[0]]
    length = first.groupby("period")["days"].max()
    enough = first["days"] >= first["period"].map(length) / 2
    periods = first[enough].groupby("company")["period"].nunique()
    return within[within["company"].isin(periods.index[periods == len(length)])]


def changes(panels: dict[str, pd.DataFrame], start: str, end: str) -> pd.DataFrame:
    """The change of prevalence in points, one row a panel (what `measure` returns), with its companies."""
    rows = {
        name: (100 * change_between(measured, start, end)["change"]).round().astype(int)
        for name, measured in panels.items()
    }
    companies = {name: measured["company"].nunique() for name, measured in panels.items()}
    return pd.DataFrame(rows).T.rename(columns=NAMES).assign(companies=pd.Series(companies))


def measure_captures(corpus: Corpus, categories: list[str], documents: pd.DataFrame) -> pd.DataFrame:
    """What `measure` finds by quarter where every capture is believed: no capture set aside, none split."""
    captures = corpus.captures[corpus.captures["document"].isin(documents["document"])].dropna(subset="text")
    captures = captures.sort_values(["document", "day"], kind="stable").rename(columns={"day": "from"})
    ends = captures["document"].map(documents.set_index("document")["until"]).astype("datetime64[us]")
    captures["until"] = captures.groupby("document", observed=True)["from"].shift(-1).fillna(ends)
    days = by_period(captures).rename("days")
    base = days[days > 0].to_frame()
    found = {c: by_period(captures[captures[f"collects_{c}"] > 0]) for c in categories}
    parts = [base.assign(category=c, days_with=d.reindex(base.index).fillna(0)) for c, d in found.items()]
    return pd.concat(parts).reset_index().merge(documents[["document", "company"]], on="document")


def at(spans: pd.DataFrame, day: str) -> pd.DataFrame:
    """The spans that hold on a day: `from` belongs to them, `until` does not.

    >>> span = pd.DataFrame({"from": [pd.Timestamp("2021-01-01")], "until": [pd.Timestamp("2021-02-01")]})
    >>> len(at(span, "2021-01-01")), len(at(span, "2021-02-01"))
    (1, 0)
    """
    day = pd.Timestamp(day)
    return spans[(spans["from"] <= day) & (spans["until"] > day)]


def places(corpus: Corpus, clauses) -> pd.DataFrame:
    """Where each clause was first in force: platform, since, section, address of the archived version."""
    spans = corpus.presence[corpus.presence["clause"].isin(clauses)].sort_values(["from", "document"])
    first = spans.drop_duplicates("clause").merge(corpus.documents[["document", "platform"]], on="document")
    versions = corpus.versions.sort_values("from")
    first = pd.merge_asof(
        first.sort_values("from"), versions[["document", "from", "capture"]], on="from", by="document"
    )
    capture = corpus.captures.loc[first["capture"]]
    address = [archived_at(*row) for row in capture[["archive", "commit", "path"]].itertuples(index=False)]
    table = first[["clause", "platform", "from", "section"]].assign(address=address)
    return table.set_index("clause").loc[list(clauses)].rename(columns={"from": "since"})


def holders(corpus: Corpus, category: str, day: str, documents: pd.DataFrame) -> pd.Index:
    """The documents whose policy in force on a day has at least one clause that collects."""
    spans = at(corpus.presence[corpus.presence["document"].isin(documents["document"])], day)
    return pd.Index(spans.loc[spans["clause"].isin(clauses_of(corpus, category)), "document"].unique())


def first_days(corpus: Corpus, categories: list[str], documents: pd.DataFrame) -> pd.DataFrame:
    """The first day a clause that collects was in force, documents × categories; NaT for never.

    A category there when the document was first archived has that day, which is in the column `archived`.
    """
    presence = corpus.presence[corpus.presence["document"].isin(documents["document"])]
    days = {
        category: presence[presence["clause"].isin(clauses_of(corpus, category))]
        .groupby("document", observed=True)["from"]
        .min()
        for category in categories
    }
    return (
        documents.set_index("document")[["platform", "from"]]
        .rename(columns={"from": "archived"})
        .join(pd.DataFrame(days))
    )


def changed(corpus: Corpus, document: str, day_before: str, day_after: str) -> pd.DataFrame:
    """The clauses a document gained and lost between two days: presence rows with a column change."""
    own = corpus.presence[corpus.presence["document"] == document]
    before, after = at(own, day_before), at(own, day_after)
    gained = after[~after["clause"].isin(before["clause"])].assign(change="gained")
    return pd.concat([gained, before[~before["clause"].isin(after["clause"])].assign(change="lost")])


def by_revision(corpus: Corpus, document: str) -> pd.DataFrame:
    """Distinct clauses gained and lost by each text in force of a document, by its first day (ISO 8601)."""
    own = corpus.presence[corpus.presence["document"] == document]
    days = corpus.versions.loc[corpus.versions["document"] == document, "from"].iloc[1:]
    counts = {"gained": own["from"].value_counts(), "lost": own["until"].value_counts()}
    table = pd.DataFrame(counts).reindex(days).fillna(0).astype(int)
    return table.set_axis(days.dt.strftime("%Y-%m-%d"))


# ---------------------------------------------------------------- figures


def percent(share: float, digits: int = 0) -> str:
    """A share (0 to 1) as a percentage in words, with `digits` after the point.

    >>> percent(0.123), percent(0.123, digits=1)
    ('12 %', '12.3 %')
    """
    return f"{100 * share:.{digits}f} %"


def change_in_words(row: pd.Series) -> str:
    """A row of `change_between` in words: both shares, the change in points and its interval.

    >>> change_in_words(pd.Series({"start": 0.05, "end": 0.23, "change": 0.18, "low": 0.1, "high": 0.27}))
    '5 % → 23 % (+18 points, 95 % interval +10 to +27)'
    """
    interval = f"95 % interval {100 * row['low']:+.0f} to {100 * row['high']:+.0f}"
    return f"{percent(row['start'])} → {percent(row['end'])} ({100 * row['change']:+.0f} points, {interval})"


def say(text: str) -> None:
    """Show a sentence whose numbers were computed."""
    display(Markdown(text))


def new_figure(rows: int = 1, columns: int = 1, height: float = 4.2, **options):
    """A figure in the house style, its axes flat: no frame but the base line, light grid across."""
    figure, axes = plt.subplots(
        rows, columns, figsize=(9, height), squeeze=False, layout="constrained", **options
    )
    for axis in axes.flat:
        axis.spines[["top", "right", "left"]].set_visible(False)
        axis.spines["bottom"].set_color(FAINT)
        axis.tick_params(colors=INK, length=0, labelsize=9)
        axis.grid(axis="y", color="#e4e4e4", linewidth=0.7)
        axis.set_axisbelow(True)
    return figure, list(axes.flat)


def show(figure, alt: str, table: pd.DataFrame | pd.Series | None = None) -> None:
    """Show a figure as one PNG with a text alternative and, as CSV, the table behind it; close it.

    The table is compared when the notebooks are tested, which a picture is not, and comes with the report.
    """
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
    plt.close(figure)
    behind = "" if table is None else table.round(4).to_csv(lineterminator="\n", date_format="%Y-%m-%d")
    display(Picture(png.getvalue(), behind, alt))


class Picture(Image):
    """A PNG with its text alternative and, where it is not empty, its table as CSV."""

    def __init__(self, png: bytes, behind: str, alt: str):
        super().__init__(png, format="png", width=WIDTH, alt=alt)
        self.behind = {"text/csv": behind} if behind else {}

    def _repr_mimebundle_(self, include=None, exclude=None):
        data, metadata = super()._repr_mimebundle_(include, exclude)
        return data | self.behind, metadata

    def __repr__(self):
        return "<IPython.core.display.Image object>"


def mark_events(axis, labels: bool = True) -> None:
    """The same event marks on every chart over time, from data/events.csv, those within the chart's range."""
    first, last = axis.get_xlim()
    for place, event in enumerate(load_data("events.csv").itertuples()):
        if not first <= date2num(event.date) <= last:
            continue
        axis.axvline(event.date, color=FAINT, linewidth=0.8, linestyle=(0, (2, 3)), zorder=0)
        if labels:
            axis.annotate(
                event.label,
                (event.date, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2 + 9 * (place % 2)),  # neighbours on two lines
                textcoords="offset points",
                fontsize=7.5,
                color="#6a6a6a",
                ha="center",
            )
    axis.set_xlim(first, last)


def plot_over_time(
    table: pd.DataFrame, title: str, unit: str, alt: str, categories: list[str] | None = None
) -> None:
    """Lines with bands by category; `table` has index (category, period) and value, low, high, companies.

    `unit` is "share" (axis in percent) or what stands on the axis.
    """
    figure, (axis,) = new_figure()
    ends = []
    for category in categories or table.index.unique("category"):
        line = table.loc[category]
        if {"low", "high"} <= set(line.columns):
            axis.fill_between(
                line.index, line["low"], line["high"], color=COLOURS[category], alpha=0.15, linewidth=0
            )
        style = "-" if category in (*STORY, "all") else (0, (4, 2))
        axis.plot(line.index, line["value"], color=COLOURS[category], linewidth=1.8, linestyle=style)
        ends.append((line["value"].iloc[-1], category, line.index[-1]))
    _finish(axis, title, unit)
    _label_ends(axis, ends)
    mark_events(axis)
    show(figure, alt, table.loc[list(categories or table.index.unique("category"))])


def plot_panels(tables: dict[str, pd.DataFrame], title: str, unit: str, alt: str, columns: int = 4) -> None:
    """Small multiples, one panel a key, lines by category as in `plot_over_time`, all on the same scale."""
    rows = -(-len(tables) // columns)
    figure, axes = new_figure(rows, columns, height=1.45 * rows + 0.6, sharex=True, sharey=True)
    for axis, (name, table) in zip(axes, tables.items(), strict=False):
        for category in table.index.unique("category"):
            line = table.loc[category]
            axis.plot(line.index, line["value"], color=COLOURS[category], linewidth=1.5)
        axis.set_title(name, fontsize=8.5, color=INK, loc="left")
        mark_events(axis, labels=False)
        axis.tick_params(labelsize=7)
    for axis in axes[len(tables) :]:
        axis.set_visible(False)
    if unit == "share":
        axes[0].yaxis.set_major_formatter(PercentFormatter(1))
    else:  # a square-root scale: most lines are low, and a few would flatten them
        for axis in axes[: len(tables)]:
            axis.set_yscale("function", functions=(lambda v: np.sqrt(np.maximum(v, 0)), np.square))
        axes[0].set_yticks([0, 5, 25, 50, 100])
    axes[0].set_ylim(bottom=0)
    axes[0].xaxis.set_major_formatter(FuncFormatter(lambda day, _: str(num2date(day).year)[2:]))
    handles = [
        plt.Line2D([], [], color=COLOURS[c], label=NAMES[c])
        for c in next(iter(tables.values())).index.unique("category")
    ]
    figure.legend(handles=handles, loc="outside upper right", ncols=len(handles), frameon=False, fontsize=8)
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, pd.concat(tables, names=["panel"]))


def plot_bars(
    values: pd.Series, title: str, unit: str, alt: str, colour: str = COLOURS["employment"]
) -> None:
    """Horizontal bars, the first value on top, each with its number."""
    figure, (axis,) = new_figure(height=0.9 + 0.27 * len(values))
    axis.barh(range(len(values)), values, color=colour, height=0.7)
    axis.set_yticks(range(len(values)), [str(name) for name in values.index])
    axis.invert_yaxis()
    axis.grid(visible=False)
    for place, value in enumerate(values):
        text = (
            percent(value)
            if unit == "share"
            else f"{value:,.0f}"
            if values.abs().max() >= 20
            else f"{value:,.1f}"
        )
        axis.annotate(
            text,
            (value, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=INK,
        )
    axis.set_xlim(0, values.max() * 1.12)
    axis.set_xticks([])
    axis.spines["bottom"].set_visible(False)
    axis.set_title(title if unit == "share" else f"{title} ({unit})", fontsize=11, color=INK, loc="left")
    show(figure, alt, values)


def plot_heatmap(table: pd.DataFrame, title: str, alt: str, unit: str = "share") -> None:
    """A table of shares as shades, rows and columns in their order, each cell with its number."""
    figure, (axis,) = new_figure(height=1.4 + 0.27 * len(table))
    axis.imshow(table, cmap="Blues", aspect="auto", vmin=0)
    axis.grid(visible=False)
    many = table.shape[1] > 5
    axis.set_xticks(
        range(table.shape[1]), table.columns, rotation=40 * many, ha="right" if many else "center"
    )
    axis.set_yticks(range(len(table)), table.index)
    dark = np.nanmax(table.to_numpy()) * 0.6
    for (row, column), value in np.ndenumerate(table.to_numpy()):
        text = "" if np.isnan(value) else f"{100 * value:.0f}" if unit == "share" else f"{value:.0f}"
        axis.text(
            column, row, text, ha="center", va="center", fontsize=7.5, color="white" if value > dark else INK
        )
    axis.set_title(title, fontsize=11, color=INK, loc="left")
    show(figure, alt, table)


def _finish(axis, title: str, unit: str) -> None:
    axis.set_ylim(bottom=0)
    axis.set_title(
        title if unit == "share" else f"{title}, {unit}", fontsize=11, color=INK, loc="left", pad=16
    )
    if unit == "share":
        axis.yaxis.set_major_formatter(PercentFormatter(1))


def _label_ends(axis, ends: list[tuple]) -> None:
    """Each line's name at its end, moved apart where they would overlap."""
    step = 0.055 * axis.get_ylim()[1]
    height = -np.inf
    for value, category, period in sorted(ends):
        height = max(value, height + step)
        axis.annotate(
            NAMES[category],
            (period, height),
            xytext=(6, 0),
            textcoords="offset points",
            color=COLOURS[category],
            fontsize=9,
            va="center",
            annotation_clip=False,
        )
