"""Takes what a user types, python -m policy_corpus COMMAND; does the work, or says in one line why it cannot.

Here are the commands of the archives and their tables; those of a policy of one's own are in `commands_own.py`.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from policy_corpus import commands_own  # noqa: F401 - enters its commands
from policy_corpus.commands import (
    IN_ARCHIVES,
    IN_TABLES,
    OUTPUT,
    command,
    option,
    parser,
    positive,
    tell,
)
from policy_corpus.errors import check_known, exit_code
from policy_corpus.machine import cores
from policy_corpus.paths import DATA, SHARDS, SOURCES, TABLES
from policy_corpus.text_of_others import as_cell, on_a_terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 where it did its work, 2 for bad input, which one line on stderr explains."""
    chosen = parser().parse_args(arguments)
    with on_a_terminal():
        return exit_code(lambda: chosen.run(chosen))


# Each command imports what it needs, so that --help and a wrong argument answer at once.


@command(
    "fetch",
    "clone the archives",
    """Clone the archives of sources.yml at their pinned commits, with only the policies' texts. What is there already
    is not fetched again, so that a fetch that was stopped goes on, and a clone without its earlier history or without
    texts is completed.""",
    option("names", nargs="*", metavar="NAME", help="only these archives (default: all)"),
    IN_ARCHIVES,
)
def _fetch(chosen: argparse.Namespace) -> None:
    from policy_corpus.extract.fetch import fetch
    from policy_corpus.extract.sources import read_sources

    sources = read_sources()
    known = [source.name for source in sources]
    check_known("archive", chosen.names, known, SOURCES)
    fetch(
        chosen.archives,
        [source for source in sources if source.name in (chosen.names or known)],
        lambda line: print(line, flush=True),
    )


@command(
    "paths",
    "list the policies' paths in the archives",
    """Print the path of every policy in the archives as CSV: archive and path, which is a folder where each version is
    a file. With --missing, print those that
    documents.csv has no row for, each as a row of it to fill in: its columns, with the archive, the path, the
    archive's region as jurisdiction and, as platform, the folder's name.""",
    option("--missing", action="store_true", help="rows for the paths that documents.csv lacks"),
    IN_ARCHIVES,
)
def _paths(chosen: argparse.Namespace) -> None:
    from policy_corpus.extract.archive import policy_paths
    from policy_corpus.extract.documents import COLUMNS, missing_rows, read_documents
    from policy_corpus.extract.sources import read_sources

    sources = read_sources()
    paths = policy_paths(chosen.archives, sources)
    rows: list[Sequence[str]] = paths
    if chosen.missing:
        rows = missing_rows(read_documents(DATA / "documents.csv"), paths, sources)
        print(f"{len(rows):,} rows to fill in: {','.join(COLUMNS)}", file=sys.stderr, flush=True)
    csv.writer(sys.stdout, lineterminator="\n").writerows(map(as_cell, row) for row in rows)


@command(
    "build",
    "make all tables from the archives",
    """Read the archives' policies and write all tables with their manifest, all or nothing. The same archives give the
    same bytes, whatever the workers. What was read is kept in a folder of shards: a build that was stopped
    goes on there, and what an earlier one read is not read again; to delete it costs only time.""",
    IN_ARCHIVES,
    option("--out", type=Path, default=TABLES, metavar="DIR", help="folder of the tables (%(default)s)"),
    option(
        "--workers",
        type=positive,
        default=cores(),
        metavar="N",
        help="processes (%(default)s, the cores there are)",
    ),
    option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="instead of processes of its own, the workers of the Dask scheduler there",
    ),
    option("--shards", type=Path, default=SHARDS, metavar="DIR", help="folder of shards (%(default)s)"),
)
def _build(chosen: argparse.Namespace) -> None:
    from policy_corpus.extract.build import build
    from policy_corpus.progress import bar

    progress = bar if sys.stderr.isatty() else lambda total: None
    how = {"workers": chosen.workers, "scheduler": chosen.scheduler, "shards": chosen.shards}
    print(build(chosen.archives, chosen.out, progress=progress, **how))


@command(
    "refresh",
    "move the pins to the archives' newest commits",
    """Fetch what the archives have gained, build the tables of it and move the pins of pins.json to the newest
    commits. `make corpus AT=latest` does so, runs the notebooks, and then compares what is found with --after.""",
    option("--before", type=Path, metavar="FILE", help="do so, and keep here what was found until now"),
    option(
        "--after", type=Path, metavar="FILE", help="instead, compare what is found now with what is kept here"
    ),
    IN_ARCHIVES,
)
def _refresh(chosen: argparse.Namespace) -> None:
    from policy_corpus.findings import read_findings
    from policy_corpus.refresh import difference, refresh_keeping

    if chosen.after:
        print(difference(read_findings(chosen.after), read_findings()))
    else:
        refresh_keeping(chosen.archives, chosen.before)


@command(
    "release",
    "keep what is found as that of a release",
    """Keep data/results/findings.csv as the findings of the release that pyproject.toml names, in data/releases. Each
    finding that moved since the last release must have a reason in data/releases/reasons.csv; the report's page of
    data shows both.""",
)
def _release(chosen: argparse.Namespace) -> None:
    import tomllib

    from policy_corpus.paths import ROOT
    from policy_corpus.releases import release

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    print(f"{release(project['version'])}: kept")


@command(
    "verify",
    "check tables against their manifest",
    "Check every table of a folder against the rows and SHA-256 that its manifest holds.",
    option("folder", nargs="?", type=Path, default=TABLES, metavar="FOLDER", help="default: %(default)s"),
)
def _verify(chosen: argparse.Namespace) -> None:
    from policy_corpus.tables import NAMES, verify

    tables = verify(chosen.folder, NAMES)["tables"]
    rows, size = (sum(table[key] for table in tables.values()) for key in ("rows", "bytes"))
    print(f"{chosen.folder}: {len(tables)} tables as built, {rows:,} rows, {size / 1e6:.1f} MB")


@command(
    "changes",
    "write the ledger of changes",
    """Write the ledger as a CSV file: one row for each day on which a policy took up the language of one of the story's
    categories for good (added), said that it does no such thing (denial_added), or gave it up (removed), with the
    capture that first shows it. What changed while the archives did not follow it has both ends of the gap.""",
    option("--out", type=Path, required=True, metavar="FILE.csv", help=OUTPUT),
    IN_TABLES,
    option(
        "--category",
        action="append",
        metavar="NAME",
        help="another category of the tables in their place; may be given several times",
    ),
)
def _changes(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis.ledger import ledger
    from policy_corpus.categories import STORY
    from policy_corpus.files import write_table

    table = ledger(chosen.tables, chosen.category or STORY)
    write_table(chosen.out, table)
    tell(chosen.out, f"{len(table):,} changes in {table['document'].nunique():,} documents")


@command(
    "clause",
    "show where a clause stands, and its words",
    """Print where the clause of a hash was in force: document, section, days, address of the archived version; and the
    clause as the archive keeps it, where the archives are on this machine.""",
    option("hash", metavar="HASH", help="as in clauses.parquet and the ledger"),
    IN_TABLES,
    IN_ARCHIVES,
)
def _clause(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis.provenance import clause_places, read_clauses
    from policy_corpus.text_of_others import as_data

    places = clause_places(chosen.hash, chosen.tables)
    for span in places.itertuples():
        print(as_data(f"{span.document}, section {span.section}, {span[3]} to {span.until}: {span.url}"))
    archive, blob = places[["archive", "blob"]].iloc[0]
    if (chosen.archives / f"{archive}.git").is_dir():
        print(as_data(read_clauses(archive, blob, [chosen.hash], chosen.archives)[chosen.hash]))
    else:
        print(f"its words are not on this machine: {chosen.archives} lacks {archive}.git")


@command(
    "unread",
    "write what nobody has read yet, to be read",
    """Write a CSV file of the clauses about the story's categories that wait for a first, a second or a third reading,
    with their words from the archives and empty columns to fill in under data/codebook.md. With --ledger, of the
    changes of the ledger that wait for one, to be held against the archived pages before and after. The words belong
    to the companies: keep the file out of the repository.""",
    option("--out", type=Path, required=True, metavar="FILE.csv", help=OUTPUT),
    option("--reading", choices=("first", "second", "third"), help="only those that wait for this reading"),
    option("--ledger", action="store_true", help="rows of the ledger of changes instead of clauses"),
    IN_TABLES,
    IN_ARCHIVES,
)
def _unread(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis import ledger_readings, unread
    from policy_corpus.analysis.ledger import ledger
    from policy_corpus.analysis.provenance import clause_texts

    if chosen.ledger:
        rows = ledger(chosen.tables, doubted=True)
        waiting = ledger_readings.unread_rows(rows, ledger_readings.read_ledger_readings())
    else:
        waiting = unread.unread(chosen.tables)
    if chosen.reading:
        waiting = waiting[waiting["reading"] == chosen.reading]
    if chosen.ledger:
        words = clause_texts(" ".join(waiting["hashes"]).split(), chosen.archives, chosen.tables)
        ledger_readings.write_sheet(chosen.out, waiting, words)
    else:
        unread.write_sheet(chosen.out, waiting, chosen.archives, chosen.tables)
    tell(chosen.out, f"{len(waiting):,} readings to make")


@command(
    "readings",
    "take in what was read",
    """Check the rows of a file of `unread` that are filled in, and take them into data/readings.csv (changes of the
    ledger into data/ledger_readings.csv), all or none. The next build, or ledger, goes by what readings settle.""",
    option("file", type=Path, metavar="FILE.csv", help="a file of `unread`, filled in"),
)
def _readings(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis import ledger_readings, unread
    from policy_corpus.files import read_csv

    of_ledger = read_csv(chosen.file)[0] == ledger_readings.SHEET
    taken = (ledger_readings if of_ledger else unread).merge_sheet(chosen.file)
    found = ", ".join(f"{number:,} {reading} readings" for reading, number in sorted(taken.items()))
    print(f"{chosen.file}: {found or 'no row is filled in'}")


if __name__ == "__main__":
    sys.exit(main())
