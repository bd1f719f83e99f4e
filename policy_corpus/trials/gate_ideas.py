"""From labelled segments to what each idea for the gate is worth: F1 on unseen policies, with its spread.

Every idea is fitted, scaled and given its threshold within the training folds only; folds keep a policy's
segments together and are drawn anew for each seed. The archives come in through the committed token tables,
from which word vectors are made. Nothing here is used by the build.

    python -m policy_corpus.trials.gate_ideas opp115_dev.csv --out data/results
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import expit
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler, normalize
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.extract.collection import (
    FOLDS,
    LABEL,
    OPENING,
    OPENS,
    POLICIES,
    STRENGTH,
    Labelled,
    agreement,
    best_threshold,
    fit,
    read_labelled,
    regression,
    terms_of,
    weighed,
)
from policy_corpus.tables import read_table

SEEDS = (0, 1, 2)
INNER = 5  # folds within the training folds, for the scale, the threshold and stacking
DIMENSIONS = 100  # of a word's vector; 200 gave the same
CLUSTERS = 100  # of words
FEWER = 3900  # terms, as the earlier gate had
PSEUDO, CERTAIN = 8_000, 0.9  # clauses for self-training, and the probability from which they are believed
BOOTSTRAP = 1_000
OTHERS = [
    "they",
    "third",
    "companies",
    "advertisers",
    "partners",
    "parties",
    "vendors",
    "providers",
    "networks",
]
OWN = {"we": "we", "you": "you", "cookie": "cookies", "cookies": "cookies", "beacons": "cookies"}
ACTORS = OWN | dict.fromkeys([*OTHERS, "affiliates"], "others")
SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\s-\s|\n")

# An idea scores the segments `outside` after learning from those `inside`: one column or several.
Idea = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Ideas:
    """Every idea over one set of labelled segments; gains are over `reference`, on which the others build."""

    shipped, reference = "the gate as shipped", "words and pairs"

    def __init__(self, segments: pd.DataFrame):
        self.texts = segments["segment"].tolist()
        self.policy = pd.factorize(segments["policy"], sort=True)[0]
        labels = segments["labels"].str.get_dummies("|").astype(bool)
        self.every_label, self.collects = labels.to_numpy(copy=True), labels[LABEL].to_numpy(copy=True)
        self.words = [[t for t in terms_of(text) if t.isalpha()] for text in self.texts]
        counter = CountVectorizer(analyzer=terms_of, min_df=POLICIES, dtype=np.float64, binary=True)
        self.all_terms = counter.fit_transform(self.texts).tocsr()
        self.opens = np.char.startswith(counter.get_feature_names_out().astype(str), OPENS)
        self.data = self._labelled(self._counts(map(_words_and_pairs, self.texts)))

    def table(self) -> dict[str, tuple[Idea, str]]:
        """Idea and note by name."""
        linear, together = self._linear, self._together
        curved = self._curved
        return {
            self.shipped: (
                self._shipped,
                "words, pairs of adjoining words, sentence marks, the opening's words",
            ),
            self.reference: (self._plain, "words and pairs of adjoining words, whatever stands between"),
            "with sentence marks": (
                self._marks,
                "marks as words: no pair reaches over the end of a sentence",
            ),
            "with the opening": (
                self._openings,
                f"the first {OPENING} words and their pairs count once more",
            ),
            "who acts": (
                self._actors,
                "words told apart by the actor last named in their sentence: we, you, a third party, cookies",
            ),
            "fewer terms": (self._fewer, f"the {FEWER:,} that move scores most, fitted again"),
            "words only": (linear(lambda: self._grams(1)), "no pairs"),
            "words, pairs, triples": (linear(lambda: self._grams(3)), "more terms, no gain"),
            "words, pairs, pairs with a gap": (
                linear(lambda: self._grams(2, gap=True)),
                "one word may stand between",
            ),
            "penalty of the earlier gate": (linear(lambda: self.data.terms, 10.0), "C = 10 instead of 5"),
            "naive Bayes weights": (self._naive_bayes, "NB-SVM: terms weighed by their log-count ratio"),
            "characters": (linear(self._characters), "runs of 3 to 5 letters within words"),
            "the segment before as context": (linear(self._with_previous), "its terms as further terms"),
            "vectors only": (self._vectors_only, "LSA of the archives' clauses, regression"),
            "terms and vectors": (self._terms_and_vectors, "one regression on both"),
            "vectors, curved": (curved, "support vectors, radial kernel"),
            "terms, curved": (
                self._curved_terms,
                "radial kernel; its support vectors are segments, so it cannot be published",
            ),
            "word clusters": (linear(self._clusters), "runs of 1 to 3 clusters of words beside the terms"),
            "self-training": (self._self_training, "sure clauses of the archives, content words only"),
            "nearest segments vote": (self._nearest, "15 nearest, by cosine: labels spread over near-copies"),
            "sentence by sentence": (self._sentences, "multiple instances: mean, maximum, any"),
            "all labels at once": (self._all_labels, "the other practices' scores as evidence"),
            "terms and curved vectors": (together(self._plain, curved), "two scores, stacked"),
        }

    # ------------------------------------------------------------ terms

    def _counts(self, documents: Iterable[Iterable[str]]) -> sparse.csr_matrix:
        counter = CountVectorizer(analyzer=list, min_df=POLICIES, dtype=np.float64, binary=True)
        return counter.fit_transform(documents).tocsr()

    def _grams(self, longest: int, gap: bool = False) -> sparse.csr_matrix:
        def grams(words):
            for n in range(1, longest + 1):
                yield from (" ".join(words[i : i + n]) for i in range(len(words) - n + 1))
            if gap:
                yield from (f"{a} _ {b}" for a, b in zip(words, words[2:], strict=False))

        return self._counts(map(grams, self.words))

    def _characters(self) -> sparse.csr_matrix:
        counter = CountVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=5, binary=True, dtype=np.float64
        )
        return counter.fit_transform(map(" ".join, self.words)).tocsr()

    def _with_previous(self) -> sparse.csr_matrix:
        same = np.r_[False, self.policy[1:] == self.policy[:-1]]
        previous = sparse.diags(same.astype(float)) @ self.data.terms[np.r_[0, : len(same) - 1]]
        return sparse.hstack([self.data.terms, 0.5 * previous]).tocsr()

    def _clusters(self) -> sparse.csr_matrix:
        names, points = self._word_vectors
        number = KMeans(CLUSTERS, n_init=2, random_state=0).fit_predict(normalize(points))
        of = dict(zip(names, map("#{}".format, number), strict=True))

        def grams(words):
            yield from words
            yield from map(" ".join, pairwise(words))
            coded = [of.get(word, word) for word in words]
            for n in (1, 2, 3):
                yield from (f"# {' '.join(coded[i : i + n])}" for i in range(len(coded) - n + 1))

        return self._counts(map(grams, self.words))

    def _columns(self, terms: sparse.csr_matrix, inside: np.ndarray) -> np.ndarray:
        """The terms that enough policies of the training folds have."""
        policies = sparse.csr_matrix((np.ones(len(inside)), (self.policy[inside], np.arange(len(inside)))))
        return np.flatnonzero((policies @ terms[inside] > 0).sum(axis=0).A1 >= POLICIES)

    def _weigh(self, terms: sparse.csr_matrix, inside: np.ndarray, *others: sparse.csr_matrix) -> list:
        """`terms` and other counts over the same terms, weighed as the training folds have it."""
        columns = self._columns(terms, inside)
        idf = np.log((1 + len(inside)) / (1 + (terms[inside][:, columns] > 0).sum(axis=0).A1)) + 1
        return [weighed(counts[:, columns], idf).tocsr() for counts in (terms, *others)]

    # ------------------------------------------------------------ the archives' vectors

    @cached_property
    def _word_vectors(self) -> tuple[list[str], np.ndarray]:
        """The archives' content words and their vectors, from clauses × tokens (words × dimensions)."""
        counts, names = _token_counts()
        svd = TruncatedSVD(DIMENSIONS, random_state=0)
        svd.fit(TfidfTransformer(sublinear_tf=True).fit_transform(counts))
        return names, svd.components_.T.round(6)

    @cached_property
    def vectors(self) -> np.ndarray:
        """The weighed mean of the vectors of each segment's words, of length one (segments × dimensions)."""
        names, points = self._word_vectors
        counter = CountVectorizer(analyzer=list, vocabulary=names, dtype=np.float64)
        return normalize(
            TfidfTransformer(sublinear_tf=True).fit_transform(counter.transform(self.words)) @ points
        )

    # ------------------------------------------------------------ ideas

    def _labelled(self, terms: sparse.csr_matrix, opens: int = 0) -> Labelled:
        """Terms of which the last `opens` are those of openings."""
        opening = np.arange(terms.shape[1]) >= terms.shape[1] - opens
        return Labelled(terms, self.collects, self.policy, opening)

    def _by_fit(self, data: Labelled, inside, outside):
        return fit(data.rows(inside)).logits(data.rows(outside))

    def _shipped(self, inside, outside):
        data = Labelled(self.all_terms, self.collects, self.policy, self.opens)
        return self._by_fit(data, inside, outside)

    def _plain(self, inside, outside):
        return self._by_fit(self.data, inside, outside)

    def _marks(self, inside, outside):
        return self._by_fit(self._labelled(self.all_terms[:, ~self.opens]), inside, outside)

    def _openings(self, inside, outside):
        terms = sparse.hstack([self.data.terms, self.all_terms[:, self.opens]]).tocsr()
        return self._by_fit(self._labelled(terms, self.opens.sum()), inside, outside)

    def _actors(self, inside, outside):
        (points,) = self._weigh(self.data.terms, inside)
        (acted,) = self._weigh(self._acted, inside)
        points = sparse.hstack([points, 0.3 * acted]).tocsr()
        learned = regression(STRENGTH).fit(points[inside], self.collects[inside])
        return learned.decision_function(points[outside])

    @cached_property
    def _acted(self) -> sparse.csr_matrix:
        def told_apart(text):
            for sentence in SENTENCE.split(text):
                actor = ""
                for word in (t for t in terms_of(sentence) if t.isalpha()):
                    actor = ACTORS.get(word, actor)
                    yield f"{actor} {word}"

        return self._counts(map(told_apart, self.texts))

    def _fewer(self, inside, outside):
        (points,) = self._weigh(self.data.terms, inside)
        first = regression(STRENGTH).fit(points[inside], self.collects[inside])
        moves = np.abs(first.coef_[0]) * np.sqrt(points[inside].power(2).mean(axis=0).A1)
        strongest = np.sort(np.argsort(-moves.round(9), kind="stable")[:FEWER])
        second = regression(STRENGTH).fit(points[inside][:, strongest], self.collects[inside])
        return second.decision_function(points[outside][:, strongest])

    def _linear(self, make: Callable[[], sparse.csr_matrix], strength: float = STRENGTH) -> Idea:
        made = cache(make)

        def idea(inside, outside):
            (points,) = self._weigh(made(), inside)
            learned = regression(strength).fit(points[inside], self.collects[inside])
            return learned.decision_function(points[outside])

        return idea

    def _naive_bayes(self, inside, outside):
        (points,) = self._weigh(self.data.terms, inside)
        collects = self.collects[inside]
        yes, no = ((points[inside][kind] > 0).sum(axis=0).A1 + 1 for kind in (collects, ~collects))
        points = points @ sparse.diags(np.abs(np.log(yes / yes.sum()) - np.log(no / no.sum())))
        return regression(STRENGTH).fit(points[inside], collects).decision_function(points[outside])

    def _vectors_only(self, inside, outside):
        learned = regression(100.0).fit(self.vectors[inside], self.collects[inside])
        return learned.decision_function(self.vectors[outside])

    def _terms_and_vectors(self, inside, outside):
        points = sparse.hstack([*self._weigh(self.data.terms, inside), self.vectors]).tocsr()
        learned = regression(STRENGTH).fit(points[inside], self.collects[inside])
        return learned.decision_function(points[outside])

    def _curved(self, inside, outside):
        learned = SVC(C=2).fit(self.vectors[inside], self.collects[inside])
        return learned.decision_function(self.vectors[outside])

    def _curved_terms(self, inside, outside):
        (points,) = self._weigh(self.data.terms, inside)
        learned = SVC(C=3, kernel="precomputed").fit(
            _radial(points[inside], points[inside]), self.collects[inside]
        )
        return learned.decision_function(_radial(points[outside], points[inside]))

    def _self_training(self, inside, outside):
        points, clauses = self._weigh(self.data.terms, inside, self._clauses)
        first = regression(STRENGTH).fit(points[inside], self.collects[inside])
        likely = first.predict_proba(clauses)[:, 1]
        sure = np.abs(likely - 0.5) >= CERTAIN - 0.5
        second = regression(STRENGTH).fit(
            sparse.vstack([points[inside], clauses[sure]]),
            np.r_[self.collects[inside], likely[sure] > 0.5],
            sample_weight=np.r_[np.ones(len(inside)), np.full(sure.sum(), 0.1)],
        )
        return second.decision_function(points[outside])

    @cached_property
    def _clauses(self) -> sparse.csr_matrix:
        """Clauses of the archives over the segments' terms, as far as the token tables tell (no stop words)."""
        counts, names = _token_counts()
        drawn = np.random.default_rng(0).choice(counts.shape[0], min(PSEUDO, counts.shape[0]), replace=False)
        counter = CountVectorizer(analyzer=list, min_df=POLICIES, dtype=np.float64, binary=True)
        counter.fit(map(_words_and_pairs, self.texts))
        tokens = np.array(names, object)
        bags = (_words_and_pairs(" . ".join(tokens[counts[row].indices])) for row in np.sort(drawn))
        return counter.transform(bags).tocsr()

    def _nearest(self, inside, outside):
        (points,) = self._weigh(self.data.terms, inside)
        vote = KNeighborsClassifier(15, weights="distance", metric="cosine")
        return vote.fit(points[inside], self.collects[inside]).predict_proba(points[outside])[:, 1]

    def _sentences(self, inside, outside):
        """Scores of whole segments and of their sentences: mean, maximum, whether any (noisy or)."""
        own, sentences = self._cut
        points, parts = self._weigh(self.data.terms, inside, sentences)
        learned = regression(STRENGTH).fit(points[inside], self.collects[inside])
        whole, each = learned.decision_function(points), learned.decision_function(parts)
        size = len(self.texts)
        best = np.full(size, -np.inf)
        np.maximum.at(best, own, each)
        mean = np.bincount(own, each, size) / np.bincount(own, minlength=size)
        none = np.bincount(own, np.log1p(-np.minimum(expit(each), 0.999)), size)
        return np.column_stack([whole, mean, best, np.log(np.expm1(-none) + 1e-6)])[outside]

    @cached_property
    def _cut(self) -> tuple[np.ndarray, sparse.csr_matrix]:
        """The sentences of all segments: the segment of each, its terms."""
        cut = [[s for s in SENTENCE.split(text) if s.strip()] or [text] for text in self.texts]
        counter = CountVectorizer(analyzer=_words_and_pairs, min_df=POLICIES, dtype=np.float64, binary=True)
        counter.fit(self.texts)
        own = np.repeat(np.arange(len(cut)), list(map(len, cut)))
        return own, counter.transform([s for sentences in cut for s in sentences]).tocsr()

    def _all_labels(self, inside, outside):
        (points,) = self._weigh(self.data.terms, inside)
        columns = []
        for label in self.every_label.T:
            enough = 2 < label[inside].sum() < len(inside)
            learned = regression(STRENGTH).fit(points[inside], label[inside]) if enough else None
            columns.append(learned.decision_function(points[outside]) if enough else np.zeros(len(outside)))
        return np.column_stack(columns)

    def _together(self, *ideas: Idea) -> Idea:
        def idea(inside, outside):
            return np.column_stack([idea(inside, outside) for idea in ideas])

        return idea

    # ------------------------------------------------------------ measuring

    def folds(self, rows: np.ndarray, number: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Folds of about equal size that keep a policy's segments together, as (inside, outside)."""
        sizes = np.bincount(self.policy[rows])
        load, fold_of = np.zeros(number), np.zeros(len(sizes), int)
        for policy in np.random.default_rng(seed).permutation(np.flatnonzero(sizes)):
            fold_of[policy] = load.argmin()
            load[fold_of[policy]] += sizes[policy]
        for fold in range(number):
            outside = fold_of[self.policy[rows]] == fold
            yield rows[~outside], rows[outside]

    def _cross_scaled(self, rows: np.ndarray, held: np.ndarray) -> np.ndarray:
        """Held-out scores as probabilities, by scales learned from other folds."""
        likely, place = np.zeros(len(rows)), np.zeros(len(self.texts), int)
        place[rows] = np.arange(len(rows))
        for a, b in self.folds(np.sort(rows), INNER, 99):
            likely[place[b]] = _scale(held[place[a]], self.collects[a])(held[place[b]])
        return likely

    def measure(self, idea: Idea) -> pd.DataFrame:
        """Every segment's held-out score (scaled) and decision, once a seed: seed, fold, row, score, found."""
        parts = []
        for seed in SEEDS:
            folds = self.folds(np.arange(len(self.texts)), FOLDS, seed)
            for fold, (inside, outside) in enumerate(folds, 1):
                inner = [(b, idea(a, b)) for a, b in self.folds(inside, INNER, 1000 + seed)]
                rows, held = (np.concatenate(part) for part in zip(*inner, strict=True))
                likely = self._cross_scaled(rows, held.reshape(len(rows), -1))
                threshold = best_threshold(self.collects[rows], likely)
                scale = _scale(held.reshape(len(rows), -1), self.collects[rows])
                score = scale(idea(inside, outside).reshape(len(outside), -1))
                columns = {"row": outside, "score": score, "found": score >= threshold}
                parts.append(pd.DataFrame({"seed": seed, "fold": fold, **columns}))
        return pd.concat(parts, ignore_index=True)


def _words_and_pairs(text: str) -> list[str]:
    """The terms of a text that say nothing of marks or openings."""
    words = [term for term in terms_of(text) if term.isalpha()]
    return [*words, *map(" ".join, pairwise(words))]


def _scale(held: np.ndarray, collects: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """From an idea's scores to a probability: Platt's scale for one column, a stacked regression for several."""
    spread = StandardScaler().fit(held)
    strength = 1e6 if held.shape[1] == 1 else 0.03
    learned = LogisticRegression(C=strength, max_iter=2000).fit(spread.transform(held), collects)
    return lambda scores: learned.predict_proba(spread.transform(scores))[:, 1]


def _radial(points: sparse.csr_matrix, others: sparse.csr_matrix) -> np.ndarray:
    """exp(-distance²) of all pairs; far quicker than the support vectors' own on sparse points."""
    lengths = [each.power(2).sum(axis=1).A1 for each in (points, others)]
    return np.exp(2 * (points @ others.T).toarray() - lengths[0][:, None] - lengths[1])


def _token_counts() -> tuple[sparse.csr_matrix, list[str]]:
    """Clauses × tokens of the committed tables, and the tokens."""
    table = read_table("tokens")
    lists = table.column("tokens").combine_chunks()
    counts = table.column("counts").combine_chunks().values.to_numpy().astype(np.float64)
    names = read_table("vocabulary").column("token").to_pylist()
    shape = (table.num_rows, len(names))
    return sparse.csr_matrix((counts, lists.values.to_numpy(), lists.offsets.to_numpy()), shape=shape), names


def _by_policy(ideas: Ideas, measured: pd.DataFrame) -> np.ndarray:
    """Right, found and collecting segments of each policy, summed over seeds (policies × 3)."""
    collects, found = ideas.collects[measured["row"]], measured["found"].to_numpy()
    policy = ideas.policy[measured["row"]]
    return np.column_stack([np.bincount(policy, kind) for kind in (collects & found, found, collects)])


def _f1(sums: np.ndarray) -> np.ndarray:
    return 2 * sums[..., 0] / (sums[..., 1] + sums[..., 2])


def compare(labelled: Path | str, out: Path | str, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Measure ideas (all by default), write gate_ideas.csv, gate_folds.csv and gate_calibration.csv in `out`.

    Precision, recall and F1 are means over folds and seeds, `spread` the standard deviation of F1 over folds.
    low and high bound F1, gain_low and gain_high the gain over words and pairs: 95 % bootstrap, policies drawn
    with replacement.
    """
    ideas, out = Ideas(read_labelled(Path(labelled))), Path(out)
    if not out.is_dir():
        raise CorpusError(f"{out}: no such folder; name a folder that exists")
    table = ideas.table()
    first = (ideas.reference, ideas.shipped)
    names = [*first, *(name for name in names or table if name not in first)]
    policies = ideas.policy.max() + 1
    draws = np.random.default_rng(0).multinomial(policies, np.full(policies, 1 / policies), BOOTSTRAP)
    rows, plain = [], None
    with threadpool_limits(1):  # sums in one order on every machine
        for name in names:
            measured = ideas.measure(table[name][0])
            sums = _by_policy(ideas, measured)
            plain = sums if plain is None else plain
            if name == ideas.shipped:
                _write_gate(ideas, measured, out)
            folds = _fold_scores(ideas, measured)
            sampled = _f1(draws @ sums)
            gained = sampled - _f1(draws @ plain)
            rows.append(
                {"idea": name, **folds.mean().to_dict(), "spread": folds["F1"].std()}
                | dict(zip(("low", "high"), np.quantile(sampled, [0.025, 0.975]), strict=True))
                | {"gain": _f1(sums.sum(axis=0)) - _f1(plain.sum(axis=0))}
                | dict(zip(("gain_low", "gain_high"), np.quantile(gained, [0.025, 0.975]), strict=True))
                | {"brier": brier_score_loss(ideas.collects[measured["row"]], measured["score"])}
                | {"note": table[name][1]}
            )
            print(f"{name}: F1 {rows[-1]['F1']:.3f} ± {rows[-1]['spread']:.3f}", flush=True)
    rows[:2] = rows[1::-1]  # the gate first
    result = pd.DataFrame(rows).round(3)
    _write(result, out / "gate_ideas.csv")
    return result


def _fold_scores(ideas: Ideas, measured: pd.DataFrame) -> pd.DataFrame:
    scores = {
        key: agreement(ideas.collects[part["row"]], part["found"])
        for key, part in measured.groupby(["seed", "fold"])
    }
    return pd.DataFrame(scores).T.rename_axis(["seed", "fold"])


def _write_gate(ideas: Ideas, measured: pd.DataFrame, out: Path) -> None:
    """The shipped gate's scores fold by fold, and its calibration by tenths of the scale."""
    _write(_fold_scores(ideas, measured).round(3).reset_index(), out / "gate_folds.csv")
    tenth = pd.cut(measured["score"], np.linspace(0, 1, 11), labels=False, include_lowest=True)
    grouped = measured.assign(share=ideas.collects[measured["row"]]).groupby(tenth.rename("tenth"))
    table = grouped.agg(segments=("score", "size"), score=("score", "mean"), share=("share", "mean"))
    table["segments"] = (table["segments"] / len(SEEDS)).round().astype(int)
    _write(table.round(3).reset_index(), out / "gate_calibration.csv")


def _write(table: pd.DataFrame, path: Path) -> None:
    partial = path.with_name(f"{path.name}.partial")
    table.to_csv(partial, index=False, lineterminator="\n")
    partial.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare from the command line; 2 for bad input."""
    parser = argparse.ArgumentParser(prog="python -m policy_corpus.trials.gate_ideas", description=__doc__)
    parser.add_argument("labelled", type=Path, metavar="LABELLED.csv", help="columns policy, segment, labels")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")
    chosen = parser.parse_args(arguments)
    return exit_code(lambda: print(compare(chosen.labelled, chosen.out).drop(columns="note").to_string()))


if __name__ == "__main__":
    sys.exit(main())
