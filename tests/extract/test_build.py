"""The build, end to end, on invented archives; and on the real ones against the published tables."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from pkgutil import resolve_name

import pandas as pd
import pyarrow as pa
import pytest
from invented import DAY, corpus, git, policy

from policy_corpus.errors import CorpusError
from policy_corpus.extract import captured
from policy_corpus.extract.build import build
from policy_corpus.extract.quality import RULES
from policy_corpus.extract.reading import read_shares
from policy_corpus.extract.sources import read_pins, write_pins
from policy_corpus.paths import ROOT, TABLES
from policy_corpus.tables import read_manifest, ready, verify, write_tables
from policy_corpus.trials import invented_archive

RUN = """
import sys
from pathlib import Path
from policy_corpus.errors import exit_code
from policy_corpus.extract import captured
from policy_corpus.extract.build import build
folder, out, workers = sys.argv[1:]
folder = Path(folder)
work = lambda: build(folder / "archives", Path(out), folder / "data", folder / "sources.yml", int(workers))
sys.exit(exit_code(work))
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """The folder of an invented corpus and of the tables built from it (`tables`)."""
    folder = tmp_path_factory.mktemp("corpus")
    build(out=folder / "tables", **corpus(folder))
    return folder


@pytest.fixture
def copy(small, tmp_path) -> dict[str, Path]:
    """An invented corpus that may be harmed, as `build` takes it, and the tables built from it."""
    shutil.copytree(small, tmp_path / "corpus", symlinks=True)
    folder = tmp_path / "corpus"
    return {
        "archives": folder / "archives",
        "data": folder / "data",
        "sources": folder / "sources.yml",
        "out": folder / "tables",
    }


def test_policies_without_a_clause_in_english_make_empty_tables(tmp_path, monkeypatch):
    german = "# Datenschutz\n\n" + "Wir erheben Daten über das Wetter und den Garten.\n\n" * 30
    monkeypatch.setattr("invented.policy", lambda *_: german)
    monkeypatch.setattr("invented.tosback", lambda *_: german)
    made = build(out=tmp_path / "tables", **corpus(tmp_path))
    assert made.captures > 0 and made.clauses == 0
    assert verify(tmp_path / "tables")["tables"]["presence"]["rows"] == 0


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def table(small: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(small / "tables" / f"{name}.parquet")


def test_every_capture_has_a_row_and_a_document(small):
    captures = table(small, "captures")
    assert captures.groupby("document").size().to_dict() == {"acme": 4, "bolt": 4, "kite": 4}
    assert captures["commit"].str.fullmatch("[0-9a-f]{40}").all()
    gone = captures[captures["blob"].isna()]
    assert list(gone["document"]) == ["bolt"]
    assert gone[["status", "why"]].isna().all(axis=None)
    broken = captures[captures["status"] == "broken"]
    assert list(broken["day"].astype(str)) == ["2020-01-29"]  # in UTF-16
    assert list(captures.loc[captures["by_archive"], "document"]) == ["bolt"]


def test_every_status_says_why(small):
    captures = table(small, "captures").dropna(subset="blob")
    known = {(rule.status, rule.reason) for rule in RULES}
    assert set(captures[["status", "why"]].itertuples(index=False, name=None)) <= known


def test_a_clause_is_in_force_from_when_it_is_seen_to_when_it_is_gone(small):
    clauses, presence = table(small, "clauses"), table(small, "presence")
    face = clauses.index[clauses["biometric_about"] & clauses["lead_in"].isna()]
    assert len(face) == 1
    assert clauses.loc[face[0], "biometric_stance"] == "collects"
    spans = presence[presence["clause"] == face[0]].set_index("document")
    assert spans["from"].astype(str).to_dict() | {"kite": ""} == {"acme": "2019-04-21", "kite": ""}
    assert (spans["until"] > spans["from"]).all()


def test_sections_and_lead_ins_are_kept(small):
    clauses, presence = table(small, "clauses"), table(small, "presence")
    items = clauses.index[clauses["lead_in"].notna()]
    assert set(presence.loc[presence["clause"].isin(items), "section"]) >= {"1"}
    assert set(clauses["lead_in"].dropna()) <= set(clauses["hash"])


def test_tokens_count_words_of_the_vocabulary(small):
    tokens, vocabulary = table(small, "tokens"), table(small, "vocabulary")
    assert len(tokens) == len(table(small, "clauses"))
    kinds = vocabulary["kind"].iloc[[token for row in tokens["tokens"] for token in row]]
    assert set(kinds) <= {"word", "multiword"}


def test_the_archives_text_is_in_no_table(small):
    for name in read_manifest(small / "tables")["tables"]:
        assert "when the tide is low" not in table(small, name).to_csv()


# What must not matter: the order of hashing, zone, language, threads, folder, number of workers.
SURROUNDINGS = [
    (1, {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "OMP_NUM_THREADS": "1"}, "."),
    (
        2,
        {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "4"},
        "/",
    ),
    (5, {"PYTHONHASHSEED": "3", "TZ": "UTC", "LANG": "tr_TR.UTF-8", "LC_ALL": ""}, "/"),
]


@pytest.mark.parametrize(("workers", "environment", "where"), SURROUNDINGS)
def test_the_same_archives_give_the_same_bytes(small, tmp_path, workers, environment, where):
    out = tmp_path / "tables"
    subprocess.run(
        [sys.executable, "-c", RUN, str(small), str(out), str(workers)],
        env=os.environ | environment | {"PYTHONPATH": str(ROOT)},
        cwd=where,
        check=True,
    )
    assert contents(out) == contents(small / "tables")


def test_tables_do_not_depend_on_how_many_rows_are_made_at_once(small, copy, monkeypatch):
    monkeypatch.setattr("policy_corpus.extract.columns.PART", 2)
    build(**copy)
    assert contents(copy["out"]) == contents(small / "tables")


def test_a_file_is_no_folder_of_shards(copy, tmp_path):
    (tmp_path / "shards").touch()
    with pytest.raises(CorpusError, match=r"shards: can be no folder of shards .*; name another"):
        build(**copy, shards=tmp_path / "shards")


def test_progress_counts_every_text_once_whatever_the_workers(copy):
    for workers in (1, 3):
        told = []
        build(**copy, workers=workers, progress=lambda total, told=told: told.append(-total) or told.append)
        assert sum(told) == 0
        assert told[0] == -11


def test_a_build_that_was_stopped_goes_on(small, copy, tmp_path, monkeypatch):
    kept, read = tmp_path / "shards", []

    def reads_two(shares):
        for share, part in zip(shares, read_shares(shares), strict=True):
            read.append(share)
            if len(read) == 3:
                raise KeyboardInterrupt
            yield part

    monkeypatch.setattr("policy_corpus.extract.shards.read_shares", reads_two)
    with pytest.raises(KeyboardInterrupt):
        build(**copy, shards=kept)
    build(**copy, shards=kept)
    assert [len(read), len(set(map(str, read)))] == [5, 4]
    assert contents(copy["out"]) == contents(small / "tables")


def test_another_lexicon_labels_anew_and_cuts_nothing_again(copy, tmp_path, monkeypatch):
    build(**copy, shards=tmp_path / "shards")
    lexicon = copy["data"] / "lexicon.yml"
    text = lexicon.read_text()
    lexicon.unlink()
    lexicon.write_text(text.replace("- faceprint*\n", "- faceprint*\n      - our spades\n"))
    before = pd.read_parquet(copy["out"] / "clauses.parquet")
    monkeypatch.setattr("policy_corpus.extract.shards.read_shares", None)
    build(**copy, shards=tmp_path / "shards")
    after = pd.read_parquet(copy["out"] / "clauses.parquet")
    assert after["biometric_about"].sum() > before["biometric_about"].sum()


def test_a_new_capture_costs_its_own_parts_only(copy, tmp_path, monkeypatch):
    build(**copy, shards=tmp_path / "shards")
    path, folder = "Acme/Privacy Policy.md", copy["archives"] / "small.git"
    repository = ("--git-dir", str(folder))
    head = git(*repository, "rev-parse", "main")
    text = policy(
        "Acme", "We collect a scan of your face to open the shed.\n", "We scan the faces of our guests.\n"
    )
    commit = (
        f"commit refs/heads/main\ncommitter Archive <a@example.org> {18_400 * DAY} +0000\ndata 6\nRecord\n"
        f"from {head}\nM 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"
    )
    git(*repository, "fast-import", "--quiet", stdin=commit.encode())
    pins = read_pins(copy["sources"])
    write_pins(pins | {"small": git(*repository, "rev-parse", "main")}, copy["sources"])
    made = {"read_history": [], "read_shares": [], "_history": [], "_labels": [], "_places": []}
    for module, name in zip(("archive", "shards", "judging", "labelling", "places"), made, strict=True):
        work = f"policy_corpus.extract.{module}.{name}"
        monkeypatch.setattr(work, partial(_noted, made[name], resolve_name(work)))
    build(**copy, shards=tmp_path / "shards")
    counts = {name: len(calls) for name, calls in made.items()}
    assert counts == dict.fromkeys(made, 1) | {
        "_history": 3
    }  # all of an archive that was followed a day longer
    (read,), (((asked,), _),) = made["read_shares"], made["_places"]
    assert [len(blobs) for *_, blobs in read[0]] == [5]
    assert {capture.path for capture in asked.document.captures} == {path}
    kept = contents(copy["out"])
    build(**copy)
    assert contents(copy["out"]) == kept


def _noted(calls: list, work: Callable, *given):
    calls.append(given)
    return work(*given)


def test_what_a_build_holds_grows_by_few_kilobytes_a_page(tmp_path, monkeypatch):
    """All that lives when the tables are written, of an invented archive of few pages and of one of many."""
    monkeypatch.setattr(captured, "AT_ONCE", 20)  # what is handed out at once is as much for both
    held = []

    def note(*given):
        held.append(tracemalloc.get_traced_memory()[0] + pa.total_allocated_bytes())
        return write_tables(*given)

    monkeypatch.setattr("policy_corpus.extract.build.write_tables", note)
    pages = []
    build(out=tmp_path / "tables", **corpus(tmp_path))  # loads what all builds need
    for sites in (4, 34):
        made = tmp_path / str(sites)
        pages.append(invented_archive.write(made, sites))
        tracemalloc.start()
        build(made / "archives", made / "tables", made / "data", made / "sources.yml", workers=2)
        tracemalloc.stop()
    _, few, many = held
    assert (many - few) / (pages[1] - pages[0]) < 4_000


class TestBadInput:
    """A clear error before anything is written; what was there stays."""

    @pytest.fixture(autouse=True)
    def unharmed(self, copy):
        before = contents(copy["out"])
        yield
        assert contents(copy["out"]) == before
        assert not list(copy["out"].parent.glob(".tables*"))

    def test_a_folder_that_is_no_repository(self, copy):
        shutil.rmtree(copy["archives"] / "small.git")
        (copy["archives"] / "small.git").mkdir()
        with pytest.raises(CorpusError, match=r"small\.git: not a bare git repository"):
            build(**copy)

    def test_an_archive_that_is_missing(self, copy):
        shutil.rmtree(copy["archives"] / "old.git")
        with pytest.raises(CorpusError, match=r"old\.git: no such folder; .*fetch"):
            build(**copy)

    @pytest.mark.parametrize("workers", [1, 2])
    def test_an_archive_without_a_text(self, copy, workers):
        folder = copy["archives"] / "small.git"
        blob = git("--git-dir", str(folder), "rev-parse", "main~5:Acme/Privacy Policy.md")
        whole = folder.rename(folder.with_name("whole.git"))
        git("clone", "--quiet", "--bare", "--filter=blob:none", whole.as_uri(), str(folder))
        shutil.rmtree(whole)
        with pytest.raises(
            CorpusError, match=r"small\.git: the archive is partial, text [0-9a-f]{40} is missing"
        ):
            build(**copy, workers=workers)
        assert len(blob) == 40

    def test_a_pinned_commit_that_is_absent(self, copy):
        write_pins(read_pins(copy["sources"]) | {"old": "f" * 40}, copy["sources"])
        with pytest.raises(CorpusError, match=rf"old\.git: the pinned commit {'f' * 40} is not there"):
            build(**copy)

    def test_a_path_that_no_document_has(self, copy):
        path = copy["data"] / "documents.csv"
        path.write_text(path.read_text().replace("Acme/Privacy Policy.md", "Acme/Old Privacy Policy.md"))
        with pytest.raises(CorpusError, match=r"documents\.csv: no row for small: Acme/Privacy Policy\.md"):
            build(**copy)

    def test_a_lexicon_with_a_fault(self, copy):
        path = copy["data"] / "lexicon.yml"
        text = path.read_text()
        path.unlink()
        path.write_text(text + "\ncategories: {}\n")
        with pytest.raises(CorpusError, match=r"lexicon\.yml"):
            build(**copy)

    def test_a_category_without_a_row(self, copy):
        path = copy["data"] / "categories.csv"
        rows = path.read_text().splitlines(keepends=True)
        path.unlink()
        path.write_text("".join(row for row in rows if not row.startswith("health,")))
        with pytest.raises(CorpusError, match=r"lexicon\.yml: the category 'health' has no row"):
            build(**copy)

    def test_an_out_folder_that_holds_other_things(self, copy, tmp_path):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "letter.txt").write_text("mine")
        with pytest.raises(CorpusError, match="holds other files than tables"):
            build(**copy | {"out": tmp_path / "out"})


@pytest.fixture(params=[1, 2])
def half_way(copy, request):
    """A build of so many workers that has begun to read and goes on for a minute; the tables stay as they were."""
    before = contents(copy["out"])
    run = RUN.replace("import sys", "import os, sys, time\nimport policy_corpus.extract.reading as r", 1)
    slow = (
        "r.Reader.read = lambda *a: os.write(1, b'reading\\n') and time.sleep(60)\n"  # whole, by any worker
    )
    run = run.replace("folder, out", slow + "folder, out", 1)
    process = subprocess.Popen(
        [sys.executable, "-c", run, str(copy["out"].parent), str(copy["out"]), str(request.param)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(temporary(copy))},
        start_new_session=True,
    )
    assert process.stdout.readline() == b"reading\n"
    yield process
    _ended(process)
    assert contents(copy["out"]) == before
    verify(copy["out"])


def _ended(process: subprocess.Popen) -> None:
    """Wait until a build and its workers have ended: while one of them ends, it still holds the folder's lock."""
    process.wait()
    process.stdout.read()
    deadline = time.monotonic() + 10
    while _group(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _group(process.pid)


def temporary(copy) -> Path:
    folder = copy["out"].parent / "temporary"
    folder.mkdir(exist_ok=True)
    return folder


def test_a_killed_build_leaves_the_tables_no_process_and_scratch_that_the_next_clears(half_way, copy):
    half_way.send_signal(signal.SIGKILL)
    _ended(half_way)
    assert not list(temporary(copy).iterdir())
    assert [path.name for path in copy["out"].parent.glob(".tables*")] == [".tables.scratch"]
    with ready(copy["out"]):
        pass
    assert not list(copy["out"].parent.glob(".tables*"))


@pytest.mark.parametrize("half_way", [2], indirect=True)
def test_a_second_build_says_who_is_at_it(half_way, copy):
    with pytest.raises(
        CorpusError, match=rf"tables: process {half_way.pid} on .* is writing to it; wait for its end"
    ):
        build(**copy)
    half_way.kill()
    half_way.wait()


@pytest.mark.parametrize("half_way", [2], indirect=True)
def test_a_build_with_a_killed_worker_says_what_to_do(half_way, copy):
    (child, *_) = Path(f"/proc/{half_way.pid}/task/{half_way.pid}/children").read_text().split()
    os.kill(int(child), signal.SIGKILL)
    assert "or give fewer --workers" in half_way.stderr.read().decode()
    assert half_way.wait() == 2
    assert not list(temporary(copy).iterdir())


@pytest.mark.parametrize(
    ("half_way", "number", "send"),
    [
        (1, signal.SIGINT, os.killpg),  # as Ctrl-C does: to the parent and its workers
        (2, signal.SIGINT, os.killpg),
        (2, signal.SIGTERM, os.kill),  # as `kill` does, and a machine that shuts down
        (2, signal.SIGHUP, os.killpg),  # as a terminal does that is closed
    ],
    indirect=["half_way"],
)
def test_a_build_stopped_half_way_says_so_and_leaves_nothing(half_way, number, send, copy):
    send(half_way.pid, number)
    said = half_way.stderr.read().decode()
    assert (half_way.wait(), said) == (128 + number, "stopped; what was there before is untouched\n")
    assert not list(temporary(copy).iterdir())
    assert not list(copy["out"].parent.glob(".tables*"))


def _group(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.archives
def test_the_published_tables_are_those_of_the_archives(archives, tmp_path):
    build(archives, tmp_path / "tables", workers=2)
    made, published = (read_manifest(folder) for folder in (tmp_path / "tables", TABLES))
    differing = [
        name
        for name in sorted(made["tables"] | published["tables"])
        if made["tables"].get(name) != published["tables"].get(name)
    ]
    assert not differing, (
        f"built anew, these tables differ: {', '.join(differing)}; run `make corpus` and commit them"
    )
    assert made == published, (
        f"the manifests differ; run `make corpus` and commit it: {json.dumps(made['read'])}"
    )
