"""The commands of a policy, or clauses, of one's own: show, diff, check and label. Nothing of it is kept or sent."""

import argparse
from pathlib import Path

from policy_corpus.commands import OUTPUT, command, option, tell
from policy_corpus.errors import CorpusError
from policy_corpus.paths import DATA

KINDS = (
    "Markdown, HTML, plain text, PDF, Word (.docx) or reStructuredText (.rst); - for standard input; "
    "or an http(s) address"
)
POLICY = option("policy", metavar="FILE", help=KINDS)
OUT = option(
    "--out",
    metavar="OUT",
    help="instead, a page (.html) or a row for each clause (.csv, .json; - writes CSV to standard output)",
)

# Each command imports what it needs, so that --help and a wrong argument answer at once.


@command(
    "show",
    "show what a policy of your own says, and why",
    """Cut a policy into clauses, label them, and set it beside the archived policies: each labelled clause with the
    term and the cue that decided, counts by label and section, where it stands in its sector, and which clauses have no
    like. With --out, as one page with each labelled clause marked, or clause by clause. Nothing is kept.""",
    option("policy", nargs="?", metavar="FILE", help=KINDS),
    option("--sector", default="", metavar="NAME", help="compare with this sector (default: all)"),
    option(
        "--against", default="", metavar="NAMES", help='beside these platforms, as in "Bumble,Tinder,Match"'
    ),
    option("--list", action="store_true", help="print the sectors and platforms that there are"),
    OUT,
)
def _show(chosen: argparse.Namespace) -> None:
    import pyarrow as pa

    from policy_corpus.analysis import show

    # Of all pools the one that gives back what is no longer needed.
    pa.set_memory_pool(pa.system_memory_pool())
    if chosen.list:
        print(show.listed())
        return
    if chosen.policy is None:
        raise CorpusError("show: needs a policy; give its file, - or an address (or --list alone)")
    found = show.shown(chosen.policy, chosen.sector, _names(chosen.against))
    _hand_back(chosen.out, found, [chosen.policy])


@command(
    "diff",
    "show what a new version of a policy of your own gained, lost and reworded",
    """Cut two versions of a policy into clauses, label them, and say what the new one gained, lost and reworded, by
    category and stance, and what of this the ledger of changes would count. Nothing is kept.""",
    option("old", metavar="OLD", help=KINDS),
    option("new", metavar="NEW", help="the later version, of any of these kinds"),
    OUT,
)
def _diff(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis.diff_shown import shown

    if chosen.old == chosen.new == "-":
        raise CorpusError("diff: both versions are standard input; give a file for one")
    _hand_back(chosen.out, shown(chosen.old, chosen.new), [chosen.old, chosen.new])


@command(
    "check",
    "show which clauses of a policy of your own answer a law's checklist",
    """Hold a policy against a checklist of data/checklists.yml: for each item of a law, with its source, the clauses
    that speak of it, or that none was found. This is no legal advice. Nothing is kept.""",
    option("policy", nargs="?", metavar="FILE", help=KINDS),
    option("--law", default="", metavar="NAME", help="one of those that --list prints"),
    option("--list", action="store_true", help="print the checklists that there are"),
    OUT,
)
def _check(chosen: argparse.Namespace) -> None:
    from policy_corpus.analysis import check_shown
    from policy_corpus.analysis.checklists import read_checklists

    laws = read_checklists()
    if chosen.list:
        print(check_shown.listed(laws))
        return
    if chosen.policy is None or not chosen.law:
        missing = "a policy" if chosen.policy is None else "--law NAME"
        raise CorpusError(f"check: needs {missing}; the laws are {', '.join(laws)}")
    _hand_back(chosen.out, check_shown.shown(chosen.policy, laws, chosen.law), [chosen.policy])


def _names(listed: str) -> list[str]:
    """The names of a list joined by commas."""
    return [name.strip() for name in listed.split(",") if name.strip()]


def _hand_back(out: str | None, shown, sources: list[str]) -> None:
    """Print what was found, or write it in the form that is asked for."""
    from policy_corpus.analysis.hand_back import write

    said = shown.text() if out is None else write(out, shown, sources)
    if said:
        print(said)


@command(
    "label",
    "label the clauses of a CSV file",
    """Write a CSV file anew with labels added for each clause: CATEGORY_about (0 or 1) and CATEGORY_stance (collects,
    denies, mentions, none) for each category of data/categories.csv, CATEGORY_whose where the lexicon asks whose data
    it is, collection (0 or 1) and collection_score. The file is UTF-8.""",
    option("file", type=Path, metavar="FILE.csv", help="one clause a row"),
    option("--text-column", required=True, metavar="NAME", help="the column of the clauses"),
    option("--lead-in-column", metavar="NAME", help="the column of the sentences that clauses are items of"),
    option("--out", type=Path, required=True, metavar="OUT.csv", help=OUTPUT),
    option(
        "--why",
        action="store_true",
        help=(
            "add what decided each label: CATEGORY_why_term (the lexicon's term that matched), CATEGORY_why_rule "
            "(the rule of policy_corpus/extract/stance.py; model where data/stance_model.csv decided) and "
            "CATEGORY_why_cue (the rule's words in the lexicon)"
        ),
    ),
)
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
    tell(chosen.out, f"{number:,} clauses labelled")
