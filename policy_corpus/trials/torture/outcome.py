"""What was tried, and what of it failed → a row of data/results/torture.csv, but for its day."""

from collections.abc import Sequence


def outcome(part: str, what: str, tried: int, faults: Sequence[str], how: str) -> dict[str, object]:
    """A row: what was tried in which part, how often, how often it held and failed, and how, with the first fault."""
    first = f"; the first that failed: {faults[0]}" if faults else ""
    counts = {"tried": tried, "held": tried - len(faults), "failed": len(faults)}
    return {"part": part, "what": what, **counts, "how": how + first}
