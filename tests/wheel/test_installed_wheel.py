"""The built wheel works in a clean environment, from a folder without a checkout.

Runs by `make test-wheel`: it installs all that requirements.lock names.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.metadata import Metadata

from src.domain.installation import VERSION

ROOT = Path(__file__).resolve().parents[2]
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check")
pytestmark = pytest.mark.wheel
# What a confined program reports of the modules it may not have.
PROBE = """
def refused(name):
    try:
        __import__(name)
    except ImportError:
        return True
    return False
"""
CONFINED = """
import sys
from code_evolver.domain.program_run import Limits, Profile, Program
from code_evolver.sandbox.sandbox import ConfinedSandbox

outcomes = {}
calls = {"outcome": lambda given: outcomes.update({given["name"]: given["passed"]})}
with ConfinedSandbox(Limits(wall_seconds=60), tiers=(sys.argv[1],)) as sandbox:
    with sandbox.open(Program(sys.argv[2])) as session:
        print(session.run({}).stdout)
    with sandbox.open(Program(sys.argv[3], Profile.SUITE, calls=calls)) as session:
        session.run({})
print(outcomes)
"""


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel, and a user with an empty home folder."""

    programs: Path
    user: Path

    def run(
        self, program: str, *arguments: str, typed: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program of the environment in the user's home folder; it must succeed."""
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            input=typed,
            cwd=self.user,
            env={
                "PATH": f"{self.programs}:{os.environ['PATH']}",
                "HOME": str(self.user),
                "LANG": "C.UTF-8",
                "CODE_EVOLVER_OFFLINE": "1",
                "OLLAMA_HOST": "http://127.0.0.1:1",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def run_node(self, node: str, description: str) -> object:
        """Run a stored node by hand; what it answers."""
        program = self.user / ".local/share/code_evolver/nodes" / node / "main.py"
        done = self.run("python", str(program), typed=json.dumps({"description": description}))
        return json.loads(done.stdout)["result"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    _succeed(sys.executable, *PIP, *build)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Installed]:
    folder = wheel.parent
    _succeed(sys.executable, "-m", "venv", str(folder / "venv"))
    python = str(folder / "venv" / "bin" / "python")
    lock = str(ROOT / "requirements.lock")
    _succeed(python, *PIP, "install", "--no-compile", "--require-hashes", "-r", lock)
    _succeed(python, *PIP, "install", "--no-deps", "--no-index", str(wheel))
    _succeed(python, *PIP, "check")
    (folder / "user").mkdir()
    yield Installed(folder / "venv" / "bin", folder / "user")
    shutil.rmtree(folder)


def _succeed(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_package_index_takes_the_metadata_and_shows_the_readme(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        written = archive.read(name)

    # Raises what an index refuses; Markdown that is announced as such is always rendered.
    metadata = Metadata.from_email(written, validate=True)

    assert str(metadata.version) == VERSION
    assert metadata.description_content_type == "text/markdown"
    assert metadata.description == (ROOT / "README.md").read_text("utf-8")


def test_the_command_and_the_module_tell_the_version(installed: Installed) -> None:
    told = [
        installed.run("code-evolver", "--version").stdout,
        installed.run("python", "-m", "code_evolver", "--version").stdout,
    ]

    assert told == [f"Code Evolver {VERSION}\n"] * 2


def test_the_public_names_are_imported_from_the_package(installed: Installed) -> None:
    code = "from code_evolver import ChatCLI, ConfigManager; print(ConfigManager().home)"

    home = installed.run("python", "-c", code).stdout

    assert home == f"{installed.user}/.local/share/code_evolver\n"


def test_a_task_is_solved_and_its_node_runs_by_hand(installed: Installed) -> None:
    solved = installed.run("code-evolver", "--json", "add 10 and 20")

    outcome = json.loads(solved.stdout)
    assert (outcome["status"], outcome["result"], outcome["node"]) == ("solved", 30, "add_node")
    assert "code-evolver models install embeddings" in solved.stderr
    assert installed.run_node("add_node", "add 5 and 8") == 13


def test_a_node_that_calls_a_tool_runs_by_hand(installed: Installed) -> None:
    solved = installed.run("code-evolver", "--json", "write me a joke about programmers")

    outcome = json.loads(solved.stdout)
    joke = installed.run_node(outcome["node"], "write me a joke about programmers")

    assert outcome["status"] == "solved"
    assert isinstance(joke, str) and joke.strip()


@pytest.mark.parametrize("tier", ["A", "B"])
def test_confined_programs_import_nothing_of_the_package(installed: Installed, tier: str) -> None:
    if tier == "A" and not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed")
    node = PROBE + "import sys\nprint(refused('code_evolver'), refused('pytest'), sys.path)\n"
    suite = PROBE + (
        "import pytest\n"
        "def test_package():\n    assert refused('code_evolver')\n"
        "def test_module():\n    assert refused('code_evolver.cli.main')\n"
        "def test_libraries():\n    assert not refused('pytest')\n"
    )

    told = installed.run("python", "-c", CONFINED, tier, node, suite).stdout

    assert told.startswith("True True [") and "site-packages" not in told
    assert told.count(": True") == 3


def test_every_part_works(installed: Installed) -> None:
    told = installed.run("code-evolver", "--offline", "doctor").stdout

    assert "data folder: " in told and re.search(r"library: [1-9]\d* functions", told)


def test_the_completion_script_starts_the_program_from_any_folder(installed: Installed) -> None:
    script = installed.run("code-evolver", "completions", "bash").stdout
    bash = shutil.which("bash") or pytest.skip("there is no bash")

    done = installed.run(bash, "-c", f"{script}\ncode-evolver --version")

    assert done.stdout == f"Code Evolver {VERSION}\n"
