"""Which clauses are on data collection."""

from policy_corpus.analysis.clusters import above_the_gate, collection_clauses


def test_collection_clauses_reach_the_threshold_of_the_gate(corpus):
    assert collection_clauses(corpus).tolist() == [0, 2, 4]


def test_a_stricter_gate_lets_fewer_clauses_through(corpus):
    passing = collection_clauses(corpus)
    stricter = above_the_gate(corpus, 0.9)
    score = corpus.clauses["collection_score"]
    assert collection_clauses(stricter).tolist() == score.index[score >= 900].tolist()
    assert collection_clauses(above_the_gate(corpus, 0)).equals(passing)
