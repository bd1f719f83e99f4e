"""Fitting the collection classifier: invented policies are learned; OPP-115 and this corpus give the committed table.

Every sentence here is invented.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.paths import DATA, RESULTS, ROOT
from policy_corpus.trials import collection_scores
from policy_corpus.trials.fit_collection import best_threshold, fit_classifier, main
from policy_corpus.trials.labelled_texts import (
    LABEL,
    groups_of,
    labelled,
    read_clauses,
    read_segments,
    terms_of,
)

TABLE = DATA / "collection_classifier.csv"
THINGS = ["name", "address", "age", "photos", "location", "contacts"]


@pytest.fixture(scope="module")
def invented(tmp_path_factory) -> Path:
    """A labelled file of 30 invented policies with eight segments each."""
    path = tmp_path_factory.mktemp("labelled") / "invented.csv"
    rows = ["policy,segment,labels"]
    for i in range(30):
        for j in range(4):
            a, b = THINGS[(i + j) % 6], THINGS[(i * j + 1) % 6]
            rows.append(f'p{i},"We collect your {a}, and may use the {b} you gave.",{LABEL}|Other')
            rows.append(f'p{i},"You can delete the {a} or object to a partner who has your {b}.",Other')
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def judged_clauses() -> pd.DataFrame:
    """Of 30 invented companies, a clause that collects and one that does not."""
    rows = []
    for i in range(30):
        thing = THINGS[i % 6]
        rows.append((f"g{i}", f"{i} a", f"Your {thing} number{'x' * i}", "We collect:", 1))
        rows.append((f"g{i}", f"{i} b", f"You may object to {thing} number{'y' * i}", "", 0))
    clauses = pd.DataFrame(rows, columns=["parent", "clause", "text", "lead", "judged"])
    return clauses.assign(lead_in="", weight=2.0)


def test_fitting_learns_and_says_of_what_it_was_made(invented, tmp_path):
    out = tmp_path / "classifier.csv"
    said = fit_classifier(read_segments(invented), judged_clauses(), out)
    assert "240 segments of 30 policies and 60 clauses of 30 corporate groups" in said
    classifier = CollectionClassifier.read(out)
    collects, does_not = classifier.scores(["We collect your shoe size.", "You can object."])
    assert does_not < classifier.threshold <= collects
    assert list(tmp_path.iterdir()) == [out]


def test_what_is_held_out_is_measured_by_fits_that_did_not_see_it(invented, tmp_path):
    scores = collection_scores.measure(read_segments(invented), judged_clauses(), tmp_path)
    assert scores.groupby("on").size().eq(4).all()
    assert scores["F1"].min() > 0.9  # so plain a matter is learned from other companies
    held = pd.read_csv(tmp_path / collection_scores.HELD_OUT)
    assert len(held) == 60
    assert held.groupby("group")["fold"].nunique().eq(1).all()


FIT = """
from pathlib import Path
from tests.trials.test_fit_collection import fit_classifier, judged_clauses, read_segments
fit_classifier(read_segments(Path({labelled!r})), judged_clauses(), {out!r})
"""


def test_fitting_gives_the_same_bytes_whatever_the_hash_seed_and_threads(invented, tmp_path):
    made = []
    for seed in ("0", "77"):
        out = tmp_path / f"classifier{seed}.csv"
        environment = os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1" if seed == "0" else "2"}
        program = FIT.format(labelled=str(invented), out=str(out))
        subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=environment)
        made.append(out.read_bytes())
    assert made[0] == made[1]


BAD = {
    "columns": ("policy,text\np,We collect.\n", "no column labels, segment"),
    "empty": ("", "cannot be read as CSV"),
    "ragged": ("policy,segment,labels\na,b,c\na,b,c,d,e\n", "cannot be read as CSV"),
    "few policies": (f"policy,segment,labels\np,We collect.,{LABEL}\np,You can.,Other\n", "too little"),
    "encoding": ("policy,segment,labels\np,caf\xe9,Other\n".encode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_labels_leave_the_earlier_table_alone(bad, tmp_path, capsys):
    content, told = BAD[bad]
    labelled, out = tmp_path / "labelled.csv", tmp_path / "classifier.csv"
    labelled.write_bytes(content if isinstance(content, bytes) else content.encode())
    out.write_text("earlier")
    assert main([str(labelled), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"{labelled}: ") and told in error
    assert error.count("\n") == 1
    assert out.read_text() == "earlier"


def test_missing_labels_are_named(tmp_path, capsys):
    assert main([str(tmp_path / "none.csv"), "--out", str(tmp_path / "classifier.csv")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_a_missing_folder_is_named(invented, tmp_path):
    with pytest.raises(CorpusError, match="folder that is there"):
        fit_classifier(read_segments(invented), judged_clauses(), tmp_path / "none" / "classifier.csv")


@pytest.fixture
def opp115(request) -> Path:
    """The labelled segments, where they are on this machine (POLICY_SHARED, or ../shared)."""
    shared = os.environ.get("POLICY_SHARED")
    return Path(shared or request.getfixturevalue("shared")) / "labelled" / "opp115_dev.csv"


@pytest.mark.archives
def test_fitting_gives_the_committed_table(opp115, shared, tmp_path):
    fit_classifier(read_segments(opp115), read_clauses(shared / "archives"), tmp_path / "classifier.csv")
    fitted, kept = (pd.read_csv(path, keep_default_na=False) for path in (tmp_path / "classifier.csv", TABLE))
    assert fitted[["term", "idf"]].equals(kept[["term", "idf"]])
    # How a processor adds, and where memory begins, moves what is fitted by a millionth: seldom, a last digit.
    apart = (fitted["coefficient"] - kept["coefficient"]).abs()
    assert apart.max() < 0.0015 and (apart > 0).mean() < 0.001


def test_folds_keep_a_group_together_and_spread_clauses_and_segments(invented):
    data = labelled(read_segments(invented), judged_clauses())
    fold = data.folds(5)
    assert pd.Series(fold).groupby(data.group).nunique().eq(1).all()
    assert np.unique(fold[data.own]).tolist() == np.unique(fold[~data.own]).tolist() == [0, 1, 2, 3, 4]


def test_companies_that_share_a_wording_are_kept_together():
    clauses = pd.DataFrame(
        {
            "parent": ["a", "b", "c", "c", "d"],
            "lead": "",
            "text": [
                "We may ask you for your name and age.",
                "We may ask you for your name or age.",
                "Cookies remember where you were.",
                "We may ask you for your name and your age.",
                "Nobody reads what you write here.",
            ],
        }
    )
    assert groups_of(clauses).tolist() == [0, 0, 0, 0, 1]


def test_words_are_read_as_parts_with_their_order():
    terms = set(terms_of("We sell your e-mail address to vendors", "What others get:"))
    assert {"@we share you data", "@share you data for", "@others", "^what others", "sell your"} <= terms
    assert not {"@others we", "^we sell"} & terms


def test_the_published_scores_are_those_of_the_published_clauses():
    scores = pd.read_csv(RESULTS / "classifier_scores.csv").set_index(["classifier", "on"])
    held = pd.read_csv(RESULTS / "classifier_held_out.csv", keep_default_na=False)
    judged = pd.read_csv(DATA / "collection_sample.csv", keep_default_na=False)
    both = held.merge(judged, on=["clause", "lead_in"], validate="one_to_one")
    assert len(both) == len(held) == scores.loc[("the classifier", "clauses, weighed"), "texts"]
    right = (both["found"] == both["judged"]) @ both["weight"] / both["weight"].sum()
    assert right > 0.85
    assert both.groupby("parent")["fold"].nunique().eq(1).all()
    f1 = scores["F1"].unstack()
    assert f1.loc["the classifier"].min() >= 0.78
    assert f1.loc["the classifier", ["clauses, weighed", "segments of OPP-115"]].min() >= 0.82
    assert f1["clauses, weighed"].idxmax() == "the classifier"


def test_the_threshold_is_the_middle_of_the_best_stretch():
    """From 0.31 to 0.60 every threshold parts these scores alike."""
    collects, scores = np.array([False, False, True, True]), np.array([0.1, 0.3, 0.601, 0.9])
    assert best_threshold(collects, scores) == pytest.approx(0.46, abs=0.011)
