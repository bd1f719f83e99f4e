"""Text that others wrote is data: no terminal and no spreadsheet is told anything by it."""

import csv
import io
import sys

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.files import as_cells, read_csv, write_table
from policy_corpus.text_of_others import as_cell, as_data, on_a_terminal

EVIL = "\x1b[31mred\x07 \u202eevil\u2066"  # a colour, a bell, and marks that turn the direction of reading


def test_unseen_characters_go_and_control_characters_become_blanks():
    assert as_data("a\x1b[31m\u202eb\nc\u00adé") == "a [31mb cé"
    assert as_data(EVIL) == " [31mred  evil"


@pytest.mark.parametrize("text", ["=1+1", "@x", " -y", "+1-2", "\t=x", "-", "\u202e=1"])
def test_a_formula_is_text_in_a_spreadsheet(text):
    assert as_cell(text).startswith("'")


@pytest.mark.parametrize("value", ["plain = text", "-1", "+0.5", "-1e-05", "a-b", "", -1, None, True])
def test_what_is_no_formula_stays_as_it_is(value):
    assert as_cell(value) is value


def test_every_text_of_a_table_is_a_cell(tmp_path):
    table = pd.DataFrame({"=n": [-1, 2], "text": ["=1+1", "a\rb"]}, index=["@x", "y"])
    table["kind"] = pd.Categorical(["-k", "k"])
    cells = as_cells(table)
    assert cells.index.tolist() == ["'@x", "y"]
    assert cells.to_dict("list") == {"'=n": [-1, 2], "text": ["'=1+1", "a b"], "kind": ["'-k", "k"]}
    pairs = pd.MultiIndex.from_tuples([("=a", 1), ("b", 2)], names=["name", "n"])
    assert as_cells(pd.Series([-1.5, 2], pairs)).to_csv() == "name,n,0\n'=a,1,-1.5\nb,2,2.0\n"
    days = pd.DataFrame({"day": [pd.Timestamp("2021-01-01"), pd.NaT]}, pd.interval_range(0, 2))
    assert as_cells(days).to_csv() == days.to_csv()
    write_table(tmp_path / "out.csv", table)
    assert read_csv(tmp_path / "out.csv") == (
        ["'=n", "text", "kind"],
        [["-1", "'=1+1", "'-k"], ["2", "a b", "k"]],
    )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_all_that_is_printed_is_data(monkeypatch):
    shown, piped = Terminal(), io.StringIO()
    for out in (shown, piped):
        monkeypatch.setattr(sys, "stdout", out)
        with on_a_terminal():
            print(f"one {EVIL}\ntwo")
            csv.writer(sys.stdout, lineterminator="\n").writerow([EVIL])
        assert sys.stdout is out
    assert shown.getvalue() == "one  [31mred  evil\ntwo\n [31mred  evil\n"
    assert EVIL in piped.getvalue()  # a file gets what it was


def test_every_command_prints_so(monkeypatch, tmp_path):
    path, out = tmp_path / "in.csv", Terminal()
    path.write_text(f'clause\n"{EVIL}"\n', encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["label", str(path), "--text-column", "clause", "--out", "-"]) == 0
    assert " [31mred  evil," in out.getvalue()
    assert not {"\x1b", "\x07", "\u202e"} & set(out.getvalue())


def test_a_clause_is_printed_as_data_wherever_it_goes(monkeypatch, capsys, tmp_path):
    where = {"document": f"a{EVIL}", "section": EVIL, "from": "2020-01-01", "until": "2020-02-01"}
    where |= {"archive": "small", "blob": "0", "url": "https://example.org"}
    monkeypatch.setattr("policy_corpus.analysis.provenance.clause_places", lambda *_: pd.DataFrame([where]))
    monkeypatch.setattr("policy_corpus.analysis.provenance.read_clauses", lambda *_: {"ab": f"We {EVIL}"})
    (tmp_path / "small.git").mkdir()
    assert main(["clause", "ab", "--archives", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert shown.endswith("\nWe  [31mred  evil\n")
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
