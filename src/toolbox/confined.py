"""Runs a tool's program confined and reads its answer."""

import json

from src.core.contract import read_answer
from src.core.errors import SandboxError, ToolFailed
from src.core.jsonvalue import JSONObject
from src.core.ports import Sandbox
from src.core.running import Program


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
