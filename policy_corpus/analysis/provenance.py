"""From a clause's hash to its places, and to its words: read where an archive keeps them, kept nowhere else."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from scipy import sparse

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.analysis.terms import telling_words
from policy_corpus.errors import CorpusError
from policy_corpus.extract.archive import read_blobs
from policy_corpus.extract.identity import clause_hash
from policy_corpus.extract.repository import repository
from policy_corpus.extract.sources import archived_at, source_of
from policy_corpus.extract.text import Cutter
from policy_corpus.paths import SOURCES, TABLES, default_archives
from policy_corpus.tables import read_table


def read_clauses(
    archive: str, blob: str, hashes: Iterable[str], archives: Path | None = None, sources: Path = SOURCES
) -> dict[str, str]:
    """Hash → words of those clauses that an archived text has, read from the archive's repository.

    `archives` is the folder of the repositories (`default_archives()`). CorpusError where the repository, its pinned
    commit or the text is not there.
    """
    source, wanted = source_of(archive, sources), set(hashes)
    folder = repository(archives or default_archives(), source)
    cutter = Cutter()
    for _, content in read_blobs(folder, [blob]):
        cutter.cut(content, source.format)
    own = {clause_hash(key): text for key, text in zip(cutter.keys, cutter.texts, strict=True)}
    return {name: own[name] for name in own if name in wanted}


def clause_texts(
    hashes: Iterable[str], archives: Path | None = None, tables: Path = TABLES, sources: Path = SOURCES
) -> dict[str, str]:
    """Hash → words of clauses and lead-ins of a folder of tables, read from the archives, each policy's text once.

    CorpusError where a repository, or one of the clauses, is not there.
    """
    wanted = set(hashes)
    clauses = read_table("clauses", tables).to_pandas()
    own = clauses.index[clauses["hash"].isin(wanted) | clauses["lead_in"].isin(wanted)]
    presence = read_table("presence", tables).to_pandas()
    spans = presence[presence["clause"].isin(own)].drop_duplicates("clause")
    versions = read_table("versions", tables).to_pandas()[["document", "from", "capture"]]
    captures = read_table("captures", tables).to_pandas()[["archive", "blob"]]
    texts = spans.merge(versions, on=["document", "from"]).join(captures, on="capture")
    found: dict[str, str] = {}
    for archive, its in texts.groupby("archive", observed=True):
        source, cutter = source_of(str(archive), sources), Cutter()
        folder = repository(archives or default_archives(), source)
        for _, content in read_blobs(folder, its["blob"].unique()):
            cutter.cut(content, source.format)
        found |= {clause_hash(key): text for key, text in zip(cutter.keys, cutter.texts, strict=True)}
    if missing := sorted(wanted - found.keys()):
        raise CorpusError(
            f"{tables}: the archives do not have the words of {len(missing):,} clauses, {missing[0]} among them; "
            "build the tables anew (`python -m policy_corpus build`)"
        )
    return {name: found[name] for name in sorted(wanted)}


def clause_places(name: str, tables: Path = TABLES) -> pd.DataFrame:
    """The spans of a clause, by day: document, section, from, until; archive, blob and url of the first version.

    CorpusError where no clause that was ever in force has the hash.
    """
    clauses = read_table("clauses", tables).to_pandas()
    presence = read_table("presence", tables).to_pandas()
    spans = presence[presence["clause"].isin(clauses.index[clauses["hash"] == name])]
    if spans.empty:
        raise CorpusError(
            f"{name}: no clause of {tables} has this hash; take one from clauses.parquet or the ledger"
        )
    versions = read_table("versions", tables).to_pandas()[["document", "from", "capture"]]
    captures = read_table("captures", tables).to_pandas()[["archive", "path", "commit", "blob"]]
    spans = spans.merge(versions, on=["document", "from"]).join(captures, on="capture")
    places = spans[["archive", "commit", "path"]].itertuples(index=False)
    spans = spans.assign(url=[archived_at(*place) for place in places]).sort_values(["from", "document"])
    return spans[["document", "section", "from", "until", "archive", "blob", "url"]].reset_index(drop=True)


def places(corpus: Corpus, clauses) -> pd.DataFrame:
    """Where each clause was first in force: platform, since, section, address of the archived version."""
    table = _first_places(corpus, clauses)
    capture = corpus.captures.loc[table.pop("capture"), ["archive", "commit", "path"]]
    return table.assign(address=[archived_at(*row) for row in capture.itertuples(index=False)])


def _first_places(corpus: Corpus, clauses) -> pd.DataFrame:
    """Where each clause was first in force: platform, since, section, number of the capture."""
    spans = corpus.presence[corpus.presence["clause"].isin(clauses)].sort_values(["from", "document"])
    first = spans.drop_duplicates("clause").merge(corpus.documents[["document", "platform"]], on="document")
    versions = corpus.versions.sort_values("from", kind="stable")
    first = pd.merge_asof(
        first.sort_values("from", kind="stable"),
        versions[["document", "from", "capture"]],
        on="from",
        by="document",
    )
    table = first[["clause", "platform", "from", "section", "capture"]]
    return table.set_index("clause").loc[list(clauses)].rename(columns={"from": "since"})


def ledger_clauses(corpus: Corpus, change: pd.Series) -> pd.Index:
    """The numbers of the clauses that a row of the ledger concerns."""
    own = corpus.presence.loc[corpus.presence["document"] == change["document"], "clause"].unique()
    hashes = corpus.clauses.loc[sorted(own), "hash"]
    return hashes.index[hashes.isin(change["hashes"].split())]


def clause_words(
    corpus: Corpus, counts: sparse.csr_matrix, vocabulary: pd.DataFrame, clauses, show: bool = False
) -> pd.DataFrame:
    """Where each clause was first in force and its most telling words; with `show`, the clause itself as well.

    The clause is read from the archives (the folder POLICY_ARCHIVES, else `archives`); CorpusError where they are not
    on this machine. Nothing shown so may be committed: the text belongs to the company.
    """
    table = places(corpus, clauses)
    table["telling words"] = telling_words(counts, vocabulary, table.index)
    if show:
        shown = corpus.captures.loc[_first_places(corpus, clauses)["capture"], ["archive", "blob"]]
        hashes = corpus.clauses.loc[table.index, "hash"]
        table["clause"] = [
            read_clauses(archive, blob, [name])[name]
            for (archive, blob), name in zip(shown.itertuples(index=False), hashes, strict=True)
        ]
    return table
