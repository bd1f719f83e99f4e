"""Files → the runs of ten words in them that stand in an archived policy: there must be none.

`python -m policy_corpus.trials.policy_text FILE ...` reads the archives at POLICY_ARCHIVES, or archives/; without
them it says so and checks nothing. Each distinct paragraph of the archives is looked at once. Not seen are runs
that go on from one paragraph into the next.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from policy_corpus.extract.archive import read_blobs, read_history
from policy_corpus.extract.identity import words_of
from policy_corpus.extract.sources import read_sources
from policy_corpus.paths import SOURCES, default_archives

RUN = 10  # words


def runs_of(text: str) -> set[str]:
    """The runs of ten words of a text, each joined by spaces."""
    words = words_of(text)
    return {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def paragraphs(archives: Path, sources: Path = SOURCES) -> Iterator[str]:
    """The distinct paragraphs of all archived policies."""
    seen = set()
    for source in read_sources(sources):
        folder = archives / f"{source.name}.git"
        blobs = dict.fromkeys(capture.blob for capture in read_history(folder, source) if capture.blob)
        for _, content in read_blobs(folder, blobs):
            for piece in content.split(b"\n\n"):
                key = hash(piece)
                if key not in seen:
                    seen.add(key)
                    yield piece.decode("utf-8", "replace")


def found(files: list[Path], archives: Path, sources: Path = SOURCES) -> list[str]:
    """One line per file and run of words that an archive holds."""
    ours: dict[str, Path] = {}
    for path in files:
        for run in runs_of(path.read_text(encoding="utf-8", errors="replace")):
            ours.setdefault(run, path)
    lines = []
    for paragraph in paragraphs(archives, sources) if ours else ():
        lines += [f"{ours.pop(run)}: {run}" for run in sorted(runs_of(paragraph) & ours.keys())]
    return sorted(lines)


def main(arguments: list[str]) -> int:
    """0 where nothing was found, 1 where something was."""
    archives = default_archives()
    if not any(archives.glob("*.git")):
        print("no archives on this machine: policy text was not looked for")
        return 0
    lines = found([Path(name) for name in arguments], archives)
    print("\n".join(lines))
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
