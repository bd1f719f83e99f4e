"""What nobody has read is written with its words, filled in, taken in, and beats the rule in the next build."""

import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis.unread import SHEET, merge_sheet, unread, write_sheet
from policy_corpus.errors import CorpusError
from policy_corpus.extract.identity import clause_hash, clause_key
from policy_corpus.files import read_csv, write_csv

SCAN = "We collect a scan of your face to open the shed."
NAME = clause_hash(clause_key(SCAN))


@pytest.fixture
def readings(tmp_path):
    return tmp_path / "readings.csv"


@pytest.fixture
def sheet(small, readings, tmp_path):
    """A function that writes the sheet of a reading, fills in the scan's row and gives the sheet's path."""

    def write(reading: str, **said: str):
        waiting = unread(small["tables"], readings)
        path = tmp_path / f"{reading}.csv"
        write_sheet(path, waiting, small["archives"], small["tables"], small["sources"])
        header, rows = read_csv(path)
        rows = [dict(zip(header, row, strict=True)) for row in rows]
        rows = [row | said if (row["hash"], row["reading"]) == (NAME, reading) else row for row in rows]
        write_csv(path, SHEET, ([row[name] for name in SHEET] for row in rows))
        return path

    return write


def test_all_labelled_clauses_of_the_story_wait_for_a_first_reading(small, readings):
    waiting = unread(small["tables"], readings)
    assert set(waiting["reading"]) == {"first"}
    assert ("biometric", NAME) in set(zip(waiting["category"], waiting["hash"], strict=True))


def test_a_sheet_has_the_words_and_nothing_filled_in(sheet):
    header, rows = read_csv(sheet("first"))
    assert header == SHEET
    own = [row for row in rows if row[0] == NAME]
    assert own == [[NAME, "", "biometric", "first", "", SCAN, *[""] * 6]]


def test_words_that_a_spreadsheet_would_take_for_a_formula_are_none(small, readings, tmp_path, monkeypatch):
    waiting = unread(small["tables"], readings)
    monkeypatch.setattr(
        "policy_corpus.analysis.unread.clause_texts", lambda names, *_: dict.fromkeys(names, "=1+1")
    )
    write_sheet(tmp_path / "sheet.csv", waiting, small["archives"])
    _, rows = read_csv(tmp_path / "sheet.csv")
    assert {row[SHEET.index("words")] for row in rows} == {"'=1+1"}


def test_a_clause_read_twice_alike_waits_no_more(sheet, readings, small):
    for reading in ("first", "second"):
        said = {"stance": "collects", "purpose": "feature"}
        assert merge_sheet(sheet(reading, **said), readings) == {reading: 1}
    assert NAME not in set(unread(small["tables"], readings)["hash"])


def test_where_two_readings_differ_a_third_is_asked_for(sheet, readings, small):
    merge_sheet(sheet("first", stance="collects", purpose="feature"), readings)
    merge_sheet(sheet("second", stance="collects", purpose="security"), readings)
    waiting = unread(small["tables"], readings).set_index("hash")["reading"]
    assert waiting[NAME] == "third"
    merge_sheet(sheet("third", stance="collects", purpose="security"), readings)
    assert NAME not in set(unread(small["tables"], readings)["hash"])
    header, (row,) = read_csv(readings)
    assert dict(zip(header, row, strict=True))["purpose"] == "security"


def test_a_sheet_is_taken_in_once(sheet, readings):
    path = sheet("first", stance="none")
    merge_sheet(path, readings)
    with pytest.raises(CorpusError, match="the second is asked for"):
        merge_sheet(path, readings)


def test_a_wrong_row_is_named_and_nothing_is_taken(sheet, readings):
    with pytest.raises(CorpusError, match=r"first\.csv, row \d+: purpose is ''"):
        merge_sheet(sheet("first", stance="collects"), readings)
    assert not readings.exists()


def test_the_file_holds_no_words(sheet, readings):
    merge_sheet(sheet("first", stance="none"), readings)
    assert "shed" not in readings.read_text()


def test_a_sheet_that_is_none_is_refused_in_a_line(tmp_path, capsys):
    path = tmp_path / "else.csv"
    write_csv(path, ["a"], [["b"]])
    assert main(["readings", str(path)]) == 2
    assert "the header must be" in capsys.readouterr().err
