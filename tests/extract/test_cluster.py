"""The workers of a Dask scheduler: the same bytes as without, errors in one line, and what becomes of lost ones."""

import os
import signal
from importlib import import_module
from pathlib import Path

import pytest
from distributed import LocalCluster
from invented import corpus

from policy_corpus.errors import CorpusError
from policy_corpus.extract import cluster as module
from policy_corpus.extract.build import build
from policy_corpus.extract.cluster import cluster

QUIET = {"dashboard_address": ":0", "threads_per_worker": 1, "silence_logs": "CRITICAL"}


@pytest.fixture(scope="module")
def two():
    """Two workers with their scheduler, each a process that is started again when it was ended."""
    with LocalCluster(n_workers=2, **QUIET) as started:
        yield started


@pytest.fixture
def address(two) -> str:
    return two.scheduler_address


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> dict[str, Path]:
    """An invented corpus, as `build` takes it."""
    return corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def tables(small, tmp_path_factory) -> dict[str, bytes]:
    """Its tables, made by this process."""
    out = tmp_path_factory.mktemp("own") / "tables"
    build(out=out, **small)
    return contents(out)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def ends_once(mark: Path) -> str:
    """Ends the worker that is the first to do this."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def fail(message: str) -> None:
    raise CorpusError(message)


def test_a_cluster_gives_the_bytes_that_one_process_gives(address, small, tables, tmp_path):
    build(out=tmp_path / "tables", scheduler=address, shards=tmp_path / "shards", **small)
    assert contents(tmp_path / "tables") == tables


def test_a_build_that_lost_a_worker_gives_the_same_bytes(two, small, tables, tmp_path):
    lost = {worker.pid for worker in two.workers.values()}

    def lose_one(more: int) -> None:
        if len(lost) == 2:
            os.kill(lost.pop(), signal.SIGKILL)

    out = tmp_path / "tables"
    build(out=out, scheduler=two.scheduler_address, progress=lambda total: lose_one, **small)
    assert contents(out) == tables


def test_what_a_lost_worker_had_begun_is_done_by_another(address, tmp_path):
    with cluster(address) as executor:
        assert list(executor.map(ends_once, [tmp_path / "mark"] * 4)) == ["done"] * 4


def test_an_error_of_a_worker_is_that_of_the_work(address):
    with cluster(address) as executor, pytest.raises(CorpusError, match="is empty"):
        executor.submit(fail, "a.csv: is empty").result()


def test_a_worker_with_other_code_is_told(address, monkeypatch):
    monkeypatch.setattr(module, "made_by", lambda module: "of another version")
    with cluster(address) as executor, pytest.raises(CorpusError, match=r"other code or packages"):
        executor.submit(len, "").result()


def test_a_worker_that_lacks_a_package_is_told(address):
    with (
        pytest.raises(CorpusError, match=r"lacks no_such_package; .*pip install"),
        cluster(address) as executor,
    ):
        executor.submit(import_module, "no_such_package").result()


def test_a_worker_with_several_threads_is_told():
    with (
        LocalCluster(n_workers=1, processes=False, **QUIET | {"threads_per_worker": 2}) as started,
        cluster(started.scheduler_address) as executor,
        pytest.raises(CorpusError, match=r"several threads; .* --nthreads 1"),
    ):
        executor.submit(len, "").result()


def test_a_build_that_lost_its_scheduler_says_so_and_goes_on_with_another(small, tables, tmp_path):
    kept = {"out": tmp_path / "tables", "shards": tmp_path / "shards"} | small
    with (
        LocalCluster(n_workers=1, processes=False, **QUIET) as started,
        pytest.raises(CorpusError, match=r"connection to the scheduler was lost; .* run again"),
    ):
        build(
            scheduler=started.scheduler_address, progress=lambda total: lambda more: started.close(), **kept
        )
    finished = {file: file.stat().st_ino for file in kept["shards"].iterdir()}
    assert finished
    with LocalCluster(n_workers=1, processes=False, **QUIET) as started:
        build(scheduler=started.scheduler_address, **kept)
    assert {file: file.stat().st_ino for file in finished} == finished
    assert contents(tmp_path / "tables") == tables


def test_where_no_scheduler_answers_it_is_told(monkeypatch):
    monkeypatch.setattr(module, "WAIT", 0.2)
    with (
        pytest.raises(CorpusError, match=r"tcp://127\.0\.0\.1:9: no scheduler answers"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass


def test_a_scheduler_without_workers_is_told(monkeypatch):
    monkeypatch.setattr(module, "WAIT", 1)
    with (
        LocalCluster(n_workers=0, processes=False, **QUIET) as started,
        pytest.raises(CorpusError, match=r"the scheduler has no worker; start one: dask worker"),
        cluster(started.scheduler_address),
    ):
        pass
