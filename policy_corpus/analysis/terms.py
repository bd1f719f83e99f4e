"""Term counts of the clauses → which clauses, companies and days a term has, and what is nearest."""

import numpy as np
import pandas as pd
from nltk.metrics.association import BigramAssocMeasures
from scipy import sparse

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.select import at
from policy_corpus.errors import CorpusError


def telling_words(counts: sparse.csr_matrix, vocabulary: pd.DataFrame, rows, n: int = 6) -> list[str]:
    """The rarest words of each clause, alphabetical: what may be shown of it where its text may not."""
    names, frequency = vocabulary["token"].to_numpy(), vocabulary["clauses"].to_numpy()
    picked = [counts[row].indices for row in rows]
    return [", ".join(sorted(names[sorted(tokens, key=lambda t: frequency[t])[:n]])) for tokens in picked]


def nearest_clauses(weights: sparse.csr_matrix, row: int, n: int = 5) -> pd.Series:
    """Cosine similarity of the n clauses nearest to a clause, itself left out."""
    cosine = (weights @ weights[row].T).toarray().ravel()
    cosine[row] = -1
    nearest = np.argsort(-cosine, kind="stable")[:n]
    return pd.Series(cosine[nearest], index=nearest, name="cosine")


def nearest_of_each(weights: sparse.csr_matrix, rows) -> pd.DataFrame:
    """Each row's nearest clause that is not worded the same: columns nearest and cosine, index the rows."""
    cosine = (weights[rows] @ weights.T).tocsr()
    cosine.data[cosine.data > 1 - 1e-5] = 0
    nearest = np.asarray(cosine.argmax(axis=1)).ravel()
    return pd.DataFrame({"nearest": nearest, "cosine": cosine.max(axis=1).toarray().ravel()}, index=rows)


def nearest_elsewhere(weights: sparse.csr_matrix, rows, owner: pd.Series) -> pd.DataFrame:
    """As `nearest_of_each`, among the clauses of other owners; `owner` has one value a clause."""
    turned, owners, best = weights.T.tocsr(), pd.factorize(owner)[0], []
    for row in rows:
        cosine = (weights[[row]] @ turned).toarray().ravel()
        cosine[(owners == owners[row]) | (cosine > 1 - 1e-5)] = 0
        best.append((cosine.argmax(), cosine.max()))
    return pd.DataFrame(best, index=rows, columns=["nearest", "cosine"])


def same_category(weights, samples: dict, about: dict, owner: pd.Series | None = None) -> dict[str, float]:
    """By category, the share of its sample whose nearest clause (of another owner, if given) is about it."""
    nearest = {
        c: nearest_of_each(weights, rows) if owner is None else nearest_elsewhere(weights, rows, owner)
        for c, rows in samples.items()
    }
    return {c: float(found["nearest"].isin(about[c]).mean()) for c, found in nearest.items()}


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


def words_on_days(
    corpus: Corpus, counts: sparse.csr_matrix, vocabulary: pd.DataFrame, spans: pd.DataFrame, days
) -> tuple[pd.DataFrame, int]:
    """The share of companies (0–1) whose clauses in force on each day have each word: words × days' years.

    Among the companies with a span on each of the days, whose number comes second.
    """
    users = {day.year: companies_with(corpus, counts, at(spans, day)) for day in days}
    steady = sorted(set.intersection(*(set(table.index) for table in users.values())))
    table = pd.DataFrame({year: used.loc[steady].mean() for year, used in users.items()})
    words = (vocabulary["kind"] == "word").to_numpy()
    return table[words].set_axis(vocabulary.loc[words, "token"]), len(steady)


def moved_most(shares: pd.DataFrame, rose: int, fell: int) -> pd.DataFrame:
    """The rows of `words_on_days` that rose most, and then those that fell most, from the first day to the last."""
    change = (shares.iloc[:, -1] - shares.iloc[:, 0]).sort_values(ascending=False, kind="stable").index
    return shares.loc[[*change[:rose], *change[len(change) - fell :]]]


def kinds_of_entries(vocabulary: pd.DataFrame) -> pd.DataFrame:
    """By kind of entry of the vocabulary: entries, rows filled (share, 0–1), rows that the median entry is in."""
    kinds = vocabulary.groupby("kind")["clauses"].agg(["size", "sum", "median"])
    share = kinds["sum"] / kinds["sum"].sum()
    return pd.DataFrame({"entries": kinds["size"], "share of rows filled": share, "median": kinds["median"]})


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
