"""The folder of an archive: what is there, what is missing, and what it is told to do about it."""

import shlex

import pytest
from invented import DAY, archive, git, source

from policy_corpus.errors import CorpusError
from policy_corpus.extract.fetch import fetch
from policy_corpus.extract.repository import is_shallow, lacks_history, repository

PATH = "Acme/Privacy Policy.md"


class TestRepository:
    commit = "0" * 39 + "1"

    def test_names_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(CorpusError, match=r"small\.git: no such folder; .*fetch --archives .* clones"):
            repository(tmp_path, source("small", self.commit))

    def test_names_a_folder_that_is_no_repository_even_within_one(self, tmp_path):
        git("init", "--quiet", str(tmp_path))
        (tmp_path / "small.git" / "objects").mkdir(parents=True)
        with pytest.raises(CorpusError, match=r"small\.git: not a bare git repository; move it away"):
            repository(tmp_path, source("small", self.commit))

    def test_names_a_pinned_commit_that_is_not_there(self, tmp_path):
        archive(tmp_path / "small.git", [(DAY, "Start", {PATH: b"one"})])
        with pytest.raises(
            CorpusError, match=f"small.git: the pinned commit {self.commit} is not there; .*completes"
        ):
            repository(tmp_path, source("small", self.commit))

    @pytest.mark.parametrize("depth", [1, 2, 3])
    def test_refuses_a_shallow_clone_with_the_mend(self, tmp_path, depth):
        full = tmp_path / "full.git"
        head = archive(full, [(day * DAY, "Record", {PATH: b"%d" % day}) for day in range(1, 5)])
        small = tmp_path / "small.git"
        git("clone", "--quiet", "--bare", f"--depth={depth}", full.as_uri(), str(small))
        assert is_shallow(small) and lacks_history(small, head)
        mend = rf"small\.git: is a shallow clone.*; `python -m policy_corpus fetch --archives {tmp_path} small` compl"
        with pytest.raises(CorpusError, match=mend):
            repository(tmp_path, source("small", head))

    def test_takes_a_shallow_clone_that_holds_all_up_to_the_pinned_commit(self, tmp_path):
        full = tmp_path / "full.git"
        head = archive(full, [(day * DAY, "Record", {PATH: b"%d" % day}) for day in range(1, 5)])
        git("clone", "--quiet", "--bare", full.as_uri(), str(tmp_path / "small.git"))
        (tmp_path / "small.git" / "shallow").write_text(f"{head}\n")
        assert repository(tmp_path, source("small", head)) == tmp_path / "small.git"

    @pytest.mark.parametrize(
        "config",
        ["", "[extensions] objectformat = sha256\n", '[Extensions]\n  objectFormat = "sha256" ; new\n'],
    )
    def test_refuses_a_repository_with_sha256(self, tmp_path, config):
        folder = tmp_path / "small.git"
        git("init", "--quiet", "--bare", "--object-format=sha256", str(folder))
        if config:
            (folder / "config").write_text(f"[core]\n\trepositoryformatversion = 1\n\tbare = true\n{config}")
        assert git("--git-dir", str(folder), "rev-parse", "--show-object-format") == "sha256"
        with pytest.raises(CorpusError, match=r"small\.git: is a SHA-256 repository, .*; move this one away"):
            repository(tmp_path, source("small", self.commit))

    @pytest.mark.parametrize("filters", [["--filter=tree:0"], ["--filter=tree:1"]])
    @pytest.mark.parametrize("depth", [[], ["--depth=2"]])
    def test_refuses_a_clone_without_folders_with_the_mend_that_a_fetch_tells(self, tmp_path, depth, filters):
        full = tmp_path / "full.git"
        wanted = source(
            "small", archive(full, [(day * DAY, "Record", {PATH: b"%d" % day}) for day in (1, 2, 3)])
        )
        git("clone", "--quiet", "--bare", *depth, *filters, full.as_uri(), str(tmp_path / "small.git"))
        for read in (lambda: repository(tmp_path, wanted), lambda: fetch(tmp_path, [wanted])):
            with pytest.raises(
                CorpusError, match=r"small\.git: the folders of commit .* not there, .*; move it away"
            ):
                read()

    def test_a_command_that_is_told_is_one_that_a_shell_takes(self, tmp_path):
        archives = tmp_path / "the 'archives' of $HOME"
        with pytest.raises(CorpusError, match="clones the archive") as error:
            repository(archives, source("small", self.commit))
        told = shlex.split(str(error.value).split("`")[1])
        assert told == ["python", "-m", "policy_corpus", "fetch", "--archives", str(archives), "small"]
