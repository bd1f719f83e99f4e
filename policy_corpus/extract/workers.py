"""From a number of workers to an executor for their work: a pool of processes, or this process for one worker.

What is done in parallel is a plain function with arguments that can be pickled, submitted to any
`concurrent.futures.Executor`; none relies on what another did before it in the same process.
"""

import gc
import os
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process

from policy_corpus.errors import CorpusError

# A forked process has what this one has loaded; elsewhere than on Linux forking is not safe.
CONTEXT = get_context("fork" if sys.platform == "linux" else "spawn")
AHEAD = 128  # pieces of work that are handed out before the first is asked for: two for each of 64 workers


class InProcess(Executor):
    """An executor that does the work itself: what is submitted at once, what is mapped when it is asked for."""

    def submit(self, work, /, *arguments, **named) -> Future:
        """A future that is done; an interruption is raised here, an error by the future's result."""
        future: Future = Future()
        try:
            future.set_result(work(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future

    def map(self, work, *columns, timeout=None, chunksize=1) -> Iterator:
        """The results one by one, none made before it is asked for, so that they need not all be kept."""
        return map(work, *columns)


def in_turn(executor: Executor, work: Callable, columns: Iterable[Sequence]) -> Iterator:
    """The results of work on each of some arguments, in their order, of which few are made before they are needed.

    `Executor.map` would make all at once, and keep them until they are asked for.
    """
    begun: deque[Future] = deque()
    for arguments in columns:
        begun.append(executor.submit(work, *arguments))
        if len(begun) > AHEAD:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


@contextmanager
def worker_pool(workers: int) -> Iterator[Executor]:
    """An executor of so many processes, or of this one; left with an error, it drops what has not begun.

    CorpusError where a worker process was killed.
    """
    if workers == 1:
        yield InProcess()
        return
    with tempfile.TemporaryDirectory(prefix="policy_corpus", ignore_cleanup_errors=True) as folder:
        others = active_children()
        pool = ProcessPoolExecutor(workers, CONTEXT, _begin, (folder,))
        try:
            yield pool
        except KeyboardInterrupt:
            for worker in active_children():
                if worker not in others:
                    worker.terminate()  # the signal may have come to this process alone
            raise
        except BrokenProcessPool:
            raise CorpusError(
                f"one of {workers} worker processes was ended, as a system does for want of memory; close other "
                "programs, or give fewer --workers"
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(folder: str) -> None:
    """What a worker does first: its temporary files go where the parent clears up, and it ends when that ends."""
    tempfile.tempdir = folder
    gc.disable()  # collecting would write to, and so copy, what is shared with the parent
    # Ctrl-C reaches parent and workers, and the parent explains it; a build in the background may be deaf to it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent_process().join()
    os._exit(1)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without collecting garbage: among millions of small tuples, none in a cycle, it costs a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # what lives now need not be looked through when all ends
        if collecting:
            gc.enable()
