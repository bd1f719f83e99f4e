"""Files are written whole or not at all, only files are replaced, and a bad CSV file is told what is wrong."""

import errno
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pandas as pd
import pytest

from policy_corpus import files, folders
from policy_corpus.errors import CorpusError
from policy_corpus.files import column, read_csv, read_rows, read_texts, write_csv, write_table, write_whole

ROOT_USER = hasattr(os, "geteuid") and os.geteuid() == 0


def names(folder):
    return [path.name for path in folder.iterdir()]


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path):
    for umask, expected in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
        before = os.umask(umask)
        try:
            write_whole(tmp_path / f"{umask}.txt", "tide tables")
        finally:
            os.umask(before)
        assert mode(tmp_path / f"{umask}.txt") == expected


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o664, 0o755])
def test_a_file_that_was_there_keeps_its_mode(kept, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    out.chmod(kept)
    write_whole(out, "later")
    assert (out.read_text(), mode(out)) == ("later", kept)


@pytest.mark.skipif(not ROOT_USER, reason="only root may give a file away")
def test_a_file_that_was_there_keeps_its_owner(tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    os.chown(out, 4711, 4712)
    write_whole(out, "later")
    assert (out.stat().st_uid, out.stat().st_gid) == (4711, 4712)


def test_a_file_is_replaced_at_once_so_that_who_reads_it_reads_the_earlier_one_to_the_end(tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    with out.open() as reading:
        write_whole(out, "later")
        assert reading.read() == "earlier"
    assert out.read_text() == "later"


@pytest.mark.parametrize("there", [True, False], ids=["whole", "dangling"])
def test_a_link_stays_a_link_and_its_target_is_written(there, tmp_path):
    (tmp_path / "far").mkdir()
    target, middle, link = tmp_path / "far" / "target.csv", tmp_path / "middle.csv", tmp_path / "link.csv"
    middle.symlink_to("far/target.csv")
    link.symlink_to(middle)
    if there:
        target.write_text("earlier")
        target.chmod(0o600)
    write_whole(link, "later")
    assert link.is_symlink() and middle.is_symlink() and not target.is_symlink()
    assert target.read_text() == "later"
    assert not there or mode(target) == 0o600
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["far", "link.csv", "middle.csv", "target.csv"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    write_whole(pipe, "a song of seven gulls")
    reader.join(10)
    assert read == ["a song of seven gulls"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_written_to_and_stays_a_device():
    # A terminal of our own stands for /dev/null: it can be replaced by nobody, whatever this test finds.
    ours, theirs = os.openpty()
    try:
        write_whole(os.ttyname(theirs), "seven gulls")
        assert os.read(ours, 100) == b"seven gulls"
        assert stat.S_ISCHR(Path(os.ttyname(theirs)).stat().st_mode)
    finally:
        os.close(theirs)
        os.close(ours)


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_nothing_more_is_told_on_standard_output_that_has_the_output(name, tmp_path):
    (tmp_path / "link").symlink_to("/dev/stdout")
    code = "import sys; from policy_corpus.commands import tell; [tell(name, 'written') for name in sys.argv[1:]]"
    path = str(tmp_path / "link") if name == "link" else name
    with (tmp_path / "log.txt").open("w") as out:
        subprocess.run(
            [sys.executable, "-c", code, path, str(tmp_path / "other.csv")], stdout=out, check=True
        )
    assert (tmp_path / "log.txt").read_text() == f"{tmp_path / 'other.csv'}: written\n"


def test_where_standard_output_is_closed_this_is_said(monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    with pytest.raises(CorpusError, match="standard output is closed; give the name of a file"):
        write_whole("-", "seven gulls")


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_what_standard_output_leads_to_is_written_to_and_not_replaced(name, tmp_path):
    """As in (first; second --out /dev/stdout; third) > log."""
    log, link = tmp_path / "log.txt", tmp_path / "link"
    link.symlink_to("/dev/stdout")
    code = "import sys; from policy_corpus.files import write_whole; write_whole(sys.argv[1], 'second\\n')"
    path = str(link) if name == "link" else name
    with log.open("w") as out:
        out.write("first\n")
        out.flush()
        subprocess.run([sys.executable, "-c", code, path], stdout=out, check=True)
        out.seek(0, os.SEEK_END)
        out.write("third\n")
    assert log.read_text() == "first\nsecond\nthird\n"


def test_of_two_names_of_a_file_only_the_one_that_was_given_holds_the_new(tmp_path):
    out, other = tmp_path / "out.csv", tmp_path / "other.csv"
    out.write_text("earlier")
    other.hardlink_to(out)
    write_whole(out, "later")
    assert (out.read_text(), other.read_text()) == ("later", "earlier")


@pytest.mark.parametrize("special", [stat.S_ISUID, stat.S_ISGID, stat.S_ISVTX])
def test_a_file_that_ran_as_its_owner_does_so_no_longer(special, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    out.chmod(0o755 | special)
    write_whole(out, "later")
    assert mode(out) == 0o755


KILLED = """
import os, signal, sys
from policy_corpus import files
files.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
files.write_whole(sys.argv[1], "later")
"""


def test_what_a_killed_writer_left_is_cleared_by_the_next(tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    ended = 2**22 + 1  # no process has this number
    theirs = [".out.csv.part", f".out.csv.{ended}-notes.part"]
    for name in theirs:
        (tmp_path / name).write_text("theirs")
    (tmp_path / f".out.csv.{ended}-00000000.part").symlink_to(out)
    assert subprocess.run([sys.executable, "-c", KILLED, str(out)], check=False).returncode == -9
    assert out.read_text() == "earlier"
    assert len(names(tmp_path)) == 5
    write_whole(out, "later")
    assert sorted(names(tmp_path)) == sorted([*theirs, f".out.csv.{ended}-00000000.part", "out.csv"])
    assert out.read_text() == "later"


def test_what_another_machine_writes_is_left_alone(tmp_path):
    """Its processes have numbers that none here has; the lock tells."""
    out, elsewhere = tmp_path / "out.csv", 2**22 + 1
    left, at_work = (tmp_path / f".out.csv.{elsewhere}-{n}.part" for n in ("00000000", "11111111"))
    for part in (left, at_work):
        part.write_text("half")
    with at_work.open("r+") as file:
        assert folders.lock(file.fileno())
        write_whole(out, "later")
        assert sorted(names(tmp_path)) == sorted([at_work.name, "out.csv"])
    write_whole(out, "later")
    assert names(tmp_path) == ["out.csv"]


def test_what_a_killed_process_of_the_same_number_left_is_cleared(tmp_path):
    """In a container each first process has the number 1."""
    left = tmp_path / f".out.csv.{os.getpid()}-00000000.part"
    left.write_text("half")
    write_whole(tmp_path / "out.csv", "later")
    assert names(tmp_path) == ["out.csv"]


def test_what_this_process_is_writing_is_left_alone(tmp_path, monkeypatch):
    at_work = tmp_path / f".out.csv.{os.getpid()}-00000000.part"
    at_work.write_text("half")
    monkeypatch.setattr(files, "_writing", {at_work})
    write_whole(tmp_path / "out.csv", "later")
    assert sorted(names(tmp_path)) == sorted([at_work.name, "out.csv"])


def test_a_file_that_another_takes_for_one_that_was_left_is_written_again(tmp_path, monkeypatch):
    answers = [False, True]
    monkeypatch.setattr(files, "lock", lambda file: answers.pop(0))
    write_whole(tmp_path / "out.csv", "later")
    assert answers == [] and (tmp_path / "out.csv").read_text() == "later"
    assert names(tmp_path) == ["out.csv"]


def test_where_nothing_can_be_locked_files_are_written_and_none_is_cleared(tmp_path, monkeypatch):
    def without_locks(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(folders.fcntl, "flock", without_locks)
    left = tmp_path / ".out.csv.4194305-00000000.part"
    left.write_text("half")
    write_whole(tmp_path / "out.csv", "later")
    assert (tmp_path / "out.csv").read_text() == "later"
    assert sorted(names(tmp_path)) == [left.name, "out.csv"]


def test_a_full_disk_leaves_the_earlier_file(tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3, 3))\n"
    code += "import sys; from policy_corpus.files import write_whole; write_whole(sys.argv[1], 'later')"
    done = subprocess.run([sys.executable, "-c", code, str(out)], capture_output=True, text=True, check=False)
    assert "can't be written (File too large)" in done.stderr
    assert (out.read_text(), names(tmp_path)) == ("earlier", ["out.csv"])


def a_folder(path):
    path.mkdir()


def a_socket(path):
    os.mknod(path, stat.S_IFSOCK | 0o600)


def a_loop(path):
    path.symlink_to(path)


@pytest.mark.parametrize("make", [a_folder, a_socket, a_loop])
def test_what_cannot_be_written_is_named_and_left(make, tmp_path):
    out = tmp_path / "out.csv"
    make(out)
    with pytest.raises(CorpusError, match=r"out\.csv: can't be written .*; give"):
        write_whole(out, "later")
    assert names(tmp_path) == ["out.csv"]
    assert not out.is_file()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"none.out\.csv: can't be written \(No such file"):
        write_whole(tmp_path / "none" / "out.csv", "later")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(ROOT_USER, reason="root may write to any file")
def test_a_write_protected_file_stays(tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    out.chmod(0o444)
    with pytest.raises(CorpusError, match="write-protected"):
        write_whole(out, "later")
    assert out.read_text() == "earlier"


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("place", ["os.fchmod", "pathlib.Path.replace"])
def test_a_failure_or_stop_leaves_the_earlier_file_and_nothing_beside(place, stop, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    out.write_text("earlier")

    def stops(*_):
        raise stop

    monkeypatch.setattr(place, stops)
    with pytest.raises((KeyboardInterrupt, CorpusError)):
        write_whole(out, "later")
    assert out.read_text() == "earlier"
    assert names(tmp_path) == ["out.csv"]


def test_rows_that_fail_on_their_way_leave_the_earlier_file(tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("earlier")
    with pytest.raises(ZeroDivisionError):
        write_csv(out, ["n"], ([1 // n] for n in (1, 0)))
    assert (out.read_text(), names(tmp_path)) == ("earlier", ["out.csv"])


def test_the_longest_name_that_a_folder_takes_can_be_written(tmp_path):
    write_whole(tmp_path / ("n" * 255), "later")
    write_whole(tmp_path / ("é" * 127), "later")
    assert len(names(tmp_path)) == 2


CELLS = ["plain", 'a "quoted" gull', "comma, and\nline", "", "=1+1", "kité\r"]


def test_what_was_written_as_csv_is_read_back(tmp_path):
    out = tmp_path / "out.csv"
    write_csv(out, ["id", "cell"], enumerate(CELLS))
    assert read_csv(out) == (["id", "cell"], [[str(i), cell] for i, cell in enumerate(CELLS)])
    assert out.read_bytes().endswith(b"\n") and not out.read_bytes().endswith(b"\r\n")
    table = pd.DataFrame({"id": [1, 2], "cell": ["a", "b,c"]}, index=[7, 8])
    write_table(out, table)
    assert out.read_bytes() == b'id,cell\n1,a\n2,"b,c"\n'


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"\n\n", "is empty"),
        (b"a,b\n1,2\n3\n", "row 2 after the header has 1 cells where the header has 2"),
        (b'a\n"1\n', "is no well-formed CSV"),
        (b"caf\xe9\n", "iconv -f WINDOWS-1252 -t UTF-8 in.csv"),
        ("a\n1\n".encode("utf-16"), "iconv -f UTF-16 -t UTF-8 in.csv"),
        (None, "there is no such file"),
    ],
)
def test_a_bad_csv_file_is_named_with_its_mend(raw, told, tmp_path):
    path = tmp_path / "in.csv"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(CorpusError) as error:
        read_csv(path)
    assert str(error.value).startswith(str(path)) and told in str(error.value) and ";" in str(error.value)


def test_a_column_is_one_of_the_header_and_there_once():
    assert column("in.csv", ["a", "b"], "b") == 1
    with pytest.raises(CorpusError, match=r"in\.csv: has no column 'c'; name one of these: a, b"):
        column("in.csv", ["a", "b"], "c")
    with pytest.raises(CorpusError, match=r"in\.csv: has 2 columns 'a'; rename"):
        column("in.csv", ["a", "a"], "a")


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_cells_are_parted_by_what_parts_the_header(mark, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(f'id{mark}clause\n1{mark}"We row, sail; and rest."\n')
    assert read_csv(path) == (["id", "clause"], [["1", "We row, sail; and rest."]])


def test_a_missing_header_is_named():
    with pytest.raises(
        CorpusError, match=r"no header: its first row says 'We row our boats by night\.'; put a row"
    ):
        column("in.csv", ["1", "We row our boats by night."], "clause")


def test_a_file_of_another_header_and_a_row_that_is_wrong_are_named(tmp_path):
    path = tmp_path / "tides.csv"
    path.write_text("day,height\n1,2\n2,\n")
    assert read_rows(path, ["day", "height"]) == [["1", "2"], ["2", ""]]
    with pytest.raises(CorpusError, match=r"tides\.csv: the header must be day,level; measure again$"):
        read_rows(path, ["day", "level"], "measure again")
    assert read_texts(path, ["day", "height"], lambda row: None).to_dict("list") == {
        "day": ["1", "2"],
        "height": ["2", ""],
    }
    with pytest.raises(CorpusError, match=r"tides\.csv, row 3: height is empty$"):
        read_texts(path, ["day", "height"], lambda row: None if row["height"] else "height is empty")
