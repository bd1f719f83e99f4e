"""An invented corpus of four documents with readings of its clauses, worked by hand.

Acorn (its second document is read in the EU) checks faces to tell who it is, and trains models with a way out that only
another clause names. Birch makes a feature of faces and denies training; Cedar says neither what faces are for nor
whether one may object.
"""

import pandas as pd

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.extract.read_labels import COLUMNS, READ, row_of
from tests.analysis.by_hand import spans

DAY, LATER = "2021-03-01", "2021-06-01"


def said(stance: str, **details: str) -> dict[str, str]:
    return dict.fromkeys(READ, "") | {"stance": stance} | details


def read(hash: str, category: str, stance: str, **details: str) -> dict[str, str]:
    return row_of((hash, "", category), [said(stance, **details)] * 2)


READINGS = pd.DataFrame(
    [
        read("c0", "biometric", "collects", purpose="identity security"),
        read("c1", "biometric", "collects", purpose="feature"),
        read("c2", "biometric", "collects", purpose="unsaid"),
        read("c3", "biometric", "denies", scope="everyone"),
        read("c4", "ai_training", "collects", choice="none", source="public use"),
        read("c5", "ai_training", "mentions", choice="opt_out"),
        read("c6", "ai_training", "denies", scope="some"),
        read("c7", "employment", "collects", purpose="jobs", whose="applicants"),
        read("c8", "employment", "collects", purpose="unsaid", whose="users"),
        read("c9", "ai_training", "collects", choice="none", source="unsaid"),
        row_of(
            ("c2", "", "ai_training"),
            [said("none"), said("collects", choice="none", source="unsaid")],
        ),  # not settled
    ],
    columns=COLUMNS,
)
DENIALS = pd.DataFrame(
    [("c3", "", "biometric", "everyone: no faces"), ("c6", "", "ai_training", "paying users' files")],
    columns=["hash", "lead_in", "category", "covers"],
)
HELD = {
    "acorn": ["c0", "c2", "c4", "c5"],
    "acorn-eu": ["c4", "c6"],
    "birch": ["c1", "c3", "c6", "c7", "c8"],
    "cedar": ["c2", "c9", "c10"],
}


def corpus() -> Corpus:
    """The four documents from January to July 2021; Birch's c3 comes on 15 February, Acorn's c5 goes in May."""
    documents = pd.DataFrame(
        {
            "document": list(HELD),
            "company": ["Acorn", "Acorn", "Birch", "Cedar"],
            "platform": ["Acorn", "Acorn", "Birch", "Cedar"],
            "jurisdiction": ["unspecified", "EU", "unspecified", "unspecified"],
            "main": [True, False, True, True],
            "versions": 1,
        }
    )
    clauses = pd.DataFrame({"hash": [f"c{number}" for number in range(11)], "lead_in": [None] * 11})
    ends = {("acorn", "c5"): "2021-05-01"}
    begins = {("birch", "c3"): "2021-02-15"}
    presence = spans(
        [
            (
                name,
                int(clause[1:]),
                begins.get((name, clause), "2021-01-01"),
                ends.get((name, clause), "2021-07-01"),
            )
            for name, own in HELD.items()
            for clause in own
        ]
    )
    versions = spans([(name, number, "2021-01-01", "2021-07-01") for number, name in enumerate(HELD)])
    captures = pd.DataFrame(
        {"archive": "pga-versions", "commit": "1" * 40, "path": [f"{n}.md" for n in HELD]}
    )
    return Corpus(documents, captures, versions.rename(columns={"clause": "capture"}), clauses, presence)
