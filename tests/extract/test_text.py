"""From a page to clauses: sections, lead-ins, sentences, on invented policies."""

import pytest
from hypothesis import given, strategies as st

from policy_corpus.extract.text import WORD, Cutter, clause_hash, clause_key, plain, words_of

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


def cut(page: str, markup: str = "markdown") -> list[tuple[str, str, str]]:
    """(section, clause, lead-in) of a page's clauses."""
    cutter = Cutter()
    rows, sections = cutter.cut(page.encode(), markup)
    names = list(cutter.sections)
    pairs = [cutter.pairs[row] for row in rows]
    texts = [(cutter.texts[c], cutter.texts[lead] if lead >= 0 else "") for c, lead in pairs]
    return [(names[section], *text) for section, text in zip(sections, texts, strict=True)]


def clauses(page: str, markup: str = "markdown") -> list[str]:
    return [clause for _, clause, _ in cut(page, markup)]


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


@pytest.mark.parametrize("mark", ["*", "-", "+", "•", "●", "▪", "–", "\\-"])
def test_every_mark_makes_an_item(mark):
    assert clauses(f"We keep:\n\n{mark} boat names\n{mark} berths") == ["We keep:", "boat names", "berths"]


def test_a_cell_hangs_on_the_head_of_its_column():
    page = "| Kind | Kept for |\n| --- | --- |\n| Boat names | ten years<br>or until sold |"
    assert [(clause, lead) for _, clause, lead in cut(page)] == [
        ("Kind", ""),
        ("Kept for", ""),
        ("Boat names", "Kind"),
        ("ten years", "Kept for"),
        ("or until sold", "Kept for"),
    ]


def test_a_column_that_answers_whether_something_is_collected_answers_in_the_cells_before():
    page = "| **Kind** | **Such as** | **Collected?** | **Sold?** |\n| --- | --- | --- | --- |\n"
    page += "| A. Sails | Jibs. All of the large spinnakers. | NO | YES |\n| B. Oars | Sculls | Yes. | No |"
    said = clauses(page)[4:]
    assert said[:3] == ["A. Sails: NO", "Jibs. All of the large spinnakers: NO", "NO"]
    assert [text for text in said if text[:2] in ("B.", "Sc")] == ["B. Oars: Yes", "Sculls: Yes"]


def test_a_column_that_answers_another_question_answers_nothing():
    page = "| Kind | Sold? |\n| --- | --- |\n| Sails | No |"
    assert clauses(page) == ["Kind", "Sold?", "Sails", "No"]


def test_a_cell_may_say_itself_that_nothing_is_collected():
    page = "| Kind | What we do |\n| --- | --- |\n| Sails | We do not collect this information. |"
    assert clauses(page)[2] == "Sails: We do not collect this information"


def test_a_table_with_an_empty_head_has_it_in_bold():
    page = "|     |     |\n| --- | --- |\n| **Kind** | **Why** |\n| Sails | To race. |"
    assert cut(page)[2:] == [("0", "Sails", "Kind"), ("0", "To race.", "Why")]


def test_an_answer_below_a_label_is_of_the_label():
    assert clauses("B.\n\nSails and oars\n\nNo\n\nC.\n\nAnchors\n\nYes\n\nOf iron.") == [
        *("Sails and oars: No", "No", "Anchors: Yes", "Yes", "Of iron.")
    ]


def test_an_answer_that_names_collecting_is_of_the_label_and_its_examples():
    page = "Kind B: Sails.\n\n* Examples: jibs and spinnakers.\n* Collected: No.\n\nKind C: Oars.\n\n"
    assert clauses(page + "* Examples: sculls.\n* Collected: Yes.") == [
        *("Kind B: Sails: No", "Examples: jibs and spinnakers: No", "Collected: No."),
        *("Kind C: Oars: Yes", "Examples: sculls: Yes", "Collected: Yes."),
    ]


@pytest.mark.parametrize("asked", ["Did you like this page?", "We moor boats. We mend sails.", "Such as:"])
def test_a_yes_or_no_of_anything_else_stays_alone(asked):
    assert clauses(f"{asked}\n\n* Yes\n* No")[-2:] == ["Yes", "No"]


def test_quoted_paragraphs_are_read_without_their_marks():
    assert clauses("> We moor boats.\n>\n> > We mend\n> > sails.") == ["We moor boats.", "We mend sails."]


@pytest.mark.parametrize("mark", ["-", "*"])
def test_a_mark_may_touch_its_item(mark):
    assert clauses(f"We keep:\n\n{mark}boat names\n{mark}berths") == ["We keep:", "boat names", "berths"]
    assert clauses("*Boats* moor here.") == ["Boats moor here."]


def test_what_is_left_of_a_link_over_paragraphs_goes():
    assert clauses('[Read on\n\nabout our boats](https://example.org/a "Boats")[SAIL') == [
        *("[Read on", "about our boats SAIL")
    ]
    assert clauses('[SAIL\n\n-3.4%](https://example.org/sail "Price")[OAR\n\nWe rest.') == [
        *("[SAIL", "We rest.")
    ]


def test_marks_of_markdown_go_and_words_stay():
    assert (
        plain('See [our **boats**](https://example.org/a_(b) "t") &amp; \\*sails\\*')
        == "See our boats & *sails*"
    )
    assert plain("![picture](a.png) text") == " text"
    assert plain(r"the cookie \_sail\_, \*not\* \`this\` _one_") == "the cookie _sail_, *not* `this` one"


def test_a_sentence_broken_over_lines_and_paragraphs_is_one():
    broken = (
        "This notice concerns the handling of all the personal data of guests while\n\nthey are moored here."
    )
    assert len(clauses(broken)) == 1
    assert clauses("We keep\nnotes on boats.") == ["We keep notes on boats."]


def test_abbreviations_and_the_company_named_x_end_no_and_one_sentence():
    assert clauses("Lantern Inc. keeps notes, e.g. on Boats. It sleeps well at night by the sea.") == [
        "Lantern Inc. keeps notes, e.g. on Boats.",
        "It sleeps well at night by the sea.",
    ]
    assert (
        len(clauses("We moor the boats of our guests on X. Some of our guests bring along their own sails."))
        == 2
    )


def test_a_run_in_head_belongs_to_its_sentence():
    assert clauses("**Boats.** We keep the names of all boats that moor here.") == [
        "Boats. We keep the names of all boats that moor here."
    ]


def test_a_heading_fused_with_a_link_is_a_heading():
    assert clauses("[Which boats?\n---](#1)[Which sails?\n---](#2)\n\nAll of them.") == ["All of them."]


def test_tosbacks_text_is_read_by_its_tags():
    page = "Boats <p>We keep:</p>\n<ul>\n<li>names &amp.\nnumbers</li>\n<li>berths</li>\n</ul>"
    page += " <p>We rest\nat night.</p>"
    assert clauses(page, "tosback") == ["Boats", "We keep:", "names & numbers", "berths", "We rest at night."]


def test_what_has_no_word_is_no_clause():
    assert clauses("1.\n\nB.\n\n***\n\n2024-01-01\n\n...\n\nWe rest.") == ["We rest."]


def test_a_clause_is_known_by_its_words():
    assert clause_key("We  keep *your* Boat’s name!") == clause_key("we keep your boat's name")
    assert len(clause_hash("we rest")) == 12


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


@given(st.text(st.sampled_from("aZé9_'’.-/ \n\t\x1f@Σß")))
def test_words_are_the_same_however_they_are_found(text):
    assert words_of(text) == WORD.findall(text.lower().replace("’", "'"))
