"""Stands for the tools the program was made with: put your own there."""

from collections.abc import Iterable
from typing import Any


def call_tool(name: str, prompt: str = "", **arguments: Any) -> str:
    """Call a tool by its name. Raises RuntimeError: there are none outside Code Evolver."""
    raise RuntimeError(f"there is no tool {name} here: write call_tool in node_runtime.py")


def call_tools_parallel(calls: Iterable[Any]) -> "list[str | RuntimeError]":
    """Call several; each that failed is an error in its place."""
    results: "list[str | RuntimeError]" = []
    for call in calls:
        try:
            results.append(call_tool(call[0], *call[1:2], **dict(*call[2:3])))
        except RuntimeError as error:
            results.append(error)
    return results
