"""Work in other processes or in this one: results, errors, interruptions, and nothing left behind."""

import multiprocessing
import os
import signal
import tempfile
import threading

import pytest

from policy_corpus.errors import CorpusError
from policy_corpus.extract.workers import worker_pool

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
    assert threading.active_count() == threads


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
        pytest.raises(CorpusError, match=r"worker process was ended, .* fewer --workers"),
        worker_pool(2) as executor,
    ):
        executor.submit(end_process).result()
    assert not multiprocessing.active_children()
    assert not list(tmp_path.iterdir())
