"""helpers.py → the page that documents it: its groups in file order, then what it hands on, module by module.

Read from the source, nothing is run. A group begins with a comment of dashes and its name. Handed on is what is
imported under a name of its own, `from policy_corpus.MODULE import name as name`.
"""

import ast
import re
from pathlib import Path

GROUP = re.compile(r"^# -{10,} (?P<name>.+)$")
LONGEST = 88  # letters of a signature on one line


def api_page(source: Path) -> str:
    """The page in Markdown. SystemExit names a public function that has no docstring."""
    text = source.read_text(encoding="utf-8")
    tree = ast.parse(text)
    groups = {n: m["name"] for n, line in enumerate(text.splitlines(), 1) if (m := GROUP.match(line))}
    parts = [f"# The API of {source.name}", _markdown(ast.get_docstring(tree) or "")]
    told = set()
    for node in _defined(tree):
        group = next((name for line, name in reversed(groups.items()) if line < node.lineno), None)
        if group and group not in told:
            parts.append(f"## {group[:1].upper()}{group[1:]}")
            told.add(group)
        parts += _entry(source, node, node.name)
    for module, names in _handed_on(tree).items():
        path = source.parent / f"{module.replace('.', '/')}.py"
        its = ast.parse(path.read_text(encoding="utf-8"))
        nodes = [node for node in _defined(its) if node.name in names]
        if nodes:
            parts += [f"## {path.relative_to(source.parent)}", _markdown(ast.get_docstring(its) or "")]
        parts += [part for node in nodes for part in _entry(path, node, names[node.name])]
    return "\n\n".join(part for part in parts if part) + "\n"


def _defined(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    """The public functions and classes of a module, in file order."""
    nodes = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    return [node for node in nodes if not node.name.startswith("_")]


def _handed_on(tree: ast.Module) -> dict[str, dict[str, str]]:
    """Module → its names that are handed on → under which name each."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    named = {node.module: {a.name: a.asname for a in node.names if a.asname} for node in imports}
    return {module: names for module, names in named.items() if names}


def _entry(source: Path, node: ast.FunctionDef | ast.ClassDef, name: str) -> list[str]:
    said = ast.get_docstring(node)
    if not said:
        raise SystemExit(f"{source.name}: {node.name} has no docstring; say what it returns")
    return [f"### `{name}`", f"```python\n{_signature(node, name)}\n```", _markdown(said)]


def _signature(node: ast.FunctionDef | ast.ClassDef, name: str) -> str:
    """How a function is called, or a class with its fields."""
    if isinstance(node, ast.ClassDef):
        fields = [ast.unparse(line) for line in node.body if isinstance(line, ast.AnnAssign)]
        return "\n    ".join([f"class {name}:", *(fields or ["..."])])
    arguments, result = ast.unparse(node.args), f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{name}({arguments}){result}"
    if len(line) <= LONGEST:
        return line
    every = [*node.args.args, *node.args.kwonlyargs]
    defaults = (
        [None] * (len(node.args.args) - len(node.args.defaults)) + node.args.defaults + node.args.kw_defaults
    )
    shown = [
        ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")
        for argument, default in zip(every, defaults, strict=True)
    ]
    return f"{name}(\n    " + ",\n    ".join(shown) + f",\n){result}"


def _markdown(docstring: str) -> str:
    """A docstring as Markdown: examples become blocks of code."""
    parts = []
    for paragraph in docstring.split("\n\n"):
        is_example = paragraph.lstrip().startswith(">>>")
        parts.append(
            f"```pycon\n{paragraph}\n```"
            if is_example
            else paragraph.replace("*", r"\*").replace("<", "&lt;")
        )
    return "\n\n".join(parts)
