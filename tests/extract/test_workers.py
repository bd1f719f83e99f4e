"""Work in other processes or in this one: results, errors, interruptions, and nothing left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract import workers as module
from policy_corpus.extract.workers import in_turn, worker_pool

NUMBERS = [1, 2]


def double(number: int) -> int:
    return 2 * number


def fail(message: str) -> None:
    raise CorpusError(message)


def end_process() -> None:
    tempfile.mkdtemp()
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt() -> None:
    raise KeyboardInterrupt


def process(_: int) -> int:
    return os.getpid()


@pytest.fixture(params=NUMBERS)
def workers(request):
    threads = threading.active_count()
    yield request.param
    assert not multiprocessing.active_children()
    assert threading.active_count() <= threads  # one of another test may end meanwhile


def test_results_come_in_order(workers):
    with worker_pool(workers) as executor:
        assert list(executor.map(double, range(20))) == [2 * n for n in range(20)]
        assert [executor.submit(double, n).result() for n in (3, 4)] == [6, 8]


def test_one_worker_is_this_process_and_more_are_others():
    for workers in NUMBERS:
        with worker_pool(workers) as executor:
            assert (set(executor.map(process, range(9))) == {os.getpid()}) == (workers == 1)


def test_an_error_comes_with_the_result(workers):
    with worker_pool(workers) as executor:
        future = executor.submit(fail, "a.csv: is empty")
        with pytest.raises(CorpusError, match="is empty"):
            future.result()


def test_in_this_process_nothing_is_made_before_it_is_asked_for():
    made = []
    with worker_pool(1) as executor:
        results = executor.map(made.append, range(3))
        assert made == []
        next(results)
        assert made == [0]


def test_in_turn_little_is_made_before_it_is_asked_for(workers, monkeypatch):
    monkeypatch.setattr(module, "AHEAD", 3)
    handed = []
    with worker_pool(workers) as executor:
        results = in_turn(executor, double, ((handed.append(n) or n,) for n in range(9)))
        assert next(results) == 0
        assert handed == [0, 1, 2, 3]
        assert list(results) == [2 * n for n in range(1, 9)]


def test_an_interruption_in_this_process_is_one():
    with pytest.raises(KeyboardInterrupt), worker_pool(1) as executor:
        executor.submit(interrupt)


def test_an_interruption_drops_what_has_not_begun():
    with pytest.raises(KeyboardInterrupt), worker_pool(2) as executor:
        futures = [executor.submit(double, n) for n in range(10_000)]
        raise KeyboardInterrupt
    assert futures[-1].cancelled()
    assert not multiprocessing.active_children()


def test_a_worker_that_is_killed_is_told_and_cleared_up_after(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with (
        pytest.raises(CorpusError, match=r"of 2 worker processes was ended, .* fewer --workers"),
        worker_pool(2) as executor,
    ):
        executor.submit(end_process).result()
    assert not multiprocessing.active_children()
    assert not list(tmp_path.iterdir())


def interrupt_itself() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "went on"


def test_where_the_parent_is_deaf_to_ctrl_c_so_are_the_workers():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with worker_pool(2) as executor:
            assert executor.submit(interrupt_itself).result() == "went on"
    finally:
        signal.signal(signal.SIGINT, before)


DIES = """
import os, signal, sys, time
from policy_corpus.extract.workers import worker_pool
with worker_pool(2) as executor:
    started = [executor.submit(os.getpid) for _ in range(2)]
    print(*{s.result() for s in started}, *{p for p in executor._processes}, flush=True)
    executor.submit(time.sleep, 600)
    executor.submit(time.sleep, 600)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_end_with_a_parent_that_is_killed():
    done = subprocess.run([sys.executable, "-c", DIES], capture_output=True, text=True, check=False)
    workers = {int(number) for number in done.stdout.split()}
    assert done.returncode == -signal.SIGKILL and workers
    until = time.monotonic() + 10
    while any(map(goes_on, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(goes_on, workers))


def goes_on(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return False
