"""What is in force when: invented captures, whatever they are; and known changes on their days."""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from pages import EMPTY, NEW, OLD, OTHER, days_of, history, page, statuses, together, versions

from policy_corpus import tables
from policy_corpus.extract.history import clean
from policy_corpus.extract.quality import SHORTEST, UNSEEN, Shown
from policy_corpus.extract.reading import Reading

STATUSES = {"ok", "technical", "other_language", "other_region", "broken", "doubled", "return"}

# Ends: another language for good, removal, tracking


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


def test_a_version_says_how_it_begins():
    captures = [(1000, OLD), (1100, NEW), (1500, None), (1600 + UNSEEN, NEW | {70})]
    assert [v.opens for v in history(*captures).versions] == ["first", "follows", "gap"]


def test_a_document_without_captures_or_without_a_policy_has_no_versions():
    assert history().versions == []
    assert history((1000, page(EMPTY))).versions == history((1000, page(EMPTY))).spans == []
    assert statuses((1000, None)) == [None]


def test_the_section_is_the_one_where_the_clause_stood_first():
    one, two = page(OLD), page(OLD | {70})
    one.sections, two.sections = np.full(40, 3, np.uint32), np.full(41, 4, np.uint32)
    spans = history((1000, one), (1100, two)).spans
    assert {span.row: span.section for span in spans if span.row in (5, 70)} == {5: 3, 70: 4}


# Whatever the captures

TEXTS = st.sampled_from(
    [
        OLD, NEW, OTHER, OLD | {70}, NEW | {71}, OLD | OTHER, OLD - set(range(20)), set(range(200, 240)),
        "both", "other way round", "broken", "menu", "french", "european",
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
        "european": page(NEW, EU=20),
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
        [(v.start, v.end, v.reading.clause_set, sorted(v.hidden)) for v in history.versions],
        sorted((s.row, s.shown, s.start, s.end, s.section) for s in history.spans),
    )


@given(documents())
def test_versions_follow_each_other_and_spans_lie_within_them(document):
    found = cleaned(*document)
    assert len(found.rules) == len(document[0])
    assert {rule.status for rule in found.rules} <= STATUSES
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
        assert version.said <= held


@given(documents())
def test_a_span_begins_with_a_capture_that_shows_its_clause(document):
    found = cleaned(*document)
    shows = {version.start: set(version.reading.rows.tolist()) for version in found.versions}
    assert all(span.row in shows[span.start] for span in found.spans)


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


# Known days (in the tables)


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
