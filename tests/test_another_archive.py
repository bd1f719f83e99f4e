"""An archive of another owner is added with an entry, a commit and a row: its links are right wherever they stand.

So are those of an archive that lays out its versions in another way.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from invented import DAY, archive, git, policy, source, write_sources

from policy_corpus.extract.documents import COLUMNS
from policy_corpus.paths import ROOT

SCAN = "We collect faceprint, iris scan and other biometric identifiers at the pond."
PATH = "Pond & Söhne/Privacy Policy.md"
SERIES, SITE = "Versions/Pond & Söhne/Privacy Policy", "p/po/pon/pond.example.md"
OWNERS = {
    "shore": ("the-gulls", "https://code.example/{owner}/{name}/src/{commit}/{path}"),
    "dune": ("the-crabs", "https://github.com/{owner}/{name}/blob/{commit}/{path}"),
    "cliff": ("the-terns", "https://code.example/{owner}/{name}/src/{commit}/{path}"),
    "mole": ("the-seals", "https://code.example/{owner}/{name}/src/{commit}/{path}"),
}
# What documents.csv names, and what sources.yml says of it, where a policy is not simply a file.
SERIES_OF = {"cliff": SERIES, "mole": SITE}
LAYOUT = {
    "cliff": {"layout": "dated files", "paths": ("Versions/*/Privacy Policy/*.md",)},
    "mole": {"layout": "half-years", "paths": ("*/*/*/*.md",), "format": "princeton-leuven"},
}
# Each archive has one policy, which takes up a sentence on faces and keeps it: day and text.
TAKEN_UP = "2017-08-22"
COMMITS = [
    (17_000, policy("Pond")),
    (17_400, policy("Pond", SCAN)),
    (18_000, policy("Pond", SCAN, "We like rain.\n")),
]
PUBLISHED = 19_000  # when the cliff and the mole were, all at once
EPOCH = date(1970, 1, 1).toordinal()


def commits(name: str) -> list[tuple[int, str, dict[str, bytes]]]:
    """The history of an archive in its layout: seconds, subject, files."""
    days = [(date.fromordinal(EPOCH + number), text) for number, text in COMMITS]
    if name == "cliff":
        return [
            (PUBLISHED * DAY, "All", {f"{SERIES}/{day:%Y%m%d}_Pond.md": text.encode() for day, text in days})
        ]
    if name == "mole":
        days.insert(1, (date(2017, 2, 1), COMMITS[0][1]))  # each half-year has a page, changed or not
        note = "> *The following text is extracted and transformed from the pond.example privacy policy of {}.*\n\n"
        return [
            (PUBLISHED * DAY, f"pond.example (archived on {day})", {SITE: (note.format(day) + text).encode()})
            for day, text in days
        ]
    return [(number * DAY, "Record", {PATH: text.encode()}) for number, text in COMMITS]


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
        head = archive(home / "archives" / f"{name}.git", commits(name))
        listed.append(replace(source(name, head), owner=owner, version=version, **LAYOUT.get(name, {})))
        path = SERIES_OF.get(name, PATH)
        rows.append([name, name, name, name, "other", "US", "1", "0", name, path, "", "", ""])
    write_sources(home / "policy_corpus" / "sources.yml", listed)
    pd.DataFrame(rows, columns=COLUMNS).to_csv(home / "data" / "documents.csv", index=False)
    run(home, "-m", "policy_corpus", "build", "--workers", "1")
    run(home, "-m", "policy_corpus", "changes", "--out", "ledger.csv")
    return home


def addresses(home: Path) -> dict[str, str]:
    """The address of each archive's first version with them."""
    captures = pd.read_parquet(home / "policy_corpus" / "tables" / "captures.parquet").astype(str)
    with_them = captures[captures["day"] == TAKEN_UP]
    commit = dict(zip(with_them["archive"], with_them["commit"], strict=True))
    path = "Pond%20%26%20S%C3%B6hne/Privacy%20Policy"
    return {
        "shore": f"https://code.example/the-gulls/shore/src/{commit['shore']}/{path}.md",
        "dune": f"https://github.com/the-crabs/dune/blob/{commit['dune']}/{path}.md",
        "cliff": f"https://code.example/the-terns/cliff/src/{commit['cliff']}/Versions/{path}/20170822_Pond.md",
        "mole": f"https://code.example/the-seals/mole/src/{commit['mole']}/{SITE}",
    }


def test_each_archive_is_followed_as_far_as_its_layout_tells(home):
    documents = pd.read_parquet(home / "policy_corpus" / "tables" / "documents.parquet").astype(str)
    assert set(documents["from"]) == {"2016-07-18"}
    until = dict(zip(documents["document"], documents["until"], strict=True))
    assert until == dict.fromkeys(OWNERS, "2019-04-15") | {"mole": "2019-07-01"}
    versions = pd.read_parquet(home / "policy_corpus" / "tables" / "versions.parquet").astype(str)
    mole = versions[versions["document"] == "mole"]
    assert mole[["from", "until"]].values.tolist()[1:] == [  # 2018 had no page
        [TAKEN_UP, "2018-01-01"],
        ["2019-04-14", "2019-07-01"],
    ]


def test_each_capture_leads_to_its_text(home):
    captures = pd.read_parquet(home / "policy_corpus" / "tables" / "captures.parquet").astype(str)
    for row in captures.itertuples():
        folder = home / "archives" / f"{row.archive}.git"
        assert git("--git-dir", str(folder), "rev-parse", f"{row.commit}:{row.path}") == row.blob


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
    )  # all rows but the shore's are gone
    try:
        printed = run(home, "-m", "policy_corpus", "paths", "--missing")
    finally:
        documents.write_text(whole, encoding="utf-8")
    assert printed.splitlines() == [
        f",Pond & Söhne,,,,US,,,cliff,{SERIES},,,",
        f",Pond & Söhne,,,,US,,,dune,{PATH},,,",
        f",pond.example,,,,US,,,mole,{SITE},,,",
    ]
    assert run(home, "-m", "policy_corpus", "paths", "--missing") == ""
    assert run(home, "-m", "policy_corpus", "paths").splitlines() == [
        f"cliff,{SERIES}",
        f"dune,{PATH}",
        f"mole,{SITE}",
        f"shore,{PATH}",
    ]
