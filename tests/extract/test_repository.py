"""The folder of an archive: what is there, what is missing, and what it is told to do about it."""

import subprocess

import pytest
from invented import DAY, NOBODYS, archive, git, source

from policy_corpus.errors import CorpusError
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

    def test_refuses_a_repository_with_sha256_with_a_mend_that_works(self, tmp_path):
        folder, new = tmp_path / "small.git", tmp_path / "NEW.git"
        git("init", "--quiet", "--bare", "--object-format=sha256", "--initial-branch=main", str(folder))
        said = b"commit refs/heads/main\ncommitter A <a@example.org> 86400 +0000\ndata 1\nx\n"
        said += b'M 100644 inline "%s"\ndata 3\none\n' % PATH.encode()
        git("--git-dir", str(folder), "fast-import", "--quiet", stdin=said)
        with pytest.raises(CorpusError, match=r"small\.git: is a SHA-256 repository") as error:
            repository(tmp_path, source("small", self.commit))
        mend = str(error.value).partition("make one of it: ")[2]
        subprocess.run(["sh", "-c", mend], cwd=tmp_path, check=True, capture_output=True, env=NOBODYS)
        head = git("--git-dir", str(new), "rev-parse", "main")
        assert repository(tmp_path, source("NEW", head)) == new
