"""data/readings.csv: what two readers, or three, settle of a clause, and how it lies over the labels by rule."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract import read_labels
from policy_corpus.extract.identity import clause_hash
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
from policy_corpus.extract.rows import Rows, numbers_of_hashes
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


A, B, C, L = map(clause_hash, ("a", "b", "c", "l"))
LABELS = {"biometric_about": [1, 1, 0], "biometric_stance": ["mentions", "collects", "none"]}
READ_HERE = ["biometric"]


def laid(data, clauses: Sequence[str], lead_ins: Sequence[str]) -> dict[str, dict[str, object]]:
    """The labels of some clauses with the readings of a folder laid over them, by column and clause."""
    columns = {name: pa.array(values[: len(clauses)]) for name, values in LABELS.items()}
    columns["biometric_stance"] = columns["biometric_stance"].dictionary_encode()
    numbers = numbers_of_hashes(clauses, lead_ins)
    order = np.argsort(numbers[0])
    rows = Rows(*(column[order] for column in numbers))
    labels = ReadLabels(data, READ_HERE).over(pa.table(columns).take(pa.array(order)), rows)
    names = [clauses[place] for place in order]
    return {name: dict(zip(names, labels[name].to_pylist(), strict=True)) for name in labels.column_names}


def test_a_settled_reading_beats_the_rule_and_nothing_else_does(tmp_path):
    data = written(
        tmp_path,
        row_of((A, "", "biometric"), [IDENTITY, IDENTITY]),
        row_of((B, L, "biometric"), [NOTHING, NOTHING]),
        row_of((C, "", "biometric"), [IDENTITY]),
    )
    labels = laid(data, [A, B, C], ["", L, ""])
    assert labels["biometric_stance"] == {A: "collects", B: "none", C: "none"}
    assert labels["biometric_about"] == {A: 1, B: 0, C: 0}
    assert labels["biometric_by"] == {A: "reading", B: "reading", C: "rule"}
    assert labels["biometric_rule"] == {A: "mentions", B: "collects", C: "none"}


def test_the_same_words_under_another_lead_in_are_another_clause(tmp_path):
    data = written(tmp_path, row_of((A, L, "biometric"), [NOTHING, NOTHING]))
    assert laid(data, [A], [""])["biometric_by"] == {A: "rule"}


def test_without_a_file_every_label_is_by_rule(tmp_path):
    labels = laid(tmp_path, [A, B, C], [""] * 3)
    assert set(labels["biometric_by"].values()) == {"rule"}
    assert labels["biometric_stance"] == labels["biometric_rule"]


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        ({"category": "weather"}, "none of"),
        ({"hash": "a page"}, "12 digits"),
        ({"lead_in": "-1"}, "12 digits"),
        ({"second": ""}, "settled"),
        ({"first": "", "second": "collects purpose=identity"}, "one after another"),
        ({"stance": "denies"}, "settled"),
        ({"agreed": "0"}, "settled"),
        ({"second": "collects colour=red"}, "second is no reading"),
    ],
)
def test_a_row_that_does_not_follow_from_its_readings_is_refused_by_its_line(tmp_path, change, mend):
    right = row_of((A, "", "biometric"), [IDENTITY, IDENTITY])
    with pytest.raises(CorpusError, match=rf"row 2: .*{mend}"):
        ReadLabels(written(tmp_path, right | change))


def test_a_clause_stands_once(tmp_path):
    row = row_of((A, "", "biometric"), [IDENTITY, IDENTITY])
    with pytest.raises(CorpusError, match=r"row 3: .*keep one"):
        read_labels.read_readings(written(tmp_path, row, row) / "readings.csv")
