"""From texts to readings, on invented policies."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from invented import LONG, archive, policy, source

from policy_corpus.extract.archive import read_history
from policy_corpus.extract.reading import Reader, merged, read_shares
from policy_corpus.extract.workers import worker_pool


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


def test_shares_read_side_by_side_are_as_if_read_by_one(tmp_path):
    pages = [policy("Acme"), policy("Bolt", "We like rain."), policy("Acme", "We like rain. We like hail.")]
    paths = [f"{name}/Privacy Policy.md" for name in "ABC"]
    head = archive(
        tmp_path / "small.git",
        [(1, "Start", {path: page.encode() for path, page in zip(paths, pages, strict=True)})],
    )
    small, folder = source("small", head), tmp_path / "small.git"
    blobs = [capture.blob for capture in read_history(folder, small)]
    told = []
    with worker_pool(1) as executor:
        whole, readings = merged(read_shares([[(folder, small, blobs)]], executor, told.append))
    assert told == [3]
    shares = [[(folder, small, blobs[:1])], [(folder, small, blobs[1:])]]
    with worker_pool(2) as executor:
        store, parts = merged(read_shares(shares, executor, told.append))
    assert told == [3, 1, 2]
    assert store == whole
    with ThreadPoolExecutor(2) as executor:  # any executor will do
        assert merged(read_shares(shares, executor, told.append))[0] == whole
    assert list(parts) == list(readings)
    for place, reading in readings.items():
        assert parts[place].rows.tolist() == reading.rows.tolist()
        assert parts[place].sections.tolist() == reading.sections.tolist()
