"""What goes wrong in a way that a user can mend: one exception, whose message names the file and the mend."""

import errno
import os
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

FEW_NAMES = 30  # of a kind, which are all given where one is wrong
NEAREST_NAMES = 5  # that are given where there are more
# What Python and libraries say where memory is short
NO_MEMORY = ("can't start new thread", "failed to map segment", "allocation_failed", "bad_alloc")
# MB of addresses, below which packages are not loaded; one of them, OpenBLAS, would try for ever.
LEAST_SPACE = 700
CLEARING_UP = 10  # seconds
_ROOM = "make room there, or name a folder with room in TMPDIR"
BROKEN = {  # what ails a machine, wherever a command comes upon it → the mend
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EROFS: "name a folder that can be written to",
    errno.EIO: "the disk cannot be read; look after it",
    errno.ENOMEM: "close other programs, or give fewer --workers",
    errno.EMFILE: "allow more open files (ulimit -n), or give fewer --workers",
    errno.ENAMETOOLONG: "give a shorter name",
}


class CorpusError(Exception):
    """Bad input or a damaged table; the command line prints the message as one line and exits with 2."""


def check_known(kind: str, asked: Iterable, known: Iterable, where: str | Path = "") -> None:
    """CorpusError naming what there is of a kind (in a file), where something that was asked for is none of it.

    >>> check_known("stance", ["denied"], ["collects", "denies"])
    Traceback (most recent call last):
    policy_corpus.errors.CorpusError: there is no stance denied; give some of: collects, denies
    """
    known = list(map(str, known))
    for one in map(str, asked):
        if one not in known:
            place = f"{where}: " if where else ""
            raise CorpusError(f"{place}there is no {kind} {one}; give some of: {', '.join(known)}")


def known_names(kind: str, asked: Iterable[str], known: Iterable[str], all_of_them: str = "") -> list[str]:
    """What was asked for as it is written among the known names, whatever its case; each once.

    CorpusError where something is none of them: with the nearest where there are many, else with all. `all_of_them`
    says where all are listed.

    >>> known_names("platform", ["bumble"], ["Bumble", "Tinder"])
    ['Bumble']
    """
    known = sorted(map(str, known))
    by_key = {name.casefold(): name for name in known}
    found = []
    for name in (one.strip() for one in asked):
        if name.casefold() not in by_key:
            near = known if len(known) <= FEW_NAMES else nearest_names(name, by_key)
            mend = f"give some of: {', '.join(near)}" if near else "none is like it"
            raise CorpusError(f"there is no {kind} {name}; {mend}{all_of_them and f' ({all_of_them})'}")
        found.append(by_key[name.casefold()])
    return list(dict.fromkeys(found))


def nearest_names(name: str, by_key: dict[str, str]) -> list[str]:
    """The names most like one, the nearest first; `by_key` has them by their lower-cased form."""
    from difflib import get_close_matches

    key = name.casefold()
    holds = [
        known for known in by_key if len(key) > 2 and (key in known or (len(known) > 2 and known in key))
    ]
    near = get_close_matches(key, by_key, n=NEAREST_NAMES, cutoff=0.6)
    return [by_key[found] for found in dict.fromkeys([*near[:2], *holds, *near])][:NEAREST_NAMES]


def exit_code(work: Callable[[], object]) -> int:
    """Do the work of a command, and say on stderr why it is not done, in one line.

    0 where it is done, 2 for bad input, 141 where nobody reads what it prints; where a signal stopped it, 128 and the
    signal's number, after it has cleared up.
    """
    try:
        _check_space()
        with _stopped_by(signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            work()
        _flush()
    except CorpusError as error:
        print(on_one_line(str(error)), file=sys.stderr)
        return 2
    except KeyboardInterrupt as stopped:
        print("stopped; what was there before is untouched", file=sys.stderr)
        return 128 + (stopped.args[0] if stopped.args else signal.SIGINT)
    except BrokenPipeError:
        _leave_stdout()
        return 141
    except (ImportError, MemoryError, OSError, RuntimeError, SystemError) as error:
        said = _of_the_machine(error)
        if not said:  # a fault of ours, which its traceback explains
            raise
        print(on_one_line(said), file=sys.stderr)
        return 2
    return 0


def _of_the_machine(error: Exception) -> str:
    """What ails the machine, with the mend, where that is what the error comes from; else ""."""
    if isinstance(error, OSError) and error.errno in BROKEN:
        place = error.filename or f"the output's folder, or {tempfile.gettempdir()}"
        return f"{place}: {error.strerror}; {BROKEN[error.errno]}"
    if isinstance(error, MemoryError) or any(sign in str(error) for sign in NO_MEMORY):
        return "there is too little memory; close other programs, or give fewer --workers"
    # Libraries that find too little while they are loaded often say something else.
    space = _space()
    if space and isinstance(error, ImportError | SystemError) and not isinstance(error, ModuleNotFoundError):
        return f"{error}; memory is limited to {space} MB, which may be too little (ulimit -v)"
    return ""


def _space() -> int | None:
    """The MB of addresses that this process may have; None where nothing limits them."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if limit == resource.RLIM_INFINITY else limit // 1_000_000


def _check_space() -> None:
    """CorpusError where the packages cannot be loaded."""
    space = _space()
    if space is not None and space < LEAST_SPACE:
        raise CorpusError(f"memory is limited to {space} MB; allow {LEAST_SPACE} MB or more (ulimit -v)")


@contextmanager
def _stopped_by(*signals: signal.Signals) -> Iterator[None]:
    """Within, these signals are KeyboardInterrupt, so that all is cleared up; not where they are not to be heard.

    Those that follow soon, as of a key that is held down, do not stop the clearing up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    stopped: list[tuple[int, float]] = []

    def stop(number: int, _) -> None:
        now = time.monotonic()
        if not stopped or now > stopped[-1][1] + CLEARING_UP:
            stopped.append((number, now))
            raise KeyboardInterrupt(number)

    before = {number: signal.getsignal(number) for number in signals}
    heard = {n: known for n, known in before.items() if known in (signal.SIG_DFL, signal.default_int_handler)}
    for number in heard:
        signal.signal(number, stop)
    try:
        yield
    except Exception:
        if stopped:  # what it came to where it was not passed on: a module in C that was being imported, say
            raise KeyboardInterrupt(stopped[0][0]) from None
        raise
    finally:
        for number, known in heard.items():
            signal.signal(number, known)


def on_one_line(message: str) -> str:
    """A message whose names, which others may have given, neither end its line nor tell a terminal anything.

    >>> on_one_line("no\\nfolder/\\x1b[31mx.csv: can't be read")
    "no\\\\nfolder/\\\\x1b[31mx.csv: can't be read"
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in message)


def _flush() -> None:
    """Print what is still held back; CorpusError where it cannot be, which else nobody would be told of."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _leave_stdout()
        raise CorpusError(f"standard output: can't be written ({error.strerror}); make room") from None


def _leave_stdout() -> None:
    """Let what is still to be printed go nowhere, so that Python does not try it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
