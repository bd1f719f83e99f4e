"""A lock with what the registry says of its files, and the packages installed → .ci/packages.csv, a row a pin.

`make packages` runs it. The column `reason` is written by hand and kept; a licence is that of the installed package's
own metadata, and kept where a package is not for this system.
"""

import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from environment import pins
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

from policy_corpus.errors import exit_code
from policy_corpus.files import read_csv, write_csv
from policy_corpus.paths import ROOT

FILE = ROOT / ".ci" / "packages.csv"
COLUMNS = ["package", "version", "where", "licence", "released", "source_on", "reason"]
PYTHONS = ((3, 11), (3, 12), (3, 13))
OLDEST_GLIBC, NEWEST_GLIBC = 5, 28  # 2.28 is that of systems of 2018
# A system: its tags' platforms, the best first, and what markers ask of it.
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
MACOS = {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"}


def _glibc(machine: str) -> list[str]:
    old = [f"manylinux{name}_{machine}" for name in ("2014", "2010", "1")]
    return [f"manylinux_2_{n}_{machine}" for n in range(NEWEST_GLIBC, OLDEST_GLIBC - 1, -1)] + old


SYSTEMS = {
    "linux-x86_64": (_glibc("x86_64"), LINUX | {"platform_machine": "x86_64"}),
    "linux-aarch64": (_glibc("aarch64"), LINUX | {"platform_machine": "aarch64"}),
    "macos-arm64": ([*mac_platforms((14, 0), "arm64")], MACOS | {"platform_machine": "arm64"}),
    "macos-x86_64": ([*mac_platforms((14, 0), "x86_64")], MACOS | {"platform_machine": "x86_64"}),
}
# What packages write for a licence, in lower case → its SPDX expression; BSD where they leave out which.
SPOKEN = {
    "apache 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "artistic license": "Artistic-1.0-Perl",
    "bsd": "BSD",
    "bsd license": "BSD",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
# Where the metadata name several, or none: by the licence files that come with the packages.
BY_HAND = {
    "axe-playwright-python": "MIT AND MPL-2.0",  # the second is that of axe-core, which it brings along
    "docutils": "LicenseRef-Public-Domain AND BSD-2-Clause",  # GPL is for a mode of Emacs, which the wheel leaves out
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # PDFium is built with libraries under permissive licences of their own
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",
}


def licence_of(package: str) -> str:
    """The licence that an installed package states, as an SPDX expression; "" where it is not installed here."""
    try:
        said = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return ""
    lines = said.get("License", "").strip().splitlines()[:1]
    classified = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier", []) if c.startswith("License")]
    for spoken in (BY_HAND.get(package, ""), said.get("License-Expression", ""), *lines, *classified):
        try:
            return SPOKEN.get(spoken.lower()) or canonicalize_license_expression(spoken)
        except InvalidLicenseExpression:
            continue
    return "unknown"


def source_on(wheels: Iterable[str], marker: str) -> list[str]:
    """The systems on which a package has no wheel for a Python that its marker asks for it on."""
    tags = {tag for name in wheels for tag in parse_wheel_filename(name)[3]}
    found = []
    for system, (platforms, asked) in SYSTEMS.items():
        pythons = [p for p in PYTHONS if not marker or Marker(marker).evaluate(_environment(p) | asked)]
        if any(tags.isdisjoint(_tags(python, platforms)) for python in pythons):
            found.append(system)
    return found


def _environment(python: tuple[int, int]) -> dict[str, str]:
    """What markers ask of a Python."""
    version = ".".join(map(str, python))
    return {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def _tags(python: tuple[int, int], platforms: list[str]) -> set[Tag]:
    """The tags of wheels that a Python takes on a system."""
    abi = f"cp{python[0]}{python[1]}"
    return {*cpython_tags(python, [abi], platforms), *compatible_tags(python, abi, platforms)}


def rows(named: list[str], lock: dict, kept: dict[tuple[str, str], dict[str, str]]) -> list[list[str]]:
    """The rows of the file for the pins of requirements.lock.

    `lock` is the same as PEP 751 has it, with its packages' files; `kept` are the rows there are, by package and
    version.
    """
    held = {(package["name"], package["version"]): package for package in lock["packages"]}
    found = []
    for pin in named:
        pinned, _, marker = pin.partition(" ; ")
        name, _, version = pinned.partition("==")
        package = held[name, version]
        wheels = package.get("wheels", [])
        files = [*wheels, *([package["sdist"]] if "sdist" in package else [])]
        released = max(file["upload-time"] for file in files).isoformat()[:10]
        names = [wheel["url"].rpartition("/")[2] for wheel in wheels]
        known = kept.get((name, version), {})
        licence = licence_of(name) or known.get("licence", "unknown")
        source = " ".join(source_on(names, marker))
        found.append([name, version, marker, licence, released, source, known.get("reason", "")])
    return found


def read_packages(path: Path = FILE) -> list[dict[str, str]]:
    """The rows of the file, by column."""
    header, lines = read_csv(path)
    return [dict(zip(header, line, strict=True)) for line in lines]


def main(lock: str) -> None:
    """Write the file anew; `lock` is the path of the lock as PEP 751 has it."""
    named = pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    kept = {(row["package"], row["version"]): row for row in read_packages()} if FILE.exists() else {}
    write_csv(FILE, COLUMNS, rows(named, tomllib.loads(Path(lock).read_text(encoding="utf-8")), kept))


if __name__ == "__main__":
    sys.exit(exit_code(lambda: main(sys.argv[1])))
