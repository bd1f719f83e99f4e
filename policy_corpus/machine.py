"""What a process may use of its machine, and what it used."""

import os
import resource
import sys


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def megabytes(usage: resource.struct_rusage) -> float:
    """The peak memory that getrusage tells, in bytes or in units of 1,024, as MB."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
