"""The README's numbers are those of the findings, its links those of the notebooks."""

import re

import front
import pandas as pd
import pytest
from execute import notebook_paths, slug
from readme import NUMBERED, PAGES, PICTURE, picture, relinked, renewed

from policy_corpus.analysis.corpus import load_corpus
from policy_corpus.findings import COLUMNS, by_name, read_findings, to_csv
from policy_corpus.paths import ROOT
from policy_corpus.prose import FORMS, differences
from policy_corpus.story import REPORTED

README = (ROOT / "README.md").read_text(encoding="utf-8")
FOUND = re.findall(r"^(?:\*\*It is more|- \*\*).*$", README, re.MULTILINE)  # the answer and the six findings
SCREENS = {"lines": 100, "letters": 7_000}  # two screens


def test_pages_are_as_make_notebooks_writes_them():
    for path, text in renewed().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run `make notebooks`"


def test_every_number_of_the_findings_that_is_changed_by_one_is_found():
    assert len(FOUND) == 7
    values = by_name(read_findings())
    changed = 0
    for row in FOUND:
        for number in re.finditer(r"(?P<last>\d)(?P<unit>(?: %)?<!--= )", row):
            other = str((int(number["last"]) + 1) % 10)
            assert differences(row[: number.start()] + other + row[number.start() + 1 :], values), row
            changed += 1
    assert changed > 30


def test_it_fits_two_screens():
    shown = re.sub(r"<!--.*?-->|\]\([^)]*\)", "", README, flags=re.DOTALL)
    assert len(shown.splitlines()) <= SCREENS["lines"]
    assert len(shown) <= SCREENS["letters"]


def test_the_picture_is_that_of_the_series():
    assert PICTURE.read_bytes() == picture() == picture(), "run `make notebooks`"
    assert PICTURE.relative_to(ROOT).as_posix() in README


def test_a_renamed_notebook_costs_no_link():
    text = (
        "[a](notebooks/2-read-pears.ipynb), [b](../notebooks/10-eat-them.ipynb), [c](notebooks/1-gone.ipynb)"
    )
    names = {"read-pears": "7-read-pears.ipynb", "eat-them": "1-eat-them.ipynb"}
    assert relinked(text, names) == (
        "[a](notebooks/7-read-pears.ipynb), [b](../notebooks/1-eat-them.ipynb), [c](notebooks/1-gone.ipynb)"
    )
    own = {slug(path): path.name for path in notebook_paths()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert relinked(readme, own) == readme


def test_how_much_is_there_is_said_as_the_tables_have_it():
    corpus = load_corpus()
    platforms = corpus.documents.loc[corpus.documents["versions"] > 0, "platform"].nunique()
    first, last = corpus.versions["from"].min().year, corpus.versions["until"].max().year
    said = f"some {round(platforms, -2)} platforms, {first} to {last}"
    for page in ("README.md", "CITATION.cff", "datapackage.json", "report/front.py"):
        assert said in (ROOT / page).read_text(encoding="utf-8"), page


def test_the_day_of_the_press_is_the_storys():
    said = f"On {FORMS['date'].write(REPORTED, 0)} the press reported"
    assert said in (ROOT / "README.md").read_text(encoding="utf-8")
    assert said in front.QUESTION


@pytest.fixture
def small(tmp_path):
    """A repository of the pages with one marked number."""
    row = dict.fromkeys(COLUMNS, "x") | {"id": "pears.share", "value": 0.2, "unit": "share"}
    row |= {"low": 0.1, "high": 0.3, "n": 9, "from": "2021-01-01", "until": "2021-02-01"}
    (tmp_path / "data" / "results").mkdir(parents=True)
    (tmp_path / "policy_corpus").mkdir()
    (tmp_path / "data" / "results" / "findings.csv").write_text(to_csv(pd.DataFrame([row])[COLUMNS]))
    for page in PAGES:
        (tmp_path / page).write_text("Pears: 19 %<!--= pears.share.value as percent -->.")
    return tmp_path


def test_a_number_is_renewed_on_every_page(small):
    text = "Pears: 20 %<!--= pears.share.value as percent -->."
    assert {page: renewed(small)[small / page] for page in NUMBERED} == dict.fromkeys(NUMBERED, text)


def test_a_claim_that_no_longer_holds_is_named(small):
    (small / "README.md").write_text("They rose<!--? pears.share.low > 0.5 -->.")
    with pytest.raises(SystemExit, match=r"README\.md: .*They rose.* no longer holds"):
        renewed(small)
