"""Takes the matches of the lexicon's patterns in one line; makes what they mean there, by category and cue.

A line is a clause after the sentence it is an item of. Here terms with gaps are put together, and other senses and
terms that lack their companion are left out.
"""

from bisect import bisect_left
from collections import defaultdict

from policy_corpus.extract.lexicon import GappedTerm, Role, Terms
from policy_corpus.extract.patterns import Match, Span
from policy_corpus.extract.plain_text import SENTENCE_ENDS

_PARTS_NO_WORD = b",;:()'"

Places = dict[int, list[tuple[int, int]]]  # pattern → where it starts and ends


class LineMatches:
    """What was found in one line: spans of each cue, category → rules of whose data it is, spans of terms."""

    def __init__(self, text: bytes, matches: list[Match], terms: Terms):
        self.text = text
        self.cues: dict[str, list[Span]] = defaultdict(list)
        self.whose: dict[str, set[int]] = defaultdict(set)
        self._terms: dict[str, list[Span]] = defaultdict(list)
        self._other_senses: dict[str, list[Span]] = defaultdict(list)
        self._needing: dict[str, list[tuple[int, Span]]] = defaultdict(list)
        self._companions: dict[str, set[tuple[str, int]]] = defaultdict(set)
        places: Places = defaultdict(list)
        for end, start, pattern in matches:
            places[pattern].append((start, end))
        for pattern, spans in places.items():
            for role in terms.roles.get(pattern, ()):
                for span in spans:
                    self._sort(role, span)
            for term in terms.gapped.get(pattern, ()):
                if all(other in places for other in term.parts):
                    for span in self._joined(term, places):
                        self._sort(term.role, span)

    def _sort(self, role: Role, span: tuple[int, int]) -> None:
        kind, name, rule, term = role
        if kind == "cue":
            self.cues[name].append(Span(*span, term))
        elif kind == "term":
            self._terms[name].append(Span(*span, term))
        elif kind == "not":
            self._other_senses[name].append(Span(*span, term))
        elif kind == "needing":
            self._needing[name].append((rule, Span(*span, term)))
        elif kind == "whose":
            self.whose[name].add(rule)
        else:
            self._companions[name].add((kind, rule))

    def _joined(self, term: GappedTerm, places: Places) -> set[tuple[int, int]]:
        """Where a term with gaps stands: its parts in order, in one sentence, near enough to each other."""
        spans = set(places[term.parts[0]])
        for part, most in zip(term.parts[1:], term.gaps, strict=True):
            after = sorted(places[part])
            joined = set()
            for start, end in spans:
                for next_start, next_end in after[bisect_left(after, (end - 1,)) :]:
                    if not self._near(end - 1, next_start + 1, most):
                        break
                    joined.add((start, next_end))
            spans = joined
        return spans

    def _near(self, start: int, end: int, most: int) -> bool:
        """Whether no sentence ends between two places, and at most so many words stand there."""
        between = self.text[start:end]
        return (
            not SENTENCE_ENDS.search(between) and len(between.translate(None, _PARTS_NO_WORD).split()) <= most
        )

    def categories(self) -> set[str]:
        """The categories of which anything was found that may count."""
        return self._terms.keys() | self._needing.keys()

    def spans(self, category: str, needs: list[tuple[bool, bool]], offset: int) -> list[Span]:
        """Where the clause itself, which begins at the offset, speaks of the category in the sense meant.

        `needs` says of each rule under `needs` whether it has `with`, and whether it has `without`.
        """
        spans = list(self._terms[category])
        for rule, span in self._needing[category]:
            has_with, has_without = needs[rule]
            near = self._companions[category]
            if (not has_with or ("with", rule) in near) and not (has_without and ("without", rule) in near):
                spans.append(span)
        senses = self._other_senses[category]
        return [span for span in spans if span.end > offset and not span.touches(senses)]
