"""Reading archives: histories that nothing in them can forge, and texts, whole or not at all."""

import shutil
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from invented import DAY, archive, blob_id, git, source

from policy_corpus.errors import CorpusError
from policy_corpus.extract import archive as archive_module
from policy_corpus.extract.archive import (
    captures_of,
    check_captures,
    check_history,
    followed,
    kept_history,
    missing_texts,
    read_blobs,
    read_history,
)
from policy_corpus.extract.repository import repository

PATH = "Acme/Privacy Policy.md"


def history(folder, commits, **more):
    head = archive(folder / "small.git", commits)
    return read_history(repository(folder, source("small", head)), source("small", head, **more))


def test_history_has_a_row_for_each_version_in_the_order_of_commits(tmp_path):
    captures = history(
        tmp_path,
        [
            (9 * DAY, "Start", {PATH: b"one", "Acme/Terms of Service.md": b"no policy"}),
            (5 * DAY, "An earlier date", {PATH: b"two"}),
            (12 * DAY - 1, "Only terms", {"Acme/Terms of Service.md": b"changed"}),
            (12 * DAY, "Gone", {PATH: None}),
        ],
    )
    assert [(c.day, c.blob, c.path) for c in captures] == [
        ("1970-01-10", blob_id(b"one"), PATH),
        ("1970-01-06", blob_id(b"two"), PATH),
        ("1970-01-13", "", PATH),
    ]


@pytest.mark.parametrize(
    ("subject", "technical"),
    [
        ("Refilter Acme", True),
        ("Apply technical or declaration upgrade on Acme", True),
        ("Refiltered by hand", False),
        ("Record Refilter", False),
    ],
)
def test_history_tells_the_archives_own_changes(tmp_path, subject, technical):
    (capture,) = history(tmp_path, [(DAY, subject, {PATH: b"one"})])
    assert capture.technical is technical


FORGED = ":000000 100644 " + "0" * 40 + " " + "1" * 40 + " A"


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "\x01" + "a" * 40 + "\x0299\x02Refilter",
        "a" * 40,
        FORGED,
        FORGED + "\x02X/Privacy Policy.md",
        "\t",
    ],
)
def test_no_subject_passes_for_a_part_of_the_history(tmp_path, subject):
    captures = history(tmp_path, [(DAY, subject, {PATH: b"one"}), (2 * DAY, subject, {PATH: b"two"})])
    assert [(c.day, c.path, c.blob) for c in captures] == [
        ("1970-01-02", PATH, blob_id(b"one")),
        ("1970-01-03", PATH, blob_id(b"two")),
    ]


@pytest.mark.parametrize(
    "name",
    [
        '"Quoted"',
        "New\nline",
        "Société Générale 株",
        "\x01\x02",
        FORGED,
        "a" * 40,
        "-- -z",
        "$(touch x)",
        "*",
    ],
)
def test_no_path_passes_for_another(tmp_path, name):
    path = f"{name}/Privacy Policy.md"
    captures = history(
        tmp_path, [(DAY, "one", {path: b"one"}), (2 * DAY, "two", {path: b"two", PATH: b"other"})]
    )
    assert sorted((c.day, c.path) for c in captures) == sorted(
        [("1970-01-02", path), ("1970-01-03", path), ("1970-01-03", PATH)]
    )


def test_a_repositorys_own_settings_change_nothing(tmp_path):
    commits = [(DAY, "Start", {PATH: b"one"}), (2 * DAY, "Next", {PATH: b"two"})]
    plain = history(tmp_path, commits)
    for setting in (
        "log.showRoot=false",
        "log.date=relative",
        "core.abbrev=4",
        "diff.renames=copies",
        "color.ui=always",
    ):
        git("--git-dir", str(tmp_path / "small.git"), "config", *setting.split("="))
    wanted = source("small", plain[-1].commit)
    assert read_history(tmp_path / "small.git", wanted) == plain


@pytest.mark.parametrize(
    "paths",
    [
        ("shop/*rivacy*.txt",),
        ("shop/*rivacy*.txt", "shop/b/Data.txt"),
        ("shop/a/*.txt", "other/*"),
        ("s*p/*.txt",),
        ("*ivacy.txt",),
        ("sho[opq]/?/Data.txt",),
    ],
)
def test_a_pattern_takes_the_paths_that_git_takes(tmp_path, paths):
    names = [
        "shop/a/privacy.txt",
        "shop/b/Data.txt",
        "shop/PRIVACY.txt",
        "other/privacy.txt",
        "shopping/a.txt",
    ]
    commits = [(day * DAY, name, {name: name.encode()}) for day, name in enumerate(names, 1)]
    taken = [capture.path for capture in history(tmp_path, commits, paths=paths)]
    log = ("log", "--reverse", "--name-only", "--format=", "main", "--", *paths)
    assert taken == git("--git-dir", str(tmp_path / "small.git"), *log).split()


@pytest.mark.parametrize("folder", [":(exclude)a", ":!a", "a\\\\b", "-x", "$(touch x)"])
def test_a_folder_that_a_pattern_spells_out_is_that_folder(tmp_path, folder):
    paths = [f"{folder}/Privacy Policy.md", PATH]
    captures = history(tmp_path, [(DAY, "Start", {path: path.encode() for path in paths})], paths=paths)
    assert sorted(capture.path for capture in captures) == sorted(paths)


OTHER = "Bolt/Privacy Policy.md"


@pytest.mark.parametrize("seconds", [-DAY, 4_133_980_800, 10**12, 10**14])
def test_a_time_of_no_page_is_told_with_mends_that_work(tmp_path, seconds):
    folder = tmp_path / "small.git"
    before = archive(folder, [(DAY, "Start", {PATH: b"one", OTHER: b"two"})])
    tree = git("--git-dir", str(folder), "mktree", "-z", stdin=b"")
    said = f"tree {tree}\nparent {before}\nauthor A <a@example.org> {seconds} +0000\n"
    said += f"committer A <a@example.org> {DAY} +0000\n\nfar\n"
    write = ("--git-dir", str(folder), "hash-object", "-t", "commit", "-w", "--literally", "--stdin")
    head = git(*write, stdin=said.encode())
    with pytest.raises(
        CorpusError, match=f"{head} says it is of a day before 1970 or after 2100; pin a commit before"
    ):
        read_history(folder, source("small", head))
    assert len(read_history(folder, source("small", before))) == 2


def test_a_time_of_no_page_harms_no_policy_that_the_commit_does_not_change(tmp_path):
    commits = [(DAY, "Start", {PATH: b"one", OTHER: b"two"}), (10**12, "far", {OTHER: b"three"})]
    head = archive(tmp_path / "small.git", commits)
    wanted = source("small", head, paths=["Acme/*Privacy Policy.md"])
    captures = read_history(tmp_path / "small.git", wanted)
    assert [capture.day for capture in captures] == ["1970-01-02"]
    assert followed(tmp_path / "small.git", wanted, captures)[PATH][-1][1] == "1970-01-02"


def with_entry(folder: Path, mode: str, path: str) -> str:
    """A repository whose second commit puts something at a path that is no file, beside a policy; the commit's id."""
    before = archive(folder, [(DAY, "Start", {OTHER: b"two", PATH: b"one"})])
    said = f"commit refs/heads/main\ncommitter A <a@example.org> {2 * DAY} +0000\ndata 1\nx\nfrom {before}\n"
    git(
        "--git-dir",
        str(folder),
        "fast-import",
        "--quiet",
        stdin=f'{said}M {mode} {blob_id(b"one")} "{path}"\n'.encode(),
    )
    return git("--git-dir", str(folder), "rev-parse", "main")


@pytest.mark.parametrize(("mode", "what"), [("160000", "a submodule"), ("120000", "a symbolic link")])
def test_what_is_no_text_at_a_policys_path_is_told_with_mends_that_work(tmp_path, mode, what):
    folder = tmp_path / "small.git"
    head = with_entry(folder, mode, PATH)
    with pytest.raises(
        CorpusError, match=rf"small\.git: '{PATH}' is {what}, .* at commit {head}; pin a commit"
    ):
        read_history(folder, source("small", head))
    before = git("--git-dir", str(folder), "rev-parse", "main~1")
    assert len(read_history(folder, source("small", before))) == 2
    assert [c.path for c in read_history(folder, source("small", head, paths=["Bolt/*"]))] == [OTHER]


@pytest.mark.parametrize("mode", ["160000", "120000"])
def test_what_is_no_text_elsewhere_is_no_policy(tmp_path, mode):
    head = with_entry(tmp_path / "small.git", mode, "library")
    assert len(read_history(tmp_path / "small.git", source("small", head))) == 2


def test_a_path_that_is_not_utf8_is_told_with_a_mend_that_works(tmp_path):
    folder = tmp_path / "small.git"
    git("init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    said = b"commit refs/heads/main\ncommitter A <a@example.org> 86400 +0000\ndata 1\nx\n"
    for path in (b"Acme", b"Caf\\351"):
        said += b'M 100644 inline "%s/Privacy Policy.md"\ndata 3\none\n' % path
    git("--git-dir", str(folder), "fast-import", "--quiet", stdin=said)
    head = git("--git-dir", str(folder), "rev-parse", "main")
    with pytest.raises(CorpusError, match=r"'Caf\\udce9/Privacy Policy\.md' is not UTF-8, .* leave it out"):
        read_history(folder, source("small", head))
    (kept,) = read_history(folder, source("small", head, paths=["*[ -~]/Privacy Policy.md"]))
    assert kept.path == "Acme/Privacy Policy.md"


def test_an_archive_without_policies_is_told(tmp_path):
    with pytest.raises(
        CorpusError, match=r"holds no policy at \*/\*Privacy Policy\.md; is it the archive small\?"
    ):
        history(tmp_path, [(DAY, "Start", {"Acme/Terms.md": b"one"})])


CONTENTS = [b"one", b"", b"two\nlines\n\n", bytes(range(256)), b"x" * 3_000_000]


@pytest.mark.parametrize("harmed", ["main~1", "main^{tree}"])
@pytest.mark.parametrize("held", [b"no zlib", zlib.compress(b"blob 7\0We spy.")], ids=["noise", "another"])
def test_a_history_that_git_cannot_list_to_its_end_is_told(tmp_path, harmed, held):
    folder = tmp_path / "small.git"
    head = archive(folder, [(DAY, "Start", {PATH: b"We hum."}), (2 * DAY, "Next", {PATH: b"We sing."})])
    check_history(folder, source("small", head))
    name = git("--git-dir", str(folder), "rev-parse", harmed)
    loose = folder / "objects" / name[:2] / name[2:]
    loose.unlink()
    loose.write_bytes(held)
    with pytest.raises(CorpusError, match=r"small\.git: .*the archive was changed|.*the archive is damaged"):
        check_history(folder, source("small", head))


@pytest.mark.parametrize("name", ["a\rb", "a\rbé", "a\nb", "a\x0b\x1c\x85\u2028b"])
def test_no_name_of_a_folder_passes_for_another_line_of_what_a_history_holds(tmp_path, name):
    folder = tmp_path / "small.git"
    head = archive(folder, [(DAY, "Start", {PATH: b"We hum.", f"{name}/note.md": b"a note"})])
    check_history(folder, source("small", head))


class TestCaptures:
    NAMES = ("Acme/Privacy Policy.md", "Acme/Supplemental Privacy Policy.md", "Shed/Privacy Policy.md")

    def make(self, folder: Path) -> tuple[list, Path]:
        """The captures of an archive in which a name ends another, a file is removed, and one is elsewhere."""
        captures = history(
            folder,
            [
                (DAY, "Start", {name: name.encode() for name in self.NAMES}),
                (2 * DAY, "Next", {PATH: b"We sing.", "Privacy Policy.md": b"no policy"}),
                (3 * DAY, "Gone", {PATH: None}),
            ],
            paths=("*/*Privacy Policy.md",),
        )
        return captures, folder / "small.git"

    def test_what_an_archive_holds_is_what_its_ids_name(self, tmp_path):
        captures, folder = self.make(tmp_path)
        assert len(captures) == 5
        check_captures(folder, captures)
        check_captures(folder, [])

    @pytest.mark.parametrize("what", ["main~1", "main~1^{tree}", "main~1:Acme", "main"])
    def test_a_commit_or_a_folder_that_was_changed_under_its_id_is_told(self, tmp_path, what):
        captures, folder = self.make(tmp_path)
        name, other = git(
            "--git-dir", str(folder), "rev-parse", what, what.replace("main", "main~1", 1)
        ).split()
        loose = [folder / "objects" / id[:2] / id[2:] for id in (name, other)]
        loose[0].unlink()
        shutil.copy(loose[1], loose[0])
        with pytest.raises(
            CorpusError, match=rf"small\.git: what lies under the id {name} is not what it names"
        ):
            check_captures(folder, captures)

    @pytest.mark.parametrize(
        "changed", [{"blob": "1" * 40}, {"path": "Acme/Policy.md"}, {"path": "Ac/" + PATH}]
    )
    @pytest.mark.parametrize("at_once", [1, 100])
    def test_a_history_that_names_another_text_than_the_commit_has_is_told(
        self, tmp_path, monkeypatch, changed, at_once
    ):
        monkeypatch.setattr(archive_module, "CHECKED", at_once)
        captures, folder = self.make(tmp_path)
        other = [*captures[1:], replace(captures[0], **changed)]
        with pytest.raises(CorpusError, match=r"small\.git: its history names another text at"):
            check_captures(folder, other)


class TestBlobs:
    def test_hands_out_texts_byte_for_byte_in_the_order_asked(self, tmp_path):
        head = archive(
            tmp_path / "small.git",
            [(DAY, "Start", {f"{i}/Privacy Policy.md": c for i, c in enumerate(CONTENTS)})],
        )
        asked = [blob_id(content) for content in CONTENTS][::-1] * 2
        folder = repository(tmp_path, source("small", head))
        assert list(read_blobs(folder, asked)) == [
            (b, c) for b, c in zip(asked, CONTENTS[::-1] * 2, strict=True)
        ]

    def test_names_the_text_that_a_partial_archive_lacks(self, tmp_path):
        archive(tmp_path / "small.git", [(DAY, "Start", {PATH: b"one"})])
        read = read_blobs(tmp_path / "small.git", [blob_id(b"one"), blob_id(b"never")])
        assert next(read) == (blob_id(b"one"), b"one")
        with pytest.raises(
            CorpusError, match=f"small.git: the archive is partial, text {blob_id(b'never')} is missing"
        ):
            next(read)

    def test_asks_nobody_for_what_a_partial_clone_lacks(self, tmp_path):
        archive(tmp_path / "full.git", [(DAY, "Start", {PATH: b"one"})])
        partial = tmp_path / "small.git"
        git(
            "clone", "--quiet", "--bare", "--filter=blob:none", (tmp_path / "full.git").as_uri(), str(partial)
        )
        with pytest.raises(CorpusError, match="the archive is partial"):
            list(read_blobs(partial, [blob_id(b"one")]))
        wanted = source("small", git("--git-dir", str(partial), "rev-parse", "main"))
        assert missing_texts(partial, wanted) == [blob_id(b"one")]

    def test_tells_a_damaged_archive(self, tmp_path):
        head = archive(tmp_path / "small.git", [(DAY, "Start", {PATH: b"one " * 1000})])
        shutil.rmtree(tmp_path / "small.git" / "objects")
        (tmp_path / "small.git" / "objects").mkdir()
        with pytest.raises(CorpusError, match=r"small\.git: the pinned commit .* is not there"):
            repository(tmp_path, source("small", head))

    def test_tells_other_words_under_a_texts_id(self, tmp_path):
        """Git hands them out as they are, so the pin alone would not tell."""
        folder = tmp_path / "small.git"
        archive(folder, [(DAY, "Start", {PATH: b"We hum."}), (2 * DAY, "Next", {PATH: b"We sing."})])
        blob = blob_id(b"We hum.")
        loose = folder / "objects" / blob[:2] / blob[2:]
        loose.unlink()
        loose.write_bytes(zlib.compress(b"blob 7\0We spy."))
        assert git("--git-dir", str(folder), "cat-file", "blob", blob) == "We spy."
        with pytest.raises(
            CorpusError, match=rf"small\.git: what lies under the id {blob} is not what it names; the archive"
        ):
            list(read_blobs(folder, [blob_id(b"We sing."), blob]))

    def test_a_reader_that_stops_early_leaves_no_process_waiting(self, tmp_path):
        archive(tmp_path / "small.git", [(DAY, "Start", {PATH: b"x" * 1_000_000})])
        read = read_blobs(tmp_path / "small.git", [blob_id(b"x" * 1_000_000)] * 200_000)
        next(read)
        read.close()


def test_a_history_is_read_once_for_each_entry_of_its_archive(tmp_path, monkeypatch):
    commits = [
        (n * DAY, "Record", {PATH: b"text %d" % n, "Bolt/Privacy Policy.md": b"other"}) for n in range(3)
    ]
    folder, kept_in = tmp_path / "small.git", tmp_path / "kept"
    kept_in.mkdir()
    small = source("small", archive(folder, commits))
    captures, days = kept_history(folder, small, kept_in)
    assert captures_of(captures) == read_history(folder, small)
    assert days == followed(folder, small, captures_of(captures))
    monkeypatch.setattr(archive_module, "read_history", None)
    assert kept_history(folder, small, kept_in) == (captures, days)
    with pytest.raises(TypeError):  # it would be read
        kept_history(folder, replace(small, technical=("Record",)), kept_in)


def test_a_folder_changed_under_its_id_hides_no_capture(tmp_path, monkeypatch):
    """That of the day before in its place: no change is seen that day, and no capture names the commit."""
    folder, kept_in = tmp_path / "small.git", tmp_path / "kept"
    kept_in.mkdir()
    commits = [
        (day * DAY, "Record", {PATH: b"text %d" % (day > 2), "note": b"%d" % day}) for day in range(1, 5)
    ]
    small = source("small", archive(folder, commits))
    name, before = git("--git-dir", str(folder), "rev-parse", "main~1^{tree}", "main~2^{tree}").split()
    loose = [folder / "objects" / id[:2] / id[2:] for id in (name, before)]
    whole = loose[0].read_bytes()
    loose[0].unlink()
    shutil.copy(loose[1], loose[0])
    check_captures(folder, read_history(folder, small))  # what is left is as its ids name it
    with pytest.raises(CorpusError, match=rf"small\.git: what lies under the id {name} is not what it names"):
        kept_history(folder, small, kept_in)
    loose[0].unlink()
    loose[0].write_bytes(whole)
    git("--git-dir", str(folder), "repack", "-a", "-d", "--quiet")
    monkeypatch.setattr(archive_module, "check_history", None)  # of packs alone, not all is read
    assert len(kept_history(folder, small, kept_in)[0]) == 2
