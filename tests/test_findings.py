"""What notebooks found comes back from its file as it was."""

from policy_corpus.findings import as_table, read_findings, to_csv


def finding(id: str, value: float, unit: str) -> dict:
    return {"id": id, "claim": "invented", "value": value, "unit": unit, "anchor": "a-cell"}


def test_a_count_keeps_all_its_digits_beside_shares(tmp_path):
    """Counts and shares in one column are floats; a count of seven digits was once rounded to six."""
    table = as_table([finding("a.count", 5_904_738, "count"), finding("a.share", 1 / 3, "share")], "invented")
    (tmp_path / "findings.csv").write_text(to_csv(table), encoding="utf-8")
    assert "5904738" in (tmp_path / "findings.csv").read_text(encoding="utf-8")
    assert read_findings(tmp_path / "findings.csv")["value"].tolist() == [5_904_738, 0.333333]
