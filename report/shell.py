"""Values → pages of the report beside the notebooks: platforms, changes, comparisons, figures, data.

Every page is a template of templates/ that fills the blocks of shell.html, which has the head, the way about the
report and the foot. Text from archives is escaped by Jinja wherever it stands; nothing is marked as safe but what the
report's own code drew.
"""

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cited import Work, read_work
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policy_corpus.categories import NAMES, STORY
from policy_corpus.errors import CorpusError
from policy_corpus.extract.sources import credits
from policy_corpus.files import write_whole

TEMPLATES = Path(__file__).resolve().parent / "templates"
SOURCES = credits()


class Way(NamedTuple):
    """A way about the report: its page, from the report's folder, and what the front page says that it is for."""

    place: str
    about: str = ""


WAYS = {
    "The answer": Way("index.html"),
    "Platforms": Way(
        "platforms/index.html", "What does one platform say, since when, and where is the sentence?"
    ),
    "Changes": Way("changes/index.html", "Who added or removed such language, newest first; as feeds, too."),
    "Compare": Way("compare.html", "Two to four platforms, or one platform's regions, side by side."),
    "Look up": Way("explore.html", "Draw the charts for the platforms and sectors that you choose."),
    "Report": Way("report.html", "How all of this was found, one question a chapter."),
    "Data": Way("data.html", "Every table, to download."),
}
# Where a text is read or whom it is for (documents.csv, jurisdiction) → its name.
REGIONS = {
    "unspecified": "all regions or not said",
    "EU": "European Union",
    "US": "United States",
    "GB": "United Kingdom",
    "CA": "Canada",
    "AU": "Australia",
}


def way_of(path: str) -> str:
    """The way that a page belongs to: its own, that of its folder, else the report's.

    >>> way_of("platforms/tiktok.html"), way_of("notebooks/date-adoptions.html"), way_of("data/panels.html")
    ('Platforms', 'Report', 'Data')
    """
    folder = posixpath.dirname(path)
    for name, (place, _) in WAYS.items():
        if path == place or (folder and folder in (posixpath.dirname(place), place.removesuffix(".html"))):
            return name
    return "Report"


def ways_in(pages: Path, beside: Path) -> dict[str, Way]:
    """The ways whose page is there: a document of Sphinx's among `pages`, or a page that lies `beside` them."""
    return {
        name: way
        for name, way in WAYS.items()
        if (beside / way.place).is_file() or (pages / way.place).with_suffix(".md").is_file()
    }


@dataclass(frozen=True)
class Site:
    """A folder of pages that becomes part of the report, laid out as the report is; `ways` are those it has, `work` is
    what its pages cite."""

    folder: Path
    ways: Mapping[str, Way] = field(default_factory=lambda: WAYS)
    work: Work = field(default_factory=read_work)

    def write(self, path: str, template: str, title: str, description: str, **values) -> Path:
        """Write a page at a path from the report's folder, by a template; a value it needs and lacks is an error.

        `description` is a sentence for previews. In the template, `to(PATH)` is the address of another page or file
        of the report, from this one.
        """
        return self.put(path, self.render(path, template, title, description, **values))

    def render(self, path: str, template: str, title: str, description: str, **values) -> str:
        """The HTML of a page, as `write` writes it."""
        here = posixpath.dirname(path)

        def to(target: str) -> str:
            place, mark, part = target.partition("#")
            return posixpath.relpath(place, here or ".") + mark + part

        values |= {"to": to, "path": path, "way": way_of(path), "ways": self.ways}
        values |= {"work": self.work, "address": self.work.address}
        return _environment().get_template(template).render(title=title, description=description, **values)

    def put(self, path: str, content: str | bytes) -> Path:
        """Write a text, such as a feed or a table, or a picture, at a path from the report's folder."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, content)
        return place


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"sources": SOURCES, "names": NAMES, "story": STORY}
    return environment


def as_script(name: str, value) -> str:
    """A value as a script that sets `window.NAME`: nothing in it can end the script or open a comment.

    >>> print(as_script("NAMES", ["</script>"]), end="")
    window.NAMES=["\\u003c/script>"];
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return f"window.{name}={text.replace('<', chr(92) + 'u003c')};\n"


def slug_of(name: str) -> str:
    """A name as part of an address: lower case, its letters and digits joined by hyphens; + is spelt out.

    >>> slug_of("Yahoo! Mail"), slug_of("Google+")
    ('yahoo-mail', 'google-plus')
    """
    return re.sub(r"[^a-z0-9]+", "-", name.casefold().replace("+", "-plus")).strip("-")


def slugs_of(names) -> dict[str, str]:
    """Name → its part of an address; CorpusError where two names have one."""
    slugs: dict[str, str] = {}
    for name in sorted(set(names)):
        slug = slug_of(name)
        if not slug or slug in slugs.values():
            raise CorpusError(f"{name}: its page would have no address of its own; name it otherwise")
        slugs[name] = slug
    return slugs
