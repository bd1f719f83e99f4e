"""Modules that notebooks call → a page that lists them, and a page of each, which Sphinx' autodoc fills."""

import ast
from pathlib import Path

CALLED = ("helpers.py", "policy_corpus/draw*.py", "policy_corpus/analysis/*.py")
# No page of a module is in the list of pages beside the text: the page that lists them leads there.
OF_A_MODULE = """\
---
orphan: true
---

# {name}

```{{eval-rst}}
.. automodule:: {name}
   :members:
```

[What the notebooks call](../api.md)
"""


def modules(root: Path) -> dict[str, str]:
    """The first line of each module's docstring by the module's name."""
    paths = sorted(path for pattern in CALLED for path in root.glob(pattern) if path.stem != "__init__")
    names = [".".join(path.relative_to(root).with_suffix("").parts) for path in paths]
    docstrings = [ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in paths]
    return {name: text.partition("\n")[0] for name, text in zip(names, docstrings, strict=True)}


def lay_api(pages: Path, root: Path) -> None:
    """Lay api.md, which lists the modules, and api/NAME.md among the pages."""
    (pages / "api").mkdir(parents=True, exist_ok=True)
    found = modules(root)
    lines = [f"- [{name}](api/{name}.md): {as_words(about)}" for name, about in found.items()]
    text = "\n".join(["# What the notebooks call", "", *lines, ""])
    (pages / "api.md").write_text(text, encoding="utf-8")
    for name in found:
        (pages / "api" / f"{name}.md").write_text(OF_A_MODULE.format(name=name), encoding="utf-8")


def as_words(line: str) -> str:
    """A line of a docstring as Markdown in which only `code` is markup."""
    return "".join(f"\\{letter}" if letter in "\\*_[]<|~$" else letter for letter in line)
