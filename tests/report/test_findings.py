"""The README's findings are what the notebooks last wrote."""

import pytest
from findings import END, ROOT, START, findings_table, with_findings


def test_the_readme_shows_the_notebooks_findings():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert with_findings(readme, findings_table()) == readme, "run `make notebooks`"


def test_every_notebook_with_findings_has_a_row():
    table = findings_table()
    assert table.count("(notebooks/") >= 5


def test_a_readme_without_marks_is_refused():
    with pytest.raises(ValueError, match="unpack"):
        with_findings(f"no table here {END}", "| a |")
    assert with_findings(f"a {START} old {END} b", "new") == f"a {START}\nnew\n{END} b"


def test_the_answer_comes_first_and_numbers_count_as_numbers(tmp_path):
    for number in (2, 6, 10, 8):
        (tmp_path / f"findings-{number}.csv").write_text(f"claim,number,notebook\nc,n,{number}\n")
        (tmp_path / f"{number}-read-pears.ipynb").touch()
    rows = findings_table(tmp_path, tmp_path).splitlines()[2:]
    assert [row.rpartition("[")[2].partition("-")[0] for row in rows] == ["6", "8", "2", "10"]
