"""data/story.yml → the days of the story, of the charts and of the panels, as texts (YYYY-MM-DD)."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path

from policy_corpus.categories import ALL
from policy_corpus.errors import CorpusError, check_known
from policy_corpus.files import read_yaml
from policy_corpus.paths import DATA

PANEL_NAMES = ("long", "main", "five_years", "recent")


@dataclass(frozen=True)
class Story:
    """What stands in story.yml: see the comments there."""

    document: str
    announced: date
    withdrawn: date
    back: date
    reported: date
    in_force: date
    control: str
    first_year: int
    end: date
    front_page: date
    panels: dict

    @classmethod
    def read(cls, path: str | Path = DATA / "story.yml") -> "Story":
        """The story of a file; CorpusError where it is missing or does not hold what it must."""
        mend = "`git checkout -- data/story.yml` restores the published one"
        held = read_yaml(path, mend)
        names = [field.name for field in fields(cls)]
        if not isinstance(held, dict) or sorted(held) != sorted(names):
            raise CorpusError(f"{path}: must have exactly the keys {', '.join(names)}; {mend}")
        for field in fields(cls):
            _check(field.name, held[field.name], field.type, path)
        panels = held["panels"]
        if sorted(panels) != sorted(PANEL_NAMES):
            raise CorpusError(f"{path}: panels must be exactly {', '.join(PANEL_NAMES)}")
        for name in PANEL_NAMES:
            _check(f"panels, {name}", panels[name], date, path)
        if held["end"] != first_of_quarter(held["end"]):
            raise CorpusError(f"{path}: end is {held['end']}; it must be the first day of a quarter")
        return cls(**held)


def _check(name: str, value, kind: type, path) -> None:
    words = {date: "a day such as 2023-08-31", int: "a year", str: "a name", dict: "names and days"}
    if type(value) is not kind:
        raise CorpusError(f"{path}: {name} is {value!r}; it must be {words[kind]}")


def first_of_quarter(day: date) -> date:
    """The first day of a day's quarter."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


_story = Story.read()
check_known("category", [_story.control], ALL, DATA / "story.yml")
_day = timedelta(days=1)

DOCUMENT = _story.document
ANNOUNCED, WITHDRAWN, BACK = str(_story.announced), str(_story.withdrawn), str(_story.back)
REPORTED, IN_FORCE = str(_story.reported), str(_story.in_force)
BEFORE = str(_story.announced - _day)  # the last day without the new text
REVISION_QUARTER = str(first_of_quarter(_story.in_force))
CONTROL = _story.control
FIRST_YEAR, END = _story.first_year, str(_story.end)  # of the charts: END is the first day after
LATEST = str(_story.end - _day)  # the last day of the charts
LAST_QUARTER = str(first_of_quarter(_story.end - _day))
LAST_YEAR = f"{_story.end.year - 1}-01-01"  # the last whole year
FRONT_PAGE = str(_story.front_page)
PANELS = {name: str(_story.panels[name]) for name in PANEL_NAMES}  # where each begins
LONG_START, START, FIVE_YEARS_START, RECENT_START = (PANELS[name] for name in PANEL_NAMES)
