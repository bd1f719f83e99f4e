"""Read clauses → data/stance_model.csv, and data/stance_trial.csv: what rules and model say of companies unseen.

    python -m policy_corpus.trials.fit_stance --out data/stance_model.csv --trial data/stance_trial.csv

Words come from the archives and are kept nowhere. The model is fitted on clauses of which the rules say `collects`, by
a verb or for want of a rule, and asked where there is none. Folds keep a company's clauses together, its parent's with
them, and leave out of what is fitted near copies of what is held out; the penalty is chosen within what is fitted on.
The model takes part in the categories where F1 is surely higher with it, companies drawn by bootstrap.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from policy_corpus.analysis.provenance import clause_texts
from policy_corpus.analysis.readings import trial_gain, trial_scores
from policy_corpus.errors import exit_code
from policy_corpus.extract.clues import OF_WORDS, clues_of
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.read_labels import READINGS, read_readings
from policy_corpus.extract.stance_model import (
    INTERCEPT,
    OPEN,
    STANCES,
    UNIT,
    StanceModel,
    likeliest,
    weight_of_words,
)
from policy_corpus.files import write_table
from policy_corpus.paths import DATA, TABLES, default_archives
from policy_corpus.tables import read_table

FOLDS, INNER_FOLDS = 10, 4
FITTED_ON = (OPEN, "collects")  # rules
LEAST_COMPANIES = 3  # a clue stands in the clauses of at least so many, which keeps companies' names out
PENALTY = (0.3, 1.0, 2.0)  # of L2, scikit-learn's C
NEAR_COPY, LONG = 0.7, 8  # the share of words that two clauses of so many words share (Jaccard)
LEAST_EXAMPLES = 5  # of a stance; with fewer it is never said
NEVER = -20.0  # log-odds
LEAST = 20  # thousandths: a clue whose coefficients are all smaller is left out
BY = ("rules", "model")
TRIAL = ["category", "hash", "lead_in", "company", "known", "rules", "model"]


# ---------------------------------------------------------------- the whole


def fit_stances(tables: Path, archives: Path, out: Path, trial: Path) -> str:
    """Write the model and the trial's table; what they come to, in words and figures."""
    read, model = gather(tables, archives), {}
    read["model"] = read["rules"]
    for category, own in read.groupby("category", sort=True):
        open_to_it = own[own["rule"].isin(FITTED_ON)]
        data = Examples.of(open_to_it)
        asked = (open_to_it["rule"] == OPEN).to_numpy()
        read.loc[open_to_it.index[asked], "model"] = held_out(data)[asked]
        if trial_gain(read.loc[own.index])["low"] > 0:
            model[category] = coefficients(data, best_penalty(data))
    StanceModel(model).write(out)
    write_table(trial, read.astype({"known": int})[TRIAL])
    sets = {"all read clauses": read, "not known to the rules": read[~read["known"]]}
    figures = [
        f"{name}, by {by}:\n{trial_scores(rows, by).round(3).T}" for name, rows in sets.items() for by in BY
    ]
    return "\n\n".join([*figures, f"the model takes part in: {', '.join(model) or 'none'}"])


def gather(tables: Path, archives: Path) -> pd.DataFrame:
    """A row for each settled clause and category of the story that the tables hold.

    Columns: category, hash, lead_in, stance (as read), company (its parent where it has one), known (the rules were
    written with it in view), rules (the stance by rule), rule, clues (none where the rules find nothing).
    """
    readings = read_readings(READINGS)
    read = readings.loc[readings["stance"] != "", ["category", "hash", "lead_in", "stance"]]
    clauses = read_table("clauses", tables).to_pandas()[["hash", "lead_in"]]
    clauses["lead_in"] = clauses["lead_in"].astype(object).fillna("")
    clauses = clauses.join(companies(tables))
    read = read.merge(clauses, on=["hash", "lead_in"]).sort_values(
        ["category", "hash", "lead_in"], ignore_index=True
    )
    texts = clause_texts({*read["hash"], *read["lead_in"]} - {""}, archives, tables)
    lexicon = Lexicon(DATA / "lexicon.yml", DATA / "categories.csv")  # without the model
    words = [[texts.get(name, "") for name in read[column]] for column in ("hash", "lead_in")]
    found = {
        (number, category): (finding.label.stance, finding.label.rule, clues_of(finding))
        for number, category, finding in lexicon.findings(*words)
    }
    told = [found.get(key, ("none", "", set())) for key in enumerate(read["category"])]
    read["rules"], read["rule"], read["clues"] = zip(*told, strict=True)
    labelled = pd.read_csv(DATA / "labels.csv", keep_default_na=False)
    tuned = set(zip(labelled["category"], labelled["hash"], strict=True))
    keys = zip(read["category"], read["hash"], strict=True)
    read["known"] = np.array([key in tuned for key in keys]) | read["company"].map(looked_at).to_numpy(bool)
    return read


def companies(tables: Path) -> pd.Series:
    """Clause → the company that has it first in the tables, as `company`: its parent where it has one."""
    documents = read_table("documents", tables).to_pandas().astype({"document": str}).set_index("document")
    parent = documents["parent"].astype(object).where(documents["parent"].notna(), documents["company"])
    first = read_table("presence", tables).to_pandas().drop_duplicates("clause").set_index("clause")
    return first["document"].astype(str).map(parent).rename("company")


def looked_at(company: str) -> bool:
    """Whether the rules were written with the company's read clauses in view: one half of all, by lot."""
    return sha256(company.encode()).digest()[0] % 2 == 0


# ---------------------------------------------------------------- examples


@dataclass(frozen=True)
class Examples:
    """Clauses × clues (0/1), the clues, the stances as read, the companies' numbers, which are near copies."""

    clues: sparse.csr_matrix
    names: np.ndarray
    stance: np.ndarray
    company: np.ndarray
    copies: sparse.csr_matrix

    @classmethod
    def of(cls, rows: pd.DataFrame) -> "Examples":
        """The examples of one category, as `gather` gives them."""
        vectorizer = CountVectorizer(analyzer=sorted, binary=True, dtype=np.float64)
        clues = vectorizer.fit_transform(rows["clues"]).tocsr()
        names = vectorizer.get_feature_names_out().astype(str)
        words = clues[:, np.flatnonzero(np.char.startswith(names, "word:"))]
        company = pd.factorize(rows["company"], sort=True)[0]
        return cls(clues, names, rows["stance"].to_numpy(object), company, near_copies(words))

    def rows(self, which: np.ndarray) -> "Examples":
        """Some of the clauses."""
        copies = self.copies[which][:, which]
        return Examples(self.clues[which], self.names, self.stance[which], self.company[which], copies)

    def folds(self, folds: int) -> Iterable[tuple[np.ndarray, np.ndarray]]:
        """What is fitted on and what is held out; no company is in both, and no near copy."""
        for inside, outside in GroupKFold(folds).split(self.clues, groups=self.company):
            held = np.zeros(len(self.stance))
            held[outside] = 1
            yield inside[(self.copies @ held)[inside] == 0], outside

    @cached_property
    def of_words(self) -> np.ndarray:
        """Which clues are of words."""
        return np.array([name.startswith(OF_WORDS) for name in self.names])

    def weighed(self, columns: np.ndarray) -> sparse.csr_matrix:
        """Clauses × some of the clues as the model weighs them."""
        counts = self.clues[:, np.flatnonzero(self.of_words)].sum(axis=1).A1
        weights = sparse.diags([weight_of_words(count) for count in counts])
        of_words = sparse.diags(self.of_words[columns].astype(float))
        others = sparse.diags((~self.of_words[columns]).astype(float))
        clues = self.clues[:, columns]
        return (weights @ clues @ of_words + clues @ others).tocsr()


def near_copies(words: sparse.csr_matrix) -> sparse.csr_matrix:
    """Clauses × clauses: 1 where two long ones share most of their words."""
    sizes = words.sum(axis=1).A1
    shared = (words @ words.T).tocoo()
    both = sizes[shared.row] + sizes[shared.col] - shared.data
    near = (shared.data >= NEAR_COPY * both) & (np.minimum(sizes[shared.row], sizes[shared.col]) >= LONG)
    places = shared.row[near], shared.col[near]
    return sparse.csr_matrix((np.ones(near.sum()), places), shape=shared.shape)


# ---------------------------------------------------------------- fitting


def coefficients(data: Examples, penalty: float) -> dict[str, list[int]]:
    """Clue → coefficients in thousandths for each of STANCES, fitted on examples; the intercept with them."""
    of_company = sparse.csr_matrix((np.ones(len(data.company)), (data.company, np.arange(len(data.company)))))
    columns = np.flatnonzero((of_company @ data.clues > 0).sum(axis=0).A1 >= LEAST_COMPANIES)
    weighed, values = data.weighed(columns), np.zeros((len(columns) + 1, len(STANCES)))
    values[-1] = NEVER
    for place, stance in enumerate(STANCES):
        if np.sum(data.stance == stance) < LEAST_EXAMPLES:
            continue
        # liblinear is single-threaded and draws no random numbers here: the same bytes on any number of cores
        fitted = LogisticRegression(C=penalty, solver="liblinear", tol=1e-5, max_iter=1000)
        fitted.fit(weighed, data.stance == stance)
        values[:, place] = [*fitted.coef_[0], fitted.intercept_[0]]
    whole = np.rint(values * UNIT).astype(int)
    names = [*data.names[columns], INTERCEPT]
    kept = (np.abs(whole).max(axis=1) >= LEAST) | (np.array(names) == INTERCEPT)
    return {name: row for name, row, keep in zip(names, whole.tolist(), kept, strict=True) if keep}


def said(data: Examples, model: dict[str, list[int]]) -> np.ndarray:
    """The stances that a model says of examples."""
    place = {name: number for number, name in enumerate(data.names)}
    names = [name for name in model if name in place]
    columns = np.array([place[name] for name in names])
    scores = data.weighed(columns) @ np.array([model[name] for name in names]) + model[INTERCEPT]
    return np.array([likeliest(row) for row in scores.tolist()], object)


def best_penalty(data: Examples) -> float:
    """The penalty of the best F1 of `collects`, over folds within the examples."""
    folds, scores = list(data.folds(INNER_FOLDS)), []
    for penalty in PENALTY:
        told = np.empty(len(data.stance), object)
        for inside, outside in folds:
            told[outside] = said(data.rows(outside), coefficients(data.rows(inside), penalty))
        scores.append(f1_score(data.stance == "collects", told == "collects"))
    return PENALTY[int(np.argmax(scores))]


def held_out(data: Examples) -> np.ndarray:
    """The stance that a model says of each example, fitted and chosen without its company."""
    told = np.empty(len(data.stance), object)
    for inside, outside in data.folds(FOLDS):
        within = data.rows(inside)
        told[outside] = said(data.rows(outside), coefficients(within, best_penalty(within)))
    return told


# ---------------------------------------------------------------- the command


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the model from the command line; 2 for bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.fit_stance", description=__doc__.split("\n\n")[0]
    )
    parser.add_argument("--tables", type=Path, default=TABLES, metavar="FOLDER")
    parser.add_argument("--archives", type=Path, default=default_archives(), metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the model's table to write")
    parser.add_argument("--trial", type=Path, required=True, metavar="FILE", help="the trial's to write")
    chosen = parser.parse_args(arguments)
    return exit_code(lambda: print(fit_stances(chosen.tables, chosen.archives, chosen.out, chosen.trial)))


if __name__ == "__main__":
    sys.exit(main())
