"""From a clause's place to its words: read where an archive keeps them, kept nowhere else."""

import os
from collections.abc import Iterable
from pathlib import Path

from policy_corpus.archive import read_blobs, repository
from policy_corpus.documents import SOURCES, read_sources
from policy_corpus.errors import CorpusError
from policy_corpus.text import Cutter, clause_hash

ROOT = Path(__file__).resolve().parent.parent


def default_archives() -> Path:
    """The folder of the archives: POLICY_ARCHIVES where it is set, else `archives` beside this package."""
    return Path(os.environ.get("POLICY_ARCHIVES") or ROOT / "archives")


def read_clauses(
    archive: str, blob: str, hashes: Iterable[str], archives: Path | None = None, sources: Path = SOURCES
) -> dict[str, str]:
    """Hash → words of those clauses that an archived text holds, read from the archive's repository.

    `archives` is the folder of the repositories (`default_archives()`). CorpusError where the repository, its pinned
    commit or the text is not there.
    """
    known = {source.name: source for source in read_sources(sources)}
    if archive not in known:
        raise CorpusError(f"{sources}: no archive is named {archive}; name some of {', '.join(known)}")
    source, wanted = known[archive], set(hashes)
    folder = repository(archives or default_archives(), source)
    cutter = Cutter()
    for _, content in read_blobs(folder, [blob]):
        cutter.cut(content, source.format)
    own = {clause_hash(key): text for key, text in zip(cutter.keys, cutter.texts, strict=True)}
    return {name: own[name] for name in own if name in wanted}
