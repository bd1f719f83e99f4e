"""Which captures stand, and for what reason: invented captures, and the archives' faults by date."""

import pandas as pd
import pytest
from archived import read
from pages import EMPTY, NEW, OLD, OTHER, days_of, history, page, statuses, together, versions

from policy_corpus import tables
from policy_corpus.extract.parts import PART_RULES
from policy_corpus.extract.quality import ANNOUNCED, FLICKER, RULES, SHORTEST, UNSEEN
from policy_corpus.extract.reading import Reader

# The rule book: of each rule a history, and which of its captures the rule decides

RULE_BOOK = (*RULES, *PART_RULES)
PARTLY = page(OLD | {70}, speaks=0.05)
HERE, EUROPE = page(OLD, EU=1), page(NEW, EU=20, GB=2)
BRITAIN = page(NEW, EU=20, GB=8)
EXAMPLES = {
    "removed": ([(1000, OLD), (1100, None)], 1),
    "other language": ([(1000, page(OTHER, "fr", speaks=0.2))], 0),
    "empty": ([(1000, page(EMPTY))], 0),
    "too short": ([(1000, page({900}, words=5))], 0),
    "menu": ([(1000, page(range(900, 1020), words=3))], 0),
    "no policy": ([(1000, page(range(900, 960), speaks=0.02))], 0),
    "equal words": ([(1000, OLD), (1100, OLD, "technical")], 1),
    "undone": ([(1000, OLD), (1100, NEW, "technical"), (1110, OLD | {70})], 1),
    "two policies": ([(1000, OLD), (1100, together(NEW, OLD)), (1130, NEW)], 1),
    "like before": ([(1000, OLD), (1100, PARTLY)], 1),
    "confirmed": ([(1000, OLD), (1100, NEW, "technical"), (1300, NEW | {70})], 1),
    "policy": ([(1000, OLD)], 0),
    "back": ([(1000, OLD), (1100, NEW), (1110, OLD)], 2),
    "British page": ([(1000, HERE), (1100, BRITAIN), (1110, HERE)], 1),
    "European page": ([(1000, HERE), (1100, EUROPE), (1110, HERE)], 1),
    "page for elsewhere": ([(1000, EUROPE), (1100, HERE), (1110, EUROPE)], 1),
    "fragment": ([(1000, OLD), (1100, OLD - set(range(20))), (1120, OLD | {70})], 1),
    "and more": ([(1000, OLD), (1100, OLD | set(range(200, 400))), (1110, OLD)], 1),
    "excursion": ([(1000, OLD), (1100, NEW), (1110, OLD)], 1),
    "several": ([(1000, OLD), (1100, OLD | OTHER), (1130, OTHER)], 1),
    "part": ([(1000, OLD), (1100, OLD - set(range(20))), (1101 + UNSEEN, OLD | {70})], 1),
}


@pytest.mark.parametrize("rule", RULE_BOOK, ids=lambda rule: rule.name)
def test_every_rule_decides_its_example(rule):
    captures, place = EXAMPLES[rule.name]
    assert history(*captures).rules[place] == rule


def test_rules_have_names_and_reasons_of_their_own():
    assert len({rule.name for rule in RULE_BOOK}) == len(RULE_BOOK) == len(EXAMPLES)
    reasons = {rule.reason for rule in RULE_BOOK if rule.status}
    assert len(reasons) == len(RULE_BOOK) - 1  # a removed file has neither status nor reason
    assert max(map(len, reasons)) <= 80


# Flicker, and what is none


def test_a_page_that_goes_and_comes_back_was_never_gone():
    there_and_back = [(1000, OLD), (1100, NEW), (1110, OLD)]
    assert statuses(*there_and_back) == ["ok", "return", "return"]
    assert versions(*there_and_back) == [(1000, 4000, 0)]
    assert days_of(5, *there_and_back) == [(1000, 1000, 4000)]
    assert days_of(50, *there_and_back) == []


def test_a_small_change_taken_back_is_flicker():
    captures = [(1000, OLD), (1100, OLD | {70}), (1110, OLD)]
    assert statuses(*captures) == ["ok", "return", "return"]
    assert versions(*captures) == [(1000, 4000, 0)]


def test_two_pages_in_turn_are_the_first_of_them():
    turns = [(1000 + 7 * i, (OLD, NEW)[i % 2]) for i in range(30)]
    assert versions(*turns, (1220, OLD)) == [(1000, 4000, 0)]


def test_a_change_that_stays_counts_from_its_day():
    assert versions((1000, OLD), (1100, NEW)) == [(1000, 1100, 0), (1100, 4000, 1)]
    assert days_of(5, (1000, OLD), (1100, NEW)) == [(1000, 1000, 1100)]
    assert days_of(50, (1000, OLD), (1100, NEW)) == [(1100, 1100, 4000)]
    assert days_of(30, (1000, OLD), (1100, NEW)) == [(1000, 1000, 4000)]


@pytest.mark.parametrize(("back", "number"), [(1100 + FLICKER, 1), (1101 + FLICKER, 3)])
def test_a_rewritten_policy_that_comes_back_later_than_flicker_does_was_gone(back, number):
    assert len(versions((1000, OLD), (1100, NEW), (back, OLD))) == number


def test_a_return_to_nearly_the_same_words_is_flicker_too():
    nearly = OLD - {3} | {99}
    captures = [(1000, OLD), (1100, OTHER), (1110, nearly)]
    assert statuses(*captures) == ["ok", "return", "ok"]
    assert versions(*captures) == [(1000, 1110, 0), (1110, 4000, 2)]


def test_a_clause_missing_for_a_while_was_in_force_throughout():
    captures = [(1000, OLD), (1100, OLD - {5} | {70}), (1120, OLD | {71})]
    assert days_of(5, *captures) == [(1000, 1000, 4000)]
    late = [(1000, OLD), (1100, OLD - {5} | {70}), (1101 + FLICKER, OLD | {71})]
    assert days_of(5, *late) == [(1000, 1000, 1100), (1101 + FLICKER, 1101 + FLICKER, 4000)]


# Announcements


@pytest.mark.parametrize("order", [(NEW, OLD), (OLD, NEW)])
def test_two_policies_on_a_page_are_the_one_that_stood(order):
    captures = [(1000, OLD), (1100, together(*order)), (1130, NEW)]
    assert statuses(*captures) == ["ok", "doubled", "ok"]
    assert versions(*captures) == [(1000, 1130, 0), (1130, 4000, 2)]
    assert days_of(50, *captures) == [(1100, 1130, 4000)]
    assert days_of(5, *captures) == [(1000, 1000, 1130)]


def test_an_announcement_that_is_withdrawn_and_comes_back_is_first_shown_on_its_first_day():
    both = together(NEW, OLD)
    captures = [(1000, OLD), (1100, both), (1101, OLD), (1107, both), (1137, NEW)]
    assert statuses(*captures) == ["ok", "doubled", "ok", "doubled", "ok"]
    assert days_of(50, *captures) == [(1100, 1137, 4000)]
    assert days_of(5, *captures) == [(1000, 1000, 1137)]


def test_two_policies_that_share_little_are_told_by_what_stands_before_and_after():
    captures = [(1000, OLD), (1100, OLD | OTHER), (1105, OLD | OTHER | {200}), (1130, OTHER)]
    assert statuses(*captures) == ["ok", "doubled", "doubled", "ok"]
    assert versions(*captures) == [(1000, 1130, 0), (1130, 4000, 3)]
    assert days_of(120, *captures) == [(1100, 1130, 4000)]


def test_several_documents_on_a_page_for_some_days_are_set_aside():
    captures = [(1000, OLD), (1100, OLD | set(range(200, 400))), (1110, OLD | {70})]
    assert statuses(*captures) == ["ok", "doubled", "ok"]
    assert days_of(300, *captures) == []


def test_a_policy_that_grows_is_not_two_policies():
    grown = OLD | OTHER
    assert statuses((1000, OLD), (1100, grown), (1150, grown | {200})) == ["ok", "ok", "ok"]


def test_a_policy_rewritten_and_soon_cut_is_not_two_policies():
    captures = [(1000, OLD), (1100, OTHER), (1170, set(range(100, 120)))]
    assert statuses(*captures) == ["ok", "ok", "ok"]


def test_a_long_page_that_lasts_is_the_policy():
    captures = [(1000, OLD), (1100, OLD | OTHER), (1101 + ANNOUNCED, OTHER)]
    assert statuses(*captures) == ["ok", "ok", "ok"]


def test_where_nothing_stood_the_first_of_two_policies_does_if_one_is_soon_shown_alone():
    both = together(NEW, OTHER)
    soon = [(1000, both), (1000 + ANNOUNCED, NEW | {70})]
    assert statuses(*soon) == ["doubled", "ok"]
    assert days_of(50, *soon) == [(1000, 1000, 4000)]
    assert days_of(120, *soon) == []
    late = [(1000, both), (1001 + ANNOUNCED, NEW | {70})]
    assert statuses(*late) == ["ok", "ok"]
    assert days_of(120, *late) == [(1000, 1000, 1001 + ANNOUNCED)]


def test_where_nothing_stood_two_versions_of_one_policy_are_the_first():
    captures = [
        (1000, together(OLD | {70}, OLD - {1, 2, 3} | {71})),
        (1300, together(OLD | {70}, OLD | {72})),
    ]
    assert statuses(*captures) == ["doubled", "doubled"]
    assert days_of(70, *captures) == [(1000, 1000, 4000)]
    assert days_of(71, *captures) == []


def test_where_nothing_stood_a_page_that_shows_its_policy_twice_is_that_policy():
    captures = [(1000, page(OLD, halves=(OLD, OLD - {1})))]
    assert statuses(*captures) == ["ok"]
    assert days_of(1, *captures) == [(1000, 1000, 4000)]


def test_a_page_that_repeats_its_policy_after_other_documents_is_all_of_it():
    around = page(OLD | OTHER, halves=(OLD | set(range(100, 120)), OLD | set(range(120, 150))))
    edited = page(OLD | OTHER | {70}, halves=(OLD | set(range(100, 120)), OLD | set(range(120, 150)) | {70}))
    captures = [(1000, around), (1100, edited)]
    assert statuses(*captures) == ["ok", "ok"]
    assert days_of(120, *captures) == [(1000, 1000, 4000)]
    assert days_of(70, *captures) == [(1100, 1100, 4000)]


def test_an_announcing_page_whose_halves_are_cut_askew_leaves_the_policy_as_it_stood():
    askew = page(OLD | NEW, halves=(NEW | {1, 2, 3}, OLD - {1, 2, 3, 20, 21, 22}))
    captures = [(1000, OLD), (1100, askew), (1130, NEW)]
    assert versions(*captures) == [(1000, 1130, 0), (1130, 4000, 2)]
    assert days_of(2, *captures) == [(1000, 1000, 1130)]


def test_a_page_that_has_always_repeated_itself_is_one_policy():
    repeats = page(OLD | NEW, halves=(OLD, NEW))
    more = page(OLD | NEW | {70}, halves=(OLD, NEW | {70}))
    captures = [(1000, OLD | NEW), (1100, repeats), (1200, more)]
    assert statuses(*captures) == ["ok", "ok", "ok"]
    assert days_of(70, *captures) == [(1200, 1200, 4000)]


def test_a_small_part_repeated_is_no_second_policy():
    tail = page(OLD, halves=(OLD, set(range(10))))
    assert statuses((1000, tail), (1100, OLD | {70})) == ["ok", "ok"]


@pytest.mark.parametrize(("lead", "day"), [(ANNOUNCED, 1000), (ANNOUNCED + 1, 1000 + ANNOUNCED + 1)])
def test_a_showing_long_before_is_no_announcement(lead, day):
    captures = [(990, OLD), (1000, together(NEW, OLD)), (1001, OLD), (1000 + lead, NEW)]
    assert days_of(50, *captures) == [(day, 1000 + lead, 4000)]


# Broken captures


@pytest.mark.parametrize(
    "broken",
    [
        page(EMPTY),
        page({900}, words=5),
        page(range(900, 903), words=3, language="nl"),  # an error page has no language to speak of
        page(range(900, 1020), words=3),  # a menu
        page(range(900, 917), words=7, speaks=0.8),  # a list of links to policies
        page(range(900, 960), speaks=0.02),  # another page of the site
        OLD - set(range(20)),  # half of the page
    ],
)
def test_a_broken_capture_changes_nothing(broken):
    captures = [(1000, OLD), (1100, broken), (1120, OLD | {70})]
    assert statuses(*captures) == ["ok", "broken", "ok"]
    assert versions(*captures) == [(1000, 1120, 0), (1120, 4000, 2)]
    assert days_of(5, *captures) == [(1000, 1000, 4000)]


@pytest.mark.parametrize(
    "first",
    [
        page(EMPTY),
        page(range(900, 1020), words=3),  # a menu
        page(range(900, 917), words=7, speaks=0.8),  # a list of links to policies
        page(range(900, 960), speaks=0.02),  # another page of the site
    ],
)
def test_a_broken_first_capture_starts_nothing(first):
    assert versions((900, first), (1000, OLD)) == [(1000, 4000, 1)]


def test_a_short_policy_is_one():
    short = page(range(11), words=SHORTEST // 10, speaks=0.3)
    assert short.signals == 3
    assert statuses((1000, short)) == ["ok"]


def test_a_page_much_like_the_policy_that_stood_is_one():
    assert statuses((1000, page(OLD, speaks=0.1)), (1100, page(OLD | {70}, speaks=0.05))) == [
        "ok",
        "ok",
    ]


@pytest.mark.parametrize(("back", "gone"), [(1000 + UNSEEN, 4000), (1001 + UNSEEN, 1010)])
def test_a_policy_not_seen_for_long_ends_when_it_was_lost(back, gone):
    captures = [(1000, OLD), (1010, page(EMPTY)), (back + 10, OLD | {70})]
    assert days_of(5, *captures)[0] == (1000, 1000, gone)
    assert versions(*captures)[-1] == (back + 10, 4000, 2)


def test_a_policy_found_again_unchanged_was_in_force_all_along():
    assert versions((1000, OLD), (1010, page(EMPTY)), (1900, OLD)) == [(1000, 4000, 0)]


def test_a_page_that_stays_broken_ends_the_policy():
    assert versions((1000, OLD), (1010, page(EMPTY)), (1020, page(EMPTY))) == [(1000, 1010, 0)]
    assert versions((1000, OLD), (3990, page(EMPTY))) == [(1000, 4000, 0)]


def test_a_fragment_of_the_page_may_last_half_a_year():
    half = OLD - set(range(20))
    captures = [(1000, OLD), (1100, half), (1150, half | {70}), (1100 + UNSEEN, OLD | {70, 71})]
    assert statuses(*captures) == ["ok", "broken", "broken", "ok"]
    assert days_of(5, *captures) == [(1000, 1000, 4000)]
    assert days_of(70, *captures) == [(1150, 1100 + UNSEEN, 4000)]
    assert len(versions((1000, OLD), (1100, half), (1101 + UNSEEN, OLD))) == 3


@pytest.mark.parametrize(
    ("away", "back"),
    [
        (set(range(15)) | set(range(70, 80)), OLD | {90}),  # cut, but other clauses came in
        (set(range(20)), set(range(25)) | {90}),  # cut, and what was cut did not come back
    ],
)
def test_a_policy_cut_and_changed_was_changed(away, back):
    captures = [(1000, OLD), (1100, away), (1101 + FLICKER, back)]
    assert statuses(*captures) == ["ok", "ok", "ok"]


def test_a_policy_cut_to_half_for_good_was_cut():
    half = OLD - set(range(20))
    assert versions((1000, OLD), (1100, half)) == [(1000, 1100, 0), (1100, 4000, 1)]


# Technical captures


def test_a_technical_capture_that_restores_old_text_is_set_aside():
    captures = [(1000, OLD), (1100, NEW), (1140, OLD, "technical"), (1150, NEW | {70})]
    assert statuses(*captures) == ["ok", "ok", "technical", "ok"]
    assert versions(*captures) == [(1000, 1100, 0), (1100, 1150, 1), (1150, 4000, 3)]
    assert days_of(5, *captures) == [(1000, 1000, 1100)]


def test_a_technical_capture_that_carries_an_earlier_day_counts_from_the_one_before():
    captures = [(1000, OLD), (1100, NEW), (1060, OLD, "technical"), (1101, NEW), (1200, NEW | {70})]
    assert statuses(*captures) == ["ok", "ok", "technical", "ok", "ok"]
    assert days_of(50, *captures) == [(1100, 1100, 4000)]


def test_a_technical_capture_that_the_next_confirms_stands():
    captures = [(1000, OLD), (1100, NEW, "technical"), (1300, NEW | {70})]
    assert statuses(*captures) == ["ok", "ok", "ok"]
    assert days_of(50, *captures) == [(1100, 1100, 4000)]


def test_technical_captures_in_a_row_are_judged_by_the_next_of_the_page():
    captures = [(1000, OLD), (1100, NEW, "technical"), (1101, NEW | {70}, "technical"), (1110, OLD | {71})]
    assert statuses(*captures) == ["ok", "technical", "technical", "ok"]


def test_a_technical_capture_before_a_rewritten_policy_stands():
    rewritten = set(range(15)) | set(range(60, 90))  # a little nearer to the old words than to the new
    captures = [(1000, OLD), (1100, NEW, "technical"), (1500, rewritten)]
    assert statuses(*captures) == ["ok", "ok", "ok"]
    assert days_of(50, *captures) == [(1100, 1100, 1500)]


def test_a_technical_capture_after_which_nothing_changes_stands():
    assert days_of(50, (1000, OLD), (1100, NEW, "technical")) == [(1100, 1100, 4000)]


def test_a_technical_capture_of_the_same_words_is_no_version():
    captures = [(1000, OLD), (1100, OLD, "technical"), (1200, NEW)]
    assert statuses(*captures) == ["ok", "technical", "ok"]
    assert versions(*captures) == [(1000, 1200, 0), (1200, 4000, 2)]


def test_the_first_capture_stands_though_technical():
    assert versions((1000, OLD, "technical")) == [(1000, 4000, 0)]


def test_days_never_run_backwards():
    captures = [(1000, OLD), (1100, NEW), (1050, OTHER), (1200, OTHER | {70})]
    assert versions(*captures) == [(1000, 1100, 0), (1100, 1200, 2), (1200, 4000, 3)]


# Language


def test_a_day_in_another_language_changes_nothing():
    captures = [(1000, OLD), (1100, page(OTHER, "fr", speaks=0.2)), (1101, OLD | {70})]
    assert statuses(*captures) == ["ok", "other_language", "ok"]
    assert days_of(5, *captures) == [(1000, 1000, 4000)]
    assert days_of(120, *captures) == []


def test_english_clauses_tell_where_the_language_is_mistaken():
    assert statuses((1000, page(OLD, "da", speaks=0.5))) == ["ok"]


def test_a_page_cut_from_text_is_judged_as_a_whole():
    lines = "".join(
        f"* We collect the {what} of your kite to keep it in the air above field number {field}.\n"
        for field in range(6)
        for what in ("colour", "length", "weight", "tail")
    )
    reader = Reader()
    policy = reader.read(f"# Privacy\n\nWe collect:\n\n{lines}".encode(), "markdown")
    wall = reader.read(b"# Sorry\n\nThe kite you look for has flown. Log in to find it.", "markdown")
    assert statuses((1000, policy), (1100, wall), (1101, policy)) == ["ok", "broken", "ok"]


# The archives' faults, by name and day (in the tables)


@pytest.fixture(scope="module")
def captures() -> pd.DataFrame:
    frame = tables.read_table("captures", tables.TABLES).to_pandas()
    return frame.assign(day=pd.to_datetime(frame["day"]).dt.strftime("%Y-%m-%d"))


NAMED = [
    ("x", "contrib-versions", "2023-08-23", "doubled"),
    ("x", "contrib-versions", "2023-08-24", "return"),
    ("x", "contrib-versions", "2023-08-30", "doubled"),
    ("x", "contrib-versions", "2023-09-29", "ok"),
    ("x-twin", "pga-versions", "2024-10-17", "doubled"),
    ("x", "contrib-versions", "2024-10-21", "doubled"),
    ("x", "contrib-versions", "2025-06-27", "doubled"),
    ("x", "contrib-versions", "2025-12-17", "doubled"),
    ("x", "tosback2", "2018-04-29", "doubled"),
    ("x", "tosback2", "2018-05-04", "doubled"),
    ("zillow", "contrib-versions", "2019-12-20", "doubled"),
    ("mistral", "genai-contrib-versions", "2024-02-26", "doubled"),
    ("microsoft-twin", "contrib-versions", "2024-09-19", "broken"),
    ("microsoft-copilot-twin", "genai-contrib-versions", "2025-12-06", "broken"),
    ("airbnb", "contrib-versions", "2025-06-03", "broken"),
    ("instagram-eu", "pga-versions", "2025-05-25", "broken"),
    ("instagram-twin-mixed", "contrib-versions", "2026-05-02", "broken"),
    ("okcupid", "contrib-versions", "2021-07-28", "broken"),
    ("zillow", "contrib-versions", "2023-01-19", "technical"),
    ("zoom", "contrib-versions", "2023-01-19", "technical"),
    ("forbes", "contrib-versions", "2023-01-19", "technical"),
    ("github", "contrib-versions", "2023-01-19", "technical"),
    ("toyota", "contrib-versions", "2022-12-14", "technical"),
    ("lydia", "contrib-versions", "2022-12-15", "technical"),
    ("her", "dating-versions", "2024-06-21", "technical"),
    ("facebook-eu", "contrib-versions", "2021-02-23", "other_language"),
    ("facebook-eu", "pga-versions", "2023-06-15", "ok"),  # a long page, not two policies
]


@pytest.mark.parametrize(("document", "archive", "day", "status"), NAMED)
def test_named_captures_have_their_status(captures, document, archive, day, status):
    own = captures[
        (captures["document"] == document) & (captures["archive"] == archive) & (captures["day"] == day)
    ]
    assert status in set(own["status"])


@pytest.mark.archives
@pytest.mark.parametrize(
    ("archive", "path", "doubled", "first"),
    [
        ("vlopses-us-versions", "Wikipedia/Privacy Policy.md", 0, 1200),  # its policy, six others, its policy
        ("vlopses-ie-versions", "Wikipedia/Privacy Policy.md", 0, 1224),
        ("vlopses-gb-versions", "Wikipedia/Privacy Policy.md", 0, 1224),
        ("vlopses-us-versions", "WhatsApp/Privacy Policy.md", 0, 431),  # its policy, notices, its policy
        ("vlopses-ca-versions", "WhatsApp/Privacy Policy.md", 0, 440),
        ("vlopses-au-versions", "WhatsApp/Privacy Policy.md", 0, 426),
        ("vlopses-au-versions", "Shein/Privacy Policy.md", 0, 227),  # its policy twice
        ("vlopses-us-versions", "Shein/Privacy Policy.md", 9, 307),  # its policy, that of 2021, its policy
        ("contrib-versions", "Visible/Privacy Policy.md", 1, 73),  # two versions, that day one alone
    ],
)
def test_named_pages_are_two_policies_or_one(archives, archive, path, doubled, first):
    found, *_ = read(archives, archive, path)
    assert [rule.status for rule in found.rules].count("doubled") == doubled
    assert len(found.versions[0].reading.rows) == first
