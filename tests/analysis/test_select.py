"""Which documents of an invented corpus are kept elsewhere, and which are in force on a day."""

from policy_corpus.analysis import select


def test_documents_that_another_archive_keeps(corpus):
    assert select.archived_elsewhere(corpus, ["pga-versions"])["document"].tolist() == ["a"]
    assert select.archived_elsewhere(corpus, [])["document"].tolist() == ["a", "b", "c"]
    assert select.archived_elsewhere(corpus, ["pga-versions", "tosback2"]).empty


def test_documents_in_force_on_a_day(corpus):
    assert select.in_force(corpus, corpus.documents, "2021-03-01")["document"].tolist() == ["a", "c"]
    assert select.in_force(corpus, corpus.documents, "2021-07-01").empty
