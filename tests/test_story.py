"""data/story.yml is the one home of the story's days; what follows from them is derived."""

import pandas as pd
import pytest

from policy_corpus import story
from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA
from policy_corpus.story import Story

TEXT = (DATA / "story.yml").read_text(encoding="utf-8")


def test_the_days_of_the_story_are_in_their_order():
    days = [story.BEFORE, story.ANNOUNCED, story.WITHDRAWN, story.BACK, story.REPORTED, story.IN_FORCE]
    assert days == ["2023-08-22", "2023-08-23", "2023-08-24", "2023-08-30", "2023-08-31", "2023-09-29"]
    assert story.REVISION_QUARTER == "2023-07-01"


def test_the_mark_on_the_charts_is_the_day_of_the_report():
    events = pd.read_csv(DATA / "events.csv").set_index("label")["date"]
    assert events["X reported"] == story.REPORTED


def test_the_charts_end_with_the_last_whole_quarter():
    assert (story.LAST_QUARTER, story.LATEST, story.END) == ("2026-04-01", "2026-06-30", "2026-07-01")
    assert story.LAST_YEAR == "2025-01-01"
    for begin in (*story.PANELS.values(), story.FRONT_PAGE):
        assert f"{story.FIRST_YEAR}-01-01" < begin < story.END


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("in_force: 2023-09-29", "in_force: soon", "in_force is 'soon'; it must be a day such as"),
        ("first_year: 2013", "first_year: long ago", "first_year is 'long ago'; it must be a year"),
        ("in_force:", "in_farce:", "must have exactly the keys document, announced"),
        ("end: 2026-07-01", "end: 2026-07-02", "end is 2026-07-02; it must be the first day of a quarter"),
        ("  long:", "  longest:", "panels must be exactly long, main, five_years, recent"),
        ("  long: 2014-01-01", "  long: 2014", "panels, long is 2014; it must be a day"),
        ("document: x", "document: [", "can't be read as YAML"),
    ],
)
def test_what_cannot_be_right_is_named_with_its_file(tmp_path, old, new, words):
    path = tmp_path / "story.yml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    with pytest.raises(CorpusError, match=words) as error:
        Story.read(path)
    assert str(error.value).startswith(str(path))
