"""Clauses and data/collection_classifier.csv → the probability that each clause speaks of data collection.

Data collection is the first party's collection or use of data about people. The classifier is a logistic
regression on three kinds of terms. Distinct words and pairs of adjoining words, sentence marks among them, and
chains of the parts that words play (roles.py) are weighed by inverse document frequency and divided by their
length (the root of the sum of squares), so that a clause's score compares with one of the longer segments it was
also fitted on. The words a text opens with, and their pairs, count once more, whatever the length: who acts, and
what a heading announces, is said there.

The table holds each term with its idf and coefficient, the intercept and the threshold. It is fitted by
policy_corpus/trials/fit_collection.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from scipy.special import expit

from policy_corpus.errors import CorpusError
from policy_corpus.extract.roles import LONGEST, ROLE_OF, ROLES
from policy_corpus.files import read_csv, write_csv

COMMAND = (
    "python -m policy_corpus.trials.fit_collection LABELLED.csv --archives ARCHIVES "
    "--out data/collection_classifier.csv"
)
COLUMNS = ["term", "idf", "coefficient"]
INTERCEPT, THRESHOLD = "(intercept)", "(threshold)"
OPENING_MARK = "^"  # before a term that counts in a text's opening only
OPENING_WORDS = 8  # sentence marks not counted
CHAIN_MARK = "@"  # before a chain of parts that words play
SENTENCE_MARKS = (b".", b":", b";")

# American policies of 2015, on which the classifier is fitted, "use information" where later and European ones
# "process data". Read as one word, what was learned there carries over, and F1 on the labelled segments does not
# suffer.
SYNONYMS = {
    "data": "information",
    "process": "use",
    "processes": "uses",
    "processed": "used",
    "processing": "use",
}
# Texts shorter than this norm (about ten terms) are not stretched to the length of one, so that a word alone
# says little: "Cookies" comes out near the intercept.
LEAST_NORM = 14.0
BATCH = 2_000  # texts scored at once; small enough for the processor's cache
DECIMALS = 3  # of a score: what the tables store decides as the score does

_LETTERS_AND_MARKS = bytes(
    ord(chr(c).lower()) if chr(c).isalpha() or chr(c).encode() in SENTENCE_MARKS else 32 for c in range(128)
)
_TRANSLATION = _LETTERS_AND_MARKS + b" " * 128


def words_of(text: str) -> list[bytes]:
    """The runs of ASCII letters of a text, lower-cased, and its sentence marks; all else parts words."""
    kept = text.encode("ascii", "replace").translate(_TRANSLATION)
    for mark in SENTENCE_MARKS:
        kept = kept.replace(mark, b" " + mark + b" ")
    return kept.split()


@dataclass(frozen=True)
class CollectionClassifier:
    """Terms (ascending), their idf and coefficients, the intercept and the threshold.

    A term is one or two words, or after @ a chain of parts that words play. One that begins with ^ stands for words
    a text opens with. Its idf is 0: it adds its coefficient as it is.
    """

    terms: tuple[str, ...]
    idf: np.ndarray
    coefficients: np.ndarray
    intercept: float
    threshold: float

    @classmethod
    def read(cls, path: Path | str) -> "CollectionClassifier":
        """The classifier of a table that `write` wrote; CorpusError where the file is missing or damaged."""
        path = Path(path)
        try:
            header, rows = read_csv(path)
        except CorpusError as error:
            raise CorpusError(f"{error}; or make it again: {COMMAND}") from None
        if header != COLUMNS:
            raise _damaged(path, f"the first line is not {','.join(COLUMNS)}")
        values: dict[str, tuple[float, float]] = {}
        for number, row in enumerate(rows, 1):
            if row[0] in values:
                raise _damaged(path, f"row {number} after the header repeats {row[0]}")
            values[row[0]] = _idf_and_coefficient(path, number, row)
        if INTERCEPT not in values or THRESHOLD not in values:
            raise _damaged(path, f"the row {INTERCEPT} or {THRESHOLD} is missing")
        intercept, threshold = values.pop(INTERCEPT)[1], values.pop(THRESHOLD)[1]
        if not values or not 0 < threshold < 1:
            raise _damaged(path, "it has no terms, or its threshold is not between 0 and 1")
        terms = tuple(sorted(values))
        idf, coefficients = np.array([values[term] for term in terms]).T
        return cls(terms, idf, coefficients, intercept, threshold)

    def write(self, path: Path | str) -> None:
        """Write the table, whole or not at all; CorpusError where that cannot be done."""
        rows = [[INTERCEPT, "", f"{self.intercept:.3f}"], [THRESHOLD, "", f"{self.threshold:.2f}"]]
        for term, idf, coefficient in zip(self.terms, self.idf, self.coefficients, strict=True):
            rows.append([term, f"{idf:.4f}" if idf else "", f"{coefficient:.3f}"])
        write_csv(path, COLUMNS, rows)

    def scores(self, clauses: Sequence[str], lead_ins: Sequence[str] | None = None) -> np.ndarray:
        """The probability (0–1, three decimals) of each clause, read after its lead-in ("" for none).

        Each distinct text is read once, and a clause's score depends on no other clause. ValueError where there
        are not as many lead-ins as clauses.
        """
        if lead_ins is not None and len(lead_ins) != len(clauses):
            raise ValueError(f"{len(clauses)} clauses with {len(lead_ins)} lead-ins")
        number: dict[str, int] = {}
        parts = [clauses] if lead_ins is None else [clauses, lead_ins]
        places = [[number.setdefault(text, len(number)) for text in part] for part in parts]
        sums = self._sums(list(number))
        weights, squares, _ = sum(sums[place] for place in places).T
        opens = np.array(places[0], np.intp)  # the text whose opening counts
        if lead_ins is not None:
            opens = np.where(np.array(lead_ins, bool), places[1], opens).astype(np.intp)
        log_odds = self.intercept + weights / np.maximum(np.sqrt(squares), LEAST_NORM) + sums[opens, 2]
        return np.round(expit(log_odds), DECIMALS)

    def _sums(self, texts: list[str]) -> np.ndarray:
        """Of each text, the sums of idf × coefficient, of idf², and of its opening's coefficients; texts × 3.

        The first two add up over a clause and its lead-in, so that a lead-in is read once for all its items.
        """
        opening = np.where(self.idf == 0, self.coefficients, 0)
        sums = np.zeros((len(texts), 3))
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            text, term = self._terms_in(batch)
            for column, value in enumerate((self.idf * self.coefficients, self.idf**2, opening)):
                sums[start : start + BATCH, column] = np.bincount(text, value[term], len(batch))
        return sums

    def _terms_in(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The distinct terms of each text, as (text, term), ascending."""
        of, words = self._numbering, [words_of(text) for text in texts]
        lengths = np.fromiter(map(len, words), np.int64, len(texts))
        text = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
        word = np.fromiter(map(of.word.get, chain.from_iterable(words), repeat(0)), np.int32, len(text))
        opening_text, opening_word = _opening(text, word)
        found = [(text, of.term[word]), _of_pairs(text, word, of.pair)]
        found += [(opening_text, of.opening_term[opening_word])]
        found += [_of_pairs(opening_text, opening_word, of.opening_pair)]
        found += _of_chains(text, of.role[word], of.chain)
        cells = np.concatenate([rows[term >= 0] * len(self.terms) + term[term >= 0] for rows, term in found])
        cells = np.sort(cells)  # a third of the time of np.unique, which hashes
        return np.divmod(cells[np.diff(cells, prepend=-1) > 0], len(self.terms))

    @cached_property
    def _numbering(self) -> "_Numbering":
        return _Numbering.of(self.terms)


@dataclass(frozen=True)
class _Numbering:
    """Numbers of words (below 0: a sentence mark; 0: any other word), and which term a number or two make.

    `term` (number → term) and `pair` (number, number → term) are −1 where there is none; `opening_term` and
    `opening_pair` are the same for the terms of an opening. `role` is the part a word plays (number → 1 and up; 0:
    none), `chain` the term of a chain, which is numbered by its parts as digits.
    """

    word: dict[bytes, int]
    term: np.ndarray
    pair: np.ndarray
    opening_term: np.ndarray
    opening_pair: np.ndarray
    role: np.ndarray
    chain: np.ndarray

    @classmethod
    def of(cls, terms: Sequence[str]) -> "_Numbering":
        """The numbering of a classifier's terms; a synonym has the number of the word it is read as."""
        marks = [mark.decode() for mark in SENTENCE_MARKS]
        chains = [place for place, term in enumerate(terms) if term.startswith(CHAIN_MARK)]
        of_words = [place for place, term in enumerate(terms) if not term.startswith(CHAIN_MARK)]
        words = {word for place in of_words for word in terms[place].removeprefix(OPENING_MARK).split()}
        words |= set(ROLE_OF)
        number = {word: place for place, word in enumerate(sorted(words - set(marks)), 1)}
        number |= {mark: -place for place, mark in enumerate(marks, 1)}
        kind, size = np.min_scalar_type(-len(terms)), len(number) + 1
        term_of, pair_of, opening_of, opening_pair_of = (
            np.full(shape, -1, kind) for shape in 2 * [size, (size, size)]
        )
        for place in of_words:
            term = terms[place]
            opens = term.startswith(OPENING_MARK)
            numbers = tuple(number[word] for word in term.removeprefix(OPENING_MARK).split())
            if len(numbers) == 2:
                (opening_pair_of if opens else pair_of)[numbers] = place
            else:
                (opening_of if opens else term_of)[numbers] = place
        role, chain_of = np.zeros(size, np.int32), np.full((len(ROLES) + 1) ** LONGEST, -1, kind)
        for word, part in ROLE_OF.items():
            role[number[word]] = ROLES.index(part) + 1
        for place in chains:
            chain_of[_chain_number(terms[place].removeprefix(CHAIN_MARK).split())] = place
        number |= {word: number[read_as] for word, read_as in SYNONYMS.items() if read_as in number}
        encoded = {word.encode(): place for word, place in number.items()}
        return cls(encoded, term_of, pair_of, opening_of, opening_pair_of, role, chain_of)


def _chain_number(parts: Sequence[str]) -> int:
    """The parts as digits, the last one the lowest."""
    number = 0
    for part in parts:
        number = number * (len(ROLES) + 1) + ROLES.index(part) + 1
    return number


def _opening(text: np.ndarray, word: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first words of each text, as (text, word)."""
    letters = word >= 0
    text, word = text[letters], word[letters]
    kept = np.arange(len(text)) - np.searchsorted(text, text) < OPENING_WORDS
    return text[kept], word[kept]


def _of_pairs(text: np.ndarray, word: np.ndarray, pair: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The terms of adjoining words of one text, as (text, term), −1 where there is none."""
    return text[1:], np.where(text[1:] == text[:-1], pair[word[:-1], word[1:]], -1)


def _of_chains(
    text: np.ndarray, role: np.ndarray, chain_of: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The terms of chains of up to `LONGEST` parts of one text, as (text, term); words without a part are passed over.

    Parts that repeat the one before count once: "your name, address and location" is you, data.
    """
    text, role = text[role > 0], role[role > 0]
    new = np.ones(len(text), bool)
    new[1:] = (text[1:] != text[:-1]) | (role[1:] != role[:-1])
    text, role = text[new], role[new]
    found, numbers = [(text, chain_of[role])], role
    for more in range(1, LONGEST):
        numbers = numbers[:-1] * (len(ROLES) + 1) + role[more:]
        found.append((text[more:], np.where(text[more:] == text[:-more], chain_of[numbers], -1)))
    return found


def _idf_and_coefficient(path: Path, number: int, row: list[str]) -> tuple[float, float]:
    """The numbers of a row of the table; idf is 0 for the intercept, the threshold and terms of an opening."""
    term, idf, coefficient = row
    special = term in (INTERCEPT, THRESHOLD)
    if not special and not _is_term(term):
        raise _damaged(path, f"row {number} after the header is no term of one or two words, nor a chain")
    without_idf = special or term.startswith(OPENING_MARK)
    try:
        numbers = 0.0 if without_idf and not idf else float(idf), float(coefficient)
    except ValueError:
        numbers = np.nan, np.nan
    if not np.isfinite(numbers).all() or (numbers[0] <= 0) != without_idf:
        raise _damaged(path, f"row {number} after the header has no proper number")
    return numbers


def _is_term(term: str) -> bool:
    """Whether it is one word or two as `words_of` reads them, or a chain of known parts."""
    if term.startswith(CHAIN_MARK):
        parts = term.removeprefix(CHAIN_MARK).split(" ")
        return len(parts) <= LONGEST and set(parts) <= set(ROLES)
    words = term.removeprefix(OPENING_MARK)
    parts = words.encode("ascii", "replace").split(b" ")
    return len(parts) <= 2 and parts == words_of(words)


def _damaged(path: Path, what: str) -> CorpusError:
    return CorpusError(f"{path}: {what}; restore the file, or make it again: {COMMAND}")
