"""From a clause's hash to its places, and to its words: read where an archive keeps them, kept nowhere else."""

import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from policy_corpus.archive import archived_at, read_blobs, repository
from policy_corpus.documents import SOURCES, read_sources
from policy_corpus.errors import CorpusError
from policy_corpus.tables import TABLES, read_table
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


def clause_places(name: str, tables: Path = TABLES) -> pd.DataFrame:
    """The stays of a clause, by day: document, section, from, until; archive, blob and url of the first version.

    CorpusError where no clause that was ever in force has the hash.
    """
    clauses = read_table("clauses", tables).to_pandas()
    presence = read_table("presence", tables).to_pandas()
    stays = presence[presence["clause"].isin(clauses.index[clauses["hash"] == name])]
    if stays.empty:
        raise CorpusError(
            f"{name}: no clause of {tables} has this hash; take one from clauses.parquet or the ledger"
        )
    versions = read_table("versions", tables).to_pandas()[["document", "from", "capture"]]
    captures = read_table("captures", tables).to_pandas()[["archive", "path", "commit", "blob"]]
    stays = stays.merge(versions, on=["document", "from"]).join(captures, on="capture")
    places = stays[["archive", "commit", "path"]].itertuples(index=False)
    stays = stays.assign(url=[archived_at(*place) for place in places]).sort_values(["from", "document"])
    return stays[["document", "section", "from", "until", "archive", "blob", "url"]].reset_index(drop=True)
