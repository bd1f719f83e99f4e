"""The command line: python -m policy_corpus fetch | build | verify | label | changes | show, each with --help."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.paths import ARCHIVES, DATA, TABLES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 where it did its work, 2 for bad input, which one line on stderr explains."""
    chosen = _parser().parse_args(arguments)
    return exit_code(lambda: chosen.run(chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus", description="The archived policies as tables."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser(
        "fetch",
        help="clone the archives",
        description=(
            "Clone the archives of sources.yml at their pinned commits, with only the policies' texts. "
            "What is there already is not fetched again, so that a fetch that was stopped goes on."
        ),
    )
    command.add_argument("names", nargs="*", metavar="NAME", help="only these archives (default: all)")
    _add_archives(command)
    command.set_defaults(run=_fetch)

    command = commands.add_parser(
        "build",
        help="make all tables from the archives",
        description=(
            "Read the archives' policies and write all tables with their manifest, all or nothing. "
            "The same archives give the same bytes, whatever the number of workers."
        ),
    )
    _add_archives(command)
    command.add_argument(
        "--out", type=Path, default=TABLES, metavar="DIR", help=f"folder of the tables ({TABLES})"
    )
    command.add_argument(
        "--workers",
        type=_positive,
        default=_cores(),
        metavar="N",
        help="processes (%(default)s, the cores there are)",
    )
    command.set_defaults(run=_build)

    command = commands.add_parser(
        "verify",
        help="check tables against their manifest",
        description=("Check every table of a folder against the rows and SHA-256 that its manifest holds."),
    )
    command.add_argument(
        "folder", nargs="?", type=Path, default=TABLES, metavar="FOLDER", help=f"default: {TABLES}"
    )
    command.set_defaults(run=_verify)

    command = commands.add_parser(
        "label",
        help="label the clauses of a CSV file",
        description=(
            "Write a CSV file anew with labels added for each clause: CATEGORY_about (0 or 1) and "
            "CATEGORY_stance (collects, denies, mentions, none) for each category of data/categories.csv, "
            "CATEGORY_whose where the lexicon asks whose data it is, collection (0 or 1) and collection_score. "
            "The file is UTF-8."
        ),
    )
    command.add_argument("file", type=Path, metavar="FILE.csv", help="one clause a row")
    command.add_argument("--text-column", required=True, metavar="NAME", help="the column of the clauses")
    command.add_argument(
        "--lead-in-column", metavar="NAME", help="of the sentences that clauses are items of"
    )
    command.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="the file to write")
    command.add_argument(
        "--why",
        action="store_true",
        help=(
            "add what decided each label: CATEGORY_why_term (the lexicon's term that matched), CATEGORY_why_rule "
            "(the rule of policy_corpus/extract/stance.py) and CATEGORY_why_cue (the rule's words in the lexicon)"
        ),
    )
    command.set_defaults(run=_label)

    command = commands.add_parser(
        "changes",
        help="write the ledger of changes",
        description=(
            "Write the ledger as a CSV file: one row for each day on which a policy took up the "
            "language of one of the story's categories for good (added), said that it does no such thing "
            "(denial_added), or gave it up (removed), with the capture that first shows it."
        ),
    )
    command.add_argument("--out", type=Path, required=True, metavar="FILE.csv", help="the file to write")
    _add_tables(command)
    command.add_argument(
        "--category",
        action="append",
        metavar="NAME",
        help="another category of the lexicon in their place; may be given several times",
    )
    command.set_defaults(run=_changes)

    command = commands.add_parser(
        "show",
        help="show what a policy of your own says",
        description=(
            "Cut a policy into clauses, label them, and set it beside the archived policies: by label, cluster and "
            "section, where it stands in its sector, and which clauses have no like. Nothing is kept."
        ),
    )
    command.add_argument(
        "policy",
        metavar="FILE",
        help="Markdown, HTML, plain text or PDF; - for standard input; or an http(s) address",
    )
    command.add_argument(
        "--sector", default="", metavar="NAME", help="compare with this sector (default: all)"
    )
    command.set_defaults(run=_show)

    command = commands.add_parser(
        "clause",
        help="show where a clause stands, and its words",
        description=(
            "Print the stays of the clause of a hash: document, days, section, address of the archived version; and "
            "the clause as the archive keeps it, where the archives are on this machine."
        ),
    )
    command.add_argument("hash", metavar="HASH", help="as in clauses.parquet and the ledger")
    _add_tables(command)
    _add_archives(command)
    command.set_defaults(run=_clause)
    return parser


def _add_archives(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--archives",
        type=Path,
        default=ARCHIVES,
        metavar="DIR",
        help=f"folder of bare repositories ({ARCHIVES})",
    )


def _add_tables(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--tables", type=Path, default=TABLES, metavar="DIR", help=f"folder of the tables ({TABLES})"
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of workers; give 1 or more")
    return number


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# Each command imports what it needs, so that --help and a wrong argument answer at once.


def _fetch(chosen: argparse.Namespace) -> None:
    from policy_corpus.extract.fetch import fetch
    from policy_corpus.extract.sources import read_sources

    sources = read_sources()
    known = [source.name for source in sources]
    for name in chosen.names:
        if name not in known:
            raise CorpusError(f"sources.yml: no archive is named {name}; name some of {', '.join(known)}")
    fetch(
        chosen.archives,
        [s for s in sources if s.name in (chosen.names or known)],
        lambda line: print(line, flush=True),
    )


def _build(chosen: argparse.Namespace) -> None:
    from policy_corpus.extract.build import build

    progress = _bar if sys.stderr.isatty() else lambda total: None
    print(build(chosen.archives, chosen.out, workers=chosen.workers, progress=progress))


def _bar(total: int):
    """A function that is told how many texts more are read, and draws how far the reading is."""
    done, began = 0, time.monotonic()

    def tell(more: int) -> None:
        nonlocal done
        before, done = done, done + more
        if done * 100 // total > before * 100 // total:
            bar = "█" * (done * 40 // total)
            line = f"\r{bar:<40} {done:,} of {total:,} texts, {time.monotonic() - began:.0f} s"
            print(line, end="" if done < total else "\n", file=sys.stderr, flush=True)

    return tell


def _verify(chosen: argparse.Namespace) -> None:
    from policy_corpus.tables import verify

    tables = verify(chosen.folder)["tables"]
    rows, size = (sum(table[key] for table in tables.values()) for key in ("rows", "bytes"))
    print(f"{chosen.folder}: {len(tables)} tables as built, {rows:,} rows, {size / 1e6:.1f} MB")


def _label(chosen: argparse.Namespace) -> None:
    import pandas as pd

    from policy_corpus.extract.collection import CollectionClassifier
    from policy_corpus.extract.label_file import label_file
    from policy_corpus.extract.labels import Lexicon

    classifier = CollectionClassifier.read(DATA / "collection_classifier.csv")

    def collection(clauses: list[str], lead_ins: list[str]) -> pd.DataFrame:
        scores = classifier.scores(clauses, lead_ins)
        return pd.DataFrame(
            {"collection": (scores >= classifier.threshold).astype(int), "collection_score": scores}
        )

    lexicon = Lexicon.read(DATA / "lexicon.yml")
    number = label_file(
        chosen.file, chosen.text_column, chosen.out, lexicon, chosen.lead_in_column, collection, chosen.why
    )
    print(f"{chosen.out}: {number:,} clauses labelled")


def _changes(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis.ledger import ledger
    from policy_corpus.categories import STORY
    from policy_corpus.files import write_table

    table = ledger(chosen.tables, chosen.category or STORY)
    write_table(chosen.out, table)
    print(f"{chosen.out}: {len(table):,} changes in {table['document'].nunique():,} documents")


def _show(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis.show import show

    print(show(chosen.policy, chosen.sector))


def _clause(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis.place import clause_places, read_clauses

    places = clause_places(chosen.hash, chosen.tables)
    for stay in places.itertuples():
        print(f"{stay.document}, section {stay.section}, {stay[3]} to {stay.until}: {stay.url}")
    if (chosen.archives / f"{places['archive'][0]}.git").is_dir():
        print(
            read_clauses(places["archive"][0], places["blob"][0], [chosen.hash], chosen.archives)[chosen.hash]
        )
    else:
        print(f"its words are not on this machine: {chosen.archives} lacks {places['archive'][0]}.git")


if __name__ == "__main__":
    sys.exit(main())
