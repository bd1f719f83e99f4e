"""Work side by side in several processes, or in this one."""

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from policy_corpus.errors import CorpusError

# A forked process has what this one has loaded and read; elsewhere than on Linux forking is not safe.
CONTEXT = get_context("fork" if sys.platform == "linux" else "spawn")
POLL = 0.2  # seconds between two looks at how far the work is


class Crew:
    """`workers` processes, this one among them: it does what none has begun when the result is asked for.

    `progress` is told, while a result is waited for, how much more the workers have counted with `tell`.
    """

    def __init__(self, workers: int, progress: Callable[[int], None] = lambda more: None):
        self.workers, self.progress = workers, progress
        self._told = 0

    def __enter__(self) -> "Crew":
        if self.workers > 1:
            self._count = CONTEXT.Value("Q", 0)
            self._folder = TemporaryDirectory(prefix="policy_corpus")
            self._pool = ProcessPoolExecutor(self.workers - 1, CONTEXT, _begin, (self._count,))
        return self

    def __exit__(self, kind, *_) -> None:
        if self.workers > 1:
            self._pool.shutdown(cancel_futures=True)
            self._folder.cleanup()

    def start(self, work: Callable, *arguments) -> Callable:
        """Start work that needs no other's result; what comes back is called for its result."""
        if self.workers == 1:
            return partial(self.here, work, *arguments)
        return partial(
            self._result, self._pool.submit(_kept, self._folder.name, work, *arguments), work, *arguments
        )

    def here(self, work: Callable, *arguments):
        """Do work in this process, beside what has been started; its result."""
        global _tell
        _tell = self.progress
        return work(*arguments)

    def _result(self, future, work, *arguments):
        if future.cancel():
            return self.here(work, *arguments)
        ended = False
        while not ended:
            ended = bool(wait([future], POLL).done)
            before, self._told = self._told, self._count.value
            self.progress(self._told - before)
        try:
            return pickle.loads(Path(future.result()).read_bytes())
        except BrokenProcessPool:
            raise CorpusError(
                "a worker process was ended, perhaps for want of memory; run again with fewer --workers"
            ) from None


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


def tell(more: int) -> None:
    """Count how much of the work is done, in whatever process it is done."""
    _tell(more)


def _tell(more: int) -> None:
    """Outside of a crew nobody listens."""


def _kept(folder: str, work: Callable, *arguments) -> str:
    """Do work and keep its result in a file: through a pipe it would crawl while the reader is at work itself."""
    with NamedTemporaryFile(dir=folder, delete=False) as file:
        pickle.dump(work(*arguments), file, pickle.HIGHEST_PROTOCOL)
    return file.name


def _begin(count) -> None:
    """What a worker does first: count for the parent, and end when it ends."""

    def add(more: int) -> None:
        with count.get_lock():
            count.value += more

    global _tell
    _tell = add
    gc.disable()  # collecting would write to, and so copy, what is shared with the parent
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches parent and workers; one of them explains it
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent_process().join()
    os._exit(1)
