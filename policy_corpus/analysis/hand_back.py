"""What was found of a policy of one's own → a page, CSV or JSON, in a file or on standard output.

Text of the policy is data in all of them: no character of it tells a terminal, a spreadsheet or a browser anything.
"""

import json
from pathlib import Path
from typing import Protocol

import pandas as pd

from policy_corpus.categories import Categories
from policy_corpus.errors import CorpusError
from policy_corpus.extract.sources import credits
from policy_corpus.files import as_cells, goes_to_stdout, is_stdout, write_whole
from policy_corpus.paths import PACKAGE
from policy_corpus.story import LATEST
from policy_corpus.text_of_others import as_data, as_data_lines

PAGES = PACKAGE / "pages"  # the templates
FORMS = "give a name that ends in .html, .csv or .json, or - for CSV on standard output"
SHORT = 100  # characters of a clause on a line of a terminal


class Shown(Protocol):
    """What a command found: as text for a terminal, as a table of one row a clause, as a page."""

    def text(self) -> str: ...

    def table(self) -> pd.DataFrame: ...

    def page(self) -> str: ...


def write(out: str, shown: Shown, sources: list[str]) -> str:
    """Write what was found in the form that a name ends in, and say so, but not on standard output; - is CSV there.

    CorpusError for another ending, and where the file is one of `sources`, the policies that were read.
    """
    path = Path(out)
    makes = {
        ".html": lambda: shown.page(),
        ".csv": lambda: as_csv(shown.table()),
        ".json": lambda: as_json(shown.table()),
    }.get(".csv" if is_stdout(out) else path.suffix.lower())
    if makes is None:
        raise CorpusError(f"{out}: of no form that is written; {FORMS}")
    if (
        not is_stdout(out)
        and path.exists()
        and any(Path(s).exists() and path.samefile(s) for s in sources if s != "-")
    ):
        raise CorpusError(f"{out}: is a policy that is read; give another name to --out")
    write_whole(path, makes())
    return "" if goes_to_stdout(out) else f"{out}: written"


# ---------------------------------------------------------------- text as data


def on_a_line(text: str, most: int = SHORT) -> str:
    """The text as data on one line of a terminal, cut where it is longer."""
    text = " ".join(as_data(text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def as_csv(table: pd.DataFrame) -> str:
    """The table as CSV, a row a line; a text that a spreadsheet would take for a formula has ' before it."""
    return as_cells(table).to_csv(index=False, lineterminator="\n")


def as_json(table: pd.DataFrame) -> str:
    """The table as JSON, a list with an object for each row; what is not known is null."""
    columns = {column: as_plain(table[column]) for column in table}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def as_plain(values: pd.Series) -> list:
    """The values as Python's own, texts as data, None where nothing is known."""
    plain = values.astype(object).where(values.notna(), None).tolist()
    return [as_data(value) if isinstance(value, str) else value for value in plain]


def in_rows(title: str, table: pd.DataFrame) -> str:
    """A table under its title, for a terminal; what its rows are called is data."""
    if table.empty:
        return f"{title}\nnone"
    named = table.set_axis([as_data(str(name)) for name in table.index]).rename_axis(index=table.index.name)
    return f"{title}\n{named.to_string(na_rep='')}"


# ---------------------------------------------------------------- pages


def page(template: str, **facts) -> str:
    """A page of its own, of a template of policy_corpus/pages; every fact is escaped, for it is text and no markup."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late: only pages need it

    environment = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"data_lines": as_data_lines, "percent": lambda share: f"{100 * share:.0f} %"}
    categories = Categories.read().rows
    return environment.get_template(template).render(
        categories=categories, latest=LATEST, credits=credits(), **facts
    )


def records(table: pd.DataFrame) -> list[dict]:
    """The rows of a table as a template takes them."""
    return [
        dict(zip(table, row, strict=True))
        for row in zip(*map(as_plain, (table[c] for c in table)), strict=True)
    ]
