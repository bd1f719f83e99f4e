"""What a notebook would do otherwise: every capture by itself, a sample of which stands for all."""

from invented import corpus

from policy_corpus.extract.sources import read_sources
from policy_corpus.trials import notebook_way


def test_words_and_sentences_are_counted():
    assert notebook_way.count_words(iter(["We collect names. We sell none.", "We collect names."])) == (3, 6)


def test_samples_that_begin_one_after_the_other_hold_every_capture_once(tmp_path, monkeypatch):
    paths = corpus(tmp_path)
    monkeypatch.setattr(notebook_way, "read_sources", lambda: read_sources(paths["sources"]))
    everything, total = notebook_way.texts_of(paths["archives"], 1, 0)
    assert len(everything) == total > 3
    parts = [text for begin in range(3) for text in notebook_way.texts_of(paths["archives"], 3, begin)[0]]
    assert sorted(parts) == sorted(everything)
