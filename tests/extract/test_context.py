"""Items hang on what introduces them; sections are numbered as printed, or by their place."""

from cutting import cut

from policy_corpus.extract.context import Outline, Sections


def test_sections_take_their_printed_numbers():
    page = "Notice\n===\n\n1\\. What we take\n---\n\nWe take notes.\n\n**1.1 From you.**\n\nYou send us mail."
    assert [(section, clause) for section, clause, _ in cut(page)] == [
        ("1", "We take notes."),
        ("1.1", "You send us mail."),
    ]


def test_sections_without_numbers_take_their_place():
    page = "# Notice\n\n## Boats\n\nWe moor boats.\n\n## Sails\n\nWe mend sails."
    assert [section for section, _, _ in cut(page)] == ["#1.#1", "#1.#2"]


def test_items_hang_on_the_sentence_before_their_list():
    page = "We keep the following:\n\n*   your boat's name;\n*   your berth:\n    *   its number;\n"
    page += "    *   its depth.\n\nWe rest."
    assert [(clause, lead) for _, clause, lead in cut(page)] == [
        ("We keep the following:", ""),
        ("your boat's name;", "We keep the following:"),
        ("your berth:", "We keep the following:"),
        ("its number;", "your berth:"),
        ("its depth.", "your berth:"),
        ("We rest.", ""),
    ]


def test_a_list_under_a_heading_hangs_on_it():
    assert cut("## What we keep\n\n* boat names\n* berths")[0] == ("#1", "boat names", "What we keep")


def test_an_outline_takes_printed_numbers_else_places():
    outline = Outline()
    headings = [(1, ""), (2, ""), (2, "B"), (1, "3"), (2, "3.1"), (3, "")]
    assert [outline.enter(*heading) for heading in headings] == ["#1", "#1.#1", "B", "3", "3.1", "3.#2"]


def test_sections_of_two_pages_share_their_numbers():
    sections = Sections()
    assert sections.opened_by([(1, "1"), (1, "2")]).tolist() == [0, 1, 2]
    assert sections.opened_by([(1, "2")]).tolist() == [0, 2]
    assert list(sections.names) == ["0", "1", "2"]
