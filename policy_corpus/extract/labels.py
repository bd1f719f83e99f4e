"""Takes clauses and the lexicon; makes for each category whether a clause is about it, and with what stance.

All terms of `data/lexicon.yml` are looked for in one pass (hyperscan): first over all clauses for anything that
may count, then, with every cue of stance, over the few that have something. Where no rule says what such a clause
does with the data, the trained model beside the lexicon does.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from policy_corpus.categories import Categories
from policy_corpus.extract.finding import NOTHING, Finding, Label, by_rule
from policy_corpus.extract.lexicon import WHOSE, read_terms
from policy_corpus.extract.matches import LineMatches
from policy_corpus.extract.patterns import Scanner
from policy_corpus.extract.plain_text import (
    LINE_START,
    encoded,
    encoded_length,
    plain_lead_in,
    plain_line,
    plain_sentences,
)
from policy_corpus.extract.stance import STANCES, Line
from policy_corpus.extract.stance_model import FILE, StanceModel

CHUNK = 20_000  # clauses per pass: bounds the memory


class Lexicon:
    """The lexicon, ready to label clauses; `categories` are its categories in the order of the columns."""

    def __init__(
        self,
        path: str | os.PathLike,
        categories: str | os.PathLike | None = None,
        model: str | os.PathLike | None = None,
    ):
        """The lexicon in a file. `categories` is a categories.csv that must have the same ones, and orders them.

        `model` is a stance_model.csv, which decides where no rule does; without it such clauses count as `collects`.
        """
        self._files = (Path(path), categories, model)
        self._model = None if model is None else StanceModel.read(model)
        self._terms = terms = read_terms(Path(path))
        self.categories = terms.categories
        if categories is not None:
            known = Categories.read(categories)
            known.match(terms.categories, path)
            self.categories = known.keys
        self._tells_persons = [category for category in self.categories if terms.whose[category]]
        self._sought = Scanner(terms.sought, starts=False)
        self._all = Scanner(terms.patterns, starts=True)

    @classmethod
    def read(cls, path: str | os.PathLike) -> "Lexicon":
        """The lexicon in a file, with the categories.csv beside it, and the stance_model.csv where there is one.

        Raises CorpusError naming the file, the place and the mend; so where one of the first two lacks a category.
        """
        model = Path(path).with_name(FILE)
        return cls(path, Path(path).with_name("categories.csv"), model if model.exists() else None)

    def __reduce__(self):
        return Lexicon, self._files

    def label(self, clause: str, lead_in: str = "") -> dict[str, Label]:
        """The label of the clause for each category; a list item is read after the sentence it hangs on."""
        return dict.fromkeys(self.categories, NOTHING) | self._labels([clause], [lead_in]).get(0, {})

    def label_all(
        self, clauses: Sequence[str], lead_ins: Sequence[str] | None = None, why: bool = False
    ) -> pd.DataFrame:
        """One row per clause: <category>_about (0 or 1), <category>_stance of each; then <category>_whose.

        The last is there for each category whose persons the lexicon tells apart.

        `why` adds, for each category, <category>_why_term, <category>_why_rule and <category>_why_cue: the
        lexicon's term that matched, the rule that decided the stance and its cue, "" where the clause is not about it.
        """
        clauses = list(clauses)
        lead_ins = [""] * len(clauses) if lead_ins is None else list(lead_ins)
        if len(lead_ins) != len(clauses):
            raise ValueError(
                f"{len(clauses)} clauses but {len(lead_ins)} lead-ins; give one lead-in per clause"
            )
        found: dict[str, dict[int, Label]] = {category: {} for category in self.categories}
        for begin in range(0, len(clauses), CHUNK):
            part = slice(begin, begin + CHUNK)
            for number, labels in self._labels(clauses[part], lead_ins[part]).items():
                for category, label in labels.items():
                    found[category][begin + number] = label
        return self._table(found, len(clauses), why)

    def _table(self, found: dict[str, dict[int, Label]], size: int, why: bool) -> pd.DataFrame:
        """The labels that were found, by category and number of the clause, as columns with a row per clause."""
        columns = {}
        for category, labels in found.items():
            columns[f"{category}_about"] = _flags(labels, size)
            columns[f"{category}_stance"] = _words(labels, "stance", STANCES, size)
        for category in self._tells_persons:
            columns[f"{category}_whose"] = _words(found[category], "whose", WHOSE, size)
        for category, labels in found.items() if why else ():
            for part in ("term", "rule", "cue"):
                words = ("", *sorted({getattr(label, part) for label in labels.values()} - {""}))
                columns[f"{category}_why_{part}"] = _words(labels, part, words, size)
        return pd.DataFrame(columns)

    def _labels(self, clauses: Sequence[str], lead_ins: Sequence[str]) -> dict[int, dict[str, Label]]:
        """The categories each clause is about, with their labels, by the clause's number."""
        labels: dict[int, dict[str, Label]] = defaultdict(dict)
        for number, category, found in self.findings(clauses, lead_ins):
            label = found.label if self._model is None else self._model.over(category, found)
            if label.about:
                labels[number][category] = label
        return labels

    def findings(self, clauses: Sequence[str], lead_ins: Sequence[str]) -> Iterator[tuple[int, str, Finding]]:
        """What the rules find, as (number of the clause, category, finding), wherever a term stands."""
        numbers = sorted(self._sought.matches(encoded(map(plain_line, clauses))))
        leads = [plain_lead_in(lead_ins[n]) for n in numbers]
        lines = encoded(lead + plain_sentences(clauses[n]) for lead, n in zip(leads, numbers, strict=True))
        split = lines.split(b"\n")
        for i, matches in self._all.matches(lines).items():
            offset = LINE_START + encoded_length(leads[i])
            for category, found in self._judge(LineMatches(split[i] + b"\n", matches, self._terms), offset):
                yield numbers[i], category, found

    def _judge(self, found: LineMatches, offset: int) -> Iterator[tuple[str, Finding]]:
        """What the rules find in one line by category; the clause itself begins at the offset."""
        line = None
        for category in found.categories():
            spans = sorted(found.spans(category, self._terms.needs[category], offset))
            if spans:
                line = line or Line(found.text, found.cues)
                label = by_rule(line, spans, self._persons(category, found.whose[category]))
                yield category, Finding(label, line, offset, spans)

    def _persons(self, category: str, rules: set[int]) -> str:
        """Whose data it is: the first rule with a cue decides."""
        if category not in self._tells_persons:
            return "none"
        return self._terms.whose[category][min(rules)] if rules else "unclear"


def _flags(labels: dict[int, Label], size: int) -> np.ndarray:
    """1 where there is a label, else 0."""
    flags = np.zeros(size, dtype=np.int8)
    flags[list(labels)] = 1
    return flags


def _words(
    labels: dict[int, Label], field: str, words: tuple[str, ...], size: int
) -> pd.api.extensions.ExtensionArray:
    """A field of the labels as texts, the first of the words where there is no label."""
    codes = np.zeros(size, dtype=np.int16)
    number = {word: code for code, word in enumerate(words)}
    codes[list(labels)] = [number[getattr(label, field)] for label in labels.values()]
    return pd.array(list(words), dtype="str").take(codes)
