"""A notebook opens in the lab as its kernel will know it, and is saved as the repository has it."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import nbformat
from contents import Contents, before_saving
from execute import LANGUAGE, normalise
from ipykernel.ipkernel import IPythonKernel


def written(folder, name: str, language: dict | None = None) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    normalise(notebook)
    if language:
        notebook.metadata["language_info"] = language
    nbformat.write(notebook, folder / name)


def run(coroutine):
    """What a coroutine gives, run in a thread of its own: a browser's test may have left a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def opened(folder, name: str) -> dict:
    return run(Contents(root_dir=str(folder)).get(name))


def test_an_opened_notebook_has_the_kernels_language(tmp_path):
    written(tmp_path, "1-a.ipynb")
    assert (
        opened(tmp_path, "1-a.ipynb")["content"]["metadata"]["language_info"] == IPythonKernel.language_info
    )


def test_a_notebook_of_another_language_keeps_it(tmp_path):
    written(tmp_path, "1-a.ipynb", {"name": "R", "version": "4"})
    model = opened(tmp_path, "1-a.ipynb")
    before_saving(model)
    assert model["content"]["metadata"]["language_info"] == {"name": "R", "version": "4"}


def test_what_is_saved_is_what_was_opened(tmp_path):
    written(tmp_path, "1-a.ipynb")
    before = (tmp_path / "1-a.ipynb").read_bytes()
    files = Contents(root_dir=str(tmp_path))
    files.register_pre_save_hook(before_saving)
    model = opened(tmp_path, "1-a.ipynb")
    saved = {"type": "notebook", "format": "json", "content": model["content"]}
    run(files.save(saved, "1-a.ipynb"))
    assert json.loads((tmp_path / "1-a.ipynb").read_bytes()) == json.loads(before)
    assert saved["content"]["metadata"]["language_info"] == LANGUAGE


def test_a_listing_and_another_file_are_as_they_are(tmp_path):
    written(tmp_path, "1-a.ipynb")
    (tmp_path / "notes.txt").write_text("mine")
    assert [entry["name"] for entry in opened(tmp_path, "")["content"]] == ["1-a.ipynb", "notes.txt"]
    assert opened(tmp_path, "notes.txt")["content"] == "mine"
