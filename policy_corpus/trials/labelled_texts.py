"""Labelled segments of OPP-115 and judged clauses of this corpus → terms, labels and groups to fit a classifier on."""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import GroupKFold

from policy_corpus.analysis.near_duplicates import near_duplicates
from policy_corpus.analysis.provenance import clause_texts
from policy_corpus.errors import CorpusError
from policy_corpus.extract.collection import (
    CHAIN_MARK,
    OPENING_MARK,
    OPENING_WORDS,
    SENTENCE_MARKS,
    SYNONYMS,
    words_of,
)
from policy_corpus.extract.roles import LONGEST, ROLE_OF
from policy_corpus.files import read_csv
from policy_corpus.paths import DATA
from policy_corpus.tables import read_table

LABEL = "First Party Collection/Use"
# A term stands in at least so many policies or corporate groups, which keeps their names out.
LEAST_GROUPS = 4
FEWEST = 25  # policies and groups on either side of which each fold of folds still has some
NEAR_COPY = 0.6  # Jaccard similarity of their words from which two clauses are kept in one fold


def parser_of_texts(name: str, doc: str) -> argparse.ArgumentParser:
    """The parser of a program of this folder that takes labelled segments and the archives."""
    parser = argparse.ArgumentParser(
        prog=f"python -m policy_corpus.trials.{name}", description=doc.split("\n\n")[0]
    )
    parser.add_argument("labelled", type=Path, metavar="LABELLED.csv", help="columns policy, segment, labels")
    parser.add_argument(
        "--archives", type=Path, metavar="DIR", help="where the judged clauses' words are read"
    )
    return parser


def read_segments(path: Path, fewest: int = FEWEST) -> pd.DataFrame:
    """Segments with columns policy, segment, labels (joined by |); CorpusError where they are of too few policies."""
    try:
        segments = pd.read_csv(path, dtype=str, encoding="utf-8", keep_default_na=False)
    except FileNotFoundError:
        raise CorpusError(f"{path}: there is no such file; name a CSV file") from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        what = " ".join(str(error).split())
        raise CorpusError(f"{path}: cannot be read as CSV in UTF-8 ({what}); save it so") from None
    missing = {"policy", "segment", "labels"} - set(segments.columns)
    if missing:
        raise CorpusError(f"{path}: no column {', '.join(sorted(missing))}; add it")
    collects = segments["labels"].str.split("|").map(lambda labels: LABEL in labels)
    if min(segments.loc[kind, "policy"].nunique() for kind in (collects, ~collects)) < fewest:
        raise CorpusError(
            f'{path}: too little to fit; {fewest} policies or more must have segments "{LABEL}", '
            f"and {fewest} or more others"
        )
    return segments


def read_clauses(archives: Path | None = None, sample: Path = DATA / "collection_sample.csv") -> pd.DataFrame:
    """The judged clauses with their words: text and lead ("" for none) beside the columns of the sample.

    Those that the published tables no longer hold, since clauses are cut in another way, are left out. CorpusError
    where the archives are not there.
    """
    header, rows = read_csv(sample)
    clauses = pd.DataFrame(rows, columns=header).astype({"weight": float, "judged": int})
    published = read_table("clauses").to_pandas()[["hash", "lead_in"]]
    kept = set(zip(published["hash"], published["lead_in"].astype(object).fillna(""), strict=True))
    pairs = zip(clauses["clause"], clauses["lead_in"], strict=True)
    clauses = clauses[[pair in kept for pair in pairs]].reset_index(drop=True)
    words = clause_texts({*clauses["clause"], *clauses["lead_in"]} - {""}, archives)
    return clauses.assign(text=clauses["clause"].map(words), lead=clauses["lead_in"].map(words).fillna(""))


@dataclass(frozen=True)
class Labelled:
    """Texts × candidate terms (how many of clause and lead-in have each), and what is known of each text.

    `own` says whether it is a clause of this corpus, `weight` how many clauses it stands for, `group` the number of
    what may not be parted by folds: a policy, or corporate groups. `names` are the terms.
    """

    terms: sparse.csr_matrix
    collects: np.ndarray
    own: np.ndarray
    weight: np.ndarray
    group: np.ndarray
    names: np.ndarray

    def rows(self, which: np.ndarray) -> "Labelled":
        """Some of the texts."""
        kept = (part[which] for part in (self.terms, self.collects, self.own, self.weight, self.group))
        return Labelled(*kept, self.names)

    def without_chains(self) -> "Labelled":
        """The same texts without the chains of parts that words play."""
        kept = ~np.char.startswith(self.names, CHAIN_MARK)
        terms = self.terms[:, np.flatnonzero(kept)]
        return Labelled(terms, self.collects, self.own, self.weight, self.group, self.names[kept])

    def folds(self, n: int) -> np.ndarray:
        """The number of each text's fold: 0 to n − 1; clauses and segments are spread over the folds by themselves."""
        fold = np.zeros(len(self.own), int)
        for kind in (self.own, ~self.own):
            rows = np.flatnonzero(kind)
            if len(rows):
                for number, (_, outside) in enumerate(GroupKFold(n).split(rows, groups=self.group[rows])):
                    fold[rows[outside]] = number
        return fold


def labelled(segments: pd.DataFrame, clauses: pd.DataFrame) -> Labelled:
    """Segments (as `read_segments` has them) above clauses (as `read_clauses` has them)."""
    texts = [*segments["segment"], *clauses["text"]]
    lead_ins = [*[""] * len(segments), *clauses["lead"]]
    vectorizer = CountVectorizer(analyzer=lambda pair: terms_of(*pair), min_df=LEAST_GROUPS, dtype=np.float64)
    terms = vectorizer.fit_transform(zip(texts, lead_ins, strict=True)).tocsr()
    policy = pd.factorize(segments["policy"], sort=True)[0]
    own = np.repeat([False, True], [len(segments), len(clauses)])
    collects = segments["labels"].str.split("|").map(lambda labels: LABEL in labels)
    return Labelled(
        terms,
        np.concatenate([collects, clauses["judged"] == 1]).astype(bool),
        own,
        np.concatenate([np.ones(len(segments)), clauses["weight"]]),
        np.concatenate([policy, policy.max() + 1 + groups_of(clauses)]),
        vectorizer.get_feature_names_out().astype(str),
    )


def groups_of(clauses: pd.DataFrame) -> np.ndarray:
    """A number for each clause, equal for those of one corporate group and for groups that have near-copies."""
    words = CountVectorizer(token_pattern="[a-z]+").fit_transform(clauses["lead"] + " " + clauses["text"])
    copies, parents = near_duplicates(words, NEAR_COPY), pd.factorize(clauses["parent"], sort=True)[0]
    n = parents.max() + 1
    links = sparse.csr_matrix(
        (np.ones(len(parents)), (parents, n + copies)), shape=2 * [n + copies.max() + 1]
    )
    return pd.factorize(connected_components(links, directed=False)[1][parents], sort=True)[0]


def terms_of(text: str, lead_in: str = "") -> Iterable[str]:
    """The distinct terms of a text and those of its lead-in, and those of what opens the lead-in, or else the text."""
    opening = [word for word in _read(lead_in or text) if word.encode() not in SENTENCE_MARKS][:OPENING_WORDS]
    opens = {OPENING_MARK + term for term in chain(opening, _pairs(opening))}
    return chain(_terms(text), _terms(lead_in), opens)


def _terms(text: str) -> set[str]:
    words = _read(text)
    parts = [ROLE_OF[word] for word in words if word in ROLE_OF]
    parts = [part for place, part in enumerate(parts) if place == 0 or part != parts[place - 1]]
    chains = chain.from_iterable(
        zip(*(parts[start:] for start in range(length)), strict=False) for length in range(1, LONGEST + 1)
    )
    return {*words, *_pairs(words), *(CHAIN_MARK + " ".join(parts) for parts in chains)}


def _read(text: str) -> list[str]:
    return [SYNONYMS.get(word, word) for word in map(bytes.decode, words_of(text))]


def _pairs(words: list[str]) -> Iterable[str]:
    return map(" ".join, pairwise(words))
