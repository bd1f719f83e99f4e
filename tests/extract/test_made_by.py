"""What decides what a module makes."""

import subprocess
import sys

from policy_corpus.extract.made_by import code_of, made_by
from policy_corpus.paths import ROOT

LOADED = """
import sys
from policy_corpus.extract import shards
from policy_corpus.extract.reading import Reader
Reader().read(b"We like rain.", "markdown")
print(*(name for name in sys.modules if name.startswith("policy_corpus.extract.")))
"""


def test_it_is_all_code_that_is_loaded():
    said = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = {name.removeprefix("policy_corpus.extract.") for name in said.stdout.split()}
    assert {"shards", "reading", "text", "dates", "language"} <= loaded
    assert loaded == set(code_of("shards", {}))


def test_each_module_has_a_hash_of_its_own():
    assert made_by("shards") == made_by("shards") != made_by("build")
