"""Clusters: near-copies, weights, vectors, consensus and names, held to cases worked by hand."""

import os
import platform
import subprocess
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from scipy import sparse

import helpers
from policy_corpus.analysis import clusters
from policy_corpus.errors import CorpusError
from policy_corpus.paths import ROOT
from policy_corpus.trials import compare

TEXTS = [
    "cookies remember your browser",
    "cookies and your browser settings",
    "browser cookies stay for days",
    "your card pays the invoice",
    "the invoice names your card",
    "parrots whistle at noon",
]


def matrix(rows: list[list[int]]) -> sparse.csr_matrix:
    return sparse.csr_matrix(np.array(rows, np.float32))


def vocabulary(*tokens: str) -> pd.DataFrame:
    return pd.DataFrame({"token": tokens, "clauses": range(len(tokens), 0, -1)})


CLUSTER = """
import numpy as np, helpers
from scipy import sparse
rng = np.random.default_rng(0)
counts = sparse.csr_matrix(rng.poisson(0.05, (3000, 200)))
print(*helpers.cluster_clauses(counts, 8, seed=3), sep="")
"""
# Words of few kinds, so that many wordings are equally far from another one.
MAP = """
import hashlib, numpy as np, helpers
points = np.random.default_rng(0).integers(1, 3, (400, 6)).astype(float)
print(hashlib.sha256(helpers.flat_map(points).tobytes()).hexdigest())
"""
OLDER = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4", "OPENBLAS_CORETYPE": "Nehalem"}


def test_clauses_that_share_words_share_a_cluster():
    labels = helpers.cluster_clauses(TEXTS, 3, seed=0)
    assert labels.tolist() == [0, 0, 0, 1, 1, 2]


def test_texts_and_their_counts_cluster_alike():
    counts = clusters.count_terms(TEXTS)
    expected = helpers.cluster_clauses(TEXTS, 3, seed=1).tolist()
    assert helpers.cluster_clauses(counts, 3, seed=1).tolist() == expected
    assert helpers.cluster_clauses(counts.toarray(), 3, seed=1).tolist() == expected
    assert helpers.cluster_clauses(pd.Series(TEXTS), 3, seed=1).tolist() == expected


@pytest.mark.parametrize(("clauses", "n_clusters"), [(TEXTS, 7), (TEXTS[:1] * 5, 2), (TEXTS, 0), ([], 1)])
def test_too_few_clauses_for_the_clusters(clauses, n_clusters):
    with pytest.raises(ValueError):
        helpers.cluster_clauses(clauses, n_clusters, seed=0)


def test_too_few_clauses_are_counted_in_the_message():
    with pytest.raises(ValueError, match="1 different clauses cannot make 2 clusters"):
        helpers.cluster_clauses(TEXTS[:1] * 5, 2)


def test_one_cluster_and_one_word():
    assert helpers.cluster_clauses(TEXTS, 1).tolist() == [0] * len(TEXTS)
    assert helpers.cluster_clauses(["cookies", "cookies", "cards"], 2).tolist() == [0, 0, 1]


@given(st.integers(0, 1000), st.integers(1, 6))
@settings(max_examples=5, deadline=None)
def test_clusters_are_numbered_by_size(seed, n_clusters):
    points = np.random.default_rng(seed).normal(size=(40, 3))
    sizes = np.bincount(clusters.cluster_points(points, n_clusters, seed))
    assert len(sizes) == n_clusters
    assert (np.diff(sizes) <= 0).all()


def test_a_clause_without_weight_moves_no_centre():
    points = np.array([[0.0], [0.1], [10.0], [10.1], [500.0]])
    assert clusters.cluster_points(points, 2).tolist() == [0, 0, 0, 0, 1]
    assert clusters.cluster_points(points, 2, sample_weight=[1, 1, 1, 1, 0]).tolist() == [1, 1, 0, 0, 0]


def said_under(code: str, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, env=os.environ | environment
    )
    return run.stdout.decode()


def test_clusters_do_not_depend_on_hash_seed_or_threads():
    printed = {
        said_under(CLUSTER, PYTHONHASHSEED=seed, OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads)
        for seed, threads in [("0", "1"), ("1", "4")]
    }
    assert len(printed) == 1
    assert len(set(printed.pop().strip())) == 8


@pytest.mark.skipif(platform.machine() != "x86_64", reason="tells older x86 processors from newer ones")
@pytest.mark.parametrize("code", [CLUSTER, MAP], ids=["clusters", "map"])
def test_an_older_processor_says_the_same(code):
    """Without the instructions (AVX2, FMA) that NumPy and OpenBLAS choose by the processor they find."""
    assert said_under(code) == said_under(code, **OLDER)


def test_tfidf_rows_have_unit_length_and_rare_words_weigh_more():
    weights = clusters.tfidf(matrix([[1, 1, 0], [1, 0, 1], [1, 0, 9]])).toarray()
    assert np.linalg.norm(weights, axis=1) == pytest.approx(1)
    assert weights[0, 1] > weights[0, 0]


def test_lsa_has_at_most_one_dimension_less_than_the_matrix():
    weights = clusters.tfidf(matrix([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]))
    points = clusters.lsa(weights, n_dimensions=50)
    assert points.shape == (3, 2)
    assert np.linalg.norm(points, axis=1) == pytest.approx(1, abs=1e-5)
    assert (points == clusters.lsa(weights, n_dimensions=50)).all()


def test_near_copies_join_in_chains():
    rows = [
        [1, 1, 1, 1, 1, 0, 0, 0],
        [1, 1, 1, 1, 0, 0, 0, 0],  # 4 of 5 with the row above
        [0, 1, 1, 1, 1, 1, 0, 0],  # 4 of 6 with the first
        [7, 1, 1, 1, 2, 0, 0, 0],  # the same tokens as the first
        [0, 0, 0, 0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
    ]
    assert clusters.near_copies(matrix(rows), 0.8).tolist() == [0, 0, 1, 0, 2, 3, 4]
    assert clusters.near_copies(matrix(rows), 0.6).tolist() == [0, 0, 0, 0, 1, 2, 3]
    assert clusters.near_copies(matrix(rows), 1.0).tolist() == [0, 1, 2, 0, 3, 4, 5]


@given(
    st.lists(st.sets(st.integers(0, 7)), min_size=1, max_size=12), st.sampled_from([0.3, 0.5, 0.6, 0.8, 1.0])
)
@settings(max_examples=150, deadline=None)
def test_near_copies_are_those_that_comparing_all_pairs_finds(sets, jaccard):
    group = clusters.near_copies(matrix([[token in row for token in range(8)] for row in sets]), jaccard)
    expected = list(range(len(sets)))
    for first, second in combinations(range(len(sets)), 2):
        either = sets[first] | sets[second]
        if either and len(sets[first] & sets[second]) >= jaccard * len(either) - 1e-9:
            old, new = expected[second], expected[first]
            expected = [new if number == old else number for number in expected]
    same = [[a == b for b in expected] for a in expected]
    assert [[a == b for b in group] for a in group] == same


def test_no_company_weighs_more_than_most():
    holders = pd.DataFrame({"wording": [0, 1, 2, 3, 0], "company": ["long"] * 4 + ["short"]})
    weights = clusters.company_weights(holders, most=2)
    assert weights.to_dict() == {0: 1, 1: 0.5, 2: 0.5, 3: 0.5}  # wording 0 by the short company


def test_companies_drawn_twice_weigh_twice():
    holders = pd.DataFrame({"wording": [0, 1], "company": ["one", "other"]})
    seen = {tuple(clusters.company_weights(holders, 5, seed)) for seed in range(20)}
    assert seen == {(1, 1), (2, 0), (0, 2)}


def test_agreement_is_one_whatever_the_numbers():
    same = [np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])]
    assert clusters.agreement(same) == 1
    assert clusters.agreement([*same, np.array([0, 1, 0, 1])]) < 0.5


def test_found_again_is_the_best_overlap():
    labels = np.array([0, 0, 0, 1, 1, 2])
    other = np.array([5, 5, 6, 6, 6, 7])
    # {0,1,2}: with {0,1} 2 of 3, with {2,3,4} 1 of 5; {3,4}: with {2,3,4} 2 of 3; {5}: itself
    assert clusters.found_again(labels, [other]).tolist() == pytest.approx([2 / 3, 2 / 3, 1])
    assert clusters.found_again(labels, [other, labels]).tolist() == pytest.approx([5 / 6, 5 / 6, 1])


def test_nearest_centres_is_a_cosine():
    points = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])
    likeness = clusters.nearest_centres(points, np.array([0, 0, 1, 1]))
    centre = np.array([0.3, 0.9]) / np.hypot(0.3, 0.9)
    assert likeness == pytest.approx([1, 1, centre[1], points[3] @ centre])


def test_top_terms_tell_a_cluster_from_the_others_and_repeat_no_word():
    counts = matrix([[3, 1, 0, 9, 2], [3, 1, 0, 9, 2], [0, 0, 4, 9, 0]])
    terms = vocabulary("ip address", "browser", "card", "use", "address")
    found = clusters.top_terms(counts, np.array([0, 0, 1]), terms, n=2)
    assert found.tolist() == ["use, ip address", "card, use"]
    assert "address" not in clusters.top_terms(counts, np.array([0, 0, 1]), terms)[0].split(", ")


def blobs(n: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Three well-parted groups of n points in ten dimensions, and their numbers."""
    rng = np.random.default_rng(seed)
    true = np.repeat([0, 1, 2], n)
    return np.eye(10)[true] + rng.normal(0, 0.1, (3 * n, 10)), true


def test_the_consensus_finds_groups_that_are_there_whatever_the_seed():
    points, true = blobs()
    found = [clusters.cluster_points(points, 3, seed) for seed in range(3)]
    assert clusters.agreement([true, *found]) == 1


def test_bags_of_rows_give_the_same_groups(monkeypatch):
    points, true = blobs()
    monkeypatch.setattr(clusters, "BAG", 50)
    assert clusters.agreement([true, clusters.cluster_points(points, 3)]) == 1


def test_seeds_of_the_consensus_agree_better_than_those_of_k_means():
    points = np.random.default_rng(0).normal(size=(400, 6))  # no groups at all: the hardest case
    ones = np.ones(400)
    runs = [clusters._by_size(clusters._one_run(points, 6, ones, (seed, 0))) for seed in range(4)]
    joint = [clusters.cluster_points(points, 6, seed) for seed in range(4)]
    assert clusters.agreement(joint) > clusters.agreement(runs) + 0.1


def test_forms_of_a_stem_are_one_term_named_by_the_commonest():
    words = pd.DataFrame(
        {"token": ["collect", "collects", "collecting data", "iris"], "clauses": [1, 3, 1, 1]}
    )
    counts, terms = clusters.by_stem(matrix([[1, 2, 0, 0], [0, 1, 1, 0], [0, 1, 0, 1]]), words)
    assert terms["token"].tolist() == ["collects", "collecting data", "iris"]
    assert terms["clauses"].tolist() == [3, 1, 1]
    assert counts.toarray().tolist() == [[3, 0, 0], [1, 1, 0], [1, 0, 1]]
    assert clusters.by_stem(counts, terms, rarest=2)[1]["token"].tolist() == ["collects"]


def test_texts_are_counted_with_their_function_words_and_pairs():
    assert clusters.stems_and_pairs("We collect Data.") == [
        "we",
        "collect",
        "data",
        "we collect",
        "collect data",
    ]
    assert clusters.count_terms(["we collect", "you collect"]).shape == (2, 5)


def test_central_rows_are_the_nearest_of_each_cluster():
    points = np.array([[1, 0], [0.8, 0.6], [0.95, 0.3], [0, 1], [0.1, 1]])
    rows = clusters.central_rows(points, np.array([0, 0, 0, 1, 1]), 1)
    assert rows[:, 0].tolist()[0] == 2
    assert rows.shape == (2, 1)


# ---------------------------------------------------------------- names

TELLING = pd.Series(["card, bank, pay, bill", "iris, face, voice, scan"])
NAMES = pd.DataFrame(
    {
        "name": ["Body", "Money"],
        "meaning": ["b", "m"],
        "not_in_it": ["x", "y"],
        "terms": [TELLING[1], TELLING[0]],
        "fingerprint": clusters.fingerprint(TELLING),
    }
)


def test_clusters_are_named_by_their_terms_whatever_their_numbers():
    named = clusters.name_clusters(TELLING, NAMES)
    assert named["name"].tolist() == ["Money", "Body"]
    assert named["overlap"].tolist() == [1, 1]
    assert named["same"].all()


def test_a_cluster_that_moved_a_little_keeps_its_name_and_says_so():
    named = clusters.name_clusters(pd.Series(["card, bank, loan, debt", TELLING[1]]), NAMES)
    assert named["name"].tolist() == ["Money", "Body"]
    assert named["overlap"].tolist() == [0.5, 1]
    assert not named["same"].any()


def test_a_cluster_that_moved_away_is_noticed_and_not_mislabelled():
    with pytest.raises(
        CorpusError, match=r"1 of 2 clusters have moved .*\(card, loan, debt, rent\).*run python -m"
    ):
        clusters.name_clusters(pd.Series(["card, loan, debt, rent", TELLING[1]]), NAMES)


def test_a_cluster_more_than_there_are_names_is_noticed():
    with pytest.raises(CorpusError, match="1 of 3 clusters have moved"):
        clusters.name_clusters(pd.Series([*TELLING, "cookies, pixels, tags, beacons"]), NAMES)


def test_the_fingerprint_knows_terms_and_parameters_and_no_order(monkeypatch):
    mark = clusters.fingerprint(TELLING)
    assert clusters.fingerprint(TELLING[::-1]) == mark
    assert clusters.fingerprint(TELLING.str.replace("card", "loan")) != mark
    monkeypatch.setattr(clusters, "COMMON", 0.5)
    assert clusters.fingerprint(TELLING) != mark


def test_the_published_names_are_whole():
    names = clusters.read_names()
    assert len(names) == clusters.N_CLUSTERS
    assert (names["terms"].str.split(", ").str.len() == clusters.TELLING).all()
    assert names["name"].str.len().max() <= 30


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda names: names.drop(columns="meaning"), "needs the columns"),
        (lambda names: names.assign(meaning=""), "none empty"),
        (lambda names: names.assign(name="Money"), "stands twice"),
        (lambda names: names.assign(fingerprint=["a", "b"]), "one fingerprint"),
    ],
)
def test_a_damaged_table_of_names_is_refused(change, message, tmp_path):
    path = tmp_path / "clusters.csv"
    change(NAMES).to_csv(path, index=False)
    with pytest.raises(CorpusError, match=message):
        clusters.read_names(path)


def test_a_missing_table_of_names_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"none\.csv: it cannot be read"):
        clusters.read_names(tmp_path / "none.csv")


def test_the_published_clusters_are_those_that_were_named():
    """The committed tables make the clusters of data/clusters.csv; else `name_clusters` says which moved."""
    language = clusters.collection_wordings(helpers.load_corpus())
    points = clusters.lsa(clusters.tfidf(language.counts), clusters.N_CLUSTERS)
    labels = clusters.cluster_points(points, clusters.N_CLUSTERS, 0, language.weights)
    named = clusters.name_clusters(clusters.telling_terms(language, labels), clusters.read_names())
    assert named["name"].is_unique
    assert named["overlap"].mean() > 0.8
    weighed = language.holders["wording"].map(language.weights).groupby(language.holders["company"]).sum()
    assert language.weights.between(0, 1, inclusive="right").all()
    assert weighed.max() / weighed.sum() < 0.02


# ---------------------------------------------------------------- over time


def test_new_language_is_found_where_it_is_and_nowhere_else():
    rng = np.random.default_rng(0)
    rows = []
    for company in range(30):
        for number in range(40):
            late = rng.random() < 0.3
            rows.append([company, number % 10, "2024-01-01" if late else "2020-01-01"])
        rows.append([company, 10, "2024-01-01"])  # what every company took up late
    held = pd.DataFrame(rows, columns=["company", "group", "day"]).assign(
        day=lambda t: pd.to_datetime(t["day"])
    )
    found = clusters.new_language(held, "2023-01-01", n_samples=200)
    assert found.index[0] == 10
    assert found.loc[10, ["before", "after", "companies_before", "companies_after"]].tolist() == [
        0,
        30,
        0,
        30,
    ]
    assert (found["p"] <= 0.05).tolist() == [True] + [False] * 10
    assert found["after"].sum() == pytest.approx(found["expected"].sum())


def test_what_one_company_says_at_once_is_not_new_by_chance():
    rows = [["Acorn", group, "2024-01-01"] for group in range(5) for _ in range(10)]
    rows += [["Birch", group, "2020-01-01"] for group in range(5) for _ in range(10)]
    held = pd.DataFrame(rows, columns=["company", "group", "day"]).assign(
        day=lambda t: pd.to_datetime(t["day"])
    )
    assert (clusters.new_language(held, "2023-01-01", n_samples=50)["p"] == 1).all()


def test_spread_is_nought_where_all_say_the_same():
    points = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    same = pd.DataFrame({"company": ["a", "b"], "place": [0, 1]})
    apart = pd.DataFrame({"company": ["a", "b"], "place": [0, 2]})
    assert clusters.spread(points, same, 10).high == pytest.approx(0)
    assert clusters.spread(points, apart, 10).value == pytest.approx(0.5)


# ---------------------------------------------------------------- the comparison

SAYINGS = [text for text in TEXTS[:5] for _ in range(40)]


@pytest.mark.parametrize("method", sorted({entry[1] for entry in compare.METHODS}, key=lambda m: m.__name__))
def test_every_method_parts_what_shares_no_word(method, monkeypatch):
    monkeypatch.setattr(compare, "N_CLUSTERS", 2)
    monkeypatch.setattr(compare, "ANCHORS", ROOT / "data" / "cluster_anchors.csv")
    counts = clusters.count_terms(SAYINGS)
    weights = clusters.tfidf(counts)
    terms = compare._count(SAYINGS, {})[1]
    labels = method(weights, clusters.lsa(weights, 5), terms, 0, np.ones(len(SAYINGS)))
    assert len(labels) == len(SAYINGS)
    assert set(labels[:120]).isdisjoint(labels[120:])


def test_anchors_are_stems_with_a_source():
    anchors = pd.read_csv(compare.ANCHORS)
    assert anchors["anchor"].is_unique
    assert anchors["source"].str.contains(r"OPP-115|1798\.140").all()
    assert (anchors["words"].str.split().str.len() >= 3).all()


def test_the_published_comparison_has_every_method_and_the_best_is_the_one_used():
    table = pd.read_csv(compare.OUT).set_index("method")
    assert table.index.tolist() == [name for name, *_ in compare.METHODS]
    chosen = table.loc["consensus of k-means"]
    assert chosen["ari_seeds"] > 0.75
    assert chosen["ari_companies"] > 0.75
    whole = table[(table["left_out"] == 0) & (table["ari_segments"] < 1)]
    assert chosen["nmi_segments"] > whole.loc["k-means", "nmi_segments"]


def test_segments_with_several_labels_are_left_out(tmp_path):
    path = tmp_path / "segments.csv"
    path.write_text("policy,segment,labels\na,We keep it.,Data Retention\na,Both.,Data Retention|Other\n")
    assert compare.read_segments(path).to_dict("records") == [
        {"text": "We keep it.", "label": "Data Retention"}
    ]
    with pytest.raises(CorpusError, match=r"none\.csv: not a table"):
        compare.read_segments(tmp_path / "none.csv")
