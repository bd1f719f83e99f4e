"""Takes texts; makes their clauses (sentences that have words) and numbers these, and each with its lead-in."""

import re
from collections.abc import Sequence

from policy_corpus.extract.identity import clause_key

_LETTERS = re.compile(r"[^\W\d_].*[^\W\d_]", re.S)
_SENTENCE_END = re.compile(r"[.!?][\"”’'»)\]]*\s+[\"“‘'«(\[]?[^\sa-z]")
_X_ENDS = re.compile(r"(?<=\sX\.)\s+(?=[A-Z“\"])")  # Punkt takes the company's name for an initial
_LONGEST_RUN_IN_HEAD = 5  # words


class Clauses:
    """The distinct clauses of all texts read so far.

    `texts[i]` is the text of clause i as first met, `keys[i]` its words, by which it is known; `pairs[r]` is row
    r: (clause, its lead-in or -1).
    """

    def __init__(self):
        # Late: NLTK takes a second to load, in which a build has git's answers to wait for.
        from policy_corpus.extract.sentences import splitter

        self.texts: list[str] = []
        self.keys: list[str] = []
        self.pairs: list[tuple[int, int]] = []
        self._numbers: dict[str, int] = {}
        self._rows: dict[tuple[int, int], int] = {}
        self._splitter = splitter()
        self.forget()

    def forget(self) -> None:
        """Empty what only saves work, so that memory does not grow with what is read."""
        self._seen: dict[str, int] = {}  # clauses by their text
        self._hung: dict[tuple[tuple[int, ...], int], list[int]] = {}

    def within(self, text: str) -> list[str]:
        """The sentences of a text that have words."""
        if not text:
            return []
        sentences = self._splitter.tokenize(text) if _SENTENCE_END.search(text) else (text,)
        if " X. " in text:
            sentences = [part for sentence in sentences for part in _X_ENDS.split(sentence)]
        clauses, held = [], ""
        for place, sentence in enumerate(sentences, 1):
            # A run-in head ("Location. We collect …") belongs to the sentence it names.
            if not held and place < len(sentences) and len(sentence.split()) <= _LONGEST_RUN_IN_HEAD:
                held = f"{sentence} "
                continue
            sentence, held = held + sentence, ""
            if _LETTERS.search(sentence):
                clauses.append(sentence)
        return clauses

    def number(self, text: str) -> int:
        """The number of a clause."""
        known = self._seen.get(text)
        if known is None:
            key = clause_key(text)
            known = self._seen[text] = self._numbers.setdefault(key, len(self.texts))
            if known == len(self.texts):
                self.texts.append(text)
                self.keys.append(key)
        return known

    def numbers(self, texts: Sequence[str]) -> tuple[int, ...]:
        """The numbers of clauses."""
        return tuple(map(self.number, texts))

    def rows(self, clauses: tuple[int, ...], lead_in: int) -> list[int]:
        """The rows of clauses that hang on a lead-in (a clause's number, -1 for none)."""
        rows = self._hung.get((clauses, lead_in))
        if rows is None:
            rows = self._hung[clauses, lead_in] = [self._row(clause, lead_in) for clause in clauses]
        return rows

    def _row(self, clause: int, lead_in: int) -> int:
        row = self._rows.setdefault((clause, lead_in), len(self.pairs))
        if row == len(self.pairs):
            self.pairs.append((clause, lead_in))
        return row
