"""Invented inputs without number → whether the invariants hold: of texts, of labels, of histories.

Hypothesis draws fragments of any letters and a seed; from both a batch of inputs grows, so that hypothesis's own
work is shared by all of a batch. An input is a text, a clause or a history. What fails is printed whole.
"""

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st

from policy_corpus.extract.formats import FORMATS
from policy_corpus.extract.identity import words_of
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.reading import Reader, Reading, merged
from policy_corpus.extract.store import Store
from policy_corpus.extract.text import Cutter
from policy_corpus.paths import DATA
from policy_corpus.trials.torture import histories

EXAMPLES = 20  # batches a round
MOST_FAULTS = 3  # of an invariant, after which it is left
TEXTS, CLAUSES, PAGES, HISTORIES = 40, 2_000, 10, 20  # of a batch
PIECES = (
    "We", "may", "do not", "never", "collect", "share", "your face", "a scan of your face", "your employer",
    "train", "our models", "biometric data", "job title", "personal information", "cookies", "of the boat",
    "if you", "unless", "you can", "delete", ".", ",", ";", ":", "?", "(a)", "1.", "1.1 ", "e.g.", "U.S.", "’s",
    "**", "*", "*   ", "    * ", "- ", "# ", "## ", "====", "----", "| a | b |", "|---|---|", "[x](y)", "![", "](",
    "<b>", "</p>", "<p>", "<li>", "<!--", "-->", "&amp;", "&#x27", "<br/>", "`", "\\", "_", "~~", ">", "\n", "\n\n",
    "Last updated: March 3, 2021", "Effective 31.02.2020", "\u200b", "\u00a0", "\u202e", "\ufeff", "ﬁ", "é", "ß",
    "ы", "隐私", "🙂", "\t", "\x00", "\x1b[31m", "\r\n", "California", "GDPR", "European Economic Area",
)  # fmt: skip
HEAD = "# "
WORDS = (
    "boat",
    "berth",
    "oar",
    "tide",
    "collect",
    "share",
    "your",
    "name",
    "address",
    "data",
    "with",
    "keep",
)
FRAGMENTS = st.lists(st.text(max_size=30), max_size=6)
SEEDS = st.integers(0, 2**63)


@dataclass(frozen=True)
class Invariant:
    """What must hold of a batch: its words, what draws the batch, and a check that says how many inputs it had."""

    what: str
    batches: st.SearchStrategy
    check: Callable[..., int]


def rows(seconds: float, start: int = 0) -> Iterator[dict[str, object]]:
    """A row for each invariant, on each of which so many seconds are spent, shared alike."""
    for invariant in INVARIANTS:
        tried, faults, rounds = tried_for(invariant, seconds / len(INVARIANTS), start)
        yield {
            "part": "fuzz",
            "what": invariant.what,
            "tried": tried,
            "held": tried - len(faults),
            "failed": len(faults),
            "how": f"{rounds:,} rounds of hypothesis from seed {start}"
            + (f"; the first that failed: {faults[0]}" if faults else ""),
        }


def tried_for(
    invariant: Invariant, seconds: float, start: int, examples: int = EXAMPLES
) -> tuple[int, list, int]:
    """Inputs that an invariant was tried with, one round at least; what failed; rounds."""
    tried, faults, rounds, until = 0, [], 0, time.monotonic() + seconds
    while not rounds or (time.monotonic() < until and len(faults) < MOST_FAULTS):

        @seed(start + rounds)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(invariant.batches)
        def hold(batch) -> None:
            nonlocal tried
            tried += invariant.check(batch)

        try:
            hold()
        except Exception as error:  # whatever it is, it is a fault of what is tried
            tried += 1
            faults.append(f"{type(error).__name__}: {str(error)[:200]}")
            traceback.print_exc(file=sys.stderr)
        rounds += 1
    return tried, faults, rounds


# ---------------------------------------------------------------- texts


def _grown(rng: Random, fragments: list[str], most: int) -> str:
    """A text of up to so many pieces."""
    stock = (*PIECES, *fragments, *fragments)
    return "".join(
        rng.choice(stock) + rng.choice((" ", " ", " ", "", "\n")) for _ in range(rng.randint(0, most))
    )


@st.composite
def texts(draw) -> tuple[str, list[bytes], int]:
    """A format, and texts in it, of which some are no UTF-8 and some are made of parts of others; a seed."""
    fragments, number = draw(FRAGMENTS), draw(SEEDS)
    rng, made = Random(number), []
    for _ in range(TEXTS):
        text = _grown(rng, fragments, 120).encode("utf-8", "replace")
        if made and rng.random() < 0.3:
            other = rng.choice(made)
            text = text[: rng.randint(0, len(text))] + other[rng.randint(0, len(other)) :]
        made.append(text)
    return draw(st.sampled_from(sorted(FORMATS))), made, number


def _said(reader: Reader, content: bytes, form: str) -> tuple:
    """What a reader reads in a text."""
    reading = reader.read(content, form)
    return _words(reader.store(), reading)


def _words(store: Store, reading: Reading) -> tuple:
    """What a reading says, in words, without the numbers of its store."""
    rows = [
        (store.keys[clause], store.keys[lead] if lead >= 0 else "", store.sections[section])
        for (clause, lead), section in zip(
            [store.pairs[row] for row in reading.rows], reading.sections.tolist(), strict=True
        )
    ]
    halves = [_words(store, half) for half in reading.halves or ()]
    known = (
        reading.words,
        reading.signals,
        reading.language,
        reading.stated,
        reading.latest,
        reading.regions,
    )
    return sorted(rows), known, halves


def read_alike(batch: tuple[str, list[bytes], int]) -> int:
    """Read twice by one reader, in another order by another, and by two whose parts are merged: the same is said."""
    form, contents, number = batch
    reader = Reader()
    first = [_said(reader, content, form) for content in contents]
    assert [_said(reader, content, form) for content in contents] == first, "read twice"
    order = list(range(len(contents)))
    Random(number).shuffle(order)
    other = Reader()
    shuffled = {place: _said(other, contents[place], form) for place in order}
    assert [shuffled[place] for place in range(len(contents))] == first, "in another order"
    halves = (order[: len(order) // 2], order[len(order) // 2 :])
    parts = []
    for half in halves:
        own = Reader()
        readings = {("", str(place)): own.read(contents[place], form) for place in half}
        parts.append((own.store(), readings))
    store, readings = merged(parts)
    assert [_words(store, readings["", str(place)]) for place in range(len(contents))] == first, (
        "in two parts"
    )
    return len(contents)


# ---------------------------------------------------------------- clauses that cover the text


@st.composite
def pages(draw) -> list[list[tuple[str, str]]]:
    """Pages as blocks: how each is marked up, and its words: a title's, or one to four sentences."""
    rng = Random(draw(SEEDS))
    return [[_block(rng) for _ in range(rng.randint(1, 30))] for _ in range(PAGES)]


def _block(rng: Random) -> tuple[str, str]:
    mark = rng.choice(("", "", HEAD, "*   ", "1. "))
    if mark == HEAD:
        return mark, f"Your {rng.choice(WORDS)} and {rng.choice(WORDS)}"
    sentences = (" ".join(rng.choices(WORDS, k=rng.randint(4, 20))) for _ in range(rng.randint(1, 4)))
    return mark, " ".join(f"We {sentence}." for sentence in sentences)


def all_covered(batch: list[list[tuple[str, str]]]) -> int:
    """Every word of a page that is no heading's stands in one clause, in the order of the page."""
    for blocks in batch:
        cutter = Cutter()
        page = "\n\n".join(mark + text for mark, text in blocks)
        rows, _ = cutter.cut(page.encode())
        covered = " ".join(cutter.keys[cutter.pairs[row][0]] for row in rows.tolist()).split()
        assert covered == words_of(" ".join(mark + text for mark, text in blocks if mark != HEAD)), page
    return len(batch)


# ---------------------------------------------------------------- labels


@cache
def _lexicon() -> Lexicon:
    return Lexicon.read(DATA / "lexicon.yml")


@st.composite
def clauses(draw) -> tuple[list[str], list[str], int]:
    """Clauses with their lead-ins, and a seed."""
    fragments, number = draw(FRAGMENTS), draw(SEEDS)
    rng = Random(number)
    made = [_grown(rng, fragments, 14) for _ in range(CLAUSES)]
    return made, [_grown(rng, fragments, 5) if rng.random() < 0.3 else "" for _ in made], number


def labelled_alike(batch: tuple[list[str], list[str], int]) -> int:
    """Labelled together, in another order, and in batches: each clause has the same labels."""
    made, leads, number = batch
    lexicon, rng = _lexicon(), Random(number)
    together = lexicon.label_all(made, leads, why=True)
    order = list(range(len(made)))
    rng.shuffle(order)
    shuffled = lexicon.label_all([made[i] for i in order], [leads[i] for i in order], why=True)
    assert _equal(shuffled, together.iloc[order]), f"in another order: {made!r} {leads!r}"
    cut = rng.randrange(1, len(made))
    parts = [lexicon.label_all(made[part], leads[part], why=True) for part in (slice(cut), slice(cut, None))]
    assert _equal(pd.concat(parts), together), f"in two batches: {made!r} {leads!r}"
    return len(made)


def _equal(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.astype(str).to_numpy().tolist() == other.astype(str).to_numpy().tolist()


INVARIANTS = [
    Invariant("any text is read, and says the same twice, in any order and in parts", texts(), read_alike),
    Invariant("clauses cover the text, each word once and in order", pages(), all_covered),
    Invariant("any clause is labelled, and alike in any order and batch", clauses(), labelled_alike),
    *(
        Invariant(what, SEEDS.map(lambda seed: list(range(seed, seed + HISTORIES))), histories.each(check))
        for what, check in histories.INVARIANTS.items()
    ),
]
