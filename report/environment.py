"""pyproject.toml and requirements.lock → environment.yml, whole: the same pins for conda and Binder.

Of the standard library alone: `make lock` runs it before there is an environment.
"""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORM = """\
# For conda and Binder: the pins of requirements.lock, written by `make lock`.
name: {name}
channels:
  - conda-forge
dependencies:
  - python={python}
  - pip
  - pip:
      - --editable .
{pins}
"""


def pins(lock: str) -> list[str]:
    """Each requirement of a lock as one line, with its marker and without its hashes."""
    lines = lock.replace("\\\n", " ").splitlines()
    return [line.partition(" --hash=")[0].strip() for line in lines if line and line[0] not in "# "]


def environment(project: dict, lock: str) -> str:
    """The text of environment.yml for the table `project` of pyproject.toml and a lock."""
    python = project["requires-python"].removeprefix(">=")
    listed = "\n".join(f'      - "{pin}"' for pin in pins(lock))
    return FORM.format(name=project["name"], python=python, pins=listed)


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = environment(project, (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    made = ROOT / ".environment.yml.part"
    made.write_text(text, encoding="utf-8", newline="\n")
    made.replace(ROOT / "environment.yml")
