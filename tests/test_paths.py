"""Where things are kept: in the repository, or where it may only be read, in the user's cache."""

import os

from policy_corpus.paths import scratch_of


def test_scratch_lies_in_the_repository(tmp_path):
    assert scratch_of(tmp_path) == tmp_path / "_build"


def test_where_the_repository_may_only_be_read_it_lies_in_the_users_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a" / "cache"))
    assert scratch_of(tmp_path) == tmp_path / "a" / "cache" / "policy-corpus"
    scratch_of(tmp_path).mkdir(exist_ok=True)  # as a notebook does
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert scratch_of(tmp_path) == tmp_path / "home" / ".cache" / "policy-corpus"
