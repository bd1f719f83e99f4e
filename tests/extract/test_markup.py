"""Marks of Markdown and of TOSBack go, words stay."""

from html.parser import HTMLParser

import pytest
from cutting import clauses

from policy_corpus.extract.markup import from_tosback, parsable, plain, usual


def test_marks_of_markdown_go_and_words_stay():
    assert (
        plain('See [our **boats**](https://example.org/a_(b) "t") &amp; \\*sails\\*')
        == "See our boats & *sails*"
    )
    assert plain("![picture](a.png) text") == " text"
    assert plain(r"the cookie \_sail\_, \*not\* \`this\` _one_") == "the cookie _sail_, *not* `this` one"


def test_what_is_left_of_a_link_over_paragraphs_goes():
    assert clauses('[Read on\n\nabout our boats](https://example.org/a "Boats")[SAIL') == [
        *("[Read on", "about our boats SAIL")
    ]
    assert clauses('[SAIL\n\n-3.4%](https://example.org/sail "Price")[OAR\n\nWe rest.') == [
        *("[SAIL", "We rest.")
    ]


def test_quoted_paragraphs_are_read_without_their_marks():
    assert clauses("> We moor boats.\n>\n> > We mend\n> > sails.") == ["We moor boats.", "We mend sails."]


def test_a_heading_fused_with_a_link_is_a_heading():
    assert clauses("[Which boats?\n---](#1)[Which sails?\n---](#2)\n\nAll of them.") == ["All of them."]


@pytest.mark.parametrize(
    ("paragraph", "usual_one"),
    [
        ("> We moor\n> > boats", "We moor\nboats"),
        ("We\u00a0moor\u2028bo\u00adats", "We moor\nboats"),
        ("[Boats\n---](#1)", "\nBoats\n---\n"),
        ("We moor<br/>boats", "We moor  \nboats"),
        ("| We moor<br>boats |", "| We moor<br>boats |"),
    ],
)
def test_a_paragraph_gets_usual_blanks_and_line_ends(paragraph, usual_one):
    assert usual(paragraph) == usual_one


def test_an_entity_of_however_many_digits_is_no_fault():
    assert plain(f"We moor &#98;oats &#{'9' * 5_000};.") == "We moor boats \ufffd."


@pytest.mark.parametrize("marks", ["[<![a](b)", f"&#{'9' * 5_000};", "<![if !IE]>", "<![CDATA[ ]]>"])
def test_a_parser_of_html_stops_at_no_mark(marks):
    said = []
    parser = HTMLParser()
    parser.handle_data = said.append
    parser.feed(parsable(f"We moor boats. {marks} "))
    assert said[0].startswith("We moor boats.")


def test_tosbacks_blocks_are_parted_and_its_items_marked():
    assert from_tosback("<p>We keep</p><ul><li>oars &amp.\nsails</li></ul>").split("\n\n") == [
        *("", "We keep", "* oars & sails", "")
    ]
