"""Takes sources.yml and pins.json; makes the archives, each with all that is told from one to the next, and addresses.

What differs between archives stands in sources.yml and nowhere in the code: to add one of a format and a layout that
are known takes an entry there, its commit in pins.json, and its documents in documents.csv.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from string import Formatter
from urllib.parse import quote, urlsplit

from policy_corpus import paths
from policy_corpus.errors import CorpusError, check_known
from policy_corpus.extract.formats import FORMATS
from policy_corpus.extract.layouts import LAYOUTS
from policy_corpus.files import read_yaml, write_whole
from policy_corpus.paths import SOURCES
from policy_corpus.text_of_others import as_data

PINS = "pins.json"  # beside a sources.yml
REGIONS = frozenset({"EU", "US", "GB", "CA", "AU", "unspecified"})
LISTS = ("paths", "technical")
DEFAULTS = {"layout": "history"}  # what an entry need not say
# Patterns of addresses, with the parts that each must have; {owner} and {name} may stand in both.
PATTERNS = {"version": ("commit", "path"), "change": ("commit",)}
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


@dataclass(frozen=True)
class Source:
    """One archive: a git repository of captures, pinned to a commit, and how it is read. sources.yml explains each."""

    name: str
    owner: str
    url: str
    commit: str
    version: str
    change: str
    licence: str
    attribution: str
    region: str
    paths: tuple[str, ...]
    format: str
    technical: tuple[str, ...]
    layout: str = DEFAULTS["layout"]

    def is_technical(self, subject: str) -> bool:
        """Whether a commit of this subject changes how the page is read, and not the policy."""
        return any(re.match(re.escape(begins) + r"(?!\w)", subject) for begins in self.technical)

    def version_at(self, commit: str, path: str) -> str:
        """The public address of a path's version at a commit."""
        return self.version.format(owner=self.owner, name=self.name, commit=commit, path=quote(path))

    def series_of(self, path: str) -> str:
        """What a file is a version of: the path that documents.csv names."""
        return LAYOUTS[self.layout].series(path)

    def change_at(self, commit: str) -> str:
        """The public address of what a commit changed."""
        return self.change.format(owner=self.owner, name=self.name, commit=commit)


def archived_at(archive: str, commit: str, path: str) -> str:
    """The public address of an archived version; CorpusError where sources.yml has no such archive."""
    return source_of(archive).version_at(commit, path)


def line_at(archive: str, commit: str, path: str, line: int | None) -> str:
    """The public address of a line of an archived version, shown as it lies there; of the version without a line."""
    address = archived_at(archive, commit, path)
    return f"{address}?plain=1#L{line}" if line else address


def series_of(archive: str, path: str) -> str:
    """What a file of an archive is a version of: the path that documents.csv names; CorpusError as `archived_at`."""
    return source_of(archive).series_of(path)


def change_at(archive: str, commit: str) -> str:
    """The public address of what a commit of an archive changed; CorpusError where sources.yml has no such archive."""
    return source_of(archive).change_at(commit)


def source_of(archive: str, sources: Path | None = None) -> Source:
    """An archive's entry, in the package's sources.yml unless another is given; CorpusError where it has none."""
    path = sources or paths.SOURCES
    stamps = tuple(file.stat().st_mtime_ns for file in (path, _pins_of(path)) if file.exists())
    known = _by_name(path, stamps)
    check_known("archive", [archive], known, path)
    return known[archive]


@lru_cache(maxsize=4)
def _by_name(path: Path, stamps: tuple[int, ...]) -> dict[str, Source]:
    """Name → entry, read anew when a file changes."""
    return {source.name: source for source in read_sources(path)}


def credits() -> str:
    """Whose archives the corpus is made of, each once, with the licence where one is stated."""
    # A licence is known by an identifier of one word; what is said otherwise is told in sources.yml.
    stated = {
        source.attribution: "" if " " in source.licence else f", {source.licence}"
        for source in read_sources()
    }
    return "; ".join(f"{attribution}{licence}" for attribution, licence in stated.items())


# ---------------------------------------------------------------- reading sources.yml


def read_sources(path: str | Path = SOURCES) -> list[Source]:
    """The archives of a sources.yml, in its order; CorpusError where an entry is incomplete or doubled."""
    entries = read_yaml(path, "mend its syntax, or give the path of a sources.yml")
    if not isinstance(entries, list) or not entries:
        raise CorpusError(f"{path}: holds no list of archives; write one entry per archive, each with a name")
    pins = read_pins(path)
    sources = [_source(path, number, entry, pins) for number, entry in enumerate(entries, start=1)]
    names = [source.name for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise CorpusError(f"{path}: archive {name} is listed twice; remove one entry")
    if unknown := set(pins) - set(names):
        raise CorpusError(
            f"{_pins_of(path)}: {', '.join(sorted(unknown))} is no archive of {path}; remove its commit"
        )
    return sources


def _source(path: str | Path, number: int, entry: object, pins: dict[str, str]) -> Source:
    """One entry of sources.yml, checked, with its commit."""
    where = f"{path}, entry {number}"
    if not isinstance(entry, dict):
        raise CorpusError(f"{where}: is no archive; write its keys as `key: value`")
    where += f" ({entry['name']})" if isinstance(entry.get("name"), str) else ""
    entry = DEFAULTS | entry
    wanted = [field.name for field in fields(Source) if field.name != "commit"]
    if missing := [name for name in wanted if name not in entry]:
        raise CorpusError(f"{where}: lacks {', '.join(missing)}; the head of sources.yml says what each is")
    if unknown := [str(name) for name in entry if name not in wanted]:
        raise CorpusError(f"{where}: {', '.join(unknown)} is no key; the keys are {', '.join(wanted)}")
    fault = next(filter(None, (_fault(name, entry[name]) for name in wanted)), None)
    if fault:
        raise CorpusError(f"{where}: {fault}")
    if entry["name"] not in pins:
        raise CorpusError(f"{_pins_of(path)}: no commit for {entry['name']}, {where}; add one")
    lists = {name: tuple(entry[name]) for name in LISTS}
    return Source(**{**entry, **lists, "commit": pins[entry["name"]]})


def _fault(key: str, value: object) -> str | None:
    """What is wrong with the value of a key, and how to mend it; None where nothing is."""
    if key in LISTS:
        if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
            return f"{key} is no list of texts; write [...], each in quotes"
        return _paths_fault(value) if key == "paths" else None
    if not isinstance(value, str) or not value:
        return f"{key} is no text; write one, in quotes"
    if key == "name" and not _NAME.fullmatch(value):
        return f"name {value!r} is no name of a folder; take letters, digits, dots and hyphens"
    if key == "url" and not _is_address(value):
        return f"url {value!a} can be no address; write https://… or a path of this machine"
    for name, allowed in (("region", REGIONS), ("format", FORMATS), ("layout", LAYOUTS)):
        if key == name and value not in allowed:
            return f"{key} {value!r} is none of {', '.join(sorted(allowed))}"
    return _pattern_fault(key, value) if key in PATTERNS else None


def _paths_fault(patterns: list[str]) -> str | None:
    """What is wrong with the patterns of paths; None where nothing is."""
    if not patterns:
        return "paths is empty; give the patterns of the policies' paths"
    for pattern in patterns:
        if {"", ".", ".."} & set(pattern.split("/")):
            return (
                f"paths has {pattern!r}, which takes no path of a repository; begin at its top folder, without / or "
                "../ before it, as in 'Folder/*.md'"
            )
    return None


def _is_address(text: str) -> bool:
    """Whether a text can be the address of a repository: of the web, or a path of this machine."""
    with suppress(ValueError):  # no port, or half an address of six numbers
        return as_data(text) == text and bool(urlsplit(text).port or True)
    return False


def _pattern_fault(key: str, pattern: str) -> str | None:
    """What is wrong with a pattern of addresses; None where nothing is."""
    needed, allowed = PATTERNS[key], {"owner", "name", *PATTERNS[key]}
    mend = f"write it with {', '.join(f'{{{name}}}' for name in ('owner', 'name', *needed))}"
    try:
        parts = [(name, spec, how) for _, name, spec, how in Formatter().parse(pattern) if name is not None]
    except ValueError as error:
        return f"{key} {pattern!r} cannot be read ({error}); {mend}"
    for name, spec, how in parts:
        if name not in allowed or spec or how:
            return f"{key} {pattern!r} has the unknown part {{{name}}}; {mend}"
    for name in needed:
        if [part[0] for part in parts].count(name) != 1:
            return f"{key} {pattern!r} needs {{{name}}}, once; {mend}"
    if not pattern.startswith(("https://", "http://")):
        return f"{key} {pattern!r} is no address of the web; begin it with https://"
    return None


# ---------------------------------------------------------------- pins


def read_pins(sources: str | Path = SOURCES) -> dict[str, str]:
    """Archive → commit, from the pins.json beside a sources.yml; CorpusError where a commit is no whole one."""
    path = _pins_of(sources)
    try:
        pins = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CorpusError(
            f"{path}: cannot be read ({error.strerror}); it gives each archive's commit"
        ) from None
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{path}: not JSON in UTF-8 ({error}); mend its syntax") from None
    if not isinstance(pins, dict):
        raise CorpusError(f"{path}: holds no commits by archive; write {{archive: commit, …}}")
    for name, commit in pins.items():
        if isinstance(commit, str) and re.fullmatch("[0-9a-f]{64}", commit):
            raise CorpusError(
                f"{path}: {name}: {commit!r} is a commit of a SHA-256 repository, and only SHA-1 ones, whose "
                "commits have 40 digits, can be archives; ask its owner for one"
            )
        if not (isinstance(commit, str) and re.fullmatch("[0-9a-f]{40}", commit)):
            raise CorpusError(
                f"{path}: {name}: {commit!r} is no full commit id; give its 40 hexadecimal digits"
            )
    return pins


def write_pins(pins: dict[str, str], sources: str | Path = SOURCES) -> None:
    """Pin the archives of a sources.yml to other commits."""
    write_whole(_pins_of(sources), json.dumps(pins, indent=2) + "\n")


def _pins_of(sources: str | Path) -> Path:
    return Path(sources).with_name(PINS)
