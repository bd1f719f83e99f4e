"""What counts as a change for good, on histories made up for each rule."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy import sparse

from policy_corpus.analysis.details import Told
from policy_corpus.analysis.gaps import Followed
from policy_corpus.analysis.lasting_changes import document_changes, similar
from policy_corpus.analysis.news import Words
from policy_corpus.analysis.strands import AWAY
from policy_corpus.extract.quality import FLICKER

SCAN = "we scan the face of each gardener at the gate"
SCAN_AGAIN = "we scan the face of every gardener at our gate"
VOICE = "a recording of what you sing tells the shed whose voice it hears"
NEVER = "we take no print of any of your fingers"
TOOLS = "spades and rakes are lent by the week"


@dataclass
class Page:
    """What a policy said from a day on: clause → stance, with `shown` where a clause was announced before."""

    day: int
    clauses: dict[str, str]
    shown: dict[str, int] | None = None


def changes(
    pages: list[Page],
    until: int,
    gap: tuple[int, int] | None = None,
    broken: int | None = None,
    joined: set[str] = frozenset(),
    kinds: dict[str, int] | None = None,
    read: dict[str, set[tuple[str, str]]] | None = None,
    doubted: bool = False,
) -> list[dict]:
    """The changes of an invented policy, followed from its first page to `until`, but not in the gap.

    `broken` is the day from which its archive shows another text of it; `joined` are the clauses of a page that the
    archive joined to it; `kinds` are those of words, `read` is what readers found in clauses. Those that a rule doubts
    are told where they are asked for.
    """
    followed = Followed([(pages[0].day, until)], [])
    if gap or broken:
        end, start = gap or (broken, broken)
        followed = Followed([(pages[0].day, end), (start, until)], [gap] if gap else [])
    texts = sorted({text for page in pages for text in page.clauses})
    stays = []
    for start, end in followed.spans:
        standing = {}
        for page in pages:
            if not start <= page.day < end:
                continue
            gone = [text for text in standing if text not in page.clauses]
            stays += [(*standing.pop(text), page.day) for text in gone]
            for text, stance in page.clauses.items():
                shown = (page.shown or {}).get(text, page.day)
                standing.setdefault(
                    text, (texts.index(text), text.replace(" ", "-"), stance, shown, page.day)
                )
        stays += [(*stay, end) for stay in standing.values()]
    page = pd.DataFrame(stays, columns=["clause", "hash", "stance", "shown", "from", "until"])
    page = page.assign(section="1", whose="none", words=page["hash"].str.count("-") + 1)
    page = page.assign(joined=[int(texts[clause] in joined) for clause in page["clause"]])
    page = page.sort_values(["from", "clause"])
    words = sorted({word for text in texts for word in text.split()})
    has = [[np.sqrt(2.0) * (word in text.split()) for word in words] for text in texts]
    of_kind = np.array([(kinds or {}).get(word, 0) for word in words])
    known = Words(sparse.csr_matrix(has), np.ones(len(words)), of_kind)
    details = Told({place: read[text] for place, text in enumerate(texts) if text in (read or {})})
    found = document_changes(page[page["stance"] != "none"], page, followed, known, details)
    found = [change for change in found if doubted or not change["doubt"]]
    return sorted(found, key=lambda change: (change["in_force"], change["change"]))


def told(found: list[dict]) -> list[tuple]:
    return [(change["change"], change["announced"], change["in_force"]) for change in found]


def with_tools(**clauses) -> dict:
    return {TOOLS: "none"} | clauses


def test_language_that_comes_and_stays_is_an_addition_and_the_first():
    found = changes([Page(0, with_tools()), Page(100, with_tools(**{SCAN: "collects"}))], until=900)
    assert told(found) == [("added", 100, 100)]
    assert found[0]["first"] == 1
    assert (found[0]["before"], found[0]["after"], found[0]["clauses"]) == (0, 1, 1)


def test_what_the_first_capture_has_is_no_addition():
    assert changes([Page(0, with_tools(**{SCAN: "collects"}))], until=900) == []


def test_what_the_first_capture_showed_without_standing_is_no_addition():
    later = Page(30, with_tools(**{SCAN: "collects"}), shown={SCAN: 0})
    assert changes([Page(0, with_tools()), later], until=900) == []


def test_an_announced_addition_has_both_its_days():
    later = Page(100, with_tools(**{SCAN: "collects"}), shown={SCAN: 63})
    assert told(changes([Page(0, with_tools()), later], until=900)) == [("added", 63, 100)]


def test_what_goes_for_good_is_removed():
    pages = [Page(0, with_tools(**{SCAN: "collects"})), Page(200, with_tools())]
    found = changes(pages, until=900)
    assert told(found) == [("removed", 200, 200)]
    assert (found[0]["before"], found[0]["after"], found[0]["first"]) == (1, 0, 0)


def test_the_end_of_tracking_removes_nothing():
    assert changes([Page(0, with_tools(**{SCAN: "collects"}))], until=200) == []


GAP = (300, 700)


def told_of_gap(found: list[dict]) -> list[tuple]:
    return [
        (change["change"], change["uncertain"], change["gap_from"], change["gap_until"]) for change in found
    ]


@pytest.mark.parametrize("gap", [(300, 302), GAP, (300, 300 + 9 * AWAY)])
def test_what_the_first_page_after_a_gap_has_anew_was_added_on_a_day_of_the_gap(gap):
    pages = [Page(0, with_tools()), Page(gap[1], with_tools(**{SCAN: "collects"}))]
    found = changes(pages, until=gap[1] + 700, gap=gap)
    assert told(found) == [("added", gap[1], gap[1])]
    assert told_of_gap(found) == [("added", 1, 299, gap[1])]
    assert (found[0]["first"], found[0]["before"], found[0]["after"]) == (1, 0, 1)


def test_what_the_first_page_after_a_gap_lacks_was_removed_on_a_day_of_the_gap():
    pages = [Page(0, with_tools(**{SCAN: "collects"})), Page(700, with_tools())]
    found = changes(pages, until=1400, gap=GAP)
    assert told(found) == [("removed", 700, 700)]
    assert told_of_gap(found) == [("removed", 1, 299, 700)]


def test_a_denial_that_comes_in_a_gap_is_a_row_of_its_own():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(700, with_tools(**{SCAN: "collects", NEVER: "denies"})),
    ]
    assert told_of_gap(changes(pages, until=1400, gap=GAP)) == [("denial_added", 1, 299, 700)]


@pytest.mark.parametrize("after", [SCAN, SCAN_AGAIN])
def test_what_both_sides_of_a_gap_say_in_the_same_words_or_nearly_so_is_no_change(after):
    pages = [Page(0, with_tools(**{SCAN: "collects"})), Page(700, with_tools(**{after: "collects"}))]
    assert changes(pages, until=1400, gap=GAP) == []


def test_another_kind_of_what_was_said_before_a_gap_is_no_change():
    pages = [Page(0, with_tools(**{SCAN: "collects"})), Page(700, with_tools(**{VOICE: "collects"}))]
    assert changes(pages, until=1400, gap=GAP) == []
    more = [pages[0], Page(700, with_tools(**{SCAN: "collects", VOICE: "collects"}))]
    assert changes(more, until=1400, gap=GAP) == []


def test_a_label_that_turns_in_a_gap_is_no_change():
    pages = [Page(0, with_tools(**{SCAN: "mentions"})), Page(700, with_tools(**{SCAN_AGAIN: "collects"}))]
    assert changes(pages, until=1400, gap=GAP) == []


def test_what_went_shortly_before_a_gap_and_is_back_after_it_was_not_added_in_it():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(250, with_tools()),
        Page(500, with_tools(**{SCAN: "collects"})),
    ]
    assert changes(pages, until=1400, gap=(300, 500)) == []


def test_what_comes_a_while_after_a_gap_is_certain():
    pages = [Page(0, with_tools()), Page(700, with_tools()), Page(800, with_tools(**{SCAN: "collects"}))]
    found = changes(pages, until=1400, gap=GAP)
    assert told(found) == [("added", 800, 800)]
    assert told_of_gap(found) == [("added", 0, None, None)]


def test_what_the_first_page_after_a_gap_shows_for_a_few_days_only_was_not_added_in_it():
    pages = [
        Page(0, with_tools()),
        Page(700, with_tools(**{SCAN: "collects"})),
        Page(700 + FLICKER - 1, with_tools()),
    ]
    found = changes(pages, until=1400, gap=GAP)  # what a first page has may have stood for long
    assert told_of_gap(found) == [("removed", 0, None, None)]


def test_a_heading_that_one_archive_takes_for_a_clause_does_not_go_in_a_gap():
    pages = [Page(0, with_tools(**{"our scan of each face": "collects"})), Page(700, with_tools())]
    assert changes(pages, until=1400, gap=GAP) == []


def test_across_a_break_nothing_is_added_or_removed():
    pages = [Page(0, with_tools(**{NEVER: "denies"})), Page(700, with_tools(**{SCAN: "collects"}))]
    assert changes(pages, until=1400, broken=700) == []


def test_what_stands_for_a_few_days_only_is_neither_added_nor_removed():
    pages = [
        Page(0, with_tools()),
        Page(100, with_tools(**{SCAN: "collects"})),
        Page(100 + FLICKER - 1, with_tools()),
    ]
    assert changes(pages, until=900) == []


def test_what_is_new_when_tracking_ends_is_an_addition():
    pages = [Page(0, with_tools()), Page(100, with_tools(**{SCAN: "collects"}))]
    assert told(changes(pages, until=105)) == [("added", 100, 100)]


@pytest.mark.parametrize("away", [1, 40, AWAY])
def test_an_addition_that_is_withdrawn_and_returns_is_one_of_its_first_day(away):
    pages = [
        Page(0, with_tools()),
        Page(100, with_tools(**{SCAN: "collects"})),
        Page(101, with_tools()),
        Page(101 + away, with_tools(**{SCAN: "collects"})),
    ]
    assert told(changes(pages, until=1400)) == [("added", 100, 100)]


def test_what_returns_after_more_than_a_year_was_removed_and_is_added_again():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools()),
        Page(100 + AWAY + 1, with_tools(**{SCAN: "collects"})),
    ]
    found = changes(pages, until=1400)
    assert [change["change"] for change in found] == ["removed", "added"]
    assert found[1]["first"] == 0


def test_a_rewording_is_no_change():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN_AGAIN: "collects"})),
    ]
    assert changes(pages, until=900) == []


def test_a_label_that_turns_with_a_rewording_is_no_change():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN_AGAIN: "mentions"})),
        Page(400, with_tools(**{SCAN: "collects"})),
    ]
    assert changes(pages, until=900) == []


def test_a_list_that_becomes_a_sentence_is_no_change():
    parts = {"we scan the face": "collects", "of each gardener at the gate": "collects"}
    pages = [Page(0, with_tools(**parts)), Page(100, with_tools(**{SCAN: "collects"}))]
    assert changes(pages, until=900) == []


def test_a_sentence_that_says_again_what_another_says_is_no_addition():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN: "collects", "we scan the face of each gardener": "collects"})),
    ]
    assert changes(pages, until=900) == []


def test_another_kind_of_the_same_category_is_an_addition_but_not_the_first():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN: "collects", VOICE: "collects"})),
    ]
    found = changes(pages, until=900)
    assert told(found) == [("added", 100, 100)]
    assert (found[0]["first"], found[0]["before"], found[0]["after"]) == (0, 1, 2)


def test_what_the_page_still_says_under_no_label_is_not_removed():
    pages = [
        Page(0, {SCAN: "collects", TOOLS: "none"}),
        Page(100, {"by the gate we scan each face that the gardener at work shows the dog": "none"}),
    ]
    assert changes(pages, until=900) == []


def test_denials_are_rows_of_their_own():
    pages = [
        Page(0, with_tools(**{SCAN: "collects"})),
        Page(100, with_tools(**{SCAN: "collects", NEVER: "denies"})),
        Page(500, with_tools(**{SCAN: "collects"})),
    ]
    found = changes(pages, until=1400)
    assert told(found) == [("denial_added", 100, 100), ("removed", 500, 500)]
    assert [change["stance"] for change in found] == ["denies", "denies"]
    assert found[0]["first"] == 1


def test_a_policy_that_is_written_anew_changes_by_the_difference():
    old = {SCAN: "collects"}
    new = {VOICE: "collects", "fingerprints open our cupboard of seeds": "collects"}
    found = changes([Page(0, with_tools(**old)), Page(100, with_tools(**new))], until=900)
    assert [(change["change"], change["clauses"]) for change in found] == [("added", 1)]


# What begins or ends, and changes nothing (news.py)

FENCE_SCAN = "cameras measure what guests wear and how tall each is"
NOTICE = ["guests who only look over the fence are greeted", "their names are not asked for", FENCE_SCAN]
LONG = [f"rule {number} of the shed says that spade {number} hangs on hook {number}" for number in range(60)]


def long_page(**clauses) -> dict:
    """A page of sixty rules and some clauses more."""
    return dict.fromkeys(LONG, "none") | clauses


def test_what_comes_with_a_page_that_the_archive_joins_is_no_addition_and_what_goes_with_it_no_removal():
    notice = {NOTICE[0]: "none", NOTICE[1]: "none", FENCE_SCAN: "collects"}
    pages = [Page(0, long_page()), Page(100, long_page(**notice)), Page(500, long_page())]
    assert [change["change"] for change in changes(pages, until=900)] == ["added", "removed"]
    assert changes(pages, until=900, joined=set(NOTICE)) == []


def test_what_comes_later_on_a_joined_page_is_an_addition():
    notice = {NOTICE[0]: "none", NOTICE[1]: "none"}
    pages = [Page(0, long_page(**notice)), Page(100, long_page(**notice, **{FENCE_SCAN: "collects"}))]
    assert told(changes(pages, until=900, joined=set(NOTICE))) == [("added", 100, 100)]


def test_what_goes_with_a_part_of_the_page_that_is_cut_off_is_no_removal():
    cut = dict.fromkeys(LONG[:36], "none")
    assert changes([Page(0, long_page(**{SCAN: "collects"})), Page(100, cut)], until=900) == []
    rewritten = cut | {f"hook {number} now holds the rake of {number}": "none" for number in range(40, 46)}
    found = changes([Page(0, long_page(**{SCAN: "collects"})), Page(100, rewritten)], until=900)
    assert told(found) == [("removed", 100, 100)]


def test_a_text_that_gives_way_to_the_one_before_adds_nothing_and_removes_nothing():
    now = {f"bed {number} is watered at {number} o'clock": "none" for number in range(60)}
    pages = [Page(0, long_page()), Page(1000, now | {VOICE: "collects"}), Page(2000, long_page())]
    assert told(changes(pages[:2], until=1900)) == [("added", 1000, 1000)]
    assert changes(pages, until=3000) == []


def test_an_old_text_that_the_archive_shows_again_adds_nothing():
    now = {f"bed {number} is watered at {number} o'clock": "none" for number in range(60)}
    pages = [Page(0, long_page()), Page(1000, now), Page(2000, long_page(**{VOICE: "collects"}))]
    assert changes(pages, until=3000) == []
    assert told(changes(pages[1:], until=3000)) == [("added", 2000, 2000)]


def test_clauses_that_the_page_cuts_otherwise_are_no_addition():
    before = long_page(**{f"{TOOLS} {SCAN} {VOICE}": "none"})
    assert changes([Page(0, before), Page(100, long_page(**{SCAN: "collects"}))], until=900) == []


def test_another_word_for_a_kind_that_was_spoken_of_is_no_addition():
    before = long_page(**{SCAN: "collects"})
    after = before | {"visages portraits and likenesses": "collects"}
    new = dict.fromkeys(["visages", "portraits", "likenesses"], 1)
    pages = [Page(0, before), Page(100, after)]
    assert told(changes(pages, until=900, kinds={"face": 1} | new)) == []
    assert told(changes(pages, until=900, kinds={"face": 2} | new)) == [("added", 100, 100)]


def test_two_clauses_of_a_known_kind_that_come_at_once_are_an_addition():
    before = long_page(**{SCAN: "collects"})
    after = before | {"visages portraits and likenesses": "collects", "countenances or profiles": "collects"}
    kinds = dict.fromkeys(["face", "visages", "portraits", "likenesses", "countenances", "profiles"], 1)
    assert told(changes([Page(0, before), Page(100, after)], until=900, kinds=kinds)) == [("added", 100, 100)]


def test_a_denial_of_a_known_kind_is_an_addition():
    before = long_page(**{SCAN: "collects", NEVER: "denies"})
    after = before | {"visages portraits and likenesses": "denies"}
    kinds = dict.fromkeys(["fingers", "visages", "portraits", "likenesses"], 1)
    found = changes([Page(0, before), Page(100, after)], until=900, kinds=kinds)
    assert told(found) == [("denial_added", 100, 100)]


def test_a_word_in_another_sense_elsewhere_on_the_page_keeps_nothing_there():
    train = "what you write may train our parrot"
    railway = "each train to the gardens runs late on any day of snow or of much rain"
    pages = [
        Page(0, long_page(**{train: "collects", railway: "none"})),
        Page(100, long_page(**{railway: "none"})),
    ]
    assert told(changes(pages, until=900)) == [("removed", 100, 100)]


def test_a_denial_is_not_cancelled_by_the_end_of_one_that_is_unlike_it():
    other = "parrots hear nothing said indoors"
    pages = [Page(0, long_page(**{NEVER: "denies"})), Page(100, long_page(**{other: "denies"}))]
    assert told(changes(pages, until=900)) == [("denial_added", 100, 100)]
    pages = [Page(0, long_page(**{SCAN: "collects"})), Page(100, long_page(**{VOICE: "collects"}))]
    assert changes(pages, until=900) == []


def doubts(found: list[dict]) -> list[tuple]:
    return [(change["change"], change["doubt"]) for change in found]


def test_what_a_rule_doubts_is_told_with_the_rule_where_it_is_asked_for():
    before = long_page(**{SCAN: "collects"})
    pages = [Page(0, before), Page(100, before | {"visages portraits and likenesses": "collects"})]
    kinds = dict.fromkeys(["face", "visages", "portraits", "likenesses"], 1)
    assert doubts(changes(pages, until=900, kinds=kinds, doubted=True)) == [("added", "known kinds")]
    assert doubts(changes(pages, until=900, doubted=True)) == [("added", "")]


FACES = [
    SCAN,
    "a camera in the tool shed maps every face",
    "your face opens our seed vault on Sundays",
    "the hives know each keeper by his face",
]
ONE_MORE = "we scan each face that leans over hedges where badgers, moles and hares dig up bulbs by night"
READ = {text: {("purpose", "identity")} for text in [*FACES, ONE_MORE]}


def with_one_more(stand: list[str], stance: str = "collects", **asked) -> list[tuple]:
    before = long_page(**dict.fromkeys(stand, stance))
    pages = [Page(0, before), Page(100, before | {ONE_MORE: stance})]
    return doubts(changes(pages, until=900, kinds={"face": 1}, doubted=True, **asked))


def test_one_more_clause_of_a_piece_with_several_says_nothing_new():
    assert with_one_more(FACES, read=READ) == [("added", "more of it")]


def test_one_more_clause_of_a_piece_with_a_few_is_an_addition():
    assert with_one_more(FACES[:3], read=READ) == [("added", "")]


def test_one_more_clause_for_another_purpose_is_an_addition():
    assert with_one_more(FACES, read=READ | {ONE_MORE: {("purpose", "advertising")}}) == [("added", "")]


def test_one_more_clause_that_nobody_read_is_an_addition():
    assert with_one_more(FACES) == [("added", "")]


def test_one_more_denial_is_an_addition_whatever_stood():
    assert with_one_more(FACES, "denies", read=READ) == [("denial_added", "")]


def test_a_clause_that_only_mentions_what_the_policy_says_is_no_addition():
    heard = "when you sing a tune to the robin its ear tells whose voice it is"
    mention = "when you sing a tune to the robin its ear tells whose voice it is or not"
    before = long_page(**{SCAN: "collects"})
    pages = [
        Page(0, before),
        Page(100, before | {mention: "mentions"}),
        Page(800, before | {heard: "collects"}),
    ]
    assert doubts(changes(pages, until=1600, doubted=True)) == [("added", "mention")]
    pages = [
        Page(page.day, {text: says for text, says in page.clauses.items() if text != SCAN}) for page in pages
    ]
    assert doubts(changes(pages, until=1600, doubted=True)) == [("added", "")]


@pytest.mark.parametrize(
    ("kinds", "read", "doubt"),
    [
        ({"face": 1, "voice": 1}, {SCAN: set(), VOICE: set()}, "others say it"),
        ({"face": 1, "voice": 2}, {SCAN: set(), VOICE: set()}, ""),
        ({"face": 1, "voice": 1}, {SCAN: set(), VOICE: {("purpose", "security")}}, ""),
        ({"face": 1, "voice": 1}, {}, ""),
        ({}, {SCAN: set(), VOICE: set()}, ""),
    ],
)
def test_what_others_of_its_kinds_say_still_is_not_removed(kinds, read, doubt):
    pages = [
        Page(0, long_page(**{SCAN: "collects", VOICE: "collects"})),
        Page(100, long_page(**{SCAN: "collects"})),
    ]
    found = changes(pages, until=900, kinds=kinds, read=read, doubted=True)
    assert doubts(found) == [("removed", doubt)]


clauses = st.sets(st.sampled_from([SCAN, SCAN_AGAIN, VOICE, NEVER]))


@given(st.lists(st.tuples(st.integers(1, 400), clauses), max_size=8))
def test_a_change_never_falls_on_the_first_or_the_last_day(steps):
    day, pages = 0, [Page(0, with_tools())]
    for days, said in steps:
        day += days
        pages.append(Page(day, with_tools(**dict.fromkeys(sorted(said), "collects"))))
    found = changes(pages, until=day + 500)
    assert all(0 < change["in_force"] < day + 500 for change in found)
    added = sum(change["clauses"] for change in found if change["change"] == "added")
    removed = sum(change["clauses"] for change in found if change["change"] == "removed")
    assert added or not removed  # nothing stood at first, so what is removed had been added


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30), min_size=1))
def test_similarity_is_jaccard_and_share(ours, theirs):
    rows = [[np.sqrt(2.0) * (i in words) for i in range(31)] for words in (ours, theirs)]
    alike, within = similar(sparse.csr_matrix(rows))
    assert alike[0, 1] == pytest.approx(len(ours & theirs) / len(ours | theirs), abs=1e-6)
    assert within[0, 1] == pytest.approx(len(ours & theirs) / len(ours), abs=1e-6)
