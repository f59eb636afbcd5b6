"""Tools of MCP servers answer, and each way in which a server fails is a plain sentence."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from src.documents.yaml_text import parse_yaml
from src.domain.errors import ToolFailed
from src.domain.program_run import Limits
from src.toolbox.catalogue import KINDS
from src.toolbox.toolkit import problem_of, starts
from src.toolbox.tool_manifest import McpPart, ToolManifest
from src.toolbox.manifest_reader import read_tools
from src.toolbox.mcp_servers import McpServers
from src.toolbox.mcp_tool import McpTool
from tests.fakes.node_inputs import tool_services
from tests.fakes.pipeline_steps import FakeSandbox, printed

SERVER = str(Path(__file__).parents[1] / "fakes" / "mcp_server.py")
LIMITS = Limits(wall_seconds=20.0)
NO_SANDBOX = FakeSandbox(lambda program, given: printed(""))


@pytest.fixture(name="servers")
def open_servers(tmp_path: Path) -> Iterator[McpServers]:
    with closing(McpServers(tmp_path / "logs" / "mcp.log")) as servers:
        yield servers


def tool(
    servers: McpServers,
    folder: Path,
    name: str,
    limits: Limits = LIMITS,
    command: str = "",
    named: tuple[str, ...] = (),
) -> McpTool:
    arguments = (SERVER, str(folder / "calls")) if not command else ("60",)
    part = McpPart(command or sys.executable, name, arguments, environment=named)
    manifest = ToolManifest("Remote", "mcp", "d", mcp=part)
    return McpTool(manifest, tool_services(NO_SANDBOX, folder, limits, servers))


def calls_of(folder: Path) -> list[str]:
    path = folder / "calls"
    return path.read_text("utf-8").splitlines() if path.exists() else []


def test_a_servers_tool_answers_and_its_session_stays_open(
    servers: McpServers, tmp_path: Path
) -> None:
    shout = tool(servers, tmp_path, "shout")

    replies = [shout.call("hé", {}).text, shout.call("no", {"times": 2}).text]

    assert replies == ["HÉ", "NONO"]
    assert len({line.split()[0] for line in calls_of(tmp_path)}) == 1
    assert "a line on stderr" in (tmp_path / "logs" / "mcp.log").read_text("utf-8")


@pytest.mark.parametrize("is_pipe", [True, False])
def test_what_a_server_logs_goes_through_no_link_and_into_no_pipe(
    is_pipe: bool, servers: McpServers, tmp_path: Path
) -> None:
    outside, log = tmp_path / "outside", tmp_path / "logs" / "mcp.log"
    outside.write_text("mine")
    log.parent.mkdir()
    if is_pipe:
        os.mkfifo(log)
    else:
        log.symlink_to(outside)

    assert tool(servers, tmp_path, "shout").call("no", {"times": 2}).text == "NONO"

    assert outside.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "prompt", "arguments", "reason"),
    [
        ("fail", "x", {}, "Remote: failed: no such city"),
        ("shot", "x", {}, "its server has no tool 'shot'"),
        ("picture", "x", {}, "answered image, and no text"),
        ("lying", "x", {}, "is not what it promised"),
    ],
)
def test_a_server_that_fails_says_why(
    name: str,
    prompt: str,
    arguments: dict[str, object],
    reason: str,
    servers: McpServers,
    tmp_path: Path,
) -> None:
    with pytest.raises(ToolFailed, match=reason):
        tool(servers, tmp_path, name).call(prompt, arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("shout", {"times": "two"}, "wrong arguments: 'two' is not of type 'integer'"),
        ("shout", {"times": 0}, "wrong arguments: 0 is less than the minimum"),
        ("shout", {"colour": 1}, "wrong arguments: Additional properties"),
        ("broken_schema", {}, "its server gives a broken schema"),
        ("elsewhere", {}, "refers to what is not in it"),
    ],
)
def test_wrong_arguments_and_wrong_schemas_are_not_sent(
    name: str, arguments: dict[str, object], reason: str, servers: McpServers, tmp_path: Path
) -> None:
    with pytest.raises(ToolFailed, match=reason):
        tool(servers, tmp_path, name).call("x", arguments)  # type: ignore[arg-type]

    assert calls_of(tmp_path) == []


def test_a_server_that_dies_is_started_again_by_the_next_call_and_no_call_is_repeated(
    servers: McpServers, tmp_path: Path
) -> None:
    with pytest.raises(ToolFailed, match="its server ended"):
        tool(servers, tmp_path, "die").call("x", {})

    assert tool(servers, tmp_path, "shout").call("x", {}).text == "X"
    assert [line.split()[1] for line in calls_of(tmp_path)] == ["die", "shout"]


def test_a_server_that_was_killed_between_two_calls_costs_no_call(
    servers: McpServers, tmp_path: Path
) -> None:
    shout = tool(servers, tmp_path, "shout")
    shout.call("x", {})
    first = psutil.Process(int(calls_of(tmp_path)[0].split()[0]))
    first.kill()
    psutil.wait_procs([first], timeout=10)

    assert shout.call("y", {}).text == "Y"


def test_a_server_that_never_answers_is_given_up_and_ended(
    servers: McpServers, tmp_path: Path
) -> None:
    shout, hang = tool(servers, tmp_path, "shout"), tool(servers, tmp_path, "hang", Limits(1.0))
    shout.call("x", {})

    with pytest.raises(ToolFailed, match="did not answer within 1 s, and was ended"):
        hang.call("x", {})
    servers.close()

    assert not psutil.pid_exists(int(calls_of(tmp_path)[0].split()[0]))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("no-such-program", "program not found: no-such-program"),
        ("sleep", "sleep did not answer as an MCP server within 1 s"),
        ("true", "true ended, or is not an MCP server"),
    ],
)
def test_what_is_no_server_is_told_within_the_time(
    command: str, reason: str, servers: McpServers, tmp_path: Path
) -> None:
    with pytest.raises(ToolFailed, match=reason):
        tool(servers, tmp_path, "x", Limits(1.0), command).call("x", {})


def test_an_answer_of_100_mb_is_bounded_in_bytes(servers: McpServers, tmp_path: Path) -> None:
    shout, flood = tool(servers, tmp_path, "shout"), tool(servers, tmp_path, "flood")
    shout.call("x", {})
    server = psutil.Process(int(calls_of(tmp_path)[0].split()[0]))

    with pytest.raises(ToolFailed, match="sent more than 16000000 bytes in one message"):
        flood.call("100000000", {})

    assert shout.call("x", {}).text == "X"
    assert psutil.wait_procs([server], timeout=10)[1] == []


def test_an_answer_below_the_bound_comes_whole(servers: McpServers, tmp_path: Path) -> None:
    assert len(tool(servers, tmp_path, "flood").call("5000000", {}).text) == 5_000_000


def test_a_server_gets_the_named_variables_and_no_secrets(
    servers: McpServers, tmp_path: Path
) -> None:
    usual = {"HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"}
    # Python itself may add the first to a child; the second keeps compiled files from its code.
    usual |= {"LC_CTYPE", "PYTHONDONTWRITEBYTECODE"}
    named = ("PYTEST_VERSION", "A_VARIABLE_THAT_NOBODY_SET")

    without = json.loads(tool(servers, tmp_path, "variables").call("x", {}).text)
    with_them = json.loads(tool(servers, tmp_path, "variables", named=named).call("x", {}).text)

    assert {"PYTEST_CURRENT_TEST", "PYTEST_VERSION"} <= set(os.environ)
    assert set(without) <= usual
    assert set(with_them) - set(without) == {"PYTEST_VERSION"}
    assert with_them["PYTEST_VERSION"] == os.environ["PYTEST_VERSION"]


def test_a_manifest_names_its_server_and_must_be_trusted(tmp_path: Path) -> None:
    text = (
        "far: {name: Far, type: mcp, description: d,"
        " mcp: {command: nonesuch, arguments: [-x], tool: shout}}\n"
        "half: {name: Half, type: mcp, description: d}\n"
    )

    read = read_tools(tmp_path, parse_yaml(text, "tools.yaml"), KINDS)

    far = read.manifests["far"]
    assert far.may_write and "far" in read.external
    assert starts(far) == "nonesuch -x, not confined"
    assert problem_of(far, tmp_path, ()) == "program not found: nonesuch"
    assert ["mcp: is missing" in str(one) for one in read.complaints] == [True]


ODD = str(Path(__file__).parents[1] / "fakes" / "odd_mcp_server.py")


def odd_tool(servers: McpServers, folder: Path, name: str, version: str = "2025-06-18") -> McpTool:
    part = McpPart(sys.executable, name, (ODD, version), prompt=None)
    manifest = ToolManifest("Odd", "mcp", "d", mcp=part)
    return McpTool(
        manifest, tool_services(NO_SANDBOX, folder, LIMITS, servers, str(folder / "out"))
    )


def test_what_is_odd_in_a_servers_answers_costs_only_itself(
    servers: McpServers, tmp_path: Path
) -> None:
    names = ("plain", "bare", "nulls", "slow")

    plain, bare, nulls, slow = (odd_tool(servers, tmp_path, n).call("", {}).text for n in names)

    assert plain == "sunny"
    assert bare.splitlines() == [
        "half ?",
        "a: file:///a.txt",
        "file:///b.txt",
        "of no address",
        "of no known kind",
    ]
    assert json.loads(nulls) == {"deep": [1, None]}
    # A pattern of the server's that takes for ever is not run, here or for what it returns.
    assert json.loads(slow) == {"n": "a" * 40 + "!"}
    slow_tool = odd_tool(servers, tmp_path, "slow")
    assert slow_tool.call("", {"prompt": "a" * 40 + "!", "x" * 40 + "!": 1}).text == slow


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plain text", "sunny"),
        ("list", "[1, 2]"),
        ("one block", "7"),
        ("nothing", ""),
        ("far", "from afar"),
    ],
)
def test_an_answer_in_another_form_is_read(
    servers: McpServers,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    name: str,
    text: str,
) -> None:
    assert odd_tool(servers, tmp_path, name).call("", {}).text == text
    assert capfd.readouterr() == ("", "")


def test_a_refusal_without_a_code_is_passed_on(servers: McpServers, tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match=r'Odd: its server refused: \["not", "now"\]'):
        odd_tool(servers, tmp_path, "refused").call("", {})


def test_an_image_comes_as_the_path_of_a_file(servers: McpServers, tmp_path: Path) -> None:
    path = Path(odd_tool(servers, tmp_path, "listed").call("", {}).text)

    assert path.suffix == ".png" and path.parent == tmp_path / "out"
    assert path.read_bytes() == b"hi"


def test_a_version_of_the_protocol_that_is_not_known_is_named(
    servers: McpServers, tmp_path: Path
) -> None:
    with pytest.raises(ToolFailed, match="speaks protocol version 2099-01-01, which is not known"):
        odd_tool(servers, tmp_path, "plain", "2099-01-01").call("", {})
