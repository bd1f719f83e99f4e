"""Facts about policy_corpus/sources.yml, addresses of archives of any owner, and what bad entries are told."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import yaml
from invented import source, write_sources

from policy_corpus import paths
from policy_corpus.errors import CorpusError
from policy_corpus.extract.sources import (
    PINS,
    archived_at,
    change_at,
    credits,
    read_pins,
    read_sources,
    series_of,
    source_of,
    write_pins,
)
from policy_corpus.paths import ROOT


def test_archives_are_pinned():
    sources = {source.name: source for source in read_sources()}
    assert len(sources) >= 11
    assert sources["tosback2"].format == "tosback" and sources["pga-versions"].region == "EU"
    assert all(source.url.startswith("https://github.com/") for source in sources.values())


def test_each_whose_archives_they_are_is_named_once_with_a_licence_that_is_stated():
    told = credits()
    assert told.startswith("Open Terms Archive contributors, ODC-By-1.0; Platform Governance Archive (")
    assert {told.count(own.attribution) for own in read_sources()} == {1}
    assert "none stated" not in told


def test_the_address_that_is_cloned_is_that_of_owner_and_name():
    for own in read_sources():
        assert own.url == f"https://github.com/{own.owner}/{own.name}"
        assert own.change_at("abc") == f"{own.url}/commit/abc"


def test_a_version_and_a_change_have_an_address():
    address = archived_at("tosback2", "abc", "crawl_reviewed/x.com/Privacy Policy.txt")
    assert address == "https://github.com/tosdr/tosback2/blob/abc/crawl_reviewed/x.com/Privacy%20Policy.txt"
    assert archived_at("pga-versions", "abc", "X/p.md").split("/")[3] == "OpenTermsArchive"
    assert change_at("pga-versions", "abc") == "https://github.com/OpenTermsArchive/pga-versions/commit/abc"


def test_no_module_names_an_archive():
    names = {source.name for source in read_sources()} | {source.owner for source in read_sources()}
    for module in (ROOT / "policy_corpus").rglob("*.py"):
        assert [name for name in names if name in module.read_text(encoding="utf-8")] == [], module.name


OTHER = {
    "owner": "the-gulls",
    "version": "https://code.example/{owner}/{name}/src/commit/{commit}/{path}?plain",
    "change": "https://code.example/{owner}/{name}/changes/{commit}",
}


def test_an_archive_of_another_owner_and_place_has_its_own_addresses(tmp_path, monkeypatch):
    listed = [source("small", "a" * 40), replace(source("shore", "b" * 40), **OTHER)]
    monkeypatch.setattr(paths, "SOURCES", write_sources(tmp_path / "sources.yml", listed))
    path = "Pond & Sea/Privacy #1 {x}.md"
    written = "Pond%20%26%20Sea/Privacy%20%231%20%7Bx%7D.md"
    assert archived_at("shore", "abc", path) == (
        f"https://code.example/the-gulls/shore/src/commit/abc/{written}?plain"
    )
    assert change_at("shore", "abc") == "https://code.example/the-gulls/shore/changes/abc"
    assert archived_at("small", "abc", path) == f"https://example.org/nobody/small/at/abc/{written}"
    with pytest.raises(
        CorpusError, match=r"sources\.yml: there is no archive pond; give some of: small, shore"
    ):
        archived_at("pond", "abc", path)


def test_a_changed_sources_yml_is_read_anew(tmp_path):
    path = write_sources(tmp_path / "sources.yml", [source("small", "a" * 40)])
    assert source_of("small", path).owner == "nobody"
    write_sources(path, [replace(source("small", "a" * 40), owner="somebody")])
    assert source_of("small", path).owner == "somebody"


@pytest.mark.parametrize(
    ("technical", "subject", "is_so"),
    [
        (("Refilter",), "Refilter Acme", True),
        (("Refilter",), "Refilter", True),
        (("Refilter",), "Refiltered by hand", False),
        (("Refilter",), "Record Refilter", False),
        (("[skip]", "Upgrade"), "[skip] Acme", True),
        ((".*",), "Record", False),
        ((), "Refilter Acme", False),
    ],
)
def test_an_archive_says_which_commits_are_technical(technical, subject, is_so):
    assert replace(source("small", "a" * 40), technical=technical).is_technical(subject) is is_so


def written(path: Path, change: dict, without: str = "") -> Path:
    """A sources.yml of one entry with a change, or without a key."""
    lists = {name: list(getattr(read_sources()[0], name)) for name in ("paths", "technical")}
    entry = {**asdict(read_sources()[0]), **lists, **change}
    write_pins({"contrib-versions": entry.pop("commit")}, path)
    entry.pop(without, None)
    path.write_text(yaml.safe_dump([entry]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"region": "UK"}, "region 'UK' is none of AU, CA, EU, GB, US, unspecified"),
        ({"format": "html"}, "format 'html' is none of markdown, "),
        ({"layout": "dated"}, "layout 'dated' is none of dated files, half-years, history"),
        ({"layout": ["history"]}, "layout is no text"),
        ({"paths": "*.md"}, "paths is no list of texts"),
        ({"paths": []}, "paths is empty"),
        *(
            ({"paths": [path]}, f"paths has {path!r}, which takes no path")
            for path in ("/a/*", "../a", "a/./*", "a/")
        ),
        *(
            ({"url": url}, f"url {url!a} can be no address")
            for url in ("https://a\0b", "https://\ud800x", "https://[a")
        ),
        ({"url": "/a\nb"}, r"url '/a\nb' can be no address"),
        ({"technical": [1]}, "technical is no list of texts"),
        ({"owner": 7}, "owner is no text"),
        ({"licence": ""}, "licence is no text"),
        ({"name": "../up"}, "name '../up' is no name of a folder"),
        ({"colour": "red"}, "colour is no key; the keys are name, owner, url"),
        ({"version": "https://x.example/{commit}"}, "needs {path}, once"),
        ({"version": "https://x.example/{commit}/{commit}/{path}"}, "needs {commit}, once"),
        (
            {"version": "https://x.example/{repo}/{commit}/{path}"},
            "unknown part {repo}; write it with {owner}",
        ),
        ({"version": "https://x.example/{commit}/{path.__class__}"}, "unknown part {path.__class__}"),
        ({"version": "https://x.example/{commit!r}/{path}"}, "unknown part {commit}"),
        ({"version": "https://x.example/{commit}/{path"}, "cannot be read"),
        ({"version": "javascript:{commit}{path}"}, "is no address of the web"),
        ({"change": "https://x.example/"}, "change 'https://x.example/' needs {commit}, once"),
        ({"change": "https://x.example/{commit}/{path}"}, "unknown part {path}"),
    ],
)
def test_a_bad_source_is_named(tmp_path, change, told):
    with pytest.raises(CorpusError, match=r"s\.yml, entry 1") as error:
        read_sources(written(tmp_path / "s.yml", change))
    assert told in str(error.value)


@pytest.mark.parametrize("key", ["owner", "version", "change", "region", "technical", "url", "name"])
def test_a_missing_key_is_named(tmp_path, key):
    with pytest.raises(CorpusError, match=rf"s\.yml, entry 1.*: lacks {key}; the head of sources\.yml says"):
        read_sources(written(tmp_path / "s.yml", {}, without=key))


@pytest.mark.parametrize("text", ["", "[]", "name: small", "- small", "a: [", "\xff"])
def test_what_is_no_list_of_archives_is_told_so(tmp_path, text):
    path = tmp_path / "s.yml"
    path.write_bytes(text.encode("latin-1"))
    write_pins({}, path)
    with pytest.raises(
        CorpusError,
        match=r"s\.yml(, entry 1)?: (holds no list|is no|can't be read|is not UTF)",
    ):
        read_sources(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CorpusError, match="nowhere: there is no such file"):
        read_sources(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("pins", "told"),
    [
        ({"small": "d6fb386"}, r"pins\.json: small: 'd6fb386' is no full commit id"),
        ({}, r"pins\.json: no commit for small, .*sources\.yml, entry 1 \(small\); add one"),
        ({"small": "a" * 40, "gone": "b" * 40}, r"pins\.json: gone is no archive of .*sources\.yml; remove"),
        ([], r"pins\.json: holds no commits by archive"),
        (None, r"pins\.json: cannot be read"),
    ],
)
def test_a_bad_pin_is_named(tmp_path, pins, told):
    path = write_sources(tmp_path / "sources.yml", [source("small", "a" * 40)])
    write_pins(pins, path)
    if pins is None:
        path.with_name(PINS).unlink()
    with pytest.raises(CorpusError, match=told):
        read_sources(path)


def test_a_layout_that_is_not_named_is_a_history(tmp_path):
    path = written(tmp_path / "s.yml", {}, without="layout")
    assert "layout" not in path.read_text()
    assert read_sources(path)[0].layout == "history"


def test_what_a_file_is_a_version_of_is_said_by_the_layout():
    own = read_sources()[0]
    assert own.series_of("Sea/Privacy Policy.md") == "Sea/Privacy Policy.md"
    assert (
        replace(own, layout="dated files").series_of("Sea/Privacy Policy/20200101.md") == "Sea/Privacy Policy"
    )
    assert series_of("tosback2", "crawl_reviewed/sea.com/Privacy.txt") == "crawl_reviewed/sea.com/Privacy.txt"


def test_a_pinned_commit_of_a_sha256_repository_is_told(tmp_path):
    path = written(tmp_path / "s.yml", {})
    (tmp_path / "pins.json").write_text(json.dumps(dict.fromkeys(read_pins(path), "a" * 64)))
    with pytest.raises(CorpusError, match=r"pins\.json: .* is a commit of a SHA-256 repository"):
        read_sources(path)
