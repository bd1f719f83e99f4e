"""What notebooks found comes back from its file as it was."""

import re

import pandas as pd
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.findings import as_table, read_findings, rows_of, to_csv


def finding(id: str, value: float, unit: str) -> dict:
    return {"id": id, "claim": "invented", "value": value, "unit": unit, "anchor": "a-cell"}


def test_a_count_keeps_all_its_digits_beside_shares(tmp_path):
    """Counts and shares in one column are floats; a count of seven digits was once rounded to six."""
    table = as_table([finding("a.count", 5_904_738, "count"), finding("a.share", 1 / 3, "share")], "invented")
    (tmp_path / "findings.csv").write_text(to_csv(table), encoding="utf-8")
    assert "5904738" in (tmp_path / "findings.csv").read_text(encoding="utf-8")
    assert read_findings(tmp_path / "findings.csv")["value"].tolist() == [5_904_738, 0.333333]


CLAIMS = (
    "notebook,id,claim,unit,anchor\n"
    "invented,shares.{}.end,{} at the end of {n},share,a-cell\n"
    "invented,companies,Companies,count,another-cell\n"
    "elsewhere,other,Other,count,a-cell\n"
)


def test_a_notebook_gives_values_to_its_claims(tmp_path):
    """A table gives a row a label, with the category's name in the claim; facts hold for all."""
    (tmp_path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    shares = pd.DataFrame({"value": [0.2, 0.3], "n": [9, 8]}, index=["ai_training", "biometric"])
    values = {"shares.{}.end": shares, "companies": {"value": 12, "low": 10}}
    table = as_table(rows_of("invented", values, tmp_path / "claims.csv", until="2026-06-30"), "invented")
    assert table["id"].tolist() == ["shares.ai_training.end", "shares.biometric.end", "companies"]
    assert table["claim"].tolist() == [
        "AI training at the end of 9",
        "Biometric at the end of 8",
        "Companies",
    ]
    assert table["value"].tolist() == [0.2, 0.3, 12] and table["low"].tolist()[2] == 10
    assert set(table["until"]) == {"2026-06-30"}


def test_a_notebook_that_need_not_be_whole_may_lack_values(tmp_path):
    (tmp_path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    rows = rows_of("invented", {"companies": 12, "x": 1}, tmp_path / "claims.csv", whole=False)
    assert [row["id"] for row in rows] == ["companies"]


@pytest.mark.parametrize(
    ("values", "lacks"),
    [
        ({"companies": 12}, "no value of shares.{}.end"),
        ({"companies": 12, "shares.{}.end": {}, "x": 1}, "no claim for x"),
    ],
)
def test_a_claim_without_a_value_and_a_value_without_a_claim_are_named(tmp_path, values, lacks):
    (tmp_path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    with pytest.raises(CorpusError, match=re.escape(lacks)):
        rows_of("invented", values, tmp_path / "claims.csv")
