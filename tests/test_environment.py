"""One environment in three files: pyproject.toml names it, the lock pins it, environment.yml repeats it."""

import ast
import platform
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from environment import environment, pins
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from policy_corpus.__main__ import main
from policy_corpus.paths import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = [Requirement(pin) for pin in pins(LOCK)]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NAMED = [
    Requirement(line)
    for lines in (
        PROJECT["project"]["dependencies"],
        PROJECT["dependency-groups"]["tools"],
        *PROJECT["project"]["optional-dependencies"].values(),
    )
    for line in lines
]


def locked_versions(python: str) -> dict[str, str]:
    """Package → version of the lock on this system with a Python such as 3.12.7; held once each."""
    here = {"python_version": python.rpartition(".")[0], "python_full_version": python}
    pins_here = [pin for pin in LOCKED if pin.marker is None or pin.marker.evaluate(here)]
    held = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins_here}
    assert len(held) == len(pins_here), "a package is locked at two versions"
    return held


@pytest.mark.parametrize("python", ["3.11.0", "3.11.9", "3.12.1", "3.13.0"])
def test_lock_holds_what_the_project_names(python):
    locked = locked_versions(python)
    named = {canonicalize_name(pin.name): str(pin.specifier) for pin in NAMED}
    assert named == {name: f"=={locked.get(name)}" for name in named}


def test_what_is_imported_is_named():
    sources = [
        *ROOT.glob("*.py"),
        *(s for f in ("policy_corpus", "report", "tests") for s in (ROOT / f).rglob("*.py")),
    ]
    imported = {name for source in sources for name in imports(source)}
    known = metadata.packages_distributions()
    named = {canonicalize_name(pin.name) for pin in NAMED}
    unnamed = {m for m in imported if m in known and not {canonicalize_name(d) for d in known[m]} & named}
    assert unnamed - {"policy_corpus", "helpers"} == set()


def imports(source: Path) -> set[str]:
    """The top-level names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_lock_pins_exactly_and_with_hashes():
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(blocks) == len(LOCKED)
    assert [block for block in blocks if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)] == []
    assert [str(pin) for pin in LOCKED if not re.fullmatch(r"==[^*,]+", str(pin.specifier))] == []


def test_environment_yml_is_the_lock():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == environment(PROJECT["project"], LOCK), (
        "environment.yml and requirements.lock differ: make lock"
    )
    packages = yaml.safe_load(text)["dependencies"]
    assert packages[:2] == ["python=3.11", "pip"]
    listed = [Requirement(line) for line in packages[2]["pip"] if not line.startswith("--editable")]
    assert listed == LOCKED


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock", "environment.yml", "Makefile"])
def test_no_host_and_no_path_of_a_machine(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|file:\S+|(?<![\w.$)])/(?:home|root|work|opt|Users)/\S*", text) == []


def test_installed_is_the_lock():
    """Run by another Python than .venv's, this says what differs."""
    wanted = locked_versions(platform.python_version())
    installed = {name: installed_version(name) for name in wanted}
    assert installed == wanted, "the environment is not the lock's: make env"


def installed_version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def test_installed_packages_agree():
    check = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout


def test_python_is_what_the_project_asks_for():
    assert PROJECT["project"]["requires-python"] == ">=3.11"


def test_old_python_gets_a_clear_error(tmp_path):
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    old = tmp_path / "python3.10"
    code = "import sys; sys.version_info = (3, 10, 12); exec(sys.argv[2])"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    old.chmod(0o755)
    made = subprocess.run(
        ["make", "-C", tmp_path, "env", f"PYTHON={old}"], capture_output=True, text=True, check=False
    )
    assert made.returncode != 0
    assert "Python 3.11 or newer is needed" in made.stderr
    assert "is 3.10" in made.stderr
    assert not (tmp_path / ".venv").exists()


def test_environment_is_made_once(tmp_path):
    """The stamp of the same lock is taken as it is; that of another lock is not."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    stamp = tmp_path / ".venv" / "requirements.lock"
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    env = ["make", "-C", tmp_path, "env", f"PYTHON={sys.executable}", "--dry-run"]
    stamp.write_text(LOCK, encoding="utf-8")
    assert "Nothing to be done" in subprocess.run(env, capture_output=True, text=True, check=True).stdout
    (tmp_path / "requirements.lock").touch()
    made = subprocess.run(env[:-1], capture_output=True, text=True, check=True)
    assert "making .venv" not in made.stdout
    stamp.unlink()
    assert "making .venv" in subprocess.run(env, capture_output=True, text=True, check=True).stdout


def test_citation_names_the_same_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]
    assert citation["license"] == [PROJECT["project"]["license"], "ODC-By-1.0"]


def test_the_commands_are_installed_under_a_name_of_their_own(tmp_path):
    """A wheel of the project has the entry point and the templates of the pages."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as held:
        (entry,) = [name for name in held.namelist() if name.endswith("entry_points.txt")]
        assert "policy-corpus = policy_corpus.__main__:main" in held.read(entry).decode()
        assert "policy_corpus/pages/show.html" in held.namelist()
    assert (
        metadata.EntryPoint("policy-corpus", "policy_corpus.__main__:main", "console_scripts").load() is main
    )
