"""Runs a tool's program confined and reads its answer."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.errors import SandboxError, ToolFailed
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node_contract import read_answer
from ..domain.ports import Sandbox
from ..domain.program_run import Limits, Program
from .tool_manifest import ToolManifest


@dataclass(frozen=True, slots=True)
class CallEnvironment:
    """Where a tool's programs run: which sandbox, beside which files, within which limits.

    `folder` is what ./paths of the manifest are relative to. What a program leaves goes to
    `out_folder`; "" where it may change nothing, and then it is gone.
    """

    sandbox: Sandbox
    folder: Path
    limits: Limits
    out_folder: str = ""


def environment_of(
    manifest: ToolManifest, sandbox: Sandbox, folder: Path, usual: Limits, out_folder: str = ""
) -> CallEnvironment:
    """The place of this tool's programs: its own limits, no out folder unless it may write."""
    out_folder = out_folder if manifest.may_write else ""
    return CallEnvironment(sandbox, folder, limits_of(manifest, usual), out_folder)


def limits_of(manifest: ToolManifest, usual: Limits) -> Limits:
    """What one call may take: what the manifest says, else the usual."""
    asked = manifest.limits
    return replace(
        usual,
        wall_seconds=asked.seconds or usual.wall_seconds,
        cpu_seconds=asked.seconds or usual.cpu_seconds,
        memory_mb=asked.memory_mb or usual.memory_mb,
        output_bytes=max(asked.reply_bytes, usual.output_bytes),
    )


def answer_of(name: str, sandbox: Sandbox, program: Program, given: JSONObject) -> str:
    """The text of the program's result. Raises ToolFailed, naming the tool."""
    return as_text(result_of(name, sandbox, program, given))


def result_of(name: str, sandbox: Sandbox, program: Program, given: JSONObject) -> JSONValue:
    """The program's result. Raises ToolFailed, naming the tool."""
    try:
        with sandbox.open(program) as session:
            answer = read_answer(session.run(given))
    except SandboxError as error:
        raise ToolFailed(f"{name}: {error}", hint=error.hint) from error
    if not answer.ok:
        raise ToolFailed(f"{name}: {answer.refusal or answer.problem}")
    return answer.result


def as_text(result: JSONValue) -> str:
    """A result as a tool's text: a text as it is, everything else as JSON."""
    return result if isinstance(result, str) else json_text(result)


def json_text(result: JSONValue) -> str:
    """A result as JSON."""
    return json.dumps(result, ensure_ascii=False)
