"""From the address of a Dask scheduler to an executor of its workers' processes, on this machine or on many.

Each worker needs the same version of the project and of its packages, and reaches the archives, the data and the
shards by the same paths; each is a process with one thread, for what a process compiled is not shared by threads.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from functools import partial

from policy_corpus.errors import CorpusError
from policy_corpus.extract.made_by import made_by

WAIT = 30  # seconds for the scheduler to answer, and for the first worker to come
MODULE = "policy_corpus.extract.build"  # what a worker must have in the same version


class Cluster(Executor):
    """The workers of a Dask client; what a worker that must not be used is given ends with a CorpusError."""

    def __init__(self, client):
        self._executor = client.get_executor(pure=False)  # to make a file anew is no waste

    def submit(self, work, /, *arguments, **named) -> Future:
        return self._executor.submit(_checked, made_by(MODULE), work, *arguments, **named)

    def map(self, work, *columns, timeout=None, chunksize=1) -> Iterator:
        return self._executor.map(partial(_checked, made_by(MODULE), work), *columns)


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The workers of the scheduler at an address, such as tcp://127.0.0.1:8786; CorpusError where they are lost.

    What a lost worker had begun is given to another.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.client import FutureCancelledError
    except ImportError:
        raise CorpusError(
            "--scheduler needs Dask, which is not installed; run: pip install '.[cluster]'"
        ) from None
    for name in list(logging.root.manager.loggerDict):  # what they tell at length is told below
        if name.partition(".")[0] in ("asyncio", "distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError):
        mend = "start one, `dask scheduler`, and give the address that it prints"
        raise CorpusError(f"{address}: no scheduler answers there; {mend}") from None
    try:
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError:
            mend = f"start one: dask worker {address} --nthreads 1"
            raise CorpusError(f"{address}: the scheduler has no worker; {mend}") from None
        yield Cluster(client)
    except ModuleNotFoundError as error:
        mend = "run on each machine: pip install '.[cluster]'"
        raise CorpusError(f"{address}: a worker, or the scheduler, lacks {error.name}; {mend}") from None
    except KilledWorker:
        mend = "give the workers more memory, or start fewer a machine, and run again"
        raise CorpusError(f"{address}: one piece of work ended several workers; {mend}") from None
    except (FutureCancelledError, CancelledError):
        mend = "start it again and run again: what was read is kept"
        raise CorpusError(f"{address}: the connection to the scheduler was lost; {mend}") from None
    finally:
        client.close(timeout=1)


def _checked(version: str, work, *arguments, **named):
    """What `work` makes, in a worker that makes what the one who asked would make."""
    from distributed import get_worker

    worker = get_worker()
    if made_by(MODULE) != version:
        mend = "give all workers the same version of the project and of its packages"
        raise CorpusError(f"{worker.address}: has other code or packages than this process; {mend}")
    if worker.state.nthreads != 1:
        raise CorpusError(f"{worker.address}: the worker has several threads; start it with --nthreads 1")
    return work(*arguments, **named)
