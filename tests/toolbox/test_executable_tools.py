"""Programs of the system as tools: what they are started with, and how they fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.errors import ToolFailed
from src.domain.json_value import JSONObject
from src.domain.program_run import Limits
from src.domain.tool import Effects
from src.sandbox.sandbox import ConfinedSandbox
from src.toolbox.confined_tools import ExecutableTool, fill, find_program
from src.toolbox.tool_manifest import ExecutablePart, ToolLimits, ToolManifest
from src.toolbox.tool_arguments import Argument
from src.toolbox.toolbox import ManifestToolbox
from tests.fakes.node_inputs import tool_services


@pytest.fixture(name="sandbox", scope="module")
def open_sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits(), allow_weak=True) as opened:
        yield opened


def tool(
    sandbox: ConfinedSandbox, *command: str, folder: Path = Path("/"), **more: object
) -> ManifestToolbox:
    manifest = ToolManifest(
        "Tool",
        "executable",
        "d",
        **{"executable": ExecutablePart(command), "effects": Effects.NONE, **more},  # type: ignore
    )
    return ManifestToolbox(
        {"tool": manifest},
        lambda key, m: ExecutableTool(m, tool_services(sandbox, folder)),
    )


def test_the_prompt_goes_to_stdin(sandbox: ConfinedSandbox) -> None:
    reply = tool(sandbox, "tr", "a-z", "A-Z").call("tool", "hello -- there")

    assert (reply.text, reply.by) == ("HELLO -- THERE", "tr")


def test_the_prompt_may_be_an_argument(sandbox: ConfinedSandbox) -> None:
    assert tool(sandbox, "factor", "--", "{prompt}").call("tool", "12").text == "12: 2 2 3"


WORDS = ("{fast?}--fast", "--level={level}", "{name}", "fixed")


@pytest.mark.parametrize(
    ("arguments", "filled"),
    [
        ({}, ("fixed",)),
        ({"fast": True}, ("--fast", "fixed")),
        ({"fast": False}, ("fixed",)),
        ({"level": -3}, ("--level=-3", "fixed")),
        ({"name": "a b; rm -rf $HOME `x`"}, ("a b; rm -rf $HOME `x`", "fixed")),
        ({"name": "{level}", "level": 1}, ("--level=1", "{level}", "fixed")),
        ({"name": ""}, ("", "fixed")),
    ],
)
def test_one_argument_becomes_one_word_of_the_command(
    arguments: JSONObject, filled: tuple[str, ...]
) -> None:
    assert fill(WORDS, "p", arguments) == filled


@pytest.mark.parametrize(
    ("words", "arguments", "reason"),
    [
        (("{name}",), {"name": "-rf"}, "would be an option"),
        (("{name}",), {"name": -1}, "would be an option"),
        (("{prompt}",), {}, "would be an option"),
        (("{on?}{name}",), {"name": "--x", "on": True}, "would be an option"),
        (("--", "{name}"), {"name": "a\0b"}, "zero byte"),
        (("{name}",), {"name": "x" * 200_000}, "longer than 100000 bytes"),
    ],
)
def test_what_a_call_passes_is_no_option_and_no_impossible_word(
    words: tuple[str, ...], arguments: JSONObject, reason: str
) -> None:
    with pytest.raises(ToolFailed, match=reason):
        fill(words, "-p", arguments)


def test_behind_two_dashes_a_word_may_begin_with_one() -> None:
    assert fill(("--", "{name}"), "p", {"name": "-x"}) == ("--", "-x")


@pytest.mark.parametrize(
    ("command", "limits", "reason"),
    [
        (("nonesuch",), ToolLimits(), "program not found: nonesuch"),
        (("/etc/passwd",), ToolLimits(), "may not be executed"),
        (("../x",), ToolLimits(), "program not found|not in the tools"),
        (("sleep", "30"), ToolLimits(seconds=0.2), "longer than 0.2 s"),
        (("yes",), ToolLimits(), "printed more than 1000000 bytes"),
        (("ls", "/nowhere"), ToolLimits(), "exit code 2: .*nowhere"),
        (("cat", "/etc/passwd"), ToolLimits(), "exit code 1: .*passwd"),
        (("true",), ToolLimits(), "answered nothing"),
        (("sort",), ToolLimits(prompt_bytes=3), "longer than 3 bytes"),
        (("sort",), ToolLimits(reply_bytes=3), "more than 3 bytes"),
    ],
)
def test_a_program_that_cannot_answer_is_an_error_with_its_reason(
    command: tuple[str, ...], limits: ToolLimits, reason: str, sandbox: ConfinedSandbox
) -> None:
    with pytest.raises(ToolFailed, match=reason):
        tool(sandbox, *command, limits=limits).call(
            "tool", "text" if not limits.prompt_bytes == 3 else "four"
        )


def test_what_its_manifest_grants_is_read_and_nothing_beside_it(
    tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    granted, other = tmp_path / "granted", tmp_path / "other"
    granted.write_text("seen\n")
    other.write_text("unseen\n")
    for path in (granted, other, tmp_path, *tmp_path.parents[:-2]):
        path.chmod(0o755)

    def reading(path: Path) -> ManifestToolbox:
        part = ExecutablePart(("cat", str(path)), reads=("granted",))
        return tool(sandbox, "cat", folder=tmp_path, executable=part)

    assert reading(granted).call("tool", "").text == "seen"
    with pytest.raises(ToolFailed, match="other"):
        reading(other).call("tool", "")


def test_a_script_beside_its_manifest_is_started(tmp_path: Path, sandbox: ConfinedSandbox) -> None:
    script = tmp_path / "greet"
    script.write_text('#!/bin/sh\nread name\necho "hello $name"\n')
    for path in (script, tmp_path, *tmp_path.parents[:-2]):
        path.chmod(0o755)

    assert tool(sandbox, "./greet", folder=tmp_path).call("tool", "you\n").text == "hello you"


def test_an_executable_takes_no_argument_that_it_does_not_name(sandbox: ConfinedSandbox) -> None:
    with pytest.raises(ToolFailed, match="it takes none but the prompt"):
        tool(sandbox, "sort").call("tool", "x", {"more": 1})
    with pytest.raises(ToolFailed, match="did you mean column"):
        tool(sandbox, "sort", input={"column": Argument()}).call("tool", "x", {"colum": "1"})


def test_a_prompt_of_a_megabyte_goes_through_where_the_manifest_allows(
    sandbox: ConfinedSandbox,
) -> None:
    prompt = "word " * 200_000
    limits = ToolLimits(prompt_bytes=1_000_000)

    assert tool(sandbox, "wc", "-w", limits=limits).call("tool", prompt).text == "200000"


def test_a_program_is_looked_for_in_the_system_s_folders_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sort").write_text("#!/bin/sh\n")
    (tmp_path / "sort").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_program("sort", tmp_path).endswith("bin/sort")
