"""JupyterLab on the repository: the first notebook open, the table of contents beside it.

`python report/lab.py` starts it; what is given beside that goes to JupyterLab. The layout is kept in _build/lab, and
is one's own from the first start on.
"""

import json
import os
import sys

from execute import ROOT, notebook_paths
from jupyterlab_server.workspaces_handler import WorkspaceManager

LAB = ROOT / "_build" / "lab"
LAYOUT = {
    "data": {
        "layout-restorer:data": {
            "main": {"dock": None},
            "left": {
                "collapsed": False,
                "visible": True,
                "current": "table-of-contents",
                "widgets": [
                    "filebrowser",
                    "running-sessions",
                    "table-of-contents",
                    "extensionmanager.main-view",
                ],
            },
            "right": {"collapsed": True, "visible": True, "widgets": []},
            "relativeSizes": [0.22, 0.78, 0],
        }
    },
    "metadata": {"id": "default"},
}


def command(*more: str) -> list[str]:
    """The command that starts JupyterLab on the first notebook, its layout written before."""
    if not any(LAB.glob("*.jupyterlab-workspace")):
        LAB.mkdir(parents=True, exist_ok=True)
        WorkspaceManager(str(LAB)).save("default", json.dumps(LAYOUT))
    first = notebook_paths()[0].relative_to(ROOT).as_posix()
    settings = [f"--ServerApp.root_dir={ROOT}", f"--LabApp.workspaces_dir={LAB}"]
    return [sys.executable, "-m", "jupyterlab", *settings, f"--LabApp.default_url=/lab/tree/{first}", *more]


if __name__ == "__main__":
    started = command(*sys.argv[1:])
    os.execv(started[0], started)
