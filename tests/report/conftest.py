"""The reports that tests look at, and a browser that tells what goes wrong on a page.

The report of an invented repository, and that of the committed notebooks: the one that lies in the folder REPORT where
that variable is set, or else one made of their stored outputs.
"""

import os
from pathlib import Path

import pytest
from execute import notebook_paths
from invented_repository import build_report, write_invented
from laid import faults_of


@pytest.fixture(scope="session")
def invented_report(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("invented")
    write_invented(root)
    made = build_report("--execute", "--root", root)
    assert made.returncode == 0, made.stderr
    return root / "_report"


@pytest.fixture(scope="session")
def committed_report(tmp_path_factory) -> Path:
    if "REPORT" in os.environ:
        return Path(os.environ["REPORT"]).resolve()
    if not notebook_paths():
        pytest.skip("not run: there is no notebook to report")
    work = tmp_path_factory.mktemp("committed")
    made = build_report("--work", work / "build", "--out", work / "report")
    assert made.returncode == 0, made.stderr
    return work / "report"


@pytest.fixture(scope="session", params=["invented", "committed"])
def report(request) -> Path:
    """The folder of a report."""
    return request.getfixturevalue(f"{request.param}_report")


@pytest.fixture
def visit(browser):
    """A function that opens a page at a width and tells what went wrong on it."""

    def open_page(address: str, width: int):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.set_default_navigation_timeout(120_000)  # where all cores are busy
        faults = faults_of(page)
        page.goto(address, wait_until="load")
        page.evaluate("document.fonts.ready.then(() => null)")
        return page, faults

    return open_page
