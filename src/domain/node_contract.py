"""The contract of a node: reads one JSON object and prints one."""

import json
import re
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from .json_value import JSONObject, JSONValue, TooDeep, parse_json
from .program_run import Ending, RunResult

_GRANT = re.compile(r'(?<!\S)@("[^"]+"|\S+?)(?=[,;:?!]?(?:\s|$)|\.(?:\s|$))')


class Answer(Struct, frozen=True):
    """A node's output: a result, the program's refusal, or the problem with the output."""

    result: JSONValue = None
    refusal: str = ""
    problem: str = ""

    @property
    def ok(self) -> bool:
        """True if there is a result."""
        return not self.refusal and not self.problem


def read_answer(run: RunResult) -> Answer:
    """Read a finished run's output: exactly one JSON object with "result" or "error"."""
    if run.ending is not Ending.FINISHED:
        return Answer(problem=describe_ending(run))
    try:
        printed = parse_json(run.stdout)
    except TooDeep:
        return Answer(problem="the program's result is nested too deeply")
    except ValueError as error:
        return Answer(problem=_no_json(run.stdout, error))
    if isinstance(printed, dict) and "result" in printed:
        return Answer(result=printed["result"])
    refusal = printed.get("error") if isinstance(printed, dict) else None
    if isinstance(refusal, str):
        return Answer(refusal=refusal)
    return Answer(problem='the program printed JSON without a "result"')


def describe_ending(run: RunResult) -> str:
    """Say in one line how a run that did not finish ended."""
    if run.reason:
        return run.reason
    if run.ending is Ending.FAILED:
        last = [line for line in run.stderr.strip().splitlines() if line.strip()]
        detail = f": {last[-1].strip()[:200]}" if last else ""
        return f"the program failed with exit code {run.exit_code}{detail}"
    return f"the program ended {run.ending.value}"


def _no_json(stdout: str, error: ValueError) -> str:
    if not stdout.strip():
        return "the program printed nothing"
    if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
        rest = stdout[error.pos :].strip().splitlines()[0][:80]
        return f"the program printed more behind its JSON object: {rest!r}"
    first = stdout.strip().splitlines()[0][:80]
    return f"the program printed no JSON object but {first!r}"


def grant_files(text: str, folder: Path, allowed: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Make the @file names in a text absolute; returns the text a node is given and the paths.

    Only names among `allowed`, those that the user's own task holds, are taken for files: what
    a model or another program wrote into the text grants nothing.
    """
    paths: list[str] = []

    def absolute(match: re.Match[str]) -> str:
        name = match.group(1).strip('"')
        if name not in allowed:
            return match.group()
        path = str((folder / name).expanduser().resolve())
        paths.append(path)
        return f'@"{path}"' if " " in path else f"@{path}"

    return _GRANT.sub(absolute, text), tuple(dict.fromkeys(paths))


def node_input(description: str, **more: JSONValue) -> JSONObject:
    """Return the object a node reads from stdin."""
    return {"description": description, **more}


def call_input(arguments: JSONObject) -> JSONObject:
    """Return the object a typed function reads from stdin."""
    return {"arguments": arguments}


def grant_input(
    given: JSONObject, folder: Path, allowed: Collection[str]
) -> tuple[JSONObject, tuple[str, ...]]:
    """Return what a program reads with the file names in it made absolute, and their paths."""
    arguments = given.get("arguments")
    if isinstance(arguments, dict):
        named, paths = grant_arguments(arguments, folder, allowed)
        return call_input(named), paths
    text, paths = grant_files(str(given.get("description", "")), folder, allowed)
    return node_input(text), paths


def grant_arguments(
    arguments: JSONObject, folder: Path, allowed: Collection[str]
) -> tuple[JSONObject, tuple[str, ...]]:
    """Make the file names among arguments absolute; returns them and the paths to grant.

    Only names among `allowed`, those that the user's own task holds, are taken for files.
    """
    paths: dict[str, str] = {
        value: str((folder / value).expanduser().resolve())
        for value in arguments.values()
        if isinstance(value, str) and value in allowed
    }
    given: JSONObject = {
        name: paths.get(value, value) if isinstance(value, str) else value
        for name, value in arguments.items()
    }
    return given, tuple(dict.fromkeys(paths.values()))
