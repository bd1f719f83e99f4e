"""Which captures stand, and what is in force when: invented captures, and the archives' faults by date.

Days count from 1000; a page is a set of clause numbers.
"""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from policy_corpus import tables
from policy_corpus.extract.quality import (
    ANNOUNCED,
    FLICKER,
    SHORTEST,
    UNSEEN,
    Shown,
    clean,
    ordinal,
)
from policy_corpus.extract.reading import Reader, Reading

STATUSES = {"ok", "technical", "other_language", "broken", "doubled", "return"}
TRACKED = [(1, 4000)]
OLD = set(range(40))
NEW = set(range(20, 60))  # half of the old policy, rewritten
OTHER = set(range(100, 150))  # shares nothing with either
EMPTY: set[int] = set()


def page(clauses, language="en", words=14, speaks=0.5, stated="", halves=None) -> Reading:
    """A page of clauses of so many words each, of which a share speaks as policies do."""
    rows = np.array(sorted(clauses), np.uint32)
    reading = Reading(
        rows,
        np.zeros(len(rows), np.uint32),
        words * len(rows),
        int(speaks * len(rows)),
        language,
        stated,
        9999,
    )
    if halves:
        reading.halves = tuple(page(half) for half in halves)
    return reading


def together(first: set, second: set) -> Reading:
    """Two policies on one page, the first above the second."""
    return page(first | second, halves=(first, second))


def shown(*captures) -> list[Shown]:
    """Captures from (day, page) or (day, page, "technical"); a set is a page of these clauses."""
    return [
        Shown(day, bool(technical), page(text) if isinstance(text, set) else text)
        for day, text, *technical in captures
    ]


def history(*captures, tracked=TRACKED):
    return clean(shown(*captures), tracked)


def versions(*captures, tracked=TRACKED) -> list[tuple[int, int, int]]:
    """The versions as (start, end, capture)."""
    return [(v.start, v.end, v.capture) for v in history(*captures, tracked=tracked).versions]


def days_of(clause: int, *captures, tracked=TRACKED) -> list[tuple[int, int, int]]:
    """When a clause was (shown, in force from, until)."""
    spans = history(*captures, tracked=tracked).spans
    return sorted((s.shown, s.start, s.end) for s in spans if s.row == clause)


# Flicker, and what is none


def test_a_page_that_goes_and_comes_back_was_never_gone():
    there_and_back = [(1000, OLD), (1100, NEW), (1110, OLD)]
    assert history(*there_and_back).statuses == ["ok", "return", "return"]
    assert versions(*there_and_back) == [(1000, 4000, 0)]
    assert days_of(5, *there_and_back) == [(1000, 1000, 4000)]
    assert days_of(50, *there_and_back) == []


def test_a_small_change_taken_back_is_flicker():
    captures = [(1000, OLD), (1100, OLD | {70}), (1110, OLD)]
    assert history(*captures).statuses == ["ok", "return", "return"]
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
    assert history(*captures).statuses == ["ok", "return", "ok"]
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
    assert history(*captures).statuses == ["ok", "doubled", "ok"]
    assert versions(*captures) == [(1000, 1130, 0), (1130, 4000, 2)]
    assert days_of(50, *captures) == [(1100, 1130, 4000)]
    assert days_of(5, *captures) == [(1000, 1000, 1130)]


def test_an_announcement_that_is_withdrawn_and_comes_back_is_first_shown_on_its_first_day():
    both = together(NEW, OLD)
    captures = [(1000, OLD), (1100, both), (1101, OLD), (1107, both), (1137, NEW)]
    assert history(*captures).statuses == ["ok", "doubled", "ok", "doubled", "ok"]
    assert days_of(50, *captures) == [(1100, 1137, 4000)]
    assert days_of(5, *captures) == [(1000, 1000, 1137)]


def test_two_policies_that_share_little_are_told_by_what_stands_before_and_after():
    captures = [(1000, OLD), (1100, OLD | OTHER), (1105, OLD | OTHER | {200}), (1130, OTHER)]
    assert history(*captures).statuses == ["ok", "doubled", "doubled", "ok"]
    assert versions(*captures) == [(1000, 1130, 0), (1130, 4000, 3)]
    assert days_of(120, *captures) == [(1100, 1130, 4000)]


def test_several_documents_on_a_page_for_some_days_are_set_aside():
    captures = [(1000, OLD), (1100, OLD | set(range(200, 400))), (1110, OLD | {70})]
    assert history(*captures).statuses == ["ok", "doubled", "ok"]
    assert days_of(300, *captures) == []


def test_a_policy_that_grows_is_not_two_policies():
    grown = OLD | OTHER
    assert history((1000, OLD), (1100, grown), (1150, grown | {200})).statuses == ["ok", "ok", "ok"]


def test_a_policy_rewritten_and_soon_cut_is_not_two_policies():
    captures = [(1000, OLD), (1100, OTHER), (1170, set(range(100, 120)))]
    assert history(*captures).statuses == ["ok", "ok", "ok"]


def test_a_long_page_that_lasts_is_the_policy():
    captures = [(1000, OLD), (1100, OLD | OTHER), (1101 + ANNOUNCED, OTHER)]
    assert history(*captures).statuses == ["ok", "ok", "ok"]


def test_where_nothing_stood_the_first_policy_on_the_page_does():
    captures = [(1000, together(NEW, OTHER)), (1300, NEW | {70})]
    assert days_of(50, *captures) == [(1000, 1000, 4000)]
    assert days_of(120, *captures) == []


def test_an_announcing_page_whose_halves_are_cut_askew_leaves_the_policy_as_it_stood():
    askew = page(OLD | NEW, halves=(NEW | {1, 2, 3}, OLD - {1, 2, 3, 20, 21, 22}))
    captures = [(1000, OLD), (1100, askew), (1130, NEW)]
    assert versions(*captures) == [(1000, 1130, 0), (1130, 4000, 2)]
    assert days_of(2, *captures) == [(1000, 1000, 1130)]


def test_a_page_that_has_always_repeated_itself_is_one_policy():
    repeats = page(OLD | NEW, halves=(OLD, NEW))
    more = page(OLD | NEW | {70}, halves=(OLD, NEW | {70}))
    captures = [(1000, OLD | NEW), (1100, repeats), (1200, more)]
    assert history(*captures).statuses == ["ok", "ok", "ok"]
    assert days_of(70, *captures) == [(1200, 1200, 4000)]


def test_a_small_part_repeated_is_no_second_policy():
    tail = page(OLD, halves=(OLD, set(range(10))))
    assert history((1000, tail), (1100, OLD | {70})).statuses == ["ok", "ok"]


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
    assert history(*captures).statuses == ["ok", "broken", "ok"]
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
    assert history((1000, short)).statuses == ["ok"]


def test_a_page_much_like_the_policy_that_stood_is_one():
    assert history((1000, page(OLD, speaks=0.1)), (1100, page(OLD | {70}, speaks=0.05))).statuses == [
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
    assert history(*captures).statuses == ["ok", "broken", "broken", "ok"]
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
    assert history(*captures).statuses == ["ok", "ok", "ok"]


def test_a_policy_cut_to_half_for_good_was_cut():
    half = OLD - set(range(20))
    assert versions((1000, OLD), (1100, half)) == [(1000, 1100, 0), (1100, 4000, 1)]


# Technical captures


def test_a_technical_capture_that_restores_old_text_is_set_aside():
    captures = [(1000, OLD), (1100, NEW), (1140, OLD, "technical"), (1150, NEW | {70})]
    assert history(*captures).statuses == ["ok", "ok", "technical", "ok"]
    assert versions(*captures) == [(1000, 1100, 0), (1100, 1150, 1), (1150, 4000, 3)]
    assert days_of(5, *captures) == [(1000, 1000, 1100)]


def test_a_technical_capture_that_carries_an_earlier_day_counts_from_the_one_before():
    captures = [(1000, OLD), (1100, NEW), (1060, OLD, "technical"), (1101, NEW), (1200, NEW | {70})]
    assert history(*captures).statuses == ["ok", "ok", "technical", "ok", "ok"]
    assert days_of(50, *captures) == [(1100, 1100, 4000)]


def test_a_technical_capture_that_the_next_confirms_stands():
    captures = [(1000, OLD), (1100, NEW, "technical"), (1300, NEW | {70})]
    assert history(*captures).statuses == ["ok", "ok", "ok"]
    assert days_of(50, *captures) == [(1100, 1100, 4000)]


def test_technical_captures_in_a_row_are_judged_by_the_next_of_the_page():
    captures = [(1000, OLD), (1100, NEW, "technical"), (1101, NEW | {70}, "technical"), (1110, OLD | {71})]
    assert history(*captures).statuses == ["ok", "technical", "technical", "ok"]


def test_a_technical_capture_before_a_rewritten_policy_stands():
    rewritten = set(range(15)) | set(range(60, 90))  # a little nearer to the old words than to the new
    captures = [(1000, OLD), (1100, NEW, "technical"), (1500, rewritten)]
    assert history(*captures).statuses == ["ok", "ok", "ok"]
    assert days_of(50, *captures) == [(1100, 1100, 1500)]


def test_a_technical_capture_after_which_nothing_changes_stands():
    assert days_of(50, (1000, OLD), (1100, NEW, "technical")) == [(1100, 1100, 4000)]


def test_a_technical_capture_of_the_same_words_is_no_version():
    captures = [(1000, OLD), (1100, OLD, "technical"), (1200, NEW)]
    assert history(*captures).statuses == ["ok", "technical", "ok"]
    assert versions(*captures) == [(1000, 1200, 0), (1200, 4000, 2)]


def test_the_first_capture_stands_though_technical():
    assert versions((1000, OLD, "technical")) == [(1000, 4000, 0)]


def test_days_never_run_backwards():
    captures = [(1000, OLD), (1100, NEW), (1050, OTHER), (1200, OTHER | {70})]
    assert versions(*captures) == [(1000, 1100, 0), (1100, 1200, 2), (1200, 4000, 3)]


# Language, removal, tracking


def test_a_day_in_another_language_changes_nothing():
    captures = [(1000, OLD), (1100, page(OTHER, "fr", speaks=0.2)), (1101, OLD | {70})]
    assert history(*captures).statuses == ["ok", "other_language", "ok"]
    assert days_of(5, *captures) == [(1000, 1000, 4000)]
    assert days_of(120, *captures) == []


def test_english_clauses_tell_where_the_language_is_mistaken():
    assert history((1000, page(OLD, "da", speaks=0.5))).statuses == ["ok"]


def test_a_page_that_turns_to_another_language_for_good_ends_the_policy():
    assert versions((1000, OLD), (1100, page(OTHER, "de", speaks=0))) == [(1000, 1100, 0)]


def test_a_removed_file_ends_what_is_known():
    assert versions((1000, OLD), (1500, None)) == [(1000, 1500, 0)]
    assert versions((1000, OLD), (1000, None)) == [(1000, 1001, 0)]
    later = [(1000, OLD), (1500, None), (1600 + UNSEEN, OLD | {70})]
    assert versions(*later) == [(1000, 1500, 0), (1600 + UNSEEN, 4000, 2)]


def test_no_span_reaches_over_days_on_which_nothing_was_followed():
    tracked = [(1, 1200), (1400, 4000)]
    captures = [(1000, OLD), (1400, OLD), (1410, NEW)]
    assert versions(*captures, tracked=tracked)[0] == (1000, 1200, 0)
    assert days_of(5, *captures, tracked=tracked)[0] == (1000, 1000, 1200)


def test_a_document_without_captures_or_without_a_policy_has_no_versions():
    assert history().versions == []
    assert history((1000, page(EMPTY))).versions == history((1000, page(EMPTY))).spans == []
    assert history((1000, None)).statuses == ["ok"]


def test_the_section_is_the_one_where_the_clause_stood_first():
    one, two = page(OLD), page(OLD | {70})
    one.sections, two.sections = np.full(40, 3, np.uint32), np.full(41, 4, np.uint32)
    spans = history((1000, one), (1100, two)).spans
    assert {span.row: span.section for span in spans if span.row in (5, 70)} == {5: 3, 70: 4}


def test_a_page_cut_from_text_is_judged_as_a_whole():
    lines = "".join(
        f"* We collect the {what} of your kite to keep it in the air above field number {field}.\n"
        for field in range(6)
        for what in ("colour", "length", "weight", "tail")
    )
    reader = Reader()
    policy = reader.read(f"# Privacy\n\nWe collect:\n\n{lines}".encode(), "markdown")
    wall = reader.read(b"# Sorry\n\nThe kite you look for has flown. Log in to find it.", "markdown")
    captures = [Shown(day, False, text) for day, text in ((1000, policy), (1100, wall), (1101, policy))]
    assert clean(captures, TRACKED).statuses == ["ok", "broken", "ok"]


# Whatever the captures

TEXTS = st.sampled_from(
    [
        OLD, NEW, OTHER, OLD | {70}, NEW | {71}, OLD | OTHER, OLD - set(range(20)), set(range(200, 240)),
        "both", "other way round", "broken", "menu", "french",
    ]
)  # fmt: skip


def text_of(name) -> Reading:
    if isinstance(name, set):
        return page(name)
    return {
        "both": together(NEW, OLD),
        "other way round": together(OTHER, NEW),
        "broken": page(EMPTY),
        "menu": page(range(900, 1020), words=3),
        "french": page(OTHER, "fr", speaks=0.1),
    }[name]


@st.composite
def documents(draw):
    """Captures as (day, text, technical) and the days tracked."""
    steps = draw(st.lists(st.tuples(st.integers(-5, 90), TEXTS, st.booleans()), min_size=1, max_size=25))
    day, captures = 1000, []
    for step, text, technical in steps:
        day = max(1000, day + step)
        captures.append((day, text, technical))
    end = max(day for day, _, _ in captures) + draw(st.integers(1, 400))
    return captures, draw(st.sampled_from([[(1, end)], [(1, 1100), (1150, max(end, 1151))]]))


def cleaned(captures, tracked):
    return clean([Shown(day, technical, text_of(text)) for day, text, technical in captures], tracked)


def facts(history) -> tuple[list, list]:
    """What must not depend on how often the same was captured."""
    return (
        [(v.start, v.end, v.reading.fingerprint) for v in history.versions],
        sorted((s.row, s.shown, s.start, s.end, s.section) for s in history.spans),
    )


@given(documents())
def test_versions_follow_each_other_and_spans_lie_within_them(document):
    found = cleaned(*document)
    assert len(found.statuses) == len(document[0])
    assert set(found.statuses) <= STATUSES
    assert all(version.start < version.end for version in found.versions)
    assert all(before.end <= after.start for before, after in pairwise(found.versions))
    of_row: dict[int, list] = {}
    for span in found.spans:
        assert span.shown <= span.start < span.end
        assert found.versions[0].start <= span.start
        assert span.end <= found.versions[-1].end
        of_row.setdefault(span.row, []).append(span)
    for spans in of_row.values():
        spans.sort(key=lambda span: span.start)
        assert all(before.end <= after.shown for before, after in pairwise(spans))


@given(documents())
def test_what_a_version_says_is_in_force_all_its_days(document):
    found = cleaned(*document)
    for version in found.versions:
        held = {s.row for s in found.spans if s.start <= version.start and version.end <= s.end}
        assert set(version.reading.rows.tolist()) <= held


@given(documents(), st.data())
def test_a_second_capture_of_the_same_changes_nothing(document, data):
    captures, tracked = document
    place = data.draw(st.integers(0, len(captures) - 1))
    twice = [*captures[: place + 1], *captures[place:]]
    assert facts(cleaned(twice, tracked)) == facts(cleaned(captures, tracked))


@given(documents(), st.data())
def test_a_broken_capture_put_between_changes_nothing(document, data):
    captures, tracked = document
    place = data.draw(st.integers(0, len(captures) - 1))
    broken = (captures[place][0], data.draw(st.sampled_from(["broken", "menu"])), False)
    more = [*captures[:place], broken, *captures[place:]]
    assert facts(cleaned(more, tracked)) == facts(cleaned(captures, tracked))


# The archives' faults, by name and day (in the tables)


@pytest.fixture(scope="module")
def captures() -> pd.DataFrame:
    frame = tables.read_table("captures", tables.TABLES).to_pandas()
    return frame.assign(day=pd.to_datetime(frame["day"]).dt.strftime("%Y-%m-%d"))


@pytest.fixture(scope="module")
def in_force() -> pd.DataFrame:
    frame = tables.read_table("versions", tables.TABLES).to_pandas()
    days = {name: pd.to_datetime(frame[name]).dt.strftime("%Y-%m-%d") for name in ("from", "until")}
    return frame.assign(**days)


def standing(in_force: pd.DataFrame, document: str, day: str) -> pd.Series | None:
    """The version of a document in force on a day."""
    own = in_force[(in_force["document"] == document) & (in_force["from"] <= day) & (day < in_force["until"])]
    return own.iloc[0] if len(own) else None


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


@pytest.mark.parametrize(
    ("document", "day", "since"),
    [
        ("x", "2023-08-29", "2023-05-18"),
        ("x", "2023-09-29", "2023-09-29"),
        ("x", "2018-05-25", "2017-08-15"),
        ("x", "2018-05-26", "2018-05-26"),
        ("mistral", "2024-03-11", "2024-02-21"),
        ("toyota", "2023-01-18", "2023-01-18"),
    ],
)
def test_the_policy_in_force_on_named_days(in_force, document, day, since):
    assert standing(in_force, document, day)["from"] == since


def test_x_says_in_force_from_september_2023_what_it_showed_in_august():
    presence = tables.read_table("presence", tables.TABLES).to_pandas()
    clauses = tables.read_table("clauses", tables.TABLES).to_pandas()
    own = presence[presence["document"].eq("x") & presence["from"].eq(date(2023, 9, 29))]
    for category in ("biometric", "employment", "ai_training"):
        new = own[clauses[f"{category}_about"].to_numpy()[own["clause"]]]
        assert set(new["shown"]) == {date(2023, 8, 23)}


def test_known_changes_show_on_their_day(captures, shared):
    """Of the hand-checked changes, 95 % have a clause of their category that starts, or ends, that day."""
    known = pd.read_csv(shared / "events" / "known_changes.csv", dtype=str)
    assert len(known) == 65
    presence = tables.read_table("presence", tables.TABLES).to_pandas()
    clauses = tables.read_table("clauses", tables.TABLES).to_pandas()
    document_of = captures.set_index(["archive", "path", "commit"])["document"]
    late = []
    for change in known.itertuples():
        own = presence[presence["document"] == document_of[change.archive, change.path, change.commit]]
        own = own[clauses[f"{change.category}_about"].to_numpy()[own["clause"]]]
        days = own["until"] if change.change == "removed" else own["shown"]
        if date.fromisoformat(change.first_date) not in set(days):
            late.append(change.id)
    assert len(late) <= 0.05 * len(known), late


def test_no_version_is_a_menu_or_shorter_than_a_policy(in_force):
    assert (in_force["words"] >= SHORTEST).all()


def test_an_ordinal_is_a_day():
    assert ordinal("0001-01-02") == 2
