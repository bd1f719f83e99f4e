"""From the name of a module of this folder to a hash of what decides what it makes: code, Python and packages."""

import hashlib
import re
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("hyperscan", "nltk", "numpy", "pandas", "pyarrow", "pycld2", "pyphen", "scikit-learn", "scipy")


@cache
def made_by(module: str) -> str:
    """A hash of the module's code, of all code that it imports from here, and of what they run with."""
    made = (sorted(code_of(module, {}).items()), sys.version, [(name, version(name)) for name in PACKAGES])
    return hashlib.blake2b(repr(made).encode(), digest_size=16).hexdigest()


def code_of(module: str, found: dict[str, str]) -> dict[str, str]:
    """The code of a module of this folder and of all that it imports from here, by name, added to `found`."""
    found[module] = Path(__file__).with_name(f"{module}.py").read_text("utf-8")
    for imported in re.findall(r"^\s*from policy_corpus\.extract\.(\w+) import", found[module], re.M):
        if imported not in found:
            code_of(imported, found)
    return found
