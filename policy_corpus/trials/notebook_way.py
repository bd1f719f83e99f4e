"""What the author of a notebook would write instead of the build: each capture by itself, all of them counted.

    python -m policy_corpus.trials.notebook_way [--archives DIR] [--every N] [--begin K]

NLTK cuts each capture into sentences and words, and scikit-learn's CountVectorizer counts the words of all sentences.
That is less than the build does: no dates, no sections, no labels, no histories. Texts are handed out by git in one
go, which is kinder than a checkout each. Prints the processor seconds, and how many captures they are of: one in N,
beginning with the K-th.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from nltk.tokenize.destructive import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktSentenceTokenizer
from sklearn.feature_extraction.text import CountVectorizer

from policy_corpus.errors import exit_code
from policy_corpus.extract.archive import read_blobs, read_history
from policy_corpus.extract.repository import repository
from policy_corpus.extract.sources import read_sources
from policy_corpus.paths import default_archives


def count_words(texts: Iterator[str]) -> tuple[int, int]:
    """How many sentences and different words some texts have."""
    cut, words = PunktSentenceTokenizer(), NLTKWordTokenizer()
    sentences = (words.tokenize(sentence) for text in texts for sentence in cut.tokenize(text))
    return (
        CountVectorizer(analyzer=lambda tokens: [token.lower() for token in tokens])
        .fit_transform(sentences)
        .shape
    )


def texts_of(archives: Path, every: int, begin: int) -> tuple[list[str], int]:
    """The texts of one in so many captures of all archives, and how many captures there are."""
    taken, total = [], 0
    for source in read_sources():
        folder = repository(archives, source)
        blobs = [capture.blob for capture in read_history(folder, source) if capture.blob]
        asked = islice(blobs, (begin - total) % every, None, every)
        taken += [text.decode("utf-8", "replace") for _, text in read_blobs(folder, asked)]
        total += len(blobs)
    return taken, total


def cost(archives: Path, every: int, begin: int) -> dict[str, float]:
    """Processor seconds of the counting, captures that were counted, and captures there are."""
    texts, total = texts_of(archives, every, begin)
    began = time.process_time()
    count_words(iter(texts))
    return {"processor": time.process_time() - began, "captures": len(texts), "of": total}


def main(arguments: list[str] | None = None) -> int:
    """Print the cost as JSON; an archive that is not there is named."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.notebook_way", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--archives", type=Path, default=default_archives())
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--begin", type=int, default=0, metavar="K")
    chosen = parser.parse_args(arguments)
    return exit_code(lambda: print(json.dumps(cost(chosen.archives, chosen.every, chosen.begin))))


if __name__ == "__main__":
    sys.exit(main())
