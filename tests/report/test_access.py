"""Every page opens without a fault, on a phone and a desk, and shuts nobody out.

Apart from test_report.py, so that the two can be run side by side: a browser takes minutes for either.
"""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

MANY = 12  # pages of a folder that are all opened
# Else axe tells of each element that passed, for as long again.
FAULTS_ALONE = {"resultTypes": ["violations"]}
FEW = 3  # of one template, which show its colours and widths


def sample(report: Path, from_a_folder: int = MANY) -> list[Path]:
    """The pages of each folder; of one with more, about so many, evenly between its first and its last."""
    folders: dict[Path, list[Path]] = {}
    for path in sorted(report.rglob("*.html")):
        folders.setdefault(path.parent, []).append(path)
    chosen = []
    for paths in folders.values():
        chosen += [*paths[:: -(-len(paths) // from_a_folder)], *paths[-1:]]
    return list(dict.fromkeys(chosen))


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_open_without_a_fault(report, visit, width):
    """No other host is asked, nothing fails, and nothing is wider than the screen."""
    wide = []
    for path in sample(report):
        page, faults = visit(path.as_uri(), width)
        assert faults == [], path.name
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path.name)
        page.close()
    assert wide == []


@pytest.mark.parametrize(
    ("scheme", "width", "from_a_folder"),
    [("light", 1280, MANY), ("dark", 1280, FEW), ("dark", 360, FEW)],
)
def test_nobody_is_shut_out(report, browser, scheme, width, from_a_folder):
    """axe-core finds nothing serious: names, roles, contrast, order."""
    found = []
    for path in sample(report, from_a_folder):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.set_default_navigation_timeout(120_000)
        page.goto(path.as_uri(), wait_until="load")
        own = (
            "light" if path.name.endswith("-embed.html") else scheme
        )  # the page that embeds it has its own ground
        assert page.evaluate("document.documentElement.dataset.theme") == own
        # The theme fades into its colours; a colour half-way has a contrast that nobody reads.
        page.evaluate("Promise.allSettled(document.getAnimations().map((a) => a.finished)).then(() => null)")
        found += [
            (path.name, fault["id"], fault["nodes"][0]["html"][:160])
            for fault in Axe().run(page, options=FAULTS_ALONE).response["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]
        page.close()
    assert found == []
