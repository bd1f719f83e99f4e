"""Invented inputs without number → whether the invariants hold: of texts, of labels, of histories.

Hypothesis draws fragments of any letters; from them and a number of its own each batch of inputs grows, so that
hypothesis's own work is shared by all of a batch and no batch comes twice. An input is a text, a clause or a history.
What fails is printed whole.
"""

import math
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st

from policy_corpus.extract.formats import FORMATS
from policy_corpus.extract.identity import WORD, clause_key, words_of
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.reading import Reader, Reading, merged
from policy_corpus.extract.store import Store
from policy_corpus.extract.text import Cutter
from policy_corpus.files import read_csv, write_csv
from policy_corpus.paths import DATA
from policy_corpus.text_of_others import FORMULA, as_cell
from policy_corpus.trials.torture import histories
from policy_corpus.trials.torture.outcome import outcome

ROUND = 100_000  # inputs of all invariants, after which what is known is told
MOST_FAULTS = 3  # of an invariant, after which it is left
TEXTS, CLAUSES, SNIPPETS, PAGES, HISTORIES = 40, 2_000, 1_000, 100, 100  # of a batch
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
GAPS = (" ", " ", " ", "", "\n")  # between two pieces
FRAGMENTS = st.lists(st.text(max_size=30), max_size=6)


@dataclass(frozen=True)
class Invariant:
    """What must hold: its words, its share of all inputs, the size of a batch, and a check that makes one and tries it.

    Shares are so that each kind has some ten thousands of inputs among millions, and takes a fair part of the time.
    """

    what: str
    share: float
    size: int
    check: Callable[[list[str], Random], None]

    def batches(self, inputs: int) -> int:
        """Its batches among so many inputs of all invariants."""
        return max(1, round(self.share * inputs / self.size))


@dataclass
class Tried:
    """What an invariant was tried with so far, and its faults."""

    inputs: int = 0
    faults: list[str] = field(default_factory=list)


def rows(inputs: int, start: int = 0) -> Iterator[dict[str, object]]:
    """After each round, a row for each invariant with all that it was tried with."""
    so_far = [Tried() for _ in INVARIANTS]
    for number in range(math.ceil(inputs / ROUND)):
        for invariant, tried in zip(INVARIANTS, so_far, strict=True):
            if len(tried.faults) < MOST_FAULTS:
                more = tried_with(invariant, invariant.batches(min(inputs, ROUND)), start + number)
                tried.inputs += more.inputs
                tried.faults += more.faults
            how = f"{number + 1:,} rounds of hypothesis from seed {start}"
            yield outcome("fuzz", invariant.what, tried.inputs, tried.faults, how)


def tried_with(invariant: Invariant, batches: int, start: int) -> Tried:
    """What came of trying an invariant with so many batches, which grow from a seed."""
    tried, begun = Tried(), 0

    @seed(start)
    @settings(
        max_examples=batches,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(FRAGMENTS)
    def hold(fragments: list[str]) -> None:
        nonlocal begun
        begun += 1
        if len(tried.faults) == MOST_FAULTS:
            return
        name = f"{start}/{begun}"
        try:
            invariant.check(fragments, Random(f"{invariant.what}/{name}"))
            tried.inputs += invariant.size
        except Exception as error:  # whatever it is, it is a fault of what is tried
            tried.inputs += 1
            tried.faults.append(f"{type(error).__name__} in batch {name}: {str(error)[:200]}")
            traceback.print_exc(file=sys.stderr)

    hold()
    return tried


# ---------------------------------------------------------------- texts


def _grown(rng: Random, stock: tuple[str, ...], least: int, most: int) -> str:
    """A text of so many pieces of a stock."""
    pieces = rng.choices(stock, k=rng.randint(least, most))
    return "".join(map(str.__add__, pieces, rng.choices(GAPS, k=len(pieces))))


def _stock(fragments: list[str]) -> tuple[str, ...]:
    return (*PIECES, *fragments, *fragments)


def texts(fragments: list[str], rng: Random) -> list[bytes]:
    """Texts, of which some are no UTF-8 and some are made of parts of others."""
    stock, made = _stock(fragments), []
    for _ in range(TEXTS):
        text = _grown(rng, stock, 0, 120).encode("utf-8", "replace")
        if made and rng.random() < 0.3:
            other = rng.choice(made)
            text = text[: rng.randint(0, len(text))] + other[rng.randint(0, len(other)) :]
        made.append(text)
    return made


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


def read_alike(fragments: list[str], rng: Random) -> None:
    """Read twice by one reader, and in another order by two whose parts are merged: the same is said."""
    form, contents = rng.choice(sorted(FORMATS)), texts(fragments, rng)
    reader = Reader()
    first, again = ([said(reader, content, form) for content in contents] for _ in range(2))
    assert again == first, f"read twice as {form}: {contents!r}"
    order = rng.sample(range(len(contents)), len(contents))
    parts = []
    for half in (order[: len(order) // 2], order[len(order) // 2 :]):
        own = Reader()
        readings = {("", str(place)): own.read(contents[place], form) for place in half}
        parts.append((own.store(), readings))
    store, readings = merged(parts)
    merged_ones = [_words(store, readings["", str(place)]) for place in range(len(contents))]
    assert merged_ones == first, f"in another order and in parts, as {form}: {contents!r}"


def said(reader: Reader, content: bytes, form: str) -> tuple:
    """What a reader reads in a text."""
    reading = reader.read(content, form)
    return _words(reader.store(), reading)


# ---------------------------------------------------------------- clauses that cover the text


def _page(rng: Random) -> list[tuple[str, str]]:
    """A page's blocks: how each is marked up, and its words: a title's, or one to four sentences."""
    return [_block(rng) for _ in range(rng.randint(1, 30))]


def _block(rng: Random) -> tuple[str, str]:
    mark = rng.choice(("", "", HEAD, "*   ", "1. "))
    if mark == HEAD:
        return mark, f"Your {rng.choice(WORDS)} and {rng.choice(WORDS)}"
    sentences = (" ".join(rng.choices(WORDS, k=rng.randint(4, 20))) for _ in range(rng.randint(1, 4)))
    return mark, " ".join(f"We {sentence}." for sentence in sentences)


def all_covered(_: list[str], rng: Random) -> None:
    """Every word of a page that is no heading's stands in one clause, in the order of the page."""
    for _ in range(PAGES):
        cutter, blocks = Cutter(), _page(rng)
        page = "\n\n".join(mark + text for mark, text in blocks)
        rows, _ = cutter.cut(page.encode())
        covered = " ".join(cutter.keys[cutter.pairs[row][0]] for row in rows.tolist()).split()
        assert covered == words_of(" ".join(mark + text for mark, text in blocks if mark != HEAD)), page


# ---------------------------------------------------------------- labels


@cache
def _lexicon() -> Lexicon:
    return Lexicon.read(DATA / "lexicon.yml")


def clauses(fragments: list[str], rng: Random) -> tuple[list[str], list[str]]:
    """Clauses, one of them empty, and their lead-ins."""
    stock = _stock(fragments)
    made = ["", *(_grown(rng, stock, 3, 16) for _ in range(CLAUSES - 1))]
    return made, [_grown(rng, stock, 1, 5) if rng.random() < 0.3 else "" for _ in made]


def labelled_alike(fragments: list[str], rng: Random) -> None:
    """Labelled together, and in another order in two batches: each clause has the same labels."""
    made, leads = clauses(fragments, rng)
    together = _lexicon().label_all(made, leads, why=True)
    order = rng.sample(range(CLAUSES), CLAUSES)
    cut = rng.randrange(1, CLAUSES)
    parts = [
        _lexicon().label_all([made[i] for i in part], [leads[i] for i in part], why=True)
        for part in (order[:cut], order[cut:])
    ]
    other = pd.concat(parts, ignore_index=True)
    if not other.equals(together.iloc[order].reset_index(drop=True)):
        differ = other.astype(str).ne(together.iloc[order].reset_index(drop=True).astype(str)).any(axis=1)
        raise AssertionError([(made[order[row]], leads[order[row]]) for row in differ[differ].index])


# ---------------------------------------------------------------- words and cells


def snippets(fragments: list[str], rng: Random) -> list[str]:
    """Short texts."""
    stock = _stock(fragments)
    return [_grown(rng, stock, 2, 8) for _ in range(SNIPPETS)]


def known_by_words(fragments: list[str], rng: Random) -> None:
    """What a text is known by is the same in capitals of ASCII, between other blanks, and of what it is known by."""
    for text in snippets(fragments, rng):
        key = clause_key(text)
        assert clause_key(key) == key == " ".join(WORD.findall(text.lower().replace("’", "'"))), repr(text)
        assert clause_key(f" {text.upper() if text.isascii() else text}\n") == key, repr(text)


def kept_as_data(fragments: list[str], rng: Random) -> None:
    """Texts as cells are printed as they are, and open no formula; a table of the texts is read as it was written."""
    made = snippets(fragments, rng)
    for text in made:
        cell = as_cell(text)
        assert cell.isprintable() and as_cell(cell) == cell, repr(text)
        assert not cell.lstrip().startswith(FORMULA) or float(cell.replace(",", "")) is not None, repr(text)
    rows = [made[begin : begin + 4] for begin in range(0, SNIPPETS, 4)]
    with TemporaryDirectory() as folder:
        write_csv(Path(folder, "a.csv"), list("abcd"), rows)
        assert read_csv(Path(folder, "a.csv")) == (list("abcd"), rows), repr(made)


# ---------------------------------------------------------------- all of them


def _of_histories(check: Callable[[Random], None]) -> Callable[[list[str], Random], None]:
    """A check of one history as a check of a batch."""

    def checked(_: list[str], rng: Random) -> None:
        for _ in range(HISTORIES):
            check(Random(rng.getrandbits(64)))

    return checked


READ = "any text is read, and says the same twice, in any order and in parts"
COVERED = "clauses cover the text, each word once and in order"
LABELLED = "any clause is labelled, and alike in any order and batch"
KNOWN = "any text has the words by which a clause is known, whatever its case, marks and blanks"
KEPT = "any text is data in a cell, and is read as it was written"
INVARIANTS = [
    Invariant(READ, 0.02, TEXTS, read_alike),
    Invariant(COVERED, 0.015, PAGES, all_covered),
    Invariant(LABELLED, 0.34, CLAUSES, labelled_alike),
    Invariant(KNOWN, 0.3, SNIPPETS, known_by_words),
    Invariant(KEPT, 0.3, SNIPPETS, kept_as_data),
    *(
        Invariant(what, 0.005, HISTORIES, _of_histories(check))
        for what, check in histories.INVARIANTS.items()
    ),
]
