"""What lies beside a user's file, or among an interpreter's packages, runs confined or not as root.

The standard library and pytest try to import modules that Linux does not have.
"""

import os
import shutil
import sys
import venv
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Ending, Limits, Profile, Program
from src.sandbox.sandbox import ConfinedSandbox

TRIED = ("nt", "_winapi", "msvcrt", "winreg", "org", "java", "_scproxy", "_testcapi", "colorama")
HOSTILE = """
import builtins, ctypes, os
confined = ctypes.CDLL(None).prctl(21, 0, 0, 0, 0) == 2
builtins.confined = getattr(builtins, "confined", True) and confined
builtins.user = os.getuid()
raise ImportError
"""
CHECK = "import builtins\nassert getattr(builtins, 'confined', True), 'ESCAPED'\n"
TIMES = Limits(wall_seconds=20, cpu_seconds=10)
PROGRAMS = {
    "node": Program(CHECK),
    "function": Program(
        f"{CHECK}def same(n):\n    return n\n",
        Profile.FUNCTION,
        function="same",
        setup="def make_input(seed, size):\n    return size",
    ),
    "suite": Program(f"{CHECK}def test():\n    pass\n", Profile.SUITE),
    "preloading": Program(CHECK, preload=("hostile",)),
}


@pytest.fixture(name="tier", params=["A", "B"])
def tier_to_try(request: pytest.FixtureRequest) -> str:
    if request.param == "A" and not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed")
    return str(request.param)


@pytest.mark.parametrize("kind", PROGRAMS)
def test_no_module_beside_a_program_runs_unconfined(tier: str, kind: str, tmp_path: Path) -> None:
    for name in TRIED:
        (tmp_path / f"{name}.py").write_text(HOSTILE)
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile" / "__init__.py").write_text(HOSTILE)
    given: JSONObject = {"seed": 1, "size": 2}
    program = _beside(PROGRAMS[kind], tmp_path)

    with ConfinedSandbox(TIMES, tiers=(tier,)) as sandbox, sandbox.open(program) as session:
        result = session.run(given if kind == "function" else "")

    assert result.ending is Ending.FINISHED and "ESCAPED" not in result.stdout, result


@pytest.mark.skipif(os.geteuid() != 0, reason="nothing could run as root")
def test_no_installed_package_runs_as_root(tier: str, tmp_path: Path) -> None:
    venv.create(tmp_path, symlinks=True)
    packages = tmp_path / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages"
    for name in TRIED:
        (packages / f"{name}.py").write_text(HOSTILE)
    (packages / "preloaded.py").write_text("import os\nUSER = os.getuid()\n")
    source = (
        "import builtins, preloaded\nprint(preloaded.USER and getattr(builtins, 'user', 1) != 0)"
    )
    python = str(tmp_path / "bin" / "python")
    program = Program(source, python=python, preload=("preloaded",))

    with ConfinedSandbox(TIMES, tiers=(tier,)) as sandbox, sandbox.open(program) as session:
        result = session.run("")

    assert result.stdout == "True\n", result


def _beside(program: Program, folder: Path) -> Program:
    def outcome(_: JSONObject) -> JSONValue:
        return True

    return replace(program, neighbours=str(folder), calls={"outcome": outcome})
