"""JupyterLab on the repository: the first notebook open, its table of contents beside it.

`python report/lab.py` starts it; what is given beside that goes to JupyterLab. Each cell shows how long it takes
(jupyterlab-execute-time), and long loops how far they are (policy_corpus/progress.py); neither is saved.

The layout and the settings are kept in _build/lab, and are one's own from the first start on. The settings begin as
a copy of those one has for JupyterLab elsewhere, which are not touched.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from execute import notebook_paths
from jupyterlab.commands import get_user_settings_dir
from jupyterlab_server.workspaces_handler import WorkspacesManager

from policy_corpus.paths import ROOT
from policy_corpus.progress import LAB

CONTENTS = "@jupyterlab/toc:plugin"  # what JupyterLab calls the widget of the table of contents
# Nothing is asked of another host when the lab starts, and nobody is asked whether to.
QUIET = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
# Defaults, which the user's own settings override. The extension shows what is recorded, of cells over 3 seconds.
DEFAULTS = {
    "@jupyterlab/notebook-extension:tracker": {"recordTiming": True},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "jupyterlab-execute-time:settings": {"minTime": 3, "showDate": False, "positioning": "right"},
}
SHOWN_IN = {LAB: "1"}  # tells the lab's kernels that somebody watches


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
    """The command that starts JupyterLab on a folder with notebooks/, its layout and settings written before."""
    folder = root / "_build" / "lab"
    own, defaults = folder / "settings", folder / "defaults"
    defaults.mkdir(parents=True, exist_ok=True)
    (defaults / "overrides.json").write_text(json.dumps(DEFAULTS, indent=2))
    if not own.exists():  # a copy: the extension writes to the user's settings
        copied = Path(get_user_settings_dir())
        shutil.copytree(copied, own) if copied.exists() else own.mkdir()
    if not any(folder.glob("*.jupyterlab-workspace")):
        first = notebook_paths(root / "notebooks")[0].relative_to(root).as_posix()
        WorkspacesManager(str(folder)).save("default", json.dumps(layout(first)))
    settings = [
        f"--ServerApp.root_dir={root}",
        "--ServerApp.contents_manager_class=report.contents.Contents",
        "--FileContentsManager.pre_save_hook=report.contents.before_saving",
        f"--LabApp.workspaces_dir={folder}",
        f"--LabApp.user_settings_dir={own}",
        f"--LabApp.app_settings_dir={defaults}",
        "--LabApp.default_url=/lab",
        *QUIET,
    ]
    return [sys.executable, "-m", "jupyterlab", *settings, *more]


if __name__ == "__main__":
    started = command(ROOT, *sys.argv[1:])
    os.execve(started[0], started, os.environ | SHOWN_IN)
