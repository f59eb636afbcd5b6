"""Answers tools in the tests as they were answered when the program was tested here."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import node_runtime

REPLIES = json.loads((Path(__file__).parent / "tool_replies.json").read_text(encoding="utf-8"))


def replied(name: str, prompt: str = "", **arguments: Any) -> str:
    """Return the recorded reply to this question, else the one to all questions to this tool."""
    question = {"name": name, "prompt": prompt, "arguments": arguments}
    return str(REPLIES.get(json.dumps(question, sort_keys=True), REPLIES.get(name, "")))


def replied_to_all(calls: Iterable[Any]) -> "list[str | RuntimeError]":
    """Return the recorded replies, in the order of the calls."""
    return [replied(call[0], *call[1:2], **dict(*call[2:3])) for call in calls]


node_runtime.call_tool = replied
node_runtime.call_tools_parallel = replied_to_all
