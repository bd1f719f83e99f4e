"""Single policies of the real archives, read and judged: what tests of named cases read."""

from dataclasses import replace
from pathlib import Path

from policy_corpus.extract.archive import read_blobs, read_history, repository
from policy_corpus.extract.dates import ordinal
from policy_corpus.extract.history import History, clean
from policy_corpus.extract.quality import Shown
from policy_corpus.extract.reading import Reader
from policy_corpus.extract.sources import read_sources
from policy_corpus.extract.store import Store


def read(archives: Path, archive: str, path: str) -> tuple[History, list[str], Store]:
    """The history of the captures of one path of an archive, their days, and what the history's rows number."""
    source = next(source for source in read_sources() if source.name == archive)
    folder = repository(archives, source)
    captures = [capture for capture in read_history(folder, replace(source, paths=(path,))) if capture.blob]
    reader, readings = Reader(), {}
    for blob, content in read_blobs(folder, list(dict.fromkeys(capture.blob for capture in captures))):
        readings[blob] = reader.read(content, source.format)
    shown = [Shown(ordinal(c.day), c.technical, readings[c.blob]) for c in captures]
    return clean(shown, [(1, 10**6)]), [str(capture.day)[:10] for capture in captures], reader.store()
