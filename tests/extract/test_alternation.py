"""Two regions' pages in one document: which stands, and where the series breaks; invented, and the archives' own."""

import pytest
from pages import NEW, OLD, OTHER, days_of, history, page, statuses, versions

from policy_corpus.extract.alternation import AROUND, TURNS
from policy_corpus.extract.archive import read_blobs, read_history, repository
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.history import clean
from policy_corpus.extract.quality import FLICKER, UNSEEN, Shown
from policy_corpus.extract.reading import Reader
from policy_corpus.extract.sources import read_sources

HERE = page(OLD, EU=1)  # a page without European law
EUROPE = page(NEW, EU=20, GB=2)
BRITAIN = page(NEW | {70}, EU=12, GB=8)
SECTION = page(OLD | {70, 71, 72}, EU=1, US=12)  # the same page, with a section for Californians


def turns(first, second, number: int = 2 * TURNS + 2, day: int = 1000) -> list[tuple]:
    """The two pages day by day, the first of them first."""
    return [(day + i, (first, second)[i % 2]) for i in range(number)]


def opens(*captures, **of) -> list[str]:
    return [version.opens for version in history(*captures, **of).versions]


# Pages in turn


@pytest.mark.parametrize(
    ("jurisdiction", "stands"), [("EU", 20), ("GB", 20), ("US", 1), ("CA", 1), ("AU", 1)]
)
@pytest.mark.parametrize("first", [0, 1])
def test_of_two_regions_pages_that_of_the_jurisdiction_stands(jurisdiction, stands, first):
    captures = turns(*((HERE, EUROPE), (EUROPE, HERE))[first])
    found = history(*captures, jurisdiction=jurisdiction)
    assert {version.reading.regions[0] for version in found.versions} == {stands}
    for (_, reading), rule in zip(captures, found.rules, strict=True):
        assert (rule.status == "other_region") == (reading.regions[0] != stands)


def test_where_the_jurisdiction_is_unspecified_the_page_shown_longer_stands():
    assert versions(*turns(HERE, EUROPE), (1020, HERE)) == [(1000, 4000, 0)]
    assert versions(*turns(HERE, EUROPE), (1020, EUROPE)) == [(1001, 4000, 1)]


def test_the_reason_says_for_whom_the_page_is_that_was_set_aside():
    def reasons(*pages) -> set[str]:
        rules = history(*turns(*pages), (1020, HERE)).rules
        return {rule.reason.rsplit(": ")[1] for rule in rules if rule.status == "other_region"}

    assert reasons(HERE, EUROPE) == {"European"}
    assert reasons(HERE, BRITAIN) == {"British"}


def test_the_other_regions_page_is_set_aside_before_and_after_the_turns_too():
    captures = [(900, HERE), *turns(EUROPE, HERE), (1000 + FLICKER + 40, HERE)]
    assert versions(*captures, jurisdiction="EU") == [(1000, 1007, 1)]  # then not seen for too long
    assert days_of(5, *captures, jurisdiction="EU") == []
    early = [(999 - AROUND, HERE), *turns(EUROPE, HERE)]
    assert versions(*early, jurisdiction="EU")[0][0] == 999 - AROUND


def test_what_the_other_regions_page_shows_is_not_announced():
    captures = [*turns(HERE, EUROPE), (1020, HERE), (1100, page(OLD | {55}, EU=1))]
    assert days_of(55, *captures) == [(1100, 1100, 4000)]


def test_a_regions_page_that_changes_while_it_alternates_is_followed():
    edited = page(NEW | {80}, EU=20)
    captures = [*turns(EUROPE, HERE), *turns(edited, HERE, day=1100)]
    days = versions(*captures, jurisdiction="EU", tracked=[(1, 1200)])
    assert days == [(1000, 1100, 0), (1100, 1200, 8)]
    assert opens(*captures, jurisdiction="EU") == ["first", "follows"]


def test_fewer_turns_are_flicker_and_what_stood_before_stands():
    captures = [(1000, HERE), (1100, EUROPE), (1100 + FLICKER, HERE)]
    assert statuses(*captures, jurisdiction="EU") == ["ok", "other_region", "return"]


def test_a_section_that_folds_in_and_out_is_not_of_another_region():
    assert "other_region" not in statuses(*turns(HERE, SECTION), (1020, HERE))
    folded = page(set(range(40)) | set(range(100, 130)), EU=20), page(OLD)
    assert "other_region" not in statuses(*turns(*folded))


# Breaks


def test_a_technical_capture_that_brings_another_regions_page_breaks_the_series():
    captures = [(1000, HERE), (1200, EUROPE, "technical"), (1400, page(NEW | {80}, EU=20))]
    assert versions(*captures) == [(1000, 1200, 0), (1200, 1400, 1), (1400, 4000, 2)]
    assert opens(*captures) == ["first", "break", "follows"]
    assert days_of(30, *captures) == [(1000, 1000, 1200), (1200, 1200, 4000)]  # on both pages
    assert days_of(50, *captures) == [(1200, 1200, 4000)]


def test_another_address_that_brings_another_regions_page_breaks_the_series():
    captures = [(1000, HERE, ("one", "a.md")), (1200, EUROPE, ("other", "a.md"))]
    assert opens(*captures) == ["first", "break"]
    same = [(1000, HERE, ("one", "a.md")), (1200, page(OLD | {70}, EU=1), ("other", "a.md"))]
    assert opens(*same) == ["first", "follows"]


def test_european_law_that_goes_is_a_break_and_that_comes_is_a_change():
    assert opens((1000, EUROPE), (1200, HERE)) == ["first", "break"]
    assert opens((1000, HERE), (1200, EUROPE)) == ["first", "follows"]


def test_a_page_that_gains_a_section_is_changed():
    captures = [(1000, HERE), (1200, SECTION)]
    assert opens(*captures) == ["first", "follows"]
    assert days_of(71, *captures) == [(1200, 1200, 4000)]
    assert opens((1000, HERE), (1200, SECTION, "technical")) == ["first", "follows"]


def test_a_policy_written_anew_is_changed_but_for_a_european_one_that_loses_its_law():
    anew = page(OTHER, EU=1)
    assert opens((1000, EUROPE), (1200, anew)) == ["first", "follows"]
    assert opens((1000, EUROPE), (1200, anew, "technical")) == ["first", "follows"]
    assert opens((1000, EUROPE), (1200, anew), jurisdiction="EU") == ["first", "break"]


@pytest.mark.parametrize(
    ("stay", "kinds"), [(AROUND, ["break", "break"]), (AROUND + 1, ["follows", "follows"])]
)
def test_a_text_that_is_back_within_a_year_of_another_regions_was_never_gone(stay, kinds):
    general = page(OTHER, EU=20, US=9)
    captures = [(1000, EUROPE), (1200, general), (1200 + stay, page(NEW | {80}, EU=20))]
    assert opens(*captures) == ["first", *kinds]


def test_a_break_after_a_gap_is_a_break():
    captures = [(1000, EUROPE), (1100, page(set())), (1101 + UNSEEN, HERE)]
    assert opens(*captures) == ["first", "break"]


# The archives' own


def cleaned(archives, archive: str, path: str, jurisdiction: str):
    """The history of one path as if it were a document."""
    source = next(source for source in read_sources() if source.name == archive)
    folder = repository(archives, source)
    captures = [capture for capture in read_history(folder, source) if capture.path == path]
    reader = Reader()
    said = {
        blob: reader.read(text, source.format)
        for blob, text in read_blobs(folder, {c.blob: None for c in captures})
    }
    shown = [Shown(ordinal(c.day), c.technical, said[c.blob], (c.archive, c.path)) for c in captures]
    return clean(shown, [(1, shown[-1].day + 30)], jurisdiction)


@pytest.mark.archives
@pytest.mark.parametrize(
    ("archive", "path", "jurisdiction", "aside", "kinds"),
    [
        ("vlopses-gb-versions", "Instagram/Privacy Policy.md", "GB", 27, {"not European"}),
        ("vlopses-ie-versions", "Instagram/Privacy Policy.md", "EU", 18, {"not European"}),
        ("vlopses-ca-versions", "YouTube/Privacy Policy.md", "CA", 2, {"not European"}),
        ("vlopses-us-versions", "Instagram/Privacy Policy.md", "US", 0, set()),
    ],
)
def test_captures_of_another_region_are_set_aside(archives, archive, path, jurisdiction, aside, kinds):
    rules = cleaned(archives, archive, path, jurisdiction).rules
    reasons = [rule.reason.rsplit(": ")[1] for rule in rules if rule.status == "other_region"]
    assert (len(reasons), set(reasons)) == (aside, kinds)


@pytest.mark.archives
def test_a_page_that_turns_to_another_regions_for_good_breaks_the_series(archives):
    found = cleaned(archives, "vlopses-gb-versions", "Google Maps/Privacy Policy.md", "GB")
    assert [v.start for v in found.versions if v.opens == "break"] == [ordinal("2026-08-14")]
