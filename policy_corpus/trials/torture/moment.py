"""Ends a Python process at one of its steps with files; laid beside a trial as sitecustomize.py, which Python runs.

STEP in the environment is the number of the step, from 1, before which it gets the signal SIGNAL; at step 0 it goes
through, and writes to the file COUNT how many steps it took. Steps of its other processes are not counted.
"""

import atexit
import os
import sys
from pathlib import Path

PREFIX = "POLICY_CORPUS_TORTURE_"
STEPS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}
EXCHANGE = {"renameat2", "renamex_np"}  # found by name in the C library just before two folders change places


def is_step(event: str, arguments: tuple) -> bool:
    """Whether an audited event changes what lies in folders, or begins to write a file."""
    if event == "open":
        path, _, flags = arguments
        is_ours = not isinstance(path, str) or not path.startswith(("/dev/", "/proc/"))
        return is_ours and bool(flags & (os.O_WRONLY | os.O_RDWR))
    return event in STEPS or (event == "ctypes.dlsym" and arguments[1] in EXCHANGE)


def watch(step: int, number: int, count: str) -> None:
    """Signal this process before its step of that number; or count its steps, and write the count at its end."""
    own, taken = os.getpid(), 0

    def hear(event: str, arguments: tuple) -> None:
        nonlocal taken
        if is_step(event, arguments) and os.getpid() == own:
            taken += 1
            if taken == step:
                os.kill(own, number)

    def tell() -> None:
        if os.getpid() == own:
            seen = taken
            Path(count).write_text(str(seen), encoding="utf-8")

    sys.addaudithook(hear)
    if not step:
        atexit.register(tell)


if PREFIX + "STEP" in os.environ:
    watch(
        int(os.environ.pop(PREFIX + "STEP")),
        int(os.environ.pop(PREFIX + "SIGNAL", "0")),
        os.environ.pop(PREFIX + "COUNT", ""),
    )
