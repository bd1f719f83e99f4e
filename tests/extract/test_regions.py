"""By which region's law a clause speaks, and how many clauses of a page do."""

import pytest
from invented import policy

from policy_corpus.extract.reading import Reader
from policy_corpus.extract.regions import LAWS, OF_LAW, speaks_by


def names_of(words: str) -> set[str]:
    return {name for place, name in enumerate(OF_LAW) if speaks_by(words) >> place & 1}


@pytest.mark.parametrize(
    ("words", "regions"),
    [
        ("our legal bases are wind and tide", {"EU"}),
        ("complain to the information commissioner or a supervisory authority", {"GB", "EU"}),
        ("kites in california's harbours", {"US"}),
        ("the privacy act 1988 knows no kites", {"AU"}),
        ("sailors in québec", {"CA"}),
        ("legitimate gulls have interests", set()),
        ("a bukit in the eeast", set()),
        ("", set()),
    ],
)
def test_a_clause_speaks_by_the_law_of_regions(words, regions):
    assert names_of(words) == regions


def test_every_word_of_the_table_is_found():
    for name, phrases in LAWS.items():
        for phrase in phrases:
            assert name in names_of(f"we say {phrase} here")


def test_a_reading_counts_distinct_clauses_by_region():
    law = "We fly kites on the legal basis of wind. In California we fly them low. The EEA and the UK have wind.\n"
    reader = Reader()
    assert reader.read(policy("Acme").encode(), "markdown").regions == (0,) * len(OF_LAW)
    counts = reader.read(policy("Acme", law, law).encode(), "markdown").regions
    assert dict(zip(OF_LAW, counts, strict=True)) == {"EU": 2, "GB": 1, "US": 1, "CA": 0, "AU": 0}
