"""An output's folder is held by one run at a time; its scratch is ours alone, and gone whatever ended the run."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from policy_corpus import folders
from policy_corpus.errors import CorpusError
from policy_corpus.folders import HOLDER, OURS, _forget, held, scratch_of, take_place, temporary


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def in_another_process(code: str, *arguments, **how) -> subprocess.Popen:
    """A process that runs code after `out = Path(sys.argv[1])`, and says a line when it has got so far."""
    head = "import os, signal, sys, tempfile, time\nfrom pathlib import Path\nfrom policy_corpus.folders import *\n"
    head += "out = Path(sys.argv[1])\n"
    return subprocess.Popen(
        [sys.executable, "-c", head + code, *map(str, arguments)], stdout=subprocess.PIPE, text=True, **how
    )


HOLDS = """
with held(out) as scratch:
    (scratch / "texts").mkdir()
    (scratch / "texts" / "policy.txt").write_text("We hum.")
    Path(tempfile.mkstemp()[1]).write_text("We hum.")
    print("held", flush=True)
    time.sleep(20)
"""


def test_scratch_lies_beside_the_output_with_the_temporary_files_and_is_gone_afterwards(tmp_path):
    before = tempfile.gettempdir()
    with held(tmp_path / "tables") as scratch:
        assert scratch == scratch_of(tmp_path / "tables") and scratch.parent == tmp_path
        assert Path(tempfile.mkdtemp()).parent == scratch
        assert scratch.stat().st_mode & 0o077 == 0  # nobody else reads it
        with held(tmp_path / "tables") as again:
            assert again == scratch
    assert tempfile.gettempdir() == before
    assert names(tmp_path) == []


def test_an_error_within_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), held(tmp_path / "tables") as scratch:
        (scratch / "text").write_text("We hum.")
        raise ZeroDivisionError
    assert names(tmp_path) == []


def test_a_second_run_is_told_who_holds_the_folder_and_harms_nothing(tmp_path):
    with in_another_process(HOLDS, tmp_path / "tables") as first:
        assert first.stdout.readline() == "held\n"
        said = rf"tables: process {first.pid} on .*, since \d{{4}}-.* is writing to it; wait for its end, or name ano"
        with pytest.raises(CorpusError, match=said), held(tmp_path / "tables"):
            pass
        assert "texts" in names(scratch_of(tmp_path / "tables"))
        with held(tmp_path / "other"):  # another folder is free
            pass
        first.kill()


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path):
    with in_another_process(HOLDS, tmp_path / "tables") as first:
        assert first.stdout.readline() == "held\n"
        first.kill()
    assert len(names(scratch_of(tmp_path / "tables"))) == 3
    with held(tmp_path / "tables") as scratch:
        assert names(scratch) == [HOLDER]
    assert names(tmp_path) == []


def test_another_thread_is_another_run(tmp_path):
    told = []

    def second():
        try:
            with held(tmp_path / "tables"):
                told.append("held")
        except CorpusError as error:
            told.append(str(error))

    with held(tmp_path / "tables"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert "is writing to it" in told[0]


def test_a_disk_without_locks_is_told_as_such(tmp_path, monkeypatch):
    def without_locks(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(folders.fcntl, "flock", without_locks)
    with (
        pytest.raises(CorpusError, match=r"tables: its disk has no locks \(No locks available\)"),
        held(tmp_path / "tables"),
    ):
        pass


@pytest.mark.parametrize("holder", [None, "mine", "link"])
@pytest.mark.parametrize("letter", ["letter.txt", HOLDER])
def test_a_folder_of_that_name_that_is_not_ours_is_left_alone(holder, letter, tmp_path):
    scratch = scratch_of(tmp_path / "tables")
    scratch.mkdir()
    (scratch / letter).write_text("mine")
    if holder == "mine":
        (scratch / HOLDER).write_text("mine")
    elif holder == "link":
        (scratch / HOLDER).unlink(missing_ok=True)
        (tmp_path / "ours").write_text(folders.OURS)
        (scratch / HOLDER).symlink_to(tmp_path / "ours")
    before = names(scratch)
    said = r"\.tables\.scratch: is in the way, and none of ours; move it"
    with pytest.raises(CorpusError, match=said), held(tmp_path / "tables"):
        pass
    assert names(scratch) == before
    assert (scratch / letter).read_text() == (folders.OURS if (scratch / letter).is_symlink() else "mine")


def test_a_run_may_take_a_folder_that_another_has_just_made(tmp_path):
    scratch = scratch_of(tmp_path / "tables")
    scratch.mkdir()
    (scratch / HOLDER).touch()
    with held(tmp_path / "tables"):
        assert (scratch / HOLDER).read_text().startswith(OURS)


def test_the_folder_of_all_folders_is_no_output():
    with pytest.raises(CorpusError, match="/: is no folder for an output; name another"), held("/"):
        pass


def test_what_links_within_lead_to_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with held(tmp_path / "tables") as scratch:
        (scratch / "link").symlink_to(tmp_path / "mine")
    assert names(tmp_path / "mine") == ["letter.txt"]


def test_many_runs_after_one_another_each_hold_the_folder_alone(tmp_path):
    """Where one ends, deletes the file that is locked and another has just opened it."""
    code = """
for turn in range(60):
    try:
        with held(out) as scratch:
            (scratch / "one").mkdir()  # fails where two hold the folder
            (scratch / "one").rmdir()
    except CorpusError as error:
        assert "writing to it" in str(error), error
"""
    runs = [in_another_process(code, tmp_path / "tables") for _ in range(3)]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    for run in runs:
        run.stdout.close()
    assert names(tmp_path) == []


# ---------------------------------------------------------------- changing places


def a_folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "a.txt").write_text(text)
    return path


@pytest.mark.parametrize("exchanges", [True, False])
def test_what_was_made_takes_the_place_of_what_was_there(exchanges, tmp_path, monkeypatch):
    if not exchanges:
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    out = a_folder(tmp_path / "tables", "old")
    with held(out) as scratch:
        take_place(a_folder(scratch / "made", "new"), out)
        assert (out / "a.txt").read_text() == "new"
    assert names(tmp_path) == ["tables"]


def test_readers_never_see_the_folder_missing(tmp_path):
    out = a_folder(tmp_path / "tables", "0")
    missing, over = [], threading.Event()

    def read():
        while not over.is_set():
            if not (out / "a.txt").exists():
                missing.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    with held(out) as scratch:
        for turn in range(500):
            take_place(a_folder(scratch / str(turn), str(turn)), out)
    over.set()
    reader.join()
    assert missing == []


def test_where_names_are_not_exchanged_a_killed_run_loses_nothing(tmp_path):
    out = a_folder(tmp_path / "tables", "old")
    code = """
import policy_corpus.folders as folders
folders._exchange = lambda *_: False
with held(out) as scratch:
    (scratch / "made").mkdir()
    replace = Path.replace
    Path.replace = lambda self, to: os.kill(os.getpid(), signal.SIGKILL) if to == out else replace(self, to)
    take_place(scratch / "made", out)
"""
    with in_another_process(code, out) as killed:
        assert killed.wait() == -signal.SIGKILL
    assert not out.exists()
    with held(out):
        assert (out / "a.txt").read_text() == "old"
    assert names(tmp_path) == ["tables"]


# ---------------------------------------------------------------- scratch without an output


def test_temporary_folders_of_killed_runs_go_and_those_of_running_ones_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "try-notes").mkdir()  # of other names
    (tmp_path / "try-12345678.txt").write_text("mine")
    (tmp_path / "try-abcdefgh").symlink_to(tmp_path / "try-notes")
    (tmp_path / "try-archived").mkdir()  # a user's, that only looks like ours
    code = 'with temporary("try-"):\n    print("made", flush=True)\n    time.sleep(20)'
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with in_another_process(code, "-", env=environment) as killed:
        assert killed.stdout.readline() == "made\n"
        killed.kill()
    with in_another_process(code, "-", env=environment) as running:
        assert running.stdout.readline() == "made\n"
        left = {*names(tmp_path)} - {"try-notes", "try-12345678.txt", "try-abcdefgh", "try-archived"}
        assert (
            len(left) == 1 and (tmp_path / "try-archived").is_dir()
        )  # that of the one that was killed is gone
        with temporary("try-") as own:
            assert {*names(tmp_path)} >= {*left, own.name}
        running.kill()


def test_a_folder_is_locked_before_it_has_its_name(tmp_path, monkeypatch):
    """Else another run could delete it in between."""
    made = []
    rename = Path.rename

    def watched(self, to):
        _forget.cache_clear()
        _forget("try-", tmp_path)
        made.append(self.exists())
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", watched)
    with temporary("try-", tmp_path) as folder:
        _forget.cache_clear()
        _forget("try-", tmp_path)
        assert made == [True] and folder.is_dir()
    assert names(tmp_path) == []


def test_a_run_killed_as_it_deletes_its_folder_leaves_one_that_the_next_deletes(tmp_path, monkeypatch):
    """What says that the folder is ours goes last; and so does one that did not have its name yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    unlink = Path.unlink

    def killed(self, **how):
        if self.name == HOLDER:
            raise KeyboardInterrupt
        unlink(self, **how)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt), temporary("try-") as folder:
        for number in range(9):
            (folder / f"{number}.txt").write_text("We hum.")
        patched.setattr(Path, "unlink", killed)
    assert names(folder) == [HOLDER]
    (tmp_path / ".try-abcdefgh").mkdir()
    (tmp_path / ".try-abcdefgh" / HOLDER).write_text(OURS)
    _forget.cache_clear()
    with temporary("try-") as own:
        assert names(tmp_path) == [own.name]
