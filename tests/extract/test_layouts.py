"""Layouts: which files are captures, of which policy and of which day, by rules and on small made archives."""

from dataclasses import replace

import pytest
from invented import DAY, archive, blob_id, source

from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import followed, missing_texts, read_history
from policy_corpus.extract.layouts import LAYOUTS, FileHistory, lays_out
from policy_corpus.extract.repository import repository

HEAD = 19_000  # 2022-01-08


def test_the_layouts_there_are():
    assert sorted(LAYOUTS) == ["dated files", "half-years", "history"]


def test_a_layout_is_entered_once():
    with pytest.raises(ValueError, match="the layout history is there already"):
        lays_out("history")(FileHistory)


def taken(folder, commits, layout: str, **more):
    """The captures of an archive of this layout, and the days that it followed its policies."""
    head = archive(folder / "small.git", [(day * DAY, subject, files) for day, subject, files in commits])
    wanted = replace(source("small", head, **more), layout=layout)
    captures = read_history(repository(folder, wanted), wanted)
    return captures, followed(folder / "small.git", wanted, captures)


def test_a_history_whose_head_is_dated_back_is_followed_up_to_its_newest_day(tmp_path):
    """Else a text after the head's day would be in force on no day at all."""
    path = "Acme/Privacy Policy.md"
    commits = [
        (100, "Record", {path: b"one"}),
        (300, "Record", {path: b"two"}),
        (250, "Refilter", {path: b"2"}),
    ]
    _, spans = taken(tmp_path, [*commits, (200, "Other", {"readme.txt": b"x"})], "history")
    assert spans[path][-1][1] == "1970-10-28"  # day 300


def test_a_history_is_followed_up_to_its_pinned_commit(tmp_path):
    path = "Acme/Privacy Policy.md"
    commits = [(100, "Record", {path: b"one"}), (200, "Other", {"readme.txt": b"x"})]
    captures, days = taken(tmp_path, commits, "history")
    assert [(c.series, c.path) for c in captures] == [(path, path)]
    assert days == {path: [("0001-01-01", "1970-07-20")]}


ACME, BOLT = "Versions/Acme/Privacy Policy", "Versions/Bolt/Privacy Policy"
DATED = ("Versions/*/Privacy Policy/*.md",)


def dated(folder, *commits, **more):
    return taken(
        folder, [(HEAD + place, "Add", files) for place, files in enumerate(commits)], "dated files", **more
    )


class TestDatedFiles:
    def test_a_file_is_a_capture_of_the_day_in_its_name(self, tmp_path):
        captures, days = dated(
            tmp_path,
            {
                f"{ACME}/20081119_Acme.md": b"one",
                f"{BOLT}/Bolt 2007-02-03.md": b"bolt",
                "Versions/Acme/Terms/x.md": b"no policy",
            },
            {f"{ACME}/20050101120000_Acme.md": b"none"},
            paths=DATED,
        )
        assert [(c.series, c.day, c.blob) for c in captures] == [
            (ACME, "2005-01-01", blob_id(b"none")),
            (BOLT, "2007-02-03", blob_id(b"bolt")),
            (ACME, "2008-11-19", blob_id(b"one")),
        ]
        assert len({c.commit for c in captures}) == 2
        assert days[ACME] == days[BOLT] == [("0001-01-01", "2008-11-19")]

    def test_a_number_that_is_no_day_is_passed_over(self, tmp_path):
        captures, _ = dated(tmp_path, {f"{ACME}/12345678_20081119_10101010.md": b"a"}, paths=DATED)
        assert [c.day for c in captures] == ["2008-11-19"]

    def test_an_archive_whose_files_are_all_gone_is_told(self, tmp_path):
        path = f"{ACME}/20081119.md"
        with pytest.raises(CorpusError, match=r"small\.git: none of its policies' files is there any more"):
            dated(tmp_path, {path: b"a"}, {path: None}, paths=DATED)

    def test_files_of_the_top_folder_are_one_policy(self, tmp_path):
        captures, _ = dated(tmp_path, {"20081119.md": b"a", "20081120.md": b"b"}, paths=("*.md",))
        assert {c.series for c in captures} == {"."}

    def test_a_file_counts_as_it_stands_at_the_pinned_commit(self, tmp_path):
        captures, _ = dated(
            tmp_path,
            {f"{ACME}/20081119{name}.md": name.encode() for name in ("000000", "111111")},
            {f"{ACME}/20081119000000.md": b"mended"},
            {f"{ACME}/20081119111111.md": None, f"{ACME}/20081120.md": b"renamed"},
            paths=DATED,
        )
        assert [(c.path, c.blob) for c in captures] == [
            (f"{ACME}/20081119000000.md", blob_id(b"mended")),
            (f"{ACME}/20081120.md", blob_id(b"renamed")),
        ]
        assert len({c.commit for c in captures}) == 2  # each by which its text came

    def test_files_of_one_day_are_in_the_order_of_their_times(self, tmp_path):
        files = {f"{ACME}/20081119{time}.md": time.encode() for time in ("235900", "120000")}
        captures, _ = dated(tmp_path, files, paths=DATED)
        assert [c.path[-9:-3] for c in captures] == ["120000", "235900"]

    @pytest.mark.parametrize("other", ["20081119_b.md", "20081119120000_b.md", "2008-11-19 b.md"])
    def test_files_of_one_day_without_an_order_are_named(self, tmp_path, other):
        files = {f"{ACME}/20081119_a.md": b"a", f"{ACME}/{other}": b"b"}
        with pytest.raises(
            CorpusError, match=r"small\.git: .*20081119_a\.md.* two versions of one day.*hhmmss"
        ):
            dated(tmp_path, files, paths=DATED)

    def test_two_policies_may_have_files_of_one_day(self, tmp_path):
        files = {f"{series}/20081119.md": b"a" for series in (ACME, BOLT)}
        assert len(dated(tmp_path, files, paths=DATED)[0]) == 2

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("all versions.md", "no day"),
            ("20081319.md", "no day"),
            ("20090229.md", "no day"),
            ("10101010.md", "no day"),
            ("120081119.md", "no day"),
            ("200811192359.md", "no day"),
            ("20081119 to 20081120.md", "2008-11-19 and 2008-11-20"),
        ],
    )
    def test_a_name_without_one_valid_day_is_told(self, tmp_path, name, told):
        with pytest.raises(
            CorpusError, match=rf"small\.git: .*{name}: its name tells {told}; write one as YYYYMMDD"
        ):
            dated(tmp_path, {f"{ACME}/{name}": b"a"}, paths=DATED)

    def test_a_day_after_its_commits_is_told(self, tmp_path):
        with pytest.raises(
            CorpusError,
            match=r"20220110\.md: its name tells 2022-01-10, a day after that of the commit.*2022-01-08",
        ):
            dated(tmp_path, {f"{ACME}/20220110.md": b"a"}, paths=DATED)

    def test_clocks_in_the_east_are_ahead_by_a_day(self, tmp_path):
        assert dated(tmp_path, {f"{ACME}/20220109.md": b"a"}, paths=DATED)[0][0].day == "2022-01-09"


SITE, NEXT = "t/tw/twi/twirl.example.md", "p/po/pon/pond.example.md"


def halves(folder, *pages: tuple[str, str, bytes | None]):
    """Captures and days of an archive in which each page of a path and a day is a commit."""
    commits = [
        (HEAD + place, f"{path.split('/')[-1][:-3]} (archived on {day})", {path: text})
        for place, (path, day, text) in enumerate(pages)
    ]
    return taken(
        folder, [(HEAD - 1, "Start", {"README.md": b"x"}), *commits], "half-years", paths=("*/*/*/*.md",)
    )


class TestHalfYears:
    def test_a_commit_is_a_capture_of_the_day_its_page_was_archived(self, tmp_path):
        captures, _ = halves(
            tmp_path, (SITE, "2012-12-26", b"b"), (SITE, "2012-05-28", b"a"), (NEXT, "2012-06-01", b"c")
        )
        assert [(c.series, c.day) for c in captures] == [
            (SITE, "2012-05-28"),
            (NEXT, "2012-06-01"),
            (SITE, "2012-12-26"),
        ]
        assert {c.path for c in captures} == {SITE, NEXT}

    def test_a_policy_is_followed_while_half_years_have_pages(self, tmp_path):
        _, days = halves(
            tmp_path,
            (SITE, "2006-03-25", b"a"),
            (SITE, "2012-12-26", b"b"),
            (SITE, "2013-05-28", b"c"),
            (NEXT, "2015-07-01", b"d"),
        )
        assert days[SITE] == [("2006-01-01", "2006-06-30"), ("2012-07-01", "2013-06-30")]
        assert days[NEXT] == [("2015-07-01", "2015-12-31")]

    @pytest.mark.parametrize("subject", ["Record", "twirl.example (archived on 2012-13-01)", "2012_A"])
    def test_a_commit_that_does_not_say_its_day_is_told(self, tmp_path, subject):
        with pytest.raises(
            CorpusError, match=r"small\.git: t/tw.*: the subject of commit .* does not say '\(arch"
        ):
            taken(tmp_path, [(HEAD, subject, {SITE: b"a"})], "half-years", paths=("*/*/*/*.md",))

    def test_a_removal_is_no_page(self, tmp_path):
        captures, days = halves(tmp_path, (SITE, "2012-05-28", b"a"), (SITE, "2012-12-26", None))
        assert len(captures) == 1
        assert days == {SITE: [("2012-01-01", "2012-06-30")]}


# the archives themselves


@pytest.mark.archives
@pytest.mark.parametrize(("folder", "ending"), [("Markdown", "md"), ("HTML", "html")])
def test_the_platform_governance_archive_is_read_by_the_days_in_its_names(archives, folder, ending):
    commit = "3cca8a053c241ca3ff58d5472debcd92732b88d6"
    paths = (f"Versions/{folder}/*/Privacy Policy/*.{ending}",)
    wanted = replace(source("pga-corpus", commit, paths=paths), layout="dated files")
    repo = repository(archives, wanted)
    captures = read_history(repo, wanted)
    days: dict[str, list[str]] = {}
    for capture in captures:
        days.setdefault(capture.series.split("/")[2], []).append(capture.day)
    assert {name: (len(own), own[0], own[-1]) for name, own in days.items()} == {
        "Facebook": (43, "2004-06-13", "2021-11-14"),
        "YouTube": (29, "2005-04-28", "2021-07-03"),
        "Twitter": (21, "2008-11-19", "2021-08-19"),
        "Instagram": (9, "2011-07-18", "2021-01-13"),
    }
    assert all(own == sorted(set(own)) for own in days.values())
    assert missing_texts(repo, wanted) == []
    ends = {span for spans in followed(repo, wanted, captures).values() for span in spans}
    assert ends == {("0001-01-01", "2021-11-14")}  # and not 2023-06-20, when it was last mended
