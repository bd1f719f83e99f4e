"""A page made from a PDF is put together from the places of its lines."""

import html

import pytest
from cutting import clauses, cut
from hypothesis import given, strategies as st

from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.formats import format_named
from policy_corpus.extract.git import run
from policy_corpus.extract.identity import words_of
from policy_corpus.extract.printed import from_printed
from policy_corpus.extract.text import Cutter
from policy_corpus.tables import read_table

COMMIT = "3cca8a053c241ca3ff58d5472debcd92732b88d6"  # of pga-corpus
FULL = "We keep the name of the boat, the place of its berth and"  # a line that fills its column


def line(top, text, left=34, size=10, bold=False, colour=""):
    """A printed line as the converter writes it."""
    spans = text if isinstance(text, list) else [(text, colour)]
    inner = "".join(
        f'<span style="font-family:Arial,serif;font-size:{size}pt;color:#{hue or "000"}">{html.escape(words)}</span>'
        for words, hue in spans
    )
    inner = f"<b>{inner}</b>" if bold else inner
    return f'<p style="position:absolute;margin:0;padding:0;top:{top}pt;left:{left}pt">{inner}</p>'


def page(*sheets):
    return "".join(f'<div id="page0" style="height:840pt">{"".join(lines)}</div>' for lines in sheets)


def markdown(*sheets):
    return from_printed(page(*sheets)).strip().split("\n\n")


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_not():
    lines = [line(100, FULL), line(112, "the day of its launch."), line(134, FULL), line(146, "its colour.")]
    assert markdown(lines) == [f"{FULL} the day of its launch.", f"{FULL} its colour."]


def test_a_sentence_goes_on_over_the_end_of_a_sheet():
    assert (
        markdown([line(100, FULL), line(800, FULL)], [line(30, "its colour.")])[-1] == f"{FULL} its colour."
    )
    ended = "We keep the name of the boat, and of its berth, a number."
    assert markdown([line(800, ended)], [line(30, "We rest.")]) == [ended, "We rest."]


def test_a_line_that_leaves_room_for_the_next_word_ends_its_block():
    lines = [line(102, "We keep:"), line(114, "names of boats", 60), line(126, "berths", 60)]
    assert markdown([line(80, FULL), *lines]) == [FULL, "We keep:", "* names of boats", "* berths"]


def test_large_or_bold_lines_are_headings_and_large_ones_above_bold_ones():
    body = [line(160, FULL), line(172, "its colour."), line(184, FULL)]
    head = [line(50, "Boat policy", size=20), line(80, "Berths", size=14), line(120, "Rows", bold=True)]
    assert markdown([*head, *body])[:3] == ["# Boat policy", "## Berths", "###### Rows"]
    in_bold = line(120, "Rows. We keep the name of each, as it was told to us.", bold=True)
    assert not markdown([in_bold, *body])[0].startswith("#")


def test_a_number_alone_is_no_heading():
    assert cut(page([line(50, "1.1", size=20), line(90, "Berths", size=20), line(130, FULL)]), "printed") == [
        ("#1", FULL, "")
    ]


def test_items_hang_on_the_block_they_stand_to_the_right_of():
    lines = [
        line(100, "We never keep:"),
        line(122, "prints of oars and", 60),
        line(144, "of hands", 90),
        line(166, "songs", 60),
        line(188, "We rest at night.", 34),
    ]
    assert cut(page(lines), "printed") == [
        ("0", "We never keep:", ""),
        ("0", "prints of oars and", "We never keep:"),
        ("0", "of hands", "prints of oars and"),
        ("0", "songs", "We never keep:"),
        ("0", "We rest at night.", ""),
    ]


def test_a_printed_mark_makes_an_item_with_the_lines_that_hang_below_it():
    lines = [
        line(100, "\xa0\xa0• We keep, for each of the boats that lie here, the names of", 72),
        line(112, "its oars.", 95),
    ]
    assert markdown([*lines, line(124, "• We rest at night.", 72)]) == [
        "* We keep, for each of the boats that lie here, the names of its oars.",
        "* We rest at night.",
    ]


def test_text_set_in_below_a_title_is_no_list():
    lines = [line(80, "Berths"), line(102, FULL, 64), line(114, "its colour.", 64)]
    assert markdown([*lines, line(136, "We rest.", 64)]) == ["Berths", f"{FULL} its colour.", "We rest."]


def test_a_page_set_in_is_no_list():
    lines = [line(80, "Berths", size=14), line(100, "We keep berths.", 64), line(122, "We rest.", 64)]
    assert markdown([*lines, line(144, FULL, 64)])[1:] == ["We keep berths.", "We rest.", FULL]


def test_ligatures_are_letters_and_blanks_lost_at_a_link_come_back():
    told = [("We ﬁnd o\ufb00icers by their proﬁle", ""), ("settings", "36c"), ("and ﬂags.", "")]
    assert markdown([line(100, told)]) == ["We find officers by their profile settings and flags."]
    split = [("We o", ""), ("ﬀ", ""), ("er rowersʼ berths.", "")]
    assert clauses(page([line(100, split)]), "printed") == ["We offer rowers’ berths."]


def test_tails_of_cut_letters_and_numbers_of_notes_go():
    first = [line(780, FULL), line(792, "its colour,")]
    second = [line(20, "p", 80), line(20, "gy", 130), line(29, "its flag."), line(60, FULL)]
    assert markdown(first, second)[0] == f"{FULL} its colour, its flag."
    noted = [line(100, FULL), line(109, "3", 200, size=6), line(112, "its colour.")]
    assert markdown(noted) == [f"{FULL} its colour."]


def test_what_a_browser_prints_on_each_sheet_goes():
    def sheet(number, *lines):
        foot = [line(820, "https://example.org/boats"), line(820, f"{number}/3", 540)]
        return [line(12, "7/30/2012"), line(12, "Boat policy", 300), *lines, *foot]

    first = sheet(1, line(60, "Boat policy", bold=True), line(780, FULL))
    assert markdown(first, sheet(2, line(60, FULL)), sheet(3, line(60, "its colour."))) == [
        "###### Boat policy",
        f"{FULL} {FULL} its colour.",
    ]


def test_words_and_addresses_broken_at_the_end_of_a_line_are_whole():
    lines = [line(100, "We ask rowers and harbours, and now and then some third-"), line(112, "party yards.")]
    assert markdown(lines) == ["We ask rowers and harbours, and now and then some third-party yards."]
    lines = [
        line(100, "Write to the harbour at https://example.org/boats.php?"),
        line(112, "show=all today."),
    ]
    assert markdown(lines) == ["Write to the harbour at https://example.org/boats.php?show=all today."]


WORDS = st.lists(
    st.sampled_from(["we", "keep", "names", "boats,", "berths.", "Rowers", "and", "oars"]), min_size=1
)


@given(st.lists(WORDS, min_size=1, max_size=12), st.integers(9, 40), st.sampled_from([34, 60]))
def test_no_word_is_lost(rows, step, left):
    lines = [line(100 + step * i, " ".join(words), left if i % 2 else 34) for i, words in enumerate(rows)]
    assert words_of(from_printed(page(lines))) == words_of(" ".join(" ".join(words) for words in rows))


@given(
    st.binary(max_size=300)
    | st.text(alphabet='<p style="top:1.5pt>ab/bdivspan"', max_size=90).map(str.encode)
)
def test_any_bytes_are_read_without_an_error(content):
    format_named("printed")(content)


# A version of the Platform Governance Archive → TOSBack's path and day of the same text, and how many of a hundred of
# its clauses, of those whose words stand here too, are cut alike. TOSBack cuts sentences at semicolons.
NEAR = {
    "Facebook/20150203": ("facebook.com/Data Use Policy.txt", "2015-01-31", 95),
    "Instagram/20130317": ("instagram.com/Privacy Policy.txt", "2013-06-19", 95),
    "Twitter/20130704": ("twitter.com/Privacy Policy.txt", "2013-07-04", 96),
    "YouTube/20141219": ("youtube.com/Privacy Policy.txt", "2014-12-20", 99),
}


@pytest.mark.archives
@pytest.mark.parametrize("version", NEAR)
def test_what_another_archive_has_of_these_days_is_cut_alike(version, archives):
    path, day, alike = NEAR[version]
    captures = read_table("captures").to_pandas()
    is_it = (captures["path"] == f"crawl_reviewed/{path}") & (captures["day"].astype(str) == day)
    ((_, other),) = read_blobs(archives / "tosback2.git", captures.loc[is_it, "blob"].tolist())
    here = keys(archived(archives, version, "HTML", "html"), "printed")
    words = f" {' '.join(here)} "
    both = {key for key in keys(other, "tosback") if key.count(" ") > 3 and f" {key} " in words}
    found = round(100 * len(both & set(here)) / len(both))
    assert found == alike


def keys(content: bytes, form: str) -> list[str]:
    """The words of each clause."""
    cutter = Cutter()
    rows, _ = cutter.cut(content, form)
    return [cutter.keys[cutter.pairs[row][0]] for row in rows.tolist()]


def archived(archives, version: str, kind: str, suffix: str) -> bytes:
    service, name = version.split("/")
    path = f"Versions/{kind}/{service}/Privacy Policy/{name}_{service}_PrivacyPolicy.{suffix}"
    return run(archives / "pga-corpus.git", "cat-file", "-p", f"{COMMIT}:{path}").stdout


# A version of the Platform Governance Archive → its clauses from HTML and from Markdown, and how many of a hundred end
# in a mark. What is left are headings, items, and lines that lost the words of a link.
@pytest.mark.parametrize("place", ["9" * 400, "1.2.3", "-", "1e999"])
def test_a_place_that_no_sheet_has_is_read_as_none(place):
    page = (
        f'<div><p style="top:{place}pt;left:20pt"><span style="font-size:{place}pt">We moor.</span></p></div>'
    )
    assert from_printed(page) == "We moor.\n"


ARCHIVED = {
    "Facebook/20050809": [(50, 100), (60, 83)],
    "Facebook/20101005": [(268, 93), (275, 91)],
    "Facebook/20211114": [(174, 93), (232, 69)],
    "Instagram/20120907": [(132, 74), (143, 79)],
    "Twitter/20081119": [(56, 98), (56, 98)],
    "Twitter/20210819": [(233, 90), (229, 89)],
    "YouTube/20081120": [(59, 92), (58, 93)],
    "YouTube/20150820": [(202, 97), (204, 95)],
    "YouTube/20210703": [(301, 73), (330, 66)],
}


@pytest.mark.archives
@pytest.mark.parametrize("version", ARCHIVED)
def test_archived_pages_are_whole_in_html_alone(version, archives):
    found = []
    for kind, form, suffix in (("HTML", "printed", "html"), ("Markdown", "markdown", "md")):
        cutter = Cutter()
        rows, _ = cutter.cut(archived(archives, version, kind, suffix), form)
        texts = [cutter.texts[cutter.pairs[row][0]] for row in rows.tolist()]
        marked = sum(text.rstrip('"”)').endswith((".", "!", "?", ":", ";")) for text in texts)
        found.append((len(texts), round(100 * marked / len(texts))))
    assert found == ARCHIVED[version]
