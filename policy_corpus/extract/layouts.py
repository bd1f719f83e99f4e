"""Takes the changes of an archive's policy files and the name of its layout; makes the captures and what they are of.

A layout says how an archive lays out a policy's versions: as one file's commits, or as one file each. It is a class in
`LAYOUTS`, by the name that sources.yml gives under `layout`. To add one, write a class of the methods of
`FileHistory`, from which it may inherit them, and put `@lays_out("its name")` above it; nothing else names layouts.
policy_corpus/README.md says what each method is given and must hand back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from policy_corpus.errors import CorpusError

FIRST_DAY = date.min.isoformat()
Spans = list[tuple[str, str]]  # (first day, last day), ISO 8601, both included, ascending


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit did to a file: the blob that it left there, empty where it removed the file; `day` is in UTC."""

    path: str
    commit: str
    day: str
    subject: str
    blob: str


LAYOUTS: dict[str, "FileHistory"] = {}


def lays_out(name: str) -> Callable[[type], type]:
    """Enters a class into LAYOUTS under a name."""

    def enter(layout: type) -> type:
        if name in LAYOUTS:
            raise ValueError(f"the layout {name} is there already")
        LAYOUTS[name] = layout()
        return layout

    return enter


@lays_out("history")
class FileHistory:
    """One file is one policy, and each commit that changes it a capture of the commit's day."""

    def series(self, path: str) -> str:
        """What a file's captures belong to: the path that documents.csv names. Here the file itself."""
        return path

    def platform(self, series: str) -> str:
        """The name that a series' path gives its platform; here none, and the folder's is taken."""
        return ""

    def captures(self, changes: list[Change]) -> list[Change]:
        """The changes that are captures, in order, each with its day; CorpusError where a file cannot be one."""
        return changes

    def followed(self, captures: list[Change], newest: str) -> dict[str, Spans]:
        """Series → the days on which no new capture means no change. Here up to `newest`, the history's newest day."""
        return {self.series(capture.path): [(FIRST_DAY, newest)] for capture in captures}


# ---------------------------------------------------------------- one file a version

# 20081119, 2008-11-19, or with the time of day 20081119194405
_STAMP = re.compile(r"(?<!\d)(\d{4})(-?)(\d\d)\2(\d\d)(\d{6})?(?!\d)")
EARLIEST = "1990-01-01"  # no page of the web is older: an older day is another number
AHEAD = 1  # days that a name may be ahead of its commit in UTC: clocks in the east are


@lays_out("dated files")
class DatedFiles(FileHistory):
    """One file is one version, its day stands in the file's name, and its folder is the policy.

    A file is a capture as it stands at the pinned commit: one that was edited, renamed or removed since then counts
    as it is now. The archive follows all its policies up to the last day that any of its files tells: it keeps
    versions that differ, so a policy without a later file had not changed; of the days after that it knows nothing,
    whenever it was published.
    """

    def series(self, path: str) -> str:
        return path.rpartition("/")[0] or "."  # what a row of documents.csv can name

    def captures(self, changes: list[Change]) -> list[Change]:
        standing: dict[str, Change] = {}
        for change in changes:
            standing[change.path] = change
        files = [change for change in standing.values() if change.blob]
        dated = sorted((self.series(file.path), *_stamp(file), file.path, file) for file in files)
        for _, same_day in groupby(dated, key=lambda item: item[:2]):
            _check_order([(time, path) for _, _, time, path, _ in same_day])
        return [replace(file, day=day) for _, day, _, _, file in sorted(dated, key=lambda item: item[1:4])]

    def followed(self, captures: list[Change], newest: str) -> dict[str, Spans]:
        return super().followed(captures, max(capture.day for capture in captures))


def _stamp(file: Change) -> tuple[str, str]:
    """The day that a file's name tells, ISO 8601, and the time of day behind it, or ""."""
    name = file.path.rpartition("/")[2]
    found = {("-".join(parts), time) for *parts, time in map(_parts, _STAMP.finditer(name))}
    stamps = sorted(stamp for stamp in found if _is_day(stamp[0]) and stamp[0] >= EARLIEST)
    if len(stamps) != 1:
        told = " and ".join(day for day, _ in stamps) or "no day"
        raise CorpusError(
            f"{file.path}: its name tells {told}; write one as YYYYMMDD, or let the patterns of paths in "
            "sources.yml leave the file out"
        )
    if date.fromisoformat(stamps[0][0]) > date.fromisoformat(file.day) + timedelta(AHEAD):
        raise CorpusError(
            f"{file.path}: its name tells {stamps[0][0]}, a day after that of the commit that brought it, "
            f"{file.commit[:12]} of {file.day}; mend the name, or let the patterns of paths in sources.yml leave "
            "the file out"
        )
    return stamps[0]


def _parts(stamp: re.Match) -> tuple[str, str, str, str]:
    year, _, month, day, time = stamp.groups("")
    return year, month, day, time


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check_order(same_day: list[tuple[str, str]]) -> None:
    """CorpusError where it cannot be told which of a series' files of one day, (time, path), came first."""
    times = [time for time, _ in same_day]
    if len(times) > 1 and ("" in times or len(set(times)) < len(times)):
        paths = " and ".join(path for _, path in same_day)
        raise CorpusError(
            f"{paths}: two versions of one day, and nothing tells which came first; write the time of day behind "
            "the day, YYYYMMDDhhmmss, or let the patterns of paths in sources.yml leave one out"
        )


# ---------------------------------------------------------------- one commit a half-year

_ARCHIVED = re.compile(r"\(archived on (\d{4}-\d\d-\d\d)\)")


@lays_out("half-years")
class HalfYears(FileHistory):
    """One file is one website's policy, and each commit the page of one half-year, changed or not.

    So the Princeton-Leuven corpus has it: a commit's subject says on which day the page was archived, and this is the
    day of the capture. The commit's own time is that day's by a clock of Leuven, in UTC at times the day before. A
    page stands for its half-year, so a policy is followed from its first page to the end of the half-year of its last;
    a half-year without a page was not seen, and what was in force is unknown until the next page.
    """

    def platform(self, series: str) -> str:
        return series.rpartition("/")[2].rpartition(".")[0]

    def captures(self, changes: list[Change]) -> list[Change]:
        pages = [replace(change, day=_archived(change)) for change in changes if change.blob]
        return sorted(pages, key=lambda page: page.day)

    def followed(self, captures: list[Change], newest: str) -> dict[str, Spans]:
        halves: dict[str, list[int]] = {}
        for capture in captures:
            halves.setdefault(self.series(capture.path), []).append(_half(capture.day))
        return {series: [_days(*run) for run in _runs(own)] for series, own in halves.items()}


def _archived(change: Change) -> str:
    """The day that a commit's subject says a page was archived on."""
    said = _ARCHIVED.search(change.subject)
    if not said or not _is_day(said[1]):
        raise CorpusError(
            f"{change.path}: the subject of commit {change.commit[:12]} does not say '(archived on YYYY-MM-DD)'; "
            "mend `layout` in sources.yml, or let the patterns of paths leave the file out"
        )
    return said[1]


def _half(day: str) -> int:
    """The number of a day's half-year."""
    return 2 * int(day[:4]) + (day[5:7] > "06")


def _runs(halves: list[int]) -> list[tuple[int, int]]:
    """The first and last of half-years that follow upon each other; those given ascend."""
    runs: list[tuple[int, int]] = []
    for half in halves:
        start = runs.pop()[0] if runs and half <= runs[-1][1] + 1 else half
        runs.append((start, half))
    return runs


def _days(first: int, last: int) -> tuple[str, str]:
    """The first day of a half-year and the last day of another."""
    return (
        f"{first // 2:04}-{'07-01' if first % 2 else '01-01'}",
        f"{last // 2:04}-{'12-31' if last % 2 else '06-30'}",
    )
