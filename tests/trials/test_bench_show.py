"""The benchmark of `show`: a policy that is long enough, and what a run of it costs."""

import pytest

from policy_corpus.analysis.own_policy import clauses_of
from policy_corpus.errors import CorpusError
from policy_corpus.trials.bench_show import WORDS, cost, long_policy


def test_the_invented_policy_is_made_long_and_its_sentences_stay_distinct():
    text = long_policy()
    assert WORDS <= len(text.split()) < 1.5 * WORDS
    assert clauses_of(text)["words"].sum() > 0.9 * WORDS  # distinct clauses: a copy would count once


def test_more_words_than_there_are_towns_for_are_refused():
    with pytest.raises(ValueError, match="towns"):
        long_policy(1_000_000)


def test_a_run_is_a_process_that_keeps_its_patterns_and_a_policy_that_cannot_be_shown_is_named(
    tmp_path, capfd
):
    policy = tmp_path / "policy.md"
    policy.write_text("We collect your fingerprints.")
    imported, seconds, processor, memory = cost(policy, tmp_path / "patterns")
    assert min(imported, seconds, processor, memory) > 0
    assert list((tmp_path / "patterns").iterdir())
    with pytest.raises(CorpusError, match="a measured process failed"):
        cost(tmp_path / "none.md", tmp_path / "patterns")
    assert "none.md: cannot be read" in capfd.readouterr().err
