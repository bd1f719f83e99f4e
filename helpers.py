"""What the notebooks call: tables in, tables out.

Groups, in file order: loading · vectors and clusters · over time · figures.

Days are dates; spans are half-open, from `from` up to, not including, `until`. Shares run from 0 to 1.
A company counts once, by its main document. Seeds are arguments.
"""

import io
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Image, Markdown, display
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter
from nltk.metrics.association import BigramAssocMeasures
from scipy import sparse
from scipy.cluster.hierarchy import dendrogram, linkage
from scipy.stats import binomtest
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from policy_corpus import clusters
from policy_corpus.archive import archived_at
from policy_corpus.clusters import agreement as agreement
from policy_corpus.clusters import central_rows as central_rows
from policy_corpus.clusters import cluster_clauses as cluster_clauses
from policy_corpus.clusters import cluster_points as cluster_points
from policy_corpus.clusters import company_weights as company_weights
from policy_corpus.clusters import found_again as found_again
from policy_corpus.clusters import groups as groups
from policy_corpus.clusters import lsa as lsa
from policy_corpus.clusters import near_copies as near_copies
from policy_corpus.clusters import nearest_centres as nearest_centres
from policy_corpus.clusters import new_language as new_language
from policy_corpus.clusters import spread as spread
from policy_corpus.clusters import tfidf as tfidf
from policy_corpus.clusters import top_terms as top_terms
from policy_corpus.collection import Gate
from policy_corpus.errors import CorpusError
from policy_corpus.place import read_clauses
from policy_corpus.progress import steps as steps
from policy_corpus.progress import watch
from policy_corpus.tables import read_manifest, read_table
from policy_corpus.updates import updates

DATA = Path(__file__).resolve().parent / "data"
RESULTS = DATA / "results"
STORY = ["biometric", "employment", "ai_training"]
STANCES = ["collects", "denies", "mentions", "none"]
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
watch()  # long loops show in the lab how far they are


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
    return clusters.term_matrix()


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


def judged_changes(ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows of data/ledger_sample.csv, judged against the archives, and whether the ledger still has each."""
    sample = pd.read_csv(DATA / "ledger_sample.csv", keep_default_na=False, parse_dates=["announced"])
    key = ["document", "category", "change", "stance", "announced"]
    return sample.merge(ledger[key].assign(kept=True), how="left", on=key).fillna({"kept": False})


def shares_right(judged: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Of judged rows: how many, how many right, their share and its 95 % Wilson interval; one row a group."""
    table = judged.groupby(by, sort=False)["right"].agg(judged="size", right="sum").astype(int)
    bounds = [binomtest(right, n).proportion_ci(method="wilson") for n, right in table.to_numpy()]
    low, high = zip(*((bound.low, bound.high) for bound in bounds), strict=True)
    return table.assign(share=table["right"] / table["judged"], low=low, high=high)


def stance_confusion(corpus: Corpus) -> pd.DataFrame:
    """Clauses of data/labels.csv outside those the lexicon was tuned on: stance as read × stance as found, by category.

    A clause is found by its hash and its lead-in's; those that the corpus does not hold are left out.
    """
    said = pd.read_csv(DATA / "labels.csv", keep_default_na=False).query("sample != 'codebook'")
    found = corpus.clauses.assign(lead_in=corpus.clauses["lead_in"].astype(object).fillna(""))
    found = found.set_index(["hash", "lead_in"]).loc[lambda table: ~table.index.duplicated()]
    said = said.set_index(["hash", "lead_in"]).loc[lambda table: table.index.isin(found.index)]
    tables = {}
    for category in STORY:
        own = said[said["category"] == category]
        told = found.loc[own.index, f"{category}_stance"].astype(str).to_numpy()
        table = pd.crosstab(own["stance"].to_numpy(), told)
        tables[NAMES[category]] = table.reindex(index=STANCES, columns=STANCES, fill_value=0)
    return pd.concat(tables, names=["category", "as read"]).rename_axis(columns="as found")


def archive_facts() -> pd.DataFrame:
    """The archives the tables were made from: name and commit."""
    return pd.DataFrame(read_manifest()["archives"].items(), columns=["archive", "commit"])


# ---------------------------------------------------------------- vectors and clusters


def collection_clauses(corpus: Corpus) -> pd.Index:
    """The numbers of the clauses that pass the gate for data collection, data/collection_gate.csv."""
    threshold = round(1000 * Gate.read(DATA / "collection_gate.csv").threshold)
    return corpus.clauses.index[corpus.clauses["collection_score"] >= threshold]


def sample_scores(sample: pd.DataFrame, threshold: float, seed: int = 0, n_samples: int = 1000):
    """Precision, recall and F1 of a threshold on a stratified sample of judged clauses, as value, low, high.

    `sample` has score, judged (0/1), stratum, and weight: how many clauses of the corpus each stands for.
    Bounds are of 95 %, from bootstrap samples drawn within each stratum.
    """
    rows = sample.sort_values("stratum", kind="stable")
    drawn = [np.ones((1, len(rows)))]
    generator = np.random.default_rng(seed)
    sizes = rows["stratum"].value_counts(sort=False)
    drawn.append(np.hstack([generator.multinomial(n, np.full(n, 1 / n), n_samples) for n in sizes]))
    weights = np.vstack(drawn) * rows["weight"].to_numpy()
    found, judged = (rows["score"] >= threshold).to_numpy(), rows["judged"].to_numpy() == 1
    both, passing, true = (weights[:, kind].sum(axis=1) for kind in (found & judged, found, judged))
    with np.errstate(invalid="ignore"):  # a drawing may hold nothing that passes
        measures = {"precision": both / passing, "recall": both / true, "F1": 2 * both / (passing + true)}
    bounds = {name: [v[0], *np.nanquantile(v[1:], [0.025, 0.975])] for name, v in measures.items()}
    return pd.DataFrame(bounds, index=["value", "low", "high"]).T


def sample_scores_by(sample: pd.DataFrame, groups: pd.Series, threshold: float, seed: int = 0):
    """`sample_scores` of each group in words, value (low–high), and the clauses it has."""
    rows = {}
    for name, part in sample.groupby(groups):
        scores = sample_scores(part, threshold, seed)
        rows[name] = {m: f"{v:.2f} ({low:.2f}–{high:.2f})" for m, (v, low, high) in scores.T.items()}
        rows[name]["clauses"] = len(part)
    return pd.DataFrame(rows).T


def judged_by_score(sample: pd.DataFrame) -> pd.DataFrame:
    """By stratum of the score: clauses, mean score, share judged 1 and its 95 % bounds (Wilson)."""
    grouped = sample.groupby("stratum")
    table = grouped.agg(clauses=("judged", "size"), score=("score", "mean"), share=("judged", "mean"))
    bounds = [
        binomtest(int(part.sum()), len(part)).proportion_ci(method="wilson") for _, part in grouped["judged"]
    ]
    return table.assign(low=[b.low for b in bounds], high=[b.high for b in bounds])


def collection_wordings(corpus: Corpus) -> clusters.Wordings:
    """The data-collection language of the main policies: near-copies once, no company dominating."""
    return clusters.wordings(corpus.clauses, corpus.presence, main_documents(corpus))


def drawn_weights(language: clusters.Wordings, seed: int) -> pd.Series:
    """The wordings' weights in a bootstrap sample of companies; 0 for wordings of none that was drawn."""
    weights = clusters.company_weights(language.holders, clusters.MOST, seed)
    return weights.reindex(language.first.index).fillna(0)


def named_clusters(language: clusters.Wordings, labels: np.ndarray) -> pd.DataFrame:
    """Each cluster's name, meaning, not_in_it, overlap, same (data/clusters.csv), its telling terms, wordings.

    CorpusError where a cluster has moved away from every name.
    """
    telling = clusters.telling_terms(language, labels)
    named = clusters.name_clusters(telling, clusters.read_names()).drop(columns=["terms", "fingerprint"])
    return named.assign(terms=telling, wordings=np.bincount(labels))


def clause_clusters(language: clusters.Wordings, labels: np.ndarray, names: pd.Series) -> pd.Series:
    """The cluster's name of each clause that was clustered, near-copies included."""
    return language.clauses.map(pd.Series(names.to_numpy()[labels], language.first.index))


def likest_clusters(labels: np.ndarray, other: np.ndarray) -> pd.Series:
    """The cluster of another labeling that shares most with each cluster (Jaccard overlap)."""
    table = pd.crosstab(labels, other)
    return (table / (-table).add(table.sum(axis=1), axis=0).add(table.sum(), axis=1)).idxmax(axis=1)


def changes_elsewhere(
    corpus: Corpus, language: clusters.Wordings, labels: np.ndarray, other: np.ndarray, start: str, end: str
) -> pd.Series:
    """What became of each cluster's share of clauses, were another labeling's likest clusters taken for it."""
    cluster = clause_clusters(language, other, pd.Series([f"cluster {n}" for n in range(other.max() + 1)]))
    measured = measure(
        with_labels(corpus, cluster), sorted(cluster.unique()), main_documents(corpus), "YS", stance="any"
    )
    panel = balanced(cluster_share_days(measured), start, f"{int(end[:4]) + 1}-01-01")
    change = change_between(panel, start, end, "intensity_days")["change"]
    return change[[f"cluster {n}" for n in likest_clusters(labels, other)]].set_axis(range(labels.max() + 1))


def cluster_shares(cluster: pd.Series, spans: pd.DataFrame, by: str) -> pd.DataFrame:
    """The share of clustered clauses that each cluster has, in spans grouped `by`; rows sum to 1."""
    return pd.crosstab(spans[by], spans["clause"].map(cluster), normalize="index")


def cluster_share_days(measured: pd.DataFrame) -> pd.DataFrame:
    """`measure` of clusters with intensity as a share of the clustered clauses in force instead of all."""
    total = measured.groupby(["document", "period"])["intensity_days"].transform("sum")
    share = measured["intensity_days"] * measured["days"] / total.where(total > 0)
    return measured.assign(intensity_days=share).dropna(subset="intensity_days")


def cluster_spread(
    language: clusters.Wordings, points: np.ndarray, labels: np.ndarray, names: pd.Series, spans: pd.DataFrame
) -> pd.Series:
    """How various each cluster's wordings in the spans are, in samples of companies (see `clusters.spread`)."""
    place = language.clauses.map(pd.Series(range(len(labels)), language.first.index))
    held = spans.assign(place=spans["clause"].map(place)).dropna(subset="place").astype({"place": int})
    held = held[["company", "place"]].drop_duplicates()
    mine = {name: held[labels[held["place"]] == number] for number, name in names.items()}
    return pd.Series({name: clusters.spread(points, own) for name, own in mine.items()})


def bounds(samples: np.ndarray) -> pd.Series:
    """The first value as `change`, and the 95 % bounds of the others: low, high."""
    low, high = np.quantile(samples[1:], [0.025, 0.975])
    return pd.Series({"change": samples[0], "low": low, "high": high})


def cosines(table: pd.DataFrame) -> pd.DataFrame:
    """The cosine similarity of every two rows."""
    unit = table.div(np.sqrt((table**2).sum(axis=1)), axis=0)
    return unit @ unit.T


def standing_beside(language: clusters.Wordings, rows: np.ndarray, n: int = 12) -> str:
    """The terms by which some wordings differ most from the rest, joined by commas."""
    labels = np.zeros(len(language.first), int)
    labels[rows] = 1
    return clusters.top_terms(language.counts > 0, labels, language.terms, n)[1]


def first_held(language: clusters.Wordings, fine: np.ndarray, spans: pd.DataFrame) -> pd.DataFrame:
    """The first day each company's policy had each wording, with its group: company, wording, day, group."""
    own = spans.assign(wording=spans["clause"].map(language.clauses)).dropna(subset="wording")
    first = own.groupby(["company", "wording"])["from"].min().rename("day").reset_index()
    return first.assign(group=first["wording"].map(pd.Series(fine, language.first.index)))


def followed_around(held: pd.DataFrame, documents: pd.DataFrame, day: str) -> pd.DataFrame:
    """The rows of companies followed a year before a day and two years after it, those of four years on."""
    day, years = pd.Timestamp(day), pd.DateOffset
    own = documents[(documents["from"] < day - years(years=1)) & (documents["until"] > day + years(years=2))]
    return held[held["company"].isin(own["company"]) & (held["day"] < day + years(years=4))]


def flat_map(points: np.ndarray, seed: int = 0) -> np.ndarray:
    """Rows in two dimensions, neighbours near each other as far as that goes (t-SNE; rows × 2)."""
    with threadpool_limits(1):
        return TSNE(2, perplexity=40, init="pca", metric="cosine", random_state=seed).fit_transform(points)


def nearest_share(points: np.ndarray, labels: np.ndarray, n: int = 10) -> float:
    """How many of a row's n nearest rows have its label: the mean share."""
    nearest = NearestNeighbors(n_neighbors=n + 1).fit(points).kneighbors(points, return_distance=False)[:, 1:]
    return float((labels[nearest] == labels[:, None]).mean())


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


def load_updates(corpus: Corpus, documents: pd.DataFrame, chosen: pd.Index | None = None) -> pd.DataFrame:
    """Each text in force beside the one before (see policy_corpus/updates.py), with company and platform."""
    versions, presence = (
        t[t["document"].isin(documents["document"])] for t in (corpus.versions, corpus.presence)
    )
    counts, _ = load_term_matrix()
    rows = updates(corpus.captures, versions, presence, corpus.clauses, counts, chosen)
    names = documents[["document", "company", "platform", "jurisdiction", "panel"]].astype(
        {"document": object}
    )
    return rows.merge(names, on="document", validate="many_to_one")


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


def pooled_share(rows: pd.DataFrame, column: str, seed: int = 0, n_samples: int = 2000) -> pd.Series:
    """The share of rows where `column` holds: share, low, high (95 %, companies resampled), rows, companies."""
    counts = rows.groupby("company")[column].agg(["sum", "size"]).to_numpy()
    draws = np.random.default_rng(seed).multinomial(
        len(counts), np.full(len(counts), 1 / len(counts)), n_samples
    )
    low, high = np.quantile(np.divide(*(draws @ counts).T), [0.025, 0.975])
    values = {"share": rows[column].mean(), "low": low, "high": high, "rows": len(rows)}
    return pd.Series({**values, "companies": len(counts)})


def share_of_sample(hits: int, n: int) -> tuple[float, float, float]:
    """A share of a random sample and its 95 % bounds (Wilson)."""
    bounds = binomtest(hits, n).proportion_ci(method="wilson")
    return hits / n, bounds.low, bounds.high


def at(spans: pd.DataFrame, day: str) -> pd.DataFrame:
    """The spans that hold on a day: `from` belongs to them, `until` does not.

    >>> span = pd.DataFrame({"from": [pd.Timestamp("2021-01-01")], "until": [pd.Timestamp("2021-02-01")]})
    >>> len(at(span, "2021-01-01")), len(at(span, "2021-02-01"))
    (1, 0)
    """
    day = pd.Timestamp(day)
    return spans[(spans["from"] <= day) & (spans["until"] > day)]


def on_day(corpus: Corpus, documents: pd.DataFrame, day: str, categories: list[str]) -> pd.DataFrame:
    """Clauses in force on a day, in all and those that collect, by category; index: platform (jurisdiction)."""
    spans = at(corpus.presence[corpus.presence["document"].isin(documents["document"])], day)
    found = {c: spans["clause"].isin(clauses_of(corpus, c)) for c in categories}
    counts = spans.assign(clauses=True, **found).groupby(spans["document"].astype(object))
    names = documents.set_index("document")
    table = counts[["clauses", *categories]].sum()
    labels = [f"{names.loc[d, 'platform']} ({names.loc[d, 'jurisdiction']})" for d in table.index]
    return table.set_axis(labels).sort_index()


def shared(
    corpus: Corpus, counts: sparse.csr_matrix, ours: str, theirs: str, day: str, jaccard: float = 0.8
) -> pd.DataFrame:
    """The clauses two documents have in force on a day, by document: clause, document, shared (a near-copy in both)."""
    spans = at(corpus.presence[corpus.presence["document"].isin([ours, theirs])], day)
    own = spans[["document", "clause"]].drop_duplicates().reset_index(drop=True).astype({"document": object})
    group = near_copies(counts[own["clause"]], jaccard)
    return own.assign(shared=own.groupby(group)["document"].transform("nunique") == 2)


def version_pair(corpus: Corpus, counts: sparse.csr_matrix, ours, theirs, day: str) -> tuple | None:
    """Two documents on a day: their names, the day, the share of each one's clauses that both have, and the story's
    categories that one alone has; None where one is not in force."""
    both = shared(corpus, counts, ours.document, theirs.document, day)
    share = both.groupby("document")["shared"].mean()
    if len(share) < 2:
        return None
    having = {c: both.loc[both["clause"].isin(clauses_of(corpus, c)), "document"].nunique() for c in STORY}
    only = ", ".join(NAMES[c] for c in STORY if having[c] == 1)
    names = f"{ours.platform}: {ours.jurisdiction} | {theirs.jurisdiction}"
    return names, day, share[ours.document], share[theirs.document], only


def flows(ledger: pd.DataFrame, frequency: str = "QS") -> pd.DataFrame:
    """Companies and clauses that a ledger has as added and removed, by category and period (when in force)."""
    edges = pd.date_range(f"{FIRST_YEAR}-01-01", LAST_DAY, freq=frequency)
    bins = pd.cut(ledger["in_force"], edges, right=False, labels=edges[:-1])
    rows = ledger.assign(period=pd.to_datetime(bins.astype(object)))[ledger["change"] != "denial_added"]
    rows = rows[(rows["stance"] == "collects") & rows["period"].notna()]
    groups = rows.groupby(["category", "period", "change"])
    table = groups.agg(companies=("company", "nunique"), clauses=("clauses", "sum")).unstack(fill_value=0)
    index = pd.MultiIndex.from_product([STORY, edges[:-1]], names=["category", "period"])
    table = table.reindex(index, fill_value=0)
    return table.set_axis([f"{what} {change}" for what, change in table.columns], axis=1).astype(int)


def places(corpus: Corpus, clauses) -> pd.DataFrame:
    """Where each clause was first in force: platform, since, section, address of the archived version."""
    table = _first_places(corpus, clauses)
    capture = corpus.captures.loc[table.pop("capture"), ["archive", "commit", "path"]]
    return table.assign(address=[archived_at(*row) for row in capture.itertuples(index=False)])


def _first_places(corpus: Corpus, clauses) -> pd.DataFrame:
    """Where each clause was first in force: platform, since, section, number of the capture."""
    spans = corpus.presence[corpus.presence["clause"].isin(clauses)].sort_values(["from", "document"])
    first = spans.drop_duplicates("clause").merge(corpus.documents[["document", "platform"]], on="document")
    versions = corpus.versions.sort_values("from")
    first = pd.merge_asof(
        first.sort_values("from"), versions[["document", "from", "capture"]], on="from", by="document"
    )
    table = first[["clause", "platform", "from", "section", "capture"]]
    return table.set_index("clause").loc[list(clauses)].rename(columns={"from": "since"})


def collecting(corpus: Corpus, documents: pd.DataFrame, category: str) -> pd.DataFrame:
    """The stays of a category's clauses that collect, in these documents."""
    own = corpus.presence[corpus.presence["document"].isin(documents["document"])]
    return own[own["clause"].isin(clauses_of(corpus, category))]


def ledger_clauses(corpus: Corpus, change: pd.Series) -> pd.Index:
    """The numbers of the clauses that a row of the ledger concerns."""
    own = corpus.presence.loc[corpus.presence["document"] == change["document"], "clause"].unique()
    hashes = corpus.clauses.loc[sorted(own), "hash"]
    return hashes.index[hashes.isin(change["hashes"].split())]


def clause_words(
    corpus: Corpus, counts: sparse.csr_matrix, vocabulary: pd.DataFrame, clauses, show: bool = False
) -> pd.DataFrame:
    """Where each clause was first in force and its most telling words; with `show`, the clause itself as well.

    The clause is read from the archives (the folder POLICY_ARCHIVES, else `archives`); CorpusError where they are not
    on this machine. Nothing shown so may be committed: the text belongs to the company.
    """
    table = places(corpus, clauses)
    table["telling words"] = telling_words(counts, vocabulary, table.index)
    if show:
        shown = corpus.captures.loc[_first_places(corpus, clauses)["capture"], ["archive", "blob"]]
        hashes = corpus.clauses.loc[table.index, "hash"]
        table["clause"] = [
            read_clauses(archive, blob, [name])[name]
            for (archive, blob), name in zip(shown.itertuples(index=False), hashes, strict=True)
        ]
    return table


def holders(corpus: Corpus, category: str, day: str, documents: pd.DataFrame) -> pd.Index:
    """The documents whose policy in force on a day has at least one clause that collects."""
    return pd.Index(at(collecting(corpus, documents, category), day)["document"].unique())


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


def with_bounds(share: float, low: float, high: float) -> str:
    """A share and its bounds in words: 12 % (95 % interval 10 to 15 %)."""
    return f"{percent(share)} (95 % interval {100 * low:.0f} to {100 * high:.0f} %)"


def change_in_words(row: pd.Series) -> str:
    """A row of `change_between` in words: both shares, the change in points and its interval.

    >>> change_in_words(pd.Series({"start": 0.05, "end": 0.23, "change": 0.18, "low": 0.1, "high": 0.27}))
    '5 % → 23 % (+18 points, 95 % interval +10 to +27)'
    """
    interval = f"95 % interval {100 * row['low']:+.0f} to {100 * row['high']:+.0f}"
    return f"{percent(row['start'])} → {percent(row['end'])} ({100 * row['change']:+.0f} points, {interval})"


def listed(texts: dict[str, str]) -> str:
    """Texts by category in one line: Biometric 3 of 4; AI training 5 of 6."""
    return "; ".join(f"{NAMES[category]} {text}" for category, text in texts.items())


def bulleted(texts: dict[str, str]) -> str:
    """Texts by category as a list in Markdown, one line each.

    >>> print(bulleted({"biometric": "3 of 4", "of users": "5 of 6"}))
    - **Biometric**: 3 of 4
    - **of users**: 5 of 6
    """
    return "\n".join(f"- **{NAMES.get(name, name)}**: {text}" for name, text in texts.items())


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """A table to be read: in its heads, its index and its column `category` names for keys, spaces for underscores.

    >>> plain(pd.DataFrame({"in_force": [1]}, index=["ai_training"]))
                 in force
    AI training         1
    """

    def read(label):
        return NAMES.get(label, label.replace("_", " ")) if isinstance(label, str) else label

    if "category" in table:
        table = table.assign(category=table["category"].map(read))
    named = table.rename(index=read, columns=read)
    return named.rename_axis(
        index=list(map(read, named.index.names)), columns=list(map(read, named.columns.names))
    )


def clear_changes(table: pd.DataFrame) -> str:
    """The rows of `change_between` whose interval leaves out no change, in points and in words, or "none"."""
    clear = table[(table["low"] > 0) | (table["high"] < 0)].sort_values("change")
    told = [f"{name} {_points(row)}" for name, row in clear.iterrows()]
    return "; ".join(told) or "none"


def share_in_words(table: pd.DataFrame, name: str) -> str:
    """A row of `change_between` of shares with a decimal: both shares, the change and its interval."""
    row = table.loc[name]
    return f"“{name}” {percent(row['start'], 1)} → {percent(row['end'], 1)} (points, 95 % interval: {_points(row)})"


def _points(row) -> str:
    return f"{100 * row['change']:+.1f} ({100 * row['low']:+.1f} to {100 * row['high']:+.1f})"


def quoted(texts) -> str:
    """Texts in quotation marks, joined by semicolons, or "none"."""
    return "; ".join(f"“{text}”" for text in texts) or "none"


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
    table: pd.DataFrame,
    title: str,
    unit: str,
    alt: str,
    categories: list[str] | None = None,
    steps: bool = False,
) -> None:
    """Lines with bands by category; `table` has index (category, period) and value, low, high, companies.

    `unit` is "share" (axis in percent) or what stands on the axis; `steps` hold a value until the next.
    """
    figure, (axis,) = new_figure()
    ends = []
    for category in categories or table.index.unique("category"):
        line = table.loc[category]
        if {"low", "high"} <= set(line.columns):
            band = {
                "color": COLOURS[category],
                "alpha": 0.15,
                "linewidth": 0,
                "step": "post" if steps else None,
            }
            axis.fill_between(line.index, line["low"], line["high"], **band)
        style = "-" if category in (*STORY, "all") else (0, (4, 2))
        drawn = {"drawstyle": "steps-post"} if steps else {}
        axis.plot(line.index, line["value"], color=COLOURS[category], linewidth=1.8, linestyle=style, **drawn)
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
        axes[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    else:  # a square-root scale: most lines are low, and a few would flatten them
        for axis in axes[: len(tables)]:
            axis.set_yscale("function", functions=(lambda v: np.sqrt(np.maximum(v, 0)), np.square))
        axes[0].set_yticks([0, 5, 25, 50, 100])
    axes[0].set_ylim(bottom=0)
    axes[0].xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))  # years, each once
    axes[0].xaxis.set_major_formatter(FuncFormatter(lambda day, _: str(num2date(day).year)[2:]))
    handles = [
        plt.Line2D([], [], color=COLOURS[c], label=NAMES[c])
        for c in next(iter(tables.values())).index.unique("category")
    ]
    figure.legend(handles=handles, loc="outside upper right", ncols=len(handles), frameon=False, fontsize=8)
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, pd.concat(tables, names=["panel"]))


def plot_flows(table: pd.DataFrame, what: str, title: str, alt: str) -> None:
    """What was added, upwards, and removed, downwards, by category (panels) and period; `table` as from `flows`."""
    names = list(table.index.unique("category"))
    figure, axes = new_figure(1, len(names), height=2.9, sharex=True, sharey=True)
    for axis, category in zip(axes, names, strict=True):
        own = table.loc[category]
        width = 0.8 * (own.index[1] - own.index[0]).days
        axis.bar(own.index, own[f"{what} added"], width=width, align="edge", color=COLOURS[category])
        axis.bar(own.index, -own[f"{what} removed"], width=width, align="edge", color=FAINT)
        axis.axhline(0, color=INK, linewidth=0.6)
        axis.set_title(NAMES[category], fontsize=9.5, color=INK, loc="left")
        mark_events(axis, labels=False)
    axes[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0f}"))
    axes[0].xaxis.set_major_formatter(FuncFormatter(lambda day, _: str(num2date(day).year)))
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, table)


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


def plot_calibration(tables: dict[str, pd.DataFrame], title: str, alt: str) -> None:
    """Share (y) against mean score (x) by band, one line a table, its bounds (low, high) as bars if it has them."""
    figure, (axis,) = new_figure()
    axis.plot([0, 1], [0, 1], color=FAINT, linewidth=0.9, linestyle=(0, (2, 3)))
    for (name, table), colour in zip(
        tables.items(), (COLOURS["employment"], COLOURS["biometric"]), strict=False
    ):
        if "low" in table:
            reach = [table["share"] - table["low"], table["high"] - table["share"]]
            axis.errorbar(table["score"], table["share"], np.maximum(reach, 0), color=colour, linewidth=1)
        axis.plot(table["score"], table["share"], "o-", color=colour, linewidth=1.6, markersize=5, label=name)
    for one in (axis.xaxis, axis.yaxis):
        one.set_major_formatter(PercentFormatter(1))
    axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="mean score", ylabel="share that speaks of collection")
    axis.legend(frameon=False, fontsize=9, loc="upper left")
    axis.set_title(title, fontsize=11, color=INK, loc="left")
    show(figure, alt, pd.concat(tables, names=["panel"]))


def plot_intervals(table: pd.DataFrame, title: str, alt: str) -> None:
    """A point with its bounds a row, the first on top; `table` has value, low, high. A line marks zero."""
    figure, (axis,) = new_figure(height=0.9 + 0.27 * len(table))
    rows = range(len(table))
    axis.hlines(rows, table["low"], table["high"], color=FAINT, linewidth=1.6)
    axis.plot(table["value"], rows, "o", color=COLOURS["employment"], markersize=5)
    axis.axvline(0, color=INK, linewidth=0.8)
    axis.set_yticks(rows, [str(name) for name in table.index])
    axis.invert_yaxis()
    axis.grid(visible=False)
    axis.set_title(title, fontsize=11, color=INK, loc="left")
    show(figure, alt, table)


def plot_look_alikes(table: pd.DataFrame, marked: list[str], title: str, alt: str) -> None:
    """Shares as shades with a tree of the rows beside: which are most alike (cosine, average linkage)."""
    figure, (tree, axis) = new_figure(1, 2, 1.8 + 0.23 * len(table), gridspec_kw={"width_ratios": [1, 4]})
    joined = linkage(table.to_numpy(), "average", metric="cosine")
    drawn = dendrogram(joined, ax=tree, orientation="left", color_threshold=0, above_threshold_color=FAINT)
    rows = table.iloc[drawn["leaves"]]
    tree.set(xticks=[], yticks=[])
    tree.grid(visible=False)
    axis.imshow(100 * rows, cmap="Blues", aspect="auto", vmin=0, origin="lower")
    axis.grid(visible=False)
    axis.set_xticks(range(table.shape[1]), table.columns, rotation=90, fontsize=8)
    axis.set_yticks(range(len(rows)), rows.index, fontsize=8)
    for label in axis.get_yticklabels():
        label.set_fontweight("bold" if label.get_text() in marked else "normal")
    for (row, column), value in np.ndenumerate(100 * rows.to_numpy()):
        colour = "white" if value > 60 * rows.to_numpy().max() else INK
        axis.text(
            column,
            row,
            f"{value:.0f}" if value >= 0.5 else "",
            ha="center",
            va="center",
            fontsize=6.5,
            color=colour,
        )
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, table)


def plot_changes(tables: dict[str, pd.DataFrame], title: str, alt: str) -> None:
    """Changes with their intervals, one panel a key: rows of `change_between`, a line at no change."""
    figure, axes = new_figure(1, len(tables), 1.2 + 0.25 * len(next(iter(tables.values()))), sharey=True)
    for axis, (name, table) in zip(axes, tables.items(), strict=True):
        clear = (table["low"] > 0) | (table["high"] < 0)
        for place, (row, certain) in enumerate(zip(table.itertuples(), clear, strict=True)):
            colour = COLOURS["employment"] if certain else FAINT
            axis.plot([100 * row.low, 100 * row.high], [place, place], color=colour, linewidth=1.6)
            axis.plot(100 * row.change, place, "o", color=colour, markersize=5)
        axis.axvline(0, color=INK, linewidth=0.8)
        axis.set_yticks(range(len(table)), table.index, fontsize=8.5)
        axis.set_title(name, fontsize=9.5, color=INK, loc="left")
    axes[0].invert_yaxis()
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    show(figure, alt, pd.concat(tables, names=["panel"]))


def plot_map(places: np.ndarray, labels: np.ndarray, names: pd.Series, title: str, alt: str) -> None:
    """Points in two dimensions, each cluster with its name at its median; six tones repeat, names decide."""
    figure, (axis,) = new_figure(height=7.5)
    tones = [COLOURS[c] for c in ("employment", "ai_training", "biometric", "health", "location", "contacts")]
    for number, name in names.items():
        mine = places[labels == number]
        tone = tones[number % len(tones)]
        axis.scatter(*mine.T, s=5, color=tone, alpha=0.45, linewidths=0)
        middle = np.median(mine, axis=0)
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": tone, "alpha": 0.85}
        axis.text(*middle, name, fontsize=7.5, ha="center", va="center", color=INK, bbox=box)
    axis.set(xticks=[], yticks=[])
    axis.grid(visible=False)
    axis.set_title(title, fontsize=11, color=INK, loc="left")
    show(figure, alt)


def _finish(axis, title: str, unit: str) -> None:
    axis.set_ylim(bottom=0)
    axis.set_title(
        title if unit == "share" else f"{title}, {unit}", fontsize=11, color=INK, loc="left", pad=24
    )
    if unit == "share":
        axis.yaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10]))  # no 2.5 %, which would read 2 %
        axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


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
