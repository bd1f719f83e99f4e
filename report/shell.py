"""Values → pages of the report beside the notebooks: platforms, changes, comparisons, figures, data.

Every page is a template of templates/ that fills the blocks of shell.html, which has the head, the way about the
report and the foot. Text from archives is escaped by Jinja wherever it stands; nothing is marked as safe but what the
report's own code drew.
"""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policy_corpus.categories import NAMES, STORY
from policy_corpus.errors import CorpusError

TEMPLATES = Path(__file__).resolve().parent / "templates"
SOURCES = (
    "Open Terms Archive contributors (ODC-By 1.0); Platform Governance Archive (Katzenbach et al. 2023, "
    "doi 10.17605/OSF.IO/XSBPT); TOSBack"
)
# The way about the report: what it says → the page, from the report's folder.
WAYS = {
    "The answer": "index.html",
    "Platforms": "platforms/index.html",
    "Changes": "changes/index.html",
    "Compare": "compare.html",
    "Look up": "explore.html",
    "Report": "report.html",
    "Data": "data.html",
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
    for name, place in WAYS.items():
        if path == place or (folder and folder in (posixpath.dirname(place), place.removesuffix(".html"))):
            return name
    return "Report"


@dataclass(frozen=True)
class Site:
    """A folder of pages that becomes part of the report, laid out as the report is."""

    folder: Path

    def write(self, path: str, template: str, title: str, description: str, **values) -> Path:
        """Write a page at a path from the report's folder, by a template; a value it needs and lacks is an error.

        `description` is a sentence for previews. In the template, `to(PATH)` is the address of another page or file
        of the report, from this one.
        """
        here = posixpath.dirname(path)

        def to(target: str) -> str:
            place, mark, part = target.partition("#")
            return posixpath.relpath(place, here or ".") + mark + part

        html = (
            _environment()
            .get_template(template)
            .render(to=to, path=path, way=way_of(path), title=title, description=description, **values)
        )
        return self.put(path, html)

    def put(self, path: str, text: str) -> Path:
        """Write a text, such as a feed or a table, at a path from the report's folder."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
        return place


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"ways": WAYS, "sources": SOURCES, "names": NAMES, "story": STORY}
    return environment


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
