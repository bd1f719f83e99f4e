"""Inputs led by which code runs (atheris) → whether any text is read and labelled, and says the same twice.

Atheris is no part of the lock: `pip install atheris`, which asks for Python 3.11 or 3.12, then

    python policy_corpus/trials/torture/led.py FOLDER -max_total_time=600

FOLDER keeps the inputs that reached new code, from which the next run goes on. What fails is written as crash-….
"""

import sys

import atheris

with atheris.instrument_imports(include=["policy_corpus"]):
    from policy_corpus.extract.formats import FORMATS
    from policy_corpus.extract.labels import Lexicon
    from policy_corpus.extract.reading import Reader
    from policy_corpus.paths import DATA
    from policy_corpus.trials.torture.fuzz import said

LEXICON = Lexicon.read(DATA / "lexicon.yml")
NAMES = sorted(FORMATS)


def try_one(raw: bytes) -> None:
    """The first byte chooses the format of the rest."""
    form, content, reader = NAMES[raw[0] % len(NAMES) if raw else 0], raw[1:], Reader()
    first = said(reader, content, form)
    assert said(reader, content, form) == first, "read twice"
    clauses = reader.store().texts
    alone = [LEXICON.label(clause) for clause in clauses[:5]]
    assert [LEXICON.label(clause) for clause in clauses[:5]] == alone, "labelled twice"


if __name__ == "__main__":
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
