"""Feeds hold to RFC 4287, are the same at each build, and take any text."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from uuid import UUID

import pandas as pd
import pytest
from cited import Work
from feeds import ATOM, Entry, feed
from hypothesis import given, strategies as st

DAY, LATER = pd.Timestamp("2023-08-30"), pd.Timestamp("2023-09-29")
ENTRY = Entry("ch-1", "A < B", "It & says", "changes/2023.html#ch-1", DAY, LATER, "biometric", "Biometric")

# Of RFC 4287, section 4: how often an element stands in a feed and in an entry, as (at least, at most).
ANY = 10**6
IN_FEED = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("generator", "icon", "logo", "rights", "subtitle"), (0, 1)),
    **dict.fromkeys(("author", "category", "contributor", "link", "entry"), (0, ANY)),
}
IN_ENTRY = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("content", "published", "rights", "source", "summary"), (0, 1)),
    **dict.fromkeys(("author", "category", "contributor", "link"), (0, ANY)),
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
REQUIRED = {"link": {"href"}, "category": {"term"}}
MAY = {
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label"},
}
TEXTS = ("title", "subtitle", "summary", "rights", "content")


def faults_of(text: str) -> list[str]:
    """What RFC 4287 does not allow in a feed."""
    root = ET.fromstring(text)
    faults = [] if root.tag == f"{{{ATOM}}}feed" else ["not a feed"]
    faults += _faults(root, IN_FEED)
    for entry in root.iterfind(f"{{{ATOM}}}entry"):
        faults += _faults(entry, IN_ENTRY)
        if entry.find(f"{{{ATOM}}}author") is None and root.find(f"{{{ATOM}}}author") is None:
            faults.append("an entry without an author")
    ids = [place.text for place in root.iter(f"{{{ATOM}}}id")]
    return faults + ["an id stands twice"] * (len(set(ids)) < len(ids))


def _faults(place: ET.Element, allowed: dict) -> list[str]:
    names = [child.tag.removeprefix(f"{{{ATOM}}}") for child in place]
    faults = [f"{name} is not allowed" for name in set(names) - set(allowed)]
    faults += [
        f"{names.count(name)} × {name}"
        for name, (least, most) in allowed.items()
        if not least <= names.count(name) <= most
    ]
    alternates = []
    for name, child in zip(names, place, strict=True):
        if name in ("updated", "published") and not TIME.fullmatch(child.text or ""):
            faults.append(f"{name} is no time: {child.text}")
        if name == "id" and not re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", child.text or ""):
            faults.append(f"id is no whole address: {child.text}")
        if name in TEXTS and child.get("type", "text") not in {"text", "html"}:
            faults.append(f"{name} of type {child.get('type')}")
        if name in REQUIRED and not REQUIRED[name] <= set(child.attrib) <= MAY[name]:
            faults.append(f"{name} has {sorted(child.attrib)}")
        if name in ("author", "contributor") and [part.tag for part in child] != [f"{{{ATOM}}}name"]:
            faults.append(f"{name} without a name")
        if name == "link" and child.get("rel", "alternate") == "alternate":
            alternates.append((child.get("type"), child.get("hreflang")))
    faults += ["two alternates of one kind"] * (len(set(alternates)) < len(alternates))
    return faults


def made(
    *entries: Entry, path: str = "changes/all.atom", page: str = "changes/index.html", address: str = ""
) -> str:
    return feed(path, "All", "Of it", page, DAY, entries, Work("T", "2", "2026", ("A", "B"), address))


def links(text: str) -> list[tuple[str, str]]:
    return [(link.get("rel"), link.get("href")) for link in ET.fromstring(text).iter(f"{{{ATOM}}}link")]


def test_a_feed_is_as_the_standard_wants_it():
    text = made(ENTRY, replace(ENTRY, name="ch-2"))
    assert faults_of(text) == []
    assert "A &lt; B" in text
    assert text == made(ENTRY, replace(ENTRY, name="ch-2"))


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("<title>All</title>", "", "0 × title"),
        ("2023-09-29T00:00:00Z", "yesterday", "updated is no time: yesterday"),
        ('href="all.atom"', 'to="all.atom"', "link has ['rel', 'to', 'type']"),
        ("<author>", "<writer>", "writer is not allowed"),
        ("<id>urn:uuid:", "<id>", "id is no whole address"),
        ('rel="self"', 'rel="alternate"', None),
        (
            'rel="self" type="application/atom+xml"',
            'rel="alternate" type="text/html"',
            "two alternates of one kind",
        ),
    ],
)
def test_the_check_finds_what_is_wrong(was, becomes, fault):
    text = made(ENTRY)
    assert was in text
    broken = text.replace(was, becomes).replace(f"</{was[1:]}", f"</{becomes[1:]}")
    found = faults_of(broken)
    assert found == [] if fault is None else any(one.startswith(fault) for one in found), found


def test_an_id_twice_is_found():
    assert faults_of(made(ENTRY, ENTRY)) == ["an id stands twice"]


def test_addresses_are_relative_to_the_feed():
    assert links(made(ENTRY)) == [
        ("self", "all.atom"),
        ("alternate", "index.html"),
        ("alternate", "2023.html#ch-1"),
    ]
    of_platform = made(ENTRY, path="platforms/x.atom", page="platforms/x.html")
    assert links(of_platform)[1:] == [("alternate", "x.html"), ("alternate", "../changes/2023.html#ch-1")]


def test_addresses_are_whole_where_the_report_has_one():
    text = made(ENTRY, address="https://example.org/report")
    assert faults_of(text) == []
    assert links(text) == [
        ("self", "https://example.org/report/changes/all.atom"),
        ("alternate", "https://example.org/report/changes/index.html"),
        ("alternate", "https://example.org/report/changes/2023.html#ch-1"),
    ]


def test_ids_hang_on_names_alone():
    ids = [place.text for place in ET.fromstring(made(ENTRY)).iter(f"{{{ATOM}}}id")]
    other = replace(ENTRY, title="B", page="changes/2024.html#ch-1", updated=DAY)
    assert [place.text for place in ET.fromstring(made(other)).iter(f"{{{ATOM}}}id")] == ids
    assert all(UUID(name).version == 5 for name in ids)
    assert ids[0] == "urn:uuid:84d27726-1278-5411-9b9a-056cdc33ec14"  # of changes/all.atom, for good


def test_a_feed_is_as_new_as_its_newest_entry():
    times = ET.fromstring(made(replace(ENTRY, updated=DAY), replace(ENTRY, name="b"))).find(
        f"{{{ATOM}}}updated"
    )
    assert times.text == "2023-09-29T00:00:00Z"
    assert ET.fromstring(made()).find(f"{{{ATOM}}}updated").text == "2023-08-30T00:00:00Z"
    assert faults_of(made()) == []


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_told(text):
    entry = replace(ENTRY, title=text, summary=text, label=text)
    whole = made(entry)
    assert faults_of(whole) == []
    told = ET.fromstring(whole).find(f"{{{ATOM}}}entry/{{{ATOM}}}title").text or ""
    kept = [sign for sign in text if sign >= " " and sign not in "\ufffe\uffff"]
    assert [sign for sign in told if sign >= " "] == kept
