"""From the archives to the tables: every step of the data's way, in order."""

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from policy_corpus.categories import Categories
from policy_corpus.errors import CorpusError
from policy_corpus.extract import columns
from policy_corpus.extract.archive import kept_history
from policy_corpus.extract.captured import Captures, Documents, Followed
from policy_corpus.extract.clause_files import gather
from policy_corpus.extract.clause_tables import write_clauses
from policy_corpus.extract.cluster import cluster
from policy_corpus.extract.collecting import count_collecting
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.documents import read_documents, unknown_paths
from policy_corpus.extract.judging import Histories, judge_all
from policy_corpus.extract.labelling import label_parts, labeller
from policy_corpus.extract.places import find_places, place_table
from policy_corpus.extract.read_labels import ReadLabels
from policy_corpus.extract.repository import repository
from policy_corpus.extract.shards import make_shards, tables_in
from policy_corpus.extract.sources import Source, read_sources
from policy_corpus.extract.spans import Spans
from policy_corpus.extract.text import Cutter
from policy_corpus.extract.words import TOKENS, Counting
from policy_corpus.extract.workers import in_turn, uncollected, worker_pool
from policy_corpus.folders import temporary
from policy_corpus.machine import megabytes
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


@dataclass(frozen=True)
class Taken:
    """What the archives hold: their folders, all captures in the archives' order, and the days they followed."""

    sources: list[Source]
    folders: dict[str, Path]
    captures: Captures
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
    stages: dict[str, float] = {}
    archives, data = archives.resolve(), data.resolve()  # for workers that are elsewhere
    listed = read_sources(sources)
    table = read_documents(data / "documents.csv", [source.name for source in listed])
    with (
        _system_memory() as pool,
        _folder(shards) as folder,
        _scratch_in(folder) as scratch,
        ExitStack() as stack,
    ):
        lap = _stopwatch(pool)
        taken = _take_in(archives, listed, table, data, folder)
        stages["histories"] = lap()
        # One pool for all: processes started later would copy what this one holds.
        executor = stack.enter_context(cluster(scheduler) if scheduler else worker_pool(workers))
        files = _read(taken, executor, progress, folder)
        stages["texts"] = lap()
        documents = Documents.of(table, taken.captures, taken.followed, files)
        batches = ((documents.some(numbers), numbers.start) for numbers in documents.batches())
        histories = Histories.of(in_turn(executor, partial(judge_all, folder=folder), batches))
        spans, rows = Spans.of(documents.names, histories.spans)
        stages["policies in force"] = lap()
        gathered = gather(files, rows, scratch)
        counting = Counting(gathered.parts, executor, folder, scratch)
        label_files = label_parts(gathered.parts, data, executor, folder)  # while words are counted
        words = counting.result(spans.first_companies(_companies(table)), _published_words(len(rows), data))
        read = ReadLabels(data, Categories.read(data / "categories.csv").of("story"))
        clauses = write_clauses(gathered.parts, label_files, words.files, read, executor, scratch)
        stages["labels and words"] = lap()
        archives_by_name = {source.name: (taken.folders[source.name], source) for source in listed}
        places = find_places(
            spans, rows, clauses.told, documents, histories.verdicts, archives_by_name, executor, folder
        )
        stages["places"] = lap()
        counts = count_collecting(files, clauses.collects, rows, executor, scratch)
        tables = {
            "documents": columns.document_table(table, documents, histories),
            "captures": columns.capture_tables(taken.captures, documents, histories, gathered.facts, counts),
            "versions": columns.version_table(documents, histories.versions),
            "presence": columns.presence_tables(spans),
            "clauses": (tables_in(file)[0] for file in clauses.files),
            "tokens": (tables_in(file)[0].select(TOKENS) for file in words.files),
            "vocabulary": columns.vocabulary_table(words),
            "places": place_table(places, spans, documents),
        }
        facts = {"archives": {s.name: s.commit for s in listed}, "read": gathered.counts}
        manifest = write_tables(tables, out, facts)
        stages["tables"] = lap()
    return _summary(manifest, stages)


def _take_in(archives: Path, sources: list[Source], table: pd.DataFrame, data: Path, kept_in: Path) -> Taken:
    """The archives' histories, checked to have a document for every path; meanwhile what is slow to load is loaded."""
    folders = {source.name: repository(archives, source) for source in sources}
    # Git, the lexicon's compiler and this process are at work together.
    with ThreadPoolExecutor(3) as threads:
        loading = threads.submit(labeller, data)
        reading = [threads.submit(kept_history, folders[source.name], source, kept_in) for source in sources]
        Cutter()  # loads NLTK
        loading.result()
        histories = [history.result() for history in reading]
    captures = Captures.of([history for history, _ in histories])
    unknown_paths(table, captures.paths)
    followed = {
        (source.name, series): [(ordinal(first), ordinal(last) + 1) for first, last in own]
        for source, (_, days) in zip(sources, histories, strict=True)
        for series, own in days.items()
    }
    return Taken(sources, folders, captures, followed)


def _read(taken: Taken, executor: Executor, progress: Callable, folder: Path) -> list[Path]:
    """The shards of all texts, in a folder where what is there already is not read again."""
    told = progress(len(taken.captures.first)) or (lambda more: None)
    return make_shards(taken.captures.shares(taken.sources, taken.folders), executor, told, folder)


@contextmanager
def _folder(shards: Path | None) -> Iterator[Path]:
    """The folder for shards, or one for this build alone."""
    if shards:
        try:
            shards.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CorpusError(
                f"{shards}: can be no folder of shards ({error.strerror}); name another"
            ) from None
        yield shards.resolve()
        return
    with temporary("policy-corpus-shards-") as own:
        yield own


@contextmanager
def _scratch_in(folder: Path) -> Iterator[Path]:
    """A folder below another for what this build alone needs: its clauses, in parts."""
    with temporary("clauses-", folder) as own:
        yield own


def _companies(table: pd.DataFrame) -> list[str]:
    """The company of each document."""
    return table.drop_duplicates("document")["company"].tolist()


def _published_words(clauses: int, data: Path) -> list[str]:
    """The words and terms that a corpus of so many clauses counts, for the published corpus has them."""
    return [] if clauses >= SMALL else WordCounts.read(data / WORD_COUNTS.name).tokens.index.tolist()


def _summary(manifest: dict, stages: dict[str, float]) -> Summary:
    written = manifest["tables"]
    sizes = (written[name]["rows"] for name in ("documents", "captures", "clauses", "presence"))
    return Summary(*sizes, sum(table["bytes"] for table in written.values()) / 1e6, stages, _peak_memory())


@contextmanager
def _system_memory() -> Iterator[pa.MemoryPool]:
    """Arrow takes its memory from the system's pool: its own keeps a hundred megabytes more that were given back."""
    before, pool = pa.default_memory_pool(), pa.system_memory_pool()
    pa.set_memory_pool(pool)
    try:
        yield pool
    finally:
        pa.set_memory_pool(before)


def _stopwatch(pool: pa.MemoryPool) -> Callable[[], float]:
    """A function that says how many seconds have passed since it was last called, and has what is free given back."""
    last = time.perf_counter()

    def lap() -> float:
        nonlocal last
        pool.release_unused()
        before, last = last, time.perf_counter()
        return last - before

    return lap


def _peak_memory() -> float:
    """The peak memory of the largest process, MB; forked workers share most of its pages."""
    return max(megabytes(resource.getrusage(who)) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
