"""Pages that stand but lack a part which comes back word for word: invented captures, and the archives' by name."""

import pytest
from archived import read
from pages import OLD, OTHER, days_of, history, page, statuses, versions

from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.parts import PART_RULES
from policy_corpus.extract.quality import UNSEEN

PART = set(range(20))  # half of the old policy
REST = OLD - PART
LONG = 1100 + 3 * 365  # three years after the part went
LACKS_A_PART = PART_RULES[0]


def test_a_section_gone_for_years_and_back_word_for_word_was_in_force_throughout():
    captures = [(1000, OLD), (1100, REST), (LONG, OLD | OTHER)]
    assert LONG - 1100 > UNSEEN
    assert days_of(5, *captures) == [(1000, 1000, 4000)]
    assert history(*captures).rules[1] == LACKS_A_PART
    assert statuses(*captures) == ["ok", "ok", "ok"]


def test_the_page_that_lacks_it_stands_and_may_be_edited_meanwhile():
    captures = [(1000, OLD), (1100, REST), (1300, REST - {30} | {70}), (LONG, OLD - {30} | {70, 71})]
    assert [version[:2] for version in versions(*captures)] == [
        (1000, 1100),
        (1100, 1300),
        (1300, LONG),
        (LONG, 4000),
    ]
    assert days_of(30, *captures) == [(1000, 1000, 1300)]
    assert days_of(70, *captures) == [(1300, 1300, 4000)]
    assert days_of(5, *captures) == [(1000, 1000, 4000)]
    assert [rule == LACKS_A_PART for rule in history(*captures).rules] == [False, True, True, False]


def test_what_was_edited_out_of_the_part_while_it_was_hidden_goes_when_the_part_comes_back():
    edited = OLD - {1, 2, 3} | {81, 82, 83}
    captures = [(1000, OLD), (1100, REST), (LONG, edited)]
    assert days_of(1, *captures) == [(1000, 1000, LONG)]
    assert days_of(81, *captures) == [(LONG, LONG, 4000)]


def test_a_version_counts_what_its_page_hides():
    hidden = history((1000, OLD), (1100, REST), (LONG, OLD)).versions[1]
    assert hidden.said == OLD
    assert hidden.hidden == PART


def test_a_section_gone_and_back_in_other_words_is_a_removal_and_an_addition():
    reworded = REST | set(range(12, 20)) | set(range(200, 212))  # 8 of 20 clauses as they were
    captures = [(1000, OLD), (1100, REST), (LONG, reworded)]
    assert days_of(5, *captures) == [(1000, 1000, 1100)]
    assert days_of(15, *captures) == [(1000, 1000, 1100), (LONG, LONG, 4000)]
    assert days_of(205, *captures) == [(LONG, LONG, 4000)]


def test_a_section_removed_for_good_is_a_removal():
    captures = [(1000, OLD), (1100, REST), (LONG, REST | {70})]
    assert days_of(5, *captures) == [(1000, 1000, 1100)]


def test_a_small_section_taken_out_and_restored_was_gone():
    captures = [(1000, OLD), (1100, OLD - {1, 2, 3}), (LONG, OLD | {70})]
    assert days_of(1, *captures) == [(1000, 1000, 1100), (LONG, LONG, 4000)]


def test_a_section_exchanged_for_another_was_gone():
    captures = [(1000, OLD), (1100, REST | set(range(70, 80))), (LONG, OLD)]
    assert days_of(5, *captures) == [(1000, 1000, 1100), (LONG, LONG, 4000)]


def test_a_folded_page_that_follows_the_whole_one_on_its_day_is_the_whole_one():
    folded = REST - {30, 31, 32} | set(range(70, 76))
    captures = [(1000, OLD), (1000, REST), (1010, folded), (1040, OLD - set(range(5)) | set(range(80, 86)))]
    assert days_of(5, *captures) == [(1000, 1000, 4000)]
    assert days_of(30, *captures) == [(1000, 1000, 4000)]
    assert versions(*captures) == [(1000, 1010, 0), (1010, 1040, 2), (1040, 4000, 3)]


def test_a_part_lost_sight_of_with_the_page_begins_anew_where_it_is_shown():
    back = 1200 + UNSEEN
    captures = [(1000, OLD), (1100, REST), (1150, page(set())), (back, REST | {70}), (LONG, OLD | {70})]
    assert days_of(5, *captures) == [(1000, 1000, 1150), (LONG, LONG, 4000)]


def test_a_series_that_ends_on_a_menu_ends_as_the_policy_was():
    menu = page(set(range(900, 1020)) | {1}, words=3)
    captures = [(1000, OLD), (3900, menu)]
    assert statuses(*captures) == ["ok", "broken"]
    assert days_of(5, *captures) == [(1000, 1000, 4000)]


# The archives' own


@pytest.mark.archives
@pytest.mark.parametrize(
    ("archive", "path", "days", "hidden"),
    [
        ("dating-versions", "ChristianMingle/Privacy Policy.md", ["2022-03-22", "2023-09-09"], 150),
        ("dating-versions", "Jdate/Privacy Policy.md", ["2022-03-22", "2023-09-09"], 150),
        ("contrib-versions", "Bing/Privacy Policy.md", ["2020-12-08", "2020-12-16", "2020-12-24"], 900),
        ("contrib-versions", "USA.gov/Privacy Policy.md", ["2022-03-04", "2022-03-22", "2022-09-27"], 20),
    ],
)
def test_named_pages_lack_a_part_that_is_in_force(archives, archive, path, days, hidden):
    found, of_capture, _ = read(archives, archive, path)
    lacking = [
        day for day, rule in zip(of_capture, found.rules, strict=True) if rule.name == LACKS_A_PART.name
    ]
    assert lacking == days
    first, last = (ordinal(day) for day in (days[0], days[-1]))
    of_these = [version for version in found.versions if first <= version.start <= last and version.hidden]
    assert of_these
    assert all(len(version.hidden) >= hidden for version in of_these)


@pytest.mark.archives
def test_a_notice_taken_out_for_a_year_was_gone(archives):
    """Foursquare's notice on transfers: 18 of 239 clauses, gone from 2018-07-19 to 2019-05-15."""
    found, *_ = read(archives, "tosback2", "crawl_reviewed/foursquare.com/Privacy Policy.txt")
    assert LACKS_A_PART not in found.rules
