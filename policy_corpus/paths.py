"""Where things stand in the repository, said once."""

import os
from contextlib import suppress
from pathlib import Path


def scratch_of(root: Path) -> Path:
    """Where a repository's runs keep what may go: its `_build`, or the user's cache where it may only be read."""
    own = root / "_build"
    if os.access(own if own.exists() else root, os.W_OK):
        return own
    cache = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))  # noqa: PTH111 - never an error
    with suppress(OSError):  # told where something is written
        cache.mkdir(parents=True, exist_ok=True)
    return cache / "policy-corpus"


PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
ARCHIVES = ROOT / "archives"  # clones that `fetch` makes; git ignores them
DATA = ROOT / "data"
RESULTS = DATA / "results"
SOURCES = PACKAGE / "sources.yml"
TABLES = PACKAGE / "tables"
NOTEBOOKS = ROOT / "notebooks"
SCRATCH = scratch_of(ROOT)  # git ignores it
SHARDS = SCRATCH / "shards"  # what builds have read; may be deleted
PUBLISH = "POLICY_CORPUS_PUBLISH"  # 1 where `make notebooks` sets it, and nowhere else
VECTOR = "POLICY_CORPUS_VECTOR"  # 1 where the report is built: figures come as SVG, too


def default_archives() -> Path:
    """The folder of the archives: POLICY_ARCHIVES where it is set, else where `fetch` puts them."""
    return Path(os.environ.get("POLICY_ARCHIVES") or ARCHIVES)


def vector() -> bool:
    """Whether figures come as SVG besides: only where the report is built, as notebooks keep one PNG a figure."""
    return os.environ.get(VECTOR) == "1"


def publishing() -> bool:
    """Whether what notebooks save is published: only where `make notebooks` runs them."""
    return os.environ.get(PUBLISH) == "1"


def results_folder() -> Path:
    """Where a notebook's results go: to data/results/ when published, else to _build/results/ beside them."""
    folder = RESULTS if publishing() else SCRATCH / "results"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def notebook_path(slug: str) -> Path:
    """The notebook of a slug, its file's name without number and ending; ValueError where there is none."""
    paths = sorted(NOTEBOOKS.glob(f"*-{slug}.ipynb"))
    if len(paths) != 1:
        raise ValueError(f"{len(paths)} notebooks are named N-{slug}.ipynb, not one")
    return paths[0]
