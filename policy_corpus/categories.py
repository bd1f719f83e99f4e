"""data/categories.csv → the categories of language: keys, names, roles and colours, in drawing order.

A new category is a row there and its terms in data/lexicon.yml; tables, charts, pages and notebooks follow.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA
from policy_corpus.text_of_others import as_cell

ROLES = ("story", "control", "context")
COLUMNS = ("key", "name", "role", "colour_light", "colour_dark")
# What a cell must be, and how that is said; keys become names of columns and of CSS classes.
RULES = {
    "key": (r"[a-z][a-z0-9_]*", "lower-case letters, digits and underscores, a letter first"),
    "name": (r"\S(.*\S)?", "the name as readers see it"),
    "role": ("|".join(ROLES), f"one of {', '.join(ROLES)}"),
    "colour_light": ("#[0-9A-Fa-f]{6}", "a colour such as #D55E00"),
    "colour_dark": ("#[0-9A-Fa-f]{6}", "a colour such as #FF8B3D"),
}


@dataclass(frozen=True)
class Category:
    """A row of data/categories.csv."""

    key: str
    name: str
    role: str
    colour_light: str
    colour_dark: str


@dataclass(frozen=True)
class Categories:
    """The categories of one file, in drawing order."""

    rows: tuple[Category, ...]
    path: Path

    @classmethod
    def read(cls, path: str | Path = DATA / "categories.csv") -> "Categories":
        """The categories of a file; CorpusError where it is missing or a row cannot be right."""
        path = Path(path)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            mend = "`git checkout -- data/categories.csv` restores the published one"
            raise CorpusError(f"{path}: the categories cannot be read ({error}); {mend}") from None
        lines = csv.DictReader(text.splitlines())
        if tuple(lines.fieldnames or ()) != COLUMNS:
            raise CorpusError(f"{path}: its first line must be {','.join(COLUMNS)}")
        rows: dict[str, Category] = {}
        for line in lines:
            _check(line, rows, f"{path}, line {lines.line_num}")
            rows[line["key"]] = Category(**line)
        if not any(row.role == "story" for row in rows.values()):
            raise CorpusError(f"{path}: no category has the role story; give it to one at least")
        return cls(tuple(rows.values()), path)

    def of(self, role: str) -> list[str]:
        """The keys of the categories with a role."""
        return [row.key for row in self.rows if row.role == role]

    @property
    def keys(self) -> list[str]:
        """The keys of all categories."""
        return [row.key for row in self.rows]

    @property
    def names(self) -> dict[str, str]:
        """The names as readers see them, by key."""
        return {row.key: row.name for row in self.rows}

    @property
    def colours(self) -> dict[str, str]:
        """The colours on a light ground, by key."""
        return {row.key: row.colour_light for row in self.rows}

    def match(self, lexicon: Iterable[str], lexicon_path: str | Path) -> None:
        """CorpusError where a category of the lexicon has no row here, or a row no terms there."""
        terms = list(lexicon)
        for key in terms:
            if key not in self.keys:
                mend = f"add its row to {self.path}, or take its terms away"
                raise CorpusError(
                    f"{lexicon_path}: the category {key!r} has no row among the categories; {mend}"
                )
        for key in self.keys:
            if key not in terms:
                mend = f"give it terms in {lexicon_path}, or take its row away"
                raise CorpusError(f"{self.path}: the category {key!r} has no terms in the lexicon; {mend}")


def _check(line: dict, rows: dict, place: str) -> None:
    """CorpusError naming the place and the mend where a line cannot be a category."""
    if None in line or None in line.values():
        raise CorpusError(f"{place}: must have {len(COLUMNS)} cells: {', '.join(COLUMNS)}")
    for column, (form, words) in RULES.items():
        if not re.fullmatch(form, line[column]):
            raise CorpusError(f"{place}: {column} is {line[column]!r}; it must be {words}")
    if line["name"] != as_cell(line["name"]):
        raise CorpusError(
            f"{place}: name is {line['name']!r}; letters that are not shown, and formulas, are no name"
        )
    if line["key"] in rows:
        raise CorpusError(f"{place}: the key {line['key']!r} is there already; give each category one row")


PUBLISHED = Categories.read()
ALL = PUBLISHED.keys
STORY, CONTROLS, CONTEXT = (PUBLISHED.of(role) for role in ROLES)
NAMES = PUBLISHED.names
COLOURS = PUBLISHED.colours
