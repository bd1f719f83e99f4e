"""Move the pins of pins.json to the archives' newest commits, and rebuild: what `make corpus AT=latest` does.

    python -m policy_corpus.extract.refresh --before FILE    # new pins and tables; FILE keeps what was found before
    python -m policy_corpus.extract.refresh --after FILE     # once the notebooks ran again: what changed

Fetched is only what is new, and read are only policies that have new texts; what was read stays in _build/readings.
The tables are put together anew, for their numbers (clauses in the order of their hashes) depend on all texts. The
pins move last: where a fetch or the build fails, pins and tables are as they were.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.extract.build import build
from policy_corpus.extract.fetch import fetch
from policy_corpus.extract.git import reason, run
from policy_corpus.extract.sources import Source, read_sources, write_pins
from policy_corpus.files import write_whole
from policy_corpus.findings import read_findings, to_csv
from policy_corpus.paths import ARCHIVES, DATA, ROOT, SOURCES, TABLES

KNOWN = ROOT / "_build" / "readings"


def newest(source: Source) -> str:
    """The commit at the head of an archive, asked at its address."""
    done = run(None, "ls-remote", "--exit-code", "--", source.url, "HEAD", url=source.url)
    if done.returncode:
        said = reason(done.stderr) if done.stderr else "it has no head"
        raise CorpusError(
            f"sources.yml: {source.name}: {source.url} cannot be asked ({said}); check the network"
        )
    return done.stdout.split()[0].decode()


def refresh(
    archives: Path = ARCHIVES,
    out: Path = TABLES,
    data: Path = DATA,
    sources: Path = SOURCES,
    workers: int = os.cpu_count() or 1,
    known: Path = KNOWN,
    say: Callable[[str], None] = print,
) -> bool:
    """Fetch what is new, build the tables of it, and move the pins; False where nothing is new upstream."""
    listed = read_sources(sources)
    heads = {source.name: newest(source) for source in listed}
    moved = {source.name: heads[source.name] for source in listed if heads[source.name] != source.commit}
    for source in listed:
        new = moved.get(source.name)
        say(f"{source.name}: {source.commit[:12]} " + (f"→ {new[:12]}" if new else "is the newest"))
    if not moved:
        return False
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(shutil.copy(sources, folder))
        write_pins(heads, draft)
        fetch(archives, read_sources(draft), say)
        say(str(build(archives, out, data, draft, workers, known=known)))
    write_pins(heads, sources)
    return True


def difference(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """What changed between two tables of findings, in lines: other numbers, new findings, findings that are gone."""
    old, new = (table.set_index("id", drop=False).to_dict("index") for table in (before, after))
    lines = []
    for id in dict.fromkeys([*new, *old]):
        if id not in new:
            lines.append(f"gone: {id}: {old[id]['claim']}: {_said(old[id])}")
        elif id not in old:
            lines.append(f"new: {id}: {new[id]['claim']}: {_said(new[id])}")
        elif _said(old[id]) != _said(new[id]):
            lines.append(f"{id}: {new[id]['claim']}:\n  before {_said(old[id])}\n  after  {_said(new[id])}")
    every = len(set(old) | set(new))
    return "\n".join(
        [*lines, f"{len(lines)} of {every} findings changed, {every - len(lines)} are as they were"]
    )


def _said(row: dict) -> str:
    """A finding's value with its bounds, its unit and how many it is of: 0.22 (0.14 to 0.31), share, of 97."""
    value = row["value"] if row["unit"] == "text" else f"{row['value']:.6g}"
    bounds = "" if pd.isna(row["low"]) else f" ({row['low']:.6g} to {row['high']:.6g})"
    return f"{value}{bounds}, {row['unit']}" + ("" if pd.isna(row["n"]) else f", of {row['n']:.0f}")


def before(archives: Path, kept: Path) -> None:
    """Refresh, and keep what was found before in the file `kept`; no file where nothing is new."""
    kept.unlink(missing_ok=True)
    findings = read_findings()
    if refresh(archives):
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, to_csv(findings))
    else:
        print("nothing is new upstream; all stays as it is")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where it did its work, 2 for bad input, which one line on stderr explains."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.extract.refresh", description=__doc__.split("\n")[0]
    )
    step = parser.add_mutually_exclusive_group(required=True)
    step.add_argument("--before", type=Path, metavar="FILE", help="refresh, and keep the old findings here")
    step.add_argument("--after", type=Path, metavar="FILE", help="compare the findings with those kept here")
    parser.add_argument("--archives", type=Path, default=ARCHIVES, metavar="DIR", help=f"({ARCHIVES})")
    chosen = parser.parse_args(arguments)
    if chosen.after:
        return exit_code(lambda: print(difference(read_findings(chosen.after), read_findings())))
    return exit_code(lambda: before(chosen.archives, chosen.before))


if __name__ == "__main__":
    sys.exit(main())
