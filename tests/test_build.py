"""The build: the same archives give the same bytes; what fails leaves the earlier tables as they were."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import invented
import pandas as pd
import pytest
import yaml

from policy_corpus.build import DATA, build
from policy_corpus.errors import CorpusError
from policy_corpus.tables import TABLES, read_manifest, verify

ROOT = Path(__file__).resolve().parent.parent
WORDS = ["harbour", "lantern", "meadow", "copper", "violin", "saddle"]
WORDS += ["orchard", "pebble", "thimble", "walnut", "ribbon", "anchor"]

# A policy of an invented service, long enough to count as one.
POLICY = "\n\n".join(
    [
        "# Privacy notice of Lantern Harbour",
        "Last updated: 3 March 2021",
        "## 1. What we collect",
        "We collect the following information when you moor your boat with us:",
        *(
            f"*   your {word} number and the {word} preferences that you share with our harbour office"
            for word in WORDS
        ),
        "## 2. How we use it",
        *(
            f"We use your personal information to plan the {word} service and to answer your letters."
            for word in WORDS
        ),
        "You may write to us about your data and we will answer within thirty days.",
    ]
)
FACES = (
    "With your consent we may collect and use biometric information such as a scan of your face at the gate."
)
TOSBACK = "<p>" + POLICY.replace("\n\n", "</p>\n<p>") + "</p>"


@pytest.fixture
def corpus(tmp_path):
    """Two small archives with their sources.yml and documents.csv: (archives, data, sources)."""
    archives, data = tmp_path / "archives", tmp_path / "data"
    archives.mkdir(), data.mkdir()
    start = 1_600_000_000
    path = "Lantern/Privacy Policy.md"
    later = POLICY.replace("## 2.", f"*   {FACES}\n\n## 2.")
    commits = [
        (start, "First record of Lantern Privacy Policy", {path: POLICY.encode()}),
        (start + 40 * invented.DAY, "Record new changes of Lantern Privacy Policy", {path: later.encode()}),
        (
            start + 50 * invented.DAY,
            "Record new changes of Lantern Privacy Policy",
            {path: b"# 404 Not found"},
        ),
        (start + 51 * invented.DAY, "Record new changes of Lantern Privacy Policy", {path: later.encode()}),
        (start + 400 * invented.DAY, "Update README", {"README.md": b"nothing"}),
    ]
    head = invented.archive(archives / "small.git", commits)
    old = [
        (
            start - 300 * invented.DAY,
            "changes",
            {"crawl_reviewed/lantern.example/Privacy.txt": TOSBACK.encode()},
        )
    ]
    old_head = invented.archive(archives / "old.git", old)
    sources = tmp_path / "sources.yml"
    entries = [invented.source("small", head), invented.source("old", old_head, form="tosback")]
    sources.write_text(
        yaml.safe_dump(
            [
                {k: getattr(e, k) for k in e.__slots__}
                if hasattr(e, "__slots__")
                else {**vars(e), "paths": list(e.paths)}
                for e in entries
            ]
        )
    )
    row = "lantern,Lantern,Lantern,Lantern,other,unspecified,1,1"
    header = (DATA / "documents.csv").read_text(encoding="utf-8").splitlines()[0]
    day = "2020-09-13"
    (data / "documents.csv").write_text(
        f"{header}\n{row},old,crawl_reviewed/lantern.example/Privacy.txt,,{day},\n{row},small,{path},{day},,\n"
    )
    for name in ("lexicon.yml", "collection_gate.csv"):
        shutil.copy(DATA / name, data / name)
    return archives, data, sources


def made(corpus, out, **options) -> dict[str, bytes]:
    archives, data, sources = corpus
    build(archives, out, data=data, sources=sources, **options)
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_a_small_corpus_says_what_its_policies_say(corpus, tmp_path):
    made(corpus, tmp_path / "tables")
    clauses = pd.read_parquet(tmp_path / "tables" / "clauses.parquet")
    presence = pd.read_parquet(tmp_path / "tables" / "presence.parquet")
    captures = pd.read_parquet(tmp_path / "tables" / "captures.parquet")
    assert captures.sort_values("day")["status"].tolist() == ["ok", "ok", "ok", "broken", "ok"]
    (faces,) = clauses.index[clauses["biometric_stance"] == "collects"]
    (span,) = presence[presence["clause"] == faces].itertuples()
    assert (str(span[5]), str(span.section)) == ("2020-10-23", "1")
    assert clauses.loc[faces, "words"] == len(FACES.split())


def test_the_same_bytes_whatever_surrounds_the_build(corpus, tmp_path):
    archives, data, sources = corpus
    program = (
        "import sys; from pathlib import Path; from policy_corpus.build import build\n"
        "if __name__ == '__main__':\n"
        "    a, o, d, s, w = sys.argv[1:]\n"
        "    build(Path(a), Path(o), data=Path(d), sources=Path(s), workers=int(w))\n"
    )
    script = tmp_path / "run.py"
    script.write_text(program)
    found = []
    settings = [("0", "UTC", "C", "1", "1"), ("7", "Asia/Kathmandu", "tr_TR.UTF-8", "4", "2")]
    for seed, zone, locale, threads, workers in settings:
        out = tmp_path / f"out{workers}"
        env = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "OMP_NUM_THREADS": threads}
        env["PYTHONPATH"] = str(ROOT)
        command = [sys.executable, script, archives, out, data, sources, workers]
        subprocess.run(list(map(str, command)), env=env, cwd=tmp_path, check=True)
        found.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert found[0] == found[1]


def test_a_text_that_is_missing_leaves_the_earlier_tables(corpus, tmp_path):
    before = made(corpus, tmp_path / "tables")
    small = corpus[0] / "small.git"
    invented.git("--git-dir", str(small), "config", "extensions.partialClone", "origin")
    pack = next((small / "objects" / "pack").glob("*.pack"), None)
    if pack:
        data = pack.read_bytes()
        for part in (small / "objects" / "pack").iterdir():
            part.unlink()
        subprocess.run(["git", "--git-dir", str(small), "unpack-objects", "-q"], input=data, check=True)
    blob = invented.blob_id(POLICY.encode())
    (small / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(CorpusError, match=r"small\.git.*fetch"):
        made(corpus, tmp_path / "tables")
    assert {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()} == before


def test_a_path_nobody_mapped_is_named(corpus, tmp_path):
    documents = corpus[1] / "documents.csv"
    kept = [line for line in documents.read_text().splitlines() if ",old," not in line]
    documents.write_text("\n".join(kept) + "\n")
    with pytest.raises(CorpusError, match=r"lantern\.example"):
        made(corpus, tmp_path / "tables")
    assert not (tmp_path / "tables").exists()


def test_a_folder_that_is_no_archive_is_named(corpus, tmp_path):
    shutil.rmtree(corpus[0] / "old.git")
    (corpus[0] / "old.git").mkdir()
    with pytest.raises(CorpusError, match=r"old\.git.*fetch"):
        made(corpus, tmp_path / "tables")


def test_other_files_are_never_replaced(corpus, tmp_path):
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(CorpusError, match="mine"):
        made(corpus, out)
    assert (out / "thesis.txt").read_text() == "years of work"


def test_a_killed_build_leaves_the_earlier_tables(corpus, tmp_path):
    before = made(corpus, tmp_path / "tables")
    archives, data, sources = corpus
    program = (
        "import os, signal, policy_corpus.tables as t\n"
        "from pathlib import Path\nfrom policy_corpus.build import build\n"
        "write = t.pq.write_table\n"
        "def die(table, path, **o):\n"
        "    write(table, path, **o)\n"
        "    if 'presence' in str(path): os.kill(os.getpid(), signal.SIGKILL)\n"
        "t.pq.write_table = die\n"
        f"build(Path({str(archives)!r}), Path({str(tmp_path / 'tables')!r}), data=Path({str(data)!r}), "
        f"sources=Path({str(sources)!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert {path.name: path.read_bytes() for path in (tmp_path / "tables").iterdir()} == before
    assert verify(tmp_path / "tables")


@pytest.mark.archives
def test_the_archives_give_the_committed_tables(archives, tmp_path):
    began = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "policy_corpus",
        "build",
        "--archives",
        archives,
        "--out",
        tmp_path / "tables",
    ]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    print(done.stdout, f"{time.perf_counter() - began:.0f} s")
    said, found = read_manifest(TABLES), read_manifest(tmp_path / "tables")
    differ = [name for name, table in said["tables"].items() if table != found["tables"].get(name)]
    assert not differ, f"rebuilt tables differ: {differ}; run `make corpus` and commit"
    assert json.dumps(said) == json.dumps(found)
