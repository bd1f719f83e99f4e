"""What was measured of the project's own programs → the report's pages about them: how fast, how far, how safe.

A page's prose is the template of its name in templates/, in which every number is a cell of the page's tables. To add
one, write its template, and an entry of PAGES; data.html and report.html link to those whose tables are there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from shell import Site
from sizes import size

RESULTS = Path("data", "results")


@dataclass(frozen=True)
class Page:
    """A page: its title, a sentence for previews and links, and its tables' files, by the template's names for them."""

    title: str
    description: str
    tables: dict[str, str]


PAGES = {
    "measure-speed-and-scale": Page(
        "How fast is it, and how far does it go?",
        "What a build costs beside git and a notebook's own way, and what a million policies would: measured and "
        "projected.",
        {"benchmarks": f"{RESULTS}/benchmarks.csv", "sizes": f"{RESULTS}/scale.csv"},
    ),
    "trust-the-machine": Page(
        "Can you trust the machine?",
        "What was done to the programs to break them, what held, what is promised, and what is not.",
        {"trials": f"{RESULTS}/torture.csv", "packages": ".ci/packages.csv"},
    ),
}


def pages_of(root: Path) -> dict[str, Page]:
    """The pages whose tables are all in the repository, by their slugs."""
    return {
        slug: page
        for slug, page in PAGES.items()
        if all((root / file).is_file() for file in page.tables.values())
    }


def lay(root: Path, site: Site) -> None:
    """Write each page, SLUG.html; a number that a template names and no table has is an error."""
    for slug, page in pages_of(root).items():
        site.write(
            f"{slug}.html",
            f"{slug}.html",
            page.title,
            page.description,
            **{name: rows(root / file) for name, file in page.tables.items()},
            files=[file for file in page.tables.values() if file.startswith(f"{RESULTS}/")],
            keyed=keyed,
            number=number,
            duration=duration,
            size=lambda megabytes: size(megabytes * 1e6),
        )


def rows(path: Path) -> list[dict]:
    """A table's rows; a cell that is empty is None."""
    table = pd.read_csv(path)
    return table.astype(object).where(table.notna(), None).to_dict("records")


def keyed(table: Iterable[dict], column: str) -> dict:
    """The rows by what they have in a column."""
    return {row[column]: row for row in table}


# ---------------------------------------------------------------- numbers as they are written


def number(value: float) -> str:
    """A number with three digits that count, and all of those before the point.

    >>> number(1071488), number(31.27), number(0.8809), number(5.30)
    ('1,071,488', '31.3', '0.881', '5.3')
    """
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.3g}"


def duration(seconds: float) -> str:
    """Seconds in a unit that people use for so many.

    >>> duration(42), duration(600), duration(40_000), duration(600_000)
    ('42 seconds', '10 minutes', '11 hours', '6.9 days')
    """
    for unit, length in {"days": 86_400, "hours": 3_600, "minutes": 60}.items():
        if seconds >= 2 * length:
            return f"{_short(seconds / length)} {unit}"
    return f"{_short(seconds)} seconds"


def _short(value: float) -> str:
    """Two digits that count, and all of those before the point."""
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"
