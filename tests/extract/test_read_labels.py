"""data/readings.csv: what two readers, or three, settle of a clause, and how it lies over the labels by rule."""

import pandas as pd
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract import read_labels
from policy_corpus.extract.read_labels import (
    COLUMNS,
    READ,
    ReadLabels,
    packed,
    reading_fault,
    row_of,
    settled,
    unpacked,
)
from policy_corpus.files import write_csv


def said(stance: str, **details: str) -> dict[str, str]:
    return dict.fromkeys(READ, "") | {"stance": stance} | details


IDENTITY = said("collects", purpose="identity")
SECURITY = said("collects", purpose="security")
NOTHING = said("none")


def test_a_reading_is_the_same_after_packing():
    reading = said("collects", choice="opt_out", source="public use")
    assert packed(reading) == "collects choice=opt_out source=public+use"
    assert unpacked(packed(reading)) == reading


def test_the_order_in_which_values_were_written_does_not_matter():
    assert packed(said("collects", purpose="security identity")) == "collects purpose=identity+security"


@pytest.mark.parametrize(
    ("category", "reading", "fault"),
    [
        ("biometric", IDENTITY, None),
        ("biometric", said("collects"), "purpose"),
        ("biometric", said("collects", purpose="fun"), "fun"),
        ("biometric", said("collects", purpose="identity identity"), "purpose"),
        ("biometric", said("denies", scope="some"), None),
        ("biometric", said("denies", purpose="identity", scope="some"), "leave it empty"),
        ("biometric", said("perhaps"), "none of"),
        ("biometric", NOTHING, None),
        ("ai_training", said("mentions", choice="opt_out"), None),
        ("ai_training", said("mentions"), "choice"),
        ("employment", said("mentions", whose="applicants"), None),
        ("employment", said("collects", purpose="jobs"), "whose"),
    ],
)
def test_a_reading_gives_just_what_the_codebook_asks(category, reading, fault):
    found = reading_fault(category, reading)
    assert found is None if fault is None else fault in found


@pytest.mark.parametrize(
    ("readings", "stands"),
    [
        ([IDENTITY], said("")),
        ([IDENTITY, IDENTITY], IDENTITY),
        ([IDENTITY, SECURITY], said("collects")),  # the stance is settled, its purpose is not
        ([IDENTITY, SECURITY, SECURITY], SECURITY),
        ([IDENTITY, NOTHING], said("")),
        ([IDENTITY, NOTHING, NOTHING], NOTHING),
        ([IDENTITY, NOTHING, SECURITY], SECURITY),
        ([IDENTITY, SECURITY, NOTHING], said("collects")),
    ],
)
def test_two_readings_that_agree_stand_and_a_third_settles(readings, stands):
    assert settled(readings) == stands


def written(tmp_path, *rows: dict[str, str]):
    write_csv(tmp_path / "readings.csv", COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    return tmp_path


LABELS = pd.DataFrame({"biometric_about": [1, 1, 0], "biometric_stance": ["mentions", "collects", "none"]})
READ_HERE = ["biometric"]


def test_a_settled_reading_beats_the_rule_and_nothing_else_does(tmp_path):
    data = written(
        tmp_path,
        row_of(("aa", "", "biometric"), [IDENTITY, IDENTITY]),
        row_of(("bb", "ll", "biometric"), [NOTHING, NOTHING]),
        row_of(("cc", "", "biometric"), [IDENTITY]),
    )
    labels = ReadLabels(data, READ_HERE).over(LABELS, ["aa", "bb", "cc"], [None, "ll", None])
    assert labels["biometric_stance"].tolist() == ["collects", "none", "none"]
    assert labels["biometric_about"].tolist() == [1, 0, 0]
    assert labels["biometric_by"].tolist() == ["reading", "reading", "rule"]


def test_the_same_words_under_another_lead_in_are_another_clause(tmp_path):
    data = written(tmp_path, row_of(("aa", "ll", "biometric"), [NOTHING, NOTHING]))
    labels = ReadLabels(data, READ_HERE).over(LABELS[:1], ["aa"], [None])
    assert labels["biometric_by"].tolist() == ["rule"]


def test_without_a_file_every_label_is_by_rule(tmp_path):
    labels = ReadLabels(tmp_path, READ_HERE).over(LABELS, ["aa", "bb", "cc"], [None] * 3)
    assert set(labels["biometric_by"]) == {"rule"}
    assert labels["biometric_stance"].tolist() == LABELS["biometric_stance"].tolist()


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        ({"category": "weather"}, "none of"),
        ({"second": ""}, "settled"),
        ({"first": "", "second": "collects purpose=identity"}, "one after another"),
        ({"stance": "denies"}, "settled"),
        ({"agreed": "0"}, "settled"),
        ({"second": "collects colour=red"}, "second is no reading"),
    ],
)
def test_a_row_that_does_not_follow_from_its_readings_is_refused_by_its_line(tmp_path, change, mend):
    right = row_of(("aa", "", "biometric"), [IDENTITY, IDENTITY])
    with pytest.raises(CorpusError, match=rf"row 2: .*{mend}"):
        ReadLabels(written(tmp_path, right | change))


def test_a_clause_stands_once(tmp_path):
    row = row_of(("aa", "", "biometric"), [IDENTITY, IDENTITY])
    with pytest.raises(CorpusError, match=r"row 3: .*keep one"):
        read_labels.read_readings(written(tmp_path, row, row) / "readings.csv")
