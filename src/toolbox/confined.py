"""Runs a tool's program confined and reads its answer."""

import json
from dataclasses import replace

from src.core.contract import read_answer
from src.core.errors import SandboxError, ToolFailed
from src.core.jsonvalue import JSONObject
from src.core.ports import Sandbox
from src.core.running import Limits, Program
from src.toolbox.manifest import ToolManifest


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
    try:
        with sandbox.open(program) as session:
            answer = read_answer(session.run(given))
    except SandboxError as error:
        raise ToolFailed(f"{name}: {error}", hint=error.hint) from error
    if not answer.ok:
        raise ToolFailed(f"{name}: {answer.refusal or answer.trouble}")
    if isinstance(answer.result, str):
        return answer.result
    return json.dumps(answer.result, ensure_ascii=False)
