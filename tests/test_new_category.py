"""A new category is one row of data/categories.csv and its terms in data/lexicon.yml: all else follows.

A copy of the project gets an invented category and the tables of an invented archive; no other file is touched.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from invented import corpus

from policy_corpus.categories import PUBLISHED, STORY
from policy_corpus.paths import ROOT

ROW = "gaze,Eye movements,story,#6A3D9A,#CBA6F7\n"
TERMS = """\
  gaze:
    description: What a clause says of where the eyes look.
    terms: [gaze, blinks, pupils]

"""
GAINED = (  # a word tells something where three clauses have it
    "We collect your gaze, your blinks and the width of your pupils while you choose a spade.",
    "We store each gaze, all blinks and how wide the pupils are for as long as a candle burns.",
    "We share your gaze, the blinks and the pupils of your left eye with the lighthouse.",
)
# What is asked of the copy, in the copy's own Python.
ASKED = """
import contextlib, io, json, shutil, sys
from pathlib import Path
sys.path.insert(0, "report")
import matplotlib.pyplot as plt
from policy_corpus.__main__ import main

def run(*arguments):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main([str(argument) for argument in arguments]) == 0, arguments
    return said.getvalue()

Path("before.md").write_text("# Our policy\\n\\nWe like rain.\\n")
before = run("show", "data/example.md", "--against", "Bumble"), run("diff", "before.md", "data/example.md")
run("build", "--archives", sys.argv[1], "--workers", 1)
Path("clauses.csv").write_text(f'clause\\n"{sys.argv[2]}"\\n')
run("label", "clauses.csv", "--text-column", "clause", "--out", "labelled.csv")
run("changes", "--out", "data/results/ledger.csv")
shown = run("show", "data/example.md", "--against", "Acme")
diff = run("diff", "before.md", "data/example.md")
run("show", "data/example.md", "--out", "shown.html")

import helpers as h
import category_css, explorer, front
from policy_corpus import draw, draw_parts
from policy_corpus.analysis import corpus, over_time, select

tables = h.load_corpus()
documents = select.main_documents(tables)
measured = over_time.measure(tables, ["gaze"], documents)
band = over_time.bootstrap_band(measured, "days_with")
plt.close = lambda figure: None
draw_parts.display = lambda picture: None
draw.over_time(band, "Eye movements", "share", "A line.")
(axis,) = plt.gcf().axes
shutil.copytree("policy_corpus/tables", "elsewhere")
held = explorer.data_of(tables, h.load_ledger())
print(json.dumps({
    "clauses": list(tables.clauses), "captures": list(tables.captures),
    "days_with": float(measured["days_with"].sum()), "highest": float(band["value"].max()),
    "colours": [str(line.get_color()) for line in axis.lines], "names": [text.get_text() for text in axis.texts],
    "categories": held["categories"], "chosen": held["chosen"], "ledger": [row[1] for row in held["changes"]],
    "held": [row["platform"] for row in held["documents"] if "gaze" in row["with"]],
    "css": category_css.rules(), "front": front.LINES, "show": shown,
    "diff": diff, "before": before, "page": Path("shown.html").read_text(),
    "here": repr(tables), "elsewhere": repr(h.load_corpus("elsewhere")),
}))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project with the category, and an invented archive's documents in place of the real ones."""
    folder = tmp_path_factory.mktemp("project")
    made = corpus(tmp_path_factory.mktemp("invented"), tuple(f"{clause}\n" for clause in GAINED))
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("policy_corpus", "report", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for path in ROOT.glob("helpers*.py"):
        shutil.copy(path, folder)
    shutil.copy(made["data"] / "documents.csv", folder / "data")
    for path in made["sources"].parent.glob("*.*"):
        if path.suffix in (".yml", ".json"):  # the archives and their pins
            shutil.copy(path, folder / "policy_corpus")
    (folder / "data" / "example.md").write_text(f"# Our policy\n\n{GAINED[0]}\n\nWe like rain.\n")
    with (folder / "data" / "categories.csv").open("a", encoding="utf-8") as file:
        file.write(ROW)
    lexicon = folder / "data" / "lexicon.yml"
    before, comment, after = lexicon.read_text(encoding="utf-8").partition(
        "# What a sentence does with the data."
    )
    assert comment
    lexicon.write_text(before.rstrip("\n") + "\n" + TERMS + comment + after, encoding="utf-8")
    (folder / "archives").symlink_to(made["archives"])
    return folder


@pytest.fixture(scope="module")
def found(project) -> dict:
    """What the copy says when it is asked."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED, project / "archives", GAINED[0]],
        capture_output=True,
        text=True,
        check=False,
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project), "MPLBACKEND": "agg"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_tables_have_its_columns(found):
    assert {"gaze_about", "gaze_stance"} <= set(found["clauses"])
    assert "collects_gaze" in found["captures"]
    assert [c.removesuffix("_about") for c in found["clauses"] if c.endswith("_about")][-1] == "gaze"


def test_it_is_measured(found):
    assert found["days_with"] > 100
    assert 0 < found["highest"] <= 1


def test_a_chart_draws_it_in_its_colour_and_names_its_line(found):
    assert "#6A3D9A" in found["colours"]
    assert any(name.startswith("Eye movements") for name in found["names"])


def test_the_explorer_offers_and_shows_it(found):
    assert [row[:2] for row in found["categories"]] == [
        *map(list, PUBLISHED.names.items()),
        ["gaze", "Eye movements"],
    ]
    assert set(found["chosen"]) >= {*STORY, "gaze"}
    assert found["held"] == ["Acme"]


def test_pages_have_its_colour_light_and_dark_and_the_front_page_its_line(found):
    assert ".c-gaze { --c: #6A3D9A; }" in found["css"].splitlines()
    assert 'html[data-theme="dark"] .c-gaze { --c: #CBA6F7; }' in found["css"].splitlines()
    assert found["front"]["gaze"] == "Eye movements"


def test_the_ledger_has_the_day_on_which_a_policy_took_it_up(found, project):
    ledger = pd.read_csv(project / "data" / "results" / "ledger.csv")
    rows = ledger[ledger["category"] == "gaze"]
    assert rows[["platform", "change", "in_force", "clauses"]].values.tolist() == [
        ["Acme", "added", "2019-07-28", 3]
    ]
    assert found["ledger"].count("gaze") == len(rows)


def test_label_labels_it(found, project):
    (row,) = pd.read_csv(project / "labelled.csv").to_dict("records")
    assert (row["gaze_about"], row["gaze_stance"]) == (1, "collects")
    assert row["cookies_about"] == 0


def test_show_counts_it(found):
    assert re.search(r"^gaze +1 ", found["show"], re.MULTILINE)
    assert "Eye movements collects: term" in found["show"]
    assert "no labels of gaze" not in found["show"]


def test_show_and_diff_have_it_before_the_tables_are_built_anew_and_say_what_is_missing(found):
    show, diff = found["before"]
    assert re.search(r"^gaze +1 ", show, re.MULTILINE)
    assert "The tables have no labels of gaze yet: `make corpus` builds the tables anew." in show
    for said in (diff, found["diff"]):
        assert "gained  Eye movements collects (ledger: added)" in said


def test_the_page_of_a_policy_marks_it_in_its_colour(found):
    assert '<mark class="c-gaze collects">' in found["page"]
    assert ".c-gaze { --c: #6A3D9A; }" in found["page"]


def test_tables_of_another_folder_are_loaded_alike(found):
    assert found["elsewhere"] == found["here"]
    assert found["here"].startswith("Corpus of 3 companies, 3 documents")
