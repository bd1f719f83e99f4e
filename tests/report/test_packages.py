"""Each pin of the lock has a licence that goes with the project's, and a reason where it is old or has no wheel."""

from datetime import date, timedelta

import pytest
from environment import pins
from packages import COLUMNS, SYSTEMS, licence_of, read_packages, rows, source_on

from policy_corpus.paths import ROOT

ROWS = read_packages()
LOCK = pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
# What a project under BSD-3-Clause may ask its users to install beside it, unchanged.
MAY_BE = set(
    """
    0BSD Apache-2.0 Artistic-1.0-Perl BSD BSD-2-Clause BSD-3-Clause CC0-1.0 CNRI-Python ISC
    LicenseRef-Public-Domain MIT MIT-0 MIT-CMU MPL-1.1 MPL-2.0 PSF-2.0 Zlib
    """.split()  # noqa: SIM905 - a list of sixteen reads better as text
)
OLD = timedelta(days=2 * 365)


def may_be(licence: str) -> bool:
    """Whether all parts of a licence, or any that may be chosen, are among those that may be."""
    return any(set(choice.split(" AND ")) <= MAY_BE for choice in licence.split(" OR "))


def test_the_file_has_each_pin_of_the_lock():
    listed = [f"{row['package']}=={row['version']}" + (row["where"] and f" ; {row['where']}") for row in ROWS]
    assert sorted(listed) == sorted(LOCK)


def test_each_licence_goes_with_the_projects():
    assert [row["package"] for row in ROWS if not may_be(row["licence"])] == []
    assert may_be("MPL-1.1 OR GPL-2.0-only") and not may_be("MIT AND GPL-2.0-only")


def test_licences_are_those_that_the_packages_state():
    stated = {row["package"]: licence_of(row["package"]) for row in ROWS}
    assert {row["package"]: row["licence"] for row in ROWS if stated[row["package"]]} == {
        package: licence for package, licence in stated.items() if licence
    }


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("License-Expression: MIT\n", "MIT"),
        ("License: BSD 3-Clause License\nClassifier: License :: OSI Approved :: BSD License\n", "BSD-3-Clause"),
        ("License: Copyright (c) 2015 A. Pond\nClassifier: License :: OSI Approved :: MIT License\n", "MIT"),
        ("Classifier: License :: Other/Proprietary License\n", "unknown"),
    ],
)  # fmt: skip
def test_a_licence_is_read_from_what_a_package_says(said, licence, tmp_path, monkeypatch):
    (tmp_path / "pond-1.0.dist-info").mkdir()
    (tmp_path / "pond-1.0.dist-info" / "METADATA").write_text(f"Name: pond\nVersion: 1.0\n{said}")
    monkeypatch.syspath_prepend(tmp_path)
    assert licence_of("pond") == licence


def test_what_is_old_or_is_built_from_source_has_a_reason():
    newest = max(date.fromisoformat(row["released"]) for row in ROWS)
    asks = [row for row in ROWS if row["source_on"] or newest - date.fromisoformat(row["released"]) > OLD]
    assert [row["package"] for row in asks if not row["reason"]] == []


def test_contributing_names_what_needs_a_compiler():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    built = {row["package"] for row in ROWS if row["source_on"]}
    assert built == {"autograd-gamma", "pycld2", "argon2-cffi-bindings"}
    assert all(package in text for package in built)


PURE, LINUX = "pond-1.0-py3-none-any.whl", "pond-1.0-cp311-abi3-manylinux_2_17_x86_64.whl"


@pytest.mark.parametrize(
    ("wheels", "marker", "on"),
    [
        ([PURE], "", []),
        ([], "", list(SYSTEMS)),
        ([LINUX], "", ["linux-aarch64", "macos-arm64", "macos-x86_64"]),
        ([LINUX], "sys_platform == 'linux'", ["linux-aarch64"]),
        ([LINUX], "os_name == 'nt'", []),
        (["pond-1.0-cp312-cp312-macosx_11_0_universal2.whl", LINUX], "python_version == '3.12'", ["linux-aarch64"]),
        ([LINUX.replace("abi3", "cp311")], "sys_platform == 'linux'", ["linux-x86_64", "linux-aarch64"]),
    ],
)  # fmt: skip
def test_a_system_without_a_wheel_for_each_python_is_named(wheels, marker, on):
    assert source_on(wheels, marker) == on


def test_a_row_keeps_the_reason_and_takes_the_rest_from_the_lock():
    lock = {
        "packages": [
            {
                "name": "pond",
                "version": "1.0",
                "sdist": {"upload-time": date(2026, 2, 1)},
                "wheels": [{"url": f"/{PURE}", "upload-time": date(2026, 2, 2)}],
            }
        ]
    }
    kept = {("pond", "1.0"): {"licence": "ISC", "reason": "by hand"}}
    row = dict(zip(COLUMNS, rows(["pond==1.0"], lock, kept)[0], strict=True))
    assert row["licence"] == "ISC" and row["reason"] == "by hand"
    assert (row["released"], row["source_on"]) == ("2026-02-02", "")
