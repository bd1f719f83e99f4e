"""Cells of tables hang on the heads of their columns."""

from cutting import cut

from policy_corpus.extract.blocks import BlockCutter
from policy_corpus.extract.clauses import Clauses


def test_a_cell_hangs_on_the_head_of_its_column():
    page = "| Kind | Kept for |\n| --- | --- |\n| Boat names | ten years<br>or until sold |"
    assert [(clause, lead) for _, clause, lead in cut(page)] == [
        ("Kind", ""),
        ("Kept for", ""),
        ("Boat names", "Kind"),
        ("ten years", "Kept for"),
        ("or until sold", "Kept for"),
    ]


def test_a_table_with_an_empty_head_has_it_in_bold():
    page = "|     |     |\n| --- | --- |\n| **Kind** | **Why** |\n| Sails | To race. |"
    assert cut(page)[2:] == [("0", "Sails", "Kind"), ("0", "To race.", "Why")]


def blocks(paragraph: str) -> list[tuple[str, int, str, list[str]]]:
    """(kind, depth, number, clauses) of a paragraph's blocks."""
    known = Clauses()
    found = BlockCutter(known).cut(paragraph)
    return [(b.kind, b.depth, b.number, [known.texts[clause] for clause in b.clauses]) for b in found]


def test_a_paragraph_is_cut_at_its_marks_underlines_and_forced_breaks():
    assert blocks(
        "2. Boats\n---\nWe moor the boats of all guests. We mend the sails of all guests.  \n"
        "We rest.\n*   oars\n    *   long ones"
    ) == [
        ("heading", 2, "2", ["2. Boats"]),
        ("text", 0, "", ["We moor the boats of all guests.", "We mend the sails of all guests."]),
        ("text", 0, "", ["We rest."]),
        ("item", 1, "", ["oars"]),
        ("item", 2, "", ["long ones"]),
    ]


def test_a_heading_of_many_words_is_text():
    long = "We moor the boats of all our guests in the harbour by the old mill at night and by day"
    assert [kind for kind, *_ in blocks(f"# {long}")] == ["text"]
    assert [kind for kind, *_ in blocks("# Boats")] == ["heading"]
