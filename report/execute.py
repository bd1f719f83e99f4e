"""notebooks/*.ipynb → the same notebooks, executed in reading order, two at a time, each by its own kernel.

`python report/execute.py [SLUG ...]` writes them, or these, in place, with the numbers in their prose renewed, and
publishes what they save in data/results/.
"""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from policy_corpus import findings
from policy_corpus.files import write_whole
from policy_corpus.paths import NOTEBOOKS, PUBLISH, RESULTS, SCRATCH
from policy_corpus.progress import MARK

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What is left out of language_info (the version) would change with every Python.
LANGUAGE = {"name": "python", "file_extension": ".py", "pygments_lexer": "ipython3"}
CELL_SECONDS = 600
AT_A_TIME = 2  # kernels; the larger notebooks take up to 1 GB each


def notebook_paths(folder: Path = NOTEBOOKS) -> list[Path]:
    """The notebooks of a folder in reading order: by the number their name begins with."""
    paths = folder.glob("*.ipynb")
    return sorted(paths, key=lambda path: (int((re.match(r"\d+", path.name) or "0")[0]), path.name))


def execute(path: Path) -> nbformat.NotebookNode:
    """The notebook with new outputs, its kernel started in the notebook's own folder."""
    notebook = nbformat.read(path, as_version=4)
    normalise(notebook)
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    normalise(notebook)
    return notebook


def normalise(notebook: nbformat.NotebookNode) -> None:
    """Keep only the metadata that every run and every Python writes alike."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    leave_no_time(notebook)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.setdefault("id", f"cell-{number}")
        for key in ("collapsed", "scrolled", "jupyter", "trusted"):
            cell.metadata.pop(key, None)


def leave_no_time(notebook: dict) -> None:
    """Take out when cells ran, and what was left of showing how far they were."""
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
        if "outputs" in cell:
            cell["outputs"] = [output for output in cell["outputs"] if MARK not in output.get("metadata", {})]


def stderr_of(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """What the cells wrote to stderr; a warning there would fail the notebook's next test."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                yield output["text"]


def execute_all(paths: list[Path], folder: Path) -> None:
    """Execute the notebooks, two at a time, and write each to the folder; stop at the first error.

    No notebook reads what another saves, so that the order in which they end changes nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def run(path: Path) -> tuple[nbformat.NotebookNode, float]:
        start = time.perf_counter()
        try:
            return execute(path), time.perf_counter() - start
        except CellExecutionError as error:
            raise SystemExit(f"{path.name} stopped at an error:\n{error}") from None

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for path, (notebook, seconds) in zip(paths, pool.map(run, paths), strict=True):
            for text in stderr_of(notebook):
                raise SystemExit(f"{path.name} writes to stderr:\n{text}")
            write_whole(folder / path.name, nbformat.writes(notebook) + "\n")
            print(f"{path.name}: {seconds:.0f} s", flush=True)


def clear_up() -> None:
    """Delete what a run left that stopped at an error, so that nothing of it is published by the next."""
    for name in map(slug, notebook_paths()):
        for left in (RESULTS / f"findings-{name}.csv", SCRATCH / "prose" / f"{name}.json"):
            left.unlink(missing_ok=True)


def slug(path: Path) -> str:
    """A notebook's name without the number that is its place in the reading order."""
    return re.sub(r"^\d+-", "", path.stem)


def renew_prose(path: Path) -> None:
    """Put into a notebook's file the prose that its last cell renewed (helpers.check_prose)."""
    renewed = SCRATCH / "prose" / f"{slug(path)}.json"
    if not renewed.exists():
        return
    sources = json.loads(renewed.read_text(encoding="utf-8"))
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    write_whole(path, nbformat.writes(notebook) + "\n")
    renewed.unlink()


def gather_findings(names: list[str]) -> None:
    """Put what notebooks found into data/results/findings.csv, in reading order."""
    parts = {path.stem.removeprefix("findings-"): path for path in RESULTS.glob("findings-*.csv")}
    known = findings.read_findings() if findings.FINDINGS.exists() else None
    tables = []
    for name in names:
        if name in parts:
            tables.append(findings.read_findings(parts[name]))
            parts[name].unlink()
        elif known is not None:
            tables.append(known[known["notebook"] == name])
    write_whole(findings.FINDINGS, findings.to_csv(pd.concat(tables)))


def main(chosen: list[str]) -> None:
    """Execute the notebooks of these slugs, or all, in place, and publish what they found."""
    os.environ[PUBLISH] = "1"
    clear_up()
    every = notebook_paths()
    paths = [path for path in every if not chosen or slug(path) in chosen]
    execute_all(paths, NOTEBOOKS)
    for path in paths:
        renew_prose(path)
    gather_findings([slug(path) for path in every])


if __name__ == "__main__":
    main(sys.argv[1:])
