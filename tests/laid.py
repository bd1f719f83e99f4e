"""Pages of the report as they lie beside its styles and scripts, without Sphinx, and a browser's tab for them."""

import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import category_css
import pandas as pd
from playwright.sync_api import Page, Request
from shell import Site

from policy_corpus.analysis.corpus import Corpus
from policy_corpus.paths import ROOT


def site_in(folder: Path) -> Site:
    """A site in an empty folder, with what every page loads."""
    shutil.copytree(ROOT / "report" / "static", folder / "_static")
    (folder / "_static" / "categories.css").write_text(category_css.rules())
    return Site(folder)


def narrowed(corpus: Corpus, documents: pd.DataFrame) -> Corpus:
    """A corpus of some of its documents; its captures and clauses keep their numbers."""
    kept = {name: getattr(corpus, name) for name in ("versions", "presence")}
    kept = {name: table[table["document"].isin(documents["document"])] for name, table in kept.items()}
    return replace(corpus, documents=documents, **kept)


@contextmanager
def tab_of(browser, **options):
    """A tab that must not complain, nor ask another host."""
    tab = browser.new_page(**{"viewport": {"width": 1280, "height": 900}} | options)
    faults = faults_of(tab)
    yield tab
    tab.close()
    assert faults == []


def faults_of(tab: Page) -> list[str]:
    """What goes wrong in a tab from now on: errors, what is not loaded, and what is asked of another host."""
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    tab.on("requestfailed", lambda asked: faults.extend(not_loaded(asked)))
    tab.on("request", lambda asked: faults.append(asked.url) if is_remote(asked.url) else None)
    return faults


def not_loaded(asked: Request) -> list[str]:
    """What a request that failed tells of its page: nothing, where that was left or closed meanwhile."""
    return [] if asked.failure == "net::ERR_ABORTED" else [f"not loaded: {asked.url} ({asked.failure})"]


def is_remote(address: str) -> bool:
    return urlsplit(address).scheme not in {"file", "data", "blob", "about"}
