"""README.md and the data cards → the same, their marked numbers as findings.csv or extract/quality.py has them.

The README's picture is drawn from the series that the front page draws. `python report/readme.py` writes all; a claim
that no longer holds stops it (policy_corpus/prose.py says how a number is marked). Links to notebooks follow the
numbers that these have now.
"""

import re
import sys
from pathlib import Path

import front
import preview
from execute import notebook_paths, slug

from policy_corpus.extract import quality
from policy_corpus.files import write_whole
from policy_corpus.findings import by_name, read_findings
from policy_corpus.paths import RESULTS, ROOT
from policy_corpus.prose import renew

NUMBERED = ("README.md", "data/README.md", "policy_corpus/README.md")
PAGES = (*NUMBERED, "CONTRIBUTING.md")  # which shows how marks are written
PICTURE = RESULTS / "answer.png"
LINK = re.compile(r"notebooks/\d+-(?P<slug>[a-z0-9-]+)\.ipynb")


def renewed(root: Path = ROOT) -> dict[Path, str]:
    """Each page's text with its numbers and links renewed; SystemExit names what cannot be."""
    values = by_name(read_findings(root / "data" / "results" / "findings.csv")) | {"quality": quality}
    names = {slug(path): path.name for path in notebook_paths(root / "notebooks")}
    texts, faults = {}, []
    for page in PAGES:
        text, found = (root / page).read_text(encoding="utf-8"), []
        if page in NUMBERED:
            text, found = renew(text, values)
        texts[root / page] = relinked(text, names)
        faults += [f"{page}: {fault}" for fault in found]
    if faults:
        raise SystemExit("\n".join(faults))
    return texts


def relinked(text: str, names: dict[str, str]) -> str:
    """The text with links to notebooks by the names they have: slug → name of the file."""
    return LINK.sub(lambda link: f"notebooks/{names.get(link['slug'], Path(link[0]).name)}", text)


def picture(root: Path = ROOT) -> bytes:
    """The README's picture, a PNG: the same series gives the same bytes."""
    series = front.read_series(root)
    title = (
        f"Share of the {series['companies'].iloc[-1]} companies followed throughout whose policy says that it "
        "collects or uses such data"
    )
    return preview.picture(series, front.LINES, title)


def main() -> None:
    """Write the pages and the picture."""
    write_whole(PICTURE, picture())
    for path, text in renewed().items():
        write_whole(path, text)


if __name__ == "__main__":
    sys.exit(main())
