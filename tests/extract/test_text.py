"""Any text can be cut, twice alike, in a time that grows as its length; what was forgotten is cut as before."""

import pytest
from hypothesis import given, strategies as st

from policy_corpus.extract.text import Cutter

PARAGRAPHS = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            [
                "# Head",
                "1.1 Part two",
                "*   item one",
                "    *   nested",
                "| a | b |",
                "We do this:",
                "**Bold**",
            ]
        ),
    ),
    max_size=12,
).map("\n\n".join)


@given(PARAGRAPHS, st.sampled_from(["markdown", "tosback"]))
def test_any_text_can_be_cut_and_twice_alike(page, markup):
    cutter = Cutter()
    first = [part.tolist() for part in cutter.cut(page.encode("utf-8", "replace"), markup)]
    assert [part.tolist() for part in cutter.cut(page.encode("utf-8", "replace"), markup)] == first
    assert len(cutter.keys) == len(set(cutter.keys)) == len(cutter.texts)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_cut(content):
    Cutter().cut(content)


@pytest.mark.parametrize(
    "piece", ["[", "[a](", "*", "    *   ", "(", "\\", "| ", "<b", "_", "&amp;", "1. ", "a."]
)
def test_long_repeats_cost_no_more_than_their_length(piece):
    Cutter().cut((piece * (40_000 // len(piece))).encode())


def test_what_was_forgotten_is_cut_as_before():
    pages = [f"# Boats\n\nWe moor boat {n % 3}.\n\n*   its oars\n\nWe rest.".encode() for n in range(9)]
    mindful, forgetful = Cutter(), Cutter(held=1)
    for page in pages:
        for kept, anew in zip(mindful.cut(page), forgetful.cut(page), strict=True):
            assert kept.tolist() == anew.tolist()
    assert (mindful.texts, mindful.pairs, mindful.sections) == (
        forgetful.texts,
        forgetful.pairs,
        forgetful.sections,
    )
