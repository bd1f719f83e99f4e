"""The reports that tests look at, and a browser that tells what goes wrong on a page.

The report of an invented repository, and that of the committed notebooks: the one that lies in the folder REPORT where
that variable is set, or else one made of their stored outputs.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from execute import notebook_paths
from invented_repository import build_report, write_invented


@pytest.fixture(scope="session")
def invented_report(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("invented")
    write_invented(root)
    made = build_report("--execute", "--root", root)
    assert made.returncode == 0, made.stderr
    return root / "_report"


@pytest.fixture(scope="session", params=["invented", "committed"])
def report(request, invented_report, tmp_path_factory) -> Path:
    """The folder of a report."""
    if request.param == "invented":
        return invented_report
    if "REPORT" in os.environ:
        return Path(os.environ["REPORT"]).resolve()
    if not notebook_paths():
        pytest.skip("not run: there is no notebook to report")
    work = tmp_path_factory.mktemp("committed")
    made = build_report("--work", work / "build", "--out", work / "report")
    assert made.returncode == 0, made.stderr
    return work / "report"


@pytest.fixture
def visit(browser):
    """A function that opens a page at a width and tells what went wrong on it."""
    faults: list[str] = []

    def open_page(address: str, width: int):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.set_default_navigation_timeout(120_000)  # where all cores are busy
        page.on("request", lambda asked: faults.append(asked.url) if is_remote(asked.url) else None)
        page.on("requestfailed", lambda asked: faults.append(f"not loaded: {asked.url}"))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(address, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => null)")
        return page, faults

    return open_page


def is_remote(address: str) -> bool:
    return urlsplit(address).scheme not in {"file", "data", "blob"}
