"""What was read of the ledger's rows is settled, marks them, and decides which rows count."""

from functools import partial

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis import provenance
from policy_corpus.analysis.ledger import ledger
from policy_corpus.analysis.ledger_readings import (
    COLUMNS,
    KEY,
    RIGHT,
    SHEET,
    agreement,
    merge_sheet,
    read_ledger_readings,
    row_of,
    standing,
    told_or_read,
    unread_rows,
    with_verdicts,
    write_sheet,
)
from policy_corpus.errors import CorpusError
from policy_corpus.files import read_csv, write_csv
from policy_corpus.paths import RESULTS

ACME = ("acme", "biometric", "added", "collects")


def said(verdict: str, first: str = "") -> dict[str, str]:
    return {"verdict": verdict, "first": first}


@pytest.fixture
def sheet(small, tmp_path):
    """A function that writes the sheet of what waits, fills in Acme's row and gives the sheet's path."""

    def write(readings, **filled: str):
        waiting = unread_rows(ledger(small["tables"]), read_ledger_readings(readings))
        words = dict.fromkeys(" ".join(waiting["hashes"]).split(), "words")
        path = tmp_path / "sheet.csv"
        write_sheet(path, waiting, words)
        header, rows = read_csv(path)
        rows = [dict(zip(header, row, strict=True)) for row in rows]
        rows = [row | filled if tuple(row[name] for name in KEY[:4]) == ACME else row for row in rows]
        write_csv(path, SHEET, ([row[name] for name in SHEET] for row in rows))
        return path

    return write


@pytest.mark.parametrize(
    ("readings", "settled"),
    [
        ([said(RIGHT, "1")], ("", "")),
        ([said(RIGHT, "1"), said(RIGHT, "1")], (RIGHT, "1")),
        ([said(RIGHT, "1"), said(RIGHT, "0")], (RIGHT, "")),
        ([said(RIGHT, "1"), said(RIGHT, "0"), said(RIGHT, "0")], (RIGHT, "0")),
        ([said(RIGHT, "1"), said("reworded")], ("", "")),
        ([said(RIGHT, "1"), said("reworded"), said(RIGHT, "1")], (RIGHT, "1")),
        ([said(RIGHT, "1"), said("reworded"), said("label")], ("label", "")),
        ([said("capture"), said("capture")], ("capture", "")),
    ],
)
def test_two_readings_or_a_third_settle_a_row(readings, settled):
    row = row_of(["acme"] * len(KEY), readings)
    assert (row["verdict"], row["first"]) == settled


def test_a_row_read_as_wrong_is_marked_and_does_not_count(small, sheet, tmp_path):
    readings = tmp_path / "readings.csv"
    for reading in ("first", "second"):
        assert merge_sheet(sheet(readings, verdict="reworded"), readings) == {reading: 1}
    table = ledger(small["tables"], readings=readings)
    own = (table[KEY[:4]].apply(tuple, axis=1) == ACME).to_numpy()
    assert table.loc[own, "verdict"].tolist() == ["reworded"]
    assert len(standing(table)) == len(table) - own.sum()
    assert not (
        unread_rows(table, read_ledger_readings(readings))[KEY[:4]].apply(tuple, axis=1) == ACME
    ).any()


def test_a_reading_beats_the_rule_in_first_and_holds_for_these_clauses_only(small):
    table = ledger(small["tables"])
    row = table[(table[KEY[:4]].apply(tuple, axis=1) == ACME).to_numpy()].iloc[0]
    assert row["first"] == 1
    read = pd.DataFrame([row_of(row[KEY].tolist(), [said(RIGHT, "0")] * 2)], columns=COLUMNS)
    assert with_verdicts(table, read).loc[row.name, ["verdict", "first"]].tolist() == [RIGHT, 0]
    other = read.assign(hashes="0" * 12)
    assert with_verdicts(table, other).loc[row.name, ["verdict", "first"]].tolist() == ["", 1]


def test_a_row_that_a_rule_doubts_is_kept_where_it_was_read_as_right():
    rows = [("", ""), ("", "reworded"), ("old text", RIGHT), ("old text", "capture"), ("old text", "")]
    table = pd.DataFrame(rows, columns=["doubt", "verdict"])
    assert list(told_or_read(table).itertuples(index=False, name=None)) == rows[:3]


def test_readers_agree_as_far_as_their_verdicts():
    pairs = [("right 1", "right 0"), ("right 1", "label"), ("label", "reworded"), ("capture", "capture")]
    table = pd.DataFrame(pairs, columns=["first_reading", "second_reading"])
    found = agreement(table)
    assert found.tolist() == [4, 0.5, 0.5]


def test_a_wrong_row_of_a_sheet_is_named_and_nothing_is_taken(sheet, tmp_path):
    readings = tmp_path / "readings.csv"
    with pytest.raises(CorpusError, match=r"sheet\.csv, row \d+: first is ''; give 0 or 1"):
        merge_sheet(sheet(readings, verdict=RIGHT), readings)
    with pytest.raises(CorpusError, match="verdict 'nice' is none of right, label"):
        merge_sheet(sheet(readings, verdict="nice"), readings)
    assert not readings.exists()


def test_a_sheet_is_taken_in_once(sheet, tmp_path):
    readings = tmp_path / "readings.csv"
    path = sheet(readings, verdict="label")
    merge_sheet(path, readings)
    with pytest.raises(CorpusError, match="this is its first reading, but the second is asked for"):
        merge_sheet(path, readings)


def test_what_is_settled_cannot_be_changed_by_hand(tmp_path):
    path = tmp_path / "readings.csv"
    row = row_of([*ACME, "2019-01-01", "0" * 12], [said("label"), said("label")]) | {"verdict": RIGHT}
    write_csv(path, COLUMNS, [[row[name] for name in COLUMNS]])
    with pytest.raises(CorpusError, match="row 2: what is settled is not what its readings say"):
        read_ledger_readings(path)


def test_the_commands_write_and_take_a_sheet_of_the_ledger(small, tmp_path, monkeypatch, capsys):
    out = tmp_path / "rows.csv"
    of_small = partial(provenance.clause_texts, sources=small["sources"])
    monkeypatch.setattr(provenance, "clause_texts", of_small)
    command = ["unread", "--ledger", "--tables", str(small["tables"]), "--archives", str(small["archives"])]
    assert main([*command, "--out", str(out)]) == 0
    header, rows = read_csv(out)
    assert header == SHEET
    assert rows
    assert all(row[header.index("words")] for row in rows)
    assert main(["readings", str(out)]) == 0
    assert "no row is filled in" in capsys.readouterr().out


def test_every_row_of_the_published_ledger_has_been_read():
    table = pd.read_csv(RESULTS / "ledger.csv", keep_default_na=False)
    assert (table["verdict"] != "").all()
    assert 0.5 < (table["verdict"] == RIGHT).mean() <= 1


def test_every_row_that_a_rule_doubts_has_been_read_too():
    assert unread_rows(ledger(doubted=True), read_ledger_readings()).empty


def test_the_published_verdicts_are_the_published_readings():
    table = pd.read_csv(RESULTS / "ledger.csv", keep_default_na=False, dtype=str)
    again = with_verdicts(table, read_ledger_readings())
    assert again["verdict"].tolist() == table["verdict"].tolist()
    assert again["first"].astype(str).tolist() == table["first"].tolist()
