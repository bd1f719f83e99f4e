"""Fitting the collection classifier: on invented policies it learns; on OPP-115 it gives the committed table.

Every sentence here is invented.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.paths import DATA, ROOT
from policy_corpus.trials.fit_collection import LABEL, Labelled, _folds, best_threshold, fit_classifier, main

TABLE = DATA / "collection_classifier.csv"


@pytest.fixture(scope="module")
def invented(tmp_path_factory) -> Path:
    """A labelled file of 30 invented policies with eight segments each."""
    path = tmp_path_factory.mktemp("labelled") / "invented.csv"
    things = ["name", "address", "age", "photos", "location", "contacts"]
    rows = ["policy,segment,labels"]
    for i in range(30):
        for j in range(4):
            a, b = things[(i + j) % 6], things[(i * j + 1) % 6]
            rows.append(f'p{i},"We collect your {a}, and may use the {b} you gave.",{LABEL}|Other')
            rows.append(f'p{i},"You can delete the {a} or object to a partner who has your {b}.",Other')
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_fitting_learns_and_reports(invented, tmp_path, capsys):
    out = tmp_path / "classifier.csv"
    assert main([str(invented), "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "240 segments of 30 policies" in printed
    assert all(word in printed for word in ("precision", "recall", "F1", "±", "Brier"))
    classifier = CollectionClassifier.read(out)
    collects, does_not = classifier.scores(["We collect your shoe size.", "You can object."])
    assert does_not < classifier.threshold <= collects
    assert list(tmp_path.iterdir()) == [out]


def test_fitting_gives_the_same_bytes_whatever_the_hash_seed_and_threads(invented, tmp_path):
    made = []
    for seed in ("0", "77"):
        out = tmp_path / f"classifier{seed}.csv"
        environment = os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1" if seed == "0" else "2"}
        command = [
            sys.executable,
            "-m",
            "policy_corpus.trials.fit_collection",
            str(invented),
            "--out",
            str(out),
        ]
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
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


def test_missing_labels_and_missing_folder(invented, tmp_path, capsys):
    assert main([str(tmp_path / "none.csv"), "--out", str(tmp_path / "classifier.csv")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main([str(invented), "--out", str(tmp_path / "none" / "classifier.csv")]) == 2
    assert "folder that is there" in capsys.readouterr().err


@pytest.fixture
def opp115(request) -> Path:
    """The labelled segments, where they are on this machine (POLICY_SHARED, or ../shared)."""
    shared = os.environ.get("POLICY_SHARED")
    return Path(shared or request.getfixturevalue("shared")) / "labelled" / "opp115_dev.csv"


@pytest.mark.archives
def test_fitting_gives_the_committed_table_and_its_score(opp115, tmp_path):
    report = fit_classifier(opp115, tmp_path / "classifier.csv")
    assert (tmp_path / "classifier.csv").read_bytes() == TABLE.read_bytes()
    assert report.folds["F1"].mean() >= 0.855
    assert report.folds["F1"].min() >= 0.79
    assert report.brier <= 0.08
    by_score = report.reliability
    chance = np.sqrt(by_score["share"] * (1 - by_score["share"]) / by_score["segments"])
    assert ((by_score["score"] - by_score["share"]).abs() < 3 * chance).all()


def test_folds_keep_a_policy_together_and_cover_every_segment():
    policy = np.repeat(np.arange(12), 4)
    data = Labelled(np.zeros((48, 1)), policy > 5, policy, np.zeros(1, bool))
    folds = list(_folds(data))
    assert sorted(np.concatenate([outside for _, outside in folds])) == list(range(48))
    assert all(not set(policy[inside]) & set(policy[outside]) for inside, outside in folds)


def test_the_threshold_is_the_middle_of_the_best_stretch():
    """From 0.31 to 0.60 every threshold parts these scores alike."""
    collects, scores = np.array([False, False, True, True]), np.array([0.1, 0.3, 0.601, 0.9])
    assert best_threshold(collects, scores) == pytest.approx(0.46, abs=0.011)
