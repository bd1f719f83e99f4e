"""From a text to its sentences: NLTK's Punkt with the abbreviations of policies."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise


@contextmanager
def _absent(*names: str) -> Iterator[None]:
    """Modules that are not loaded yet can't be while this lasts; what can do without them then does."""
    closed = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(closed))
    try:
        yield
    finally:
        for name in closed:
            sys.modules.pop(name, None)


# NLTK loads these for a test of significance and for classifiers that nothing here uses: half of its second, 60 MB.
with _absent("scipy.stats", "sklearn"):
    from nltk.tokenize.punkt import PunktLanguageVars, PunktParameters, PunktSentenceTokenizer

# What Punkt takes for abbreviations when trained on the archived policies, less what is none; no other result of
# the training (collocations, sentence starters) changed a boundary in the checked sample.
ABBREVIATIONS = frozenset(
    """
    a.m al apt app approx art aug ave blvd bros ca cal cf ch cir civ co corp ct dec def dept dr e.g e.u
    ed est et etc ext feb fig i.e inc incl jan jr jul jun lit llc ltd mar mr mrs ms mt nev nos nov no nr
    oct p.m p.o ph para paras pcs ph.d pl plc pp pte pty reg rev rm s.a sec sect sep sept sr st ste subd
    subsec supp tel u.k u.s u.s.a u.s.c v viz vol vs
    """.split()  # noqa: SIM905 - a list of ninety words reads better as text
)

_INNER_MARK = re.compile(r"[.?!].")


class _PlainPatterns(PunktLanguageVars):
    """Punkt's patterns without NLTK's guard of each match by a clock, for which these have no need: none nests."""

    re_boundary_realignment = re.compile(PunktLanguageVars.re_boundary_realignment.pattern, re.M)

    def period_context_re(self) -> re.Pattern:
        """What may be the end of a sentence."""
        if not hasattr(self, "_context"):
            self._context = re.compile(super().period_context_re().pattern, re.X)
        return self._context


@cache
def splitter() -> "Splitter":
    """The splitter of this process, which need not judge again what it judged in another policy."""
    return Splitter()


class Splitter(PunktSentenceTokenizer):
    """NLTK's Punkt with this corpus' abbreviations; each distinct end of a sentence is judged once."""

    def __init__(self):
        parameters = PunktParameters()
        parameters.abbrev_types = ABBREVIATIONS
        super().__init__(parameters, lang_vars=_PlainPatterns())
        self._judged: dict[str, bool] = {}

    def tokenize(self, text: str, realign_boundaries: bool = True) -> list[str]:
        """The sentences of a text whose words are parted by single blanks.

        A whole word with a full stop before a capital ends a sentence for sure unless it is an abbreviation; what
        stands between such ends Punkt need see only where it may hold another.
        """
        sentences, rest = [], ""
        parts = text.split(". ")
        for part, following in pairwise(parts):
            rest += part + "."
            word = part[part.rfind(" ") + 1 :]
            if "A" <= following[:1] <= "Z" and self._is_whole(word):
                sentences += self._within(rest, realign_boundaries)
                rest = ""
            else:
                rest += " "
        return sentences + self._within(rest + parts[-1], realign_boundaries)

    def _within(self, text: str, realign_boundaries: bool) -> list[str]:
        """The sentences of a text, by Punkt where a mark stands before its end."""
        return super().tokenize(text, realign_boundaries) if _INNER_MARK.search(text) else [text]

    def _is_whole(self, word: str) -> bool:
        """Whether all of a word is letters, and it is no abbreviation: of such Punkt asks no more."""
        return len(word) > 1 and word.isascii() and word.isalpha() and word.lower() not in ABBREVIATIONS

    def _get_last_whitespace_index(self, text: str) -> int:
        """Punkt's own looks at each character; here words are parted by single blanks."""
        return max(text.rfind(" "), 0)

    def text_contains_sentbreak(self, text: str) -> bool:
        """Whether a sentence ends in a context: a word, its mark and what follows."""
        judged = self._judged.get(text)
        if judged is None:
            word, blank, _ = text.partition(". ")
            ends = bool(blank) and self._is_whole(word)
            judged = self._judged[text] = ends or super().text_contains_sentbreak(text)
        return judged
