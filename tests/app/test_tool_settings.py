"""A broken tool costs itself, in the settings and in files of its own, and is named."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from src import ChatCLI
from src.app.tool_settings import check_tool_settings
from src.config.manager import PROJECT, ConfigManager
from src.domain.errors import ConfigError

WELL = "mine: {name: Mine, type: llm, description: d}"
BROKEN = "name: Mine\ntype: llm\ndescritpion: d\n"


def config(home: Path, text: str) -> ConfigManager:
    path = home / "mine.yaml"
    path.write_text(text)
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    return ConfigManager(path, environment=environment)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        (
            "tools:\n  mine:\n    name: Mine\n    type: llm\n    descritpion: d\n",
            "mine.yaml:5: tools.mine.descritpion: unknown key; did you mean description?",
        ),
        ("tools:\n  mine: 3\n", "mine.yaml:2: tools.mine: expected keys and values, found 3"),
        (
            "tools:\n  mine: {name: Mine, type: mnp, description: d}\n",
            "mine.yaml:2: tools.mine.type: expected",
        ),
        (
            "tools:\n  mine: {name: Clock, type: llm, description: d}\n",
            "mine.yaml:2: tools.mine.name: the tool clock is also called Clock",
        ),
        (
            "tools:\n  mine: {name: M, type: executable, description: d,"
            " executable: {command: [wc, '{unit}']}}\n",
            "mine.yaml:2: tools.mine.executable.command[1]: input names no argument unit",
        ),
    ],
)
def test_a_broken_tool_of_the_settings_is_noted_once_with_file_line_and_key(
    text: str, trouble: str, tmp_path: Path
) -> None:
    found = config(tmp_path, text)

    check_tool_settings(found)
    check_tool_settings(found)

    assert trouble in found.notes[0] and found.notes[1].endswith("doctor --repair")
    assert [one.path for one in found.unread] == [("tools", "mine")] and len(found.notes) == 2
    assert ["tools.mine is a comment now" in told for told in found.repair()] == [True]
    assert found.tools.value == {} and found.unread == ()


def test_whole_tools_of_the_settings_and_broken_files_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "bad.yaml").write_text(BROKEN)

    check_tool_settings(config(tmp_path, f"tools:\n  {WELL}\n"))


def test_nothing_is_loaded_where_the_settings_have_no_tools(tmp_path: Path) -> None:
    code = (
        "import sys; from src.app.tool_settings import check_tool_settings;"
        "from src.config.manager import ConfigManager; check_tool_settings(ConfigManager());"
        "print([name for name in sys.modules if name.startswith('src.toolbox')])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert done.stdout == "[]\n", done.stderr


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(PROJECT / "chat_cli.py"), "--offline", *arguments],
        env={**os.environ, "CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("face", ["add 1 and 2", "mcp"])
def test_every_face_names_what_it_ignores_and_goes_on(face: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("tools:\n  mine: 3\n")

    done = run(tmp_path, "--config", str(path), face)

    said = f"{path}:2: tools.mine: expected keys and values, found 3 (ignored)"
    assert (done.returncode, done.stdout) == (0, "" if face == "mcp" else "3\n")
    assert done.stderr.count(said) == 1


@pytest.mark.parametrize("face", ["add 1 and 2", "mcp"])
def test_what_the_command_line_gives_must_be_right(face: str, tmp_path: Path) -> None:
    done = run(tmp_path, "--set", "tools.mine=3", face)

    said = "command line: tools.mine: expected keys and values, found 3\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_other_programs_get_the_same_error(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "CODE_EVOLVER__TOOLS__MINE": "3"}

    with pytest.raises(ConfigError, match=r"tools.mine: expected keys and values"):
        ChatCLI(ConfigManager(environment=environment))


def test_a_broken_manifest_file_is_told_by_check_and_the_others_are_there(
    tmp_path: Path,
) -> None:
    (tmp_path / "tools").mkdir()
    for name in ("bad", "worse"):
        (tmp_path / "tools" / f"{name}.yaml").write_text(BROKEN)

    checked = run(tmp_path, "--json", "tools check")

    told = f"{tmp_path}/tools/{{}}.yaml:3: descritpion: unknown key; did you mean description?"
    found = json.dumps(json.loads(checked.stdout))
    assert told.format("bad") in found and told.format("worse") in found
    assert '"clock"' in found
    assert checked.returncode == 1
