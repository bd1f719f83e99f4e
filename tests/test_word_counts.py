"""The published corpus's counts of words: as its tables have them, read whole or not at all."""

import json

import numpy as np
import pytest

from policy_corpus.analysis.news import NEWS
from policy_corpus.errors import CorpusError
from policy_corpus.tables import SCHEMA_VERSION
from policy_corpus.trials.count_words import count, main
from policy_corpus.word_counts import SMALL, WORD_COUNTS, WordCounts


@pytest.fixture(scope="module")
def published() -> WordCounts:
    return WordCounts.read(WORD_COUNTS)


def telling(counts: WordCounts, category: str) -> set[str]:
    """The words one of which is enough for news."""
    tokens = counts.tokens
    nats = np.log(counts.total / tokens["clauses"]) * tokens[category] / (tokens["clauses"] + 2)
    return set(tokens.index[nats >= NEWS])


def test_the_published_corpus_is_large_and_its_telling_words_are_told(published):
    assert published.total >= SMALL
    assert {"biometric", "faceprint", "fingerprints"} <= telling(published, "biometric")
    assert {"education", "resume"} <= telling(published, "employment")
    assert "email" not in telling(published, "biometric")


def test_the_counts_are_those_of_the_published_tables(tmp_path):
    count().write(tmp_path / "counts.csv")
    said = "other counts than the tables give; run `python -m policy_corpus.trials.count_words`"
    assert (tmp_path / "counts.csv").read_bytes() == WORD_COUNTS.read_bytes(), said


def test_what_is_written_is_what_is_read(published, tmp_path):
    published.write(tmp_path / "counts.csv")
    assert (tmp_path / "counts.csv").read_bytes() == WORD_COUNTS.read_bytes()


def test_a_word_that_is_called_null_is_a_word(published):
    assert {"null", "nan"} & set(published.tokens.index) == {"null"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "missing, and a corpus of fewer than 100,000 clauses needs it"),
        ("token,kind,clauses\nshed,word,3\n", "does not begin with"),
        ("token,kind,clauses\n(clauses),,9\nshed,word,many\n", "holds what is no count"),
    ],
)
def test_a_file_that_cannot_be_right_is_named_with_its_mend(content, said, tmp_path):
    path = tmp_path / "word_counts.csv"
    if content:
        path.write_text(content)
    with pytest.raises(CorpusError, match=said) as caught:
        WordCounts.read(path)
    assert "git checkout" in str(caught.value)


def test_a_small_corpus_does_not_count_for_others(tmp_path, capsys):
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "tables": {"clauses": {"rows": SMALL - 1, "bytes": 0, "sha256": "0" * 64}},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assert main(str(tmp_path), str(tmp_path / "counts.csv")) == 0
    assert "stays as it is" in capsys.readouterr().out
    assert not (tmp_path / "counts.csv").exists()
