"""Texts that an archive joined from several pages: which clause stands on which."""

import numpy as np
from pages import OLD, history, page

from policy_corpus.extract.joined_pages import beside, numbered_pages, parts_of
from policy_corpus.extract.reading import Reader


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.uint32)


def test_a_line_of_three_dashes_joins_pages_and_a_rule_or_a_list_does_not():
    assert parts_of(b"one\n\n- - -\n\ntwo\n\n* * *\n\n- - item\n") == [
        b"one\n\n",
        b"\n\ntwo\n\n* * *\n\n- - item\n",
    ]


def test_what_the_first_page_says_too_is_not_beside_it():
    assert [own.tolist() for own in beside([rows(1, 2), rows(2, 3), rows(1, 2)])] == [[3], []]


def test_a_page_keeps_its_number_when_it_is_edited_and_when_another_comes_before_it():
    texts = [(rows(10, 11, 12),), (rows(20, 21), rows(10, 11, 13)), ()]
    assert numbered_pages(texts) == {10: 1, 11: 1, 12: 1, 13: 1, 20: 2, 21: 2}


def test_pages_that_share_little_are_two():
    assert numbered_pages([(rows(1, 2, 3, 4),), (rows(4, 5, 6, 7),)]) == {
        **dict.fromkeys([1, 2, 3, 4], 1),
        **dict.fromkeys([5, 6, 7], 2),
    }


POLICY = b"We keep the names of all gardeners in a book.\n\nWe show this book to nobody but the gardener.\n"
NOTICE = b"We greet each guest who looks over the fence.\n\nWe ask no guest for a name or an address.\n"


def test_a_reading_has_the_rows_of_the_pages_beside():
    reader = Reader()
    alone = reader.read(POLICY, "markdown")
    both = reader.read(POLICY + b"\n- - -\n\n" + NOTICE, "markdown")
    assert alone.beside == ()
    assert [set(own.tolist()) for own in both.beside] == [set(both.rows.tolist()) - set(alone.rows.tolist())]


def test_a_clause_is_of_a_joined_page_also_where_an_earlier_text_was_joined_without_a_line():
    before, after = page(OLD | {70, 71}), page(OLD | {70, 71, 72})
    after.beside = (rows(70, 71, 72),)
    spans = history((1000, OLD), (1100, before), (1300, after)).spans
    assert {span.row: span.joined for span in spans if span.row >= 70} == {70: 1, 71: 1, 72: 1}
    assert all(span.joined == 0 for span in spans if span.row < 70)
