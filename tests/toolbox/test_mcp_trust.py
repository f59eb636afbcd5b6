"""An MCP server is started as the user trusted it, and needs a package that may be missing."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from src.app.tool_wiring import open_toolkit
from src.config.manager import PROJECT, ConfigManager
from src.domain.errors import ToolFailed
from src.domain.program_run import Limits
from src.nodes.node_store import FolderNodeStore
from src.sandbox.sandbox import ConfinedSandbox
from src.toolbox.manifest_reader import ManifestOrigin
from src.toolbox.started_code import unpinned
from src.toolbox.tool_manifest import McpPart, ToolManifest
from src.toolbox.trust import digest_of
from tests.fakes.node_inputs import UNCONNECTED

FAKE = Path(__file__).parents[1] / "fakes" / "mcp_server.py"
FAR = """
name: Far
type: mcp
description: d
mcp:
  command: {python}
  arguments: [server.py, calls.log]
  tool: shout
  environment: [{variable}]
"""
WITHOUT_MCP = (
    "import runpy, sys; sys.modules['mcp'] = None; sys.argv = {arguments};"
    "sys.path.insert(0, {project!r}); runpy.run_path({door!r}, run_name='__main__')"
)


def write_tool(home: Path, variable: str = "LANG") -> None:
    (home / "tools").mkdir(exist_ok=True)
    (home / "tools" / "far.yaml").write_text(FAR.format(python=sys.executable, variable=variable))
    server = FAKE.read_text("utf-8").replace("import json\n", "import json\nimport helper\n", 1)
    (home / "tools" / "server.py").write_text(server)
    (home / "tools" / "helper.py").write_text("")


def ask(home: Path, *, trust: bool = False) -> str:
    """What the tool answers in a session of its own; the user may trust it first."""
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    nodes = FolderNodeStore(home / "nodes", lambda: 1.0)
    with ConfinedSandbox(Limits(), allow_weak=True) as sandbox:
        with closing(
            open_toolkit(ConfigManager(environment=environment), None, sandbox, nodes, UNCONNECTED)
        ) as toolkit:
            if trust:
                toolkit.trust("far")
                toolkit.grant("far")
            return toolkit.run("far", "hello").text


def change_the_variables(home: Path) -> None:
    write_tool(home, "AWS_SECRET_ACCESS_KEY")


def change_the_server(home: Path) -> None:
    with (home / "tools" / "server.py").open("a") as server:
        server.write("\n# more\n")


def change_what_the_server_imports(home: Path) -> None:
    (home / "tools" / "json.pyc").write_text("")


@pytest.mark.parametrize(
    "change", [change_the_variables, change_the_server, change_what_the_server_imports]
)
def test_a_server_that_changed_since_it_was_trusted_is_not_started(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    write_tool(tmp_path)
    first = [ask(tmp_path, trust=True), ask(tmp_path)]

    change(tmp_path)

    with pytest.raises(ToolFailed, match="not trusted yet"):
        ask(tmp_path)
    # What it wrote into its log meanwhile is its data, and Python keeps nothing that it compiles.
    assert first == ["HELLO", "HELLO"]
    assert (tmp_path / "tools" / "calls.log").read_text().count("shout") == 2
    (tmp_path / "tools" / "json.pyc").unlink(missing_ok=True)
    assert ask(tmp_path, trust=True) == "HELLO"


def without_mcp(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The program where the package mcp cannot be found."""
    door = PROJECT / "chat_cli.py"
    given = repr([str(door), *arguments])
    return subprocess.run(
        [
            sys.executable,
            "-c",
            WITHOUT_MCP.format(arguments=given, project=str(PROJECT), door=str(door)),
        ],
        # As wide as the sentence, whatever terminal the tests were started in.
        env={
            **os.environ,
            "COLUMNS": "120",
            "CODE_EVOLVER_HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_without_the_package_one_sentence_says_how_to_install_it(tmp_path: Path) -> None:
    write_tool(tmp_path)

    served = without_mcp(tmp_path, "mcp")
    checked = without_mcp(tmp_path, "--offline", "/tools check")

    said = "package mcp is not installed: .venv/bin/pip install -r requirements-mcp.txt"
    assert (served.returncode, served.stderr) == (2, f"The {said}\n")
    assert [line for line in checked.stdout.splitlines() if "far" in line and said in line]
    assert "Traceback" not in served.stderr + checked.stderr


@pytest.mark.parametrize(
    ("command", "arguments", "loose"),
    [
        ("./run.sh", (), ""),
        ("./run.sh", ("-m", "weather"), ""),
        ("./run.sh", ("-m", "weather.now"), ""),
        ("./run.sh", ("-m", "elsewhere"), "the module elsewhere, installed elsewhere"),
        ("weatherd", ("--fast",), "weatherd, installed elsewhere"),
        ("npx", ("-y", "weather@latest"), "what npx fetches"),
        ("uv", ("run", "--with", "w", "./run.sh"), "what uv fetches"),
        ("/usr/bin/env", ("npx", "-y", "w"), "what npx fetches"),
        ("/usr/bin/env", ("-u", "A=b", "./run.sh"), ""),
        ("/usr/bin/env", ("X=1", "weatherd", "./run.sh"), "weatherd, installed elsewhere"),
        (
            "/bin/sh",
            ("-c", "cd x; exec npx w"),
            "what npx fetches and what the command of /bin/sh starts",
        ),
        (sys.executable, ("-mweather.now",), ""),
        (sys.executable, ("-Im", "elsewhere"), "the module elsewhere, installed elsewhere"),
        ("run.sh", (), "run.sh, installed elsewhere"),
        ("./run.sh", ("-mode", "-medium"), ""),
    ],
)
def test_what_trust_cannot_cover_is_said(
    command: str, arguments: tuple[str, ...], loose: str, tmp_path: Path
) -> None:
    (tmp_path / "weather").mkdir()
    (tmp_path / "weather" / "now.py").write_text("")
    (tmp_path / "run.sh").write_text("")
    part = McpPart(command, "shout", arguments)

    assert unpinned(part, tmp_path) == loose


def test_what_a_program_that_pip_installed_imports_is_not_covered(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    program = tmp_path / "weather-mcp"
    program.write_text("#!/usr/bin/python3\nimport weather")

    assert unpinned(McpPart(str(program), "s"), tmp_path / "own") == f"what {program} imports"


def test_so_many_files_that_trust_does_not_cover_them_all_are_said(tmp_path: Path) -> None:
    (tmp_path / "run.sh").touch()
    for number in range(2000):
        (tmp_path / f"{number}.py").touch()

    assert unpinned(McpPart("./run.sh", "s"), tmp_path) == "more than 2000 files next to it"


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        (McpPart("python3", "s", ("server.txt",)), "own/server.txt"),
        (McpPart("/usr/bin/python3.11", "s", ("-u", "-W", "x", "server.log")), "own/server.log"),
        (McpPart("python3", "s", ("../elsewhere/server.txt",)), "elsewhere/helper.py"),
        (McpPart("bash", "s", ("-e", "start.md")), "own/start.md"),
        (McpPart("/usr/bin/env", "s", ("X=1", "python3", "server.txt")), "own/server.txt"),
        (McpPart("/bin/sh", "s", ("-c", "exec python3 server.txt")), "own/server.txt"),
        (McpPart("sqlite3", "s", ("data.db", "-init", "start.txt")), "own/start.txt"),
        (McpPart("node", "s", ("-r", "./hook.txt", "run.js")), "own/hook.txt"),
        (McpPart("node", "s", ("-r", "./run.js", "server.txt")), "own/server.txt"),
        (McpPart("node", "s", ("--env-file=data.db", "server.txt")), "own/server.txt"),
        (McpPart("weatherd", "s", ("--require=./hook.txt",)), "own/hook.txt"),
        (McpPart("perl", "s", ("-w", "server.txt")), "own/server.txt"),
        (McpPart("make", "s", ("-f", "start.txt")), "own/start.txt"),
        (McpPart("make", "s"), "own/Makefile"),
        (McpPart("node", "s", (".",)), "own/package.json"),
        (McpPart("python3", "s", (".",)), "own/__main__.pyc"),
        (McpPart("python3", "s", ("-m", "weather")), "own/weather/__main__.pyc"),
        (McpPart("python3", "s", ("server.txt",)), "own/json.pyc"),
        (McpPart("python3", "s", ("-E", "server.txt")), "own/__pycache__/json.cpython-311.pyc"),
        (McpPart("node", "s", ("run.js",)), "own/deeper/addon.node"),
        (McpPart("node", "s", ("run.js",)), "own/other.mts"),
        (McpPart("java", "s", ("-cp", ".", "Weather")), "own/Weather.class"),
        (McpPart("python3", "s", ("-m", "weather.now")), "own/weather/inner.py"),
        (McpPart("python3", "s", ("-m", "weather.now")), "own/other.py"),
        (McpPart(sys.executable, "s", ("-mweather.now",)), "own/weather/inner.py"),
        (McpPart(sys.executable, "s", ("-uIm", "weather.now")), "own/weather/inner.py"),
        (McpPart("./run.sh", "s", ("x",), folder="sub"), "own/run.sh"),
        (McpPart("../run.sh", "s", folder="sub"), "own/run.sh"),
        (McpPart("/usr/bin/env", "s", ("./in.sh",), folder="sub"), "own/sub/in.sh"),
        (McpPart("/bin/sh", "s", ("-c", "exec ./in.sh x"), folder="sub"), "own/sub/in.sh"),
        (McpPart(sys.executable, "s", ("../elsewhere/server.py",)), "elsewhere/other.py"),
        (McpPart(sys.executable, "s", ("linked/server.py",)), "elsewhere/deeper/other.py"),
    ],
)
def test_what_is_started_is_covered_however_it_is_named(
    part: McpPart, changed: str, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    for name in ("own/sub", "own/weather", "own/deeper", "own/__pycache__", "elsewhere/deeper"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("server.txt", "server.log", "start.md", "start.txt", "hook.txt", "run.js"):
        (folder / name).write_text("one")
    (folder / "data.db").write_text("one")
    (tmp_path / "elsewhere" / "server.txt").write_text("one")
    for name in ("own/run.sh", "own/sub/in.sh", "own/weather/now.py", "elsewhere/server.py"):
        (tmp_path / name).write_text("one = 1")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    manifest, origin = ToolManifest("Far", "mcp", "d", mcp=part), ManifestOrigin({}, folder)
    before = digest_of(manifest, origin)

    (tmp_path / changed).write_text("two = 2")

    assert digest_of(manifest, origin) != before
    assert "run.sh" not in unpinned(part, folder)


@pytest.mark.parametrize(
    "part",
    [
        McpPart("python3", "s", ("-u", "server.py", "data.txt")),
        McpPart("python3", "s", ("-m", "server", "data.txt")),
        McpPart("python3", "s", ("-c", f"import server  # {'x' * 300}", "data.txt")),
        McpPart("./server.py", "s", ("--notes=data.txt", "data.txt")),
        McpPart("/bin/sh", "s", ("-c", "exec ./server.py data.txt")),
        McpPart("weatherd", "s", ("data.txt",)),
        McpPart("node", "s", ("-r", "./server.py", "server.py", "data.txt")),
    ],
)
def test_data_of_a_server_may_change(part: McpPart, tmp_path: Path) -> None:
    for name in ("server.py", "data.txt"):
        (tmp_path / name).write_text("one")
    manifest, origin = ToolManifest("Far", "mcp", "d", mcp=part), ManifestOrigin({}, tmp_path)
    before = digest_of(manifest, origin)

    (tmp_path / "data.txt").write_text("two")
    (tmp_path / "state.json").write_text("{}")

    assert digest_of(manifest, origin) == before
