"""The lab's files: a notebook opens as its kernel will know it, and is saved as every Python writes it.

JupyterLab writes what the kernel says of its language into an open notebook, so that every notebook counted as changed
as soon as it was opened. The files leave out the kernel's version (execute.LANGUAGE); here it is put in where a
notebook is read, and taken out again before it is saved.
"""

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

from report.execute import LANGUAGE, leave_no_time


class Contents(AsyncLargeFileManager):
    """JupyterLab's files, notebooks among them with what the lab's kernel says of its language."""

    async def get(self, path, content=True, type=None, format=None, require_hash=False):
        """What is at a path, as the lab asks for it."""
        model = await super().get(path, content, type, format, require_hash)
        if model["type"] == "notebook" and model["content"]:
            as_the_kernel_has_it(model["content"])
        return model


def as_the_kernel_has_it(notebook: dict) -> None:
    """Put the kernel's language into a notebook of the project; one of another language keeps its own."""
    if notebook["metadata"].get("language_info") == LANGUAGE:
        notebook["metadata"]["language_info"] = dict(IPythonKernel.language_info)


def before_saving(model: dict, **_) -> None:
    """What the lab's server calls with what it is about to save: neither times nor versions are."""
    if model["type"] == "notebook":
        leave_no_time(model["content"])
        if model["content"]["metadata"].get("language_info", {}).get("name") == LANGUAGE["name"]:
            model["content"]["metadata"]["language_info"] = dict(LANGUAGE)
