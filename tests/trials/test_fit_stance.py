"""Fitting the model of stance: it learns on invented clauses, holds companies and near copies apart."""

import numpy as np
import pandas as pd
import pytest

from policy_corpus.extract.stance_model import INTERCEPT, STANCES, StanceModel, likeliest
from policy_corpus.trials import fit_stance
from policy_corpus.trials.fit_stance import (
    LEAST_COMPANIES,
    PENALTY,
    Examples,
    best_penalty,
    coefficients,
    held_out,
    looked_at,
    said,
)

THINGS = ["oar", "boat", "rope", "sail", "dock", "tide"]


@pytest.fixture(scope="module")
def invented() -> Examples:
    """Clauses of 20 companies: those with the word `gathered` collect, those with `defined` mention."""
    rows = []
    for i in range(20):
        for j in range(6):
            kind, stance = (("gathered", "collects"), ("defined", "mentions"))[(i + j) % 2]
            words = {
                "word:faceprint",
                f"word:{kind}",
                f"word:{THINGS[(i * j) % 6]}",
                f"word:only{i}",
                "length:4-6",
            }
            rows.append((words, stance, f"company {i}"))
    return Examples.of(pd.DataFrame(rows, columns=["clues", "stance", "company"]))


def test_it_learns_and_says_so_of_unseen_companies(invented):
    assert (held_out(invented) == invented.stance).all()
    model = coefficients(invented, best_penalty(invented))
    assert (said(invented, model) == invented.stance).all()
    scores = StanceModel({"biometric": model}).scores("biometric", {"word:gathered", "word:faceprint"})
    assert likeliest(scores) == "collects"


def test_clues_of_few_companies_are_left_out(invented):
    assert LEAST_COMPANIES == 3
    model = coefficients(invented, PENALTY[0])
    assert "word:gathered" in model
    assert not [clue for clue in model if clue.startswith("word:only")]


def test_a_stance_nobody_read_is_never_said(invented):
    model = coefficients(invented, PENALTY[0])
    assert set(said(invented, model)) == {"collects", "mentions"}
    assert model[INTERCEPT][STANCES.index("denies")] < -10_000


def test_no_company_is_on_both_sides(invented):
    for inside, outside in invented.folds(5):
        assert not set(invented.company[inside]) & set(invented.company[outside])


def test_a_near_copy_of_what_is_held_out_is_not_fitted_on():
    copied = {
        f"word:{word}"
        for word in [
            "we",
            "gather",
            "your",
            "faceprint",
            "at",
            "the",
            "dock",
            "each",
            "morning",
            "and",
            "evening",
        ]
    }
    clues = [copied, copied | {"word:now"}, {"word:faceprint"}, {"word:faceprint"}]
    rows = pd.DataFrame({"clues": clues, "stance": "collects", "company": list("abcd")})
    data = Examples.of(rows)
    assert (data.copies.toarray() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]).all()
    for inside, outside in data.folds(4):
        assert not {0, 1} & set(inside.tolist()) or not {0, 1} & set(outside.tolist())


def test_fitting_twice_gives_the_same_coefficients(invented):
    assert coefficients(invented, PENALTY[0]) == coefficients(invented, PENALTY[0])


def test_about_half_of_the_companies_were_looked_at():
    assert 0.4 < np.mean([looked_at(f"company {i}") for i in range(500)]) < 0.6


@pytest.mark.archives
def test_the_committed_model_is_what_fitting_gives(archives, tmp_path):
    """After a change of the readings, the lexicon or the clues: fit anew, as the card of stance_model.csv says."""
    out, trial = tmp_path / "model.csv", tmp_path / "trial.csv"
    fit_stance.fit_stances(fit_stance.TABLES, archives, out, trial)
    assert out.read_bytes() == (fit_stance.DATA / "stance_model.csv").read_bytes()
    assert trial.read_bytes() == (fit_stance.DATA / "stance_trial.csv").read_bytes()
