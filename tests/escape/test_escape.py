"""No probe gets out of the sandbox, in any tier, as any user; each gets out without it."""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.escape.catalogue import ALL_PROBES

ROOT = Path(__file__).resolve().parent.parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"
ORDINARY_UID = 61_000
NAMES = [probe.name for probe in ALL_PROBES]
# The control needs one user; the other is tried in the soak.
WHERE_ROOT_IS_TRIED = [pytest.mark.soak] if os.geteuid() == 0 else []
PLACES = [(user, tier) for user in ("root", "ordinary") for tier in ("A", "B")]


@pytest.fixture(scope="session", name="readable_copy")
def readable_copy_for_everyone() -> Iterator[Path]:
    """What a trial needs, where an ordinary user can read it."""
    folder = Path(tempfile.mkdtemp(prefix="escape-copy-"))
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("src/domain", "src/guest_code", "src/sandbox", "tests/escape"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    shutil.copy(ROOT / "node_runtime.py", folder)
    # The values of src/domain are its structs; the system's Python has no packages of ours.
    shutil.copytree(Path(msgspec.__file__).parent, folder / "msgspec", ignore=ignored)
    subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session", name="trial")
def a_trial(readable_copy: Path) -> Any:
    """Runs all probes at once, once for each user and way."""

    @functools.cache
    def run(user: str, way: str) -> dict[str, str]:
        if way == "A" and not shutil.which("bwrap"):
            pytest.skip("bubblewrap is not installed")
        is_root = os.geteuid() == 0
        if user == "root" and not is_root:
            pytest.skip("these tests do not run as root")
        if user == "ordinary" and is_root:
            return _run_as_ordinary(readable_copy, way)
        return _run([sys.executable, str(ROOT / "tests/escape/trial.py"), way], ROOT)

    return run


def _run_as_ordinary(folder: Path, way: str) -> dict[str, str]:
    if not _is_of_our_version(SYSTEM_PYTHON):
        pytest.skip("the system's python3 is of another version, and others cannot run root's")
    command = [SYSTEM_PYTHON, "-B", str(folder / "tests/escape/trial.py"), way]
    return _run(command, folder, user=ORDINARY_UID, group=ORDINARY_UID, extra_groups=[])


def _run(command: list[str], folder: Path, **identity: Any) -> dict[str, str]:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=180, check=False, **identity
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said: dict[str, str] = json.loads(done.stdout)["said"]
    return said


def _is_of_our_version(python: str) -> bool:
    ours = sys.version_info[:2]
    asked = [python, "-c", f"import sys; sys.exit(sys.version_info[:2] != {ours})"]
    return os.path.exists(python) and subprocess.run(asked, check=False).returncode == 0


@pytest.mark.parametrize("user", ["root", pytest.param("ordinary", marks=WHERE_ROOT_IS_TRIED)])
@pytest.mark.parametrize("name", NAMES)
def test_a_probe_gets_out_where_nothing_confines_it(trial: Any, user: str, name: str) -> None:
    said = trial(user, "unconfined")[name]

    assert said.startswith("ESCAPED"), said


@pytest.mark.parametrize(("user", "tier"), PLACES, ids=[f"{u}-{t}" for u, t in PLACES])
@pytest.mark.parametrize("name", NAMES)
def test_a_probe_does_not_get_out_of_the_sandbox(
    trial: Any, user: str, tier: str, name: str
) -> None:
    said = trial(user, tier)[name]

    assert not said.startswith("ESCAPED"), said


def test_there_are_probes_enough() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 120
