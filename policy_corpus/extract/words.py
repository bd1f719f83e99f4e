"""From clauses to token counts: content words, and multiword terms found by NLTK's collocation measures.

The clauses are counted in the parts of the tables' rows, and what is counted is summed: never are the words of all in
one process. A small corpus also counts the words and terms of the published one, however seldom it has them.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import groupby, takewhile
from operator import itemgetter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyphen

from policy_corpus.extract.clause_files import RowsPart
from policy_corpus.extract.kept import file_of, kept
from policy_corpus.extract.made_by import made_by
from policy_corpus.extract.word_parts import (
    COMPANIES,
    Forms,
    form_counts,
    pairs_in,
    summed,
    triples_in,
    write_tokens,
)

RARE = 3  # clauses; a word in fewer has no row in the token table, unless the published corpus has it
COLLOCATION_CLAUSES = 25  # a multiword term stands in at least so many distinct clauses …
# … of so many companies at least (COMPANIES), so that one page's prices or menus make none …
COLLOCATION_PMI = 4.0  # … and its words meet 2^4 times as often as by chance (pointwise mutual information)
COLLOCATIONS = {2: 2000, 3: 500}  # at most so many of each length, by NLTK's likelihood ratio

TOKENS = ["tokens", "counts"]  # what the token table has of a file of Words


@dataclass(frozen=True)
class Words:
    """The vocabulary, and files of the clauses' tokens, one a part of the tables' rows.

    A token's `kind` is word, multiword, stop or rare (the last two have no counts; numbers are left out), its
    `clauses` how many clauses it stands in. A file has a row a clause: `tokens`, places in the vocabulary, `counts`
    of each, and of all its words `words`, `letters` and `syllables`.
    """

    vocabulary: list[str]
    kind: list[str]
    clauses: np.ndarray
    files: list[Path]


class Counting:
    """Counts the words of the clauses of the tables' rows, part by part, on an executor.

    What depends on a part alone is kept in a folder; all else is written to another, `scratch`.
    """

    def __init__(self, parts: Sequence[RowsPart], executor: Executor, folder: Path, scratch: Path):
        self._parts, self._executor, self._folder, self._scratch = parts, executor, folder, scratch
        self._counts = executor.map(partial(form_counts, folder=folder), parts)  # begun meanwhile

    def result(self, companies: np.ndarray, known: Iterable[str] = ()) -> Words:
        """All counts; `known` are words and multiword terms that are counted however few clauses have them.

        `companies[i]` numbers the company that clause i is taken for, one where several say it.
        """
        known = set(known)
        # Kept, for the package that lists them is slow to load.
        (stop,) = kept(file_of(self._folder, made_by(__name__), "stop words"), _stop_words)
        counted = _Counted(pa.concat_tables(list(self._counts)), known, set(stop["word"].to_pylist()))
        file = self._write(counted)
        clauses_of = self._terms(counted, file, companies, {term for term in known if " " in term})
        terms, first = sorted(clauses_of), len(counted.kind)
        split = list(map(counted.split, terms))
        write = partial(write_tokens, forms=file, folder=self._folder, terms=split, first=first)
        files = [self._scratch / f"tokens-{number}.shard" for number in range(len(self._parts))]
        return Words(
            counted.forms[:first] + terms,
            counted.kind + ["multiword"] * len(terms),
            np.array([*counted.clauses[:first], *map(clauses_of.get, terms)], np.int32),
            list(self._executor.map(write, self._parts, files)),
        )

    def _write(self, counted: "_Counted") -> Path:
        """The file of all forms."""
        syllables = self._executor.submit(_syllables, counted.forms, self._folder)
        others = len(counted.forms) - len(counted.kind)
        words = np.array([kind == "word" for kind in counted.kind] + [False] * others, bool)
        made = Forms(
            pa.array(counted.forms, pa.string()),
            words & (counted.clauses >= COLLOCATION_CLAUSES),
            words,
            np.array(list(map(len, counted.forms)), np.int32),
            syllables.result(),
        )
        return made.write(self._scratch / "forms.shard")

    def _terms(
        self, counted: "_Counted", file: Path, companies: np.ndarray, known: set[str]
    ) -> dict[str, int]:
        """Multiword terms, those found and those known that stand in some clause, with how many have each.

        Pairs of content words first; then pairs of such a term and the word after it, by the same measures.
        Counts are of distinct clauses, so that a sentence that many policies share counts once.
        """
        size, total = len(counted.forms), len(companies)
        sizes = [len(part.rows) for part in self._parts]
        each = self._parts, np.split(companies, np.cumsum(sizes)[:-1])
        find = {"forms": file, "folder": self._folder}
        pairs = _often(self._executor.map(partial(pairs_in, **find), *each))
        chosen = _strongest(pairs, lambda pair: counted.clauses[[*divmod(pair, size)]], total, 2)
        possible = {term: words for term in known if None not in (words := counted.split(term))}
        find |= {"pairs": np.array(chosen, np.int64), "known": list(possible.values())}
        found, of_known = zip(*self._executor.map(partial(triples_in, **find), *each), strict=True)
        triples = _often(found)
        longer = _strongest(
            triples, lambda triple: (pairs[triple // size], counted.clauses[triple % size]), total, 3
        )
        terms = {term: n for term, n in zip(possible, sum(of_known).tolist(), strict=True) if n}
        terms |= {counted.named(pair, 2): pairs[pair] for pair in chosen}
        return terms | {counted.named(triple, 3): triples[triple] for triple in longer}


class _Counted:
    """All distinct forms in the order of their numbers, the words first, in alphabetical order.

    `clauses` has in how many clauses each stands, `kind` the kind of each word.
    """

    def __init__(self, counts: pa.Table, known: set[str], stop_words: set[str]):
        summed = counts.group_by("form").aggregate([("clauses", "sum")])
        clauses = dict(zip(summed["form"].to_pylist(), summed["clauses_sum"].to_pylist(), strict=True))
        self.forms = sorted(clauses, key=lambda form: (not _is_word(form), form))
        self.clauses = np.array(list(map(clauses.get, self.forms)), np.int64)
        words = takewhile(_is_word, self.forms)
        self.kind = [_kind(word, clauses[word], known, stop_words) for word in words]
        self._numbers = {form: number for number, form in enumerate(self.forms)}

    def split(self, term: str) -> tuple[int | None, ...]:
        """The numbers of a term's words; None for a word that no clause has."""
        return tuple(map(self._numbers.get, term.split(" ")))

    def named(self, code: int, length: int) -> str:
        """The term of so many words that a number stands for (`word_parts.code`)."""
        words = []
        for _ in range(length):
            code, word = divmod(code, len(self.forms))
            words.append(self.forms[word])
        return " ".join(reversed(words))


def _is_word(form: str) -> bool:
    """Whether a form has letters alone: one with a digit is no word."""
    return form.replace("'", "").isalpha()


def _stop_words() -> list[pa.Table]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # late, as in collection.py

    return [pa.table({"word": sorted(ENGLISH_STOP_WORDS)})]


def _kind(word: str, clauses: int, known: set[str], stop_words: set[str]) -> str:
    if word in stop_words or len(word) < 2:
        return "stop"
    return "rare" if clauses < RARE and word not in known else "word"


def _often(parts: Iterable[pa.Table]) -> dict[int, int]:
    """In how many clauses each term stands, for terms in enough of them, of enough companies; from sums of parts."""
    held: list[pa.Table] = []
    for part in parts:
        held.append(part)
        # So a row is summed a few times only.
        if sum(table.num_rows for table in held[1:]) > held[0].num_rows:
            held = [_summed_again(held)]
    every = _summed_again(held)
    terms, clauses = every["term"].to_numpy(), every["clauses"].to_numpy()
    found, first, rows = np.unique(terms, return_index=True, return_counts=True)
    sums = np.add.reduceat(clauses, first) if len(first) else clauses
    often = (rows >= COMPANIES) & (sums >= COLLOCATION_CLAUSES)
    return dict(zip(found[often].tolist(), sums[often].tolist(), strict=True))


def _summed_again(tables: list[pa.Table]) -> pa.Table:
    return summed(*(column.to_numpy() for column in pa.concat_tables(tables).columns))


def _strongest(
    together: dict[int, int], apart: Callable[[int], Sequence[int]], total: int, length: int
) -> list[int]:
    """The terms whose parts, which stand in `apart(term)` clauses, belong together by NLTK's measures, ascending."""
    from nltk.metrics.association import BigramAssocMeasures  # late, as in text.py

    scored = []
    for term, n in together.items():
        marginals = (n, tuple(map(int, apart(term))), total)
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
