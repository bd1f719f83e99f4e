"""From the name of a module to a hash of what decides what it makes: its code, Python and packages."""

import ast
import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version

from policy_corpus.paths import ROOT

PACKAGES = ("hyperscan", "nltk", "numpy", "pandas", "pyarrow", "pycld2", "pyphen", "scikit-learn", "scipy")


@cache
def made_by(module: str) -> str:
    """A hash of the code of a module, such as policy_corpus.extract.shards, and of what it runs with."""
    made = (sorted(code_of(module, {}).items()), sys.version, [(name, version(name)) for name in PACKAGES])
    return hashlib.blake2b(repr(made).encode(), digest_size=16).hexdigest()


def code_of(module: str, found: dict[str, str]) -> dict[str, str]:
    """The code of a module and of all of the project that it imports, by name, added to `found`."""
    file = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    if module in found or not file.exists():  # a package, or a name within a module
        return found
    found[module] = file.read_text("utf-8")
    for name in _imported(found[module]):
        code_of(name, found)
    return found


@cache
def _imported(code: str) -> list[str]:
    """What a module imports of the project: modules, and names that may be modules."""
    nodes = [node for node in _statements(ast.parse(code)) if isinstance(node, ast.ImportFrom)]
    own = [node for node in nodes if node.module.startswith("policy_corpus")]
    return [
        name for node in own for name in (node.module, *(f"{node.module}.{one.name}" for one in node.names))
    ]


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """The statements within a module or a statement; `ast.walk` looks through all expressions, too."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr):
            yield child
            yield from _statements(child)
