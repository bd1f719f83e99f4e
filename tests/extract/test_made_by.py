"""What decides what a module makes."""

import subprocess
import sys

from policy_corpus.extract.made_by import code_of, made_by
from policy_corpus.paths import ROOT

SHARDS = "policy_corpus.extract.shards"
LOADED = """
import sys
from policy_corpus.extract import shards
from policy_corpus.extract.reading import Reader
Reader().read(b"We like rain.", "markdown")
print(*(name for name, module in sys.modules.items() if name.startswith("policy_corpus.")
        and not hasattr(module, "__path__")))
"""


def test_it_is_all_code_that_is_loaded():
    said = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, check=True, capture_output=True, text=True
    )
    loaded = set(said.stdout.split())
    assert {f"policy_corpus.extract.{name}" for name in ("shards", "text", "dates", "language")} <= loaded
    assert {"policy_corpus.files", "policy_corpus.paths"} <= loaded <= set(code_of(SHARDS, {}))


def test_each_module_has_a_hash_of_its_own():
    assert made_by(SHARDS) == made_by(SHARDS) != made_by("policy_corpus.extract.build")
