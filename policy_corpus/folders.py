"""Takes the folder that an output goes to; holds it for one run at a time, with one folder for scratch beside it.

What is made lies in the scratch folder until it is whole, and takes its place at once. A run that is stopped clears up
itself; what one left that was killed is cleared by the next. A lock, which the system takes back from a process that
ends in whatever way, tells one from the other, also between containers and machines that share the folder.
"""

import ctypes
import errno
import fcntl
import os
import platform
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from policy_corpus.errors import CorpusError

# The file in a folder for scratch that is locked; says that the folder is ours, and who has it.
HOLDER = "holder"
OURS = "policy_corpus keeps scratch here while it runs; it may be deleted when none runs.\n"
LOOKS = 3  # at a folder that does not say it is ours: between two, a run that held it may have ended
OLD = "old"  # what is in the scratch folder while something new takes its place
_held: dict[tuple[Path, int], Path] = {}  # by output and thread


def scratch_of(out: Path) -> Path:
    """The scratch folder of an output's folder."""
    return out.with_name(f".{out.name}.scratch")


@contextmanager
def held(out: Path, scratch: Path | None = None) -> Iterator[Path]:
    """Hold an output's folder; gives its scratch folder (`scratch_of` unless given), empty, and gone at the end.

    Temporary files of this process, and of workers that it starts, lie there, too. CorpusError where another run holds
    the folder, or where something that is not ours is in the way.
    """
    out = Path(out).resolve()
    if not out.name:
        raise CorpusError(f"{out}: is no folder for an output; name another")
    key = (out, threading.get_ident())
    if key in _held:
        yield _held[key]
        return
    scratch = scratch or scratch_of(out)
    holder, before = _locked(out, scratch), tempfile.tempdir
    try:
        if (scratch / OLD).is_dir() and not out.exists():  # killed while the new took the old one's place
            (scratch / OLD).replace(out)
        _empty(scratch)
        _held[key], tempfile.tempdir = scratch, str(scratch)
        yield scratch
    finally:
        _held.pop(key, None)
        tempfile.tempdir = before
        with suppress(OSError):
            _empty(scratch)
            (scratch / HOLDER).unlink()
        os.close(holder)
        with suppress(OSError):  # another run may have it already
            scratch.rmdir()


def clear_up(out: Path, scratch: Path) -> None:
    """Delete the scratch folder of a run that was killed; where a run holds it, or it is not ours, it stays."""
    if scratch.is_dir():
        with suppress(CorpusError, OSError), held(out, scratch):
            pass


def _locked(out: Path, scratch: Path) -> int:
    """The open and locked file of a scratch folder, made if there is none; CorpusError where it cannot be had."""
    while True:
        scratch.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileNotFoundError):  # another run has just ended, and deleted it
            _check_ours(scratch)
            file = os.open(scratch / HOLDER, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            if not _lock_or_say(file, out):
                who = os.read(file, 1000).decode("utf-8", "replace").removeprefix(OURS).strip()
                os.close(file)
                raise CorpusError(
                    f"{out}: {who or 'another run'} is writing to it; wait for its end, or name another folder"
                )
            if is_still_there(file, scratch / HOLDER):
                since = datetime.now().astimezone().isoformat(" ", "seconds")
                os.ftruncate(file, 0)
                os.write(file, f"{OURS}process {os.getpid()} on {platform.node()}, since {since}\n".encode())
                return file
            os.close(file)


def _lock_or_say(file: int, out: Path) -> bool:
    """As `lock`; CorpusError where the disk has no locks. The file is closed then."""
    try:
        return lock(file)
    except OSError as error:
        os.close(file)
        raise CorpusError(
            f"{out}: its disk has no locks ({error.strerror}), by which one run keeps out another; name a folder on a "
            "disk of this machine"
        ) from None


def is_still_there(file: int, path: Path) -> bool:
    """Whether an open file is the one that has a path."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _check_ours(scratch: Path) -> None:
    """CorpusError where a scratch folder holds what we did not put there."""
    for _ in range(LOOKS):
        if not scratch.is_symlink() and (_says_ours(scratch / HOLDER) or _is_just_made(scratch)):
            return
    raise CorpusError(f"{scratch}: is in the way, and none of ours; move it, or name another folder")


def _is_just_made(scratch: Path) -> bool:
    """Whether a folder holds nothing, or the file that is locked, before it says whose it is."""
    return all(path.name == HOLDER and not path.lstat().st_size for path in scratch.iterdir())


def _says_ours(holder: Path) -> bool:
    return not holder.is_symlink() and holder.is_file() and holder.read_bytes().startswith(OURS.encode())


def _empty(scratch: Path) -> None:
    """Delete all in a scratch folder but the file that is locked."""
    for left in scratch.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        elif left.name != HOLDER:
            left.unlink()


def lock(file: int) -> bool:
    """Whether an open file is locked now, by us alone; it is until it is closed. OSError where there are no locks."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# ---------------------------------------------------------------- scratch without an output


@contextmanager
def temporary(prefix: str, among: Path | None = None) -> Iterator[Path]:
    """A folder whose name begins so, for a while, among the temporary files unless elsewhere; killed runs' go."""
    among = Path(among or tempfile.gettempdir())
    _forget(prefix, among)
    made = Path(tempfile.mkdtemp(prefix=f".{prefix}", dir=among))
    holder = os.open(made / HOLDER, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with suppress(OSError):  # where nothing can be locked, nobody takes it for one that was killed
            lock(holder)
        os.write(holder, OURS.encode())
        made = made.rename(made.with_name(made.name[1:]))  # a name like ours only now that it is locked
        yield made
    finally:
        try:
            with suppress(OSError):
                _delete(made)
        finally:
            os.close(holder)


def _delete(folder: Path) -> None:
    """Delete a folder of ours; what says so goes last, so that the next run knows one of a run killed here."""
    _empty(folder)
    (folder / HOLDER).unlink()
    folder.rmdir()


@cache
def _forget(prefix: str, among: Path) -> None:
    """Delete folders of ours that nobody has locked, once a process."""
    ours = re.compile(rf"\.?{re.escape(prefix)}[a-z0-9_]{{8}}")
    for folder in [path for path in among.iterdir() if ours.fullmatch(path.name)]:
        with suppress(OSError):  # another user's, or gone meanwhile
            if folder.is_symlink() or not _says_ours(folder / HOLDER):
                continue
            file = os.open(folder / HOLDER, os.O_RDWR | os.O_NOFOLLOW)
            try:
                if lock(file):
                    _delete(folder)
            finally:
                os.close(file)


# ---------------------------------------------------------------- changing places


def take_place(made: Path, out: Path) -> None:
    """Let a folder that is whole have the name `out` at once; what had it before goes into the scratch folder."""
    if not out.exists():
        made.replace(out)
    elif not _exchange(made, out):  # else what had the name has that of `made` now
        out.replace(made.with_name(OLD))
        made.replace(out)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders have each other's name, with no moment between; False where the system cannot do so."""
    library = ctypes.CDLL(None, use_errno=True)
    names, swap = (os.fsencode(one), os.fsencode(other)), 2
    try:
        if sys.platform == "darwin":
            failed = library.renamex_np(*names, swap)
        else:
            here = -100  # names are from the current folder, or whole
            failed = library.renameat2(here, names[0], here, names[1], swap)
    except AttributeError:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code))
