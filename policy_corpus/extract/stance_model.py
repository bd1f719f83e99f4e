"""Takes what the rules found in a clause and data/stance_model.csv; makes the stance where no rule says one.

The last rule takes a clause for `collects` because no other holds ("names"). Of the categories that the model knows it
decides there instead: a regression for each stance on the clues of the clause (`clues.py`), the likeliest wins. The
table holds each clue's coefficients; policy_corpus/trials/fit_stance.py fits it.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.extract.clues import OF_WORDS, clues_of
from policy_corpus.extract.finding import Finding, Label
from policy_corpus.files import read_rows, write_csv

FILE = "stance_model.csv"
COMMAND = "python -m policy_corpus.trials.fit_stance"
STANCES = ("none", "mentions", "denies", "collects")  # in the order of the columns
COLUMNS = ["category", "clue", *STANCES]
INTERCEPT = "(intercept)"
MODEL = "model"  # the name of the rule where the model says another stance
OPEN = "names"  # the rule that the model takes the place of
UNIT = 1000  # coefficients are whole thousandths, so that a sum is the same in any order
WORDS_WEIGH, LEAST_WORDS = 3.0, 12  # clues of words weigh 3 / √ their number, which counts as 12 at least

Coefficients = Mapping[str, Sequence[int]]  # clue → a coefficient for each of STANCES


def weight_of_words(count: int) -> float:
    """What each clue of words weighs in a clause that has so many."""
    return WORDS_WEIGH / sqrt(max(count, LEAST_WORDS))


class StanceModel:
    """The trained model: for each category that it knows, clue → coefficients in thousandths, with the intercept."""

    def __init__(self, coefficients: Mapping[str, Coefficients]):
        self._of = {category: dict(clues) for category, clues in coefficients.items()}

    @property
    def categories(self) -> list[str]:
        """The categories that the model knows."""
        return list(self._of)

    def over(self, category: str, found: Finding) -> Label:
        """The label of what the rules found: theirs, or with the model's stance where that is asked and another."""
        label = found.label
        if category not in self._of or label.rule != OPEN:
            return label
        stance = likeliest(self.scores(category, clues_of(found)))
        return (
            label
            if stance == label.stance
            else label._replace(about=int(stance != "none"), stance=stance, rule=MODEL)
        )

    def scores(self, category: str, clues: Iterable[str]) -> list[float]:
        """The log-odds of each of STANCES, for a category that the model knows."""
        known, words, others, count = self._of[category], [0] * len(STANCES), [0] * len(STANCES), 0
        for clue in clues:
            of_words = clue.startswith(OF_WORDS)
            count += of_words
            if clue in known:
                sums = words if of_words else others
                for place, value in enumerate(known[clue]):
                    sums[place] += value
        weight, intercept = weight_of_words(count), known[INTERCEPT]
        return [(i + o + weight * w) / UNIT for i, o, w in zip(intercept, others, words, strict=True)]

    @classmethod
    def read(cls, path: Path | str) -> "StanceModel":
        """The model of a table that `write` wrote; CorpusError where the file is damaged."""
        rows = read_rows(path, COLUMNS, f"make it again: {COMMAND}")
        coefficients: dict[str, dict[str, list[int]]] = {}
        for line, (category, clue, *values) in enumerate(rows, start=2):
            try:
                coefficients.setdefault(category, {})[clue] = [round(float(value) * UNIT) for value in values]
            except (ValueError, OverflowError):
                raise CorpusError(
                    f"{path}, row {line}: a coefficient is no number; make it again: {COMMAND}"
                ) from None
        for category, clues in coefficients.items():
            if INTERCEPT not in clues:
                raise CorpusError(f"{path}: {category} has no row {INTERCEPT}; make it again: {COMMAND}")
        return cls(coefficients)

    def write(self, path: Path | str) -> None:
        """Write the table, whole or not at all."""
        rows = (
            [category, clue, *(f"{value / UNIT:.3f}" for value in values)]
            for category, clues in self._of.items()
            for clue, values in sorted(clues.items())
        )
        write_csv(path, COLUMNS, rows)


def likeliest(scores: Sequence[float]) -> str:
    """The stance of the highest of the scores of STANCES."""
    return STANCES[max(range(len(STANCES)), key=scores.__getitem__)]
