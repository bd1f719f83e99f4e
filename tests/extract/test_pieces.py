"""Sentences broken over pieces of a page are put together; each distinct piece is numbered once."""

from cutting import clauses

from policy_corpus.extract.pieces import Pieces, paragraphs_of


def test_a_sentence_broken_over_lines_and_paragraphs_is_one():
    broken = (
        "This notice concerns the handling of all the personal data of guests while\n\nthey are moored here."
    )
    assert len(clauses(broken)) == 1
    assert clauses("We keep\nnotes on boats.") == ["We keep notes on boats."]


def test_each_distinct_piece_is_cut_once():
    pieces = Pieces()
    page = pieces.of_page(b"# Boats\n\nWe row.\n\n# Boats")
    assert page.tolist() == [0, 1, 0]
    assert pieces.not_cut(page) == [0, 1]
    pieces.is_cut(0, True)
    assert pieces.not_cut(page) == [1]
    assert pieces.parts(page) == [0, 2]


LONG = b"This notice concerns the handling of all the personal data of guests while"


def test_pieces_that_part_a_sentence_are_put_together():
    pieces = Pieces()
    numbers = pieces.of_page(LONG + b"\n\nthey moor,\n\nWe rest.")
    assert [pieces.content[number] for number in numbers] == [LONG + b" they moor,", b"We rest."]
    assert paragraphs_of(LONG + b"\n    \nthey moor") == [f"{LONG.decode()} they moor"]
    assert paragraphs_of(b"We row\n    \nthey moor") == ["We row", "they moor"]
