"""An archive of another owner is added with an entry, a commit and a row: its links are right wherever they stand."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from invented import DAY, archive, policy, source, write_sources

from policy_corpus.extract.documents import COLUMNS
from policy_corpus.paths import ROOT

SCAN = "We collect faceprint, iris scan and other biometric identifiers at the pond."
PATH = "Pond & Söhne/Privacy Policy.md"
OWNERS = {
    "shore": ("the-gulls", "https://code.example/{owner}/{name}/src/{commit}/{path}"),
    "dune": ("the-crabs", "https://github.com/{owner}/{name}/blob/{commit}/{path}"),
}
# Each archive has one policy, which takes up a sentence on faces and keeps it.
TAKEN_UP = "2017-08-22"
COMMITS = [
    (17_000, policy("Pond")),
    (17_400, policy("Pond", SCAN)),
    (18_000, policy("Pond", SCAN, "We like rain.\n")),
]


def run(home: Path, *command: str) -> str:
    """What a command of a copy of the project prints."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(home)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A copy of the project with its code as it is, two invented archives in its lists, and their tables and ledger."""
    home = tmp_path_factory.mktemp("home") / "project"
    code = shutil.ignore_patterns("tables", "__pycache__")
    for folder in ("policy_corpus", "data"):
        shutil.copytree(ROOT / folder, home / folder, ignore=code)
    listed, rows = [], []
    for name, (owner, version) in OWNERS.items():
        commits = [(day * DAY, "Record", {PATH: text.encode()}) for day, text in COMMITS]
        head = archive(home / "archives" / f"{name}.git", commits)
        listed.append(replace(source(name, head), owner=owner, version=version))
        rows.append([name, name, name, name, "other", "US", "1", "0", name, PATH, "", "", ""])
    write_sources(home / "policy_corpus" / "sources.yml", listed)
    pd.DataFrame(rows, columns=COLUMNS).to_csv(home / "data" / "documents.csv", index=False)
    run(home, "-m", "policy_corpus", "build", "--workers", "1")
    run(home, "-m", "policy_corpus", "changes", "--out", "ledger.csv")
    return home


def addresses(home: Path) -> dict[str, str]:
    """The address of each archive's second version, the first with them."""
    captures = pd.read_parquet(home / "policy_corpus" / "tables" / "captures.parquet").astype(str)
    second = captures.sort_values("day").groupby("archive")["commit"].nth(1)
    commit = dict(zip(captures.loc[second.index, "archive"], second, strict=True))
    path = "Pond%20%26%20S%C3%B6hne/Privacy%20Policy.md"
    return {
        "shore": f"https://code.example/the-gulls/shore/src/{commit['shore']}/{path}",
        "dune": f"https://github.com/the-crabs/dune/blob/{commit['dune']}/{path}",
    }


def test_in_the_ledger(home):
    ledger = pd.read_csv(home / "ledger.csv")
    changes = ledger[["archive", "category", "change", "announced"]].to_numpy().tolist()
    assert sorted(changes) == [[name, "biometric", "added", TAKEN_UP] for name in sorted(OWNERS)]
    assert dict(zip(ledger["archive"], ledger["url"], strict=True)) == addresses(home)


def test_at_a_clause_whose_words_are_read_from_it(home):
    name = pd.read_csv(home / "ledger.csv")["hashes"].iloc[0].split()[0]
    said = run(home, "-m", "policy_corpus", "clause", name)
    assert all(address in said for address in addresses(home).values())
    assert SCAN in said


PLACES = """
from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.analysis.provenance import places
corpus = load_corpus()
print(*places(corpus, corpus.clauses.index[corpus.clauses["biometric_stance"] == "collects"])["address"])
"""


def test_where_a_notebook_tells_the_place_of_a_clause(home):
    told = set(run(home, "-c", PLACES).split())
    assert told and told <= set(addresses(home).values())


def test_a_path_without_a_row_is_printed_as_a_row_to_fill_in(home):
    documents = home / "data" / "documents.csv"
    whole = documents.read_text(encoding="utf-8")
    documents.write_text(
        "".join(whole.splitlines(keepends=True)[:2]), encoding="utf-8"
    )  # the dune's row is gone
    try:
        printed = run(home, "-m", "policy_corpus", "paths", "--missing")
    finally:
        documents.write_text(whole, encoding="utf-8")
    assert printed == f",Pond & Söhne,,,,US,,,dune,{PATH},,,\n"
    assert run(home, "-m", "policy_corpus", "paths", "--missing") == ""
    assert run(home, "-m", "policy_corpus", "paths") == f"dune,{PATH}\nshore,{PATH}\n"
