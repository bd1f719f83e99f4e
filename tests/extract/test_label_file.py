"""A CSV file of clauses comes back with labels, or stays as it was and is named with its fault."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract.label_file import label_file
from policy_corpus.extract.labels import Lexicon
from policy_corpus.paths import ROOT

LEXICON = Lexicon.read(ROOT / "data" / "lexicon.yml")


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8"))
    return path


def test_label_file_keeps_columns_and_adds_labels(tmp_path):
    path = write(
        tmp_path / "in.csv", "id,clause,note\n1,We use cookies.,x\n2,Our kiosk builds a faceprint.,\n"
    )
    out = tmp_path / "out.csv"
    assert label_file(path, "clause", out, LEXICON) == 2
    rows = list(csv.DictReader(out.open(newline="", encoding="utf-8")))
    expected = ["id", "clause", "note"]
    for category in ("biometric", "employment", "ai_training"):
        expected += [f"{category}_about", f"{category}_stance"]
    assert list(rows[0])[: len(expected)] == expected
    assert [row["biometric_about"] for row in rows] == ["0", "1"]
    assert [row["biometric_stance"] for row in rows] == ["none", "collects"]
    assert [row["cookies_stance"] for row in rows] == ["collects", "none"]
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["in.csv", "out.csv"]


def test_labels_go_to_standard_output_as_to_a_file(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path, out = write(tmp_path / "in.csv", "clause\nWe use cookies.\n"), tmp_path / "out.csv"
    label_file(path, "clause", "-", LEXICON)
    label_file(path, "clause", out, LEXICON)
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_label_file_uses_lead_ins_and_further_columns(tmp_path):
    path = write(tmp_path / "in.csv", "lead,clause\nWe do not collect:,biometric data\n")
    out = tmp_path / "out.csv"

    def lengths(clauses, lead_ins):
        return pd.DataFrame(
            {"length": [len(c) + len(lead) for c, lead in zip(clauses, lead_ins, strict=True)]}
        )

    label_file(path, "clause", out, LEXICON, lead_in_column="lead", further=lengths)
    (row,) = csv.DictReader(out.open(newline="", encoding="utf-8"))
    assert (row["biometric_stance"], row["length"]) == ("denies", "32")


def test_label_file_replaces_older_labels(tmp_path):
    path = write(tmp_path / "in.csv", "biometric_stance,clause\nwrong,a faceprint\n")
    label_file(path, "clause", tmp_path / "out.csv", LEXICON)
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        header, row = csv.reader(file)
    assert header.count("biometric_stance") == 1
    assert row[header.index("biometric_stance")] == "collects"


HOSTILE = [
    "=1+1",
    "<script>alert(1)</script>",
    "a\0b",
    "one\ntwo\r\nthree",
    '"quoted", with a comma',
    "naïve ﬁ 🙂",
    "",
]


def test_hostile_cells_come_through_unchanged(tmp_path):
    path = tmp_path / "in.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["clause"], *([f"{cell} faceprint"] for cell in HOSTILE)])
    before = path.read_bytes()
    label_file(path, "clause", tmp_path / "out.csv", LEXICON)
    assert path.read_bytes() == before
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["clause"] for row in rows] == [f"{cell} faceprint" for cell in HOSTILE]
    assert {row["biometric_about"] for row in rows} == {"1"}


def test_byte_order_mark_is_no_part_of_the_header(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(b"\xef\xbb\xbfclause\na faceprint\n")
    assert label_file(path, "clause", tmp_path / "out.csv", LEXICON) == 1


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"text\nhello\n", "has no column 'clause'; name one of these: text"),
        (
            b"clause\ncaf\xe9\n",
            "is not UTF-8 (it looks like WINDOWS-1252); convert it: iconv -f WINDOWS-1252",
        ),
        (
            "clause\nhello\n".encode("utf-16"),
            "is not UTF-8 (it looks like UTF-16); convert it: iconv -f UTF-16",
        ),
        (b"clause,id\nhello\n", "row 1 after the header has 1 cells where the header has 2"),
        (b'clause\n"hello\n', "is no well-formed CSV"),
    ],
)
def test_bad_csv_leaves_the_output_as_it_was(tmp_path, raw, complaint):
    path, out = tmp_path / "in.csv", write(tmp_path / "out.csv", "earlier\n")
    path.write_bytes(raw)
    with pytest.raises(CorpusError) as error:
        label_file(path, "clause", out, LEXICON)
    assert complaint in str(error.value)
    assert "in.csv" in str(error.value)
    assert out.read_text() == "earlier\n"
    assert path.read_bytes() == raw


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(CorpusError, match="there is no such file"):
        label_file(tmp_path / "none.csv", "clause", tmp_path / "out.csv", LEXICON)
    path = write(tmp_path / "in.csv", "clause\nhello\n")
    with pytest.raises(CorpusError, match="can't be written"):
        label_file(path, "clause", tmp_path / "nowhere" / "out.csv", LEXICON)
    with pytest.raises(CorpusError, match="is the file that is read"):
        label_file(path, "clause", path, LEXICON)


def test_stopped_half_way_leaves_nothing(tmp_path):
    path, out = write(tmp_path / "in.csv", "clause\nhello\n"), write(tmp_path / "out.csv", "earlier\n")

    def stops(clauses, lead_ins):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        label_file(path, "clause", out, LEXICON, further=stops)
    assert out.read_text() == "earlier\n"
    assert len(list(tmp_path.iterdir())) == 2
