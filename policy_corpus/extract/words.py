"""From clauses to token counts: content words, and multiword terms found by NLTK's collocation measures.

A small corpus also counts the words and terms of the published one, however seldom it has them.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial, reduce
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyphen
from scipy import sparse

from policy_corpus.extract.kept import file_of, kept
from policy_corpus.extract.made_by import made_by

RARE = 3  # clauses; a word in fewer has no row in the token table, unless the published corpus has it
COLLOCATION_CLAUSES = 25  # a multiword term stands in at least so many distinct clauses …
COMPANIES = 3  # … of so many companies at least, so that one page's prices or menus make none …
COLLOCATION_PMI = 4.0  # … and its words meet 2^4 times as often as by chance (pointwise mutual information)
COLLOCATIONS = {2: 2000, 3: 500}  # at most so many of each length, by NLTK's likelihood ratio


@dataclass
class Words:
    """Token counts of clauses in compressed rows, the vocabulary, and each clause's size.

    Row i of the counts is `tokens[starts[i]:starts[i+1]]` with `counts` beside it. A token indexes `vocabulary`;
    its `kind` is word, multiword, stop or rare (the last two have no counts; numbers are left out), its `clauses`
    how many clauses it stands in. `words`, `letters` and `syllables` are per clause, of all its words.
    """

    vocabulary: list[str]
    kind: list[str]
    clauses: np.ndarray
    starts: np.ndarray
    tokens: np.ndarray
    counts: np.ndarray
    words: np.ndarray
    letters: np.ndarray
    syllables: np.ndarray


def count_words(
    keys: Iterable[str], companies: np.ndarray, executor: Executor, folder: Path, known: Iterable[str] = ()
) -> Words:
    """Count the words of clauses given as their words joined by spaces (`identity.clause_key`), which are not kept.

    `companies[i]` numbers the company that clause i is taken for, one where several say it. Syllables are counted
    on the executor meanwhile, and kept in a folder. `known` are words and multiword terms that are counted however
    few clauses have them.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # late, as in collection.py

    ids: defaultdict[str, int] = defaultdict()
    ids.default_factory = ids.__len__  # numbers words as they are met
    numbers, sizes = array("i"), array("i")
    for key in keys:
        words = key.split(" ")
        numbers.extend(map(ids.__getitem__, words))
        sizes.append(len(words))
    lengths = np.array(sizes, np.int32)
    forms = sorted(ids, key=lambda form: (not form.replace("'", "").isalpha(), form))
    syllables = executor.submit(_syllables, forms, folder)
    order = np.empty(len(ids), np.int32)  # alphabetical numbers, whatever the order of the clauses
    order[[ids[form] for form in forms]] = np.arange(len(ids), dtype=np.int32)
    flat = order[np.array(numbers, np.int32)]
    del numbers  # as large as all that follows: a number for each word
    clause = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)  # of each word
    starts = np.concatenate([[0], np.cumsum(lengths)])
    counts = sparse.csr_array(  # a copy, for what is summed is summed in place
        (np.ones(len(flat), np.int32), flat, starts), (len(lengths), len(forms)), copy=True
    )
    counts.sum_duplicates()
    frequency = np.bincount(counts.indices, minlength=len(forms))

    # What has a digit comes last and is no word.
    size = sum(form.replace("'", "").isalpha() for form in forms)
    stop = np.array(
        [form in ENGLISH_STOP_WORDS or len(form) < 2 or i >= size for i, form in enumerate(forms)], bool
    )
    known = set(known)
    seldom = [frequency[i] < RARE and forms[i] not in known for i in range(size)]
    kind = ["stop" if stop[i] else "rare" if seldom[i] else "word" for i in range(size)]
    single = _only(counts, np.array(kind) == "word")
    del counts
    found = dict(_collocations(clause, flat, frequency, stop, forms, companies))
    found |= _occurrences(clause, flat, forms, (term for term in known if " " in term))
    found = sorted(found.items())
    terms = _incidence([where for _, where in found], len(lengths))
    tokens = sparse.hstack([single, terms], format="csr")
    letters = np.array([len(form) for form in forms], np.int32)
    return Words(
        forms[:size] + [name for name, _ in found],
        kind + ["multiword"] * len(found),
        np.concatenate([frequency[:size], np.bincount(terms.indices, minlength=len(found))]).astype(np.int32),
        tokens.indptr.astype(np.int32),
        tokens.indices.astype(np.int32),
        np.minimum(tokens.data, 255).astype(np.uint8),
        lengths.astype(np.int32),
        np.add.reduceat(letters[flat], starts[:-1]).astype(np.int32),
        np.add.reduceat(syllables.result()[flat], starts[:-1]).astype(np.int32),
    )


def _incidence(places: list[np.ndarray], rows: int) -> sparse.csr_array:
    """Rows × terms: how often each term stands in each row, from the rows of its occurrences."""
    column = np.repeat(np.arange(len(places)), [len(where) for where in places])
    row = np.concatenate([*places, np.empty(0, np.int64)])
    return sparse.coo_array((np.ones(len(row), np.int32), (row, column)), (rows, len(places))).tocsr()


def _only(counts: sparse.csr_array, columns: np.ndarray) -> sparse.csr_array:
    """The counts in the chosen of the first columns, numbered as before."""
    chosen = np.zeros(counts.shape[1], bool)
    chosen[: len(columns)] = columns
    kept = chosen[counts.indices]
    starts = np.concatenate([[0], np.cumsum(kept)])[counts.indptr]
    return sparse.csr_array(
        (counts.data[kept], counts.indices[kept], starts), (counts.shape[0], len(columns))
    )


def _distinct(values) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values, ascending, and how often each stands; `values` are sorted in place.

    `np.unique` hashes, which is slower here, and takes twice the memory.
    """
    values.sort()
    first = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    return values[starts], np.diff(starts, append=len(values))


def _collocations(clause, flat, frequency, stop, forms, companies) -> list[tuple[str, np.ndarray]]:
    """Multiword terms with the clause of each occurrence, alphabetical.

    Pairs of content words first; then pairs of such a term and the word after it, by the same measures.
    Counts are of distinct clauses, so that a sentence that many policies share counts once.
    """
    size, total = len(forms), int(clause[-1]) + 1 if len(clause) else 0
    content = ~stop & (frequency >= COLLOCATION_CLAUSES)
    at = np.flatnonzero((clause[:-1] == clause[1:]) & content[flat[:-1]] & content[flat[1:]])
    pairs = flat[at].astype(np.int64) * size + flat[at + 1]
    together = _clauses_with(clause[at], pairs, companies)
    chosen = _strongest(
        together, lambda pair: frequency[pair // size], lambda pair: frequency[pair % size], total, 2
    )
    places = {(pair // size, pair % size): where for pair, where in _places(at, pairs, chosen)}

    at = at[np.isin(pairs, chosen)]
    at = at[(at + 2 < len(flat))]
    at = at[(clause[at] == clause[np.minimum(at + 2, len(flat) - 1)]) & content[flat[at + 2]]]
    triples = (flat[at].astype(np.int64) * size + flat[at + 1]) * size + flat[at + 2]
    chosen = _strongest(
        _clauses_with(clause[at], triples, companies),
        lambda triple: together[triple // size],
        lambda triple: frequency[triple % size],
        total,
        3,
    )
    places |= {(t // size**2, t // size % size, t % size): where for t, where in _places(at, triples, chosen)}
    named = [(" ".join(forms[w] for w in term), clause[where]) for term, where in places.items()]
    named.sort(key=lambda term: term[0])
    return named


def _occurrences(clause, flat, forms, terms: Iterable[str]) -> Iterator[tuple[str, np.ndarray]]:
    """Those of the terms that stand in some clause, with the clause of each occurrence."""
    number = {form: i for i, form in enumerate(forms)}
    wanted: defaultdict[int, dict[int, str]] = defaultdict(dict)  # words a term has → its code → the term
    for term in terms:
        words = term.split(" ")
        if all(word in number for word in words):
            wanted[len(words)][_code([number[word] for word in words], len(forms))] = term
    for length, named in wanted.items():
        at = np.flatnonzero(clause[: len(clause) - length + 1] == clause[length - 1 :])
        codes = _code([flat[at + i].astype(np.int64) for i in range(length)], len(forms))
        met = np.isin(codes, list(named))
        for code, where in _places(at[met], codes[met], np.unique(codes[met])):
            yield named[code], clause[where]


def _code(words: list, size: int):
    """One number for some words in a row, given by theirs, of which there are `size`."""
    return reduce(lambda code, word: code * size + word, words)


def _clauses_with(clause, terms, companies) -> dict[int, int]:
    """In how many clauses each term stands, for terms in enough of them, of enough companies."""
    order = np.lexsort((clause, terms))
    terms, clause = terms[order], clause[order]
    first = np.ones(len(terms), bool)
    first[1:] = (terms[1:] != terms[:-1]) | (clause[1:] != clause[:-1])
    terms, clause = terms[first], clause[first]
    found, counts = _distinct(terms.copy())
    often = counts >= COLLOCATION_CLAUSES
    many = np.repeat(often, counts)  # of the terms, still in order
    number = int(companies.max(initial=0)) + 1
    pairs, _ = _distinct(np.repeat(np.flatnonzero(often), counts[often]) * number + companies[clause[many]])
    often &= np.bincount(pairs // number, minlength=len(found)) >= COMPANIES
    return dict(zip(found[often].tolist(), counts[often].tolist(), strict=True))


def _places(at, terms, chosen):
    """Each chosen term with where it stands."""
    order = np.argsort(terms, kind="stable")
    starts = np.searchsorted(terms[order], chosen)
    ends = np.searchsorted(terms[order], chosen, side="right")
    for term, start, end in zip(chosen, starts, ends, strict=True):
        yield term, at[order[start:end]]


def _strongest(together, left, right, total, length) -> list[int]:
    """The terms whose parts belong together by NLTK's measures, ascending."""
    from nltk.metrics.association import BigramAssocMeasures  # late, as in text.py

    scored = []
    for term, n in together.items():
        marginals = (n, (int(left(term)), int(right(term))), total)
        if BigramAssocMeasures.pmi(*marginals) >= COLLOCATION_PMI:
            scored.append((-BigramAssocMeasures.likelihood_ratio(*marginals), term))
    return sorted(term for _, term in sorted(scored)[: COLLOCATIONS[length]])


def _syllables(forms: list[str], folder: Path) -> np.ndarray:
    """Syllables of each word; kept in a folder by the words' first letter, so that a new word costs little."""
    groups = [list(group) for _, group in groupby(forms, key=itemgetter(0))]
    tables = [
        kept(file_of(folder, made_by(__name__), group), partial(_hyphenated, group)) for group in groups
    ]
    return np.concatenate([*(table["syllables"].to_numpy() for (table,) in tables), ()]).astype(np.int32)


def _hyphenated(forms: list[str]) -> list[pa.Table]:
    """Syllables by Pyphen's hyphenation, one at least."""
    hyphens = pyphen.Pyphen(lang="en_US")
    return [pa.table({"syllables": [len(hyphens.positions(form)) + 1 for form in forms]})]
