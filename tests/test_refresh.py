"""Refreshing the corpus from upstream repositories that gain commits, all on this machine."""

import shutil
import stat
from pathlib import Path

import pandas as pd
import pytest
import yaml
from invented import DAY, corpus, git, policy

from policy_corpus.errors import CorpusError
from policy_corpus.extract import reading
from policy_corpus.extract.build import build
from policy_corpus.extract.fetch import newest
from policy_corpus.extract.sources import read_pins, read_sources
from policy_corpus.findings import COLUMNS
from policy_corpus.refresh import difference, refresh, refresh_keeping
from policy_corpus.tables import read_manifest, verify

NEW = "We may use your letters to train machine learning models.\n"


@pytest.fixture
def small(tmp_path) -> dict[str, Path]:
    """An invented corpus whose archives have their upstream beside them, as `refresh` takes it."""
    paths = corpus(tmp_path / "corpus")
    upstream = tmp_path / "upstream"
    shutil.copytree(paths["archives"], upstream)
    entries = yaml.safe_load(paths["sources"].read_text())
    for entry in entries:
        entry["url"] = (upstream / f"{entry['name']}.git").as_uri()
    text = "# The archives, with a remark that stays.\n" + yaml.safe_dump(entries, sort_keys=False)
    paths["sources"].write_text(text)
    return paths | {"out": tmp_path / "tables", "shards": tmp_path / "shards"}


def add_commit(small: dict[str, Path], path: str, content: str, day: int = 18_400) -> str:
    """Let the upstream of the archive `small` gain a commit, and return its id."""
    folder = small["archives"].parent.parent / "upstream" / "small.git"
    data = content.encode()
    stream = b"commit refs/heads/main\ncommitter A <a@example.org> %d +0000\ndata 3\nnew\n" % (day * DAY)
    stream += (
        b'from refs/heads/main^0\nM 100644 inline "%s"\ndata %d\n' % (path.encode(), len(data)) + data + b"\n"
    )
    git("--git-dir", str(folder), "fast-import", "--quiet", stdin=stream)
    return git("--git-dir", str(folder), "rev-parse", "main")


def test_nothing_new_changes_nothing(small):
    before, said = read_pins(small["sources"]), []
    assert refresh(**small, workers=1, say=said.append) is False
    assert all(line.endswith("is the newest") for line in said)
    assert read_pins(small["sources"]) == before
    assert not small["out"].exists()


def test_a_new_commit_moves_one_pin_and_is_in_the_tables(small):
    old, text = read_pins(small["sources"]), small["sources"].read_bytes()
    head = add_commit(small, "Acme/Privacy Policy.md", policy("Acme", NEW))
    assert refresh(**small, workers=1, say=lambda line: None) is True
    assert read_pins(small["sources"]) == old | {"small": head}
    assert small["sources"].read_bytes() == text
    assert read_manifest(small["out"])["archives"]["small"] == head
    verify(small["out"])
    clauses = pd.read_parquet(small["out"] / "clauses.parquet")
    assert (clauses["ai_training_stance"] == "collects").sum() == 1
    assert refresh(**small, workers=1, say=lambda line: None) is False


def test_a_path_without_a_document_leaves_pins_and_tables(small):
    add_commit(small, "Acme/Privacy Policy.md", policy("Acme", NEW))
    refresh(**small, workers=1, say=lambda line: None)
    pins, tables = read_pins(small["sources"]), (small["out"] / "manifest.json").read_bytes()
    add_commit(small, "Novel/Privacy Policy.md", policy("Novel"), day=18_500)
    with pytest.raises(CorpusError, match=r"documents\.csv: .*Novel/Privacy Policy\.md"):
        refresh(**small, workers=1, say=lambda line: None)
    assert read_pins(small["sources"]) == pins
    assert (small["out"] / "manifest.json").read_bytes() == tables
    assert sorted(p.name for p in small["sources"].parent.iterdir()) == [
        "archives",
        "data",
        "pins.json",
        "sources.yml",
    ]


def test_an_upstream_that_is_gone_is_named(small):
    shutil.rmtree(small["archives"].parent.parent / "upstream" / "old.git")
    with pytest.raises(CorpusError, match=r"sources\.yml: old: file:.* cannot be asked .*check the network"):
        refresh(**small, workers=1, say=lambda line: None)


def test_the_head_is_that_of_the_address(small):
    head = add_commit(small, "Acme/Privacy Policy.md", policy("Acme", NEW))
    source = next(s for s in read_sources(small["sources"]) if s.name == "small")
    assert newest(source) == head != source.commit


def finding(id: str, value: float, n: int = 97, **more) -> dict:
    row = dict.fromkeys(COLUMNS, float("nan")) | {"id": id, "claim": f"The claim of {id}", "value": value}
    return row | {"unit": "share", "n": n, "notebook": "count-pears", "anchor": "pears"} | more


def test_the_difference_of_findings_is_told_id_by_id():
    """Other words of a claim are no change; another number of companies is one."""
    before = [finding("a.start", 0.05), finding("a.end", 0.2), finding("a.n", 0.1, 97), finding("a.old", 0.1)]
    after = [finding("a.start", 0.06, low=0.01, high=0.1), finding("a.end", 0.2, claim="In other words")]
    after += [finding("a.n", 0.1, 98), finding("a.young", "X", unit="text")]
    said = difference(pd.DataFrame(before), pd.DataFrame(after))
    assert (
        "a.start: The claim of a.start:\n  before 0.05, share, of 97\n  after  0.06 (0.01 to 0.1), share"
        in said
    )
    assert "after  0.1, share, of 98" in said
    assert "gone: a.old: The claim of a.old: 0.1, share, of 97" in said
    assert "new: a.young: The claim of a.young: X, text, of 97" in said
    assert "a.end" not in said
    assert said.endswith("4 of 5 findings changed, 1 are as they were")


@pytest.mark.parametrize("new", [True, False])
def test_where_findings_are_kept_nothing_is_deleted(new, tmp_path, monkeypatch):
    """The file that is given is written to as any output: no link or device is replaced, no file taken away."""
    monkeypatch.setattr("policy_corpus.refresh.refresh", lambda *_: new)
    mine, link = tmp_path / "mine.csv", tmp_path / "link.csv"
    mine.write_text("mine")
    mine.chmod(0o640)
    link.symlink_to(mine)
    refresh_keeping(tmp_path, link)
    assert link.is_symlink() and stat.S_IMODE(mine.stat().st_mode) == 0o640
    assert (mine.read_text() == "mine") is not new


def test_only_policies_with_new_texts_are_read_again(small, monkeypatch, tmp_path):
    asked = []
    read_blobs = reading.read_blobs

    def read(folder, blobs):
        asked.extend(blobs)
        return read_blobs(folder, blobs)

    monkeypatch.setattr(reading, "read_blobs", read)
    add_commit(small, "Acme/Privacy Policy.md", policy("Acme", NEW))
    refresh(**small, workers=1, say=lambda line: None)
    everything = len(asked)
    asked.clear()
    add_commit(small, "Acme/Privacy Policy.md", policy("Acme", NEW + "\nWe keep your letters.\n"), day=18_500)
    refresh(**small, workers=1, say=lambda line: None)
    assert 1 < len(asked) < everything
    places = {name: small[name] for name in ("archives", "data", "sources")}
    build(out=tmp_path / "anew", **places)
    for file in (tmp_path / "anew").iterdir():
        assert (small["out"] / file.name).read_bytes() == file.read_bytes()


def test_only_what_has_moved_or_is_not_here_is_fetched(small):
    add_commit(small, "Acme/Privacy Policy.md", policy("Acme", NEW))
    said = []
    refresh(**small, workers=1, say=said.append)
    assert [line for line in said if line.endswith(("fetched", "there"))] == ["small: fetched"]
    shutil.rmtree(small["archives"] / "old.git")
    add_commit(small, "Acme/Privacy Policy.md", policy("Acme"), day=18_500)
    refresh(**small, workers=1, say=said.append)
    fetched = [line for line in said if line.endswith("fetched")]
    assert fetched == ["small: fetched", "small: fetched", "old: fetched"]


def test_harmed_shards_are_made_anew_and_nothing_else_is_deleted(small):
    small["shards"].mkdir()
    notes = small["shards"] / "notes.txt"
    notes.write_text("mine")
    add_commit(small, "Acme/Privacy Policy.md", policy("Acme", NEW))
    refresh(**small, workers=1, say=lambda line: None)
    files = {file: file.read_bytes() for file in small["shards"].iterdir()}
    add_commit(small, "Kit\u00e9/Privacy Policy.md", policy("Kite", NEW), day=18_500)
    for file, held in files.items():
        file.write_bytes(held if file == notes else held[:-9])
    refresh(**small, workers=1, say=lambda line: None)
    harmed = {file for file, held in files.items() if file.read_bytes() != held}
    assert notes not in harmed
    # No longer asked for: the archive's history, and of the series that has a new text the text, the days and so on.
    assert len(harmed) == 6
    made = {table.name: table.read_bytes() for table in small["out"].iterdir()}
    build(**{name: small[name] for name in ("archives", "out", "data", "sources")})  # with nothing kept
    assert {table.name: table.read_bytes() for table in small["out"].iterdir()} == made
