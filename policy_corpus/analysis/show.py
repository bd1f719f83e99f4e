"""The text of anyone's policy → its clauses, their labels, and where it stands among the archived policies.

The clauses are cut, labelled and scored as the archived ones are, and compared with the tables. Nothing is kept.
"""

import numpy as np
import pandas as pd
from nltk.stem.snowball import SnowballStemmer
from scipy import sparse

from policy_corpus.analysis.corpus import load_term_matrix
from policy_corpus.analysis.read_policy import read_policy
from policy_corpus.analysis.select import categories_in, check_categories
from policy_corpus.errors import CorpusError, check_known
from policy_corpus.extract.identity import words_of
from policy_corpus.extract.labelling import labeller
from policy_corpus.extract.reading import Reader
from policy_corpus.extract.stance import STRONGEST_FIRST
from policy_corpus.extract.text import Cutter
from policy_corpus.paths import DATA
from policy_corpus.similarity import jaccard_of
from policy_corpus.story import LATEST
from policy_corpus.tables import read_table

CLUSTERS = (
    DATA / "clusters.csv"
)  # names of clusters with their telling terms; without it, no clusters are shown
FEWEST_WORDS = 4  # content words; what is shorter is alike by chance
ALIKE = 0.5  # of the content words that either clause has, from which two clauses count as alike
TELLING = 2  # of a cluster's terms, which a clause must have to be counted to it


# ---------------------------------------------------------------- from text to clauses


def clauses_of(text: str) -> pd.DataFrame:
    """The distinct clauses of a policy in reading order, labelled as the archived ones are.

    Columns: section, clause and lead_in (text, "" for none), words (count), CATEGORY_about (0 or 1) and
    CATEGORY_stance, employment_whose, collection_score (0–1), collection (yes or no), cluster (name, "" for none;
    only where data/clusters.csv is there). CorpusError where the text is not English.
    """
    reader = Reader(Cutter(sections_by_path=True))
    reading = reader.read(text.encode(), "markdown")
    if reading.language not in ("en", "un"):
        raise CorpusError(
            f"the policy: seems to be in another language ({reading.language}); English is read only"
        )
    cut = reader.cutter
    rows, sections = cut.cut(text.encode())
    first = np.sort(np.unique(rows, return_index=True)[1])  # the distinct ones, in reading order
    pairs = [cut.pairs[row] for row in rows[first]]
    names = list(cut.sections)
    table = pd.DataFrame(
        {
            "section": [names[number] for number in sections[first]],
            "clause": [cut.texts[clause] for clause, _ in pairs],
            "lead_in": [cut.texts[lead] if lead >= 0 else "" for _, lead in pairs],
        }
    )
    table["words"] = [len(words_of(clause)) for clause in table["clause"]]
    lexicon, classifier = labeller(DATA)
    labels = lexicon.label_all(table["clause"], table["lead_in"])
    scores = classifier.scores(list(table["clause"]), list(table["lead_in"]))
    table = table.join(labels).assign(collection_score=scores, collection=scores >= classifier.threshold)
    if CLUSTERS.is_file():
        clusters = clusters_of(table["clause"], pd.read_csv(CLUSTERS, dtype=str))
        table["cluster"] = clusters.where(table["collection"], "")
    return table


def clusters_of(clauses: pd.Series, names: pd.DataFrame) -> pd.Series:
    """The cluster whose telling terms each clause has most of, "" where it has fewer than two of any.

    `names` has columns name and terms (joined by commas). An approximation: the clusters of the notebooks are
    made of vectors, and a clause that no archive holds has none.
    """
    stem = SnowballStemmer("english").stem
    telling = [[{stem(w) for w in term.split()} for term in terms.split(", ")] for terms in names["terms"]]

    def best(clause: str) -> str:
        held = {stem(word) for word in words_of(clause)}
        counts = [sum(term <= held for term in terms) for terms in telling]
        return names["name"].iloc[int(np.argmax(counts))] if max(counts) >= TELLING else ""

    return clauses.map(best)


# ---------------------------------------------------------------- beside the archived policies


def most_similar(clauses: pd.Series) -> pd.DataFrame:
    """The archived clause most like each: columns like (row of the clauses table) and similarity (0–1, or NaN).

    Similarity is Jaccard's, of distinct content words; a word that is not in the vocabulary makes a clause less like
    all others. NaN where a clause has fewer than four content words.
    """
    counts, vocabulary = load_term_matrix()
    is_word = (vocabulary["kind"] == "word").to_numpy()
    left_out = set(vocabulary.loc[vocabulary["kind"] == "stop", "token"])
    number = dict(zip(vocabulary["token"][is_word], np.flatnonzero(is_word), strict=True))
    archived = (counts > 0).astype(np.float32) @ sparse.diags(is_word.astype(np.float32))
    sizes = np.asarray(archived.sum(axis=1)).ravel()

    own = [{w for w in words_of(clause) if w.isalpha() and len(w) > 1} - left_out for clause in clauses]
    rows = np.repeat(np.arange(len(own)), [sum(w in number for w in words) for words in own])
    columns = [number[w] for words in own for w in sorted(words) if w in number]
    cells = (np.ones(len(rows), np.float32), (rows, np.array(columns, int)))
    shared = (sparse.csr_matrix(cells, shape=(len(own), len(vocabulary))) @ archived.T).tocsr()
    found = []
    for place, words in enumerate(own):
        hits = shared[place]
        if len(words) < FEWEST_WORDS or not hits.nnz:
            found.append((-1, np.nan if len(words) < FEWEST_WORDS else 0.0))
            continue
        similarity = jaccard_of(hits.data, len(words), sizes[hits.indices])
        best = np.lexsort((hits.indices, -similarity))[0]
        found.append((int(hits.indices[best]), round(float(similarity[best]), 3)))
    return pd.DataFrame(found, columns=["like", "similarity"], index=clauses.index)


def sectors() -> list[str]:
    """The sectors of the corpus."""
    return sorted(read_table("documents").to_pandas()["sector"].unique())


def standing(clauses: pd.DataFrame, sector: str = "", day: str = LATEST) -> pd.DataFrame:
    """Where a policy stands among the main policies in force on a day, of one sector or ("") of all.

    One row per category: clauses (of the policy, that collect), per_1000 (of its clauses), companies (compared
    with), share (of these that have such a clause, 0–1), median_per_1000 (over all of them), more_than (companies
    with fewer such clauses per 1,000). CorpusError for a sector, or a category of the
    policy's labels, that the corpus does not have.
    """
    documents = read_table("documents").to_pandas()
    check_known("sector", [sector] if sector else [], sectors())
    documents = documents[documents["main"] & ((documents["sector"] == sector) if sector else True)]
    presence = read_table("presence").to_pandas()
    day = pd.Timestamp(day).date()
    in_force = presence[presence["document"].isin(documents["document"])]
    in_force = in_force[(in_force["from"] <= day) & (in_force["until"] > day)]
    in_force = in_force.drop_duplicates(["document", "clause"])
    labels = read_table("clauses").to_pandas()
    check_categories(categories_in(clauses), labels)
    totals = in_force.groupby("document", observed=True).size()
    rows = []
    for category in categories_in(clauses):
        own = int((clauses[f"{category}_stance"] == "collects").sum())
        collects = in_force["clause"].map(labels[f"{category}_stance"] == "collects")
        theirs = 1000 * collects.groupby(in_force["document"], observed=True).sum() / totals
        mine = 1000 * own / max(len(clauses), 1)
        share, median, fewer = (theirs > 0).mean(), theirs.median(), int((theirs < mine).sum())
        rows.append((category, own, round(mine, 1), len(theirs), round(share, 3), round(median, 1), fewer))
    names = ["category", "clauses", "per_1000", "companies", "share", "median_per_1000", "more_than"]
    return pd.DataFrame(rows, columns=names).set_index("category")


# ---------------------------------------------------------------- as text


def by_label(clauses: pd.DataFrame) -> pd.DataFrame:
    """Clauses by category (rows, those the policy speaks of) and stance (columns), counted."""
    about = {c: clauses.loc[clauses[f"{c}_about"] == 1, f"{c}_stance"] for c in categories_in(clauses)}
    counts = {category: stances.value_counts() for category, stances in about.items()}
    table = pd.DataFrame(counts).T.reindex(columns=[*STRONGEST_FIRST]).fillna(0).astype(int)
    return table[table.sum(axis=1) > 0].rename_axis(index="category", columns=None)


def by_section(clauses: pd.DataFrame) -> pd.DataFrame:
    """Clauses by section, in reading order: all, those on data collection, and those that collect by category."""
    collecting = [c for c in clauses if c.endswith("_stance") and (clauses[c] == "collects").any()]
    table = clauses[["section"]].assign(clauses=1, collection=clauses["collection"].astype(int))
    for column in collecting:
        table[column.removesuffix("_stance")] = (clauses[column] == "collects").astype(int)
    return table.groupby("section", sort=False).sum()


def show(source: str, sector: str = "") -> str:
    """What the command prints of a policy."""
    clauses = clauses_of(read_policy(source))
    beside = most_similar(clauses["clause"])
    new = clauses[beside["similarity"] < ALIKE]
    judged = int(beside["similarity"].notna().sum())
    share = clauses["collection"].mean()
    name = "standard input" if source == "-" else source
    among = f"sector {sector}" if sector else "all sectors"
    size = f"{len(clauses):,} distinct clauses, {clauses['words'].sum():,} words"
    tables = {
        f"{name}: {size}, {100 * share:.0f} % on data collection. By label:": by_label(clauses),
        "By section:": by_section(clauses),
        f"Beside the policies in force on {LATEST}, {among} (a company counts once; jurisdictions are mixed):": (
            standing(clauses, sector)
        ),
    }
    if "cluster" in clauses:
        tables["By cluster:"] = clauses.loc[clauses["cluster"] != "", "cluster"].value_counts().to_frame()
    parts = [f"{head}\n{'none' if table.empty else table.to_string()}" for head, table in tables.items()]
    head = f"Without a like in the archives, {len(new)} of {judged} clauses with {FEWEST_WORDS} content words or more:"
    lines = [f"  {row.section}  {_short(row.clause)}" for row in new.itertuples()]
    return "\n\n".join([*parts, "\n".join([head, *lines])])


def _short(text: str, most: int = 100) -> str:
    """The text on one line of a terminal; no control character reaches it."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= most else text[: most - 1] + "…"
