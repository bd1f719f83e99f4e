"""CITATION.cff → the work as pages cite it, and the web address of the report, where it has one.

The address is the file's `url`: with it pages are cited by their addresses and name themselves by them, feeds lead to
them, and figures are embedded from there. Until the report is published the file has none, and no page names one.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from policy_corpus.errors import CorpusError
from policy_corpus.paths import ROOT

ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]+)*")


@dataclass(frozen=True)
class Work:
    """What is cited: its title, its version, the year of it, its authors, and the report's address, "" for none."""

    title: str
    version: str
    year: str
    authors: tuple[str, ...]
    address: str = ""

    def at(self, path: str) -> str:
        """The web address of a page or file of the report; where it has none, the place in the report."""
        return f"{self.address}/{path}" if self.address else path


def read_work(root: Path = ROOT) -> Work:
    """The work as a repository's CITATION.cff has it; CorpusError where that lacks what pages cite."""
    path = root / "CITATION.cff"
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name in ("title", "version", "date-released", "authors"):
        if name not in held:
            raise CorpusError(f"{path}: lacks {name}, which pages cite")
    address = str(held.get("url", "")).rstrip("/")
    if address and not ADDRESS.fullmatch(address):
        raise CorpusError(f"{path}: url {address!r} is no address of a report; write https://HOST/PATH")
    authors = tuple(author["name"] for author in held["authors"])
    return Work(held["title"], str(held["version"]), str(held["date-released"])[:4], authors, address)
