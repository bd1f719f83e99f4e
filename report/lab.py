"""JupyterLab on the repository: the first notebook open, its table of contents beside it.

`python report/lab.py` starts it; what is given beside that goes to JupyterLab. The layout is kept in _build/lab, and
is one's own from the first start on.
"""

import json
import os
import sys
from pathlib import Path

from execute import ROOT, notebook_paths
from jupyterlab_server.workspaces_handler import WorkspacesManager

CONTENTS = "@jupyterlab/toc:plugin"  # what JupyterLab calls the widget of the table of contents
# Nothing is asked of another host when the lab starts.
QUIET = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]


def layout(first: str) -> dict:
    """JupyterLab's layout with a notebook open and the table of contents at its left."""
    widget = f"notebook:{first}"
    restored = {
        "main": {"dock": {"type": "tab-area", "currentIndex": 0, "widgets": [widget]}, "current": widget},
        "left": {
            "collapsed": False,
            "visible": True,
            "current": CONTENTS,
            "widgets": ["filebrowser", CONTENTS],
        },
        "right": {"collapsed": True, "visible": True, "widgets": []},
        "relativeSizes": [0.22, 0.78, 0],
    }
    opened = {"data": {"path": first, "factory": "Notebook"}}
    return {"data": {"layout-restorer:data": restored, widget: opened}, "metadata": {"id": "default"}}


def command(root: Path, *more: str) -> list[str]:
    """The command that starts JupyterLab on a folder with notebooks/, its layout written before."""
    folder = root / "_build" / "lab"
    if not any(folder.glob("*.jupyterlab-workspace")):
        folder.mkdir(parents=True, exist_ok=True)
        first = notebook_paths(root / "notebooks")[0].relative_to(root).as_posix()
        WorkspacesManager(str(folder)).save("default", json.dumps(layout(first)))
    settings = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.workspaces_dir={folder}",
        "--LabApp.default_url=/lab",
        *QUIET,
    ]
    return [sys.executable, "-m", "jupyterlab", *settings, *more]


if __name__ == "__main__":
    started = command(ROOT, *sys.argv[1:])
    os.execv(started[0], started)
