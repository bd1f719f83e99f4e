"""How long `show` takes for a policy of one's own, and how much memory: at first, and once the patterns are kept.

    python -m policy_corpus.trials.bench_show [FILE …]

Without a file, the invented policy of data/ is made long: 6,000 words, no sentence twice. Each run is a process of its
own. Memory is what is resident at the largest, what is shared with other programs counted whole.
"""

import argparse
import json
import re
import sys
import tempfile
from pathlib import Path

from policy_corpus.errors import exit_code
from policy_corpus.paths import DATA
from policy_corpus.trials.costs import run

WORDS = 6000
TOWNS = ("Northport", "Eastwick", "Southam", "Westerly", "Midden")  # of which each copy's sentences name one
RUN = """
import contextlib, io, json, sys, time
from pathlib import Path
began = time.perf_counter()
from policy_corpus.__main__ import main
from policy_corpus.analysis import show
from policy_corpus.extract import pattern_cache
imported = time.perf_counter() - began
pattern_cache.FOLDER = Path(sys.argv[2])
began, processor = time.perf_counter(), time.process_time()
with contextlib.redirect_stdout(io.StringIO()):
    failed = main(["show", sys.argv[1]])
seconds, processor = time.perf_counter() - began, time.process_time() - processor
from policy_corpus.trials.costs import peak_memory
print(json.dumps([imported, seconds, processor, peak_memory()]))
sys.exit(failed)
"""


def long_policy(words: int = WORDS) -> str:
    """The invented policy as often as makes so many words or more; each copy's sentences name a town of their own."""
    text = (DATA / "example_policy.md").read_text("utf-8")
    copies: list[str] = []
    for town in TOWNS:
        copies.append(re.sub(r"([a-z])([.;])(?=\s|$)", rf"\1 in {town}\2", text))
        if sum(len(copy.split()) for copy in copies) >= words:
            return "\n".join(copies)
    raise ValueError(f"{words:,} words are more than {len(TOWNS)} copies have; name more towns")


def cost(policy: Path, patterns: Path) -> list[float]:
    """What a process that shows a policy costs, with the patterns that a folder keeps.

    Seconds to import the command, seconds after that, processor seconds after that, MB. CorpusError where it fails.
    """
    return json.loads(run(RUN, policy, patterns))


def bench(policies: list[Path]) -> str:
    """The table of what each policy costs, in a first and in a later run."""
    lines = [f"{'':34}{'import, s':>11}{'after it, s':>13}{'processor, s':>14}{'memory, MB':>12}"]
    for policy in policies:
        with tempfile.TemporaryDirectory() as folder:
            for turn in ("first run", "later run"):
                imported, seconds, processor, memory = cost(policy.resolve(), Path(folder))
                name = f"{policy.name}, {turn}"
                lines.append(f"{name:34}{imported:11.1f}{seconds:13.1f}{processor:14.1f}{memory:12,.0f}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Print the table; a policy that can't be read is named."""
    parser = argparse.ArgumentParser(
        prog="python -m policy_corpus.trials.bench_show", description=__doc__.split("\n")[0]
    )
    parser.add_argument("policies", nargs="*", type=Path, metavar="FILE")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        invented = Path(folder) / "policy.md"
        invented.write_text(long_policy(), "utf-8")
        return exit_code(lambda: print(bench(chosen.policies or [invented])))


if __name__ == "__main__":
    sys.exit(main())
