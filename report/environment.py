"""requirements.lock → environment.yml: the same pins for conda and Binder."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# For conda and Binder: the pins of requirements.lock, written by `make lock`.
name: policy-corpus
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
      - --editable .
"""


def pins(lock: str) -> list[str]:
    """Each requirement of a lock as one line, with its marker and without its hashes."""
    return re.findall(r"^[A-Za-z0-9][^\\\n]*[^\\\s]", lock, flags=re.MULTILINE)


def environment(lock: str) -> str:
    """The text of environment.yml for a lock."""
    return HEAD + "".join(f'      - "{pin}"\n' for pin in pins(lock))


if __name__ == "__main__":
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    (ROOT / "environment.yml").write_text(environment(lock), encoding="utf-8")
