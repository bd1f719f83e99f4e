"""Entries → Atom feeds (RFC 4287), the same bytes at each build.

Ids are `urn:uuid:` of a name within the project (RFC 9562, version 5): they hang on no address, so that the report may
move. Addresses are relative to the feed's own where the report may lie anywhere (cited.py); times are those of the
data, never of the clock.
"""

import posixpath
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from cited import Work
from shell import SOURCES

ATOM = "http://www.w3.org/2005/Atom"
WITHIN = uuid.UUID("0d4b7c1e-5f0a-4c52-9a3e-7b8f3a1d2c64")  # drawn once: the names of this project
# What XML 1.0 cannot hold, whatever the escape.
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One change: its permanent name, what a reader shows of it, its page from the report's folder, its days."""

    name: str
    title: str
    summary: str
    page: str
    published: pd.Timestamp
    updated: pd.Timestamp
    category: str
    label: str


def feed(
    path: str, title: str, subtitle: str, page: str, began: pd.Timestamp, entries: Iterable[Entry], work: Work
) -> str:
    """The feed that lies at a path from the report's folder, of a page there; entries in their order.

    `began`: the day the feed counts as renewed on while it has no entry. `work`: what it is of.
    """
    ET.register_namespace("", ATOM)
    entries = list(entries)

    def to(target: str) -> str:
        return work.at(target) if work.address else posixpath.relpath(target, posixpath.dirname(path) or ".")

    root = ET.Element(f"{{{ATOM}}}feed")
    _add(root, "id", name_of(path))
    _add(root, "title", title)
    _add(root, "subtitle", subtitle)
    _add(root, "updated", _time(max([entry.updated for entry in entries], default=began)))
    _add(_add(root, "author"), "name", work.authors[0])
    _add(root, "rights", f"Tables: ODC-By 1.0. Sources: {SOURCES}.")
    _add(root, "link", rel="self", type="application/atom+xml", href=to(path))
    _add(root, "link", rel="alternate", type="text/html", href=to(page))
    for entry in entries:
        place = _add(root, "entry")
        _add(place, "id", name_of(entry.name))
        _add(place, "title", entry.title)
        _add(place, "published", _time(entry.published))
        _add(place, "updated", _time(entry.updated))
        _add(place, "link", rel="alternate", type="text/html", href=to(entry.page))
        _add(place, "category", term=entry.category, label=entry.label)
        _add(place, "summary", entry.summary, type="text")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def name_of(name: str) -> str:
    """The permanent id of a feed or of an entry."""
    return uuid.uuid5(WITHIN, name).urn


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{tag}", {k: NO_XML.sub("", v) for k, v in attributes.items()})
    child.text = text and NO_XML.sub("", text)
    return child


def _time(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%dT00:00:00Z}"
