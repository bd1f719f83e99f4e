"""Sentences that blank lines part are put together; lists are not."""

import re

import numpy as np
import pytest
from cutting import clauses
from hypothesis import given, strategies as st

from policy_corpus.extract import joining
from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.git import run
from policy_corpus.extract.joining import flags_of, is_wrapped, joined
from policy_corpus.extract.text import Cutter
from policy_corpus.tables import read_table

LINES = """\
The harbour keeps a book of the boats that lie here, of the

day on which each came, and of those who rowed it. We never use the

book to

train a parrot, and the keeper of the

harbour asks Rowers Mutual and the

Board of Oars before a page is torn out of it."""
WHOLE = [
    "The harbour keeps a book of the boats that lie here, of the day on which each came, and of those who rowed it.",
    (
        "We never use the book to train a parrot, and the keeper of the harbour asks Rowers Mutual and the Board of"
        " Oars before a page is torn out of it."
    ),
]


def together(page: str) -> list[str]:
    pieces = page.encode().split(b"\n\n")
    flags = np.array([flags_of(piece) for piece in pieces], np.uint8)
    return [piece.decode() for piece in joined(pieces, flags)]


def test_a_page_wrapped_hard_is_cut_as_if_it_were_not():
    assert clauses(LINES) == WHOLE
    assert clauses(f"Harbour book\n\n{LINES}\n\nBerths\n\n{LINES}") == [
        "Harbour book",
        *WHOLE,
        "Berths",
        *WHOLE,
    ]


def test_wider_gaps_part_paragraphs():
    cells = "the name of the\n\nboat, and its\n\nowner\n\n\n\nthe day"
    assert together(f"{LINES}\n\n\n\n{cells}")[-2:] == ["the name of the boat, and its owner", "the day"]


def test_short_lines_in_lower_case_stay_apart():
    items = ["your name", "your boat", "where it lies", "songs of oars"]
    page = "\n\n".join(["We keep:", *items])
    assert clauses(page) == ["We keep:", *items]
    assert clauses(f"{LINES}\n\n{page}") == [*WHOLE, "We keep:", *items]


def test_items_and_headings_stay_apart_on_a_page_wrapped_hard():
    items = "* names of the\n\n* berths of the\n\n# Oars of the\n\nharbour"
    assert together(f"{LINES}\n\n{items}")[-4:] == items.split("\n\n")


def test_a_few_lines_that_stop_at_a_link_do_not_make_a_page_wrapped_hard():
    links = "See the\n\nbook of boats.\n\nAsk the\n\nkeeper."
    assert together(links) == links.split("\n\n")
    far = "\n\n".join(["We rest.", *["We row at night."] * 40])
    thrice = f"{links}\n\nMind the\n\ngap.\n\n{far}"
    assert together(thrice) == thrice.split("\n\n")


def test_the_number_of_a_sheet_does_not_part_a_sentence():
    page = f"{LINES}\n\n\n\nThe keeper of the harbour shows the book to\n\n7\n\n\n\nany rower."
    assert together(page)[-1] == "The keeper of the harbour shows the book to any rower."
    assert together("We rest.\n\n7\n\nWe row.") == ["We rest.", "7", "We row."]


PIECES = st.lists(
    st.sampled_from([*LINES.split("\n\n"), "We keep:", "* oars", "# Boats", "", "your name", "We rest."]),
    max_size=30,
)


@given(PIECES)
def test_joining_loses_no_word_and_once_is_enough(pieces):
    page = "\n\n".join(pieces)
    once = together(page)
    assert re.findall(r"\w+", " ".join(once)) == re.findall(r"\w+", page)
    unmarked = [piece for piece in once if piece]
    assert "\n\n".join(together("\n\n".join(once))).split() == " ".join(unmarked).split()


@given(st.lists(st.binary(max_size=20), max_size=12))
def test_any_bytes_are_joined_without_an_error(pieces):
    flags = np.array([flags_of(piece) for piece in pieces], np.uint8)
    joined([*pieces, b"the", b"a"], np.append(flags, np.array([5, 5], np.uint8)))


# Archived pages that were copied from PDFs (archive, platform's folder, commit) → their clauses, and how many they
# would have as they stand.
WRAPPED = {
    ("contrib-versions", "Evernote", "b9ec35d8db3ea526e16737cd5e614d4af63116c1"): (261, 321),
    ("contrib-versions", "Alpha Vantage", "1402bc77ae"): (168, 192),
    ("dating-versions", "Fruitz", "4f27878a21824f5ebefde5bb2e9209ec10a5d4c5"): (152, 194),
    ("pga-versions", "Parler", "4c642f6138"): (257, 414),
}


@pytest.mark.archives
@pytest.mark.parametrize("page", WRAPPED)
def test_archived_pages_that_are_wrapped_hard_are_whole(page, archives, monkeypatch):
    archive, platform, commit = page
    place = f"{commit}:{platform}/Privacy Policy.md"
    content = run(archives / f"{archive}.git", "cat-file", "-p", place).stdout
    whole = clauses_in(content)
    monkeypatch.setattr(joining, "WRAPPED", 1)
    assert (whole, clauses_in(content)) == WRAPPED[page]


def clauses_in(content: bytes) -> int:
    cutter = Cutter()
    cutter.cut(content)
    return len({clause for clause, _ in cutter.pairs})


@pytest.mark.archives
def test_few_documents_are_wrapped_hard_today(archives):
    captures = read_table("captures").to_pandas()
    last = captures[captures["blob"] > ""].drop_duplicates("document", keep="last")
    found = set()
    for archive, own in last[last["archive"] != "tosback2"].groupby("archive"):
        texts = read_blobs(archives / f"{archive}.git", own["blob"].tolist())
        for document, (_, content) in zip(own["document"], texts, strict=True):
            pieces = content.split(b"\n\n")
            if is_wrapped(pieces, np.array([flags_of(piece) for piece in pieces], np.uint8)):
                found.add(document)
    assert found == {"alpha-vantage", "fruitz", "parler-twin", "uschovna"}
