"""From the archives to the tables: every step of the data's way, in order."""

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, groupby, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from policy_corpus.extract.archive import Capture, head_day, read_history, repository
from policy_corpus.extract.collection import CollectionClassifier
from policy_corpus.extract.crew import Crew, uncollected
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.documents import (
    OF_DOCUMENT,
    Source,
    assign,
    read_documents,
    read_sources,
    spans_by_path,
    unknown_paths,
)
from policy_corpus.extract.history import History, clean
from policy_corpus.extract.identity import clause_hash
from policy_corpus.extract.labels import Lexicon
from policy_corpus.extract.quality import Rule, Shown
from policy_corpus.extract.reading import Reading, Share, Store, read_all, read_new
from policy_corpus.extract.text import Cutter
from policy_corpus.extract.words import count_words
from policy_corpus.paths import DATA, SOURCES
from policy_corpus.tables import make_ready, write_tables

LABELLED = 10_000  # clauses that are labelled at once
NEW_PATH = 20  # times the effort of a text that is much like the one before it
SMALL, SMALL_SHARES = 0.01, 12  # of the effort; how well it is foreseen
EPOCH = date(1970, 1, 1).toordinal()


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


@uncollected()
def build(
    archives: Path,
    out: Path,
    data: Path = DATA,
    sources: Path = SOURCES,
    workers: int = 1,
    progress: Callable[[int], Callable[[int], None] | None] = lambda total: None,
    known: Path | None = None,
) -> Summary:
    """Read the archives below `archives` and write all tables to `out`; bad input fails before that.

    `data` holds documents.csv, categories.csv, lexicon.yml and collection_classifier.csv; `sources` is the list of
    archives.
    `progress(total)` may return a function that is told how many more of the texts were read. `known` is a folder
    for what was read: a policy whose texts are those of the last build with it is not read again.
    """
    stages, lap = {}, _stopwatch()
    make_ready(out)
    sources = read_sources(sources)
    table = read_documents(data / "documents.csv", [source.name for source in sources])
    folders = {source.name: repository(archives, source) for source in sources}
    with ThreadPoolExecutor() as threads:  # git, the lexicon's compiler and this process are at work together
        reading = [threads.submit(read_history, folders[source.name], source) for source in sources]
        labeller = threads.submit(_labeller, data)
        Cutter()  # loads NLTK
        labeller.result()
        captures = [capture for history in reading for capture in history.result()]
    unknown_paths(table, {(capture.archive, capture.path) for capture in captures})
    ends = {source.name: ordinal(head_day(folders[source.name], source)) + 1 for source in sources}

    stages["histories"] = lap()
    texts = _texts(sources, captures)
    told = progress(len(texts)) or (lambda done: None)
    with Crew(
        workers, told
    ) as crew:  # one for all: a process started later would copy what this one holds by then
        if known:
            store, readings = read_new(_by_path(texts, folders), crew, known)
        else:
            store, readings = read_all(_shares(texts, folders, workers), crew)
        stages["texts"] = lap()
        documents = _documents(table, captures)
        tracked = _tracked(table, ends)
        labels, histories = _Labels(store, data, crew), {}
        for name, rows in documents.items():
            histories[name] = _history(rows, captures, readings, tracked[name])
            labels.start(histories[name])  # others label what is known to be used while this goes on
        labels.start_rest()
        stages["policies in force"] = lap()
        order, hashes, place_of = _ordered(store, labels.rows)
        tables = {  # made here while others label
            "documents": _document_table(table, histories),
            "captures": _capture_table(captures, documents, histories, readings),
            "versions": _version_table(documents, histories),
            "presence": _presence_table(histories, place_of, store.sections),
        }
        tables |= _clauses(store, order, hashes, _companies(table, histories), labels, crew)
    stages["labels and words"] = lap()
    tables["captures"] = _with_counts(tables["captures"], captures, readings, tables["clauses"], place_of)
    commits = {source.name: source.commit for source in sources}
    read = {"paragraphs": len(store.paragraphs), "clause_occurrences": store.occurrences}
    manifest = write_tables(tables, out, {"archives": commits, "read": read})
    stages["tables"] = lap()
    return Summary(
        len(histories),
        len(captures),
        tables["clauses"].num_rows,
        tables["presence"].num_rows,
        sum(t["bytes"] for t in manifest["tables"].values()) / 1e6,
        stages,
        _peak_memory(),
    )


def _texts(sources: list[Source], captures: list[Capture]) -> list[tuple[Source, str, str]]:
    """The distinct texts of each archive in the order of path and history: source, first path, blob."""
    texts = []
    for source in sources:
        own = sorted((c for c in captures if c.archive == source.name and c.blob), key=lambda c: c.path)
        paths = {}
        for capture in own:
            paths.setdefault(capture.blob, capture.path)
        texts += [(source, path, blob) for blob, path in paths.items()]
    return texts


def _by_path(texts: list[tuple[Source, str, str]], folders: dict[str, Path]) -> list[Share]:
    """The texts in one share a path."""
    groups = groupby(texts, key=lambda text: text[:2])
    return [[(folders[source.name], source, [blob for *_, blob in own])] for (source, _), own in groups]


def _shares(texts: list[tuple[Source, str, str]], folders: dict[str, Path], workers: int) -> list[Share]:
    """The texts cut into shares for the workers."""
    before = [None, *(text[:2] for text in texts)]
    effort = [NEW_PATH if text[:2] != last else 1 for last, text in zip(before, texts, strict=False)]
    sizes = [1.0]
    if workers > 1:  # one large share each, and small ones for whoever is done first
        sizes = [(1 - SMALL_SHARES * SMALL) / workers] * workers + [SMALL] * SMALL_SHARES
    done = np.cumsum(effort)
    bounds = np.searchsorted(done, np.cumsum([0, *sizes[:-1]]) * done[-1])
    shares = []
    for start, stop in pairwise([*bounds, len(texts)]):
        parts: dict[str, tuple] = {}
        for source, _, blob in texts[start:stop]:
            parts.setdefault(source.name, (folders[source.name], source, []))[2].append(blob)
        shares.append(list(parts.values()))
    return shares


def _documents(table: pd.DataFrame, captures: list[Capture]) -> dict[str, list[int]]:
    """Document → the places of its captures, in the order of its spans and of the archives' history."""
    spans = spans_by_path(table)
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in table["document"].unique()}
    for place, capture in enumerate(captures):
        document = assign(spans, capture.archive, capture.path, capture.day)
        if document is not None:
            own = spans[capture.archive, capture.path]
            found[document].append((max(start for start, _, _ in own if start <= capture.day), place))
    return {name: [place for _, place in sorted(places)] for name, places in found.items()}


def _tracked(table: pd.DataFrame, ends: dict[str, int]) -> dict[str, list[tuple[int, int]]]:
    """Document → the days on which the archives followed it; spans that touch are one."""
    tracked: dict[str, list[tuple[int, int]]] = {}
    for row in table.sort_values(["document", "from"]).to_dict("records"):
        start = ordinal(row["from"]) if row["from"] else 1
        end = min(ends[row["archive"]], ordinal(row["until"]) if row["until"] else ends[row["archive"]])
        spans = tracked.setdefault(row["document"], [])
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, end))
    return tracked


def _history(
    places: list[int], captures: list[Capture], readings: dict, tracked: list[tuple[int, int]]
) -> History:
    shown = [
        Shown(ordinal(c.day), c.technical, readings[c.archive, c.blob] if c.blob else None)
        for c in (captures[place] for place in places)
    ]
    return clean(shown, tracked)


@cache
def _labeller(data: Path) -> tuple[Lexicon, CollectionClassifier]:
    return Lexicon.read(data / "lexicon.yml"), CollectionClassifier.read(data / "collection_classifier.csv")


def _labels(data: Path, texts: list[str], lead_ins: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """The labels and the scores (0–1000) of clauses with their lead-ins; a clause's depend on no other's."""
    lexicon, classifier = _labeller(data)
    scores = (classifier.scores(texts, lead_ins) * 1000).round().astype(np.int32)
    return lexicon.label_all(texts, lead_ins), scores


class _Labels:
    """The labels of the rows that policies use, some clauses at once by whoever of the crew is free."""

    def __init__(self, store: Store, data: Path, crew: Crew):
        self.store, self.data, self.crew = store, data, crew
        self.rows: list[int] = []  # in the order in which they are first met
        self._met = np.zeros(len(store.pairs), bool)
        self._parts: list[Callable] = []
        self._started = 0  # of the rows

    def start(self, history: History) -> None:
        """Take in the rows of a document, and start labelling once there are enough."""
        rows = np.unique(np.fromiter((span.row for span in history.spans), np.int64, len(history.spans)))
        self.rows += rows[~self._met[rows]].tolist()
        self._met[rows] = True
        if len(self.rows) - self._started >= LABELLED:
            self.start_rest()

    def start_rest(self) -> None:
        """Start labelling what is left."""
        pairs = [self.store.pairs[row] for row in self.rows[self._started :]]
        texts = [self.store.texts[clause] for clause, _ in pairs]
        lead_ins = [self.store.texts[lead] if lead >= 0 else "" for _, lead in pairs]
        self._parts.append(self.crew.start(_labels, self.data, texts, lead_ins))
        self._started = len(self.rows)

    def of(self, order: list[int]) -> tuple[pd.DataFrame, np.ndarray]:
        """The labels and scores of the rows in an order of theirs."""
        labels, scores = zip(*(part() for part in self._parts), strict=True)
        place = np.empty(len(self.store.pairs), np.int64)
        place[self.rows] = np.arange(len(self.rows))
        return pd.concat(labels).iloc[place[order]], np.concatenate(scores)[place[order]]


def _companies(table: pd.DataFrame, histories: dict[str, History]) -> dict[int, int]:
    """Row of the store → number of the first company that says it."""
    facts = table.drop_duplicates("document").set_index("document")["company"]
    numbers = {company: i for i, company in enumerate(facts.unique())}
    first: dict[int, int] = {}
    for name, history in histories.items():
        number = numbers[facts[name]]
        for span in history.spans:
            first.setdefault(span.row, number)
    return first


def _ordered(store: Store, used: list[int]) -> tuple[list[int], dict[int, str], np.ndarray]:
    """The used rows of the store by the hash of their clauses, so that the order of reading does not matter.

    With them the hash of each clause, and row of the store → row of the tables (-1 for none).
    """
    pairs = [store.pairs[row] for row in used]
    hashes = {i: clause_hash(store.keys[i]) for i in chain.from_iterable(pairs) if i >= 0}
    if len(set(hashes.values())) != len(hashes):
        raise AssertionError("two clauses share a hash: lengthen identity.clause_hash")
    names = [
        (hashes[clause], hashes.get(lead, ""), row) for (clause, lead), row in zip(pairs, used, strict=True)
    ]
    order = [row for _, _, row in sorted(names)]
    place_of = np.full(len(store.pairs), -1, np.int32)
    place_of[order] = np.arange(len(order), dtype=np.int32)
    return order, hashes, place_of


def _clauses(
    store: Store,
    order: list[int],
    hashes: dict[int, str],
    companies: dict[int, int],
    labels: "_Labels",
    crew: Crew,
) -> dict[str, pa.Table]:
    """The tables of clauses, tokens and vocabulary."""
    pairs = [store.pairs[row] for row in order]
    words = count_words(
        [store.keys[c] for c, _ in pairs], np.array([companies[row] for row in order], np.int64), crew.start
    )
    labels, scores = labels.of(order)
    columns = {
        "hash": pa.array([hashes[clause] for clause, _ in pairs]),
        "lead_in": pa.array([hashes[lead] if lead >= 0 else None for _, lead in pairs]),
        "words": pa.array(words.words),
        "letters": pa.array(words.letters),
        "syllables": pa.array(words.syllables),
        "collection_score": pa.array(scores),
    }
    for name, values in labels.items():
        coded = name.endswith("_about")
        columns[name] = pa.array(values.to_numpy() == 1) if coded else _coded(values)
    vocabulary = pa.table(
        {
            "token": pa.array(words.vocabulary),
            "kind": _coded(words.kind),
            "clauses": pa.array(words.clauses),
        }
    )
    offsets = pa.array(words.starts)
    tokens = pa.table(
        {
            "tokens": pa.ListArray.from_arrays(offsets, pa.array(words.tokens)),
            "counts": pa.ListArray.from_arrays(offsets, pa.array(words.counts)),
        }
    )
    return {"clauses": pa.table(columns), "tokens": tokens, "vocabulary": vocabulary}


def _document_table(table: pd.DataFrame, histories: dict[str, History]) -> pa.Table:
    facts = table.drop_duplicates("document").set_index("document")
    rows = []
    for name, history in histories.items():
        first = history.versions[0].start if history.versions else None
        last = history.versions[-1].end if history.versions else None
        rows.append((name, first, last, len(history.rules), len(history.versions)))
    names = [row[0] for row in rows]
    columns = {"document": pa.array(names)}
    for name in OF_DOCUMENT:
        values = facts.loc[names, name].tolist()
        columns[name] = (
            pa.array([v in ("1", 1, True) for v in values]) if name in ("main", "panel") else pa.array(values)
        )
    columns |= {
        "from": _days([row[1] for row in rows]),
        "until": _days([row[2] for row in rows]),
        "captures": pa.array([row[3] for row in rows], pa.int32()),
        "versions": pa.array([row[4] for row in rows], pa.int32()),
    }
    return pa.table(columns)


def _capture_table(
    captures: list[Capture], documents, histories, readings: dict[tuple[str, str], Reading]
) -> pa.Table:
    """Every capture in the archives' order; `text` numbers the distinct texts, `said` the distinct clause sets."""
    document: list = [None] * len(captures)
    rule: list[Rule | None] = [None] * len(captures)
    for name, places in documents.items():
        for place, decided in zip(places, histories[name].rules, strict=True):
            document[place] = name
            rule[place] = decided
    found = [readings.get((c.archive, c.blob)) for c in captures]
    texts, said = {}, {}
    return pa.table(
        {
            "document": _coded(document),
            "archive": _coded([c.archive for c in captures]),
            "path": _coded([c.path for c in captures]),
            "commit": pa.array([c.commit for c in captures]),
            "day": _days([ordinal(c.day) for c in captures]),
            "blob": pa.array([c.blob or None for c in captures]),
            "status": _coded([r.status if r else None for r in rule]),
            "why": _coded([r.reason if r else None for r in rule]),
            "by_archive": pa.array([c.technical for c in captures]),
            "language": _coded([r.language if r else None for r in found]),
            "stated": _days([ordinal(r.stated) if r and r.stated else None for r in found]),
            "size": pa.array([r.size if r else None for r in found], pa.int32()),
            "words": pa.array([r.words if r else None for r in found], pa.int32()),
            "clauses": pa.array([len(r.rows) if r else None for r in found], pa.int32()),
            "text": pa.array(
                [texts.setdefault(c.blob, len(texts)) if c.blob else None for c in captures], pa.int32()
            ),
            "said": pa.array(
                [said.setdefault(r.clause_set, len(said)) if r else None for r in found], pa.int32()
            ),
        }
    )


def _with_counts(table: pa.Table, captures: list[Capture], readings, clauses: pa.Table, place_of) -> pa.Table:
    """Add what each capture would say if it were believed: its clauses that collect, a column a category.

    Only clauses that stood at some time are counted: the others have no label.
    """
    names = [name.removesuffix("_stance") for name in clauses.column_names if name.endswith("_stance")]
    number = {place: i for i, place in enumerate(readings)}
    of_capture = np.array([number.get((c.archive, c.blob), len(readings)) for c in captures])
    reading = np.repeat(np.arange(len(readings)), [len(r.rows) for r in readings.values()])
    rows = place_of[np.concatenate([r.rows for r in readings.values()])]
    for name in names:
        collects = np.append(pc.equal(clauses[f"{name}_stance"], "collects"), False)  # the last for row -1
        counts = np.bincount(reading[collects[rows]], minlength=len(readings) + 1)[of_capture]
        table = table.append_column(f"collects_{name}", pa.array(counts.astype(np.int32)))
    return table


def _version_table(documents: dict[str, list[int]], histories: dict[str, History]) -> pa.Table:
    rows = [
        (name, documents[name][v.capture], v.start, v.end, len(v.reading.rows), v.reading.words)
        for name, history in histories.items()
        for v in history.versions
    ]
    return pa.table(
        {
            "document": _coded([row[0] for row in rows]),
            "capture": pa.array([row[1] for row in rows], pa.int32()),
            "from": _days([row[2] for row in rows]),
            "until": _days([row[3] for row in rows]),
            "clauses": pa.array([row[4] for row in rows], pa.int32()),
            "words": pa.array([row[5] for row in rows], pa.int32()),
        }
    )


def _presence_table(histories: dict[str, History], place_of: np.ndarray, sections: list[str]) -> pa.Table:
    documents = sorted(histories)
    spans = [span for name in documents for span in histories[name].spans]
    facts = np.fromiter(
        chain.from_iterable((s.row, s.section, s.shown, s.start, s.end) for s in spans),
        np.int32,
        5 * len(spans),
    )
    row, section, shown, start, end = facts.reshape(-1, 5).T
    document = np.repeat(np.arange(len(documents)), [len(histories[name].spans) for name in documents])
    order = np.lexsort((place_of[row], start, document))
    columns = (document, place_of[row], section, shown, start, end)
    document, clause, section, shown, start, end = (column[order] for column in columns)
    return pa.table(
        {
            "document": _numbered(document, documents),
            "clause": pa.array(clause, pa.int32()),
            "section": _numbered(section, sections),
            "shown": _days(shown),
            "from": _days(start),
            "until": _days(end),
        }
    )


def _numbered(numbers: np.ndarray, names: list[str]) -> pa.Array:
    """A column of names given by their numbers, coded as `_coded` does: those that stand, in alphabetical order."""
    used = sorted(np.unique(numbers).tolist(), key=names.__getitem__)
    place = np.empty(len(names), np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(place[numbers]), pa.array([names[i] for i in used], pa.string())
    )


def _coded(values: list | pd.Series) -> pa.Array:
    """A column of few different texts, numbered in alphabetical order."""
    found = pd.Categorical(values)
    codes = pa.array(found.codes.astype(np.int32), mask=found.codes < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(found.categories.tolist(), pa.string()))


def _days(ordinals: list[int | None] | np.ndarray) -> pa.Array:
    if isinstance(ordinals, np.ndarray):
        return pa.array(ordinals - EPOCH, pa.int32()).cast(pa.date32())
    return pa.array([None if o is None else o - EPOCH for o in ordinals], pa.int32()).cast(pa.date32())


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
