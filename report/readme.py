"""README.md and the data cards → the same, their marked numbers as data/results/findings.csv has them.

`python report/readme.py` writes them; a claim that no longer holds stops it (policy_corpus/prose.py says how a number
is marked).
"""

import sys
from pathlib import Path

from policy_corpus.files import write_whole
from policy_corpus.findings import by_name, read_findings
from policy_corpus.paths import ROOT
from policy_corpus.prose import renew

PAGES = ("README.md", "data/README.md", "policy_corpus/README.md", "CHANGELOG.md")


def renewed(root: Path = ROOT) -> dict[Path, str]:
    """Each page's text with its numbers renewed; SystemExit names what cannot be."""
    values = by_name(read_findings(root / "data" / "results" / "findings.csv"))
    texts, faults = {}, []
    for page in PAGES:
        texts[root / page], found = renew((root / page).read_text(encoding="utf-8"), values)
        faults += [f"{page}: {fault}" for fault in found]
    if faults:
        raise SystemExit("\n".join(faults))
    return texts


def main() -> None:
    """Write the pages."""
    for path, text in renewed().items():
        write_whole(path, text)


if __name__ == "__main__":
    sys.exit(main())
