"""Bounds how long a text of anyone's is worked on: what no honest policy needs, a hostile one is not given.

A few thousand letters can keep a reader of HTML or a pattern busy for hours. What is known to do so is mended where it
is; this ends the rest.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from policy_corpus.errors import CorpusError

LONGEST = 4.0  # seconds of the processor for a step; the longest archived policy, of 48,000 words, takes a tenth of it
_LOOK = 0.1  # seconds from one look at the clock to the next


@contextmanager
def limited(name: str, times: int = 1) -> Iterator[None]:
    """CorpusError that names the text where what is done within takes longer than so many times `LONGEST`.

    Counted is the time of this thread alone, not the work of others nor waiting. Without effect in a thread that is
    not the first one, and where the system has no such timer: only the first is told of signals.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    most = times * LONGEST
    end = time.thread_time() + most

    def look(*_) -> None:
        if time.thread_time() > end:
            raise CorpusError(
                f"{name}: takes more than {most:g} seconds to read, as no policy does; give its text alone"
            )

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _LOOK, _LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
