"""The command line: what a user types, and one line that names file and mend where it cannot be done."""

import errno
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from policy_corpus.__main__ import main
from policy_corpus.analysis import unread
from policy_corpus.errors import CorpusError, exit_code
from policy_corpus.paths import ROOT, TABLES
from policy_corpus.trials import bench, compare, fit_collection

FULL = Path("/dev/full")
COMMANDS = ["fetch", "paths", "build", "refresh", "verify", "label", "changes", "show", "clause"]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert f"policy_corpus {command}" in capsys.readouterr().out


def test_what_a_build_is_told_reaches_it(tmp_path, monkeypatch):
    told = {}
    monkeypatch.setattr("policy_corpus.extract.build.build", lambda *places, **how: told.update(how))
    asked = ["--workers", "3", "--scheduler", "tcp://127.0.0.1:9", "--shards", str(tmp_path)]
    assert main(["build", *asked]) == 0
    assert (told["workers"], told["scheduler"], told["shards"]) == (3, "tcp://127.0.0.1:9", tmp_path)


def test_verify_says_how_much_is_there(capsys):
    assert main(["verify"]) == 0
    assert "tables as built" in capsys.readouterr().out


def test_a_bench_without_archives_names_the_one_it_misses(tmp_path, capsys):
    assert bench.main(["--archives", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith(str(tmp_path)) and "fetch" in said.err


def test_labels_stand_beside_what_the_file_held(tmp_path, capsys):
    source, out = tmp_path / "clauses.csv", tmp_path / "labelled.csv"
    rows = [
        ("a", "We may collect a scan of your face."),
        ("b", '=HYPERLINK("x"), "said" the\nharbour office'),
    ]
    pd.DataFrame(rows, columns=["id", "clause"]).to_csv(source, index=False)
    before = source.read_bytes()
    assert main(["label", str(source), "--text-column", "clause", "--out", str(out)]) == 0
    labelled = pd.read_csv(out)
    assert labelled[["id", "clause"]].to_numpy().tolist() == [list(row) for row in rows]
    assert labelled["biometric_stance"].tolist() == ["collects", "none"]
    assert labelled["collection_score"].between(0, 1).all()
    assert set(labelled["collection"]) <= {0, 1}
    assert source.read_bytes() == before
    assert "2 clauses labelled" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["changes", "unread", "label", "diff"])
def test_a_dash_is_standard_output_for_every_output(command, tmp_path, monkeypatch, capsys):
    """Nothing but the table is printed there, and no file has that name."""
    (tmp_path / "in.csv").write_text("clause\nWe collect a scan of your face.\n")
    (tmp_path / "in.md").write_text("# Privacy\n\nWe collect a scan of your face.\n")
    monkeypatch.setattr(
        "policy_corpus.analysis.ledger.ledger", lambda *_: pd.DataFrame([{"document": "a", "first": "b"}])
    )
    monkeypatch.setattr(
        "policy_corpus.analysis.unread.unread", lambda *_: pd.DataFrame(columns=[*unread.KEY, "reading"])
    )
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    first = {
        "changes": ([], "document,first"),
        "unread": ([], ",".join(unread.SHEET)),
        "label": (["in.csv", "--text-column", "clause"], "clause,biometric_about,"),
        "diff": (["in.md", "in.md"], ""),
    }
    arguments, head = first[command]
    assert main([command, *arguments, "--out", "-"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(head) and said.err == "" and "-:" not in said.out
    assert sorted(tmp_path.iterdir()) == before


def test_label_says_why(tmp_path, capsys):
    source, out = tmp_path / "clauses.csv", tmp_path / "labelled.csv"
    source.write_text("clause\nWe never collect a scan of your face.\nThe harbour office rests.\n")
    assert main(["label", str(source), "--text-column", "clause", "--out", str(out), "--why"]) == 0
    labelled = pd.read_csv(out, keep_default_na=False)
    said, silent = labelled.filter(like="biometric_").to_dict("records")
    assert said == {
        "biometric_about": 1,
        "biometric_stance": "denies",
        "biometric_why_term": "<detect> .. <face>",
        "biometric_why_rule": "denied before",
        "biometric_why_cue": "<not> (<adverb>) (<adverb>) <do>",
    }
    assert list(silent.values()) == [0, "none", "", "", ""]


def bad_column(folder):
    (folder / "bad.csv").write_text("text\nWe keep notes.\n")


def bad_encoding(folder):
    (folder / "bad.csv").write_bytes("clause\nWe keep café notes.\n".encode("utf-16"))


def nothing(folder):
    return None


@pytest.mark.parametrize("make", [bad_column, bad_encoding, nothing])
def test_a_bad_file_is_named_in_one_line_and_nothing_is_written(make, tmp_path, capsys):
    make(tmp_path)
    out = tmp_path / "out.csv"
    out.write_text("earlier work")
    assert main(["label", str(tmp_path / "bad.csv"), "--text-column", "clause", "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "bad.csv" in said
    assert out.read_text() == "earlier work"


def test_a_build_without_archives_says_how_to_get_them(tmp_path, capsys):
    assert main(["build", "--archives", str(tmp_path / "none"), "--out", str(tmp_path / "tables")]) == 2
    assert "policy_corpus fetch" in capsys.readouterr().err
    assert not (tmp_path / "tables").exists()


def test_a_changed_table_fails_verify(tmp_path, capsys):
    for path in TABLES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "versions.parquet").write_bytes(b"PAR1")
    assert main(["verify", str(tmp_path)]) == 2
    assert "versions.parquet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (CorpusError("a.csv: is empty; fill it"), 2, "a.csv"),
        (KeyboardInterrupt(), 130, "untouched"),
        (MemoryError(), 2, "too little memory; close other programs"),
        (RuntimeError("can't start new thread"), 2, "too little memory"),
        (ImportError("x.so: failed to map segment from shared object"), 2, "too little memory"),
        (OSError("LZ4 decompress failed: ERROR_allocation_failed"), 2, "too little memory"),
        (
            OSError(errno.ENOSPC, "No space left on device", "/pond"),
            2,
            "/pond: No space left on device; make room",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            2,
            f"the output's folder, or {tempfile.gettempdir()}: No space left",
        ),
        (
            OSError(errno.ENAMETOOLONG, "File name too long", "a" * 256),
            2,
            "aaa: File name too long; give a shorter",
        ),
    ],
)
def test_every_command_ends_with_one_line_that_says_why(raised, code, said, capsys):
    def work():
        raise raised

    assert exit_code(work) == code
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert said in err


@pytest.mark.parametrize(
    "fault",
    [IsADirectoryError(errno.EISDIR, "Is a directory", "pond"), RuntimeError("pond"), SystemError("pond")],
)
def test_what_is_no_fault_of_the_machine_is_not_hidden(fault):
    def work():
        raise fault

    with pytest.raises(type(fault)):
        exit_code(work)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit addresses")
@pytest.mark.parametrize(
    ("megabytes", "said"),
    [
        (400, "memory is limited to 400 MB; allow"),
        (9_000, "pond; memory is limited to 9000 MB, which may be"),
    ],
)
def test_where_memory_is_limited_it_ends_with_one_line(megabytes, said):
    code = f"""
import resource, sys
from policy_corpus.errors import exit_code
resource.setrlimit(resource.RLIMIT_AS, ({megabytes * 10**6},) * 2)
def work():
    raise ImportError("pond")
sys.exit(exit_code(work))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and done.stderr.startswith(said)


@pytest.mark.parametrize("command", [compare.main, fit_collection.main])
def test_a_command_of_its_own_ends_so_too(command, tmp_path, capsys):
    missing = str(tmp_path / "none.csv")
    named = ["--labelled", missing] if command is compare.main else [missing]
    assert command([*named, "--out", str(tmp_path / "out")]) == 2
    assert "none.csv" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_it_runs_from_any_folder_without_a_traceback(tmp_path):
    command = [sys.executable, "-m", "policy_corpus", "verify", str(tmp_path / "none")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def run(code: str, **where) -> subprocess.CompletedProcess:
    """What a command of this code does, as a process of its own that holds back what it prints."""
    code = f"import sys; from policy_corpus.errors import CorpusError, exit_code\n{code}"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, env=environment, **where)


@pytest.mark.parametrize("lines", [1, 100_000])
def test_nobody_who_reads_is_no_fault(lines):
    """As in `paths | head`."""
    read, write = os.pipe()
    os.close(read)
    done = run(f"sys.exit(exit_code(lambda: [print('line') for _ in range({lines})]))", stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is full")
def test_what_cannot_be_printed_is_told():
    with FULL.open("w") as full:
        done = run("sys.exit(exit_code(lambda: print('1 clauses labelled')))", stdout=full)
    told = "standard output: can't be written (No space left on device); make room\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_a_name_neither_ends_the_line_of_a_message_nor_tells_a_terminal_anything():
    name = "a\nb\x1b[31m\u202e\udce9"
    done = run(f"def fail(): raise CorpusError({name!r})\nsys.exit(exit_code(fail))")
    assert (done.returncode, done.stderr) == (2, "a\\nb\\x1b[31m\\u202e\\udce9\n")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_further_signals_do_not_stop_the_clearing_up(name):
    done = run(
        f"""
import os, signal
def work():
    try:
        os.kill(os.getpid(), signal.{name})
    finally:
        for _ in range(20):
            os.kill(os.getpid(), signal.{name})
        print("cleared up")
sys.exit(exit_code(work))
""",
        stdout=subprocess.PIPE,
    )
    assert (done.returncode, done.stdout) == (128 + getattr(signal, name), "cleared up\n")


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stop_that_comes_as_another_fault_is_told_as_a_stop(name):
    """As where a module in C is imported, which tells of it as ImportError."""
    done = run(f"""
import os, signal
def work():
    try:
        os.kill(os.getpid(), signal.{name})
    except KeyboardInterrupt:
        raise ImportError("initialization failed") from None
sys.exit(exit_code(work))
""")
    told = "stopped; what was there before is untouched\n"
    assert (done.returncode, done.stderr) == (128 + getattr(signal, name), told)
