"""Clauses made plain for the lexicon's patterns: words and sentences stay, what hides them goes."""

import pytest

from policy_corpus.extract.plain_text import (
    LINE_END,
    LINE_START,
    LONGEST,
    encoded,
    encoded_length,
    plain_lead_in,
    plain_line,
    plain_sentences,
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("See [our boats](https://example.org/a) now", "See [our boats]  now"),
        ("<p>Boats<br/>moor</p> <b>here</b>", " | Boats | moor |   here "),
        ("It’s a voice\u00adprint", "it's a voiceprint"),
        ("ﬁve—six", "five six"),
        ("one\ntwo", "one two"),
    ],
)
def test_what_hides_a_word_goes(text, plain):
    assert plain_line(text) == plain


def test_of_a_text_that_was_never_cut_the_beginning_is_read():
    assert len(plain_line("a " * LONGEST)) == LONGEST


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Boats. We moor them.", "Boats: We moor them."),
        ("We row. We moor.", "We row. We moor."),
        (
            "We use e.g. oars, sails etc. at example.org daily.",
            "We use eg oars, sails etc at exampleorg daily.",
        ),
    ],
)
def test_full_stops_end_sentences_and_nothing_else(text, plain):
    assert plain_sentences(text) == plain


def test_a_lead_in_is_its_last_sentence_before_its_item():
    assert plain_lead_in("We moor boats. We also keep the following:") == "We also keep the following : "
    assert plain_lead_in("How and why we use your oars").strip() == "we use your oars :"
    assert plain_lead_in("") == ""


def test_lines_are_lower_case_bytes_of_words_and_marks():
    assert encoded(["We ROW, daily!", "(é) — 1"]) == "|  we row, daily! \n|  (é) — 1 \n".encode()
    line = encoded(["Röw"])
    assert line[LINE_START:-LINE_END] == "röw".encode()
    assert len(line) - LINE_START - LINE_END == encoded_length("Röw")
