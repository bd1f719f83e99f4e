"""From numbered patterns to hyperscan's databases of them, of which those of an earlier run are kept in a folder.

Compiling the lexicon takes a second or two of each process, loading what was compiled milliseconds. What is compiled
at once takes more than its share of time the more patterns it has, so that many make several databases, side by side
on all processors. A file is named by its cache key: the patterns, their numbers and hyperscan's version. It begins
with a digest of that key and of all that follows; where this is not so, or hyperscan finds the database made for
another processor, the patterns are compiled.
"""

import hashlib
import os
import platform
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import hyperscan

from policy_corpus.errors import CorpusError
from policy_corpus.files import write_whole
from policy_corpus.paths import SCRATCH

FOLDER = SCRATCH / "patterns"
SUFFIX = ".hyperscan"
AT_ONCE = 300  # patterns at most in one database; fewer compile no faster, and each is one more to scan with
FEWEST = 100  # patterns: fewer compile in a tenth of a second
MOST_FILES = 24  # of a megabyte at most; a lexicon has five
_DIGEST = hashlib.sha256().digest_size
_MODE = hyperscan.HS_MODE_BLOCK


def databases(
    patterns: dict[bytes, int], starts: bool, folder: Path | None = None
) -> list[hyperscan.Database]:
    """Databases of about as many each that together hold numbered patterns, neighbours in one, for they are alike.

    `starts` as for `database`.
    """
    items, parts = list(patterns.items()), -(-len(patterns) // AT_ONCE)
    ends = [len(items) * i // parts for i in range(parts + 1)] if parts else []
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # hyperscan compiles beside Python
        found = threads.map(lambda a, b: database(dict(items[a:b]), starts, folder), ends, ends[1:])
    return list(found)


def database(patterns: dict[bytes, int], starts: bool, folder: Path | None = None) -> hyperscan.Database:
    """The database of numbered patterns, ready to scan; `starts`: whether it tells where a match starts.

    `folder` keeps what was compiled (default: FOLDER).
    """
    if len(patterns) < FEWEST:
        return compiled(patterns, starts)
    key = cache_key(patterns, starts)
    file = (folder or FOLDER) / f"{key}{SUFFIX}"
    kept = _kept(file, key)
    if kept is None:
        kept = compiled(patterns, starts)
        _keep(file, key, hyperscan.dumpb(kept))
    return kept


def compiled(patterns: dict[bytes, int], starts: bool) -> hyperscan.Database:
    """The database of numbered patterns, compiled anew."""
    new = hyperscan.Database(mode=_MODE)
    flags = hyperscan.HS_FLAG_SOM_LEFTMOST if starts else 0
    new.compile(expressions=list(patterns), ids=list(patterns.values()), elements=len(patterns), flags=flags)
    return new


def cache_key(patterns: dict[bytes, int], starts: bool) -> str:
    """32 hexadecimal digits over all that decides what is compiled."""
    made_of = (list(patterns.items()), starts, _MODE, version("hyperscan"), platform.machine())
    return hashlib.blake2b(repr(made_of).encode(), digest_size=16).hexdigest()


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).digest()


def _kept(file: Path, key: str) -> hyperscan.Database | None:
    """The database in a file; None where there is none that is whole and of this key and processor."""
    try:
        raw = file.read_bytes()
    except OSError:
        return None
    content = raw[_DIGEST:]
    if raw[:_DIGEST] != _digest(key, content):
        return None
    try:
        loaded = hyperscan.loadb(content, _MODE)
        loaded.scratch = hyperscan.Scratch(loaded)  # which loading leaves out, and no scan does without
    except hyperscan.error:
        return None
    return loaded


def _keep(file: Path, key: str, content: bytes) -> None:
    """Write a database whole or not at all, and delete the oldest; a folder that can't be written costs only time."""
    with suppress(OSError, CorpusError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, _digest(key, content) + content)
        names = f"{'[0-9a-f]' * 32}{SUFFIX}"
        by_age = sorted(file.parent.glob(names), key=lambda kept: kept.stat().st_mtime)
        for old in by_age[:-MOST_FILES]:
            old.unlink(missing_ok=True)
