"""Progress: shown while a long loop runs in the lab, and nothing of it in what is saved, executed or tested."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from contents import before_saving
from execute import execute, execute_all, normalise
from nbclient import NotebookClient

from policy_corpus import progress

LOOP = """import time
from policy_corpus.progress import steps, watch
watch()
print("before")
for second in steps(range(8), "half seconds"):
    time.sleep(0.5)
print("after")"""


class Listener(NotebookClient):
    """A client that keeps every message of the kernel."""

    def process_message(self, msg, cell, cell_index):
        self.heard = [*getattr(self, "heard", []), msg]
        return super().process_message(msg, cell, cell_index)


@pytest.fixture
def lab(monkeypatch):
    monkeypatch.setenv(progress.LAB, "1")
    monkeypatch.setenv("JPY_SESSION_NAME", "a-notebook.ipynb")


def notebook() -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LOOP)])


def printed(cell) -> str:
    return "".join(output.text for output in cell.outputs)


def test_in_the_lab_a_loop_of_four_seconds_shows_how_far_it_is(lab):
    client = Listener(notebook(), kernel_name="python3")
    client.execute()
    heard = [message for message in client.heard if "display_data" in message["msg_type"]]
    assert [m["msg_type"] for m in heard] == ["display_data"] + ["update_display_data"] * (len(heard) - 1)
    texts = [m["content"]["data"].get("text/plain", "emptied") for m in heard]
    assert re.match(r"half seconds: [1-7] of 8, \d+ s passed, about \d+ s left", texts[0])
    assert texts[-1] == "emptied"
    times = [m["header"]["date"] for m in heard[:-1]]
    assert all((after - before).total_seconds() > 0.4 for before, after in pairwise(times))


def test_what_is_saved_has_what_was_printed_and_no_more(lab):
    ran = notebook()
    Listener(ran, kernel_name="python3").execute()
    assert len(ran.cells[0].outputs) == 3
    model = {"type": "notebook", "content": ran}
    before_saving(model=model, path="a-notebook.ipynb", contents_manager=None)
    assert printed(ran.cells[0]) == "before\nafter\n"
    assert "execution" not in ran.cells[0].metadata


def test_where_nobody_watches_nothing_is_shown(monkeypatch, capfd):
    monkeypatch.setattr(progress, "_watched", False)
    items = [1, 2]
    assert progress.steps(items, "items") is items
    monkeypatch.setattr(progress, "_watched", True)
    monkeypatch.setattr(progress, "AFTER", 0)
    assert list(progress.steps(items, "items")) == [1, 2]
    assert capfd.readouterr() == ("", "")


def test_on_a_terminal_it_is_a_line(monkeypatch, capsys):
    monkeypatch.setattr(progress, "_watched", True)
    monkeypatch.setattr(progress, "AFTER", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert list(progress.steps([1, 2], "items")) == [1, 2]
    assert "items" in capsys.readouterr().err


def test_executed_and_tested_a_long_loop_leaves_nothing(tmp_path):
    path = tmp_path / "1-loop.ipynb"
    nbformat.write(notebook(), path)
    ran = execute(path)
    assert printed(ran.cells[0]) == "before\nafter\n"
    before = ran.copy()
    normalise(ran)
    assert ran == before
    nbformat.write(ran, path)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--nbval",
        "--nbval-current-env",
        path,
    ]
    root = str(Path(__file__).resolve().parents[1])
    tested = subprocess.run([*command, "--rootdir", root], capture_output=True, text=True, cwd=root)
    assert tested.returncode == 0, tested.stdout


def test_a_save_of_another_file_is_let_pass():
    model = {"type": "file", "content": "text"}
    before_saving(model=model)
    assert model == {"type": "file", "content": "text"}


def test_a_notebook_that_fails_ends_the_run_and_is_named(tmp_path):
    paths = [tmp_path / f"{n}-notebook.ipynb" for n in range(1, 6)]
    for path, source in zip(paths, ["1", "missing", *["import time; time.sleep(1)"] * 3], strict=True):
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), path)
    with pytest.raises(SystemExit, match=r"2-notebook\.ipynb stopped at an error"):
        execute_all(paths, tmp_path / "executed")
    assert [path.name for path in (tmp_path / "executed").iterdir()] == ["1-notebook.ipynb"]
