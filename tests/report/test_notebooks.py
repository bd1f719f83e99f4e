"""The committed notebooks read and ran as they should; nbval compares their outputs with a new run."""

import copy
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import execute
import nbformat
import pytest
from execute import normalise, notebook_paths
from nbformat import NotebookNode

PATHS = notebook_paths()
LONGEST_CELL = 12
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|root|work|tmp|opt|usr|var|Users)/\w|[A-Z]:\\\\?Users")
LINK = re.compile(r"\]\(([^()\s:#]+)(?:#[^()\s]*)?\)")


def run_faults(notebook: NotebookNode) -> Iterator[str]:
    """Was it run once, from the first cell to the last, without a complaint?"""
    code = code_cells(notebook)
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        yield "cells were not run in order, each once"
    for cell in code:
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"a cell fails or writes to stderr: {cell.source[:60]}"


def form_faults(notebook: NotebookNode) -> Iterator[str]:
    """Is it written by any machine alike, and in small cells?"""
    normal = copy.deepcopy(notebook)
    normalise(normal)
    if normal != notebook:
        yield "metadata are not as `make notebooks` writes them"
    if MACHINE_PATH.search(readable(notebook)):
        yield f"a path of one machine: {MACHINE_PATH.search(readable(notebook))[0]}"
    for cell in code_cells(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        if len(lines) > LONGEST_CELL:
            yield f"a cell of {len(lines)} lines: {cell.source[:60]}"
        if cell.source.rstrip().endswith(";"):
            yield f"a cell ends in a semicolon: {cell.source[:60]}"
        if any(re.match(r"[%!]|.*(?:filterwarnings|sys\.path)", line) for line in lines):
            yield f"a magic, a shell command, a warnings filter or a path hack: {cell.source[:60]}"


def prose_faults(notebook: NotebookNode, name: str, names: list[str]) -> Iterator[str]:
    """Does the first cell hold the title and the answer, and lead to the neighbours, and is no part there twice?"""
    first = notebook.cells[0]
    if first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "the first cell is not Markdown with a title"
    words = len(as_read(first.source).split())
    if not 80 <= words <= 200:
        yield f"the first cell has {words} words, not 80 to 200"
    links = LINK.findall(first.source)
    place = names.index(name)
    for neighbour in names[max(place - 1, 0) : place] + names[place + 1 : place + 2]:
        if neighbour not in links:
            yield f"the first cell does not link to {neighbour}"
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = Counter(heading for text in texts for heading in re.findall(r"^#+ .+$", text, re.M))
    yield from (f"a heading that stands twice: {heading}" for heading, times in headings.items() if times > 1)


def figure_faults(notebook: NotebookNode) -> Iterator[str]:
    """Has every figure a text alternative, and a sentence that reads it?"""
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        outputs = cell.get("outputs", [])
        figures = [output for output in outputs if images(output)]
        if len(figures) > 1:
            yield f"two figures in one cell: {cell.source[:60]}"
        for output in figures:
            alternative = output.metadata.get("image/png", {}).get("alt", "")
            if images(output) != ["image/png"]:
                yield f"a figure that is no PNG: {cell.source[:60]}"
            if not 40 <= len(alternative) <= 600 or "\n" in alternative:
                yield f"a figure without a text alternative of 40 to 600 letters: {cell.source[:60]}"
            after = outputs[outputs.index(output) + 1 :]
            if not any("text/markdown" in later.get("data", {}) for later in after) and not reads(following):
                yield f"no sentence reads the figure: {cell.source[:60]}"


def link_faults(notebook: NotebookNode, folder: Path) -> Iterator[str]:
    """Is there a file at the end of every link into the repository?"""
    for cell in notebook.cells:
        computed = [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", [])]
        for target in LINK.findall(
            "\n".join([cell.source if cell.cell_type == "markdown" else "", *computed])
        ):
            if not (folder / target).exists():
                yield f"a link leads nowhere: {target}"


def as_read(markdown: str) -> str:
    """Markdown without what its reader does not see: the marks of its numbers, the targets of its links."""
    return re.sub(r"<!--.*?-->", "", re.sub(r"\]\([^)]*\)", "]", markdown), flags=re.S)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def images(output: NotebookNode) -> list[str]:
    return [kind for kind in output.get("data", {}) if kind.startswith("image/")]


def reads(cell: NotebookNode | None) -> bool:
    return cell is not None and cell.cell_type == "markdown" and not cell.source.lstrip().startswith("#")


def readable(notebook: NotebookNode) -> str:
    """All of a notebook but its pictures."""
    bare = copy.deepcopy(notebook)
    for cell in code_cells(bare):
        for output in cell.outputs:
            for kind in images(output):
                del output.data[kind]
    return "\n".join(strings(bare))


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def faults(notebook: NotebookNode, path: Path, names: list[str]) -> list[str]:
    return [
        *run_faults(notebook),
        *form_faults(notebook),
        *prose_faults(notebook, path.name, names),
        *figure_faults(notebook),
        *link_faults(notebook, path.parent),
    ]


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_notebook(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert faults(notebook, path, [path.name for path in PATHS]) == []


def test_no_notebook_reads_what_another_saves():
    """They are executed two at a time."""
    cells = [cell.source for path in PATHS for cell in code_cells(nbformat.read(path, as_version=4))]
    saved, loaded = (
        {name for cell in cells if call in cell for name in re.findall(r'"(\w+\.csv)"', cell)}
        for call in ("save_result(", "load_result(")
    )
    assert len(saved) > 1 and len(loaded) > 1
    assert saved & loaded == set()


def test_nothing_of_a_run_that_stopped_is_published_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(execute, "SCRATCH", tmp_path / "scratch")
    first = execute.slug(PATHS[0])
    for folder, names in {
        "results": [f"findings-{first}.csv", "findings-mine.csv", "findings.csv"],
        "scratch/prose": [f"{first}.json"],
    }.items():
        (tmp_path / folder).mkdir(parents=True)
        for name in names:
            (tmp_path / folder / name).touch()
    execute.clear_up()
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["findings-mine.csv", "findings.csv"]


def test_numbers_are_the_reading_order():
    assert [path.name.split("-")[0] for path in PATHS] == [str(n) for n in range(1, len(PATHS) + 1)]


# That each check can fail: a notebook without a fault, and what spoils it.


def invented(folder: Path) -> NotebookNode:
    """A notebook of three cells without a fault, its two neighbours beside it."""
    names = ["1-first.ipynb", "2-second.ipynb", "3-third.ipynb"]
    for name in names:
        (folder / name).touch()
    figure = nbformat.v4.new_output(
        "display_data",
        data={"image/png": "iVBORw0KGgo=", "text/plain": "<IPython.core.display.Image object>"},
        metadata={"image/png": {"alt": "A line that rises from one policy in 2012 to twelve in 2026."}},
    )
    title = "# Did it rise?\n\n" + "word " * 90 + "[before](1-first.ipynb) [after](3-third.ipynb)"
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(title),
            nbformat.v4.new_code_cell("plot(shares)", execution_count=1, outputs=[figure]),
            nbformat.v4.new_markdown_cell("The line rises."),
        ]
    )
    normalise(notebook)
    return notebook


def change(notebook: NotebookNode, number: int, **values: object) -> None:
    for key, value in values.items():
        notebook.cells[number][key] = value


def add_output(notebook: NotebookNode, kind: str, **values: object) -> None:
    notebook.cells[1].outputs.append(nbformat.v4.new_output(kind, **values))


SPOILERS = {
    "not run in order": lambda n: change(n, 1, execution_count=2),
    "cells were not run": lambda n: change(n, 1, execution_count=None),
    "writes to stderr": lambda n: add_output(n, "stream", name="stderr", text="careful"),
    "a cell fails": lambda n: add_output(n, "error", ename="ValueError", evalue="bad", traceback=[]),
    "metadata": lambda n: n.metadata.language_info.update(version="3.12.1"),
    "metadata are": lambda n: n.cells[1].metadata.update(execution={"shell.execute_reply": "today"}),
    "a path of": lambda n: add_output(n, "stream", name="stdout", text="written to /home/me/x.csv"),
    "a cell of 13": lambda n: change(n, 1, source="\n".join("abcdefghijklm")),
    "semicolon": lambda n: change(n, 1, source="plot(shares);"),
    "a magic": lambda n: change(n, 1, source="%matplotlib inline"),
    "path hack": lambda n: change(n, 1, source="import sys\nsys.path.insert(0, '..')"),
    "with a title": lambda n: change(n, 0, source=n.cells[0].source.replace("# ", "## ")),
    "has 10": lambda n: change(n, 0, source="# T\n" + "a " * 6 + "[b](1-first.ipynb) [c](3-third.ipynb)"),
    "link to 3-third": lambda n: change(
        n, 0, source=n.cells[0].source.replace("3-third.ipynb", "2-second.ipynb")
    ),
    "stands twice": lambda n: change(n, 2, source="## A\n\nB.\n\n## A"),
    "two figures": lambda n: n.cells[1].outputs.append(n.cells[1].outputs[0]),
    "no PNG": lambda n: add_output(n, "display_data", data={"image/svg+xml": "<svg/>"}),
    "text alternative": lambda n: n.cells[1].outputs[0].metadata.clear(),
    "no sentence": lambda n: change(n, 2, source="## And then?"),
    "leads nowhere": lambda n: change(n, 2, source="See [that](../data/none.csv)."),
}


def test_invented_notebook_has_no_fault(tmp_path):
    notebook = invented(tmp_path)
    names = sorted(path.name for path in tmp_path.glob("*.ipynb"))
    assert faults(notebook, tmp_path / "2-second.ipynb", names) == []


@pytest.mark.parametrize("fault", SPOILERS)
def test_fault_is_found(fault, tmp_path):
    notebook = invented(tmp_path)
    names = sorted(path.name for path in tmp_path.glob("*.ipynb"))
    SPOILERS[fault](notebook)
    assert any(fault in found for found in faults(notebook, tmp_path / "2-second.ipynb", names))


def test_a_path_in_a_web_address_is_none_of_a_machine(tmp_path):
    notebook = invented(tmp_path)
    change(notebook, 2, source="Read <https://example.org/home/page> and example.org/tmp/x.")
    assert json.dumps(list(form_faults(notebook))) == "[]"
