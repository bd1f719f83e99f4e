"""Histories that mislead: lines that run side by side, and names that are not what they look like."""

import unicodedata

import pytest
from invented import DAY, archive, blob_id, git, source

from policy_corpus.errors import CorpusError
from policy_corpus.extract.changes import read_changes

PATH, OTHER = "shop/Acme/Privacy Policy.md", "shop/Bolt/Privacy Policy.md"
PATTERNS = [("*Privacy Policy.md",), ("shop/*Privacy Policy.md",)]  # in any folder, or below one


def lines(folder, commits: list[tuple[int, list[int], dict[str, bytes | None]]]) -> str:
    """A bare repository of commits (day, places of its parents, path → content or None); the last one's id."""
    git("init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    stream = []
    for place, (day, parents, files) in enumerate(commits, start=1):
        stream.append(f"commit refs/heads/line{place}\nmark :{place}\n")
        stream.append(f"committer Archive <archive@example.org> {day * DAY} +0000\ndata 6\nRecord\n")
        stream += [f"{how} :{parent}\n" for how, parent in zip(["from", "merge"], parents, strict=False)]
        for path, text in files.items():
            data = f"data {len(text)}\n{text.decode()}\n" if text is not None else ""
            stream.append(f'M 100644 inline "{path}"\n{data}' if data else f'D "{path}"\n')
    git("--git-dir", str(folder), "fast-import", "--quiet", stdin="".join(stream).encode())
    return git("--git-dir", str(folder), "rev-parse", f"line{len(commits)}")


def told(folder, head: str, paths=PATTERNS[0]) -> list[tuple[str, str, str]]:
    """The changes: day, first letter of the path, blob."""
    return [(c.day, c.path[5], c.blob) for c in read_changes(folder, source("small", head, paths=paths))]


def day(number: int) -> str:
    return f"1970-01-{number + 1:02}"


@pytest.mark.parametrize("paths", PATTERNS)
class TestMerges:
    def test_a_text_that_only_the_merge_brought_is_a_change_of_its_day(self, tmp_path, paths):
        head = lines(
            tmp_path / "small.git",
            [
                (1, [], {PATH: b"one"}),
                (2, [1], {PATH: b"left"}),
                (3, [1], {PATH: b"right"}),
                (4, [2, 3], {PATH: b"both"}),
            ],
        )
        texts = [b"one", b"left", b"right", b"both"]
        assert told(tmp_path / "small.git", head, paths) == [
            (day(number), "A", blob_id(text)) for number, text in enumerate(texts, start=1)
        ]

    def test_an_older_history_merged_later_is_read_first(self, tmp_path, paths):
        head = lines(
            tmp_path / "small.git",
            [
                (10, [], {PATH: b"ten"}),
                (11, [1], {PATH: b"eleven"}),
                (2, [], {PATH: b"two", OTHER: b"bolt"}),
                (3, [3], {PATH: b"three"}),
                (12, [2, 4], {PATH: b"eleven", OTHER: b"bolt"}),
                (13, [5], {PATH: b"thirteen"}),
            ],
        )
        acme = [entry for entry in told(tmp_path / "small.git", head, paths) if entry[1] == "A"]
        assert [when for when, _, _ in acme] == [day(number) for number in (2, 3, 10, 11, 13)]

    def test_within_a_line_its_order_stands_whatever_the_dates(self, tmp_path, paths):
        head = lines(
            tmp_path / "small.git",
            [
                (5, [], {PATH: b"one"}),
                (3, [1], {PATH: b"two"}),
                (6, [1], {OTHER: b"bolt"}),
                (7, [2, 3], {OTHER: b"bolt"}),
            ],
        )
        acme = [entry for entry in told(tmp_path / "small.git", head, paths) if entry[1] == "A"]
        assert [when for when, _, _ in acme] == [day(5), day(3)]

    def test_lines_that_disagree_are_refused_by_name(self, tmp_path, paths):
        head = lines(
            tmp_path / "small.git",
            [
                (1, [], {PATH: b"one"}),
                (2, [1], {PATH: b"left"}),
                (3, [1], {PATH: b"right"}),
                (4, [2, 3], {PATH: b"left"}),
            ],
        )
        with pytest.raises(
            CorpusError,
            match=r"small\.git: lines of history .* disagree on 'shop/Acme/Privacy Policy.md'.*pin a commit",
        ):
            told(tmp_path / "small.git", head, paths)

    def test_a_file_added_and_withdrawn_on_a_side_line_never_was_in_the_archive(self, tmp_path, paths):
        head = lines(
            tmp_path / "small.git",
            [
                (1, [], {PATH: b"one"}),
                (2, [1], {OTHER: b"bolt"}),
                (3, [2], {OTHER: None}),
                (4, [1, 3], {PATH: b"two"}),
            ],
        )
        assert [letter for _, letter, _ in told(tmp_path / "small.git", head, paths)] == ["A", "A"]

    def test_a_file_that_stood_and_was_removed_is_kept(self, tmp_path, paths):
        head = lines(
            tmp_path / "small.git",
            [
                (1, [], {PATH: b"one"}),
                (2, [1], {OTHER: b"bolt"}),
                (3, [1, 2], {OTHER: b"bolt"}),
                (4, [3], {OTHER: None}),
            ],
        )
        assert [letter for _, letter, _ in told(tmp_path / "small.git", head, paths)] == ["A", "B", "B"]


class TestNames:
    def one(self, folder, name: str, pattern: str) -> list[str]:
        head = archive(folder / "small.git", [(DAY, "Start", {f"{name}/Privacy Policy.md": b"one"})])
        wanted = source("small", head, paths=(f"{pattern}/Privacy Policy.md",))
        return [change.path for change in read_changes(folder / "small.git", wanted)]

    @pytest.mark.parametrize(
        ("name", "pattern"), [("Acme [US]", "Acme [[]US]"), ("What?", "What[?]"), ("Acme", "A[bcd]m?")]
    )
    def test_brackets_and_question_marks_can_be_written(self, tmp_path, name, pattern):
        assert self.one(tmp_path, name, pattern) == [f"{name}/Privacy Policy.md"]

    def test_a_bracket_that_is_no_letter_is_told(self, tmp_path):
        with pytest.raises(
            CorpusError,
            match=r"small\.git: the pattern 'Acme \[US\].* does not take 'Acme \[US\].*write \[\[\]",
        ):
            self.one(tmp_path, "Acme [US]", "Acme [US]")

    def test_a_pattern_that_takes_other_paths_than_the_one_it_spells_out_is_told(self, tmp_path):
        files = {f"{name}/Privacy Policy.md": name.encode() for name in ("Acme [US]", "Acme U")}
        head = archive(tmp_path / "small.git", [(DAY, "Start", files)])
        with pytest.raises(CorpusError, match=r"spells out: in a pattern \[ab\] is one letter"):
            read_changes(
                tmp_path / "small.git", source("small", head, paths=("Acme [US]/Privacy Policy.md",))
            )

    @pytest.mark.parametrize("pattern", ["Acme?", "Acm[fg]"])
    def test_a_pattern_that_takes_nothing_is_named_with_what_is_wild(self, tmp_path, pattern):
        with pytest.raises(
            CorpusError, match=r"holds no policy at Acm.* \? for any one letter\); .*Mend paths"
        ):
            self.one(tmp_path, "Acme", pattern)

    def test_each_pattern_must_take_a_path(self, tmp_path):
        head = archive(tmp_path / "small.git", [(DAY, "Start", {PATH: b"one"})])
        with pytest.raises(CorpusError, match=r"holds no policy at bolt/\*; is it the archive small\?"):
            read_changes(tmp_path / "small.git", source("small", head, paths=("shop/*", "bolt/*")))

    @pytest.mark.parametrize("forms", [("NFD", "NFC"), ("NFC", "NFD")])
    def test_accents_written_otherwise_are_told(self, tmp_path, forms):
        name, pattern = (unicodedata.normalize(form, "Kité") for form in forms)
        with pytest.raises(CorpusError, match=r"other code points .*Kit.*u0301.*copy the archive's own"):
            self.one(tmp_path, name, pattern)

    def test_a_decomposed_path_is_read_as_it_is(self, tmp_path):
        name = unicodedata.normalize("NFD", "Kité")
        assert self.one(tmp_path, name, "Kit*") == [f"{name}/Privacy Policy.md"]


def test_a_path_that_is_not_utf8_is_named(tmp_path):
    folder = tmp_path / "small.git"
    git("init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    stream = b"commit refs/heads/main\ncommitter A <a@example.org> 86400 +0000\ndata 1\nx\n"
    stream += b'M 100644 inline "Ac\\351me/Privacy Policy.md"\ndata 3\none\n'
    git("--git-dir", str(folder), "fast-import", "--quiet", stdin=stream)
    head = git("--git-dir", str(folder), "rev-parse", "main")
    with pytest.raises(CorpusError, match=r"small\.git: the path 'Ac.udce9me/.*' is not UTF-8.*sources\.yml"):
        read_changes(folder, source("small", head))
