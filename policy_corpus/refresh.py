"""Takes the archives' newest commits; makes tables and pins of them, and tells what is found otherwise than before.

What `make corpus AT=latest` does, in two steps with the notebooks' run between them. Fetched is only what is new;
read, judged and labelled is only what is new; what was made stays in _build/shards. The tables are put together anew,
for their numbers (clauses in the order of their hashes) depend on all texts. The pins move last: where a fetch or the
build fails, pins and tables are as they were.
"""

import os
import shutil
from collections.abc import Callable, Collection
from pathlib import Path

import pandas as pd

from policy_corpus.extract.build import build
from policy_corpus.extract.fetch import fetch, newest
from policy_corpus.extract.repository import is_repository, lacks
from policy_corpus.extract.sources import Source, read_sources, write_pins
from policy_corpus.files import write_whole
from policy_corpus.findings import read_findings, to_csv
from policy_corpus.folders import temporary
from policy_corpus.paths import ARCHIVES, DATA, SHARDS, SOURCES, TABLES
from policy_corpus.releases import moved, said


def refresh(
    archives: Path = ARCHIVES,
    out: Path = TABLES,
    data: Path = DATA,
    sources: Path = SOURCES,
    workers: int = os.cpu_count() or 1,
    shards: Path = SHARDS,
    say: Callable[[str], None] = print,
) -> bool:
    """Fetch what is new, build the tables of it, and move the pins; False where nothing is new upstream."""
    listed = read_sources(sources)
    heads = {source.name: newest(source) for source in listed}
    gained = {source.name: heads[source.name] for source in listed if heads[source.name] != source.commit}
    for source in listed:
        new = gained.get(source.name)
        say(f"{source.name}: {source.commit[:12]} " + (f"→ {new[:12]}" if new else "is the newest"))
    if not gained:
        return False
    with temporary("policy-corpus-pins-") as folder:
        draft = Path(shutil.copy(sources, folder))
        write_pins(heads, draft)
        needed = [source for source in read_sources(draft) if _is_needed(archives, source, gained)]
        fetch(archives, needed, say)
        say(str(build(archives, out, data, draft, workers, shards=shards)))
    write_pins(heads, sources)
    return True


def _is_needed(archives: Path, source: Source, gained: Collection[str]) -> bool:
    """Whether an archive is to be fetched: it has gained commits, or is not here. What is here was looked through."""
    folder = archives / f"{source.name}.git"
    return source.name in gained or not is_repository(folder) or lacks(folder, source.commit)


def difference(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """What changed between two tables of findings, in lines: other numbers, new findings, findings that are gone."""
    rows = moved(before, after)
    lines = [_line(row) for row in rows.to_dict("records")]
    every = len({*before["id"], *after["id"]})
    return "\n".join(
        [*lines, f"{len(lines)} of {every} findings changed, {every - len(lines)} are as they were"]
    )


def _line(row: dict) -> str:
    """A row of `moved` in a line, or in three."""
    about = f"{row['id']}: {row['claim']}:"
    if pd.isna(row["before_value"]):
        return f"new: {about} {said(row, 'after_')}"
    if pd.isna(row["after_value"]):
        return f"gone: {about} {said(row, 'before_')}"
    return f"{about}\n  before {said(row, 'before_')}\n  after  {said(row, 'after_')}"


def refresh_keeping(archives: Path, kept: Path | None) -> None:
    """Refresh, and keep what was found before in the file `kept`, if any; where nothing is new, it stays as it is."""
    findings = read_findings() if kept else None
    if not refresh(archives):
        print("nothing is new upstream; all stays as it is")
    elif kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, to_csv(findings))
