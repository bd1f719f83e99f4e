"""From the archives to the tables: every step of the data's way, in order."""

import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from policy_corpus.categories import Categories
from policy_corpus.extract import columns
from policy_corpus.extract.archive import Capture, kept_history
from policy_corpus.extract.clause_files import gather, keys_in
from policy_corpus.extract.cluster import cluster
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.documents import (
    OPEN,
    assign,
    read_documents,
    spans_by_path,
    unknown_paths,
)
from policy_corpus.extract.judging import Document, judge
from policy_corpus.extract.labelling import Labelling, labeller
from policy_corpus.extract.places import find_places, place_table
from policy_corpus.extract.read_labels import ReadLabels
from policy_corpus.extract.reading import Share
from policy_corpus.extract.repository import repository
from policy_corpus.extract.shards import make_shards
from policy_corpus.extract.sources import Source, read_sources
from policy_corpus.extract.spans import Spans
from policy_corpus.extract.text import Cutter
from policy_corpus.extract.words import count_words
from policy_corpus.extract.workers import uncollected, worker_pool
from policy_corpus.folders import temporary
from policy_corpus.paths import DATA, SOURCES
from policy_corpus.tables import holding, write_tables
from policy_corpus.word_counts import SMALL, WORD_COUNTS, WordCounts


@dataclass(frozen=True)
class Summary:
    """What a build made and what it cost: seconds that passed, in all and by stage, and peak memory in MB."""

    documents: int
    captures: int
    clauses: int
    spans: int
    megabytes: float
    stages: dict[str, float]
    peak_memory: float

    def __str__(self):
        return (
            f"{self.documents:,} documents, {self.captures:,} captures, {self.clauses:,} distinct clauses, "
            f"{self.spans:,} spans; {self.megabytes:.1f} MB of tables in {sum(self.stages.values()):.1f} s, "
            f"peak memory {self.peak_memory:,.0f} MB (largest process)"
        )


Followed = dict[tuple[str, str], list[tuple[int, int]]]


@dataclass(frozen=True)
class Taken:
    """What the archives hold: their folders, all captures in the archives' order, and the days they followed.

    `followed` are days [start, end) by (archive, series).
    """

    sources: list[Source]
    folders: dict[str, Path]
    captures: list[Capture]
    followed: Followed


@holding
@uncollected()
def build(
    archives: Path,
    out: Path,
    data: Path = DATA,
    sources: Path = SOURCES,
    workers: int = 1,
    scheduler: str = "",
    progress: Callable[[int], Callable[[int], None] | None] = lambda total: None,
    shards: Path | None = None,
) -> Summary:
    """Read the archives below `archives` and write all tables to `out`; bad input fails before that.

    `data` holds documents.csv, categories.csv, lexicon.yml, collection_classifier.csv and word_counts.csv (read for
    a small corpus), and may hold stance_model.csv and readings.csv; `sources` is the list of archives.
    The work is done by so many processes, or by the workers of the Dask `scheduler` at an address.
    `progress(total)` may return a function that is told how many more of the texts were read. `shards` is a folder for
    what was read, which every worker must reach: what an earlier build read is not read again. Without it nothing is
    kept.
    """
    stages, lap = {}, _stopwatch()
    archives, data = archives.resolve(), data.resolve()  # for workers that are elsewhere
    listed = read_sources(sources)
    table = read_documents(data / "documents.csv", [source.name for source in listed])
    with _folder(shards) as folder, _clauses_in(folder) as words_folder, ExitStack() as stack:
        taken = _take_in(archives, listed, table, data, folder)
        stages["histories"] = lap()
        # One pool for all: processes started later would copy what this one holds.
        executor = stack.enter_context(cluster(scheduler) if scheduler else worker_pool(workers))
        files, shard_of = _read(taken, executor, progress, folder)
        stages["texts"] = lap()
        numbers = _documents(table, taken.captures)
        documents = _with_shards(numbers, taken, table, shard_of, files)
        judged = dict(
            zip(documents, executor.map(partial(judge, folder=folder), documents.values()), strict=True)
        )
        spans, rows = Spans.of(judged)
        stages["policies in force"] = lap()
        gathered = gather(files, rows, words_folder)
        labelling = Labelling(gathered.parts, data, executor, folder)
        companies = spans.first_companies(_companies(table, judged))
        known = _published_words(len(rows), data)
        words = count_words(keys_in(gathered.parts), companies, executor, folder, known)  # while others label
        labels, scores = labelling.result()
        read = ReadLabels(data, Categories.read(data / "categories.csv").of("story"))
        labels = read.over(labels, rows.hashes, rows.lead_in_hashes)
        stages["labels and words"] = lap()
        told = labels[[f"{name}_stance" for name in read.categories]].ne("none").any(axis=1).to_numpy(bool)
        archives_by_name = {source.name: (taken.folders[source.name], source) for source in listed}
        places = find_places(
            spans, rows, told, documents.values(), judged.values(), archives_by_name, executor, folder
        )
        stages["places"] = lap()
        clauses = columns.clause_table(rows, words, labels, scores)
        text_of = _text_of(taken.captures, gathered.facts)
        captures = columns.capture_table(taken.captures, numbers, judged, gathered.facts, text_of)
        tables = {
            "documents": columns.document_table(table, judged),
            "captures": columns.with_counts(captures, text_of, files, clauses, rows),
            "versions": columns.version_table(numbers, judged),
            "presence": columns.presence_table(spans),
            "clauses": clauses,
            "tokens": columns.token_table(words),
            "vocabulary": columns.vocabulary_table(words),
            "places": place_table(places, spans, list(numbers.values())),
        }
    manifest = write_tables(
        tables, out, {"archives": {s.name: s.commit for s in listed}, "read": gathered.counts}
    )
    stages["tables"] = lap()
    return _summary(tables, manifest, stages)


def _take_in(archives: Path, sources: list[Source], table: pd.DataFrame, data: Path, kept_in: Path) -> Taken:
    """The archives' histories, checked to have a document for every path; meanwhile what is slow to load is loaded."""
    folders = {source.name: repository(archives, source) for source in sources}
    with ThreadPoolExecutor() as threads:  # git, the lexicon's compiler and this process are at work together
        reading = [threads.submit(kept_history, folders[source.name], source, kept_in) for source in sources]
        loading = threads.submit(labeller, data)
        Cutter()  # loads NLTK
        loading.result()
        histories = [history.result() for history in reading]
    captures = [capture for history, _ in histories for capture in history]
    unknown_paths(table, {(capture.archive, capture.series) for capture in captures})
    spans = {
        (source.name, series): [(ordinal(first), ordinal(last) + 1) for first, last in own]
        for source, (_, days) in zip(sources, histories, strict=True)
        for series, own in days.items()
    }
    return Taken(sources, folders, captures, spans)


def _read(
    taken: Taken, executor: Executor, progress: Callable, folder: Path
) -> tuple[list[Path], dict[tuple[str, str], int]]:
    """The shards of all texts, in a folder where what is there already is not read again; the place of each text's."""
    texts = _texts(taken.sources, taken.captures)
    told = progress(len(texts)) or (lambda more: None)
    shares = _shares(texts, taken.folders)
    shard_of = {(source.name, blob): n for n, (_, source, blobs) in enumerate(shares) for blob in blobs}
    return make_shards(shares, executor, told, folder), shard_of


@contextmanager
def _folder(shards: Path | None) -> Iterator[Path]:
    """The folder for shards, or one for this build alone."""
    if shards:
        yield shards.resolve()
        return
    with temporary("policy-corpus-shards-") as own:
        yield own


@contextmanager
def _clauses_in(folder: Path) -> Iterator[Path]:
    """A folder below another for the words of this build's clauses."""
    folder.mkdir(parents=True, exist_ok=True)
    with temporary("clauses-", folder) as own:
        yield own


def _texts(sources: list[Source], captures: list[Capture]) -> list[tuple[Source, str, str]]:
    """The distinct texts of each archive in the order of series and history: source, first series, blob."""
    texts = []
    for source in sources:
        own = sorted((c for c in captures if c.archive == source.name and c.blob), key=lambda c: c.series)
        first = {}
        for capture in own:
            first.setdefault(capture.blob, capture.series)
        texts += [(source, series, blob) for blob, series in first.items()]
    return texts


def _shares(texts: list[tuple[Source, str, str]], folders: dict[str, Path]) -> list[Share]:
    """The texts in shares, one a series."""
    return [
        (folders[source.name], source, [blob for *_, blob in own])
        for (source, _), own in groupby(texts, key=lambda text: text[:2])
    ]


def _documents(table: pd.DataFrame, captures: list[Capture]) -> dict[str, list[int]]:
    """Document → the places of its captures, in the order of its spans and of the archives' history."""
    spans = spans_by_path(table)
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in table["document"].unique()}
    for place, capture in enumerate(captures):
        document = assign(spans, capture.archive, capture.series, capture.day)
        if document is not None:
            own = spans[capture.archive, capture.series]
            found[document].append((max(start for start, _, _ in own if start <= capture.day), place))
    return {name: [place for _, place in sorted(places)] for name, places in found.items()}


def _tracked(table: pd.DataFrame, followed: Followed) -> dict[str, list[tuple[int, int]]]:
    """Document → the days on which the archives followed it; spans that touch are one."""
    tracked: dict[str, list[tuple[int, int]]] = {}
    for row in table.sort_values(["document", "from"]).to_dict("records"):
        spans = tracked.setdefault(row["document"], [])
        opens = ordinal(row["from"]) if row["from"] else 1
        closes = ordinal(row["until"] or OPEN)
        for start, end in followed[row["archive"], row["path"]]:
            start, end = max(start, opens), min(end, closes)
            if start >= end:
                continue
            if spans and start <= spans[-1][1]:
                start = spans.pop()[0]
            spans.append((start, end))
    return tracked


def _with_shards(
    numbers: dict[str, list[int]],
    taken: Taken,
    table: pd.DataFrame,
    shard_of: dict[tuple[str, str], int],
    files: list[Path],
) -> dict[str, Document]:
    """Each document with what decides its history; `numbers` are those of its captures."""
    tracked = _tracked(table, taken.followed)
    jurisdictions = dict(zip(table["document"], table["jurisdiction"], strict=True))
    documents = {}
    for name, own in numbers.items():
        captures = [taken.captures[number] for number in own]
        shards = sorted({shard_of[capture.archive, capture.blob] for capture in captures if capture.blob})
        documents[name] = Document(captures, tracked[name], jurisdictions[name], [files[n] for n in shards])
    return documents


def _text_of(captures: list[Capture], facts: pa.Table) -> np.ndarray:
    """The row of each capture's text among the facts, -1 where it has none."""
    names = zip(facts["archive"].to_pylist(), facts["blob"].to_pylist(), strict=True)
    number = {name: row for row, name in enumerate(names)}
    return np.array([number.get((capture.archive, capture.blob), -1) for capture in captures], np.int64)


def _companies(table: pd.DataFrame, documents: Iterable[str]) -> list[str]:
    """The company of each document."""
    return table.drop_duplicates("document").set_index("document")["company"].loc[list(documents)].tolist()


def _published_words(clauses: int, data: Path) -> list[str]:
    """The words and terms that a corpus of so many clauses counts, for the published corpus has them."""
    return [] if clauses >= SMALL else WordCounts.read(data / WORD_COUNTS.name).tokens.index.tolist()


def _summary(tables: dict[str, pa.Table], manifest: dict, stages: dict[str, float]) -> Summary:
    sizes = {name: tables[name].num_rows for name in ("documents", "captures", "clauses", "presence")}
    megabytes = sum(written["bytes"] for written in manifest["tables"].values()) / 1e6
    return Summary(*sizes.values(), megabytes, stages, _peak_memory())


def _stopwatch() -> Callable[[], float]:
    """A function that says how many seconds have passed since it was last called."""
    last = time.perf_counter()

    def lap() -> float:
        nonlocal last
        before, last = last, time.perf_counter()
        return last - before

    return lap


def _peak_memory() -> float:
    """The peak memory of the largest process, MB; forked workers share most of its pages."""
    unit = 1e6 if sys.platform == "darwin" else 1e3
    used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(used) / unit
