"""Compiled patterns are kept between runs, and only those are loaded that are whole and of the same patterns."""

import hyperscan
import pytest

from policy_corpus.extract import pattern_cache
from policy_corpus.extract.pattern_cache import AT_ONCE, FEWEST, MOST_FILES, SUFFIX, database, databases

MANY = {b"oak%d[ ,]" % number: number for number in range(FEWEST)}
TEXT = b"an oak7, and oak12 or oak99 "
FOUND = [(7, 3, 8), (12, 13, 19), (99, 22, 28)]


def found(kept: hyperscan.Database) -> list[tuple[int, int, int]]:
    matches = []
    kept.scan(TEXT, match_event_handler=lambda *match: matches.append(match[:3]))
    return sorted(matches)


@pytest.fixture
def compilations(monkeypatch) -> list[int]:
    """How many patterns were compiled, each time."""
    counts, compiled = [], pattern_cache.compiled

    def counted(patterns, starts):
        counts.append(len(patterns))
        return compiled(patterns, starts)

    monkeypatch.setattr(pattern_cache, "compiled", counted)
    return counts


def test_a_second_run_compiles_nothing_and_finds_the_same(tmp_path, compilations):
    assert [found(database(MANY, True, tmp_path)) for _ in range(2)] == [FOUND, FOUND]
    assert compilations == [FEWEST]


def test_of_more_patterns_several_databases_are_made_that_find_the_same(tmp_path, compilations):
    many = {b"oak%d[ ,]" % number: number for number in range(2 * AT_ONCE + 1)}
    parts = databases(many, True, tmp_path)
    assert sorted(match for part in parts for match in found(part)) == FOUND
    assert len(parts) == 3 and sum(compilations) == len(many) and max(compilations) <= AT_ONCE
    assert databases({}, True, tmp_path) == []


def test_other_patterns_numbers_or_flags_are_compiled_anew(tmp_path, compilations):
    others = {pattern: number + 1 for pattern, number in MANY.items()}
    database(MANY, True, tmp_path)
    assert found(database(others, True, tmp_path)) == [(number + 1, *place) for number, *place in FOUND]
    assert found(database(MANY, False, tmp_path)) == [(number, 0, end) for number, _, end in FOUND]
    assert len(compilations) == 3


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-1], lambda raw: raw[:500] + b"?" + raw[501:], lambda raw: b""]
)
def test_a_damaged_file_is_never_loaded_but_made_anew(tmp_path, compilations, damage):
    database(MANY, True, tmp_path)
    (file,) = tmp_path.glob(f"*{SUFFIX}")
    raw = file.read_bytes()
    assert raw[500:501] != b"?"
    file.write_bytes(damage(raw))
    assert found(database(MANY, True, tmp_path)) == FOUND
    assert len(compilations) == 2
    assert file.read_bytes() == raw


def test_a_file_under_the_name_of_other_patterns_is_not_loaded(tmp_path, compilations):
    database(MANY, True, tmp_path)
    (file,) = tmp_path.glob(f"*{SUFFIX}")
    file.rename(file.with_name(pattern_cache.cache_key(MANY, False) + SUFFIX))
    assert found(database(MANY, False, tmp_path))[0] == (7, 0, 8)
    assert len(compilations) == 2


def test_a_database_that_hyperscan_refuses_is_compiled(tmp_path, compilations):
    key = pattern_cache.cache_key(MANY, True)
    content = b"made for another processor"
    (tmp_path / f"{key}{SUFFIX}").write_bytes(pattern_cache._digest(key, content) + content)
    assert found(database(MANY, True, tmp_path)) == FOUND
    assert compilations == [FEWEST]


def test_a_folder_that_cannot_be_made_costs_only_time(tmp_path):
    (tmp_path / "file").write_text("")
    assert found(database(MANY, True, tmp_path / "file" / "patterns")) == FOUND


def test_few_patterns_are_not_kept_and_of_many_only_the_newest(tmp_path):
    database({b"oak": 0}, True, tmp_path)
    assert list(tmp_path.iterdir()) == []
    for number in range(MOST_FILES + 2):
        database(MANY | {b"elm%d" % number: FEWEST}, True, tmp_path)
    assert len(list(tmp_path.iterdir())) == MOST_FILES
