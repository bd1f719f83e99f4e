"""From texts to readings, on invented policies."""

import sys

import numpy as np
from invented import LONG

from policy_corpus.extract.reading import Reader


def read(*pages: str):
    reader = Reader()
    return reader, [reader.read(page.encode(), "markdown") for page in pages]


def test_a_reading_counts_each_clause_once():
    _, (once, twice) = read("We moor boats.\n\nWe rest.", "We moor boats.\n\nWe rest.\n\nWe moor boats.")
    assert once.rows.tolist() == twice.rows.tolist() == [0, 1]
    assert (once.words, twice.words) == (5, 5)


def test_texts_that_say_the_same_have_the_same_fingerprint():
    _, (plain, marked, other) = read("We moor boats.", "**We  moor** boats!", "We mend boats.")
    assert plain.clause_set == marked.clause_set != other.clause_set


def test_clauses_that_speak_as_policies_do_are_counted():
    _, (reading,) = read("We collect shells.\n\nYour information is dry.\n\nThe tide is low.")
    assert reading.signals == 2


def test_two_policies_on_a_page_are_its_halves():
    old, new = (" ".join(LONG) + f"\n\n{line}\n\n" for line in ("We like oars.", "We like sails."))
    more = "\n\n".join(
        f"The {n} gulls that guard our shed read all of this aloud at noon." for n in range(20)
    )
    _, (both, one) = read(old + more + "\n\n" + new + more, old + more)
    first, second = both.halves
    assert first.clause_set == one.clause_set
    assert one.halves is None
    assert len(np.setxor1d(first.rows, second.rows)) == 2


def test_the_language_is_that_of_the_longest_clauses():
    german = "Wir verarbeiten die Daten unserer Gäste, damit ihre Boote im Hafen sicher liegen können."
    _, (page,) = read(f"Boats\n\nOars\n\n{german}")
    assert page.language == "de"


def test_texts_are_read_while_a_profiler_holds_what_it_saw():
    """As Dask's workers do: what a call had in hand may live longer than the call."""
    seen = []
    sys.setprofile(lambda frame, event, value: seen.append(frame))
    try:
        _, (first, second) = read("We moor boats.\n\nWe rest.", "We sail.\n\nWe mend nets.\n\nWe rest.")
    finally:
        sys.setprofile(None)
    assert (len(first.rows), len(second.rows)) == (2, 3)
