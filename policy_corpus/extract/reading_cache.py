"""From shares of texts to their readings, of which those of an earlier run are kept in a folder of files.

A share's file is named by its cache key: the texts, the code that reads them, and the libraries it reads with.
A share with a new text, or read by other code, has another key and is read anew.
"""

import hashlib
import pickle
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from functools import cache
from importlib.metadata import version
from pathlib import Path

from policy_corpus.errors import CorpusError
from policy_corpus.extract.reading import Part, Share, read_share, texts_in
from policy_corpus.files import write_whole

SUFFIX = ".pickle"
LIBRARIES = ("nltk", "pycld2", "numpy")


def read_cached(
    shares: list[Share], executor: Executor, progress: Callable[[int], None], folder: Path
) -> Iterator[Part]:
    """The parts of all shares in their order, as `reading.read_shares` gives them; kept ones are not read again.

    What no share asks for any more is deleted in the folder; CorpusError names a file of it that is damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{cache_key(share)}{SUFFIX}" for share in shares]
    new = [(share, file) for share, file in zip(shares, files, strict=True) if not file.exists()]
    for count in executor.map(_keep, *zip(*new, strict=True)) if new else ():
        progress(count)
    _forget(folder, files)
    progress(sum(map(texts_in, shares)) - sum(texts_in(share) for share, _ in new))
    yield from map(_kept, files)


def cache_key(share: Share) -> str:
    """32 hexadecimal digits over a share's texts and all that decides how they are read."""
    texts = [(source.name, source.format, blobs) for _, source, blobs in share]
    return hashlib.blake2b(repr((_read_by(), texts)).encode(), digest_size=16).hexdigest()


@cache
def _read_by() -> tuple[str, ...]:
    """The code that reads, and what it reads with."""
    return (*code_of("reading", {}).values(), sys.version, *map(version, LIBRARIES))


def code_of(module: str, found: dict[str, str]) -> dict[str, str]:
    """The code of a module of this folder and of all that it imports from here, by name, added to `found`."""
    found[module] = Path(__file__).with_name(f"{module}.py").read_text("utf-8")
    for imported in re.findall(r"^\s*from policy_corpus\.extract\.(\w+) import", found[module], re.M):
        if imported not in found:
            code_of(imported, found)
    return found


def _keep(share: Share, file: Path) -> int:
    """Read a share into a file, whole or not at all; how many texts it has."""
    write_whole(file, pickle.dumps(read_share(share), pickle.HIGHEST_PROTOCOL))
    return texts_in(share)


def _forget(folder: Path, files: list[Path]) -> None:
    """Delete readings that are not among the files, and halves of such, but nothing else that may lie there."""
    key = f"{'[0-9a-f]' * 32}{SUFFIX}"
    for old in {*folder.glob(key), *folder.glob(f".{key}.*")} - set(files):
        old.unlink()


def _kept(file: Path) -> Part:
    try:
        return pickle.loads(file.read_bytes())
    except (pickle.UnpicklingError, EOFError):
        raise CorpusError(f"{file}: is damaged; delete it, and its policy is read again") from None
