"""Loops that take long → how far they are, for whoever watches: in the project's lab, or on a terminal.

A loop goes through `steps`, which by itself says nothing. `watch` has them shown from then on; where there is
neither the lab nor a terminal, as when notebooks are executed or tested, nothing is shown even then.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable
from html import escape

from tqdm import tqdm

AFTER, EVERY = 3.0, 0.5  # seconds: before anything is shown, and between two showings
MARK = "policy_corpus_progress"  # in an output's metadata: not to be saved (report/execute.py takes it out)
LAB = "POLICY_CORPUS_LAB"  # set by report/lab.py for the lab's kernels
_watched = False


def watch() -> None:
    """Show from now on how far long loops are."""
    global _watched
    _watched = True


def steps(items: Iterable, what: str) -> Iterable:
    """The items, one after another; from the fourth second on, where somebody watches, how many are done.

    >>> [n * n for n in steps(range(3), "squares")]
    [0, 1, 4]
    """
    if not _watched:
        return items
    told = {"desc": what, "delay": AFTER, "mininterval": EVERY, "miniters": 1, "leave": False}
    # only a server's kernels have a session's name: what a terminal in the lab starts stays quiet
    if LAB in os.environ and "JPY_SESSION_NAME" in os.environ:
        return _Cell(items, gui=True, **told)
    return tqdm(items, disable=not sys.stderr.isatty(), **told)


def bar(total: int) -> Callable[[int], None]:
    """A function that is told how many texts more are read, and draws on stderr how far the reading is."""
    done, began = 0, time.monotonic()

    def tell(more: int) -> None:
        nonlocal done
        before, done = done, done + more
        if done * 100 // total > before * 100 // total:
            bar = "█" * (done * 40 // total)
            line = f"\r{bar:<40} {done:,} of {total:,} texts, {time.monotonic() - began:.0f} s"
            print(line, end="" if done < total else "\n", file=sys.stderr, flush=True)

    return tell


class _Cell(tqdm):
    """tqdm's counting, shown below a notebook's cell and emptied at the end."""

    monitor_interval = 0  # no thread beside the loop
    shown = None

    def display(self, msg=None, pos=None):
        done = self.format_dict
        text = f"{done['prefix']}: {done['n']:,} of {done['total'] or '?'}, {done['elapsed']:.0f} s passed"
        if done["total"] and done["n"]:
            text += f", about {done['elapsed'] * (done['total'] / done['n'] - 1):.0f} s left"
        bar = f'<progress max="{done["total"] or 0}" value="{done["n"]}"></progress> {escape(text)}'
        self._show({"text/plain": text, "text/html": bar})

    def close(self):
        shown = self.shown and not self.disable  # tqdm closes once more when it is collected
        super().close()
        if shown:
            self._show({})

    def _show(self, bundle):
        from IPython.display import display  # only a kernel gets here

        if self.shown:
            self.shown.update(bundle, raw=True, metadata={MARK: True})
        else:
            self.shown = display(bundle, raw=True, metadata={MARK: True}, display_id=True)
