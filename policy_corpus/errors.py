"""What goes wrong in a way that a user can mend: one exception, whose message names the file and the mend."""

import sys
from collections.abc import Callable, Iterable


class CorpusError(Exception):
    """Bad input or a damaged table; the command line prints the message as one line and exits with 2."""


def check_known(kind: str, asked: Iterable, known: Iterable) -> None:
    """CorpusError naming what there is of a kind, where something that was asked for is none of it.

    >>> check_known("stance", ["denied"], ["collects", "denies"])
    Traceback (most recent call last):
    policy_corpus.errors.CorpusError: there is no stance denied; give some of: collects, denies
    """
    known = list(map(str, known))
    for one in map(str, asked):
        if one not in known:
            raise CorpusError(f"there is no {kind} {one}; give some of: {', '.join(known)}")


def exit_code(work: Callable[[], object]) -> int:
    """Do the work of a command: 0 where it is done, 2 for bad input, 130 where it was stopped; stderr says why."""
    try:
        work()
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; what was there before is untouched", file=sys.stderr)
        return 130
    return 0
