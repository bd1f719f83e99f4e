"""Where things stand in the repository, said once."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
ARCHIVES = ROOT / "archives"  # clones that `fetch` makes; git ignores them
DATA = ROOT / "data"
RESULTS = DATA / "results"
SOURCES = PACKAGE / "sources.yml"
TABLES = PACKAGE / "tables"
