"""From a part of the tables' rows to counts of its words, and of words that meet: done by any worker.

The words of a part are kept as numbers of its own; the numbers that all parts share are in a file (`Forms`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policy_corpus.extract.clause_files import RowsPart
from policy_corpus.extract.kept import file_of, kept
from policy_corpus.extract.made_by import made_by
from policy_corpus.extract.shard_file import write_tables
from policy_corpus.extract.shards import tables_in

COMPANIES = 3  # a multiword term is said by so many companies at least; more are not told apart
MOST = 255  # times that a clause has a token, as the tables tell it


@dataclass(frozen=True)
class Forms:
    """All distinct words, of all parts, in the order of their numbers.

    `content` are those that a term may be of, `counted` those that the token table counts.
    """

    form: pa.Array
    content: np.ndarray
    counted: np.ndarray
    letters: np.ndarray
    syllables: np.ndarray

    def write(self, file: Path) -> Path:
        """Write them to a file for `forms_in`; the file."""
        write_tables(file, [pa.table(vars(self))])
        return file


@lru_cache(maxsize=1)
def forms_in(file: Path) -> Forms:
    """The words of a file, of which each build writes its own."""
    (table,) = tables_in(file)
    form, *others = (column.combine_chunks() for column in table.columns)
    return Forms(form, *(column.to_numpy(zero_copy_only=False) for column in others))


def form_counts(part: RowsPart, folder: Path) -> pa.Table:
    """In how many of a part's clauses each of its words stands; the words are kept in a folder."""
    forms, word, clause = _words_of(part, folder)
    pairs, _ = _distinct(clause * len(forms) + word)
    return pa.table({"form": forms, "clauses": np.bincount(pairs % max(len(forms), 1), minlength=len(forms))})


def _words_of(part: RowsPart, folder: Path) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """The distinct words of a part's clauses; of all words, one after another, the number among these, the clause."""
    file = file_of(folder, made_by(__name__), part.rows.clauses.tolist())
    forms, words, sizes = kept(file, lambda: _numbered(part.clause_keys()))
    clause = np.repeat(np.arange(len(part.rows)), sizes["size"])
    return forms["form"].combine_chunks(), words["word"].to_numpy(), clause


def _numbered(keys: list[str]) -> list[pa.Table]:
    words = pc.split_pattern(pa.array(keys, pa.string()), " ")
    coded = words.flatten().dictionary_encode()
    return [
        pa.table({"form": coded.dictionary}),
        pa.table({"word": coded.indices}),
        pa.table({"size": words.value_lengths()}),
    ]


@dataclass(frozen=True)
class Text:
    """The words of a part's clauses, one after another, by their numbers in `forms`; and the clause of each."""

    forms: Forms
    word: np.ndarray
    clause: np.ndarray

    @classmethod
    def of(cls, part: RowsPart, forms: Path, folder: Path) -> "Text":
        """The words of a part, given the file of all."""
        own, word, clause = _words_of(part, folder)
        numbers = pc.index_in(own, forms_in(forms).form).to_numpy().astype(np.int64)
        return cls(forms_in(forms), numbers[word], clause)

    def code(self, at: np.ndarray, length: int) -> np.ndarray:
        """One number for the words in a row that begin at each place."""
        return code([self.word[at + i] for i in range(length)], len(self.forms.form))

    def runs(self, length: int) -> np.ndarray:
        """The places at which so many words in a row begin in one clause."""
        return np.flatnonzero(self.clause[: len(self.clause) - length + 1] == self.clause[length - 1 :])

    def content_runs(self, length: int) -> np.ndarray:
        """Those of them whose words all may be of a term."""
        at = self.runs(length)
        return at[np.logical_and.reduce([self.forms.content[self.word[at + i]] for i in range(length)])]

    def occurrences(self, terms: Sequence[tuple[int, ...]]) -> tuple[np.ndarray, np.ndarray]:
        """Where terms stand, given as the numbers of their words: a term's place among them, and the clause."""
        found = [(np.empty(0, np.int64), np.empty(0, np.int64))]
        for length in sorted({len(term) for term in terms}):
            places = [place for place, term in enumerate(terms) if len(term) == length]
            codes = np.array([code(terms[place], len(self.forms.form)) for place in places])
            order = np.argsort(codes, kind="stable")
            at = self.runs(length)
            at_codes = self.code(at, length)
            near = order[np.minimum(np.searchsorted(codes, at_codes, sorter=order), len(codes) - 1)]
            met = codes[near] == at_codes
            found.append((np.array(places)[near[met]], self.clause[at[met]]))
        return tuple(map(np.concatenate, zip(*found, strict=True)))


def code(words: Iterable, size: int):
    """One number for some words in a row, given by theirs, of which there are `size`."""
    return reduce(lambda code, word: code * size + word, words)


def pairs_in(part: RowsPart, companies: np.ndarray, forms: Path, folder: Path) -> pa.Table:
    """The pairs of content words that meet in a part's clauses, as `summed` tells them.

    `companies` has the number of the company that each clause is taken for.
    """
    text = Text.of(part, forms, folder)
    at = text.content_runs(2)
    return _clauses_with(text.code(at, 2), text.clause[at], companies)


def triples_in(
    part: RowsPart,
    companies: np.ndarray,
    forms: Path,
    folder: Path,
    pairs: np.ndarray,
    known: Sequence[tuple[int, ...]],
) -> tuple[pa.Table, np.ndarray]:
    """The pairs with a content word after them, as `summed` tells them; and how many clauses have each known term."""
    text = Text.of(part, forms, folder)
    at = text.content_runs(3)
    at = at[np.isin(text.code(at, 2), pairs)]
    term, clause = text.occurrences(known)
    with_term, _ = _distinct(clause * len(known) + term)
    clauses = np.bincount(with_term % max(len(known), 1), minlength=len(known))
    return _clauses_with(text.code(at, 3), text.clause[at], companies), clauses


def _clauses_with(terms: np.ndarray, clause: np.ndarray, companies: np.ndarray) -> pa.Table:
    """Terms by the clause of each occurrence, summed: a clause that has a term several times counts once."""
    order = np.lexsort((clause, terms))
    terms, clause = terms[order], clause[order]
    first = _begins(terms) | _begins(clause)
    return summed(terms[first], companies[clause[first]], np.ones(first.sum(), np.int64))


def summed(terms: np.ndarray, companies: np.ndarray, clauses: np.ndarray) -> pa.Table:
    """Term, company and clauses, a row a company that says a term, ascending; a term has `COMPANIES` rows at most.

    The last of them has the clauses of all further companies with it. So sums may be summed again, in any order:
    a term's clauses are all counted, and it has as many rows as it has companies, if these are not enough.
    """
    order = np.lexsort((companies, terms))
    terms, companies, clauses = terms[order], companies[order], clauses[order]
    of_term = _begins(terms)
    of_company = of_term | _begins(companies)
    number = np.cumsum(of_company)  # of the company, through all terms
    rank = number - number[of_term][np.cumsum(of_term) - 1]
    starts = np.flatnonzero(of_company & (rank < COMPANIES))
    sums = np.add.reduceat(clauses, starts) if len(starts) else clauses
    return pa.table({"term": terms[starts], "company": companies[starts], "clauses": sums})


def write_tokens(
    part: RowsPart, file: Path, forms: Path, folder: Path, terms: Sequence[tuple[int, ...]], first: int
) -> Path:
    """Write the tokens of a part's clauses to a file: their numbers and counts, and the sizes of the clauses.

    A word's token has its number; that of a term is its place, counted from `first`.
    """
    text = Text.of(part, forms, folder)
    counted = text.forms.counted[text.word]
    term, with_term = text.occurrences(terms)
    clause = np.concatenate([text.clause[counted], with_term])
    size = first + len(terms)
    found, counts = _distinct(clause * size + np.concatenate([text.word[counted], first + term]))
    starts = np.searchsorted(found, np.arange(len(part.rows) + 1) * size).astype(np.int32)
    begins = np.flatnonzero(_begins(text.clause))
    columns = {
        "tokens": pa.ListArray.from_arrays(starts, (found % max(size, 1)).astype(np.int32)),
        "counts": pa.ListArray.from_arrays(starts, np.minimum(counts, MOST).astype(np.uint8)),
        "words": np.diff(begins, append=len(text.clause)).astype(np.int32),
    }
    for name in ("letters", "syllables"):
        of_words = getattr(text.forms, name)[text.word]
        sums = np.add.reduceat(of_words, begins) if len(begins) else of_words
        columns[name] = sums.astype(np.int32)
    write_tables(file, [pa.table(columns)])
    return file


def _distinct(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values, ascending, and how often each stands; `values` are sorted in place.

    `np.unique` hashes, which is slower here, and takes twice the memory.
    """
    values.sort()
    starts = np.flatnonzero(_begins(values))
    return values[starts], np.diff(starts, append=len(values))


def _begins(values: np.ndarray) -> np.ndarray:
    """Where another value begins than the one before."""
    first = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first
