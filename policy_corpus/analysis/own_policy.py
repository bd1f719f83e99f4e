"""The text of anyone's policy → its clauses in reading order, labelled as the archived ones are, with what decided.

Nothing is kept.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from policy_corpus.analysis.select import categories_in
from policy_corpus.analysis.time_limit import limited
from policy_corpus.categories import NAMES
from policy_corpus.errors import CorpusError
from policy_corpus.extract.identity import words_of
from policy_corpus.extract.labelling import labeller
from policy_corpus.extract.reading import Reader
from policy_corpus.extract.stance import RULES, STRONGEST_FIRST
from policy_corpus.extract.stance_model import MODEL
from policy_corpus.extract.text import Cutter
from policy_corpus.paths import DATA

# Names of clusters with their telling terms; without it, no clusters are shown.
CLUSTERS = DATA / "clusters.csv"
TELLING = 2  # of a cluster's terms, which a clause must have to be counted to it
PLACE = ["section", "lead_in", "clause"]  # where a clause stands, and its words
REASONS = {rule.name: rule.reason for rule in RULES} | {
    MODEL: "No rule says what is done with the data; the trained model decided by the clause's words."
}
MOST_CLAUSES = 5_000  # half as many again as the longest archived policy has


@dataclass(frozen=True)
class OwnPolicy:
    """A policy of one's own: its text, and its clauses.

    `clauses` are the distinct ones, as the tables count them (`clauses_of`); `reading` has a row for each clause as
    it stands, repeats included: clause (row of `clauses`) and section.
    """

    text: str
    clauses: pd.DataFrame
    reading: pd.DataFrame


def read_own(text: str) -> OwnPolicy:
    """The policy of a text. CorpusError where the text is not English, or has more clauses than any policy."""
    with ThreadPoolExecutor(1) as thread:
        ready = thread.submit(labeller, DATA)  # seconds of another processor, while the text is cut
        with limited("the policy"):
            reader = Reader(Cutter(sections_by_path=True, whole_leads=True))
            reading = reader.read(text.encode(), "markdown")
            cut = reader.cutter
            rows, sections = cut.cut(text.encode())
        ready.result()
    if reading.language not in ("en", "un"):
        raise CorpusError(
            f"the policy: seems to be in another language ({reading.language}); English is read only"
        )
    names = list(cut.sections)
    _, first, place = np.unique(rows, return_index=True, return_inverse=True)
    if len(first) > MOST_CLAUSES:
        raise CorpusError(
            f"the policy: has {len(first):,} clauses, and {MOST_CLAUSES:,} are read at most; give a part of it"
        )
    rank = np.argsort(np.argsort(first, kind="stable"), kind="stable")  # the distinct ones, in reading order
    pairs = [cut.pairs[row] for row in rows[np.sort(first)]]
    clauses = pd.DataFrame(
        {
            "section": [names[number] for number in sections[np.sort(first)]],
            "clause": [cut.texts[clause] for clause, _ in pairs],
            "lead_in": [cut.texts[lead] if lead >= 0 else "" for _, lead in pairs],
        }
    )
    as_it_stands = pd.DataFrame({"clause": rank[place], "section": [names[number] for number in sections]})
    return OwnPolicy(text, labelled(clauses), as_it_stands)


def clauses_of(text: str) -> pd.DataFrame:
    """The distinct clauses of a policy in reading order, labelled as the archived ones are.

    Columns: section, clause and lead_in (text, "" for none), words (count), those of `Lexicon.label_all` with why,
    collection_score (0–1), collection (yes or no), cluster (name, "" for none; only where data/clusters.csv is
    there). CorpusError where the text is not English.
    """
    return read_own(text).clauses


def labelled(clauses: pd.DataFrame) -> pd.DataFrame:
    """Clauses (columns section, clause, lead_in) with the further columns of `clauses_of`."""
    lexicon, classifier = labeller(DATA)
    texts, lead_ins = list(clauses["clause"]), list(clauses["lead_in"])
    labels = lexicon.label_all(texts, lead_ins, why=True)
    scores = classifier.scores(texts, lead_ins)
    table = clauses.assign(words=[len(words_of(text)) for text in texts]).join(labels)
    table = table.assign(collection_score=scores, collection=scores >= classifier.threshold)
    if CLUSTERS.is_file():
        clusters = clusters_of(table["clause"], pd.read_csv(CLUSTERS, dtype=str))
        table["cluster"] = clusters.where(table["collection"], "")
    return table


def clusters_of(clauses: pd.Series, names: pd.DataFrame) -> pd.Series:
    """The cluster whose telling terms each clause has most of, "" where it has fewer than two of any.

    `names` has columns name and terms (joined by commas). An approximation: the clusters of the notebooks are
    made of vectors, and a clause that no archive holds has none.
    """
    from nltk.stem.snowball import SnowballStemmer  # late: NLTK takes a second to load

    stem = SnowballStemmer("english").stem
    telling = [[{stem(w) for w in term.split()} for term in terms.split(", ")] for terms in names["terms"]]

    def best(clause: str) -> str:
        held = {stem(word) for word in words_of(clause)}
        counts = [sum(term <= held for term in terms) for terms in telling]
        return names["name"].iloc[int(np.argmax(counts))] if max(counts) >= TELLING else ""

    return clauses.map(best)


# ---------------------------------------------------------------- counted, and one by one


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


def verdicts(clauses: pd.DataFrame) -> pd.DataFrame:
    """One row per clause and category that it is about, in reading order, and why.

    Columns: number (row of `clauses`), category, stance, term (the lexicon's that matched), rule (that decided, or
    model), cue ("" where the rule needs none), reason (what the rule goes by).
    """
    found = []
    for category in categories_in(clauses):
        own = clauses[clauses[f"{category}_about"] == 1]
        why = own[[f"{category}_why_{part}" for part in ("term", "rule", "cue")]].set_axis(
            ["term", "rule", "cue"], axis=1
        )
        found.append(why.assign(number=own.index, category=category, stance=own[f"{category}_stance"]))
    table = pd.concat(found).sort_values("number", kind="stable", ignore_index=True)
    table["reason"] = table["rule"].map(REASONS).fillna("")
    return table[["number", "category", "stance", "term", "rule", "cue", "reason"]]


def in_words(verdict) -> str:
    """A row of `verdicts` on a line.

    >>> from types import SimpleNamespace
    >>> row = SimpleNamespace(category="cookies", stance="denies", term="cookie*", rule="denied before", cue="<not>")
    >>> in_words(row)
    'Cookies denies: term "cookie*", rule "denied before", cue "<not>"'
    """
    decided = "the trained model" if verdict.rule == MODEL else f'rule "{verdict.rule}"'
    parts = [f'term "{verdict.term}"', decided, *([f'cue "{verdict.cue}"'] if verdict.cue else [])]
    name = NAMES.get(verdict.category, verdict.category)
    return f"{name} {verdict.stance}: {', '.join(parts)}"


def clause_by_clause(policy: OwnPolicy) -> pd.DataFrame:
    """One row per clause as it stands: section, lead_in, clause, the columns of `label --why`, and why in words.

    A clause that stands twice in one section has one row.
    """
    table = policy.clauses.iloc[policy.reading["clause"]].assign(section=policy.reading["section"].to_numpy())
    told = verdicts(policy.clauses)
    why = told.apply(in_words, axis=1).groupby(told["number"]).agg("; ".join) if len(told) else {}
    table["why"] = [why.get(number, "") for number in table.index]
    table = table.drop_duplicates(PLACE).astype({"collection": int})
    labels = [
        c for c in table if c not in {*PLACE, "words", "cluster", "collection", "collection_score", "why"}
    ]
    return table[[*PLACE, *labels, "collection", "collection_score", "why"]].reset_index(drop=True)
