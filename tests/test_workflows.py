"""The workflows of the public repository: what .ci/run does, on each system and Python that is promised."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

from policy_corpus.paths import ROOT

FOLDER = ROOT / ".github" / "workflows"
PATHS = sorted(FOLDER.glob("*.yml"))
FLOWS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in PATHS}
JOBS = {f"{flow}, {job}": held for flow, said in FLOWS.items() for job, held in said["jobs"].items()}
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_linter_finds_nothing():
    """zizmor: permissions, what is pinned by a commit's hash, what others' text may reach."""
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    command = [zizmor, "--offline", "--no-progress", "--persona", "auditor", FOLDER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_systems_and_all_pythons_are_tested_at_each_change_and_once_a_month():
    when = FLOWS["test"][True]  # YAML takes `on` for a truth
    assert {"push", "pull_request"} < when.keys()
    assert re.fullmatch(r"\d+ \d+ 1 \* \*", when["schedule"][0]["cron"])
    matrix = JOBS["test, test"]["strategy"]["matrix"]
    assert matrix == {
        "system": ["ubuntu-latest", "macos-latest"],
        "python": ["3.11", "3.12", "3.13"],
    }


@pytest.mark.parametrize("job", JOBS)
def test_a_workflow_makes_what_ci_makes_and_no_more(job):
    lines = " \n".join(step.get("run", "") for step in JOBS[job]["steps"])
    assert set(re.findall(r"make \w+", lines)) <= set(re.findall(r"make \w+", CI))
    assert len(JOBS[job]["steps"]) <= len(re.findall(r"^step ", CI, re.M))
