"""Holds requirements, package description, lock files and licence list to one another."""

import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.licenses import pins, reached
from src.domain.installation import VERSION

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
LOCKS = {
    "requirements.lock": ("requirements.txt", "requirements-web.txt"),
    "requirements-test.lock": (
        "requirements.txt",
        "requirements-test.txt",
        *(f"requirements-{extra}.txt" for extra in EXTRAS),
    ),
}


def ranges(name: str) -> set[str]:
    """The requirements that stand in a file, normalized."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return {str(Requirement(line)) for line in lines if line and not line.startswith("-r")}


def test_the_package_requires_what_a_checkout_requires() -> None:
    project = PROJECT["project"]

    assert {str(Requirement(line)) for line in project["dependencies"]} == ranges(
        "requirements.txt"
    )
    assert set(PROJECT["build-system"]["requires"]) <= ranges("requirements-test.txt")


def test_the_version_is_the_latest_of_the_changelog_and_in_the_pictures() -> None:
    latest = re.search(r"^## (\S+) - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    pictures = sorted((ROOT / "docs").glob("*.svg"))
    shown = [re.findall(r"Evolver&#160;([\d.]+)&#160;", one.read_text()) for one in pictures]

    assert latest is not None
    assert (latest[1], date.fromisoformat(latest[2]).isoformat()) == (VERSION, latest[2])
    assert shown and shown == [[VERSION]] * len(pictures)


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_requires_what_its_file_requires(extra: str) -> None:
    required = {str(Requirement(line)) for line in EXTRAS[extra]}

    assert required == ranges(f"requirements-{extra}.txt")


@pytest.mark.parametrize(("lock", "files"), LOCKS.items())
def test_every_requirement_is_locked_within_its_range(lock: str, files: tuple[str, ...]) -> None:
    locked = pins((ROOT / lock).read_text())
    required = [Requirement(line) for name in files for line in ranges(name)]

    wrong = [
        f"{one} is locked as {versions}"
        for one in required
        for versions in [locked.get(canonicalize_name(one.name), [])]
        if not versions or not all(one.specifier.contains(version) for version in versions)
    ]

    assert wrong == []


def test_tests_run_with_the_versions_that_are_installed() -> None:
    run, test = (pins((ROOT / name).read_text()) for name in LOCKS)

    assert {name: test.get(name) for name in run} == run


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_hashes_for_every_pin_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()

    entries = re.split(r"\n(?=\w)", text.partition("make lock\n")[2].rstrip())

    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text and "--index" not in text


def test_the_licence_list_names_every_locked_package_and_version() -> None:
    page = (ROOT / "docs" / "LICENSES.md").read_text()
    rows = re.findall(r"^\| ([a-z][a-z0-9-]*) \| ([^|]+) \| ([^|]+) \|", page, re.MULTILINE)

    listed = {name: versions.split(", ") for name, versions, _ in rows}

    assert listed == pins((ROOT / "requirements-test.lock").read_text())
    assert all(licence.strip() for _, _, licence in rows)


@pytest.mark.parametrize(
    ("package", "needed"),
    [
        ("pylint", "always"),
        ("dill", "always"),
        ("dask", "with `cluster`"),
        ("cryptography", "with `mcp`, `cluster`"),
        ("starlette", "with `mcp`, `web`"),
        ("xllamacpp", "with `local`"),
        ("ruff", "for tests"),
    ],
)
def test_the_licence_list_says_what_needs_a_package(package: str, needed: str) -> None:
    installed = {canonicalize_name(one.name): one for one in distributions()}
    optional = (extra for extra, lines in EXTRAS.items() if package in reached(lines, installed))
    extras = ", ".join(f"`{extra}`" for extra in optional)
    is_always = package in reached(PROJECT["project"]["dependencies"], installed)

    assert ("always" if is_always else f"with {extras}" if extras else "for tests") == needed
    row = rf"^\| {package} \| .* \| {re.escape(needed)} \|$"
    assert re.search(row, (ROOT / "docs" / "LICENSES.md").read_text(), re.MULTILINE)


def test_an_editable_install_puts_a_package_on_the_path_that_runs(tmp_path: Path) -> None:
    (on_path,) = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["dev-mode-dirs"]
    calls = (
        "from code_evolver import ChatCLI, ConfigManager\n"
        "cli = ChatCLI(ConfigManager())\n"
        "print(cli.function('is_prime')(7), (cli.config.project / 'tools').is_dir())\n"
        "cli.close()\n"
    )
    environment = {"PYTHONPATH": str(ROOT / on_path), "CODE_EVOLVER_HOME": str(tmp_path)}
    # Not the folder of the checkout, which Python would look into first.
    ended = subprocess.run(
        [sys.executable, "-c", calls],
        env={**os.environ, **environment, "XDG_CONFIG_HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (ended.stdout, ended.stderr) == ("True True\n", "")
