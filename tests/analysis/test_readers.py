"""What a user's file is made of is told by its marks, its layout and its neighbours; small cases of each kind."""

import pytest

from policy_corpus.analysis import time_limit
from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.analysis.read_policy import text_and_doubt, text_of
from policy_corpus.analysis.readers.doubts import layout_doubt
from policy_corpus.analysis.time_limit import limited
from policy_corpus.errors import CorpusError
from policy_corpus.extract.text import Cutter


def cut(page: str, kind: str = "text") -> list[tuple[str, str]]:
    """(clause, lead-in) of a page."""
    cutter = Cutter()
    rows, _ = cutter.cut(text_of(page.encode(), kind).encode())
    pairs = [cutter.pairs[row] for row in rows]
    return [(cutter.texts[clause], cutter.texts[lead] if lead >= 0 else "") for clause, lead in pairs]


SAILS = [
    ("We mend the following:", ""),
    ("Your jib", "We mend the following:"),
    ("Your sheet", "We mend the following:"),
]


@pytest.mark.parametrize(
    "page",
    [
        "We mend the following:\n\n1. Your jib\n2. Your sheet",
        "We mend the following:\n1) Your jib\n2) Your sheet\n",
        "We mend the following:\n\n(a) Your jib\n\n(b) Your sheet",
        "We mend the following:\n- Your jib\n- Your sheet",
        "<p>We mend the following:</p><ol><li>Your jib</li><li>Your sheet</li></ol>",
        "<p>We mend the following:<br>• Your jib<br>• Your sheet</p>",
        "We mend the following:\n\n<ul>\n<li>Your jib</li>\n\n<li>Your sheet</li>\n</ul>",
    ],
)
def test_marked_lines_are_items_of_the_sentence_before_them(page):
    assert cut(page) == SAILS


def test_numbered_lines_with_text_below_are_headings():
    assert cut("1. What we keep\n\nWe keep oars.\n\n2. What we lend\n\nWe lend sails.") == [
        ("We keep oars.", ""),
        ("We lend sails.", ""),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "WHAT WE NEVER DO\n- Sell your oar\nWhat we lend\n- Your sail\n",
        "WHAT WE NEVER DO\n\n* Sell your oar\n\nWhat we lend\n\n* Your sail\n",
        "**What we never do**\n- Sell your oar\n\n**What we lend**\n- Your sail\n",
    ],
)
def test_a_heading_below_a_list_leads_the_next_list(page):
    heads = {item: lead.lower() for item, lead in cut(page)}
    assert heads == {"Sell your oar": "what we never do", "Your sail": "what we lend"}


def test_a_single_lettered_line_below_a_heading_is_its_item():
    assert cut("1. What we never do\n\na) sell your oar\n\n2. What we lend\n\na) Your sail") == [
        ("sell your oar", "1. What we never do"),
        ("Your sail", "2. What we lend"),
    ]
    assert cut("1. What we lend\n\na) Your sail\n\nIt is lent for a day.\n\n2. End\n\nWe row.") == [
        ("It is lent for a day.", ""),
        ("We row.", ""),
    ]


def test_what_hangs_on_an_item_hangs_on_its_lead_in_too():
    page = "We never scan:\n\n- your body:\n  - your fingerprint\n- your oar\n\nWe keep your oar."
    of = clauses_of(text_of(page.encode(), "text")).set_index("clause")
    assert of.loc["your fingerprint", "lead_in"] == "We never scan: your body:"
    assert of.loc["your fingerprint", "biometric_stance"] == "denies"
    assert of.loc["your oar", "lead_in"] == "We never scan:"
    anew = "# What we never sell\n\n- We keep:\n  - your fingerprint\n"
    assert clauses_of(text_of(anew.encode(), "text"))["lead_in"].iloc[-1] == "We keep:"


def test_indented_lines_below_a_colon_are_items_without_marks():
    page = "What we lend\n\n\tWe lend:\n\t\tyour sail\n\t\tyour oar\n\n\tWe never lend your boat.\n"
    assert cut(page)[-4:] == [
        ("We lend:", ""),
        ("your sail", "We lend:"),
        ("your oar", "We lend:"),
        ("We never lend your boat.", ""),
    ]


def test_lines_with_cells_that_tabs_part_are_a_table():
    assert cut("Data\tCollected?\nYour hat\tNo\nYour oar\tYes\n\n1.\tWe row.\n")[2:] == [
        ("Your hat: No", "Data"),
        ("No", "Collected?"),
        ("Your oar: Yes", "Data"),
        ("Yes", "Collected?"),
        ("We row.", ""),
    ]


def test_the_mark_of_a_footnote_parts_no_sentence_and_its_text_stands_alone():
    page = "We lend the sails of our boats.[^1] We lend the oars[^b] of our boats.\n\n[^1]: Only in summer.\n"
    assert [clause for clause, _ in cut(page)] == [
        "We lend the sails of our boats.",
        "We lend the oars of our boats.",
        "Only in summer.",
    ]


def test_a_bare_answer_below_a_term_answers_it():
    page = "<dl><dt>Your hat</dt><dd>We do not collect any.</dd></dl>"
    assert cut(page, "html") == [("Your hat: We do not collect any.", "Your hat")]


def test_html_in_markdown_leaves_no_doubt():
    page = "We lend the sails of all boats.\n\n<details>\n<summary>Oars</summary>\n<p>We row.</p>\n</details>"
    assert layout_doubt(page) == ""


def test_a_table_of_contents_says_nothing():
    contents = (
        "Contents\n\n1. Your face\n2. Our oars\n\n## 1. Your face\n\nWe look.\n\n## 2. Our oars\n\nWe row."
    )
    assert [clause for clause, _ in cut(f"# Rowing\n\n{contents}")] == ["Contents", "We look.", "We row."]
    linked = "<ul><li><a href='#a'>Faces</a></li><li><a href='#b'>Oars</a></li></ul><p>We row.</p>"
    assert cut(linked, "html") == [("We row.", "")]


def test_a_line_that_ends_in_a_colon_leads_what_follows_and_leaves_what_went_before():
    page = (
        "- your oar\nWe do not lend:\n- your sail\n\nWe lend your boat.\n\nWe do not collect:\n\n- your hat"
    )
    assert cut(page) == [
        ("your oar", ""),
        ("We do not lend:", ""),
        ("your sail", "We do not lend:"),
        ("We lend your boat.", ""),
        ("We do not collect:", ""),
        ("your hat", "We do not collect:"),
    ]


def test_ticks_and_crosses_answer_the_head_of_their_column():
    page = "Kind | Collected? \n--- | ---\nOars | ❌\nSails | ✅ yes\n"
    said = [clause for clause, _ in cut(page)]
    assert said == ["Kind", "Collected?", "Oars: No", "No", "Sails: Yes", "Yes"]
    denying = page.replace("Collected?", "Not collected")
    assert [clause for clause, _ in cut(denying)][2::2] == ["Oars: Yes", "Sails: No"]
    assert cut("- ❌ Oars\n- ✓ Sails") == [("Oars: No", ""), ("Sails", "")]


def test_a_bare_answer_takes_its_subject_from_the_heading_above():
    assert cut("OARS\n\nWe never do that.\n\nSAILS\n\nWe mend them.") == [
        ("OARS: We never do that.", ""),
        ("We mend them.", ""),
    ]


def test_comments_front_matter_and_targets_of_links_are_no_text():
    page = "---\ntitle: We sell oars\n---\n<!-- we\n\nsell -->\nWe [rest][1].\n\n[1]: https://pond.example 'Sell'\n"
    assert cut(page) == [("We [rest][1].", "")]
    assert cut("<p>We rest.</p><!-- we sell --><script>sell()</script>", "html") == [("We rest.", "")]


def test_a_summary_and_a_term_are_headings():
    page = (
        "<details><summary>Faces</summary>We look.</details><dl><dt>Oars</dt><dd>We row with them.</dd></dl>"
    )
    assert cut(page, "html") == [("We look.", ""), ("We row with them.", "Oars")]


def test_lines_that_blank_lines_break_are_whole_again():
    page = "The pond\n\nWe keep the frogs that live in the\n\npond and all of the\n\nfish that swim with the\n\nfrogs."
    assert cut(page + "\n\nWe rest.")[-2:] == [
        ("We keep the frogs that live in the pond and all of the fish that swim with the frogs.", ""),
        ("We rest.", ""),
    ]


def test_sections_that_restart_are_told_apart_by_their_path():
    page = "# Pond\n\n## In\n\n### 1. Frogs\n\nWe keep frogs.\n\n## Out\n\n### 1. Fish\n\nWe let fish go."
    assert list(clauses_of(text_of(page.encode()))["section"]) == ["#1.#1.1", "#1.#2.1"]


@pytest.mark.parametrize(
    ("content", "kind", "charset"),
    [
        ("<meta charset='windows-1252'><p>We’re at the café.</p>".encode("cp1252"), "html", ""),
        ("<p>We’re at the café.</p>".encode("cp1252"), "html", "iso-8859-1"),
        ("We’re at the café.".encode("utf-16"), "text", ""),
        ("\ufeffWe’re at the café.\r\n".encode(), "text", ""),
        ("<meta charset=utf-16><p>We’re at the café.</p>".encode(), "html", ""),
        (
            "<?xml version='1.0' encoding='latin-1'?><html>We’re at the café.</html>".encode("cp1252"),
            "html",
            "",
        ),
    ],
)
def test_the_declared_character_set_is_honoured(content, kind, charset):
    assert text_of(content, kind, charset=charset).strip() == "We’re at the café."


@pytest.mark.parametrize("charset", ["rot13", "base64", "hex", "zlib", "undefined", "no such one"])
def test_a_character_set_that_is_none_is_not_believed(charset):
    page = f"<meta charset={charset.replace(' ', '-')}><p>We’re at the café.</p>".encode()
    assert text_of(page, "html").strip() == "We’re at the café."
    assert text_of("We’re at the café.".encode(), "text", charset=charset).strip() == "We’re at the café."


def test_what_is_in_no_character_set_that_it_declares_is_named_with_the_mend():
    with pytest.raises(
        CorpusError, match=r"not UTF-8 \(byte 6\), nor the ascii it declares; save it as UTF-8"
    ):
        text_of(b"We caf\xe9", "text", "notes", "ascii")


@pytest.mark.parametrize(
    ("title", "text"), [("", "`Notes <https://pond.example>`_"), (".. include:: /etc/passwd\n\n", "Notes")]
)
def test_restructured_text_reads_no_other_file(title, text):
    page = f"{title}{text} are kept.\n\n.. raw:: html\n\n   <p>We sell.</p>\n\nWe keep:\n\n* oars\n* sails\n"
    assert cut(page, "rst") == [
        ("Notes are kept.", ""),
        ("We keep:", ""),
        ("oars", "We keep:"),
        ("sails", "We keep:"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + "We mend your jib." + "</div>" * 20_000,
        "<ul>" * 3_000 + "<li>We mend your jib.",
        "<ul><li>" * 3_000 + "We mend your jib.",
        "<b>" * 3_000 + "We mend your jib.",
    ],
)
def test_a_page_nested_however_deep_is_read(page):
    assert "We mend your jib." in text_of(page.encode(), "html")


def test_of_lists_nested_deeply_each_item_is_one():
    clauses = cut("".join(f"<ul><li>We mend jib number {n}." for n in range(300)), "html")
    assert [clause for clause, _ in clauses] == [f"We mend jib number {n}." for n in range(300)]


def test_a_row_that_nothing_closes_is_read_once():
    page = "<table><tr><td>We mend jibs.<tr><td>We mend sheets.<tr><td>We mend oars.</table>"
    assert [clause for clause, _ in cut(page, "html")] == [
        "We mend jibs.",
        "We mend sheets.",
        "We mend oars.",
    ]


def test_front_matter_ends_at_the_first_line_that_closes_it():
    page = "---\ntitle: Sails\ntags:\n  - oars\n\n---\nWe mend jibs.\n\n---\n\nWe mend oars."
    assert [clause for clause, _ in cut(page)] == ["We mend jibs.", "We mend oars."]


@pytest.mark.parametrize("kind", ["text", "html"])
@pytest.mark.parametrize(
    "page",
    [
        "<p>We mend jibs. [<![a](b)</p>",
        "<p>We mend jibs.</p><![if !IE]><![endif]>",
        f"<ol start={'9' * 5000}><li>We mend jibs.</li></ol>",
        "<ol start=²><li>We mend jibs.</li></ol>",
        f"<table><tr><td rowspan={'9' * 5000}>We mend jibs.<td>a</table>",
        f"<p>We mend jibs. &#{'9' * 5000};</p>",
    ],
)
def test_marks_that_no_page_should_have_are_read_over(page, kind):
    assert cut(page, kind)[0][0].startswith("We mend jibs.")


@pytest.mark.parametrize(
    "page",
    [
        "." * 50_000,
        ". " * 50_000,
        "#" * 50_000 + " a",
        "[^" * 50_000,
        "a[^b" * 50_000,
        "---\n" + "a:\n" * 10_000,
        "---\n" + "- \n" * 10_000,
        "<table><tr><td>a<td>b<tr><td>" * 50,
    ],
    ids=lambda page: page[:8],
)
def test_marks_repeated_however_often_take_no_longer_than_words(page):
    with limited("the notice"):
        Cutter().cut(text_of(f"{page}\n\nWe mend your jib.".encode()).encode())


def test_what_keeps_a_reader_busy_is_ended_and_named(tmp_path, monkeypatch):
    monkeypatch.setattr(time_limit, "LONGEST", 0.2)
    path = tmp_path / "notice.md"
    path.write_text("<ul>\n\n" * 20_000)
    with pytest.raises(CorpusError, match=r"notice\.md: takes more than 0\.2 seconds to read"):
        text_and_doubt(str(path))


@pytest.mark.parametrize("marks", ["<!--" * 100_000, "<a " * 100_000])
def test_html_that_busies_the_parser_of_some_pythons_ends(marks, tmp_path, monkeypatch):
    monkeypatch.setattr(time_limit, "LONGEST", 0.2)
    path = tmp_path / "notice.html"
    path.write_text(marks)
    with pytest.raises(CorpusError, match=r"notice\.html: (takes more than|holds no words)"):
        text_and_doubt(str(path))


def test_a_layout_that_leaves_doubt_is_named_with_its_lines(tmp_path):
    path = tmp_path / "notice.txt"
    path.write_text(
        "NEVER\nWe never sell the sails that you left in our loft.\nWhat we keep\nYour jib\nYour sheet\n"
    )
    _, doubt = text_and_doubt(str(path))
    assert "line 3, 4 is a heading, an item or part of a sentence" in doubt
    path.write_text(
        "NEVER\nWe never sell the sails that\nyou left in our loft.\n\nWhat we keep\n\n* Your jib\n* Your sheet\n"
    )
    assert text_and_doubt(str(path))[1] == ""
